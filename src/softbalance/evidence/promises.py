"""Which alliances were honoured when war came (Berkemeier and Fuhrmann 2018)."""

import polars as pl

from softbalance.terms.errors import EvidenceFault

SOURCE = "alliance_performance"
CODINGS = {"BF": "Berkemeier and Fuhrmann", "LLM": "Leeds, Long and Mitchell"}


def promises(raw: pl.DataFrame, coding: str = "BF") -> pl.DataFrame:
    """Return one row an alliance put to the test by a war: ``alliance``, ``war``, ``honoured`` and its obligations.

    The source marks honoured and violated with 1 and leaves all else empty: an alliance that is marked neither was
    not put to the test, and no row here.

    Parameters
    ----------
    raw
        Alliance-wars: ``atopid, warid, honor*, violate*, defense, offense, neutral, nonagg, consul``.
    coding
        ``"BF"``, the authors' own, or ``"LLM"``, that of Leeds, Long and Mitchell (2000) carried on.

    Raises
    ------
    EvidenceFault
        If an alliance is marked both honoured and violated in one war.
    """
    kept, broken = pl.col(f"honor{coding}") == 1, pl.col(f"violate{coding}") == 1
    marked = raw.with_columns(kept=kept.fill_null(False), broken=broken.fill_null(False))
    if marked.filter("kept", "broken").height:
        raise EvidenceFault(f"{SOURCE}: an alliance is both honoured and violated in one war")
    return marked.filter(pl.col("kept") | pl.col("broken")).select(
        alliance="atopid",
        war="warid",
        honoured="kept",
        defence=pl.col("defense") == 1,
        offence=pl.col("offense") == 1,
        neutrality=pl.col("neutral") == 1,
        nonaggression=pl.col("nonagg") == 1,
        consultation=pl.col("consul") == 1,
    )
