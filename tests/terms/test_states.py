"""The register of states: who existed when, who sat in the UN when, what a name means."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softbalance.terms.errors import AmbiguousName, BadInput, UnknownName
from softbalance.terms.state_register import parse_register, register
from softbalance.terms.states import (
    State,
    by_ccode,
    ccode_of,
    find_states,
    in_system,
    state,
    state_name,
    states,
    un_member,
)

TODAY = date(2025, 12, 31)
every_state = st.sampled_from(states())
letters = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=12, max_size=16)


def members_of_the_un(on: date) -> int:
    return sum(one.in_un(on) for one in states())


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (date(1945, 12, 31), 51),
        (date(1950, 12, 31), 60),
        (date(1955, 12, 31), 76),
        (date(1960, 12, 31), 99),
        (date(1970, 12, 31), 127),
        (date(1984, 12, 31), 159),
        (date(1990, 12, 31), 159),
        (date(1993, 12, 31), 184),
        (date(1994, 12, 31), 185),
        (date(2000, 12, 31), 189),
        (date(2002, 12, 31), 191),
        (date(2006, 12, 31), 192),
        (date(2011, 12, 31), 193),
        (TODAY, 193),
    ],
)
def test_the_un_had_as_many_members_as_its_table_of_growth_says(on: date, count: int) -> None:
    """UN, Growth in United Nations membership; Yugoslavia counted there to 2000 but here only to September 1992."""
    counted = members_of_the_un(on)
    nameplate = int(date(1992, 9, 22) < on < date(2000, 11, 1))
    assert counted + nameplate == count


def test_russia_continues_the_soviet_union_under_one_number() -> None:
    assert state("USSR").ccode == state("SUN").ccode == state("Russia").ccode == 365
    assert un_member(365, date(1946, 1, 1))
    assert un_member(365, date(1991, 12, 27))
    assert state_name(365, on=date(1991, 12, 25)) == "Soviet Union"
    assert state_name(365, on=date(1991, 12, 26)) == "Russia"
    assert state_name(365, "zh-Hant", on=date(1980, 1, 1)) == "蘇聯"


def test_ukraine_and_belarus_sat_in_the_un_before_they_were_states() -> None:
    for ccode in (369, 370):
        assert un_member(ccode, date(1950, 1, 1))
        assert not in_system(ccode, date(1950, 1, 1))
        assert in_system(ccode, date(1992, 1, 1))


def test_germany_is_one_before_1945_two_to_1990_and_one_again() -> None:
    assert state("Germany").ccode == 255
    assert state("Germany", on=date(1938, 1, 1)).ccode == 255
    assert state("DEU", on=date(1980, 1, 1)).ccode == 260
    assert state("GDR").ccode == state("東德").ccode == 265
    with pytest.raises(AmbiguousName, match=r"West Germany \(260\), East Germany \(265\)"):
        state("Germany", on=date(1975, 1, 1))
    assert [un_member(c, date(1990, 10, 2)) for c in (255, 260, 265)] == [False, True, True]
    assert [un_member(c, date(1990, 10, 3)) for c in (255, 260, 265)] == [True, False, False]
    assert not un_member(260, date(1973, 9, 17))


def test_yugoslavia_serbia_and_montenegro_and_serbia_are_one_number_with_a_gap_in_the_un() -> None:
    assert state("Yugoslavia").ccode == state("SCG").ccode == state("Serbia").ccode == 345
    assert state_name(345, on=date(1990, 1, 1)) == "Yugoslavia"
    assert state_name(345, on=date(2005, 1, 1)) == "Serbia and Montenegro"
    assert state_name(345, on=date(2010, 1, 1)) == "Serbia"
    assert [un_member(345, date(year, 12, 31)) for year in (1991, 1995, 2000)] == [True, False, True]
    assert in_system(345, date(1995, 1, 1))


def test_czechoslovakia_ends_with_1992_and_two_states_follow() -> None:
    assert state("Czechoslovakia").ccode == state("CSK").ccode == 315
    assert in_system(315, date(1992, 12, 31))
    assert not in_system(315, date(1993, 1, 1))
    assert (state("Czechia").ccode, state("Slovakia").ccode) == (316, 317)
    assert un_member(316, date(1993, 1, 19))
    assert not un_member(316, date(1993, 1, 18))


def test_yemen_today_follows_two_yemens() -> None:
    assert state("Yemen").ccode == state("葉門").ccode == state("也门").ccode == 679
    assert state("YEM", on=date(1980, 1, 1)).ccode == 678
    assert state("South Yemen").ccode == state("YMD").ccode == 680
    with pytest.raises(AmbiguousName, match="North Yemen"):
        state("Yemen", on=date(1980, 1, 1))


def test_vietnam_is_the_northern_state_continued() -> None:
    assert state("Vietnam").ccode == state("越南").ccode == 816
    assert state_name(816, on=date(1970, 1, 1)) == "North Vietnam"
    assert state("South Vietnam").ccode == state("RVN").ccode == 817
    assert not in_system(817, date(1975, 5, 1))
    with pytest.raises(AmbiguousName, match="South Vietnam"):
        state("Vietnam", on=date(1970, 1, 1))


def test_chinas_seat_passes_from_taipei_to_beijing_in_october_1971() -> None:
    assert un_member(713, date(1971, 10, 24))
    assert not un_member(710, date(1971, 10, 24))
    assert not un_member(713, date(1971, 10, 26))
    assert un_member(710, date(1971, 10, 26))
    assert state("Republic of China").ccode == state("中華民國").ccode == 713
    assert state("Republic of China", on=date(1935, 1, 1)).ccode == 710
    assert state("China", on=date(1960, 1, 1)).ccode == 710
    assert in_system(713, date(2025, 1, 1))
    assert not in_system(713, date(1949, 12, 7))


def test_egypt_and_syria_were_one_member_from_1958_to_1961() -> None:
    assert un_member(651, date(1960, 1, 1))
    assert not un_member(652, date(1960, 1, 1))
    assert un_member(652, date(1961, 10, 13))
    assert state_name(651, on=date(1960, 1, 1)) == "United Arab Republic"


def test_indonesia_stayed_away_from_the_un_for_twenty_months() -> None:
    assert [un_member(850, date(year, 6, 1)) for year in (1964, 1965, 1967)] == [True, False, True]
    unsure = [span for span in by_ccode(850).un if not span.sure]
    assert [span.end for span in unsure] == [date(1965, 1, 20)]


def test_south_africa_was_a_member_but_barred_from_the_assembly() -> None:
    south_africa = state("South Africa")
    assert south_africa.in_un(date(1980, 1, 1))
    assert any(span.covers(date(1980, 1, 1)) for span in south_africa.barred)
    assert not any(span.covers(date(1995, 1, 1)) for span in south_africa.barred)


TYPED = {
    "KOR": ["South Korea", "南韓", "韓國", "韩国", "ROK"],
    "PRK": ["DPRK", "北韓", "朝鮮", "朝鲜", "Democratic People's Republic of Korea"],
    "SAU": ["沙特", "沙烏地阿拉伯", "沙特阿拉伯", "Saudi"],
    "TUR": ["Türkiye", "turkiye", "TURKEY", "土耳其"],
    "CIV": ["Ivory Coast", "Côte d'Ivoire", "Cote d’Ivoire", "科特迪瓦", "象牙海岸"],
    "GBR": ["UK", "U.K.", "Britain", "英国"],
    "USA": ["America", "U.S.", "us", "美國"],
    "NAM": ["NA", "nam", "Namibia"],
    "COD": ["Zaire", "DR Congo"],
    "STP": ["São Tomé and Príncipe", "sao tome & principe"],
    "ARE": ["UAE", "阿联酋", "阿拉伯聯合大公國"],
    "RUS": ["365", "俄罗斯", "Russian Federation"],
    "CHN": [" 710 ", "PRC", "中国"],
    "TWN": ["台湾", "臺灣", "Taiwan"],
    "MMR": ["Burma"],
    "CZE": ["Czech Republic", "Czechia"],
    "NLD": ["Holland"],
    "IND": ["印度"],
    "KGZ": ["吉爾吉斯", "吉尔吉斯斯坦"],
    "AUS": ["AUS"],
    "LCA": ["St. Lucia"],
    "TTO": ["Trinidad & Tobago"],
    "GMB": ["the gambia"],
    "ZWE": ["Rhodesia"],
    "SWZ": ["Swaziland"],
    "XKX": ["Kosovo", "科索沃"],
}


@pytest.mark.parametrize(("name", "iso3"), [(name, iso3) for iso3, names in TYPED.items() for name in names])
def test_what_people_type_is_understood(name: str, iso3: str) -> None:
    assert state(name).iso3 == iso3


def test_a_cow_abbreviation_is_understood_where_no_iso_code_claims_it() -> None:
    assert state("UKG").ccode == 200
    assert state("ROK").ccode == 732
    assert state("AUS").name_en == "Australia"
    assert by_ccode(305).cow_abb == "AUS"


@pytest.mark.parametrize("name", ["Korea", "Congo", "剛果", "刚果"])
def test_a_name_shared_by_living_states_is_refused_with_the_choices(name: str) -> None:
    with pytest.raises(AmbiguousName) as caught:
        state(name)
    assert len(caught.value.choices) == 2


def test_a_date_settles_what_korea_meant_before_1905() -> None:
    assert state("Korea", on=date(1900, 1, 1)).ccode == 730


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        state("Kazakhstam")
    assert caught.value.nearest[0] == "Kazakhstan"
    with pytest.raises(UnknownName) as caught:
        state("哈薩克斯")
    assert caught.value.nearest[0].startswith("哈薩克")


@pytest.mark.parametrize("name", ["Palestine", "Hong Kong", "European Union", "Holy See"])
def test_what_is_no_state_of_the_system_is_named_as_such(name: str) -> None:
    with pytest.raises(UnknownName, match=f"{name}: "):
        state(name)


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(UnknownName, match="999"):
        state(999)
    with pytest.raises(UnknownName, match="999"):
        un_member(999, TODAY)


@pytest.mark.parametrize("name", ["", "   ", "...", "，"])
def test_an_empty_name_is_unknown_not_everything(name: str) -> None:
    with pytest.raises(UnknownName):
        state(name)
    with pytest.raises(UnknownName):
        find_states(name)


def test_finding_lists_the_exact_state_before_those_that_contain_the_text() -> None:
    assert [one.name_en for one in find_states("印度")] == ["India", "Indonesia"]
    assert find_states("Guinea")[0].name_en == "Guinea"
    assert {one.ccode for one in find_states("Guinea")} == {438, 404, 411, 910}
    assert [one.ccode for one in find_states("305")] == [305]
    assert [one.name_en for one in find_states("AUS")] == ["Australia", "Austria", "Austria-Hungary"]
    assert state("China") not in find_states("NA")


@given(every_state)
def test_every_state_is_found_under_its_own_name_number_and_code(one: State) -> None:
    within = None if one.living else one.system[0].start
    assert state(one.ccode) == one
    assert state(one.name_en, on=within) == one
    assert state(state_name(one.ccode, "zh-Hant"), on=within) == one
    if one.iso3:
        assert state(one.iso3) == state(one.iso3.lower()) == one
        assert state(one.iso2 or "") == one


@given(every_state)
def test_every_state_has_a_name_in_both_languages(one: State) -> None:
    assert state_name(one.ccode).strip()
    assert any("一" <= character <= "鿿" for character in state_name(one.ccode, "zh-Hant"))


@given(every_state)
def test_a_state_is_found_whatever_the_case_of_its_name(one: State) -> None:
    assert one in find_states(one.name_en.upper())
    assert one in find_states(f"  {one.name_en.lower()} ")


@given(letters)
def test_nonsense_never_becomes_a_state(nonsense: str) -> None:
    try:
        found = state(nonsense)
    except UnknownName:
        return
    assert nonsense in {name.lower().replace(" ", "") for name in (found.name_en, *found.aliases)}


def test_a_name_in_an_unknown_language_is_refused() -> None:
    with pytest.raises(BadInput, match="zh-Hant"):
        state_name(710, "fr")


def test_codes_are_unique_among_living_states_and_namibia_is_no_missing_value() -> None:
    living = [one for one in states() if one.living]
    assert len({one.iso3 for one in living}) == len({one.iso2 for one in living}) == len(living) == 195
    assert by_ccode(565).iso2 == "NA"
    assert all(one.iso3 is None and one.iso2 is None for one in states() if not one.living)


def test_every_fact_names_a_declared_source() -> None:
    keys = set(register().sources)
    spans = [span for one in states() for span in (*one.system, *one.un, *one.barred)]
    assert {span.source for span in spans} <= keys
    assert all(source["citation"] for source in register().sources.values())


def test_regions_are_those_of_the_un_statistics_division() -> None:
    assert {one.region for one in states()} == {"Africa", "Americas", "Asia", "Europe", "Oceania"}
    assert state("Iran").subregion == "Southern Asia"
    assert state("Cyprus").region == "Asia"
    assert state("Sudan").subregion == "Northern Africa"


def test_every_member_of_the_un_today_is_a_living_state() -> None:
    assert all(one.living for one in states() if one.in_un(TODAY))
    assert {one.name_en for one in states() if one.living and not one.in_un(TODAY)} == {"Kosovo", "Taiwan"}


@pytest.mark.parametrize(
    ("code", "on", "ccode"),
    [
        ("CHN", date(1971, 10, 25), 713),
        ("CHN", date(1971, 11, 9), 710),
        ("DEU", date(1990, 10, 2), 260),
        ("DEU", date(1990, 10, 3), 255),
        ("YEM", date(1990, 5, 21), 678),
        ("YEM", date(1990, 5, 22), 679),
        ("YUG", date(1999, 1, 1), 345),
        ("SCG", date(2005, 1, 1), 345),
        ("EGY", date(1960, 1, 1), 651),
        ("TZA", date(1962, 1, 1), 510),
        ("EAZ", date(1963, 12, 17), 511),
        ("MYS", date(1958, 1, 1), 820),
        ("BLR", date(1950, 1, 1), 370),
        ("NAM", date(2000, 1, 1), 565),
        ("VNM", date(1977, 10, 28), 816),
    ],
)
def test_a_code_of_the_un_files_means_the_state_that_held_it_on_the_day(code: str, on: date, ccode: int) -> None:
    assert ccode_of(code, on) == ccode


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownName, match="ZZZ"):
        ccode_of("ZZZ", TODAY)


def altered(old: str, new: str) -> str:
    from importlib.resources import files

    text = (files("softbalance.terms") / "register" / "states.toml").read_text(encoding="utf-8")
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("ccode = 20\n", "ccode = 2\n", "declared twice"),
        ("[[1816-01-01]]", "[[1816-01-01, 1815-01-01]]", "before it starts"),
        ("[[1902-05-20, 1906-09-25]", "[[1902-05-20]", "overlap"),
        ('subregion = "Northern America"', 'subregion = "Atlantis"', "no declared region"),
        ('source = "ga_47_1"', 'source = "hearsay"', "undeclared sources"),
    ],
)
def test_a_faulty_declaration_is_refused(old: str, new: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        parse_register(altered(old, new))


def test_the_register_cannot_be_changed_by_its_readers() -> None:
    with pytest.raises(TypeError):
        register().states[2] = by_ccode(20)  # type: ignore[index]
    with pytest.raises(AttributeError):
        by_ccode(2).name_en = "Canada"  # type: ignore[misc]


def test_english_names_and_codes_need_neither_babel_nor_numpy() -> None:
    script = (
        "import sys\n"
        "from softbalance.terms.groupings import grouping, made_up\n"
        "from softbalance.terms.states import state, state_name\n"
        "assert state('DPRK').ccode == 731 and state_name(365) == 'Russia'\n"
        "assert grouping('SCO').members and made_up('China, Russia').name()\n"
        "print([name for name in ('babel', 'numpy', 'polars', 'pandas') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_state_goes_by_its_iso_code_or_by_its_cow_abbreviation():
    assert (state("India").code, state("East Germany", on=date(1980, 1, 1)).code) == ("IND", "GDR")
