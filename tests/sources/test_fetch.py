"""The fetcher against a server that misbehaves."""

import errno
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from softbalance.sources import fetch as fetching
from softbalance.sources.fetch import Wanted, fetch, record_of
from softbalance.terms.errors import FetchFailed, HashMismatch

BODY = b"ccode,year,cinc\n" + b"710,2022,0.234\n" * 5000
SHA = hashlib.sha256(BODY).hexdigest()
PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"


def still(_: float) -> None:
    """Wait for nothing."""


def wanted(server, path="/f.csv", sha256=SHA):
    return Wanted(server.url(path), sha256, None, "origin")


def nothing_kept(target: Path) -> bool:
    return not target.exists() and not list(target.parent.glob("f.csv*"))


def test_a_file_is_kept_with_the_record_of_its_coming(server, tmp_path):
    server.answers["/f.csv"] = lambda h, n: h.give(
        200, BODY, ETag='"v1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT"
    )
    record = fetch(wanted(server), tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_bytes() == BODY
    assert record == record_of(tmp_path / "f.csv")
    assert (record.sha256, record.bytes, record.etag, record.via) == (SHA, len(BODY), '"v1"', "origin")
    assert record.last_modified.startswith("Mon, 01 Jan 2024")
    assert not (tmp_path / "f.csv.part").exists()


def test_a_file_that_is_held_and_fits_is_not_asked_for_again(server, tmp_path):
    server.answers["/f.csv"] = BODY
    fetch(wanted(server), tmp_path / "f.csv")
    fetch(wanted(server), tmp_path / "f.csv")
    assert len(server.calls) == 1


def test_a_server_that_fails_twice_is_asked_a_third_time_after_growing_pauses(server, tmp_path):
    server.answers["/f.csv"] = lambda h, n: h.give(503, b"", "text/plain") if n < 2 else h.give(200, BODY)
    pauses: list[float] = []
    fetch(wanted(server), tmp_path / "f.csv", pause=pauses.append)
    assert (tmp_path / "f.csv").read_bytes() == BODY
    assert pauses == [0.5, 1.0]


def test_a_server_that_goes_on_failing_is_given_up_with_the_reason(server, tmp_path):
    server.answers["/f.csv"] = lambda h, n: h.give(503, b"", "text/plain")
    with pytest.raises(FetchFailed, match="failed 3 times; the last: 503"):
        fetch(wanted(server), tmp_path / "f.csv", tries=3, pause=still)
    assert len(server.calls) == 3
    assert not (tmp_path / "f.csv").exists()


def half_then_rest(etag_then: str):
    """Break off half-way on the first call; afterwards serve by ETag."""

    def answer(handler, number):
        if number == 0:
            handler.give(200, BODY[:30_000], length=len(BODY), ETag='"v1"')
            return
        asked = handler.headers.get("Range")
        if asked and handler.headers.get("If-Range") == etag_then:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            span = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
            handler.give(206, BODY[start:], ETag=etag_then, Content_Range=span)
        else:
            handler.give(200, BODY, ETag=etag_then)

    return answer


def test_an_interrupted_download_goes_on_where_it_stopped(server, tmp_path):
    server.answers["/f.csv"] = half_then_rest('"v1"')
    seen: list[tuple[int, int | None]] = []
    fetch(wanted(server), tmp_path / "f.csv", pause=still, progress=lambda done, total: seen.append((done, total)))
    first, second = server.ranges()
    assert first is None
    assert second is not None
    assert int(second.removeprefix("bytes=").removesuffix("-")) > 0
    assert (tmp_path / "f.csv").read_bytes() == BODY
    assert seen[-1] == (len(BODY), len(BODY))


def test_a_file_that_changed_in_between_is_fetched_from_its_beginning(server, tmp_path):
    server.answers["/f.csv"] = half_then_rest('"v2"')
    fetch(wanted(server), tmp_path / "f.csv", pause=still)
    assert server.ranges()[1] is not None
    assert (tmp_path / "f.csv").read_bytes() == BODY


def test_a_beginning_that_does_not_fit_its_continuation_is_thrown_away(server, tmp_path):
    (tmp_path / "f.csv.part").write_bytes(b"x" * 100)
    (tmp_path / "f.csv.part.json").write_text(json.dumps({"validator": '"v1"'}))
    server.answers["/f.csv"] = half_then_rest('"v1"')
    server.calls.append(("/f.csv", {}))
    fetch(wanted(server), tmp_path / "f.csv", pause=still)
    assert (tmp_path / "f.csv").read_bytes() == BODY
    assert server.ranges()[1:] == ["bytes=100-", None]


def test_an_interrupted_download_that_never_ends_keeps_its_beginning_for_later(server, tmp_path):
    server.answers["/f.csv"] = lambda h, n: h.give(200, BODY[:30_000], length=len(BODY), ETag='"v1"')
    with pytest.raises(FetchFailed, match="bytes wait to be continued"):
        fetch(wanted(server), tmp_path / "f.csv", tries=2, pause=still)
    assert not (tmp_path / "f.csv").exists()
    server.answers["/f.csv"] = half_then_rest('"v1"')
    fetch(wanted(server), tmp_path / "f.csv", pause=still)
    assert (tmp_path / "f.csv").read_bytes() == BODY


def test_a_missing_file_is_not_asked_for_twice_and_nothing_is_kept(server, tmp_path):
    with pytest.raises(FetchFailed, match="404 Not Found; nothing was kept"):
        fetch(wanted(server), tmp_path / "f.csv", pause=still)
    assert len(server.calls) == 1
    assert nothing_kept(tmp_path / "f.csv")


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/octet-stream"])
def test_a_web_page_is_never_data_whatever_it_calls_itself(server, tmp_path, kind):
    server.answers["/f.csv"] = lambda h, n: h.give(200, PAGE, kind)
    with pytest.raises(FetchFailed, match="a web page where data was expected"):
        fetch(wanted(server, sha256=None), tmp_path / "f.csv", pause=still)
    assert nothing_kept(tmp_path / "f.csv")


def test_other_bytes_than_declared_are_refused_and_what_was_held_stays(server, tmp_path):
    target = tmp_path / "f.csv"
    server.answers["/f.csv"] = BODY
    fetch(wanted(server), target)
    with pytest.raises(HashMismatch, match="nothing was kept"):
        fetch(wanted(server, sha256="0" * 64), target, pause=still)
    assert target.read_bytes() == BODY
    assert record_of(target).sha256 == SHA
    assert not (tmp_path / "f.csv.part").exists()


@pytest.mark.parametrize("from_folder", [False, True])
def test_a_full_disk_is_named_and_nothing_is_kept(server, tmp_path, monkeypatch, from_folder):
    def full(out, chunk):
        out.write(chunk[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetching, "_write", full)
    source = tmp_path / "source.csv"
    source.write_bytes(BODY)
    server.answers["/f.csv"] = BODY
    asked = Wanted(str(source), SHA, None, "mirror") if from_folder else wanted(server)
    with pytest.raises(FetchFailed, match=r"the disk is full \(.* bytes free\); nothing was kept"):
        fetch(asked, tmp_path / "f.csv", pause=still)
    assert nothing_kept(tmp_path / "f.csv")


def test_a_disk_that_fills_up_while_the_record_is_written_leaves_no_file_without_record(tmp_path, monkeypatch):
    source = tmp_path / "source.csv"
    source.write_bytes(BODY)
    write = fetching._write

    def full_for_records(out, chunk):
        if chunk.startswith(b"{"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(out, chunk)

    monkeypatch.setattr(fetching, "_write", full_for_records)
    with pytest.raises(FetchFailed, match="the disk is full"):
        fetch(Wanted(str(source), SHA, None, "mirror"), tmp_path / "f.csv")
    assert nothing_kept(tmp_path / "f.csv")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "blocked").write_text("a file, not a folder")
    source = tmp_path / "source.csv"
    source.write_bytes(BODY)
    with pytest.raises(FetchFailed, match=r"Cannot write .*blocked"):
        fetch(Wanted(str(source), SHA, None, "mirror"), tmp_path / "blocked" / "f.csv")


def test_a_host_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FetchFailed, match="failed 2 times; the last: ConnectError"):
        fetch(Wanted("http://127.0.0.1:9/f.csv", SHA, None, "origin"), tmp_path / "f.csv", tries=2, pause=still)


def test_two_processes_at_once_end_with_one_whole_file(server, tmp_path):
    def slowly(handler, number):
        import time

        time.sleep(0.3)
        handler.give(200, BODY)

    server.answers["/f.csv"] = slowly
    code = (
        "import sys; from pathlib import Path; from softbalance.sources.fetch import Wanted, fetch; "
        "fetch(Wanted(sys.argv[1], sys.argv[2], None, 'origin'), Path(sys.argv[3]))"
    )
    command = [sys.executable, "-c", code, server.url("/f.csv"), SHA, str(tmp_path / "f.csv")]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert (tmp_path / "f.csv").read_bytes() == BODY
    assert len(server.calls) == 1
