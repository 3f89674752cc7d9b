"""Votes as they come: gaps, unanimity, missing columns, thin years, repeats."""

import numpy as np
import pytest

from softbalance.measures.ideal_points import (
    Priors,
    arrange,
    estimate,
    filtered,
    from_matrix,
    link_repeats,
    sample,
    until,
)
from softbalance.measures.ideal_points.simulate import simulate
from softbalance.terms.errors import BadInput, NotEnoughData


@pytest.fixture(scope="module")
def truth():
    return simulate(n_states=40, n_periods=6, n_roll_calls=180, rng=np.random.default_rng(21))


def matrix(truth):
    """The simulated votes as a table, with -1 where an item was set aside."""
    v = truth.votes
    table = np.full((v.n_states, v.n_items), -1)
    node = np.repeat(np.arange(v.n_nodes), np.diff(v.node_start))
    table[v.node_state[node], v.item_by_node] = v.category_by_node
    return table


PERIOD = np.arange(180) // 30


def test_unanimous_roll_calls_change_nothing_and_are_counted(truth):
    table, anchor = matrix(truth), truth.anchor
    plain = estimate(from_matrix(table, period=PERIOD), anchor=anchor)
    unanimous = np.zeros((40, 3), int)
    more = from_matrix(np.hstack([table, unanimous]), period=np.append(PERIOD, [0, 3, 5]))
    points = estimate(more, anchor=anchor)
    assert points.n_unanimous == 3
    np.testing.assert_allclose(points.mean, plain.mean, atol=1e-12)
    assert np.isnan(points.slope[-1])


def test_a_state_that_votes_only_on_unanimous_matters_is_placed_by_its_other_years(truth):
    table = matrix(truth)
    table[5, PERIOD == 2] = -1
    table = np.hstack([table, np.zeros((40, 1), int)])
    points = estimate(from_matrix(table, period=np.append(PERIOD, 2)), anchor=truth.anchor)
    assert points.n_votes[5, 2] == 0
    assert points.sd[5, 2] > points.sd[5, 1]
    assert np.isfinite(points.mean[5, 2])


def test_columns_without_a_vote_are_ignored(truth):
    table = matrix(truth)
    plain = estimate(from_matrix(table, period=PERIOD), anchor=truth.anchor)
    empty = np.full((40, 2), -1)
    points = estimate(from_matrix(np.hstack([table, empty]), period=np.append(PERIOD, [1, 4])), anchor=truth.anchor)
    np.testing.assert_allclose(points.mean, plain.mean, atol=1e-12)
    assert np.isnan(points.cuts[-2:]).all()


def test_a_gap_in_membership_holds_no_estimate_and_widens_the_next_one(truth):
    table = matrix(truth)
    table[7, (PERIOD == 2) | (PERIOD == 3)] = -1
    table[7, np.flatnonzero(PERIOD == 4)[3:]] = -1
    points = estimate(from_matrix(table, period=PERIOD), anchor=truth.anchor)
    assert np.isnan(points.mean[7, 2:4]).all()
    assert (points.n_votes[7, 2:4] == 0).all()
    assert points.sd[7, 4] > points.sd[7, 5]


def test_a_state_that_votes_three_times_in_a_year_has_a_wider_interval(truth):
    table = matrix(truth)
    full = estimate(from_matrix(table, period=PERIOD), anchor=truth.anchor)
    table[9, np.flatnonzero(PERIOD == 0)[3:]] = -1
    points = estimate(from_matrix(table, period=PERIOD), anchor=truth.anchor)
    assert points.n_votes[9, 0] <= 3
    assert points.sd[9, 0] > 1.2 * full.sd[9, 0]


def test_a_year_with_one_roll_call_is_estimated_by_both_methods(truth):
    table = matrix(truth)
    table[:, np.flatnonzero(PERIOD == 3)[1:]] = -1
    votes = from_matrix(table, period=PERIOD)
    fast = estimate(votes, anchor=truth.anchor)
    slow = sample(votes, anchor=truth.anchor, rng=np.random.default_rng(0), draws=200, warmup=100, threads=1)
    assert np.nanmedian(fast.sd[:, 3]) > np.nanmedian(fast.sd[:, 2])
    assert np.corrcoef(fast.mean[:, 3], slow.mean[:, 3])[0, 1] > 0.99


