import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from softbalance.evidence import snapshot as snapshots
from softbalance.evidence.base import Base, Built, Line, Step, fingerprint
from softbalance.evidence.snapshot import Snapshot, shipped, write_snapshot
from softbalance.terms.errors import EvidenceFault, NotHeld

TABLE = pl.DataFrame({"ccode": [2, 710]})


def step(name, source, make):
    return Step(name, (source,), (name,), make)


def counting(name, made, value=0):
    """Return a maker that notes each run."""

    def make(read):
        made.append(name)
        return Built({name: read("s").with_columns(value=pl.lit(value))}, (Line(name, 2, 2),))

    return make


def build(base, steps, hashes):
    return base.build(steps, lambda _: TABLE, hashes, watch=lambda _: None)


HASHES = {"one": {"f": "aaa"}, "two": {"f": "bbb"}}


def test_before_the_first_build_a_table_names_the_commands_that_bring_it(tmp_path):
    base = Base(tmp_path)
    assert base.current is None
    with pytest.raises(NotHeld, match="softbalance data pull && softbalance data build"):
        base.table("votes")


def test_an_unchanged_step_is_taken_over_and_a_changed_source_builds_its_step_again(tmp_path):
    base, made = Base(tmp_path), []
    steps = [step("a", "one", counting("a", made)), step("b", "two", counting("b", made))]
    build(base, steps, HASHES)
    build(base, steps, HASHES)
    assert made == ["a", "b"]
    manifest = build(base, steps, HASHES | {"two": {"f": "ccc"}})
    assert made == ["a", "b", "b"]
    assert {line.table for line in manifest.report} == {"a", "b"}
    assert base.table("a")["ccode"].to_list() == [2, 710]
    assert base.manifest().sources["two"] == {"f": "ccc"}


def test_a_table_that_vanished_is_made_again(tmp_path):
    base, made = Base(tmp_path), []
    steps = [step("a", "one", counting("a", made))]
    build(base, steps, HASHES)
    (base.current / "a.parquet").unlink()
    build(base, steps, HASHES)
    assert made == ["a", "a"]


def test_a_step_that_fails_half_way_leaves_the_old_base_and_no_rubbish(tmp_path):
    base, made = Base(tmp_path), []
    build(base, [step("a", "one", counting("a", made, 1))], HASHES)
    served = base.current

    def fail(_read):
        raise EvidenceFault("a state votes twice")

    steps = [step("a", "one", counting("a", made, 2)), step("b", "two", fail)]
    with pytest.raises(EvidenceFault, match="twice"):
        build(base, steps, {"one": {"f": "new"}, "two": {}})
    assert base.current == served
    assert base.table("a")["value"].to_list() == [1, 1]
    assert list(base.root.glob("building-*")) == [served]


@pytest.mark.parametrize(
    "built", [Built({"other": TABLE}), Built({"a": TABLE[:0]}), Built({"a": TABLE, "extra": TABLE})]
)
def test_a_step_must_make_the_tables_it_declares_and_none_empty(tmp_path, built):
    with pytest.raises(EvidenceFault, match="Step a made"):
        build(Base(tmp_path), [step("a", "one", lambda _: built)], HASHES)
    assert Base(tmp_path).current is None


def test_the_fingerprint_follows_the_sources_of_a_step_and_no_others():
    one = step("a", "one", lambda _: Built({}))
    assert fingerprint(one, HASHES) == fingerprint(one, HASHES | {"two": {"f": "x"}})
    assert fingerprint(one, HASHES) != fingerprint(one, HASHES | {"one": {"f": "x"}})


SLOW = """
import sys, time
from pathlib import Path
import polars as pl
from softbalance.evidence.base import Base, Built, Step

def slow(read):
    Path(sys.argv[1], "started").touch()
    time.sleep(60)

def quick(read):
    return Built({"a": pl.DataFrame({"ccode": [365]})})

Base(Path(sys.argv[1])).build(
    [Step("a", ("one",), ("a",), quick), Step("b", (), ("b",), slow)], None, {"one": {"f": "z"}}, watch=lambda _: None
)
"""


def test_a_build_killed_half_way_leaves_the_old_base_serving_and_the_next_one_clears_up(tmp_path):
    base, made = Base(tmp_path), []
    steps = [step("a", "one", counting("a", made, 1))]
    build(base, steps, HASHES)
    with subprocess.Popen([sys.executable, "-c", SLOW, str(tmp_path)]) as child:
        deadline = time.monotonic() + 60
        while not (tmp_path / "started").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(child.pid, signal.SIGKILL)
    assert (tmp_path / "started").exists()
    assert base.table("a")["ccode"].to_list() == [2, 710]
    assert len(list(base.root.glob("building-*"))) == 2
    build(base, steps, {"one": {"f": "new"}})
    assert list(base.root.glob("building-*")) == [base.current]


def test_a_snapshot_replaces_the_one_before_and_keeps_the_terms_beside_it(tmp_path):
    folder = tmp_path / "snapshot"
    write_snapshot(folder, {"a": TABLE}, {"votes_until": "2024-12-31"})
    (folder / "TERMS.md").write_text("attribution")
    made = write_snapshot(folder, {"b": TABLE}, {"votes_until": "2025-12-31"})
    assert made.meta["votes_until"] == "2025-12-31"
    assert sorted(path.name for path in folder.iterdir()) == ["TERMS.md", "b.parquet", "meta.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]
    with pytest.raises(NotHeld, match="no table 'a'"):
        made.table("a")


def test_a_snapshot_above_the_limit_is_refused_and_the_old_one_stays(tmp_path, monkeypatch):
    folder = tmp_path / "snapshot"
    write_snapshot(folder, {"a": TABLE}, {})
    monkeypatch.setattr(snapshots, "LIMIT_BYTES", 100)
    with pytest.raises(EvidenceFault, match="at most 100 may ship"):
        write_snapshot(folder, {"b": TABLE}, {})
    assert Snapshot(folder).table("a").equals(TABLE)
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]


def test_a_full_disk_leaves_the_old_snapshot(tmp_path, monkeypatch):
    folder = tmp_path / "snapshot"
    write_snapshot(folder, {"a": TABLE}, {})

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OSError, match="No space"):
        write_snapshot(folder, {"b": TABLE}, {})
    assert Snapshot(folder).table("a").equals(TABLE)
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]


def test_the_shipped_snapshot_is_small_enough_and_holds_no_single_votes():
    ours = shipped()
    assert sum(path.stat().st_size for path in Path(ours.folder).iterdir()) <= snapshots.LIMIT_BYTES
    votes = {"vote", "ms_vote"}
    assert not [path.name for path in ours.folder.glob("*.parquet") if votes & set(pl.read_parquet_schema(path))]
