"""The essay's thesis as an experiment, printed whatever it says."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from softbalance.dossier.derive_thesis import PREDICTORS, gain_of, sample, with_surface
from softbalance.dossier.thesis import thesis
from softbalance.interfaces.as_json import to_json

from .planting import SHIPPED

YEARS = range(1998, 2010)
GROUPINGS = [f"G{number}" for number in range(12)]


@cache
def told():
    return to_json(thesis(held=SHIPPED))


def made_up(effect):
    """A panel in which surface moves joint action by ``effect``, and the counts that follow."""
    rng = np.random.default_rng(11)
    size = {name: rng.uniform(0.01, 0.6) for name in GROUPINGS}
    rows = [
        {"grouping": name, "year": year, "own_defence": rng.random(), "kappa_mean": rng.random()}
        | {"kappa_spread": rng.random()}
        | dict.fromkeys(("population", "gdp", "gdp_ppp", "area", "cinc", "milex"), size[name])
        for name in GROUPINGS
        for year in YEARS
    ]
    counts = []
    for name in GROUPINGS:
        rate = 1 / (1 + np.exp(2.0 - effect * (np.log(size[name]) + 1.5)))
        counts += [
            {"grouping": name, "year": year, "chances": 20, "joined": int(rng.binomial(20, rate))} for year in YEARS
        ]
    typed = {"year": pl.Int16}
    return pl.DataFrame(rows, schema_overrides=typed), pl.DataFrame(counts, schema_overrides=typed)


def gain(effect):
    panel, counts = made_up(effect)
    return gain_of(sample(with_surface(panel), counts), ("surface",))


def test_where_surface_moves_conduct_the_experiment_finds_it():
    assert gain(1.5)["low"] > 0


def test_where_it_does_not_the_experiment_does_not():
    assert gain(0.0)["low"] <= 0.005


def test_what_predicts_was_known_the_year_before():
    panel, counts = made_up(0.0)
    late = panel.filter(pl.col("year") == 2009).with_columns(population=pl.lit(99.0))
    changed = pl.concat([panel.filter(pl.col("year") != 2009), late])
    before, after = (sample(with_surface(one), counts).rows for one in (panel, changed))
    assert before.equals(after)


def test_both_rungs_are_scored_for_every_set_of_predictors():
    rows = told()["prediction"]["tables"]["gain"]
    assert [row["predictors"] for row in rows] == list(PREDICTORS)
    for row in rows:
        for rung in ("pay", "fight"):
            assert row[rung]["low"] <= row[rung]["value"] <= row[rung]["high"]
            assert row[rung]["n"] > 500


def test_the_answer_says_what_the_numbers_say():
    for rung, answer in zip(("pay", "fight"), told()["answer"], strict=True):
        found = told()["prediction"]["tables"]["gain"][0][rung]
        if found["low"] > 0:
            assert "better than the base rate" in answer
        elif found["high"] < 0:
            assert "worse than the base rate" in answer
        else:
            assert "cannot be told" in answer


def test_larger_groupings_vote_together_less():
    say = told()["correlation"]["tables"]["correlation"][0]
    assert say["rung"] == "say"
    assert say["latest"]["high"] < 0


def test_the_shipped_gain_is_that_of_the_shipped_panel():
    panel = with_surface(SHIPPED.snapshot.table("conduct_panel"))
    found = sample(panel, SHIPPED.snapshot.table("conduct_fight_counts"))
    row = SHIPPED.snapshot.table("conduct_thesis").filter(pl.col("rung") == "fight").to_dicts()[0]
    assert row["n"] == found.rows.height
    assert row["groupings"] == found.rows["grouping"].n_unique()


@pytest.mark.parametrize("rung", ["pay", "fight"])
def test_no_grouping_year_without_a_chance_is_scored(rung):
    found = sample(
        with_surface(SHIPPED.snapshot.table("conduct_panel")), SHIPPED.snapshot.table(f"conduct_{rung}_counts")
    )
    assert found.rows["chances"].min() > 0
