"""Talk and deed as events between states (ICEWS), by directed pair and year."""

from collections.abc import Mapping

import polars as pl

from softbalance.terms.errors import SchemaChanged, SoftbalanceError
from softbalance.terms.states import state

SOURCE = "icews_dyads"
COUNTS = {
    "verbal_cooperation": "verbCoop",
    "material_cooperation": "matlCoop",
    "verbal_conflict": "verbConf",
    "material_conflict": "matlConf",
}


def events(raw: pl.DataFrame) -> pl.DataFrame:
    """Return ``from_ccode``, ``to_ccode``, ``year`` and counts of the four classes of events.

    The source is a full panel of its states: a row of zeros is a pair that was watched and did nothing.

    Parameters
    ----------
    raw
        Directed pair-years: ``i_iso3c, j_iso3c, year, verbCoop, matlCoop, verbConf, matlConf``.
    """
    codes = _codes(raw)
    table = pl.DataFrame({"iso3": list(codes), "ccode": list(codes.values())}, schema_overrides={"ccode": pl.Int32})
    return (
        raw.join(table.rename({"iso3": "i_iso3c", "ccode": "from_ccode"}), on="i_iso3c")
        .join(table.rename({"iso3": "j_iso3c", "ccode": "to_ccode"}), on="j_iso3c")
        .select(
            "from_ccode",
            "to_ccode",
            pl.col("year").cast(pl.Int16),
            *(pl.col(name).cast(pl.Int64).alias(ours) for ours, name in COUNTS.items()),
        )
        .sort("year", "from_ccode", "to_ccode")
    )


def _codes(raw: pl.DataFrame) -> Mapping[str, int]:
    names = set(raw["i_iso3c"].unique()) | set(raw["j_iso3c"].unique())
    try:
        return {name: state(name).ccode for name in sorted(names)}
    except SoftbalanceError as fault:
        raise SchemaChanged(f"{SOURCE}: {fault}") from None
