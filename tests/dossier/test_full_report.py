"""The whole report: nothing of it is missing, and what is chosen is chosen by the rule that is stated."""

from datetime import date

import pytest
from lxml import html

from softbalance.crisis.scenario import load_scenario
from softbalance.dossier import crisis_part, standing
from softbalance.dossier.assess import ask, assess
from softbalance.dossier.claims.reading import shipped
from softbalance.dossier.claims_part import concerns
from softbalance.dossier.full_report import STEPS, full_report, plain_verdict
from softbalance.dossier.held import Held
from softbalance.dossier.model import GroupingRef, Message, StateRef
from softbalance.dossier.verdict import verdict
from softbalance.interfaces.as_json import to_json
from softbalance.interfaces.html import to_html
from softbalance.interfaces.language import speaker
from softbalance.terms.estimate import Estimate

ADDED = ("standing", "ladder", "members", "crisis", "claims", "method", "limits", "reproduce")
PICTURES = {
    "standing": {"headline"},
    "ladder": {"ladder"},
    "surface": {"members_map", "timeline"},
    "say": {"cohesion_by_year", "cohesion_by_stake", "by_issue", "lift"},
    "positions": {"over_time", "positions_by_year", "map_by_year"},
    "members": {"alignment", "plane"},
    "crisis": {"joint_by_rung", "pay_or_more", "tornado"},
    "claims": {"counts"},
}
DAY = "2025-09-01"


@pytest.fixture(scope="module")
def held():
    return Held.default()


@pytest.fixture(scope="module")
def seen():
    return []


@pytest.fixture(scope="module")
def report(held, seen):
    return full_report("QUAD", as_of=DAY, held=held, watch=seen.append)


@pytest.fixture(scope="module")
def page(report):
    return html.document_fromstring(to_html(report, interactive=False))


def asked(name, held):
    return ask(name, held, as_of=DAY)


def test_the_report_holds_all_of_the_assessment_and_more(report, held):
    light = assess("QUAD", as_of=DAY, held=held)
    names = [section.id for section in report.sections]
    assert {section.id for section in light.sections} < set(names)
    assert set(ADDED) <= set(names)
    assert len(names) == len(set(names))
    for section in light.sections:
        assert {one.name for one in section.figures} <= {one.name for one in report.section(section.id).figures}


@pytest.mark.parametrize("section", PICTURES)
def test_no_picture_is_missing_from(section, report):
    assert PICTURES[section] <= {chart.name for chart in report.section(section).charts}


def test_every_picture_has_its_table(report):
    for section in report.sections:
        names = {table.name for table in section.tables}
        assert {chart.table for chart in section.charts} <= names


def test_each_step_is_told_as_it_begins(report, seen):
    assert seen == list(STEPS.values())


def test_the_answer_is_two_sentences_with_a_probability_and_two_ranks(report):
    first, second = (speaker().say(message) for message in report.answer)
    assert "probability" in first
    assert "by what a summit shows" in second


@pytest.mark.parametrize("name", ["NATO", "SCO", "EU", "G20", "CSTO", "WARSAW_PACT"])
def test_every_verdict_has_a_plain_sentence(name, held):
    judged = verdict(name, 2024, held.snapshot)
    told = speaker().say(plain_verdict(judged))
    assert ("owe each other defence" in told) == (judged.type == "alliance")
    assert "probability" in told


def test_headline_and_ladder_stand_on_the_first_screen(page):
    lead = page.find(".//section[@class='lead']")
    assert [figure.get("id") for figure in lead.iterfind(".//figure")] == ["standing-headline", "ladder-ladder"]
    assert lead.getnext().tag == "nav"


def test_json_has_every_section_of_the_report(report):
    made = to_json(report)
    assert set(ADDED) <= set(made)
    assert made["standing"]["surface_rank"]["value"] == report.section("standing").figures[0].estimate.value
    assert made["command"].endswith("--full")


def test_every_source_of_every_figure_is_listed(report):
    listed = {line.id for line in report.sources}
    assert set(report.source_ids()) <= listed


