"""The fast estimate: positions and items each integrated out in turn, to convergence, with errors."""

from dataclasses import dataclass

import numpy as np

from softbalance.measures.ideal_points.model import (
    WEAK,
    Floats,
    IdealPoints,
    Priors,
    State,
    check_anchor,
    check_level,
    scale_of,
)
from softbalance.measures.ideal_points.start import first_state
from softbalance.measures.ideal_points.votes import Votes
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL

TOLERANCE = 3e-3
MAX_ITER = 300
SETTLED = 6  # rounds before the first extrapolation
LONGEST_LEAP = 6.0  # of an extrapolation, in rounds
FURTHEST = 0.5  # that an extrapolation may move any one unknown
FIRST_SPREAD = 0.01
ERROR_ROUNDS = 2


@dataclass
class Posterior:
    """The Gaussians that stand for the posterior while it is improved, on the model's own scale.

    Attributes
    ----------
    theta, spread, link
        Mean and variance of each node, and covariance with the state's node before; shape (n_nodes,).
    slope_above, cuts_above, slope_below, cuts_below
        The two points that stand for each item.
    walk_var
        Variance of one period's step.
    """

    theta: Floats
    spread: Floats
    link: Floats
    slope_above: Floats
    cuts_above: Floats
    slope_below: Floats
    cuts_below: Floats
    walk_var: float

    @classmethod
    def around(cls, start: State) -> "Posterior":
        """Return a narrow posterior around a start."""
        return cls(
            theta=start.theta.copy(),
            spread=np.full_like(start.theta, FIRST_SPREAD),
            link=np.zeros_like(start.theta),
            slope_above=start.slope.copy(),
            cuts_above=start.cuts.copy(),
            slope_below=start.slope.copy(),
            cuts_below=start.cuts.copy(),
            walk_var=start.walk_var,
        )

    def packed(self) -> Floats:
        """Return means, points, log gaps and the log of the step's variance in one array."""
        parts = [self.theta, self.slope_above, self.slope_below]
        for cuts in (self.cuts_above, self.cuts_below):
            parts += [cuts[:, 0], np.log(np.maximum(np.diff(cuts, axis=1), 1e-12)).ravel()]
        return np.concatenate([*parts, [np.log(self.walk_var)]])

    def unpack(self, packed: Floats) -> None:
        """Take over what :meth:`packed` wrote."""
        n, j, k = len(self.theta), len(self.slope_above), self.cuts_above.shape[1]
        ends = np.cumsum([n, j, j, j, j * (k - 1), j, j * (k - 1)])
        self.theta, self.slope_above, self.slope_below, *cuts, log_var = np.split(packed, ends)
        for target, low, gaps in ((self.cuts_above, *cuts[:2]), (self.cuts_below, *cuts[2:])):
            target[:] = np.cumsum(np.column_stack([low, np.exp(gaps).reshape(j, k - 1)]), axis=1)
        self.walk_var = float(np.exp(log_var[0]))

    def centre(self) -> State:
        """Return the means."""
        slope = 0.5 * (self.slope_above + self.slope_below)
        return State(self.theta.copy(), slope, 0.5 * (self.cuts_above + self.cuts_below), self.walk_var)


def estimate(
    votes: Votes,
    *,
    anchor: int,
    priors: Priors = WEAK,
    tolerance: float = TOLERANCE,
    max_iter: int = MAX_ITER,
    start: State | None = None,
    level: float = LEVEL,
) -> IdealPoints:
    """Return ideal points and their errors by variational inference, without sampling.

    Positions (one Gaussian a walk) and item parameters (one Gaussian an item) are improved in turn, each with
    the other integrated out, by Newton steps; the step's variance is set by EM. The joint mode of this model
    drifts, because each vote can be explained ever better by ever more extreme positions and slopes; integrating
    both sides is what holds it. Errors come from the Hessian with the items' uncertainty counted
    (see :mod:`~softbalance.measures.ideal_points.error_moves`).

    Parameters
    ----------
    votes
        See :func:`~softbalance.measures.ideal_points.votes.arrange`.
    anchor
        State whose mean position lies above 0 (for the General Assembly: the United States).
    priors
        See :class:`~softbalance.measures.ideal_points.model.Priors`; ``Priors(walk_sd=...)`` fixes the
        smoothing.
    tolerance
        Convergence: the change of positions in one round, in standard deviations over all state-periods, as the
        root mean square over the states of a period, in the period where that is largest.
    max_iter
        Iterations after which the estimate is returned with ``converged`` false.
    start
        Where to start; default: the principal component of the votes.
    level
        Content of the intervals.

    Raises
    ------
    BadInput
        An anchor without votes; a tolerance or number of iterations not above 0.

    Examples
    --------
    >>> from softbalance.measures.ideal_points.simulate import simulate
    >>> truth = simulate(n_states=30, n_periods=4, n_roll_calls=200, rng=np.random.default_rng(1))
    >>> points = estimate(truth.votes, anchor=truth.anchor)
    >>> points.converged, points.method
    (True, 'variational')
    """
    check_anchor(votes, anchor)
    check_level(level)
    if not tolerance > 0.0 or max_iter < 1:
        raise BadInput(f"tolerance={tolerance}, max_iter={max_iter}; allowed: above 0, and at least 1.")
    rounds = Rounds(votes, priors)
    posterior = Posterior.around(start or first_state(votes, anchor, priors))
    n_iter, change = _converge(rounds, posterior, tolerance, max_iter)
    errors = rounds.errors(posterior)
    return _summary(votes, posterior, errors, anchor, level, n_iter, change, change <= tolerance)


