"""Groupings that never were, beside those that are."""

from itertools import permutations

import numpy as np
import polars as pl
import pytest

from softbalance.measures.belonging import null_groupings
from softbalance.measures.grouping_occasions import dispute_acts
from softbalance.terms.errors import NotEnoughData
from tests.evidence.record_frames import fights, spells

MEMBERS = spells((1, 1990, 2010), (2, 1990, 2010))
POOL = spells(*((ccode, 1980, 2020) for ccode in (1, 2, 11, 12, 13, 21, 22, 23)))
FRIENDS = fights(
    ("m", 2000, 4, {99: ("a", True, 4), 1: ("b", True, 4), 2: ("b", False, 4)}),
    ("n", 2001, 4, {99: ("a", True, 4), 11: ("b", True, 4), 12: ("b", False, 4)}),
    ("o", 2002, 4, {99: ("a", True, 4), 21: ("b", True, 4)}),
)


def acts_of(members: pl.DataFrame) -> pl.DataFrame:
    return dispute_acts(*FRIENDS, members)


def test_members_that_always_help_each_other_stand_above_the_null():
    found = null_groupings(MEMBERS, POOL, acts_of, rng=np.random.default_rng(3), draws=60)
    assert found.observed == 1.0
    assert found.percentile > 0.8
    assert 0 < found.untested < 1


def test_the_null_agrees_with_all_pairs_of_outsiders():
    found = null_groupings(MEMBERS, POOL, acts_of, rng=np.random.default_rng(4), draws=400)
    rates = []
    for one, other in permutations((11, 12, 13, 21, 22, 23), 2):
        told = acts_of(spells((one, 1990, 2010), (other, 1990, 2010)))
        others = told.filter(pl.col("act") != "beneficiary")
        if others.height:
            rates.append((others["act"] == "joined").sum() / others.height)
    assert found.rates.mean() == pytest.approx(np.mean(rates), abs=0.06)


def test_matched_stand_ins_are_of_the_members_own_class():
    seen: set[int] = set()

    def watch(members: pl.DataFrame) -> pl.DataFrame:
        seen.update(members["ccode"])
        return acts_of(members)

    strata = {1: "east", 2: "east", 11: "east", 12: "east", 13: "east", 21: "west", 22: "west", 23: "west"}
    null_groupings(MEMBERS, POOL, watch, rng=np.random.default_rng(5), draws=30, strata=strata)
    assert seen == {1, 2, 11, 12, 13}


def test_a_member_without_its_like_is_named_and_gets_any_stand_in():
    strata = {1: "island"}
    found = null_groupings(MEMBERS, POOL, acts_of, rng=np.random.default_rng(6), draws=5, strata=strata)
    assert found.widened == (1,)


def test_too_few_outsiders_are_refused():
    with pytest.raises(NotEnoughData, match="never belonged"):
        null_groupings(MEMBERS, spells((1, 1980, 2020), (11, 1980, 2020)), acts_of, rng=np.random.default_rng(7))


def test_the_same_seed_draws_the_same_groupings():
    first, second = (
        null_groupings(MEMBERS, POOL, acts_of, rng=np.random.default_rng(8), draws=20).rates for _ in range(2)
    )
    assert first.tolist() == second.tolist()
