"""The choices that the page on method states are those of the code."""

import re
from pathlib import Path

import pytest

from softbalance.dossier import year_profiles
from softbalance.evidence.ties import arrays, trade
from softbalance.measures import alignment, burden, conduct_class, exposure, pivotality, profile

PAGE = " ".join((Path(__file__).parents[1] / "docs/method.md").read_text(encoding="utf-8").split())
RULES = conduct_class.Rules()


@pytest.mark.parametrize(
    ("value", "stated"),
    [
        (exposure.HALF, {"trade": 0.10, "arms": 0.50, "pact": 1.0, "troops": 10.0, "finance": 0.01}),
        (dict(profile.SECURITY_WEIGHTS), {"treaties": 0.5, "troops": 0.25, "arms": 0.25}),
        (dict(profile.ECONOMY_WEIGHTS), {"trade": 0.75, "finance": 0.25}),
        (set(profile.AREA_WEIGHTS.values()), {0.25}),
        (profile.FLAG_WEIGHTS, (1.0, 1.0, 0.25, 0.1, 0.25)),
        (arrays.MAX_AGE, 5),
        (burden.EXACT_UP_TO, 8),
        (year_profiles.VOTE_YEARS, 5),
        (RULES.spread, 0.25),
    ],
)
def test_the_page_was_written_for_these_numbers(value, stated):
    """Where one of these changes, the page has to be read again."""
    assert value == stated


@pytest.mark.parametrize(
    "sentence",
    [
        f"treaties (weight {profile.SECURITY_WEIGHTS['treaties']}), troops ({profile.SECURITY_WEIGHTS['troops']})",
        f"{profile.ECONOMY_WEIGHTS['trade']} trade + {profile.ECONOMY_WEIGHTS['finance']} finance",
        f"x / (x + {profile.TRADE_HALF}), x = trade over GDP",
        f"Troops score x / (x + {profile.TROOPS_HALF:,.0f})",
        f"less than {alignment.TIE_FLOOR} of share times intensity",
        f"(CIF) over {trade.CIF_OVER_FOB}",
        f"rounded to {pivotality.TOTAL:,} points",
        f"exact up to {burden.EXACT_UP_TO} members",
        f"at least {RULES.hostility})",
        f"above those to the hegemon by {RULES.security_margin}",
        f"ties of {RULES.tie} or more to both camps",
        f"the weaker at least {RULES.balance} of the stronger",
        f"above that with the hegemon by {RULES.votes_margin}",
        f"no security tie to the hegemon of {RULES.tie}",
        f"shares of {conduct_class.DRAWS:,} draws",
        "thresholds 25 % up and down",
    ],
)
def test_the_page_states_what_the_code_does(sentence):
    assert sentence in PAGE


def test_every_half_level_of_exposure_is_in_its_table():
    stated = re.findall(r"\| (\w+) \| [^|]+ \| ([\d.]+)( %)? \|", PAGE)
    found = {name: float(half) / (100 if percent else 1) for name, half, percent in stated if name in exposure.HALF}
    assert found == exposure.HALF
