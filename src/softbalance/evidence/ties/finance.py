"""Finance: what China commits to each state, and the aid that donors who report to the OECD give.

The two do not add up. China's are commitments, loans at market terms among them, in dollars of 2021; aid is net of
repayments, in dollars of 2022. China, India and Saudi Arabia do not report to the OECD.
"""

from collections.abc import Callable, Mapping

import polars as pl

from softbalance.evidence.ties.names import with_ccode
from softbalance.evidence.ties.schema import TIES, check_table, check_years, conform, refuse

Read = Callable[[str], pl.DataFrame]

SOURCES = ("aiddata_gcdf", "oecd_aid")
CHINA = 710
NET_AID = "ODA: Total Net"

GCDF = ["oof_adj", "oda_adj", "vof_adj"]


def finance(read: Read) -> pl.DataFrame:
    """Return commitments and net aid: columns of :data:`softbalance.evidence.ties.schema.TIES`.

    Kinds are ``finance_committed`` (USD of 2021) and ``oda_net`` (USD of 2022; below zero where repayments exceed
    new aid).
    """
    return check(process(load(read)))


def load(read: Read) -> dict[str, pl.DataFrame]:
    """Return the raw frames by source."""
    return {source: read(source) for source in SOURCES}


def process(raw: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the table of both kinds."""
    both = pl.concat([_commitments(raw["aiddata_gcdf"]), _net_aid(raw["oecd_aid"])])
    return both.sort("kind", "from_ccode", "to_ccode", "year")


def check(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table, or raise :class:`EvidenceFault`."""
    check_table(table, TIES, keys=("from_ccode", "to_ccode", "year", "kind"), name="finance")
    check_years(table, 2000, 2022, name="finance")
    committed = table.filter(pl.col("kind") == "finance_committed")
    refuse("finance", "commitments below zero", committed.filter(pl.col("value") < 0))
    return table


def _commitments(raw: pl.DataFrame) -> pl.DataFrame:
    """Sum loans and grants of all three classes, in AidData's adjusted amounts."""
    rows = raw.select(to_ccode="ccode", year="year", value=pl.sum_horizontal(GCDF))
    note = "commitments, not disbursements; USD of 2021"
    constants = {"from_ccode": CHINA, "kind": "finance_committed", "unit": "USD 2021", "note": note}
    return conform(rows, TIES, source="aiddata_gcdf", report="third party", **constants)


def _net_aid(raw: pl.DataFrame) -> pl.DataFrame:
    """Take the one aid type that counts each dollar once; the file is in millions."""
    total = raw.filter(pl.col("Aid type") == NET_AID)
    given = with_ccode(total, "Donor", "from_ccode", source="oecd_aid")
    both = with_ccode(given, "Recipient", "to_ccode", source="oecd_aid")
    rows = both.group_by("from_ccode", "to_ccode", year="Year").agg(value=pl.col("Value").sum() * 1e6)
    note = "net of repayments; USD of 2022"
    return conform(rows, TIES, kind="oda_net", unit="USD 2022", source="oecd_aid", report="sender", note=note)
