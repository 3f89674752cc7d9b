"""Deeds over words, inside a grouping and outside it."""

import numpy as np
import polars as pl
import pytest

from softbalance.measures.talk_and_deed import talk_and_deed
from tests.evidence.record_frames import spells

MEMBERS = spells((1, 2002, 2003), (2, 2002, 2003))


def events(*rows: tuple[int, int, int, int, int]) -> pl.DataFrame:
    names = ["from_ccode", "to_ccode", "year", "verbal_cooperation", "material_cooperation"]
    kinds = [pl.Int32, pl.Int32, pl.Int16, pl.Int64, pl.Int64]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


TOLD = events(
    (1, 2, 2002, 100, 3), (2, 1, 2003, 100, 1), (1, 9, 2002, 50, 5), (8, 9, 2002, 150, 1), (8, 9, 1999, 0, 99)
)


def ratio(table=TOLD, members=MEMBERS):
    return talk_and_deed(table, members, rng=np.random.default_rng(1), draws=100)


def test_ratios_by_hand():
    found = ratio()
    assert found.inside.value == pytest.approx(4 / 200)
    assert found.outside.value == pytest.approx(5 / 50)
    assert found.everywhere.value == pytest.approx(10 / 400)
    assert found.inside_less_outside.value == pytest.approx(4 / 200 - 5 / 50)


def test_a_pair_counts_once_whichever_acted():
    assert ratio().inside.n == 1


def test_a_year_before_accession_is_outside():
    found = ratio(members=spells((1, 2002, 2003), (2, 2003, 2003)))
    assert found.inside.value == pytest.approx(1 / 100)
    assert found.outside.value == pytest.approx((3 + 5) / 150)


def test_without_words_there_is_no_ratio():
    found = ratio(events((1, 2, 2002, 0, 3), (8, 9, 2002, 10, 1)))
    assert found.inside.value is None
    assert found.inside_less_outside.value is None
    assert found.everywhere.known


def test_the_interval_holds_the_value():
    found = ratio(events(*((1, j, 2002, 100 + j, j) for j in range(2, 30))))
    assert found.outside.low <= found.outside.value <= found.outside.high
    assert found.outside.low < found.outside.high
