"""The store: raw files as they came, each beside the record of its coming."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from softbalance.sources.declaration import declaration, declared
from softbalance.sources.fetch import Pause, Record, Unreachable, Wanted, digest_of, fetch, host_of, record_of
from softbalance.sources.home import default_root
from softbalance.sources.mirror import VARIABLE as MIRROR
from softbalance.sources.mirror import Mirror, mirror
from softbalance.sources.model import Declaration, FileSpec
from softbalance.sources.web import link_on
from softbalance.terms.errors import FetchFailed, HashMismatch, NotHeld, SourceFault

STALE_DAYS = 120
STATES = ("changed", "missing", "awaited", "stale", "brought", "held")
HASHED_ON_READING = 64 << 20

Watch = Callable[[str, str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Status:
    """How a file of a data set stands.

    ``state`` is ``held``; ``missing``: declared, not here; ``stale``: here, but a newer one is declared, listed
    by the mirror, or (rolling) to be expected after 120 days; ``changed``: not the bytes that were kept.
    ``brought`` and ``awaited`` are the held and missing of a file that only a user can bring.
    """

    id: str
    file: str
    state: str
    bytes: int | None
    since: str
    via: str


class Store:
    """The raw files on this machine.

    Parameters
    ----------
    root
        Folder of all that the package keeps; the default is ``SOFTBALANCE_HOME``, else the user's data folder.

    Notes
    -----
    Files of a mirror folder are copied, not read in place: what is held stays held when the mirror goes.

    Examples
    --------
    >>> import tempfile
    >>> store = Store(Path(tempfile.mkdtemp()))
    >>> {status.state for status in store.status(["cow_nmc"])}
    {'missing'}
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = default_root() if root is None else Path(root)

    def path(self, source_id: str, file_name: str) -> Path:
        """Return where a file is kept, whether or not it is there."""
        return self.root / "raw" / source_id / file_name

    def held(self, source_id: str, file_name: str) -> Path:
        """Return the path of a file that is there and is what was kept.

        Raises
        ------
        NotHeld
            It is not there; says what brings it.
        SourceFault
            It is not what was kept: cut short or changed since.
        """
        made, path = declaration(source_id), self._place(source_id, file_name)
        record = record_of(path)
        if record is None and not (made.bring and path.is_file()):
            raise NotHeld(f"{source_id} is not on this machine. {how_to_get(made)}")
        if record is not None:
            _check_unchanged(path, record, source_id)
        return path

    def status(self, ids: Iterable[str] | None = None) -> list[Status]:
        """Return how each declared file stands, without reading contents or asking the network."""
        place = _nearby()
        return [self._status(made, spec, place) for made, spec in _specs(ids)]

    def pull(
        self, ids: Iterable[str] | None = None, progress: Watch | None = None, *, pause: Pause = time.sleep
    ) -> list[Record]:
        """Bring what is missing, stale or changed, and return the records of all files asked for.

        Parameters
        ----------
        ids
            Data sets; all that can be fetched by default (those a user must bring only where they are at hand).
        progress
            Called with data set, file, bytes done and bytes in all (``None`` where unknown).
        pause
            Called with the seconds to wait between tries.

        Raises
        ------
        FetchFailed, HashMismatch
            From the mirror or the origin, after all others were brought; what was held before stays.
        """
        place, named = mirror(), ids is not None
        records: list[Record] = []
        failures: list[SourceFault] = []
        silent: set[str] = set()
        for made, spec in _specs(ids):
            try:
                wanted = self._wanted(made, spec, place)
                if wanted is None and named:
                    failures.append(FetchFailed(f"{made.id} cannot be fetched. {how_to_get(made)}"))
                elif wanted is not None and not silent & {host_of(wanted)}:
                    records.append(self._bring(made, spec, wanted, progress, pause))
            except SourceFault as fault:
                failures.append(fault)
                silent |= {host_of(wanted)} if isinstance(fault, Unreachable) and wanted else set()
        _report(failures)
        return records

    def bring(self, source_id: str, given: Path) -> Record:
        """Take over a file that a user downloaded by hand, after the same checks.

        Where a data set has several files, the one of the same name is meant, else the first.

        Raises
        ------
        FetchFailed
            There is no such file, or it is a web page.
        HashMismatch
            It is not the declared version.
        """
        specs = declaration(source_id).files
        spec = next((each for each in specs if each.name == Path(given).name), specs[0])
        expected = None if spec.rolling else spec.sha256
        wanted = Wanted(str(Path(given).absolute()), expected, spec.bytes, "user")
        return fetch(wanted, self.path(source_id, spec.name))

    def verify(self, ids: Iterable[str] | None = None) -> list[Status]:
        """Read every held file again and return how it stands; ``changed`` where the hash differs."""
        place = _nearby()
        return [self._verified(made, spec, place) for made, spec in _specs(ids)]

    def records(self, source_id: str) -> dict[str, Record]:
        """Return the records of the held files of a data set, by file name."""
        found = ((spec.name, record_of(self.path(source_id, spec.name))) for spec in declaration(source_id).files)
        return {name: record for name, record in found if record is not None}

    def _place(self, source_id: str, file_name: str) -> Path:
        """Return the store's path, or that of the file a user brings by an environment variable."""
        variable = declaration(source_id).bring
        kept = self.path(source_id, file_name)
        brought = os.environ.get(variable, "") if variable else ""
        return Path(brought).expanduser() if brought and not kept.is_file() else kept

    def _wanted(self, made: Declaration, spec: FileSpec, place: Mirror | None) -> Wanted | None:
        """Return what to fetch: the user's own file, the mirror's, or the origin's."""
        brought = os.environ.get(made.bring, "") if made.bring else ""
        if brought:
            expected = None if spec.rolling else spec.sha256
            return Wanted(str(Path(brought).expanduser().absolute()), expected, spec.bytes, "user")
        found = place.wanted(made.id, spec) if place is not None else None
        if found is not None or not spec.address:
            return found
        return Wanted(spec.address, None if spec.rolling else spec.sha256, spec.bytes, "origin")

    def _bring(self, made: Declaration, spec: FileSpec, wanted: Wanted, progress: Watch | None, pause: Pause) -> Record:
        path = self.path(made.id, spec.name)
        state = self._state(path, spec, wanted)
        record = record_of(path)
        if state == "held" and record is not None and digest_of(path) == record.sha256:
            return record
        if wanted.via == "origin" and spec.link:
            wanted = Wanted(link_on(wanted.address, spec.link), wanted.sha256, wanted.bytes, wanted.via)

        def watch(done: int, total: int | None) -> None:
            if progress is not None:
                progress(made.id, spec.name, done, total)

        return fetch(wanted, path, progress=watch, pause=pause)

    def _status(self, made: Declaration, spec: FileSpec, place: Mirror | None) -> Status:
        path = self._place(made.id, spec.name)
        record = record_of(path)
        if made.bring and record is None:
            there = path.is_file()
            size = path.stat().st_size if there else None
            return Status(made.id, spec.name, "brought" if there else "awaited", size, "", "user" if there else "")
        state = self._state(path, spec, _listed(made, spec, place))
        if record is None:
            return Status(made.id, spec.name, state, spec.bytes, "", "")
        return Status(made.id, spec.name, state, record.bytes, record.time, record.via)

    def _state(self, path: Path, spec: FileSpec, wanted: Wanted | None) -> str:
        record = record_of(path)
        if record is None:
            return "missing"
        if path.stat().st_size != record.bytes:
            return "changed"
        if spec.rolling and record.via == "user":
            return "held"
        expected = wanted.sha256 if wanted is not None else None if spec.rolling else spec.sha256
        if expected is not None:
            return "held" if record.sha256 == expected else "stale"
        return "stale" if _age_days(record) > STALE_DAYS else "held"

    def _verified(self, made: Declaration, spec: FileSpec, place: Mirror | None) -> Status:
        status = self._status(made, spec, place)
        path = self.path(made.id, spec.name)
        record = record_of(path)
        if record is None or digest_of(path) == record.sha256:
            return status
        return Status(made.id, spec.name, "changed", path.stat().st_size, record.time, record.via)


