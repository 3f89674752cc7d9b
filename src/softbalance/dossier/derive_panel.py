"""One row a catalogued grouping and year: its surface, binding, votes and acts up to the end of that year.

What the verdict, the ranking and the test of the essay's thesis rest on, so that none of them measures anything
again. Nothing in a row looks beyond its year.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.derive_votes import calls_of
from softbalance.dossier.null_draws import unscaled
from softbalance.evidence.joint_coverage import FIGHT_SOURCES, PAY_SOURCES
from softbalance.evidence.ties.arrays import column, obligations_array
from softbalance.measures.binding import obligation_shares
from softbalance.measures.cohesion import cohesion
from softbalance.measures.similarity import similarity
from softbalance.measures.stakes import stake_mask
from softbalance.terms.grouping import Grouping
from softbalance.terms.groupings import groupings

Watch = Callable[[str], None]
Tables = Mapping[str, pl.DataFrame]
Floats = NDArray[np.float64]

SOURCES = (
    *("un_ga_votes", "vdem", "wb_population", "wb_gdp", "wb_gdp_ppp", "countries_area", "cow_nmc", "sipri_milex"),
    *("atop_members", *FIGHT_SOURCES, *PAY_SOURCES),
)
SINCE = 1946
HEGEMON = 2
STAKE = "contested"
KAPPA_YEARS = 5
SURFACE = {
    "population": "population_share",
    "gdp": "gdp_usd_share",
    "gdp_ppp": "gdp_ppp_intl_share",
    "area": "area_km2_share",
    "cinc": "cinc_share",
    "milex": "milex_usd_share",
}
RUNG_COLUMNS = ("status", "occasions", "chances", "joined", "rate", "rate_low", "rate_high")
_DEFENCE, _CONSULTATION = 0, 4


@dataclass(frozen=True, slots=True)
class Agreement:
    """Kappa of all pairs of states on the votes of a few years."""

    states: NDArray[np.int64]
    kappa: Floats

    def among(self, members: tuple[int, ...]) -> Floats:
        """Return the kappas of the pairs of members, NaN left out."""
        places = np.flatnonzero(np.isin(self.states, members))
        block = self.kappa[np.ix_(places, places)]
        pairs = block[np.triu_indices(len(places), k=1)]
        known: Floats = pairs[np.isfinite(pairs)]
        return known

    def with_state(self, other: int, members: tuple[int, ...]) -> Floats:
        """Return the kappa of each member but ``other`` with ``other``, NaN left out."""
        if other not in self.states:
            return np.empty(0)
        row = self.kappa[int(np.searchsorted(self.states, other))]
        chosen = row[np.isin(self.states, members) & (self.states != other)]
        known: Floats = chosen[np.isfinite(chosen)]
        return known


def panel(tables: Tables, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the table ``conduct_panel`` from the tables of the snapshot made before it."""
    last = int(tables["calls"]["date"].dt.year().max())  # type: ignore[arg-type]
    watch("panel: agreement of all pairs")
    agreements = {year: agreement(tables["dyads_all"], year) for year in range(SINCE, last + 1)}
    rows = []
    for one in groupings().values():
        watch(f"panel {one.id}")
        say = say_rows(one.id, tables)
        rows += [_row(one, year, tables, say, agreements[year]) for year in years_of(one, last)]
    bare = pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("year").cast(pl.Int16))
    return {"conduct_panel": _rounded(_with_bodies(_with_rungs(bare, tables), tables))}


def years_of(one: Grouping, last: int) -> tuple[int, ...]:
    """Return the years since 1946 in which a grouping had two members, as far as the votes reach."""
    end = min(last, one.ended.year) if one.ended else last
    return tuple(
        year for year in range(max(SINCE, one.founded.year), end + 1) if len(one.members(day_of(one, year))) > 1
    )


def day_of(one: Grouping, year: int) -> date:
    """Return the last day of the year, or of the grouping where it ended in it."""
    return min(date(year, 12, 31), one.ended) if one.ended else date(year, 12, 31)


