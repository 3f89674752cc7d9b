"""Tables of cohesion on recorded votes: by stakes, issue, year and treatment of absence."""

import numpy as np
from numpy.typing import NDArray

from softbalance.dossier.asked import Asked
from softbalance.dossier.figures import mean_estimate
from softbalance.dossier.model import N_, Cell, Column, Message, Table
from softbalance.dossier.notes import Note
from softbalance.dossier.vote_record import PairRecord, VoteRecord
from softbalance.evidence.issues import ISSUES
from softbalance.measures.cohesion import cohesion
from softbalance.measures.similarity import similarity
from softbalance.measures.stakes import STAKES
from softbalance.terms.estimate import Coverage, Estimate

Rows = tuple[tuple[Cell, ...], ...]

STAKE_LABELS = {
    "all": N_("all recorded votes"),
    "contested": N_("contested outside the grouping"),
    "hegemon_opposed": N_("the hegemon voted no"),
    "important": N_("named important by the US State Department"),
    "emergency": N_("emergency special sessions"),
}
ISSUE_LABELS = {
    "me": N_("Palestinian conflict"),
    "nu": N_("nuclear weapons and material"),
    "di": N_("arms control and disarmament"),
    "hr": N_("human rights"),
    "co": N_("colonialism"),
    "ec": N_("economic development"),
}
MEASURE_LABELS = {
    "agreement_index": N_("agreement index"),
    "rice": N_("Rice index"),
    "unanimous": N_("share unanimous"),
    "agreement": N_("mean agreement of pairs"),
    "kappa": N_("mean kappa of pairs"),
    "pi": N_("mean pi of pairs"),
}
ABSENCE_LABELS = {
    "missing": N_("absences left out"),
    "category": N_("absence as a fourth answer"),
    "disagree": N_("absence as disagreement"),
}
SOURCES = {
    "important": ("un_ga_votes", "voeten_roll_calls", "state_dept_important"),
    "issue": ("un_ga_votes", "voeten_issues"),
}
IMPORTANT_NOTE = Note(N_("named in 1983-2017 and, on a broader list, 2019-2023; unknown in 2018 and after 2023"))


def stake_estimate(
    asked: Asked,
    record: VoteRecord,
    stake: str,
    measure: str,
    *,
    issue: str | None = None,
    absence: str = "missing",
) -> Estimate:
    """Return a measure over the roll calls of a class of stakes, within an issue where one is named."""
    chosen = record.classes[stake] & (record.classes[issue] if issue else True)
    values = np.where(chosen, cohesion(record.tallies, measure, absence=absence), np.nan)
    sources = dict.fromkeys((*SOURCES.get(stake, ()), *(SOURCES["issue"] if issue else ()), "un_ga_votes"))
    note = IMPORTANT_NOTE if stake == "important" else ""
    return mean_estimate(
        values,
        record.drawn,
        method=f"{measure}, absences {absence}; bootstrap by agenda item",
        coverage=Coverage(asked.since, asked.until.year, None, int(chosen.sum()), note),
        sources=tuple(sources),
    )


def stake_table(asked: Asked, record: VoteRecord) -> Table:
    """Return cohesion by class of stakes and measure."""
    measures = ("agreement_index", "rice", "unanimous", "agreement")
    rows: Rows = tuple(
        (
            Message(STAKE_LABELS[stake]),
            stake,
            int(record.classes[stake].sum()),
            *(stake_estimate(asked, record, stake, measure) for measure in measures),
        )
        for stake in STAKES
    )
    columns = (
        Column("stake_name", Message(N_("stakes"))),
        Column("stake", Message(N_("code")), "code"),
        Column("roll_calls", Message(N_("roll calls")), "integer"),
        *(Column(measure, Message(MEASURE_LABELS[measure]), "estimate", "index") for measure in measures),
    )
    return Table("by_stake", Message(N_("Cohesion by stakes")), columns, rows)


def issue_table(asked: Asked, record: VoteRecord) -> Table:
    """Return the agreement index by issue, for all votes and within each class of stakes."""
    rows: Rows = tuple(
        (
            Message(ISSUE_LABELS[issue]),
            issue,
            int(record.classes[issue].sum()),
            *(stake_estimate(asked, record, stake, "agreement_index", issue=issue) for stake in STAKES[:4]),
        )
        for issue in ISSUES
    )
    columns = (
        Column("issue_name", Message(N_("issue"))),
        Column("issue", Message(N_("code")), "code"),
        Column("roll_calls", Message(N_("roll calls")), "integer"),
        *(Column(stake, Message(STAKE_LABELS[stake]), "estimate", "index") for stake in STAKES[:4]),
    )
    note = Message(
        N_(
            "Published issue codes end in 2023; later votes are coded by title and keywords. Stakes and issues are "
            "mixed in each year, so compare within a row."
        )
    )
    return Table("by_issue", Message(N_("Agreement index by issue and stakes")), columns, rows, note)


def absence_table(asked: Asked, record: VoteRecord) -> Table:
    """Return the measures under the three treatments of absence."""
    measures = ("agreement_index", "unanimous", "agreement")
    rows: Rows = tuple(
        (
            Message(label),
            absence,
            *(stake_estimate(asked, record, "all", measure, absence=absence) for measure in measures),
        )
        for absence, label in ABSENCE_LABELS.items()
    )
    columns = (
        Column("absence_name", Message(N_("treatment of absence"))),
        Column("absence", Message(N_("code")), "code"),
        *(Column(measure, Message(MEASURE_LABELS[measure]), "estimate", "index") for measure in measures),
    )
    return Table("by_absence", Message(N_("Does absence matter?")), columns, rows)


def year_table(asked: Asked, record: VoteRecord, pairs: PairRecord) -> Table:
    """Return cohesion by year: members of the day, and today's members throughout."""
    fixed = dict(zip(pairs.years.tolist(), _yearly_agreement(pairs), strict=True))
    rows: Rows = tuple(
        (
            year,
            int((record.years == year).sum()),
            _year_estimate(asked, record, year, "agreement_index"),
            _year_estimate(asked, record, year, "agreement"),
            fixed.get(year),
        )
        for year in sorted(set(record.years.tolist()))
    )
    columns = (
        Column("year", Message(N_("year")), "integer"),
        Column("roll_calls", Message(N_("roll calls")), "integer"),
        Column("agreement_index", Message(N_("agreement index, members of the day")), "estimate", "index"),
        Column("agreement", Message(N_("mean agreement, members of the day")), "estimate", "index"),
        Column("agreement_fixed", Message(N_("mean agreement, today's members")), "number", "index"),
    )
    return Table("by_year", Message(N_("Cohesion by year")), columns, rows)


def _year_estimate(asked: Asked, record: VoteRecord, year: int, measure: str) -> Estimate:
    chosen = record.years == year
    return mean_estimate(
        np.where(chosen, cohesion(record.tallies, measure), np.nan),
        record.drawn,
        method=f"{measure}, absences missing; bootstrap by agenda item",
        coverage=Coverage(year, year, None, int(chosen.sum())),
    )


def _yearly_agreement(pairs: PairRecord) -> list[float | None]:
    values = similarity(pairs.counts, "agreement")
    known = np.isfinite(values)
    means: NDArray[np.float64] = np.where(known, values, 0.0).sum(1) / np.maximum(known.sum(1), 1)
    return [float(mean) if seen.any() else None for mean, seen in zip(means, known, strict=True)]
