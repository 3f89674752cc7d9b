"""What the benchmarks share: the shortest of several runs, and made-up votes of the real size."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np


def shortest(run: Callable[[], Any], repeats: int = 7) -> float:
    """Return the shortest wall time of several runs, in seconds; the first, which may compile, is not timed."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def cheapest(run: Callable[[], Any], repeats: int = 7) -> float:
    """Return the fewest processor seconds of several runs, all threads together; the first is not counted."""
    run()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def assembly(seed: int = 20260101) -> tuple[np.ndarray, np.ndarray]:
    """Return votes (states, roll calls) and the session of each roll call, of the size of the years 1946 to 2019.

    197 states of which 55 sit from the start and the others join over time, 5,733 roll calls in 74 sessions; how often
    a state votes yes, abstains, votes no or is absent follows its place on a line and that of the resolution.
    """
    rng = np.random.default_rng(seed)
    states, calls, sessions = 197, 5733, 74
    session = np.sort(rng.integers(0, sessions, calls))
    entry = np.sort(np.concatenate([np.zeros(55, dtype=int), rng.integers(1, 50, states - 55)]))
    drive = np.outer(rng.normal(size=states), rng.normal(size=calls)) + rng.normal(1.0, 1.0, size=(states, calls))
    votes = np.where(drive > 0, 1, np.where(drive > -0.6, 2, 3)).astype(np.int8)
    votes[rng.random((states, calls)) < 0.08] = 4
    votes[session[None, :] < entry[:, None]] = 0
    return votes, session
