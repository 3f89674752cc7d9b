"""Nothing is documented that is not run, and nothing public is undocumented."""

import re
import shlex
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import softbalance
from softbalance.interfaces.cli import main

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

import reference  # noqa: E402 - a script beside the pages, not a package

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md"), (ROOT / "docs" / reference.TERMS).resolve()])
BLOCK = re.compile(
    r"(?P<why><!-- not run: [^>]+ -->\n)?^```(?P<kind>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> list[str]:
    """Return the blocks of a kind that are to be run."""
    return [found["code"] for found in BLOCK.finditer(text) if found["kind"] == kind and not found["why"]]


def commands(text: str) -> list[tuple[str, ...]]:
    """Return, for each shell block that begins with ``softbalance``, its command lines in order."""
    ours = (code.replace("\\\n", " ").splitlines() for code in blocks(text, "sh") if code.startswith("softbalance"))
    return [tuple(one for line in lines if not line.startswith("#") for one in split(line)) for lines in ours]


def split(line: str) -> list[str]:
    """Return the commands of a line, one after another."""
    return [one.strip() for one in line.split("&&") if one.strip()]


def section(page: str, heading: str) -> str:
    """Return what stands below a heading, down to the next one of its kind."""
    parts = page.split(f"\n### `{heading}`\n")
    return parts[1].split("\n### ")[0] if len(parts) == 2 else ""


def undocumented_options(page: str, leaves: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for words, options in leaves:
        found = section(page, words)
        if not found:
            yield words
        yield from (f"{words} {option}" for option in options if found and f"`{option}`" not in found)


def undocumented_names(page: str, signatures: dict[str, str]) -> Iterator[str]:
    for name, signature in signatures.items():
        if f"```text\n{signature}\n```" not in section(page, name):
            yield name


def broken_links(page: Path, text: str) -> Iterator[str]:
    for found in LINK.finditer(re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        target = found["target"].split("#")[0]
        if target and "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
            yield found["target"]


def run(command: str) -> int:
    """Run a command line of ours in this process and return its exit status."""
    words = shlex.split(command)
    assert words[0] == "softbalance", f"not ours: {command}"
    sys.argv = words
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """A fresh machine without network or raw data, in an empty folder."""

    def refuse(*_args):
        raise AssertionError("documented code went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SOFTBALANCE_MIRROR", raising=False)
    monkeypatch.setattr(sys, "argv", ["softbalance"])
    monkeypatch.chdir(tmp_path)


def programs() -> dict[tuple[str, ...], str]:
    """Return the Python of each page, once where pages share it, with the name of its first page."""
    found: dict[tuple[str, ...], str] = {}
    for page in PAGES:
        if code := tuple(blocks(read(page), "python")):
            found.setdefault(code, page.name)
    return found


def scripts() -> dict[tuple[str, ...], str]:
    """Return the command lines of each block, once where pages share it, with the name of its first page."""
    found: dict[tuple[str, ...], str] = {}
    for page in PAGES:
        for number, lines in enumerate(commands(read(page)), start=1):
            found.setdefault(lines, f"{page.name}-{number}")
    return found


@pytest.mark.parametrize("script", [pytest.param(lines, id=name) for lines, name in scripts().items()])
@pytest.mark.usefixtures("offline")
def test_every_documented_command_runs_offline_on_what_ships(script, capsys):
    for command in script:
        assert run(command) == 0, f"{command}: {capsys.readouterr().err}"


@pytest.mark.parametrize("program", [pytest.param(code, id=page) for code, page in programs().items()])
@pytest.mark.usefixtures("offline")
def test_every_documented_line_of_python_runs_offline_on_what_ships(program):
    space: dict[str, object] = {"__name__": "__page__"}
    for code in program:
        exec(compile(code, "<page>", "exec"), space)


def test_every_command_and_every_option_is_documented():
    leaves = ((words, reference.options(command)) for words, command in reference.leaves())
    assert not list(undocumented_options(read(ROOT / "docs/commands.md"), leaves))


def test_every_public_name_is_documented_with_its_signature():
    signatures = {name: reference.signature(name, getattr(softbalance, name)) for name in softbalance.__all__}
    assert not list(undocumented_names(read(ROOT / "docs/python.md"), signatures))


@pytest.mark.parametrize("page", reference.PAGES, ids=lambda page: Path(page).name)
def test_what_is_written_from_the_code_is_what_the_code_says(page):
    text = read(ROOT / "docs" / page)
    assert reference.renewed(page, text) == text, "run: python docs/reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_resolve(page):
    assert not list(broken_links(page, read(page)))


def test_the_index_leads_to_every_page():
    linked = {found["target"] for found in LINK.finditer(read(ROOT / "docs/index.md"))}
    assert not {page.name for page in (ROOT / "docs").glob("*.md")} - linked - {"index.md"}


def test_both_readmes_give_the_same_commands_and_start_with_the_two_that_install():
    english, chinese = (read(ROOT / name) for name in ("README.md", "README.zh-Hant.md"))
    assert blocks(english, "sh") == blocks(chinese, "sh")
    assert blocks(english, "python") == blocks(chinese, "python")
    first, second = blocks(english, "sh")[:2]
    assert first == "python -m pip install . && softbalance assess SCO\n"
    assert second == "python -m pip install '.[test]' && python -m pytest\n"


@pytest.mark.usefixtures("offline")
def test_a_planted_command_that_fails_is_found():
    assert run("softbalance assess NOWHERE") == 2
    assert run("softbalance assess SCO --no-such-option") == 2


def test_a_block_is_left_out_only_for_a_stated_reason():
    page = (
        "<!-- not run: needs the network -->\n```sh\nsoftbalance data pull\n```\n\n```sh\nsoftbalance groupings\n```\n"
    )
    assert commands(page) == [("softbalance groupings",)]
    assert commands(page.replace(": needs the network", "")) == [("softbalance data pull",), ("softbalance groupings",)]


def test_commands_of_a_block_run_in_order_one_by_one():
    page = "```sh\nsoftbalance a b.toml && softbalance c b.toml\n# a remark\nsoftbalance d \\\n  --e\n```\n"
    assert commands(page) == [("softbalance a b.toml", "softbalance c b.toml", "softbalance d    --e")]


def test_a_planted_command_without_a_page_is_found():
    page = "\n### `softbalance assess`\n\n| `--since` |\n"
    assert list(undocumented_options(page, [("softbalance assess", ["--since"])])) == []
    assert list(undocumented_options(page, [("softbalance assess", ["--lang"])])) == ["softbalance assess --lang"]
    assert list(undocumented_options(page, [("softbalance guess", [])])) == ["softbalance guess"]


def test_a_planted_name_without_its_signature_is_found():
    page = "\n### `votes`\n\n```text\nsoftbalance.votes()\n```\n"
    assert list(undocumented_names(page, {"votes": "softbalance.votes()"})) == []
    assert list(undocumented_names(page, {"votes": "softbalance.votes(since)"})) == ["votes"]
    assert list(undocumented_names(page, {"notes": "softbalance.notes()"})) == ["notes"]


def test_a_planted_link_to_nowhere_is_found():
    page = ROOT / "README.md"
    assert list(broken_links(page, "[a](docs/nowhere.md) [b](docs/method.md#say) [c](https://example.org)")) == [
        "docs/nowhere.md"
    ]


def test_a_page_behind_the_code_is_found():
    text = read(ROOT / "docs/commands.md")
    behind = text.replace("| `--since` |", "| `--before` |")
    assert reference.renewed("commands.md", behind) == reference.renewed("commands.md", text) != behind


def test_the_citation_and_the_changelog_name_the_version_of_the_package():
    stated = re.search(r'^version = "([^"]+)"', read(ROOT / "pyproject.toml"), re.MULTILINE)
    assert stated is not None
    assert f"\nversion: {stated[1]}\n" in read(ROOT / "CITATION.cff")
    assert f"\n## {stated[1]}" in read(ROOT / "CHANGELOG.md")
