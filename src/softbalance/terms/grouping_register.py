"""The register of groupings: one declared file each, parsed when asked for, checked when parsed."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import tomli

from softbalance.terms.errors import BadInput, UnknownName
from softbalance.terms.grouping import (
    FLAGS,
    KINDS,
    ROLES,
    Citation,
    Document,
    Grouping,
    Leader,
    OtherMember,
    Provision,
    Spell,
)
from softbalance.terms.period import Span, first_overlap
from softbalance.terms.states import by_ccode, code_table, state_name

_SLACK = timedelta(days=31)
_FOLDER = Path(__file__).parent / "register" / "groupings"


@lru_cache(maxsize=1)
def ids() -> tuple[str, ...]:
    """Return the ids of all catalogued groupings, in alphabetical order."""
    return tuple(sorted(path.stem.upper() for path in _FOLDER.glob("*.toml")))


@cache
def load(grouping_id: str) -> Grouping:
    """Return one catalogued grouping; only its own file is parsed."""
    return parse_grouping(_text(grouping_id), where=f"{grouping_id.lower()}.toml")


@lru_cache(maxsize=1)
def headers() -> Mapping[str, Mapping[str, Any]]:
    """Return id -> names and aliases, parsing no more of each file than its first paragraph."""
    return {grouping_id: tomli.loads(_text(grouping_id).split("\n\n", 1)[0]) for grouping_id in ids()}


def parse_grouping(text: str, where: str = "the grouping") -> Grouping:
    """Return the grouping written in TOML ``text``.

    Raises
    ------
    BadInput
        Naming the file and the fault: bad TOML, a field missing or unknown, an unknown state, role, kind or
        source, a spell that ends before it starts, overlaps another of the same role, precedes the founding
        or lies outside the days on which its state existed without a note that says why.
    """
    try:
        raw = tomli.loads(text)
        grouping = _grouping(raw)
    except (tomli.TOMLDecodeError, KeyError, TypeError, UnknownName, BadInput) as fault:
        what = f"lacks {fault}" if isinstance(fault, KeyError) else str(fault)
        raise BadInput(f"Register, {where}: {what}") from fault
    for complaint in complaints(grouping):
        raise BadInput(f"Register, {where}: {complaint}")
    return grouping


def complaints(grouping: Grouping) -> Iterator[str]:
    """Yield what is wrong with a grouping's declaration, nothing where it is sound."""
    if grouping.kind not in KINDS:
        yield f"kind {grouping.kind!r} is none of {', '.join(KINDS)}"
    if unknown := set(grouping.charter) - set(FLAGS):
        yield f"charter flags {sorted(unknown)} are none of {', '.join(FLAGS)}"
    for flag, provision in grouping.charter.items():
        if provision.value is not None and not provision.article:
            yield f"charter flag {flag} cites no article"
    for spell in grouping.spells:
        yield from _spell_complaints(grouping, spell)
    yield from _overlaps(grouping)


def _spell_complaints(grouping: Grouping, spell: Spell) -> Iterator[str]:
    who = f"{state_name(spell.ccode)} as {spell.role} from {spell.start}"
    if spell.role not in ROLES:
        yield f"{who}: the role is none of {', '.join(ROLES)}"
    if spell.source not in grouping.sources:
        yield f"{who}: source {spell.source!r} is not declared"
    if spell.start < grouping.founded:
        yield f"{who}: before the founding on {grouping.founded}"
    if grouping.ended and (spell.end is None or spell.end > grouping.ended):
        yield f"{who}: runs past the end on {grouping.ended}"
    if not spell.note and not _existed(spell):
        yield f"{who}: the state did not exist throughout, and no note says why it stands here"


def _existed(spell: Spell) -> bool:
    """Return whether the state stood in the system (or the UN) at both ends of the spell, a month's grace given."""
    spans = (*by_ccode(spell.ccode).system, *by_ccode(spell.ccode).un)
    end = spell.end or date.max
    starts = any(span.start - _SLACK <= spell.start <= (span.end or date.max) for span in spans)
    ends = any(span.start <= end <= (span.end + _SLACK if span.end else date.max) for span in spans)
    return starts and ends


def _overlaps(grouping: Grouping) -> Iterator[str]:
    of: dict[tuple[int, str], list[Span]] = {}
    for spell in grouping.spells:
        of.setdefault((spell.ccode, spell.role), []).append(spell.span)
    for (ccode, role), spans in of.items():
        if clash := first_overlap(spans):
            yield f"{state_name(ccode)} as {role}: spells from {clash[0].start} and {clash[1].start} overlap"


def _text(grouping_id: str) -> str:
    return (_FOLDER / f"{grouping_id.lower()}.toml").read_text(encoding="utf-8")


def _grouping(raw: Mapping[str, Any]) -> Grouping:
    return Grouping(
        id=raw["id"],
        names=raw["names"],
        aliases=tuple(raw.get("aliases", ())),
        kind=raw["kind"],
        founded=raw["founded"],
        ended=raw.get("ended"),
        founding=Document(**raw["founding"]),
        leaders=tuple(_leader(row) for row in raw.get("leaders", ())),
        charter={flag: _provision(row) for flag, row in raw.get("charter", {}).items()},
        own_treaties=tuple(raw.get("atop", ())),
        spells=tuple(sorted(_spells(raw["spells"]), key=_order)),
        other_members=tuple(OtherMember(**row) for row in raw.get("other_members", ())),
        sources={key: Citation(**row) for key, row in raw["sources"].items()},
        note=raw.get("note", ""),
    )


def _spells(rows: list[Mapping[str, Any]]) -> Iterator[Spell]:
    for row in rows:
        span = Span(**{key: value for key, value in row.items() if key not in ("states", "role")})
        for code in row["states"]:
            yield Spell(_ccode(code), row["role"], span)


def _leader(row: str | int | Mapping[str, Any]) -> Leader:
    if isinstance(row, Mapping):
        return Leader(_ccode(row["state"]), row.get("start"), row.get("end"))
    return Leader(_ccode(row))


def _provision(row: str | Mapping[str, Any]) -> Provision:
    if row == "unknown":
        return Provision(None)
    if not isinstance(row, Mapping):
        raise BadInput(f'a charter flag is "unknown" or a table with value and article, not {row!r}')
    return Provision(row["value"], row["article"])


def _ccode(code: str | int) -> int:
    """Return the number behind a declared state: an ISO alpha-3 code or, where none is left, a COW number."""
    if isinstance(code, int):
        return by_ccode(code).ccode
    if code not in code_table():
        raise UnknownName("state code", code, hint="The register uses ISO 3166 alpha-3 or COW numbers.")
    return code_table()[code]


def _order(spell: Spell) -> tuple[int, date, int]:
    rank = ROLES.index(spell.role) if spell.role in ROLES else len(ROLES)
    return rank, spell.start, spell.ccode
