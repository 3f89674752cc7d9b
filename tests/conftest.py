"""Fixtures shared by all tests, and what a machine must have to run them."""

import os
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run."""
    for item in items:
        for marker, reason in LACKS.items():
            if item.get_closest_marker(marker) and (why := reason()):
                item.add_marker(pytest.mark.skip(reason=why))


def chromium() -> str | None:
    """Return where the system's Chromium is."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _no_mirror() -> str:
    return "" if os.environ.get("SOFTBALANCE_MIRROR") else "SOFTBALANCE_MIRROR does not name a folder with the raw data"


@cache
def _no_browser() -> str:
    if not chromium():
        return "no Chromium on this machine"
    missing = [name for name in ("playwright", "axe_playwright_python") if find_spec(name) is None]
    return f"not installed: {', '.join(missing)} (extra 'browser')" if missing else ""


@cache
def _no_font() -> str:
    from softbalance.interfaces.charts import chinese_font

    return "" if chinese_font() else "no font with Chinese letters on this machine"


LACKS = {"mirror": _no_mirror, "browser": _no_browser, "fonts": _no_font}


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder with the raw data."""
    return Path(os.environ["SOFTBALANCE_MIRROR"])


@pytest.fixture(scope="session")
def votes_base(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An evidence base with the tables of votes alone, built from the raw data once for all tests that need it."""
    from softbalance.evidence import votes
    from softbalance.evidence.base import Base, Step
    from softbalance.sources.readers import read
    from softbalance.sources.store import Store

    store = Store(tmp_path_factory.mktemp("home"))
    store.pull(votes.SOURCES)
    made = Base(store.root)
    step = Step("votes", votes.SOURCES, votes.TABLES, votes.make)
    made.build([step], lambda source, **options: read(source, store, **options), {}, watch=lambda _: None)
    return made
