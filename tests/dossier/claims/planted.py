"""Small snapshots with evidence planted in them, and small registries that ask about it."""

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from softbalance.dossier.held import Held
from softbalance.evidence.snapshot import Snapshot

CELLS = [f"n{a}{b}" for a in range(3) for b in range(3)]
GROWTH = {
    "from_ccode": pl.Int32,
    "to_ccode": pl.Int32,
    "report": pl.Categorical,
    "year": pl.Int16,
    "factor": pl.Float32,
}


def held_with(folder: Path, tables: Mapping[str, pl.DataFrame], until: str = "2024-12-31") -> Held:
    """Return what is held when only these tables are."""
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet")
    meta = {"votes_until": until, "fingerprint": "planted", "sources": {}}
    (folder / "meta.json").write_text(json.dumps(meta))
    return Held(Snapshot(folder))


def growth_table(rows: list[tuple[int, int, str, int, float]]) -> pl.DataFrame:
    """Return yearly factors of trade: exporter, importer, whose report, year, factor."""
    return pl.DataFrame(rows, schema=GROWTH, orient="row")


def dyads(rows: Mapping[tuple[int, int, int], Mapping[str, int]]) -> pl.DataFrame:
    """Return joint votes: (year, first, second) -> counts by cell, the others 0."""
    records = [
        {"year": year, "first": first, "second": second} | {cell: counts.get(cell, 0) for cell in CELLS}
        for (year, first, second), counts in rows.items()
    ]
    schema = {"year": pl.Int16, "first": pl.UInt16, "second": pl.UInt16} | dict.fromkeys(CELLS, pl.UInt16)
    return pl.DataFrame(records, schema=schema)


def registry_text(part: str, **changes: str) -> str:
    """Return a registry of one claim with one part, any line of it replaced."""
    lines = {
        "id": 'id = "a-claim"',
        "number": "number = 1",
        "kind": 'kind = "fact"',
        "statement": 'statement = { en = "Turkey sold more to China.", zh_hant = "土耳其對中國出口增加。" }',
        "supported_if": 'supported_if = "it did"',
        "contradicted_if": 'contradicted_if = "it did not"',
        "why_threshold": 'why_threshold = "the claim names it"',
        "sources": 'sources = ["imf_imts_us_china"]',
    } | changes
    head = 'id = "planted"\ntitle = "Planted"\nthresholds_fixed = 2025-01-01\n[document]\ncitation = "Nobody 2025."\n'
    documents = '[sources.paper]\ncitation = "A paper. A Press, 2020."\n'
    return f"{head}{documents}[[claims]]\n" + "\n".join(lines.values()) + f"\n[[claims.parts]]\n{part}\n"
