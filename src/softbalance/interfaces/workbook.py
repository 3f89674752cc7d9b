"""The dossier as an Excel workbook: what it says, its figures, one sheet a table, the sources.

Left out: pictures; labels and titles of tables stand above them, numbers are unrounded and only shown rounded.
"""

import io
import re
from typing import Any

from softbalance.dossier.model import N_, Dossier, Table
from softbalance.interfaces import frames
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.outline import outline

_MAX_NAME = 31


def to_workbook(dossier: Dossier, lang: str = "en") -> bytes:
    """Return the dossier as an ``.xlsx`` file; no text of it is read as a formula or link."""
    import xlsxwriter

    say = speaker(lang)
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(stream, options) as book:
        _Book(book, say).fill(dossier)
    return stream.getvalue()


class _Book:
    """A workbook being filled, with its formats and the names of sheets already taken."""

    def __init__(self, book: Any, say: Speaker) -> None:
        self.book, self.say, self.taken = book, say, set[str]()
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def fill(self, dossier: Dossier) -> None:
        self._text(dossier)
        title = self.say.text(N_("Figures"))
        self._frame(title, title, frames.figures(dossier, self.say), {})
        for section in dossier.sections:
            for table in section.tables:
                self._table(table)
        self._sources(dossier)

    def _sheet(self, name: str) -> Any:
        plain = re.sub(r"\s+", " ", re.sub(r"[\[\]:*?/\\]", " ", name)).strip(" '")[:_MAX_NAME].rstrip(" '") or "-"
        unique, n = plain, 1
        while unique.lower() in self.taken:
            n += 1
            unique = f"{plain[: _MAX_NAME - 4]} ({n})"
        self.taken.add(unique.lower())
        return self.book.add_worksheet(unique)

    def _text(self, dossier: Dossier) -> None:
        told = outline(dossier, self.say)
        sheet = self._sheet(self.say.text(N_("Answer")))
        sheet.set_column(0, 0, 110, self.wrap)
        lines: list[tuple[str, Any]] = [(told.title, self.bold)]
        lines += [(f"{label}{self.say.text(N_(': '))}{value}", None) for label, value in told.asked]
        lines += [(sentence, self.bold) for sentence in told.answer]
        for part in told.parts:
            lines += [("", None), (part.title, self.bold)]
            lines += [(text, None) for text in (*part.sentences, *part.notes)]
        lines += [(text, None) for text in ("", *told.notes, *told.colophon)]
        for row, (text, form) in enumerate(lines):
            sheet.write_string(row, 0, text, form or self.wrap)

    def _table(self, table: Table) -> None:
        labels = {column.name: self.say.say(column.label) for column in table.columns}
        note = f" — {self.say.say(table.note)}" if table.note else ""
        title = self.say.say(table.title)
        self._frame(title, title + note, frames.frame(table, self.say), labels)

    def _frame(self, name: str, title: str, frame: Any, labels: dict[str, str]) -> None:
        sheet = self._sheet(name)
        sheet.write_string(0, 0, title, self.bold)
        for place, column in enumerate(frame.columns):
            sheet.write_string(1, place, labels.get(column, ""), self.head)
            sheet.write_string(2, place, column, self.head)
            for row, value in enumerate(frame[column], 3):
                self._cell(sheet, row, place, value)
        sheet.freeze_panes(3, 1)
        sheet.set_column(0, max(0, len(frame.columns) - 1), 16)

    def _cell(self, sheet: Any, row: int, place: int, value: Any) -> None:
        if isinstance(value, str):
            sheet.write_string(row, place, value)
        elif hasattr(value, "isoformat"):
            sheet.write_datetime(row, place, value, self.date)
        elif value is not None:
            sheet.write(row, place, value)

    def _sources(self, dossier: Dossier) -> None:
        sheet = self._sheet(self.say.text(N_("Sources")))
        fields = ("id", "title", "version", "licence", "citation", "landing_page", "sha256")
        for place, name in enumerate(fields):
            sheet.write_string(0, place, name, self.head)
            for row, line in enumerate(dossier.sources, 1):
                sheet.write_string(row, place, getattr(line, name))
        sheet.set_column(0, len(fields) - 1, 24)
