"""Ideal points as a user asks for them."""

import numpy as np
import polars as pl
import pytest

import softbalance as sb
from softbalance.evidence.base import Base
from softbalance.terms.errors import BadInput, NotHeld


def position(frame: pl.DataFrame, iso3: str, year: int) -> float:
    return frame.filter(iso3=iso3, year=year)["ideal_point"][0]


def test_united_states_and_israel_stand_at_one_end_in_2019_and_iran_and_syria_at_the_other():
    frame = sb.ideal_points(since=2019, until=2019).sort("ideal_point")
    assert set(frame["iso3"].tail(2)) == {"USA", "ISR"}
    assert {"SYR", "IRN"} <= set(frame["iso3"].head(6))


def test_north_korea_leaves_the_far_end_once_it_abstains_on_nuclear_disarmament():
    frame = sb.ideal_points(["PRK"], since=2009, until=2019)
    assert position(frame, "PRK", 2009) < -1.5
    assert position(frame, "PRK", 2019) > position(frame, "PRK", 2009) + 1


def test_russia_stands_nearer_the_united_states_than_china_in_2019():
    frame = sb.ideal_points(["RUS", "CHN"], since=2019, until=2019)
    assert position(frame, "RUS", 2019) > position(frame, "CHN", 2019)


def test_intervals_hold_their_means_and_every_state_year_has_votes():
    frame = sb.ideal_points()
    assert frame.filter((pl.col("low") > pl.col("ideal_point")) | (pl.col("high") < pl.col("ideal_point"))).is_empty()
    assert (frame["n_votes"] > 0).all()
    assert frame["year"].min() == 1946
    assert frame["year"].max() == 2025


def test_scale_has_mean_zero_and_spread_one_over_all_state_years():
    frame = sb.ideal_points()
    assert abs(frame["ideal_point"].mean()) < 0.02
    assert abs(frame["ideal_point"].std() - 1) < 0.05


def test_the_filtered_series_uses_no_later_vote_but_tells_a_like_story():
    smoothed = sb.ideal_points(since=1990, until=1990)
    filtered = sb.ideal_points(since=1990, until=1990, as_of="1990-12-31")
    both = smoothed.join(filtered, on="ccode", suffix="_then")
    assert np.corrcoef(both["ideal_point"], both["ideal_point_then"])[0, 1] > 0.95
    assert not np.allclose(both["ideal_point"], both["ideal_point_then"])


def test_own_votes_of_two_categories_are_estimated_with_the_anchor_high():
    rng = np.random.default_rng(3)
    position_of = {state: place for place, state in enumerate("ABCDEFGH")}
    rows = [
        (call, state, int(rng.normal() + 1.5 * (place - 3.5) > rng.normal()), 2000)
        for call in range(60)
        for state, place in position_of.items()
    ]
    frame = pl.DataFrame(rows, schema=["roll_call", "state", "vote", "period"], orient="row")
    found = sb.fit_ideal_points(frame, anchor="H").sort("ideal_point")
    assert found["state"][-1] in "GH"
    assert found["state"][0] in "AB"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pl.DataFrame({"state": [1]}), "roll_call"),
        (pl.DataFrame({"roll_call": [1], "state": [1], "vote": ["maybe"], "period": [1]}), "abstain"),
        (pl.DataFrame({"roll_call": [1], "state": [1], "vote": [-3], "period": [1]}), "whole numbers"),
        (pl.DataFrame({"roll_call": [1, 1], "state": [1, 2], "vote": [0, 1], "period": [1, 2]}), "two periods"),
    ],
)
def test_what_is_no_frame_of_votes_is_refused_with_what_is_wanted(frame, said):
    with pytest.raises(BadInput, match=said):
        sb.fit_ideal_points(frame)


def test_chosen_votes_without_single_votes_name_the_command_that_brings_them(tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))
    assert Base(tmp_path).current is None
    with pytest.raises(NotHeld, match="softbalance data pull"):
        sb.ideal_points(["USA"], issue="hr")


def test_unknown_issue_is_refused():
    with pytest.raises(BadInput, match="allowed"):
        sb.ideal_points(issue="sports")
