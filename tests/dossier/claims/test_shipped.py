"""The registry that ships: complete, in both languages, and what the shipped evidence says of it."""

import re
from datetime import date

import pytest

from softbalance.dossier.claims.catalogue import TESTS
from softbalance.dossier.claims.check import Checked, check_claim, check_registry, evidence_as_of
from softbalance.dossier.claims.reading import shipped as shipped_registry
from softbalance.dossier.held import Held
from softbalance.evidence.snapshot import shipped as shipped_snapshot

REGISTRY = shipped_registry()
CLAIMS = {claim.id: claim for claim in REGISTRY.claims}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def found() -> dict[str, Checked]:
    evidence = evidence_as_of(Held(shipped_snapshot()), "2025-12-31")
    return {one.claim.id: one for one in check_registry(REGISTRY, evidence)}


def value(one: Checked, part: int) -> float:
    number = one.parts[part].figure.value
    assert number is not None
    return number


def test_all_twenty_eight_claims_are_there_in_order():
    assert [claim.number for claim in REGISTRY.claims] == list(range(1, 29))
    assert CLAIMS["turkey-exports-china"].number == 6
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", claim_id) for claim_id in CLAIMS)


@pytest.mark.parametrize("claim", REGISTRY.claims, ids=CLAIMS)
def test_every_text_stands_in_english_and_in_chinese(claim):
    texts = [claim.statement, claim.supported_if, claim.contradicted_if, claim.why_threshold]
    texts += [part.label for part in claim.parts] + [part.needs for part in claim.parts if part.needs]
    texts += [claim.limits] if claim.limits else []
    for text in texts:
        assert CHINESE.search(text.zh_hant)
        assert re.search("[A-Za-z]{3}", text.en)
        assert not CHINESE.search(text.en)


@pytest.mark.parametrize("claim", REGISTRY.claims, ids=CLAIMS)
def test_every_claim_can_be_judged_by_a_rule_written_beforehand(claim):
    assert claim.sources
    assert any(part.judged and part.rule is not None for part in claim.parts)
    assert all(part.rule is not None or part.needs is not None for part in claim.parts if part.judged)
    assert (claim.due is not None) == (claim.kind == "prediction")


def test_every_test_there_is_is_asked_by_some_claim():
    asked = {part.test for claim in REGISTRY.claims for part in claim.parts if part.test}
    assert asked == set(TESTS)


def test_every_document_is_cited_by_a_fact_and_says_how_it_was_checked():
    cited = {part.fact.source for claim in REGISTRY.claims for part in claim.parts if part.fact}
    assert cited == set(REGISTRY.sources)
    assert all(source.url.startswith("http") and source.checked for source in REGISTRY.sources.values())


def test_it_runs_offline_on_the_snapshot_alone(found):
    assert set(found) == set(CLAIMS)


def test_china_reports_five_per_cent_more_from_turkey_where_the_essay_says_forty(found):
    # IMF International Trade in Goods by partner, China's imports (CIF) from Turkey: 4,533.4 / 4,526.3 / 4,758.5
    # million USD in 2022, 2023, 2024; China's exports to Turkey: 34,096 and 38,139 million in 2022 and 2024
    turkey = found["turkey-exports-china"]
    assert turkey.verdict == "contradicted"
    assert value(turkey, 0) == pytest.approx(4758.5 / 4533.4 - 1, abs=2e-4)
    assert turkey.parts[1].verdict == "not_testable"
    assert "not held" in turkey.parts[1].figure.coverage.note
    assert value(turkey, 2) == pytest.approx(38139 / 34096 - 1, abs=1e-3)


def test_russia_and_not_america_and_japan_supplies_indias_arms(found):
    # SIPRI, Trends in International Arms Transfers 2024: India's imports 2020-24 from Russia 36 %, France 33 %,
    # Israel 13 %; the United States are not among the first three
    india = found["india-depends-us-japan"]
    assert india.verdict == "contradicted"
    assert value(india, 0) < 0.13
    assert value(india, 2) == pytest.approx(0.36, abs=0.03)
    assert india.tested == (2, 3)


def test_the_united_states_supply_three_quarters_of_saudi_arms(found):
    # SIPRI, Trends in International Arms Transfers 2024: 74 % in 2020-24
    assert found["saudi-us-security-russia-oil"].verdict == "supported"
    assert value(found["saudi-us-security-russia-oil"], 0) == pytest.approx(0.74, abs=0.03)


def test_kazakhstan_gets_its_arms_from_russia(found):
    # SIPRI, Trends in International Arms Transfers 2024: 88 % in 2020-24
    spread = found["central-asia-platform-and-spread"]
    assert spread.verdict == "mixed"
    assert (value(spread, 2), spread.parts[2].verdict) == (pytest.approx(0.88, abs=0.02), "contradicted")


def test_the_minerals_memorandum_is_of_2022_and_the_one_of_2024_is_uzbekistans(found):
    minerals = found["kazakhstan-eu-minerals"]
    assert [part.verdict for part in minerals.parts] == ["supported", "contradicted", None]
    assert (value(minerals, 1), value(minerals, 2)) == (2022, 2024)
    assert minerals.verdict == "mixed"


def test_the_charter_makes_no_alliance(found):
    # Charter of the SCO of 2002: no clause on defence; ATOP 5.1, treaties 4810 and 6020
    assert found["platform-not-alliance"].verdict == "supported"
    assert [value(found["platform-not-alliance"], part) for part in range(4)] == [0, 0, 0, 0]


def test_founding_members_and_accessions_are_as_the_essay_says(found):
    assert found["sco-founding-and-members"].verdict == "supported"
    assert [value(found["sco-founding-and-members"], part) for part in (0, 2)] == [2001, 10]
    assert value(found["iran-not-in-step"], 0) == 2023


def test_important_votes_divide_the_members(found):
    stakes = found["reservations-grow-with-stakes"]
    assert [part.verdict for part in stakes.parts[:2]] == ["supported", "supported"]


def test_members_at_odds_vote_no_less_alike_than_others(found):
    assert found["disputes-weaken-cohesion"].parts[1].verdict == "contradicted"


def test_groupings_with_a_large_output_vote_together_less_than_chance_would_have_it(found):
    output = found["surface-no-guide"].parts[1]
    assert output.verdict == "contradicted"
    assert output.figure.high < 0


def test_the_prediction_waits_for_its_day_and_states_a_probability(found):
    loose = found["sco-stays-loose"]
    assert (loose.claim.due, loose.verdict) == (date(2030, 12, 31), "not_testable")
    low, high = loose.headline.figure.low, loose.headline.figure.high
    assert 0 < low < value(loose, 0) < high < 1


def test_high_technology_says_what_would_be_needed(found):
    part = found["india-depends-us-japan"].parts[3]
    assert part.verdict == "not_testable"
    assert "8542" in part.figure.coverage.note


def test_before_the_summit_nothing_about_it_is_known():
    evidence = evidence_as_of(Held(shipped_snapshot()), "2024-12-31")
    chosen = [
        CLAIMS[name] for name in ("tianjin-twenty-leaders", "modi-first-visit-seven-years", "turkey-exports-china")
    ]
    verdicts = [check_claim(claim, REGISTRY, evidence).verdict for claim in chosen]
    assert verdicts == ["not_testable", "not_testable", "contradicted"]
