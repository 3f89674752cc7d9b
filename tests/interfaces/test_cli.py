import json
import os
import subprocess
import sys

import pytest

from softbalance.interfaces.cli import main


def run(*words, home):
    """Run the command line in a process of its own, with nothing held but what ships."""
    environment = os.environ | {"SOFTBALANCE_HOME": str(home), "SOFTBALANCE_MIRROR": ""}
    command = [sys.executable, "-c", "from softbalance.interfaces.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)


BAD = [
    (["assess", "Atlantis Pact"], "Unknown grouping"),
    (["assess", "SCO", "--as-of", "1995"], "founded on 2001"),
    (["assess", "SCO", "--since", "1990"], "founded on 2001"),
    (["assess", "SCO", "--as-of", "yesterday"], "YYYY-MM-DD"),
    (["assess", "SCO", "--hegemon", "Atlantis"], "Unknown state"),
    (["compare", "SCO"], "at least two"),
    (["members", "SCO", "--on", "2020-02-31"], "YYYY-MM-DD"),
]


@pytest.mark.parametrize(("words", "says"), BAD, ids=lambda one: " ".join(one) if isinstance(one, list) else "")
def test_a_fault_is_one_sentence_on_standard_error_and_status_two(words, says, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setattr(sys, "argv", ["softbalance", *words])
    with pytest.raises(SystemExit) as done:
        main()
    out, err = capsys.readouterr()
    assert done.value.code == 2
    assert out == ""
    assert says in err
    assert err.startswith("softbalance: ")
    assert err.count("\n") == 1


def test_a_fault_of_a_whole_process_writes_no_data(tmp_path):
    done = run("assess", "Atlantis Pact", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Unknown grouping" in done.stderr
    assert "Traceback" not in done.stderr


def test_members_come_as_json_with_their_sources(tmp_path):
    done = run("members", "SCO", "--on", "2018-06-10", "--json", home=tmp_path)
    rows = json.loads(done.stdout)
    assert done.returncode == 0
    assert sum(row["role"] == "member" for row in rows) == 8
    assert all(row["source"] for row in rows)


def test_every_command_is_found_by_its_first_word_alone():
    import typer

    from softbalance.interfaces import cli

    everything = typer.main.get_command(cli.application()).commands
    assert set(everything) == set(cli._HOME)
    for word in everything:
        assert word in typer.main.get_command(cli._application_for([word])).commands
