"""Coverage of ties and discord: where a row that is not there means none, and where it means unknown."""

from dataclasses import dataclass

import polars as pl

ANYBODY = -1
"""Stands for every state in a table of coverage."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a source covers.

    Attributes
    ----------
    kind
        Kind of tie or discord.
    source
        Id of the declared source.
    since, until
        First and last year.
    reporter
        COW number of the only state whose figures it holds; :data:`ANYBODY` where it holds all.
    none_if_absent
        Whether no row inside the coverage means that there was nothing; else it means unknown.
    """

    kind: str
    source: str
    since: int
    until: int
    reporter: int = ANYBODY
    none_if_absent: bool = False


COVERAGE = (
    Cover("exports", "cow_trade", 1870, 2014),
    Cover("exports", "unctad_trade_2015", 2015, 2015),
    Cover("exports", "imf_trade_2019_2020", 2019, 2020),
    Cover("exports", "imf_imts_us_china", 2001, 2024, reporter=2),
    Cover("exports", "imf_imts_us_china", 2001, 2024, reporter=710),
    Cover("arms_delivered", "sipri_arms_annual", 1950, 2021, none_if_absent=True),
    Cover("arms_delivered", "sipri_arms_register", 1950, 2024, none_if_absent=True),
    Cover("troops", "troops", 1950, 2024, reporter=2, none_if_absent=True),
    Cover("bases", "us_bases", 2018, 2018, reporter=2, none_if_absent=True),
    Cover("exercises", "exercises", 1980, 2010, none_if_absent=True),
    Cover("finance_committed", "aiddata_gcdf", 2000, 2021, reporter=710, none_if_absent=True),
    Cover("oda_net", "oecd_aid", 2009, 2022),
    Cover("obligation", "atop_members", 1946, 2018, none_if_absent=True),
    Cover("rivalry", "tss_rivalries", 1494, 2020, none_if_absent=True),
    Cover("dispute", "cow_mid_ddydisps", 1816, 2014, none_if_absent=True),
    Cover("claim", "icow_claims", 1816, 2017, none_if_absent=True),
    Cover("armed_conflict", "ucdp_acd", 1946, 2024, none_if_absent=True),
)


def covers(kind: str, year: int, reporter: int = ANYBODY) -> bool:
    """Return whether any source covers a kind of tie in a year, for the reporter where that matters.

    >>> covers("dispute", 2014), covers("dispute", 2015), covers("troops", 2020, 365)
    (True, False, False)
    """
    return any(
        one.kind == kind and one.since <= year <= one.until and one.reporter in (ANYBODY, reporter) for one in COVERAGE
    )


def of_source(source: str) -> Cover:
    """Return the (first) coverage of a source."""
    return next(one for one in COVERAGE if one.source == source)


def coverage_table() -> pl.DataFrame:
    """Return :data:`COVERAGE` as a frame: kind, source, since, until, reporter, none_if_absent."""
    return pl.DataFrame([{name: getattr(one, name) for name in Cover.__slots__} for one in COVERAGE])
