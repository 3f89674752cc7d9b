"""The contest on crises that no model had seen: run on this machine's evidence, kept as sums of scores by crisis.

Sums by crisis are all that ships: what each state did stands in sources that may not be passed on row by row.
"""

from collections.abc import Callable, Sequence
from datetime import date
from zlib import crc32

import numpy as np
import polars as pl

from softbalance.crisis.backtesting import Backtest, backtest
from softbalance.crisis.cases import Cases
from softbalance.crisis.climb import climbed_game
from softbalance.crisis.rivals import Model, Predictor, game, logit
from softbalance.crisis.sample import RECORDS, Occasion, cases_of
from softbalance.crisis.scores import KINDS, Scores, score
from softbalance.crisis.specification import Specification
from softbalance.dossier.contest import GAME, HELD_OUT, LATEST, PLAIN
from softbalance.dossier.crisis_record import KnownAt

LATEST_SINCE = date(2022, 1, 1)
"""Crises that begin here are scored once, by models fitted on all before."""

FOLDS = 5
SPECIFICATION = Specification(nodes=5)
Watch = Callable[[str], None]


def models(watch: Watch) -> dict[str, Model]:
    """Return the game and what it has to beat, by name."""
    rivals = {name: logit(name) for name in ("base rate", "surface", "ideal points", "binding")}
    both = {PLAIN: game(SPECIFICATION.without_strategy()), GAME: climbed_game(SPECIFICATION)}
    return {name: _told(name, model, watch) for name, model in {**rivals, **both}.items()}


def split(occasions: Sequence[Occasion]) -> tuple[list[Occasion], list[Occasion]]:
    """Return the occasions of crises that ended before the latest ones began, and those of the latest."""
    late = {one.crisis for one in occasions if one.on >= LATEST_SINCE}
    return [one for one in occasions if one.crisis not in late], [one for one in occasions if one.crisis in late]


def held_out(occasions: Sequence[Occasion], known: KnownAt, watch: Watch) -> pl.DataFrame:
    """Return the sums of scores of all models on whole crises held out, the latest ones set apart."""
    past = split(occasions)[0]
    found = backtest(cases_of(past, known), models(watch), folds=FOLDS)
    return sums(found, past, HELD_OUT)


def latest(occasions: Sequence[Occasion], known: KnownAt, watch: Watch) -> pl.DataFrame:
    """Return the sums of scores on the latest crises, of models fitted on all before: to be looked at once."""
    past, late = split(occasions)
    both = cases_of([*past, *late], known)
    before, after = both.take(np.arange(len(past))), both.take(np.arange(len(past), len(both)))
    chances = {name: model(before)(after) for name, model in models(watch).items()}
    return pl.concat([_sums(name, score(table, after), late, after, LATEST) for name, table in chances.items()])


def sums(found: Backtest, occasions: Sequence[Occasion], scheme: str) -> pl.DataFrame:
    """Return scheme, model, kind of score, record, crisis (a number), total and weight."""
    named = _in_order(occasions, found.cases)
    parts = [_sums(model, scores, named, found.cases, scheme) for model, scores in found.scores.items()]
    return pl.concat(parts)


def _in_order(occasions: Sequence[Occasion], cases: Cases) -> list[Occasion]:
    """Return the occasions behind the rows of cases: those whose crisis and day are among them, in the same order."""
    labels = {name: k for k, name in enumerate(sorted({one.crisis for one in occasions}))}
    kept = set(cases.crises.tolist())
    return [one for one in occasions if labels[one.crisis] in kept]


def _sums(model: str, scores: Scores, occasions: Sequence[Occasion], cases: Cases, scheme: str) -> pl.DataFrame:
    record = np.array([one.record for one in occasions])
    crisis = np.array([crisis_number(one.crisis) for one in occasions])
    parts = [_of_record(scores, kind, crisis, record, name) for kind in KINDS for name in ("all", *RECORDS)]
    return pl.concat(parts).select(
        pl.lit(scheme).alias("scheme"), pl.lit(model).alias("model"), "kind", "record", "crisis", "total", "weight"
    )


def _of_record(scores: Scores, kind: str, crisis: np.ndarray, record: np.ndarray, name: str) -> pl.DataFrame:
    rows = np.ones(len(record), dtype=bool) if name == "all" else record == name
    table = scores.by_kind[kind][rows]
    decided = np.isfinite(table)
    frame = pl.DataFrame(
        {
            "crisis": crisis[rows],
            "total": np.where(decided, table, 0.0).sum(axis=1),
            "weight": decided.sum(axis=1).astype(float),
        }
    )
    by_crisis = frame.group_by("crisis").agg(pl.col("total").sum(), pl.col("weight").sum()).filter(pl.col("weight") > 0)
    return by_crisis.with_columns(kind=pl.lit(kind), record=pl.lit(name)).sort("crisis")


def crisis_number(name: str) -> int:
    """Return a number that stands for a crisis and does not tell which it is."""
    return crc32(name.encode())


def _told(name: str, model: Model, watch: Watch) -> Model:
    def train(cases: Cases) -> Predictor:
        watch(f"{name}: {len(cases.crises)} crises")
        return model(cases)

    return train