def test_two_hostile_blocs_that_never_mix_do_not_run_away():
    rng = np.random.default_rng(0)
    table = np.where(np.arange(20)[:, None] < 10, 0, 2) * np.ones((1, 40), int)
    table = np.where(rng.random(40) < 0.5, table, 2 - table)
    points = estimate(from_matrix(table, period=np.arange(40) // 10), anchor=0)
    assert points.converged
    assert np.ptp(points.mean[:10]) < 1.0 < points.mean[:10].min() - points.mean[10:].max()


def test_anchor_is_above_zero_whichever_state_it_is(truth):
    votes = from_matrix(matrix(truth), period=PERIOD)
    one, other = (
        int(np.nanargmax(truth.votes.grid(truth.theta).mean(axis=1))),
        int(np.nanargmin(truth.votes.grid(truth.theta).mean(axis=1))),
    )
    up, down = estimate(votes, anchor=one), estimate(votes, anchor=other)
    assert up.mean[one].mean() > 0 < down.mean[other].mean()
    assert np.corrcoef(up.mean.ravel(), down.mean.ravel())[0, 1] < -0.99


def test_reported_scale_has_mean_zero_and_spread_one_over_state_periods(truth):
    points = estimate(truth.votes, anchor=truth.anchor)
    assert np.nanmean(points.mean) == pytest.approx(0.0, abs=1e-9)
    assert np.nanstd(points.mean) == pytest.approx(1.0, abs=1e-9)


def test_a_smaller_step_makes_smoother_walks(truth):
    rough, smooth = (estimate(truth.votes, anchor=truth.anchor, priors=Priors(walk_sd=step)) for step in (0.5, 0.02))
    assert np.nanstd(np.diff(smooth.mean, axis=1)) < 0.5 * np.nanstd(np.diff(rough.mean, axis=1))


def test_a_given_step_is_kept_whatever_the_start(truth):
    start, given = estimate(truth.votes, anchor=truth.anchor).state, Priors(walk_sd=0.4)
    fast = estimate(truth.votes, anchor=truth.anchor, priors=given, start=start)
    slow = sample(
        truth.votes, anchor=truth.anchor, rng=np.random.default_rng(1), priors=given, draws=4, warmup=2, start=start
    )
    assert fast.state.walk_var == pytest.approx(0.16, rel=1e-9)
    assert slow.state.walk_var == pytest.approx(0.16, rel=1e-9)


def test_no_input_is_changed(truth):
    table, period = matrix(truth), PERIOD.copy()
    votes = from_matrix(table, period=period)
    start = estimate(votes, anchor=truth.anchor).state
    before = (table.copy(), start.theta.copy(), start.cuts.copy(), votes.item_by_node.copy())
    estimate(votes, anchor=truth.anchor, start=start)
    sample(votes, anchor=truth.anchor, rng=np.random.default_rng(1), draws=4, warmup=1, start=start)
    for kept, now in zip(before, (table, start.theta, start.cuts, votes.item_by_node), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_filtered_series_knows_nothing_of_later_votes(truth):
    table = matrix(truth)
    changed = table.copy()
    later = PERIOD >= 4
    changed[:, later] = 2 - np.maximum(changed[::-1][:, later], 0)
    one, other = (filtered(from_matrix(t, period=PERIOD), anchor=truth.anchor) for t in (table, changed))
    np.testing.assert_array_equal(one.mean[:, :4], other.mean[:, :4])
    assert not np.allclose(one.mean[:, 5], other.mean[:, 5])


def test_last_filtered_period_is_the_smoothed_one(truth):
    series = filtered(truth.votes, anchor=truth.anchor)
    smoothed = estimate(truth.votes, anchor=truth.anchor)
    np.testing.assert_allclose(series.mean[:, -1], smoothed.mean[:, -1], atol=0.05)
    assert series.converged.all()


def test_until_drops_an_item_that_divided_nobody_yet():
    votes = arrange([0, 1, 0, 1, 0, 1], [0, 0, 1, 1, 2, 2], [0, 0, 0, 2, 0, 1], period=[0, 1, 0], item=[0, 0, 1])
    assert votes.n_votes == 6
    early = until(votes, 0)
    assert (early.n_votes, early.n_unanimous) == (2, 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"category": [0, 3]}, "category runs from"),
        ({"state": [-1, 0]}, "state holds"),
        ({"roll_call": [0, 9]}, "period describes"),
        ({"n_categories": 1}, "2 or more"),
        ({"category": [0]}, "entries"),
    ],
)
def test_votes_that_make_no_sense_are_refused(change, message):
    given = {"state": [0, 1], "roll_call": [0, 0], "category": [0, 2], "period": [0]} | change
    with pytest.raises(BadInput, match=message):
        arrange(given.pop("state"), given.pop("roll_call"), given.pop("category"), **given)


def test_votes_that_divide_nobody_are_refused():
    with pytest.raises(NotEnoughData, match="divides"):
        from_matrix([[0, 1], [0, 1]], period=[0, 0])


def test_an_anchor_that_never_voted_is_refused(truth):
    table = matrix(truth)
    table[3] = -1
    with pytest.raises(BadInput, match="casts no vote"):
        estimate(from_matrix(table, period=PERIOD), anchor=3)


SYMBOLS = ["A/RES/48/74A", "A/RES/49/74", "A/RES/50/69", "A/RES/51/44"]
SPLITS = [[0.99, 0.01, 0.0], [0.99, 0.01, 0.0], [0.72, 0.28, 0.0], [0.74, 0.26, 0.0]]


def test_outer_space_arms_race_is_not_linked_across_the_vote_of_1995_that_46_abstained_on():
    links = link_repeats(["Prevention of an arms race in outer space"] * 4, SYMBOLS, SPLITS)
    assert links.item.tolist() == [0, 0, 1, 1]
    assert links.reason == ("first", "linked", "split", "linked")


def test_titles_alone_link_everything_when_the_split_is_ignored():
    links = link_repeats(["Prevention of an arms race in outer space"] * 4, SYMBOLS, SPLITS, max_distance=1.0)
    assert links.n_linked == 3


def test_parts_of_one_session_under_one_title_are_not_linked():
    symbols = ["A/RES/36/226A", "A/RES/36/226B", "A/RES/37/123A"]
    links = link_repeats(["Situation in the Middle East"] * 3, symbols, [[0.7, 0.2, 0.1]] * 3)
    assert links.item.tolist() == [0, 1, 2]
    assert links.reason == ("several in session", "several in session", "first")


def test_emergency_sessions_are_never_linked():
    links = link_repeats(["Aggression"] * 2, ["A/RES/ES-11/1", "A/RES/ES-11/2"], [[0.8, 0.1, 0.1]] * 2)
    assert links.n_linked == 0


def test_a_long_pause_breaks_a_link():
    links = link_repeats(["Oceans"] * 2, ["A/RES/50/1", "A/RES/55/1"], [[0.9, 0.1, 0.0]] * 2)
    assert links.reason[1] == "gap"
