"""The fitted game and its scores, made anew on this machine's evidence: an hour's work, so not part of the build."""

from collections.abc import Callable

import polars as pl

from softbalance.crisis.fitted import Fitted, to_tables
from softbalance.dossier.contest import GAME, TABLE
from softbalance.dossier.crisis_record import known_in, occasions
from softbalance.dossier.derive_contest import first_fits, forward, held_out, latest
from softbalance.evidence.base import Base
from softbalance.evidence.snapshot import Snapshot, shipped

FITTED_TABLES = ("crisis_parameters", "crisis_covariance", TABLE)
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
Watch = Callable[[str], None]


def refitted(base: Base, snapshot: Snapshot, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the fitted parameters, their covariance and the scores on crises not seen.

    The parameters that serve are those fitted on all crises but the latest, so that the scores on the latest are
    scores of what serves.
    """
    known = known_in(snapshot)
    sample = occasions(base, known)
    near = first_fits(sample, known, watch)
    scores = pl.concat([part(sample, known, near, watch) for part in (latest, held_out, forward)])
    serves = near[GAME]
    spec, crises = serves.task.specification, len(serves.task.cases.crises)
    return {**to_tables(Fitted(serves.names, serves.theta, serves.covariance, spec, crises)), TABLE: scores}


def taken_over(_base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the fitted tables as they ship; a build takes them over."""
    return {name: shipped().table(name) for name in FITTED_TABLES}
