"""How the game fared on crises it had not seen: the sums that ship, and the sentence that every page must carry.

Sums of scores by crisis ship, not acts: from them the table and its intervals are made again anywhere.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from softbalance.crisis.scores import Scores, skill
from softbalance.dossier.model import N_, Argument, Message
from softbalance.evidence.snapshot import Snapshot
from softbalance.terms.errors import NotHeld
from softbalance.terms.estimate import Estimate

TABLE = "crisis_scores"
GAME = "game"
PLAIN = "game without strategy"
KIND = "log"
SEED = 20260501
HELD_OUT = "crises held out"
FORWARD = "train before, test after"
LATEST = "latest crises"
ATTEMPTS = "crisis_attempts"
RELIABILITY = "crisis_reliability"
STABILITY = "crisis_stability"


def warning(snapshot: Snapshot) -> tuple[Message, ...]:
    """Return what the scores say of the game against its best rival; nothing where no scores are held."""
    try:
        table = snapshot.table(TABLE)
    except NotHeld:
        return ()
    rival, gain = best_rival(table)
    args: dict[str, Argument] = {"rival": Message(MODEL_LABELS[rival]), "gain": gain}
    if gain.low is not None and gain.low > 0.0:
        text = N_(
            "On crises held out the game predicts better than its best rival ({rival}): skill {gain} in log score."
        )
    elif (gain.value or 0.0) > 0.0:
        text = N_(
            "On crises held out the game is not surely better than its best rival ({rival}): skill {gain} in log "
            "score, an interval that holds zero."
        )
    else:
        text = N_(
            "On crises held out the game does not beat its best rival ({rival}): skill {gain} in log score. Read its "
            "chances as an account of the incentives, not as a forecast."
        )
    return (Message(text, args), *_on_the_latest(table))


def _on_the_latest(table: pl.DataFrame) -> tuple[Message, ...]:
    if table.filter(pl.col("scheme") == LATEST).is_empty():
        return ()
    rival, gain = best_rival(table, LATEST)
    args: dict[str, Argument] = {"rival": Message(MODEL_LABELS[rival]), "gain": gain}
    text = N_("On the latest crises, from 2022 on, its skill against the best rival ({rival}) is {gain}.")
    return (Message(text, args),)


MODEL_LABELS = {
    "base rate": N_("the base rate of each record"),
    "surface": N_("surface only"),
    "ideal points": N_("ideal points only"),
    "binding": N_("treaties only"),
    PLAIN: N_("the same covariates without strategy"),
    GAME: N_("the game"),
}


def best_rival(table: pl.DataFrame, scheme: str = HELD_OUT) -> tuple[str, Estimate]:
    """Return the model with the lowest mean log score beside the game, and the game's skill against it."""
    part = table.filter((pl.col("scheme") == scheme) & (pl.col("kind") == KIND) & (pl.col("record") == "all"))
    means = part.group_by("model").agg(mean=pl.col("total").sum() / pl.col("weight").sum()).sort("mean")
    rival = next(name for name in means["model"].to_list() if name != GAME)
    return rival, skill_of(table, GAME, rival, KIND, scheme=scheme)


def skill_of(
    table: pl.DataFrame, model: str, reference: str, kind: str, *, scheme: str = HELD_OUT, record: str = "all"
) -> Estimate:
    """Return the skill of one model against another from the sums that ship, with its interval over crises."""
    mine, theirs = (_scores(table, name, kind, scheme, record) for name in (model, reference))
    return skill(mine, theirs, kind, np.random.default_rng(SEED))


def mean_of(table: pl.DataFrame, model: str, kind: str, *, scheme: str, record: str = "all") -> float | None:
    """Return a model's mean score; ``None`` where the record decides nothing that the score needs."""
    part = _part(table, model, kind, scheme, record)
    weight = float(part["weight"].sum())
    return float(part["total"].sum()) / weight if weight > 0.0 else None


def _scores(table: pl.DataFrame, model: str, kind: str, scheme: str, record: str) -> Scores:
    """Return the sums as scores: one act a crisis, weighing as much as all of its acts."""
    part = _part(table, model, kind, scheme, record).sort("crisis")
    weight = part["weight"].to_numpy()
    values = np.divide(part["total"].to_numpy(), weight, out=np.full(len(weight), np.nan), where=weight > 0.0)
    return Scores({kind: values[:, None]}, part["crisis"].to_numpy().astype(np.int64), weight)


def _part(table: pl.DataFrame, model: str, kind: str, scheme: str, record: str) -> pl.DataFrame:
    wanted: Mapping[str, Any] = {"model": model, "kind": kind, "scheme": scheme, "record": record}
    return table.filter(pl.all_horizontal(pl.col(name) == value for name, value in wanted.items()))
