"""The register of states, as declared in ``register/states.toml``: read once, checked, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli

from softbalance.terms.errors import BadInput
from softbalance.terms.period import Span, first_overlap


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name a state bore from ``span.start`` to ``span.end``, in both languages, with other spellings."""

    en: str
    zh_hant: str
    span: Span
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """A state, identified by its Correlates of War number.

    Attributes
    ----------
    ccode, cow_abb
        COW country code and abbreviation.
    iso2, iso3
        ISO 3166-1 codes of a living state, ``None`` where it has none (XK, XKX for Kosovo are user-assigned).
    iso3_former
        Codes under which files give the state before today's, ISO 3166-3 as a rule: ``SUN``, ``YUG``, ``DDR``.
    name_en, name_zh_hant
        English name; Traditional Chinese name only where CLDR has none.
    region, subregion
        UN M49.
    system
        Spells in the COW state system; an open end means the state lives at the register's closing date.
    un, barred
        Spells of UN membership; spells in which the member could not take part in the General Assembly.
    aliases, former
        Other names people type; names of the past with their days.
    """

    ccode: int
    cow_abb: str
    iso2: str | None
    iso3: str | None
    iso3_former: tuple[str, ...]
    name_en: str
    name_zh_hant: str | None
    region: str
    subregion: str
    system: tuple[Span, ...]
    un: tuple[Span, ...]
    barred: tuple[Span, ...]
    aliases: tuple[str, ...]
    former: tuple[FormerName, ...]

    @property
    def living(self) -> bool:
        """Whether the state exists at the closing date of the register."""
        return any(span.end is None for span in self.system)

    @property
    def code(self) -> str:
        """ISO3 code, or the COW abbreviation of a state that has none."""
        return self.iso3 or self.cow_abb

    def in_system(self, on: date) -> bool:
        """Return whether the state belonged to the COW state system on the day."""
        return any(span.covers(on) for span in self.system)

    def in_un(self, on: date) -> bool:
        """Return whether the state was a member of the United Nations on the day."""
        return any(span.covers(on) for span in self.un)

    def exists(self, on: date) -> bool:
        """Return whether it stood in the state system or, like Ukraine in 1950, only in the UN."""
        return self.in_system(on) or self.in_un(on)

    def name_then(self, on: date) -> FormerName | None:
        """Return the former name it bore on the day, or ``None`` where today's name holds."""
        return next((name for name in self.former if name.span.covers(on)), None)


@dataclass(frozen=True, slots=True)
class Seat:
    """A code that stands for another state up to and including ``until``."""

    code: str
    ccode: int
    until: date


@dataclass(frozen=True, slots=True)
class Register:
    """All declared states by number, with the seats that moved, the sources and the names of what is no state."""

    states: Mapping[int, State]
    seats: tuple[Seat, ...]
    sources: Mapping[str, Mapping[str, str]]
    not_states: Mapping[str, str]
    closing_date: date


@lru_cache(maxsize=1)
def register() -> Register:
    """Return the register of states that ships with the package, read once."""
    return parse_register((Path(__file__).parent / "register" / "states.toml").read_text(encoding="utf-8"))


def parse_register(text: str) -> Register:
    """Return the register written in TOML ``text``.

    Raises
    ------
    BadInput
        If a spell is reversed, overlaps another of the same kind or names no declared source, if a sub-region
        belongs to no region, or if a COW number is declared twice.
    """
    raw = tomli.loads(text)
    region_of = {sub: region for region, subs in raw["regions"].items() for sub in subs}
    states = [_state(row, region_of, raw["fields"]) for row in raw["states"]]
    _check(states, raw["sources"])
    return Register(
        MappingProxyType({state.ccode: state for state in states}),
        tuple(Seat(**seat) for seat in raw["seats"]),
        MappingProxyType(raw["sources"]),
        MappingProxyType(raw["not_states"]),
        raw["closing_date"],
    )


def _state(row: Mapping[str, Any], region_of: Mapping[str, str], field_source: Mapping[str, str]) -> State:
    subregion = row["subregion"]
    if subregion not in region_of:
        raise BadInput(f"State {row['ccode']}: sub-region {subregion!r} belongs to no declared region.")
    spans = {kind: tuple(_span(raw, field_source[kind]) for raw in row.get(kind, ())) for kind in _KINDS}
    return State(
        ccode=row["ccode"],
        cow_abb=row["cow"],
        iso2=row.get("iso2"),
        iso3=row.get("iso3"),
        iso3_former=tuple(row.get("iso3_former", ())),
        name_en=row["name"],
        name_zh_hant=row.get("name_zh_hant"),
        region=region_of[subregion],
        subregion=subregion,
        aliases=tuple(row.get("aliases", ())),
        former=tuple(_former(name) for name in row.get("former", ())),
        **spans,
    )


_KINDS = ("system", "un", "barred")


def _span(raw: list[date] | Mapping[str, Any], source: str) -> Span:
    if isinstance(raw, Mapping):
        return Span(**{"source": source, **raw})
    return Span(raw[0], raw[1] if len(raw) > 1 else None, source=source)


def _former(raw: Mapping[str, Any]) -> FormerName:
    span = Span(raw["start"], raw["end"])
    return FormerName(raw["en"], raw["zh_hant"], span, tuple(raw.get("aliases", ())))


def _check(states: list[State], sources: Mapping[str, Any]) -> None:
    seen: set[int] = set()
    for state in states:
        if state.ccode in seen:
            raise BadInput(f"State {state.ccode} is declared twice.")
        seen.add(state.ccode)
        _check_spans(state, sources)


def _check_spans(state: State, sources: Mapping[str, Any]) -> None:
    for kind in _KINDS:
        spans: tuple[Span, ...] = getattr(state, kind)
        if clash := first_overlap(spans):
            raise BadInput(f"State {state.ccode}: {kind} spells overlap, {clash[0].start} and {clash[1].start}.")
        if missing := {span.source for span in spans} - set(sources):
            raise BadInput(f"State {state.ccode}: {kind} cites undeclared sources {sorted(missing)}.")
