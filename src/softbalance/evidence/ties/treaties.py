"""Treaty obligations: who owes whom defence, offence, neutrality, non-aggression or consultation.

ATOP 5.1 codes, member by member, what each treaty obliges it to, to 2018. From then on the treaties stand as they
did, changed only by the cited events of ``treaty_events.toml``, and every such year is flagged ``carried``. ATOP's own
directed dyad-years are not used to build the table: they are what it is checked against.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import permutations
from typing import Any

import polars as pl
import polars.selectors as cs
import tomli

from softbalance.evidence.ties.schema import FLAGS, OBLIGATIONS, check_table, check_years, conform, refuse
from softbalance.terms.errors import BadInput

Read = Callable[[str], pl.DataFrame]

SOURCES = ("atop_members", "atop_dyads")
SINCE, UNTIL = 1946, 2018
EVENTS = "treaty_events"

LISTED = {(200, 220, 1956)}
"""Dyad-years in which members and dyads of ATOP differ: the Protocol of Sevres, whose neutrality clause the members'
file gives to the United Kingdom and the dyads' file to nobody."""

ATOP = dict(zip(FLAGS, ("defense", "offense", "neutral", "nonagg", "consul"), strict=True))
ATOP_DYADS = dict(
    zip(FLAGS, ("atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"), strict=True)
)
PAIR = ["from_ccode", "to_ccode", "year"]


def treaties(read: Read) -> pl.DataFrame:
    """Return who is bound by which treaty, and when.

    One row a treaty, a state bound by it (``member``), and, where it is bound to some of the parties only, one row
    for each of them (``to_ccode``; null: to all parties). ``start`` and ``end`` are days, inclusive; ``carried`` says
    that the row rests on a cited event rather than on ATOP. The flags are what the member owes.
    """
    raw = load(read)
    return check(process(raw), raw)


def load(read: Read) -> dict[str, pl.DataFrame]:
    """Return the raw frames by source."""
    return {source: read(source) for source in SOURCES}


