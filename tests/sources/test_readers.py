"""Readers on small files made for the purpose, sound and damaged."""

import bz2
import gzip
import lzma
import struct
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pytest

from softbalance.sources import Store, declaration, read
from softbalance.sources.model import Column, Table
from softbalance.sources.readers import delimited, extras, json_tree, r_data, sheets, stata
from softbalance.terms.errors import NotHeld, SchemaChanged, SourceFault, UnknownName

GA = declaration("un_ga_votes").table()
VOTE = {
    "undl_id": "3959039",
    "ms_code": "KEN",
    "ms_name": "KENYA",
    "ms_vote": "A",
    "date": "2022-03-02",
    "session": "11",
    "resolution": "A/RES/ES-11/1",
    "title": '"Aggression against Ukraine : resolution / adopted"',
    "total_yes": "141",
    "total_no": "5",
    "total_abstentions": "35",
    "total_non_voting": "12",
    "total_ms": "193",
}


def ga_text(**changes: str) -> str:
    names = list(GA.names)
    return ",".join(names) + "\n" + ",".join({**VOTE, **changes}.get(name, "") for name in names) + "\n"


def table(fmt: str, columns: dict[str, str], **options: object) -> Table:
    return Table("t", "f", fmt, tuple(Column(name, dtype, "") for name, dtype in columns.items()), options)


@pytest.fixture
def keep(tmp_path):
    """Put a text or bytes into a store as the General Assembly's votes."""

    def put(content: str | bytes) -> Store:
        store = Store(tmp_path / "home")
        given = tmp_path / "given.csv"
        given.write_bytes(content.encode() if isinstance(content, str) else content)
        store.bring("un_ga_votes", given)
        return store

    return put


def test_the_official_text_and_its_gzip_are_read_the_same_way(keep):
    plain = read("un_ga_votes", keep(ga_text()))
    packed = read("un_ga_votes", keep(gzip.compress(ga_text().encode())))
    assert plain.equals(packed)
    assert plain.schema == {column.name: getattr(pl, column.dtype) for column in GA.columns}
    assert plain.row(0, named=True)["total_abstentions"] == 35


def test_a_byte_order_mark_is_no_part_of_the_first_column(keep):
    assert read("un_ga_votes", keep(b"\xef\xbb\xbf" + ga_text().encode())).columns[0] == "undl_id"


def test_the_two_letters_of_namibia_are_not_a_missing_value(keep):
    assert read("un_ga_votes", keep(ga_text(ms_code="NA")))["ms_code"].to_list() == ["NA"]


def test_named_columns_come_alone_and_in_the_order_asked(keep):
    frame = read("un_ga_votes", keep(ga_text()), columns=["ms_vote", "undl_id"])
    assert frame.columns == ["ms_vote", "undl_id"]
    with pytest.raises(UnknownName, match="column of un_ga_votes"):
        read("un_ga_votes", keep(ga_text()), columns=["vote"])


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("ms_vote", "vote", "missing: ms_vote; new: vote"),
        (",undl_link", "", "missing: undl_link"),
        ("undl_link", "undl_link,region", "new: region"),
    ],
)
def test_other_columns_than_declared_are_named(keep, old, new, why):
    store = keep(ga_text().replace(old, new, 1))
    with pytest.raises(SchemaChanged, match=why):
        read("un_ga_votes", store)
    with pytest.raises(SchemaChanged, match=why):
        read("un_ga_votes", store, columns=["undl_id"])


@pytest.mark.parametrize("change", [{"total_yes": "many"}, {"date": "2 March 2022"}, {"undl_id": "3.5"}])
def test_a_value_that_does_not_fit_its_type_is_an_error_and_never_a_null(keep, change):
    with pytest.raises(SchemaChanged, match="do not fit the declared types"):
        read("un_ga_votes", keep(ga_text(**change)))


def test_a_gzip_cut_short_before_it_was_kept_is_an_error(keep):
    with pytest.raises(SourceFault, match=r"cannot be read \(EOFError.*data pull un_ga_votes"):
        read("un_ga_votes", keep(gzip.compress(ga_text().encode() * 50)[:-30]))


