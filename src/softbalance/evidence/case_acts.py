"""The hand-entered record as a table: one row a case and state asked."""

from collections.abc import Iterable

import polars as pl

from softbalance.evidence.cases import RUNGS, Case
from softbalance.terms.states import state

LEVELS = {"oppose": -1, "stand_aside": 0, "absent": 0, "abstain": 0, "say": 1, "pay": 2, "fight": 3}

CASE_ACTS = {
    "case": pl.String,
    "crisis": pl.String,
    "grouping": pl.String,
    "date": pl.Date,
    "issue": pl.String,
    "rung_asked": pl.String,
    "ccode": pl.Int32,
    "act": pl.String,
    "level": pl.Int8,
    **dict.fromkeys((f"{rung}_observed" for rung in RUNGS), pl.Boolean),
    "sure": pl.String,
    "collective": pl.Boolean,
}
"""``level``: -1 opposed, 0 stood aside, was absent or abstained, 1 said, 2 paid, 3 fought; missing where unknown."""


def case_acts(found: Iterable[Case]) -> pl.DataFrame:
    """Return the acts of cases as a table.

    Parameters
    ----------
    found
        Cases; those whose acts come from votes must have been filled, others of them give no rows.

    Examples
    --------
    >>> from softbalance.evidence.cases import case
    >>> case_acts([case("nato-suez-1956")]).group_by("level").len().sort("level").rows()
    [(None, 1), (-1, 7), (0, 5)]
    """
    rows = [
        (
            *(one.id, one.crisis, one.grouping, one.date, one.issue, one.rung_asked),
            *(state(line.state, one.date).ccode, line.act, LEVELS.get(line.act)),
            *(rung in line.observed for rung in RUNGS),
            *(line.sure, line.collective),
        )
        for one in found
        for line in one.acts
    ]
    return pl.DataFrame(rows, schema=CASE_ACTS, orient="row")
