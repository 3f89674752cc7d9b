"""Each rung's definition, worked by hand: A=1, B=2, C=3 are members; X=91, Y=92 are outsiders."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from softbalance.measures.grouping_occasions import (
    AT_HOME,
    FightRule,
    PayRule,
    dispute_acts,
    sanction_acts,
    substituted,
    tallies,
)
from tests.evidence.record_frames import cases, fights, spells

A, B, C, X, Y = 1, 2, 3, 91, 92
MEMBERS = spells((A, 1990, 2010), (B, 1990, 2010), (C, 1990, 2010))


def acts_of(table: pl.DataFrame) -> dict[int, str]:
    return dict(table.select("ccode", "act").iter_rows())


def test_one_member_joins_and_one_stands_aside_when_a_third_is_attacked():
    record = fights(("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4), B: ("b", False, 4)}))
    table = dispute_acts(*record, MEMBERS)
    assert acts_of(table) == {A: "beneficiary", B: "joined", C: "stood_aside"}
    assert table["kind"].unique().to_list() == ["is attacked"]


def test_a_member_that_joined_the_attacker_was_on_the_other_side():
    record = fights(("d", 2000, 5, {X: ("a", True, 5), A: ("b", True, 5), B: ("a", False, 4)}))
    assert acts_of(dispute_acts(*record, MEMBERS)) == {A: "beneficiary", B: "other_side", C: "stood_aside"}


def test_a_dispute_between_members_is_no_occasion():
    record = fights(("d", 2000, 4, {A: ("a", True, 4), B: ("b", True, 4), C: ("b", False, 4)}))
    assert dispute_acts(*record, MEMBERS).is_empty()


def test_a_dispute_with_members_on_both_sides_from_the_first_day_is_no_occasion():
    record = fights(("d", 2000, 4, {A: ("a", True, 4), X: ("a", True, 4), B: ("b", True, 4), Y: ("b", True, 4)}))
    assert dispute_acts(*record, MEMBERS).is_empty()


def test_members_that_join_an_outsider_act_together_too():
    record = fights(("d", 2000, 4, {X: ("a", True, 4), Y: ("b", True, 4), A: ("a", False, 4), B: ("a", False, 4)}))
    table = dispute_acts(*record, MEMBERS)
    assert acts_of(table) == {A: "beneficiary", B: "joined", C: "stood_aside"}
    assert table["kind"].unique().to_list() == ["joins in"]
    assert dispute_acts(*record, MEMBERS, FightRule(kinds=("initiates", "is attacked"))).is_empty()


def test_members_that_join_opposite_outsiders_are_two_occasions():
    record = fights(("d", 2000, 4, {X: ("a", True, 4), Y: ("b", True, 4), A: ("a", False, 4), B: ("b", False, 4)}))
    table = dispute_acts(*record, MEMBERS)
    assert table["episode"].unique().sort().to_list() == ["d/a", "d/b"]
    assert table.filter(pl.col("act") == "other_side").height == 2


def test_help_to_an_outsider_at_war_at_home_is_no_occasion():
    record = fights(("d", 2000, 4, {X: ("a", True, 4), A: ("a", False, 4)}), source="ucdp_external_support")
    assert dispute_acts(*record, MEMBERS, FightRule(kinds=(AT_HOME,))).is_empty()


def test_a_dispute_before_accession_asks_nothing_of_the_later_member():
    members = spells((A, 1990, 2010), (B, 1990, 2010), (C, 2001, 2010))
    record = fights(("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4), C: ("b", False, 4)}))
    assert acts_of(dispute_acts(*record, members)) == {A: "beneficiary", B: "stood_aside"}


def test_a_dispute_before_its_own_accession_is_no_occasion_of_the_grouping():
    members = spells((A, 2001, 2010), (B, 1990, 2010), (C, 1990, 2010))
    record = fights(("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4)}))
    assert dispute_acts(*record, members).is_empty()


def test_members_that_act_together_from_the_first_day_have_joined_each_other():
    record = fights(("d", 2000, 4, {A: ("a", True, 4), B: ("a", True, 4), X: ("b", True, 4)}))
    table = dispute_acts(*record, MEMBERS)
    assert acts_of(table) == {A: "beneficiary", B: "joined", C: "stood_aside"}
    assert table["kind"].unique().to_list() == ["initiates"]


def test_a_member_attacked_together_with_another_that_did_nothing_has_not_joined():
    record = fights(("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4), B: ("b", True, 1)}))
    assert acts_of(dispute_acts(*record, MEMBERS))[B] == "stood_aside"


def test_a_show_of_force_is_below_the_default_level_and_counts_when_asked_for():
    record = fights(("d", 2000, 3, {X: ("a", True, 3), A: ("b", True, 1)}))
    assert dispute_acts(*record, MEMBERS).is_empty()
    assert not dispute_acts(*record, MEMBERS, FightRule(hostility=3)).is_empty()


def test_a_threat_counts_as_joining_unless_force_is_demanded():
    record = fights(("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4), B: ("b", False, 2)}))
    assert acts_of(dispute_acts(*record, MEMBERS))[B] == "joined"
    assert acts_of(dispute_acts(*record, MEMBERS, FightRule(joiner_hostility=4)))[B] == "stood_aside"


def test_only_attacks_can_be_asked_for():
    record = fights(
        ("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4)}),
        ("e", 2001, 4, {A: ("a", True, 4), X: ("b", True, 4)}),
    )
    table = dispute_acts(*record, MEMBERS, FightRule(kinds=("is attacked",)))
    assert table["episode"].unique().to_list() == ["d/b"]


def test_a_war_at_home_is_kept_apart_and_help_for_the_rebels_is_the_other_side():
    states = {A: ("a", True, 4), B: ("a", False, 4), C: ("b", False, 4)}
    record = fights(("d", 2000, 4, states), source="ucdp_external_support")
    assert dispute_acts(*record, MEMBERS).is_empty()
    told = dispute_acts(*record, MEMBERS, FightRule(kinds=(AT_HOME,)))
    assert acts_of(told) == {A: "beneficiary", B: "joined", C: "other_side"}


def test_one_member_follows_within_two_years_and_one_a_year_too_late():
    record = cases(
        ("s", 2000, {A: None}, [X]),
        ("t", 2002, {B: None}, [X]),
        ("u", 2003, {C: None}, [X]),
        ("z", 2009, {Y: None}, [X]),
    )
    first = sanction_acts(*record, MEMBERS).filter(pl.col("year") == 2000)
    assert acts_of(first) == {A: "beneficiary", B: "joined", C: "stood_aside"}


def test_the_latecomer_opens_an_episode_of_its_own():
    record = cases(("s", 2000, {A: None}, [X]), ("u", 2003, {C: None}, [X]), ("z", 2009, {Y: None}, [X]))
    second = sanction_acts(*record, MEMBERS).filter(pl.col("year") == 2003)
    assert acts_of(second) == {A: "stood_aside", B: "stood_aside", C: "beneficiary"}


def test_a_state_that_joined_the_sanction_before_accession_is_no_chance_taken():
    members = spells((A, 1990, 2010), (B, 1990, 2010), (C, 2001, 2010))
    record = cases(("s", 2000, {A: None}, [X]), ("t", 2000, {C: None}, [X]), ("z", 2009, {Y: None}, [X]))
    assert acts_of(sanction_acts(*record, members)) == {A: "beneficiary", B: "stood_aside"}


def test_an_episode_too_near_the_end_of_the_source_is_left_out():
    record = cases(("s", 2000, {A: None}, [X]), ("t", 2001, {B: None}, [X]))
    assert sanction_acts(*record, MEMBERS).is_empty()
    assert not sanction_acts(*record, MEMBERS, PayRule(window=1)).is_empty()


def test_sanctions_that_bind_all_states_are_no_joint_action():
    record = cases(("s", 2000, {A: "UN", B: "UN"}, [X]), ("z", 2009, {Y: None}, [X]), mandated=("s",))
    assert sanction_acts(*record, MEMBERS).is_empty()


def test_a_decision_of_the_grouping_itself_is_kept_apart_and_that_of_another_body_counts():
    record = cases(("s", 2000, {A: None}, [X]), ("t", 2001, {B: "UNION", C: "CLUB"}, [X]), ("z", 2009, {Y: None}, [X]))
    own = acts_of(sanction_acts(*record, MEMBERS, own_body="UNION"))
    assert own == {A: "beneficiary", B: "stood_aside", C: "joined"}
    assert acts_of(sanction_acts(*record, MEMBERS, PayRule(bodies="all"), own_body="UNION"))[B] == "joined"
    assert acts_of(sanction_acts(*record, MEMBERS, PayRule(bodies="none")))[C] == "stood_aside"


def test_an_act_bound_by_a_body_is_marked_and_an_act_of_its_own_goes_before_it():
    record = cases(
        ("s", 2000, {A: None}, [X]),
        ("t", 2001, {B: "CLUB", C: "CLUB"}, [X]),
        ("u", 2001, {C: None}, [X]),
        ("z", 2009, {Y: None}, [X]),
    )
    table = sanction_acts(*record, MEMBERS)
    assert dict(table.select("ccode", "collective").iter_rows()) == {A: False, B: True, C: False}


def test_states_bound_by_one_decision_have_not_joined_each_other():
    record = cases(("s", 2000, {A: "CLUB", B: "CLUB"}, [X]), ("z", 2009, {Y: None}, [X]))
    table = sanction_acts(*record, MEMBERS)
    assert acts_of(table) == {A: "beneficiary", B: "as_one", C: "stood_aside"}
    assert tallies(table).select("chances", "joined").row(0) == (1, 0)
    assert acts_of(sanction_acts(*record, MEMBERS, PayRule(bodies="all")))[B] == "joined"


def test_a_state_that_adds_an_act_of_its_own_to_the_common_decision_has_joined():
    record = cases(("s", 2000, {A: "CLUB", B: "CLUB"}, [X]), ("t", 2001, {B: None}, [X]), ("z", 2009, {Y: None}, [X]))
    assert acts_of(sanction_acts(*record, MEMBERS))[B] == "joined"


def test_a_decision_against_many_states_is_one_episode():
    record = cases(("s", 2000, {A: None}, [X, Y]), ("t", 2001, {B: None}, [Y]), ("z", 2009, {Y: None}, [X]))
    table = sanction_acts(*record, MEMBERS)
    assert table["episode"].n_unique() == 1
    assert acts_of(table) == {A: "beneficiary", B: "joined", C: "stood_aside"}


def test_a_sanctioned_member_is_avenged_by_one_and_deserted_by_another():
    record = cases(
        ("s", 2000, {X: None}, [A]),
        ("t", 2001, {B: None}, [X]),
        ("u", 2001, {C: None}, [A]),
        ("z", 2009, {Y: None}, [X]),
    )
    told = sanction_acts(*record, MEMBERS, PayRule(kinds=("is sanctioned",)))
    assert acts_of(told) == {A: "beneficiary", B: "joined", C: "other_side"}


def test_a_countersanction_before_the_sanction_is_none():
    record = cases(("t", 1999, {B: None}, [X]), ("s", 2000, {X: None}, [A]), ("z", 2009, {Y: None}, [X]))
    told = sanction_acts(*record, MEMBERS, PayRule(kinds=("is sanctioned",)))
    assert acts_of(told) == {A: "beneficiary", B: "stood_aside", C: "stood_aside"}


def test_sanctions_between_members_are_no_occasion():
    record = cases(("s", 2000, {A: None}, [B]), ("z", 2009, {Y: None}, [X]))
    assert sanction_acts(*record, MEMBERS).is_empty()


def test_the_tally_counts_the_other_members_and_not_the_beneficiary():
    record = fights(("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4), B: ("b", False, 4), C: ("a", False, 4)}))
    row = tallies(dispute_acts(*record, MEMBERS)).row(0, named=True)
    assert (row["chances"], row["joined"], row["other_side"]) == (2, 1, 1)


def test_a_stand_in_takes_over_the_years_of_the_member_it_replaces():
    assert_frame_equal(
        substituted(spells((A, 1990, 1991), (B, 1990, 1990)), {A: X}), spells((X, 1990, 1991), (B, 1990, 1990))
    )


@pytest.mark.parametrize("rung", ["fight", "pay"])
def test_what_was_lent_is_not_changed(rung):
    record = fights(("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4)}))
    if rung == "pay":
        record = cases(("s", 2000, {A: None}, [X]), ("z", 2009, {Y: None}, [X]))
    before = [frame.clone() for frame in (*record, MEMBERS)]
    (dispute_acts if rung == "fight" else sanction_acts)(*record, MEMBERS)
    for frame, copy in zip((*record, MEMBERS), before, strict=True):
        assert_frame_equal(frame, copy)
