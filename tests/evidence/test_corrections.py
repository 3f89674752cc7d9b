import polars as pl
import pytest

from softbalance.evidence.corrections import CORRECTIONS, correct
from softbalance.terms.errors import EvidenceFault

WRONG = pl.DataFrame(
    {
        "session": ["75"] * 25 + ["60"],
        "title": ["Treaty on the Prohibition of Nuclear Weapons"] * 26,
        "co": [True] * 26,
        "ec": [True] * 26,
        "hr": [False] * 26,
    }
)


def test_misplaced_late_codes_become_unknown_and_earlier_ones_stay():
    mended = correct("voeten_issues", WRONG)
    assert mended["co"].to_list() == [None] * 25 + [True]
    assert mended["ec"].to_list() == [None] * 25 + [True]
    assert mended["hr"].to_list() == [False] * 26


def test_a_repaired_source_stops_the_build_until_its_correction_is_withdrawn():
    repaired = WRONG.with_columns(co=pl.lit(False), ec=pl.lit(False))
    with pytest.raises(EvidenceFault, match=r"late-colonialism-and-development-codes.*withdraw"):
        correct("voeten_issues", repaired)


def test_a_source_without_corrections_passes_as_it_is():
    assert correct("un_ga_votes", WRONG).equals(WRONG)


def test_every_correction_says_why_and_who_and_when():
    for one in CORRECTIONS:
        assert one.reason
        assert one.reporter
        assert one.found
