"""Crises played out: actions drawn from an equilibrium."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.game import ACTIONS, Array, Game
from softbalance.crisis.principal import Equilibrium, solve
from softbalance.terms.errors import BadInput

MAX_CELLS = 200_000_000
CHUNK = 2**18


@dataclass(frozen=True, slots=True)
class Played:
    """Crises drawn from one equilibrium.

    Attributes
    ----------
    equilibrium
        What they were drawn from.
    actions
        Shape (draws, n), int8: positions in ``ACTIONS``.
    """

    equilibrium: Equilibrium
    actions: NDArray[np.int8]

    @property
    def frequencies(self) -> Array:
        """Shape (n, 5): how often each member took each action."""
        return np.stack([(self.actions == a).mean(axis=0) for a in range(len(ACTIONS))], axis=1)

    @property
    def contributions(self) -> Array:
        """Shape (draws,): the joint contribution of each crisis."""
        game = self.equilibrium.game
        return np.asarray(game.contribution[self.actions] @ game.capability)


def simulate(game: Game | Equilibrium, draws: int, rng: np.random.Generator) -> Played:
    """Play a crisis many times: each member draws its action from the equilibrium, by itself.

    Parameters
    ----------
    game
        A game, of which the principal equilibrium is taken, or an equilibrium.
    draws
        Number of crises, at least one; draws times members at most 200 million.

    Examples
    --------
    >>> played = simulate(Game.random(3, rng=np.random.default_rng(1)), 1000, np.random.default_rng(2))
    >>> played.actions.shape
    (1000, 3)
    """
    found = game if isinstance(game, Equilibrium) else solve(game)
    n = found.game.n
    if not 1 <= draws <= MAX_CELLS // n:
        raise BadInput(f"draws must lie between 1 and {MAX_CELLS // n:,} for {n} players, was given {draws}")
    actions = np.empty((draws, n), dtype=np.int8)
    ladder = np.cumsum(found.probabilities, axis=1)[:, :-1]
    for k in range(0, draws, CHUNK):
        part = actions[k : k + CHUNK]
        part[:] = (rng.random(part.shape)[:, :, None] >= ladder).sum(axis=2)
    actions.setflags(write=False)
    return Played(found, actions)
