"""The say rung: how far the members of a grouping vote together, beyond what chance would give."""

from datetime import date

import numpy as np

from softbalance.dossier.asked import Asked
from softbalance.dossier.chance import chance_table
from softbalance.dossier.figures import around
from softbalance.dossier.model import N_, Argument, Chart, Figure, GroupingRef, Message, Section
from softbalance.dossier.notes import reason
from softbalance.dossier.pairwise import PairVotes, pair_mean, reference_table
from softbalance.dossier.say_tables import (
    IMPORTANT_NOTE,
    MEASURE_LABELS,
    SOURCES,
    absence_table,
    issue_table,
    stake_estimate,
    stake_table,
    year_table,
)
from softbalance.dossier.vote_record import PairRecord, VoteRecord, pair_record, vote_record, within_membership
from softbalance.evidence.base import Base
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.cohesion import cohesion
from softbalance.measures.resampling import interval
from softbalance.terms.errors import NotHeld
from softbalance.terms.estimate import LEVEL, Coverage, Estimate


def say_section(asked: Asked, snapshot: Snapshot, base: Base | None) -> Section:
    """Return the section on votes."""
    members = asked.grouping.members(asked.until)
    pairs = pair_record(snapshot, members, stake="all", since=asked.since, until=asked.until.year)
    everyone = pair_record(snapshot, members_of_period(asked), stake="all", since=asked.since, until=asked.until.year)
    fixed = pair_figures(asked, within_membership(everyone, asked.grouping, asked.until), pairs)
    try:
        record = vote_record(
            asked.grouping, snapshot, base, since=asked.since, until=asked.until, hegemon=asked.hegemon
        )
    except NotHeld as missing:
        record, why = None, reason(missing)
    reference = reference_table(asked, snapshot, members)
    chance = chance_table(asked, snapshot, members, calls=record is not None)
    if record is None:
        return Section("say", _TITLE, (), fixed, (chance, reference), (), (why.message,))
    tables = (
        stake_table(asked, record),
        chance,
        issue_table(asked, record),
        absence_table(asked, record),
        year_table(asked, record, pairs),
        reference,
    )
    own = Figure("", Message(SAY_LABEL), stake_estimate(asked, record, "contested", "agreement_index"))
    figures = (own, *roll_call_figures(asked, record), *fixed)
    return Section("say", _TITLE, summary(asked, record), figures, tables, _charts(), _notes(asked, record))


def members_of_period(asked: Asked) -> tuple[int, ...]:
    """Return every state that was a member at some time of the period."""
    first = date(asked.since, 1, 1)
    spells = asked.grouping.member_spells("member")
    return tuple(sorted({one.ccode for one in spells if one.start <= asked.until and (one.end or first) >= first}))


def roll_call_figures(asked: Asked, record: VoteRecord) -> tuple[Figure, ...]:
    """Return cohesion on all votes, and the gap between important and other votes."""
    overall = [
        Figure(measure, Message(MEASURE_LABELS[measure]), stake_estimate(asked, record, "all", measure))
        for measure in ("agreement_index", "rice", "unanimous", "agreement")
    ]
    gaps = [
        Figure(
            "important_gap.all_issues",
            Message(N_("agreement index, important less other votes")),
            important_gap(asked, record, None),
        ),
        Figure(
            "important_gap.human_rights",
            Message(N_("agreement index, important less other votes, human rights only")),
            important_gap(asked, record, "hr"),
        ),
    ]
    return (*overall, *gaps)


def important_gap(asked: Asked, record: VoteRecord, issue: str | None) -> Estimate:
    """Return cohesion on votes named important less cohesion on votes that the same lists did not name."""
    within = record.classes[issue] if issue else np.ones(record.years.size, dtype=bool)
    method = "agreement_index, important less other votes; bootstrap by agenda item"
    values = np.where(within, cohesion(record.tallies, "agreement_index"), np.nan)
    named, other = (np.where(record.classes[name], values, np.nan) for name in ("important", "not_important"))
    n, others = int(np.isfinite(named).sum()), int(np.isfinite(other).sum())
    coverage = Coverage(asked.since, asked.until.year, n, n + others, IMPORTANT_NOTE)
    sources = tuple(dict.fromkeys((*SOURCES["important"], *(SOURCES["issue"] if issue else ()))))
    if not n or not others:
        return Estimate(None, unit="index", method=method, coverage=coverage, sources=sources)
    draws = record.drawn.means(named), record.drawn.means(other)
    low, high = interval(draws[0] - draws[1]) if all(one.size for one in draws) else (None, None)
    value = float(np.nanmean(named) - np.nanmean(other))
    return Estimate(value, *around(value, low, high), LEVEL, n, "index", method, coverage, sources)


def pair_figures(asked: Asked, then: PairRecord, today: PairRecord) -> tuple[Figure, ...]:
    """Return the mean similarity of pairs: members of each year, and beside it today's members throughout."""
    labels = {
        "pairs": (then, N_("{measure}, members of each year")),
        "pairs_fixed": (today, N_("{measure}, today's members throughout")),
    }
    return tuple(
        Figure(
            f"{name}.{measure}",
            Message(label, {"measure": Message(MEASURE_LABELS[measure])}),
            pair_mean(pairs, measure, since=asked.since, until=asked.until.year, votes=votes),
        )
        for name, (pairs, label) in labels.items()
        for votes in (PairVotes(pairs),)
        for measure in ("agreement", "kappa", "pi")
    )


def summary(asked: Asked, record: VoteRecord) -> tuple[Message, ...]:
    """Return what the votes say, in a sentence or two."""
    everything = stake_estimate(asked, record, "all", "agreement_index")
    contested = stake_estimate(asked, record, "contested", "agreement_index")
    args: dict[str, Argument] = {"grouping": GroupingRef(asked.grouping.id), "all": everything, "contested": contested}
    return (
        Message(
            N_(
                "On recorded votes of the UN General Assembly the members of {grouping} reach an agreement index of "
                "{all}; on votes contested outside the grouping, of {contested}."
            ),
            args,
        ),
    )


SAY_LABEL = N_("joint action in votes: agreement index on contested votes")
_TITLE = Message(N_("Say: voting together in the United Nations"))


def _charts() -> tuple[Chart, ...]:
    return (
        Chart(
            "cohesion_by_year",
            Message(N_("Agreement index by year")),
            "lines",
            "by_year",
            {"x": "year", "y": "agreement_index"},
            Message(N_("Line of the agreement index of the members of the day by year, with 90 % intervals.")),
        ),
        Chart(
            "cohesion_by_stake",
            Message(N_("Agreement index by stakes")),
            "intervals",
            "by_stake",
            {"y": "stake_name", "x": "agreement_index"},
            Message(N_("Agreement index with 90 % interval for each class of stakes.")),
        ),
    )


def _notes(asked: Asked, record: VoteRecord) -> tuple[Message, ...]:
    absent = int(record.tallies[:, 3].sum())
    return (
        Message(
            N_(
                "Votes are held where consensus failed: what the General Assembly adopts without a vote is not in "
                "these records, and the source does not say how much that is (Haege & Hug 2016)."
            )
        ),
        Message(
            N_(
                "{n} absences of members of {grouping}: the record cannot tell absence from non-participation or "
                "from the loss of the vote under Article 19 of the Charter."
            ),
            {"n": absent, "grouping": GroupingRef(asked.grouping.id)},
        ),
        Message(
            N_(
                "S with equal weights and absolute distance is twice the mean agreement less one: not a second "
                "opinion, so it is not shown."
            )
        ),
    )