def _converge(rounds: "Rounds", q: Posterior, tolerance: float, max_iter: int) -> tuple[int, float]:
    """Improve until a round changes positions by less than the tolerance; return rounds and last change.

    After every third round the way of the last two is extrapolated (SQUAREM: Varadhan & Roland 2008): the scales
    of different years hang together by the walks alone, and would creep towards each other otherwise.
    """
    points: list[Floats] = []
    n, change = 0, np.inf
    while change > tolerance and n < max_iter:
        before = _standard(q.theta)
        rounds.improve(q)
        n, change = n + 1, rounds.largest_change(_standard(q.theta) - before)
        if n > SETTLED:
            points.append(q.packed())
        if len(points) == 3 and change > tolerance:
            q.unpack(_extrapolated(points, len(q.theta)))
            points = []
    return n, change


def _extrapolated(points: list[Floats], n_nodes: int) -> Floats:
    """Return where three successive points lead, the leap measured on positions."""
    first, second, third = points
    way = second - first
    bend = third - second - way
    bent = max(float(np.linalg.norm(bend[:n_nodes])), 1e-300)
    leap = min(max(float(np.linalg.norm(way[:n_nodes])) / bent, 1.0), LONGEST_LEAP)
    target = first + 2.0 * leap * way + leap**2 * bend
    return np.asarray(third + np.clip(target - third, -FURTHEST, FURTHEST))


