"""A scenario played: the fitted game, over draws of its parameters and the shock that all players share.

The shock of a crisis to come is unknown: chances are averages over it. Given the shock players choose by
themselves, so that chances of acting together are averaged after they are formed, not before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from softbalance.crisis.batch import Games, solve_batch
from softbalance.crisis.covariates import Covariates
from softbalance.crisis.fitted import Fitted
from softbalance.crisis.game import ACTIONS, Game
from softbalance.crisis.joint import RUNGS, chance_by_capability, chance_by_heads, pivotality, reach
from softbalance.crisis.known import Array
from softbalance.crisis.retaliation import certainty_equivalent
from softbalance.crisis.sample import ASKED_SEVERITY
from softbalance.crisis.specification import ACT_INDEX, SHOCK
from softbalance.terms.errors import BadInput

NODES = 5
HALF = 0.5
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
RECORD_OF_ACT = {"oppose": "vote, oppose", "say": "vote, act", "pay": "sanctions, act", "fight": "disputes, act"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a scenario sets beside the covariates.

    Attributes
    ----------
    threshold
        Share of the players' capability needed.
    severity, predictability
        Of the retaliation against acting, 0 to 1.
    salience
        1 where the scenario is like the hand-entered crises, 0 where it is like any occasion in the systematic record
        of a rung; ``None``: unknown, and each draw of the parameters takes another place between the two.
    """

    threshold: float
    severity: float = ASKED_SEVERITY
    predictability: float = 1.0
    salience: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What D draws of the parameters say of one scenario; the first draw is the mode.

    Attributes
    ----------
    chances
        Shape (D, n, 5): each player's chances, averaged over the common shock.
    by_capability, by_heads
        By rung, shape (D,): the chance that players with at least half of capability, or half of them by number, act
        at that rung or above.
    committed
        By rung, shape (D,): expected share of capability whose holders act at that rung or above.
    pivotal
        By rung, shape (n,), at the mode: chance of joint action with the player acting less that without.
    """

    chances: Array
    by_capability: Mapping[str, Array]
    by_heads: Mapping[str, Array]
    committed: Mapping[str, Array]
    pivotal: Mapping[str, Array]


def play(
    fitted: Fitted, weighed: Covariates, setting: Setting, theta: Array, *, share: float = HALF, nodes: int = NODES
) -> Outlook:
    """Return what the game says of a scenario under each draw of the parameters.

    Parameters
    ----------
    fitted
        The fitted game.
    weighed
        Covariates of the n players.
    setting
        Threshold and retaliation.
    theta
        Shape (D, P): draws of the parameters, the mode first.
    share
        What share counts as together.
    nodes
        Gauss-Hermite nodes over the common shock.
    """
    chances, weight = _solved(fitted, weighed, setting, theta, nodes)
    return summary(chances, weight, weighed.capability / weighed.capability.sum(), share)


def mean_chances(fitted: Fitted, weighed: Covariates, setting: Setting, theta: Array, *, nodes: int = NODES) -> Array:
    """Return :attr:`Outlook.chances` alone, shape (D, n, 5)."""
    chances, weight = _solved(fitted, weighed, setting, theta, nodes)
    return np.asarray(np.einsum("k,dkna->dna", weight, chances))


def together(
    fitted: Fitted, weighed: Covariates, setting: Setting, theta: Array, *, share: float = HALF, nodes: int = NODES
) -> Mapping[str, Array]:
    """Return :attr:`Outlook.by_capability` alone, by rung, shape (D,): what sweeps and levers need of :func:`play`."""
    chances, weight = _solved(fitted, weighed, setting, theta, nodes)
    return _by_capability(chances, weight, weighed.capability / weighed.capability.sum(), share)


def _solved(fitted: Fitted, weighed: Covariates, setting: Setting, theta: Array, nodes: int) -> tuple[Array, Array]:
    """Return chances by draw and shock, shape (D, K, n, 5), and the weights of the shocks, (K,)."""
    shock, weight = shocks(fitted, nodes)
    games = games_of(fitted, weighed, setting, theta, shock)
    return solve_batch(games).probabilities.reshape(len(theta), len(shock), -1, len(ACTIONS)), weight


def summary(chances: Array, weight: Array, capability: Array, share: float) -> Outlook:
    """Return the outlook from chances by draw and shock, shape (D, K, n, 5)."""
    acting = {rung: reach(chances, rung) for rung in RUNGS}
    heads = {rung: chance_by_heads(table, share) @ weight for rung, table in acting.items()}
    committed = {rung: (table @ capability) @ weight for rung, table in acting.items()}
    pivotal = {rung: weight @ pivotality(capability, table[0], share) for rung, table in acting.items()}
    mean = np.einsum("k,dkna->dna", weight, chances)
    joint = _by_capability(chances, weight, capability, share)
    return Outlook(mean, joint, *(MappingProxyType(one) for one in (heads, committed, pivotal)))


def _by_capability(chances: Array, weight: Array, capability: Array, share: float) -> Mapping[str, Array]:
    found = {rung: chance_by_capability(capability, reach(chances, rung), share)[0] @ weight for rung in RUNGS}
    return MappingProxyType(found)


def shocks(fitted: Fitted, nodes: int = NODES) -> tuple[Array, Array]:
    """Return values and weights of the common shock, shape (K,); one value of 0 where the fit has none."""
    if not fitted.specification.common_shock:
        return np.zeros(1), np.ones(1)
    if not 1 <= nodes <= 64:
        raise BadInput(f"nodes must lie between 1 and 64, was given {nodes}")
    shock, weight = np.polynomial.hermite_e.hermegauss(nodes)
    return np.asarray(shock), np.asarray(weight / weight.sum())


def games_of(fitted: Fitted, weighed: Covariates, setting: Setting, theta: Array, shock: Array) -> Games:
    """Return the games of every draw and shock, draw by draw: D * K games of n players."""
    stake, private, joint = payoffs(fitted, weighed, setting, theta, shock)
    count, n = private.shape[0] * private.shape[1], private.shape[2]
    contribution = np.array(fitted.specification.contribution)
    return Games(
        capability=np.tile(weighed.capability / weighed.capability.sum(), (count, 1)),
        stake=np.repeat(stake, len(shock), axis=0),
        private=private.reshape(count, n, len(ACTIONS)),
        complementarity=np.repeat(joint, len(shock)),
        threshold=np.full(count, setting.threshold),
        precision=np.ones(count),
        contribution=np.tile(contribution, (count, 1)),
        members=np.full(count, n),
        steepness=fitted.specification.steepness,
    )


def payoffs(
    fitted: Fitted, weighed: Covariates, setting: Setting, theta: Array, shock: Array
) -> tuple[Array, Array, Array]:
    """Return stakes (D, n), payoffs that do not depend on the others (D, K, n, 5), and g (D,).

    What the record an occasion was read from moves is weighed by how little the scenario is like the hand-entered
    crises, each act by the record that shows it: see :func:`record_shift`.
    """
    part = {name: fitted.block(theta, name) for name in ("affinity", "stakes", "exposure", "leader_exposure")}
    spec = fitted.specification
    pull = part["affinity"] @ weighed.affinity.T
    with np.errstate(invalid="ignore", divide="ignore"):  # SciPy divides 0 by 0 on the way where it needs neither
        acting = certainty_equivalent(
            part["exposure"] @ weighed.exposure.T, setting.severity, setting.predictability, spec.risk_aversion
        )
    opposing = certainty_equivalent(
        part["leader_exposure"] @ weighed.leader_exposure.T, ASKED_SEVERITY, 1.0, spec.risk_aversion
    )
    cost = np.repeat(acting[..., None], len(ACTIONS), axis=-1)
    cost[..., 0] = opposing
    own = pull[..., None] * np.array(spec.contribution) - cost * np.array(spec.effort)
    stake = part["stakes"] @ weighed.stakes.T if spec.stakes else np.zeros(pull.shape)
    joint = fitted.block(theta, "complementarity")[:, 0] if spec.complementarity else np.zeros(len(theta))
    return stake, own[:, None] + _by_act(fitted, theta, shock, setting.salience)[:, :, None, :], joint


def game_at_mode(
    fitted: Fitted, weighed: Covariates, setting: Setting, *, shock: float = 0.0, players: tuple[str, ...] = ()
) -> Game:
    """Return the game of the mode at one value of the common shock, to be taken apart: its equilibria, its slopes."""
    stake, private, joint = payoffs(fitted, weighed, setting, fitted.theta[None], np.array([shock]))
    spec = fitted.specification
    contribution, effort = np.array(spec.contribution), np.array(spec.effort)
    by_act = _by_act(fitted, fitted.theta[None], np.array([shock]), setting.salience)[0, 0]
    own = private[0, 0] - by_act
    pull = fitted.block(fitted.theta, "affinity") @ weighed.affinity.T
    cost = pull - own[:, -1]
    opposing = (pull * contribution[0] - own[:, 0]) / effort[0]
    return Game(
        weighed.capability,
        stake[0],
        pull,
        cost,
        opposing,
        threshold=setting.threshold,
        complementarity=float(joint[0]),
        intercept=by_act,
        contribution=spec.contribution,
        effort=spec.effort,
        steepness=spec.steepness,
        players=players,
    )


def _by_act(fitted: Fitted, theta: Array, shock: Array, salience: float | None) -> Array:
    """Return the worth of each action as such under each shock, shape (D, K, 5)."""
    table = np.zeros((len(theta), len(shock), len(ACTIONS)))
    table[..., ACT_INDEX] = fitted.block(theta, "intercept")[:, None, :]
    table += record_shift(fitted, theta, salience)[:, None, :]
    if fitted.specification.common_shock:
        table += shock[None, :, None] * fitted.block(theta, "loading")[:, None, :] * np.array(SHOCK)
    return table


def record_shift(fitted: Fitted, theta: Array, salience: float | None) -> Array:
    """Return what a scenario's place among the records adds to each action, shape (D, 5).

    Nearly half of those asked fought in the hand-entered crises, which are the famous ones; in the systematic records
    about one in fourteen paid and one in two hundred fought. Which of them a scenario is like nobody knows. At a
    salience of 0 each act is as rare as in the record that shows it (votes: opposing and saying; sanctions: paying;
    disputes: fighting), at 1 as in the hand-entered crises.
    """
    shift = np.zeros((len(theta), len(ACTIONS)))
    columns = fitted.columns("record")
    if not columns:
        return shift
    moved = fitted.block(theta, "record")
    for action, column in RECORD_OF_ACT.items():
        if column in columns:
            shift[:, ACTIONS.index(action)] = moved[:, columns.index(column)]
    return shift * (1.0 - _places(len(theta), salience))[:, None]


def _places(count: int, salience: float | None) -> Array:
    """Return the salience of each draw: as given, or spread evenly over 0 to 1, the mode in the middle."""
    if salience is not None:
        return np.full(count, salience)
    return np.asarray((0.5 + np.arange(count) * GOLDEN) % 1.0)
