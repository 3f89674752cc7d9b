"""Tests on the register of groupings: who founded, joined, left and sits where; what the charter holds."""

from datetime import date, timedelta

from softbalance.dossier.claims.evidence import (
    BELONG,
    Evidence,
    Finding,
    GroupingName,
    Names,
    StateName,
    one_grouping,
    one_state,
    point,
    states_named,
    unknown,
    with_roles,
)
from softbalance.dossier.model import N_
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import Coverage
from softbalance.terms.grouping import FLAGS, Grouping
from softbalance.terms.groupings import groupings

_SOURCES = ("register",)


def founding_year(evidence: Evidence, *, grouping: GroupingName) -> Finding:
    """Return the year in which a grouping was founded; unknown before it was."""
    chosen = one_grouping(grouping)
    if chosen.founded > evidence.as_of:
        return unknown("year", "year of founding", N_("not founded on the day asked for"), _SOURCES)
    return _fact(evidence, chosen.founded.year, "year", "year of founding")


def founders_are(evidence: Evidence, *, grouping: GroupingName, states: Names) -> Finding:
    """Return 1 where the members on the day of founding are just the states named, else 0."""
    chosen = one_grouping(grouping)
    named = set(states_named(states, chosen.founded))
    return _yes_no(evidence, set(with_roles(chosen, BELONG, chosen.founded)) == named, "founding members")


def role_count(evidence: Evidence, *, grouping: GroupingName, roles: list[str], among: Names | None = None) -> Finding:
    """Return how many states hold one of the roles on the day, among those named where any are."""
    found = set(with_roles(one_grouping(grouping), roles, evidence.as_of))
    if among is not None:
        found &= set(states_named(among, evidence.as_of))
    return _fact(evidence, len(found), "count", "states in these roles on the day")


def has_role(evidence: Evidence, *, grouping: GroupingName, state: StateName, roles: list[str]) -> Finding:
    """Return 1 where a state holds one of the roles on the day, else 0."""
    found = with_roles(one_grouping(grouping), roles, evidence.as_of)
    return _yes_no(evidence, one_state(state) in found, "role on the day")


def joined_year(evidence: Evidence, *, grouping: GroupingName, state: StateName) -> Finding:
    """Return the year in which a state became a full member; unknown where it has not."""
    starts = [spell.start for spell in one_grouping(grouping).member_spells() if spell.ccode == one_state(state)]
    if not starts or min(starts) > evidence.as_of:
        return unknown("year", "year of membership", N_("not a member by the day asked for"), _SOURCES)
    return _fact(evidence, min(starts).year, "year", "year of membership")


def sit_together(evidence: Evidence, *, grouping: GroupingName, states: Names) -> Finding:
    """Return 1 where all the states belong to the grouping on the day, else 0."""
    found = with_roles(one_grouping(grouping), BELONG, evidence.as_of)
    named = states_named(states, evidence.as_of)
    return _yes_no(evidence, set(named) <= set(found), "membership on the day")


def charter_flag(evidence: Evidence, *, grouping: GroupingName, flag: str) -> Finding:
    """Return 1 where the charter has a provision, 0 where it has not; unknown where it was not coded."""
    if flag not in FLAGS:
        raise BadInput(f"Unknown provision {flag!r}; allowed: {', '.join(FLAGS)}")
    provision = one_grouping(grouping).charter.get(flag)
    if provision is None or provision.value is None:
        return unknown("yes_no", "charter provision", N_("the charter was not coded for this"), _SOURCES)
    return _yes_no(evidence, provision.value, "charter provision", note=provision.article)


def departures(evidence: Evidence, *, grouping: GroupingName, among: GroupingName | None = None) -> Finding:
    """Return how often a state stopped being a member, of those that today belong to another grouping where named."""
    chosen = one_grouping(grouping)
    kept = None if among is None else set(one_grouping(among).members(evidence.as_of))
    left = [
        spell
        for role in ("member", "party")
        for spell in chosen.member_spells(role)
        if spell.end is not None and spell.end <= evidence.as_of and _gone(chosen, spell.ccode, spell.end)
        if kept is None or spell.ccode in kept
    ]
    return _fact(evidence, len(left), "count", "departures of members")


def sits_with(evidence: Evidence, *, grouping: GroupingName, roles: list[str], state: StateName) -> Finding:
    """Return the share of a grouping's states that belong with a state to some other catalogued grouping."""
    own = one_state(state)
    chosen = one_grouping(grouping)
    states = [ccode for ccode in with_roles(chosen, roles, evidence.as_of) if ccode != own]
    if not states:
        return unknown("share", "shared groupings", N_("no state holds these roles on the day"), _SOURCES)
    others = [_full(one, evidence) for one in groupings().values() if one.id != chosen.id]
    company = set().union(*(members for members in others if own in members))
    share = sum(ccode in company for ccode in states) / len(states)
    return _share(evidence, share, len(states), "share that belongs with it to another catalogued grouping")


def in_both_camps(evidence: Evidence, *, first: StateName, second: StateName) -> Finding:
    """Return, of the states in groupings led by the first, the share also in groupings led by the second."""
    leaders = (one_state(first), one_state(second))
    led = [
        set().union(*(_full(one, evidence) for one in groupings().values() if one.led_by(leader, evidence.as_of)))
        for leader in leaders
    ]
    states = led[0] - set(leaders)
    if not states:
        return unknown("share", "overlap of camps", N_("the first leads no catalogued grouping on the day"), _SOURCES)
    share = len(states & led[1]) / len(states)
    return _share(evidence, share, len(states), "share of one camp's states that is in the other's groupings too")


def _full(chosen: Grouping, evidence: Evidence) -> set[int]:
    return set(with_roles(chosen, BELONG, evidence.as_of)) if chosen.alive(evidence.as_of) else set()


def _gone(chosen: Grouping, ccode: int, last: date) -> bool:
    """Return whether the state is neither member nor party the day after."""
    return ccode not in with_roles(chosen, ("member", "party"), last + timedelta(days=1))


def _fact(evidence: Evidence, value: float, unit: str, method: str, note: str = "") -> Finding:
    covered = Coverage(until=evidence.year, observed=1, possible=1, note=note)
    return point(float(value), unit, f"{method}; register", covered, _SOURCES)


def _yes_no(evidence: Evidence, value: bool, method: str, note: str = "") -> Finding:
    return _fact(evidence, float(value), "yes_no", method, note)


def _share(evidence: Evidence, share: float, states: int, method: str) -> Finding:
    return point(share, "share", method, Coverage(evidence.year, evidence.year, states, states), _SOURCES)
