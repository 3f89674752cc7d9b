"""A scenario played with given parameters does what those parameters say."""

import numpy as np
import pytest

from softbalance.crisis.covariates import AFFINITY, EXPOSURE, STAKES, Covariates
from softbalance.crisis.drivers import OTHERS, drivers
from softbalance.crisis.fitted import Fitted, from_tables, to_tables
from softbalance.crisis.game import ACTIONS
from softbalance.crisis.play import GOLDEN, Setting, game_at_mode, play, record_shift, shocks
from softbalance.crisis.principal import solve
from softbalance.crisis.specification import ACTS, Specification
from softbalance.evidence.snapshot import shipped
from softbalance.terms.errors import BadInput


def fitted(*, shock: bool = True, **values: float) -> Fitted:
    """Return parameters of which all but those given are zero."""
    spec = Specification(common_shock=shock)
    names = [f"affinity: {name}" for name in AFFINITY]
    names += [f"stakes: {name}" for name in STAKES]
    names += [f"{block}: {name}" for block in ("exposure", "leader_exposure") for name in EXPOSURE]
    names += ["complementarity: g", *(f"intercept: {act}" for act in ACTS), "record: disputes, act"]
    names += ["loading: acting"] if shock else []
    theta = np.zeros(len(names))
    short = {"defence": "affinity: owes it defence", "trade": "exposure: trade, in tenths", "g": "complementarity: g"}
    short |= {"stake": "stakes: common", "loading": "loading: acting", "fight": "intercept: fight"}
    short |= {"backers": "leader_exposure: trade, in tenths", "disputes": "record: disputes, act"}
    for name, value in values.items():
        theta[names.index(short[name])] = value
    return Fitted(tuple(names), theta, 0.01 * np.eye(len(names)), spec, 12)


def weighed(n: int = 4, **columns: float) -> Covariates:
    tables = {"affinity": np.zeros((n, 8)), "exposure": np.zeros((n, 5)), "leader_exposure": np.zeros((n, 5))}
    if "defence" in columns:
        tables["affinity"][:, 1] = columns["defence"]
    tables["exposure"][:, 0] = columns.get("trade", 0.0)
    tables["leader_exposure"][:, 0] = columns.get("backers", 0.0)
    stakes = np.column_stack([np.ones(n), np.zeros(n)])
    return Covariates(
        np.arange(1.0, n + 1.0), tables["affinity"], stakes, tables["exposure"], tables["leader_exposure"], ()
    )


def acting(found: Fitted, who: Covariates, setting: Setting, *, rung: int = 3) -> np.ndarray:
    return play(found, who, setting, found.theta[None]).chances[0, :, rung:].sum(axis=-1)


def test_without_any_effect_all_choose_at_random():
    found = fitted(shock=False)
    assert np.allclose(play(found, weighed(), Setting(0.5), found.theta[None]).chances, 0.2)


def test_one_draw_without_a_shock_is_the_equilibrium_of_the_game_at_the_mode():
    found = fitted(shock=False, defence=1.0, trade=0.5, g=1.5, stake=2.0, fight=-1.0, backers=0.4)
    who, setting = weighed(defence=1.0, trade=2.0, backers=1.0), Setting(0.4, 0.7, 0.5)
    expected = solve(game_at_mode(found, who, setting)).probabilities
    assert np.allclose(play(found, who, setting, found.theta[None]).chances[0], expected, atol=1e-9)


def test_chances_add_up_to_one_and_the_higher_rung_is_never_likelier():
    found = fitted(defence=0.5, trade=1.0, g=1.0, stake=1.0, loading=1.0)
    outlook = play(found, weighed(defence=1.0, trade=1.0), Setting(0.5), found.draws(20))
    assert np.allclose(outlook.chances.sum(axis=-1), 1.0)
    for table in (outlook.by_capability, outlook.by_heads, outlook.committed):
        assert (table["say"] >= table["pay"] - 1e-12).all()
        assert (table["pay"] >= table["fight"] - 1e-12).all()


def test_more_exposure_and_severity_hold_back_where_exposure_costs():
    found = fitted(trade=1.0, g=1.0, stake=1.0)
    base = acting(found, weighed(trade=1.0), Setting(0.5, 0.5))
    assert (acting(found, weighed(trade=1.0), Setting(0.5, 0.9)) < base).all()
    assert (acting(found, weighed(trade=2.0), Setting(0.5, 0.5)) < base).all()


