"""The contest on crises that no model had seen: run on this machine's evidence, kept as sums of scores by crisis.

Sums by crisis and counts by bin are all that ships: what each state did stands in sources that may not be passed on
row by row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

import numpy as np
import polars as pl

from softbalance.crisis.backtesting import backtest, backtest_forward
from softbalance.crisis.cases import Cases
from softbalance.crisis.choice import Choice, as_fit, chances_left_out, choose, studied
from softbalance.crisis.climb import climb, fit_of_point
from softbalance.crisis.estimation import predict
from softbalance.crisis.game import Array
from softbalance.crisis.joint import RUNGS
from softbalance.crisis.leaving_out import Influence
from softbalance.crisis.rivals import Model, Predictor, logit
from softbalance.crisis.sample import RECORDS, Occasion, cases_of
from softbalance.crisis.scores import KINDS, Scores, reliability, score
from softbalance.crisis.specification import Specification
from softbalance.dossier.contest import FORWARD, GAME, LATEST, PLAIN
from softbalance.dossier.crisis_record import KnownAt
from softbalance.terms.errors import NotEnoughData

LATEST_SINCE = date(2022, 1, 1)
"""Crises that begin here are scored once, by models fitted on all before."""

CUTS = (date(1980, 1, 1), date(1991, 1, 1), date(2003, 1, 1))
"""Train before, test from one of these days up to the next (the last: up to the latest crises)."""

FORWARD_STEPS = 20
INDUCEMENT = "affinity: inducement, per cent of GDP"
Watch = Callable[[str], None]


def _with_priors(scale: float, **parts: object) -> Specification:
    base = Specification(nodes=5, coefficient_scale=scale, complementarity_scale=scale)
    return replace(base, **parts)  # type: ignore[arg-type]


WIDE, MEDIUM, NARROW = 1.5, 0.5, 0.15
PLAIN_CANDIDATES = {
    "covariates, wide priors": _with_priors(WIDE, stakes=False, complementarity=False),
    "covariates, medium priors": _with_priors(MEDIUM, stakes=False, complementarity=False),
    "covariates, narrow priors": _with_priors(NARROW, stakes=False, complementarity=False),
    "covariates without inducement": _with_priors(MEDIUM, stakes=False, complementarity=False, held=(INDUCEMENT,)),
}
GAME_CANDIDATES = {
    "V and g, wide priors": _with_priors(WIDE),
    "V and g, medium priors": _with_priors(MEDIUM),
    "V and g, narrow priors": _with_priors(NARROW),
    "V and g without inducement": _with_priors(MEDIUM, held=(INDUCEMENT,)),
    "g alone": _with_priors(MEDIUM, stakes=False),
    "V alone": _with_priors(MEDIUM, complementarity=False),
}
"""All that was tried: the width of the priors of slopes, V and g, and which terms there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """The versions of one model, fitted on all crises before the latest, and the choices among them."""

    fitted: Mapping[str, Influence]
    choice: Choice

    @property
    def serves(self) -> Influence:
        """The version chosen where nothing is held out."""
        return self.fitted[self.choice.for_all()]


def families(cases: Cases, watch: Watch) -> dict[str, Family]:
    """Return the game and its rival without strategy, each with every version fitted and the choices made."""
    return {
        PLAIN: _family(cases, PLAIN_CANDIDATES, watch),
        GAME: _family(cases, GAME_CANDIDATES, watch),
    }


def _family(cases: Cases, candidates: Mapping[str, Specification], watch: Watch) -> Family:
    fitted = {}
    for name, specification in candidates.items():
        watch(f"fit: {name}")
        fitted[name] = studied(cases, specification)
    return Family(fitted, choose(cases, fitted, watch=lambda name: watch(f"choice: {name}")))


def rivals(watch: Watch) -> dict[str, Model]:
    """Return the models that know one thing only, by name."""
    return {name: _told(name, logit(name), watch) for name in ("base rate", "surface", "ideal points", "binding")}


def split(occasions: Sequence[Occasion]) -> tuple[list[Occasion], list[Occasion]]:
    """Return the occasions of crises that ended before the latest ones began, and those of the latest."""
    late = {one.crisis for one in occasions if one.on >= LATEST_SINCE}
    return [one for one in occasions if one.crisis not in late], [one for one in occasions if one.crisis in late]


