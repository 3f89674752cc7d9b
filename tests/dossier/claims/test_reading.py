"""What is refused as a registry, and what the reader is told."""

import pytest

from softbalance.dossier.claims.reading import parse_registry, read_registry
from softbalance.terms.errors import BadInput
from tests.dossier.claims.planted import registry_text

PART = """label = "Arms"
test = "arms_share"
args = { state = "IND", suppliers = ["USA"] }
rule = { at_least = 0.3 }"""
FACT = """label = "Year"
fact = { value = 2022, unit = "year", source = "paper", known_since = 2022-11-08 }
rule = { within = [2024, 2024] }"""


def refused(part: str = PART, **changes: str) -> str:
    with pytest.raises(BadInput) as fault:
        parse_registry(registry_text(part, **changes))
    return str(fault.value)


def test_a_registry_in_either_language_or_both_is_read():
    for statement in ('statement = "Only English."', 'statement = { zh_hant = "只有中文。" }'):
        found = parse_registry(registry_text(PART, statement=statement)).claims[0].statement
        assert found.said("en") == found.said("zh-Hant") != ""
    both = parse_registry(registry_text(PART)).claims[0].statement
    assert both.said("en") != both.said("zh-Hant")


def test_a_claim_without_a_source_is_refused_with_the_reason():
    assert "claim a-claim names no source; a claim without a source is refused" in refused(sources="")
    assert "without a source" in refused(sources="sources = []")


def test_a_claim_without_a_test_is_refused_with_the_reason():
    text = registry_text(PART).split("[[claims.parts]]")[0]
    with pytest.raises(BadInput, match=r"claim a-claim has no test; a claim without a test is refused"):
        parse_registry(text)


def test_a_source_nobody_declares_is_refused_with_the_nearest():
    assert "Nearest: imf_imts_us_china" in refused(sources='sources = ["imf_imts_us_chna"]')


def test_an_unknown_test_is_refused_with_the_nearest():
    said = refused(PART.replace("arms_share", "arms_shares"))
    assert "Unknown test 'arms_shares'. Nearest: arms_share" in said


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ('{ state = "IND" }', "missing argument suppliers"),
        ('{ state = "IND", suppliers = ["USA"], since = 2000 }', "unknown argument since; it takes state, suppliers"),
        ('{ state = 750, suppliers = ["USA"] }', "state must be a text, not 750"),
        ('{ state = "IND", suppliers = "USA" }', "suppliers must be a list, each a text"),
        ('{ state = "IND", suppliers = [] }', "suppliers must be a list"),
        ('{ state = "Indja", suppliers = ["USA"] }', "Indja"),
        ('{ state = "IND", suppliers = ["NATOO"] }', "NATOO"),
    ],
)
def test_arguments_a_test_cannot_take_are_refused(args, said):
    assert said in refused(PART.replace('{ state = "IND", suppliers = ["USA"] }', args))


def test_an_argument_of_a_fixed_choice_names_the_choices():
    part = """label = "Growth"
test = "trade_growth"
args = { exporter = "TUR", importer = "CHN", report = "mirror", since = 2022, until = 2024 }
rule = { at_least = 0.4 }"""
    assert "report must be one of exporter, importer, not 'mirror'" in refused(part)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "has no rule; say beforehand what counts"),
        ("rule = {}", "exactly one of at_least, at_most, within; given: none"),
        ("rule = { at_least = 1, at_most = 2 }", "given: at_least, at_most"),
        ('rule = { at_least = "high" }', "rule.at_least must be a number, not 'high'"),
        ("rule = { at_least = true }", "must be a number"),
        ("rule = { at_least = nan }", "must be a number"),
        ("rule = { within = [2, 1] }", "within is reversed"),
        ("rule = { within = 1 }", "within is a pair"),
        ("rule = { at_least = 0.4, contradicted_below = 0.5 }", "contradicted_below goes with at_least"),
        ("rule = { at_most = 0.4, contradicted_below = 0.1 }", "contradicted_below goes with at_least"),
        ("rule = { at_most = 0.4, contradicted_above = 0.3 }", "contradicted_above goes with at_most"),
        ("rule = { atleast = 0.4 }", "unknown key atleast"),
    ],
)
def test_a_rule_that_is_none_is_refused(rule, said):
    assert said in refused(PART.replace("rule = { at_least = 0.3 }", rule))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": 'kind = "opinion"'}, "kind must be one of fact, interpretation, prediction"),
        ({"kind": 'kind = "prediction"'}, "a prediction names the day on which it is scored"),
        ({"kind": 'kind = "fact"\ndue = 2030-01-01'}, "a prediction names the day on which it is scored"),
        ({"number": 'number = "one"'}, "number must be a int"),
        ({"number": "number = true"}, "number must be a int"),
        ({"statement": 'statement = { fr = "Non." }'}, "statement must be a text"),
        ({"statement": 'statement = ""'}, "statement must be a text"),
        ({"why_threshold": ""}, "missing why_threshold"),
        ({"supported_if": ""}, "missing supported_if"),
        ({"id": 'id = "a-claim"\ncolour = "red"'}, "unknown key colour; allowed: "),
    ],
)
def test_a_claim_that_lacks_or_adds_something_is_refused(changes, said):
    assert said in refused(**changes)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (PART + '\nneeds = "more"', "exactly one of test, fact, needs; given: test, needs"),
        ('label = "Nothing"', "exactly one of test, fact, needs; given: none"),
        (FACT + "\nargs = { a = 1 }", "args belong to a test"),
        ('label = "Nothing"\nneeds = "data"\nrule = { at_least = 1 }', "nothing open can settle has no rule"),
        (FACT.replace('"paper"', '"hearsay"'), "the fact cites 'hearsay'"),
        (FACT.replace(", known_since = 2022-11-08", ""), "missing known_since"),
        (FACT.replace("value = 2022", 'value = "2022"'), "fact.value must be a number"),
        (PART + "\njudged = false", "every part has judged = false"),
        (PART + '\njudged = "no"', "judged must be a bool"),
    ],
)
def test_a_part_that_is_none_is_refused(part, said):
    assert said in refused(part)


def test_ids_and_numbers_stand_once():
    twice = registry_text(PART)
    block = twice[twice.index("[[claims]]") :]
    with pytest.raises(BadInput, match="claim id given twice: a-claim"):
        parse_registry(twice + block)
    with pytest.raises(BadInput, match="claim number given twice: 1"):
        parse_registry(twice + block.replace("a-claim", "b-claim"))


def test_a_registry_without_claims_or_that_is_no_toml_is_refused(tmp_path):
    with pytest.raises(BadInput, match="has no claims"):
        parse_registry(
            'claims = []\nid = "a"\ntitle = "b"\nthresholds_fixed = 2025-01-01\ndocument = { citation = "c" }'
        )
    with pytest.raises(BadInput, match="is no TOML"):
        parse_registry("claims = [")
    with pytest.raises(BadInput, match="There is no registry"):
        read_registry(tmp_path / "nowhere.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes('id = "é"'.encode("latin-1"))
    with pytest.raises(BadInput, match="not UTF-8"):
        read_registry(latin)
