"""What weighs the acts of joint action: capability on the rung of fighting, trade at stake on that of paying."""

import polars as pl


def capability_weights(state_years: pl.DataFrame) -> pl.DataFrame:
    """Return each state's capability (CINC) by year: ``ccode``, ``year``, ``weight``."""
    return state_years.select("ccode", "year", weight="cinc").drop_nulls()


def trade_weights(
    acts: pl.DataFrame, occasions: pl.DataFrame, record_acts: pl.DataFrame, flows: pl.DataFrame
) -> pl.DataFrame:
    """Return what each member traded with the opponents of an episode the year before: ``episode, ccode, weight``.

    The opponents are the sanctioned states where a member imposes, and the senders where a member is sanctioned.
    A member without recorded trade with them has no weight and is left out.

    Parameters
    ----------
    acts
        What each member did.
    occasions, record_acts
        The record of sanctions.
    flows
        ``from_ccode, to_ccode, year, value_usd``.
    """
    episodes = acts.select("episode", "year", "ccode").with_columns(
        occasion=pl.col("episode").str.split("/").list.first(),
        side=pl.when(pl.col("episode").str.ends_with("/a")).then(pl.lit("b")).otherwise(pl.lit("a")),
        before=(pl.col("year") - 1).cast(pl.Int16),
    )
    opponents = record_acts.join(occasions, on="occasion", how="semi").select("occasion", "side", opponent="ccode")
    trade = pl.concat(
        [
            flows.select(ccode="from_ccode", opponent="to_ccode", before="year", usd="value_usd"),
            flows.select(ccode="to_ccode", opponent="from_ccode", before="year", usd="value_usd"),
        ]
    )
    found = episodes.join(opponents, on=["occasion", "side"]).join(trade, on=["ccode", "opponent", "before"])
    return found.group_by("episode", "ccode").agg(weight=pl.col("usd").sum()).filter(pl.col("weight") > 0)
