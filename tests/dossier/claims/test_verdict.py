"""From figures to verdicts, with evidence planted for each of the four outcomes."""

import pytest

from softbalance.dossier.claims.asking import check_claims
from softbalance.dossier.claims.check import check_registry, evidence_as_of
from softbalance.dossier.claims.diff import changes
from softbalance.dossier.claims.reading import parse_registry
from softbalance.dossier.claims.registry import Rule
from softbalance.dossier.claims.verdict import VERDICTS, combine, judge
from softbalance.terms.estimate import Estimate
from tests.dossier.claims.planted import growth_table, held_with, registry_text

GROWTH = """label = "Growth"
test = "trade_growth"
args = { exporter = "TUR", importer = "CHN", report = "importer", since = 2022, until = 2024 }
rule = { at_least = 0.40, contradicted_below = 0.20 }"""


@pytest.mark.parametrize(
    ("factors", "verdict"),
    [((1.2, 1.2), "supported"), ((1.1, 1.05), "contradicted"), ((1.1, 1.2), "mixed"), ((1.5,), "not_testable")],
)
def test_planted_trade_meets_each_of_the_four_verdicts(tmp_path, factors, verdict):
    rows = [(640, 710, "importer", 2023 + place, factor) for place, factor in enumerate(factors)]
    held = held_with(tmp_path / "snapshot", {"claims_trade_growth": growth_table(rows)})
    registry = parse_registry(registry_text(GROWTH))
    found = check_registry(registry, evidence_as_of(held, "2024-12-31"))[0]
    assert found.verdict == verdict
    assert found.verdict in VERDICTS


@pytest.mark.parametrize(
    ("low", "value", "high", "verdict"),
    [
        (-0.01, 0.02, 0.04, "supported"),
        (-0.01, 0.02, 0.09, "mixed"),
        (-0.30, 0.02, 0.30, "mixed"),
        (0.06, 0.08, 0.10, "contradicted"),
        (-0.20, -0.10, -0.06, "contradicted"),
        (-0.05, 0.0, 0.05, "supported"),
    ],
)
def test_no_effect_is_supported_by_a_narrow_interval_inside_the_bound_and_not_by_a_wide_one(low, value, high, verdict):
    assert judge(Estimate(value, low, high), Rule(within=(-0.05, 0.05))) == verdict


@pytest.mark.parametrize(
    ("low", "value", "high", "verdict"),
    [
        (0.41, 0.5, 0.6, "supported"),
        (0.39, 0.5, 0.6, "mixed"),
        (0.0, 0.1, 0.2, "mixed"),
        (0.0, 0.1, 0.19, "contradicted"),
    ],
)
def test_between_support_and_contradiction_the_figure_decides_nothing(low, value, high, verdict):
    figure = Estimate(value, low, high)
    assert judge(figure, Rule(at_least=0.40, contradicted_below=0.20)) == verdict
    mirrored = Estimate(-value, -high, -low)
    assert judge(mirrored, Rule(at_most=-0.40, contradicted_above=-0.20)) == verdict


def test_a_figure_without_interval_is_judged_as_a_point():
    assert judge(Estimate(0.5), Rule(at_least=0.5)) == "supported"
    assert judge(Estimate(0.499), Rule(at_least=0.5)) == "contradicted"
    assert judge(Estimate(2022.0), Rule(within=(2024, 2024))) == "contradicted"


def test_what_is_unknown_is_not_testable_whatever_the_rule():
    unknown = Estimate.unknown("share", "none", "nothing is held")
    for rule in (Rule(at_least=0.0), Rule(at_most=1.0), Rule(within=(-1.0, 1.0))):
        assert judge(unknown, rule) == "not_testable"


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "contradicted"], "mixed"),
        (["supported", "mixed"], "mixed"),
        (["contradicted", "mixed"], "mixed"),
        (["contradicted", "not_testable", "not_testable"], "contradicted"),
        (["supported", "not_testable"], "not_testable"),
        (["supported", "supported", "not_testable"], "supported"),
        (["not_testable"], "not_testable"),
        (["mixed", "not_testable"], "mixed"),
        ([], "not_testable"),
    ],
)
def test_a_claim_says_all_its_parts_at_once(parts, verdict):
    assert combine(parts) == verdict


