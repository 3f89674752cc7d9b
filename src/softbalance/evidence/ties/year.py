"""All ties of all states to the poles in one year, from the tables of the snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from softbalance.evidence.ties.arrays import (
    FloatArray,
    arms_array,
    column,
    finance_array,
    known_rows,
    obligations_array,
    openness_array,
    recent,
    scatter,
    trade_array,
    troops_array,
)


@dataclass(frozen=True, slots=True)
class YearArrays:
    """Ties of n states to P poles, and to all others in the last column, for one year; NaN where unknown.

    ``treaties`` (n, P + 1, 5) holds what each owes the state; ``troops``, ``arms``, ``trade``, ``finance`` are
    (n, P + 1), ``trade_of_gdp`` is (n,). ``years`` names, by array, the year its figures are of.
    """

    treaties: FloatArray
    troops: FloatArray
    arms: FloatArray
    trade: FloatArray
    finance: FloatArray
    trade_of_gdp: FloatArray
    years: Mapping[str, int | None]


def year_arrays(
    tables: Mapping[str, pl.DataFrame], states: Sequence[int], poles: Sequence[int], year: int
) -> YearArrays:
    """Return all ties of all states to the poles in one year, from the tables of the snapshot.

    Parameters
    ----------
    tables
        Tables of the snapshot by name; see :data:`softbalance.evidence.ties.snapshot.TABLES`.
    states, poles
        COW numbers; the states should be those of the system in that year.
    year
        Calendar year.
    """
    spells = tables["ties_obligations"]
    rest = [one for one in states if one not in poles]
    owed = obligations_array(spells, poles, states, year).transpose(1, 0, 2)
    others = obligations_array(spells, rest, states, year).max(axis=0, initial=0.0)
    found = {
        "troops": troops_array(tables["ties_troops"], states, poles, year),
        "arms": arms_array(tables["ties_arms"], states, poles, year),
        "trade": trade_array(tables["ties_trade"], tables["ties_factbook"], states, poles, year),
        "finance": finance_array(tables["ties_finance"], states, poles, year),
        "trade_of_gdp": openness_array(tables["ties_trade_totals"], states, year),
    }
    years = {name: one.year for name, one in found.items()} | {"treaties": year}
    treaties = np.concatenate([owed, others[:, None]], axis=1)
    return YearArrays(treaties, **{name: one.values for name, one in found.items()}, years=years)


def exposure_array(
    tables: Mapping[str, pl.DataFrame],
    state_years: pl.DataFrame,
    states: Sequence[int],
    poles: Sequence[int],
    year: int,
) -> FloatArray:
    """Return (n, P, 5) raw components of exposure, as :data:`softbalance.measures.exposure.COMPONENTS` orders them.

    Trade with the pole over GDP, its share of arms received, its defence pledge, its soldiers per 100,000
    inhabitants, and its finance over GDP; each of the latest year up to ``year`` that is not too old.
    """
    people = recent(state_years.select("ccode", "year", "population").drop_nulls(), year)
    inhabitants = column(people.sort("year").unique("ccode", keep="last"), states, "population")
    hosted = troops_array(tables["ties_troops"], states, poles, year).values[:, :-1]
    lent = recent(tables["ties_finance"], year).filter(pl.col("of_gdp") > 0)
    newest = lent.filter(pl.col("year") == pl.col("year").max().over("kind"))
    given = newest.group_by("from_ccode", "to_ccode").agg(pl.col("of_gdp").sum())
    parts = [
        _trade_of_gdp(tables["ties_trade"], state_years, states, poles, year),
        arms_array(tables["ties_arms"], states, poles, year).values[:, :-1],
        obligations_array(tables["ties_obligations"], poles, states, year)[:, :, 0].T,
        hosted / inhabitants[:, None] * 100_000,
        _finance_of_gdp(given, states, poles),
    ]
    return np.stack(parts, axis=-1)


def _trade_of_gdp(
    trade: pl.DataFrame, state_years: pl.DataFrame, states: Sequence[int], poles: Sequence[int], year: int
) -> FloatArray:
    """Return (n, P) trade with each pole over GDP, each pair in its own latest year.

    A pair without a row traded next to nothing where the state's trade with everybody is held; else it is unknown.
    """
    gdp = state_years.select(ccode="ccode", year="year", gdp="gdp_usd").drop_nulls()
    own = recent(trade, year).filter(pl.col("ccode").is_in(list(states)))
    dated = own.join(gdp, on=["ccode", "year"]).with_columns(of_gdp=pl.col("usd") / pl.col("gdp"))
    latest = dated.filter(pl.col("partner").is_in(list(poles))).sort("year").unique(["ccode", "partner"], keep="last")
    counted = scatter(latest.with_columns(held=pl.lit(1.0)), "ccode", states, "partner", poles, "held") > 0
    everybody = np.isin(np.array(states), dated.filter(pl.col("share").is_not_null())["ccode"].to_numpy())
    values = scatter(latest, "ccode", states, "partner", poles, "of_gdp")
    return np.where(counted | everybody[:, None], values, np.nan)


def _finance_of_gdp(given: pl.DataFrame, states: Sequence[int], poles: Sequence[int]) -> FloatArray:
    """Return (n, P) finance over GDP; unknown for givers no source looks at and for takers no source lists."""
    looked_at = np.isin(np.array(poles), given["from_ccode"].to_numpy())
    known = known_rows(scatter(given, "to_ccode", states, "from_ccode", poles, "of_gdp"), given["to_ccode"], states)
    return np.where(looked_at[None, :], known, np.nan)
