"""The state system of the register against the Correlates of War list, 2016."""

import warnings
from datetime import date
from pathlib import Path

import pytest

from softbalance.terms.states import states

pytestmark = pytest.mark.mirror

LAST_DAY = date(2016, 12, 31)


def test_spells_in_the_state_system_are_those_of_cow_to_the_day(mirror: Path) -> None:
    rdata = pytest.importorskip("rdata")
    path = mirror / "svmiller__peacesciencer" / "data" / "cow_states.rda"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Missing constructor", UserWarning)  # column types kept by readr, unused here
        table = rdata.read_rda(path, default_encoding="utf-8")["cow_states"]
    columns = ["ccode", "stateabb", "styear", "stmonth", "stday", "endyear", "endmonth", "endday"]
    cow = set()
    for ccode, abbreviation, *days in table[columns].itertuples(index=False):
        start, end = date(*map(int, days[:3])), date(*map(int, days[3:]))
        cow.add((int(ccode), str(abbreviation), start, None if end == LAST_DAY else end))
    ours = {(one.ccode, one.cow_abb, span.start, span.end) for one in states() for span in one.system}
    assert ours == cow
