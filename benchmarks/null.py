"""2,000 random groupings for a grouping of ten states, 2001 to 2025: a compiled loop against the loop one would write.

The loop filters a pandas frame of votes for each random grouping and measures its agreement index by groupby. Both are
given the same random groupings; the numbers are asserted to be equal before anything is timed.
"""

import time

import numpy as np
import pandas as pd
from timing import shortest

from softbalance.measures.null import null_sums, precedence, random_groupings

STATES, CALLS, YEARS, SIZE, DRAWS, SAMPLE = 193, 2161, 25, 10, 2_000, 20


def main() -> None:
    rng = np.random.default_rng(20260101)
    votes = rng.choice(np.array([1, 2, 3, 4], dtype=np.int8), size=(STATES, CALLS), p=[0.68, 0.13, 0.10, 0.09])
    year = np.sort(rng.integers(2001, 2001 + YEARS, CALLS))
    outside = np.arange(STATES) >= SIZE
    order = precedence(STATES, DRAWS, rng=rng)
    frame = pd.DataFrame(
        {
            "state": np.repeat(np.arange(STATES), CALLS),
            "call": np.tile(np.arange(CALLS), STATES),
            "vote": votes.ravel(),
        }
    )
    member = random_groupings(order, outside, SIZE)
    ours = compiled(votes, year, order, outside)
    start = time.perf_counter()
    looped = [loop(frame, np.flatnonzero(member[draw])) for draw in range(SAMPLE)]
    per_grouping = (time.perf_counter() - start) / SAMPLE
    np.testing.assert_allclose(ours[:SAMPLE], looped, atol=1e-9)

    ours_s = shortest(lambda: compiled(votes, year, order, outside), repeats=4)
    loop_s = per_grouping * DRAWS
    print(f"{DRAWS:,} random groupings of {SIZE} states on {CALLS:,} roll calls")
    print(f"compiled loop    {ours_s:8.3f} s")
    print(f"loop in pandas   {loop_s:8.1f} s   {loop_s / ours_s:6.0f} times (from a sample of {SAMPLE})")


def compiled(votes: np.ndarray, year: np.ndarray, order: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """Return each random grouping's mean agreement index, drawn anew from the states seated in each year."""
    total, known = np.zeros(order.shape[0]), np.zeros(order.shape[0])
    for one in np.unique(year):
        part = votes[:, year == one]
        sums, counts = null_sums(part, random_groupings(order, outside & (part > 0).any(1), SIZE))
        total += sums
        known += counts
    return total / known


def loop(frame: pd.DataFrame, states: np.ndarray) -> float:
    """Return a grouping's mean agreement index as one would write it in pandas."""
    own = frame[frame["state"].isin(states) & (frame["vote"] < 4)]
    tallies = own.groupby(["call", "vote"]).size().unstack(fill_value=0)
    cast, most = tallies.sum(axis=1), tallies.max(axis=1)
    index = (most - (cast - most) / 2) / cast
    return float(index[cast >= 2].mean())


if __name__ == "__main__":
    main()
