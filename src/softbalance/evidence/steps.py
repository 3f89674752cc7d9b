"""The steps of the build, in one list."""

import polars as pl

from softbalance.evidence import state_years, votes
from softbalance.evidence.base import Built, Line, Read, Step
from softbalance.evidence.joint_record import steps as record_steps
from softbalance.evidence.ties.build import steps as ties_steps
from softbalance.terms.groupings import groupings


def steps() -> tuple[Step, ...]:
    """Return every step of the build."""
    return (
        Step("votes", votes.SOURCES, votes.TABLES, votes.make),
        Step("state_years", tuple(state_years.SERIES.values()), ("state_years",), _state_years),
        Step("memberships", (), ("memberships",), _memberships),
        *ties_steps(),
        *record_steps(),
    )


def memberships() -> pl.DataFrame:
    """Return every dated spell of the register: grouping, state, role, days, source."""
    rows = [
        (grouping.id, spell.ccode, spell.role, spell.start, spell.end, spell.sure, spell.source)
        for grouping in groupings().values()
        for spell in grouping.spells
    ]
    schema = {
        "grouping": pl.String,
        "ccode": pl.Int32,
        "role": pl.String,
        "start": pl.Date,
        "end": pl.Date,
        "sure": pl.Boolean,
        "source": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort("grouping", "role", "start", "ccode")


def _state_years(read: Read) -> Built:
    table = state_years.state_years(read)
    return Built({"state_years": table}, (Line("state_years", table.height, table.height),))


def _memberships(_read: Read) -> Built:
    table = memberships()
    return Built({"memberships": table}, (Line("memberships", table.height, table.height),))
