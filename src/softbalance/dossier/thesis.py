"""The essay's thesis as an experiment: does what a summit shows predict what members do together?"""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.derive_thesis import PREDICTORS, with_surface
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Argument, Cell, Chart, Column, Dossier, Figure, Message, Section, Table
from softbalance.dossier.notes import Note
from softbalance.dossier.panel import SEED, panel
from softbalance.dossier.rank import SUBSTANCE_SOURCES, SURFACE_SOURCES
from softbalance.dossier.references import source_lines
from softbalance.measures.prediction import mean_with_interval
from softbalance.measures.ranking import rank_correlation
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

Floats = NDArray[np.float64]

PREDICTOR_LABELS = {
    "surface": N_("surface alone"),
    "binding": N_("binding alone"),
    "votes": N_("closeness and spread of votes alone"),
    "all": N_("all of them"),
}
RUNG_LABELS = {"say": N_("say"), "pay": N_("pay"), "fight": N_("fight")}
OUTCOMES = {"say": "lift_plain", "pay": "pay_rate", "fight": "fight_rate"}
SOURCES = tuple(dict.fromkeys((*SURFACE_SOURCES, *SUBSTANCE_SOURCES)))
GAIN = "log score a grouping-year above the base rate, each grouping left out in turn; bootstrap by grouping"
CORRELATION = "Spearman over groupings, latest year of each; bootstrap by grouping"
BY_YEAR = "mean over years of Spearman over groupings of the year; bootstrap by year"
LEAST_GROUPINGS = 10
_BOOTSTRAPS = 2_000


def thesis(*, held: Held | None = None) -> Dossier:
    """Return the test of whether surface predicts joint action, across groupings and years.

    Examples
    --------
    >>> [section.id for section in thesis().sections]
    ['prediction', 'correlation']
    """
    held = held or Held.default()
    table = with_surface(panel(held.snapshot))
    scores = held.snapshot.table("conduct_thesis")
    found = {rung: gains(scores, rung) for rung in ("pay", "fight")}
    sections = (_prediction(found), _correlations(table))
    return Dossier(
        kind="thesis",
        subject="surface and conduct",
        title=Message(N_("Does surface predict conduct?")),
        asked={},
        answer=_answer(found),
        sections=sections,
        sources=source_lines(sections, held),
        command="softbalance thesis",
        versions=held.versions(),
        notes=_LIMITS,
    )


def gains(table: pl.DataFrame, rung: str) -> dict[str, Estimate]:
    """Return, by set of predictors, the gain in log score over the base rate, as the snapshot holds it."""
    return {row["predictors"]: _gain(row) for row in table.filter(pl.col("rung") == rung).to_dicts()}


def _gain(row: Mapping[str, object]) -> Estimate:
    note = Note(N_("{n} groupings"), n=int(row["groupings"]))  # type: ignore[call-overload]
    coverage = Coverage(row["since"], row["until"], None, None, note)  # type: ignore[arg-type]
    bounds = (row["value"], row["low"], row["high"])
    return Estimate(*bounds, LEVEL, row["n"], "number", GAIN, coverage, SOURCES)  # type: ignore[arg-type]


def _prediction(found: Mapping[str, Mapping[str, Estimate]]) -> Section:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Message(PREDICTOR_LABELS[name]), name, *(found[rung][name] for rung in found)) for name in PREDICTORS
    )
    columns = (
        Column("predictors_name", Message(N_("predicted from"))),
        Column("predictors", Message(N_("code")), "code"),
        *(Column(rung, Message(RUNG_LABELS[rung]), "estimate", "number") for rung in found),
    )
    figures = tuple(
        Figure(
            f"{rung}.{name}",
            Message(N_("{rung}: {predictors}"), {"rung": Message(RUNG_LABELS[rung]), "predictors": Message(label)}),
            found[rung][name],
        )
        for rung in found
        for name, label in PREDICTOR_LABELS.items()
    )
    note = Message(
        N_(
            "Gain in log score (nats a grouping-year) over a model that knows only the base rate, by beta-binomial "
            "regression on what was known at the end of the year before. Above zero is better than the base rate."
        )
    )
    table = Table("gain", Message(N_("Out of sample: what predicts joint action?")), columns, rows, note)
    chart = Chart(
        "gain",
        Message(N_("Gain over the base rate on the rung of paying")),
        "intervals",
        "gain",
        {"y": "predictors_name", "x": "pay"},
        Message(N_("Gain in log score with 90 % interval for each set of predictors.")),
    )
    title = Message(N_("Prediction: joint action from surface, binding and votes"))
    return Section("prediction", title, _prediction_sentences(found), figures, (table,), (chart,))


