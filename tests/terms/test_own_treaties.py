"""A grouping's own treaty in ATOP 5.1 binds the grouping's members."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from softbalance.terms.groupings import grouping, groupings
from softbalance.terms.period import Span

pytestmark = pytest.mark.mirror

CHARTERS = {
    "ANZUS": 3215, "ARAB_LEAGUE": 3015, "CENTO": 3275, "ECOWAS": 3810, "EU": 4175, "NATO": 3180, "OAS": 3150,
    "OSCE": 3740, "SCO": 4810, "TRIPLE_ALLIANCE": 1350, "WARSAW_PACT": 3285,
}  # fmt: skip
"""Treaties that every member joins on joining; others bind those that ratified them, or outsiders too."""


@pytest.fixture(scope="module")
def parties(mirror: Path) -> dict[int, list[tuple[int, Span]]]:
    """ATOP id -> parties and their days; an unknown day or month is the first."""
    import polars as pl

    path = mirror / "jandresgannon__DoDL" / "inst" / "extdata" / "ATOP" / "atop5_1m.csv"
    columns = ["atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit"]
    table = pl.read_csv(path, columns=columns, infer_schema=False, encoding="utf8-lossy")
    found: dict[int, list[tuple[int, Span]]] = {}
    for row in table.cast(pl.Int64).fill_null(1).iter_rows():
        atop, ccode, year, month, day, last_year, last_month, last_day = row
        end = date(last_year, last_month or 1, last_day or 1) if last_year else None
        found.setdefault(atop, []).append((ccode, Span(date(year, month or 1, day or 1), end)))
    return found


def shares(name: str, atop: int, parties: dict[int, list[tuple[int, Span]]]) -> Iterator[tuple[set[int], set[int]]]:
    """Yield, for each 31 December to 2018, the members in good standing and the treaty's parties."""
    one = grouping(name)
    for year in range(one.founded.year, 1 + min(2018, (one.ended or date.max).year)):
        on = date(year, 12, 31)
        bound = {ccode for ccode, span in parties[atop] if span.covers(on) and one.alive(on)}
        yield set(one.members(on)) - set(one.members(on, "suspended")), bound


def test_every_own_treaty_exists_and_binds_members(parties: dict[int, list[tuple[int, Span]]]) -> None:
    for one in groupings().values():
        for atop in one.own_treaties:
            ever = {*one.ever_members(), *one.ever_members("party")}
            assert len(ever & {ccode for ccode, _ in parties[atop]}) >= 2, (one.id, atop)


@pytest.mark.parametrize("name", CHARTERS)
def test_members_are_the_parties_of_the_charter(name: str, parties: dict[int, list[tuple[int, Span]]]) -> None:
    both = list(shares(name, CHARTERS[name], parties))
    common, all_of_them = (sum(len(op(a, b)) for a, b in both) for op in (set.intersection, set.union))
    print(f"{name}: {common} of {all_of_them} member-years agree with ATOP {CHARTERS[name]}")
    assert common / all_of_them > 0.9


def test_the_founders_of_the_collective_security_treaty_are_its_parties_in_atop(
    parties: dict[int, list[tuple[int, Span]]],
) -> None:
    bound = {ccode for ccode, span in parties[4220] if span.covers(date(1998, 12, 31))}
    assert set(grouping("CSTO").members(date(1998, 12, 31), "party")) == bound
