"""What the others bring: expectations over the distribution of a sum of independent contributions.

Player i faces Q, the sum over the others of m_j k(a_j). Its distribution is a convolution of n - 1 laws of five
atoms each. Three roads lead to E[S(Q + x)], and the tests hold them against each other:

* ``expected_success``: the convolution theorem. S is written as a sum of F sines, the characteristic functions
  of the others are multiplied. The atoms stay where they are, so the only error is that of the sines: at most
  ``Waves.error`` (1e-12 by default). Cost n F for all players; F is about five times the steepness.
* ``pmf_on_grid``: the law itself on G points, each atom split between its two neighbours so that the mean is
  exact; the error in E[f] is at most (n - 1) h^2 / 8 sup|f''|. Cost n G log G.
* ``enumerated_success``: every profile of the others, for small n: the oracle.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.game import Array, Game, success
from softbalance.terms.errors import BadInput

Complex = NDArray[np.complex128]
TOLERANCE = 1e-12
MAX_ENUMERATED = 2_000_000


@dataclass(frozen=True, slots=True)
class Waves:
    """A logistic curve as a sum of sines: S(y) = 1/2 + sum_f amplitude_f sin(frequency_f (y - threshold)).

    The curve is continued as a smooth square wave of half-period P; its Fourier coefficients are those of a
    square wave times x / sinh(x), x = pi * frequency / steepness, the transform of the logistic density.

    Attributes
    ----------
    frequency, amplitude
        Shape (F,).
    error
        Bound of the absolute error for every y from the lowest to the highest joint contribution.
    """

    frequency: Array
    amplitude: Array
    error: float


def waves(steepness: float, lowest: float, tolerance: float = TOLERANCE) -> Waves:
    """Return the sines for a steepness and the lowest contribution of an action (``contribution[0]``).

    Examples
    --------
    >>> len(waves(10.0, -0.3).frequency) < 70
    True
    """
    reach = 1.0 - lowest
    half_period = reach + np.log(8.0 / tolerance) / steepness
    decay = np.pi**2 / (half_period * steepness)
    tail = 8.0 * np.pi / (half_period * steepness * (1.0 - np.exp(-2.0 * decay)) ** 2)
    count = int(np.ceil(0.5 * np.log(2.0 * tail / tolerance) / decay)) + 1
    odd = 2.0 * np.arange(count) + 1.0
    angle = decay * odd
    amplitude = 2.0 / (np.pi * odd) * _over_sinh(angle)
    alias = 2.0 * np.exp(-steepness * (half_period - reach)) / (1.0 - np.exp(-steepness * half_period))
    return Waves(np.pi * odd / half_period, amplitude, float(alias + tail * np.exp(-decay * (odd[-1] + 2.0))))


def _over_sinh(x: Array) -> Array:
    return np.asarray(2.0 * x * np.exp(-x) / -np.expm1(-2.0 * x))


def phases(game: Game, curve: Waves) -> Complex:
    """Return exp(i frequency m_j k(a)), shape (n, 5, F)."""
    steps = game.capability[:, None] * game.contribution
    return np.asarray(np.exp(1j * steps[:, :, None] * curve.frequency))


def characteristic(probabilities: Array, phase: Complex) -> Complex:
    """Return each player's characteristic function at the frequencies, shape (n, F)."""
    return np.asarray(np.einsum("ia,iaf->if", probabilities, phase))


def product_of_others(values: Complex) -> Complex:
    """Return, for each row, the product of all other rows, without dividing; shape (n, F)."""
    before = np.ones_like(values)
    after = np.ones_like(values)
    np.cumprod(values[:-1], axis=0, out=before[1:])
    np.cumprod(values[:0:-1], axis=0, out=after[-2::-1])
    return before * after


def expected_success(game: Game, probabilities: Array, tolerance: float = TOLERANCE) -> Array:
    """Return E[S(Q_-i + m_i k(a))] for each player and action, shape (n, 5).

    Examples
    --------
    >>> game = Game([1, 1], [1, 1], [0, 0], [0, 0])
    >>> sure = np.tile([0.0, 0.0, 0.0, 0.0, 1.0], (2, 1))
    >>> float(expected_success(game, sure)[0, 1].round(9))  # the other fights: half of all capability
    0.5
    """
    curve = waves(game.steepness, float(game.contribution[0]), tolerance)
    phase = phases(game, curve)
    return success_of_waves(curve, game.threshold, phase, product_of_others(characteristic(probabilities, phase)))


