"""What can be wrong with a case: acts by states that were not asked, dates before founding, missing sources."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from softbalance.evidence.cases import (
    ACTS,
    ACTS_FROM,
    ISSUES,
    KINDS,
    RUNGS,
    STANCES,
    SURE,
    Act,
    Case,
)
from softbalance.terms.errors import EvidenceFault, SoftbalanceError, UnknownName
from softbalance.terms.groupings import grouping
from softbalance.terms.states import State, state

Members = Callable[[str, date], frozenset[int]]


def members_of(grouping_id: str, on: date) -> frozenset[int]:
    """Return the COW numbers of a catalogued grouping's members on a day; empty where it is not catalogued."""
    try:
        return frozenset(grouping(grouping_id).members(on))
    except UnknownName:
        return frozenset()


def check_cases(found: Iterable[Case], members: Members = members_of) -> None:
    """Raise :class:`EvidenceFault` naming every fault of every case, if there is any.

    Parameters
    ----------
    found
        Cases.
    members
        COW numbers of a grouping's members on a day, empty before its founding; the catalogue's by default.
    """
    lines = [f"{one.id}: {fault}" for one in found for fault in faults(one, members)]
    if lines:
        raise EvidenceFault("The record of cases has faults:\n" + "\n".join(lines))


def faults(one: Case, members: Members = members_of) -> tuple[str, ...]:
    """Return what is wrong with a case, in sentences; empty where nothing is.

    Examples
    --------
    >>> from softbalance.evidence.cases import case
    >>> italy_alone = lambda grouping, on: frozenset({325})
    >>> faults(case("triple-alliance-1914"), italy_alone)
    ('act by DEU, who was not asked: neither a member of TRIPLE_ALLIANCE on 1914-07-28 nor a player',)
    """
    broken_codes = tuple(_state_faults(one))
    if broken_codes:
        return broken_codes
    return (
        *_choice_faults(one),
        *_text_faults(one),
        *_party_faults(one),
        *_act_faults(one),
        *_player_faults(one, members),
    )


def _state_faults(one: Case) -> Iterator[str]:
    named = [*one.beneficiary, *one.target, *one.players, one.hegemon, *(line.state for line in one.acts)]
    for code in dict.fromkeys(named):
        if _ccode(code, one.date) is None:
            yield f"unknown state {code}: no state bore this code on {one.date}"


def _choice_faults(one: Case) -> Iterator[str]:
    choices = (
        ("kind", one.kind, KINDS),
        ("issue", one.issue, ISSUES),
        ("rung_asked", one.rung_asked, RUNGS),
        ("hegemon_stance", one.hegemon_stance, STANCES),
        ("acts_from", one.acts_from, ACTS_FROM),
    )
    for name, given, allowed in choices:
        if given not in allowed:
            yield f"{name} is {given!r}: allowed are {', '.join(allowed)}"
    if not 0 < one.threshold <= 1:
        yield f"threshold is {one.threshold}: it is a share above 0 and at most 1"
    if one.until < one.date:
        yield f"ends on {one.until}, before it begins on {one.date}"


def _text_faults(one: Case) -> Iterator[str]:
    texts = ("crisis", "trigger", "what_was_asked", "threshold_reason", "context")
    for name in texts:
        if not getattr(one, name).strip():
            yield f"{name} is empty"
    if not (one.title.en and one.title.zh_hant):
        yield "title is missing in one language"
    for key, source in one.sources.items():
        if not (source.citation and source.checked):
            yield f"source {key} lacks a citation or what was checked"
        if source.url and not source.url.startswith(("http://", "https://")):
            yield f"source {key} has the address {source.url!r}, which is none"
    cited = {line.source for line in one.acts} | {part.source for part in (one.votes, one.body_act) if part}
    for missing in sorted(cited - set(one.sources)):
        yield f"missing source {missing!r}"


