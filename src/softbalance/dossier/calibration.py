"""The groupings that the verdict is calibrated on, and the thresholds that follow, computed once for the snapshot."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from softbalance.dossier.panel import SEED, Row, axes_of, row_of
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.verdict import TYPES, Axes, Flags, Floats, Thresholds, classified, passed, thresholds
from softbalance.terms.groupings import grouping
from softbalance.terms.states import state

if TYPE_CHECKING:
    from softbalance.evidence.cases import Case

Watch = Callable[[str], None]

ALLIANCES = ("NATO", "WARSAW_PACT")
TALKERS = ("G20", "APEC", "NAM", "OSCE")
BELOW = {"defence": TALKERS, "say": ("G20", "APEC"), "pay": TALKERS, "decisions": TALKERS}
ABOVE = {"defence": ALLIANCES, "say": ALLIANCES, "pay": ("NATO", "G7"), "decisions": ("EU",)}
"""Groupings on either side of each threshold whose place nobody disputes."""
EXPECTED = dict.fromkeys(ALLIANCES, ("alliance",)) | dict.fromkeys(TALKERS, ("forum", "coordination platform"))
FLOORS = {"say": 0.0}


def verdict_tables(tables: Mapping[str, pl.DataFrame], watch: Watch) -> dict[str, pl.DataFrame]:
    """Return draws of the thresholds, the calibration groupings each left out in turn, and calls on alliances."""
    watch("verdict: thresholds")
    table = tables["conduct_panel"]
    drawn = calibrated(table)
    floats = {axis: pl.Series(values, dtype=pl.Float32) for axis, values in drawn.items()}
    return {
        "conduct_thresholds": pl.DataFrame(floats),
        "conduct_calibration": pl.DataFrame([_left_out(name, table, drawn) for name in EXPECTED]),
        "conduct_calls": calls_table(tables["conduct_fight_occasions"]),
    }


def held_thresholds(snapshot: Snapshot) -> Thresholds:
    """Return the draws of the thresholds that the snapshot holds."""
    table = snapshot.table("conduct_thresholds")
    return {axis: table[axis].to_numpy().astype(float) for axis in table.columns}


def judged(row: Row, table: pl.DataFrame, over: Thresholds) -> tuple[Axes, Mapping[str, Flags]]:
    """Return draws of where a grouping stands, and which of them pass the thresholds."""
    axes = axes_of(row, table, np.random.default_rng(SEED + 1))
    return axes, passed(axes, over)


def calibrated(table: pl.DataFrame, *, without: str | None = None) -> Thresholds:
    """Return draws of the thresholds from the whole record of the calibration groupings."""
    rng = np.random.default_rng(SEED)
    last = int(table["year"].max())  # type: ignore[arg-type]
    names = sorted({name for side in (BELOW, ABOVE) for chosen in side.values() for name in chosen})
    drawn = {name: axes_of(row_of(table, name, last), table, rng) for name in names}

    def side(chosen: Mapping[str, tuple[str, ...]]) -> dict[str, list[Floats]]:
        return {axis: [getattr(drawn[one], axis) for one in ones if one != without] for axis, ones in chosen.items()}

    return thresholds(side(BELOW), side(ABOVE), rng=rng, floors=FLOORS)


def calls_table(fights: pl.DataFrame) -> pl.DataFrame:
    """Return when armed help was due to a member: asked for in a case on record, or a war begun by an outsider.

    A war may lie outside what the treaty covers, which its record does not say: ``sure`` is false.
    """
    from softbalance.evidence.cases import cases

    asked = [_call(one) for one in cases().values() if _asks_for_arms(one)]
    wars = fights.filter(pl.col("kind") == "is attacked", pl.col("hostility") == 5)
    by_crisis = (
        wars.group_by("grouping", "cluster")
        .agg(pl.col("year").min(), answered=pl.col("joined").list.len().sum() > 0)
        .select("grouping", "year", call="cluster", answered="answered", sure=pl.lit(False))
    )
    schema = by_crisis.schema
    return pl.concat([pl.DataFrame(asked, schema=schema, orient="row"), by_crisis]).sort("grouping", "year", "call")


def _asks_for_arms(one: "Case") -> bool:
    """Return whether a case asks a grouping to fight for one of its own members."""
    if one.grouping is None or one.rung_asked != "fight" or not one.acts:
        return False
    members = grouping(one.grouping).members(one.date)
    return any(state(code, one.date).ccode in members for code in one.beneficiary)


def _call(one: "Case") -> tuple[str | None, int, str, bool, bool]:
    return one.grouping, one.date.year, one.id, any(line.act == "fight" for line in one.acts), True


def _left_out(name: str, table: pl.DataFrame, over: Thresholds) -> dict[str, object]:
    """Return a calibration grouping's verdict, and that without it among those that set the thresholds."""
    row = row_of(table, name, int(table["year"].max()))  # type: ignore[arg-type]
    kind, met = _met(name, row, table, over)
    other_kind, other_met = _met(name, row, table, calibrated(table, without=name))
    return {
        **{"grouping": name, "year": int(row["year"]), "type": kind, "probability": met},
        **{"left_out_type": other_kind, "left_out_probability": other_met},
    }


def _met(name: str, row: Row, table: pl.DataFrame, over: Thresholds) -> tuple[str, float]:
    """Return the likeliest type, and the probability of those that nobody disputes."""
    codes = classified(judged(row, table, over)[1])
    share = np.bincount(codes, minlength=len(TYPES)) / len(codes)
    return TYPES[int(share.argmax())], float(sum(share[TYPES.index(kind)] for kind in EXPECTED[name]))
