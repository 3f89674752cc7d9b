"""The record of one directed pair of states over time: trade, arms, money, troops, treaties, quarrels."""

from collections.abc import Iterable

import polars as pl

from softbalance.dossier import tie_kinds
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
from softbalance.dossier.profile_ties import arms_source
from softbalance.dossier.references import cited
from softbalance.dossier.ties_answer import answer
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
        raise BadInput(
            N_("Ties need two different states; {first!r} and {second!r} are both {state}"),
            first=giver,
            second=taker,
            state=one,
        )
    if not FIRST_YEAR <= since <= held.votes_until.year:
        raise BadInput(
            N_("The first year {since} must lie from {earliest} to {latest}"),
            since=since,
            earliest=FIRST_YEAR,
            latest=held.votes_until.year,
        )
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
    codes = [who.code for who in (one, two)]
    return Dossier(
        kind="ties",
        subject="-".join(codes),
        title=Message(N_("Ties from {giver} to {taker} since {since}"), args),
        asked={"from": codes[0], "to": codes[1], "since": since},
        answer=answer(pair, since, sections),
        sections=sections,
        sources=cited(_source_ids(pair, since), held),
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
        _SOURCE,
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
    tables = (Table("years", Message(N_("Trade by year")), columns, rows, note), _factbook(found, pair, since))
    return Section("trade", Message(N_("Trade")), tables=tables, charts=(chart,) if rows else ())


def _factbook(found: TiesHeld, pair: tuple[int, int], since: int) -> Table:
    """Return what one is to the other among its five largest buyers and sellers, in whole per cent."""
    table = found.table("ties_factbook").filter(
        pl.col("from_ccode").is_in(pair), pl.col("to_ccode").is_in(pair), pl.col("year") >= since
    )
    sold = pl.col("kind") == "export_share"
    whose = pl.when(sold).then("from_ccode").otherwise("to_ccode")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), StateRef(int(owner)), *tie_kinds.cells(str(kind)), Share(round(float(value), 4)))
        for year, owner, kind, value in table.select("year", whose.alias("whose"), "kind", "value")
        .sort("year", "whose", "kind")
        .iter_rows()
    )
    columns = (
        _YEAR,
        Column("state", Message(N_("state")), "state"),
        *tie_kinds.COLUMNS,
        Column("share", Message(N_("share")), "share", "share"),
    )
    note = Message(N_("World Factbook: only the five largest buyers and sellers of each state, in whole per cent."))
    return Table("factbook", Message(N_("Among the largest partners")), columns, rows, note)


def _arms(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    table = _directed(found.table("ties_arms"), pair, since)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), float(tiv), _share(share), _share(low), _share(high), arms_source(int(year)))
        for year, tiv, share, low, high in table.select("year", "tiv", "share", "share_low", "share_high").iter_rows()
    )
    columns = (
        Column("until", Message(N_("last of five years")), "integer"),
        Column("tiv", Message(N_("trend-indicator value")), "number", "TIV"),
        Column("share", Message(N_("share of arms received")), "share", "share"),
        Column("share_low", Message(N_("lower method")), "share", "share"),
        Column("share_high", Message(N_("higher method")), "share", "share"),
        _SOURCE,
    )
    return Section(
        "arms", Message(N_("Arms")), tables=(Table("windows", Message(N_("Arms, five years")), columns, rows),)
    )


def _money(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    table = _directed(found.table("ties_finance"), pair, since)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), *tie_kinds.cells(str(kind)), _money_cell(usd), _ratio(of_gdp), _FINANCE[str(kind)])
        for year, kind, usd, of_gdp in table.select("year", "kind", "usd", "of_gdp").iter_rows()
    )
    columns = (
        Column("until", Message(N_("last of five years")), "integer"),
        *tie_kinds.COLUMNS,
        Column("usd", Message(N_("US dollars")), "number", "USD"),
        Column("of_gdp", Message(N_("over GDP")), "share", "share"),
        _SOURCE,
    )
    table_ = Table("windows", Message(N_("Finance, five years")), columns, rows)
    return Section("finance", Message(N_("Finance")), tables=(table_,))


def _troops(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    table = _directed(found.table("ties_troops"), pair, since)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), float(mean) if mean is not None else None, "troops")
        for year, mean in table.select("year", "troops_mean").iter_rows()
    )
    columns = (
        Column("until", Message(N_("last of five years")), "integer"),
        Column("troops", Message(N_("soldiers, mean of five years")), "number", "persons"),
        _SOURCE,
    )
    note = Message(N_("Only US troops are on open record."))
    table_ = Table("windows", Message(N_("Troops stationed")), columns, rows, note)
    return Section("troops", Message(N_("Troops")), tables=(table_, _exercises(found, pair, since)))


