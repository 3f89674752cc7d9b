"""Surface against substance, on the shipped snapshot and with planted evidence."""

from functools import cache

import numpy as np
import pytest

from softbalance.dossier.panel import panel
from softbalance.dossier.rank import rank, ranking, unearned, untested
from softbalance.interfaces.as_json import to_json
from softbalance.terms.errors import BadInput

from .planting import SHIPPED, of, planted


@cache
def ranked(year=2024):
    return ranking(panel(SHIPPED.snapshot), year, draws=400)


@cache
def told():
    return to_json(rank(2024, held=SHIPPED))


def place(found, grouping):
    return next(i for i, row in enumerate(found.rows) if row["grouping"] == grouping)


def test_the_g20_is_larger_on_the_surface_than_nato_and_smaller_in_substance():
    found = ranked()
    g20, nato = place(found, "G20"), place(found, "NATO")
    assert found.surface.middle[g20] < found.surface.middle[nato]
    assert found.substance.middle[g20] > found.substance.middle[nato]


def test_every_grouping_of_the_year_has_both_ranks_with_intervals():
    rows = told()["rank"]["tables"]["groupings"]
    assert len(rows) == len({row["grouping"] for row in rows}) > 30
    for row in rows:
        for name in ("surface_rank", "substance_rank"):
            assert 1 <= row[name]["low"] <= row[name]["value"] <= row[name]["high"] <= len(rows)


def test_the_headline_is_a_picture_of_one_rank_against_the_other():
    chart = told()["rank"]["charts"]["surface_and_substance"]
    assert chart["kind"] == "scatter"
    assert chart["roles"] == {"x": "surface_rank", "y": "substance_rank", "label": "grouping"}


def test_few_occasions_widen_the_rank():
    found = ranked()
    width = found.substance.high - found.substance.low
    assert width[place(found, "AUKUS")] > width[place(found, "NATO")]


def test_an_untested_grouping_above_one_that_acted_is_named():
    found = ranked()
    named = {above for above, _ in unearned(found)}
    for above, below in unearned(found):
        upper, lower = place(found, above), place(found, below)
        assert untested(found.rows[upper])
        assert found.rows[lower]["pay_joined"]
        assert found.substance.middle[upper] <= found.substance.middle[lower]
    assert len(told()["rank"]["notes"]) == len(named)
    assert "AUKUS" in named


def test_a_grouping_that_acts_more_rises(tmp_path):
    paying = {"pay_rate": 0.9, "pay_rate_low": 0.88, "pay_rate_high": 0.92}
    fighting = {"fight_rate": 0.9, "fight_rate_low": 0.88, "fight_rate_high": 0.92}
    held = planted(tmp_path, {"conduct_panel": of("SCO", **paying, **fighting)})
    found = ranking(panel(held.snapshot), 2024, draws=200)
    assert found.substance.middle[place(found, "SCO")] < ranked().substance.middle[place(ranked(), "SCO")] - 5


def test_the_order_of_surface_does_not_follow_substance():
    found = ranked()
    assert np.median(found.correlation) < 0.2


def test_a_year_outside_the_votes_is_refused():
    with pytest.raises(BadInput, match="1946"):
        rank(1900, held=SHIPPED)
    with pytest.raises(BadInput, match="soon"):
        rank("soon", held=SHIPPED)
