import json
from dataclasses import fields

import pytest

import softbalance
from softbalance.dossier import questions
from softbalance.dossier.held import Held
from softbalance.evidence.snapshot import shipped
from softbalance.measures.similarity import ABSENCES, DYAD_MEASURES
from softbalance.measures.stakes import STAKES
from softbalance.sources import declared
from softbalance.terms.errors import AmbiguousName, BadInput, NotEnoughData, NotHeld, UnknownName
from softbalance.terms.estimate import Estimate

KEYS = ["value", "low", "high", "level", "n", "unit", "method", "coverage", "sources"]


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    """Let only what ships be held."""
    monkeypatch.setattr(Held, "default", classmethod(lambda _cls: Held(shipped())))


def estimates(value):
    """Return every estimate in a JSON value."""
    if isinstance(value, dict):
        if {"value", "level", "coverage"} <= set(value) and "title" not in value:
            return [value]
        return [one for part in value.values() for one in estimates(part)]
    return [one for part in value for one in estimates(part)] if isinstance(value, list) else []


def test_every_figure_in_json_has_the_same_keys_and_declared_sources():
    from softbalance.interfaces.as_json import dumps

    found = estimates(json.loads(dumps(softbalance.assess("QUAD"), "en")))
    assert len(found) > 60
    for one in found:
        assert list(one) == KEYS
        assert one["value"] is not None or one["coverage"]["note"]
        assert set(one["sources"]) <= {*declared(), "register"}
    assert [field.name for field in fields(Estimate)] == KEYS


BAD = [
    ({"states_or_grouping": "Atlantis Pact"}, UnknownName, "Atlantis"),
    ({"states_or_grouping": "SCO", "until": 1995}, BadInput, "founded on 2001"),
    ({"states_or_grouping": "SCO", "since": 1990}, BadInput, "founded on 2001"),
    ({"states_or_grouping": "SCO", "since": 2020, "until": 2010}, BadInput, "2020"),
    ({"states_or_grouping": "SCO", "until": 2090}, BadInput, "2090"),
    ({"states_or_grouping": "SCO", "measure": "warmth"}, BadInput, "agreement_index"),
    ({"states_or_grouping": "SCO", "stake": "vital"}, BadInput, "hegemon_opposed"),
    ({"states_or_grouping": "SCO", "absence": "zero"}, BadInput, "disagree"),
    ({"states_or_grouping": "China, Russia, Iran"}, NotHeld, "softbalance data pull && softbalance data build"),
]


@pytest.mark.parametrize(("asked", "error", "says"), BAD)
def test_a_question_that_cannot_be_answered_says_what_is_wrong(asked, error, says):
    with pytest.raises(error, match=says):
        softbalance.cohesion(**asked)


def test_a_grouping_of_one_is_not_enough():
    with pytest.raises((NotEnoughData, BadInput, UnknownName)):
        softbalance.cohesion("China")


def test_a_state_is_not_compared_with_itself_nor_with_a_stranger():
    with pytest.raises(BadInput, match="two different states"):
        softbalance.similarity("China", "CHN")
    with pytest.raises(UnknownName):
        softbalance.similarity("China", "Atlantis")
    with pytest.raises(AmbiguousName):
        softbalance.similarity("Korea", "China")


@pytest.mark.parametrize("day", ["yesterday", "2020-13-01", "1st May"])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(BadInput, match="YYYY-MM-DD"):
        softbalance.members("SCO", on=day)
    with pytest.raises(BadInput, match="YYYY-MM-DD"):
        softbalance.assess("SCO", as_of=day)


def test_an_unknown_hegemon_is_refused_and_a_known_one_that_is_no_pole_is_not_held():
    with pytest.raises(UnknownName):
        softbalance.assess("SCO", hegemon="Atlantis")


def test_single_votes_are_not_held_offline_and_the_command_is_named():
    with pytest.raises(NotHeld, match="softbalance data pull && softbalance data build"):
        softbalance.votes(["IND"])
    with pytest.raises(BadInput, match="GA"):
        softbalance.votes(body="EU")


def test_a_class_without_roll_calls_is_unknown_with_a_reason_and_not_zero():
    found = softbalance.cohesion("SCO", 2018, 2018, stake="important")
    assert (found.value, found.low, found.n) == (None, None, 0)
    assert found.coverage.note
    pairs = softbalance.cohesion("SCO", 2018, 2018, measure="kappa", stake="important")
    assert pairs.value is None
    assert pairs.coverage.note


@pytest.mark.parametrize("absence", ABSENCES)
@pytest.mark.parametrize("measure", DYAD_MEASURES)
def test_the_mean_over_pairs_of_a_made_up_grouping_is_the_mean_of_its_similarities(measure, absence):
    names = ["China", "Russia", "Iran"]
    found = questions.cohesion(", ".join(names), 2019, 2023, measure=measure, absence=absence)
    pairs = [
        questions.similarity(a, b, 2019, 2023, measure=measure, absence=absence).value
        for a, b in (names[:2], names[1:], names[::2])
    ]
    assert found.value == pytest.approx(sum(pairs) / 3, abs=1e-9)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("stake", STAKES)
def test_every_class_of_stakes_has_an_answer_for_two_states(stake):
    found = softbalance.similarity("India", "China", 2001, 2023, stake=stake)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.n > 10
