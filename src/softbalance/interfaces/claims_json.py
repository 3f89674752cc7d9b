"""The claims as strict JSON: one list, an object a claim, in the order of the document.

Left out: titles, charts and sentences of the dossier, which say nothing that is not here.
"""

import json
from collections.abc import Mapping
from typing import Any

from softbalance.dossier.claims.page import FOUND, KIND_NAMES, SUMMARY, VERDICT_NAMES
from softbalance.dossier.model import Cell, Dossier, Message, Section, Table
from softbalance.interfaces.as_json import records
from softbalance.interfaces.language import Speaker, speaker

_CODES = {text: str(code) for code, text in VERDICT_NAMES.items()}
_CODES.update({text: code for code, text in KIND_NAMES.items()})


def claims_json(dossier: Dossier, lang: str = "en") -> dict[str, Any]:
    """Return ``{"claims": [...]}``: id, number, verdict, kind, statement, figure, parts, texts and sources of each.

    ``verdict`` is ``supported``, ``contradicted``, ``mixed`` or ``not_testable``; ``figure`` has the keys of
    ``Estimate.as_dict``. Where two days were compared, ``verdict_before`` and ``changed`` are there too.
    """
    say = speaker(lang)
    table = dossier.section(SUMMARY).tables[0]
    sections = {section.id: section for section in dossier.sections}
    return {"claims": [_claim(table, row, sections, say) for row in table.rows]}


def dumps(dossier: Dossier, lang: str = "en") -> str:
    """Return the claims as JSON text; never with ``NaN`` or ``Infinity``."""
    return json.dumps(claims_json(dossier, lang), ensure_ascii=False, allow_nan=False, indent=2)


def _claim(table: Table, row: tuple[Cell, ...], sections: Mapping[str, Section], say: Speaker) -> dict[str, Any]:
    plain = records(Table(table.name, table.title, table.columns, (row,)), say)[0]
    cells: dict[str, Cell] = dict(zip([column.name for column in table.columns], row, strict=True))
    coded: dict[str, Any] = {
        name: _code(cells[name]) for name in ("verdict", "verdict_before", "kind") if name in cells
    }
    found = {**plain, **coded, "sources": str(plain["sources"]).split(", ")}
    if "verdict_before" in found:
        found["changed"] = found["verdict"] != found["verdict_before"]
    section = sections.get(str(cells["id"]))
    return found if section is None else found | _detail(section, say)


def _detail(section: Section, say: Speaker) -> dict[str, Any]:
    rows = [(table, row) for table in section.tables for row in table.rows if row[1] == Message(FOUND)]
    return {
        "parts": [_part(table, row, say) for table, row in rows],
        "notes": [say.say(note) for note in section.notes],
    }


def _part(table: Table, row: tuple[Cell, ...], say: Speaker) -> dict[str, Any]:
    plain = records(Table(table.name, table.title, table.columns, (row,)), say)[0]
    verdict = row[[column.name for column in table.columns].index("verdict")]
    plain.pop("what")
    return {**plain, "verdict": _code(verdict)}


def _code(cell: Cell) -> str | None:
    """Return the code of a verdict or a kind; ``None`` for what is not judged."""
    return _CODES.get(cell.text) if isinstance(cell, Message) else None
