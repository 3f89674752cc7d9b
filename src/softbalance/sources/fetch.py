"""The fetcher: check before you keep, keep in one move.

A file arrives in ``name.part`` beside its place, is checked (status, content type, size, hash) and moved there
in one step; beside it lies ``name.json``, the record of where it came from. An interrupted download goes on
where it stopped if the server still has the same file, and starts again if not.
"""

import errno
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from softbalance.sources.web import TIMEOUT_S, is_html, named
from softbalance.terms.errors import FetchFailed, HashMismatch
from softbalance.terms.marking import N_

if TYPE_CHECKING:
    import httpx2

CHUNK = 1 << 20
TRIES = 5
PAUSE_S = 0.5
SHOWN = 12
ADVICE = {
    "mirror": "The mirror lacks the file or has moved: correct or unset SOFTBALANCE_MIRROR.",
    "origin": "The file may have moved: look at the landing page its declaration names, or set SOFTBALANCE_MIRROR.",
}
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

Progress = Callable[[int, int | None], None]
Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is wanted: its address (or path), the bytes it must be, and who is asked.

    ``sha256`` is ``None`` where nobody can say what the bytes must be (a rolling file from its origin).
    """

    address: str
    sha256: str | None
    bytes: int | None
    via: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a file that was kept; ``via`` is ``"origin"``, ``"mirror"`` or ``"user"``."""

    address: str
    via: str
    bytes: int
    sha256: str
    time: str
    etag: str = ""
    last_modified: str = ""


class Unreachable(FetchFailed):
    """No connection to a host: asking it for another file is in vain."""


class _Passing(Exception):
    """A failure that may pass when tried again; ``host`` is one that could not be reached at all."""

    def __init__(self, why: str, host: str = "") -> None:
        super().__init__(why)
        self.host = host


def fetch(
    wanted: Wanted,
    target: Path,
    *,
    progress: Progress | None = None,
    tries: int = TRIES,
    pause: Pause = time.sleep,
) -> Record:
    """Bring a file to ``target`` and return its record; what is there already and fits is left alone.

    Raises
    ------
    FetchFailed
        The address does not give the file: says what it answered, and what to do.
    HashMismatch
        Other bytes came than those expected; nothing is kept.
    """
    from filelock import FileLock

    with _room_for(target), FileLock(target.with_name(f".{target.name}.lock")):
        held = record_of(target)
        if held is not None and wanted.sha256 == held.sha256 == digest_of(target):
            return held
        if "://" not in wanted.address:
            return _copy(wanted, target, progress)
        return _persist(wanted, target, progress, tries=tries, pause=pause)


def record_of(target: Path) -> Record | None:
    """Return the record of a kept file; ``None`` where the file or its record is missing or unreadable."""
    try:
        data = json.loads(_beside(target, ".json").read_text(encoding="utf-8"))
        return Record(**data) if target.is_file() else None
    except (OSError, ValueError, TypeError):
        return None


def host_of(wanted: Wanted) -> str:
    """Return the host that is asked; empty for a folder."""
    return urlsplit(wanted.address).netloc if "://" in wanted.address else ""


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return str(_digest(path).hexdigest())


def _persist(wanted: Wanted, target: Path, progress: Progress | None, *, tries: int, pause: Pause) -> Record:
    """Try, and try again after a growing pause where the failure may pass."""
    last = _Passing("never tried")
    for attempt in range(tries):
        try:
            return _download(wanted, target, progress)
        except _Passing as fault:
            last = fault
            if attempt < tries - 1:
                pause(PAUSE_S * 2**attempt)
    part = _beside(target, ".part")
    kind = Unreachable if last.host else FetchFailed
    told = {"address": wanted.address, "tries": tries, "why": str(last)}
    if not part.is_file():
        raise kind(N_("{address} failed {tries} times; the last: {why}. Try again later."), **told) from last
    waiting = N_(
        "{address} failed {tries} times; the last: {why}. {bytes:,} bytes wait to be continued. Try again later."
    )
    raise kind(waiting, **told, bytes=part.stat().st_size) from last


def _download(wanted: Wanted, target: Path, progress: Progress | None) -> Record:
    import httpx2

    part = _beside(target, ".part")
    have, headers = _resume(part)
    try:
        with (
            httpx2.Client(follow_redirects=True, timeout=TIMEOUT_S) as client,
            client.stream("GET", wanted.address, headers=headers) as answer,
        ):
            _refuse(answer, part, have, wanted.via)
            start = have if answer.status_code == 206 else 0
            _remember(answer, part)
            digest = _receive(answer, part, start, progress)
            record = _record(wanted, part, digest, answer.headers)
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as fault:
        raise _Passing(named(fault), host_of(wanted)) from fault
    except httpx2.TransportError as fault:
        raise _Passing(named(fault)) from fault
    except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
        raise FetchFailed(N_("{address} cannot be asked: {why}."), address=wanted.address, why=named(fault)) from fault
    if start and wanted.sha256 not in {None, digest}:
        _drop(part)
        raise _Passing("the continued file did not fit its beginning")
    return _keep(part, target, wanted, record)


def _resume(part: Path) -> tuple[int, dict[str, str]]:
    """Return how many bytes wait, and the headers that ask for the rest of that same file."""
    plain = {"Accept-Encoding": "identity"}
    try:
        validator = json.loads(_beside(part, ".json").read_text(encoding="utf-8"))["validator"]
        have = part.stat().st_size
    except (OSError, ValueError, KeyError):
        return 0, plain
    if not validator or not have:
        return 0, plain
    return have, {**plain, "Range": f"bytes={have}-", "If-Range": validator}


