"""Numbers, dates and lists in both languages."""

from datetime import date

import pytest
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol, get_minus_sign_symbol

from softbalance.interfaces import formats


def test_cldr_writes_chinese_numbers_with_the_marks_of_english():
    assert (get_decimal_symbol("zh_Hant"), get_group_symbol("zh_Hant")) == (".", ",")
    assert get_minus_sign_symbol("zh_Hant") == get_minus_sign_symbol("en")
    assert formats.number(1234567.25, 2) == format_decimal(1234567.25, "#,##0.00", locale="zh_Hant")


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (0.8134, "index", "0.81", "0.81"),
        (-0.0512, "index", "−0.051", "−0.051"),
        (0.00031, "index", "0.00031", "0.00031"),
        (0.4213, "share", "42.1%", "42.1%"),
        (0.000231, "share", "0.023%", "0.023%"),
        (2.7435e13, "USD", "27.4 trillion USD", "27.4兆美元"),
        (3.5e8, "USD", "350 million USD", "3.50億美元"),
        (3.3123e9, "persons", "3.31 billion people", "33.1億人"),
        (1234.0, "persons", "1,234 people", "1,234人"),
        (35_012_345.0, "km2", "35.0 million km²", "3,501萬平方公里"),
        (12.0, "count", "12", "12"),
        (7.0, "rank", "7", "7"),
        (12.0, "TIV", "12.0 TIV", "12.0 TIV"),
        (0.0, "share", "0.0%", "0.0%"),
        (2025.0, "year", "2025", "2025"),
        (1.0, "yes_no", "yes", "是"),
        (0.0, "yes_no", "no", "否"),
        (2e7, "tonnes", "20.0 million tonnes", "2,000萬公噸"),
    ],
)
def test_a_figure_is_written_with_its_unit_at_a_readable_scale(value, unit, english, chinese):
    assert formats.quantity(value, unit) == english
    assert formats.quantity(value, unit, "zh-Hant") == chinese


def test_an_interval_stands_at_the_scale_of_its_figure():
    assert formats.interval(2.7e13, 2.6e13, 2.85e13, "USD") == "27.0 trillion USD [26.0, 28.5]"
    assert formats.interval(0.999e9, 0.9e9, 1.1e9, "USD", "zh-Hant") == "9.99億美元 [9.00, 11.00]"


def test_dates_and_lists_follow_the_language():
    assert formats.day(date(2017, 6, 9)) == "9 June 2017"
    assert formats.day(date(2017, 6, 9), "zh-Hant") == "2017年6月9日"
    assert [formats.listing(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert formats.listing(["印度", "中國"], "zh-Hant") == "印度和中國"
