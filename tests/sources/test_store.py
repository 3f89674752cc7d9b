"""The store: what is held, missing, stale or changed, and how it comes."""

import hashlib
import json
from pathlib import Path

import pytest

from softbalance.sources import Store, declaration, read
from softbalance.sources import store as storing
from softbalance.sources.store import default_root
from softbalance.terms.errors import FetchFailed, HashMismatch, NotHeld, SourceFault, UnknownName

HEADER = "undl_id,ms_code,ms_name,ms_vote,date,resolution,meeting,description,agenda\n"
ROWS = HEADER + "1,KEN,KENYA,Y,1999-01-05,S/RES/1(1999),S/PV.1,text,S1\n"
SHA = hashlib.sha256(ROWS.encode()).hexdigest()
LINE = "un/sc_voting.csv.gz\t{size}\t{sha}\tthe library's layout\n"


def still(_: float) -> None:
    """Wait for nothing."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mirror folder with the votes of the Council."""
    place = tmp_path / "mirror"
    (place / "un").mkdir(parents=True)
    fill(place, ROWS)
    monkeypatch.setenv("SOFTBALANCE_MIRROR", str(place))
    return place


def fill(place: Path, text: str, sha: str | None = None) -> None:
    (place / "un" / "sc_voting.csv.gz").write_text(text)
    digest = sha or hashlib.sha256(text.encode()).hexdigest()
    listing = "path\tbytes\tsha256\torigin\n" + LINE.format(size=len(text), sha=digest)
    (place / "manifest.tsv").write_text(listing)


def state(store: Store, source_id: str = "un_sc_votes") -> str:
    return store.status([source_id])[0].state


def test_the_store_lives_where_the_user_says(monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))
    assert Store().root == tmp_path
    monkeypatch.delenv("SOFTBALANCE_HOME")
    assert default_root().name == "softbalance"


def test_what_is_not_held_says_which_command_brings_it(store):
    assert state(store) == "missing"
    with pytest.raises(NotHeld, match="`softbalance data pull un_sc_votes` brings it"):
        read("un_sc_votes", store)


def test_what_was_pulled_from_a_folder_is_held_when_the_folder_goes(store, folder, monkeypatch):
    store.pull(["un_sc_votes"])
    monkeypatch.delenv("SOFTBALANCE_MIRROR")
    assert state(store) == "held"
    assert read("un_sc_votes", store)["ms_code"].to_list() == ["KEN"]
    assert store.status(["un_sc_votes"])[0].via == "mirror"


def test_a_newer_file_in_the_mirror_makes_the_held_one_stale_until_it_is_pulled(store, folder):
    store.pull(["un_sc_votes"])
    fill(folder, ROWS + "2,USA,UNITED STATES,N,1999-01-06,S/RES/2(1999),S/PV.2,text,S2\n")
    assert state(store) == "stale"
    store.pull(["un_sc_votes"])
    assert state(store) == "held"
    assert read("un_sc_votes", store).height == 2


def test_a_held_file_is_stale_when_the_declaration_moves_on_to_a_new_version(store, folder, monkeypatch):
    store.pull(["un_sc_votes"])
    monkeypatch.delenv("SOFTBALANCE_MIRROR")
    redirect(monkeypatch, "https://example.org/v2.csv", sha256="0" * 64)
    assert state(store) == "stale"


def test_a_rolling_file_grows_stale_with_age(store, folder, monkeypatch):
    store.pull(["un_sc_votes"])
    monkeypatch.delenv("SOFTBALANCE_MIRROR")
    record = store.path("un_sc_votes", "sc_voting.csv.json")
    record.write_text(json.dumps({**json.loads(record.read_text()), "time": "2020-01-01T00:00:00+00:00"}))
    assert state(store) == "stale"


def test_a_manifest_with_a_wrong_hash_brings_nothing_and_says_so(store, folder):
    fill(folder, ROWS, sha="0" * 64)
    with pytest.raises(HashMismatch, match="expected 000000000000"):
        store.pull(["un_sc_votes"])
    assert state(store) == "missing"


def test_a_mirror_that_lists_a_file_it_does_not_hold_is_named(store, folder):
    (folder / "un" / "sc_voting.csv.gz").unlink()
    with pytest.raises(FetchFailed, match="cannot be read: No such file"):
        store.pull(["un_sc_votes"])


def test_a_file_cut_short_since_it_was_kept_is_noticed_and_replaced(store, folder):
    store.pull(["un_sc_votes"])
    path = store.path("un_sc_votes", "sc_voting.csv")
    path.write_text(ROWS[:-20])
    assert state(store) == "changed"
    with pytest.raises(SourceFault, match=r"cut short or changed since.*data pull un_sc_votes"):
        read("un_sc_votes", store)
    store.pull(["un_sc_votes"])
    assert path.read_text() == ROWS


def test_a_changed_byte_of_the_same_length_is_noticed_and_replaced(store, folder):
    store.pull(["un_sc_votes"])
    path = store.path("un_sc_votes", "sc_voting.csv")
    path.write_text(ROWS.replace(",Y,", ",N,"))
    assert [status.state for status in store.verify(["un_sc_votes"])] == ["changed"]
    with pytest.raises(SourceFault, match="changed since"):
        read("un_sc_votes", store)
    store.pull(["un_sc_votes"])
    assert [status.state for status in store.verify(["un_sc_votes"])] == ["held"]


def test_a_big_file_is_not_hashed_on_every_reading_but_its_size_is_looked_at(store, folder, monkeypatch):
    monkeypatch.setattr(storing, "HASHED_ON_READING", 10)
    store.pull(["un_sc_votes"])
    monkeypatch.setattr(storing, "digest_of", lambda path: pytest.fail("hashed"))
    assert read("un_sc_votes", store).height == 1
    store.path("un_sc_votes", "sc_voting.csv").write_text(ROWS[:-1])
    with pytest.raises(SourceFault, match="cut short"):
        read("un_sc_votes", store)


