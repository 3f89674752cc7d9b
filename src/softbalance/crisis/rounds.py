"""The crisis in rounds: members who see what the others did last, and answer with logit choices.

Not the equilibrium but a way there and between: where talk only and acting together are both equilibria, a group
that starts with talk may stay there for long. Each round every member knows what the others contributed in the
round before and takes action a with chance softmax(precision * u_i(a)) at that contribution (Blume 1993).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.game import ACTIONS, Array, Game
from softbalance.terms.errors import BadInput

LANES = 64
STREAMS = 16
MAX_DECISIONS = 10**12


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often each member took each action in each round.

    Attributes
    ----------
    counts
        Shape (rounds, n, 5).
    plays
        Number of plays: a multiple of 64.
    """

    counts: NDArray[np.int64]
    plays: int

    @property
    def frequencies(self) -> Array:
        """Shape (rounds, n, 5): shares of the plays."""
        return np.asarray(self.counts / self.plays)


def play_rounds(game: Game, *, plays: int, rounds: int, rng: np.random.Generator, threads: int | None = None) -> Rounds:
    """Play a crisis in rounds, many times; everybody stands aside before the first.

    Parameters
    ----------
    plays
        Number of plays, rounded up to a multiple of 64. Memory does not grow with it.
    rounds
        Rounds in each play.
    rng
        Gives the seeds; the answer does not depend on ``threads``.

    Examples
    --------
    >>> game = Game.random(3, rng=np.random.default_rng(0))
    >>> played = play_rounds(game, plays=128, rounds=5, rng=np.random.default_rng(1))
    >>> played.frequencies.shape, int(played.counts[0, 0].sum())
    ((5, 3, 5), 128)
    """
    if plays < 1 or rounds < 1 or plays * rounds * game.n > MAX_DECISIONS:
        raise BadInput(f"plays and rounds must be positive and at most {MAX_DECISIONS:.0e} decisions in all")
    from softbalance.crisis.rounds_kernels import play

    blocks = -(-plays // LANES)
    shares = np.diff(np.arange(STREAMS + 1) * blocks // STREAMS)
    seeds = rng.integers(0, 2**63, (STREAMS, 4, LANES), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    passed = np.zeros((STREAMS, rounds, game.n, len(ACTIONS) - 1))
    table = terms(game)

    def work(stream: int) -> None:
        play(table, int(shares[stream]), rounds, seeds[stream], passed[stream])

    with ThreadPoolExecutor(threads or cpu_count() or 1) as pool:
        list(pool.map(work, range(STREAMS)))
    return Rounds(_counts(passed.sum(axis=0), blocks * LANES), blocks * LANES)


def terms(game: Game) -> Array:
    """Return what each member's choice is made of, shape (n, 5, 5), all but the curve by act.

    Rows: exp(-steepness m k_a), what its own act does to the odds; precision times the worth of the others'
    contribution, and of the act as such; what the first act contributes, and what each further one adds; last
    steepness, threshold, and precision times the stake.
    """
    own = game.capability[:, None] * game.contribution
    table = np.zeros((game.n, 5, len(ACTIONS)))
    table[:, 0] = np.exp(-game.steepness * own)
    table[:, 1] = game.precision * game.complementarity * game.contribution
    table[:, 2] = game.precision * game.private
    table[:, 3] = np.diff(own, axis=1, prepend=0.0)
    table[:, 4, 0], table[:, 4, 1], table[:, 4, 2] = game.steepness, game.threshold, game.precision * game.stake
    return table


def _counts(passed: Array, plays: int) -> NDArray[np.int64]:
    """Return how often each act was taken, (rounds, n, 5), from how often each was passed for a higher one."""
    full, none = np.full((*passed.shape[:2], 1), float(plays)), np.zeros((*passed.shape[:2], 1))
    return np.rint(-np.diff(np.concatenate([full, passed, none], axis=-1), axis=-1)).astype(np.int64)
