"""The assessment of a grouping: its surface and its substance, side by side."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from softbalance.dossier.asked import Asked
from softbalance.dossier.binding import binding_section, own_defence
from softbalance.dossier.burdens import burden_section
from softbalance.dossier.conduct_record import ConductHeld
from softbalance.dossier.dependence import dependence_section
from softbalance.dossier.discord import discord_section
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Dossier, GroupingRef, Message, Section
from softbalance.dossier.positions import positions_section
from softbalance.dossier.references import source_lines
from softbalance.dossier.rungs import rung_section
from softbalance.dossier.say import say_section
from softbalance.dossier.surface import surface_section
from softbalance.dossier.ties_held import TiesHeld
from softbalance.dossier.verdict import verdict_section
from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.grouping import USER_DEFINED, Grouping
from softbalance.terms.groupings import resolve_grouping
from softbalance.terms.state_register import State
from softbalance.terms.states import state

FIRST_YEAR = 1946
LISTED = 12


def assess(
    grouping: str | Grouping | Sequence[str | int],
    *,
    as_of: date | str | None = None,
    since: int | None = None,
    hegemon: str = "USA",
    held: Held | None = None,
) -> Dossier:
    """Return the assessment of a grouping.

    Parameters
    ----------
    grouping
        A catalogued grouping (id or name), or states separated by commas: ``"China, Russia, Iran, DPRK"``.
    as_of
        Last day that counts, as a date or ``YYYY-MM-DD``; by default the last day of votes held.
    since
        First year that counts; by default the year the grouping was founded.
    hegemon
        The great power its conduct is set against.
    held
        What evidence to use; by default the snapshot, and single votes where they are on this machine.

    Raises
    ------
    UnknownName, AmbiguousName
        If grouping or hegemon is not known.
    BadInput
        If the dates lie outside what the evidence covers.
    NotEnoughData
        If fewer than two members stood in the grouping on the day.

    Examples
    --------
    >>> dossier = assess("SCO", as_of="2025-09-01")
    >>> round(dict((f.name, f.estimate.value) for f in dossier.section("surface").figures)["members"])
    10
    """
    held = held or Held.default()
    asked = ask(grouping, held, as_of=as_of, since=since, hegemon=hegemon)
    ties = TiesHeld(held.snapshot)
    defence = own_defence(asked, ties)
    conduct = ConductHeld(asked, held)
    with ThreadPoolExecutor(1) as aside:  # votes are arrays and queries, which leave the interpreter to the rest
        say = aside.submit(say_section, asked, held.snapshot, held.base)
        before = (verdict_section(asked, held.snapshot), surface_section(asked, held.snapshot))
        after = (
            positions_section(asked, ties),
            rung_section(conduct, "pay"),
            rung_section(conduct, "fight", listed=LISTED),
            binding_section(asked, ties),
            discord_section(asked, ties),
            dependence_section(asked, ties),
            burden_section(asked, ties, alliance=bool(defence.value)),
        )
    sections = (*before, say.result(), *after)
    return Dossier(
        kind="assessment",
        subject=asked.grouping.id,
        title=Message(N_("Assessment: {grouping}"), {"grouping": GroupingRef(asked.grouping.id)}),
        asked=asked_values(asked),
        answer=answer(sections),
        sections=sections,
        sources=source_lines(sections, held),
        command=command("assess", asked),
        versions=held.versions(),
        notes=_notes(asked),
    )


def ask(
    grouping: str | Grouping | Sequence[str | int],
    held: Held,
    *,
    as_of: date | str | None = None,
    since: int | None = None,
    hegemon: str = "USA",
    earliest: int = FIRST_YEAR,
) -> Asked:
    """Return what is asked, checked against what is held; ``earliest`` is the first year that may be asked for."""
    chosen = grouping if isinstance(grouping, Grouping) else resolve_grouping(_text(grouping))
    until = read_day(as_of, held)
    first = since if since is not None else _first_year(chosen, earliest)
    _check_period(chosen, first, until, earliest)
    power = state(hegemon)
    members = chosen.members(until)
    if len(members) < 2:
        raise NotEnoughData(
            N_("Members of {grouping} on {day}: {count}; an assessment needs at least two"),
            grouping=chosen.id,
            count=len(members),
            day=until,
        )
    return Asked(chosen, first, until, power.iso3 or power.cow_abb, power.ccode, _leaders(chosen, until, power))


def read_day(given: date | str | None, held: Held) -> date:
    """Return a day from what was given; the last day of votes held where nothing was."""
    last = held.votes_until
    if given is None:
        return last
    try:
        day = given if isinstance(given, date) else date.fromisoformat(given if len(given) > 4 else f"{given}-12-31")
    except ValueError as wrong:
        raise BadInput(
            N_("{given!r} is no day; write it as YYYY-MM-DD, or a year for its last day"), given=given
        ) from wrong
    if day.year > last.year:
        raise BadInput(
            N_("{day} lies after the last day of votes held, {last}; give a day up to {year}-12-31"),
            day=day,
            last=last,
            year=last.year,
        )
    return day


def command(verb: str, asked: Asked) -> str:
    """Return the command line that makes a dossier again."""
    name = f'"{asked.grouping.id}"' if asked.grouping.kind == USER_DEFINED else asked.grouping.id
    return f"softbalance {verb} {name} --as-of {asked.until} --since {asked.since} --hegemon {asked.hegemon}"


def asked_values(asked: Asked) -> dict[str, object]:
    """Return what was asked as plain values, in the order in which they are shown."""
    return {
        "grouping": asked.grouping.id,
        "as_of": str(asked.until),
        "since": asked.since,
        "hegemon": asked.hegemon,
        "user_defined": asked.grouping.kind == USER_DEFINED,
    }


def answer(sections: Sequence[Section]) -> tuple[Message, ...]:
    """Return the assessment in two sentences: what the grouping is by its conduct, and what a summit shows."""
    return tuple(
        sentence for section in sections if section.id in ("verdict", "surface") for sentence in section.sentences[:1]
    )


def _text(grouping: str | Sequence[str | int]) -> str:
    return grouping if isinstance(grouping, str) else ", ".join(str(one) for one in grouping)


def _first_year(grouping: Grouping, earliest: int) -> int:
    return max(earliest, grouping.founded.year) if grouping.kind != USER_DEFINED else 1991


def _check_period(grouping: Grouping, since: int, until: date, earliest: int) -> None:
    of = {"grouping": grouping.id, "founded": grouping.founded, "ended": grouping.ended, "day": until, "since": since}
    if grouping.kind != USER_DEFINED and until < grouping.founded:
        raise BadInput(N_("{grouping} was founded on {founded}; {day} lies before"), **of)
    if grouping.ended is not None and until > grouping.ended:
        raise BadInput(N_("{grouping} ended on {ended}; ask as of a day up to then: --as-of {ended}"), **of)
    if grouping.kind != USER_DEFINED and since < grouping.founded.year:
        raise BadInput(N_("{grouping} was founded on {founded}; the first year {since} lies before"), **of)
    if not earliest <= since <= until.year:
        raise BadInput(
            N_("The first year {since} must lie from {earliest} to {latest}, the year of the last day"),
            since=since,
            earliest=earliest,
            latest=until.year,
        )


def _leaders(grouping: Grouping, until: date, hegemon: State) -> tuple[int, ...]:
    return tuple(ccode for ccode in grouping.leaders_on(until) if ccode != hegemon.ccode)


def _notes(asked: Asked) -> tuple[Message, ...]:
    if asked.grouping.kind != USER_DEFINED:
        return ()
    return (Message(N_("This grouping was made up by the user; its membership is fixed throughout.")),)
