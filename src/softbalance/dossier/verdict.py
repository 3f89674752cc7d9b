"""The verdict on a grouping: its type with a probability, the reasons, and the calibration of the rules."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.calibration import EXPECTED, held_thresholds, judged
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Figure,
    GroupingRef,
    Message,
    Section,
    Share,
    Table,
)
from softbalance.dossier.notes import reason
from softbalance.dossier.panel import DRAWS, SEED, defence, panel, row_of
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.resampling import interval, median
from softbalance.measures.verdict import (
    AXES,
    TYPES,
    Axes,
    Thresholds,
    alliance_state,
    classified,
    probabilities,
)
from softbalance.terms.errors import NotEnoughData
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import USER_DEFINED
from softbalance.terms.groupings import grouping

SOURCES = ("un_ga_votes", "vdem", "atop_members", "gsdb", "cow_mid_dirdisps", "alliance_performance", "register")
HEGEMON = "USA"
METHOD = "explicit rules over draws of axes and thresholds"

TYPE_LABELS = {
    "forum": N_("forum"),
    "coordination platform": N_("coordination platform"),
    "soft-balancing coalition": N_("soft-balancing coalition"),
    "sanctions coalition": N_("sanctions coalition"),
    "alliance": N_("alliance"),
}
RULES = {
    "forum": N_("neither owes defence, nor pays or says together"),
    "coordination platform": N_("says together beyond chance, owes no defence and does not pay together"),
    "soft-balancing coalition": N_("says and pays together, against the hegemon"),
    "sanctions coalition": N_("pays together, not against the hegemon"),
    "alliance": N_("members owe each other defence under the own treaty"),
}
STATE_LABELS = {
    "honoured": N_("alliance, honoured when called"),
    "untested": N_("alliance, untested"),
    "broken": N_("alliance, broken when called"),
}
AXIS_LABELS = {
    "defence": N_("owes: member dyads bound to defence by the own treaty"),
    "say": N_("says: lift of cohesion on contested votes over random groupings"),
    "pay": N_("pays: rate of joint action on sanctions"),
    "decisions": N_("pays as one: the body's own sanctions a year"),
    "direction": N_("direction: nearness to the hegemon above that of all states"),
}
KEYS = {name: name.replace(" ", "_").replace("-", "_") for name in TYPES}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a grouping is, with how sure that is.

    Attributes
    ----------
    grouping, year
        Which, as of the end of which year.
    types
        Probability of each type.
    conduct
        The same with the treaty left out of it.
    states
        Of an alliance: probability that it is honoured, untested or broken; empty where none owes defence.
    axes, over
        The draws behind it, and those of the thresholds.
    calls
        Calls on the alliance: name, whether answered, whether surely under the treaty.
    """

    grouping: str
    year: int
    types: Mapping[str, float]
    conduct: Mapping[str, float]
    states: Mapping[str, float]
    axes: Axes
    over: Thresholds
    calls: tuple[tuple[str, bool, bool], ...]

    @property
    def type(self) -> str:
        """The likeliest type."""
        return max(self.types, key=lambda name: self.types[name])

    @property
    def state(self) -> str:
        """The likeliest state of an alliance; empty where the grouping is none."""
        return max(self.states, key=lambda name: self.states[name]) if self.states else ""


def verdict(grouping_id: str, year: int, snapshot: Snapshot) -> Verdict:
    """Return the verdict on a catalogued grouping as of the end of a year.

    Parameters
    ----------
    grouping_id, year
        Which grouping, and when.
    snapshot
        The evidence.

    Raises
    ------
    NotEnoughData
        If the grouping had no two members after 1945.

    Examples
    --------
    >>> from softbalance.evidence.snapshot import shipped
    >>> verdict("WARSAW_PACT", 1985, shipped()).type
    'alliance'
    """
    table = panel(snapshot)
    row = row_of(table, grouping_id, year)
    over = held_thresholds(snapshot)
    axes, flags = judged(row, table, over)
    owes = max(defence(row)) > 0
    calls = calls_on(grouping_id, year, snapshot) if owes else ()
    return Verdict(
        grouping_id,
        int(row["year"]),
        probabilities(classified(flags)),
        probabilities(classified(flags, by_conduct=True)),
        _states(calls, snapshot) if owes else {},
        axes,
        over,
        calls,
    )


