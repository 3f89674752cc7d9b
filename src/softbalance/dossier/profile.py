"""The profile of a state: whom it depends on, whom it sides with, and where it hedges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from softbalance.dossier.assess import read_day
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Argument, Dossier, Message, StateRef
from softbalance.dossier.profile_sections import (
    alignment_section,
    change_section,
    conduct_section,
    entropy_sections,
)
from softbalance.dossier.profile_ties import groupings_section, ties_section
from softbalance.dossier.profile_versus import versus_section
from softbalance.dossier.references import source_lines
from softbalance.dossier.ties_held import TiesHeld
from softbalance.dossier.year_profiles import YearProfiles, year_profiles
from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.groupings import grouping as catalogued
from softbalance.terms.state_register import State
from softbalance.terms.states import state

POLES = ("USA", "CHN", "RUS")
FIRST_YEAR = 1950


@dataclass(frozen=True, slots=True)
class ProfileAsked:
    """Whose profile, in which year, between which powers; and inside which grouping, if one was named."""

    state: State
    day: date
    hegemon: State
    leaders: tuple[State, ...]
    grouping: str | None

    @property
    def year(self) -> int:
        """Calendar year of the profile."""
        return self.day.year


def profile(
    state_name: str | int,
    *,
    as_of: date | str | int | None = None,
    hegemon: str = "USA",
    leaders: Sequence[str] = ("CHN", "RUS"),
    grouping: str | None = None,
    vs: Sequence[str | int] = (),
    held: Held | None = None,
) -> Dossier:
    """Return the profile of a state.

    Parameters
    ----------
    state_name
        The state.
    as_of
        Year or day; the last year of votes held by default.
    hegemon, leaders
        The powers between which it stands.
    grouping
        A catalogued grouping it is seen in: its leaders, where it has any besides the hegemon, take the leaders' place.
    vs
        States to set beside it.
    held
        What evidence to use.

    Raises
    ------
    UnknownName, AmbiguousName
        If a name is not known.
    NotEnoughData
        If the state did not exist in the year.

    Examples
    --------
    >>> made = profile("IND", as_of=2024)
    >>> made.section("hedging").figures[0].estimate.unit
    'index'
    """
    held = held or Held.default()
    asked = ask_profile(state_name, held, as_of=as_of, hegemon=hegemon, leaders=leaders, grouping=grouping)
    ties = TiesHeld(held.snapshot)
    now = profiles_of(asked, ties, asked.year)
    others = tuple(_existing(one, asked.day) for one in vs)
    sections = [
        conduct_section(asked, ties, now),
        alignment_section(asked, now),
        *entropy_sections(asked, now),
        change_section(asked, ties, now, [profiles_of(asked, ties, asked.year - back) for back in _steps(asked)]),
        ties_section(asked, ties),
        groupings_section(asked, ties),
    ]
    if others:
        sections.append(versus_section(asked, ties, now, others))
    subject = asked.state.code
    args: dict[str, Argument] = {"state": StateRef(asked.state.ccode, asked.day), "year": str(asked.year)}
    return Dossier(
        kind="profile",
        subject=subject,
        title=Message(N_("Profile: {state}, {year}"), args),
        asked=_asked_values(asked, others),
        answer=tuple(sentence for section in sections for sentence in section.sentences[:1])[:2],
        sections=tuple(sections),
        sources=source_lines(sections, held),
        command=_command(subject, asked, others),
        versions=held.versions(),
    )


def ask_profile(
    state_name: str | int,
    held: Held,
    *,
    as_of: date | str | int | None = None,
    hegemon: str = "USA",
    leaders: Sequence[str] = ("CHN", "RUS"),
    grouping: str | None = None,
) -> ProfileAsked:
    """Return what is asked, checked."""
    day = read_day(str(as_of) if isinstance(as_of, int) else as_of, held)
    if day.year < FIRST_YEAR + 4:
        raise BadInput(
            N_("Profiles are computed from {first} on; given: {given}"), first=FIRST_YEAR + 4, given=day.year
        )
    who = _existing(state_name, day)
    power = state(hegemon, on=day)
    chosen = [state(one, on=day) for one in leaders]
    if grouping is not None:
        led = [ccode for ccode in catalogued(grouping).leaders_on(day) if ccode != power.ccode]
        chosen = [state(ccode) for ccode in led] or chosen
    camp = tuple(one for one in chosen if one.ccode != power.ccode)
    if not camp:
        raise BadInput(N_("A profile needs a leader besides the hegemon, {hegemon}"), hegemon=power)
    return ProfileAsked(who, day, power, camp, catalogued(grouping).id if grouping else None)


def profiles_of(asked: ProfileAsked, ties: TiesHeld, year: int) -> YearProfiles:
    """Return the profiles of all states in a year, between the powers asked about."""
    return year_profiles(ties, year, asked.hegemon.ccode, [one.ccode for one in asked.leaders])


def _existing(name: str | int, day: date) -> State:
    """Return a state that existed on the day."""
    found = state(name, on=day)
    if not found.in_system(day):
        raise NotEnoughData(N_("{state} was no state of the system on {day}"), state=found, day=day)
    return found


def _steps(asked: ProfileAsked) -> list[int]:
    """Return how many years back to look for change; none before the tables begin or the state existed."""
    return [
        back
        for back in (5, 10)
        if asked.year - back >= FIRST_YEAR + 4 and asked.state.in_system(date(asked.year - back, 12, 31))
    ]


def _asked_values(asked: ProfileAsked, others: Sequence[State]) -> dict[str, object]:
    values: dict[str, object] = {
        "state": asked.state.code,
        "as_of": str(asked.day),
        "hegemon": asked.hegemon.code,
        "leaders": [one.code for one in asked.leaders],
    }
    if asked.grouping:
        values["grouping"] = asked.grouping
    if others:
        values["vs"] = [one.code for one in others]
    return values


def _command(subject: str, asked: ProfileAsked, others: Sequence[State]) -> str:
    leaders = ",".join(one.code for one in asked.leaders)
    text = f"softbalance profile {subject} --as-of {asked.day} --hegemon {asked.hegemon.code} --leader {leaders}"
    within = f" --in {asked.grouping}" if asked.grouping else ""
    return text + within + (" --vs " + " ".join(one.code for one in others) if others else "")
