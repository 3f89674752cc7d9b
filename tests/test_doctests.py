"""Every example in a docstring is run, offline on what ships."""

import doctest
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import softbalance

ROOT = Path(softbalance.__file__).parent


def modules() -> list[str]:
    """Return the names of the modules with examples."""
    paths = (path for path in ROOT.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))
    parts = (path.relative_to(ROOT.parent).with_suffix("").parts for path in paths)
    return sorted(".".join(part[:-1] if part[-1] == "__init__" else part) for part in parts)


def failures(module: ModuleType) -> int:
    return doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed


@pytest.mark.parametrize("name", modules())
def test_every_example_in_a_docstring_gives_what_it_says(name, monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))
    monkeypatch.delenv("SOFTBALANCE_MIRROR", raising=False)
    monkeypatch.setattr(sys, "argv", [name])
    assert failures(import_module(name)) == 0


def test_a_planted_example_that_is_wrong_is_found():
    module = ModuleType("planted", "Return nothing.\n\n>>> 1 + 1\n3\n")
    assert failures(module) == 1
