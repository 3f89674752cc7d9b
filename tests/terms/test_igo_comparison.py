"""Our spells against the Correlates of War IGO data v3, to 2014: they agree, or the difference has its reason."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import pytest

from softbalance.terms.groupings import grouping
from softbalance.terms.states import by_ccode, code_table

Run = tuple[str, str, int, int, int]
"""Grouping, side that alone counts the state as a member, state, first and last year."""

ALONE = [
    "APEC", "ANZUS", "ASEAN", "CENTO", "CICA", "CIS", "CSTO", "ECOWAS", "EEC", "EU", "GCC", "NAM", "NATO", "OAPEC",
    "OAS", "OIC", "OPEC", "OSCE", "SAARC", "SEATO",
]  # fmt: skip
BODIES = {
    "SCO": (("SHANGHAI_FIVE", "SCO"), ("SCO",)),
    "AU": (("AU",), ("OAU", "AU")),
    "ARAB_LEAGUE": (("ARAB_LEAGUE",), ("LOAS",)),
    "WARSAW_PACT": (("WARSAW_PACT",), ("WPact",)),
    "MERCOSUR": (("MERCOSUR",), ("Mercosur",)),
    "NORDIC": (("NORDIC",), ("NordC",)),
} | {name: ((name,), (name,)) for name in ALONE}
"""What is compared: our groupings (their union), and the IGOs of COW (theirs)."""


def recorded() -> dict[Run, str]:
    """Return every recorded difference with its reason."""
    text = (files("softbalance.terms") / "register" / "igo_differences.toml").read_text(encoding="utf-8")
    found: dict[Run, str] = {}
    for row in tomllib.loads(text)["differences"]:
        for side in ("only_ours", "only_cow"):
            for entry in row.get(side, ()):
                code, years = entry.split()
                first, last = years.split("-")
                ccode = int(code) if code.isdecimal() else code_table()[code]
                run = (row["grouping"], side, ccode, int(first), int(last))
                assert run not in found, f"recorded twice: {run}"
                found[run] = row["reason"]
    return found


@lru_cache(maxsize=1)
def cow_members(folder: Path) -> dict[str, dict[int, set[int]]]:
    """Return IGO -> year -> full members by COW number, for the years in which COW holds the IGO."""
    rdata = pytest.importorskip("rdata")
    table = rdata.read_rda(folder / "dieghernan__igoR" / "data" / "state_year_format3.rda")["state_year_format3"]
    ccodes, years = table["ccode"].to_numpy(int), table["year"].to_numpy(int)
    found: dict[str, dict[int, set[int]]] = {}
    for igo in {igo for _, igos in BODIES.values() for igo in igos}:
        full = table[igo.lower()].to_numpy() == 1
        for ccode, year in zip(ccodes[full].tolist(), years[full].tolist(), strict=True):
            found.setdefault(igo, {}).setdefault(year, set()).add(ccode)
    return found


def year_by_year(name: str, cow: dict[str, dict[int, set[int]]]) -> Iterator[tuple[int, set[int], set[int]]]:
    """Yield each year COW holds from the founding on, our members on 31 December and COW's members."""
    ours, igos = BODIES[name]
    founded = min(grouping(one).founded.year for one in ours)
    for year in sorted({year for igo in igos for year in cow[igo] if year >= founded}):
        mine = {ccode for one in ours for ccode in grouping(one).members(date(year, 12, 31))}
        yield year, mine, set().union(*(cow[igo].get(year, set()) for igo in igos))


def differing_runs(name: str, cow: dict[str, dict[int, set[int]]]) -> Iterator[Run]:
    """Yield the stretches of years, among those COW holds, in which only one side counts a state as a member."""
    years: list[int] = []
    alone: dict[tuple[str, int], list[int]] = {}
    for position, (year, mine, theirs) in enumerate(year_by_year(name, cow)):
        years.append(year)
        for side, ccodes in (("only_ours", mine - theirs), ("only_cow", theirs - mine)):
            for ccode in ccodes:
                alone.setdefault((side, ccode), []).append(position)
    for (side, ccode), positions in alone.items():
        for _, run in groupby(enumerate(positions), key=lambda pair: pair[1] - pair[0]):
            steps = [position for _, position in run]
            yield name, side, ccode, years[steps[0]], years[steps[-1]]


@pytest.mark.mirror
@pytest.mark.parametrize("name", sorted(BODIES))
def test_spells_agree_with_cow_igo_or_the_difference_is_recorded(name: str, mirror: Path) -> None:
    found = set(differing_runs(name, cow_members(mirror)))
    known = {run: reason for run, reason in recorded().items() if run[0] == name}
    for run in sorted(found, key=lambda one: one[1:]):
        print(f"{name}: {run[1]} {by_ccode(run[2]).name_en} {run[3]}-{run[4]}: {known.get(run, 'NOT RECORDED')}")
    assert found - set(known) == set(), "differences without a recorded reason"
    assert set(known) - found == set(), "recorded differences that are no more"


@pytest.mark.mirror
def test_most_member_years_agree_with_cow_igo(mirror: Path) -> None:
    compared = [both for name in BODIES for both in year_by_year(name, cow_members(mirror))]
    agree = sum(len(mine & theirs) for _, mine, theirs in compared)
    differ = sum(len(mine ^ theirs) for _, mine, theirs in compared)
    print(f"{agree} member-years agree, {differ} differ: {agree / (agree + differ):.4f}")
    assert agree / (agree + differ) > 0.97


def test_a_membership_that_cow_does_not_know_is_noticed() -> None:
    cow = {"GCC": {year: set(grouping("GCC").members(date(year, 12, 31))) for year in range(1981, 2015)}}
    assert list(differing_runs("GCC", cow)) == []
    for year in (1990, 1991, 2000):
        cow["GCC"][year] -= {698}
    assert sorted(differing_runs("GCC", cow)) == [
        ("GCC", "only_ours", 698, 1990, 1991),
        ("GCC", "only_ours", 698, 2000, 2000),
    ]


def test_every_recorded_difference_gives_a_reason() -> None:
    assert recorded()
    assert all(len(reason) > 20 for reason in recorded().values())
