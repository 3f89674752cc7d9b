"""Talk and deed: how many material acts of cooperation go with the verbal ones, inside a grouping and outside."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from softbalance.terms.estimate import LEVEL, Coverage, Estimate

METHOD = "material over verbal cooperation; bootstrap by pair of states, n pairs"


@dataclass(frozen=True, slots=True)
class TalkAndDeed:
    """Material over verbal acts of cooperation.

    Attributes
    ----------
    inside
        Between members.
    outside
        Between members and other states.
    everywhere
        Between all states in the same years.
    inside_less_outside
        Difference of the first two, the pairs of both drawn anew in each resample.
    """

    inside: Estimate
    outside: Estimate
    everywhere: Estimate
    inside_less_outside: Estimate


def talk_and_deed(
    events: pl.DataFrame,
    members: pl.DataFrame,
    *,
    rng: np.random.Generator,
    draws: int = 1_000,
    level: float = LEVEL,
    sources: tuple[str, ...] = (),
) -> TalkAndDeed:
    """Return the ratio of deeds to words in a grouping, in its members' other ties, and in the world.

    Events are counted from news, which report words far more often than deeds: only the comparison of ratios says
    something, and only as far as reporting is alike.

    Parameters
    ----------
    events
        ``from_ccode, to_ccode, year, verbal_cooperation, material_cooperation``.
    members
        ``ccode`` and ``year``: one row for each year in which a state was a member.
    rng, draws
        Random numbers, and how many resamples.
    level, sources
        Probability content of the intervals; ids of the sources.
    """
    told = _with_membership(events, members)
    years = set(members["year"])
    then = told.filter(pl.col("year").is_in(years))
    parts = {
        "inside": _pairs(then.filter(pl.col("ends") == 2)),
        "outside": _pairs(then.filter(pl.col("ends") == 1)),
        "everywhere": _pairs(then),
    }
    resampled = {name: _resampled(pairs, rng, draws) for name, pairs in parts.items()}
    coverage = _coverage(then)
    found = {name: _ratio(parts[name], resampled[name], coverage, level, sources) for name in parts}
    difference = _difference(found, resampled, coverage, level, sources)
    return TalkAndDeed(found["inside"], found["outside"], found["everywhere"], difference)


def _with_membership(events: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Return the events with the number of their two ends that were members in the year."""
    marked = members.select("ccode", "year", one=pl.lit(1))
    first = marked.rename({"ccode": "from_ccode", "one": "first"})
    second = marked.rename({"ccode": "to_ccode", "one": "second"})
    joined = events.join(first, on=["from_ccode", "year"], how="left").join(second, on=["to_ccode", "year"], how="left")
    return joined.with_columns(ends=pl.col("first").fill_null(0) + pl.col("second").fill_null(0))


def _pairs(events: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of each pair of states, whichever acted."""
    low, high = pl.min_horizontal("from_ccode", "to_ccode"), pl.max_horizontal("from_ccode", "to_ccode")
    sums = pl.col("verbal_cooperation", "material_cooperation").sum()
    return events.group_by(low.alias("low"), high.alias("high")).agg(sums).sort("low", "high")


def _resampled(
    pairs: pl.DataFrame, rng: np.random.Generator, draws: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the ratio in each resample of pairs; a resample without words has none."""
    words, deeds = pairs["verbal_cooperation"].to_numpy(), pairs["material_cooperation"].to_numpy()
    if not len(words):
        return np.empty(0)
    times = rng.multinomial(len(words), np.full(len(words), 1 / len(words)), size=draws)
    totals = times @ words
    return np.where(totals > 0, times @ deeds / np.maximum(totals, 1), np.nan)


def _ratio(
    pairs: pl.DataFrame,
    resampled: np.ndarray[tuple[int], np.dtype[np.float64]],
    coverage: Coverage,
    level: float,
    sources: tuple[str, ...],
) -> Estimate:
    words, deeds = int(pairs["verbal_cooperation"].sum()), int(pairs["material_cooperation"].sum())
    if words == 0:
        return Estimate.unknown("ratio", METHOD, "no words of cooperation were counted", sources)
    low, high = _interval(resampled, level)
    value = deeds / words
    bounds = min(low, value), max(high, value)
    return Estimate(
        value, *bounds, level=level, n=pairs.height, unit="ratio", method=METHOD, coverage=coverage, sources=sources
    )


def _difference(
    found: dict[str, Estimate],
    resampled: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]],
    coverage: Coverage,
    level: float,
    sources: tuple[str, ...],
) -> Estimate:
    inside, outside = found["inside"], found["outside"]
    if inside.value is None or outside.value is None:
        return Estimate.unknown("ratio", METHOD, "one of the two ratios is unknown", sources)
    low, high = _interval(resampled["inside"] - resampled["outside"], level)
    value = inside.value - outside.value
    bounds = min(low, value), max(high, value)
    return Estimate(
        value, *bounds, level=level, n=inside.n, unit="ratio", method=METHOD, coverage=coverage, sources=sources
    )


def _interval(values: np.ndarray[tuple[int], np.dtype[np.float64]], level: float) -> tuple[float, float]:
    low, high = np.nanquantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _coverage(events: pl.DataFrame) -> Coverage:
    if events.is_empty():
        return Coverage(note="no year of the grouping is covered")
    years = events["year"]
    return Coverage(int(years.min()), int(years.max()))  # type: ignore[arg-type]
