"""What the record of joint action hangs on: other windows, other levels of hostility, other weights."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import polars as pl

from softbalance.measures.grouping_occasions import FightRule, PayRule, dispute_acts, sanction_acts
from softbalance.measures.joint_action import Tally, tally_of
from softbalance.terms.estimate import LEVEL, Estimate

FIGHT_VARIANTS: Mapping[str, FightRule] = MappingProxyType(
    {
        "use of force": FightRule(),
        "display of force": FightRule(hostility=3),
        "war": FightRule(hostility=5),
        "attacked only": FightRule(kinds=("is attacked",)),
        "initiated only": FightRule(kinds=("initiates",)),
        "joined with force": FightRule(joiner_hostility=4),
    }
)
PAY_VARIANTS: Mapping[str, PayRule] = MappingProxyType(
    {
        "two years": PayRule(),
        "same year": PayRule(window=0),
        "one year": PayRule(window=1),
        "four years": PayRule(window=4),
        "own acts only": PayRule(bodies="none"),
        "all decisions of bodies": PayRule(bodies="all"),
        "members impose": PayRule(kinds=("imposes",)),
        "member is sanctioned": PayRule(kinds=("is sanctioned",)),
    }
)


def fight_variants(
    occasions: pl.DataFrame, acts: pl.DataFrame, members: pl.DataFrame, *, level: float = LEVEL
) -> Mapping[str, Tally]:
    """Return the tally on the rung of fighting under each of :data:`FIGHT_VARIANTS`."""
    return {
        name: _variant(dispute_acts(occasions, acts, members, rule), members, level)
        for name, rule in FIGHT_VARIANTS.items()
    }


def pay_variants(
    occasions: pl.DataFrame, acts: pl.DataFrame, members: pl.DataFrame, *, own_body: str | None, level: float = LEVEL
) -> Mapping[str, Tally]:
    """Return the tally on the rung of paying under each of :data:`PAY_VARIANTS`."""
    return {
        name: _variant(sanction_acts(occasions, acts, members, rule, own_body=own_body), members, level)
        for name, rule in PAY_VARIANTS.items()
    }


def weighted_rate(
    member_acts: pl.DataFrame,
    weights: pl.DataFrame,
    *,
    rng: np.random.Generator,
    draws: int = 1_000,
    level: float = LEVEL,
    sources: tuple[str, ...] = (),
) -> Estimate:
    """Return the share of the other members' weight that acted, with a bootstrap interval over crises.

    Parameters
    ----------
    member_acts
        What each member did.
    weights
        ``weight`` by ``ccode`` and ``year`` (capability) or by ``ccode`` and ``episode`` (trade at stake with the
        opponent); a member without a weight is left out.
    rng, draws
        Random numbers, and how many resamples.
    level, sources
        Probability content of the interval; ids of the sources.
    """
    method = "share of the other members' weight that acted; bootstrap by crisis, n occasions"
    keys = ["ccode", "episode" if "episode" in weights.columns else "year"]
    others = member_acts.filter(~pl.col("act").is_in(["beneficiary", "as_one"])).join(weights, on=keys)
    acted = pl.when(pl.col("act") == "joined").then(pl.col("weight")).otherwise(0.0)
    sums = others.group_by("cluster").agg(acted=acted.sum(), all=pl.col("weight").sum()).sort("cluster")
    of, taken = sums["all"].to_numpy(), sums["acted"].to_numpy()
    if of.sum() == 0:
        return Estimate.unknown("share", method, "no occasion with weights", sources)
    picks = rng.integers(0, len(of), (draws, len(of)))
    totals = of[picks].sum(axis=1)
    ratios = taken[picks].sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    value = float(taken.sum() / of.sum())
    bounds = min(float(low), value), max(float(high), value)
    n = others["episode"].n_unique()
    return Estimate(value, *bounds, level=level, n=n, unit="share", method=method, sources=sources)


def _variant(member_acts: pl.DataFrame, members: pl.DataFrame, level: float) -> Tally:
    return tally_of(member_acts, members, why="no occasion under this rule", level=level)
