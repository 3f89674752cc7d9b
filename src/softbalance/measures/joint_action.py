"""Joint action: how often the other members acted when one of them did or was acted upon, rung by rung."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.measures.beta_binomial import share_posterior
from softbalance.measures.grouping_occasions import tallies
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

STATUSES = ("tested", "never tested", "not covered")
RATE = "joint action; hierarchical beta-binomial by crisis, n occasions"
ANY = "share of occasions in which any other member acted; hierarchical beta-binomial by crisis, n occasions"


@dataclass(frozen=True, slots=True)
class Tally:
    """Occasions of one kind, counted.

    Attributes
    ----------
    kind
        ``"all"`` or a kind of occasion.
    occasions, crises
        How many, and in how many crises.
    chances, joined, collective, other_side
        Over the occasions: other members; those that acted on the member's side; of them bound by a body's
        decision; those that acted on the other side.
    rate, any_joined
        Mean share of the other members that acted, and share of occasions in which at least one did; unknown
        where there was no occasion.
    """

    kind: str
    occasions: int
    crises: int
    chances: int
    joined: int
    collective: int
    other_side: int
    rate: Estimate
    any_joined: Estimate


@dataclass(frozen=True, slots=True)
class RungRecord:
    """What a grouping did on one rung.

    Attributes
    ----------
    rung
        ``"pay"`` or ``"fight"``.
    status
        ``"tested"``; ``"never tested"``: a source looks and saw no occasion; ``"not covered"``: no source looks
        at the years in which the grouping had two members. Neither is a rate of zero.
    overall, kinds
        The count over all occasions, and by kind.
    """

    rung: str
    status: str
    overall: Tally
    kinds: tuple[Tally, ...]


def rung_record(
    member_acts: pl.DataFrame,
    members: pl.DataFrame,
    *,
    rung: str,
    covered: tuple[int, int],
    sources: tuple[str, ...] = (),
    level: float = LEVEL,
) -> RungRecord:
    """Return the record of a grouping on one rung.

    Parameters
    ----------
    member_acts
        From :func:`~softbalance.measures.grouping_occasions.dispute_acts` or
        :func:`~softbalance.measures.grouping_occasions.sanction_acts`.
    members
        ``ccode`` and ``year``: one row for each year in which a state was a member.
    rung
        ``"pay"`` or ``"fight"``.
    covered
        First and last year in which the sources could have seen an occasion and who followed.
    sources
        Ids of the sources.
    level
        Probability content of the intervals.
    """
    counted = tallies(member_acts).filter(pl.col("rung") == rung, pl.col("chances") > 0)
    return counted_record(counted, members, rung=rung, covered=covered, sources=sources, level=level)


def counted_record(
    counted: pl.DataFrame,
    members: pl.DataFrame,
    *,
    rung: str,
    covered: tuple[int, int],
    sources: tuple[str, ...] = (),
    level: float = LEVEL,
) -> RungRecord:
    """Return the record from occasions that are counted already: ``kind, cluster, chances, joined, collective,
    other_side``; the rest as for :func:`rung_record`.
    """
    coverage = life_covered(members, covered)
    status = _status(counted.height, coverage)
    why = {"never tested": f"never tested: no occasion to {rung} together was seen"}.get(status, coverage.note)
    # the interval of each kind stands on that kind alone: kinds may be of different crises
    frames = {"all": counted} | {kind: counted.filter(pl.col("kind") == kind) for kind in sorted(set(counted["kind"]))}
    found = [_tally(kind, frame, coverage, why, sources, level) for kind, frame in frames.items()]
    return RungRecord(rung, status, found[0], tuple(found[1:]))


def tally_of(member_acts: pl.DataFrame, members: pl.DataFrame, *, why: str, level: float = LEVEL) -> Tally:
    """Return the tally over all occasions given; ``why`` is said where there is none."""
    counted = tallies(member_acts).filter(pl.col("chances") > 0)
    return _tally("all", counted, life_covered(members, (0, 9999)), why, (), level)


def body_decisions(occasions: pl.DataFrame, acts: pl.DataFrame, body: str) -> int:
    """Return how many sanctions a body decided on as one, mandated ones left out: acts of the body, in no rate."""
    bound = acts.filter(pl.col("body") == body).join(occasions.filter(~pl.col("mandated")), on="occasion", how="semi")
    return bound["occasion"].n_unique()


def yearly_counts(member_acts: pl.DataFrame) -> pl.DataFrame:
    """Return counts by year and kind, without any state or event: what may be shown of restricted sources."""
    sums = [pl.col(name).sum() for name in ("chances", "joined", "collective", "other_side")]
    counted = (
        tallies(member_acts).group_by("rung", "kind", "year").agg(pl.len().cast(pl.Int64).alias("occasions"), *sums)
    )
    return counted.select("rung", "kind", "year", "occasions", "chances", "joined", "collective", "other_side").sort(
        "rung", "kind", "year"
    )


def life_covered(members: pl.DataFrame, covered: tuple[int, int]) -> Coverage:
    """Return the years in which a grouping had two members, and how many of them the sources cover."""
    life = members.group_by("year").len().filter(pl.col("len") > 1)["year"].to_list()
    seen = [year for year in life if covered[0] <= year <= covered[1]]
    if not seen:
        note = f"not covered: the sources see {covered[0]} to {covered[1]}"
        return Coverage(observed=0, possible=len(life), note=note)
    note = "" if len(seen) == len(life) else f"the sources see {covered[0]} to {covered[1]}"
    return Coverage(min(seen), max(seen), len(seen), len(life), note)


def _status(occasions: int, coverage: Coverage) -> str:
    if occasions:
        return "tested"
    return "never tested" if coverage.observed else "not covered"


def _tally(
    kind: str, counted: pl.DataFrame, coverage: Coverage, why: str, sources: tuple[str, ...], level: float
) -> Tally:
    crises = counted["cluster"].to_list()
    once = np.ones(counted.height)
    acted = counted["joined"].to_numpy()
    return Tally(
        kind=kind,
        occasions=counted.height,
        crises=len(set(crises)),
        chances=int(counted["chances"].sum()),
        joined=int(acted.sum()),
        collective=int(counted["collective"].sum()),
        other_side=int(counted["other_side"].sum()),
        rate=_rate(acted, counted["chances"].to_numpy(), crises, RATE, coverage, why, sources, level),
        any_joined=_rate(acted > 0, once, crises, ANY, coverage, why, sources, level),
    )


def _rate(
    taken: NDArray[np.generic],
    chances: NDArray[np.generic],
    crises: Sequence[object],
    method: str,
    coverage: Coverage,
    why: str,
    sources: tuple[str, ...],
    level: float,
) -> Estimate:
    if not len(chances):
        return Estimate(
            None, level=level, unit="share", method=method, coverage=_with_note(coverage, why), sources=sources
        )
    found = share_posterior(taken, chances, crises, level=level)
    return Estimate(
        *(found.mean, found.low, found.high),
        level=level,
        n=len(chances),
        unit="share",
        method=method,
        coverage=coverage,
        sources=sources,
    )


def _with_note(coverage: Coverage, note: str) -> Coverage:
    return Coverage(coverage.since, coverage.until, coverage.observed, coverage.possible, note)