def _remember(answer: "httpx2.Response", part: Path) -> None:
    """Note by which tag the server knows this version; a weak tag does not promise the same bytes."""
    etag = answer.headers.get("etag", "")
    strong = "" if etag.startswith("W/") else etag
    validator = strong or answer.headers.get("last-modified", "")
    _beside(part, ".json").write_text(json.dumps({"validator": validator}), encoding="utf-8")


def _refuse(answer: "httpx2.Response", part: Path, have: int, via: str) -> None:
    """Refuse an answer that is not the file: an error, or a web page."""
    status, address = answer.status_code, answer.url
    if status == 416:
        _drop(part)
        raise _Passing("416, the beginning held here is longer than the file")
    if status in PASSING:
        raise _Passing(f"{status} {answer.reason_phrase}")
    if status not in {200, 206}:
        _drop(part)
        raise FetchFailed(f"{address} answered {status} {answer.reason_phrase}; nothing was kept. {ADVICE[via]}")
    if status == 206 and not answer.headers.get("content-range", "").startswith(f"bytes {have}-"):
        _drop(part)
        raise _Passing("the server continued from another place")
    if "html" in answer.headers.get("content-type", ""):
        _drop(part)
        raise _web_page(str(address))


def _receive(answer: "httpx2.Response", part: Path, start: int, progress: Progress | None) -> str:
    """Write the body after the ``start`` bytes held and return the SHA-256 of the whole."""
    digest = _digest(part) if start else hashlib.sha256()
    length = answer.headers.get("content-length")
    total = start + int(length) if length else None
    done = start
    with part.open("ab" if start else "wb") as out:
        for chunk in answer.iter_raw():
            if done == 0 and is_html(chunk):
                _drop(part)
                raise _web_page(str(answer.url))
            done += _write(out, chunk)
            digest.update(chunk)
            if progress is not None:
                progress(done, total)
    return digest.hexdigest()


def _copy(wanted: Wanted, target: Path, progress: Progress | None) -> Record:
    """Copy a file of a mirror folder, or one that a user hands over, with the same checks."""
    part, digest = _beside(target, ".part"), hashlib.sha256()
    with _opened(Path(wanted.address)) as stream, part.open("wb") as out:
        while chunk := stream.read(CHUNK):
            if out.tell() == 0 and is_html(chunk):
                _drop(part)
                raise _web_page(wanted.address)
            _write(out, chunk)
            digest.update(chunk)
            if progress is not None:
                progress(out.tell(), wanted.bytes)
    return _keep(part, target, wanted, _record(wanted, part, digest.hexdigest(), {}))


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as fault:
        unread = N_("{path} cannot be read: {why}. Nothing was kept.")
        raise FetchFailed(unread, path=source, why=fault.strerror or fault) from fault


def _record(wanted: Wanted, part: Path, digest: str, headers: Any) -> Record:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    size = part.stat().st_size
    etag, changed = headers.get("etag", ""), headers.get("last-modified", "")
    return Record(wanted.address, wanted.via, size, digest, now, etag, changed)


def _keep(part: Path, target: Path, wanted: Wanted, record: Record) -> Record:
    """Move a complete file to its place, if it is the one that was wanted."""
    if wanted.sha256 not in {None, record.sha256}:
        _drop(part)
        raise HashMismatch(
            N_(
                "{address} gave {bytes:,} bytes with SHA-256 {given}..., expected {wanted}...; nothing was kept. The "
                "file was changed or damaged on its way: pull again, or from another mirror."
            ),
            address=wanted.address,
            bytes=record.bytes,
            given=record.sha256[:SHOWN],
            wanted=wanted.sha256[:SHOWN] if wanted.sha256 else "",
        )
    sidecar = _beside(target, ".json.new")
    _write_text(sidecar, json.dumps(asdict(record), indent=1))
    os.replace(part, target)
    os.replace(sidecar, _beside(target, ".json"))
    _drop(part)
    return record


def _digest(path: Path) -> Any:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256")


def _write_text(path: Path, text: str) -> None:
    with path.open("wb") as out:
        _write(out, text.encode())


def _write(out: Any, chunk: bytes) -> int:
    """Write a chunk; the one place through which bytes reach the disk."""
    return int(out.write(chunk))


@contextmanager
def _room_for(target: Path) -> Iterator[None]:
    """Make the folder, and say plainly what is wrong when the disk refuses; then nothing is kept."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as fault:
        with suppress(OSError):  # a folder that could not be made holds nothing to clear away
            _drop(_beside(target, ".part"))
            _beside(target, ".json.new").unlink(missing_ok=True)
        full = fault.errno in {errno.ENOSPC, errno.EDQUOT}
        free = f"{shutil.disk_usage(_existing(target)).free:,} bytes free"
        what = f"the disk is full ({free})" if full else f"{fault.strerror or fault}"
        raise FetchFailed(
            N_(
                "Cannot write {path}: {why}; nothing was kept. Make room, or set SOFTBALANCE_HOME to a folder on "
                "another disk."
            ),
            path=target,
            why=what,
        ) from fault


def _existing(path: Path) -> Path:
    return next(parent for parent in path.absolute().parents if parent.exists())


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _beside(part, ".json").unlink(missing_ok=True)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _web_page(address: str) -> FetchFailed:
    return FetchFailed(
        N_(
            "{address} gave a web page where data was expected; nothing was kept. Check the address, log in to the "
            "network if it asks for it, or set SOFTBALANCE_MIRROR to a folder or address that holds the file."
        ),
        address=address,
    )
