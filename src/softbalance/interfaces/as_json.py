"""The dossier as strict JSON: every figure unrounded, as an object with the keys of ``Estimate.as_dict``.

Left out: nothing. Sentences, titles and labels are text in the language asked for; states stand by their code
(ISO 3166 alpha-3, or the Correlates of War abbreviation where there is none), groupings by their id.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from softbalance.dossier.model import (
    Cell,
    Chart,
    Dossier,
    Figure,
    GroupingRef,
    Message,
    Section,
    Share,
    SourceLine,
    StateRef,
    Table,
)
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.names import code, codes
from softbalance.terms.estimate import Estimate

TOP_KEYS = ("kind", "subject", "lang", "title", "asked", "answer", "notes", "sources", "command", "versions")


def to_json(dossier: Dossier, lang: str = "en") -> dict[str, Any]:
    """Return the dossier as plain JSON values: what it is, then one key a section, then sources and provenance.

    A figure named ``by_stake.contested.agreement_index`` of section ``say`` stands at
    ``["say"]["by_stake"]["contested"]["agreement_index"]``; a figure without a name is its section's own, and its keys
    stand in the section itself. Tables are lists of records under ``["say"]["tables"]``.

    Raises
    ------
    ValueError
        If two figures of a section share a name, or a section's id is a key of the top level.
    """
    say = speaker(lang)
    head = {
        "kind": dossier.kind,
        "subject": dossier.subject,
        "lang": say.lang,
        "title": say.say(dossier.title),
        "asked": {key: _plain(value) for key, value in dossier.asked.items()},
        "answer": _texts(dossier.answer, say),
    }
    tail = {
        "notes": _texts(dossier.notes, say),
        "sources": [_source(line) for line in dossier.sources],
        "command": dossier.command,
        "versions": dict(dossier.versions),
    }
    return {**head, **_sections(dossier.sections, say), **tail}


def dumps(dossier: Dossier, lang: str = "en", indent: int | None = 2) -> str:
    """Return the dossier as JSON text; never with ``NaN`` or ``Infinity``."""
    return json.dumps(to_json(dossier, lang), ensure_ascii=False, allow_nan=False, indent=indent)


def records(table: Table, say: Speaker) -> list[dict[str, Any]]:
    """Return a table's rows as records of plain JSON values."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, (_cell(cell, say) for cell in row), strict=True)) for row in table.rows]


def _sections(sections: Iterable[Section], say: Speaker) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section in sections:
        if section.id in found or section.id in TOP_KEYS:
            raise ValueError(f"section id {section.id!r} is taken")
        found[section.id] = _section(section, say)
    return found


def _section(section: Section, say: Speaker) -> dict[str, Any]:
    about = {
        "title": say.say(section.title),
        "sentences": _texts(section.sentences, say),
        "labels": {figure.name: say.say(figure.label) for figure in section.figures},
        "tables": {table.name: records(table, say) for table in section.tables},
        "about_tables": {table.name: _about(table, say) for table in section.tables},
        "charts": {chart.name: _chart(chart, say) for chart in section.charts},
        "notes": _texts(section.notes, say),
    }
    figures = _nest(section.figures)
    if taken := figures.keys() & about.keys():
        raise ValueError(f"figures of section {section.id!r} use reserved names: {', '.join(sorted(taken))}")
    return {"title": about.pop("title"), **figures, **about}


def _nest(figures: Iterable[Figure]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for figure in figures:
        place = tree
        for part in filter(None, figure.name.split(".")):
            place = place.setdefault(part, {})
        if "value" in place:
            raise ValueError(f"two figures are called {figure.name!r}")
        place.update(figure.estimate.as_dict())
    return tree


def _about(table: Table, say: Speaker) -> dict[str, Any]:
    return {
        "title": say.say(table.title),
        "note": say.say(table.note) if table.note else None,
        "columns": {
            column.name: {"label": say.say(column.label), "kind": column.kind, "unit": column.unit}
            for column in table.columns
        },
    }


def _chart(chart: Chart, say: Speaker) -> dict[str, Any]:
    return {
        "title": say.say(chart.title),
        "kind": chart.kind,
        "table": chart.table,
        "roles": dict(chart.roles),
        "alt": say.say(chart.alt),
        "note": say.say(chart.note) if chart.note else None,
    }


def _source(line: SourceLine) -> dict[str, str]:
    return {key: getattr(line, key) for key in line.__dataclass_fields__}


def _texts(messages: Iterable[Message], say: Speaker) -> list[str]:
    return [say.say(message) for message in messages]


def _cell(cell: Cell, say: Speaker) -> Any:
    match cell:
        case Message():
            return said if (said := codes(cell)) is not None else say.say(cell)
        case Estimate():
            return cell.as_dict()
        case Share():
            return cell.value
        case StateRef():
            return code(cell)
        case GroupingRef():
            return cell.label
        case _:
            return _plain(cell)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value
