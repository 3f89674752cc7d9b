import polars as pl
import pytest

from softbalance.evidence.ties.troops import process

mirror = pytest.mark.mirror


@mirror
@pytest.mark.parametrize(("host", "soldiers"), [(255, 36541), (740, 55154), (732, 24515), (640, 1692)])
def test_us_soldiers_in_2024_are_those_of_the_country_year_file(forces, host, soldiers):
    """M. Flynn, troopdata, troopdata-rebuild-country-year.csv at commit 3946bcf: Germany, Japan, Korea, Turkey."""
    row = forces.stationed.filter((pl.col("to_ccode") == host) & (pl.col("year") == 2024))
    assert row["value"].to_list() == [soldiers]
    assert row["from_ccode"].to_list() == [2]


@mirror
def test_nobody_else_stations_troops_in_these_data(forces):
    assert forces.stationed["from_ccode"].unique().to_list() == [2]


@mirror
def test_forty_two_sites_are_listed_in_japan_and_thirty_two_in_south_korea(forces):
    """D. Vine's list in troopdata, basedata.csv."""
    sites = forces.stationed.filter(pl.col("kind") == "bases").select("to_ccode", "value")
    assert dict(sites.rows()) | {740: 42.0, 732: 32.0} == dict(sites.rows())


@mirror
def test_exercises_have_no_direction_and_end_in_2010(forces):
    held = forces.exercises
    assert (held["ccode1"] < held["ccode2"]).all()
    assert (held["year"].min(), held["year"].max()) == (1980, 2010)


def hosts(*rows):
    return pl.DataFrame(rows, schema=["ccode", "year", "troops_ad"], orient="row")


def rest():
    return {
        "us_bases": pl.DataFrame({"ccode": [740, 2]}),
        "exercises": pl.DataFrame({"MMEID": ["a", "a", "b"], "gwcode": [260.0, 2.0, None], "year": [2005.0] * 3}),
    }


def test_a_host_listed_twice_under_an_old_and_a_new_name_counts_once():
    table = process({"troops": hosts((316, 2024, 0), (316, 2024, 16)), **rest()}).stationed
    assert table.filter(pl.col("kind") == "troops")["value"].to_list() == [16.0]


def test_puerto_rico_and_other_territories_host_nobody():
    table = process({"troops": hosts((6, 2020, 500), (1029, 1951, 3)), **rest()}).stationed
    assert table.filter(pl.col("kind") == "troops").is_empty()


def test_united_germany_has_its_own_number_in_exercises_after_1990():
    held = process({"troops": hosts((740, 2020, 1)), **rest()}).exercises
    assert held.rows() == [(2, 255, 2005, 1)]
