"""The tables behind the scores agree with one another and with the parameters that serve."""

import polars as pl
import pytest

from softbalance.dossier.backtest import backtest
from softbalance.dossier.backtest_tables import PANEL_LABELS, VERSION_LABELS
from softbalance.dossier.contest import (
    ATTEMPTS,
    FORWARD,
    GAME,
    HELD_OUT,
    LATEST,
    MODEL_LABELS,
    PLAIN,
    RELIABILITY,
    STABILITY,
    TABLE,
)
from softbalance.dossier.derive_contest import GAME_CANDIDATES, PLAIN_CANDIDATES
from softbalance.dossier.held import Held
from softbalance.dossier.played import fitted_in
from softbalance.dossier.refitting import FITTED_TABLES, panels
from softbalance.evidence.snapshot import shipped

HELD = Held(shipped())


@pytest.fixture(scope="module")
def dossier():
    return backtest(held=HELD)


def test_every_version_that_the_code_tries_is_reported_and_no_other():
    table = shipped().table(ATTEMPTS)
    tried = dict(table.group_by("model").agg("version").iter_rows())
    assert set(tried[GAME]) == set(GAME_CANDIDATES)
    assert set(tried[PLAIN]) == set(PLAIN_CANDIDATES)
    assert set(table["version"]) == set(VERSION_LABELS)


def test_one_version_of_each_model_serves_and_it_predicts_best():
    table = shipped().table(ATTEMPTS)
    for _, part in table.group_by("model"):
        assert part["serves"].sum() == 1
        assert part.filter("serves")["held_out_log"].item() == part["held_out_log"].min()
        assert part["chosen"].sum() == part["groups"][0]


def test_the_parameters_that_serve_are_those_of_the_version_that_serves():
    serves = shipped().table(ATTEMPTS).filter(pl.col("serves") & (pl.col("model") == GAME)).row(0, named=True)
    fitted = fitted_in(shipped())
    assert len(fitted.names) == serves["parameters"]
    assert fitted.specification.coefficient_scale == serves["prior"]
    assert GAME_CANDIDATES[serves["version"]].stakes == fitted.specification.stakes


@pytest.mark.parametrize("scheme", [HELD_OUT, FORWARD, LATEST])
def test_all_models_are_scored_on_the_same_acts(scheme):
    part = shipped().table(TABLE).filter(pl.col("scheme") == scheme)
    acts = part.group_by("kind", "record", "model").agg(pl.col("weight").sum())
    assert set(part["model"]) == set(MODEL_LABELS)
    assert (acts.group_by("kind", "record").agg(pl.col("weight").n_unique())["weight"] == 1).all()


def test_no_crisis_of_one_scheme_of_the_past_is_among_the_latest():
    table = shipped().table(TABLE)
    crises = {scheme: set(part["crisis"]) for (scheme,), part in table.group_by("scheme")}
    assert not crises[LATEST] & crises[HELD_OUT]
    assert crises[FORWARD] < crises[HELD_OUT]


def test_reliability_counts_the_acts_that_are_scored():
    counted = shipped().table(RELIABILITY).filter(pl.col("model") == GAME)
    scored = (
        shipped()
        .table(TABLE)
        .filter((pl.col("scheme") == HELD_OUT) & (pl.col("model") == GAME) & (pl.col("record") == "all"))
    )
    for rung in ("say", "pay", "fight"):
        acts = scored.filter(pl.col("kind") == f"brier: {rung}")["weight"].sum()
        assert counted.filter(pl.col("rung") == rung)["count"].sum() == acts


def test_every_parameter_is_there_on_every_part_of_the_record():
    table = shipped().table(STABILITY)
    assert set(table["panel"]) == set(PANEL_LABELS) == set(panels([]))
    for _, part in table.group_by("panel"):
        assert part["name"].to_list() == list(fitted_in(shipped()).names)


def test_the_backtest_tells_what_was_tried_how_reliable_and_how_steady_it_is(dossier):
    ids = [section.id for section in dossier.sections]
    assert ids[:3] == ["held_out", "train_before_test_after", "latest_crises"]
    assert {"attempts", "reliability", "stability", "statics"} <= set(ids)
    inflation = [row[-1] for row in dossier.section("stability").tables[0].rows]
    assert min(inflation) >= 1.0


def test_a_build_takes_over_all_fitted_tables():
    assert all(shipped().path(name).is_file() for name in FITTED_TABLES)
