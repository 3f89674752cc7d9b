"""The record of a rung as a dossier needs it: from the snapshot, or counted anew where something else was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_
from softbalance.dossier.notes import Note
from softbalance.evidence.joint_coverage import FIGHT_COVERED, FIGHT_SOURCES, PAY_COVERED, PAY_SOURCES
from softbalance.evidence.occasions import member_years
from softbalance.measures.grouping_occasions import dispute_acts, sanction_acts, tallies
from softbalance.measures.joint_action import ANY, RATE, RungRecord, Tally, counted_record, life_covered
from softbalance.terms.errors import NotHeld
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import USER_DEFINED

RUNGS = ("pay", "fight")
COVERED = {"pay": PAY_COVERED, "fight": FIGHT_COVERED}
SOURCES = {"pay": (*PAY_SOURCES, "register"), "fight": (*FIGHT_SOURCES, "register")}
STATUSES = (N_("tested"), N_("never tested"), N_("not covered"))
NOT_HELD = N_("single events are not part of what ships; run: softbalance data pull && softbalance data build")
_FIRST_YEAR = 1946


@dataclass(frozen=True)
class ConductHeld:
    """The record of joint action for what was asked.

    Attributes
    ----------
    asked, held
        What is asked, and the evidence.
    """

    asked: Asked
    held: Held

    @cached_property
    def members(self) -> pl.DataFrame:
        """Member-years of the period asked for."""
        return member_years(self.asked.grouping, self.asked.since, self.asked.until.year)

    def record(self, rung: str) -> RungRecord:
        """Return the record of a rung: ``tested``, ``never tested`` or ``not covered``, with counts and rates."""
        if self.asked.grouping.kind == USER_DEFINED:
            return self._from_base(rung)
        if self.asked.since > max(_FIRST_YEAR, self.asked.grouping.founded.year):
            return self._recounted(rung)
        return self._shipped(rung)

    def table(self, name: str) -> pl.DataFrame:
        """Return a table of the snapshot, the rows of the grouping only."""
        rows = self.held.snapshot.table(name)
        return rows.filter(pl.col("grouping") == self.asked.grouping.id)

    def occasions(self) -> pl.DataFrame | None:
        """Return the disputes of the period, each with who joined; ``None`` where they are not at hand."""
        if self.asked.grouping.kind != USER_DEFINED:
            rows = self.table("conduct_fight_occasions")
            return rows.filter(pl.col("year").is_between(self.asked.since, self.asked.until.year))
        if self.held.base is None:
            return None
        from softbalance.dossier.derive_conduct import fights, occasion_rows

        record = fights(self.held.base)
        acts = record.of(self.asked.grouping.id, self.members)
        return occasion_rows(self.asked.grouping.id, acts, record.occasions)

    def decisions(self) -> int:
        """Return how many sanctions the body itself decided on in the period."""
        rows = self.table("conduct_pay_bodies")
        then = rows.filter(pl.col("year").is_between(self.asked.since, self.asked.until.year))
        return int(then["decisions"].sum())

    @cached_property
    def coverage(self) -> Mapping[str, Coverage]:
        """Return the years of the period that the sources of each rung cover."""
        return {rung: _told(life_covered(self.members, COVERED[rung]), COVERED[rung]) for rung in RUNGS}

    def _shipped(self, rung: str) -> RungRecord:
        """Return the record as of the last year in which it changed."""
        past = self.table(f"conduct_{rung}_rungs").filter(pl.col("year") <= self.asked.until.year)
        if past.is_empty():
            return self._counted(rung, _NO_OCCASIONS)
        rows = past.filter(pl.col("year") == pl.col("year").max()).to_dicts()
        coverage = self.coverage[rung]
        status = rows[0]["status"] if rows[0]["occasions"] else "never tested" if coverage.observed else "not covered"
        why = Note(NEVER[rung]) if status == "never tested" else coverage.note
        told = Coverage(coverage.since, coverage.until, coverage.observed, coverage.possible, why)
        found = [_tally(row, told, SOURCES[rung]) for row in rows]
        return RungRecord(rung, status, found[0], tuple(found[1:]))

    def _recounted(self, rung: str) -> RungRecord:
        """Return the record of a part of the grouping's life; of sanctions, each year counts as one crisis."""
        period = pl.col("year").is_between(self.asked.since, self.asked.until.year)
        if rung == "pay":
            rows = self.table("conduct_pay_counts").filter(period)
            spread = rows.with_columns(cluster=pl.col("year").cast(pl.String))
            return _with_occasions(self._counted(rung, spread), rows)
        rows = self.table("conduct_fight_occasions").filter(period)
        lengths = {"joined": pl.col("joined").list.len(), "other_side": pl.col("other_side").list.len()}
        return self._counted(rung, rows.with_columns(**lengths, collective=pl.lit(0)))

    def _from_base(self, rung: str) -> RungRecord:
        """Return the record of a made-up grouping, from the evidence base."""
        try:
            if self.held.base is None:
                raise NotHeld(NOT_HELD)
            acts = self._acts(rung)
        except NotHeld:
            return self._nowhere(rung)
        counted = tallies(acts).filter(pl.col("rung") == rung, pl.col("chances") > 0)
        return self._counted(rung, counted)

    def _acts(self, rung: str) -> pl.DataFrame:
        assert self.held.base is not None
        occasions, acts = (self.held.base.table(f"{rung}_{name}") for name in ("occasions", "acts"))
        if rung == "fight":
            return dispute_acts(occasions, acts, self.members)
        return sanction_acts(occasions, acts, self.members)

    def _counted(self, rung: str, counted: pl.DataFrame) -> RungRecord:
        return counted_record(counted, self.members, rung=rung, covered=COVERED[rung], sources=SOURCES[rung])

    def _nowhere(self, rung: str) -> RungRecord:
        estimate = Estimate.unknown("share", RATE, NOT_HELD, SOURCES[rung])
        return RungRecord(rung, "not covered", Tally("all", 0, 0, 0, 0, 0, 0, estimate, estimate), ())


