import numpy as np
import pytest

from softbalance.measures.conduct_class import CLASSES, Indicators, Rules, conduct_class
from softbalance.terms.errors import BadInput

QUIET = {
    "hostility": 0.0,
    "arming": 0.3,
    "votes_margin": 0.0,
    "leaders_groupings": 0.0,
    "hegemon_groupings": 0.0,
}


def classify(ties, ties_se=0.0, conduct_se=None, **conduct):
    case = Indicators(ties, np.full((3, 2), ties_se), QUIET | conduct, conduct_se or {})
    return conduct_class(case, [1, 1, 1], np.random.default_rng(8))


def test_an_armed_rival_of_the_hegemon_balances_hard():
    assert classify([[0, 0.9], [0, 0.6], [0, 0.5]], hostility=1.0).probability["hard balance"] == 1
    lonely = classify([[0, 0], [0, 0], [0, 0]], hostility=1.0, arming=1.0)
    assert lonely.most_likely == "hard balance"


def test_a_rival_that_neither_arms_nor_allies_does_not_balance_hard():
    assert classify([[0, 0], [0, 0], [0, 0]], hostility=1.0, arming=0.1).probability["hard balance"] == 0


def test_an_ally_of_the_hegemon_alone_bandwagons_however_it_votes():
    assert classify([[0.5, 0.02], [0.8, 0], [0.3, 0.05]], votes_margin=0.4).most_likely == "bandwagon"
    assert classify([[0.0, 0.02], [0.8, 0], [0.3, 0.05]], votes_margin=-0.4).most_likely == "bandwagon"


def test_an_ally_of_the_hegemon_that_leans_on_the_other_camp_elsewhere_hedges():
    assert classify([[0.1, 0.5], [0.8, 0], [0.3, 0.4]], votes_margin=-0.4).most_likely == "hedge"


def test_a_much_weaker_tie_to_the_other_camp_is_no_hedging():
    assert classify([[0.6, 0.1], [0.9, 0.1], [0.6, 0.1]]).most_likely == "bandwagon"


def test_votes_and_groupings_without_arms_are_soft_balancing():
    result = classify([[0, 0.9], [0, 0.1], [0.1, 0.4]], votes_margin=-0.7, leaders_groupings=0.8)
    assert result.most_likely == "soft balance"
    assert result.drivers["votes_margin"] == 1
    assert result.drivers["leaders_groupings"] == 1
    assert result.drivers["arming"] == 0


def test_a_seat_in_the_hegemons_groupings_is_no_soft_balancing():
    seats = {"leaders_groupings": 0.8, "hegemon_groupings": 0.3}
    result = classify([[0, 0.9], [0, 0.1], [0.1, 0.4]], votes_margin=-0.7, **seats)
    assert result.probability["soft balance"] == 0
    assert result.drivers["hegemon_groupings"] == 1


def test_ties_to_neither_camp_are_non_alignment_and_ties_to_both_are_hedging():
    assert classify([[0.02, 0.03]] * 3).most_likely == "non-aligned"
    assert classify([[0.4, 0.4]] * 3).most_likely == "hedge"


def test_probabilities_are_shares_of_all_classes():
    result = classify([[0.12, 0.3], [0.1, 0.1], [0.2, 0.2]], ties_se=0.1, conduct_se={"votes_margin": 0.2})
    assert sum(result.probability.values()) == pytest.approx(1)
    assert tuple(result.probability) == CLASSES
    assert max(result.probability.values()) < 1


def test_more_doubt_about_the_indicators_means_less_certainty_about_the_class():
    sure = classify([[0.4, 0.4]] * 3, ties_se=0.01)
    unsure = classify([[0.4, 0.4]] * 3, ties_se=0.5)
    assert sure.probability["hedge"] > unsure.probability["hedge"]


def test_a_class_that_hangs_on_the_weights_says_so():
    fragile = classify([[0.4, 0.0], [0.0, 0.0], [0.0, 0.3]])
    robust = classify([[0.4, 0.4]] * 3)
    assert fragile.at_stated_values == "hedge"
    assert 0.2 < fragile.changes_with_weights < 0.8
    assert robust.changes_with_weights == 0


def test_an_unknown_indicator_is_drawn_from_its_whole_range_not_set_to_zero():
    ties = [[0, 0.9], [0, 0.6], [0, 0.5]]
    case = Indicators(ties, np.zeros((3, 2)), {k: v for k, v in QUIET.items() if k != "hostility"}, {})
    result = conduct_class(case, [1, 1, 1], np.random.default_rng(8))
    assert result.unknown == ("hostility",)
    assert result.at_stated_values is None
    assert result.changes_with_weights is None
    assert result.probability["hard balance"] == pytest.approx(0.5, abs=0.05)


def test_rules_can_be_changed_in_sight():
    case = Indicators([[0.2, 0.2]] * 3, np.zeros((3, 2)), QUIET, {})
    strict = conduct_class(case, [1, 1, 1], np.random.default_rng(8), rules=Rules(tie=0.5))
    assert strict.most_likely == "non-aligned"


@pytest.mark.parametrize(
    ("ties", "conduct"),
    [(np.zeros((2, 2)), QUIET), (np.full((3, 2), 1.5), QUIET), (np.zeros((3, 2)), {"charm": 1.0})],
)
def test_indicators_that_are_none_are_refused(ties, conduct):
    with pytest.raises(BadInput):
        conduct_class(Indicators(ties, 0.0, conduct, {}), [1, 1, 1], np.random.default_rng(8))