def test_the_files_behind_the_figures_have_hashes(report):
    rows = report.section("reproduce").tables[0].rows
    assert len(rows) > 10
    assert all(len(str(row[-1])) == 64 for row in rows)


def test_the_ladder_stands_beside_nato_and_the_nearest_on_the_surface(held):
    sco = asked("SCO", held)
    found = standing.standing(sco, held)
    section = standing.ladder_section(sco, found, held)
    shown = {row[1].label for row in section.tables[0].rows if isinstance(row[1], GroupingRef)}
    assert shown == {"SCO", "NATO", standing.peer(found, "SCO")}
    ranks = dict(zip(standing.names(found), found.surface.middle, strict=True))
    away = {name: abs(rank - ranks["SCO"]) for name, rank in ranks.items() if name not in ("SCO", "NATO")}
    assert away[standing.peer(found, "SCO")] == min(away.values())


def test_beside_nato_stands_another_alliance(held):
    found = standing.standing(asked("NATO", held), held)
    other = standing.peer(found, "NATO")
    row = next(row for row in found.rows if row["grouping"] == other)
    assert other != "NATO"
    assert max(standing.defence(row)) > 0


def test_a_rung_never_tested_is_unknown_and_not_zero(report):
    rows = report.section("ladder").tables[0].rows
    for row in rows:
        status, rate = row[2], row[-1]
        assert isinstance(status, Message)
        assert isinstance(rate, Estimate)
        assert rate.known == (status.text == "tested")


def test_the_crisis_of_the_sco_is_one_against_an_outsider_for_its_leader(held):
    chosen = crisis_part.choose(asked("SCO", held))
    assert chosen.own
    assert chosen.name == "taiwan-blockade"


def test_the_crisis_of_the_quad_is_put_to_it_and_says_so(report):
    told = speaker().say(report.section("crisis").sentences[0])
    assert load_scenario(crisis_part.COMMON).title in told
    assert "No shipped scenario was written for" in told


def test_the_crisis_says_that_the_game_does_not_beat_its_rivals(report):
    told = " ".join(speaker().say(message) for message in report.section("crisis").sentences)
    assert "does not beat its best rival" in told
    assert "equilibri" in told


def test_a_crisis_that_cannot_be_played_is_said_to_be_so(held, monkeypatch):
    from softbalance.terms.errors import BadInput

    def refuse(*_, **__):
        raise BadInput("nobody is asked")

    monkeypatch.setattr(crisis_part, "stress", refuse)
    section = crisis_part.crisis_section(asked("SCO", held), held)
    assert "nobody is asked" in speaker().say(section.notes[0])


def test_claims_on_turkey_concern_nato_and_not_the_quad(held):
    (claim,) = [one for one in shipped().claims if one.id == "turkey-arms-nato"]
    assert concerns(claim, asked("NATO", held))
    assert not concerns(claim, asked("QUAD", held))


def test_the_timeline_shows_indias_years_as_an_observer_before_it_joined(held):
    from softbalance.dossier.spells import spell_table

    rows = [row for row in spell_table(asked("SCO", held)).rows if row[0] == StateRef(750, date(2025, 9, 1))]
    member = next(row for row in rows if row[1] == Message("member"))
    assert (member[2], member[3]) == (date(2017, 6, 9), None)


def test_powers_have_no_bar_of_their_own_alignment(report):
    areas = next(table for table in report.section("members").tables if table.name == "areas")
    assert 2 not in {row[0].ccode for row in areas.rows if isinstance(row[0], StateRef)}
    assert 750 in {row[0].ccode for row in areas.rows if isinstance(row[0], StateRef)}


def test_a_grouping_made_up_by_the_user_has_no_rank_but_a_report(held):
    made = full_report("China, Russia", as_of=DAY, held=held)
    names = {section.id for section in made.sections}
    assert "standing" not in names
    assert {"ladder", "members", "crisis", "claims", "method"} <= names
    assert (
        html.document_fromstring(to_html(made, interactive=False)).find(".//section[@class='lead']//figure") is not None
    )
