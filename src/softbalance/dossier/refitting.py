"""The fitted game and its scores, made anew on this machine's evidence: an hour's work, so not part of the build."""

from collections.abc import Callable

import polars as pl

from softbalance.crisis.climb import climb, fit_of
from softbalance.crisis.fitted import Fitted, to_tables
from softbalance.crisis.sample import cases_of
from softbalance.dossier.contest import TABLE
from softbalance.dossier.crisis_record import known_in, occasions
from softbalance.dossier.derive_contest import SPECIFICATION, held_out, latest, split
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
SERVING_STEPS = 40
"""Steps of the climb whose parameters serve; those of the folds are half as many."""

Watch = Callable[[str], None]


def refitted(base: Base, snapshot: Snapshot, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the fitted parameters, their covariance and the scores on crises not seen.

    The parameters that serve are those fitted on all crises but the latest, so that the scores on the latest are
    scores of what serves.
    """
    known = known_in(snapshot)
    sample = occasions(base, known)
    cases = cases_of(split(sample)[0], known)
    watch(f"all but the latest: {len(cases.crises)} crises")
    serves = fit_of(climb(cases, SPECIFICATION, most=SERVING_STEPS))
    scores = pl.concat([part(sample, known, watch) for part in (latest, held_out)])
    parameters = Fitted(serves.names, serves.theta, serves.covariance, SPECIFICATION, len(cases.crises))
    return {**to_tables(parameters), TABLE: scores}


def taken_over(_base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the fitted tables as they ship; a build takes them over."""
    return {name: shipped().table(name) for name in FITTED_TABLES}
