"""Promises put to the test by war."""

import polars as pl
import pytest

from softbalance.measures.kept_promises import OBLIGATIONS, kept_promises
from softbalance.terms.errors import BadInput


def promises(*rows: tuple[int, bool, bool]) -> pl.DataFrame:
    table = pl.DataFrame(rows, schema={"war": pl.Int64, "honoured": pl.Boolean, "defence": pl.Boolean}, orient="row")
    return table.with_columns(pl.lit(False).alias(name) for name in OBLIGATIONS[1:])


TABLE = promises((1, True, True), (2, False, True), (3, True, False))


def test_one_of_two_defence_pacts_was_honoured():
    found = kept_promises(TABLE, "defence")
    assert (found.honoured, found.violated) == (1, 1)
    assert found.rate.n == 2
    assert found.rate.value == pytest.approx(0.5, abs=1e-9)


def test_a_great_war_is_one_war():
    table = promises(*((1, True, True) for _ in range(20)), (2, False, True), (3, False, True))
    assert kept_promises(table).rate.value < 0.5 < 20 / 22


def test_an_obligation_nobody_tested_is_unknown():
    assert kept_promises(TABLE, "neutrality").rate.value is None


def test_unknown_obligations_are_refused():
    with pytest.raises(BadInput, match="friendship"):
        kept_promises(TABLE, "friendship")
