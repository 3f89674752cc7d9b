"""From word to deed within one crisis."""

import polars as pl
import pytest

from softbalance.measures.conversion import by_crisis, conversion
from softbalance.terms.errors import BadInput


def test_only_those_who_said_so_can_go_on_to_pay():
    found = conversion([0, 1, 2, 3], [True] * 4, "abcd", start=1, end=2)
    assert found.n == 3
    assert found.value == pytest.approx(3 / 5, abs=1e-6)


def test_a_record_that_cannot_show_payment_says_nothing_of_it():
    assert conversion([1, 1, 2], [False, False, True], "abc", start=1, end=2).n == 1


def test_where_nobody_said_so_conversion_is_unknown():
    found = conversion([0, -1], [True, True], "ab", start=1, end=3)
    assert found.value is None
    assert "no state reached" in found.coverage.note


@pytest.mark.parametrize(("start", "end"), [(2, 2), (3, 1), (0, 1), (1, 4)])
def test_conversion_runs_upwards(start, end):
    with pytest.raises(BadInput):
        conversion([1], [True], "a", start=start, end=end)


def test_a_state_enters_a_crisis_once_with_the_highest_rung_of_its_cases():
    rows = pl.DataFrame(
        {
            "crisis": ["u", "u", "u"],
            "ccode": [2, 2, 640],
            "level": [1, 2, None],
            "say_observed": [True, False, False],
            "pay_observed": [False, True, False],
            "fight_observed": [False, False, False],
        }
    )
    assert by_crisis(rows).rows() == [("u", 2, 2, True, True, False)]
