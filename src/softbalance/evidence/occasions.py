"""Occasions to act together, and who acted: one shape for sanctions, disputes, wars and armed conflicts.

An occasion is an event with two sides. ``a`` is the side that acts first: who sanctions, who initiates the
dispute; ``b`` is its target. Nothing here knows of groupings: whose occasion it was, and who stood aside, follows
from the membership of the day, in :mod:`softbalance.measures.grouping_occasions`.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from softbalance.terms.errors import EvidenceFault
from softbalance.terms.grouping import Grouping

OCCASIONS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "occasion": pl.String,
    "rung": pl.String,
    "kind": pl.String,
    "source": pl.String,
    "year": pl.Int16,
    "until": pl.Int16,
    "hostility": pl.Int8,
    "mandated": pl.Boolean,
    "censored": pl.Boolean,
    "cluster": pl.String,
}
"""One row an event. ``hostility``: 1 to 5 as in the MID data, 4 use of force, 5 war; missing for sanctions.
``mandated``: the Security Council bound all states. ``censored``: too near the end of the source for others to have
been seen to follow. ``cluster``: the crisis it belongs to. ``kind`` is ``sanction``, ``dispute``, ``war``, ``armed
conflict`` or ``internal``; only the last may lack principals on side ``b``."""

ACTS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "occasion": pl.String,
    "ccode": pl.Int32,
    "side": pl.String,
    "principal": pl.Boolean,
    "act": pl.String,
    "hostility": pl.Int8,
    "body": pl.String,
    "source": pl.String,
}
"""One row a state in an event. ``principal``: there from the first day, as against one that joined. ``body``: the
body whose decision bound the state; missing where the act was its own."""

CRISIS_YEARS = 2
INTERNAL = "internal"


def with_clusters(occasions: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Return the occasions with the crisis of each.

    The first event between two parties opens a crisis; later events that share a key with it and begin in the
    same or the next :data:`CRISIS_YEARS` years belong to it; the next after that opens another. Crises do not
    chain: two states that fight for fifty years have many.

    Parameters
    ----------
    occasions
        ``occasion`` and ``year``.
    keys
        ``occasion`` and ``key``: what makes two events one crisis, e.g. the pair of states opposed.

    Examples
    --------
    >>> events = pl.DataFrame({"occasion": ["x", "y", "z"], "year": [1990, 1992, 1993]})
    >>> keys = pl.DataFrame({"occasion": ["x", "y", "z"], "key": ["2-645", "2-645", "2-645"]})
    >>> with_clusters(events, keys)["cluster"].to_list()
    ['x', 'x', 'z']
    """
    key_lists = dict(keys.group_by("occasion").agg(pl.col("key").unique().sort()).iter_rows())
    opened: dict[str, tuple[int, str]] = {}
    found = {}
    for occasion, year in occasions.sort("year", "occasion").select("occasion", "year").iter_rows():
        own = key_lists.get(occasion, [])
        open_now = [opened[key] for key in own if key in opened and year - opened[key][0] <= CRISIS_YEARS]
        start, crisis = min(open_now, default=(year, occasion))
        found[occasion] = crisis
        opened |= {key: (start, crisis) for key in own if year - opened.get(key, (-10_000, ""))[0] > CRISIS_YEARS}
    schema = {"occasion": pl.String, "cluster": pl.String}
    clusters = pl.DataFrame(list(found.items()), schema=schema, orient="row")
    return occasions.drop("cluster", strict=False).join(clusters, on="occasion", how="left", maintain_order="left")


def opposed_pairs(acts: pl.DataFrame) -> pl.DataFrame:
    """Return ``occasion`` and ``key`` for every pair of principals on opposite sides, lower number first."""
    first = acts.filter("principal").select("occasion", "side", "ccode")
    pairs = first.filter(pl.col("side") == "a").join(first.filter(pl.col("side") == "b"), on="occasion")
    low, high = pl.min_horizontal("ccode", "ccode_right"), pl.max_horizontal("ccode", "ccode_right")
    return pairs.select("occasion", key=pl.format("{}-{}", low, high)).unique()


def conformed(frame: pl.DataFrame, schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """Return the columns of the schema in its order and types; a column that is missing is filled with nulls."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )


def checked(occasions: pl.DataFrame, acts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return both tables in order, or raise.

    Raises
    ------
    EvidenceFault
        If an occasion is given twice, a state stands twice in one occasion, an act belongs to no occasion, a side
        is empty, or a hostility lies outside 1 to 5.
    """
    faults = list(_faults(occasions, acts))
    if faults:
        raise EvidenceFault("The record of occasions has faults: " + "; ".join(faults))
    return occasions.sort("year", "occasion"), acts.sort("occasion", "side", "ccode")


def _faults(occasions: pl.DataFrame, acts: pl.DataFrame) -> Iterable[str]:
    if occasions["occasion"].n_unique() < occasions.height:
        yield "an occasion is given twice"
    if acts.select("occasion", "ccode").n_unique() < acts.height:
        yield "a state stands twice in one occasion"
    if strays := set(acts["occasion"]) - set(occasions["occasion"]):
        yield f"{len(strays)} acts belong to no occasion, such as {min(strays)}"
    sides = acts.filter("principal").group_by("occasion").agg(pl.col("side").n_unique())
    between = occasions.filter(pl.col("kind") != INTERNAL)
    if one_sided := set(between["occasion"]) - set(sides.filter(pl.col("side") == 2)["occasion"]):
        yield f"{len(one_sided)} occasions lack a side, such as {min(one_sided)}"
    for name, frame in (("occasions", occasions), ("acts", acts)):
        if not frame["hostility"].drop_nulls().is_between(1, 5).all():
            yield f"a hostility of {name} lies outside 1 to 5"


def member_years(grouping: Grouping, since: int, until: int) -> pl.DataFrame:
    """Return ``ccode`` and ``year`` for each year in which a state was a member on 1 July.

    Examples
    --------
    >>> from softbalance.terms.groupings import grouping
    >>> member_years(grouping("SCO"), 2016, 2017).group_by("year").len().sort("year")["len"].to_list()
    [6, 8]
    """
    rows = [(ccode, year) for year in range(since, until + 1) for ccode in grouping.members(date(year, 7, 1))]
    return pl.DataFrame(rows, schema={"ccode": pl.Int32, "year": pl.Int16}, orient="row")
