"""Fixtures shared by all tests, and what a machine must have to run them."""

import os
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path

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
