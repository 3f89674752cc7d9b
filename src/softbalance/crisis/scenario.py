"""A scenario: a crisis that has not happened, or one that has, written down so that the game can be played on it.

TOML, at most 64 kB, no key but the known ones (``scenario.schema.json`` says the same to an editor). States are what
their codes meant on the day.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from numbers import Real
from pathlib import Path
from typing import Any

from softbalance.crisis.covariates import OBLIGATION_LEVELS, STANCES, Situation
from softbalance.terms.errors import BadInput, UnknownName
from softbalance.terms.grouping import Grouping
from softbalance.terms.groupings import resolve_grouping
from softbalance.terms.marking import N_
from softbalance.terms.states import by_ccode, state

MAX_BYTES = 64 * 1024
MAX_STATES = 60
MAX_TEXT = 4000
MAX_DOTS = 100
"""Keys such as a.b.c of thousands of parts would make the reader of TOML slow and fat."""
FIRST_DAY, LAST_DAY = date(1946, 1, 1), date(2100, 12, 31)
ISSUES = ("diplomacy", "security", "economy", "technology")
TREATY = "treaty"
OBLIGATIONS = (*OBLIGATION_LEVELS, TREATY)
RANGES = {
    "hegemon_severity": (0.0, 1.0),
    "hegemon_predictability": (0.0, 1.0),
    "leader_inducement": (0.0, 0.2),
    "salience": (0.0, 1.0),
    "threshold": (0.01, 1.0),
}
"""Levers that are numbers, with what they may be: what can be swept."""


@dataclass(frozen=True, slots=True)
class Levers:
    """What somebody could change.

    Attributes
    ----------
    hegemon_severity
        0 to 1; 0.5 is retaliation as it was in past crises.
    hegemon_predictability
        0 all or nothing, 1 known for certain.
    leader_inducement
        Share of a member's GDP a year; ``None``: as the record says.
    salience
        1 a crisis like those entered by hand, which are the famous ones; 0 an occasion like any in the systematic
        records of votes, sanctions and disputes; ``None``: unknown, so that every place between counts alike.
    obligation
        What members owe the beneficiary; ``"treaty"``: as the record says.
    hegemon_stance
        Where the hegemon stands on what is asked.
    """

    hegemon_severity: float = 0.5
    hegemon_predictability: float = 1.0
    leader_inducement: float | None = None
    salience: float | None = None
    obligation: str = TREATY
    hegemon_stance: str = "against"


@dataclass(frozen=True, slots=True)
class Premise:
    """A fact that a scenario builds on, with its source and what of it was checked."""

    claim: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, its states as codes.

    Attributes
    ----------
    title, date, grouping, beneficiary, target, hegemon, issue, threshold, levers
        As in the file; ``beneficiary`` and ``target`` are lists, the latter empty where the action is against nobody.
    title_zh_hant, context, context_zh_hant, premises
        Optional: the title in Chinese, the setting in either language, what it builds on.
    """

    title: str
    date: date
    grouping: str
    beneficiary: tuple[str, ...]
    target: tuple[str, ...]
    hegemon: str
    issue: str
    threshold: float
    levers: Levers = field(default_factory=Levers)
    title_zh_hant: str = ""
    context: str = ""
    context_zh_hant: str = ""
    premises: tuple[Premise, ...] = ()

    def ccodes(self, codes: Sequence[str]) -> tuple[int, ...]:
        """Return the states that codes mean on the scenario's day.

        Examples
        --------
        >>> load_scenario("taiwan-blockade").ccodes(["VNM"])
        (816,)
        """
        return tuple(_ccode(code, self.date) for code in codes)

    def replace(self, **changes: Any) -> "Scenario":
        """Return the scenario with levers or other parts changed, checked anew.

        Examples
        --------
        >>> load_scenario("taiwan-blockade").replace(hegemon_severity=0.9, threshold=0.4).levers.hegemon_severity
        0.9
        """
        own = {one.name for one in fields(Scenario)} - {"levers"}
        levers = {one.name: getattr(self.levers, one.name) for one in fields(Levers)}
        inside = {name: value for name, value in changes.items() if name in levers}
        rest = {name: value for name, value in changes.items() if name not in levers}
        _no_more_than(rest, own | {"levers"}, "a scenario", more=tuple(levers))
        parts = {one.name: getattr(self, one.name) for one in fields(Scenario)}
        changed = Scenario(**{**parts, "levers": Levers(**{**levers, **inside}), **rest})
        check(changed)
        return changed


