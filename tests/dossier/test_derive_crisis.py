"""Nothing that a crisis uses looks ahead: changing the future changes nothing, changing the past does."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from softbalance.crisis.backtesting import backtest_forward
from softbalance.crisis.rivals import game, logit
from softbalance.crisis.specification import Specification
from softbalance.dossier.derive_contest import latest, split
from softbalance.dossier.derive_crisis import arms, capability, finance, positions, rivalries, trade
from softbalance.terms.errors import NotEnoughData
from tests.crisis.making import cases, played

STATES = (2, 20, 200, 220, 255, 365, 390, 640, 710, 740, 750, 900)
YEARS = range(1946, 1951)
CALLS = 12


def vote_tables(turned: range) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Roll calls with two camps; those of the turned years were voted the other way by half of the states."""
    rng = np.random.default_rng(0)
    calls, votes = [], []
    for year in YEARS:
        for k in range(CALLS):
            call = (year - 1946) * CALLS + k
            calls.append((call, date(year, 1 + k, 1), "GA", True))
            side = rng.random(len(STATES)) < np.linspace(0.9, 0.1, len(STATES))
            for place, ccode in enumerate(STATES):
                yes = bool(side[place]) ^ (year in turned and place % 2 == 0)
                votes.append((call, ccode, 1 if yes else 3))
    named = pl.DataFrame(calls, schema=["roll_call", "date", "body", "final"], orient="row")
    return named, pl.DataFrame(votes, schema={"roll_call": pl.Int64, "ccode": pl.Int32, "vote": pl.Int8}, orient="row")


def until(table: pl.DataFrame, year: int) -> pl.DataFrame:
    return table.filter(pl.col("year") <= year)


def test_positions_of_a_year_rest_on_votes_up_to_it():
    asis, later, earlier = (
        positions(*vote_tables(turned), str) for turned in (range(0), range(1949, 1951), range(1947, 1948))
    )
    assert until(asis, 1948).height == 3 * len(STATES)
    assert until(asis, 1948).equals(until(later, 1948))
    assert not until(asis, 1950).equals(until(later, 1950))
    assert not until(asis, 1948).equals(until(earlier, 1948))


def ties(scale: float) -> dict[str, pl.DataFrame]:
    """Every derived tie of two states, 1950 to 1960; from 1956 on all figures are multiplied."""
    years = list(range(1950, 1961))
    grown = np.array([1.0 if year < 1956 else scale for year in years])
    pair = {"from_ccode": [2] * 11, "to_ccode": [20] * 11, "year": years}
    flows = pl.DataFrame({**pair, "value_usd": 100.0 * grown}, schema_overrides={"year": pl.Int16})
    totals = pl.DataFrame(
        {
            "ccode": [2] * 11 + [20] * 11,
            "year": years * 2,
            "source": ["cow_trade"] * 22,
            "exports_usd": np.full(22, 400.0),
            "imports_usd": np.full(22, 400.0),
        },
        schema_overrides={"year": pl.Int16},
    )
    given = pl.DataFrame({**pair, "value": 5.0 * grown}, schema_overrides={"year": pl.Int16})
    output = pl.DataFrame(
        {
            "ccode": [2] * 11 + [20] * 11,
            "year": years * 2,
            "gdp_usd": np.full(22, 100.0),
            "cinc": np.concatenate([0.2 * grown, np.full(11, 0.1)]),
        },
        schema_overrides={"year": pl.Int16},
    )
    quarrels = pl.DataFrame(
        {
            "ccode1": [2] * 11,
            "ccode2": [20] * 11,
            "year": years,
            "kind": ["rivalry" if g == 1.0 else "peace" for g in grown],
        }
    )
    supplied = flows.select("from_ccode", "to_ccode", "year", share=pl.col("value_usd") / 1000.0)
    return {
        "trade": trade(flows, totals),
        "arms": arms(supplied),
        "finance": finance(given, output),
        "capability": capability(output),
        "rivalries": rivalries(quarrels),
    }


@pytest.mark.parametrize("kind", ["trade", "arms", "finance", "capability", "rivalries"])
def test_ties_of_a_year_rest_on_figures_up_to_it(kind):
    asis, changed = ties(1.0)[kind], ties(3.0)[kind]
    assert until(asis, 1955).height > 0
    assert until(asis, 1955).equals(until(changed, 1955))
    assert not asis.equals(changed)


def test_what_is_done_later_changes_no_forecast_made_before():
    rng = np.random.default_rng(1)
    calm = Specification(common_shock=False).without_strategy()
    seen, _ = played(cases(40, 4, rng), calm, rng)
    seen = seen.replace(designs={"likeness": seen.affinity[..., :1]})
    models = {"game": game(calm), "logit": logit("likeness")}
    late = seen.date >= 30.0
    turned = seen.seen_as(np.where(late[:, None], 4 - seen.observed.argmax(axis=-1), seen.observed.argmax(axis=-1)))
    before, after = (backtest_forward(each, models, starts=[20.0, 30.0]) for each in (seen, turned))
    early = before.cases.date < 30.0
    for name in models:
        assert np.array_equal(before.chances[name][early], after.chances[name][early])


def test_the_latest_crises_are_no_part_of_what_came_before():
    past, late = split([])
    assert past == late == []
    with pytest.raises(NotEnoughData, match="no crisis begins on or after 2022"):
        latest([], lambda year: None, {})
