"""What states are, year by year: population, output, area, capabilities, military spending, democracy, warheads.

Every series stays in its source's years and units; nothing is filled in. A state without a row in a covered year is
unknown, except for warheads, whose source lists every state that had any.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from softbalance.terms.errors import EvidenceFault, UnknownName
from softbalance.terms.states import ccode_of, state

Read = Callable[..., pl.DataFrame]

SERIES = {
    "population": "wb_population",
    "gdp_usd": "wb_gdp",
    "gdp_ppp_intl": "wb_gdp_ppp",
    "area_km2": "countries_area",
    "cinc": "cow_nmc",
    "milex_usd": "sipri_milex",
    "polyarchy": "vdem",
    "warheads": "fas_warheads",
}
_LEAST_NAMED = 0.6


def state_years(read: Read) -> pl.DataFrame:
    """Return ``ccode``, ``year`` and one column a series of :data:`SERIES`.

    Parameters
    ----------
    read
        Returns the raw frame of a source.

    Raises
    ------
    EvidenceFault
        If a series repeats a state-year or holds a negative value.
    """
    parts = [
        _world_bank(read("wb_population"), "population"),
        _world_bank(read("wb_gdp"), "gdp_usd"),
        _world_bank_wide(read("wb_gdp_ppp"), "gdp_ppp_intl"),
        read("cow_nmc").select(_ccode(), _year(), pl.col("cinc").cast(pl.Float64)),
        _milex(read("sipri_milex")),
        read("vdem").select(_ccode(), _year(), pl.col("v2x_polyarchy").cast(pl.Float64).alias("polyarchy")),
        _warheads(read("fas_warheads")),
    ]
    for part in parts:
        check_series(part)
    table = parts[0]
    for part in parts[1:]:
        table = table.join(part, on=["ccode", "year"], how="full", coalesce=True)
    table = _no_warheads(table)
    area = _area(read("countries_area"))
    return table.join(area, on="ccode", how="left").select("ccode", "year", *SERIES).sort("ccode", "year")


def check_series(series: pl.DataFrame) -> None:
    """Raise :class:`EvidenceFault` if a series repeats a state-year or holds a negative value."""
    name = series.columns[-1]
    if (repeated := series.filter(series.select("ccode", "year").is_duplicated())).height:
        raise EvidenceFault(f"{SERIES[name]} gives {name} twice for {repeated.head(3).rows()}")
    if series.filter(pl.col(name) < 0).height:
        raise EvidenceFault(f"{SERIES[name]} holds negative values of {name}")


def _ccode() -> pl.Expr:
    return pl.col("ccode").cast(pl.Int32)


def _year() -> pl.Expr:
    return pl.col("year").cast(pl.Int16)


def _world_bank(raw: pl.DataFrame, name: str) -> pl.DataFrame:
    long = raw.select(
        code=pl.col("Country Code"), year=pl.col("Year").cast(pl.Int16), value=pl.col("Value").cast(pl.Float64)
    )
    return _placed(long, name)


def _world_bank_wide(raw: pl.DataFrame, name: str) -> pl.DataFrame:
    years = [column for column in raw.columns if column.isdecimal()]
    values = [pl.col(year).cast(pl.Float64, strict=False) for year in years]
    long = raw.select("Country Code", *values).unpivot(index="Country Code", variable_name="year")
    return _placed(long.select(code=pl.col("Country Code"), year=pl.col("year").cast(pl.Int16), value="value"), name)


def _placed(long: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the rows of states; aggregates and territories have no COW number and are left out."""
    known = {code: ccode for code in long["code"].unique() if (ccode := _iso(code)) is not None}
    rows = long.filter(pl.col("code").is_in(list(known))).drop_nulls("value")
    return rows.select(
        pl.col("code").replace_strict(known, return_dtype=pl.Int32).alias("ccode"),
        "year",
        pl.col("value").alias(name),
    )


def _iso(code: str) -> int | None:
    try:
        return ccode_of(code, date.max)
    except UnknownName:
        return None


def _milex(raw: pl.DataFrame) -> pl.DataFrame:
    """Return SIPRI's current US dollars; the sheet is in millions, with texts for what is not known."""
    years = [column for column in raw.columns if column.isdecimal()]
    country = raw.columns[0]
    values = [pl.col(year).cast(pl.Float64, strict=False) for year in years]
    long = raw.select(pl.col(country).alias("country"), *values).unpivot(index="country", variable_name="year")
    rows = long.drop_nulls(["country", "value"]).with_columns(pl.col("year").cast(pl.Int16))
    return _named(rows, "milex_usd", scale=1e6)


def _warheads(raw: pl.DataFrame) -> pl.DataFrame:
    rows = raw.select(
        country=pl.col("country_name").str.replace_all(r"\s+", " "),
        year=_year(),
        value=pl.col("nuclear_weapons_stockpile").cast(pl.Float64),
    )
    return _named(rows.filter(pl.col("country") != "World"), "warheads")


def _no_warheads(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with 0 warheads where the source, which lists every state that had any, has no row."""
    covered = table.filter(pl.col("warheads").is_not_null())["year"]
    inside = pl.col("year").is_between(covered.min(), covered.max())
    return table.with_columns(pl.when(inside).then(pl.col("warheads").fill_null(0.0)).alias("warheads"))


def _named(rows: pl.DataFrame, name: str, scale: float = 1.0) -> pl.DataFrame:
    """Return the rows of named states, each name read as of its row's year."""
    keys = rows.select("country", "year").unique()
    found = [_state_then(country, year) for country, year in keys.iter_rows()]
    placed = keys.with_columns(ccode=pl.Series(found, dtype=pl.Int32)).drop_nulls("ccode")
    if placed.height < _LEAST_NAMED * keys.height:
        raise EvidenceFault(f"{SERIES[name]}: only {placed.height} of {keys.height} country-years could be named")
    joined = rows.join(placed, on=["country", "year"])
    return joined.group_by("ccode", "year").agg((pl.col("value").sum() * scale).alias(name))


def _state_then(country: str, year: int) -> int | None:
    """Return the state a country name means at the end of a year; SIPRI's Germany is the Federal Republic."""
    name = "West Germany" if country == "Germany" and year < 1990 else country
    try:
        return state(name, on=date(year, 12, 31)).ccode
    except UnknownName:
        return None


def _area(raw: pl.DataFrame) -> pl.DataFrame:
    rows = raw.select(code=pl.col("cca3"), value=pl.col("area").cast(pl.Float64)).with_columns(
        year=pl.lit(0, dtype=pl.Int16)
    )
    return _placed(rows.filter(pl.col("value") >= 0), "area_km2").drop("year")
