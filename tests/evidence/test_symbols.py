import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softbalance.evidence.symbols import symbol_key

SAME = [
    ("A/RES/2022(XX)", "R/20/2022"),
    ("A/RES/2022 (XX)", "R/20/2022"),
    ("A/RES/40/96C", "R/40/96C"),
    ("A/RES/31/106[A]", "R/31/106A"),
    ("A/RES/72/10", "R/72/10"),
    ("A/RES/3379(XXX)", "R/30/3379"),
]


@pytest.mark.parametrize(("library", "voeten"), SAME)
def test_both_records_write_the_same_resolution_under_one_key(library, voeten):
    assert symbol_key(library) == symbol_key(voeten) is not None


def test_special_and_emergency_sessions_are_kept_apart_from_regular_ones():
    keys = [symbol_key(one) for one in ("A/RES/ES-11/1", "A/RES/S-11/1", "A/RES/11/1", "A/RES/1(XI)")]
    assert keys[:3] == ["ES11|1|", "S11|1|", "11|1|"]
    assert keys[2] == keys[3]


def test_parts_are_kept_apart():
    assert len({symbol_key(f"A/RES/40/96{part}") for part in ("", "A", "B", "[C]")}) == 4


@pytest.mark.parametrize("other", ["GOAR/1/2", "S/RES/1441", "", "A/RES/", "A/C.3/77/L.1"])
def test_what_is_no_resolution_of_the_assembly_has_no_key(other):
    assert symbol_key(other) is None


def roman(number):
    signs = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        while number >= value:
            text, number = text + sign, number - value
    return text


@settings(deadline=None)
@given(st.integers(1, 80), st.integers(1, 4000))
def test_roman_and_arabic_sessions_meet(session, number):
    assert symbol_key(f"A/RES/{number}({roman(session)})") == symbol_key(f"R/{session}/{number}")
