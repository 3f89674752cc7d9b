"""The claims as a dossier, as JSON, on the command line, and as the page of the documentation says."""

import doctest
import inspect
import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from softbalance.dossier.claims import check_claims
from softbalance.dossier.claims.catalogue import TESTS
from softbalance.dossier.claims.page import rule_text, threshold
from softbalance.dossier.claims.registry import Rule
from softbalance.interfaces.claims_json import claims_json
from softbalance.interfaces.cli import application
from softbalance.interfaces.language import speaker
from softbalance.interfaces.markdown import to_markdown
from softbalance.terms.errors import BadInput

PAGE = Path(__file__).parents[3] / "docs" / "claims.md"
TOML = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
ESTIMATE_KEYS = {"value", "low", "high", "level", "n", "unit", "method", "coverage", "sources"}


@pytest.fixture
def registry(tmp_path, monkeypatch) -> Path:
    assert TOML is not None
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "two-claims.toml"
    file.write_text(TOML[1], encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def dossiers():
    return {lang: check_claims(as_of="2025-12-31", lang=lang) for lang in ("en", "zh-Hant")}


def run(*arguments: str):
    return CliRunner().invoke(application(), ["claims", *arguments])


def test_json_holds_one_list_of_claims_with_the_keys_of_an_estimate(dossiers):
    made = claims_json(dossiers["en"])
    assert list(made) == ["claims"]
    assert [claim["number"] for claim in made["claims"]] == list(range(1, 29))
    assert {claim["verdict"] for claim in made["claims"]} <= {"supported", "contradicted", "mixed", "not_testable"}
    assert all(set(claim["figure"]) == ESTIMATE_KEYS for claim in made["claims"])
    turkey = made["claims"][5]
    assert (turkey["id"], turkey["verdict"], turkey["kind"]) == ("turkey-exports-china", "contradicted", "fact")
    assert turkey["parts"][0]["figure"] == turkey["figure"]
    json.dumps(made, allow_nan=False)


def test_the_same_verdicts_stand_in_both_languages(dossiers):
    english, chinese = (claims_json(dossiers[lang], lang)["claims"] for lang in ("en", "zh-Hant"))
    assert [one["verdict"] for one in english] == [one["verdict"] for one in chinese]
    assert all(re.search(r"[\u4e00-\u9fff]", one["statement"]) for one in chinese)
    assert not any(re.search(r"[\u4e00-\u9fff]", one["statement"]) for one in english)


def test_every_claim_has_its_section_with_figures_and_a_chart(dossiers):
    sections = dossiers["en"].sections[1:]
    assert len(sections) == 28
    for section in sections:
        tables = {table.name for table in section.tables}
        assert section.charts
        assert all(chart.table in tables for chart in section.charts)


def test_each_judged_figure_is_drawn_beside_its_threshold(dossiers):
    rows = dossiers["en"].section("turkey-exports-china").tables[0].rows
    assert [row[1].text for row in rows] == ["found", "threshold", "found", "threshold", "found", "found"]
    assert [row[2].value for row in rows if row[1].text == "threshold"] == [0.40, 0.40]
    bound = threshold(Rule(within=(-0.05, 0.05)), "index")
    assert (bound.low, bound.value, bound.high) == (-0.05, 0.0, 0.05)


def test_the_page_says_when_its_thresholds_were_fixed(dossiers):
    assert "Thresholds were fixed on 23 November 2026" in to_markdown(dossiers["en"], "en")


def test_a_language_that_is_not_offered_is_refused():
    with pytest.raises(BadInput, match="en, zh-Hant"):
        check_claims(lang="fr")


def test_every_source_of_a_figure_can_be_cited(dossiers):
    dossier = dossiers["en"]
    listed = {line.id: line for line in dossier.sources}
    assert set(dossier.source_ids()) <= set(listed)
    assert listed["sco-tianjin-2025:eu_kazakhstan_2022"].landing_page.startswith("https://")
    assert listed["imf_imts_us_china"].citation
    assert dossier.sources[0].id == "sco-tianjin-2025"


def test_the_page_says_plainly_what_is_contradicted(dossiers):
    text = to_markdown(dossiers["en"], "en")
    assert "The evidence contradicts no. 5 and no. 6." in text
    assert "Why there:" in text
    assert "What the tests cannot see:" in text


@pytest.mark.parametrize(
    ("rule", "unit", "said"),
    [
        (Rule(at_least=0.4), "share", "at least 40.0%"),
        (Rule(at_most=-0.05), "index", "at most −0.050"),
        (Rule(within=(18, 22)), "count", "from 18 to 22"),
        (Rule(within=(2024, 2024)), "year", "just 2024"),
    ],
)
def test_a_rule_is_said_in_the_unit_of_its_figure(rule, unit, said):
    assert speaker("en").say(rule_text(rule, unit)) == said


def test_the_page_of_the_documentation_does_what_it_says(registry):
    ran = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert (ran.failed, ran.attempted > 3) == (0, True)


def test_the_page_names_every_test_with_its_arguments():
    text = PAGE.read_text(encoding="utf-8")
    for name, test in TESTS.items():
        row = re.search(rf"^\| `{name}` \| (.*?) \|", text, re.MULTILINE)
        assert row is not None
        keys = {key for key, one in inspect.signature(test).parameters.items() if one.kind is one.KEYWORD_ONLY}
        assert set(re.findall(r"`(\w+)`", row[1])) == keys


def test_the_command_line_checks_a_registry_and_refuses_a_broken_one(registry):
    fine = run("check", str(registry))
    assert (fine.exit_code, fine.stdout.strip()) == (0, f"{registry}: 2 claims, 3 parts, no fault found.")
    registry.write_text(TOML[1].replace('sources = ["communique"]', ""), encoding="utf-8")
    broken = run("check", str(registry))
    assert broken.exit_code != 0
    assert "claim minerals-signed-2023 names no source" in str(broken.exception)


def test_the_command_line_tells_a_registry_in_text_in_json_and_in_a_report(registry, tmp_path):
    shutil.copy(registry, tmp_path / "copy.toml")
    told = run("--registry", "copy.toml", "--as-of", "2025-12-31", "--against", "2023-12-31")
    assert told.exit_code == 0
    assert "minerals-signed-2023" in told.stdout
    assert "Verdicts that changed: minerals-signed-2023." in told.stdout
    made = json.loads(run("--registry", "copy.toml", "--json", "--lang", "zh-Hant").stdout)
    assert [one["verdict"] for one in made["claims"]] == ["supported", "contradicted"]
    assert made["claims"][0]["statement"] == "巴基斯坦的軍備來自中國。"
    assert run("--registry", "copy.toml", "--report", "claims.md").exit_code == 0
    assert "pakistan-arms-china" in (tmp_path / "claims.md").read_text(encoding="utf-8")
