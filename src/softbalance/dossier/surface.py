"""The surface: what a summit shows. Members, and their share of the world in people, output, land and capabilities."""

from collections.abc import Mapping, Sequence

import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.model import (
    N_,
    Argument,
    Chart,
    Column,
    Figure,
    GroupingRef,
    Message,
    Section,
    Share,
    StateRef,
    Table,
)
from softbalance.dossier.notes import Note
from softbalance.evidence.snapshot import Snapshot
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import USER_DEFINED

SERIES = {
    "population_share": (N_("share of world population"), "wb_population"),
    "gdp_share": (N_("share of world GDP"), "wb_gdp"),
    "gdp_ppp_share": (N_("share of world GDP at purchasing power parity"), "wb_gdp_ppp"),
    "area_share": (N_("share of the world's land held by states"), "countries_area"),
    "cinc_share": (N_("share of world capabilities (CINC)"), "cow_nmc"),
    "milex_share": (N_("share of world military spending"), "sipri_milex"),
    "warheads_share": (N_("share of nuclear warheads in military stockpiles"), "fas_warheads"),
}
_COLUMNS = {
    "population_share": "population_share",
    "gdp_share": "gdp_usd_share",
    "gdp_ppp_share": "gdp_ppp_intl_share",
    "area_share": "area_km2_share",
    "cinc_share": "cinc_share",
    "milex_share": "milex_usd_share",
    "warheads_share": "warheads_share",
}
_NONE_IF_ABSENT = ("warheads_share",)
Sides = Mapping[str, Sequence[int]]  # members of each grouping of the day
_TITLE = Message(N_("Surface: what a summit shows"))


def surface_section(asked: Asked, snapshot: Snapshot) -> Section:
    """Return the section on the surface, with the rank of each share among the catalogued groupings of the day."""
    members = asked.grouping.members(asked.until)
    everyone = catalogue_members(snapshot, asked)
    sides = {
        str(name): part["ccode"].to_list() for (name,), part in everyone.partition_by("grouping", as_dict=True).items()
    }
    figures = [_count_figure(asked, members, sides)]
    shares = {name: latest_shares(snapshot, name, asked.until.year) for name in SERIES}
    for name, (label, source) in SERIES.items():
        estimate = share_estimate(shares[name], members, source)
        figures += [
            Figure(name, Message(label), estimate),
            _rank_figure(name, label, shares[name], sides, asked, estimate),
        ]
    table = _table(asked, shares, members)
    return Section("surface", _TITLE, _sentences(asked, figures), tuple(figures), (table,), _charts())


def latest_shares(snapshot: Snapshot, name: str, year: int) -> pl.DataFrame:
    """Return each state's share in the latest year with data up to ``year``: ``ccode``, ``share``, ``year``.

    A state that the source leaves out is left out, but where the declaration says that no row means none.
    """
    table = snapshot.table("state_shares").select("ccode", pl.col(_COLUMNS[name]).alias("share"), "year")
    known = table.filter(pl.col("year") <= year, pl.col("share").is_not_null())["year"].max()
    last = table.filter(pl.col("year") == (-1 if known is None else known))
    return last.with_columns(pl.col("share").fill_null(0.0)) if name in _NONE_IF_ABSENT else last.drop_nulls("share")


def share_estimate(shares: pl.DataFrame, members: tuple[int, ...], source: str) -> Estimate:
    """Return the members' share of the world; a count of all states, so without an interval.

    Members the source does not cover make the share a lower bound, and the note names them.
    """
    method = "sum of members over sum of all states covered"
    held = shares.filter(pl.col("ccode").is_in(members))
    year = int(shares["year"][0]) if shares.height else 0
    known = Coverage(year or None, year or None, held.height, len(members), _missing_note(held, members))
    if not held.height:
        known = Coverage(known.since, known.until, 0, len(members), Note(N_("no member is covered by the source")))
        return Estimate(None, unit="share", method=method, coverage=known, sources=(source,))
    return Estimate(float(held["share"].sum()), None, None, LEVEL, held.height, "share", method, known, (source,))


