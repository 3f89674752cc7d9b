"""What the members do together: who acts, how much capability that is, and who tips the balance.

Given the equilibrium the members' choices are independent, so the law of those who act is a product. Up to 20
members every coalition is counted; beyond, weights are rounded both ways on a grid and the answer is the middle
of the two, with half their distance stated as its error.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from softbalance.crisis.game import ACTIONS, Array, action_index
from softbalance.crisis.principal import Equilibrium
from softbalance.terms.errors import BadInput

RUNGS = ("say", "pay", "fight")
MAX_COUNTED = 20
GRID = 20_000
CELLS = 2**22
TIE = 1e-9


@dataclass(frozen=True, slots=True)
class JointAction:
    """How likely the members act together on a rung.

    Attributes
    ----------
    rung, share
        The rung, and the share of capability (or of heads) asked for.
    reaching
        Shape (n,): P(act >= rung) of each member.
    by_capability
        P(members holding at least ``share`` of the players' capability act at that rung or above).
    by_heads
        The same by number of members.
    expected_capability
        Expected share of capability whose holders act at that rung or above.
    pivotal
        Shape (n,): P(joint by capability | the member acts) - P(... | it does not).
    error
        Bound of the error of ``by_capability``; 0 where every coalition was counted.
    """

    rung: str
    share: float
    reaching: Array
    by_capability: float
    by_heads: float
    expected_capability: float
    pivotal: Array
    error: float


def joint_action(found: Equilibrium, share: float = 0.5) -> Mapping[str, JointAction]:
    """Return, for say, pay and fight, how likely the members act together.

    Examples
    --------
    >>> from softbalance.crisis import Game, solve
    >>> alone = joint_action(solve(Game([1], [0], [0], [0])))["pay"]
    >>> round(alone.by_capability, 9), alone.pivotal.tolist()  # pay or fight, two of five actions
    (0.4, [1.0])
    """
    weights = found.game.capability
    return {rung: _joint_on(rung, weights, reach(found.probabilities, rung), share) for rung in RUNGS}


def reach(probabilities: Array, rung: str) -> Array:
    """Return P(act >= rung), shape (..., n), from chances of shape (..., n, 5).

    Examples
    --------
    >>> float(reach(np.array([[0.1, 0.4, 0.3, 0.15, 0.05]]), "pay")[0].round(9))
    0.2
    """
    if rung not in RUNGS:
        raise BadInput(f"Unknown rung {rung!r}; the rungs are {', '.join(RUNGS)}")
    return np.asarray(probabilities[..., action_index(rung) :].sum(axis=-1))


def chance_by_capability(weights: Array, acting: Array, share: float) -> tuple[Array, float]:
    """Return P(members holding at least ``share`` of all weight act), and the bound of its error.

    Parameters
    ----------
    weights
        Shape (n,), summing to one.
    acting
        Shape (..., n): each member's chance to act; any number of draws at once.
    share
        0 to 1.

    Examples
    --------
    >>> chance, error = chance_by_capability(np.array([0.6, 0.3, 0.1]), np.array([0.5, 0.5, 0.5]), 0.5)
    >>> float(chance), error
    (0.5, 0.0)
    """
    _check_share(share)
    draws = acting.reshape(-1, acting.shape[-1])
    if len(weights) <= MAX_COUNTED:
        return _counted(weights, draws, share).reshape(acting.shape[:-1]), 0.0
    units = weights * GRID
    low = _on_grid(np.floor(units + TIE).astype(int), draws, share)
    high = _on_grid(np.ceil(units - TIE).astype(int), draws, share)
    return (0.5 * (low + high)).reshape(acting.shape[:-1]), float(0.5 * np.max(high - low))


def chance_by_heads(acting: Array, share: float) -> Array:
    """Return P(at least ``share`` of the members act), shape (...), from chances of shape (..., n).

    Examples
    --------
    >>> float(chance_by_heads(np.array([0.5, 0.5]), 0.5))
    0.75
    """
    _check_share(share)
    n = acting.shape[-1]
    draws = acting.reshape(-1, n)
    law = _on_grid_law(np.ones(n, dtype=int), draws, n + 1)
    needed = int(np.ceil(share * n - TIE))
    return np.asarray(law[:, needed:].sum(axis=1).reshape(acting.shape[:-1]))


def pivotality(weights: Array, acting: Array, share: float) -> Array:
    """Return P(joint | the member acts) - P(joint | it does not), shape (..., n).

    Examples
    --------
    A member that holds the quota alone decides whenever the two others cannot.

    >>> pivotality(np.array([0.5, 0.3, 0.2]), np.array([0.5, 0.5, 0.5]), 0.5).tolist()
    [0.75, 0.25, 0.25]
    """
    if acting.shape[-1] > MAX_COUNTED:
        draws = acting.reshape(-1, acting.shape[-1])
        return np.array([_tipping(weights, one, share) for one in draws]).reshape(acting.shape)
    answer = np.empty(acting.shape)
    for member in range(acting.shape[-1]):
        sure, never = acting.copy(), acting.copy()
        sure[..., member], never[..., member] = 1.0, 0.0
        with_it = chance_by_capability(weights, sure, share)[0]
        answer[..., member] = with_it - chance_by_capability(weights, never, share)[0]
    return answer


def expected_commitment(probabilities: Array, weights: Array) -> Array:
    """Return the expected share of capability behind each action, shape (..., 5).

    Examples
    --------
    >>> expected_commitment(np.full((2, 5), 0.2), np.array([0.7, 0.3])).round(9).tolist()
    [0.2, 0.2, 0.2, 0.2, 0.2]
    """
    if probabilities.shape[-2:] != (len(weights), len(ACTIONS)):
        raise BadInput(f"Chances of {len(weights)} members need shape (..., {len(weights)}, 5)")
    return np.asarray(np.einsum("...ia,i->...a", probabilities, weights))


def _joint_on(rung: str, weights: Array, acting: Array, share: float) -> JointAction:
    chance, error = chance_by_capability(weights, acting, share)
    return JointAction(
        rung,
        share,
        acting,
        float(chance),
        float(chance_by_heads(acting, share)),
        float(weights @ acting),
        pivotality(weights, acting, share),
        error,
    )


def _check_share(share: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise BadInput(f"share must lie between 0 and 1, was given {share}")


def _counted(weights: Array, draws: Array, share: float) -> Array:
    """Return the chance of all coalitions that reach the share, a chunk of draws at a time.

    A coalition is one of the first half of the members joined to one of the second: chances of either half are
    listed, and a table says which two reach the share together.
    """
    half = len(weights) // 2
    wins = np.add.outer(_doubled(weights[:half]), _doubled(weights[half:])) >= share - TIE
    table = wins.astype(float)
    chunk = max(1, CELLS // max(table.shape))
    return np.concatenate([_joined(draws[k : k + chunk], half, table) for k in range(0, len(draws), chunk)])


def _joined(draws: Array, half: int, table: Array) -> Array:
    first, second = _coalitions(draws[:, :half]), _coalitions(draws[:, half:])
    return np.asarray(np.einsum("ds,ds->d", first @ table, second))


def _doubled(weights: Array) -> Array:
    totals = np.zeros(1)
    for weight in weights:
        totals = np.concatenate([totals, totals + weight])
    return totals


def _coalitions(draws: Array) -> Array:
    chances = np.ones((len(draws), 1))
    for member in draws.T:
        acts = member[:, None]
        chances = np.concatenate([chances * (1.0 - acts), chances * acts], axis=1)
    return chances


def _on_grid(units: np.ndarray, draws: Array, share: float) -> Array:
    chunk = max(1, CELLS // (GRID + len(units)))
    needed = int(np.ceil(share * GRID - GRID * TIE))
    laws = (_on_grid_law(units, draws[k : k + chunk], GRID + len(units) + 1) for k in range(0, len(draws), chunk))
    return np.concatenate([law[:, needed:].sum(axis=1) for law in laws])


def _tipping(weights: Array, acting: Array, share: float) -> Array:
    """Return the pivotality of each member on the grid, shape (n,): the middle of weights rounded down and up."""
    needed = int(np.ceil(share * GRID - GRID * TIE))
    low, high = np.floor(weights * GRID + TIE).astype(int), np.ceil(weights * GRID - TIE).astype(int)
    return 0.5 * (_tipping_units(low, acting, needed) + _tipping_units(high, acting, needed))


def _tipping_units(units: np.ndarray, acting: Array, needed: int) -> Array:
    """Return P(the others lack at most one's own weight), from the laws of those before and those after each."""
    size, answer = int(units.sum()) + 1, np.empty(len(units))
    tails = [np.append(1.0, np.zeros(size))]  # P(those after the last hold at least t)
    for unit, chance in zip(units[:0:-1], acting[:0:-1], strict=True):
        tail = tails[-1]
        raised = np.concatenate([np.ones(unit), tail[: len(tail) - unit]])
        tails.append((1.0 - chance) * tail + chance * raised)
    before = np.append(1.0, np.zeros(size - 1))
    for i, (unit, chance) in enumerate(zip(units, acting, strict=True)):
        tail = tails[len(units) - 1 - i]
        answer[i] = _reaching(before, tail, needed - unit) - _reaching(before, tail, needed)
        moved = np.concatenate([np.zeros(unit), before[: size - unit]])
        before = (1.0 - chance) * before + chance * moved
    return answer


def _reaching(before: Array, tail: Array, needed: int) -> float:
    """Return P(before + after >= needed), from the law of one and the tail of the other."""
    if needed <= 0:
        return float(before.sum())
    first, top = max(needed + 1 - len(tail), 0), min(needed + 1, len(before))
    lacking = tail[needed + 1 - top : needed + 1 - first][::-1]
    return float(before[first:top] @ lacking + before[top:].sum())


def _on_grid_law(units: np.ndarray, draws: Array, size: int) -> Array:
    """Return the law of the sum of integer weights of those who act, shape (draws, size)."""
    law = np.zeros((len(draws), size))
    law[:, 0] = 1.0
    for unit, member in zip(units, draws.T, strict=True):
        acts = member[:, None]
        moved = law * acts
        law *= 1.0 - acts
        law[:, unit:] += moved[:, : size - unit]
    return law
