"""The principal equilibrium: the one that grows out of pure chance as choices grow more precise.

At precision 0 everybody chooses at random and that equilibrium is unique. Following it as the precision rises
leads, for almost every game, to one equilibrium at the precision wanted (McKelvey & Palfrey 1995, thm. 3). The
curve may turn back on itself; it is followed by arc length, not by precision (Turocy 2005, sec. 3).
"""

from dataclasses import dataclass

import numpy as np

from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import Array, Game
from softbalance.crisis.response import Board, board, from_logits, logit_jacobian, relative, residual, utilities

RESIDUAL = 1e-10
MAX_STEPS = 4000
MIN_STEP = 1e-9
NEWTON_STEPS = 8
NEWTON_TOLERANCE = 1e-11
MAX_BEND = 0.97
MAX_PULL = 0.2
CROSSING_STEP = 1e-3


@dataclass(frozen=True, slots=True)
class Path:
    """How an equilibrium was reached.

    Attributes
    ----------
    precision
        Shape (T,): precision along the curve.
    probabilities
        Shape (T, n, 5).
    folds
        Number of times the curve turned back.
    """

    precision: Array
    probabilities: Array
    folds: int


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """An equilibrium, how exact it is and how it was found.

    Attributes
    ----------
    game
        The game solved.
    probabilities
        Shape (n, 5): chance of each action, in the order of ``ACTIONS``; read-only.
    residual
        max |p - softmax(precision * u(p))|, at most 1e-10.
    found_by
        ``"principal branch"``, or the start of the search that led here.
    path
        The curve followed; ``None`` where none was.
    """

    game: Game
    probabilities: Array
    residual: float
    found_by: str
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """The equation whose solutions are the equilibria at all precisions: z = t * precision * (u - u_0)."""

    table: Board
    scale: float
    target: float

    def gap(self, point: Array) -> Array:
        """Return z - precision * (u - u_0), shape (4 n,), at a point (z, t * scale)."""
        z, t = point[:-1], point[-1] / self.scale
        return np.asarray(z - t * self.target * self.payoffs(z))

    def payoffs(self, z: Array) -> Array:
        """Return the payoffs relative to standing aside, shape (4 n,)."""
        probabilities = from_logits(z, self.table.game.n)
        return relative(utilities(self.table, probabilities)).ravel()

    def slope(self, point: Array) -> Array:
        """Return the derivative of ``gap``, shape (4 n, 4 n + 1)."""
        z, t = point[:-1], point[-1] / self.scale
        inner = logit_jacobian(self.table, from_logits(z, self.table.game.n))
        by_logit = np.eye(len(z)) - t * self.target * inner
        by_step = -self.target / self.scale * self.payoffs(z)
        return np.column_stack([by_logit, by_step])


def solve(game: Game) -> Equilibrium:
    """Return the equilibrium on the principal branch.

    Parameters
    ----------
    game
        The game, with its precision.

    Returns
    -------
    Equilibrium
        With the path followed. Its residual is at most 1e-10.

    Raises
    ------
    NotConverged
        Where the curve could not be followed, or the residual is larger.

    Examples
    --------
    A member with nothing at stake and no cost chooses at random; exposure to the hegemon holds it back.

    >>> float(solve(Game([1], [0], [0], [0])).probabilities[0, 4].round(6))
    0.2
    >>> exposed = solve(Game([1], [0], [0], [3.0])).probabilities
    >>> bool(exposed[0, 4] < 0.02)
    True
    """
    table = board(game)
    points = trace(table)
    probabilities = from_logits(points[-1][:-1], game.n)
    return equilibrium(table, probabilities, "principal branch", _path(table, points))


def equilibrium(table: Board, probabilities: Array, found_by: str, path: Path | None = None) -> Equilibrium:
    """Return the record of an equilibrium, or raise ``NotConverged`` where the residual is too large."""
    off = residual(table, probabilities)
    if not off <= RESIDUAL:
        raise NotConverged(f"Residual {off:.2e} exceeds {RESIDUAL:g} ({found_by}, precision {table.game.precision:g})")
    probabilities = probabilities.copy()
    probabilities.setflags(write=False)
    return Equilibrium(table.game, probabilities, off, found_by, path)


def trace(table: Board) -> list[Array]:
    """Return the points of the principal branch from precision 0 to the game's own."""
    start = np.zeros(4 * table.game.n + 1)
    if table.game.precision == 0.0:
        return [start]
    upward = np.append(np.zeros(len(start) - 1), 1.0)
    points, arrived = follow(curve_of(table), start, upward)
    if not arrived:
        raise NotConverged(f"The branch did not reach precision {table.game.precision:g} in {len(points)} steps")
    return points


