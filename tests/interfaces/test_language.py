"""Which language a tag means, and how facts are said in it."""

import subprocess
import sys
from datetime import date

import pytest

from softbalance.dossier.model import Column, GroupingRef, Message, Share, StateRef, written
from softbalance.interfaces.language import negotiate, speaker
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import Estimate


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-TW", "zh-HK", "zh_TW.UTF-8", "zh-Hant-MO"])
def test_taiwan_and_hong_kong_read_traditional_chinese(tag):
    assert negotiate(tag) == "zh-Hant"


@pytest.mark.parametrize("tag", ["zh-CN", "zh-Hans", "zh", "fr", "klingon", "", "x" * 200])
def test_a_language_not_offered_is_refused_with_what_is(tag):
    with pytest.raises(BadInput, match="Allowed: en, zh-Hant"):
        negotiate(tag)


def test_a_sentence_is_filled_in_the_readers_language():
    message = Message("{who} {year} {n} {p} {day} {truth} {nothing}", {
        "who": (StateRef(750), StateRef(710)), "year": 2017, "n": 1234, "p": Share(0.5), "day": date(2017, 6, 9),
        "truth": True, "nothing": None,
    })  # fmt: skip
    assert speaker("en").say(message) == "India and China 2017 1,234 50.0% 9 June 2017 yes unknown"
    assert speaker("zh-TW").say(message) == "印度和中國 2017 1,234 50.0% 2017年6月9日 是 未知"


def test_names_are_never_read_as_templates():
    message = Message("{who} met.", {"who": GroupingRef("{x} & {0}")})
    assert speaker("en").say(message) == "{x} & {0} met."


def test_a_state_is_called_as_it_was_on_the_day():
    message = Message("{who}", {"who": StateRef(365, date(1980, 1, 1))})
    assert (speaker("en").say(message), speaker("zh-Hant").say(message)) == ("Soviet Union", "蘇聯")


@pytest.mark.parametrize(("count", "said"), [(1, "1 vote."), (0, "0 votes."), (2, "2 votes.")])
def test_the_count_chooses_singular_or_plural(count, said):
    assert speaker("en").say(Message("{n} vote.", {"n": count}, plural="{n} votes.", count=count)) == said


def test_unknown_is_said_with_its_reason_and_never_as_zero():
    unknown = Estimate.unknown("share", "rate", "Never tested.")
    assert speaker("en").figure(unknown) == "unknown: Never tested."
    assert speaker("en").cell(Column("x", Message("x"), "estimate"), None) == "unknown"


def test_an_unusual_level_is_said():
    assert speaker("en").figure(Estimate(0.5, 0.4, 0.6, 0.95, n=3)) == "0.50 [0.40, 0.60] (95%) n=3"
    assert speaker("en").figure(Estimate(0.5, level=0.95)) == "0.50"


def test_english_needs_no_babel():
    code = (
        "import sys; from tests.interfaces.dossiers import dossier; from softbalance.interfaces.terminal import show; "
        "show(dossier(), file=open('/dev/null', 'w')); "
        "print([m for m in ('babel', 'altair', 'jinja2', 'pandas', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_methods_are_said_in_chinese_part_by_part():
    method = "agreement_index, absences missing; 300 draws; something new, of its own"
    assert speaker("en").method(method) == method
    assert speaker("zh-Hant").method(method) == "一致指數，不計缺席；300次抽樣；something new，of its own"
    whole = "share of draws of indicators, weights and thresholds"
    assert speaker("zh-Hant").method(whole) == "變動指標、權重與門檻的抽樣比例"


def test_nought_was_asked_and_an_empty_list_was_not():
    told = speaker("en").asked({"threshold": 0.0, "added": [], "since": None})
    assert [label for label, _ in told] == ["Threshold"]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("The members of {who} met.", "The members of the United States met."),
        ("{who} met.", "The United States met."),
        ("Profile: {who}", "Profile: United States"),
        ("{who}", "United States"),
        ("exports, {who}", "exports, United States"),
    ],
)
def test_an_english_name_has_its_article_in_running_text_only(template, said):
    assert speaker("en").say(Message(template, {"who": StateRef(2)})) == said


def test_each_of_several_names_has_its_own_article():
    message = Message("Led by {who}.", {"who": (StateRef(710), StateRef(2), GroupingRef("EU"), GroupingRef("BRICS"))})
    assert speaker("en").say(message) == "Led by China, the United States, the European Union and BRICS."


def test_a_text_with_its_own_translations_is_no_template():
    message = written("Blockade {of} Taiwan", "封鎖{臺灣}")
    assert (speaker("en").say(message), speaker("zh-Hant").say(message)) == ("Blockade {of} Taiwan", "封鎖{臺灣}")


def test_a_made_up_grouping_is_called_by_its_states():
    message = Message("{who}", {"who": GroupingRef("CHN+RUS+USA")})
    assert speaker("zh-Hant").say(message) == "中國、俄羅斯和美國"


def test_an_interval_that_is_certain_has_bounds():
    assert speaker("en").figure(Estimate(0.5, 0.4, 0.6, 1.0, n=3)) == "0.50 [0.40, 0.60] (bounds) n=3"
