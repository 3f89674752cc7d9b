"""The steps that build the tables of ties and discord."""

from collections.abc import Callable

import polars as pl

from softbalance.evidence.base import Built, Line, Read, Step
from softbalance.evidence.discord import SOURCES as DISCORD_SOURCES
from softbalance.evidence.discord import discord
from softbalance.evidence.ties import arms, eurostat, factbook, finance, trade, treaties, troops
from softbalance.evidence.ties.coverage import coverage_table


def steps() -> tuple[Step, ...]:
    """Return the steps in any order; each reads its own sources and none reads another's tables."""
    return (
        Step("trade", trade.SOURCES, ("trade_reports", "trade_flows", "trade_totals"), _trade),
        Step("eurostat", eurostat.SOURCES, ("trade_eurostat",), _one("trade_eurostat", eurostat.eurostat)),
        Step("factbook", factbook.SOURCES, ("trade_factbook",), _one("trade_factbook", factbook.factbook)),
        Step("arms", arms.SOURCES, ("arms_deliveries", "arms_windows"), _arms),
        Step("treaties", treaties.SOURCES, ("treaties",), _one("treaties", treaties.treaties)),
        Step("troops", troops.SOURCES, ("troops", "exercises"), _troops),
        Step("finance", finance.SOURCES, ("finance",), _one("finance", finance.finance)),
        Step("discord", DISCORD_SOURCES, ("discord",), _one("discord", discord)),
        Step("ties_coverage", (), ("ties_coverage",), lambda _read: _built(ties_coverage=coverage_table())),
    )


def _trade(read: Read) -> Built:
    made = trade.trade(read)
    return _built(trade_reports=made.reports, trade_flows=made.flows, trade_totals=made.totals)


def _arms(read: Read) -> Built:
    made = arms.arms(read)
    return _built(arms_deliveries=made.deliveries, arms_windows=made.windows)


def _troops(read: Read) -> Built:
    made = troops.troops(read)
    return _built(troops=made.stationed, exercises=made.exercises)


def _one(name: str, make: Callable[[Read], pl.DataFrame]) -> Callable[[Read], Built]:
    return lambda read: _built(**{name: make(read)})


def _built(**tables: pl.DataFrame) -> Built:
    return Built(tables, tuple(Line(name, table.height, table.height) for name, table in tables.items()))