def agreement(dyads: pl.DataFrame, year: int) -> Agreement:
    """Return the kappa of all pairs on the votes of the five years that end with ``year``."""
    cells = [f"n{a}{b}" for a in range(3) for b in range(3)]
    rows = (
        dyads.filter(pl.col("year").is_between(year - KAPPA_YEARS + 1, year))
        .group_by("first", "second")
        .agg(pl.col(name).cast(pl.UInt32).sum() for name in cells)
    )
    states = np.unique(rows.select("first", "second").to_numpy()).astype(np.int64)
    counts = np.zeros((rows.height, 4, 4))
    counts[:, :3, :3] = rows.select(cells).to_numpy().reshape(-1, 3, 3)
    kappa = np.full((states.size, states.size), np.nan)
    i, j = (np.searchsorted(states, rows[name].to_numpy()) for name in ("first", "second"))
    kappa[i, j] = kappa[j, i] = similarity(counts, "kappa", year=year)
    return Agreement(states, kappa)


def say_rows(grouping_id: str, tables: Tables) -> dict[int, dict[str, float | None]]:
    """Return, as of each year, cohesion on contested votes since the founding and its place among random groupings."""
    observed = _cohesion_by_year(grouping_id, tables)
    found: dict[int, dict[str, float | None]] = {}
    for kind in ("plain", "matched"):
        for year, place in _places(grouping_id, tables["nulls"], kind).items():
            found.setdefault(year, {}).update(place)
    return {year: found.get(year, {}) | observed.get(year, {}) for year in sorted(set(found) | set(observed))}


def _places(grouping_id: str, nulls: pl.DataFrame, kind: str) -> dict[int, dict[str, float | None]]:
    """Return lift over the mean of random groupings, and percentile, over the years up to each."""
    held = nulls.filter(
        *(pl.col("grouping") == grouping_id, pl.col("measure") == "agreement_index"),
        *(pl.col("class") == STAKE, pl.col("kind") == kind),
    ).sort("year")
    if held.is_empty():
        return {}
    draws = np.stack([unscaled(*row) for row in held.select("low", "high", "draws").iter_rows()])
    weights = held["calls"].to_numpy().astype(float)
    seen = np.isfinite(draws) * weights[:, None]
    below = np.cumsum(seen, axis=0)
    above = np.cumsum(seen * np.nan_to_num(draws), axis=0)
    null = np.divide(above, below, out=np.full(draws.shape, np.nan), where=below > 0)
    own = np.cumsum(weights * held["observed"].to_numpy()) / np.cumsum(weights)
    mean = np.nanmean(null, axis=1)
    lift, slope = (own - mean) / (1 - mean), 1 / (1 - mean)
    percentile = np.nanmean((null < own[:, None]) + 0.5 * (null == own[:, None]), axis=1)
    return {
        int(year): {f"lift_{kind}": lift[i], f"percentile_{kind}": percentile[i], f"slope_{kind}": slope[i]}
        for i, year in enumerate(held["year"])
    }


def _cohesion_by_year(grouping_id: str, tables: Tables) -> dict[int, dict[str, float | None]]:
    """Return the agreement index on contested votes up to each year, its standard error by agenda item, and calls."""
    own = tables["tallies"].filter(pl.col("grouping").cast(pl.String) == grouping_id)
    joined = tables["calls"].join(own.select("call", *(pl.col(n).alias(f"own_{n}") for n in "YANX")), on="call")
    ordered = joined.sort("date", "call")
    tallies = ordered.select(*(f"own_{name}" for name in "YANX")).to_numpy().astype(np.int32)
    values = np.where(stake_mask(calls_of(ordered), STAKE, tallies), cohesion(tallies, "agreement_index"), np.nan)
    rated = ordered.select("family", year=pl.col("date").dt.year()).with_columns(value=values)
    known = rated.filter(pl.col("value").is_finite())
    return {year: _mean_by_item(known.filter(pl.col("year") <= year)) for year in sorted(set(known["year"]))}


def _mean_by_item(rows: pl.DataFrame) -> dict[str, float | None]:
    """Return mean and standard error with votes of one agenda item as one cluster."""
    mean = float(rows["value"].mean())  # type: ignore[arg-type]
    sums = rows.group_by("family").agg(miss=(pl.col("value") - mean).sum())["miss"].to_numpy()
    items = len(sums)
    spread = float(np.sqrt((sums**2).sum() * items / max(items - 1, 1)) / rows.height)
    return {"cohesion": mean, "cohesion_se": spread, "roll_calls": float(rows.height)}


