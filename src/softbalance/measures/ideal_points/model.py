"""The model of ideal points, its priors, its scale, and the shape of its estimates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.ideal_points.votes import Votes
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Priors:
    r"""Priors of the dynamic ordered probit, on the model's own scale.

    The model is that of Bailey, Strezhnev & Voeten (2017): state ``i`` at position ``theta[i, t]`` picks
    category ``k`` on item ``r`` when ``cut[r, k - 1] < slope[r] * theta[i, t] + e <= cut[r, k]``, e ~ N(0, 1);
    ``theta[i, t] ~ N(theta[i, t - 1], walk_sd ** 2)``, through gaps in membership too, where the variance
    grows with every period passed.

    Parameters
    ----------
    first_sd
        Of a state's first position, around 0. It sets the scale of everything else.
    slope_sd, cut_sd
        Of an item's slope, and of its cutpoints (kept in order). Both weak.
    walk_sd
        Of one period's step. ``None`` (the default): estimated, with the prior below.
    walk_shape, walk_rate
        Inverse-gamma prior of the step's variance; worth ``2 * walk_shape`` steps against thousands.

    Raises
    ------
    BadInput
        A value that is not above zero.
    """

    first_sd: float = 1.0
    slope_sd: float = 2.0
    cut_sd: float = 4.0
    walk_sd: float | None = None
    walk_shape: float = 2.0
    walk_rate: float = 0.02

    def __post_init__(self) -> None:
        for name in ("first_sd", "slope_sd", "cut_sd", "walk_sd", "walk_shape", "walk_rate"):
            value = getattr(self, name)
            if value is not None and not value > 0.0:
                raise BadInput(f"Priors.{name} is {value}; allowed: above 0.")

    @property
    def item_variances(self) -> tuple[float, float]:
        """Prior variances of slopes and cutpoints."""
        return self.slope_sd**2, self.cut_sd**2


WEAK = Priors()


@dataclass(frozen=True, slots=True)
class State:
    """One value of all unknowns, on the model's own scale.

    Attributes
    ----------
    theta
        Positions; shape (n_nodes,).
    slope, cuts
        Item parameters; shapes (n_items,), (n_items, n_categories - 1).
    walk_var
        Variance of one period's step.
    """

    theta: Floats
    slope: Floats
    cuts: Floats
    walk_var: float


@dataclass(frozen=True, slots=True)
class Mixing:
    """How well the chains of a sampler explored the posterior.

    Attributes
    ----------
    chains, draws
        Chains, and draws kept of each.
    rhat, ess
        Split R-hat and effective sample size of each position; shape (n_states, n_periods), NaN where unknown.
    rhat_walk_sd, ess_walk_sd
        The same for the step's standard deviation; NaN where it was given.
    moved_walks, moved_items
        Shares of proposals accepted.
    """

    chains: int
    draws: int
    rhat: Floats
    ess: Floats
    rhat_walk_sd: float
    ess_walk_sd: float
    moved_walks: float
    moved_items: float


@dataclass(frozen=True, slots=True)
class IdealPoints:
    """Positions of states over time, on the reported scale, with their errors.

    The scale is fixed by rule: over all state-periods with a vote, each counted once, positions have mean 0
    and standard deviation 1, and the anchor's mean lies above 0. The rule is applied to each draw, so the
    errors are those of positions relative to all others.

    Attributes
    ----------
    mean, sd, low, high
        Posterior mean, standard deviation and bounds of the central interval at ``level``; shape (n_states,
        n_periods), NaN where the state cast no vote in the period.
    n_votes
        Votes used; 0 where there is none.
    level
        Content of the interval.
    slope, cuts
        Item parameters on the reported scale (posterior means), NaN for items set aside; shapes (n_items,)
        and (n_items, n_categories - 1).
    walk_sd
        Standard deviation of one period's step on the reported scale.
    n_iter, criterion, converged
        Iterations run, the last value of the convergence criterion (for a sampler, the largest R-hat), and
        whether it met its tolerance.
    method
        ``"variational"`` or ``"sampled"``.
    n_unanimous
        Items set aside because all voted alike.
    mixing
        For a sampler.
    draws
        For a sampler told to keep them: (n_draws, n_nodes), in the order of ``Votes.node_state``.
    state
        The estimate on the model's own scale: a start for another run.
    """

    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    n_votes: NDArray[np.int64]
    level: float
    slope: Floats
    cuts: Floats
    walk_sd: float
    n_iter: int
    criterion: float
    converged: bool
    method: str
    n_unanimous: int
    state: State
    mixing: Mixing | None = None
    draws: NDArray[np.float32] | None = None


def heeding(state: State, priors: Priors) -> State:
    """Return the state with the step that the priors give, where they give one."""
    if priors.walk_sd is None:
        return state
    return State(state.theta, state.slope, state.cuts, priors.walk_sd**2)


def scale_of(theta: Floats, votes: Votes, anchor: int) -> tuple[float, float]:
    """Return the centre and the signed spread that carry positions to the reported scale.

    Reported = (theta - centre) / spread: mean 0 and standard deviation 1 over nodes, the anchor above 0.

    Examples
    --------
    >>> from softbalance.measures.ideal_points.votes import from_matrix
    >>> votes = from_matrix([[0, 2], [2, 0], [1, 1]], period=[0, 0])
    >>> scale_of(np.array([-2.0, 2.0, 0.0]), votes, anchor=0)[1] < 0
    True
    """
    own = theta[votes.state_start[anchor] : votes.state_start[anchor + 1]]
    centre, spread = float(theta.mean()), float(theta.std())
    return centre, -spread if own.mean() < centre else spread


def check_anchor(votes: Votes, anchor: int) -> None:
    """Raise where the anchor cannot orient the scale."""
    if not 0 <= anchor < votes.n_states:
        raise BadInput(f"The anchor is state {anchor}; allowed: 0 to {votes.n_states - 1}.")
    if votes.state_start[anchor] == votes.state_start[anchor + 1]:
        raise BadInput(f"The anchor, state {anchor}, casts no vote: name a state that does.")


def check_level(level: float) -> float:
    """Return the level, or raise where it is no probability."""
    if not 0.0 < level < 1.0:
        raise BadInput(f"The level is {level}; allowed: between 0 and 1, e.g. {LEVEL}.")
    return level


def log_posterior(state: State, votes: Votes, priors: Priors) -> float:
    """Return the log posterior density of one value of all unknowns, up to a constant.

    Plain and slow: the definition that the compiled loops are checked against. Density in positions, slopes,
    cutpoints and the step's variance (the last only where it is estimated).
    """
    from scipy.special import ndtr

    theta, slope, cuts = state.theta, state.slope, state.cuts
    if (np.diff(cuts[votes.item_used], axis=1) < 0).any():
        return -np.inf
    wide = np.pad(cuts, ((0, 0), (1, 1)), constant_values=((0, 0), (-np.inf, np.inf)))
    node = np.repeat(np.arange(votes.n_nodes), np.diff(votes.node_start))
    item, category = votes.item_by_node, votes.category_by_node.astype(int)
    eta = slope[item] * theta[node]
    chance = ndtr(wide[item, category + 1] - eta) - ndtr(wide[item, category] - eta)
    return float(np.log(chance).sum()) + _log_prior(state, votes, priors)


def _log_prior(state: State, votes: Votes, priors: Priors) -> float:
    """Return the log prior density, up to a constant."""
    gap, used = votes.gap, votes.item_used
    rise = np.diff(state.theta, prepend=0.0)[gap > 0]
    total = -0.5 * np.sum((state.theta[gap == 0] / priors.first_sd) ** 2)
    total -= 0.5 * np.sum(rise**2 / gap[gap > 0]) / state.walk_var + 0.5 * rise.size * np.log(state.walk_var)
    total -= 0.5 * np.sum((state.slope[used] / priors.slope_sd) ** 2)
    total -= 0.5 * np.sum((state.cuts[used] / priors.cut_sd) ** 2)
    if priors.walk_sd is None:
        total -= (priors.walk_shape + 1.0) * np.log(state.walk_var) + priors.walk_rate / state.walk_var
    return float(total)