def success_of_waves(curve: Waves, threshold: float, phase: Complex, others: Complex) -> Array:
    """Return E[S] from the phases (n, 5, F) and the others' characteristic functions (n, F)."""
    turned = curve.amplitude * np.exp(-1j * curve.frequency * threshold) * others
    return np.asarray(0.5 + np.einsum("iaf,if->ia", phase, turned).imag)


def success_slope_of_waves(curve: Waves, threshold: float, phase: Complex, others: Complex) -> Array:
    """Return E[S'], how fast the expected success of each action rises with the joint contribution, shape (n, 5)."""
    turned = curve.frequency * curve.amplitude * np.exp(-1j * curve.frequency * threshold) * others
    return np.asarray(np.einsum("iaf,if->ia", phase, turned).real)


def expected_of_others(game: Game, probabilities: Array) -> Array:
    """Return E[Q_-i], shape (n,)."""
    own = game.capability * (probabilities @ game.contribution)
    return np.asarray(own.sum() - own)


@dataclass(frozen=True, slots=True)
class Distribution:
    """The law of a joint contribution on a grid.

    Attributes
    ----------
    total
        Shape (G,): the grid.
    mass
        Shape (G,), sums to one; the mean is exact.
    step
        Distance of neighbouring points.
    splits
        Number of laws that were split onto the grid.
    """

    total: Array
    mass: Array
    step: float
    splits: int

    def error(self, curvature: float) -> float:
        """Return the bound of |E[f] - sum(mass f)| for any f with |f''| <= curvature."""
        return self.splits * self.step**2 / 8.0 * curvature

    def success(self, threshold: float, steepness: float) -> float:
        """Return E[S] over this law."""
        return float(self.mass @ success(self.total, threshold, steepness))


def pmf_on_grid(game: Game, probabilities: Array, leave_out: int | None = None, points: int = 4096) -> Distribution:
    """Return the law of the joint contribution of all players, or of all but one.

    Parameters
    ----------
    probabilities
        Shape (n, 5).
    leave_out
        The player whose contribution is not counted.
    points
        Size G of the grid, at least 16 more than there are players.

    Examples
    --------
    >>> game = Game([3, 1], [1, 1], [0, 0], [0, 0])
    >>> law = pmf_on_grid(game, np.full((2, 5), 0.2))
    >>> bool(np.isclose(law.mass @ law.total, 0.25))  # the mean of k is 0.25
    True
    """
    room = points - 2 - game.n
    if room < 14:
        raise BadInput(f"The grid of {game.n} players needs at least {game.n + 16} points, was given {points}")
    lowest = float(game.contribution[0])
    step = (1.0 - lowest) / room
    kept = [j for j in range(game.n) if j != leave_out]
    transform: Complex = np.ones(points // 2 + 1, dtype=complex)
    shift = 0.0
    for j in kept:
        atoms = game.capability[j] * (game.contribution - lowest)
        shift += game.capability[j] * lowest
        transform = transform * np.fft.rfft(_split(atoms / step, probabilities[j], points))
    mass = np.maximum(np.fft.irfft(transform, points), 0.0)
    total = np.asarray(shift + step * np.arange(points), dtype=np.float64)
    return Distribution(total, np.asarray(mass / mass.sum(), dtype=np.float64), step, len(kept))


def _split(position: Array, mass: Array, points: int) -> Array:
    below = np.floor(position).astype(int)
    part = position - below
    law = np.bincount(below, mass * (1.0 - part), points)
    return np.asarray(law + np.bincount(below + 1, mass * part, points))


def enumerated_success(game: Game, probabilities: Array) -> Array:
    """Return E[S(Q_-i + m_i k(a))] over every profile of the others, shape (n, 5): the oracle for small n.

    Examples
    --------
    >>> game = Game.random(3, rng=np.random.default_rng(0))
    >>> uniform = np.full((3, 5), 0.2)
    >>> bool(np.allclose(enumerated_success(game, uniform), expected_success(game, uniform), atol=1e-11))
    True
    """
    if game.n * 5.0**game.n > MAX_ENUMERATED:
        raise BadInput(f"Enumeration of {game.n} players exceeds {MAX_ENUMERATED:,} profiles; use expected_success")
    return np.array([_enumerated_for(game, probabilities, i) for i in range(game.n)])


def _enumerated_for(game: Game, probabilities: Array, player: int) -> Array:
    others = [j for j in range(game.n) if j != player]
    answer = np.zeros(5)
    own = game.capability[player] * game.contribution
    for profile in product(range(5), repeat=len(others)):
        chance = np.prod([probabilities[j, a] for j, a in zip(others, profile, strict=True)])
        total = sum(game.capability[j] * game.contribution[a] for j, a in zip(others, profile, strict=True))
        answer += chance * success(total + own, game.threshold, game.steepness)
    return answer
