from datetime import date

import polars as pl

from softbalance.evidence.issues import ISSUES, agreement_with_published, classify, title_key
from softbalance.evidence.snapshot import shipped

CALLS = pl.DataFrame(
    {
        "roll_call": [1, 2, 3, 4],
        "date": [date(2010, 1, 1), date(2011, 1, 1), date(2024, 1, 1), date(2024, 2, 1)],
        "title": [
            "Nuclear disarmament",
            "Nuclear disarmament",
            "Nuclear disarmament : resolution / adopted by the General Assembly",
            "Situation of human rights in the Islamic Republic of Iran",
        ],
        "agenda": [None, None, None, None],
    },
    schema_overrides={"agenda": pl.String},
)


def codes(*rows):
    named = [{"roll_call": call} | {issue: issue in given for issue in ISSUES} for call, given in rows]
    return pl.DataFrame(named)


def test_a_published_code_holds_and_a_later_equal_title_takes_the_latest_one():
    found = classify(CALLS, codes((1, {"di"}), (2, {"di", "nu"})))
    rules = dict(found.select("roll_call", "issue_rule").iter_rows())
    assert rules == {1: "published", 2: "published", 3: "same title", 4: "keywords"}
    third = found.filter(roll_call=3).row(0, named=True)
    assert (third["di"], third["nu"], third["hr"]) == (True, True, False)
    assert not found.filter(roll_call=1)["nu"].item()


def test_an_earlier_vote_takes_no_code_from_a_later_one():
    found = classify(CALLS, codes((3, {"ec"})))
    assert found.filter(roll_call=1)["issue_rule"].item() == "keywords"
    assert not found.filter(roll_call=1)["ec"].item()


def test_keywords_know_human_rights_in_iran():
    assert classify(CALLS, codes((1, {"di"}))).filter(roll_call=4)["hr"].item()


def test_titles_meet_without_their_closing_formula_and_punctuation():
    titles = ["The Syrian Golan. : resolution / adopted by the General Assembly", "The Syrian Golan"]
    assert pl.DataFrame({"t": titles}).select(title_key(pl.col("t"))).to_series().n_unique() == 1


def test_agreement_hides_the_codes_it_is_compared_with():
    published = codes((1, {"di"}), (2, {"ec"}))
    agreement = agreement_with_published(CALLS, published, since=2011)
    economic = agreement.filter(issue="ec").row(0, named=True)
    assert (economic["n"], economic["published"], economic["ruled"], economic["agree"]) == (1, 1, 0, 0.0)


def test_the_rules_agree_with_published_codes_on_the_years_hidden_from_them():
    agreement = shipped().table("issue_agreement")
    assert set(agreement["issue"]) == set(ISSUES)
    assert (agreement["n"] > 500).all()
    assert agreement.filter(pl.col("issue").is_in(["me", "nu", "di", "hr"]))["kappa"].min() > 0.6
    assert agreement["agree"].min() > 0.85
