"""Our spells against the Correlates of War IGO data v3, to 2014: they agree, or the difference has its reason."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from softbalance.terms.groupings import grouping
from softbalance.terms.state_names import declared_index
from softbalance.terms.states import by_ccode, code_table

Run = tuple[str, str, int, int, int]
"""Grouping, side that alone counts the state as a member, state, first and last year."""

BODIES = {
    "SCO": (("SHANGHAI_FIVE", "SCO"), ("SCO",)),
    "AU": (("AU",), ("OAU", "AU")),
    "ARAB_LEAGUE": (("ARAB_LEAGUE",), ("LOAS",)),
    "WARSAW_PACT": (("WARSAW_PACT",), ("WPact",)),
    "MERCOSUR": (("MERCOSUR",), ("Mercosur",)),
    "NORDIC": (("NORDIC",), ("NordC",)),
} | {
    name: ((name,), (name,))
    for name in (
        "NATO EU EEC ASEAN CSTO CIS GCC OIC OPEC OAPEC ANZUS CICA SAARC ECOWAS NAM OSCE SEATO CENTO OAS APEC"
    ).split()
}
"""What is compared: our groupings (their union), and the IGOs of COW (theirs)."""

COLUMNS = {
    "antiguabarbuda": 58, "car": 482, "congobrazz": 484, "domrepublic": 42, "egermany": 265, "etimor": 860,
    "eqguinea": 411, "fyromacedonia": 343, "korea": 730, "marshallis": 983, "micronesiafs": 987, "nokorea": 731,
    "nyemen": 678, "papuanewguinea": 910, "svietnam": 817, "syemen": 680, "saotome": 403, "sokorea": 732,
    "soafrica": 560, "solomonis": 940, "sosudan": 626, "stkitts": 60, "stlucia": 56, "stvincent": 57,
    "trinidad": 52, "wgermany": 260, "wsamoa": 990, "yugoslaviaserb": 345, "zaire": 490, "bosnia": 346,
    "czechrep": 316, "capeverde": 402,
}  # fmt: skip
"""Columns of the COW file whose heading is no name of the state."""

OTHER_COLUMNS = {
    "ioname", "orgname", "year", "sdate", "deaddate", "dead", "integrated", "replaced", "longorgname", "ionum",
    "igocode", "version", "accuracyofpre1965membershipdates", "sourcesandnotes", "imputed", "political", "social",
    "economic",
}  # fmt: skip


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
    """Return IGO -> year -> full members by COW number."""
    rdata = pytest.importorskip("rdata")
    table = rdata.read_rda(folder / "dieghernan__igoR" / "data" / "igo_year_format3.rda")["igo_year_format3"]
    wanted = {igo for _, igos in BODIES.values() for igo in igos}
    table = table[table["ioname"].isin(wanted)]
    columns = [name for name in table.columns if name not in OTHER_COLUMNS and table[name].isin([1, 2, 3]).any()]
    ccodes = np.array([COLUMNS[name] if name in COLUMNS else joined_names()[name] for name in columns])
    full = table[columns].to_numpy() == 1
    found: dict[str, dict[int, set[int]]] = {}
    for igo, year, row in zip(table["ioname"], table["year"], full, strict=True):
        found.setdefault(igo, {})[int(year)] = {int(ccode) for ccode in ccodes[row]}
    return found


@lru_cache(maxsize=1)
def joined_names() -> dict[str, int]:
    """Return every declared name written together -> COW number, the living state before the dead."""
    found: dict[str, int] = {}
    for key, claims in declared_index().items():
        best = min(claims, key=lambda claim: (not by_ccode(claim.ccode).living, claim.rank))
        found.setdefault(key.replace(" ", ""), best.ccode)
    return found


def differing_runs(name: str, cow: dict[str, dict[int, set[int]]]) -> Iterator[Run]:
    """Yield the stretches of years, among those COW holds, in which only one side counts a state as a member."""
    ours, igos = BODIES[name]
    founded = min(grouping(one).founded.year for one in ours)
    years = sorted({year for igo in igos for year in cow[igo] if year >= founded})
    alone: dict[tuple[str, int], list[int]] = {}
    for position, year in enumerate(years):
        mine = {ccode for one in ours for ccode in grouping(one).members(date(year, 12, 31))}
        theirs = set().union(*(cow[igo].get(year, set()) for igo in igos))
        for ccode in mine - theirs:
            alone.setdefault(("only_ours", ccode), []).append(position)
        for ccode in theirs - mine:
            alone.setdefault(("only_cow", ccode), []).append(position)
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
def test_most_state_years_agree_with_cow_igo(mirror: Path) -> None:
    cow = cow_members(mirror)
    agree = differ = 0
    for name, (ours, igos) in BODIES.items():
        founded = min(grouping(one).founded.year for one in ours)
        for year in sorted({year for igo in igos for year in cow[igo] if year >= founded}):
            mine = {ccode for one in ours for ccode in grouping(one).members(date(year, 12, 31))}
            theirs = set().union(*(cow[igo].get(year, set()) for igo in igos))
            agree, differ = agree + len(mine & theirs), differ + len(mine ^ theirs)
    share = agree / (agree + differ)
    print(f"{agree} member-years agree, {differ} differ: {share:.4f}")
    assert share > 0.97


def test_every_recorded_difference_gives_a_reason() -> None:
    assert recorded()
    assert all(len(reason) > 20 for reason in recorded().values())
