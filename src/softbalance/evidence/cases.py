"""The hand-entered record: crises in which a grouping's members were asked to act at a cost, and what each did.

One TOML file a case. A case is one request to one set of states; all cases of one crisis share its id, so that
they can be held out together. Acts are coded by the highest rung seen among the rungs the record can show
(``observed``): a state that stood aside in a record of troops may still have paid.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

import tomli

from softbalance.terms.errors import EvidenceFault, UnknownName
from softbalance.terms.marking import N_

RUNGS = ("say", "pay", "fight")
ACTS = ("oppose", "stand_aside", *RUNGS, "absent", "abstain", "unknown")
SURE = ("sure", "likely", "unsure")
STANCES = ("for", "against", "neutral", "member")
ISSUES = ("diplomacy", "security", "economy", "technology")
KINDS = ("grouping", "ad hoc")
ACTS_FROM = ("record", "votes", "body")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Title:
    """A title in English and in Traditional Chinese."""

    en: str
    zh_hant: str


@dataclass(frozen=True, slots=True)
class CaseSource:
    """A source of a case: full citation, address where one is certain, and what was checked."""

    citation: str
    url: str
    checked: str


@dataclass(frozen=True, slots=True)
class Act:
    """What one state did when asked.

    Attributes
    ----------
    state
        ISO 3166 alpha-3 as of the day of the case; former states by ISO 3166-3, or by the abbreviation of COW
        where ISO has none (``AUH``).
    act
        One of :data:`ACTS`, the highest rung seen.
    observed
        Rungs that this record can show; empty where the act is unknown.
    sure
        How sure the coding is, one of :data:`SURE`.
    source
        Key of the case's source.
    note
        What the coding rests on, or what is not known.
    collective
        Whether the act is a decision of the body that binds the state, such as sanctions of the European Union.
    """

    state: str
    act: str
    observed: tuple[str, ...]
    sure: str
    source: str
    note: str = ""
    collective: bool = False


@dataclass(frozen=True, slots=True)
class BodyAct:
    """What a body did as one, where the acts of its members cannot be told apart."""

    act: str
    sure: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseVotes:
    """The roll call from which the acts of a case are read.

    Attributes
    ----------
    body, resolution
        ``"GA"`` or ``"SC"``, and the symbol as in the vote record.
    with_beneficiary
        The vote that counts as acting with the beneficiary, ``"yes"`` or ``"no"``.
    source
        Key of the case's source.
    """

    body: str
    resolution: str
    with_beneficiary: str
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    """One request for help and who answered it how.

    Attributes
    ----------
    id, title, crisis
        Id (the file's name), title in two languages, id of the crisis shared by all its cases.
    kind, grouping, players
        ``"grouping"`` with the id of a catalogued grouping, or ``"ad hoc"``; ``players`` are the states asked
        beyond the members (all of them where ad hoc).
    date, until
        The day of the request, which decides membership; the last day on which an act counts.
    trigger, what_was_asked, context
        What happened; what was asked, in a sentence; the setting, with what the sources do not settle.
    beneficiary, target
        States that asked or would be helped, and states against whom; neither are players. The beneficiary is
        empty where the body asked on its own account, the target where the opponent is no state.
    hegemon, hegemon_stance
        The leading power and whether it was for or against what was asked, neutral, or itself a player
        (``"member"``).
    issue, rung_asked
        One of :data:`ISSUES`; the rung that was asked for.
    threshold, threshold_reason
        Share of the players' capability needed for the response to matter, and why: judged from the situation
        and the body's rules, not from what then happened. 0.9 where one member can block, 0.7 where any large
        outsider undoes the act, 0.5 for political backing by halves, 0.4 to 0.2 where a few capable states
        suffice, 0.1 where the beneficiary could do it alone.
    acts_from, acts, votes, body_act
        ``"record"``: a line for each player; ``"votes"``: to be read from the named roll call with
        :func:`with_votes`; ``"body"``: only the act of the body as one is known.
    sources
        Sources by key.
    """

    id: str
    title: Title
    crisis: str
    kind: str
    date: dt.date
    until: dt.date
    trigger: str
    beneficiary: tuple[str, ...]
    target: tuple[str, ...]
    hegemon: str
    hegemon_stance: str
    issue: str
    rung_asked: str
    what_was_asked: str
    threshold: float
    threshold_reason: str
    context: str
    acts_from: str
    sources: Mapping[str, CaseSource]
    grouping: str | None = None
    players: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    votes: CaseVotes | None = None
    body_act: BodyAct | None = None


@cache
def cases() -> Mapping[str, Case]:
    """Return the shipped cases by id, in the order of their dates.

    Examples
    --------
    >>> list(cases())[:2]
    ['triple-alliance-1914', 'little-entente-1938']
    """
    folder = files("softbalance.evidence") / "cases"
    found = [
        read_case(file.read_text(encoding="utf-8"), file.name.removesuffix(".toml"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return MappingProxyType({one.id: one for one in sorted(found, key=lambda one: (one.date, one.id))})


def case(case_id: str) -> Case:
    """Return one shipped case.

    Raises
    ------
    UnknownName
        With the nearest ids.

    Examples
    --------
    >>> {line.state: line.act for line in case("csto-kyrgyzstan-2010").acts}["RUS"]
    'pay'
    """
    try:
        return cases()[case_id]
    except KeyError:
        near = get_close_matches(case_id, list(cases()), n=3, cutoff=0.4)
        raise UnknownName(N_("case"), case_id, near) from None


def read_case(text: str, case_id: str) -> Case:
    """Return the case written in TOML, its form checked: keys, types, ids. What it says is checked elsewhere.

    Raises
    ------
    EvidenceFault
        If the text is no TOML, lacks a key, has one too many, or names another id than its file.

    See Also
    --------
    softbalance.evidence.case_checks.faults : what is wrong with what a case says.
    """
    try:
        raw = tomli.loads(text)
    except tomli.TOMLDecodeError as fault:
        raise EvidenceFault(f"Case {case_id}: not TOML: {fault}") from None
    if raw.get("id") != case_id:
        raise EvidenceFault(f"Case {case_id}: the file calls itself {raw.get('id')!r}; id and file name must agree")
    return _build(Case, {**raw, **_parts(raw, case_id)}, case_id)


def with_votes(one: Case, votes: Mapping[str, str], players: Iterable[str]) -> Case:
    """Return the case with its acts filled from a roll call.

    Parameters
    ----------
    one
        A case whose ``acts_from`` is ``"votes"``.
    votes
        Vote by ISO3: ``"yes"``, ``"no"``, ``"abstain"`` or ``"absent"``; a player that is missing did not vote.
    players
        ISO3 codes of the members on the day; beneficiary and target are left out.

    Examples
    --------
    >>> filled = with_votes(case("sco-es-11-1"), {"IND": "abstain", "BLR": "no"}, ["RUS", "IND", "BLR", "UZB"])
    >>> [(line.state, line.act) for line in filled.acts]
    [('BLR', 'say'), ('IND', 'abstain'), ('UZB', 'absent')]
    """
    if one.votes is None:
        raise EvidenceFault(f"Case {one.id} names no roll call: its acts come from {one.acts_from!r}")
    asked = sorted(set(players) - set(one.beneficiary) - set(one.target))
    acts = tuple(_voted(one.votes, state, votes.get(state, "absent")) for state in asked)
    return _replaced(one, acts)


def _voted(roll_call: CaseVotes, state: str, vote: str) -> Act:
    sides = {"yes": "oppose", "no": "oppose", "abstain": "abstain", "absent": "absent"}
    act = "say" if vote == roll_call.with_beneficiary else sides[vote]
    return Act(state, act, ("say",), "sure", roll_call.source, f"Vote on {roll_call.resolution}: {vote}.")


def _replaced(one: Case, acts: tuple[Act, ...]) -> Case:
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    return Case(**{**values, "acts": acts})


def _parts(raw: Mapping[str, Any], case_id: str) -> dict[str, Any]:
    """Return the nested parts of a case as records, lists as tuples."""
    parts: dict[str, Any] = {
        "title": _build(Title, raw.get("title", {}), case_id),
        "sources": MappingProxyType({k: _build(CaseSource, v, case_id) for k, v in raw.get("sources", {}).items()}),
        "acts": tuple(_build(Act, _tupled(line), case_id) for line in raw.get("acts", [])),
    }
    for key, kind in (("votes", CaseVotes), ("body_act", BodyAct)):
        if key in raw:
            parts[key] = _build(kind, raw[key], case_id)
    parts |= {key: tuple(raw[key]) for key in ("beneficiary", "target", "players") if key in raw}
    return parts | {key: raw[key].strip() for key in ("context",) if key in raw}


def _tupled(line: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in line.items()}


def _build(kind: type[T], raw: Mapping[str, Any], case_id: str) -> T:
    """Return the record, or say which keys are too many or missing."""
    extra = set(raw) - {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if extra:
        raise EvidenceFault(f"Case {case_id}: {kind.__name__} knows no key {', '.join(sorted(extra))}")
    try:
        return kind(**raw)
    except TypeError as fault:
        raise EvidenceFault(f"Case {case_id}: {fault}") from None