def _party_faults(one: Case) -> Iterator[str]:
    for code in sorted(set(one.beneficiary) & set(one.target)):
        yield f"{code} is both beneficiary and target"
    if not one.beneficiary and not one.target:
        yield "neither a beneficiary nor a target: nothing was asked for or against anybody"
    for name, group in (("beneficiary", one.beneficiary), ("target", one.target), ("players", one.players)):
        if len(set(group)) < len(group):
            yield f"{name} names a state twice"
    given = {"record": one.acts, "votes": one.votes, "body": one.body_act}
    for source, part in given.items():
        if bool(part) != (one.acts_from == source):
            yield f"acts come from {one.acts_from!r}, but {source!r} is {'given' if part else 'empty'}"


def _act_faults(one: Case) -> Iterator[str]:
    states = [line.state for line in one.acts]
    for code in sorted({code for code in states if states.count(code) > 1}):
        yield f"{code} has more than one act"
    for line in one.acts:
        yield from _line_faults(line)
    if one.body_act and one.body_act.act not in ACTS:
        yield f"the act of the body is {one.body_act.act!r}: allowed are {', '.join(ACTS)}"


def _line_faults(line: Act) -> Iterator[str]:
    if line.act not in ACTS:
        yield f"{line.state}: act is {line.act!r}: allowed are {', '.join(ACTS)}"
    if line.sure not in SURE:
        yield f"{line.state}: sure is {line.sure!r}: allowed are {', '.join(SURE)}"
    if not set(line.observed) <= set(RUNGS):
        yield f"{line.state}: observed is {line.observed}: allowed are {', '.join(RUNGS)}"
    if line.act == "unknown":
        if line.observed or not line.note:
            yield f"{line.state}: an unknown act observes nothing and says why in its note"
    elif not line.observed:
        yield f"{line.state}: no rung was observed, so the act is unknown"
    elif line.act in RUNGS and line.act not in line.observed:
        yield f"{line.state}: the act {line.act!r} is not among the rungs observed"


def _player_faults(one: Case, members: Members) -> Iterator[str]:
    if (one.kind == "grouping") != (one.grouping is not None) or (one.kind == "ad hoc" and not one.players):
        yield "a grouping is named by its id, an ad hoc coalition by its players"
        return
    belong = members(one.grouping, one.date) if one.grouping else frozenset[int]()
    if one.grouping and not belong:
        yield f"{one.grouping} had no members on {one.date}: before its founding, after its end, or not catalogued"
        return
    asked = belong | _ccodes(one.players, one.date)
    parties = _ccodes((*one.beneficiary, *one.target), one.date)
    acting = {line.state: _ccode(line.state, one.date) for line in one.acts}
    for code, ccode in acting.items():
        if ccode in parties:
            yield f"act by {code}, who is beneficiary or target and no player"
        elif ccode not in asked:
            yield f"act by {code}, who was not asked: neither a member of {one.grouping} on {one.date} nor a player"
    silent = asked - parties - set(acting.values())
    if one.acts_from == "record" and silent:
        yield f"no act for {', '.join(state(ccode).name_en for ccode in sorted(silent))}: write unknown where it is"
    if (one.hegemon_stance == "member") != (_ccode(one.hegemon, one.date) in asked - parties):
        yield f"the stance of {one.hegemon} is 'member' exactly where it is a player"


def _ccodes(codes: Iterable[str], on: date) -> frozenset[int]:
    return frozenset(ccode for code in codes if (ccode := _ccode(code, on)) is not None)


def _ccode(code: str, on: date) -> int | None:
    """Return the COW number of the state that bore a code on a day, ``None`` where there was none."""
    try:
        found = state(code, on)
    except SoftbalanceError:
        return None
    return found.ccode if len(code) == 3 and found.exists(on) and not _outlived(code, found, on) else None


def _outlived(code: str, one: State, on: date) -> bool:
    """Return whether a code belongs to a name that the state no longer bore: SUN after 1991."""
    return one.iso3 is not None and code != one.iso3 and code in one.iso3_former and one.name_then(on) is None
