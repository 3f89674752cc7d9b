"""Reports as files."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from softbalance.dossier.model import Column, Message, SourceLine, Table
from softbalance.interfaces import citation, report
from softbalance.interfaces.as_json import to_json
from softbalance.interfaces.language import speaker
from softbalance.interfaces.outline import grid, outline, shortened
from softbalance.interfaces.report import write_report
from softbalance.terms.errors import BadInput

from .dossiers import LADDER, MARKUP, SURFACE, bare, dossier

SMALL = dossier(sections=(replace(SURFACE, charts=SURFACE.charts[:1]), LADDER))


def texts(told):
    """Every text of an outline but cells, remarks and sources."""
    yield from (told.title, *told.answer, *told.notes, *told.colophon, *(picture.title for picture in told.lead))
    for part in told.parts:
        yield from (part.title, *part.sentences, *part.notes, *(picture.title for picture in part.pictures))
        for one in part.tables:
            yield from (one.title, *one.header)


def cells(told):
    for part in told.parts:
        for one in (part.figures, *part.tables):
            for row in one.rows if one else ():
                yield from row


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_markdown_holds_every_text_and_cell_escaped(tmp_path, lang):
    text = write_report(dossier(), tmp_path / "r.md", lang).read_text()
    plain = text.replace("\\", "").replace("&lt;", "<").replace("&amp;", "&")
    told = outline(dossier(), speaker(lang))
    assert [one for one in (*texts(told), *cells(told), *told.sources) if one not in plain] == []
    assert "&lt;b>" in text
    assert "<b>" not in text
    table = [line for line in text.splitlines() if line.startswith("| China") or line.startswith("| 中國")]
    assert {line.count("|") for line in table} <= {4, 5, 10}


@pytest.mark.fonts
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_word_holds_every_text_and_cell_and_describes_its_pictures(tmp_path, lang):
    docx = pytest.importorskip("docx")
    paper = docx.Document(write_report(SMALL, tmp_path / "r.docx", lang))
    shown = [paragraph.text for paragraph in paper.paragraphs]
    shown += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    told = outline(SMALL, speaker(lang))
    assert [one for one in (*texts(told), *cells(told), *told.sources) if one not in shown] == []
    described = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]
    assert described == [
        picture.alt for picture in (*told.lead, *(one for part in told.parts for one in part.pictures))
    ]
    assert 'w:eastAsia="Microsoft JhengHei"' in paper.styles["Normal"].element.xml


@pytest.mark.parametrize("suffix", [".md", ".docx"])
def test_headline_and_ladder_come_before_all_sections(tmp_path, suffix):
    told = outline(SMALL, speaker())
    assert [picture.chart.name for picture in told.lead] == ["ladder"]
    assert "ladder" not in {picture.chart.name for part in told.parts for picture in part.pictures}
    if suffix == ".md":
        text = write_report(SMALL, tmp_path / "r.md").read_text()
    else:
        docx = pytest.importorskip("docx")
        text = "\n".join(one.text for one in docx.Document(write_report(SMALL, tmp_path / "r.docx")).paragraphs)
    assert text.index(told.lead[0].title) < text.index(told.parts[0].title)


def test_a_long_table_on_paper_says_how_many_rows_it_leaves_out():
    say = speaker()
    table = Table("t", Message("T"), (Column("n", Message("n"), "integer"),), tuple((n,) for n in range(272)))
    whole = grid(table, say, {})
    cut = shortened(whole, say)
    assert (len(whole.rows), len(cut.rows)) == (272, 60)
    assert "60 of 272 rows" in cut.remarks[0]
    assert shortened(cut, say) is cut


def test_what_to_cite_names_version_evidence_command_and_every_data_set(tmp_path):
    text = write_report(dossier(), tmp_path / "r.md").read_text()
    entry = text[text.index("@software{") :]
    entry = entry[: entry.index("\n}")]
    for told in ("0.1.0", "2025-11-01", "softbalance assess SCO --as-of 2025-09-01", "votes, gdp, sanctions"):
        assert told in entry.replace("\\", "")


def test_a_declared_data_set_is_cited_as_its_producer_asks():
    line = SourceLine("cow_nmc", "Capabilities", "7", "x", "y", "z")
    assert citation.of_dossier(dossier(sources=(line,))).split("\n\n")[1].startswith("@incollection{cow_nmc,")


def test_the_day_of_release_is_that_of_the_citation_file():
    cff = (Path(__file__).parents[2] / "CITATION.cff").read_text()
    assert f"date-released: {citation.RELEASED}" in cff


@pytest.mark.fonts
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_a_pdf_is_set_without_a_warning_and_tagged(tmp_path, lang):
    pytest.importorskip("typst")
    content = write_report(SMALL, tmp_path / "r.pdf", lang).read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in content
    assert (b"/Lang(zh-TW)" if lang == "zh-Hant" else b"/Lang(en-GB)") in content


def test_a_font_that_is_missing_stops_the_pdf(monkeypatch, tmp_path):
    pytest.importorskip("typst")
    from softbalance.interfaces import pdf

    monkeypatch.setattr(pdf, "_fonts", lambda _: ["No Such Font"])
    with pytest.raises(BadInput, match="no such font"):
        write_report(bare(), tmp_path / "r.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_has_a_sheet_a_table_with_unrounded_figures(tmp_path):
    path = write_report(dossier(), tmp_path / "r.xlsx")
    sheets = pl.read_excel(path, sheet_id=0, has_header=False)
    assert list(sheets)[:4] == ["Answer", "Figures", "Members", "Agreement by stake"]
    assert "All members" in sheets
    assert sheets["Answer"].item(0, 0).endswith(MARKUP)
    members = pl.read_excel(path, sheet_name="Members", read_options={"header_row": 2})
    first = to_json(dossier())["surface"]["tables"]["members"][0]
    assert members["state"][0] == "CHN"
    assert members["gdp_usd"][0] == first["gdp_usd"]
    assert members["votes_with"].to_list()[8] is None
    assert members["votes_with_note"].to_list()[8] == "no votes"
    figures = pl.read_excel(path, sheet_name="Figures", read_options={"header_row": 2})
    assert figures.filter(pl.col("figure") == "agreement_index")["value"].item() == 0.8134567


def test_no_text_of_a_workbook_is_a_formula(tmp_path):
    path = write_report(dossier(command="=cmd()"), tmp_path / "r.xlsx")
    import zipfile

    with zipfile.ZipFile(path) as book:
        assert not [name for name in book.namelist() if b"<f>" in book.read(name)]


def test_an_archive_holds_each_table_three_times_with_the_same_values(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    folder = write_report(dossier(), tmp_path / "archive")
    parquet = pl.read_parquet(folder / "surface-members.parquet")
    csv = pl.read_csv(folder / "surface-members.csv", try_parse_dates=True)
    stata, _ = pyreadstat.read_dta(str(folder / "surface-members.dta"), output_format="polars")
    for frame in (parquet, csv, stata):
        assert frame["state"].to_list()[0] == "CHN"
        assert frame["state_ccode"].to_list() == [710, 365, 705, 703, 702, 704, 750, 770, 630, 370]
        assert frame["gdp_usd"].to_list() == pytest.approx(parquet["gdp_usd"].to_list(), nan_ok=True)
        assert frame["start"].to_list()[0].year == 2001
    assert parquet["gdp_usd"].null_count() == 1
    assert parquet["votes_with_low"].to_list()[0] == 0.49
    told = json.loads((folder / "dossier.json").read_text())
    assert told == to_json(dossier())
    readme = (folder / "README.md").read_text()
    assert [f.stem for f in folder.glob("*.csv") if f"`{f.stem}`" not in readme] == []
    assert (folder / "citation.bib").read_text().count("@misc{") == 3


def test_an_archive_says_when_stata_files_are_left_out(tmp_path, monkeypatch):
    from softbalance.interfaces import archive

    monkeypatch.setattr(archive, "find_spec", lambda _: None)
    folder = write_report(SMALL, tmp_path / "archive")
    assert list(folder.glob("*.dta")) == []
    assert "pip install 'softbalance[build]'" in (folder / "README.md").read_text()


def test_json_as_a_report_is_the_json(tmp_path):
    assert json.loads(write_report(SMALL, tmp_path / "r.json").read_text()) == to_json(SMALL)


@pytest.mark.parametrize("suffix", [".rtf", ".htm", ".HTMLX"])
def test_an_unknown_suffix_is_refused_with_what_is_allowed(tmp_path, suffix):
    with pytest.raises(BadInput, match=r"Allowed: \.html, \.md, \.docx, \.pdf, \.xlsx, \.json, or a folder"):
        write_report(SMALL, tmp_path / f"r{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("suffix", "module", "extra"), [(".docx", "docx", "docx"), (".pdf", "typst", "render")])
def test_a_missing_extra_is_named(tmp_path, monkeypatch, suffix, module, extra):
    def absent(*_):
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setitem(report.WRITERS, suffix, absent)
    with pytest.raises(BadInput, match=rf"pip install 'softbalance\[{extra}\]'"):
        write_report(SMALL, tmp_path / f"r{suffix}")


def test_a_missing_module_that_is_no_extra_is_not_hidden(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "softbalance.interfaces.markdown", None)
    with pytest.raises(ModuleNotFoundError):
        write_report(SMALL, tmp_path / "r.md")


def test_places_that_cannot_be_written_are_refused(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    (tmp_path / "folder.md").mkdir()
    for place, why in (("none/r.md", "Make it first"), ("full", "not an empty folder"), ("folder.md", "is a folder")):
        with pytest.raises(BadInput, match=why):
            write_report(SMALL, tmp_path / place)


def test_a_failing_disk_leaves_the_old_report_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "r.md"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadInput, match="No space left on device"):
        write_report(SMALL, path)
    with pytest.raises(BadInput, match="No space left on device"):
        write_report(SMALL, tmp_path / "archive")
    assert [one.name for one in tmp_path.iterdir()] == ["r.md"]
    assert path.read_text() == "old"


def test_a_report_can_be_read_by_others_as_the_umask_says(tmp_path):
    before = os.umask(0o022)
    try:
        assert write_report(bare(), tmp_path / "r.md").stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(before)


def test_an_existing_empty_folder_is_filled(tmp_path):
    (tmp_path / "archive").mkdir()
    assert (write_report(bare(), tmp_path / "archive") / "README.md").exists()


@pytest.mark.parametrize("suffix", [".html", ".md", ".xlsx", ".json", ""])
def test_a_dossier_of_nothing_is_written_everywhere(tmp_path, suffix):
    assert write_report(bare(), tmp_path / f"r{suffix}", "zh-TW").exists()
