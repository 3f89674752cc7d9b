"""All equilibria that a systematic search finds, and which of them would hold.

"Talk only" and "act together" may both be equilibria: each is what everybody does because everybody expects it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from softbalance.crisis.batch import solve_batch
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import ACTIONS, Array, Game
from softbalance.crisis.principal import Curve, Equilibrium, correct, curve_of, equilibrium, follow, solve
from softbalance.crisis.response import Board, best_response, board, from_logits, logit_jacobian, relative
from softbalance.terms.errors import BadInput

SAME = 1e-6
STARTS = 32
SETTLING_ROUNDS = 60
WALK = 400
FURTHEST = 4.0
DAMPED_STEPS = 40
MAX_SEARCHED = 60
NOTE = "found by a systematic search, which is not a proof that there are no others"
NOT_SOUGHT = "the principal one alone; others were not sought"


@dataclass(frozen=True, slots=True)
class LabelledEquilibrium(Equilibrium):
    """An equilibrium of a search, with what tells it from the others.

    Attributes
    ----------
    principal
        Whether it is the one on the principal branch.
    spectral_radius
        Largest modulus of an eigenvalue of the best-response map there.
    index
        +1 or -1: the sign of det(I - J) of that map.
    """

    principal: bool = False
    spectral_radius: float = float("nan")
    index: int = 0

    @property
    def stable(self) -> bool:
        """Whether small doubts die out when all keep answering one another (spectral radius below one)."""
        return self.spectral_radius < 1.0


@dataclass(frozen=True, slots=True)
class Equilibria:
    """The equilibria found, the principal one first, the others by expected contribution.

    Attributes
    ----------
    found
        The equilibria; iterating and indexing reach them directly.
    starts
        Number of points the search began from.
    index_sum
        Sum of the indices; +1 for the full set of a regular game, so anything else proves that some are missing.
    note
        That a search is not a proof.
    """

    found: tuple[LabelledEquilibrium, ...]
    starts: int
    index_sum: int
    note: str = NOTE

    def __iter__(self) -> Iterator[LabelledEquilibrium]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, position: int) -> LabelledEquilibrium:
        return self.found[position]

    @property
    def certainly_incomplete(self) -> bool:
        """Whether the indices prove that an equilibrium was missed."""
        return self.index_sum != 1


def all_equilibria(game: Game, *, starts: int = STARTS, rng: np.random.Generator | None = None) -> Equilibria:
    """Return the equilibria found from many starts and by walking along the branches through each.

    Starts: every player doing the same, for each action, and ``starts`` random profiles; each is left to settle
    by repeated answers and sharpened by Newton's method, and also sharpened at once, which finds unstable ones.
    From each equilibrium the curve through it is walked both ways until it meets the game's precision again.

    Parameters
    ----------
    starts
        Number of random starts.
    rng
        For the random starts; without it they are the same at every call.

    Raises
    ------
    BadInput
        For more than 60 players, where the search would take too long; :func:`principal_alone` still serves.

    Examples
    --------
    Two equal members, each worth little alone, with much at stake: talk only, act together, and between them
    an equilibrium that would not hold.

    >>> twins = Game([1, 1], [6, 6], [0, 0], [2.2, 2.2], [1, 1], threshold=0.75, steepness=30, precision=3)
    >>> found = all_equilibria(twins)
    >>> len(found), [each.stable for each in found].count(True), found.index_sum
    (3, 2, 1)
    """
    if game.n > MAX_SEARCHED:
        raise BadInput(f"All equilibria are sought for up to {MAX_SEARCHED} players, was given {game.n}; use solve")
    table = board(game)
    known = [solve(game)]
    random = rng if rng is not None else np.random.default_rng(0)
    profiles = _profiles(game, starts, random)
    if game.precision > 0.0:
        curve = curve_of(table)
        for name, profile in profiles:
            for start in (_settled(table, profile), profile):
                _add(known, _sharpened(curve, start, name))
        _walk_all(curve, known)
    labelled = [_label(table, each, k == 0) for k, each in enumerate(known)]
    labelled[1:] = sorted(labelled[1:], key=_expected)
    return Equilibria(tuple(labelled), len(profiles), sum(each.index for each in labelled))


def principal_alone(game: Game) -> Equilibria:
    """Return the principal equilibrium with its labels, others not sought: for games of too many players."""
    table = board(game)
    chances = solve_batch([game]).probabilities[0]
    found = _label(table, equilibrium(table, chances, "principal branch"), True)
    return Equilibria((found,), 0, found.index, NOT_SOUGHT)


def spectral_radius(table: Board, probabilities: Array) -> float:
    """Return the largest modulus of an eigenvalue of the best-response map at an equilibrium."""
    slopes = table.game.precision * logit_jacobian(table, probabilities)
    return float(np.abs(np.linalg.eigvals(slopes)).max())


def _profiles(game: Game, starts: int, rng: np.random.Generator) -> list[tuple[str, Array]]:
    near = 0.02 + 0.9 * np.eye(len(ACTIONS))
    alike = [(f"all {name}", np.tile(near[a], (game.n, 1))) for a, name in enumerate(ACTIONS)]
    drawn = rng.dirichlet(np.full(len(ACTIONS), 0.4), (starts, game.n)) * 0.99 + 0.002
    return alike + [(f"random start {k + 1}", profile) for k, profile in enumerate(drawn)]


def _settled(table: Board, profile: Array) -> Array:
    for _ in range(SETTLING_ROUNDS):
        profile = 0.5 * (profile + best_response(table, profile))
    return profile


def _sharpened(curve: Curve, profile: Array, found_by: str) -> Equilibrium | None:
    """Newton's method with shortened steps from a profile; None where it finds nothing."""
    point = np.append(relative(np.log(profile + 1e-300)).ravel(), curve.scale)
    gap = curve.gap(point)
    for _ in range(DAMPED_STEPS):
        size = float(np.abs(gap).max())
        if size < 1e-3:
            return _closed(curve, point, found_by)
        try:
            step = np.append(np.linalg.solve(curve.slope(point)[:, :-1], gap), 0.0)
        except np.linalg.LinAlgError:
            return None
        for shrink in (1.0, 0.5, 0.25, 0.1, 0.02):
            trial = point - shrink * step
            gap = curve.gap(trial)
            if float(np.abs(gap).max()) < size:
                break
        else:
            return None
        point = trial
    return None


