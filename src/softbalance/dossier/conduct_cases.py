"""The cases: those answered by votes filled from the record, and what they say of the way from word to deed."""

from collections.abc import Mapping, Sequence

import polars as pl

from softbalance.evidence.case_acts import case_acts
from softbalance.evidence.cases import Case, cases, with_votes
from softbalance.measures.conversion import by_crisis, conversion
from softbalance.terms.groupings import grouping
from softbalance.terms.states import by_ccode

VOTES = {1: "yes", 2: "abstain", 3: "no", 4: "absent"}
STEPS = ((1, 2), (1, 3), (2, 3))


def filled_cases(roll_calls: pl.DataFrame, votes: pl.DataFrame) -> tuple[Case, ...]:
    """Return all cases, those whose acts are votes filled from the evidence base."""
    return tuple(one if one.votes is None else filled(one, roll_calls, votes) for one in cases().values())


def filled(one: Case, roll_calls: pl.DataFrame, votes: pl.DataFrame) -> Case:
    """Return a case with the votes of the members of the day."""
    assert one.votes is not None
    assert one.grouping is not None
    calls = roll_calls.filter(
        pl.col("body") == one.votes.body, pl.col("final"), pl.col("symbol") == one.votes.resolution
    )
    cast = votes.join(calls, on="roll_call", how="semi").select("ccode", "vote")
    said = {_iso3(ccode): VOTES[vote] for ccode, vote in cast.iter_rows()}
    return with_votes(one, said, [_iso3(ccode) for ccode in grouping(one.grouping).members(one.date)])


def vote_case_counts(filled_: Sequence[Case]) -> pl.DataFrame:
    """Return how many states acted which way in each case that is answered by votes: no vote of a single state."""
    table = case_acts(one for one in filled_ if one.votes is not None)
    return table.group_by("case", "act").len("states").sort("case", "act")


def conversion_table(filled_: Sequence[Case]) -> pl.DataFrame:
    """Return the conversion from rung to rung over all cases, and over those of each grouping."""
    found = pl.concat([case_acts([one]) for one in filled_ if one.acts])
    scopes: Mapping[str, pl.DataFrame] = {"all": found} | {
        name: found.filter(pl.col("grouping") == name) for name in sorted(set(found["grouping"].drop_nulls()))
    }
    rows = [_conversion(scope, table, *step) for scope, table in scopes.items() for step in STEPS]
    return pl.DataFrame(rows, infer_schema_length=None)


def _conversion(scope: str, table: pl.DataFrame, start: int, end: int) -> dict[str, object]:
    together = by_crisis(table)
    rung = ("say", "pay", "fight")[end - 1]
    estimate = conversion(
        together["level"], together[f"{rung}_observed"], together["crisis"].to_list(), start=start, end=end
    )
    reached = together.filter(pl.col("level") >= start, pl.col(f"{rung}_observed"))
    return {
        "scope": scope,
        "start": start,
        "end": end,
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
        "went_on": reached.filter(pl.col("level") >= end).height,
        "crises": reached["crisis"].n_unique(),
    }


def _iso3(ccode: int) -> str:
    one = by_ccode(ccode)
    return one.iso3 or one.cow_abb
