"""Reads a registry of claims and refuses what is not one, saying which claim, what was given and what is allowed."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from math import isnan
from pathlib import Path
from typing import Any

from softbalance.dossier.claims.registry import KINDS, Claim, Fact, Part, Registry, Rule, Source, Text
from softbalance.terms.errors import BadInput, SoftbalanceError
from softbalance.terms.marking import N_

SHIPPED = "sco-tianjin-2025"
NOT_DECLARED = ("register", "cases")
"""Sources of a claim that are part of the package: the register of states and groupings, and the record of cases."""

_REGISTRY = {"id", "title", "document", "thresholds_fixed", "sources", "claims"}
_CLAIM = {
    "id",
    "number",
    "kind",
    "statement",
    "supported_if",
    "contradicted_if",
    "why_threshold",
    "sources",
    "parts",
    "limits",
    "due",
}
_PART = {"label", "rule", "test", "args", "fact", "needs", "judged"}
_FACT = {"value", "unit", "source", "known_since", "note"}
_SOURCE = {"citation", "url", "checked"}
_RULE = {"at_least", "at_most", "within", "contradicted_below", "contradicted_above"}


def shipped() -> Registry:
    """Return the registry that ships: the essay on the SCO after the Tianjin summit of 2025."""
    text = files("softbalance.dossier.claims").joinpath(f"{SHIPPED}.toml").read_text(encoding="utf-8")
    return parse_registry(text, SHIPPED)


def read_registry(path: str | Path) -> Registry:
    """Return the registry in a TOML file.

    Raises
    ------
    BadInput
        If there is no such file, or it is not a registry; the message names the claim and says what is allowed.
    """
    place = Path(path)
    if not place.is_file():
        raise BadInput(N_("There is no registry {path}; name a TOML file"), path=place)
    try:
        text = place.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        raise BadInput(N_("{path} is not UTF-8 text: {why}"), path=place, why=wrong) from wrong
    return parse_registry(text, place.name)


def parse_registry(text: str, where: str = "the registry") -> Registry:
    """Return the registry in a TOML text.

    Raises
    ------
    BadInput
        As :func:`read_registry`.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadInput(N_("{path} is no TOML: {why}"), path=where, why=wrong) from wrong
    _keys(raw, _REGISTRY, _REGISTRY - {"sources"}, where)
    sources = {key: _source(one, f"{where}, source {key}") for key, one in _table(raw, "sources", where).items()}
    if not isinstance(raw["claims"], list) or not raw["claims"]:
        raise BadInput(N_("{path} has no claims; write at least one [[claims]]"), path=where)
    claims = tuple(_claim(one, sources, where) for one in raw["claims"])
    _unique([one.id for one in claims], f"{where}: claim id")
    _unique([one.number for one in claims], f"{where}: claim number")
    document = _source(_table(raw, "document", where), f"{where}, document")
    fixed = _value(raw, "thresholds_fixed", date, where)
    return Registry(_value(raw, "id", str, where), _text(raw, "title", where), document, fixed, sources, claims)


def _claim(raw: Any, sources: Mapping[str, Source], where: str) -> Claim:
    if not isinstance(raw, dict):
        raise BadInput(f"{where}: a claim is a table [[claims]], not {raw!r}")
    here = f"{where}, claim {raw.get('id', '(without id)')}"
    _keys(raw, _CLAIM, _CLAIM - {"limits", "due", "parts", "sources"}, here)
    named = raw.get("sources", [])
    if not isinstance(named, list) or not named:
        raise BadInput(f"{here} names no source; a claim without a source is refused. Add sources = [...]")
    _known_sources(named, sources, here)
    rows = raw.get("parts", [])
    if not isinstance(rows, list) or not rows:
        raise BadInput(
            f"{here} has no test; a claim without a test is refused. Add [[claims.parts]] with test, fact or needs"
        )
    parts = tuple(_part(one, sources, f"{here}, part {place}") for place, one in enumerate(rows, 1))
    if not any(part.judged for part in parts):
        raise BadInput(f"{here}: every part has judged = false; at least one must enter the verdict")
    kind = _choice(raw["kind"], KINDS, f"{here}: kind")
    return Claim(
        id=_value(raw, "id", str, here),
        number=_value(raw, "number", int, here),
        kind=kind,
        statement=_text(raw, "statement", here),
        supported_if=_text(raw, "supported_if", here),
        contradicted_if=_text(raw, "contradicted_if", here),
        why_threshold=_text(raw, "why_threshold", here),
        sources=tuple(named),
        parts=parts,
        limits=_text(raw, "limits", here) if "limits" in raw else None,
        due=_due(raw, kind, here),
    )


def _due(raw: Mapping[str, Any], kind: str, where: str) -> date | None:
    if (kind == "prediction") != ("due" in raw):
        raise BadInput(f"{where}: a prediction names the day on which it is scored (due = YYYY-MM-DD), others do not")
    return _value(raw, "due", date, where) if "due" in raw else None


def _part(raw: Any, sources: Mapping[str, Source], where: str) -> Part:
    if not isinstance(raw, dict):
        raise BadInput(f"{where} must be a table, not {raw!r}")
    _keys(raw, _PART, {"label"}, where)
    ways = [name for name in ("test", "fact", "needs") if name in raw]
    if len(ways) != 1:
        raise BadInput(f"{where} must have exactly one of test, fact, needs; given: {', '.join(ways) or 'none'}")
    if "args" in raw and ways != ["test"]:
        raise BadInput(f"{where}: args belong to a test")
    label = _text(raw, "label", where)
    judged = _value(raw, "judged", bool, where) if "judged" in raw else True
    if ways == ["needs"]:
        if "rule" in raw:
            raise BadInput(f"{where}: a part that nothing open can settle has no rule")
        return Part(label, needs=_text(raw, "needs", where), judged=judged)
    rule = _rule(raw, where) if judged or "rule" in raw else None
    if ways == ["fact"]:
        return Part(label, rule, fact=_fact(_table(raw, "fact", where), sources, where), judged=judged)
    args = _table(raw, "args", where) if "args" in raw else {}
    name = _value(raw, "test", str, where)
    _check_test(name, args, where)
    return Part(label, rule, test=name, args=args, judged=judged)