def load_scenario(given: str | Path) -> Scenario:
    """Return a scenario by the name of a shipped one, or from a TOML file.

    Raises
    ------
    UnknownName
        If there is neither a file nor a shipped scenario of that name.
    BadInput
        If the file is too large, no TOML, has a key too many or too few, or says what cannot be.

    Examples
    --------
    >>> load_scenario("taiwan-blockade").grouping
    'SCO'
    """
    if isinstance(given, str) and given in shipped():
        return read_scenario(_shipped_text(given))
    path = Path(given)
    if not path.is_file():
        near = get_close_matches(str(given), shipped(), n=3, cutoff=0.3)
        raise UnknownName(
            N_("scenario"), str(given), near, N_("Shipped are {names}; or give a TOML file."), names=shipped()
        )
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{path} is larger than {MAX_BYTES:,} bytes; a scenario is a page of text")
    try:
        return read_scenario(raw.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise BadInput(N_("{path} is not UTF-8 text: {why}"), path=path, why=fault) from None


def read_scenario(text: str) -> Scenario:
    """Return the scenario written in TOML, checked."""
    if len(text.encode()) > MAX_BYTES:
        raise BadInput(f"A scenario of more than {MAX_BYTES:,} bytes; it is a page of text")
    if any(line.partition("=")[0].count(".") > MAX_DOTS for line in text.splitlines()):
        raise BadInput(
            N_("A line of the scenario has more than {most} dots before any sign of equality"), most=MAX_DOTS
        )
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise BadInput(N_("The scenario is not TOML: {why}"), why=fault) from None
    return made(raw)


def made(raw: Mapping[str, Any]) -> Scenario:
    """Return a scenario from plain values as TOML gives them, checked."""
    needed = {"title", "date", "grouping", "beneficiary", "target", "hegemon", "issue", "threshold"}
    _no_more_than(raw, {one.name for one in fields(Scenario)}, "a scenario")
    if missing := sorted(needed - set(raw)):
        raise BadInput(N_("A scenario needs {keys}; `softbalance scenario new` writes a template"), keys=tuple(missing))
    levers = _table(raw.get("levers", {}), "levers")
    _no_more_than(levers, {one.name for one in fields(Levers)}, "[levers]")
    found = Scenario(
        title=_text(raw["title"], "title"),
        date=_day(raw["date"]),
        grouping=_text(raw["grouping"], "grouping"),
        beneficiary=_codes(raw["beneficiary"], "beneficiary"),
        target=_codes(raw["target"], "target"),
        hegemon=_text(raw["hegemon"], "hegemon"),
        issue=raw["issue"],
        threshold=raw["threshold"],
        levers=Levers(**levers),
        title_zh_hant=_text(raw.get("title_zh_hant", ""), "title_zh_hant"),
        context=_text(raw.get("context", ""), "context").strip(),
        context_zh_hant=_text(raw.get("context_zh_hant", ""), "context_zh_hant").strip(),
        premises=_premises(raw.get("premises", [])),
    )
    check(found)
    return found


def check(one: Scenario) -> None:
    """Raise :class:`BadInput` (or :class:`UnknownName` for a state or grouping) where a scenario cannot be played."""
    _one_of("issue", one.issue, ISSUES)
    _one_of("obligation", one.levers.obligation, OBLIGATIONS)
    _one_of("hegemon_stance", one.levers.hegemon_stance, STANCES)
    _number("threshold", one.threshold)
    for name in ("hegemon_severity", "hegemon_predictability"):
        _number(name, getattr(one.levers, name))
    for name in ("leader_inducement", "salience"):
        if getattr(one.levers, name) is not None:
            _number(name, getattr(one.levers, name))
    if not FIRST_DAY <= one.date <= LAST_DAY:
        raise BadInput(f"date is {one.date}: allowed are {FIRST_DAY} to {LAST_DAY}")
    situation_of(one)


def situation_of(
    one: Scenario, *, body: Grouping | None = None, add: Sequence[str] = (), drop: Sequence[str] = ()
) -> Situation:
    """Return who is asked by whom against whom, on the scenario's day.

    Parameters
    ----------
    one
        The scenario.
    body
        A grouping to play instead of the scenario's.
    add, drop
        States to be asked beside the members, and members not to be asked.

    Raises
    ------
    BadInput
        If beneficiary and target share a state, nobody is left to play, the grouping had no members on the day, or a
        state is added that is asked already or dropped that is not.
    """
    body = body or resolve_grouping(one.grouping)
    helped, opposed = one.ccodes(one.beneficiary), one.ccodes(one.target)
    if both := set(helped) & set(opposed):
        raise BadInput(f"{_names(both)} cannot be beneficiary and target at once")
    members = body.members(one.date)
    if not members:
        raise BadInput(f"{body.id} had no members on {one.date}: founded {body.founded}, ended {body.ended or 'not'}")
    players = _players(members, one.ccodes(add), one.ccodes(drop), {*helped, *opposed})
    hegemon = _ccode(one.hegemon, one.date)
    levers = one.levers
    return Situation(
        players=players,
        beneficiaries=helped,
        targets=opposed,
        hegemon=hegemon,
        stance=_stance(hegemon in players, levers.hegemon_stance),
        leaders=body.leaders_on(one.date),
        obligation=None if levers.obligation == TREATY else levers.obligation,
        inducement=levers.leader_inducement,
    )


@cache
def shipped() -> tuple[str, ...]:
    """Return the names of the shipped scenarios.

    Examples
    --------
    >>> "taiwan-blockade" in shipped()
    True
    """
    folder = files("softbalance.crisis").joinpath("scenarios")
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


def template() -> str:
    """Return a scenario to be filled in; it is one of the shipped ones without its context.

    Examples
    --------
    >>> read_scenario(template()).target
    ('USA',)
    """
    return TEMPLATE


def schema() -> dict[str, Any]:
    """Return the JSON schema of a scenario, as it ships in ``scenario.schema.json``."""
    codes = {"oneOf": [_STRING, {"type": "array", "items": _STRING, "maxItems": MAX_STATES}]}
    plain = {
        "title": _STRING,
        "title_zh_hant": _STRING,
        "date": {"type": "string", "format": "date"},
        "grouping": _STRING,
        "beneficiary": codes,
        "target": codes,
        "hegemon": _STRING,
        "issue": {"enum": list(ISSUES)},
        "threshold": _between("threshold"),
        "levers": _object(
            {
                "hegemon_severity": _between("hegemon_severity"),
                "hegemon_predictability": _between("hegemon_predictability"),
                "leader_inducement": _between("leader_inducement"),
                "salience": _between("salience"),
                "obligation": {"enum": list(OBLIGATIONS)},
                "hegemon_stance": {"enum": list(STANCES)},
            }
        ),
        "context": _STRING,
        "context_zh_hant": _STRING,
        "premises": {
            "type": "array",
            "items": _object({one.name: _STRING for one in fields(Premise)}, all_needed=True),
        },
    }
    needed = ["title", "date", "grouping", "beneficiary", "target", "hegemon", "issue", "threshold"]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "softbalance scenario"}
    return {**head, **_object(plain), "required": needed}


