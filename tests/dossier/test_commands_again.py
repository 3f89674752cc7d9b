"""The command that a dossier names makes the same dossier again."""

import json
import shlex

import pytest

from softbalance.dossier.profile import profile
from softbalance.dossier.ties_record import ties
from softbalance.interfaces.as_json import dumps
from softbalance.interfaces.cli import application


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTBALANCE_HOME", str(tmp_path))


@pytest.mark.parametrize(
    "make",
    [
        lambda: profile("KAZ", as_of=2023, grouping="SCO", vs=("UZB", "TJK")),
        lambda: profile("GDR", as_of=1980, leaders=("RUS",)),
        lambda: profile("VNM", as_of="2024-06-30", hegemon="CHN", leaders=("JPN", "IND")),
        lambda: ties("CHN", "KAZ", since=2015),
    ],
    ids=["in a grouping, beside others", "of a state long gone", "between other powers", "of two states"],
)
def test_the_command_of_a_dossier_makes_it_again(make, capsys):
    made = make()
    application()([*shlex.split(made.command)[1:], "--json"], standalone_mode=False)
    again = json.loads(capsys.readouterr().out)
    assert again == json.loads(dumps(made))
