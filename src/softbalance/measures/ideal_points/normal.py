"""log Phi and its slope, quickly: the one transcendental function an ordered probit needs.

``log_ndtr_table`` holds log Phi and phi / Phi on a grid of step ``STEP``. All further derivatives follow from
these two, so a Taylor step of at most half a ``STEP`` gives log Phi and its derivative to 1e-11 without a call
to ``erf``, ``exp`` or ``log``, and without a branch.
"""

import numpy as np
from numpy.typing import NDArray

LOWEST, HIGHEST, STEP = -38.0, 8.5, 1.0 / 32.0


def log_ndtr_table() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log Phi and phi / Phi at ``LOWEST``, ``LOWEST + STEP``, ..., ``HIGHEST``.

    Examples
    --------
    >>> log_phi, ratio = log_ndtr_table()
    >>> at_zero = round(-LOWEST / STEP)
    >>> round(float(log_phi[at_zero]), 6), round(float(ratio[at_zero]), 6)
    (-0.693147, 0.797885)
    """
    from scipy.special import log_ndtr

    z = np.arange(LOWEST, HIGHEST + STEP / 2, STEP)
    log_phi = log_ndtr(z)
    return log_phi, np.exp(-0.5 * z * z - 0.5 * np.log(2 * np.pi) - log_phi)