_NO_OCCASIONS = pl.DataFrame(
    schema={
        **{"kind": pl.String, "cluster": pl.String},
        **dict.fromkeys(("chances", "joined", "collective", "other_side"), pl.Int64),
    }
)
_PARTLY = N_("the sources see {since} to {until}")
_UNSEEN = N_("not covered: the sources see {since} to {until}")
NEVER = {
    "pay": N_("never tested: no occasion to pay together was seen"),
    "fight": N_("never tested: no occasion to fight together was seen"),
}
_COUNTS = ("occasions", "crises", "chances", "joined", "collective", "other_side")


def _told(coverage: Coverage, covered: tuple[int, int]) -> Coverage:
    """Return the coverage with its remark as one that can be said in every language."""
    if not coverage.note:
        return coverage
    text = (
        N_("the sources see {since} to {until}")
        if coverage.observed
        else N_("not covered: the sources see {since} to {until}")
    )
    return replace(coverage, note=Note(text, since=str(covered[0]), until=str(covered[1])))


def _tally(row: Mapping[str, object], coverage: Coverage, sources: tuple[str, ...]) -> Tally:
    n = int(row["occasions"])  # type: ignore[call-overload]
    rates = [
        Estimate(
            *(row[name], row[f"{name}_low"], row[f"{name}_high"]),  # type: ignore[arg-type]
            level=LEVEL,
            n=n,
            unit="share",
            method=method,
            coverage=coverage,
            sources=sources,
        )
        for name, method in (("rate", RATE), ("any", ANY))
    ]
    return Tally(str(row["kind"]), *(int(row[name]) for name in _COUNTS), *rates)  # type: ignore[call-overload]


def _with_occasions(record: RungRecord, rows: pl.DataFrame) -> RungRecord:
    """Return the record with the number of occasions in place of that of years; who joined at all is then unknown."""
    sums = dict(rows.group_by("kind").agg(pl.col("occasions").sum()).iter_rows())
    sums["all"] = sum(sums.values())
    unknown = Estimate.unknown("share", ANY, "counts by year do not show it: ask without --since", SOURCES["pay"])

    def corrected(one: Tally) -> Tally:
        method = one.rate.method.replace("by crisis", "by year")
        return _replaced(one, sums.get(one.kind, 0), method, unknown)

    return RungRecord(record.rung, record.status, corrected(record.overall), tuple(map(corrected, record.kinds)))


def _replaced(one: Tally, occasions: int, method: str, any_joined: Estimate) -> Tally:
    rate = replace(one.rate, n=occasions, method=method)
    return replace(one, occasions=occasions, rate=rate, any_joined=any_joined)
