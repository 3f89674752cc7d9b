"""The catalogue of groupings: who belonged when, and what a typed name means."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softbalance.terms.errors import AmbiguousName, BadInput, UnknownName
from softbalance.terms.grouping import FLAGS, KINDS, ROLES
from softbalance.terms.groupings import Grouping, grouping, groupings, made_up, resolve_grouping
from softbalance.terms.states import state, states

CATALOGUE = [
    "SCO", "SHANGHAI_FIVE", "BRICS", "QUAD", "NATO", "EU", "EEC", "G7", "G20", "ASEAN", "CSTO", "EAEU", "CIS", "GCC",
    "ARAB_LEAGUE", "OIC", "AU", "OPEC", "OPEC_PLUS", "OAPEC", "AUKUS", "ANZUS", "FIVE_EYES", "OTS", "CICA", "SAARC",
    "BIMSTEC", "MERCOSUR", "ECOWAS", "NAM", "OSCE", "WARSAW_PACT", "SEATO", "CENTO", "OAS", "NORDIC", "APEC", "RCEP",
    "NDB", "AIIB", "LITTLE_ENTENTE", "TRIPLE_ALLIANCE",
]  # fmt: skip
TODAY = date(2025, 12, 31)
every_grouping = st.sampled_from(CATALOGUE).map(grouping)
days = st.dates(date(1880, 1, 1), TODAY)


def ccodes(names: str) -> tuple[int, ...]:
    return tuple(sorted(state(name).ccode for name in names.split()))


def test_the_catalogue_holds_every_grouping_it_promises() -> None:
    assert set(groupings()) == set(CATALOGUE)
    assert len(groupings()) == len(CATALOGUE)
    assert "EFTA" not in groupings()


@pytest.mark.parametrize(
    ("name", "on", "members"),
    [
        ("SCO", date(2001, 6, 15), "CHN KAZ KGZ RUS TJK UZB"),
        ("SCO", date(2018, 6, 10), "CHN KAZ KGZ RUS TJK UZB IND PAK"),
        ("SCO", date(2023, 7, 4), "CHN KAZ KGZ RUS TJK UZB IND PAK IRN"),
        ("SCO", TODAY, "CHN KAZ KGZ RUS TJK UZB IND PAK IRN BLR"),
        ("SHANGHAI_FIVE", date(2000, 1, 1), "CHN KAZ KGZ RUS TJK"),
        ("BRICS", date(2009, 7, 1), "BRA RUS IND CHN"),
        ("BRICS", date(2023, 12, 31), "BRA RUS IND CHN ZAF"),
        ("BRICS", date(2024, 1, 1), "BRA RUS IND CHN ZAF EGY ETH IRN ARE"),
        ("BRICS", TODAY, "BRA RUS IND CHN ZAF EGY ETH IRN ARE IDN"),
        ("QUAD", date(2007, 12, 1), "AUS IND JPN USA"),
        ("QUAD", date(2012, 1, 1), ""),
        ("QUAD", date(2022, 1, 1), "AUS IND JPN USA"),
        ("G7", date(1975, 12, 1), "USA GBR FRA 260 ITA JPN"),
        ("G7", date(2005, 1, 1), "USA GBR FRA DEU ITA JPN CAN RUS"),
        ("G7", date(2014, 6, 1), "USA GBR FRA DEU ITA JPN CAN"),
        ("CSTO", date(2008, 1, 1), "RUS ARM BLR KAZ KGZ TJK UZB"),
        ("CSTO", date(2013, 1, 1), "RUS ARM BLR KAZ KGZ TJK"),
        ("CSTO", date(2001, 1, 1), ""),
        ("EEC", date(1972, 12, 31), "BEL FRA ITA LUX NLD 260"),
        ("EEC", date(1993, 11, 1), ""),
        ("WARSAW_PACT", date(1970, 1, 1), "RUS BGR 315 HUN POL ROU 265"),
        ("LITTLE_ENTENTE", date(1930, 1, 1), "315 345 ROU"),
        ("TRIPLE_ALLIANCE", date(1900, 1, 1), "DEU 300 ITA"),
        ("AUKUS", TODAY, "AUS GBR USA"),
        ("GCC", TODAY, "SAU ARE KWT QAT BHR OMN"),
        ("EAEU", TODAY, "RUS BLR KAZ ARM KGZ"),
    ],
)
def test_members_are_those_of_the_day(name: str, on: date, members: str) -> None:
    assert grouping(name).members(on) == ccodes(members)


SIZES = {
    "NATO": [("1949-12-31", 12), ("1990-10-03", 16), ("2020-03-27", 30), ("2025-12-31", 32)],
    "EU": [("1993-11-01", 12), ("2013-07-01", 28), ("2020-01-31", 28), ("2020-02-01", 27)],
    "ASEAN": [("2025-10-25", 10), ("2025-10-26", 11)],
    "ECOWAS": [("2025-01-28", 15), ("2025-01-29", 12)],
    "NAM": [("2012-08-31", 119), ("2024-06-01", 120)],
    "WARSAW_PACT": [("1955-06-01", 8), ("1970-01-01", 7), ("1991-07-02", 0)],
} | {
    name: [("2025-12-31", count)]
    for name, count in {
        "AU": 54, "OIC": 56, "ARAB_LEAGUE": 21, "OSCE": 56, "OAS": 34, "CICA": 27, "APEC": 20, "RCEP": 15, "SAARC": 8,
        "BIMSTEC": 7, "OTS": 5, "OAPEC": 10, "OPEC": 12, "OPEC_PLUS": 22, "G20": 19, "FIVE_EYES": 5, "NORDIC": 5,
    }.items()
}  # fmt: skip
"""What the bodies say of themselves, less members that are no states (Palestine, the Holy See, Western Sahara)."""


@pytest.mark.parametrize(("name", "on", "count"), [(name, *size) for name, sizes in SIZES.items() for size in sizes])
def test_a_grouping_has_as_many_members_as_it_says_of_itself(name: str, on: str, count: int) -> None:
    assert len(grouping(name).members(date.fromisoformat(on))) == count


def test_india_and_pakistan_were_observers_of_the_sco_until_they_joined() -> None:
    sco = grouping("SCO")
    assert set(ccodes("IND PAK MNG IRN AFG BLR")) == set(sco.members(date(2017, 6, 8), "observer"))
    assert not set(ccodes("IND PAK")) & set(sco.members(date(2017, 6, 9), "observer"))
    assert ccodes("TUR")[0] in sco.members(date(2018, 6, 10), "dialogue_partner")
    assert len(sco.members(TODAY, "partner")) == 17


def test_the_saudi_place_in_brics_is_a_role_of_its_own_and_unsure() -> None:
    brics = grouping("BRICS")
    saudi = state("Saudi Arabia").ccode
    assert saudi not in brics.ever_members()
    assert brics.members(TODAY, "invited") == (saudi,)
    assert [spell.sure for spell in brics.member_spells("invited") if spell.ccode == saudi] == [False]
    assert brics.members(date(2023, 12, 1), "invited") == ccodes("ARG SAU")


def test_a_suspended_member_is_still_a_member() -> None:
    league, egypt = grouping("Arab League"), state("Egypt").ccode
    assert egypt in league.members(date(1985, 1, 1))
    assert egypt in league.members(date(1985, 1, 1), "suspended")
    assert egypt not in league.members(date(1990, 1, 1), "suspended")


def test_armenia_is_frozen_in_the_csto_and_not_out() -> None:
    armenia = state("Armenia").ccode
    assert armenia in grouping("CSTO").members(TODAY)
    assert grouping("CSTO").members(TODAY, "frozen") == (armenia,)


def test_the_collective_security_treaty_had_parties_before_it_had_members() -> None:
    csto = grouping("CSTO")
    assert csto.members(date(1998, 1, 1), "party") == ccodes("ARM AZE BLR GEO KAZ KGZ RUS TJK UZB")
    assert csto.members(date(2000, 1, 1), "party") == ccodes("ARM BLR KAZ KGZ RUS TJK")


def test_leadership_passes_with_the_day() -> None:
    assert grouping("NATO").led_by(2, TODAY)
    assert not grouping("SCO").led_by(2, TODAY)
    assert grouping("SCO").leaders_on(TODAY) == (710, 365)
    assert grouping("EEC").leaders_on(date(1970, 1, 1)) == (260, 220)
    assert grouping("EEC").leaders_on(date(1992, 1, 1)) == (255, 220)
    assert grouping("G20").leaders_on(TODAY) == ()


def test_defence_is_owed_under_the_treaties_of_nato_and_csto_and_not_of_the_sco() -> None:
    for name, owed in (("NATO", True), ("CSTO", True), ("ANZUS", True), ("SCO", False), ("BRICS", False)):
        provision = grouping(name).charter["mutual_defence_clause"]
        assert provision.value is owed
        assert provision.article


def test_own_treaties_carry_their_numbers_in_atop() -> None:
    assert grouping("NATO").own_treaties == (3180,)
    assert grouping("SCO").own_treaties == (4810, 6020)
    assert grouping("QUAD").own_treaties == ()


def test_members_without_a_state_stand_apart() -> None:
    assert [one.name for one in grouping("G20").other_members] == ["European Union", "African Union"]
    assert [one.name for one in grouping("APEC").other_members] == ["Hong Kong, China"]


@given(every_grouping)
def test_every_grouping_is_fully_declared(one: Grouping) -> None:
    assert one.kind in KINDS
    assert set(one.charter) == set(FLAGS)
    assert one.founding is not None
    assert one.founding.citation
    assert one.name("en")
    assert any("一" <= character <= "鿿" for character in one.name("zh-Hant")) or one.id in (
        "OPEC_PLUS",
        "AUKUS",
        "BRICS",
    )
    assert all(source.citation for source in one.sources.values())
    assert {spell.source for spell in one.spells} == set(one.sources), "each spell cites a source, each source a spell"


@given(every_grouping, days)
def test_members_on_a_day_are_exactly_the_states_whose_spell_covers_it(one: Grouping, on: date) -> None:
    for role in ROLES:
        held = one.members(on, role)
        assert list(held) == sorted(set(held))
        assert set(held) == {spell.ccode for spell in one.spells if spell.role == role and spell.span.covers(on)}
        assert set(held) <= set(one.ever_members(role))


@given(every_grouping, days)
def test_nobody_belongs_before_the_founding_or_after_the_end(one: Grouping, on: date) -> None:
    if not one.alive(on):
        assert all(one.members(on, role) == () for role in ROLES)


@given(every_grouping)
def test_a_grouping_is_found_under_its_id_names_and_aliases_whatever_their_case(one: Grouping) -> None:
    for name in (one.id, one.id.lower(), one.id.replace("_", " "), *one.names.values(), *one.aliases):
        assert grouping(name) is one
        assert grouping(f" {name.upper()} ") is one


def test_no_name_belongs_to_two_groupings() -> None:
    from softbalance.terms.state_names import fold

    keys = [
        (fold(name), one.id) for one in groupings().values() for name in {one.id, *one.names.values(), *one.aliases}
    ]
    owners: dict[str, set[str]] = {}
    for key, owner in keys:
        owners.setdefault(key, set()).add(owner)
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}


def test_a_misspelt_grouping_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="softbalance groupings") as caught:
        resolve_grouping("NATOO")
    assert caught.value.nearest[0] == "NATO"


def test_an_unknown_role_is_refused_with_the_roles_there_are() -> None:
    with pytest.raises(BadInput, match="dialogue_partner"):
        grouping("SCO").members(TODAY, "dialog partner")


@pytest.mark.parametrize(
    "text", ["China, Russia, Iran, DPRK", "中國、俄羅斯、伊朗、北韓", "CHN，RUS，IRN，PRK", "710;365;630;731,"]
)
def test_any_list_of_states_is_a_grouping_made_up_by_the_user(text: str) -> None:
    axis = resolve_grouping(text)
    assert axis.made_up
    assert axis.kind == "user-defined"
    assert axis.members(date(1950, 1, 1)) == axis.members(TODAY) == ccodes("CHN RUS IRN PRK")
    assert axis.id == "CHN+RUS+IRN+PRK"
    assert axis.name("en") == "Made up by the user: Russia, Iran, China, North Korea"
    assert axis.name("zh-Hant") == "使用者自訂：俄羅斯、伊朗、中國、北韓"


@given(st.lists(st.sampled_from(states()), min_size=2, max_size=12, unique=True))
def test_a_made_up_grouping_has_the_states_it_was_made_of_on_every_day(some: list) -> None:
    made = made_up(some)
    assert made.members(date(1900, 1, 1)) == made.members(TODAY) == tuple(sorted(one.ccode for one in some))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("China,", "at least two states; named: 1"),
        (",", "at least two states; named: 0"),
        ("China, PRC", "named more than once: China"),
        ("China", r"'China' is one state \(China\)"),
    ],
)
def test_one_state_or_a_state_named_twice_makes_no_grouping(text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        resolve_grouping(text)


def test_a_list_with_an_unclear_name_is_refused_by_that_name() -> None:
    with pytest.raises(AmbiguousName, match="'Korea'"):
        resolve_grouping("China, Korea")
    with pytest.raises(UnknownName, match="'Chnia'"):
        resolve_grouping("Chnia, Russia")


def test_names_in_another_language_are_refused() -> None:
    with pytest.raises(BadInput, match="zh-Hant"):
        grouping("SCO").name("de")
