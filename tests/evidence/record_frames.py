"""Small records of occasions, written out by hand."""

from collections.abc import Iterable

import polars as pl

from softbalance.evidence.occasions import ACTS, OCCASIONS, conformed


def fights(*rows: tuple[str, int, int, dict[int, tuple[str, bool, int]]], source: str = "cow_mid_dirdisps"):
    """Return occasions and acts: name, year, hostility, state -> (side, from the first day, own hostility)."""
    events = [
        {"occasion": name, "rung": "fight", "kind": "dispute", "source": source, "year": year, "until": year}
        | {"hostility": level, "mandated": False, "censored": False, "cluster": name}
        for name, year, level, _ in rows
    ]
    acts = [
        {"occasion": name, "ccode": ccode, "side": side, "principal": first, "act": "fight"}
        | {"hostility": own, "body": None, "source": source}
        for name, _, _, states in rows
        for ccode, (side, first, own) in states.items()
    ]
    return conformed(pl.DataFrame(events), OCCASIONS), conformed(pl.DataFrame(acts, infer_schema_length=None), ACTS)


def cases(*rows: tuple[str, int, dict[int, str | None], Iterable[int]], mandated: tuple[str, ...] = ()):
    """Return occasions and acts of sanctions: name, year, sender -> body that bound it, targets."""
    events = [
        {"occasion": name, "rung": "pay", "kind": "sanction", "source": "gsdb", "year": year, "until": year}
        | {"hostility": None, "mandated": name in mandated, "censored": False, "cluster": name}
        for name, year, _, _ in rows
    ]
    acts = [
        {"occasion": name, "ccode": ccode, "side": side, "principal": True, "act": None, "body": body, "source": "gsdb"}
        for name, _, senders, targets in rows
        for side, states in (("a", senders), ("b", dict.fromkeys(targets)))
        for ccode, body in states.items()
    ]
    return conformed(pl.DataFrame(events), OCCASIONS), conformed(pl.DataFrame(acts, infer_schema_length=None), ACTS)


def spells(*rows: tuple[int, int, int]) -> pl.DataFrame:
    """Return member-years from state, first and last year."""
    years = [(ccode, year) for ccode, first, last in rows for year in range(first, last + 1)]
    return pl.DataFrame(years, schema={"ccode": pl.Int32, "year": pl.Int16}, orient="row")
