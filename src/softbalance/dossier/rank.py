"""All catalogued groupings of a year by surface and by substance: the headline picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.derive_panel import SURFACE
from softbalance.dossier.held import Held
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Dossier,
    Figure,
    GroupingRef,
    Message,
    Section,
    Table,
)
from softbalance.dossier.panel import DRAWS, SEED, Row, axes_of, latest_rows, panel, rate_draws
from softbalance.dossier.references import source_lines
from softbalance.measures.ranking import Ranks, composite, percentiles, rank_correlation, ranks
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

Floats = NDArray[np.float64]

PARTS = ("say", "pay", "fight", "binding")
SURFACE_SOURCES = ("wb_population", "wb_gdp", "wb_gdp_ppp", "countries_area", "cow_nmc", "sipri_milex", "register")
SUBSTANCE_SOURCES = (
    *("un_ga_votes", "vdem", "gsdb", "cow_mid_dirdisps", "cow_mid_disps", "ucdp_acd", "ucdp_external_support"),
    *("atop_members", "register"),
)
METHOD = "median rank over draws of the parts and of their weights (Dirichlet, mean equal)"
_UNTESTED = {"pay": N_("pay"), "fight": N_("fight")}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks of the groupings of a year.

    Attributes
    ----------
    rows
        Of the panel, one a grouping.
    surface, substance
        Ranks, each of shape (groupings,).
    parts
        Median of each part of the substance, shape (groupings, 4), in the order of :data:`PARTS`.
    correlation
        Draws of the rank correlation of surface with substance.
    first
        Share of draws in which the row's substance exceeds the column's, shape (groupings, groupings).
    """

    rows: Sequence[Row]
    surface: Ranks
    substance: Ranks
    parts: Floats
    correlation: Floats
    first: Floats


def rank(on: int | str, *, held: Held | None = None) -> Dossier:
    """Return all catalogued groupings of a year, ranked by surface and by substance.

    Parameters
    ----------
    on
        Year, from 1946 to the last year of votes held.
    held
        What evidence to use; the snapshot by default.

    Raises
    ------
    BadInput
        If the year is none that the evidence covers.

    Examples
    --------
    >>> table = rank(2024).section("rank").tables[0]
    >>> "NATO" in {row[0].label for row in table.rows}
    True
    """
    held = held or Held.default()
    table = panel(held.snapshot)
    year = _year(on, table)
    found = ranking(table, year)
    section = _section(found, year)
    return Dossier(
        kind="ranking",
        subject=str(year),
        title=Message(N_("Groupings by surface and by substance, {year}"), {"year": str(year)}),
        asked={"on": str(year)},
        answer=section.sentences[:1],
        sections=(section,),
        sources=source_lines((section,), held),
        command=f"softbalance rank --on {year}",
        versions=held.versions(),
    )


def ranking(table: pl.DataFrame, year: int, *, draws: int = DRAWS) -> Ranking:
    """Return the ranks of the groupings of a year.

    Surface is the weighted mean of a grouping's percentiles among those of the year by share of world population,
    output (nominal and at purchasing power), land, capabilities and military spending. Substance is the weighted mean
    of its percentiles by lift of voting cohesion, joint action on sanctions (the body's own decisions counted as
    occasions on which all acted), joint action in disputes, and share of dyads bound to defence by the own treaty. A
    rate that was never tested or is not covered is drawn from those of all groupings.
    """
    rows = latest_rows(table, year)
    rng = np.random.default_rng(SEED)
    shown = np.array([[_number(row[name]) for name in SURFACE] for row in rows])
    surface = percentiles(shown.T).T
    weights = rng.dirichlet(np.ones(len(SURFACE)), draws)
    above = composite(np.broadcast_to(surface, (draws, *surface.shape)), weights)
    parts = np.stack([substance_parts(row, table, rng, draws) for row in rows], axis=1)
    placed = np.stack([percentiles(parts[:, :, place]) for place in range(len(PARTS))], axis=-1)
    below = composite(placed, rng.dirichlet(np.ones(len(PARTS)), draws))
    correlation = np.array([rank_correlation(*pair) for pair in zip(above, below, strict=True)])
    first = np.mean(below[:, :, None] > below[:, None, :], axis=0)
    return Ranking(rows, ranks(above), ranks(below), np.median(parts, axis=0), correlation, first)


def substance_parts(row: Row, table: pl.DataFrame, rng: np.random.Generator, draws: int) -> Floats:
    """Return draws of the four parts of a grouping's substance, shape (draws, 4)."""
    axes = axes_of(row, table, rng, draws)
    fight = rate_draws(row, "fight", table, rng, draws)
    return np.stack([axes.say, _as_one(axes.pay, row), fight, axes.defence], axis=-1)


def _as_one(rate: Floats, row: Row) -> Floats:
    """Return the rate on sanctions with each decision of the body as an occasion on which all acted."""
    occasions, decisions = float(row["pay_occasions"] or 0), float(row["pay_decisions"])
    if not occasions + decisions:
        return rate
    found: Floats = (rate * occasions + decisions) / (occasions + decisions)
    return found


def untested(row: Row) -> tuple[str, ...]:
    """Return the rungs on which a grouping was never tested, or that no source covers."""
    return tuple(rung for rung in ("pay", "fight") if row[f"{rung}_status"] != "tested")


def unearned(found: Ranking) -> tuple[tuple[str, str], ...]:
    """Return pairs: a grouping untested on a rung that ranks above one that was tested on both and acted on both."""
    order = np.argsort(found.substance.middle)
    acted = [not untested(row) and bool(row["pay_joined"]) and bool(row["fight_joined"]) for row in found.rows]
    pairs = []
    for place, one in enumerate(order):
        lower = [other for other in order[place + 1 :] if acted[other]]
        if untested(found.rows[one]) and lower:
            pairs.append((str(found.rows[one]["grouping"]), str(found.rows[lower[0]]["grouping"])))
    return tuple(pairs)


