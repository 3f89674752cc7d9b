"""The dossier as one page of HTML."""

import re

import pytest
from lxml import html

from softbalance.interfaces.as_json import to_json
from softbalance.interfaces.html import to_html
from softbalance.interfaces.language import speaker
from softbalance.interfaces.notebook import display, register
from softbalance.interfaces.outline import outline
from softbalance.terms.estimate import Coverage, Estimate

from .dossiers import MARKUP, bare, dossier
from .test_as_json import estimates


def read_back(element) -> Estimate:
    """Return the figure that stands in the attributes of a ``data`` element."""

    def number(name, kind=float):
        text = element.get(f"data-{name}")
        return None if text is None else kind(text)

    value = element.get("value")
    return Estimate(
        float(value) if value else None,
        number("low"),
        number("high"),
        number("level"),
        number("n", int),
        element.get("data-unit", ""),
        element.get("data-method", ""),
        Coverage(
            number("since", int),
            number("until", int),
            number("observed", int),
            number("possible", int),
            element.get("data-note", ""),
        ),
        tuple(element.get("data-sources", "").split()),
    )


@pytest.fixture(params=["en", "zh-Hant"])
def page(request, pages):
    return html.document_fromstring(pages[request.param])


def words(tree) -> str:
    """Return the text that is read, with single spaces."""
    pieces = tree.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return " ".join(" ".join(pieces).split())


def squeezed(text) -> str:
    return "".join(text.split())


def test_json_and_html_agree_number_for_number(page):
    told = to_json(dossier())
    found = [read_back(element) for element in page.iter("data")]
    assert sorted(map(repr, found)) == sorted(repr(Estimate.from_dict(tree)) for tree in estimates(told))


def test_each_figure_stands_under_its_name(page):
    told = to_json(dossier())
    rows = {
        (section.get("id"), row.get("data-figure")): read_back(row.find(".//data"))
        for section in page.iterfind(".//section[@id]")
        for row in section.iterfind(".//tr[@data-figure]")
    }
    assert len(rows) == 9
    for (section, name), figure in rows.items():
        tree = told[section]
        for part in name.split("."):
            tree = tree[part]
        assert figure == Estimate.from_dict({key: tree[key] for key in Estimate(0).as_dict()})


def test_every_cell_of_every_table_is_the_one_of_the_json(page):
    told = to_json(dossier(), page.get("lang"))
    shown = {table.get("data-table"): table for table in page.iterfind(".//table[@data-table]")}
    sections = [told[section.id] for section in dossier().sections]
    tables = {name: rows for section in sections for name, rows in section["tables"].items()}
    assert set(shown) == set(tables)
    for name, table in shown.items():
        columns = [head.get("data-column") for head in table.iterfind("thead//th")]
        for row, record in zip(table.iterfind("tbody/tr"), tables[name], strict=True):
            cells = dict(zip(columns, row.iterfind("td"), strict=True))
            for column, value in record.items():
                assert said(cells[column]) == expected(value), (name, column)


def said(cell):
    if (datum := cell.find("data")) is not None:
        return read_back(datum)
    return cell.get("data-raw", words(cell))


def expected(value):
    if isinstance(value, dict):
        return Estimate.from_dict(value)
    if value is None:
        return said_unknown
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Unknown:
    """Equal to every way of saying that nothing is known."""

    def __eq__(self, other):
        return other in {"unknown", "未知", "ongoing", "迄今"}

    __hash__ = object.__hash__


said_unknown = _Unknown()


def test_every_text_of_the_dossier_is_on_the_page(page):
    told, shown = outline(dossier(), speaker(page.get("lang"))), squeezed(words(page))
    texts = [told.title, *told.answer, *told.notes, *told.colophon]
    for part in told.parts:
        texts += [part.title, *part.sentences, *part.notes]
        texts += [text for picture in part.pictures for text in (picture.title, picture.note)]
        texts += [text for table in part.tables for text in (table.title, *table.header)]
    for label, value in told.asked:
        texts += [label, value]
    for line in dossier().sources:
        texts += [line.title, line.version, line.licence, line.citation, line.landing_page, line.sha256]
    assert [text for text in texts if squeezed(text) not in shown] == []


def test_every_picture_has_its_description_and_figures(page):
    figures = page.findall(".//figure")
    assert len(figures) == 11
    for figure in figures:
        assert figure.find(".//img").get("alt")
        assert figure.find(".//img").get("src").startswith("data:image/svg+xml,")
    assert len(page.findall(".//figure/details//table")) == 7


def test_text_is_escaped_everywhere(pages):
    for page in pages.values():
        assert '<b>"&"' not in page
        assert "<b>&#34;&amp;&#34; Club" not in page
        assert "&lt;b&gt;" in page
        assert MARKUP in words(html.document_fromstring(page))


def test_a_name_cannot_end_the_script_that_holds_the_charts():
    from dataclasses import replace

    from softbalance.dossier.model import Message

    from .dossiers import LADDER

    table = LADDER.tables[0]
    rows = tuple((Message("</script><script>alert(1)</script><!--"), *row[1:]) for row in table.rows)
    section = replace(LADDER, tables=(replace(table, rows=rows),))
    page = to_html(dossier(sections=(section,)))
    assert "<script>alert(1)" not in page
    assert page.count("<script") == page.count("</script>") == 3


def test_the_page_is_one_file_that_asks_for_nothing(pages):
    for page in pages.values():
        tree = html.document_fromstring(page)
        assert len(page.encode()) < 3_000_000
        assert tree.findall(".//link") == []
        assert [s for s in tree.iterfind(".//script") if s.get("src")] == []
        assert all(image.get("src").startswith("data:") for image in tree.iterfind(".//img"))
        assert "url(" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL).split("</style>")[0]
        assert "default-src 'none'" in page


def test_the_page_has_its_language_and_landmarks(page):
    assert page.get("lang") in {"en", "zh-Hant"}
    for landmark in ("header", "main", "footer", ".//nav"):
        assert page.find(f".//{landmark.removeprefix('.//')}") is not None
    ids = [element.get("id") for element in page.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids))
    targets = {a.get("href")[1:] for a in page.iterfind(".//a[@href]") if a.get("href").startswith("#")}
    assert targets <= set(ids)


def test_the_answer_comes_before_everything_else(pages):
    text = words(html.document_fromstring(pages["en"]).find(".//main"))
    assert text.startswith("The Shanghai Cooperation Organisation speaks together, but does not pay.")
    assert text.index("Say, pay, fight beside NATO") < text.index("What a summit shows")


def test_a_dossier_of_nothing_is_a_page_without_scripts():
    page = to_html(bare())
    assert "Nothing is known" in page
    assert "<script" not in page


def test_each_picture_is_reported_as_it_is_drawn():
    from .dossiers import LADDER

    seen = []
    to_html(dossier(sections=(LADDER,)), progress=seen.append, interactive=False)
    assert seen == ["Say, pay, fight beside NATO and the CSTO"]


def test_a_notebook_shows_the_page_in_a_frame_without_scripts():
    register()
    shown = bare()._repr_html_()
    assert shown == display(bare())
    frame = html.fragment_fromstring(shown)
    assert "Nothing is known" in frame.get("srcdoc")
    assert frame.get("sandbox") == ""
    from .dossiers import LADDER

    assert "<script" not in display(dossier(sections=(LADDER,)))