_STRING = {"type": "string", "maxLength": MAX_TEXT}

TEMPLATE = """\
title = "Blockade of Taiwan"
date = 2027-04-01            # everything known to the model predates this year
grouping = "SCO"
beneficiary = "CHN"          # whom the action would help; a list where several
target = "USA"               # against whom; a list where several, [] where nobody
hegemon = "USA"
issue = "security"           # diplomacy | security | economy | technology
threshold = 0.5              # share of the players' capability needed for the response to matter

[levers]                     # all optional
hegemon_severity = 0.5       # 0 to 1; 0.5 is retaliation as it was in past crises
hegemon_predictability = 1.0 # 0 all or nothing, 1 known for certain
# leader_inducement = 0.01   # share of the member's GDP a year; without it what the record shows
# salience = 0.5            # 1 like the famous crises, 0 like any occasion on record; without it unknown
obligation = "treaty"        # none | consultation | non-aggression | neutrality | defence | treaty (as the record says)
hegemon_stance = "against"   # for | against | neutral | member, towards what is asked
"""


def _between(name: str) -> dict[str, Any]:
    low, high = RANGES[name]
    return {"type": "number", "minimum": low, "maximum": high}


def _object(properties: dict[str, Any], *, all_needed: bool = False) -> dict[str, Any]:
    needed = {"required": list(properties)} if all_needed else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **needed}


