"""From raw files to what serves: the evidence base, then the snapshot derived from it."""

from collections.abc import Callable
from pathlib import Path

from softbalance.dossier.derive import derive
from softbalance.evidence.base import Base, Manifest
from softbalance.evidence.snapshot import Snapshot, write_snapshot
from softbalance.evidence.steps import steps
from softbalance.sources.readers import read
from softbalance.sources.store import Store


def build_all(store: Store, *, into: Path | None, watch: Callable[[str], None]) -> tuple[Manifest, Snapshot]:
    """Build the evidence base and the snapshot.

    Parameters
    ----------
    store
        The raw files.
    into
        Folder of the snapshot; below the store's by default.
    watch
        Called with the name of each step.

    Raises
    ------
    NotHeld
        If a source is not held; nothing is replaced.
    EvidenceFault, SourceFault
        If a check fails; what served before still serves.
    """
    wanted = sorted({source for step in steps() for source in step.sources})
    hashes = {source: {name: record.sha256 for name, record in store.records(source).items()} for source in wanted}
    base = Base(store.root)
    manifest = base.build(steps(), lambda source, **options: read(source, store, **options), hashes, watch=watch)
    tables, meta = derive(base, watch=watch)
    return manifest, write_snapshot(into or store.root / "snapshot", tables, meta)
