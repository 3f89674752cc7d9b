"""The map of the code is true: every module is on it, everything on it exists, and it stays short."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import pytest

import softbalance

ROOT = Path(softbalance.__file__).parent
TESTS = Path(__file__).parent
MAP = TESTS.parent / "ARCHITECTURE.md"
MOST_LINES = 100
MOST_LINES_OF_A_MODULE = 500
CLOCKS = ("time", "timeit")
STOPWATCHES = {"time", "time_ns", "perf_counter", "perf_counter_ns", "process_time", "timeit", "default_timer"}


def entries(text: str) -> list[str]:
    """Return the paths of the inventory, braces spelt out."""
    inventory = text.split("\n## Inventory\n")[1].split("\n## ", maxsplit=1)[0]
    lines = (line.split(": ")[0] for line in inventory.splitlines() if line.startswith("- "))
    return [path for line in lines for quoted in re.findall(r"`([^`]+)`", line) for path in spelt_out(quoted)]


def spelt_out(path: str) -> list[str]:
    """Return a path for each choice in its braces."""
    parts = [part.split(",") for part in re.split(r"[{}]", path)]
    texts = [[",".join(part)] if place % 2 == 0 else part for place, part in enumerate(parts)]
    return ["".join(choice) for choice in product(*texts)]


def matches(path: str, root: Path) -> set[Path]:
    """Return the files that an entry stands for: a file, a pattern within one folder, or a folder below a room."""
    assert "**" not in path, f"{path} says nothing"
    assert not path.endswith("/") or path.count("/") > 1, f"{path} is a whole room"
    return {found for one in root.glob(path.rstrip("/")) for found in ([one] if one.is_file() else one.rglob("*"))}


def off_the_map(paths: Iterable[str], root: Path) -> set[str]:
    covered = set().union(*(matches(path, root) for path in paths))
    return {str(module.relative_to(root)) for module in set(root.rglob("*.py")) - covered}


def gone(paths: Iterable[str], root: Path) -> list[str]:
    return [path for path in paths if not matches(path, root)]


def stopwatches(source: str) -> Iterator[str]:
    """Yield the clocks that a source reads; waiting until a deadline (``time.monotonic``) is no measurement."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in CLOCKS:
            yield from (alias.name for alias in node.names if alias.name in STOPWATCHES)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in CLOCKS:
            yield from (node.attr,) if node.attr in STOPWATCHES else ()


def test_every_module_is_on_the_map():
    assert not off_the_map(entries(MAP.read_text(encoding="utf-8")), ROOT)


def test_everything_on_the_map_exists():
    assert not gone(entries(MAP.read_text(encoding="utf-8")), ROOT)


def test_the_map_fits_on_a_hundred_lines():
    assert len(MAP.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_module_grows_into_a_house_of_its_own():
    lines = {str(path): len(path.read_text("utf-8").splitlines()) for path in ROOT.rglob("*.py")}
    assert not [path for path, count in lines.items() if count > MOST_LINES_OF_A_MODULE]


def test_no_test_holds_a_stopwatch():
    """How fast this machine is today says nothing about the code; ratios belong to benchmarks."""
    found = {
        str(path): clocks for path in TESTS.rglob("*.py") if (clocks := list(stopwatches(path.read_text("utf-8"))))
    }
    assert not found


def planted(folder: Path) -> Path:
    for name in ("terms/states.py", "terms/groupings.py", "sources/readers/stata.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_a_planted_module_off_the_map_is_found(tmp_path):
    root = planted(tmp_path)
    assert off_the_map(["terms/states.py", "sources/readers/"], root) == {"terms/groupings.py"}
    assert not off_the_map([*spelt_out("terms/{states,groupings}.py"), "sources/readers/"], root)
    assert not off_the_map(["terms/*.py", "sources/readers/*.py"], root)


def test_a_planted_entry_for_nothing_is_found(tmp_path):
    assert gone(spelt_out("terms/{states,groupings}.py"), planted(tmp_path)) == []
    assert gone(spelt_out("terms/{states,gone}.py"), planted(tmp_path)) == ["terms/gone.py"]


def test_an_entry_may_not_stand_for_a_whole_room(tmp_path):
    for path in ("terms/", "**/*.py"):
        with pytest.raises(AssertionError):
            matches(path, planted(tmp_path))


def test_only_paths_of_the_inventory_count():
    text = "`a/b.py`\n\n## Inventory\n\n- `c/{d,e}.py`, `f/g/`: see `h.py`\n\n## Conventions\n\n- `i.py`\n"
    assert entries(text) == ["c/d.py", "c/e.py", "f/g/"]


def test_a_planted_stopwatch_is_found():
    assert list(stopwatches("from time import perf_counter")) == ["perf_counter"]
    assert list(stopwatches("import time\nstart = time.time()")) == ["time"]
    assert not list(stopwatches("from datetime import time\ntime.fromisoformat('01:00')"))
