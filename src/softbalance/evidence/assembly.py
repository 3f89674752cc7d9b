"""Roll calls and votes of the General Assembly, from the UN Digital Library's voting file.

The file writes X for every member that cast no vote and for states that were not members yet. Admission dates separate
the second; absence, non-participation and loss of the vote under Charter Article 19 stay one answer, ``absent``.
"""

from datetime import date

import polars as pl

from softbalance.evidence.agenda import heading
from softbalance.evidence.symbols import symbol_key
from softbalance.terms.errors import EvidenceFault
from softbalance.terms.state_register import register
from softbalance.terms.states import ccode_of

VOTES = {"Y": 1, "A": 2, "N": 3, "X": 4}
SOURCE = "un_ga_votes"
COLUMNS = (
    *("undl_id", "ms_code", "ms_vote", "date", "session", "resolution", "title", "agenda_title"),
    *("total_yes", "total_no", "total_abstentions"),
)


def assembly(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return roll calls and votes of the General Assembly.

    Parameters
    ----------
    raw
        The voting file as read, one row a state and roll call.

    Returns
    -------
    roll_calls : polars.DataFrame
        ``roll_call`` (UN Digital Library number), ``body``, ``date``, ``year``, ``session``, ``symbol``, ``key``,
        ``title``, ``agenda``, ``emergency``, ``final``, ``source``.
    votes : polars.DataFrame
        ``roll_call``, ``ccode``, ``vote`` (1 yes, 2 abstain, 3 no, 4 absent), members of the day only.

    Raises
    ------
    EvidenceFault
        If a vote is written in an unknown way, a state votes twice, or a tally does not add up.
    """
    check_votes(raw)
    calls = _roll_calls(raw)
    coded = raw.select(
        roll_call=pl.col("undl_id").cast(pl.Int64),
        code=pl.col("ms_code"),
        date=pl.col("date").cast(pl.Date),
        vote=pl.col("ms_vote").replace_strict(VOTES, return_dtype=pl.Int8),
    )
    votes = members_only(coded.join(state_codes(coded), on=["code", "date"])).select("roll_call", "ccode", "vote")
    return calls, votes.sort("roll_call", "ccode")


def check_votes(raw: pl.DataFrame) -> None:
    """Raise :class:`EvidenceFault` unless votes are readable, single, and add up to the file's own tallies."""
    if unknown := set(raw["ms_vote"].unique()) - set(VOTES):
        raise EvidenceFault(f"{SOURCE}: votes written {sorted(map(str, unknown))}; known are {', '.join(VOTES)}")
    tallies = raw.group_by("undl_id").agg(
        pl.col("resolution").first(),
        (pl.col("ms_code").n_unique() == pl.len()).alias("single"),
        *((pl.col("ms_vote") == vote).sum().alias(vote) for vote in VOTES),
        *(pl.col(f"total_{name}").first().cast(pl.Int64) for name in ("yes", "no", "abstentions")),
    )
    wrong = tallies.filter(
        ~pl.col("single")
        | pl.col("Y").ne_missing(pl.col("total_yes"))
        | pl.col("N").ne_missing(pl.col("total_no"))
        | pl.col("A").ne_missing(pl.col("total_abstentions"))
    )
    if wrong.height:
        symbols = ", ".join(wrong["resolution"].head(5))
        raise EvidenceFault(
            f"{SOURCE}: votes of {wrong.height} roll calls do not add up to their tallies: {symbols} ..."
        )


def state_codes(coded: pl.DataFrame) -> pl.DataFrame:
    """Return the state behind each code on each day: columns ``code``, ``date``, ``ccode``."""
    changing = {seat.code for seat in register().seats}
    pairs = coded.select("code", "date").unique()
    moves = pl.col("code").is_in(sorted(changing))
    steady, moving = pairs.filter(~moves), pairs.filter(moves)
    always = {code: ccode_of(code, date.max) for code in steady["code"].unique()}
    then = [ccode_of(code, on) for code, on in moving.iter_rows()]
    return pl.concat(
        [
            steady.with_columns(ccode=pl.col("code").replace_strict(always, return_dtype=pl.Int32)),
            moving.with_columns(ccode=pl.Series(then, dtype=pl.Int32)),
        ]
    )


def members_only(votes: pl.DataFrame) -> pl.DataFrame:
    """Return the votes of states that were members of the UN on the day, and any vote actually cast.

    A state that cast a vote was seated, whatever our dates say; only rows without a vote are dropped.
    """
    absent = votes.filter(pl.col("vote") == VOTES["X"])
    seated = (
        absent.select("roll_call", "ccode", "date")
        .join(un_spells(), on="ccode")
        .filter((pl.col("date") >= pl.col("start")) & (pl.col("date") <= pl.col("end")))
    )
    kept = absent.join(seated, on=["roll_call", "ccode"], how="semi")
    return pl.concat([votes.filter(pl.col("vote") != VOTES["X"]), kept])


def un_spells() -> pl.DataFrame:
    """Return the spells in which states could vote: ``ccode``, ``start``, ``end``."""
    rows = [
        (state.ccode, span.start, span.end or date.max) for state in register().states.values() for span in state.un
    ]
    return pl.DataFrame(rows, schema={"ccode": pl.Int32, "start": pl.Date, "end": pl.Date}, orient="row")


def _session(key: str | None) -> str | None:
    """Return the session a resolution's symbol names; the file's own column is wrong for sessions 21 to 30."""
    return key.split("|")[0] if key else None


def _roll_calls(raw: pl.DataFrame) -> pl.DataFrame:
    first = raw.unique("undl_id", keep="first", maintain_order=True)
    calls = first.select(
        roll_call=pl.col("undl_id").cast(pl.Int64),
        body=pl.lit("GA"),
        date=pl.col("date").cast(pl.Date),
        symbol=pl.col("resolution"),
        title=pl.col("title"),
        agenda=pl.col("agenda_title").replace({"N/A": None, "": None}),
    )
    keys = pl.Series("key", [symbol_key(symbol) for symbol in calls["symbol"]], dtype=pl.String)
    return (
        calls.with_columns(
            keys,
            session=pl.Series([_session(key) for key in keys], dtype=pl.String),
            year=pl.col("date").dt.year().cast(pl.Int16),
            emergency=pl.col("symbol").str.contains("ES-"),
            final=pl.lit(True),
            source=pl.lit(SOURCE),
        )
        .with_columns(family=heading(pl.col("agenda"), pl.col("title")))
        .sort("date", "roll_call")
    )
