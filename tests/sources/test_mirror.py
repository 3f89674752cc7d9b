"""Mirrors: folders and addresses, with and without a manifest, sound and unsound."""

import hashlib

import pytest

from softbalance.sources.mirror import Listed, find, mirror, parse_manifest
from softbalance.sources.model import FileSpec
from softbalance.terms.errors import BadInput, FetchFailed, HashMismatch

BODY = b"a,b\n1,2\n"
SHA = hashlib.sha256(BODY).hexdigest()
ORIGIN = "https://example.org/data/file one.csv"
PINNED = FileSpec("file.csv", ORIGIN, SHA, len(BODY))
ROLLING = FileSpec("ga.csv", "https://example.org/record/1", "rolling", mirror_path="un/ga.csv.gz")


def manifest(*lines: tuple[str, str, str]) -> str:
    rows = [f"{path}\t{len(BODY)}\t{sha}\t{origin}" for path, sha, origin in lines]
    return "\n".join(["path\tbytes\tsha256\torigin", *rows]) + "\n"


def test_no_setting_means_no_mirror():
    assert mirror({}) is None
    assert mirror({"SOFTBALANCE_MIRROR": "  "}) is None


def test_a_file_is_found_by_its_origin_wherever_the_mirror_keeps_it(tmp_path):
    (tmp_path / "manifest.tsv").write_text(manifest(("somewhere/else.csv", SHA, ORIGIN)))
    wanted = mirror({"SOFTBALANCE_MIRROR": str(tmp_path)}).wanted("x", PINNED)
    assert wanted.address == str(tmp_path / "somewhere/else.csv")
    assert (wanted.sha256, wanted.via) == (SHA, "mirror")


def test_a_relative_folder_is_meant_from_where_one_stands(tmp_path, monkeypatch):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "manifest.tsv").write_text(manifest(("f.csv", SHA, ORIGIN)))
    monkeypatch.chdir(tmp_path)
    assert mirror({"SOFTBALANCE_MIRROR": "m"}).wanted("x", PINNED).address == str(tmp_path / "m" / "f.csv")


def test_the_hash_of_the_manifest_counts_for_a_rolling_file_whose_origin_is_no_address(tmp_path):
    (tmp_path / "manifest.tsv").write_text(manifest(("un/ga.csv.gz", SHA, "rebuilt; see README")))
    wanted = mirror({"SOFTBALANCE_MIRROR": str(tmp_path)}).wanted("un_ga_votes", ROLLING)
    assert wanted.sha256 == SHA


def test_the_end_of_a_path_is_matched_at_a_folder_not_inside_a_name():
    lines = (Listed("fun/ga.csv.gz", 1, SHA, ""), Listed("copy/un/ga.csv.gz", 1, SHA, ""))
    assert find(lines, ROLLING) is lines[1]


def test_a_sound_mirror_that_lacks_a_file_leaves_the_question_to_the_origin(tmp_path):
    (tmp_path / "manifest.tsv").write_text(manifest(("f.csv", SHA, "https://example.org/another")))
    assert mirror({"SOFTBALANCE_MIRROR": str(tmp_path)}).wanted("x", PINNED) is None


def test_a_folder_without_manifest_is_searched_as_the_store_is_laid_out(tmp_path):
    (tmp_path / "x").mkdir()
    place = mirror({"SOFTBALANCE_MIRROR": str(tmp_path)})
    assert place.wanted("x", PINNED) is None
    (tmp_path / "x" / "file.csv").write_bytes(BODY)
    assert place.wanted("x", PINNED).sha256 == SHA


def test_a_manifest_that_names_another_version_is_an_error(tmp_path):
    (tmp_path / "manifest.tsv").write_text(manifest(("f.csv", "0" * 64, ORIGIN)))
    with pytest.raises(HashMismatch, match="the mirror holds another version"):
        mirror({"SOFTBALANCE_MIRROR": str(tmp_path)}).wanted("x", PINNED)


def test_a_manifest_cannot_lead_out_of_its_mirror(tmp_path):
    (tmp_path / "manifest.tsv").write_text(manifest(("../secret.csv", SHA, ORIGIN)))
    with pytest.raises(BadInput, match="leaves the mirror"):
        mirror({"SOFTBALANCE_MIRROR": str(tmp_path)}).wanted("x", PINNED)


def test_a_mirror_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(BadInput, match="is no folder; name one, or an http"):
        mirror({"SOFTBALANCE_MIRROR": str(tmp_path / "gone")})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<!DOCTYPE html><title>404</title>", "a web page, not a manifest"),
        ("file,size\n", "is no manifest"),
        ("", "is no manifest"),
        ("path\tbytes\tsha256\torigin\nf.csv\tmany\tabc\thttps://example.org\n", "line 2 is not path, bytes"),
    ],
)
def test_what_is_no_manifest_is_refused_with_the_reason(text, why):
    with pytest.raises(FetchFailed, match=why):
        parse_manifest("m/manifest.tsv", text)


def test_an_address_is_searched_by_origin_and_its_paths_are_quoted(server):
    server.answers["/m/manifest.tsv"] = manifest(("a folder/file (1).csv", SHA, ORIGIN)).encode()
    wanted = mirror({"SOFTBALANCE_MIRROR": server.url("/m/")}).wanted("x", PINNED)
    assert wanted.address == server.url("/m/a%20folder/file%20%281%29.csv")


def test_an_address_that_answers_with_a_web_page_is_an_error(server):
    server.answers["/m/manifest.tsv"] = b"<html>Welcome</html>"
    with pytest.raises(FetchFailed, match="a web page, not a manifest: check SOFTBALANCE_MIRROR"):
        mirror({"SOFTBALANCE_MIRROR": server.url("/m")})


def test_an_address_that_does_not_answer_is_an_error():
    with pytest.raises(FetchFailed, match=r"manifest.tsv does not answer"):
        mirror({"SOFTBALANCE_MIRROR": "http://127.0.0.1:9"})