def _check_test(name: str, args: Mapping[str, Any], where: str) -> None:
    from softbalance.dossier.claims.catalogue import check_arguments

    try:
        check_arguments(name, args)
    except SoftbalanceError as wrong:
        raise BadInput(f"{where}: {wrong}") from wrong


def _rule(raw: Mapping[str, Any], where: str) -> Rule:
    if "rule" not in raw:
        raise BadInput(f"{where} has no rule; say beforehand what counts: rule = {{ at_least = ... }}, at_most, within")
    given = _table(raw, "rule", where)
    _keys(given, _RULE, set(), f"{where}, rule")
    sides = [name for name in ("at_least", "at_most", "within") if name in given]
    if len(sides) != 1:
        raise BadInput(
            f"{where}: a rule has exactly one of at_least, at_most, within; given: {', '.join(sides) or 'none'}"
        )
    numbers = {name: _number(value, f"{where}, rule.{name}") for name, value in given.items() if name != "within"}
    rule = Rule(**numbers, within=_range(given["within"], where) if "within" in given else None)
    _check_rule(rule, where)
    return rule


def _check_rule(rule: Rule, where: str) -> None:
    if rule.contradicted_below is not None and (rule.at_least is None or rule.contradicted_below > rule.at_least):
        raise BadInput(f"{where}: contradicted_below goes with at_least and is no greater than it")
    if rule.contradicted_above is not None and (rule.at_most is None or rule.contradicted_above < rule.at_most):
        raise BadInput(f"{where}: contradicted_above goes with at_most and is no less than it")


def _range(value: Any, where: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise BadInput(f"{where}: within is a pair [low, high], not {value!r}")
    low, high = (_number(one, f"{where}, rule.within") for one in value)
    if low > high:
        raise BadInput(f"{where}: within is reversed: {low} > {high}")
    return low, high


def _fact(raw: Mapping[str, Any], sources: Mapping[str, Source], where: str) -> Fact:
    _keys(raw, _FACT, _FACT - {"note"}, f"{where}, fact")
    if raw["source"] not in sources:
        raise BadInput(f"{where}: the fact cites {raw['source']!r}, which is not among the registry's [sources]")
    value = float(raw["value"]) if isinstance(raw["value"], bool) else _number(raw["value"], f"{where}, fact.value")
    note = _text(raw, "note", where) if "note" in raw else Text()
    since = _value(raw, "known_since", date, where)
    return Fact(value, _value(raw, "unit", str, where), raw["source"], since, note)


def _source(raw: Any, where: str) -> Source:
    if not isinstance(raw, dict):
        raise BadInput(f"{where} must be a table with a citation, not {raw!r}")
    _keys(raw, _SOURCE, {"citation"}, where)
    return Source(**{name: _value(raw, name, str, where) for name in raw})


def _known_sources(named: Iterable[Any], sources: Mapping[str, Source], where: str) -> None:
    from softbalance.sources.declaration import declared

    known = {*sources, *NOT_DECLARED, *declared()}
    for one in named:
        if one not in known:
            near = ", ".join(get_close_matches(str(one), sorted(known), n=3))
            raise BadInput(
                f"{where}: source {one!r} is neither declared nor among the registry's [sources]."
                f"{f' Nearest: {near}.' if near else ''}"
            )


def _keys(raw: Mapping[str, Any], allowed: set[str], required: set[str], where: str) -> None:
    unknown = sorted(set(raw) - allowed)
    if unknown:
        raise BadInput(f"{where}: unknown key {', '.join(unknown)}; allowed: {', '.join(sorted(allowed))}")
    missing = sorted(required - set(raw))
    if missing:
        raise BadInput(f"{where}: missing {', '.join(missing)}")


def _text(raw: Mapping[str, Any], name: str, where: str) -> Text:
    value = raw[name]
    if isinstance(value, str) and value.strip():
        return Text(en=value.strip())
    if isinstance(value, dict) and value and set(value) <= {"en", "zh_hant"}:
        words = {lang: said.strip() for lang, said in value.items() if isinstance(said, str) and said.strip()}
        if len(words) == len(value):
            return Text(**words)
    raise BadInput(f"{where}: {name} must be a text, or {{ en = ..., zh_hant = ... }} with texts, not {value!r}")


def _value(raw: Mapping[str, Any], name: str, kind: type, where: str) -> Any:
    value = raw[name]
    wrong_bool = isinstance(value, bool) and kind is not bool
    if wrong_bool or not isinstance(value, kind) or value == "":
        raise BadInput(f"{where}: {name} must be a {kind.__name__}, not {value!r}")
    return value


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
        raise BadInput(f"{where} must be a number, not {value!r}")
    return float(value)


def _table(raw: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    value = raw.get(name, {})
    if not isinstance(value, dict):
        raise BadInput(f"{where}: {name} must be a table, not {value!r}")
    return value


def _choice(value: Any, allowed: tuple[Any, ...], where: str) -> Any:
    if value not in allowed:
        raise BadInput(f"{where} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _unique(values: list[Any], what: str) -> None:
    twice = sorted({str(one) for one in values if values.count(one) > 1})
    if twice:
        raise BadInput(f"{what} given twice: {', '.join(twice)}")
