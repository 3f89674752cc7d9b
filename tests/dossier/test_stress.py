"""Stress tests, levers and sweeps work offline on the snapshot that ships, and say what they must."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from softbalance.crisis.scenario import load_scenario
from softbalance.crisis.scenario import shipped as scenarios_shipped
from softbalance.dossier.backtest import backtest
from softbalance.dossier.contest import GAME, HELD_OUT, best_rival, mean_of, warning
from softbalance.dossier.held import Held
from softbalance.dossier.levers import levers
from softbalance.dossier.parameters import parameter_table
from softbalance.dossier.played import ask, fitted_in, read_lever, read_sweep
from softbalance.dossier.stress import played, stress, stress_data, told
from softbalance.dossier.stress_all import stress_all
from softbalance.dossier.sweep import grid_frame, sweep
from softbalance.evidence.snapshot import shipped
from softbalance.interfaces.cli import application
from softbalance.interfaces.crisis_json import stress_json
from softbalance.terms.errors import BadInput, UnknownName
from softbalance.terms.estimate import Estimate

HELD = Held(shipped())
ACTIONS = ("oppose", "stand_aside", "say", "pay", "fight")


@pytest.fixture(scope="module")
def taiwan():
    return played(ask("SCO", "taiwan-blockade", held=HELD), 20)


def test_neither_china_nor_the_united_states_is_asked_over_taiwan(taiwan):
    members = stress_data(taiwan)["members"]
    assert set(members) == {"RUS", "BLR", "IRN", "TJK", "KGZ", "UZB", "KAZ", "IND", "PAK"}


def test_json_has_the_keys_that_were_promised_and_chances_that_add_up(taiwan):
    data = json.loads(json.dumps(stress_json(told(taiwan, HELD), stress_data(taiwan)), allow_nan=False))
    for one in data["members"].values():
        assert sum(one[name] for name in ACTIONS) == pytest.approx(1.0)
        assert all(0.0 <= one["low"][name] <= one["high"][name] <= 1.0 for name in ACTIONS)
    assert set(data["joint"]) == {"say", "pay", "fight"}
    assert data["joint"]["say"]["by_capability"]["value"] >= data["joint"]["fight"]["by_capability"]["value"]
    assert data["equilibria"][0]["principal"]
    assert data["equilibria"][0]["residual"] <= 1e-10
    assert data["kind"] == "stress"


def test_a_key_of_the_dossier_is_not_overwritten(taiwan):
    with pytest.raises(ValueError, match="kind"):
        stress_json(told(taiwan, HELD), {"kind": 1})


def test_every_figure_has_an_interval_and_sources(taiwan):
    dossier = told(taiwan, HELD)
    figures = list(dossier.estimates())
    assert figures
    assert all(one.known and one.low is not None and one.sources for one in figures)
    assert {one.id for one in dossier.sources} == set(dossier.source_ids())


def test_each_player_is_told_what_moves_it_and_every_page_says_it_is_no_causal_claim(taiwan):
    dossier = told(taiwan, HELD)
    assert len(dossier.section("why").sentences) == 9
    assert any("no causal" in note.text for note in dossier.notes)
    assert any("not causal" in one.text or "held out" in one.text for one in dossier.answer)


def test_a_grouping_other_than_the_scenarios_is_played_and_labelled():
    dossier = stress("BRICS", scenario="taiwan-blockade", draws=2, held=HELD)
    assert dossier.subject == "BRICS"
    assert any("was written for" in note.text for note in dossier.notes)


def test_states_added_and_dropped_are_played_and_named_in_the_command():
    dossier = stress("SCO", scenario="taiwan-blockade", add=["TUR"], drop=["IND"], draws=2, held=HELD)
    names = [row[0].ccode for row in dossier.section("who_acts").tables[0].rows]
    assert 640 in names
    assert 750 not in names
    assert "--add TUR" in dossier.command
    assert "--drop IND" in dossier.command


def test_of_more_players_than_can_be_searched_the_principal_equilibrium_is_told():
    asked = ask("NAM", "taiwan-blockade", held=HELD)
    result = played(asked, 2)
    assert len(asked.codes) > 60
    assert len(result.equilibria) == 1
    assert "principal equilibrium" in told(result, HELD).section("several").sentences[0].text


def test_no_zero_is_written_as_less_than_nothing(taiwan):
    table = told(taiwan, HELD).section("why").tables[0]
    assert not any(value == 0.0 and np.signbit(value) for row in table.rows for value in row[1:])


def test_every_shipped_scenario_stands_in_the_table_with_a_year_of_no_single_one():
    dossier = stress_all(draws=2, held=HELD)
    table = dossier.section("scenarios").tables[0]
    assert len(table.rows) == len(scenarios_shipped())
    assert [column.name for column in table.columns][-1] == "fight"
    assert all("year" not in note.args for note in dossier.notes)
    alone = stress_all("AUKUS", draws=2, held=HELD).section("scenarios").tables[0]
    assert alone.columns[-1].name == "why_not"


def test_a_hegemon_that_is_the_target_has_no_other_stance_to_try():
    names = {
        row[1] for row in levers("SCO", scenario="taiwan-blockade", draws=2, held=HELD).section("levers").tables[0].rows
    }
    assert not any(name.startswith("hegemon_stance") for name in names)


def test_korea_in_1950_uses_nothing_of_1950():
    asked = ask(None, "korea-1950", held=HELD)
    assert asked.known.year == 1949
    assert len(asked.codes) == 12


def test_the_levers_set_are_the_levers_played():
    asked = ask("SCO", "taiwan-blockade", levers={"hegemon_severity": 0.1, "threshold": 0.3}, held=HELD)
    assert asked.setting.severity == 0.1
    assert asked.setting.threshold == 0.3


def test_levers_come_largest_first_and_are_called_conditional():
    dossier = levers("CSTO", scenario="csto-member-asks-troops", draws=10, held=HELD)
    effects = [abs(row[4].value) for row in dossier.section("levers").tables[0].rows]
    assert effects == sorted(effects, reverse=True)
    assert "not causal" in dossier.answer[0].text
    assert len(effects) >= 8


def test_a_sweep_is_a_grid_with_an_interval_in_every_cell():
    asked = ask("CSTO", "csto-member-asks-troops", held=HELD)
    seen = []
    grid = {"hegemon_severity": (0.0, 0.5, 1.0), "threshold": (0.2, 0.6)}
    dossier = sweep(asked, grid, held=HELD, draws=5, watch=lambda k, n: seen.append((k, n)))
    frame = grid_frame(dossier)
    assert frame.height == 6
    assert seen[-1] == (6, 6)
    assert (frame["pay_low"] <= frame["pay"]).all()
    assert (frame["pay"] <= frame["pay_high"]).all()
    assert dossier.section("grid").charts[0].kind == "heatmap"


def test_a_sweep_of_a_million_cells_is_refused():
    asked = ask("CSTO", "csto-member-asks-troops", held=HELD)
    steps = tuple(np.linspace(0.0, 1.0, 101))
    with pytest.raises(BadInput, match="cells"):
        sweep(asked, {"hegemon_severity": steps, "hegemon_predictability": steps}, held=HELD, draws=2)


@pytest.mark.parametrize("text", ["severity=0.4", "hegemon_severity", "hegemon_severity=much", "=1"])
def test_a_lever_that_is_none_is_refused(text):
    with pytest.raises((BadInput, UnknownName)):
        read_lever(text)


@pytest.mark.parametrize("text", ["hegemon_severity=0:1", "obligation=0:1:3", "threshold=0.1:0.9:1", "threshold=a:b:3"])
def test_a_sweep_that_is_none_is_refused(text):
    with pytest.raises((BadInput, UnknownName)):
        read_sweep(text)


def test_an_unknown_scenario_is_named():
    with pytest.raises(UnknownName):
        stress("SCO", scenario="the-moon", held=HELD)


def test_the_scores_that_ship_give_the_table_and_the_warning_on_every_stress_test(taiwan):
    dossier = backtest(held=HELD)
    assert dossier.section("held_out").figures[0].estimate.known
    assert told(taiwan, HELD).answer[1] == warning(HELD.snapshot)[0]


def test_the_warning_says_that_the_game_does_not_win_where_it_does_not():
    table = shipped().table("crisis_scores")
    rival, gain = best_rival(table)
    better = mean_of(table, GAME, "log", scheme=HELD_OUT) < mean_of(table, rival, "log", scheme=HELD_OUT)
    assert better == (gain.value > 0.0)
    planted = table.with_columns(total=pl.when(pl.col("model") == GAME).then(pl.col("total") * 3).otherwise("total"))
    assert best_rival(planted)[1].value < 0.0


def test_the_scores_that_ship_name_no_state_and_no_event():
    table = shipped().table("crisis_scores")
    assert table.schema["crisis"].is_integer()
    assert set(table.columns) == {"scheme", "model", "kind", "record", "crisis", "total", "weight"}


def test_the_parameters_in_the_documentation_are_those_that_serve():
    page = Path(__file__).parents[2] / "docs" / "parameters.md"
    assert parameter_table(fitted_in(shipped())) in page.read_text(encoding="utf-8")


def test_the_command_line_stresses_and_refuses_with_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))
    run = CliRunner().invoke
    shown = run(application(), ["stress", "CSTO", "--scenario", "csto-member-asks-troops", "--draws", "2", "--json"])
    assert set(json.loads(shown.stdout)["members"]) == {"ARM", "BLR", "KAZ", "KGZ", "RUS"}
    path = tmp_path / "mine.toml"
    assert run(application(), ["scenario", "new", str(path)]).exit_code == 0
    assert "Russia" in run(application(), ["scenario", "check", str(path)]).stdout
    assert load_scenario(path).grouping == "SCO"
    again = run(application(), ["scenario", "new", str(path)])
    assert isinstance(again.exception, BadInput)


def test_estimates_of_a_stress_test_count_the_crises_behind_them(taiwan):
    cell = told(taiwan, HELD).section("who_acts").tables[0].rows[0][2]
    assert isinstance(cell, Estimate)
    assert cell.n == taiwan.asked.fitted.crises