def calls_on(grouping_id: str, year: int, snapshot: Snapshot) -> tuple[tuple[str, bool, bool], ...]:
    """Return when armed help was due to a member: asked for in a case on record, or a war begun by an outsider."""
    rows = snapshot.table("conduct_calls").filter(pl.col("grouping") == grouping_id, pl.col("year") <= year)
    return tuple(rows.select("call", "answered", "sure").iter_rows())


def verdict_section(asked: Asked, snapshot: Snapshot) -> Section:
    """Return the section with the verdict, its reasons and its calibration."""
    if asked.grouping.kind == USER_DEFINED:
        return Section("verdict", _TITLE, (), notes=(Message(_NO_VERDICT),))
    try:
        found = verdict(asked.grouping.id, asked.until.year, snapshot)
    except NotEnoughData as fault:
        return Section("verdict", _TITLE, (), notes=(Message(N_("{why}"), {"why": reason(fault)}),))
    tables = (_types_table(found), _reasons_table(found), _calibration_table(snapshot))
    notes = _notes(found) if asked.hegemon == HEGEMON else (*_notes(found), Message(_OTHER_HEGEMON))
    return Section("verdict", _TITLE, sentences(found), figures(found), tables, (_CHART,), notes)


def figures(found: Verdict) -> tuple[Figure, ...]:
    """Return the probability of the likeliest type, and of each type and state."""
    made = [Figure("", Message(N_("probability of the verdict")), probability(found, found.types[found.type]))]
    made += [Figure(KEYS[name], Message(TYPE_LABELS[name]), probability(found, found.types[name])) for name in TYPES]
    made += [
        Figure(f"alliance.{name}", Message(STATE_LABELS[name]), probability(found, share))
        for name, share in found.states.items()
    ]
    return tuple(made)


def probability(found: Verdict, value: float) -> Estimate:
    """Return a probability of the verdict as a figure."""
    coverage = Coverage(grouping(found.grouping).founded.year, found.year)
    return Estimate(value, None, None, LEVEL, DRAWS, "probability", METHOD, coverage, SOURCES)


def sentences(found: Verdict) -> tuple[Message, ...]:
    """Return the verdict in words."""
    args: dict[str, Argument] = {
        "grouping": GroupingRef(found.grouping),
        "type": Message(STATE_LABELS[found.state] if found.type == "alliance" else TYPE_LABELS[found.type]),
        "p": Share(found.types[found.type]),
        "year": str(found.year),
    }
    if found.type == "alliance":
        conduct = max(found.conduct, key=lambda name: found.conduct[name])
        args |= {
            "state": Share(found.states[found.state]),
            "conduct": Message(TYPE_LABELS[conduct]),
            "q": Share(found.conduct[conduct]),
        }
        text = N_(
            "At the end of {year} {grouping} is an alliance by its own treaty (probability {p}); as such: {type} "
            "({state}). By conduct alone it would be: {conduct} ({q})."
        )
        return (Message(text, args),)
    ranked = sorted(found.types, key=lambda name: -found.types[name])
    args |= {"next": Message(TYPE_LABELS[ranked[1]]), "q": Share(found.types[ranked[1]])}
    text = N_("At the end of {year} {grouping} is most likely a {type} (probability {p}); next: {next} ({q}).")
    return (Message(text, args),)


def _types_table(found: Verdict) -> Table:
    ranked = sorted(TYPES, key=lambda name: -found.types[name])
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Message(TYPE_LABELS[name]),
            name,
            probability(found, found.types[name]),
            probability(found, found.conduct[name]),
            Message(RULES[name]),
        )
        for name in ranked
    )
    columns = (
        Column("type_name", Message(N_("type"))),
        Column("type", Message(N_("code")), "code"),
        Column("probability", Message(N_("probability")), "estimate", "probability"),
        Column("by_conduct", Message(N_("by conduct alone")), "estimate", "probability"),
        Column("rule", Message(N_("rule"))),
    )
    return Table("types", Message(N_("Types and their rules")), columns, rows)


