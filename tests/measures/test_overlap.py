from hypothesis import given
from hypothesis import strategies as st

from softbalance.measures.overlap import jaccard, members_in, overlap

SCO = frozenset({365, 372, 630, 702, 703, 705, 710, 750, 770})
QUAD = frozenset({2, 740, 750, 900})


def test_india_is_what_the_sco_and_the_quad_share():
    result = overlap(SCO, {"QUAD": QUAD, "NATO": frozenset({2, 20})})
    assert result["QUAD"].shared == (750,)
    assert result["QUAD"].jaccard == 1 / 12
    assert result["QUAD"].share == 1 / 9
    assert result["NATO"].shared == ()


def test_each_member_is_told_where_else_it_sits():
    seats = members_in(SCO, {"QUAD": QUAD})
    assert seats[750] == ("QUAD",)
    assert seats[710] == ()


@given(st.frozensets(st.integers(1, 30)), st.frozensets(st.integers(1, 30)))
def test_jaccard_does_not_depend_on_who_is_named_first(first, second):
    assert jaccard(first, second) == jaccard(second, first)
    assert 0 <= jaccard(first, second) <= 1
    assert jaccard(first, first) == (1 if first else 0)
