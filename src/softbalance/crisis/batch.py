"""The equilibria of many crises at once: sweeps over levers, draws of parameters, the likelihood.

Each game is followed from pure chance by the compiled kernel, in steps of precision. Where it may have lost the
principal branch, or was left with too large a residual, the careful arc-length path takes over. The answer is the one
of :func:`solve`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cache
from os import cpu_count

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.crisis.contribution import phases, waves
from softbalance.crisis.game import ACTIONS, MAX_PLAYERS, STEEPNESS, Array, Game
from softbalance.crisis.principal import RESIDUAL, trace
from softbalance.crisis.response import Board, from_logits, residual
from softbalance.terms.errors import BadInput

TOLERANCE = 1e-11
COARSE = 1e-3
CHUNK = 128
STRIDE = 3.0
SHORT_STRIDE = 0.5
MAX_CELLS = 100_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Games:
    """B games side by side, of up to n players each; a shorter game ends in players of capability 0.

    Attributes
    ----------
    capability, stake
        Shape (B, n); the capability of each game sums to one.
    private
        Shape (B, n, 5): the part of each payoff that does not depend on the others.
    complementarity, threshold, precision
        Shape (B,).
    contribution
        Shape (B, 5).
    members
        Shape (B,): how many of the n players there are.
    steepness
        One for all.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> Games.of([Game.random(3, rng=rng), Game.random(5, rng=rng)]).members.tolist()
    [3, 5]
    """

    capability: Array
    stake: Array
    private: Array
    complementarity: Array
    threshold: Array
    precision: Array
    contribution: Array
    members: NDArray[np.int64]
    steepness: float = STEEPNESS

    def __post_init__(self) -> None:
        shapes = _shapes(*np.shape(self.capability)) if np.ndim(self.capability) == 2 else {}
        for name, shape in shapes.items():
            kind = np.int64 if name == "members" else np.float64
            object.__setattr__(self, name, _frozen(name, getattr(self, name), shape, kind))
        if not shapes or not 1 <= self.capability.shape[1] <= MAX_PLAYERS or not len(self.capability):
            raise BadInput(f"Games need capability of shape (B, n), n from 1 to {MAX_PLAYERS}")
        _check_ranges(self)

    def __len__(self) -> int:
        return len(self.capability)

    def __getitem__(self, part: slice | NDArray[np.int64]) -> "Games":
        kept = {each.name: getattr(self, each.name)[part] for each in fields(self) if each.name != "steepness"}
        return Games(**kept, steepness=self.steepness)

    @classmethod
    def of(cls, games: Sequence[Game]) -> "Games":
        """Return games as a batch; they must share their steepness."""
        if not games or len({game.steepness for game in games}) != 1:
            raise BadInput("A batch needs at least one game, and one steepness for all")
        most = max(game.n for game in games)
        return cls(
            capability=_padded([game.capability for game in games], most),
            stake=_padded([game.stake for game in games], most),
            private=_padded([game.private for game in games], most),
            complementarity=np.array([game.complementarity for game in games]),
            threshold=np.array([game.threshold for game in games]),
            precision=np.array([game.precision for game in games]),
            contribution=np.array([game.contribution for game in games]),
            members=np.array([game.n for game in games]),
            steepness=games[0].steepness,
        )

    def board(self, position: int) -> Board:
        """Return one game of the batch, prepared for the careful solver."""
        n = int(self.members[position])
        nothing = np.zeros(n)
        game = Game(
            self.capability[position, :n],
            self.stake[position, :n],
            nothing,
            nothing,
            threshold=float(self.threshold[position]),
            complementarity=float(self.complementarity[position]),
            contribution=self.contribution[position],
            precision=float(self.precision[position]),
            steepness=self.steepness,
        )
        curve = waves(game.steepness, float(game.contribution[0]))
        return Board(game, curve, phases(game, curve), np.array(self.private[position, :n]))


@dataclass(frozen=True, slots=True)
class Solutions:
    """The principal equilibria of a batch.

    Attributes
    ----------
    probabilities
        Shape (B, n, 5); zero for players that a game does not have.
    residual
        Shape (B,): max |p - softmax(precision * u(p))|, at most 1e-10.
    by_path
        Shape (B,): whether the arc-length path had to be followed.
    """

    probabilities: Array
    residual: Array
    by_path: NDArray[np.bool_]


def solve_batch(games: Games | Sequence[Game], *, threads: int | None = None) -> Solutions:
    """Return the principal equilibrium of each game.

    Parameters
    ----------
    games
        The games; a sequence of :class:`Game` is packed first.
    threads
        By default one for each processor.

    Raises
    ------
    NotConverged
        Where a game has no answer with a residual of 1e-10.

    Examples
    --------
    >>> from softbalance.crisis import solve
    >>> rng = np.random.default_rng(0)
    >>> several = [Game.random(n, rng=rng) for n in (2, 4, 3)]
    >>> together = solve_batch(several)
    >>> bool(np.allclose(together.probabilities[2, :3], solve(several[2]).probabilities, atol=1e-9))
    True
    """
    batch = games if isinstance(games, Games) else Games.of(games)
    threads = threads or cpu_count() or 1
    solutions = _compiled(batch, threads, STRIDE)
    _again(batch, solutions, threads, SHORT_STRIDE)
    for position in np.flatnonzero(solutions.by_path):
        _by_path(batch, int(position), solutions)
    for table in (solutions.probabilities, solutions.residual, solutions.by_path):
        table.setflags(write=False)
    return solutions


def solve_stream(batches: Iterable[Games], *, threads: int | None = None) -> Iterator[Solutions]:
    """Yield the equilibria of one batch after the other; no more than one is held.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> draws = (Games.of([Game.random(2, rng=rng) for _ in range(8)]) for _ in range(3))
    >>> sum(len(solutions.residual) for solutions in solve_stream(draws))
    24
    """
    for games in batches:
        yield solve_batch(games, threads=threads)


def _compiled(games: Games, threads: int, stride: float) -> Solutions:
    from softbalance.crisis.kernels import solve_games

    count, n = games.capability.shape
    if count * n * len(ACTIONS) > MAX_CELLS:
        raise BadInput(f"{count:,} games of {n} players are too many at once; solve them in parts (solve_stream)")
    curve = _curve(games.steepness, float(games.contribution[:, 0].min()))
    answer = Solutions(np.zeros((count, n, len(ACTIONS))), np.empty(count), np.empty(count, dtype=np.bool_))
    names = ("capability", "stake", "private", "complementarity", "contribution", "threshold", "precision")

    def work(first: int) -> None:
        part = slice(first, first + CHUNK)
        source = tuple(getattr(games, name)[part] for name in names)
        chances, residuals, sure = answer.probabilities[part], answer.residual[part], answer.by_path[part]
        solve_games(source, games.members[part], curve, stride, chances, residuals, sure)

    share(work, count, threads)
    good = answer.residual <= RESIDUAL
    answer.by_path[:] = ~(answer.by_path & good)  # the kernel wrote which it is sure of
    return answer


@cache
def _curve(steepness: float, lowest: float) -> tuple[Array, Array, int]:
    """Return frequencies and amplitudes filled up to whole blocks, and how many blocks make the coarse curve."""
    from softbalance.crisis.kernels import WIDTH

    fine = waves(steepness, lowest, TOLERANCE)
    size = -(-len(fine.frequency) // WIDTH) * WIDTH
    amplitude = np.zeros(size)
    amplitude[: len(fine.amplitude)] = fine.amplitude
    left_out = amplitude.sum() - np.cumsum(amplitude)[WIDTH - 1 :: WIDTH]  # bounds what further blocks can add
    coarse = 1 + int(np.sum(left_out > COARSE))
    return fine.frequency[0] * (2.0 * np.arange(size) + 1.0), amplitude, coarse


def share(work: Callable[[int], None], count: int, threads: int) -> None:
    """Let threads do ``work(first)`` for each chunk of CHUNK games."""
    if count <= CHUNK or threads == 1:
        for first in range(0, count, CHUNK):
            work(first)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(0, count, CHUNK)))


def _again(games: Games, solutions: Solutions, threads: int, stride: float) -> None:
    """Follow anew, in steps of another length, the games that were not surely followed."""
    again = np.flatnonzero(solutions.by_path)
    if len(again):
        finer = _compiled(games[again], threads, stride)
        solutions.probabilities[again] = finer.probabilities
        solutions.residual[again] = finer.residual
        solutions.by_path[again] = finer.by_path


def _by_path(games: Games, position: int, solutions: Solutions) -> None:
    from softbalance.crisis.errors import NotConverged

    table = games.board(position)
    chances = from_logits(trace(table)[-1][:-1], table.game.n)
    off = residual(table, chances)
    if not off <= RESIDUAL:
        raise NotConverged(f"Game {position} of the batch: residual {off:.2e} exceeds {RESIDUAL:g}")
    solutions.probabilities[position, : table.game.n] = chances
    solutions.residual[position] = off


def _shapes(count: int, n: int) -> dict[str, tuple[int, ...]]:
    return {
        "capability": (count, n),
        "stake": (count, n),
        "private": (count, n, len(ACTIONS)),
        "complementarity": (count,),
        "threshold": (count,),
        "precision": (count,),
        "contribution": (count, len(ACTIONS)),
        "members": (count,),
    }


def _frozen(name: str, given: ArrayLike, shape: tuple[int, ...], kind: type) -> NDArray[np.generic]:
    spread = np.broadcast_to(given, shape) if np.ndim(given) < len(shape) else given
    table: NDArray[np.generic] = np.array(spread, dtype=kind, order="C")
    if table.shape != shape or not np.all(np.isfinite(table)):
        raise BadInput(f"{name} of a batch must be finite and of shape {shape}, was given shape {np.shape(given)}")
    table.setflags(write=False)
    return table


def _check_ranges(games: Games) -> None:
    n = games.capability.shape[1]
    if np.any(games.capability < 0.0) or np.any(np.abs(games.capability.sum(axis=1) - 1.0) > 1e-9):
        raise BadInput("capability of each game of a batch must not be negative and must sum to one")
    if np.any((games.threshold < 0.0) | (games.threshold > 1.0)) or np.any(games.precision < 0.0):
        raise BadInput("threshold of each game must lie between 0 and 1 and precision must not be negative")
    if np.any((games.members < 1) | (games.members > n)):
        raise BadInput(f"members of each game must lie between 1 and {n}")
    absent = np.arange(n) >= games.members[:, None]
    if np.any(games.capability[absent] != 0.0):
        raise BadInput("players beyond a game's members must have no capability")
    outside = (games.contribution < -1.0) | (games.contribution > 1.0)
    if np.any(outside) or np.any(games.contribution[:, 1] != 0.0):
        raise BadInput("contribution must lie between -1 and 1, with 0 for stand_aside")


def _padded(rows: Sequence[Array], most: int) -> Array:
    table = np.zeros((len(rows), most, *rows[0].shape[1:]))
    for position, row in enumerate(rows):
        table[position, : len(row)] = row
    return table