def test_context_does_not_enter_the_verdict(tmp_path):
    rows = [(640, 710, "importer", year, 1.3) for year in (2023, 2024)]
    held = held_with(tmp_path / "snapshot", {"claims_trade_growth": growth_table(rows)})
    context = GROWTH.replace('exporter = "TUR", importer = "CHN"', 'exporter = "CHN", importer = "TUR"')
    text = registry_text(GROWTH) + f"\n[[claims.parts]]\njudged = false\n{context}\n"
    found = check_registry(parse_registry(text), evidence_as_of(held, None))[0]
    assert [part.verdict for part in found.parts] == ["supported", None]
    assert (found.verdict, found.tested) == ("supported", (1, 1))


def test_a_prediction_has_no_verdict_before_its_day_but_a_figure(tmp_path):
    rows = [(640, 710, "importer", year, 1.3) for year in (2023, 2024)]
    held = held_with(tmp_path / "snapshot", {"claims_trade_growth": growth_table(rows)})
    ahead, past = (
        parse_registry(registry_text(GROWTH, kind=f'kind = "prediction"\ndue = {day}'))
        for day in ("2030-12-31", "2024-06-30")
    )
    found = check_registry(ahead, evidence_as_of(held, None))[0]
    assert (found.verdict, found.headline.verdict) == ("not_testable", "not_testable")
    assert found.headline.figure.value == pytest.approx(0.69, abs=1e-6)
    assert check_registry(past, evidence_as_of(held, None))[0].verdict == "supported"


def test_a_fact_counts_from_the_day_it_was_known(tmp_path):
    fact = """label = "Year"
fact = { value = 2022, unit = "year", source = "paper", known_since = 2022-11-08 }
rule = { within = [2024, 2024] }"""
    held = held_with(tmp_path / "snapshot", {})
    registry = parse_registry(registry_text(fact, sources='sources = ["paper"]'))
    before, after = (check_registry(registry, evidence_as_of(held, day)) for day in ("2022-11-07", "2022-11-08"))
    assert changes(after, before) == {"a-claim": ("not_testable", "contradicted")}
    assert changes(after, after) == {}


def test_the_difference_between_two_days_is_told(tmp_path):
    rows = [(640, 710, "importer", year, 1.3) for year in (2023, 2024)]
    held = held_with(tmp_path / "snapshot", {"claims_trade_growth": growth_table(rows)})
    registry = parse_registry(registry_text(GROWTH))
    dossier = check_claims(registry, as_of="2024", against="2023", held=held)
    table = dossier.section("verdicts").tables[0]
    row = dict(zip([column.name for column in table.columns], table.rows[0], strict=True))
    assert (row["verdict_before"].text, row["verdict"].text) == ("not testable", "supported")
    assert dossier.answer[-1].args["claims"] == ("a-claim",)


def test_the_headline_of_a_mixed_claim_is_a_part_that_does_not_support_it(tmp_path):
    rows = [(640, 710, "importer", 2023, 1.3), (640, 710, "importer", 2024, 1.3)]
    rows += [(710, 640, "exporter", 2023, 1.0), (710, 640, "exporter", 2024, 1.0)]
    held = held_with(tmp_path / "snapshot", {"claims_trade_growth": growth_table(rows)})
    other = GROWTH.replace(
        'exporter = "TUR", importer = "CHN", report = "importer"',
        'exporter = "CHN", importer = "TUR", report = "exporter"',
    )
    text = registry_text(GROWTH) + f"\n[[claims.parts]]\n{other}\n"
    found = check_registry(parse_registry(text), evidence_as_of(held, None))[0]
    assert (found.verdict, found.headline.figure.value) == ("mixed", pytest.approx(0.0))