def _section(found: Ranking, year: int) -> Section:
    order = np.argsort(found.substance.middle)
    rows = tuple(_rank_row(found, int(place)) for place in order)
    columns = (
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("surface_rank", Message(N_("rank by surface")), "estimate", "rank"),
        Column("substance_rank", Message(N_("rank by substance")), "estimate", "rank"),
        *(Column(name, Message(label), "number", "number") for name, label in _PART_LABELS.items()),
        Column("untested", Message(N_("untested or not covered"))),
    )
    table = Table("groupings", Message(N_("Surface and substance")), columns, rows, Message(_FORMULA))
    chart = Chart(
        "surface_and_substance",
        Message(N_("Rank by surface against rank by substance")),
        "scatter",
        "groupings",
        {"x": "surface_rank", "y": "substance_rank", "label": "grouping"},
        Message(N_("Each grouping by its rank on the surface and its rank in substance; 1 is the largest.")),
    )
    return Section(
        "rank",
        Message(N_("Surface and substance, {year}"), {"year": str(year)}),
        _sentences(found, year),
        (Figure("", Message(N_("rank correlation of surface with substance")), _correlation(found, year)),),
        (table,),
        (chart,),
        _remarks(found),
    )


_PART_LABELS = {
    "say": N_("say: lift over chance"),
    "pay": N_("pay: joint action"),
    "fight": N_("fight: joint action"),
    "binding": N_("bound to defence"),
}
_FORMULA = N_(
    "Surface: weighted mean of the percentiles by share of world population, output (nominal, purchasing power), land, "
    "capabilities, military spending. Substance: of those by lift of voting cohesion, joint action on sanctions (the "
    "body's own decisions count as occasions on which all acted), joint action in disputes, and dyads bound to defence "
    "by the own treaty. Weights are drawn evenly (Dirichlet), rates from their posteriors, drawn towards "
    "that of all groupings where occasions are few; one never tested or not covered is drawn from all groupings."
)


def _rank_row(found: Ranking, place: int) -> tuple[Cell, ...]:
    row = found.rows[place]
    missing = untested(row)
    numbers = [None if name in missing else float(value) for name, value in zip(PARTS, found.parts[place], strict=True)]
    return (
        GroupingRef(str(row["grouping"])),
        rank_figure(found.surface, place, int(row["year"]), SURFACE_SOURCES, len(found.rows)),
        rank_figure(found.substance, place, int(row["year"]), SUBSTANCE_SOURCES, len(found.rows)),
        *numbers,
        Message(N_("{rungs}"), {"rungs": tuple(Message(_UNTESTED[rung]) for rung in missing)}) if missing else "",
    )


def rank_figure(placed: Ranks, place: int, year: int, sources: tuple[str, ...], groupings: int) -> Estimate:
    """Return the rank of one grouping among those of a year."""
    value, low, high = (float(part[place]) for part in (placed.middle, placed.low, placed.high))
    coverage = Coverage(year, year, groupings, groupings)
    return Estimate(value, low, high, LEVEL, 0, "rank", METHOD, coverage, sources)


def _correlation(found: Ranking, year: int) -> Estimate:
    low, middle, high = np.quantile(found.correlation, [0.05, 0.5, 0.95])
    method = "Spearman over groupings; interval over weights and parts, not over groupings"
    sources = tuple(dict.fromkeys((*SURFACE_SOURCES, *SUBSTANCE_SOURCES)))
    coverage = Coverage(year, year, len(found.rows), len(found.rows))
    return Estimate(
        float(middle), float(low), float(high), LEVEL, len(found.rows), "correlation", method, coverage, sources
    )


def _sentences(found: Ranking, year: int) -> tuple[Message, ...]:
    gap = found.substance.middle - found.surface.middle
    most, least = int(np.argmax(gap)), int(np.argmin(gap))
    args: dict[str, Argument] = {"r": _correlation(found, year), "n": len(found.rows), "year": str(year)}
    for name, place in (("big", most), ("small", least)):
        args[name] = GroupingRef(str(found.rows[place]["grouping"]))
        args[f"{name}_surface"] = round(float(found.surface.middle[place]))
        args[f"{name}_substance"] = round(float(found.substance.middle[place]))
    return (
        Message(
            N_(
                "Among {n} groupings of {year} the ranks by surface and by substance correlate at {r}. {big} falls "
                "furthest, from {big_surface} by surface to {big_substance} by substance; {small} rises furthest, "
                "from {small_surface} to {small_substance}."
            ),
            args,
        ),
    )


def _remarks(found: Ranking) -> tuple[Message, ...]:
    text = N_(
        "{above} was not tested, or is not covered, on a rung and yet ranks above {below}, which was tested and acted "
        "on both: its rank rests on the other parts and on what groupings do on average."
    )
    return tuple(
        Message(text, {"above": GroupingRef(above), "below": GroupingRef(below)}) for above, below in unearned(found)
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _year(on: int | str, table: pl.DataFrame) -> int:
    first, last = int(table["year"].min()), int(table["year"].max())  # type: ignore[arg-type]
    text = str(on).split("-", maxsplit=1)[0]
    if not text.isdigit() or not first <= int(text) <= last:
        raise BadInput(
            N_("{given!r} is no year of the ranking; give one from {first} to {last}"), given=on, first=first, last=last
        )
    return int(text)