def _shipped_text(name: str) -> str:
    return files("softbalance.crisis").joinpath("scenarios", f"{name}.toml").read_text(encoding="utf-8")


def _players(members: Sequence[int], add: Sequence[int], drop: Sequence[int], parties: set[int]) -> tuple[int, ...]:
    if again := set(add) & set(members):
        raise BadInput(f"{_names(again)} cannot be added: a member already")
    if strange := set(drop) - set(members) - set(add):
        raise BadInput(f"{_names(strange)} cannot be dropped: no member on that day")
    if inside := set(add) & parties:
        raise BadInput(f"{_names(inside)} cannot be added: beneficiary or target, and so no player")
    players = (set(members) | set(add)) - set(drop) - parties
    if not players:
        raise BadInput("No player is left: every member is beneficiary, target or dropped")
    return tuple(sorted(players))


def _stance(plays: bool, given: str) -> str:
    """A hegemon that is asked is a member; one that is asked no longer is neutral unless the scenario says more."""
    if plays:
        return "member"
    return "neutral" if given == "member" else given


def _ccode(code: str, on: date) -> int:
    found = state(code, on)
    if not found.exists(on):
        raise BadInput(f"{code} means {found.name_en}, which did not exist on {on}")
    return found.ccode


def _names(ccodes: set[int]) -> str:
    return ", ".join(by_ccode(ccode).name_en for ccode in sorted(ccodes))


def _no_more_than(raw: Mapping[str, Any], known: set[str], where: str, more: Sequence[str] = ()) -> None:
    for name in sorted(set(raw) - known):
        near = get_close_matches(name, [*known, *more], n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise BadInput(f"{where} has no key {name!r}; it has {', '.join(sorted(known))}.{hint}")


def _one_of(name: str, given: object, allowed: Sequence[str]) -> None:
    if given not in allowed:
        raise BadInput(f"{name} is {given!r}: allowed are {', '.join(allowed)}")


def _number(name: str, given: object) -> None:
    low, high = RANGES[name]
    if isinstance(given, bool) or not isinstance(given, Real) or not low <= float(given) <= high:
        raise BadInput(f"{name} is {given!r}: allowed is a number from {low:g} to {high:g}")


def _text(given: object, name: str) -> str:
    if not isinstance(given, str) or len(given) > MAX_TEXT:
        raise BadInput(f"{name} must be a text of at most {MAX_TEXT:,} letters")
    return given


def _table(given: object, name: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadInput(f"{name} must be a table, [{name}]")
    return given


def _day(given: object) -> date:
    try:
        return given if type(given) is date else date.fromisoformat(_text(given, "date"))
    except ValueError:
        raise BadInput(f"date is {given!r}: write it as 2027-04-01") from None


def _codes(given: object, name: str) -> tuple[str, ...]:
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, Sequence) or len(listed) > MAX_STATES or not all(isinstance(one, str) for one in listed):
        raise BadInput(f"{name} must be a state or a list of at most {MAX_STATES} states")
    if len(set(listed)) < len(listed):
        raise BadInput(f"{name} names a state twice")
    return tuple(listed)


def _premises(given: object) -> tuple[Premise, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise BadInput("premises must be a list of tables, [[premises]]")
    keys = {one.name for one in fields(Premise)}
    for one in given:
        if set(_table(one, "premises")) != keys:
            raise BadInput(f"Each of [[premises]] has exactly {', '.join(sorted(keys))}")
    return tuple(Premise(**{key: _text(value, key) for key, value in one.items()}) for one in given)
