"""The register against the UN's own voting files: every code is known, nobody votes before admission."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from softbalance.terms.states import ccode_of, un_member

if TYPE_CHECKING:
    import polars as pl

pytestmark = pytest.mark.mirror


@pytest.fixture(scope="module", params=["ga_voting", "sc_voting"])
def code_days(request: pytest.FixtureRequest, mirror: Path) -> "pl.DataFrame":
    """Code, day, and whether a vote was cast: one row each."""
    import polars as pl

    columns = ["ms_code", "date", "ms_vote"]
    table = pl.read_csv(mirror / "un" / f"{request.param}.csv.gz", columns=columns, infer_schema=False, null_values=[])
    return table.group_by("ms_code", pl.col("date").str.to_date()).agg((pl.col("ms_vote") != "X").any().alias("voted"))


def test_every_code_on_every_day_means_a_state(code_days: "pl.DataFrame") -> None:
    found = {ccode_of(code, on) for code, on, _ in code_days.iter_rows()}
    assert {565, 713, 710, 365} <= found


def test_nobody_votes_without_being_a_member(code_days: "pl.DataFrame") -> None:
    outside = [
        (code, on) for code, on, voted in code_days.iter_rows() if voted and not un_member(ccode_of(code, on), on)
    ]
    assert outside == []


def test_two_codes_never_mean_the_same_member_on_one_day(code_days: "pl.DataFrame") -> None:
    seen: dict[tuple[int, date], str] = {}
    for code, on, _ in code_days.iter_rows():
        assert seen.setdefault((ccode_of(code, on), on), code) == code
