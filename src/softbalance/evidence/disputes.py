"""Militarised disputes and wars between states, as occasions on the rung of fighting."""

import polars as pl

from softbalance.evidence.occasions import (
    ACTS,
    INTERNAL,
    OCCASIONS,
    checked,
    conformed,
    opposed_pairs,
    with_clusters,
)

Tables = tuple[pl.DataFrame, pl.DataFrame]


def mid_disputes(directed: pl.DataFrame, disputes: pl.DataFrame) -> Tables:
    """Return occasions and acts of the COW militarised interstate disputes.

    The directed file pairs all states of one side with all of the other, so that its states are the participants.
    A state that changed sides stands on the side where it first was. Side A is the initiator's.

    Parameters
    ----------
    directed
        Directed dispute-years: ``dispnum, ccode1, year, sidea1, hostlev1, orig1``.
    disputes
        Disputes: ``dispnum, styear, hostlev``.
    """
    about = disputes.select("dispnum", "hostlev", year=pl.col("styear").cast(pl.Int16))
    return _dispute_tables(_participants(directed), about.unique("dispnum"), "mid", "cow_mid_dirdisps")


def gml_disputes(directed: pl.DataFrame) -> Tables:
    """Return occasions and acts of the Gibler-Miller-Little disputes; the file holds both levels.

    Parameters
    ----------
    directed
        Directed dispute-years: ``dispnum, ccode1, year, sidea1, hostlev1, orig1, hostlev``.
    """
    about = directed.group_by("dispnum").agg(pl.col("hostlev").max(), pl.col("year").min().cast(pl.Int16))
    return _dispute_tables(_participants(directed), about, "gml", "gml_dirdisp")


def wars(directed: pl.DataFrame) -> Tables:
    """Return occasions and acts of the COW inter-state wars.

    Side ``a`` is that of the state coded as initiator. A state is a principal where it fought in the first year;
    those that entered later joined.

    Parameters
    ----------
    directed
        Directed war-years: ``warnum, ccode1, year, sidea1, initiator1``.
    """
    rows = directed.select(event="warnum", ccode="ccode1", year="year", team="sidea1", began="initiator1")
    begins = rows.group_by("event").agg(first=pl.col("year").min(), until=pl.col("year").max())
    initiators = rows.filter(pl.col("began") == 1).group_by("event").agg(team_a=pl.col("team").min())
    states = (
        rows.sort("year")
        .group_by("event", "ccode", maintain_order=True)
        .first()
        .join(begins, on="event")
        .join(initiators, on="event", how="left")
        .with_columns(
            side=pl.when(pl.col("team") == pl.col("team_a").fill_null(1)).then(pl.lit("a")).otherwise(pl.lit("b")),
            principal=pl.col("year") == pl.col("first"),
            hostility=pl.lit(5),
        )
    )
    about = begins.select("event", year="first", until="until", hostility=pl.lit(5))
    return dispute_like(states, about, prefix="war", kind="war", source="cow_war_inter")


def dispute_like(states: pl.DataFrame, about: pl.DataFrame, *, prefix: str, kind: str, source: str) -> Tables:
    """Return checked occasions and acts from participants and events.

    Parameters
    ----------
    states
        ``event, ccode, side, principal, hostility``: one row a participant.
    about
        ``event, year, until, hostility``: one row an event; those between states that lack a side are left out.
    prefix, kind, source
        Of the ids, of the occasions, and the id of the data set.
    """
    name = pl.concat_str(pl.lit(f"{prefix}-"), pl.col("event").cast(pl.Int64).cast(pl.String))
    acts = states.with_columns(occasion=name, act=pl.lit("fight"), source=pl.lit(source))
    sides = acts.filter("principal").group_by("occasion").agg(pl.col("side").n_unique())
    whole = sides.filter(pl.col("side") == (1 if kind == INTERNAL else 2)).select("occasion")
    fixed = {"rung": "fight", "kind": kind, "source": source}
    events = about.with_columns(
        occasion=name, mandated=pl.lit(False), censored=pl.lit(False), **{k: pl.lit(v) for k, v in fixed.items()}
    ).join(whole, on="occasion", how="semi")
    kept = acts.join(whole, on="occasion", how="semi")
    own = kept.filter("principal").select("occasion", key=pl.col("ccode").cast(pl.String))
    clustered = with_clusters(events, own if kind == INTERNAL else opposed_pairs(kept))
    return checked(conformed(clustered, OCCASIONS), conformed(kept, ACTS))


def _participants(directed: pl.DataFrame) -> pl.DataFrame:
    """Return one row a dispute and state, as it stood when it came in."""
    return (
        directed.sort("year")
        .group_by("dispnum", "ccode1", maintain_order=True)
        .agg(
            pl.col("sidea1").first(),
            pl.col("orig1").first(),
            pl.col("hostlev1").max(),
            until=pl.col("year").max(),
        )
    )


def _dispute_tables(people: pl.DataFrame, about: pl.DataFrame, prefix: str, source: str) -> Tables:
    last = people.group_by("dispnum").agg(pl.col("until").max())
    states = people.select(
        event="dispnum",
        ccode="ccode1",
        side=pl.when(pl.col("sidea1") == 1).then(pl.lit("a")).otherwise(pl.lit("b")),
        principal=pl.col("orig1") == 1,
        hostility="hostlev1",
    )
    events = about.join(last, on="dispnum").select(event="dispnum", year="year", until="until", hostility="hostlev")
    return dispute_like(states, events, prefix=prefix, kind="dispute", source=source)