def _exercises(found: TiesHeld, pair: tuple[int, int], since: int) -> Table:
    table = _undirected(found.table("ties_exercises"), pair, since)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), int(held), "exercises") for year, held in table.select("year", "exercises").iter_rows()
    )
    columns = (
        Column("until", Message(N_("last of five years")), "integer"),
        Column("exercises", Message(N_("exercises held together in five years")), "integer"),
        _SOURCE,
    )
    note = Message(N_("Known from 1980 to 2010."))
    return Table("exercises", Message(N_("Exercises")), columns, rows, note)


def _treaties(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    """Return what each owes the other, spell by spell."""
    table = found.table("ties_obligations").filter(pl.col("until") >= since)
    rows: list[tuple[Cell, ...]] = []
    for giver, taker in (pair, pair[::-1]):
        own = table.filter(pl.col("from_ccode") == giver, pl.col("to_ccode") == taker).sort("since")
        for first, last, carried, *flags in own.select("since", "until", "carried", *FLAGS).iter_rows():
            source = "atop_members+treaty_events" if carried else "atop_members"
            sides = (StateRef(giver), StateRef(taker), int(first), int(last))
            rows.append((*sides, *map(bool, flags), bool(carried), source))
    labels = (N_("defence"), N_("offence"), N_("neutrality"), N_("non-aggression"), N_("consultation"))
    columns = (
        Column("giver", Message(N_("who owes")), "state"),
        Column("taker", Message(N_("to whom")), "state"),
        Column("since", Message(N_("from year")), "integer"),
        Column("until", Message(N_("to year")), "integer"),
        *(Column(name, Message(label), "flag") for name, label in zip(FLAGS, labels, strict=True)),
        Column("carried", Message(N_("carried forward after 2018")), "flag"),
        _SOURCE,
    )
    table_ = Table("spells", Message(N_("Obligations")), columns, tuple(rows))
    return Section("treaties", Message(N_("Treaties")), tables=(table_,))


def _discord(found: TiesHeld, pair: tuple[int, int], since: int) -> Section:
    table = _undirected(found.table("ties_discord"), pair, since)
    kinds = ("rivalry", "dispute", "claim", "armed_conflict")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(row[0]), *map(bool, row[1:])) for row in table.select("year", *kinds).iter_rows()
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
            *tie_kinds.cells(one.kind),
            one.source,
            one.since,
            one.until,
            StateRef(one.reporter) if one.reporter > 0 else Message(N_("every state")),
            one.none_if_absent,
        )
        for one in COVERAGE
    )
    columns = (
        *tie_kinds.COLUMNS,
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
_SOURCE = Column("source", Message(N_("source")))
_FINANCE = {"finance_committed": "aiddata_gcdf", "oda_net": "oecd_aid"}


def _directed(table: pl.DataFrame, pair: tuple[int, int], since: int) -> pl.DataFrame:
    """Return the rows from the first state to the second, in order of years."""
    return table.filter(pl.col("from_ccode") == pair[0], pl.col("to_ccode") == pair[1], pl.col("year") >= since).sort(
        "year"
    )


def _undirected(table: pl.DataFrame, pair: tuple[int, int], since: int) -> pl.DataFrame:
    """Return the rows of the pair, whichever state stands first, in order of years."""
    low, high = sorted(pair)
    return table.filter(pl.col("ccode1") == low, pl.col("ccode2") == high, pl.col("year") >= since).sort("year")


def _share(value: int | None) -> Share | None:
    return None if value is None else Share(value / 10_000)


def _ratio(value: float | None) -> Share | None:
    return None if value is None else Share(float(value))


def _money_cell(value: float | None) -> float | None:
    """Return dollars to the three digits that are kept."""
    return None if value is None else float(f"{value:.3g}")


def _source_ids(pair: tuple[int, int], since: int) -> Iterable[str]:
    """Return the sources that could have said something on the pair in the period."""
    latest = max(one.until for one in COVERAGE)
    inside = [one for one in COVERAGE if one.until >= min(since, latest)]
    listed = (one.source for one in inside if one.reporter < 0 or one.reporter in pair)
    return dict.fromkeys((*listed, "factbook", "wb_gdp"))
