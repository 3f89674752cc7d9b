"""The dossier as a Word document.

Left out: columns of codes; coverage of figures inside tables. Tables of more than eight columns are set small.
"""

import io
from typing import Any

from softbalance.dossier.model import N_, Dossier
from softbalance.interfaces import charts
from softbalance.interfaces.html_parts import as_of
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.outline import Grid, Outline, Part, Picture, outline

LATIN, EAST_ASIAN = "Calibri", "Microsoft JhengHei"


def to_word(dossier: Dossier, lang: str = "en") -> bytes:
    """Return the dossier as a ``.docx`` file with real headings, tables and pictures with descriptions.

    Raises
    ------
    BadInput
        If the pictures would have Chinese text and no font on this machine has Chinese letters.
    """
    import docx

    say = speaker(lang)
    paper = docx.Document()
    _dress(paper, say)
    _Writer(paper, say, dossier).write(outline(dossier, say))
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _dress(paper: Any, say: Speaker) -> None:
    """Set A4, the fonts of both scripts and the language."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    for style in (s for s in paper.styles if s.type == 1):
        style.font.name = LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)
    paper.styles["Normal"].font.size = Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-TW")
    paper.styles["Normal"].element.get_or_add_rPr().append(language)
    paper.core_properties.language = say.lang


class _Writer:
    """A document being written."""

    def __init__(self, paper: Any, say: Speaker, dossier: Dossier) -> None:
        self.paper, self.say, self.dossier = paper, say, dossier

    def write(self, told: Outline) -> None:
        self.paper.core_properties.title = told.title
        self.paper.add_heading(told.title, 0)
        colon = self.say.text(N_(": "))
        asked = self.say.text(N_("; ")).join(f"{label}{colon}{value}" for label, value in told.asked)
        self._paragraphs((asked,) if asked else ())
        for sentence in told.answer:
            self.paper.add_paragraph().add_run(sentence).bold = True
        for part in told.parts:
            self._part(part)
        self._titled(N_("Notes"), told.notes, None)
        self._titled(N_("Sources"), told.sources, "List Number")
        self._paragraphs(told.colophon)

    def _titled(self, title: str, texts: tuple[str, ...], style: str | None) -> None:
        if texts:
            self.paper.add_heading(self.say.text(title), 1)
        self._paragraphs(texts, style)

    def _paragraphs(self, texts: tuple[str, ...], style: str | None = None) -> None:
        for text in texts:
            self.paper.add_paragraph(text, style)

    def _part(self, part: Part) -> None:
        self.paper.add_heading(part.title, 1)
        self._paragraphs(part.sentences)
        if part.figures:
            self._grid(part.figures)
        for picture in filter(lambda one: one.drawable, part.pictures):
            self._picture(picture)
        for grid in part.tables:
            self.paper.add_heading(grid.title, 2)
            self._grid(grid)
            self._paragraphs(grid.remarks)
        self._paragraphs(part.notes)

    def _picture(self, picture: Picture) -> None:
        from docx.shared import Mm

        spec = charts.specification(
            picture.chart, picture.table, self.say, subject=self.dossier.subject, today=as_of(self.dossier), width=640
        )
        self.paper.add_heading(picture.title, 2)
        drawn = self.paper.add_picture(io.BytesIO(charts.png(spec)), width=Mm(165))
        self._fit(drawn, Mm(230))
        drawn._inline.docPr.set("descr", picture.alt)
        self._paragraphs((picture.note,) if picture.note else ())

    @staticmethod
    def _fit(drawn: Any, tallest: int) -> None:
        """Shrink a picture that is taller than the page."""
        if drawn.height > tallest:
            drawn.width, drawn.height = int(drawn.width * tallest / drawn.height), tallest

    def _grid(self, grid: Grid) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        table = self.paper.add_table(rows=0, cols=len(grid.header), style="Light List")
        for row in (grid.header, *grid.rows):
            cells = table.add_row().cells
            for cell, text, right in zip(cells, row, grid.right, strict=True):
                run = cell.paragraphs[0].add_run(text)
                run.font.size = Pt(9 if len(grid.header) <= 8 else 6.5)
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        _repeat_first_row(table)
        self._paragraphs(() if grid.rows else (self.say.text(N_("No rows.")),))


def _repeat_first_row(table: Any) -> None:
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
