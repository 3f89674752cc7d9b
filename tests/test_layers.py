"""Rooms import only rooms to their left, and nobody inside imports the package root."""

import ast
from pathlib import Path

import softbalance

ROOMS = ("terms", "sources", "evidence", "measures", "crisis", "dossier", "interfaces")
ROOT = Path(softbalance.__file__).parent


def imported(source: str) -> set[str]:
    """Names of modules a source imports, wherever in the file, also under TYPE_CHECKING and inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            names.add(node.module or "")
            if node.module == "softbalance":
                names |= {f"softbalance.{alias.name}" for alias in node.names}
    return names


def violations(room: str, source: str) -> list[str]:
    """Imports of a file in ``room`` that go right, or to the package root."""
    found = []
    for name in imported(source):
        parts = name.split(".")
        if parts[0] != "softbalance":
            continue
        if len(parts) == 1 or parts[1] not in ROOMS or ROOMS.index(parts[1]) > ROOMS.index(room):
            found.append(name)
    return found


def test_every_module_stands_in_a_room_and_looks_only_left():
    wrong = {}
    for path in ROOT.rglob("*.py"):
        where = path.relative_to(ROOT)
        if len(where.parts) == 1:
            assert where.name == "__init__.py", f"{where} stands outside the rooms"
            continue
        if found := violations(where.parts[0], path.read_text(encoding="utf-8")):
            wrong[str(where)] = found
    assert not wrong


def test_a_planted_import_to_the_right_is_found():
    assert violations("measures", "from softbalance.dossier.model import Figure") == ["softbalance.dossier.model"]
    assert violations("terms", "def f():\n    import softbalance.sources.store") == ["softbalance.sources.store"]


def test_a_planted_import_of_the_root_is_found():
    assert violations("interfaces", "import softbalance") == ["softbalance"]
    assert "softbalance" in violations("dossier", "from softbalance import assess")


def test_no_room_has_a_drawer_for_everything():
    forbidden = {"utils", "util", "core", "common", "helpers", "helper", "managers", "manager", "misc"}
    assert not [path for path in ROOT.rglob("*.py") if path.stem in forbidden]


def test_only_interfaces_print():
    loud = []
    for path in ROOT.rglob("*.py"):
        if "interfaces" in path.relative_to(ROOT).parts:
            continue
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        loud += [path for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]
    assert not loud
