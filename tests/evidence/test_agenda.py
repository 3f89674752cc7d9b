from datetime import date

import polars as pl
import pytest

from softbalance.evidence.agenda import fill_families, heading

CASES = [
    (
        "A/45/251 27 Question of the Comorian Island of Mayotte. COMORIAN ISLAND OF MAYOTTE",
        "comorian island of mayotte",
    ),
    (
        "A/46/251 31 Question of the Comorian Island of Mayotte. COMORIAN ISLAND OF MAYOTTE",
        "comorian island of mayotte",
    ),
    ("A/45/251 33 Law of the sea. LAW OF THE SEA|A/45/251 34 Peace. PEACE", "law of the sea"),
    (None, "namibia"),
    ("", "namibia"),
]


@pytest.mark.parametrize(("agenda", "family"), CASES)
def test_an_item_keeps_its_heading_while_its_number_changes(agenda, family):
    frame = pl.DataFrame({"agenda": [agenda], "title": ["Namibia."]}, schema={"agenda": pl.String, "title": pl.String})
    assert frame.select(heading(pl.col("agenda"), pl.col("title"))).item() == family


def test_a_vote_without_item_joins_the_family_of_the_same_title_before_it():
    calls = pl.DataFrame(
        {
            "roll_call": [1, 2, 3],
            "date": [date(2023, 12, 1), date(2025, 12, 1), date(2025, 12, 2)],
            "title": ["Use of mercenaries : resolution / adopted by the General Assembly", "Use of mercenaries", "New"],
            "agenda": ["x. SELF-DETERMINATION", None, None],
            "family": ["self determination", "use of mercenaries", "new"],
        }
    )
    filled = fill_families(calls)
    assert dict(filled.select("roll_call", "family").iter_rows()) == {
        1: "self determination",
        2: "self determination",
        3: "new",
    }
