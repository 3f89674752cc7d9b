"""Sanctions, as occasions on the rung of paying: who put them on whom, alone or bound by a body's decision.

The rows come from the Global Sanctions Data Base, which a user must bring; none of them ships. What may be shown
are counts by grouping and period.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import tomli

from softbalance.evidence.case_checks import members_of
from softbalance.evidence.joint_coverage import WINDOW
from softbalance.evidence.occasions import ACTS, OCCASIONS, checked, conformed, with_clusters
from softbalance.terms.errors import SchemaChanged, SoftbalanceError
from softbalance.terms.states import state, states

SOURCE = "gsdb"
UNITED_NATIONS = "UN"

Members = Callable[[str, date], frozenset[int]]
Party = tuple[int, str | None]


@dataclass(frozen=True, slots=True)
class SanctionRecord:
    """Occasions and acts of sanctions, and what was left out.

    Attributes
    ----------
    occasions, acts
        As in :mod:`softbalance.evidence.occasions`; side ``a`` imposes, side ``b`` is sanctioned.
    left_out
        Case number and the reason, for cases without a state on one of the sides.
    """

    occasions: pl.DataFrame
    acts: pl.DataFrame
    left_out: Mapping[int, str]


def sanctions(raw: pl.DataFrame, members: Members = members_of) -> SanctionRecord:
    """Return the sanctions record.

    The data have years only: membership is that of 1 July of the first year. Cases of the last two years are
    marked as censored, since those who follow within two years cannot have been seen. Cases with the United
    Nations among the senders are marked as mandated: all its members are bound, which is no joint action.

    Parameters
    ----------
    raw
        Cases: ``case_id, sanctioned_state, sanctioning_state, begin, end``.
    members
        COW numbers of a catalogued grouping's members on a day.

    Raises
    ------
    SchemaChanged
        If a name is neither a state, a known body, nor declared to be none.
    """
    last = int(raw["begin"].max())  # type: ignore[arg-type]
    rows: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    left_out: dict[int, str] = {}
    for case in raw.select("case_id", "sanctioned_state", "sanctioning_state", "begin", "end").iter_rows(named=True):
        on = date(int(case["begin"]), 7, 1)
        senders = _parties(case["sanctioning_state"], on, members)
        targets = dict.fromkeys(_parties(case["sanctioned_state"], on, members))
        senders = {ccode: body for ccode, body in senders.items() if ccode not in targets}
        if reason := _incomplete(senders, targets):
            left_out[case["case_id"]] = reason
            continue
        name = f"{SOURCE}-{case['case_id']}"
        events.append(_event(name, case, last))
        rows += [_row(name, "a", party) for party in senders.items()]
        rows += [_row(name, "b", party) for party in targets.items()]
    acts = conformed(pl.DataFrame(rows, infer_schema_length=None), ACTS)
    targeted = acts.filter(pl.col("side") == "b").select("occasion", key=pl.col("ccode").cast(pl.String))
    occasions = with_clusters(pl.DataFrame(events), targeted)
    return SanctionRecord(*checked(conformed(occasions, OCCASIONS), acts), left_out)


def _event(name: str, case: Mapping[str, Any], last: int) -> dict[str, Any]:
    return {
        "occasion": name,
        "rung": "pay",
        "kind": "sanction",
        "source": SOURCE,
        "year": case["begin"],
        "until": case["end"],
        "mandated": UNITED_NATIONS in _labels(case["sanctioning_state"]),
        "censored": case["begin"] > last - WINDOW,
    }


def _row(occasion: str, side: str, party: Party) -> dict[str, Any]:
    act = "pay" if side == "a" else None
    return {
        "occasion": occasion,
        "ccode": party[0],
        "side": side,
        "principal": True,
        "act": act,
        "body": party[1],
        "source": SOURCE,
    }


def _incomplete(senders: Mapping[int, str | None], targets: Mapping[int, None]) -> str:
    if not targets:
        return "the target is no state"
    return "" if senders else "the sender is no state and no catalogued body"


def _parties(text: str, on: date, members: Members) -> dict[int, str | None]:
    """Return the states a text names, each with the body that bound it; an act of its own goes before a body's."""
    found: dict[int, str | None] = {}
    for ccode, body in _read(text, on, members):
        if body is None or ccode not in found:
            found[ccode] = body
    return found


def _read(text: str, on: date, members: Members) -> Iterator[Party]:
    names = _names()
    for label in _labels(text):
        if label in names["bodies"]:
            body = names["bodies"][label]
            yield from ((ccode, body) for ccode in sorted(_body_members(body, on, members)))
        elif (ccode := _ccode(label, on)) is not None:
            yield ccode, None


def _body_members(body: str, on: date, members: Members) -> frozenset[int]:
    if body == UNITED_NATIONS:
        return frozenset(one.ccode for one in states() if one.in_un(on))
    return members(body, on)


def _ccode(label: str, on: date) -> int | None:
    names = _names()
    if label in names["codes"]:
        return int(names["codes"][label])
    if label in names["not_states"]:
        return None
    try:
        return state("DEU" if label == "Germany" else label, on).ccode
    except SoftbalanceError as fault:
        raise SchemaChanged(f"{SOURCE} names {label!r}: {fault} Add it to sanction_names.toml.") from None


def _labels(text: str) -> Sequence[str]:
    """Return the names in a list, those with a comma of their own kept whole."""
    rest, found = text, []
    for label in _names()["whole"]:
        if label in rest:
            found.append(label)
            rest = rest.replace(label, "")
    return [*found, *(label.strip() for label in rest.split(",") if label.strip())]


@cache
def _names() -> Mapping[str, Any]:
    text = (files("softbalance.evidence") / "sanction_names.toml").read_text(encoding="utf-8")
    return tomli.loads(text)