def curve_of(table: Board) -> Curve:
    """Return the curve of equilibria, scaled so that both ends of the first step count alike."""
    first = np.linalg.norm(relative(utilities(table, np.full((table.game.n, 5), 0.2))))
    return Curve(table, max(1.0, float(table.game.precision * first)), table.game.precision)


def follow(
    curve: Curve, start: Array, heading: Array, *, max_steps: int = MAX_STEPS, furthest: float = np.inf
) -> tuple[list[Array], bool]:
    """Return points of the curve from ``start``, first towards ``heading``, and whether the last has t = 1.

    The walk ends without that where t leaves 0 to ``furthest`` or after ``max_steps``.
    """
    points, step = [start], 0.5
    tangent = _tangent(curve.slope(start), heading)
    for _ in range(max_steps):
        end = _arrival(curve, points[-1], tangent, step)
        if end is not None:
            return [*points, end], True
        found = _advance(curve, points[-1], tangent, step)
        if found is None or _passes(curve, points[-1], found[0]):
            step = _shorter(step, curve)
            continue
        tangent, quick = found[1:]
        points.append(found[0])
        step *= 2.0 if quick else 1.0
        if not 0.0 <= points[-1][-1] <= furthest * curve.scale:
            break
    return points, False


def _passes(curve: Curve, old: Array, new: Array) -> bool:
    """Whether t = 1 lies between two points; a walk may start there."""
    return bool(old[-1] < curve.scale <= new[-1] or old[-1] > curve.scale >= new[-1])


def _shorter(step: float, curve: Curve) -> float:
    if step < MIN_STEP:
        raise NotConverged(f"The branch towards precision {curve.target:g} could not be followed past a singular point")
    return step / 2.0


def _tangent(slope: Array, heading: Array) -> Array:
    square = np.vstack([slope, heading])
    wanted = np.append(np.zeros(len(slope)), 1.0)
    direction = np.linalg.solve(square, wanted)
    return np.asarray(direction / np.linalg.norm(direction))


def _advance(curve: Curve, point: Array, tangent: Array, step: float) -> tuple[Array, Array, bool] | None:
    """Predict along the tangent, correct square to it; None where the step was too bold.

    Along one curve the determinant of slope and tangent keeps its sign, and neighbouring branches have opposite
    signs: a change means a leap to another branch, unless it persists at the smallest steps, where branches cross.
    """
    guess = point + step * tangent
    corrected, count = correct(curve, guess, tangent)
    if corrected is None or np.linalg.norm(corrected - guess) > MAX_PULL * step:
        return None
    turned = _tangent(curve.slope(corrected), tangent)
    bend = float(turned @ tangent)
    same_side = _side(curve, point, tangent) == _side(curve, corrected, turned)
    if bend < MAX_BEND or not (same_side or step < CROSSING_STEP):
        return None
    return corrected, turned, count <= 3 and bend > 0.5 * (1.0 + MAX_BEND)


def _side(curve: Curve, point: Array, tangent: Array) -> float:
    return float(np.linalg.slogdet(np.vstack([curve.slope(point), tangent])).sign)


def _arrival(curve: Curve, point: Array, tangent: Array, step: float) -> Array | None:
    """Return the point with t = 1 where the next step would cross it."""
    guess = point + step * tangent
    if not _passes(curve, point, guess):
        return None
    guess = point + (curve.scale - point[-1]) / tangent[-1] * tangent
    level = np.append(np.zeros(len(point) - 1), 1.0)
    corrected, _ = correct(curve, guess, level)
    if corrected is None or np.linalg.norm(corrected - guess) > MAX_PULL * np.linalg.norm(guess - point) + 1e-8:
        return None
    return corrected


def correct(curve: Curve, guess: Array, normal: Array) -> tuple[Array | None, int]:
    """Newton's method on the curve within the plane through the guess that is square to ``normal``."""
    point = guess
    for count in range(NEWTON_STEPS):
        gap = curve.gap(point)
        offset = normal @ (point - guess)
        if max(np.abs(gap).max(), abs(offset)) <= NEWTON_TOLERANCE * max(1.0, float(np.abs(point).max())):
            return point, count
        matrix = np.vstack([curve.slope(point), normal])
        try:
            point = point - np.linalg.solve(matrix, np.append(gap, offset))
        except np.linalg.LinAlgError:
            return None, count
    return None, NEWTON_STEPS


def _path(table: Board, points: list[Array]) -> Path:
    scale = curve_of(table).scale
    reached = np.array([point[-1] for point in points]) / scale
    rising = np.sign(np.diff(reached))
    probabilities = np.array([from_logits(point[:-1], table.game.n) for point in points])
    return Path(reached * table.game.precision, probabilities, int(np.sum(rising[1:] != rising[:-1])))
