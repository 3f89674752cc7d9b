"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run."""
    if not os.environ.get("SOFTBALANCE_MIRROR"):
        skip = pytest.mark.skip(reason="SOFTBALANCE_MIRROR does not name a folder with the raw data")
        for item in items:
            if item.get_closest_marker("mirror"):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder with the raw data."""
    return Path(os.environ["SOFTBALANCE_MIRROR"])
