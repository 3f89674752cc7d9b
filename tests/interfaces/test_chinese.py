"""What a reader of Chinese is shown holds no English but names of data, codes, units and citations."""

import io
import re
from functools import cache

import pytest

from softbalance.crisis.scenario import shipped as scenarios_shipped
from softbalance.dossier.assess import assess
from softbalance.dossier.case import case
from softbalance.dossier.claims import check_claims
from softbalance.dossier.claims.reading import shipped
from softbalance.dossier.compare import compare
from softbalance.dossier.held import Held
from softbalance.dossier.ladder import ladder
from softbalance.dossier.levers import levers
from softbalance.dossier.model import Dossier, Message, Section
from softbalance.dossier.occasions import occasions
from softbalance.dossier.profile import profile
from softbalance.dossier.rank import rank
from softbalance.dossier.stress import stress
from softbalance.dossier.thesis import thesis
from softbalance.dossier.ties_record import ties
from softbalance.evidence.cases import cases
from softbalance.evidence.snapshot import shipped as shipped_snapshot
from softbalance.interfaces.locale_tools import held as catalogue
from softbalance.interfaces.terminal import show
from softbalance.sources.declaration import declared

SHIPPED = Held(shipped_snapshot())
MADE = {
    "assess": lambda: assess("SCO", held=SHIPPED),
    "assess an alliance": lambda: assess("NATO", held=SHIPPED),
    "assess a grouping made up": lambda: assess("China, Russia, Iran, DPRK", held=SHIPPED),
    "compare": lambda: compare(["SCO", "BRICS"], held=SHIPPED),
    "profile": lambda: profile("IND", as_of="2024", grouping="SCO", held=SHIPPED),
    "profile a power": lambda: profile("USA", held=SHIPPED),
    "ties": lambda: ties("CHN", "KAZ", held=SHIPPED),
    "ladder": lambda: ladder("SCO", beside=["NATO"], held=SHIPPED),
    "rank": lambda: rank(2022, held=SHIPPED),
    "thesis": lambda: thesis(held=SHIPPED),
    "occasions": lambda: occasions("fight", "CSTO", held=SHIPPED),
    "case": lambda: case("csto-kyrgyzstan-2010", held=SHIPPED),
    "case of votes": lambda: case("sco-es-11-1", held=SHIPPED),
    "stress": lambda: stress("SCO", scenario="taiwan-blockade", draws=10, held=SHIPPED),
    "levers": lambda: levers("SCO", scenario="taiwan-blockade", draws=3, held=SHIPPED),
    "claims": lambda: check_claims(lang="zh-Hant", held=SHIPPED),
}
NAMED = """
    softbalance GDP CINC CIF HS JSON TIV kappa pi n x z p S
    ATOP BRICS CSTO COP ICEWS NATO OECD OPEC SCO SIPRI UCDP UN
    Banzhaf Beta Bonett Brier Dirichlet Jaccard Shapley Shubik Spearman Wright
    Bailey Berkemeier Brooks Cohen Fuhrmann Haege Hug Olson Strezhnev Voeten Wohlforth Zeckhauser
"""
_ASIDE = re.compile(
    r"`[^`]*`|softbalance data pull && softbalance\s+data\s+build|https?://\S+|\b[\w/]*[-_][\w./-]*\d[\w./-]*"
)
_ENDS = "\n(?:資料來源\n|文獻出處\n|前提\n|製作版本|重現指令)"


def told(dossier: Dossier) -> str:
    """What a pipe gets of a dossier, up to its sources, which stand in their own languages."""
    out = io.StringIO()
    show(dossier, "zh-Hant", out, width=400)
    return re.split(_ENDS, out.getvalue(), maxsplit=1)[0]


@cache
def ids() -> re.Pattern[str]:
    """What finds the ids of claims, cases, scenarios, data sets and sources, the longest first."""
    registry, record = shipped(), cases()
    keys = {key for one in record.values() for key in (one.id, one.crisis, *one.sources)}
    found = {*declared(), *registry.sources, *scenarios_shipped(), *(one.id for one in registry.claims), *keys}
    others = {"register", "cases", "mid", "ucdp", "treaty_events"}
    listed = "|".join(re.escape(one) for one in sorted(found | others, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9-])(?:{listed})(?![A-Za-z0-9-])")


def english(text: str) -> set[str]:
    """The words in Latin letters that no list allows."""
    found = re.findall(r"[A-Za-z][A-Za-z_0-9]*", _ASIDE.sub(" ", ids().sub(" ", text)))
    return {word for word in found if word not in NAMED.split() and not word.isupper()}


@pytest.mark.parametrize("name", MADE)
def test_a_reader_of_chinese_meets_no_english_word(name):
    assert english(told(MADE[name]())) == set()


def test_no_case_of_the_record_is_told_in_english():
    assert {name: english(told(case(name, held=SHIPPED))) for name in cases()} == {name: set() for name in cases()}


def test_an_english_word_planted_in_a_chinese_page_is_found():
    planted = case("csto-kyrgyzstan-2010", held=SHIPPED)
    section = Section("planted", Message("Nobody translated this"))
    dossier = Dossier(**{**{f: getattr(planted, f) for f in planted.__dataclass_fields__}, "sections": (section,)})
    assert english(told(dossier)) == {"Nobody", "translated", "this"}


def test_chinese_is_written_in_traditional_characters():
    simplified = set("国会东军贸议约务对发经动产联际关权协战争员从来见认说这进还们为时无书长门问题与")
    used = {letter for message in catalogue() if message.id for letter in str(message.string)}
    assert used & simplified == set()
