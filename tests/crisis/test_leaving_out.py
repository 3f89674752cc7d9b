"""What a fit would have been without some crises, against the fit made again without them."""

import numpy as np
import pytest

from softbalance.crisis.choice import chances_left_out, choose, foretold, studied
from softbalance.crisis.estimation import fit
from softbalance.crisis.leaving_out import influence
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput, NotEnoughData
from tests.crisis.making import cases, played

SPEC = Specification(nodes=3)
PLAIN = SPEC.without_strategy()


@pytest.fixture(scope="module")
def seen():
    rng = np.random.default_rng(5)
    return played(cases(90, 5, rng, crises=30), SPEC, rng, g=2.0)[0]


@pytest.fixture(scope="module")
def versions(seen):
    """The truth, the same without strategy, and one whose priors let no covariate speak."""
    mute = Specification(nodes=3, coefficient_scale=0.001).without_strategy()
    return {"truth": studied(seen, SPEC), "plain": studied(seen, PLAIN), "mute": studied(seen, mute)}


@pytest.mark.parametrize("version", ["truth", "plain"])
def test_a_crisis_left_out_by_a_step_is_a_crisis_left_out_by_a_new_fit(seen, versions, version):
    one = versions[version]
    spread = np.sqrt(np.diag(one.covariance))
    for gone in (seen.crises[:1], seen.crises[4:5], seen.crises[:3]):
        again = fit(seen.take(~np.isin(seen.crisis, gone)), one.task.specification).theta
        assert np.abs((one.without(gone) - again) / spread).max() < 0.15
        assert np.abs((one.theta - again) / spread).max() > 0.05


def test_with_nothing_left_out_nothing_moves(versions):
    assert versions["plain"].without(np.array([], dtype=np.int64)) == pytest.approx(versions["plain"].theta)


def test_without_any_crisis_there_is_no_fit(seen, versions):
    with pytest.raises(NotEnoughData, match="no crisis is left"):
        versions["plain"].without(seen.crises)


def test_the_spread_is_that_of_the_fit(seen, versions):
    whole = fit(seen.singly(), PLAIN)
    ours, theirs = (np.sqrt(np.diag(one)) for one in (versions["plain"].covariance, whole.covariance))
    assert ours == pytest.approx(theirs, rel=0.05)
    assert versions["plain"].log_posterior == pytest.approx(whole.log_posterior)


def test_what_was_done_in_a_crisis_hardly_enters_its_own_forecast(seen, versions):
    """Its acts count through the summit from which the step is taken, and only to third order."""
    alone = seen.crises[:1]
    first = seen.crisis == alone[0]
    turned = seen.seen_as(np.where(first[:, None], 4 - seen.observed.argmax(axis=-1), seen.observed.argmax(axis=-1)))
    before = foretold(versions["plain"], seen, alone, alone)[0]
    after = foretold(studied(turned, PLAIN), turned, alone, alone)[0]
    asked = seen.take(first).member
    assert np.abs(before - after)[asked].max() < 0.02


def test_the_version_that_made_the_record_is_chosen_over_one_that_sees_nothing(seen, versions):
    choice = choose(seen, versions, groups=5)
    assert choice.for_all() != "mute"
    assert choice.times()["mute"] == 0
    assert choice.mean()[0] < choice.mean()[2]
    assert choice.acts.sum() == seen.member.sum()


def test_the_crises_judged_play_no_part_in_the_choice(seen, versions):
    choice = choose(seen, versions, groups=5)
    assert sorted(np.bincount(choice.group)) == [5, 6, 6, 6, 6]
    spoiled = choice.inner.copy()
    spoiled[:, :, 2] = np.array([9.0, 0.0, 0.0])[:, None] * 1e6
    changed = type(choice)(choice.names, choice.group, spoiled, choice.acts)
    assert changed.for_group(2) == choice.for_group(2)
    assert changed.for_group(1) != "truth"


def test_every_member_asked_in_a_crisis_left_out_has_chances(seen, versions):
    chances = chances_left_out(seen, versions, choose(seen, versions, groups=5))
    assert chances[seen.member].sum(axis=-1) == pytest.approx(np.ones(seen.member.sum()))


def test_a_choice_needs_candidates_and_crises(seen, versions):
    with pytest.raises(BadInput, match="needs candidates"):
        choose(seen, {}, groups=5)
    with pytest.raises(BadInput, match="2 to 29 groups"):
        choose(seen, versions, groups=31)
    with pytest.raises(BadInput, match="9 parameters"):
        influence(versions["plain"].task, np.zeros(2))
