"""From a TOML text to a declaration, every field checked."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

import tomli

from softbalance.sources.checking import NOT_STATED, Fields, refuse
from softbalance.sources.model import ROLLING, Column, Declaration, FileSpec, Table

REDISTRIBUTE = ("rows", "derived", "counts", "nothing")
DTYPES = ("String", "Int32", "Int64", "Float64", "Boolean", "Date")
FORMATS = ("csv", "r", "stata", "xlsx", "json", "json-folder")
SHA256 = re.compile(r"[0-9a-f]{64}")
SPAN = re.compile(r"(.*?)(\d+)\.\.(\d+)")


def parse(source_id: str, text: str, folder: Traversable) -> Declaration:
    """Return the declaration written in a TOML text; ``folder`` holds the lists of members it may name."""
    try:
        top = Fields(source_id, tomli.loads(text))
    except tomli.TOMLDecodeError as fault:
        raise refuse(source_id, "text", str(fault), "valid TOML") from fault
    coverage = Fields(f"{source_id}.coverage", top.table("coverage"))
    since, until = coverage.years("years")
    states = coverage.text("states")
    coverage.finish()
    bring = top.text("bring", "")
    made = Declaration(
        id=top.equal("id", source_id),
        producer=top.text("producer"),
        title=top.text("title"),
        version=top.text("version"),
        published=top.day("published"),
        landing_page=top.url("landing_page"),
        licence=top.text("licence"),
        licence_url=top.url("licence_url", empty=True),
        redistribute=top.choice("redistribute", REDISTRIBUTE),
        permission=top.text("permission"),
        citation=top.text("citation"),
        bibtex=top.text("bibtex").strip(),
        unit_of_analysis=top.text("unit_of_analysis"),
        keys=top.texts("keys"),
        since=since,
        until=until,
        states=states,
        absent_row=top.text("absent_row"),
        warnings=top.texts("warnings", ()),
        requires=top.texts("requires", ()),
        bring=bring,
        files=tuple(_files(source_id, top, folder, bring=bring)),
        tables=tuple(_table(source_id, entry) for entry in top.tables("tables")),
    )
    top.finish()
    _check_whole(made)
    return made


def _files(source_id: str, top: Fields, folder: Traversable, *, bring: str) -> Iterator[FileSpec]:
    for entry in top.tables("files"):
        fields = Fields(f"{source_id}.files", entry)
        members = fields.text("members", "")
        if members:
            yield from _members(fields, folder.joinpath(members).read_text(encoding="utf-8"))
        else:
            yield _file(fields, bring=bring)
        fields.finish()


def _file(fields: Fields, *, bring: str) -> FileSpec:
    sha256 = fields.text("sha256")
    if sha256 != ROLLING and not SHA256.fullmatch(sha256):
        raise refuse(fields.where, "sha256", sha256, "64 lower-case hexadecimal digits, or 'rolling'")
    return FileSpec(
        name=fields.text("name"),
        address=fields.url("address", empty=bool(bring)),
        sha256=sha256,
        bytes=None if sha256 == ROLLING else fields.count("bytes"),
        mirror_path=fields.text("mirror_path", ""),
        link=fields.text("link", ""),
    )


def _members(fields: Fields, listing: str) -> Iterator[FileSpec]:
    """Expand a folder: one file per line of ``path <tab> bytes <tab> sha256`` below a common address."""
    address = fields.url("address").rstrip("/")
    for line in listing.splitlines():
        path, size, sha256 = line.split("\t")
        if not SHA256.fullmatch(sha256):
            raise refuse(fields.where, path, sha256, "64 lower-case hexadecimal digits")
        yield FileSpec(path, f"{address}/{path}", sha256, int(size))


def _table(source_id: str, entry: Mapping[str, Any]) -> Table:
    fields = Fields(f"{source_id}.tables", entry)
    made = Table(
        name=fields.text("name"),
        file=fields.text("file", "*"),
        format=fields.choice("format", FORMATS),
        columns=tuple(_columns(source_id, fields)),
        options=fields.table("options", {}),
    )
    fields.finish()
    return made


def _columns(source_id: str, fields: Fields) -> Iterator[Column]:
    for entry in fields.tables("columns"):
        group = Fields(f"{source_id}.columns", entry)
        dtype, unit, optional = group.choice("dtype", DTYPES), group.text("unit"), group.flag("optional")
        for name in group.texts("names", unnamed=True):
            yield from (Column(each, dtype, unit, optional) for each in _spanned(name))
        group.finish()


def _spanned(name: str) -> Iterator[str]:
    """Expand ``1960..2022`` and ``mem1..59`` to the columns of a wide table."""
    span = SPAN.fullmatch(name)
    if span is None:
        yield name
        return
    stem, first, last = span.groups()
    yield from (f"{stem}{number}" for number in range(int(first), int(last) + 1))


def _check_whole(made: Declaration) -> None:
    """Check what no single field can tell."""
    if made.published != NOT_STATED and int(made.published[:4]) < made.until:
        raise refuse(made.id, "published", made.published, f"no date before the last year covered, {made.until}")
    if not made.bibtex.startswith("@"):
        raise refuse(made.id, "bibtex", made.bibtex[:20], "an entry that starts with '@'")
    for table in made.tables:
        if table.file != "*":
            made.file(table.file)
        if len(set(table.names)) != len(table.names):
            raise refuse(made.id, f"columns of {table.name}", len(table.names), "names used once each")
    unknown = [key for key in made.keys if key not in made.tables[0].names]
    if unknown:
        raise refuse(made.id, "keys", unknown, f"columns of {made.tables[0].name}")