def by_data_set(statuses: Iterable[Status]) -> list[Status]:
    """Return one status a data set: its worst state, its bytes, and the time of its oldest file.

    Examples
    --------
    >>> one = Status("x", "a", "held", 10, "2025-01-02", "mirror")
    >>> two = Status("x", "b", "missing", 5, "", "")
    >>> by_data_set([one, two])
    [Status(id='x', file='2 files', state='missing', bytes=15, since='2025-01-02', via='mirror')]
    """
    groups: dict[str, list[Status]] = {}
    for status in statuses:
        groups.setdefault(status.id, []).append(status)
    return [_merged(group) for group in groups.values()]


def _merged(group: list[Status]) -> Status:
    if len(group) == 1:
        return group[0]
    worst = min((status.state for status in group), key=STATES.index)
    size = sum(status.bytes or 0 for status in group)
    since = min((status.since for status in group if status.since), default="")
    via = ", ".join(sorted({status.via for status in group if status.via}))
    return Status(group[0].id, f"{len(group)} files", worst, size, since, via)


def how_to_get(made: Declaration) -> str:
    """Return the sentence that says how to get a data set."""
    if made.bring:
        return (
            f"There is no address to fetch it from: get it from {made.landing_page} and set {made.bring} to the "
            "path of the file, or name a mirror that holds it."
        )
    return f"`softbalance data pull {made.id}` brings it."


def _nearby() -> Mirror | None:
    """Return the mirror where it is a folder."""
    remote = os.environ.get(MIRROR, "").strip().startswith(("http://", "https://"))
    return None if remote else mirror()


def _report(failures: list[SourceFault]) -> None:
    """Raise the failure, or all of them in one."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise FetchFailed(f"{len(failures)} files did not come:\n" + "\n".join(str(each) for each in failures))


def _listed(made: Declaration, spec: FileSpec, place: Mirror | None) -> Wanted | None:
    """Return what the mirror lists of a file; a mirror at odds with the declaration does not matter here."""
    try:
        return place.wanted(made.id, spec) if place is not None else None
    except HashMismatch:
        return None


def _specs(ids: Iterable[str] | None) -> Iterator[tuple[Declaration, FileSpec]]:
    for source_id in declared() if ids is None else ids:
        made = declaration(source_id)
        yield from ((made, spec) for spec in made.files)


def _check_unchanged(path: Path, record: Record, source_id: str) -> None:
    size = path.stat().st_size
    small = size <= HASHED_ON_READING
    if size != record.bytes or (small and digest_of(path) != record.sha256):
        raise SourceFault(
            f"{path} is not the file that was kept ({size:,} bytes, kept {record.bytes:,}): it was cut short or "
            f"changed since. `softbalance data pull {source_id}` replaces it."
        )


def _age_days(record: Record) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(record.time)).total_seconds() / 86_400
