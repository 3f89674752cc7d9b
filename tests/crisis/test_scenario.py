"""A scenario says what was meant, or is refused with a reason."""

import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from softbalance.crisis.scenario import (
    MAX_BYTES,
    check,
    load_scenario,
    made,
    read_scenario,
    schema,
    shipped,
    situation_of,
    template,
)
from softbalance.terms.errors import BadInput, SoftbalanceError, UnknownName
from softbalance.terms.groupings import grouping


def raw(**changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "title": "A test",
        "date": date(2020, 6, 1),
        "grouping": "SCO",
        "beneficiary": "CHN",
        "target": "USA",
        "hegemon": "USA",
        "issue": "security",
        "threshold": 0.5,
    }
    return {**base, **changes}


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_can_be_played_and_says_what_it_builds_on(name):
    one = load_scenario(name)
    assert situation_of(one).players
    assert len(one.context) > 100
    assert one.premises
    assert all(premise.source and premise.checked for premise in one.premises)


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_is_told_in_chinese_with_the_same_years(name):
    one = load_scenario(name)
    assert one.title_zh_hant
    assert sum("\u4e00" <= letter <= "\u9fff" for letter in one.context_zh_hant) > 60
    years = [set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)) for text in (one.context, one.context_zh_hant)]
    assert years[0] == years[1]


def test_shipped_scenarios_are_about_more_groupings_than_the_sco():
    assert {"SCO", "NATO", "CSTO", "BRICS", "G7", "GCC"} <= {load_scenario(name).grouping for name in shipped()}


def test_the_template_can_be_played():
    assert situation_of(read_scenario(template())).targets == (2,)


def test_the_schema_that_ships_is_the_one_that_is_checked():
    text = files("softbalance.crisis").joinpath("scenario.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(json.dumps(schema()))


def test_vnm_in_1965_is_the_north_and_yug_is_belgrade_before_and_after_1992():
    assert made(raw(date=date(1965, 8, 1), grouping="NATO")).ccodes(["VNM"]) == (816,)
    assert made(raw(date=date(1985, 1, 1), grouping="NATO")).ccodes(["YUG"]) == (345,)
    assert made(raw(date=date(1995, 1, 1), grouping="NATO")).ccodes(["YUG"]) == (345,)
    assert made(raw(date=date(1980, 1, 1), grouping="NATO")).ccodes(["DEU"]) == (260,)


def test_a_target_may_be_a_member_and_is_then_no_player():
    played = situation_of(made(raw(target="IND")))
    assert 750 not in played.players
    assert played.targets == (750,)


def test_the_beneficiary_cannot_be_the_target():
    with pytest.raises(BadInput, match="beneficiary and target"):
        made(raw(target="CHN"))


def test_nobody_left_to_ask_is_refused():
    two = raw(grouping="China, Russia", beneficiary="CHN", target="RUS")
    with pytest.raises(BadInput, match="No player is left"):
        made(two)


def test_a_grouping_before_its_founding_has_nobody_to_ask():
    with pytest.raises(BadInput, match="no members"):
        made(raw(date=date(1990, 1, 1)))


def test_a_state_that_did_not_exist_on_the_day_is_refused():
    with pytest.raises(SoftbalanceError):
        made(raw(date=date(1960, 1, 1), grouping="NATO", beneficiary="KAZ"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"threshold": 1.5}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": True}, "threshold"),
        ({"issue": "weather"}, "issue"),
        ({"beneficiary": 7}, "beneficiary"),
        ({"target": ["USA", "USA"]}, "twice"),
        ({"date": "tomorrow"}, "date"),
        ({"date": date(1945, 1, 1)}, "date"),
        ({"levers": {"hegemon_severity": -0.1}}, "hegemon_severity"),
        ({"levers": {"hegemon_sverity": 0.1}}, "Did you mean hegemon_severity"),
        ({"levers": {"obligation": "marriage"}}, "obligation"),
        ({"levers": {"hegemon_stance": "cross"}}, "hegemon_stance"),
        ({"levers": {"leader_inducement": float("inf")}}, "leader_inducement"),
        ({"levers": 3}, "levers"),
        ({"thresold": 0.5}, "Did you mean threshold"),
        ({"premises": [{"claim": "x"}]}, "premises"),
        ({"title": 5}, "title"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_name(changes, says):
    with pytest.raises(BadInput, match=says):
        made(raw(**changes))


def test_a_missing_key_is_named():
    given = raw()
    del given["target"]
    with pytest.raises(BadInput, match="target"):
        made(given)


def test_against_nobody_is_an_empty_list():
    assert situation_of(made(raw(target=[]))).targets == ()


def test_a_file_of_a_hundred_kilobytes_is_refused_before_it_is_read_as_toml(tmp_path: Path):
    path = tmp_path / "large.toml"
    path.write_text("x = 1 # " + "y" * 2 * MAX_BYTES)
    with pytest.raises(BadInput, match="larger"):
        load_scenario(path)


def test_a_bomb_of_brackets_ends_in_a_clear_error():
    with pytest.raises(BadInput, match="TOML"):
        read_scenario("x = " + "[" * 20_000)


def test_a_bomb_of_dotted_keys_is_refused_before_it_is_read_as_toml():
    with pytest.raises(BadInput, match="dots"):
        read_scenario("a." * 20_000 + "b = 1")


def test_an_unknown_name_says_which_scenarios_ship():
    with pytest.raises(UnknownName, match="taiwan-blockade"):
        load_scenario("taiwan-blokade")


def test_states_are_added_and_dropped_with_care():
    one = made(raw())
    with_turkey = situation_of(one, add=["TUR"], drop=["IND"])
    assert 640 in with_turkey.players
    assert 750 not in with_turkey.players
    for given in ({"add": ["IND"]}, {"drop": ["TUR"]}, {"add": ["USA"]}):
        with pytest.raises(BadInput):
            situation_of(one, **given)


def test_a_hegemon_that_is_asked_is_a_member_and_one_that_is_dropped_is_neutral():
    one = load_scenario("nato-without-hegemon")
    assert situation_of(one).stance == "member"
    assert situation_of(one, drop=["USA"]).stance == "neutral"


def test_the_same_scenario_can_be_put_to_another_grouping():
    assert 2 not in situation_of(made(raw()), body=grouping("BRICS")).players


def test_changing_a_lever_is_checked_like_a_file():
    one = made(raw())
    assert one.replace(threshold=0.4).threshold == 0.4
    with pytest.raises(BadInput):
        one.replace(hegemon_severity=2.0)
    with pytest.raises(BadInput):
        one.replace(hegemon=None, nothing=1)
    check(one)
