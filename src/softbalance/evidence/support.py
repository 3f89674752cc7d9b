"""Help to governments at war at home, and to the rebels they fight (UCDP external support)."""

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from softbalance.evidence.disputes import Tables, dispute_like
from softbalance.evidence.ties.names import from_gleditsch_ward
from softbalance.terms.errors import SchemaChanged, SoftbalanceError
from softbalance.terms.states import state

SOURCE = "ucdp_external_support"
GOVERNMENT = "Government of "
RENAMED = {"Congo": "Congo-Brazzaville", "Germany": "DEU"}


def internal_wars(raw: pl.DataFrame) -> Tables:
    """Return occasions and acts of wars at home in which others helped one side.

    An occasion is a run of years of a government's conflict with rebels; side ``a`` is the government. A state
    acted on its side if it supported it in any of the years, on side ``b`` if it supported the rebels and not the
    government. Support runs from troops to training and the data do not say which state gave what, so that an act
    here is weaker than on the rung proper: these occasions are kept apart by their kind, ``internal``.

    Parameters
    ----------
    raw
        Actor-years: ``year, conflict_id, civil, gwno_a, actor_nonstate, ext_name``.
    """
    rows = raw.filter(pl.col("civil") == 1).with_columns(ccode=from_gleditsch_ward("gwno_a")).drop_nulls("ccode")
    runs = _runs(rows.select("conflict_id", "ccode", "year").unique().sort("conflict_id", "ccode", "year"))
    told = rows.join(runs, on=["conflict_id", "ccode", "year"])
    about = told.group_by("event").agg(
        year=pl.col("year").min(), until=pl.col("year").max(), hostility=pl.lit(4).first()
    )
    governments = told.select("event", "ccode", side=pl.lit("a"), principal=pl.lit(True)).unique()
    states = pl.concat([governments, _supporters(told)]).with_columns(hostility=pl.lit(4))
    once = states.sort("principal", "side", descending=[True, False]).unique(
        ["event", "ccode"], keep="first", maintain_order=True
    )
    return dispute_like(once, about, prefix="support", kind="internal", source=SOURCE)


def _runs(years: pl.DataFrame) -> pl.DataFrame:
    """Return the years with the number of the unbroken run to which each belongs."""
    over = ["conflict_id", "ccode"]
    starts = (pl.col("year").diff().over(over) != 1).fill_null(True)
    return years.with_columns(event=starts.cum_sum().cast(pl.Int64))


def _supporters(told: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (event, ccode, "b" if rebels else "a", False)
        for event, year, rebels, names in told.select("event", "year", "actor_nonstate", "ext_name").iter_rows()
        for ccode in _governments(names, year)
    ]
    schema = {"event": pl.Int64, "ccode": pl.Int32, "side": pl.String, "principal": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True)


def _governments(names: str | None, year: int) -> Iterator[int]:
    """Return the states among the supporters a text names; movements and companies are passed over."""
    for name in (names or "").split(","):
        label = name.strip()
        if label.startswith(GOVERNMENT):
            yield _ccode(label.removeprefix(GOVERNMENT), year)


def _ccode(label: str, year: int) -> int:
    plain = re.sub(r" \(.*\)$", "", label)
    if plain == "Yemen" and year < 1990:
        return 678
    try:
        return state(RENAMED.get(plain, plain), date(year, 7, 1)).ccode
    except SoftbalanceError as fault:
        raise SchemaChanged(f"{SOURCE} names the government of {label!r}: {fault}") from None
