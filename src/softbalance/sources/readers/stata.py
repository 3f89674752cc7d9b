"""Reader of Stata files, values as coded (labels are not put in their place)."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from softbalance.sources.model import Table
from softbalance.sources.readers.extras import needed
from softbalance.sources.readers.schema import cast
from softbalance.terms.errors import SourceFault


def read_table(path: Path, table: Table, names: Sequence[str]) -> pl.DataFrame:
    """Return the data of a Stata file; Stata's missing values become null."""
    pyreadstat = needed("pyreadstat")
    try:
        frame, _ = pyreadstat.read_dta(str(path), output_format="polars")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as fault:
        raise SourceFault(f"{path} is no Stata file, or a damaged one ({fault}). Pull it again.") from fault
    return cast(path, table, frame)