def test_a_damaged_gzip_is_an_error(keep):
    packed = bytearray(gzip.compress(ga_text().encode() * 50))
    packed[40:60] = b"\x00" * 20
    with pytest.raises(SourceFault, match="cannot be read"):
        read("un_ga_votes", keep(bytes(packed)))


def test_an_empty_file_is_an_error(keep):
    with pytest.raises(SchemaChanged, match="missing: undl_id"):
        read("un_ga_votes", keep(""))


def test_columns_that_a_release_may_lack_come_as_all_missing(tmp_path):
    given = tmp_path / "sc.csv"
    short = [column.name for column in declaration("un_sc_votes").columns if not column.optional]
    given.write_text(",".join(short) + "\n1,KEN,KENYA,Y,1999-01-05,S/RES/1(1999),S/PV.1,text,S1\n")
    store = Store(tmp_path / "home")
    store.bring("un_sc_votes", given)
    frame = read("un_sc_votes", store)
    assert frame.schema["total_yes"] == pl.Int32
    assert frame["total_yes"].to_list() == [None]


def test_a_mark_of_a_missing_number_leaves_texts_alone(tmp_path):
    (tmp_path / "f.csv").write_text("iso2,value,note\nNA,NA,NA\nFR,,\n")
    made = table("csv", {"iso2": "String", "value": "Float64", "note": "String"}, missing_number="NA")
    frame = delimited.read_table(tmp_path / "f.csv", made, made.names)
    assert frame.rows() == [("NA", None, "NA"), ("FR", None, None)]


def test_text_in_latin_1_and_lines_before_the_header_are_read_as_declared(tmp_path):
    (tmp_path / "f.csv").write_bytes("Source,x\n\nname,value\nTürkiye,1\n".encode("latin-1"))
    made = table("csv", {"name": "String", "value": "Int32"}, encoding="latin-1", skip_lines=2)
    assert delimited.read_table(tmp_path / "f.csv", made, made.names).rows() == [("Türkiye", 1)]


def r_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "iso2": pd.Series(["NA", None, "TR", "NA"], dtype=object),
            "name": pd.Series(["Namibia", "Türkiye", "", "塔吉克"], dtype=object),
            "ccode": [565.0, 640.0, np.nan, 702.0],
            "code": pd.array([1, None, 3, 4], dtype="Int32"),
            "kind": pd.Categorical(["yes", "no", None, "yes"], categories=pd.Index(["no", "yes"], dtype=object)),
        }
    )


R_TABLE = table("r", {"iso2": "String", "name": "String", "ccode": "Int32", "code": "Int32", "kind": "String"})


@pytest.fixture(params=["gzip", "bz2", "xz", "none"])
def r_file(tmp_path, request) -> Path:
    rdata = pytest.importorskip("rdata")
    path = tmp_path / "f.rda"
    rdata.write_rda(path, {"f": r_frame()}, compression="gzip")
    packers = {"gzip": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "none": bytes}
    path.write_bytes(packers[request.param](gzip.decompress(path.read_bytes())))
    return path


def test_an_r_frame_keeps_namibia_apart_from_missing_and_factors_become_their_labels(r_file):
    frame = r_data.read_table(r_file, R_TABLE, R_TABLE.names)
    assert frame["iso2"].to_list() == ["NA", None, "TR", "NA"]
    assert frame["name"].to_list() == ["Namibia", "Türkiye", "", "塔吉克"]
    assert frame["ccode"].to_list() == [565, 640, None, 702]
    assert frame["code"].to_list() == [1, None, 3, 4]
    assert frame["kind"].to_list() == ["yes", "no", None, "yes"]


def test_the_quick_way_to_read_texts_gives_what_rdata_gives(r_file, monkeypatch):
    quick = r_data.read_table(r_file, R_TABLE, R_TABLE.names)
    monkeypatch.setattr(r_data, "_quick_parser", lambda *_: None)
    assert quick.equals(r_data.read_table(r_file, R_TABLE, R_TABLE.names))


