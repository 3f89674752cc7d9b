"""Votes of the Security Council on adopted resolutions, and the vetoes that kept others from adoption."""

import polars as pl

from softbalance.evidence.assembly import VOTES, state_codes
from softbalance.terms.errors import EvidenceFault, UnknownName
from softbalance.terms.states import state

SOURCE = "un_sc_votes"


def council(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return roll calls and votes of the Security Council, in the layout of the General Assembly's.

    Resolutions adopted without a vote carry a yes for every member in the source, and so here.

    Parameters
    ----------
    raw
        The voting file as read.
    """
    if unknown := set(raw["ms_vote"].unique()) - set(VOTES):
        raise EvidenceFault(f"{SOURCE}: votes written {sorted(map(str, unknown))}; known are {', '.join(VOTES)}")
    calls = raw.unique("undl_id", keep="first", maintain_order=True).select(
        roll_call=pl.col("undl_id").cast(pl.Int64),
        body=pl.lit("SC"),
        date=pl.col("date"),
        year=pl.col("date").dt.year().cast(pl.Int16),
        session=pl.lit(None, dtype=pl.String),
        symbol=pl.col("resolution"),
        key=pl.col("resolution"),
        title=pl.col("description"),
        agenda=pl.col("agenda"),
        emergency=pl.lit(False),
        final=pl.lit(True),
        source=pl.lit(SOURCE),
        family=pl.coalesce("agenda", "description").str.to_lowercase(),
    )
    coded = raw.select(
        roll_call=pl.col("undl_id").cast(pl.Int64),
        code=pl.col("ms_code"),
        date=pl.col("date"),
        vote=pl.col("ms_vote").replace_strict(VOTES, return_dtype=pl.Int8),
    )
    votes = coded.join(state_codes(coded), on=["code", "date"]).select("roll_call", "ccode", "vote")
    return calls.sort("date", "roll_call"), votes.sort("roll_call", "ccode")


def vetoes(raw: pl.DataFrame) -> pl.DataFrame:
    """Return one row a veto: ``draft``, ``date``, ``year``, ``agenda``, ``ccode``.

    The casting members are read from the three member columns; the source's dummies are wrong for joint vetoes.
    """
    dates = raw.schema["date"]
    on = pl.col("date") if dates == pl.Date else pl.col("date").str.to_date("%m/%d/%Y")
    cast = raw.select(
        "draft", on.alias("date"), pl.col("agenda_item").alias("agenda"), "member_veto1", "member_veto2", "member_veto3"
    ).unpivot(index=["draft", "date", "agenda"], value_name="name")
    named = cast.filter(pl.col("name").str.strip_chars().str.len_chars() > 0)
    ccodes = {name: _permanent_member(name) for name in named["name"].unique()}
    return (
        named.with_columns(
            ccode=pl.col("name").replace_strict(ccodes, return_dtype=pl.Int32),
            year=pl.col("date").dt.year().cast(pl.Int16),
        )
        .select("draft", "date", "year", "agenda", "ccode")
        .unique(maintain_order=True)
        .sort("date", "draft", "ccode")
    )


def _permanent_member(name: str) -> int:
    try:
        return state(name.strip()).ccode
    except UnknownName as unknown:
        raise EvidenceFault(f"unsc_vetoes names a casting member {name!r} that is no known state") from unknown
