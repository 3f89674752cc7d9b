"""The dossier as JSON."""

import json

import pytest

from softbalance.dossier.model import Figure, Message, Section
from softbalance.interfaces.as_json import dumps, to_json
from softbalance.terms.estimate import Estimate

from .dossiers import MARKUP, SAY, bare, dossier

KEYS = ["value", "low", "high", "level", "n", "unit", "method", "coverage", "sources"]


def estimates(tree):
    if isinstance(tree, dict):
        if "coverage" in tree:
            yield {key: tree[key] for key in KEYS}
        tree = [value for key, value in tree.items() if key not in KEYS]
    if isinstance(tree, list):
        for item in tree:
            yield from estimates(item)


def test_every_figure_stands_in_the_json_unrounded():
    whole = dossier()
    found = [Estimate.from_dict(tree) for tree in estimates(json.loads(dumps(whole)))]
    assert sorted(found, key=repr) == sorted(whole.estimates(), key=repr)


def test_dots_nest_figures():
    said = to_json(dossier())["say"]
    assert said["agreement_index"]["value"] == 0.8134567
    assert said["by_stake"]["contested"]["agreement_index"]["level"] == 0.95
    assert list(said["agreement_index"]) == KEYS


def test_a_figure_without_a_name_is_its_sections_own():
    section = Section(
        "hedging",
        Message("h"),
        figures=(Figure("", Message("all"), Estimate(0.5)), Figure("arms", Message("arms"), Estimate(0.2))),
    )
    told = to_json(dossier(sections=(section,)))["hedging"]
    assert (told["value"], told["arms"]["value"]) == (0.5, 0.2)


def test_tables_are_records_with_codes_dates_and_empty_cells():
    row = to_json(dossier())["surface"]["tables"]["members"][3]
    assert row["state"] == "KGZ"
    assert row["start"] == "2001-06-15"
    assert row["gdp_usd"] is row["gdp_share"] is row["end"] is None
    assert (row["role"], row["year"], row["nuclear"]) == ("member", 2024, False)


def test_sentences_are_in_the_language_asked_for_and_figures_the_same():
    english, chinese = to_json(dossier()), to_json(dossier(), "zh-TW")
    assert chinese["lang"] == "zh-Hant"
    assert "哈薩克" in chinese["say"]["sentences"][2]
    assert list(estimates(english)) == list(estimates(chinese))


def test_markup_is_kept_as_it_was_given():
    assert MARKUP in to_json(dossier())["title"]


def test_everything_else_of_a_dossier_is_there():
    told = to_json(dossier())
    assert [line["id"] for line in told["sources"]] == ["votes", "gdp", "sanctions"]
    assert told["notes"] == ["Motives are not observed."]
    assert told["say"]["charts"]["over_time"]["note"] == "Bands are intervals."
    assert told["surface"]["about_tables"]["members"]["note"] == "Iran's figures are the World Bank's."
    assert told["nothing"]["tables"] == {}
    assert to_json(bare())["title"] == "Nothing is known"


@pytest.mark.parametrize(
    "section",
    [
        Section("sources", Message("s")),
        Section(
            "x", Message("x"), figures=(Figure("a", Message("a"), Estimate(1)), Figure("a", Message("b"), Estimate(2)))
        ),
        Section("x", Message("x"), figures=(Figure("tables", Message("a"), Estimate(1)),)),
    ],
)
def test_names_that_would_hide_one_another_are_refused(section):
    with pytest.raises(ValueError, match=r"taken|two figures|reserved"):
        to_json(dossier(sections=(section,)))


def test_two_sections_of_one_id_are_refused():
    with pytest.raises(ValueError, match="taken"):
        to_json(dossier(sections=(SAY, SAY)))
