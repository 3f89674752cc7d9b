"""Armed conflicts between states after 1946 (UCDP), as occasions on the rung of fighting."""

import polars as pl

from softbalance.evidence.disputes import Tables, dispute_like
from softbalance.evidence.ties.names import from_gleditsch_ward

WAR = 2
SIDES = (("a", "gwno_a", "gwno_a_2nd"), ("b", "gwno_b", "gwno_b_2nd"))


def interstate_conflicts(raw: pl.DataFrame) -> Tables:
    """Return occasions and acts of the interstate conflicts of the UCDP/PRIO data.

    An event is an episode of a conflict. The states of the two sides are principals, the secondary warring states
    joined. The data do not say who began: side ``a`` is merely the first named, and a reader who needs the
    initiator must leave these occasions out. Hostility is 5 from a thousand battle deaths in a year on, else 4.

    Parameters
    ----------
    raw
        Conflict-years, one row a pair of secondary states: ``conflict_id, year, gwno_a, gwno_a_2nd, gwno_b,
        gwno_b_2nd, type_of_conflict, intensity_level, start_date2``.
    """
    rows = _episodes(raw.filter(pl.col("type_of_conflict") == "interstate"))
    states = pl.concat(
        [_states(rows, side, column, joined) for side, *cols in SIDES for joined, column in enumerate(cols)]
    )
    once = (
        states.drop_nulls("ccode")
        .sort("principal", descending=True)
        .unique(["event", "ccode"], keep="first", maintain_order=True)
    )
    about = rows.group_by("event").agg(
        year=pl.col("year").min(),
        until=pl.col("year").max(),
        hostility=pl.when(pl.col("intensity_level").max() >= WAR).then(5).otherwise(4),
    )
    return dispute_like(once, about, prefix="ucdp", kind="armed conflict", source="ucdp_acd")


def _episodes(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with a number for each episode: the conflict's own, a thousandfold, plus its place."""
    order = pl.col("start_date2").rank("dense").over("conflict_id").cast(pl.Int64)
    return rows.with_columns(event=pl.col("conflict_id").cast(pl.Int64) * 1000 + order)


def _states(rows: pl.DataFrame, side: str, column: str, joined: int) -> pl.DataFrame:
    found = rows.filter(pl.col(column).is_not_null())
    return found.select(
        event="event",
        ccode=from_gleditsch_ward(column),
        side=pl.lit(side),
        principal=pl.lit(joined == 0),
        hostility=pl.when(pl.col("intensity_level") >= WAR).then(5).otherwise(4),
    ).unique(["event", "ccode"], keep="first", maintain_order=True)