def _row(
    one: Grouping, year: int, tables: Tables, say: Mapping[int, Mapping[str, float | None]], pairs: Agreement
) -> dict[str, object]:
    members = one.members(day_of(one, year))
    past = max((known for known in say if known <= year), default=None)
    return {
        **{"grouping": one.id, "year": year, "members": len(members)},
        **_surface(members, year, tables["state_shares"]),
        **_binding(one.id, members, year, tables),
        **_votes(members, pairs),
        **dict.fromkeys(SAY),
        **(say[past] if past is not None else {}),
    }


SAY = (
    *("cohesion", "cohesion_se", "roll_calls", "lift_plain", "percentile_plain", "slope_plain"),
    *("lift_matched", "percentile_matched", "slope_matched"),
)


def _surface(members: tuple[int, ...], year: int, shares: pl.DataFrame) -> dict[str, float | None]:
    return {name: _share(members, year, shares.select("ccode", "year", share=c)) for name, c in SURFACE.items()}


def _share(members: tuple[int, ...], year: int, shares: pl.DataFrame) -> float | None:
    """Return the members' share of the world in the latest year up to ``year``, or the first the source has."""
    known = shares.drop_nulls()
    years = known["year"].unique().to_numpy()
    past = years[years <= year]
    latest = int(past.max() if past.size else years.min())
    held = known.filter(pl.col("year") == latest, pl.col("ccode").is_in(members))
    return float(held["share"].sum()) if held.height else None


def _binding(grouping_id: str, members: tuple[int, ...], year: int, tables: Tables) -> dict[str, float | None]:
    mine = tables["ties_own_obligations"].filter(pl.col("grouping") == grouping_id)
    known = tables["state_shares"].filter(pl.col("year") <= year).drop_nulls("cinc_share")
    capability = column(known.filter(pl.col("year") == known["year"].max()), members, "cinc_share")
    own, every = (
        obligation_shares(obligations_array(spells, members, members, year), capability)
        for spells in (mine, tables["ties_obligations"])
    )
    values = {
        "own_defence": own.plain[_DEFENCE],
        "own_defence_weighted": own.weighted[_DEFENCE],
        "own_consultation": own.plain[_CONSULTATION],
        "any_defence": max(own.plain[_DEFENCE], every.plain[_DEFENCE]),
    }
    return {name: float(value) if np.isfinite(value) else None for name, value in values.items()}


def _votes(members: tuple[int, ...], pairs: Agreement) -> dict[str, float | None]:
    """Return mean and spread of kappa inside, and how much nearer the hegemon members vote than all states do."""
    inside, near = pairs.among(members), pairs.with_state(HEGEMON, members)
    world = pairs.with_state(HEGEMON, tuple(int(one) for one in pairs.states))
    known = bool(near.size and world.size)
    return {
        "kappa_mean": float(inside.mean()) if inside.size else None,
        "kappa_spread": float(np.std(near)) if near.size > 1 else None,
        "direction": float(near.mean() - world.mean()) if known else None,
        "direction_se": float(np.std(near) / np.sqrt(near.size)) if known else None,
    }


def _with_rungs(bare: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Return the panel with the record of each rung as of each year."""
    told = bare.sort("grouping", "year")
    for rung in ("pay", "fight"):
        rows = tables[f"conduct_{rung}_rungs"].filter(pl.col("kind") == "all")
        named = rows.select("grouping", "year", *(pl.col(name).alias(f"{rung}_{name}") for name in RUNG_COLUMNS))
        told = told.join_asof(named.sort("grouping", "year"), on="year", by="grouping", check_sortedness=False)
    return told


def _with_bodies(told: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Return the panel with the decisions of the body itself up to each year."""
    rows = tables["conduct_pay_bodies"].sort("grouping", "year")
    running = rows.with_columns(pay_decisions=pl.col("decisions").cum_sum().over("grouping")).drop("decisions")
    joined = told.join_asof(running.sort("grouping", "year"), on="year", by="grouping", check_sortedness=False)
    return joined.with_columns(pl.col("pay_decisions").fill_null(0))


def _rounded(table: pl.DataFrame) -> pl.DataFrame:
    floats = [name for name, dtype in table.schema.items() if dtype.is_float()]
    return table.with_columns(pl.col(floats).round(5).cast(pl.Float32)).sort("grouping", "year")
