"""Tests on arms delivered: who supplies whom, over five years."""

from typing import TYPE_CHECKING

from softbalance.dossier.claims.evidence import Evidence, Finding, Names, StateName, one_state, states_named, unknown
from softbalance.dossier.model import N_
from softbalance.terms.estimate import Coverage, Estimate

if TYPE_CHECKING:
    import polars as pl

_SOURCES = ("sipri_arms_annual", "sipri_arms_register")
_METHOD = "share of arms delivered over five years; bounds over ways of spreading orders over years"
_UNIT = 10_000
_OLDEST = 5
_WINDOW = 5


def arms_share(evidence: Evidence, *, state: StateName, suppliers: Names) -> Finding:
    """Return the share of a state's arms that the suppliers delivered in the last five years held."""
    rows = _last_window(evidence, one_state(state))
    if rows is None:
        return unknown("share", _METHOD, N_("no arms delivered in any window of the last years"), _SOURCES)
    low, value, high = _share(rows, evidence, suppliers)
    return Finding(_estimate(rows, value, max(0.0, low), min(1.0, high), _METHOD))


def arms_lead(evidence: Evidence, *, state: StateName, first: Names, second: Names) -> Finding:
    """Return the share of arms from the first suppliers less that from the second, over the last five years held."""
    rows = _last_window(evidence, one_state(state))
    method = f"difference, {_METHOD}"
    if rows is None:
        return unknown("share", method, N_("no arms delivered in any window of the last years"), _SOURCES)
    one, other = _share(rows, evidence, first), _share(rows, evidence, second)
    return Finding(_estimate(rows, one[1] - other[1], one[0] - other[2], one[2] - other[0], method))


def _last_window(evidence: Evidence, recipient: int) -> "pl.DataFrame | None":
    import polars as pl

    last = pl.col("year").is_between(evidence.year - _OLDEST, evidence.year)
    rows = evidence.table("ties_arms").filter(pl.col("to_ccode") == recipient, last)
    return None if rows.is_empty() else rows.filter(pl.col("year") == pl.col("year").max())


def _share(rows: "pl.DataFrame", evidence: Evidence, suppliers: list[str]) -> tuple[float, float, float]:
    """Return lower bound, share and upper bound, summed over the suppliers."""
    import polars as pl

    chosen = rows.filter(pl.col("from_ccode").is_in(list(states_named(suppliers, evidence.as_of))))
    low, value, high = (
        float(chosen[name].cast(pl.Float64).sum()) / _UNIT for name in ("share_low", "share", "share_high")
    )
    return low, value, high


def _estimate(rows: "pl.DataFrame", value: float, low: float, high: float, method: str) -> Estimate:
    year = int(rows["year"][0])
    covered = Coverage(year - _WINDOW + 1, year, rows.height, rows.height)
    return Estimate(
        value,
        min(low, value),
        max(high, value),
        level=1.0,
        n=rows.height,
        unit="share",
        method=method,
        coverage=covered,
        sources=_SOURCES,
    )
