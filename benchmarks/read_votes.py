"""Reading the official file of General Assembly votes into validated evidence, against DuckDB scanning and counting it.

Needs the raw data: SOFTBALANCE_MIRROR names the folder. The file is unpacked first, as the Library publishes it.
"""

import gzip
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from timing import shortest

from softbalance.evidence.assembly import COLUMNS, assembly
from softbalance.sources.declaration import declaration
from softbalance.sources.readers.delimited import read_table


def main() -> None:
    packed = Path(os.environ["SOFTBALANCE_MIRROR"]) / "un" / "ga_voting.csv.gz"
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "ga_voting.csv"
        with gzip.open(packed) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target)
        calls, votes = read(plain)
        rows = count(plain)
        assert rows == 947_365
        assert 0.9 * rows < votes.height < rows
        assert calls.filter(symbol="A/RES/ES-11/1").height == 1
        ours, theirs = shortest(lambda: read(plain), repeats=4), shortest(lambda: count(plain), repeats=4)
        print(f"{plain.stat().st_size / 1e6:.0f} MB, {rows:,} rows")
    print(f"read, check, place in time   {ours:6.2f} s")
    print(f"DuckDB {duckdb.__version__}, scan and count  {theirs:6.2f} s")
    print(f"ratio                        {ours / theirs:6.2f}")


def read(path: Path):
    """Return roll calls and votes, every check made."""
    table = declaration("un_ga_votes").table(None)
    return assembly(read_table(path, table, COLUMNS))


def count(path: Path) -> int:
    """Return how many rows DuckDB finds when it reads every column."""
    with duckdb.connect() as base:
        columns = [row[0] for row in base.execute(f"describe from read_csv('{path}', all_varchar=true)").fetchall()]
        counted = ", ".join(f'count("{name}")' for name in columns)
        return base.execute(f"select count(*), {counted} from read_csv('{path}', all_varchar=true)").fetchone()[0]


if __name__ == "__main__":
    main()
