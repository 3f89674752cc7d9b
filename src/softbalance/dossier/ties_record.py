"""The record of one directed pair of states over time: trade, arms, money, troops, treaties, quarrels."""

from collections.abc import Iterable

import polars as pl

from softbalance.dossier.held import Held
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Dossier,
    Message,
    Section,
    Share,
    StateRef,
    Table,
)
from softbalance.dossier.references import cited
from softbalance.dossier.ties_held import TiesHeld
from softbalance.evidence.ties.coverage import COVERAGE
from softbalance.evidence.ties.schema import FLAGS
from softbalance.terms.errors import BadInput
from softbalance.terms.states import state

FIRST_YEAR = 1950
_REPORTED_BY_PARTNER = "imf_imts_us_china"


def ties(giver: str | int, taker: str | int, *, since: int = 2000, held: Held | None = None) -> Dossier:
    """Return the record of what flows from one state to another, and of what stands between them.

    Parameters
    ----------
    giver, taker
        Two different states; the pair is directed: arms, money, troops and pledges go from the first to the second.
    since
        First year, from 1950.
    held
        What evidence to use.

    Raises
    ------
    BadInput
        If the states are the same, or the year lies outside what is held.

    Examples
    --------
    >>> ties("CHN", "KAZ", since=2020).section("trade").tables[0].rows[0][0]
    2020
    """
    held = held or Held.default()
    one, two = state(giver), state(taker)
    if one.ccode == two.ccode:
        raise BadInput(f"Ties need two different states; {giver!r} and {taker!r} are both {one.name_en}")
    if not FIRST_YEAR <= since <= held.votes_until.year:
        raise BadInput(f"The first year {since} must lie from {FIRST_YEAR} to {held.votes_until.year}")
    found = TiesHeld(held.snapshot)
    pair = (one.ccode, two.ccode)
    sections = (
        _trade(found, pair, since),
        _arms(found, pair, since),
        _money(found, pair, since),
        _troops(found, pair, since),
        _treaties(found, pair, since),
        _discord(found, pair, since),
        _coverage(),
    )
    args: dict[str, Argument] = {"giver": StateRef(one.ccode), "taker": StateRef(two.ccode), "since": str(since)}
    codes = [who.iso3 or who.cow_abb for who in (one, two)]
    return Dossier(
        kind="ties",
        subject="-".join(codes),
        title=Message(N_("Ties from {giver} to {taker} since {since}"), args),
        asked={"from": codes[0], "to": codes[1], "since": since},
        answer=(),
        sections=sections,
        sources=cited(_source_ids(found, pair, since), held),
        command=f"softbalance ties --from {codes[0]} --to {codes[1]} --since {since}",
        versions=held.versions(),
    )


def _trade(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    """Return trade as the taker's share and value, and the giver's, year by year."""
    table = found.table("ties_trade").filter(pl.col("year") >= since)
    taker = table.filter(pl.col("ccode") == pair[1], pl.col("partner") == pair[0])
    giver = table.filter(pl.col("ccode") == pair[0], pl.col("partner") == pair[1]).select("year", giver_share="share")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), _money_cell(usd), _share(share), _share(exports), _share(imports), _share(other), str(source))
        for year, usd, share, exports, imports, other, source in taker.join(giver, on="year", how="left")
        .sort("year")
        .select("year", "usd", "share", "export_share", "import_share", "giver_share", pl.col("source").cast(pl.String))
        .with_columns(pl.col("source").fill_null(_REPORTED_BY_PARTNER))
        .iter_rows()
    )
    columns = (
        _YEAR,
        Column("usd", Message(N_("exports plus imports, US dollars")), "number", "USD"),
        Column("taker_share", Message(N_("share of the taker's trade")), "share", "share"),
        Column("taker_export_share", Message(N_("share of the taker's exports")), "share", "share"),
        Column("taker_import_share", Message(N_("share of the taker's imports")), "share", "share"),
        Column("giver_share", Message(N_("share of the giver's trade")), "share", "share"),
        Column("source", Message(N_("source"))),
    )
    note = Message(N_("Years without a source that holds all partners have no shares; nothing is interpolated."))
    chart = Chart(
        "trade",
        Message(N_("Exports plus imports")),
        "lines",
        "years",
        {"x": "year", "y": "usd"},
        Message(N_("Line of the trade between the two by year.")),
    )
    tables = (Table("years", Message(N_("Trade by year")), columns, rows, note),)
    return Section("trade", Message(N_("Trade")), tables=tables, charts=(chart,) if rows else ())


def _arms(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    table = _directed(found.table("ties_arms"), pair, since)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), float(tiv), _share(share), _share(low), _share(high))
        for year, tiv, share, low, high in table.select("year", "tiv", "share", "share_low", "share_high").iter_rows()
    )
    columns = (
        Column("until", Message(N_("last of five years")), "integer"),
        Column("tiv", Message(N_("trend-indicator value")), "number", "TIV"),
        Column("share", Message(N_("share of arms received")), "share", "share"),
        Column("share_low", Message(N_("lower method")), "share", "share"),
        Column("share_high", Message(N_("higher method")), "share", "share"),
    )
    return Section(
        "arms", Message(N_("Arms")), tables=(Table("windows", Message(N_("Arms, five years")), columns, rows),)
    )


