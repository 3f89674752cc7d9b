"""Pairs of states, with and without direction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softbalance.terms.dyads import DirectedDyad, Dyad, directed_dyads_among, dyads_among
from softbalance.terms.errors import BadInput

ccodes = st.integers(2, 990)
pairs = st.tuples(ccodes, ccodes).filter(lambda pair: pair[0] != pair[1])


@given(pairs)
def test_a_dyad_is_the_same_in_whatever_order_its_states_are_named(pair: tuple[int, int]) -> None:
    assert Dyad.of(*pair) == Dyad.of(*reversed(pair))
    assert Dyad.of(*pair).low < Dyad.of(*pair).high


@given(pairs)
def test_a_directed_dyad_never_equals_an_undirected_one(pair: tuple[int, int]) -> None:
    directed, undirected = DirectedDyad(min(pair), max(pair)), Dyad.of(*pair)
    assert directed != undirected
    assert len({directed, undirected}) == 2
    with pytest.raises(TypeError):
        _ = directed < undirected  # type: ignore[operator]


@given(pairs)
def test_direction_is_given_up_and_taken_back_only_on_purpose(pair: tuple[int, int]) -> None:
    directed = DirectedDyad(*pair)
    assert directed.reversed() != directed
    assert directed.reversed().reversed() == directed
    assert directed.undirected() == directed.reversed().undirected()
    assert set(directed.undirected().directed()) == {directed, directed.reversed()}


@given(st.lists(ccodes, max_size=12))
def test_n_states_form_half_as_many_dyads_as_directed_dyads(some: list[int]) -> None:
    n = len(set(some))
    assert len(dyads_among(some)) == n * (n - 1) // 2
    assert len(directed_dyads_among(some)) == n * (n - 1)
    assert {one.undirected() for one in directed_dyads_among(some)} == set(dyads_among(some))


def test_a_state_forms_no_dyad_with_itself() -> None:
    with pytest.raises(BadInput, match="two different states"):
        Dyad.of(710, 710)
    with pytest.raises(BadInput, match="710 twice"):
        DirectedDyad(710, 710)


def test_a_dyad_written_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(BadInput, match=r"Dyad\.of\(\)"):
        Dyad(750, 710)


def test_india_is_chinas_partner_in_their_dyad() -> None:
    assert Dyad.of(710, 750).other(710) == 750
    assert Dyad.of(710, 750).other(750) == 710
    with pytest.raises(BadInput, match="365 is not in the dyad"):
        Dyad.of(710, 750).other(365)