def test_a_file_downloaded_by_hand_can_be_handed_over(store, tmp_path):
    (tmp_path / "2026_ga.csv").write_text(ROWS)
    record = store.bring("un_sc_votes", tmp_path / "2026_ga.csv")
    assert (record.via, state(store)) == ("user", "held")
    assert read("un_sc_votes", store).height == 1


def test_a_saved_login_page_is_not_taken_over(store, tmp_path):
    (tmp_path / "page.csv").write_text("\n<html><body>Please log in")
    with pytest.raises(FetchFailed, match="a web page where data was expected"):
        store.bring("un_sc_votes", tmp_path / "page.csv")
    assert state(store) == "missing"


def test_an_address_serves_as_mirror(store, server, monkeypatch):
    listing = "path\tbytes\tsha256\torigin\n" + LINE.format(size=len(ROWS), sha=SHA)
    server.answers |= {"/m/manifest.tsv": listing.encode(), "/m/un/sc_voting.csv.gz": ROWS.encode()}
    monkeypatch.setenv("SOFTBALANCE_MIRROR", server.url("/m"))
    seen: list[tuple] = []
    records = store.pull(["un_sc_votes"], lambda *step: seen.append(step))
    assert [record.sha256 for record in records] == [SHA]
    assert seen[-1] == ("un_sc_votes", "sc_voting.csv", len(ROWS), len(ROWS))


def test_a_mirror_that_answers_404_is_named_and_nothing_is_kept(store, server, monkeypatch):
    monkeypatch.setenv("SOFTBALANCE_MIRROR", server.url("/gone"))
    with pytest.raises(FetchFailed, match=r"/sc_voting.csv answered 404 .* unset SOFTBALANCE_MIRROR"):
        store.pull(["un_sc_votes"], pause=still)
    assert state(store) == "missing"
    assert not store.path("un_sc_votes", "sc_voting.csv").exists()


def test_a_page_that_links_to_the_file_leads_to_it(store, server, monkeypatch):
    page = '<html><a href="/x.pdf">codebook</a> <a href="/record/1/files/2026_2_6_sc_voting.csv?ln=en">data</a></html>'
    server.answers |= {"/record/1": page.encode(), "/record/1/files/2026_2_6_sc_voting.csv?ln=en": ROWS.encode()}
    redirect(monkeypatch, server.url("/record/1"))
    store.pull(["un_sc_votes"], pause=still)
    assert store.status(["un_sc_votes"])[0].via == "origin"
    assert read("un_sc_votes", store).height == 1


def test_a_page_that_no_longer_links_to_the_file_says_what_to_do(store, server, monkeypatch):
    server.answers["/record/1"] = b"<html>Are you a robot?</html>"
    redirect(monkeypatch, server.url("/record/1"))
    with pytest.raises(FetchFailed, match="shows no link to a file like"):
        store.pull(["un_sc_votes"], pause=still)


def test_a_host_without_connection_is_asked_for_one_file_only(store, monkeypatch):
    redirect(monkeypatch, "http://127.0.0.1:9/record/1", link="")
    pauses: list[float] = []
    with pytest.raises(FetchFailed, match="ConnectError"):
        store.pull(["un_sc_votes", "un_sc_votes", "un_sc_votes"], pause=pauses.append)
    assert len(pauses) == 4


def redirect(monkeypatch: pytest.MonkeyPatch, address: str, **changes: str) -> None:
    """Let the declaration of the Council's votes name another address."""
    from dataclasses import replace

    made = declaration("un_sc_votes")
    moved = replace(made, files=(replace(made.files[0], address=address, **changes),))
    monkeypatch.setattr(storing, "declaration", lambda source_id: moved)


def test_sanctions_are_never_fetched_but_read_where_the_user_keeps_them(store, tmp_path, monkeypatch):
    assert state(store, "gsdb") == "awaited"
    with pytest.raises(FetchFailed, match="set SOFTBALANCE_GSDB to the path of the file"):
        store.pull(["gsdb"])
    with pytest.raises(NotHeld, match="set SOFTBALANCE_GSDB"):
        read("gsdb", store)
    own = tmp_path / "mine.csv"
    own.write_bytes(
        ",".join(declaration("gsdb").table().names).encode()
        + b"\n"
        + "7,Côte d'Ivoire,EU,1999,2000,0,0,0,0,0,1,0,1,,destab_regime,failed\n".encode("latin-1")
    )
    monkeypatch.setenv("SOFTBALANCE_GSDB", str(own))
    assert state(store, "gsdb") == "brought"
    assert read("gsdb", store)["sanctioned_state"].to_list() == ["Côte d'Ivoire"]


def test_pulling_everything_leaves_out_what_only_a_user_can_bring(store, monkeypatch):
    monkeypatch.setattr(storing, "declared", lambda: ("gsdb", "state_dept_important"))
    assert store.pull() == []


def test_one_file_that_does_not_come_does_not_keep_the_others_away(store, folder, monkeypatch):
    monkeypatch.setattr(storing, "declared", lambda: ("un_ga_votes", "un_sc_votes"))
    (folder / "manifest.tsv").write_text(
        (folder / "manifest.tsv").read_text() + f"un/ga_voting.csv.gz\t5\t{'1' * 64}\tgone\n"
    )
    with pytest.raises(FetchFailed, match="ga_voting"):
        store.pull()
    assert state(store, "un_sc_votes") == "held"


def test_an_unknown_data_set_is_named_with_its_nearest(store):
    with pytest.raises(UnknownName, match="un_ga_votes"):
        store.pull(["un_ga_vote"])
