"""Does belonging add anything? The same statistic for groupings that never were."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.measures.grouping_occasions import substituted, tallies
from softbalance.terms.errors import NotEnoughData

MATCHES_NEEDED = 2


@dataclass(frozen=True, slots=True)
class NullGroupings:
    """A grouping's joint-action rate beside that of groupings of other states over the same years.

    Attributes
    ----------
    observed
        Chances taken over chances, pooled over the grouping's occasions; ``None`` without occasions.
    rates
        The same for each random grouping that had an occasion, shape (at most draws,), read-only.
    untested
        Share of the random groupings without any occasion.
    percentile
        Share of ``rates`` below the observed rate, ties counted half; ``None`` where either is missing.
    widened
        Members whose stand-ins had to be drawn from all states, too few matching theirs.
    """

    observed: float | None
    rates: NDArray[np.float64]
    untested: float
    percentile: float | None
    widened: tuple[int, ...]


def null_groupings(
    members: pl.DataFrame,
    pool: pl.DataFrame,
    acts_of: Callable[[pl.DataFrame], pl.DataFrame],
    *,
    rng: np.random.Generator,
    draws: int = 200,
    strata: Mapping[int, str] | None = None,
) -> NullGroupings:
    """Return the null of groupings in which each member is replaced by a state that never belonged.

    The stand-in takes over the member's years, is drawn without replacement among states that lived through at
    least half of them, and, with ``strata``, is of the member's own class (region, say).

    Parameters
    ----------
    members
        ``ccode`` and ``year``: one row for each year in which a state was a member.
    pool
        ``ccode`` and ``year`` of all states in the system.
    acts_of
        What members did, from their state-years: :func:`~softbalance.measures.grouping_occasions.dispute_acts`
        with its record filled in.
    rng, draws
        Random numbers, and how many groupings.
    strata
        Class of each state; plain random groupings without it.

    Raises
    ------
    NotEnoughData
        If there are fewer outsiders than members.
    """
    choices, widened = _choices(members, pool, strata)
    rates, untested = [], 0
    for group in _random_groups(members, pool, choices, rng, draws):
        rate = _pooled(acts_of(group))
        if rate is None:
            untested += 1
        else:
            rates.append(rate)
    found = np.array(rates)
    found.setflags(write=False)
    observed = _pooled(acts_of(members))
    percentile = None
    if observed is not None and len(found):
        percentile = float(np.mean(found < observed) + np.mean(found == observed) / 2)
    return NullGroupings(observed, found, untested / draws, percentile, widened)


def _pooled(member_acts: pl.DataFrame) -> float | None:
    counted = tallies(member_acts)
    chances = int(counted["chances"].sum())
    return int(counted["joined"].sum()) / chances if chances else None


def _choices(
    members: pl.DataFrame, pool: pl.DataFrame, strata: Mapping[int, str] | None
) -> tuple[dict[int, list[int]], tuple[int, ...]]:
    """Return the possible stand-ins of each member, and the members whose class was too small."""
    inside = set(members["ccode"])
    lived = dict(pool.group_by("ccode").agg(pl.col("year")).iter_rows())
    outside = {ccode: set(years) for ccode, years in lived.items() if ccode not in inside}
    if len(outside) < len(inside):
        raise NotEnoughData(f"Only {len(outside)} states never belonged, for {len(inside)} members to be replaced")
    choices, widened = {}, []
    for ccode, years in members.group_by("ccode").agg(pl.col("year")).sort("ccode").iter_rows():
        alive = sorted(one for one, theirs in outside.items() if 2 * len(theirs.intersection(years)) >= len(years))
        alike = [one for one in alive if strata is None or strata.get(one) == strata.get(ccode)]
        if len(alike) < MATCHES_NEEDED:
            widened.append(ccode)
        choices[ccode] = alike if len(alike) >= MATCHES_NEEDED else alive
    return choices, tuple(widened)


def _random_groups(
    members: pl.DataFrame,
    pool: pl.DataFrame,
    choices: Mapping[int, list[int]],
    rng: np.random.Generator,
    draws: int,
) -> Iterator[pl.DataFrame]:
    everybody = sorted({one for found in choices.values() for one in found})
    for _ in range(draws):
        stand_ins = _stand_ins(choices, everybody, rng)
        yield substituted(members, stand_ins).join(pool, on=["ccode", "year"], how="semi")


def _stand_ins(choices: Mapping[int, list[int]], everybody: list[int], rng: np.random.Generator) -> dict[int, int]:
    """Return a stand-in for each member, none twice; a member whose class is used up gets any state left."""
    taken: set[int] = set()
    chosen = {}
    for ccode in rng.permutation(sorted(choices)):
        free = [one for one in choices[int(ccode)] if one not in taken] or [
            one for one in everybody if one not in taken
        ]
        if not free:
            continue
        chosen[int(ccode)] = free[int(rng.integers(len(free)))]
        taken.add(chosen[int(ccode)])
    return chosen
