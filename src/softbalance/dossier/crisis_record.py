"""The record that the crisis game is fitted on, brought together from the evidence base of this machine."""

from collections.abc import Callable
from functools import cache

import polars as pl

from softbalance.crisis.known import TABLES, Known, known_at
from softbalance.crisis.past import asked_occasions, crises_of, record_occasions
from softbalance.crisis.sample import Occasion, one_grouping_an_act
from softbalance.evidence.base import Base
from softbalance.evidence.cases import Case, cases, with_votes
from softbalance.evidence.occasions import member_years
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.grouping_occasions import dispute_acts, sanction_acts
from softbalance.terms.grouping import Grouping
from softbalance.terms.groupings import grouping, groupings
from softbalance.terms.states import by_ccode

SINCE, UNTIL = 1946, 2024
EVERY = {"fight": 16, "pay": 40}
"""One event in so many enters the sample, whatever was done in it; hand-entered crises all do."""

MOST_ASKED = 60
"""Occasions that ask more states at once, as in the Non-Aligned Movement, are left out."""

VOTES = {1: "yes", 2: "abstain", 3: "no", 4: "absent"}
KnownAt = Callable[[int], Known]


def known_in(snapshot: Snapshot) -> KnownAt:
    """Return what gives, from a snapshot, all that was known at the end of a year."""
    tables = {name: snapshot.table(name) for name in TABLES}
    return cache(lambda year: known_at(tables, year))


def occasions(base: Base, known: KnownAt) -> list[Occasion]:
    """Return the fitting sample: hand-entered crises, and every so-many-th sanction and dispute, by date.

    Each act of a state in an event counts once, in one of the groupings that it was asked in.
    """
    entered = [filled(one, base) for one in cases().values()]
    fights = base.table("fight_occasions"), base.table("fight_acts")
    pays = base.table("pay_occasions"), base.table("pay_acts")
    found = asked_occasions(entered)
    joined: dict[str, str] = {}
    for events, acts in (fights, pays):
        joined |= crises_of(entered, events, acts)
    for body in groupings().values():
        for member_acts, acts in ((_fought(fights, body), fights[1]), (_paid(pays, body), pays[1])):
            found += record_occasions(_drawn(member_acts, joined), acts, body, known)
    asked = [one for one in found if len(one.situation.players) <= MOST_ASKED]
    return sorted(one_grouping_an_act(asked), key=lambda one: (one.on, one.id))


def filled(one: Case, base: Base) -> Case:
    """Return a hand-entered crisis with its acts read from the roll call, where that is where they stand."""
    if one.votes is None:
        return one
    calls = base.table("roll_calls").filter(pl.col("body") == one.votes.body, pl.col("symbol") == one.votes.resolution)
    cast = base.table("votes").join(calls.select("roll_call"), on="roll_call", how="semi")
    votes = {_code(ccode): VOTES[vote] for ccode, vote in cast.select("ccode", "vote").iter_rows() if vote in VOTES}
    members = [_code(ccode) for ccode in grouping(one.grouping or "").members(one.date)]
    return with_votes(one, votes, [code for code in members if code in votes])


def _fought(record: tuple[pl.DataFrame, pl.DataFrame], body: Grouping) -> pl.DataFrame:
    return dispute_acts(*record, member_years(body, SINCE, UNTIL))


def _paid(record: tuple[pl.DataFrame, pl.DataFrame], body: Grouping) -> pl.DataFrame:
    return sanction_acts(*record, member_years(body, SINCE, UNTIL), own_body=body.id)


def _drawn(member_acts: pl.DataFrame, joined: dict[str, str]) -> pl.DataFrame:
    """Keep every so-many-th event, whatever was done in it, and name the crisis of each."""
    event = pl.col("episode").str.split("/").list.first()
    if member_acts.is_empty():
        return member_acts
    every = EVERY[member_acts["rung"][0]]
    kept = member_acts.filter(event.str.extract(r"(\d+)$").cast(pl.Int64) % every == 0)
    return kept.with_columns(pl.col("cluster").replace(joined))


def _code(ccode: int) -> str:
    one = by_ccode(ccode)
    return one.iso3 or one.cow_abb
