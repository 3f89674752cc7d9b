"""Mirrors: a folder or an address that holds copies, asked before the open network.

``SOFTBALANCE_MIRROR`` names it. A mirror with a ``manifest.tsv`` (columns ``path``, ``bytes``, ``sha256``,
``origin``) is searched by origin, and where a file's origin is no address, by the end of its path; its hash
counts for a rolling file. Without a manifest the files lie at ``<data set>/<file name>``, as in the store.
A mirror that lacks a file leaves the question to the origin; a mirror that is not there, or that answers with
something else than it should, is an error: silence would hide a slip in the setting.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from softbalance.sources.fetch import Wanted
from softbalance.sources.model import FileSpec
from softbalance.sources.parsing import SHA256
from softbalance.sources.web import is_html, text_at
from softbalance.terms.errors import BadInput, FetchFailed, HashMismatch

VARIABLE = "SOFTBALANCE_MIRROR"
MANIFEST = "manifest.tsv"
HEADER = ["path", "bytes", "sha256", "origin"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a manifest."""

    path: str
    bytes: int
    sha256: str
    origin: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """A place with copies; ``listed`` is ``None`` where it has no manifest."""

    base: str
    listed: tuple[Listed, ...] | None

    @property
    def remote(self) -> bool:
        """Whether it is an address rather than a folder."""
        return self.base.startswith(("http://", "https://"))

    def wanted(self, source_id: str, spec: FileSpec) -> Wanted | None:
        """Return where this mirror keeps a file and which bytes it must be; ``None`` where it lacks it.

        Raises
        ------
        HashMismatch
            The manifest names other bytes than the declaration.
        """
        if self.listed is None:
            return self._unlisted(source_id, spec)
        line = find(self.listed, spec)
        if line is None:
            return None
        if not spec.rolling and line.sha256 != spec.sha256:
            raise HashMismatch(
                f"The manifest of the mirror {self.base} lists {line.path} with SHA-256 {line.sha256[:12]}..., "
                f"but {source_id} is declared with {spec.sha256[:12]}...: the mirror holds another version."
            )
        return Wanted(self._at(line.path), line.sha256, line.bytes, "mirror")

    def _unlisted(self, source_id: str, spec: FileSpec) -> Wanted | None:
        path = f"{source_id}/{spec.name}"
        if not self.remote and not Path(self.base, path).is_file():
            return None
        return Wanted(self._at(path), None if spec.rolling else spec.sha256, spec.bytes, "mirror")

    def _at(self, path: str) -> str:
        if ".." in Path(path).parts or Path(path).is_absolute():
            raise BadInput(f"The manifest of the mirror {self.base} names {path!r}, a path that leaves the mirror")
        return f"{self.base}/{quote(path)}" if self.remote else str(Path(self.base, path))


def find(listed: tuple[Listed, ...], spec: FileSpec) -> Listed | None:
    """Return the line of a file: by origin, or by the end of its path."""
    for line in listed:
        if spec.address and line.origin == spec.address:
            return line
    tail = f"/{spec.mirror_path}"
    matches = (line for line in listed if spec.mirror_path and f"/{line.path}".endswith(tail))
    return next(matches, None)


def mirror(environ: Mapping[str, str] = os.environ) -> Mirror | None:
    """Return the mirror the environment names; ``None`` where it names none.

    Raises
    ------
    BadInput
        The folder is not there, or its manifest is not one.
    FetchFailed
        The address does not answer as a mirror would.
    """
    setting = environ.get(VARIABLE, "").strip()
    if not setting:
        return None
    if setting.startswith(("http://", "https://")):
        return _remote(setting.rstrip("/"))
    return _local(Path(setting).expanduser().absolute())


def _local(folder: Path) -> Mirror:
    if not folder.is_dir():
        raise BadInput(f"{VARIABLE} is {str(folder)!r}, which is no folder; name one, or an http(s) address.")
    manifest = folder / MANIFEST
    text = manifest.read_text(encoding="utf-8") if manifest.is_file() else None
    return Mirror(str(folder), None if text is None else parse_manifest(str(manifest), text))


def _remote(base: str) -> Mirror:
    text = text_at(f"{base}/{MANIFEST}")
    return Mirror(base, None if text is None else parse_manifest(f"{base}/{MANIFEST}", text))


def parse_manifest(where: str, text: str) -> tuple[Listed, ...]:
    """Return the lines of a manifest, each checked.

    Raises
    ------
    FetchFailed
        The text is a web page, or not a manifest; the first faulty line is named.
    """
    if is_html(text.encode()):
        raise FetchFailed(f"{where} is a web page, not a manifest: check {VARIABLE}.")
    lines = text.splitlines()
    if not lines or lines[0].split("\t") != HEADER:
        raise FetchFailed(f"{where} is no manifest: its first line is not {' <tab> '.join(HEADER)}.")
    return tuple(_line(where, number, line) for number, line in enumerate(lines[1:], start=2) if line.strip())


def _line(where: str, number: int, line: str) -> Listed:
    parts = line.split("\t")
    if len(parts) != len(HEADER) or not parts[1].isdigit() or not SHA256.fullmatch(parts[2]):
        raise FetchFailed(f"{where}, line {number} is not path, bytes, SHA-256 and origin: {line[:80]!r}")
    return Listed(parts[0], int(parts[1]), parts[2], parts[3])