def _reasons_table(found: Verdict) -> Table:
    rows = tuple(_reason(found, axis) for axis in (*AXES, "direction"))
    columns = (
        Column("axis_name", Message(N_("axis"))),
        Column("axis", Message(N_("code")), "code"),
        Column("value", Message(N_("here")), "estimate", "number"),
        Column("threshold", Message(N_("threshold")), "estimate", "number"),
        Column("above", Message(N_("probability above")), "share", "share"),
    )
    note = Message(
        N_(
            "A threshold is drawn evenly between the calibration groupings below and above it, so that its interval "
            "is wide where few groupings are undisputed. Rates are drawn towards that of all groupings where occasions "
            "are few, and from it where there are none."
        )
    )
    return Table(
        "reasons", Message(N_("Reasons: where the grouping stands against each threshold")), columns, rows, note
    )


def _reason(found: Verdict, axis: str) -> tuple[Cell, ...]:
    here = getattr(found.axes, axis)
    over = found.over[axis] if axis in found.over else np.zeros(here.shape)
    return (
        *(Message(AXIS_LABELS[axis]), axis, _spread(here)),
        _spread(over),
        float(np.mean(here > over)),
    )


def _spread(draws: np.ndarray) -> Estimate:
    low, high = interval(draws)
    return Estimate(median(draws), low, high, LEVEL, 0, "number", METHOD, Coverage(), SOURCES)


def _calibration_table(snapshot: Snapshot) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            GroupingRef(row["grouping"]),
            row["year"],
            listed(EXPECTED[row["grouping"]]),
            Message(TYPE_LABELS[row["type"]]),
            *(Share(row["probability"]), Share(row["left_out_probability"])),
            Message(TYPE_LABELS[row["left_out_type"]]),
        )
        for row in snapshot.table("conduct_calibration").to_dicts()
    )
    columns = (
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("year", Message(N_("as of")), "integer"),
        Column("expected", Message(N_("nobody disputes"))),
        Column("type", Message(N_("verdict"))),
        Column("probability", Message(N_("probability of what nobody disputes")), "share", "share"),
        Column("left_out_probability", Message(N_("the same, left out of the calibration")), "share", "share"),
        Column("left_out_type", Message(N_("verdict, left out"))),
    )
    return Table("calibration", Message(N_("Calibration, each grouping also left out in turn")), columns, rows)


def listed(names: tuple[str, ...]) -> Message:
    """Return one type, or the choice between two, in the reader's language."""
    first, *others = (Message(TYPE_LABELS[name]) for name in names)
    if not others:
        return first
    return Message(N_("{first} or {second}"), {"first": first, "second": others[0]})


def _states(calls: tuple[tuple[str, bool, bool], ...], snapshot: Snapshot) -> dict[str, float]:
    rng = np.random.default_rng(SEED)
    kept = snapshot.table("conduct_promises").filter(pl.col("obligation") == "defence")["value"][0]
    return alliance_state([one[1] for one in calls], [one[2] for one in calls], float(kept), rng=rng)


_TITLE = Message(N_("Verdict"))
_NO_VERDICT = N_("No verdict on a grouping made up by the user: it has no treaty and no record of its own.")
_OTHER_HEGEMON = N_(
    "The direction of the verdict is measured against the United States, whichever hegemon is asked for."
)
_CHART = Chart(
    "types",
    Message(N_("Probability of each type")),
    "bars",
    "types",
    {"y": "type_name", "x": "probability"},
    Message(N_("Bars of the probability of each type.")),
)


def _notes(found: Verdict) -> tuple[Message, ...]:
    motive = Message(
        N_("Conduct is classified, not motives: joint action against the hegemon need not be meant as balancing.")
    )
    if not found.states:
        return (motive,)
    answered = sum(one[1] for one in found.calls)
    calls = Message(
        N_(
            "Calls on the alliance: {n}, of them answered by a member under arms: {answered}. Wars that outsiders "
            "began may lie outside the treaty and count in half of the draws. Untested is not weak: deterrence "
            "that works leaves no act."
        ),
        {"n": len(found.calls), "answered": answered},
    )
    return motive, calls
