"""Past occasions in the terms of the game: hand-entered crises, sanctions and disputes, as evidence holds them.

Thresholds of hand-entered crises were coded blind to the outcome; the others follow a rule that knows who was
there and not what they did. The hegemon's stance in an occasion of the two large records is that of its place in
it: against where it is a target, for where it is the beneficiary, a player where it is asked, else neutral.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from softbalance.crisis.covariates import Situation, threshold_of
from softbalance.crisis.known import FIRST_YEAR, Known
from softbalance.crisis.sample import Occasion, consistent
from softbalance.evidence.case_acts import LEVELS
from softbalance.evidence.cases import Case
from softbalance.terms.grouping import Grouping
from softbalance.terms.groupings import grouping
from softbalance.terms.states import state

if TYPE_CHECKING:
    import polars as pl

KnownAt = Callable[[int], Known]
USA = 2
SANCTIONS_THRESHOLD = 0.5
ACT_LEVELS = {
    "fight": {"joined": 3, "stood_aside": 0, "other_side": -1},
    "pay": {"joined": 2, "stood_aside": 0, "other_side": -1},
}
BEHIND_IT = ("beneficiary", "as_one")
"""Acts of those who are no players: the member in need, and who was bound by the very decision that made it act."""

RECORD_OF = {"fight": "disputes", "pay": "sanctions"}
SAME_CRISIS_YEARS = 2


def asked_occasions(cases: Iterable[Case]) -> list[Occasion]:
    """Return hand-entered crises since 1946 whose members' acts are known, votes filled in beforehand."""
    usable = (one for one in cases if one.acts and one.date.year >= FIRST_YEAR)
    return [_asked(one) for one in usable]


def record_occasions(
    member_acts: "pl.DataFrame", acts: "pl.DataFrame", found: Grouping, known: KnownAt
) -> list[Occasion]:
    """Return the occasions of one grouping from the record of sanctions or of disputes.

    Parameters
    ----------
    member_acts
        What each member did, as :mod:`softbalance.measures.grouping_occasions` tells it.
    acts
        States and sides of each event, as :mod:`softbalance.evidence.occasions` holds them.
    found
        The grouping.
    known
        Gives what was known at the end of a year.
    """
    sides = _principals(acts)
    listed = []
    for _, rows in member_acts.group_by("episode", maintain_order=True):
        one = _recorded(rows, sides, found, known)
        if one is not None:
            listed.append(one)
    return listed


def crises_of(cases: Iterable[Case], occasions: "pl.DataFrame", acts: "pl.DataFrame") -> dict[str, str]:
    """Return the crisis of each recorded event by its cluster: a hand-entered crisis where it is part of one.

    An event belongs to a hand-entered crisis if it began in the same or the next two years and all its
    principals on one side, and one on the other if there was another, are parties to that crisis. A sanction also
    belongs to the crisis of a dispute whose principal it hits within a year.
    """
    parties = _parties(cases)
    sides = _principals(acts)
    fights: dict[int, list[tuple[int, str]]] = {}
    answer: dict[str, str] = {}
    ordered = occasions.sort("rung", "year", "occasion").select("occasion", "rung", "year", "cluster")
    for occasion, rung, year, cluster in ordered.iter_rows():
        if cluster in answer:
            continue
        first, second = sides.get((occasion, "a"), ()), sides.get((occasion, "b"), ())
        answer[cluster] = _hand_entered(parties, year, first, second) or _after_fight(
            fights, rung, year, second, cluster
        )
        if rung == "fight":
            for ccode in (*first, *second):
                fights.setdefault(ccode, []).append((year, answer[cluster]))
    return answer


def _asked(one: Case) -> Occasion:
    acts = {state(line.state, one.date).ccode: line for line in one.acts}
    body = grouping(one.grouping) if one.grouping else None
    players = tuple(sorted(acts))
    hegemon = state(one.hegemon, one.date).ccode
    situation = Situation(
        players,
        tuple(state(code, one.date).ccode for code in one.beneficiary),
        tuple(state(code, one.date).ccode for code in one.target),
        hegemon,
        "member" if hegemon in players else one.hegemon_stance,
        body.leaders_on(one.date) if body else (),
    )
    return Occasion(
        id=f"{one.id}@{one.grouping or 'ad hoc'}",
        grouping=one.grouping or "ad hoc",
        record="vote" if one.acts_from == "votes" else "asked",
        crisis=one.crisis,
        on=one.date,
        situation=situation,
        observed=np.array([consistent(LEVELS.get(acts[ccode].act), acts[ccode].observed) for ccode in players]),
        threshold=one.threshold,
        own_defence=_own_defence(body),
    )


