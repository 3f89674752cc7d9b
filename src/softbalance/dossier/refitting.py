"""The fitted game and its scores, made anew on this machine's evidence: too long for a build, which takes them over."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from softbalance.crisis.cases import Cases
from softbalance.crisis.climb import climb
from softbalance.crisis.fitted import Fitted, to_tables
from softbalance.crisis.leaving_out import Influence
from softbalance.crisis.sample import Occasion, cases_of
from softbalance.crisis.scores import score
from softbalance.dossier.contest import ATTEMPTS, GAME, HELD_OUT, RELIABILITY, STABILITY, TABLE
from softbalance.dossier.crisis_record import known_in, occasions
from softbalance.dossier.derive_contest import (
    CUTS,
    GAME_CANDIDATES,
    PLAIN_CANDIDATES,
    attempts,
    calibration,
    families,
    forward,
    held_out,
    latest,
    split,
    sums,
)
from softbalance.evidence.base import Base
from softbalance.evidence.snapshot import Snapshot, shipped
from softbalance.terms.groupings import grouping

FITTED_TABLES = ("crisis_parameters", "crisis_covariance", TABLE, ATTEMPTS, RELIABILITY, STABILITY)
FIT_SOURCES = (
    "un_ga_votes",
    "cow_nmc",
    "cow_trade",
    "atop_members",
    "tss_rivalries",
    "sipri_arms_register",
    "troops",
    "aiddata_gcdf",
    "oecd_aid",
    "cow_mid_dirdisps",
    "cow_mid_disps",
    "ucdp_acd",
    "gsdb",
)
STABILITY_STEPS = 12
PANELS = 7
STEPS = 2 * len(PLAIN_CANDIDATES) + 2 * len(GAME_CANDIDATES) + 3 + len(CUTS) + PANELS + 1
"""How often a refit tells of a new step."""

Watch = Callable[[str], None]


def refitted(base: Base, snapshot: Snapshot, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the fitted parameters, their covariance, the scores on crises not seen, and all that was tried.

    The parameters that serve are those fitted on all crises but the latest, so that the scores on the latest are
    scores of what serves; these are made last.
    """
    known = known_in(snapshot)
    sample = occasions(base, known)
    past = split(sample)[0]
    cases = cases_of(past, known)
    found = families(cases, watch)
    serves = found[GAME].serves
    chances = held_out(cases, found, watch)
    scores = [sums(name, score(table, cases), past, HELD_OUT) for name, table in chances.items()]
    scores.append(forward(past, cases, watch))
    panels = stability(past, cases, serves, watch)
    watch("the latest crises")
    scores.append(latest(sample, known, found))
    names, specification = serves.task.layout.names, serves.task.specification
    parameters = Fitted(names, serves.theta, serves.covariance, specification, len(cases.crises))
    return {
        **to_tables(parameters),
        TABLE: pl.concat(scores),
        ATTEMPTS: attempts(cases, found),
        RELIABILITY: calibration(cases, chances),
        STABILITY: panels,
    }


def stability(occasions: Sequence[Occasion], cases: Cases, serves: Influence, watch: Watch) -> pl.DataFrame:
    """Return the parameters that serve, fitted anew on parts of the record: panel, crises, name, value.

    Each climb begins at the parameters that serve.
    """
    tables = []
    for panel, rows in panels(occasions).items():
        watch(f"stability: {panel}")
        part = cases.take(rows)
        start = (serves.theta, serves.covariance)
        point = climb(part, serves.task.specification, most=STABILITY_STEPS, start=start)
        frame = pl.DataFrame({"name": point.task.layout.names, "value": point.theta})
        tables.append(frame.with_columns(panel=pl.lit(panel), crises=pl.lit(len(part.crises), pl.Int16)))
    return pl.concat(tables).select("panel", "crises", "name", "value")


def panels(occasions: Sequence[Occasion]) -> dict[str, np.ndarray]:
    """Return which occasions belong to each part of the record: by time, without a record, without a kind."""
    year = np.array([one.on.year for one in occasions])
    record = np.array([one.record for one in occasions])
    kind = np.array([_family_of(one.grouping) for one in occasions])
    parts = {"until 1990": year <= 1990, "since 1991": year >= 1991}
    parts |= {f"without {name}": record != name for name in ("sanctions", "disputes")}
    return parts | {f"without {name}": kind != name for name in ("alliances", "economic bodies", "political bodies")}


def _family_of(name: str) -> str:
    """Return alliances (any security body), economic bodies, political bodies (forums too), or ad hoc."""
    if name == "ad hoc":
        return name
    kind = grouping(name).kind
    if kind == "alliance" or kind.startswith("security"):
        return "alliances"
    return "political bodies" if kind in ("political organisation", "forum") else "economic bodies"


def taken_over(_base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the fitted tables as they ship; a build takes them over."""
    return {name: shipped().table(name) for name in FITTED_TABLES}