def _correlations(table: pl.DataFrame) -> Section:
    latest = table.sort("year").group_by("grouping", maintain_order=True).last()
    rows = tuple(tuple(_correlation_row(rung, column, latest, table)) for rung, column in OUTCOMES.items())
    columns = (
        Column("rung_name", Message(N_("rung"))),
        Column("rung", Message(N_("code")), "code"),
        Column("latest", Message(N_("across groupings")), "estimate", "correlation"),
        Column("by_year", Message(N_("mean over years")), "estimate", "correlation"),
    )
    title = Message(N_("Rank correlation of surface with joint action"))
    tables = (Table("correlation", title, columns, rows, Message(N_("Below zero: the larger act together less."))),)
    return Section("correlation", Message(N_("Rank correlation")), tables=tables)


def _correlation_row(rung: str, column: str, latest: pl.DataFrame, table: pl.DataFrame) -> Iterator[Cell]:
    yield Message(RUNG_LABELS[rung])
    yield rung
    yield _across(latest, column)
    yield _by_year(table, column)


def _across(latest: pl.DataFrame, column: str) -> Estimate:
    pair = latest.select("surface", column).drop_nulls().to_numpy().astype(float)
    rng = np.random.default_rng(SEED)
    drawn = [rank_correlation(*pair[rng.integers(0, len(pair), len(pair))].T) for _ in range(400)]
    low, high = np.nanquantile(drawn, [0.05, 0.95])
    value = rank_correlation(*pair.T)
    bounds = min(float(low), value), max(float(high), value)
    coverage = Coverage(None, None, len(pair), latest.height)
    return Estimate(value, *bounds, LEVEL, len(pair), "correlation", CORRELATION, coverage, SOURCES)


def _by_year(table: pl.DataFrame, column: str) -> Estimate:
    known = table.select("year", "surface", column).drop_nulls()
    years = [part for part in known.partition_by("year") if part.height >= LEAST_GROUPINGS]
    values = [rank_correlation(part["surface"].to_numpy(), part[column].to_numpy()) for part in years]
    finite = [value for value in values if np.isfinite(value)]
    rng = np.random.default_rng(SEED)
    value, low, high = mean_with_interval(finite, list(range(len(finite))), rng=rng, draws=_BOOTSTRAPS)
    coverage = Coverage(int(years[0]["year"][0]), int(years[-1]["year"][0]), len(finite), len(years))
    return Estimate(value, low, high, LEVEL, len(finite), "correlation", BY_YEAR, coverage, SOURCES)


def _answer(found: Mapping[str, Mapping[str, Estimate]]) -> tuple[Message, ...]:
    return _prediction_sentences(found)


def _prediction_sentences(found: Mapping[str, Mapping[str, Estimate]]) -> tuple[Message, ...]:
    told = []
    for rung, by_predictor in found.items():
        surface, everything = by_predictor["surface"], by_predictor["all"]
        args: dict[str, Argument] = {
            "rung": Message(RUNG_LABELS[rung]),
            "surface": surface,
            "all": everything,
            "better": Message(_WORDS[_sign(surface)]),
        }
        told.append(
            Message(
                N_(
                    "On the rung \u201c{rung}\u201d surface alone {better} out of sample: gain over the base rate "
                    "{surface} nats a grouping-year; all predictors together {all}."
                ),
                args,
            )
        )
    return tuple(told)


_WORDS = {
    1: N_("predicts joint action better than the base rate"),
    0: N_("cannot be told from knowing nothing but the base rate"),
    -1: N_("predicts joint action worse than the base rate"),
}


def _sign(gain: Estimate) -> int:
    assert gain.low is not None
    assert gain.high is not None
    return 1 if gain.low > 0 else -1 if gain.high < 0 else 0


_LIMITS = (
    Message(
        N_(
            "Groupings share members, so that their years are not independent: intervals over groupings are too narrow "
            "rather than too wide."
        )
    ),
    Message(
        N_(
            "No larger rate follows from no gain: with few occasions a year the test sees only large differences "
            "between groupings."
        )
    ),
)
