"""The raw sources, read once."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import polars as pl
import pytest

from softbalance import sources
from softbalance.evidence.ties import arms, finance, trade, treaties, troops

Read = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Read a declared source, brought from the mirror when it is first asked for."""
    store = sources.Store(tmp_path_factory.mktemp("store"))

    @cache
    def held(source: str, table: str | None = None) -> pl.DataFrame:
        store.pull([source])
        return sources.read(source, store, table)

    return held


@pytest.fixture(scope="session")
def trades(read: Read) -> Any:
    return trade.trade(read)


@pytest.fixture(scope="session")
def deliveries(read: Read) -> Any:
    return arms.arms(read)


@pytest.fixture(scope="session")
def spells(read: Read) -> pl.DataFrame:
    return treaties.treaties(read)


@pytest.fixture(scope="session")
def owed(spells: pl.DataFrame) -> Callable[..., pl.DataFrame]:
    return partial(treaties.obligations, spells)


@pytest.fixture(scope="session")
def forces(read: Read) -> Any:
    return troops.troops(read)


@pytest.fixture(scope="session")
def money(read: Read) -> pl.DataFrame:
    return finance.finance(read)
