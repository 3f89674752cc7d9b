"""Ideal points as a user asks for them."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import softbalance as sb
from softbalance.dossier.derive_ideal import WARMUP, mixing_table
from softbalance.dossier.ideal import _estimated, how_sampled
from softbalance.evidence.base import Base
from softbalance.evidence.snapshot import shipped
from softbalance.measures.ideal_points import estimate
from softbalance.measures.ideal_points.linking import MAX_DISTANCE, MAX_GAP
from softbalance.measures.ideal_points.simulate import simulate
from softbalance.terms.errors import BadInput, NotEnoughData, NotHeld


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


def test_chains_behind_the_shipped_ideal_points_mixed_for_every_state_year():
    row = shipped().table("ideal_mixing").row(0, named=True)
    assert row["rhat_below_1_1"] >= 0.99
    assert row["rhat_worst"] < 1.2
    assert row["state_years"] == sb.ideal_points().height
    assert row["ess_lowest"] <= row["ess_lowest_percent"] <= row["ess_median"] <= row["chains"] * row["draws"]
    assert how_sampled().args["draws"] == row["draws"]


def test_the_page_on_method_states_how_the_shipped_chains_mixed_and_what_the_choices_do():
    page = " ".join((Path(__file__).parents[2] / "docs/method.md").read_text(encoding="utf-8").split())
    row = shipped().table("ideal_mixing").row(0, named=True)
    assert f"{row['chains']} chains of {row['draws']:,} draws after {WARMUP} dropped ones" in page
    assert f"for all {row['state_years']:,} state-years, at worst {row['rhat_worst']:.2f}" in page
    effective = (row["ess_median"], row["ess_lowest_percent"], row["ess_lowest"])
    assert (
        "{:.0f} count as independent at the median, {:.0f} in the slowest hundredth, {:.0f} at".format(*effective)
        in page
    )
    for choice, _, pooled, within, _ in shipped().table("ideal_sensitivity").iter_rows():
        assert f"| {choice} | {pooled:.3f} | {within:.3f} |" in page
    assert f"at most {MAX_GAP} sessions" in page
    assert f"within {MAX_DISTANCE}" in page


def test_an_estimate_that_was_not_sampled_has_no_chains_that_mix():
    votes = simulate(n_states=8, n_periods=2, n_roll_calls=30, rng=np.random.default_rng(1)).votes
    with pytest.raises(BadInput, match="sampled"):
        mixing_table(estimate(votes, anchor=0))


def test_smoothing_and_absences_leave_the_order_of_states_in_a_year_much_as_it_is():
    table = shipped().table("ideal_sensitivity")
    assert {"as shipped, fast method", "absences as abstentions"} <= set(table["choice"])
    assert table["within_year_r"].min() > 0.85


def test_years_without_a_vote_are_refused_with_the_years_there_are():
    with pytest.raises(NotEnoughData, match="1946 to 2025"):
        sb.ideal_points(["IND"], since=2030)


def test_own_votes_of_four_categories_are_estimated_by_both_methods():
    rng = np.random.default_rng(5)
    places = np.linspace(-1.5, 1.5, 9)
    cuts = rng.normal(0.0, 0.3, (80, 1)) + np.array([-1.0, 0.0, 1.0])
    drive = places[:, None] + rng.standard_normal((9, 80))
    rows = [(r, f"S{s}", int((drive[s, r] > cuts[r]).sum()), 2000 + r // 40) for r in range(80) for s in range(9)]
    frame = pl.DataFrame(rows, schema=["roll_call", "state", "vote", "period"], orient="row")
    for found in (
        sb.fit_ideal_points(frame, anchor="S8"),
        sb.fit_ideal_points(frame, anchor="S8", method="sampled", draws=200),
    ):
        place = found.filter(period=2001).sort("state")["ideal_point"].to_numpy()
        assert np.corrcoef(place, places)[0, 1] > 0.9


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
        (pl.DataFrame({"roll_call": 1, "state": range(30), "vote": range(30), "period": 1}), "30 different answers"),
        ({"roll_call": [1], "state": [1], "vote": [1], "period": [1]}, "polars"),
        (pl.DataFrame({"roll_call": [1, 1], "state": [1, 2], "vote": [0, 1], "period": [1, 2]}), "two periods"),
    ],
)
def test_what_is_no_frame_of_votes_is_refused_with_what_is_wanted(frame, said):
    with pytest.raises(BadInput, match=said):
        sb.fit_ideal_points(frame)


def test_votes_all_alike_are_too_little_to_place_anybody():
    frame = pl.DataFrame({"roll_call": [1, 1], "state": ["A", "B"], "vote": ["yes", "yes"], "period": [1, 1]})
    with pytest.raises(NotEnoughData, match="divides"):
        sb.fit_ideal_points(frame)


def test_answers_numbered_from_one_give_what_answers_numbered_from_nought_give():
    rng = np.random.default_rng(6)
    rows = [(r, s, int(s + rng.normal(0, 2) > r % 7) * 2, 0) for r in range(40) for s in range(7)]
    frame = pl.DataFrame(rows, schema=["roll_call", "state", "vote", "period"], orient="row")
    shifted = frame.with_columns(vote=pl.when(pl.col("vote") == 0).then(1).otherwise(2))
    assert sb.fit_ideal_points(frame).equals(sb.fit_ideal_points(shifted))


def test_chosen_votes_without_single_votes_name_the_command_that_brings_them(tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))
    assert Base(tmp_path).current is None
    with pytest.raises(NotHeld, match="softbalance data pull"):
        sb.ideal_points(["USA"], issue="hr")


def test_sessions_tell_what_years_tell():
    sessions = sb.ideal_points(["USA", "RUS", "IND"], since=74, until=74, by="session")
    years = sb.ideal_points(["USA", "RUS", "IND"], since=2019, until=2019)
    assert sessions.columns[2] == "session"
    both = sessions.join(years, on="iso3", suffix="_year")
    assert both.height == 3
    assert (both["ideal_point"] - both["ideal_point_year"]).abs().max() < 0.5


@pytest.mark.mirror
def test_a_single_issue_is_estimated_by_session_too(votes_base):
    chosen = votes_base.table("roll_calls").filter(pl.col("body") == "GA", pl.col("final"), pl.col("year") > 2015)
    frame = _estimated(votes_base, chosen["roll_call"], "session")
    assert frame["session"].min() in (70, 71)
    assert frame["ideal_point"].is_finite().all()


def test_unknown_kind_of_period_is_refused():
    with pytest.raises(BadInput, match="year, session"):
        sb.ideal_points(by="decade")


def test_unknown_issue_is_refused():
    with pytest.raises(BadInput, match="allowed"):
        sb.ideal_points(issue="sports")
