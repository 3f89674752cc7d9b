"""How the equilibrium moves when a part of the game moves: the implicit-function theorem, not a re-solve.

These are derivatives of the model's equilibrium, conditional on the model; they are not causal estimates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from softbalance.crisis.contribution import (
    characteristic,
    expected_of_others,
    product_of_others,
    success_of_waves,
    success_slope_of_waves,
)
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import Array, Game
from softbalance.crisis.joint import pivotality, reach
from softbalance.crisis.principal import Equilibrium
from softbalance.crisis.response import (
    OTHERS,
    Board,
    board,
    choice_jacobian,
    logit_jacobian,
    relative,
    utilities,
)

SINGULAR = 1e10


@dataclass(frozen=True, slots=True)
class Slopes:
    """Derivatives of the equilibrium chances.

    Attributes
    ----------
    equilibrium
        Where they were taken.
    of
        By part of the game, ``d probabilities / d part``: shape (n, 5) for ``threshold``, ``complementarity`` and
        ``precision``, (n, 5, n) for ``stake``, ``pull``, ``cost_of_acting`` and ``cost_of_opposing``,
        (n, 5, 5) for ``intercept``.
    """

    equilibrium: Equilibrium
    of: Mapping[str, Array]

    def joint(self, rung: str, share: float = 0.5) -> Mapping[str, Array]:
        """Return the derivatives of P(members holding ``share`` of capability act at ``rung`` or above).

        Shape () or that of the part: (n,) or (5,).
        """
        weights = self.equilibrium.game.capability
        acting = reach(self.equilibrium.probabilities, rung)
        weight = pivotality(weights, acting, share)
        rows = {part: np.moveaxis(slope, 1, -1) for part, slope in self.of.items()}
        return {part: np.tensordot(weight, reach(slope, rung), axes=(0, 0)) for part, slope in rows.items()}


def sensitivities(found: Equilibrium) -> Slopes:
    """Return how the equilibrium moves with each part of the game.

    Parameters
    ----------
    found
        An equilibrium of :func:`solve` or :func:`all_equilibria`.

    Raises
    ------
    NotConverged
        At a fold of the branch, where the equilibrium has no derivative.

    Examples
    --------
    More retaliation against one member lowers its own chance to fight.

    >>> from softbalance.crisis import Game, solve
    >>> slopes = sensitivities(solve(Game([1, 1], [1, 1], [0, 0], [1, 1])))
    >>> bool(slopes.of["cost_of_acting"][0, 4, 0] < 0)
    True
    """
    table = board(found.game)
    probabilities = found.probabilities
    inner = found.game.precision * logit_jacobian(table, probabilities)
    system = np.eye(len(inner)) - inner
    if np.linalg.cond(system) > SINGULAR:
        raise NotConverged("The equilibrium lies at a fold of its branch: it has no derivative there")
    spread = _spreader(found.game, system, choice_jacobian(probabilities)[:, :, OTHERS])
    return Slopes(found, MappingProxyType({part: spread(push) for part, push in _pushes(table, probabilities).items()}))


def _spreader(game: Game, system: Array, choice: Array) -> Callable[[Array], Array]:
    """Return what turns a push on precision * u, shape (n, 5, ...), into the move of the chances."""

    def spread(push: Array) -> Array:
        rest = push.shape[2:]
        flat = np.moveaxis(relative(np.moveaxis(push, 1, -1)), -1, 1).reshape(len(system), -1)
        logits = np.linalg.solve(system, flat).reshape(game.n, len(OTHERS), -1)
        return np.asarray(np.einsum("iac,ics->ias", choice, logits).reshape(game.n, -1, *rest))

    return spread


def _pushes(table: Board, probabilities: Array) -> dict[str, Array]:
    """Return d (precision * u) / d part while the others stand still."""
    game, rate = table.game, table.game.precision
    others = product_of_others(characteristic(probabilities, table.phase))
    odds = success_of_waves(table.curve, game.threshold, table.phase, others)
    steep = success_slope_of_waves(table.curve, game.threshold, table.phase, others)
    own = np.eye(game.n)
    against = np.where(np.arange(5) == 0, 0.0, game.effort)
    opposed = np.where(np.arange(5) == 0, game.effort, 0.0)
    return {
        "stake": rate * odds[:, :, None] * own[:, None, :],
        "pull": rate * game.contribution[:, None] * own[:, None, :],
        "cost_of_acting": -rate * against[:, None] * own[:, None, :],
        "cost_of_opposing": -rate * opposed[:, None] * own[:, None, :],
        "intercept": rate * np.broadcast_to(np.eye(5), (game.n, 5, 5)),
        "complementarity": rate * expected_of_others(game, probabilities)[:, None] * game.contribution,
        "threshold": -rate * game.stake[:, None] * steep,
        "precision": utilities(table, probabilities),
    }