def _money(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    table = _directed(found.table("ties_finance"), pair, since)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), str(kind), float(usd), Share(float(of_gdp)) if of_gdp is not None else None)
        for year, kind, usd, of_gdp in table.select("year", "kind", "usd", "of_gdp").iter_rows()
    )
    columns = (
        Column("until", Message(N_("last of five years")), "integer"),
        Column("kind", Message(N_("kind"))),
        Column("usd", Message(N_("US dollars")), "number", "USD"),
        Column("of_gdp", Message(N_("over GDP")), "share", "share"),
    )
    table_ = Table("windows", Message(N_("Finance, five years")), columns, rows)
    return Section("finance", Message(N_("Finance")), tables=(table_,))


def _troops(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    table = _directed(found.table("ties_troops"), pair, since)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), float(mean) if mean is not None else None)
        for year, mean in table.select("year", "troops_mean").iter_rows()
    )
    columns = (
        Column("until", Message(N_("last of five years")), "integer"),
        Column("troops", Message(N_("soldiers, mean of five years")), "number", "persons"),
    )
    note = Message(N_("Only US troops are on open record."))
    table_ = Table("windows", Message(N_("Troops stationed")), columns, rows, note)
    return Section("troops", Message(N_("Troops")), tables=(table_,))


def _treaties(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    """Return what each owes the other, spell by spell."""
    table = found.table("ties_obligations").filter(pl.col("until") >= since)
    rows: list[tuple[Cell, ...]] = []
    for giver, taker in (pair, pair[::-1]):
        own = table.filter(pl.col("from_ccode") == giver, pl.col("to_ccode") == taker).sort("since")
        for row in own.select("since", "until", "carried", *FLAGS).iter_rows():
            rows.append((StateRef(giver), StateRef(taker), int(row[0]), int(row[1]), *map(bool, row[3:]), bool(row[2])))
    labels = (N_("defence"), N_("offence"), N_("neutrality"), N_("non-aggression"), N_("consultation"))
    columns = (
        Column("giver", Message(N_("who owes")), "state"),
        Column("taker", Message(N_("to whom")), "state"),
        Column("since", Message(N_("from year")), "integer"),
        Column("until", Message(N_("to year")), "integer"),
        *(Column(name, Message(label), "flag") for name, label in zip(FLAGS, labels, strict=True)),
        Column("carried", Message(N_("carried forward after 2018")), "flag"),
    )
    table_ = Table("spells", Message(N_("Obligations")), columns, tuple(rows))
    return Section("treaties", Message(N_("Treaties")), tables=(table_,))


def _discord(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    low, high = sorted(pair)
    table = found.table("ties_discord").filter(
        pl.col("ccode1") == low, pl.col("ccode2") == high, pl.col("year") >= since
    )
    kinds = ("rivalry", "dispute", "claim", "armed_conflict")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(row[0]), *map(bool, row[1:])) for row in table.sort("year").select("year", *kinds).iter_rows()
    )
    labels = (
        N_("strategic rivalry"),
        N_("militarised dispute in 20 years"),
        N_("territorial claim"),
        N_("armed conflict"),
    )
    columns = (_YEAR, *(Column(kind, Message(label), "flag") for kind, label in zip(kinds, labels, strict=True)))
    note = Message(N_("Years without any of these, inside the sources' coverage, have no row."))
    return Section(
        "discord",
        Message(N_("Quarrels")),
        tables=(Table("years", Message(N_("Quarrels by year")), columns, rows, note),),
    )


def _coverage() -> Section:
    """Return what each source covers, so that a missing row can be read."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.kind,
            one.source,
            one.since,
            one.until,
            StateRef(one.reporter) if one.reporter > 0 else None,
            one.none_if_absent,
        )
        for one in COVERAGE
    )
    columns = (
        Column("kind", Message(N_("kind"))),
        Column("source", Message(N_("source"))),
        Column("since", Message(N_("from year")), "integer"),
        Column("until", Message(N_("to year")), "integer"),
        Column("reporter", Message(N_("only reported by")), "state"),
        Column("none_if_absent", Message(N_("no row means none")), "flag"),
    )
    return Section(
        "coverage",
        Message(N_("What the sources cover")),
        tables=(Table("sources", Message(N_("Coverage")), columns, rows),),
    )


_YEAR = Column("year", Message(N_("year")), "integer")


def _directed(table: pl.DataFrame, pair: tuple[int, int], since: int) -> pl.DataFrame:
    """Return the rows from the first state to the second, in order of years."""
    return table.filter(pl.col("from_ccode") == pair[0], pl.col("to_ccode") == pair[1], pl.col("year") >= since).sort(
        "year"
    )


def _reporter(ccode: int) -> StateRef | None:
    return StateRef(ccode) if ccode > 0 else None


def _share(value: int | None) -> Share | None:
    return None if value is None else Share(value / 10_000)


def _money_cell(value: float | None) -> float | None:
    return None if value is None else float(value)


def _source_ids(found: TiesHeld, pair: tuple[int, int], since: int) -> Iterable[str]:
    """Return the sources that could have said something on the pair in the period."""
    latest = max(one.until for one in COVERAGE)
    inside = [one for one in COVERAGE if one.until >= min(since, latest)]
    return dict.fromkeys(one.source for one in inside if one.reporter < 0 or one.reporter in pair)
