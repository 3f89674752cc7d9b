"""The catalogues of messages: find every marked string, refresh the ``.po``, compile the ``.mo``.

Run ``python -m softbalance.interfaces.locale_tools update`` after adding or changing a message, translate what is empty
in the ``.po``, and run it again to compile. Strings are marked with ``N_("...")`` or ``_("...")``; some
keys of the data files hold sentences of our own and are messages too.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from string import Formatter
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from softbalance.interfaces.language import LOCALE_DIR

SOURCE_DIR = LOCALE_DIR.parents[1]
PO = LOCALE_DIR / "zh_Hant" / "LC_MESSAGES" / "softbalance.po"
MO = PO.with_suffix(".mo")
Found = tuple[int, str, str, list[str]]
_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)  # one fixed date: the files change only when messages do


def marked(stream: IO[bytes], keywords: Iterable[str], _tags: object, options: object) -> Iterator[Found]:
    """Yield the marked strings of a Python file, those inside f-strings too, which Babel's own extractor passes over.

    Raises
    ------
    ValueError
        If something other than a fixed string is marked.
    """
    for node in ast.walk(ast.parse(stream.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            text = node.args[0] if node.args else None
            if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
                raise ValueError(f"line {node.lineno}: {node.func.id}() marks something other than a fixed string")
            yield node.lineno, node.func.id, text.value, []


def worded(stream: IO[bytes], _keywords: Iterable[str], _tags: object, options: dict[str, str]) -> Iterator[Found]:
    """Yield the sentences of our own that stand in a TOML file of data under the keys that ``options`` name."""
    for text in _under(tomllib.loads(stream.read().decode("utf-8")), options["keys"].split()):
        if re.search("[a-z]{2}", text):
            yield 1, "N_", text, []


def _under(value: Any, keys: Sequence[str], key: str = "") -> Iterator[str]:
    """Yield the texts that stand under any of the keys, at whatever depth."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _under(item, keys, name)
    elif isinstance(value, list):
        for item in value:
            yield from _under(item, keys, key)
    elif key in keys and isinstance(value, str):
        yield " ".join(value.split())


CODE, PAGES = "**.py", "**/templates/**.j2"
WORDED = {
    "terms/register/groupings/**.toml": {"keys": "article"},
    "sources/declarations/**.toml": {"keys": "licence version"},
    "evidence/cases/**.toml": {"keys": "trigger what_was_asked threshold_reason context note checked"},
    "crisis/scenarios/**.toml": {"keys": "claim checked"},
}
METHODS: Any = [(CODE, marked), (PAGES, "jinja2.ext:babel_extract"), *((place, worded) for place in WORDED)]
OPTIONS = {PAGES: {"encoding": "utf-8"}, **WORDED}


def extracted() -> Catalog:
    """Return every marked string of the package, with the files it stands in."""
    catalog = Catalog(project="softbalance", charset="utf-8", creation_date=_EPOCH)
    found = extract_from_dir(SOURCE_DIR, METHODS, OPTIONS, {"N_": None, "_": None})
    for path, _line, text, _comments, _context in found:
        catalog.add(text, locations=[(path, 1)])
    return catalog


def held() -> Catalog:
    """Return the Traditional Chinese catalogue as it stands in the ``.po``."""
    with PO.open("rb") as stream:
        return read_po(stream, locale="zh_Hant", domain="softbalance")


def update() -> Catalog:
    """Bring the ``.po`` in line with the code, compile it, and return it; no string is guessed."""
    catalog = held() if PO.exists() else Catalog(locale="zh_Hant", domain="softbalance")
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.project, catalog.version, catalog.copyright_holder = "softbalance", "1", "the softbalance authors"
    catalog.header_comment, catalog.fuzzy = "# Messages of softbalance in Traditional Chinese.", False
    catalog.creation_date = catalog.revision_date = _EPOCH
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as stream:
        write_po(stream, catalog, width=0, sort_output=True, include_lineno=False)
    with MO.open("wb") as stream:
        write_mo(stream, held())
    return catalog


def faults(used: Catalog | None = None) -> Iterator[str]:
    """Yield what is wrong with the catalogue: untranslated, fuzzy, unused or missing strings, other places to fill.

    ``used`` is what :func:`extracted` found, and found anew where it is not given.
    """
    code = {str(message.id) for message in used or extracted() if message.id}
    entries = {str(message.id): message for message in held() if message.id}
    yield from (f"not in the catalogue: {text!r}" for text in sorted(code - entries.keys()))
    yield from (f"used nowhere: {text!r}" for text in sorted(entries.keys() - code))
    for message in entries.values():
        yield from _faults_of(message)


def _faults_of(message: Message) -> Iterator[str]:
    if not message.string:
        yield f"untranslated: {message.id!r}"
    elif message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    elif _places(str(message.id)) != _places(str(message.string)):
        yield f"other places to fill than in English: {message.id!r}"


def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def main(arguments: list[str]) -> int:
    """Run ``update`` or ``check``; return 1 while anything is wrong."""
    if arguments not in (["update"], ["check"]):
        print("usage: python -m softbalance.interfaces.locale_tools update|check", file=sys.stderr)
        return 2
    if arguments == ["update"]:
        update()
    found = list(faults())
    print("\n".join(found) or "The catalogue is complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