def held_out(cases: Cases, found: Mapping[str, Family], watch: Watch) -> dict[str, Array]:
    """Return the chances of all models for every crisis left out by itself."""
    watch("each crisis left out: rivals")
    chances = dict(backtest(cases, rivals(lambda _: None)).chances)
    for name, one in found.items():
        watch(f"each crisis left out: {name}")
        chances[name] = chances_left_out(cases, one.fitted, one.choice)
    return chances


def forward(occasions: Sequence[Occasion], cases: Cases, watch: Watch) -> pl.DataFrame:
    """Return the sums of scores on crises predicted from those that had ended before.

    The width of the priors is chosen inside each training set among the fits without strategy; the game takes the
    same width, with V and g.
    """
    models = {**rivals(lambda _: None), **_forward_models(watch)}
    tested = backtest_forward(cases, models, starts=[float(day.toordinal()) for day in CUTS])
    labels = {name: k for k, name in enumerate(sorted({one.crisis for one in occasions}))}
    kept = set(tested.cases.crises.tolist())
    named = [one for one in occasions if labels[one.crisis] in kept]
    return pl.concat([sums(name, each, named, FORWARD) for name, each in tested.scores.items()])


def _forward_models(watch: Watch) -> dict[str, Model]:
    chosen: dict[tuple[int, ...], Influence] = {}

    def plain_fit(cases: Cases) -> Influence:
        key = tuple(cases.crises.tolist())
        if key not in chosen:
            watch(f"train before, test after: {len(key)} crises")
            fitted = {name: studied(cases, spec) for name, spec in PLAIN_CANDIDATES.items()}
            chosen[key] = fitted[choose(cases, fitted, groups=5).for_all()]
        return chosen[key]

    def plain(cases: Cases) -> Predictor:
        one = plain_fit(cases)
        return lambda others: predict(as_fit(one), others)

    def strategic(cases: Cases) -> Predictor:
        specification = replace(plain_fit(cases).task.specification, stakes=True, complementarity=True)
        found = climb(cases, specification, most=FORWARD_STEPS)
        return lambda others: predict(fit_of_point(found), others)

    return {PLAIN: plain, GAME: strategic}


def latest(occasions: Sequence[Occasion], known: KnownAt, found: Mapping[str, Family]) -> pl.DataFrame:
    """Return the sums of scores on the latest crises, of models fitted on all before: to be looked at once."""
    past, late = split(occasions)
    if not late:
        raise NotEnoughData(f"no crisis begins on or after {LATEST_SINCE}")
    both = cases_of([*past, *late], known)
    before, after = both.take(np.arange(len(past))), both.take(np.arange(len(past), len(both)))
    chances = {name: model(before)(after) for name, model in rivals(lambda _: None).items()}
    chances |= {name: predict(as_fit(one.serves), after) for name, one in found.items()}
    return pl.concat([sums(name, score(table, after), late, LATEST) for name, table in chances.items()])


def attempts(cases: Cases, found: Mapping[str, Family]) -> pl.DataFrame:
    """Return every version tried: fit, score on groups of crises held out, and how often it was chosen."""
    rows = [
        {
            "model": model,
            "version": name,
            "parameters": len(one.theta),
            "prior": one.task.specification.coefficient_scale,
            "log_likelihood": float(one.values.sum()),
            "log_posterior": one.log_posterior,
            "held_out_log": float(mean),
            "chosen": family.choice.times()[name],
            "groups": family.choice.inner.shape[1],
            "serves": name == family.choice.for_all(),
        }
        for model, family in found.items()
        for (name, one), mean in zip(family.fitted.items(), family.choice.mean(), strict=True)
    ]
    return pl.DataFrame(rows)


def calibration(cases: Cases, chances: Mapping[str, Array]) -> pl.DataFrame:
    """Return predicted and observed shares by rung in ten bins of the predicted chance, crises left out."""
    tables = []
    for model, table in chances.items():
        for rung in RUNGS:
            one = reliability(table, cases, rung)
            frame = pl.DataFrame({"predicted": one.predicted, "observed": one.observed, "count": one.count})
            tables.append(frame.with_columns(model=pl.lit(model), rung=pl.lit(rung)).with_row_index("bin"))
    kept = pl.concat(tables).filter(pl.col("count") > 0)
    return kept.select(
        "model", "rung", pl.col("bin").cast(pl.Int8), "predicted", "observed", pl.col("count").cast(pl.Int32)
    )


def sums(model: str, scores: Scores, occasions: Sequence[Occasion], scheme: str) -> pl.DataFrame:
    """Return scheme, model, kind of score, record, crisis (a number), total and weight."""
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
