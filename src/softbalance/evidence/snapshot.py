"""The snapshot: indicators derived by this pipeline that ship with the package, so that it works offline.

A build on this machine writes a snapshot of its own; the one with the newer data serves.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from softbalance.terms.errors import EvidenceFault, NotHeld

if TYPE_CHECKING:
    import polars as pl

LIMIT_BYTES = 25_000_000
ESTIMATED = {
    "ideal_points": 0.1,
    "ideal_points_sessions": 0.05,
    "ideal_mixing": 2.0,
    "ideal_sensitivity": 0.05,
}
"""Tolerances of tables that hold estimates, in the units of their columns; how chains mixed varies from run to run."""
_STEPS = 2


@dataclass(frozen=True)
class Snapshot:
    """Derived indicators in a folder.

    Parameters
    ----------
    folder
        Holds ``meta.json`` and one Parquet file a table.
    """

    folder: Path

    @cached_property
    def meta(self) -> Mapping[str, Any]:
        """What the snapshot holds: data hashes by source, the last day of votes, sources of each table."""
        raw: Mapping[str, Any] = json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))
        return raw

    @cached_property
    def _read(self) -> "dict[str, pl.DataFrame]":
        return {}

    def path(self, name: str) -> Path:
        """Return the file of a table.

        Raises
        ------
        NotHeld
            If the snapshot has no such table.
        """
        found = self.folder / f"{name}.parquet"
        if not found.is_file():
            raise NotHeld(f"The snapshot holds no table {name!r}. Run: softbalance data pull && softbalance data build")
        return found

    def table(self, name: str) -> "pl.DataFrame":
        """Return a table; it is read once."""
        import polars as pl

        if name not in self._read:
            self._read[name] = pl.read_parquet(self.path(name))
        return self._read[name]

    def scan(self, name: str) -> "pl.LazyFrame":
        """Return a table, read only as far as a query needs it."""
        import polars as pl

        return pl.scan_parquet(self.path(name))

    def years(self, name: str, since: int, until: int) -> "pl.DataFrame":
        """Return a table's rows of some years, both inclusive; they are read once, and no others."""
        import polars as pl

        key = f"{name}, {since} to {until}"
        if key not in self._read:
            self._read[key] = self.scan(name).filter(pl.col("year").is_between(since, until)).collect()
        return self._read[key]


def complete(snapshot: Snapshot, model: Snapshot) -> bool:
    """Return whether a snapshot has every table of another; one built by older code has not."""
    return all(snapshot.folder.joinpath(path.name).is_file() for path in model.folder.glob("*.parquet"))


def shipped() -> Snapshot:
    """Return the snapshot that ships with the package."""
    return Snapshot(Path(str(files("softbalance.evidence").joinpath("snapshot"))))


def own(root: Path) -> Snapshot | None:
    """Return the snapshot built on this machine, if there is one."""
    folder = Path(root) / "snapshot"
    return Snapshot(folder) if (folder / "meta.json").is_file() else None


def write_snapshot(folder: Path, tables: Mapping[str, "pl.DataFrame"], meta: Mapping[str, Any]) -> Snapshot:
    """Write a snapshot in one move; what stood in the folder before is replaced only when all is written.

    Raises
    ------
    EvidenceFault
        If it would be larger than 25 MB.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=".snapshot-", dir=folder.parent))
    try:
        for name, table in tables.items():
            table.write_parquet(fresh / f"{name}.parquet", compression="zstd", compression_level=19, statistics=False)
        (fresh / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False), encoding="utf-8")
        size = sum(path.stat().st_size for path in fresh.iterdir())
        if size > LIMIT_BYTES:
            raise EvidenceFault(f"The snapshot would hold {size:,} bytes; at most {LIMIT_BYTES:,} may ship")
        _replace(fresh, folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return Snapshot(folder)


def differences(one: Snapshot, other: Snapshot, *, tolerance: float = 1e-4) -> list[str]:
    """Return where two snapshots differ, value by value; floats within a tolerance, packed draws within two steps.

    Tables of :data:`ESTIMATED` hold sampled or iterated estimates, whose last digits depend on the processor; they are
    compared within the tolerance named there.

    Examples
    --------
    >>> differences(shipped(), shipped())
    []
    """
    names = [{path.stem for path in snapshot.folder.glob("*.parquet")} for snapshot in (one, other)]
    missing = [f"{name}: only in one of the two" for name in sorted(names[0] ^ names[1])]
    found = [
        _table_difference(name, one.table(name), other.table(name), ESTIMATED.get(name, tolerance))
        for name in sorted(names[0] & names[1])
    ]
    return missing + [text for text in found if text]


def _table_difference(name: str, one: "pl.DataFrame", other: "pl.DataFrame", tolerance: float) -> str:
    if one.schema != other.schema or one.height != other.height:
        return f"{name}: {one.height} rows of {len(one.columns)} columns against {other.height} of {len(other.columns)}"
    wrong = [column for column in one.columns if _differs(one[column], other[column], tolerance)]
    return f"{name}: values differ in {', '.join(wrong)}" if wrong else ""


def _differs(one: "pl.Series", other: "pl.Series", tolerance: float) -> bool:
    import numpy as np
    import polars as pl

    if one.dtype == pl.Binary:
        packed = [np.frombuffer(b"".join(series.to_list()), dtype=np.uint8).astype(int) for series in (one, other)]
        return packed[0].size != packed[1].size or bool(np.any(np.abs(packed[0] - packed[1]) > _STEPS))
    if one.dtype.is_float():
        first, second = (series.fill_null(np.nan).to_numpy() for series in (one, other))
        return not np.allclose(first, second, rtol=tolerance, atol=tolerance, equal_nan=True)
    text = one.dtype == pl.Categorical
    return not (one.cast(pl.String) if text else one).equals(other.cast(pl.String) if text else other, null_equal=True)


def _replace(fresh: Path, folder: Path) -> None:
    """Put the fresh folder in the old one's place; files the old one keeps beside its tables are taken along."""
    os.chmod(fresh, 0o755)
    if folder.exists():
        for path in folder.iterdir():
            if path.is_file() and path.suffix not in {".parquet", ".json"}:
                shutil.copy2(path, fresh / path.name)
        aside = folder.with_name(f".{folder.name}-old-{os.getpid()}")
        os.replace(folder, aside)
        os.replace(fresh, folder)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        os.replace(fresh, folder)