def _recorded(
    rows: "pl.DataFrame", sides: Mapping[tuple[str, str], tuple[int, ...]], found: Grouping, known: KnownAt
) -> Occasion | None:
    """Return one episode as an occasion; none where nobody but parties was asked."""
    head = rows.row(0, named=True)
    event, side = head["episode"].rsplit("/", 1)
    helped = tuple(rows.filter(rows["act"].is_in(BEHIND_IT))["ccode"].to_list())
    opposed = tuple(ccode for ccode in sides.get((event, _other(side)), ()) if ccode not in helped)
    levels = ACT_LEVELS[head["rung"]]
    asked = {
        ccode: levels[act]
        for ccode, act in rows.select("ccode", "act").iter_rows()
        if act in levels and ccode not in opposed
    }
    if not asked:
        return None
    on = date(int(head["year"]), 1, 1)
    players = tuple(sorted(asked))
    situation = Situation(players, helped, opposed, USA, _stance(players, helped, opposed), found.leaders_on(on))
    fight = head["rung"] == "fight"
    return Occasion(
        id=f"{head['episode']}@{found.id}",
        grouping=found.id,
        record=RECORD_OF[head["rung"]],
        crisis=head["cluster"],
        on=on,
        situation=situation,
        observed=np.array([consistent(asked[ccode], [head["rung"]]) for ccode in players]),
        threshold=threshold_of(known(on.year - 1), situation) if fight else SANCTIONS_THRESHOLD,
        own_defence=_own_defence(found),
    )


def _stance(players: Sequence[int], helped: Sequence[int], opposed: Sequence[int]) -> str:
    places = {"member": players, "for": helped, "against": opposed}
    return next((stance for stance, group in places.items() if USA in group), "neutral")


def _own_defence(body: Grouping | None) -> bool:
    clause = body.charter.get("mutual_defence_clause") if body else None
    return bool(clause and clause.value)


def _other(side: str) -> str:
    return "b" if side == "a" else "a"


def _principals(acts: "pl.DataFrame") -> dict[tuple[str, str], tuple[int, ...]]:
    rows = acts.filter(acts["principal"]).group_by("occasion", "side").agg("ccode")
    return {(occasion, side): tuple(sorted(ccodes)) for occasion, side, ccodes in rows.iter_rows()}


def _parties(cases: Iterable[Case]) -> list[tuple[str, int, frozenset[int]]]:
    """Return crisis, year and parties of hand-entered crises, a crisis with several entries taken together."""
    found: dict[str, tuple[int, frozenset[int]]] = {}
    for one in cases:
        named = frozenset(state(code, one.date).ccode for code in (*one.beneficiary, *one.target))
        year, before = found.get(one.crisis, (one.date.year, frozenset[int]()))
        found[one.crisis] = min(year, one.date.year), before | named
    return [(crisis, year, named) for crisis, (year, named) in found.items()]


def _hand_entered(
    parties: Sequence[tuple[str, int, frozenset[int]]], year: int, first: Sequence[int], second: Sequence[int]
) -> str:
    for crisis, begun, named in parties:
        inside = [named.issuperset(side) for side in (first, second) if side]
        touched = all(named.intersection(side) for side in (first, second) if side)
        sanctioned = bool(second) and named.issuperset(second)
        if begun <= year <= begun + SAME_CRISIS_YEARS and (
            (any(inside) and touched) or (sanctioned and len(second) == 1)
        ):
            return crisis
    return ""


def _after_fight(
    fights: Mapping[int, Sequence[tuple[int, str]]], rung: str, year: int, hit: Sequence[int], cluster: str
) -> str:
    if rung == "pay":
        for ccode in hit:
            for begun, crisis in fights.get(ccode, ()):
                if begun <= year <= begun + 1:
                    return crisis
    return cluster
