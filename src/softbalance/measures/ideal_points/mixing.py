"""Whether chains mixed: split R-hat and effective sample sizes."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BLOCK = 512


def split_rhat(draws: NDArray[np.floating]) -> Floats:
    """Return the split R-hat of each quantity (Gelman et al. 2013, eq. 11.4).

    Parameters
    ----------
    draws
        Shape (n_chains, n_draws, n_quantities); at least four draws.

    Examples
    --------
    >>> x = np.random.default_rng(0).standard_normal((2, 400, 1))
    >>> bool(split_rhat(x)[0] < 1.02), bool(split_rhat(x + np.array([0.0, 3.0])[:, None, None])[0] > 1.5)
    (True, True)
    """
    half = draws.shape[1] // 2
    parts = np.concatenate([draws[:, :half], draws[:, half : 2 * half]])
    within = parts.var(axis=1, ddof=1, dtype=float).mean(axis=0)
    between = parts.mean(axis=1, dtype=float).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt((half - 1) / half + between / within))


def effective_size(draws: NDArray[np.floating]) -> Floats:
    """Return the effective sample size of each quantity's mean.

    Autocorrelations of all chains together, summed in pairs while these are positive and decreasing (Geyer
    1992; Gelman et al. 2013, eq. 11.8); at most the number of draws.

    Parameters
    ----------
    draws
        Shape (n_chains, n_draws, n_quantities).

    Examples
    --------
    >>> x = np.random.default_rng(0).standard_normal((2, 500, 1))
    >>> bool(effective_size(x)[0] > 700)
    True
    """
    blocks = range(0, draws.shape[2], BLOCK)
    return np.concatenate([_effective(draws[:, :, b : b + BLOCK].astype(float)) for b in blocks])


def _effective(draws: Floats) -> Floats:
    """Return effective sample sizes of a block of quantities."""
    m, n, _ = draws.shape
    rho = _autocorrelation(draws)
    pairs = rho[0 : 2 * (n // 2) : 2] + rho[1 : 2 * (n // 2) : 2]
    pairs = np.where(np.cumprod(pairs > 0.0, axis=0), pairs, 0.0)
    tau = -1.0 + 2.0 * np.minimum.accumulate(pairs, axis=0).sum(axis=0)
    return np.asarray(m * n / np.maximum(tau, 1.0))


def _autocorrelation(draws: Floats) -> Floats:
    """Return autocorrelations by lag, from within and between chains; shape (n_draws, n_quantities)."""
    from scipy.fft import irfft, next_fast_len, rfft

    m, n, _ = draws.shape
    centred = draws - draws.mean(axis=1, keepdims=True)
    size = next_fast_len(2 * n)
    spectrum = np.abs(rfft(centred, size, axis=1)) ** 2
    covariance = irfft(spectrum, size, axis=1)[:, :n].mean(axis=0) / n
    within = covariance[0] * n / (n - 1)
    between = draws.mean(axis=1).var(axis=0, ddof=1) if m > 1 else 0.0
    total = within * (n - 1) / n + between
    return np.asarray(1.0 - (within - covariance) / np.maximum(total, 1e-300))
