"""What the verdict says of groupings whose type nobody disputes, and what it rests on."""

import polars as pl
import pytest

from softbalance.dossier.assess import ask
from softbalance.dossier.calibration import ABOVE, BELOW, EXPECTED, calibrated, calls_table, verdict_tables
from softbalance.dossier.panel import panel
from softbalance.dossier.verdict import verdict, verdict_section
from softbalance.interfaces.as_json import to_json
from softbalance.measures.verdict import TYPES

from .planting import SHIPPED, of, planted

TALK = {"forum", "coordination platform"}


def on(grouping, year, held=SHIPPED):
    return verdict(grouping, year, held.snapshot)


@pytest.mark.parametrize(("grouping", "year"), [("NATO", 1989), ("NATO", 2024), ("WARSAW_PACT", 1985)])
def test_nato_and_the_warsaw_pact_are_alliances(grouping, year):
    found = on(grouping, year)
    assert found.type == "alliance"
    assert found.types["alliance"] > 0.9


@pytest.mark.parametrize(
    ("grouping", "year"), [("G20", 2009), ("APEC", 1995), ("NAM", 1985), ("OSCE", 1995), ("G20", 2024)]
)
def test_g20_apec_the_non_aligned_and_the_osce_talk_at_their_heights(grouping, year):
    found = on(grouping, year)
    assert found.type in TALK
    assert sum(found.types[kind] for kind in TALK) > 0.8


def test_the_warsaw_pact_was_never_called_upon_and_the_csto_did_not_come():
    assert on("WARSAW_PACT", 1985).state == "untested"
    assert on("CSTO", 2024).state == "broken"
    assert "csto-kyrgyzstan-2010" in {name for name, _, _ in on("CSTO", 2024).calls}


def test_article_five_of_2001_was_answered():
    calls = {name: (answered, sure) for name, answered, sure in on("NATO", 2024).calls}
    assert calls["nato-article5-2001"] == (True, True)


def test_without_its_treaty_nato_pays_together_with_the_hegemon():
    found = on("NATO", 2024)
    assert max(found.conduct, key=lambda kind: found.conduct[kind]) == "sanctions coalition"


def test_probabilities_add_to_one():
    found = on("SCO", 2024)
    assert set(found.types) == set(TYPES)
    assert sum(found.types.values()) == pytest.approx(1)
    assert found.states == {}


def test_the_verdict_follows_the_evidence_and_not_the_name(tmp_path):
    swap = {"NATO": "G20", "G20": "NATO"}
    renamed = {"conduct_panel": lambda table: table.with_columns(pl.col("grouping").replace(swap))}
    held = planted(tmp_path, renamed)
    assert on("G20", 2024, held).type == "alliance"
    assert on("NATO", 2024, held).type in TALK


def test_a_planted_record_of_paying_against_the_hegemon_makes_a_soft_balancing_coalition(tmp_path):
    paying = {"pay_rate": 0.6, "pay_rate_low": 0.55, "pay_rate_high": 0.65, "pay_status": "tested"}
    voting = {"lift_plain": 0.8, "lift_matched": 0.8, "direction": -0.4}
    held = planted(tmp_path, {"conduct_panel": of("SCO", **paying, **voting)})
    assert on("SCO", 2024, held).type == "soft-balancing coalition"
    assert on("SCO", 2024).type != "soft-balancing coalition"


def test_each_calibration_grouping_left_out_keeps_its_type():
    rows = SHIPPED.snapshot.table("conduct_calibration").to_dicts()
    assert {row["grouping"] for row in rows} == set(EXPECTED)
    for row in rows:
        assert row["left_out_type"] in EXPECTED[row["grouping"]]
        assert row["left_out_probability"] > 0.5


def test_leaving_a_grouping_out_moves_the_thresholds_it_sets():
    table = panel(SHIPPED.snapshot)
    whole, without = calibrated(table), calibrated(table, without="OSCE")
    assert without["pay"].mean() < whole["pay"].mean()


def test_no_threshold_is_written_down_for_a_single_grouping():
    judged = {name for sides in (BELOW, ABOVE) for chosen in sides.values() for name in chosen}
    assert {"SCO", "BRICS", "CSTO", "QUAD", "ASEAN"} & judged == set()


def test_the_shipped_thresholds_follow_from_the_shipped_panel():
    names = ("conduct_panel", "conduct_fight_occasions")
    made = verdict_tables({name: SHIPPED.snapshot.table(name) for name in names}, lambda _: None)
    held = SHIPPED.snapshot.table("conduct_thresholds")
    assert held.mean().rows()[0] == pytest.approx(made["conduct_thresholds"].mean().rows()[0], rel=1e-3)


def test_only_a_request_of_a_member_for_arms_is_a_call():
    calls = calls_table(SHIPPED.snapshot.table("conduct_fight_occasions"))
    sure = set(calls.filter("sure")["call"])
    assert "nato-ukraine-2022" not in sure
    assert {"little-entente-1938", "nato-article5-2001", "csto-kyrgyzstan-2010"} <= sure


def test_the_section_carries_type_probability_reasons_and_calibration():
    section = to_json_section("SCO")
    assert section["tables"]["types"][0]["type"] == on("SCO", 2025).type
    assert section["value"] == pytest.approx(section["tables"]["types"][0]["probability"]["value"])
    assert [row["axis"] for row in section["tables"]["reasons"]] == ["defence", "say", "pay", "decisions", "direction"]
    assert len(section["tables"]["calibration"]) == len(EXPECTED)


def test_a_grouping_made_up_by_the_user_gets_no_verdict():
    section = verdict_section(ask("China, Russia, Iran", SHIPPED), SHIPPED.snapshot)
    assert section.figures == ()
    assert "made up" in section.notes[0].text


def to_json_section(grouping):
    from softbalance.dossier.model import Dossier, Message

    section = verdict_section(ask(grouping, SHIPPED), SHIPPED.snapshot)
    return to_json(Dossier("x", grouping, Message(""), {}, (), (section,), (), "", {}))["verdict"]


def test_another_hegemon_does_not_turn_the_verdict_and_the_page_says_so():
    section = verdict_section(ask("SCO", SHIPPED, hegemon="China"), SHIPPED.snapshot)
    assert any("United States" in note.text for note in section.notes)
