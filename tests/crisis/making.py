"""Crises to test on: drawn, never real."""

import numpy as np

from softbalance.crisis.cases import Cases
from softbalance.crisis.estimation import simulate_cases
from softbalance.crisis.likelihood import problem

TRUTH = {
    "affinity: likeness": 0.9,
    "affinity: treaty": 0.5,
    "stakes: common": 1.2,
    "exposure: trade": 1.2,
    "leader_exposure: trade": 0.8,
    "complementarity: g": 1.0,
    "intercept: oppose": -0.8,
    "intercept: say": 0.3,
    "intercept: pay": -0.3,
    "intercept: fight": -0.6,
    "loading: acting": 0.6,
}


def cases(occasions, members, rng, *, crises=None, votes=0.0):
    """Occasions with nothing observed yet; a share of them are votes, which tell no pay or fight."""
    shape = (occasions, members)
    counts = rng.integers(min(3, members), members + 1, occasions)
    is_vote = rng.random(occasions) < votes
    return Cases(
        member=np.arange(members) < counts[:, None],
        capability=rng.lognormal(0.0, 1.0, shape),
        affinity=np.stack([rng.normal(size=shape), rng.random(shape) < 0.4], axis=-1),
        stakes=np.ones((*shape, 1)),
        exposure=rng.gamma(1.5, 0.7, (*shape, 1)),
        leader_exposure=rng.gamma(1.5, 0.7, (*shape, 1)),
        observed=np.ones((*shape, 5), dtype=bool),
        crisis=np.arange(occasions) if crises is None else rng.integers(0, crises, occasions),
        date=np.arange(occasions),
        threshold=rng.uniform(0.2, 0.8, occasions),
        severity=rng.uniform(0.2, 1.0, occasions),
        predictability=rng.uniform(0.3, 1.0, occasions),
        classes=np.where(is_vote[:, None], [0, 1, 2, 2, 2], [0, 1, 2, 3, 4]),
        names={
            "affinity": ("likeness", "treaty"),
            "stakes": ("common",),
            "exposure": ("trade",),
            "leader_exposure": ("trade",),
        },
    )


def truth(task, **changes):
    """The true parameters in the order of a layout; 'g=0.0' and 'common=3.0' change single ones."""
    values = {**TRUTH, **{name: value for name in TRUTH for key, value in changes.items() if name.endswith(" " + key)}}
    return np.array([values[name] for name in task.layout.names])


def played(blank, specification, rng, **changes):
    """The cases with actions drawn from the game at the true parameters, and those parameters."""
    task = problem(blank, specification)
    theta = truth(task, **changes)
    return simulate_cases(task, theta, rng), theta
