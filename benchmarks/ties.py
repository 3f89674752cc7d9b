"""Ties of all states in one year at once, against one state and one power at a time by filters of the tables.

Both read what ships. Times and ratio are printed after asserting that both give the same figures.
"""

import time

import numpy as np
import polars as pl
from timing import shortest

from softbalance.evidence.snapshot import shipped
from softbalance.evidence.ties.snapshot import SHARE_UNIT, TABLES
from softbalance.evidence.ties.year import year_arrays
from softbalance.terms.states import states

YEAR = 2014
POLES = (2, 710, 365)
SAMPLE = 20


def main() -> None:
    tables = {name: shipped().table(name) for name in TABLES}
    everybody = [one.ccode for one in states() if one.living]
    sample = [one for one in everybody if one not in POLES][::9][:SAMPLE]
    whole = year_arrays(tables, everybody, POLES, YEAR)
    start = time.perf_counter()
    one_by_one = [filtered(tables, state) for state in sample]
    slow_s = (time.perf_counter() - start) / len(sample) * len(everybody)
    for state, (arms, trade, owed) in zip(sample, one_by_one, strict=True):
        place = everybody.index(state)
        np.testing.assert_allclose(whole.arms[place, :-1], arms, atol=1e-9)
        np.testing.assert_allclose(np.nan_to_num(whole.trade[place, :-1]), trade, atol=1e-9)
        np.testing.assert_array_equal(whole.treaties[place, :-1], owed)
    fast_s = shortest(lambda: year_arrays(tables, everybody, POLES, YEAR))
    print(f"{len(everybody)} states, {len(POLES)} powers, {YEAR}")
    print(f"all at once        {fast_s:8.4f} s")
    print(f"one by one         {slow_s:8.2f} s   {slow_s / fast_s:6.0f} times (from a sample of {len(sample)})")


def filtered(tables: dict[str, pl.DataFrame], state: int) -> tuple[list[float], list[float], list[list[float]]]:
    """Return arms, trade and obligations of one state with each power, by filters alone."""
    arms, trade, owed = [], [], []
    for pole in POLES:
        directed = (pl.col("from_ccode") == pole) & (pl.col("to_ccode") == state)
        bought = tables["ties_arms"].filter(directed & (pl.col("year") == YEAR))["share"]
        traded = tables["ties_trade"].filter(
            (pl.col("ccode") == state) & (pl.col("partner") == pole) & (pl.col("year") == YEAR)
        )["share"]
        pledged = tables["ties_obligations"].filter(directed & (pl.col("since") <= YEAR) & (pl.col("until") >= YEAR))
        flags = pledged.select("defence", "offence", "neutrality", "nonaggression", "consultation")
        arms.append(bought[0] / SHARE_UNIT if len(bought) else 0.0)
        trade.append((traded[0] or 0) / SHARE_UNIT if len(traded) else 0.0)
        owed.append([float(flag) for flag in flags.row(0)] if len(flags) else [0.0] * 5)
    return arms, trade, owed


if __name__ == "__main__":
    main()
