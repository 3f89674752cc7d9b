"""What the record between two states comes to, in a few sentences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from softbalance.dossier.model import N_, Argument, Message, Section, StateRef
from softbalance.terms.estimate import Estimate


def answer(pair: tuple[int, int], since: int, sections: Sequence[Section]) -> tuple[Message, ...]:
    """Return the latest trade, arms and obligations from the first state to the second, and their quarrels."""
    tables = {section.id: section.tables[0] for section in sections}
    rows = {name: [_record(table.columns, row) for row in table.rows] for name, table in tables.items()}
    who: dict[str, Argument] = {"giver": StateRef(pair[0]), "taker": StateRef(pair[1]), "since": str(since)}
    owed = [row for row in rows["treaties"] if row["giver"] == StateRef(pair[0])]
    return (
        _trade(who, rows["trade"]),
        _arms(who, rows["arms"]),
        _obligations(who, owed),
        _quarrels(who, rows["discord"]),
    )


def _record(columns: Sequence[Any], row: Sequence[Any]) -> dict[str, Any]:
    return {column.name: cell for column, cell in zip(columns, row, strict=True)}


def _trade(who: Mapping[str, Argument], rows: list[dict[str, Any]]) -> Message:
    known = [row for row in rows if row["usd"] is not None]
    if not known:
        return Message(N_("No trade between {giver} and {taker} is on record since {since}."), who)
    last = known[-1]
    args = {**who, "year": str(last["year"]), "usd": Estimate(last["usd"], unit="USD"), "share": last["taker_share"]}
    if last["taker_share"] is None:
        return Message(N_("Trade between {giver} and {taker} came to {usd} in {year}."), args)
    return Message(
        N_("Trade between {giver} and {taker} came to {usd} in {year}: {share} of all trade of {taker}."), args
    )


def _arms(who: Mapping[str, Argument], rows: list[dict[str, Any]]) -> Message:
    known = [row for row in rows if row["share"] is not None]
    if not known:
        return Message(N_("No arms from {giver} to {taker} are on record since {since}."), who)
    args = {**who, "year": str(known[-1]["until"]), "share": known[-1]["share"]}
    return Message(
        N_("Of the arms that {taker} received in the five years to {year}, {share} came from {giver}."), args
    )


def _obligations(who: Mapping[str, Argument], rows: list[dict[str, Any]]) -> Message:
    if not rows:
        return Message(N_("By treaty {giver} owes {taker} nothing that is on record since {since}."), who)
    last = rows[-1]
    args = {**who, "duties": tuple(_named(last, _DUTIES)), "year": str(last["until"])}
    return Message(N_("By treaty {giver} owes {taker}, as of {year}: {duties}."), args)


def _quarrels(who: Mapping[str, Argument], rows: list[dict[str, Any]]) -> Message:
    found = {name: any(row[name] for row in rows) for name in _QUARRELS}
    if not any(found.values()):
        return Message(
            N_("No rivalry, dispute, territorial claim or war between the two is on record since {since}."), who
        )
    args = {**who, "quarrels": tuple(_named(found, _QUARRELS))}
    return Message(N_("On record between the two since {since}: {quarrels}."), args)


def _named(flags: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Message]:
    return (Message(label) for name, label in labels.items() if flags[name])


_DUTIES = {
    "defence": N_("defence"),
    "offence": N_("offence"),
    "neutrality": N_("neutrality"),
    "nonaggression": N_("non-aggression"),
    "consultation": N_("consultation"),
}
_QUARRELS = {
    "rivalry": N_("strategic rivalry"),
    "dispute": N_("militarised dispute"),
    "claim": N_("territorial claim"),
    "armed_conflict": N_("armed conflict"),
}
