"""Declarations: every one is sound, and an unsound one is refused field by field."""

import os
from importlib.resources import files
from pathlib import Path

import pytest

from softbalance.sources import declaration, declared
from softbalance.sources import mirror as mirrors
from softbalance.sources.parsing import parse
from softbalance.terms.errors import BadInput, UnknownName

FOLDER = files("softbalance.sources").joinpath("declarations")
SOUND = FOLDER.joinpath("cow_nmc.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("source_id", declared())
def test_every_declaration_is_sound_and_complete(source_id):
    made = declaration(source_id)
    assert made.id == source_id
    assert made.warnings, "every data set has a trap"
    assert f"{{{source_id}," in made.bibtex.splitlines()[0]
    assert made.bibtex.count("{") == made.bibtex.count("}")
    assert made.citation.endswith(".") or made.citation.split()[-1].startswith("http")
    assert ("build" in made.requires) == bool({"r", "stata"} & {table.format for table in made.tables})


def test_what_the_sanctions_data_base_allows_is_counts_and_it_has_no_address():
    made = declaration("gsdb")
    assert made.redistribute == "counts"
    assert made.bring == "SOFTBALANCE_GSDB"
    assert [spec.address for spec in made.files] == [""]


def test_files_of_the_un_are_declared_by_their_official_page_and_roll():
    pages = {"un_ga_votes": "https://digitallibrary.un.org/record/4060887"}
    pages |= {"un_sc_votes": "https://digitallibrary.un.org/record/4055387"}
    assert {each: declaration(each).files[0].address for each in pages} == pages
    assert all(declaration(each).files[0].rolling for each in pages)


def test_files_without_an_origin_that_rolls_are_pinned_to_their_bytes():
    rolling = {each for each in declared() for spec in declaration(each).files if spec.rolling}
    assert rolling == {"un_ga_votes", "un_sc_votes", "gsdb", "state_dept_important"}


def test_no_data_set_that_is_shared_alike_or_non_commercial_may_be_passed_on_in_rows():
    for each in declared():
        made = declaration(each)
        if "SA" in made.licence or "ODbL" in made.licence or "on-commercial" in made.licence:
            assert made.redistribute != "rows", each


def test_an_unknown_data_set_is_named_with_its_nearest():
    with pytest.raises(UnknownName, match="cow_nmc"):
        declaration("cow_nmk")
    with pytest.raises(UnknownName, match="current_usd"):
        declaration("sipri_milex").table("current")
    with pytest.raises(UnknownName, match="cow_nmc"):
        declaration("cow_nmc").file("cow_nmc.csv")


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("published", 'published = "not stated"', 'published = "1860"'),
        ("published", 'published = "not stated"', 'published = "soon"'),
        ("published", 'published = "not stated"', 'published = "2024-13"'),
        ("a field", 'version = "7.0"', 'version = "7.0"\nlicense = "MIT"'),
        ("version", 'version = "7.0"', "version = 7.0"),
        ("version", 'version = "7.0"', 'version = " "'),
        ("version", 'version = "7.0"\n', ""),
        ("id", 'id = "cow_nmc"', 'id = "cow_nmd"'),
        ("landing_page", "https://correlatesofwar.org/data-sets/nat", "correlatesofwar.org/data-sets/nat"),
        ("redistribute", 'redistribute = "derived"', 'redistribute = "all"'),
        ("years", "years = [1816, 2022]", "years = [2022, 1816]"),
        ("years", "years = [1816, 2022]", "years = [1816]"),
        ("years", "years = [1816, 2022]", "years = [186, 2022]"),
        ("keys", 'keys = ["ccode", "year"]', 'keys = ["ccode", "month"]'),
        ("keys", 'keys = ["ccode", "year"]', "keys = []"),
        ("bibtex", "@incollection", "incollection"),
        ("sha256", 'sha256 = "c', 'sha256 = "C'),
        ("bytes", "bytes = 347751", "bytes = 0"),
        ("bytes", "bytes = 347751", "bytes = true"),
        ("address", 'address = "https://', 'address = "ftp://'),
        ("format", 'format = "r"', 'format = "spss"'),
        ("dtype", 'dtype = "Float64"', 'dtype = "Float"'),
        ("columns of capabilities", '"tpop", "upop"', '"tpop", "tpop"'),
        ("warnings", "warnings = [", "warnings = [7,"),
        ("text", "[coverage]", "[coverage"),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_the_name_of_the_field(field, before, after):
    assert before in SOUND
    with pytest.raises(BadInput, match=f"Declaration cow_nmc.*{field}.* allowed: "):
        parse("cow_nmc", SOUND.replace(before, after, 1), FOLDER)


def test_a_table_of_an_undeclared_file_is_refused():
    with pytest.raises(UnknownName, match=r"nmc\.rda"):
        parse("cow_nmc", SOUND.replace('\nfile = "cow_nmc.rda"', '\nfile = "nmc.rda"'), FOLDER)


def test_a_release_cannot_come_out_before_the_last_year_it_covers():
    early = SOUND.replace('published = "not stated"', 'published = "2020"')
    with pytest.raises(BadInput, match="no date before the last year covered, 2022"):
        parse("cow_nmc", early, FOLDER)


def test_a_span_of_years_stands_for_a_column_each():
    names = declaration("wb_gdp_ppp").table().names
    assert {"1960", "1999", "2022"} <= set(names)
    assert "mem59" in declaration("atop_alliances").table().names


def test_the_factbook_is_a_folder_whose_files_are_pinned_one_by_one():
    specs = {spec.name: spec for spec in declaration("factbook").files}
    assert len(specs) == 251
    assert specs["south-asia/in.json"].address.endswith("/8662a8b17a784841ab4528631b04090eb2f183eb/south-asia/in.json")


@pytest.mark.mirror
@pytest.mark.parametrize("source_id", declared())
def test_every_declared_hash_is_the_one_the_mirror_lists(source_id, mirror):
    place = mirrors.mirror({"SOFTBALANCE_MIRROR": str(mirror)})
    for spec in declaration(source_id).files:
        wanted = place.wanted(source_id, spec)
        assert wanted is not None, f"{spec.name} is not in the mirror"
        assert spec.rolling or (spec.sha256, spec.bytes) == (wanted.sha256, wanted.bytes)


def test_no_declaration_names_a_folder_of_this_machine():
    for entry in FOLDER.iterdir():
        assert str(Path.home()) not in entry.read_text(encoding="utf-8")
        assert os.sep + "work" + os.sep not in entry.read_text(encoding="utf-8")
