"""Writes what can be read off the code into the pages: commands, names of the package, declared sources.

Run ``python docs/reference.py`` after adding a command, an option, a public name or a data set. Each page keeps its own
text; only what stands between ``<!-- begin: NAME -->`` and ``<!-- end: NAME -->`` is written anew.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import softbalance
from softbalance.interfaces.cli import application
from softbalance.sources import declaration, declared

HERE = Path(__file__).parent
WIDTH = 110
PLUMBING = {"--help", "--install-completion", "--show-completion"}
MAY_PASS = {
    "rows": "rows",
    "derived": "derived indicators",
    "counts": "counts by grouping and period",
    "nothing": "nothing",
}
TERMS = "../src/softbalance/evidence/snapshot/TERMS.md"
PAGES = {"commands.md": "commands", "python.md": "names", "data.md": "sources", TERMS: "terms"}


def main() -> None:
    """Write every page anew."""
    for page in PAGES:
        path = HERE / page
        path.write_text(renewed(page, path.read_text(encoding="utf-8")), encoding="utf-8")
        sys.stdout.write(f"{path}\n")


def renewed(page: str, text: str) -> str:
    """Return a page with its generated part as the code has it now."""
    name = PAGES[page]
    made = {"commands": commands, "names": names, "sources": sources, "terms": terms}[name]()
    begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
    head, rest = text.split(begin)
    return head + begin + "\n" + made.strip() + "\n\n" + end + rest.split(end)[1]


def leaves(group: Any = None, path: str = "softbalance") -> Iterator[tuple[str, Any]]:
    """Yield every command that runs, with the words by which it is called."""
    for name, command in (group or typer.main.get_command(application())).commands.items():
        words = f"{path} {name}"
        if not hasattr(command, "commands") or command.invoke_without_command:
            yield words, command
        if hasattr(command, "commands"):
            yield from leaves(command, words)


def options(command: Any) -> list[str]:
    """Return the spellings of a command's options."""
    return [spelt for one in command.params for spelt in (*one.opts, *one.secondary_opts) if spelt.startswith("-")]


def commands() -> str:
    """Return the commands with their arguments and options."""
    return "\n\n".join(_command(words, command) for words, command in leaves())


def names() -> str:
    """Return the names of the package with signature and docstring."""
    return "\n\n".join(_name(name, getattr(softbalance, name)) for name in sorted(softbalance.__all__, key=str.lower))


def signature(name: str, thing: Any) -> str:
    """Return how a name is called, without the package's own prefixes."""
    if isinstance(thing, type) and issubclass(thing, Exception):
        return f"softbalance.{name}"
    whole = f"softbalance.{name}{_plain_types(str(inspect.signature(thing)))}"
    return whole if len(whole) <= WIDTH else _folded(whole)


def sources() -> str:
    """Return the declared data sets with what may be passed on of each."""
    lines = ["| id | data set, version | producer | years | licence | may be passed on |", "|---|---|---|---|---|---|"]
    for one in map(declaration, declared()):
        cells = (
            f"`{one.id}`",
            f"[{one.title}]({one.landing_page}), {one.version}",
            one.producer,
            f"{one.since}-{one.until}",
            f"[{one.licence}]({one.licence_url})" if one.licence_url else one.licence,
            MAY_PASS[one.redistribute] + (f"; brought by the user (`{one.bring}`)" if one.bring else ""),
        )
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines)


def terms() -> str:
    """Return the terms of every data set of which rows or derived indicators may ship."""
    may = [one for one in map(declaration, declared()) if one.redistribute in ("rows", "derived")]
    lines = [
        f"| `{one.id}` | {one.producer} | {one.licence} | {MAY_PASS[one.redistribute]} |".replace("\n", " ")
        for one in may
    ]
    return "\n".join(["| data set | producer | terms | may be passed on |", "|---|---|---|---|", *lines])


def _command(words: str, command: Any) -> str:
    help_text = " ".join((command.help or "").split())
    kept = [one for one in command.params if not PLUMBING & set(one.opts)]
    rows = [f"| {_spelt(one)} | {_cell(one.help)} | {_default(one)} |" for one in kept]
    table = ["| argument or option | meaning | default |", "|---|---|---|", *rows] if rows else []
    return "\n".join([f"### `{words}`", "", help_text, *(["", *table] if table else [])])


def _spelt(one: Any) -> str:
    shown = [spelt for spelt in (*one.opts, *one.secondary_opts) if spelt.startswith("-")]
    return ", ".join(f"`{spelt}`" for spelt in shown) or f"`{one.name.upper()}`"


def _default(one: Any) -> str:
    if one.required:
        return "needed"
    given = one.default
    return "" if given is None or given is False or given == () else f"`{given}`"


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def _folded(whole: str) -> str:
    """Return a long signature with one parameter a line; commas within brackets or strings part nothing."""
    head, rest = whole.split("(", 1)
    inner, back = rest.rsplit(") ->", 1)
    parts = re.split(r", (?![^\[(]*[\])])", inner)
    return "\n".join([f"{head}(", *(f"    {part}," for part in parts), f") ->{back}"])


def _name(name: str, thing: Any) -> str:
    doc = inspect.getdoc(thing) or ""
    return "\n".join([f"### `{name}`", "", "```text", signature(name, thing), "```", "", _markdown(doc)]).rstrip()


def _markdown(doc: str) -> str:
    """Return a numpydoc docstring as Markdown, without its examples."""
    head, *parts = re.split(r"\n*^(\w[\w ]*)\n-{3,}\n", doc, flags=re.MULTILINE)
    titled = zip(parts[::2], parts[1::2], strict=True)
    kept = [f"*{title}*\n\n{_items(body)}" for title, body in titled if title not in ("Examples", "Notes")]
    return _code("\n\n".join([head.strip(), *kept]))


def _items(body: str) -> str:
    lines = []
    for line in body.strip().splitlines():
        lines.append(f"- `{line.strip()}`:" if line and not line.startswith(" ") else f"  {line.strip()}".rstrip())
    return "\n".join(line for line in lines if line)


def _code(text: str) -> str:
    return re.sub(r":(?:class|func|mod|data):`~?([^`]+)`|``([^`]+)``", lambda m: f"`{m[1] or m[2]}`", text)


def _plain_types(text: str) -> str:
    plain = re.sub(r"(?:softbalance|collections|datetime|typing|polars|pathlib)(?:\.[a-z_]+)*\.", "", text)
    return re.sub(r"'(pl\.\w+)'", r"\1", plain)


if __name__ == "__main__":
    main()
