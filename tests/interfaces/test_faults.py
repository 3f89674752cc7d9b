"""A fault is one clear sentence in the language of the command line."""

import sys

import pytest

from softbalance.interfaces.cli import main
from softbalance.interfaces.faults import sentence, usage
from softbalance.sources.store import Store
from softbalance.terms.errors import AmbiguousName, BadInput, NotHeld, SoftbalanceError, UnknownName
from softbalance.terms.states import state

SAID = [
    (["assess", "Atlantis Pact"], "查無此集團：「Atlantis Pact」"),
    (["assess", "India"], "「India」是一個國家（印度）"),
    (["assess", "IND,IND"], "重複者：印度"),
    (["assess", "IND,Korea"], "「Korea」可指多個國家：北韓（731）和南韓（732）"),
    (["assess", "SCO", "--as-of", "1995"], "SCO成立於2001-06-15"),
    (["assess", "SCO", "--as-of", "yesterday"], "請寫成YYYY-MM-DD"),
    (["assess", "SCO", "--hegemon", "Atlantis"], "查無此國家"),
    (["compare", "SCO"], "至少需要兩個集團"),
    (["profile", "IND", "CHN"], "寫在--vs之後"),
    (["ties", "--from", "IND", "--to", "印度"], "都是印度"),
    (["rank", "--on", "1800"], "不是排名的年份"),
    (["occasions", "--rung", "say", "--grouping", "SCO"], "查無此階「say」；可用者：pay和fight"),
    (["case", "nosuch-case"], "查無此個案"),
    (["stress", "SCO", "--scenario", "taiwan-blockade", "--set", "foo=1"], "查無此槓桿：「foo」"),
    (["scenario", "check", "nosuch"], "查無此情境"),
    (["claims", "check", "nosuch.toml"], "沒有主張登錄表nosuch.toml"),
    (["data", "status", "nosuch"], "查無此資料集"),
    (["data", "pull", "--from", "x.csv"], "請指明其資料集"),
    (["data", "pull", "cow_nmc", "--from", "nosuch.rda"], "nosuch.rda無法讀取"),
    (["assess", "SCO", "--bad"], "沒有選項--bad"),
    (["ties", "--from", "CHN"], "缺少選項「--to」"),
]


@pytest.mark.parametrize(("words", "says"), SAID, ids=lambda one: " ".join(one) if isinstance(one, list) else "")
def test_a_fault_is_one_sentence_in_chinese_where_chinese_was_asked_for(words, says, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["softbalance", *words, "--lang", "zh-Hant"])
    with pytest.raises(SystemExit) as done:
        main()
    out, err = capsys.readouterr()
    assert (done.value.code, out) == (2, "")
    assert says in err
    assert err.startswith("softbalance: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "fault",
    [
        UnknownName("state", "Atlantis", ("Austria",), "Only {n} are known.", n=2),
        AmbiguousName("state", "Korea", ("North Korea (731)", "South Korea (732)"), (731, 732)),
        BadInput("{state} is not {other}", state=state(750), other=("a", "b")),
        NotHeld("Not here"),
    ],
)
def test_in_english_a_fault_says_what_python_says(fault):
    assert sentence(fault) == str(fault)


def test_a_fault_names_states_in_english_and_lists_with_commas():
    assert str(BadInput("{state} is not {other}", state=state(750), other=("a", "b"))) == "India is not a, b"


def test_braces_in_a_sentence_without_places_stay():
    assert str(SoftbalanceError("say {en = ...}")) == "say {en = ...}"


def test_what_must_be_typed_is_not_translated():
    fault = UnknownName("lever", "fight", hint="Levers are {names}.", names=("threshold", "obligation"))
    assert sentence(fault, "zh-Hant") == "查無此槓桿：「fight」。槓桿有threshold和obligation。"


def test_a_word_of_the_parser_nobody_translated_comes_as_it_is():
    assert usage("Something new in Typer") == "Something new in Typer"


def test_a_file_downloaded_by_hand_is_taken_over(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path / "home"))
    given = tmp_path / "downloaded.csv"
    given.write_text("a,b\n1,2\n")
    monkeypatch.setattr(sys, "argv", ["softbalance", "data", "pull", "un_sc_votes", "--from", str(given)])
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 0
    assert "is held: 8 bytes" in capsys.readouterr().err
    assert {status.state for status in Store().status(["un_sc_votes"])} == {"held"}


def test_a_file_of_another_version_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path / "home"))
    given = tmp_path / "cow_nmc.rda"
    given.write_bytes(b"another version")
    monkeypatch.setattr(sys, "argv", ["softbalance", "data", "pull", "cow_nmc", "--from", str(given)])
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 2
    assert "nothing was kept" in capsys.readouterr().err


def test_the_status_has_one_line_a_data_set_and_with_files_one_a_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))
    lines = []
    for words in (["data", "status"], ["data", "status", "--files"]):
        monkeypatch.setattr(sys, "argv", ["softbalance", *words])
        with pytest.raises(SystemExit):
            main()
        lines.append([line for line in capsys.readouterr().out.splitlines() if line.startswith("factbook")])
    assert len(lines[0]) == 1
    assert len(lines[1]) > 100
