"""Every reader on its real file: columns as declared, and a value that is known from the publisher.

The values are those that the publishers print, as found beside the files when they were chosen; where a test
counts rows, the count is the publisher's or the codebook's.
"""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from softbalance.sources import Store, declaration, declared
from softbalance.sources import read as read_anew
from softbalance.sources.store import by_data_set

pytestmark = pytest.mark.mirror
c = pl.col


@pytest.fixture(scope="session")
def real(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store filled from the mirror."""
    store = Store(tmp_path_factory.mktemp("real"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTBALANCE_MIRROR", str(mirror))
        store.pull()
    return store


def read(source_id: str, store: Store, table: str | None = None) -> pl.DataFrame:
    """Read a table once for all tests."""
    return _read_once(source_id, store, declaration(source_id).table(table).name)


@cache
def _read_once(source_id: str, store: Store, table: str) -> pl.DataFrame:
    return read_anew(source_id, store, table)


TABLES = [(source_id, table.name) for source_id in declared() for table in declaration(source_id).tables]


def test_everything_declared_comes_from_the_mirror_and_is_whole(real):
    assert {status.state for status in by_data_set(real.verify())} == {"held"}


@pytest.mark.parametrize(("source_id", "table"), TABLES)
def test_every_table_has_the_columns_and_types_it_promises(real, source_id, table):
    frame = read(source_id, real, table)
    promised = declaration(source_id).table(table).columns
    assert dict(frame.schema) == {column.name: getattr(pl, column.dtype) for column in promised}
    assert frame.height > 0
    for column in promised:
        if column.optional or column.name in EMPTY.get(source_id, ()):
            continue
        assert frame[column.name].null_count() < frame.height, f"{column.name} is empty"


EMPTY = {
    "un_ga_votes": ("draft", "committee_report", "subjects", "vote_note"),
    "wb_gdp_ppp": ("", "2022", *map(str, range(1960, 1990))),
    "sipri_milex": ("",),
    "mia_authority": ("DIMENSIONS", "COMPONENTS"),
    "eurostat_central_asia": ("2022-12",),
    "kiel_ukraine": ("Working/Debug >>>", *(f"Unnamed: {number}" for number in range(83, 92))),
}

KNOWN = [
    ("cow_states", None, c("stateabb") == "CHN", "ccode", [710]),
    ("cow_majors", None, (c("ccode") == 710) & (c("styear") == 1950), "endyear", [2016]),
    ("cow_nmc", None, (c("ccode") == 710) & (c("year") == 2022), "cinc", [0.234]),
    ("cow_nmc", None, (c("ccode") == 2) & (c("year") == 2022), "cinc", [0.124]),
    ("wb_gdp", None, (c("Country Code") == "USA") & (c("Year") == 2023), "Value", [27.36e12]),
    ("wb_gdp_ppp", None, c("Country Code") == "CHN", "2021", [27.31e12]),
    ("wb_population", None, (c("Country Code") == "IND") & (c("Year") == 2024), "Value", [1450.9e6]),
    ("sipri_milex", "current_usd", c("Country") == "China", "2024", [313.7e3]),
    ("sipri_milex", "current_usd", c("Country") == "United States of America", "2024", [997.3e3]),
    ("vdem", None, (c("ccode") == 750) & (c("year") == 2024), "v2x_polyarchy", [0.381]),
    ("fas_warheads", None, (c("country_name") == "China") & (c("year") == 2023), "nuclear_weapons_stockpile", [410]),
    ("countries_area", None, c("cca3") == "KAZ", "area", [2_724_900]),
    ("countries_area", None, c("cca2") == "NA", "area", [825_615]),
    (
        "cow_trade",
        None,
        (c("ccode1") == 705) & (c("ccode2") == 710) & (c("year") == 2014),
        "flow1",
        [14_109],
    ),
    ("unctad_trade_2015", None, (c("source") == "China") & (c("target") == "Kazakhstan"), "edgewidth", [8_427_396.7]),
    ("imf_trade_2019_2020", "cleaned", (c("from_code") == "CHN") & (c("to_code") == "KAZ"), "2020", [11_707.0]),
    ("imf_trade_2019_2020", "raw", (c("from") == "CN") & (c("to") == "W00"), "2019", [2_498_548.6]),
    ("imf_imts_us_china", None, c("SERIES_CODE") == "CHN.XG_FOB_USD.KAZ.A", "2024", [28_128.5]),
    ("sipri_arms_register", None, c("Recipient") == "Afghanistan", "Supplier", None),
    ("aiddata_gcdf", None, pl.lit(value=True), "oof_adj", 1_116e9),
    (
        "oecd_aid",
        None,
        (c("Donor") == "Türkiye")
        & (c("Recipient") == "Syrian Arab Republic")
        & (c("Aid type") == "ODA: Total Net")
        & (c("Year") == 2022),
        "Value",
        [4656],
    ),
    (
        "kiel_ukraine",
        None,
        (c("donor") == "United States") & (c("measure") == "Allocation"),
        "tot_sub_activity_value_EUR",
        114.1e9,
    ),
    (
        "atop_dyads",
        None,
        (c("ccode1") == 2) & (c("ccode2") == 255) & (c("year") == 2018),
        "atop_defense",
        [1],
    ),
    (
        "atop_dyads",
        None,
        (c("ccode1") == 365) & (c("ccode2") == 710) & (c("year") == 2018),
        "atop_defense",
        [0],
    ),
    ("atop_alliances", None, c("atopid") == 3180, "begyr", [1949]),
    ("atop_members", None, (c("atopid") == 3180) & (c("member") == 640), "yrent", [1952]),
    ("tss_rivalries", None, (c("ccode1") == 710) & (c("ccode2") == 750), "start", [1948]),
    ("icow_claims", None, (c("chal") == 365) & (c("tgt") == 369), "endclaim", None),
    ("gml_dirdisp", "participants", c("dispnum") == 2, "ccode", [200, 2]),
    ("cow_mid_disps", None, c("dispnum") == 2, "styear", [1902]),
    ("leeds_anac", None, pl.lit(value=True), "honor3", 93),
    ("alliance_performance", None, pl.lit(value=True), "honorBF", 69),
    ("alliance_performance", None, pl.lit(value=True), "violateBF", 70),
    ("icb_crises", None, c("crisno") == 1, "crisname", ["RUSSIAN CIVIL WAR I"]),
    ("icb_actors", None, c("cracno") == 1, "actor", ["RUS"]),
    ("mia_authority", None, (c("ioname") == "SCO") & (c("year") == 2019), "pooling", [0.20]),
    ("troops", None, (c("iso3c") == "DEU") & (c("year") == 2024), "troops_ad", [36_541]),
    (
        "icews_dyads",
        None,
        (c("i") == "Russian Federation") & (c("j") == "China") & (c("year") == 2014),
        "verbCoop",
        [2287],
    ),
    ("peace_scale", None, (c("dyad") == 750_770) & (c("yearmonth") == 2020), "peacelevel", [0.0]),
    ("cow_contdir", None, (c("ccode1") == 710) & (c("ccode2") == 365) & (c("conttype") == 1), "ccode2", None),
    ("state_dept_important", None, c("resolution") == "A/RES/73/294", "report_year", [2019]),
]


@pytest.mark.parametrize(("source_id", "table", "where", "column", "known"), KNOWN)
def test_a_figure_is_the_one_its_publisher_prints(real, source_id, table, where, column, known):
    found = read(source_id, real, table).filter(where)[column]
    if known is None:
        assert len(found) > 0
    elif isinstance(known, list) and isinstance(known[0], str):
        assert found.to_list() == known
    elif isinstance(known, list):
        assert found.to_list() == [pytest.approx(value, rel=5e-3, abs=5e-3) for value in known]
    else:
        assert found.sum() == pytest.approx(known, rel=1e-3)


ES11 = {  # https://digitallibrary.un.org, voting records of the eleventh emergency special session
    "A/RES/ES-11/1": (141, 5, 35, 12),
    "A/RES/ES-11/3": (93, 24, 58, 18),
    "A/RES/ES-11/4": (143, 5, 35, 10),
    "A/RES/ES-11/6": (141, 7, 32, 13),
    "A/RES/ES-11/7": (93, 18, 65, None),
}


def test_the_votes_on_ukraine_add_up_to_the_tallies_of_the_un(real):
    votes = read("un_ga_votes", real)
    for symbol, (yes, no, abstain, absent) in ES11.items():
        count = dict(votes.filter(c("resolution") == symbol)["ms_vote"].value_counts().iter_rows())
        assert (count["Y"], count["N"], count["A"]) == (yes, no, abstain)
        assert absent in {None, count["X"]}
    first = dict(votes.filter(c("resolution") == "A/RES/ES-11/1").select("ms_code", "ms_vote").iter_rows())
    assert [first[code] for code in ("IND", "CHN", "IRN", "KAZ", "UZB", "RUS", "BLR")] == list("AAAAXNN")


def test_the_collections_of_votes_have_the_sizes_they_are_known_by(real):
    council = read("un_sc_votes", real)
    assert (council.height, council["undl_id"].n_unique()) == (41_079, 2_797)
    votes = read("voeten_votes", real)
    assert dict(votes["vote"].value_counts().iter_rows()) == {"yes": 730_746, "abstain": 116_110, "no": 69_169}
    assert votes.filter(c("country") == "Namibia")["country_code"].unique().to_list() == ["NA"]
    rolls = read("voeten_roll_calls", real)
    assert (rolls.height, rolls["importantvote"].sum(), rolls["importantvote"].null_count()) == (6_464, 411, 866)
    assert [str(day) for day in (rolls["date"].min(), rolls["date"].max())] == ["1946-01-01", "2023-09-01"]
    assert set(read("voeten_issues", real)["short_name"]) == {"me", "nu", "di", "hr", "co", "ec"}


def test_vetoes_are_counted_by_who_cast_them_not_by_the_faulty_marks(real):
    vetoes = read("unsc_vetoes", real)
    cast = pl.concat([vetoes[f"member_veto{number}"] for number in (1, 2, 3)]).drop_nulls()
    known = {"USSR": 90, "Russia": 31, "USA": 82, "UK": 29, "France": 16, "China": 17}
    assert dict(cast.value_counts().iter_rows()) == known
    assert vetoes["USA"].sum() != known["USA"]


def test_members_of_the_sco_in_2014_are_the_six_founders(real):
    bodies = read("cow_igo", real).filter((c("ioname") == "SCO") & (c("year") == 2014))
    columns = read("cow_igo", real, "states")["state"].to_list()
    full = [name for name in columns if bodies[name].item() == 1]
    assert full == ["russia", "tajikistan", "kyrgyzstan", "uzbekistan", "kazakhstan", "china"]


def test_europe_imported_more_from_russia_in_2021_than_it_sold_there(real):
    def year(table: str) -> float:
        trade = read("eurostat_central_asia", real, table).filter(c("TIME_1").str.starts_with("Russia"))
        return sum(trade[name].sum() for name in trade.columns if name.startswith("2021")) / 1e9

    assert year("imports") == pytest.approx(163.6, abs=0.1)
    assert year("exports") == pytest.approx(89.2, abs=0.1)


def test_india_bought_most_of_its_arms_from_russia_in_2010_to_2020(real):
    arms = read("sipri_arms_annual", real).filter((c("recipient_cown") == 750) & c("year").is_between(2010, 2020))
    share = arms.filter(c("supplier_cown") == 365)["value"].sum() / arms["value"].sum()
    assert share == pytest.approx(0.646, abs=0.001)


def test_north_korea_fights_beside_russia_in_2024(real):
    war = read("ucdp_acd", real).filter((c("year") == 2024) & (c("gwno_a") == 365) & (c("gwno_b") == 369))
    assert 731 in war["gwno_a_2nd"].to_list()


def test_hostility_between_india_and_pakistan_reaches_the_use_of_force_every_year_from_2008_to_2014(real):
    pair = (c("ccode1") == 750) & (c("ccode2") == 770) & c("year").is_between(2008, 2014)
    years = read("cow_mid_ddydisps", real).filter(pair)
    assert sorted(years["year"]) == list(range(2008, 2015))
    assert set(years["hostlev"]) == {4}
    naive = read("cow_mid_dirdisps", real).filter(pair)
    assert set(naive["year"]) == set(years["year"])


def test_the_american_sanctions_on_russia_that_were_running_in_2022_began_in_four_years(real):
    cases = read("gsdb", real)
    russia = cases.filter((c("sanctioned_state") == "Russia") & (c("sanctioning_state") == "United States"))
    assert cases.height == 1325
    assert sorted(russia.filter(c("end") == 2022)["begin"]) == [2014, 2017, 2020, 2022]


def test_the_factbook_names_the_quad_among_the_bodies_of_india(real):
    page = read("factbook", real).filter(
        (c("file") == "in") & (c("path") == "Government > International organization participation > text")
    )
    assert "Quad" in page["text"].item()


def test_other_tables_have_the_rows_they_are_known_by(real):
    known = {"us_bases": 414, "exercises": 13_818, "chinese_visits": 792, "cow_capitals": 242, "cow_war_inter": 1_932}
    known |= {"ucdp_external_support": 4_781, "sipri_arms_register": 29_507, "icow_claims": 848}
    assert {source_id: read(source_id, real).height for source_id in known} == known
