"""log Phi and its slope, quickly: the transcendental functions an ordered probit needs.

The tables hold log Phi and phi / Phi, and Phi and phi, on grids of step ``STEP``. All further derivatives follow from
these, so a short Taylor step of at most half a ``STEP`` gives them in between to 1e-9 and better, without a call to
``erf``, ``exp`` or ``log``, and without a branch.
"""

import numpy as np
from numpy.typing import NDArray

LOWEST, HIGHEST, STEP = -38.0, 8.5, 1.0 / 128.0


def log_ndtr_table() -> NDArray[np.float64]:
    """Return log Phi and phi / Phi at ``LOWEST``, ``LOWEST + STEP``, ..., ``HIGHEST``; shape (n, 2).

    Examples
    --------
    >>> at_zero = log_ndtr_table()[round(-LOWEST / STEP)]
    >>> [round(float(value), 6) for value in at_zero]
    [-0.693147, 0.797885]
    """
    from scipy.special import log_ndtr

    z = np.arange(LOWEST, HIGHEST + STEP / 2, STEP)
    log_phi = log_ndtr(z)
    return np.column_stack([log_phi, np.exp(-0.5 * z * z - 0.5 * np.log(2 * np.pi) - log_phi)])


def ndtr_table() -> NDArray[np.float64]:
    """Return Phi and phi at ``-HIGHEST``, ``-HIGHEST + STEP``, ..., ``HIGHEST``; shape (n, 2).

    Examples
    --------
    >>> [round(float(value), 6) for value in ndtr_table()[round(HIGHEST / STEP)]]
    [0.5, 0.398942]
    """
    from scipy.special import ndtr

    z = np.arange(-HIGHEST, HIGHEST + STEP / 2, STEP)
    return np.column_stack([ndtr(z), np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)])