def catalogue_members(snapshot: Snapshot, asked: Asked) -> pl.DataFrame:
    """Return the members of every catalogued grouping on the day: ``grouping``, ``ccode``; with a made-up one added."""
    spells = snapshot.table("memberships").filter(
        pl.col("role") == "member", pl.col("start") <= asked.until, pl.col("end").fill_null(asked.until) >= asked.until
    )
    table = spells.select("grouping", "ccode")
    if asked.grouping.kind != USER_DEFINED:
        return table
    own = pl.DataFrame({"ccode": list(asked.grouping.members(asked.until))}, schema={"ccode": pl.Int32})
    return pl.concat([table, own.select(pl.lit(asked.grouping.id).alias("grouping"), "ccode")])


def _count_figure(asked: Asked, members: tuple[int, ...], sides: Sides) -> Figure:
    rank = 1 + sum(len(side) > len(sides[asked.grouping.id]) for side in sides.values())
    note = Note(N_("rank {rank} of {n} catalogued groupings of the day"), rank=rank, n=len(sides))
    coverage = Coverage(asked.until.year, asked.until.year, len(members), len(members), note)
    estimate = Estimate(
        len(members), None, None, LEVEL, len(members), "count", "members on the day", coverage, ("register",)
    )
    return Figure("members", Message(N_("members")), estimate)


def _rank_figure(name: str, label: str, shares: pl.DataFrame, sides: Sides, asked: Asked, estimate: Estimate) -> Figure:
    """Return the rank of a share among the groupings of the day, 1 the largest."""
    title = Message(N_("rank by {measure}"), {"measure": Message(label)})
    method = "rank among the catalogued groupings of the day, 1 the largest"
    rank_name = name.replace("_share", "_rank")
    if not estimate.known:
        return Figure(rank_name, title, Estimate.unknown("rank", method, estimate.coverage.note, estimate.sources))
    share_of = dict(shares.select("ccode", "share").iter_rows())
    held = {id_: [share_of[one] for one in side if one in share_of] for id_, side in sides.items()}
    sums = {id_: sum(known) for id_, known in held.items() if known}
    rank = 1 + sum(total > sums[asked.grouping.id] * (1 + 1e-6) for total in sums.values())
    coverage = Coverage(estimate.coverage.since, estimate.coverage.until, len(sums), len(sides))
    sources = (*estimate.sources, "register")
    return Figure(rank_name, title, Estimate(rank, None, None, LEVEL, len(sums), "rank", method, coverage, sources))


def _missing_note(held: pl.DataFrame, members: tuple[int, ...]) -> str:
    missing = tuple(StateRef(ccode) for ccode in sorted(set(members) - set(held["ccode"])))
    return Note(N_("without {states}"), states=missing) if missing else ""


def _table(asked: Asked, latest: Mapping[str, pl.DataFrame], members: tuple[int, ...]) -> Table:
    """Return each member's shares of the world and the day it joined."""
    shares = {name: dict(latest[name].select("ccode", "share").iter_rows()) for name in SERIES}
    joined = {spell.ccode: spell for spell in asked.grouping.member_spells("member") if spell.span.covers(asked.until)}
    rows = tuple(
        (
            StateRef(ccode, asked.until),
            joined[ccode].start if asked.grouping.kind != USER_DEFINED else None,
            *(Share(float(value)) if (value := shares[name].get(ccode)) is not None else None for name in SERIES),
        )
        for ccode in members
    )
    columns = (
        Column("state", Message(N_("member")), "state"),
        Column("since", Message(N_("member since")), "date"),
        *(Column(name, Message(label), "share", "share") for name, (label, _) in SERIES.items()),
    )
    return Table("members", Message(N_("Members and their shares of the world")), columns, rows)


def _sentences(asked: Asked, figures: list[Figure]) -> tuple[Message, ...]:
    by_name = {figure.name: figure.estimate for figure in figures}
    people, output = by_name["population_share"].value, by_name["gdp_share"].value
    if people is None or output is None:
        return ()
    args: dict[str, Argument] = {
        "grouping": GroupingRef(asked.grouping.id),
        "n": int(by_name["members"].value or 0),
        "people": Share(people),
        "output": Share(output),
    }
    return (
        Message(
            N_("The {n} members of {grouping} hold {people} of the world's people and {output} of its output."), args
        ),
    )


def _charts() -> tuple[Chart, ...]:
    return (
        Chart(
            "members_map",
            Message(N_("Members")),
            "map",
            "members",
            {"state": "state", "x": "population_share"},
            Message(N_("Map of the members.")),
        ),
    )