def r_text(raw: bytes | None, flags: int = 0) -> bytes:
    """Write a text as R does: flags and type, size (-1 for NA), bytes."""
    head = struct.pack(">ii", flags << 12 | r_data.CHARACTER, -1 if raw is None else len(raw))
    return head + (raw or b"")


def test_texts_of_r_are_swept_up_with_na_namibia_and_both_encodings_told_apart():
    texts = [r_text(b"NA"), r_text(None), r_text("Türkiye".encode(), 8), r_text("Türkiye".encode("latin-1"), 4)]
    found, end = r_data._sweep(b"??" + b"".join(texts) + b"rest", 2, 4)
    assert found == ["NA", None, "Türkiye", "Türkiye"]
    assert end == 2 + len(b"".join(texts))


@pytest.mark.parametrize("cut", [1, 3, 9])
def test_texts_of_r_cut_short_are_an_error_and_not_shorter_texts(cut):
    whole = r_text(b"NA") + r_text(b"Kenya")
    with pytest.raises((ValueError, struct.error)):
        r_data._sweep(whole[:-cut], 0, 2)


def test_something_else_among_the_texts_of_r_is_an_error():
    with pytest.raises(ValueError, match="holds something else"):
        r_data._sweep(r_text(b"NA") + struct.pack(">ii", 13, 2) + b"xx", 0, 2)


def test_dates_and_times_of_r_are_dates_and_times():
    days = r_data._column("day", r_vector([-8766.0, np.nan, 20088.0], "Date"))
    assert [str(day) for day in days] == ["1946-01-01", "None", "2024-12-31"]
    (moment,) = r_data._column("moment", r_vector([1646226000.5], "POSIXct"))
    assert moment.isoformat() == "2022-03-02T13:00:00.500000"


def r_vector(numbers: list[float], kind: str) -> SimpleNamespace:
    """Return a vector with a class, as rdata hands it over."""
    name = SimpleNamespace(referenced_object=None, value=SimpleNamespace(value=b"class"))
    nothing = SimpleNamespace(info=r_info("NILVALUE"))
    pair = SimpleNamespace(info=r_info("LIST"), tag=name, value=(SimpleNamespace(value=[kind]), nothing))
    return SimpleNamespace(info=r_info("REAL"), value=np.array(numbers), attributes=pair)


def r_info(kind: str) -> SimpleNamespace:
    return SimpleNamespace(type=SimpleNamespace(name=kind))


@pytest.mark.parametrize("cut", [40, -10])
def test_an_r_file_cut_short_is_an_error(r_file, cut):
    r_file.write_bytes(r_file.read_bytes()[:cut])
    with pytest.raises((SourceFault, EOFError, OSError)):
        r_data.read_table(r_file, R_TABLE, R_TABLE.names)


def test_an_r_file_with_another_object_says_what_it_holds(tmp_path):
    rdata = pytest.importorskip("rdata")
    rdata.write_rda(tmp_path / "f.rda", {"votes": r_frame()})
    made = Table("t", "f", "r", R_TABLE.columns, {"object": "roll_calls"})
    with pytest.raises(SchemaChanged, match="holds votes; 'roll_calls' was declared"):
        r_data.read_table(tmp_path / "f.rda", made, made.names)


def test_a_fraction_where_whole_numbers_were_declared_is_an_error(tmp_path):
    rdata = pytest.importorskip("rdata")
    rdata.write_rda(tmp_path / "f.rda", {"f": pd.DataFrame({"ccode": [2.0, 710.5]})})
    made = table("r", {"ccode": "Int32"})
    with pytest.raises(SchemaChanged, match=r"'ccode' of f\.rda holds values that are no Int32: 710\.5"):
        r_data.read_table(tmp_path / "f.rda", made, made.names)