def _closed(curve: Curve, point: Array, found_by: str) -> Equilibrium | None:
    level = np.append(np.zeros(len(point) - 1), 1.0)
    exact, _ = correct(curve, point, level)
    if exact is None:
        return None
    try:
        return equilibrium(curve.table, from_logits(exact[:-1], curve.table.game.n), found_by)
    except NotConverged:
        return None


def _add(known: list[Equilibrium], candidate: Equilibrium | None) -> bool:
    if candidate is None:
        return False
    if any(np.abs(candidate.probabilities - each.probabilities).max() < SAME for each in known):
        return False
    known.append(candidate)
    return True


def _walk_all(curve: Curve, known: list[Equilibrium]) -> None:
    for each in known:  # grows while it is walked
        for direction in (1.0, -1.0):
            _add(known, _next_on_branch(curve, each, direction))


def _next_on_branch(curve: Curve, start: Equilibrium, direction: float) -> Equilibrium | None:
    point = np.append(relative(np.log(start.probabilities + 1e-300)).ravel(), curve.scale)
    heading = np.append(np.zeros(len(point) - 1), direction)
    try:
        points, arrived = follow(curve, point, heading, max_steps=WALK, furthest=FURTHEST)
    except (NotConverged, np.linalg.LinAlgError):
        return None
    if not arrived or (direction < 0 and points[-1][-1] < 0):
        return None
    return _closed(curve, points[-1], f"walk along the branch of {start.found_by}")


def _label(table: Board, found: Equilibrium, principal: bool) -> LabelledEquilibrium:
    slopes = table.game.precision * logit_jacobian(table, found.probabilities)
    return LabelledEquilibrium(
        found.game,
        found.probabilities,
        found.residual,
        found.found_by,
        found.path,
        principal,
        float(np.abs(np.linalg.eigvals(slopes)).max()),
        int(np.linalg.slogdet(np.eye(len(slopes)) - slopes).sign),
    )


def _expected(found: Equilibrium) -> float:
    return float(found.game.capability @ (found.probabilities @ found.game.contribution))
