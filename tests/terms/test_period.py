"""Spans of days and periods of years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softbalance.terms.errors import BadInput
from softbalance.terms.period import Period, Span, first_overlap

days = st.dates(date(1816, 1, 1), date(2025, 12, 31))
years = st.integers(1816, 2025)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(days)
    return Span(start, draw(st.none() | st.dates(start, date(2025, 12, 31))))


def test_a_span_includes_its_first_and_its_last_day_and_no_other() -> None:
    span = Span(date(1973, 9, 18), date(1990, 10, 2))
    assert span.covers(date(1973, 9, 18))
    assert span.covers(date(1990, 10, 2))
    assert not span.covers(date(1973, 9, 17))
    assert not span.covers(date(1990, 10, 3))


def test_an_open_span_covers_every_later_day() -> None:
    assert Span(date(1945, 10, 24)).covers(date(2100, 1, 1))


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(BadInput, match=r"ends \(1989-01-01\) before it starts"):
        Span(date(1990, 1, 1), date(1989, 1, 1))


@given(spans(), spans())
def test_two_spans_overlap_exactly_when_one_covers_the_start_of_the_other(one: Span, two: Span) -> None:
    assert one.overlaps(two) == (one.covers(two.start) or two.covers(one.start))
    assert one.overlaps(two) == two.overlaps(one)


@given(st.lists(spans(), max_size=5))
def test_an_overlap_is_found_exactly_when_some_pair_overlaps(some: list[Span]) -> None:
    pairs = [(a, b) for i, a in enumerate(some) for b in some[i + 1 :]]
    assert (first_overlap(some) is not None) == any(a.overlaps(b) for a, b in pairs)


@given(years, years)
def test_a_period_holds_its_years_and_no_others(a: int, b: int) -> None:
    period = Period(min(a, b), max(a, b))
    assert list(period) == list(range(min(a, b), max(a, b) + 1))
    assert len(period) == len(list(period))
    assert all(year in period for year in period)
    assert min(a, b) - 1 not in period
    assert max(a, b) + 1 not in period


@given(years, years, years, years)
def test_the_overlap_of_two_periods_is_their_common_years(a: int, b: int, c: int, d: int) -> None:
    one, two = Period(min(a, b), max(a, b)), Period(min(c, d), max(c, d))
    common = sorted(set(one) & set(two))
    assert list(one.overlap(two) or ()) == common


def test_a_day_lies_in_the_period_of_its_year() -> None:
    assert date(2022, 3, 2) in Period(2022, 2023)
    assert "2022" not in Period(2022, 2023)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInput, match="cannot end"):
        Period(2020, 2019)
