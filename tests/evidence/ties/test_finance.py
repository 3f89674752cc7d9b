import polars as pl
import pytest

from softbalance.evidence.ties.finance import check, process
from softbalance.terms.errors import EvidenceFault

mirror = pytest.mark.mirror


def gcdf(*rows):
    return pl.DataFrame(rows, schema=["ccode", "year", "oof_adj", "oda_adj", "vof_adj"], orient="row")


def aid(*rows):
    return pl.DataFrame(rows, schema=["Donor", "Recipient", "Aid type", "Year", "Value"], orient="row")


ODA = ("Japan", "India", "ODA: Total Net", 2022.0, 2971.0)


@mirror
def test_china_committed_1_33_trillion_dollars_from_2000_to_2021(money):
    """AidData, Global Chinese Development Finance 3.0: 1.34 trillion; this file holds those fit for aggregates."""
    committed = money.filter(pl.col("kind") == "finance_committed")
    assert committed["value"].sum() == pytest.approx(1.33e12, rel=0.01)
    russia = committed.filter(pl.col("to_ccode") == 365)["value"].sum()
    assert russia == pytest.approx(169e9, rel=0.01)


@mirror
def test_the_usa_gave_ukraine_9_2_billion_net_in_2022(money):
    """OECD DAC2a, ODA: Total Net, constant prices of 2022: 9,238 million."""
    row = money.filter((pl.col("from_ccode") == 2) & (pl.col("to_ccode") == 369) & (pl.col("year") == 2022))
    assert row["value"].to_list() == [pytest.approx(9.238e9, rel=1e-3)]


@mirror
def test_china_and_india_are_no_donors_to_the_oecd_which_is_not_giving_nothing(money):
    donors = money.filter(pl.col("kind") == "oda_net")["from_ccode"].unique()
    assert not {710, 750, 670} & set(donors)


def test_a_dollar_of_aid_is_counted_once_whatever_types_it_falls_under():
    table = process({"aiddata_gcdf": gcdf(), "oecd_aid": aid(ODA, ("Japan", "India", "ODA: Loans", 2022.0, 2000.0))})
    assert table["value"].to_list() == [2971e6]


def test_loans_grants_and_vague_flows_are_one_commitment():
    table = process({"aiddata_gcdf": gcdf((770, 2015, 5.0, 2.0, 1.0)), "oecd_aid": aid(ODA)})
    row = table.filter(pl.col("kind") == "finance_committed")
    assert row.select("from_ccode", "to_ccode", "value").rows() == [(710, 770, 8.0)]


def test_aid_may_be_negative_and_a_commitment_may_not():
    repaid = aid(("Japan", "India", "ODA: Total Net", 2022.0, -3.0))
    assert check(process({"aiddata_gcdf": gcdf((770, 2015, 5.0, 2.0, 1.0)), "oecd_aid": repaid})).height == 2
    with pytest.raises(EvidenceFault, match="commitments below zero"):
        check(process({"aiddata_gcdf": gcdf((770, 2015, -5.0, 2.0, 1.0)), "oecd_aid": repaid}))