class Rounds:
    """One round of improvement over given votes, and the errors at the end."""

    def __init__(self, votes: Votes, priors: Priors) -> None:
        from softbalance.measures.ideal_points.item_moves import Items
        from softbalance.measures.ideal_points.walk_moves import Walks

        self.priors = priors
        self.gap, self.used = votes.gap, votes.item_used
        self.inner, self.period = self.gap > 0, votes.node_period
        self.walks = Walks(votes.state_start, self.gap, votes.node_start, votes.item_by_node, votes.category_by_node)
        self.items = Items(votes.item_start, votes.node_by_item, votes.category_by_item)
        self.slope_variance = 0.0

    def improve(self, q: Posterior) -> None:
        """Improve positions, the step's variance, items, location and scale once, in place."""
        from softbalance.measures.ideal_points.marginal_moves import ItemPair, item_newton, walk_newton

        pair = ItemPair(q.slope_above, q.cuts_above, q.slope_below, q.cuts_below)
        walk_newton(q.theta, self.walks, (self.priors.first_sd**2, q.walk_var), pair, q.spread, q.link)
        if self.priors.walk_sd is None:
            q.walk_var = self._walk_var(q)
        self.slope_variance = item_newton(q.theta, q.spread, self.items, self.priors.item_variances, pair)
        self._shift(q)
        self._rescale(q)

    def largest_change(self, change: Floats) -> float:
        """Return the root mean square change over the nodes of a period, in the period where it is largest."""
        size = np.maximum(np.bincount(self.period), 1)
        return float(np.sqrt((np.bincount(self.period, change**2) / size).max()))

    def errors(self, q: Posterior) -> Floats:
        """Return the standard deviation of each node, the items' uncertainty counted; shape (n_nodes,)."""
        from softbalance.measures.ideal_points.error_moves import lost_information, walk_variances
        from softbalance.measures.ideal_points.marginal_moves import ItemPair, node_information

        pair = ItemPair(q.slope_above, q.cuts_above, q.slope_below, q.cuts_below)
        told = node_information(q.theta, q.spread, self.walks, pair)
        centre, spread = q.centre(), q.spread
        for _ in range(ERROR_ROUNDS):
            lost = lost_information(q.theta, spread, self.items, self.priors.item_variances, centre.slope, centre.cuts)
            spread = walk_variances(told - lost, self.walks.state_start, self.gap, self.priors.first_sd**2, q.walk_var)
        return np.sqrt(spread)

    def _walk_var(self, q: Posterior) -> float:
        """Return the step's variance at the mode of its posterior given the walks' Gaussians."""
        rise = np.diff(q.theta, prepend=0.0)
        before = np.concatenate(([0.0], q.spread[:-1]))
        squares = (rise**2 + q.spread + before - 2.0 * q.link)[self.inner] / self.gap[self.inner]
        shape = self.priors.walk_shape + 0.5 * squares.size
        return float((self.priors.walk_rate + 0.5 * squares.sum()) / (shape + 1.0))

    def _shift(self, q: Posterior) -> None:
        """Move the location, which the votes do not know, to where the priors want it."""
        centre = q.centre()
        slope, cuts = centre.slope[self.used], centre.cuts[self.used]
        first_var, cut_var = self.priors.first_sd**2, self.priors.cut_sd**2
        weight = (~self.inner).sum() / first_var + cuts.shape[1] * np.sum(slope**2) / cut_var
        pull = q.theta[~self.inner].sum() / first_var + np.sum(slope[:, None] * cuts) / cut_var
        shift = -pull / weight
        q.theta += shift
        q.cuts_above += q.slope_above[:, None] * shift
        q.cuts_below += q.slope_below[:, None] * shift

    def _rescale(self, q: Posterior) -> None:
        """Move the scale, which the votes do not know, to where priors and entropies want it.

        The bound depends on a factor c by (walks - items) log c - c^2 firsts / 2 - slopes / (2 c^2).
        """
        first = ~self.inner
        firsts = np.sum(q.theta[first] ** 2 + q.spread[first]) / self.priors.first_sd**2
        slope = q.centre().slope[self.used]
        slopes = (np.sum(slope**2) + self.slope_variance) / self.priors.slope_sd**2
        power = float(first.sum() - self.used.sum())
        if self.priors.walk_sd is not None:
            power += float(self.inner.sum())
            firsts += self._steps(q)
        factor = np.sqrt((power + np.sqrt(power**2 + 4.0 * firsts * slopes)) / (2.0 * firsts))
        q.theta *= factor
        q.spread *= factor**2
        q.link *= factor**2
        q.slope_above /= factor
        q.slope_below /= factor
        if self.priors.walk_sd is None:
            q.walk_var *= float(factor**2)

    def _steps(self, q: Posterior) -> float:
        """Return the expected sum of squared steps, in units of their variance."""
        rise = np.diff(q.theta, prepend=0.0)
        before = np.concatenate(([0.0], q.spread[:-1]))
        squares = (rise**2 + q.spread + before - 2.0 * q.link)[self.inner] / self.gap[self.inner]
        return float(squares.sum() / q.walk_var)


def _standard(theta: Floats) -> Floats:
    """Return positions less their mean, in units of their standard deviation."""
    return np.asarray((theta - theta.mean()) / max(float(theta.std()), 1e-300))


def _summary(
    votes: Votes,
    q: Posterior,
    errors: Floats,
    anchor: int,
    level: float,
    n_iter: int,
    change: float,
    converged: bool,
) -> IdealPoints:
    """Return the estimate on the reported scale."""
    from scipy.special import ndtri

    state, used = q.centre(), votes.item_used
    centre, spread = scale_of(state.theta, votes, anchor)
    mean, sd = (state.theta - centre) / spread, errors / abs(spread)
    reach = float(ndtri(0.5 + level / 2.0)) * sd
    return IdealPoints(
        mean=votes.grid(mean),
        sd=votes.grid(sd),
        low=votes.grid(mean - reach),
        high=votes.grid(mean + reach),
        n_votes=votes.grid(np.diff(votes.node_start), 0.0).astype(np.int64),
        level=level,
        slope=np.where(used, state.slope * spread, np.nan),
        cuts=np.where(used[:, None], state.cuts - state.slope[:, None] * centre, np.nan),
        walk_sd=float(np.sqrt(state.walk_var) / abs(spread)),
        n_iter=n_iter,
        criterion=change,
        converged=converged,
        method="variational",
        n_unanimous=votes.n_unanimous,
        state=state,
    )
