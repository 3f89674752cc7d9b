"""The dossier as a Word document.

Left out: columns of codes; coverage of figures inside tables; rows of a table beyond the sixtieth (their number is
said); entries of data sets in BibTeX, which Markdown and the archive have. Tables of many columns are set small.
"""

import io
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

from softbalance.dossier.model import N_, Dossier
from softbalance.interfaces import charts, citation, theme
from softbalance.interfaces.html_parts import as_of
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.outline import Grid, Outline, Part, Picture, outline, shortened

WIDTH = 170  # of the text, in millimetres
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
    from docx.shared import Mm, Pt, RGBColor

    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    for style in (s for s in paper.styles if s.type == 1):
        style.font.name = LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)
        if style.name.startswith(("Heading", "Title")):
            style.font.color.rgb = RGBColor.from_string(theme.INK[1:].upper())
            fonts.attrib.pop(qn("w:asciiTheme"), None)
            fonts.attrib.pop(qn("w:hAnsiTheme"), None)
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
        self._pictures(told.lead)
        for part in told.parts:
            self._part(part)
        self._titled(N_("Notes"), told.notes, None)
        self._titled(N_("Sources"), told.sources, "List Number")
        self._small(told.colophon)
        if self.dossier.command:
            self.paper.add_heading(self.say.text(N_("How to cite")), 1)
            self._small((citation.software(self.dossier),))

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
        self._pictures(part.pictures)
        for grid in (shortened(one, self.say) for one in part.tables):
            self.paper.add_heading(grid.title, 2)
            self._grid(grid)
            self._small(grid.remarks)
        self._small(part.notes)

    def _small(self, texts: tuple[str, ...]) -> None:
        from docx.shared import Pt

        for text in texts:
            self.paper.add_paragraph().add_run(text).font.size = Pt(8.5)

    def _pictures(self, pictures: tuple[Picture, ...]) -> None:
        for picture in pictures:
            if picture.drawable:
                self._picture(picture)

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
        from docx.shared import Mm, Pt

        rows, count = (grid.header, *grid.rows), len(grid.header)
        table = self.paper.add_table(rows=len(rows), cols=count)
        table.autofit = False
        widths = [Mm(WIDTH * share) for share in shares(rows)]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        size = Pt(9 if count <= 5 else 8 if count <= 8 else 6.5)
        for place, cell in enumerate(table._cells):  # reading them row by row takes time in the square of the rows
            row, column = divmod(place, count)
            cell.width = widths[column]
            run = cell.paragraphs[0].add_run(rows[row][column])
            run.font.size, run.font.bold = size, row == 0
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            right = grid.right[column]
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        _ruled(table)
        _repeat_first_row(table)
        self._paragraphs(() if grid.rows else (self.say.text(N_("No rows.")),))


def shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how much of the page's width each column takes: after its longest text, and no less than its longest word.

    Examples
    --------
    >>> shares([["year", "what happened"], ["2001", "a short text"]])
    [0.3888888888888889, 0.6111111111111112]
    """
    wants = []
    for column in zip(*rows, strict=True):
        word = max((cell_len(word) for text in column for word in text.split()), default=1)
        wants.append(max(7, min(word + 3, 26), min(max(map(cell_len, column)), 44) * 0.8))
    return [want / sum(wants) for want in wants]


def _ruled(table: Any) -> None:
    """Set fine lines between the rows, and a stronger one under the head."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = f'w:val="single" w:sz="4" w:color="{theme.FAINT[1:]}"'
    borders = f"<w:tblBorders {nsdecls('w')}><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
    table._tbl.tblPr.append(parse_xml(borders))
    head = f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="8" w:color="{theme.INK[1:]}"/></w:tcBorders>'
    for cell in table.rows[0]._tr.tc_lst:
        cell.get_or_add_tcPr().append(parse_xml(head))


def _repeat_first_row(table: Any) -> None:
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
