"""What moves each player: the parts of what paying is worth to it, compared with standing aside."""

from dataclasses import dataclass

import numpy as np

from softbalance.crisis.covariates import AFFINITY, EXPOSURE, Covariates
from softbalance.crisis.fitted import Fitted
from softbalance.crisis.game import STAND_ASIDE, Game, action_index
from softbalance.crisis.known import Array
from softbalance.crisis.principal import Equilibrium
from softbalance.crisis.response import board, utilities

OTHERS = "what the others are expected to do"
TERMS = (*AFFINITY, *(f"exposure: {name}" for name in EXPOSURE), OTHERS)


@dataclass(frozen=True, slots=True, eq=False)
class Drivers:
    """Parts of the payoff of an action relative to standing aside, at the mode of the parameters.

    Attributes
    ----------
    action
        The action.
    terms
        Names of the parts, :data:`TERMS`.
    worth
        Shape (n, terms): above zero draws towards the action, below zero holds back. What is alike for all players,
        such as the worth of the action as such, is left out.
    """

    action: str
    terms: tuple[str, ...]
    worth: Array

    def strongest(self, player: int, count: int = 2, least: float = 0.05) -> tuple[list[int], list[int]]:
        """Return the positions of the parts that draw a player most, and of those that hold it back most."""
        row = self.worth[player]
        order = np.argsort(row)
        drawn = [int(k) for k in order[::-1][:count] if row[k] >= least]
        held = [int(k) for k in order[:count] if row[k] <= -least]
        return drawn, held


def drivers(fitted: Fitted, weighed: Covariates, found: Equilibrium, action: str = "pay") -> Drivers:
    """Return what an action is worth to each player, part by part.

    The cost of retaliation is shared among kinds of exposure in proportion to what each adds to z'd.

    Parameters
    ----------
    fitted
        The fitted game.
    weighed
        Covariates of the players.
    found
        Equilibrium of the game at the mode.
    action
        ``say``, ``pay`` or ``fight``.
    """
    game, place = found.game, action_index(action)
    pull = fitted.block(fitted.theta, "affinity") * weighed.affinity
    exposed = fitted.block(fitted.theta, "exposure") * weighed.exposure
    costs = game.effort[place] * _shared(exposed, game.cost_of_acting)
    parts = [game.contribution[place] * pull, -costs, _others(game, found.probabilities, place)[:, None]]
    return Drivers(action, TERMS, np.concatenate(parts, axis=1))


def _shared(parts: Array, total: Array) -> Array:
    """Return the parts scaled so that each row adds up to its total."""
    sums = parts.sum(axis=1)
    scale = np.divide(total, sums, out=np.zeros(len(sums)), where=np.abs(sums) > 1e-12)
    return np.asarray(parts * scale[:, None])


def _others(game: Game, probabilities: Array, place: int) -> Array:
    """Return what the others' expected contribution adds to an action over standing aside, shape (n,)."""
    joint = utilities(board(game), probabilities) - game.private
    return np.asarray(joint[:, place] - joint[:, STAND_ASIDE])