def test_a_stata_file_is_read_as_coded(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    pyreadstat.write_dta(pd.DataFrame({"honor": [1.0, np.nan], "name": ["Suez", ""]}), str(tmp_path / "f.dta"))
    made = table("stata", {"honor": "Int32", "name": "String"})
    assert stata.read_table(tmp_path / "f.dta", made, made.names)["honor"].to_list() == [1, None]
    (tmp_path / "g.dta").write_bytes((tmp_path / "f.dta").read_bytes()[:200])
    with pytest.raises(SourceFault, match="no Stata file, or a damaged one"):
        stata.read_table(tmp_path / "g.dta", made, made.names)


def test_a_workbook_is_read_from_its_header_on_and_marks_of_missing_numbers_are_missing(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        sheet = book.add_worksheet("Current US$")
        for row, cells in enumerate(
            [["Title"], ["Country", "2023", "2024"], ["Kenya", 1.5, "..."], ["Chad", " xxx", 2]]
        ):
            sheet.write_row(row, 0, cells)
    columns = {"Country": "String", "2023": "Float64", "2024": "Float64"}
    made = table("xlsx", columns, sheet="Current US$", header=1, missing_numbers=["...", "xxx"])
    assert sheets.read_table(tmp_path / "f.xlsx", made, made.names).rows() == [
        ("Kenya", 1.5, None),
        ("Chad", None, 2.0),
    ]
    other = table("xlsx", columns, sheet="Share of GDP", header=1)
    with pytest.raises(SchemaChanged, match="no sheet 'Share of GDP'; it has Current US"):
        sheets.read_table(tmp_path / "f.xlsx", other, other.names)
    strict = table("xlsx", columns, sheet="Current US$", header=1)
    with pytest.raises(SchemaChanged, match=r"'2023' of f\.xlsx holds values that are no Float64: xxx"):
        sheets.read_table(tmp_path / "f.xlsx", strict, strict.names)


def test_a_damaged_workbook_is_an_error(tmp_path):
    (tmp_path / "f.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    made = table("xlsx", {"a": "String"})
    with pytest.raises(SourceFault, match="no workbook, or a damaged one"):
        sheets.read_table(tmp_path / "f.xlsx", made, made.names)


def test_records_in_json_keep_the_two_letters_of_namibia_and_nested_members_as_json(tmp_path):
    (tmp_path / "f.json").write_text(
        '[{"cca2": "NA", "area": 825615, "borders": ["AGO"]}, {"cca2": "AQ", "area": -1.5}]'
    )
    made = table("json", {"cca2": "String", "area": "Float64", "borders": "String"})
    frame = json_tree.read_table(tmp_path / "f.json", made, made.names)
    assert frame.rows() == [("NA", 825615.0, '["AGO"]'), ("AQ", -1.5, None)]


def test_a_folder_of_json_gives_a_row_a_leaf_and_not_the_records_beside(tmp_path):
    (tmp_path / "africa").mkdir()
    (tmp_path / "africa" / "wa.json").write_text('{"Economy": {"Exports": {"text": "x", "parts": [1, true]}}}')
    (tmp_path / "africa" / "wa.json.json").write_text('{"sha256": "0"}')
    made = declaration("factbook").table()
    rows = json_tree.read_table(tmp_path, made, made.names).rows()
    assert rows[0] == ("africa", "wa", "Economy > Exports > text", "x")
    assert [row[2:] for row in rows[1:]] == [
        ("Economy > Exports > parts > 0", "1"),
        ("Economy > Exports > parts > 1", "true"),
    ]


def test_damaged_json_is_an_error(tmp_path):
    (tmp_path / "f.json").write_text('[{"a": 1}')
    made = table("json", {"a": "Int32"})
    with pytest.raises(SourceFault, match="no JSON, or damaged"):
        json_tree.read_table(tmp_path / "f.json", made, made.names)


def test_a_library_that_is_not_installed_is_named_with_its_extra():
    with pytest.raises(NotHeld, match=r'pip install "softbalance\[build\]"'):
        extras.needed("rdata_that_is_not_there")