def test_a_duty_to_defend_draws_to_arms():
    found = fitted(defence=1.0)
    bound, free = (acting(found, weighed(defence=owed), Setting(0.5), rung=4) for owed in (1.0, 0.0))
    assert (bound > free).all()


def test_unpredictable_retaliation_of_the_same_mean_costs_more():
    found = fitted(trade=1.5)
    sure, unsure = (acting(found, weighed(trade=1.0), Setting(0.5, 0.5, sureness)) for sureness in (1.0, 0.0))
    assert (unsure < sure).all()


def test_a_shock_common_to_all_makes_acting_together_likelier_than_separate_chances_would():
    calm, shaken = fitted(fight=-1.0), fitted(fight=-1.0, loading=3.0)
    who = weighed()
    outlook = play(shaken, who, Setting(0.5), shaken.theta[None])
    apart = play(calm, who, Setting(0.5), calm.theta[None])
    assert outlook.by_heads["fight"][0] > apart.by_heads["fight"][0]


def test_the_record_of_disputes_has_no_say_in_a_scenario_like_the_famous_crises():
    one, other = fitted(disputes=-5.0), fitted(disputes=5.0)
    famous = [play(found, weighed(), Setting(0.5, salience=1.0), found.theta[None]).chances for found in (one, other)]
    assert np.array_equal(*famous)
    unknown = [play(found, weighed(), Setting(0.5), found.theta[None]).chances[0, :, 4] for found in (one, other)]
    assert (unknown[0] < unknown[1]).all()


def test_nodes_of_the_shock_weigh_one_in_all_and_none_is_needed_without_a_shock():
    assert shocks(fitted(), 5)[1].sum() == pytest.approx(1.0)
    assert shocks(fitted(shock=False))[0].tolist() == [0.0]
    with pytest.raises(BadInput):
        shocks(fitted(), 0)


def test_parameters_survive_the_tables_in_which_they_ship():
    found = fitted(defence=1.0, g=0.5)
    again = from_tables(to_tables(found))
    assert again.names == found.names
    assert np.array_equal(again.theta, found.theta)
    assert np.array_equal(again.covariance, found.covariance)
    assert again.specification == found.specification
    assert again.crises == found.crises


def test_the_first_draw_is_the_mode_and_draws_are_the_same_every_time():
    found = fitted(defence=1.0)
    assert np.array_equal(found.draws(5)[0], found.theta)
    assert np.array_equal(found.draws(5), found.draws(5))
    with pytest.raises(BadInput):
        found.draws(0)
    with pytest.raises(BadInput):
        found.block(found.theta, "weather")


def test_drivers_add_up_to_what_paying_is_worth_but_for_what_is_alike_for_all():
    found = fitted(shock=False, defence=1.0, trade=0.5, g=1.5, stake=2.0)
    game = game_at_mode(found, weighed(defence=1.0, trade=2.0), Setting(0.4))
    equilibrium = solve(game)
    parts = drivers(found, weighed(defence=1.0, trade=2.0), equilibrium)
    logit = np.log(equilibrium.probabilities[:, ACTIONS.index("pay")] / equilibrium.probabilities[:, 1])
    assert np.allclose(parts.worth.sum(axis=1), logit, atol=1e-8)
    drawn, held = parts.strongest(0)
    assert parts.terms[drawn[0]] in (OTHERS, AFFINITY[1])
    assert parts.terms[held[0]] == f"exposure: {EXPOSURE[0]}"


def test_a_scenario_like_any_occasion_is_acted_in_less_than_one_like_the_famous_crises():
    tables = {name: shipped().table(name) for name in ("crisis_parameters", "crisis_covariance")}
    found = from_tables(tables)
    theta = found.draws(40)
    famous, ordinary, unknown = (record_shift(found, theta, place) for place in (1.0, 0.0, None))
    assert not famous.any()
    assert (ordinary[0, 2:] < 0).all()
    assert ordinary[0, 4] < ordinary[0, 3] < ordinary[0, 2], (
        "fights are rarer on record than sanctions, and these than words"
    )
    np.testing.assert_allclose(unknown[0], ordinary[0] / 2)
    places = (0.5 + np.arange(40) * GOLDEN) % 1.0
    np.testing.assert_allclose(unknown, ordinary * (1 - places)[:, None])
    assert abs(places.mean() - 0.5) < 0.02
