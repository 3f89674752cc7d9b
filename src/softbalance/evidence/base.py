"""The evidence base on this machine: validated tables in Parquet, replaced as a whole or not at all.

A build writes into a folder of its own and then moves one pointer; killed at any moment, the old base still serves.
A step whose inputs and code have not changed is taken over from the base before.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import polars as pl

from softbalance.terms.errors import EvidenceFault, NotHeld

Read = Callable[..., pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of the rows of one table: rows in, out and rejected, and why."""

    table: str
    rows_in: int
    rows_out: int
    rejected: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """What a step made: tables by name, and the account of their rows."""

    tables: Mapping[str, pl.DataFrame]
    report: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the build.

    Attributes
    ----------
    name
        Its name.
    sources
        Ids of the data sets it reads.
    tables
        Names of the tables it makes.
    make
        Makes them; is given a function that reads a source.
    optional
        Those of the sources that only a user can bring: where one is not held, the step is left out, which the
        report says, and its tables are missing.
    """

    name: str
    sources: tuple[str, ...]
    tables: tuple[str, ...]
    make: Callable[[Read], Built]
    optional: tuple[str, ...] = ()


class _LeftOut(Exception):
    """An optional source of a step is not held; says what brings it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a base holds: fingerprint of each step, account of the rows, hash of each source file."""

    fingerprints: Mapping[str, str] = field(default_factory=dict)
    report: tuple[Line, ...] = ()
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Base:
    """The evidence base below a folder.

    Parameters
    ----------
    root
        Folder of all that the package keeps (see :class:`softbalance.sources.store.Store`).
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root) / "evidence"

    @property
    def current(self) -> Path | None:
        """Folder of the base that serves, or ``None`` before the first build."""
        pointer = self.root / "current"
        if not pointer.is_file():
            return None
        folder = self.root / pointer.read_text(encoding="utf-8").strip()
        return folder if folder.is_dir() else None

    def table(self, name: str) -> pl.DataFrame:
        """Return a table.

        Raises
        ------
        NotHeld
            If there is no base, or no such table in it; names the commands that bring it.
        """
        folder = self.current
        path = folder / f"{name}.parquet" if folder else None
        if path is None or not path.is_file():
            raise NotHeld(
                f"The table {name!r} is not on this machine. Run: softbalance data pull && softbalance data build"
            )
        return pl.read_parquet(path)

    def manifest(self) -> Manifest:
        """Return what the serving base holds; an empty manifest before the first build."""
        folder = self.current
        if folder is None:
            return Manifest()
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return Manifest(raw["fingerprints"], tuple(Line(**line) for line in raw["report"]), raw["sources"])

    def build(
        self,
        steps: Sequence[Step],
        read: Read,
        sources: Mapping[str, Mapping[str, str]],
        *,
        watch: Callable[[str], None],
    ) -> Manifest:
        """Build all steps and let the new base serve.

        Parameters
        ----------
        steps
            In any order; a step reads sources, never another step's tables.
        read
            Reads a source.
        sources
            Hash of every held file, by source and file name.
        watch
            Called with the name of each step before it runs.

        Raises
        ------
        EvidenceFault
            If a check fails; the base that served before still serves.
        """
        from filelock import FileLock

        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / "build.lock"):
            folder = Path(mkdtemp(prefix="building-", dir=self.root))
            try:
                manifest = self._fill(folder, steps, read, sources, watch)
                self._serve(folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return manifest

    def _fill(
        self,
        folder: Path,
        steps: Sequence[Step],
        read: Read,
        sources: Mapping[str, Mapping[str, str]],
        watch: Callable[[str], None],
    ) -> Manifest:
        before, old = self.manifest(), self.current
        fingerprints, report = {}, []
        for step in steps:
            mark = fingerprint(step, sources)
            fingerprints[step.name] = mark
            if old and before.fingerprints.get(step.name) == mark and _take_over(old, folder, step.tables):
                report += [line for line in before.report if line.table in step.tables]
                continue
            watch(step.name)
            try:
                built = step.make(_tolerant(read, step.optional))
            except _LeftOut as without:
                report += [Line(table, 0, 0, 0, f"left out: {without}") for table in step.tables]
                continue
            _write(folder, step, built)
            report += built.report
        manifest = Manifest(fingerprints, tuple(report), sources)
        (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        return manifest

    def _serve(self, folder: Path) -> None:
        """Point to the new folder in one move, then clear away the others."""
        pointer = self.root / f"current.{os.getpid()}"
        pointer.write_text(folder.name, encoding="utf-8")
        os.replace(pointer, self.root / "current")
        for other in self.root.glob("building-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)


def fingerprint(step: Step, sources: Mapping[str, Mapping[str, str]]) -> str:
    """Return the hash of what a step depends on: its sources' files, and the code and register of the rooms."""
    digest = hashlib.sha256(code_fingerprint().encode())
    for source in step.sources:
        digest.update(json.dumps([source, sorted(sources.get(source, {}).items())]).encode())
    return digest.hexdigest()


def code_fingerprint() -> str:
    """Return the hash of the code and the declared facts of the rooms that make the evidence."""
    root = Path(str(files("softbalance")))
    digest = hashlib.sha256()
    for room in ("terms", "sources", "evidence"):
        for path in sorted((root / room).rglob("*")):
            inside = path.relative_to(root)
            if path.suffix in {".py", ".toml"} and "snapshot" not in inside.parts:
                digest.update(inside.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _tolerant(read: Read, optional: Sequence[str]) -> Read:
    """Return the reader; it tells an optional source that is not held from one that must be."""

    def reading(source: str, *args: Any, **options: Any) -> pl.DataFrame:
        try:
            return read(source, *args, **options)
        except NotHeld as fault:
            if source in optional:
                raise _LeftOut(str(fault)) from fault
            raise

    return reading


def _take_over(old: Path, folder: Path, tables: Iterable[str]) -> bool:
    """Copy a step's tables from the old base into the new; ``False`` if one is missing."""
    paths = [old / f"{table}.parquet" for table in tables]
    if not all(path.is_file() for path in paths):
        return False
    for path in paths:
        shutil.copyfile(path, folder / path.name)
    return True


def _write(folder: Path, step: Step, built: Built) -> None:
    if set(built.tables) != set(step.tables):
        raise EvidenceFault(f"Step {step.name} made {sorted(built.tables)}, declared are {sorted(step.tables)}")
    for name, table in built.tables.items():
        if table.is_empty():
            raise EvidenceFault(f"Step {step.name} made an empty table {name!r}")
        table.write_parquet(folder / f"{name}.parquet", compression="zstd")