def process(raw: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return ATOP's members with the events after 2018 applied."""
    return with_events(atop_spells(raw["atop_members"]), events())


def check(spells: pl.DataFrame, raw: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the spells, or raise :class:`EvidenceFault` where they contradict ATOP's own dyad-years."""
    keys = ["treaty", "member", "to_ccode", "start", "end"]
    refuse("treaties", "rows twice", spells.filter(spells.select(keys).is_duplicated()))
    refuse("treaties", "spells that end before they begin", spells.filter(pl.col("end") < pl.col("start")))
    made = obligations(spells, until=UNTIL)
    check_table(made, OBLIGATIONS, keys=PAIR, name="obligations")
    check_years(made, SINCE, UNTIL, name="obligations")
    refuse("obligations", "dyad-years unlike ATOP's own", unlike_atop(made, raw["atop_dyads"]))
    return spells


def obligations(
    spells: pl.DataFrame, *, since: int = SINCE, until: int | None = None, treaties: Iterable[str] | None = None
) -> pl.DataFrame:
    """Return directed dyad-years: columns of :data:`softbalance.evidence.ties.schema.OBLIGATIONS`.

    Parameters
    ----------
    spells
        What :func:`treaties` returns.
    since, until
        Years; to the closing date of the events where not given.
    treaties
        Only these treaties, by ATOP number (as text) or id of an event: a grouping's own. All where not given.

    Notes
    -----
    A year of the closing date's future is refused: nothing is known of it. Obligations hold in the year in which a
    treaty ends, as ATOP counts.
    """
    last = closing().year if until is None else until
    if last > closing().year:
        raise BadInput(f"Treaty events are held to {closing().year}; {last} lies beyond")
    chosen = spells if treaties is None else spells.filter(pl.col("treaty").is_in(list(treaties)))
    years = pl.int_ranges(pl.col("start").dt.year(), pl.col("end").dt.year() + 1, dtype=pl.Int16)
    owed = _owed(chosen).with_columns(year=years).explode("year").drop_nulls("year")
    dyads = owed.group_by(PAIR).agg(pl.col(*FLAGS).any())
    held = dyads.filter(pl.any_horizontal(pl.col(*FLAGS)) & pl.col("year").is_between(since, last))
    carried = pl.col("year") > UNTIL
    source = pl.when(carried).then(pl.lit(f"atop_members+{EVENTS}")).otherwise(pl.lit("atop_members"))
    return conform(held.with_columns(source=source, carried=carried), OBLIGATIONS).sort(PAIR)


def atop_spells(raw: pl.DataFrame) -> pl.DataFrame:
    """Return ATOP's members as spells; a phase of a treaty is a spell of its own, an open end is carried on."""
    rows = raw.select(
        treaty=pl.col("atopid").cast(pl.Int64).cast(pl.String),
        member=pl.col("member").cast(pl.Int32),
        to_ccode=pl.lit(None, dtype=pl.Int32),
        start=_day("yrent", "moent", "dayent", first=True),
        end=pl.when(pl.col("yrexit") == 0).then(closing()).otherwise(_day("yrexit", "moexit", "dayexit", first=False)),
        carried=pl.lit(False),
        **{ours: pl.col(theirs).cast(pl.Int8) == 1 for ours, theirs in ATOP.items()},
    )
    recent = rows.filter(pl.col("end").dt.year() >= SINCE)
    keys = ["treaty", "member", "to_ccode", "start", "end", "carried"]
    return recent.group_by(keys, maintain_order=True).agg(pl.col(*FLAGS).any()).sort("treaty", "member", "start")


def with_events(spells: pl.DataFrame, found: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return the spells with events applied, in the order given; see ``treaty_events.toml`` for their kinds."""
    for event in found:
        spells = _APPLY[event["kind"]](spells, event)
    return spells


@cache
def events() -> tuple[Mapping[str, Any], ...]:
    """Return the events after 2018, in order of date."""
    return tuple(sorted(_declared()["events"], key=lambda event: event["date"]))


def closing() -> date:
    """Return the last day to which events are held."""
    day: date = _declared()["closing_date"]
    return day


def unlike_atop(made: pl.DataFrame, dyads: pl.DataFrame) -> pl.DataFrame:
    """Return the dyad-years in which the table differs from ATOP's directed dyad-years."""
    theirs = dyads.select(
        from_ccode=pl.col("ccode1").cast(pl.Int32),
        to_ccode=pl.col("ccode2").cast(pl.Int32),
        year=pl.col("year").cast(pl.Int16),
        **{f"{ours}_atop": pl.col(name).cast(pl.Int8) == 1 for ours, name in ATOP_DYADS.items()},
    ).filter(pl.col("year") >= SINCE)
    both = made.join(theirs, on=PAIR, how="full", coalesce=True).with_columns(cs.boolean().fill_null(False))
    listed = pl.DataFrame(list(LISTED), schema={key: OBLIGATIONS[key] for key in PAIR}, orient="row")
    differ = pl.any_horizontal(pl.col(flag) != pl.col(f"{flag}_atop") for flag in FLAGS)
    return both.join(listed, on=PAIR, how="anti").filter(differ)


def _owed(spells: pl.DataFrame) -> pl.DataFrame:
    """Pair every bound state with the parties it is bound to, for the days on which both are parties.

    A state that ends on the day its successor begins was no party beside it: German and Yemeni unity, 1990.
    """
    parties = spells.select("treaty", party="member", party_start="start", party_end="end").unique()
    pairs = spells.join(parties, on="treaty").filter(pl.col("party") != pl.col("member"))
    together = pairs.with_columns(
        start=pl.max_horizontal("start", "party_start"), end=pl.min_horizontal("end", "party_end")
    )
    bound = pl.col("to_ccode").is_null() | (pl.col("to_ccode") == pl.col("party"))
    kept = together.filter(bound & (pl.col("start") < pl.col("end")))
    return kept.select("start", "end", *FLAGS, from_ccode="member", to_ccode="party")


def _day(year: str, month: str, day: str, *, first: bool) -> pl.Expr:
    """Return the day; where ATOP leaves out month or day, the year's or month's first or last."""
    months = pl.when(pl.col(month).is_between(1, 12)).then(month).otherwise(1 if first else 12)
    start = pl.date(pl.col(year), months, 1)
    known = pl.col(day).is_between(1, start.dt.days_in_month())
    end = pl.lit(0) if first else start.dt.days_in_month().cast(pl.Int64) - 1
    return start.dt.offset_by(pl.format("{}d", pl.when(known).then(pl.col(day) - 1).otherwise(end)))


def _enter(spells: pl.DataFrame, event: Mapping[str, Any]) -> pl.DataFrame:
    """New parties owe and are owed what the treaty's present parties owe."""
    treaty = str(event["atopid"])
    present = spells.filter((pl.col("treaty") == treaty) & (pl.col("end") >= event["date"]))
    if present.is_empty():
        raise BadInput(f"{event['what']}: treaty {treaty} has no parties then")
    owed = {flag: bool(present[flag].any()) for flag in FLAGS}
    return _added(spells, [_row(treaty, member, None, event, owed) for member in event["members"]])


def _end(spells: pl.DataFrame, event: Mapping[str, Any]) -> pl.DataFrame:
    treaty, day = str(event["atopid"]), event["date"]
    ended = (pl.col("treaty") == treaty) & pl.col("member").is_in(event["members"]) & (pl.col("end") > day)
    if spells.filter(ended).is_empty():
        raise BadInput(f"{event['what']}: treaty {treaty} does not bind {event['members']} then")
    return spells.with_columns(end=pl.when(ended).then(pl.lit(day)).otherwise("end"))


def _conclude(spells: pl.DataFrame, event: Mapping[str, Any]) -> pl.DataFrame:
    rows = []
    for giver, taker in permutations(event["members"], 2):
        owed = {flag for flag, one, other in event["owed"] if one in ("each", giver) and other in ("each", taker)}
        rows.append(_row(event["treaty"], giver, taker, event, {flag: flag in owed for flag in FLAGS}))
    return _added(spells, rows)


def _added(spells: pl.DataFrame, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.concat([spells, pl.DataFrame(rows, schema=spells.schema)])


def _row(
    treaty: str, member: int, to: int | None, event: Mapping[str, Any], owed: Mapping[str, bool]
) -> dict[str, Any]:
    span = {"start": event["date"], "end": closing(), "carried": True}
    return {"treaty": treaty, "member": member, "to_ccode": to, **span, **owed}


_APPLY: Mapping[str, Callable[[pl.DataFrame, Mapping[str, Any]], pl.DataFrame]] = {
    "enter": _enter,
    "end": _end,
    "conclude": _conclude,
}


@cache
def _declared() -> Mapping[str, Any]:
    return tomli.loads(files("softbalance.evidence").joinpath("treaty_events.toml").read_text(encoding="utf-8"))
