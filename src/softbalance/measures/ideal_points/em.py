"""The fast estimate: positions and items each integrated out in turn, to convergence, with errors."""

import numpy as np

from softbalance.measures.ideal_points.model import (
    WEAK,
    Floats,
    IdealPoints,
    Priors,
    State,
    check_anchor,
    check_level,
    heeding,
    scale_of,
)
from softbalance.measures.ideal_points.rounds import FURTHEST, Posterior, Rounds
from softbalance.measures.ideal_points.start import first_state
from softbalance.measures.ideal_points.votes import Votes
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL

TOLERANCE = 3e-3
MAX_ITER = 300
SETTLED = 9  # rounds before the first extrapolation
LONGEST_LEAP = 6.0  # of an extrapolation, in rounds


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
    (see :mod:`~softbalance.measures.ideal_points.error_moves`). Intervals are a little narrow: on votes of the
    Assembly's size and shares, 90 % intervals hold the truth 86 % of the time, the sampler's 89 %.

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
    posterior = Posterior.around(heeding(start or first_state(votes, anchor, priors), priors))
    n_iter, change = _converge(rounds, posterior, tolerance, max_iter)
    errors = rounds.errors(posterior)
    return _summary(votes, posterior, errors, anchor, level, n_iter, change, change <= tolerance)


def _converge(rounds: Rounds, q: Posterior, tolerance: float, max_iter: int) -> tuple[int, float]:
    """Improve until a round changes positions by less than the tolerance; return rounds and last change.

    The places and scales of different years hang together by the walks alone, and would creep towards each
    other. So rounds also move whole periods, and after every third the way of the last two is extrapolated
    (SQUAREM: Varadhan & Roland 2008).
    """
    points: list[Floats] = []
    n, change = 0, np.inf
    while change > tolerance and n < max_iter:
        before = _standard(q.theta)
        rounds.improve(q)
        rounds.move_periods(q)
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
