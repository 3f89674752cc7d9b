"""The step that makes the tables of votes: both bodies, one layout, with issue, importance and family of each call."""

import polars as pl

from softbalance.evidence.agenda import fill_families
from softbalance.evidence.assembly import COLUMNS, assembly
from softbalance.evidence.base import Built, Line, Read
from softbalance.evidence.council import council, vetoes
from softbalance.evidence.issues import ISSUES, agreement_with_published, classify
from softbalance.evidence.symbols import symbol_key
from softbalance.evidence.voeten import Coding, coding
from softbalance.terms.errors import EvidenceFault, NotHeld

SOURCES = (
    "un_ga_votes",
    "un_sc_votes",
    "unsc_vetoes",
    "voeten_roll_calls",
    "voeten_issues",
    "voeten_votes",
    "state_dept_important",
)
TABLES = ("roll_calls", "votes", "vote_disagreements", "vetoes", "issue_agreement")
_HIDDEN_SINCE = 2010


def make(read: Read) -> Built:
    """Return the tables ``roll_calls``, ``votes``, ``vote_disagreements``, ``vetoes`` and ``issue_agreement``."""
    raw = read("un_ga_votes", columns=COLUMNS)
    calls, votes = assembly(raw)
    coded = coding(
        read("voeten_roll_calls"), read("voeten_issues"), read("voeten_votes"), un_calls=calls, un_votes=votes
    )
    council_calls, council_votes = council(read("un_sc_votes"))
    every_call = pl.concat([calls, coded.roll_calls, council_calls], how="diagonal_relaxed")
    listed, unlisted = _lists(read)
    described = describe(every_call, coded, listed)
    every_vote = pl.concat([votes, coded.votes, council_votes])
    check(described, every_vote)
    tables = {
        "roll_calls": described,
        "votes": every_vote,
        "vote_disagreements": coded.disagreements,
        "vetoes": vetoes(read("unsc_vetoes")),
        "issue_agreement": issue_agreement(calls, coded),
    }
    return Built(tables, _report(raw.height, votes.height, tables, coded, unlisted))


def describe(calls: pl.DataFrame, coded: Coding, listed: pl.DataFrame) -> pl.DataFrame:
    """Return the roll calls with family, issue codes and importance.

    Importance is unknown (null) where no list looked: before 1983, in 2018, after 2023, for the Security Council, and
    where Voeten left it open.
    """
    assembly_calls = fill_families(calls.filter(pl.col("body") == "GA"))
    issues = classify(assembly_calls, coded.issues.select("roll_call", *ISSUES))
    important = pl.concat([coded.important, _listed(assembly_calls, listed)])
    return (
        pl.concat([assembly_calls, calls.filter(pl.col("body") == "SC")], how="diagonal_relaxed")
        .join(issues, on="roll_call", how="left")
        .join(important, on="roll_call", how="left")
        .sort("body", "date", "roll_call")
    )


def check(calls: pl.DataFrame, votes: pl.DataFrame) -> None:
    """Raise :class:`EvidenceFault` unless roll calls are single and every vote belongs to one, once a state."""
    if calls["roll_call"].n_unique() != calls.height:
        raise EvidenceFault("roll_calls: a roll call stands twice")
    if votes.select(pl.struct("roll_call", "ccode").n_unique()).item() != votes.height:
        raise EvidenceFault("votes: a state votes twice on one roll call")
    if votes.join(calls, on="roll_call", how="anti").height:
        raise EvidenceFault("votes: votes without their roll call")
    if calls.filter(pl.col("date").is_null()).height:
        raise EvidenceFault("roll_calls: a roll call has no date")


def issue_agreement(calls: pl.DataFrame, coded: Coding) -> pl.DataFrame:
    """Return how the rules for issues do on published codes hidden from them."""
    published = coded.issues.select("roll_call", *ISSUES).drop_nulls()
    return agreement_with_published(fill_families(calls), published, since=_HIDDEN_SINCE)


def _lists(read: Read) -> tuple[pl.DataFrame, str]:
    """Return the State Department's lists, which only a user can bring; without them none, and the reason."""
    try:
        return read("state_dept_important"), ""
    except NotHeld as missing:
        schema = {"report_year": pl.Int32, "resolution": pl.String}
        return pl.DataFrame(schema=schema), f"importance unknown in 2019-2023: {missing}"


def _listed(calls: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Return importance in the years of the State Department's lists: what is not listed was not named."""
    keys = {symbol_key(symbol) for symbol in listed["resolution"]}
    years = [int(year) for year in listed["report_year"].unique()]
    covered = calls.filter(pl.col("final"), pl.col("year").is_in(years))
    return covered.select("roll_call", important=pl.col("key").is_in([key for key in keys if key]))


def _report(
    raw_rows: int, kept: int, tables: dict[str, pl.DataFrame], coded: Coding, unlisted: str
) -> tuple[Line, ...]:
    votes = tables["votes"]
    unnamed = f"; countries not placed: {', '.join(coded.unnamed)}" if coded.unnamed else ""
    return (
        Line(
            "votes",
            raw_rows,
            votes.height,
            raw_rows - kept,
            "General Assembly rows of states that were not members on the day" + unnamed,
        ),
        Line("roll_calls", tables["roll_calls"].height, tables["roll_calls"].height, 0, unlisted),
        Line(
            "vote_disagreements",
            tables["vote_disagreements"].height,
            tables["vote_disagreements"].height,
            0,
            "the UN's record holds; Voeten's differs",
        ),
        Line("vetoes", tables["vetoes"].height, tables["vetoes"].height),
    )
