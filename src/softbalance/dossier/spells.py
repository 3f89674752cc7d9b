"""Who belonged when and as what: every spell in a grouping, for its timeline."""

from collections.abc import Iterable

from softbalance.dossier.asked import Asked
from softbalance.dossier.model import N_, Cell, Chart, Column, Message, StateRef, Table
from softbalance.terms.grouping import Spell

ROLE_LABELS = {
    "member": N_("member"),
    "party": N_("party to the treaty"),
    "associate": N_("associate"),
    "participant": N_("participant"),
    "partner": N_("partner"),
    "observer": N_("observer"),
    "dialogue_partner": N_("dialogue partner"),
    "candidate": N_("candidate"),
    "invited": N_("invited"),
    "guest": N_("guest"),
    "suspended": N_("suspended"),
    "frozen": N_("membership frozen by itself"),
}


def spell_table(asked: Asked) -> Table:
    """Return every spell that had begun by the last day, members first, in the order in which they came."""
    kept = sorted(
        _begun(asked), key=lambda one: (not _was_member(asked, one), _first(asked, one), one.ccode, one.start)
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(_row(asked, one) for one in kept)
    columns = (
        Column("state", Message(N_("state")), "state"),
        Column("role", Message(N_("role"))),
        Column("start", Message(N_("from")), "date"),
        Column("end", Message(N_("to")), "date"),
        Column("source", Message(N_("source"))),
    )
    return Table("spells", Message(N_("Who belonged when, and as what")), columns, rows)


def spell_chart() -> Chart:
    """Return the timeline of the spells."""
    return Chart(
        "timeline",
        Message(N_("Who belonged when, and as what")),
        "timeline",
        "spells",
        {"y": "state", "start": "start", "end": "end", "series": "role", "basis": "source"},
        Message(N_("A bar for each spell of each state, coloured by role, the earliest first.")),
    )


def _begun(asked: Asked) -> Iterable[Spell]:
    return (one for one in asked.grouping.spells if one.start <= asked.until)


def _was_member(asked: Asked, one: Spell) -> bool:
    return any(other.ccode == one.ccode and other.role == "member" for other in _begun(asked))


def _first(asked: Asked, one: Spell) -> tuple[object, ...]:
    """Return the first day of a state's membership, or of anything where it never was a member."""
    own = [other for other in _begun(asked) if other.ccode == one.ccode]
    days = [other.start for other in own if other.role == "member"] or [other.start for other in own]
    return (min(days),)


def _row(asked: Asked, one: Spell) -> tuple[Cell, ...]:
    end = one.end if one.end is not None and one.end <= asked.until else None
    cited = asked.grouping.sources.get(one.source)
    day = min(asked.until, end) if end else asked.until
    return StateRef(one.ccode, day), Message(ROLE_LABELS[one.role]), one.start, end, cited.citation if cited else ""
