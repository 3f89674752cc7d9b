"""The likelihood of what was seen, along the principal branch, and its exact gradient.

For each crisis the chance of the observed sets of actions is averaged over the common shock, which the members
know and the observer does not: L_c = sum_k w_k prod_r prod_i P(a_i in observed | x_k), with P the principal
equilibrium of occasion r under shock x_k. The gradient needs no re-solving: implicit-function theorem, transposed.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.batch import CHUNK, TOLERANCE, Games, share, solve_batch
from softbalance.crisis.cases import Cases
from softbalance.crisis.contribution import waves
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import ACTIONS, Array
from softbalance.crisis.retaliation import equivalent, severity_nodes
from softbalance.crisis.specification import ACT_INDEX, SHOCK, Layout, Specification, layout

FLOOR = 1e-300
MISSED = 1e-7
ACTIONS_COUNT = len(ACTIONS)
FIRST_RUNG = ACTIONS.index("say")


@dataclass(frozen=True, slots=True)
class Problem:
    """Cases and a specification with all that does not change while parameters do.

    Attributes
    ----------
    retaliation, leader_retaliation
        Points and weights of severity, each of shape (R, nodes).
    shock, shock_weight
        Shape (K,): Gauss-Hermite nodes of the common shock.
    group
        Shape (R,): position of each occasion's crisis among ``cases.crises``.
    members
        Shape (R,): players up to the last one asked.
    """

    cases: Cases
    specification: Specification
    layout: Layout
    retaliation: tuple[Array, Array]
    leader_retaliation: tuple[Array, Array]
    shock: Array
    shock_weight: Array
    group: NDArray[np.int64]
    members: NDArray[np.int64]


def problem(cases: Cases, specification: Specification) -> Problem:
    """Return the likelihood's fixed parts."""
    shock, weight = np.zeros(1), np.ones(1)
    if specification.common_shock:
        shock, weight = np.polynomial.hermite_e.hermegauss(specification.nodes)
    order = np.arange(1, cases.member.shape[1] + 1)
    return Problem(
        cases,
        specification,
        layout(cases, specification),
        _severities(cases.severity, cases.predictability),
        _severities(cases.leader_severity, cases.leader_predictability),
        shock,
        weight / weight.sum(),
        np.searchsorted(cases.crises, cases.crisis),
        np.asarray((cases.member * order).max(axis=1), dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class Payoffs:
    """The payoffs that parameters imply.

    Attributes
    ----------
    private
        Shape (R, K, n, 5).
    stake
        Shape (R, n).
    complementarity
        g.
    cost_slope, leader_cost_slope
        Shape (R, n): d C / d (z'd).
    """

    private: Array
    stake: Array
    complementarity: float
    cost_slope: Array
    leader_cost_slope: Array


def payoffs(task: Problem, theta: Array) -> Payoffs:
    """Return what the parameters make of the covariates."""
    cases, spec, part = task.cases, task.specification, task.layout.split(theta)
    contribution, effort = np.array(spec.contribution), np.array(spec.effort)
    cost, slope = _cost(cases.exposure @ part["exposure"], task.retaliation, spec)
    leader_cost, leader_slope = _cost(cases.leader_exposure @ part["leader_exposure"], task.leader_retaliation, spec)
    costs = np.repeat(cost[..., None], len(effort), axis=-1)
    costs[..., 0] = leader_cost
    by_act = np.zeros((len(task.shock), len(effort)))
    by_act[:, ACT_INDEX] = part["intercept"]
    if spec.common_shock:
        by_act += task.shock[:, None] * part["loading"] * np.array(SHOCK)
    shift = _shift(cases.record, part["record"])
    own = (cases.affinity @ part["affinity"])[..., None] * contribution - costs * effort
    stake = cases.stakes @ part["stakes"] if spec.stakes else np.zeros(cases.member.shape)
    joint = float(part["complementarity"][0]) if spec.complementarity else 0.0
    return Payoffs(own[:, None] + by_act[None, :, None, :] + shift[:, None, None, :], stake, joint, slope, leader_slope)


def equilibria(task: Problem, theta: Array) -> Array:
    """Return the chances of each action by occasion and shock, shape (R, K, n, 5)."""
    return _equilibria(task, payoffs(task, theta))


def equilibria_at(task: Problem, theta: Array, shock: Array) -> Array:
    """Return the chances of each action, shape (R, n, 5), where each occasion has its own shock, shape (R,)."""
    calm = replace(task, shock=np.zeros(1), shock_weight=np.ones(1))
    worth = payoffs(calm, theta)
    by_act = np.zeros((len(shock), worth.private.shape[-1]))
    if task.specification.common_shock:
        by_act += shock[:, None] * theta[task.layout.place["loading"]] * np.array(SHOCK)
    shocked = replace(worth, private=worth.private + by_act[:, None, None, :])
    return np.asarray(_equilibria(calm, shocked)[:, 0])


def log_likelihood(task: Problem, theta: Array) -> float:
    """Return the log-likelihood of the observed sets."""
    return float(_by_crisis(task, _log_seen(task, equilibria(task, theta)))[0].sum())


def log_likelihood_by_crisis(task: Problem, theta: Array) -> Array:
    """Return the log-likelihood of each crisis, in the order of ``cases.crises``."""
    return _by_crisis(task, _log_seen(task, equilibria(task, theta)))[0]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What members expect of the others under given beliefs: E[S], (R, K, n, 5), and E[Q], (R, K, n)."""

    odds: Array
    others: Array


def outlook(task: Problem, beliefs: Array) -> Outlook:
    """Return what beliefs of shape (R, K, n, 5) make members expect."""
    worth = payoffs(task, np.zeros(len(task.layout.names)))
    return Outlook(*_pushes(task, worth, beliefs, np.zeros_like(beliefs), fixed=True)[1:])


def log_likelihood_and_gradient(task: Problem, theta: Array, expected: Outlook | None = None) -> tuple[float, Array]:
    """Return the log-likelihood and its gradient, shape (P,).

    Parameters
    ----------
    expected
        What members expect of one another; with it the value is the pseudo-likelihood of one best response
        (Aguirregabiria & Mira 2007, eq. 17), without it the likelihood at the equilibrium.
    """
    values, slopes = by_crisis(task, theta, expected)
    return float(values.sum()), slopes.sum(axis=0)


def by_crisis(task: Problem, theta: Array, expected: Outlook | None = None) -> tuple[Array, Array]:
    """Return the log-likelihood of each crisis, (C,), and its gradient, (C, P), in the order of ``cases.crises``."""
    worth = payoffs(task, theta)
    if expected is None:
        chances = _equilibria(task, worth)
        pressed, values = _pressure(task, chances)
        moves, odds, others = _pushes(task, worth, chances, pressed, fixed=False)
        expected = Outlook(odds, others)
    else:
        chances = _responses(task, worth, expected)
        pressed, values = _pressure(task, chances)
        moves = chances * (pressed - (chances * pressed).sum(axis=-1, keepdims=True))
    by_occasion = _collect(task, worth, moves, expected)
    slopes = np.zeros((len(values), by_occasion.shape[1]))
    np.add.at(slopes, task.group, by_occasion)
    return values, slopes


def responses(task: Problem, theta: Array, expected: Outlook) -> Array:
    """Return what members would do if they expected this of one another, shape (R, K, n, 5)."""
    return _responses(task, payoffs(task, theta), expected)


def _severities(level: Array, predictability: Array) -> tuple[Array, Array]:
    pairs = [severity_nodes(float(s), float(p)) for s, p in zip(level, predictability, strict=True)]
    return np.array([points for points, _ in pairs]), np.array([weight for _, weight in pairs])


def _shift(record: Array, weights: Array) -> Array:
    """Return what the record adds to each action, shape (R, 5): one number for opposing, one for acting at any rung."""
    moved: Array = np.zeros((len(record), ACTIONS_COUNT))
    oppose, act = (record @ weights.reshape(-1, 2)).T
    moved[:, 0], moved[:, FIRST_RUNG:] = oppose, act[:, None]
    return moved


def _cost(exposure: Array, severity: tuple[Array, Array], spec: Specification) -> tuple[Array, Array]:
    points, weight = severity
    return equivalent(exposure, points[:, None, :], weight[:, None, :], spec.risk_aversion)


def _games(task: Problem, worth: Payoffs) -> Games:
    cases, spec, shocks = task.cases, task.specification, len(task.shock)
    count, n = len(cases) * shocks, cases.member.shape[1]
    return Games(
        capability=np.repeat(cases.capability, shocks, axis=0),
        stake=np.repeat(worth.stake, shocks, axis=0),
        private=worth.private.reshape(count, n, -1),
        complementarity=np.full(count, worth.complementarity),
        threshold=np.repeat(cases.threshold, shocks),
        precision=np.ones(count),
        contribution=np.tile(spec.contribution, (count, 1)),
        members=np.repeat(task.members, shocks),
        steepness=spec.steepness,
    )


def _equilibria(task: Problem, worth: Payoffs) -> Array:
    if task.specification.strategic:
        return solve_batch(_games(task, worth)).probabilities.reshape(worth.private.shape)
    return _softmax(worth.private)


def _softmax(logits: Array) -> Array:
    top = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(top / top.sum(axis=-1, keepdims=True))


def _responses(task: Problem, worth: Payoffs, expected: Outlook) -> Array:
    contribution = np.array(task.specification.contribution)
    gain = worth.stake[:, None, :, None] * expected.odds
    return _softmax(worth.private + gain + worth.complementarity * expected.others[..., None] * contribution)


def _seen(task: Problem, chances: Array) -> Array:
    """Return P(a_i in observed), shape (R, K, n); 1 for who was not asked."""
    seen = (chances * task.cases.observed[:, None]).sum(axis=-1)
    return np.where(task.cases.member[:, None], np.maximum(seen, FLOOR), 1.0)


def _log_seen(task: Problem, chances: Array) -> Array:
    return np.asarray(np.log(_seen(task, chances)).sum(axis=2) * task.cases.weight[:, None])


def _by_crisis(task: Problem, by_occasion: Array) -> tuple[Array, Array]:
    """Return the log-likelihood of each crisis, and how likely each shock is given what was seen, (C, K)."""
    total: Array = np.zeros((task.group.max() + 1, len(task.shock)))
    np.add.at(total, task.group, by_occasion)
    total += np.log(task.shock_weight)
    top = total.max(axis=1, keepdims=True)
    mass = np.exp(total - top)
    size = mass.sum(axis=1, keepdims=True)
    return np.asarray((np.log(size) + top)[:, 0]), np.asarray(mass / size)


def _pressure(task: Problem, chances: Array) -> tuple[Array, Array]:
    """Return d log-likelihood / d chances, shape (R, K, n, 5), and the log-likelihood of each crisis, (C,)."""
    seen = _seen(task, chances)
    values, likely = _by_crisis(task, np.asarray(np.log(seen).sum(axis=2) * task.cases.weight[:, None]))
    factor = likely[task.group] * task.cases.weight[:, None]
    asked = task.cases.observed & task.cases.member[..., None]
    return factor[:, :, None, None] * asked[:, None] / seen[..., None], values


def _pushes(task: Problem, worth: Payoffs, held: Array, pressed: Array, *, fixed: bool) -> tuple[Array, Array, Array]:
    """Return d log-likelihood / d payoff and E[S], both (R, K, n, 5), and E[Q] of the others, (R, K, n)."""
    if not task.specification.strategic:
        mean = (held * pressed).sum(axis=-1, keepdims=True)
        return held * (pressed - mean), np.zeros(held.shape), np.zeros(held.shape[:3])
    from softbalance.crisis.adjoint import pushes

    games = _games(task, worth)
    count, n = games.capability.shape
    curve = waves(games.steepness, float(games.contribution[:, 0].min()), TOLERANCE)
    flat, pressure = held.reshape(count, n, -1), pressed.reshape(count, n, -1)
    moves, odds = np.zeros_like(flat), np.zeros_like(flat)
    others, missed = np.zeros((count, n)), np.zeros(count)

    def work(first: int) -> None:
        part = slice(first, first + CHUNK)
        names = ("capability", "stake", "complementarity", "contribution", "threshold", "members")
        given = tuple(getattr(games, name)[part] for name in names)
        answer = (moves[part], odds[part], others[part], missed[part])
        pushes(given, flat[part], pressure[part], curve.frequency, curve.amplitude, fixed, answer)

    share(work, count, thread_count())
    if not missed.max() <= MISSED:
        raise NotConverged(
            f"The slopes of an equilibrium were not found (left over {missed.max():.1e}): a fold is near"
        )
    return moves.reshape(held.shape), odds.reshape(held.shape), others.reshape(held.shape[:3])


def thread_count() -> int:
    """Return how many threads share the work."""
    from os import cpu_count

    return cpu_count() or 1


def _collect(task: Problem, worth: Payoffs, moves: Array, expected: Outlook) -> Array:
    """Return the gradient in the parameters by occasion, (R, P), from that in the payoffs."""
    cases, spec, place = task.cases, task.specification, task.layout.place
    contribution, effort = np.array(spec.contribution), np.array(spec.effort)
    by_member = moves.sum(axis=1)
    by_occasion = by_member.sum(axis=1)
    acting = -(by_member[..., 1:] @ effort[1:]) * worth.cost_slope
    opposing = -by_member[..., 0] * effort[0] * worth.leader_cost_slope
    gradient = np.empty((len(cases), len(task.layout.names)))
    gradient[:, place["affinity"]] = np.einsum("rn,rnp->rp", by_member @ contribution, cases.affinity)
    gradient[:, place["exposure"]] = np.einsum("rn,rnp->rp", acting, cases.exposure)
    gradient[:, place["leader_exposure"]] = np.einsum("rn,rnp->rp", opposing, cases.leader_exposure)
    gradient[:, place["intercept"]] = by_occasion[:, ACT_INDEX]
    sides = np.column_stack([by_occasion[:, 0], by_occasion[:, FIRST_RUNG:].sum(axis=1)])
    gradient[:, place["record"]] = (cases.record[:, :, None] * sides[:, None, :]).reshape(len(cases), -1)
    if spec.stakes:
        gained = (moves * expected.odds).sum(axis=(1, 3))
        gradient[:, place["stakes"]] = np.einsum("rn,rnp->rp", gained, cases.stakes)
    if spec.complementarity:
        gradient[:, place["complementarity"]] = np.sum((moves @ contribution) * expected.others, axis=(1, 2))[:, None]
    if spec.common_shock:
        shocked = (moves.sum(axis=2) @ np.array(SHOCK)) @ task.shock
        gradient[:, place["loading"]] = shocked[:, None]
    return gradient
