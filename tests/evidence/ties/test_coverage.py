import polars as pl
import pytest

from softbalance.evidence.ties.coverage import ANYBODY, COVERAGE, coverage_table, covers
from softbalance.evidence.ties.names import codes_of, from_gleditsch_ward
from softbalance.sources import declaration
from softbalance.terms.errors import SchemaChanged


@pytest.mark.parametrize("one", COVERAGE, ids=lambda one: f"{one.source}-{one.reporter}")
def test_outside_its_coverage_a_source_says_nothing(one):
    open_to = {ANYBODY, one.reporter}
    rest = [other for other in COVERAGE if other.kind == one.kind and other != one and other.reporter in open_to]
    assert covers(one.kind, one.since, one.reporter)
    assert covers(one.kind, one.until, one.reporter)
    for year in (one.since - 1, one.until + 1):
        elsewhere = any(other.since <= year <= other.until for other in rest)
        assert covers(one.kind, year, one.reporter) == elsewhere


@pytest.mark.parametrize("one", COVERAGE, ids=lambda one: f"{one.source}-{one.reporter}")
def test_no_source_is_said_to_cover_more_than_it_declares(one):
    declared = declaration(one.source)
    assert declared.since <= one.since <= one.until == declared.until


def test_a_reporters_coverage_is_its_own():
    assert covers("exports", 2024, 710)
    assert not covers("exports", 2024, 750)
    assert not covers("troops", 2020, 365)


def test_the_table_of_coverage_is_the_list():
    assert coverage_table().height == len(COVERAGE)


def test_macao_is_not_macedonia_and_the_channel_islands_are_not_chile():
    assert codes_of(["MAC"], source="imf_imts_us_china") == {"MAC": None}
    with pytest.raises(SchemaChanged):
        codes_of(["CHI"], source="imf_imts_us_china")


def test_germany_before_and_after_unity_has_two_numbers():
    frame = pl.DataFrame({"gw": [260, 260, 678], "year": [1985, 2005, 2005]})
    assert frame.select(from_gleditsch_ward("gw")).to_series().to_list() == [260, 255, 679]
