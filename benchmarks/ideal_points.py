"""Speed and truth of ideal points: the fast estimate, the sampler, and how cost grows with the data.

Run ``python benchmarks/ideal_points.py [--small]``; every figure is preceded by a check of its answer. Figures
are wall and processor seconds on the machine at hand, compiled code warm. Recorded elsewhere, for scale, on two
cores of an AMD EPYC with 797,473 votes: the authors' sampler 1.24 processor seconds an iteration, 24,000
recommended; emIRT's dynamic binary model 12.4 s.
"""

import argparse
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from softbalance.measures.ideal_points import IdealPoints, Priors, estimate, filtered, sample
from softbalance.measures.ideal_points.gibbs import run_chain
from softbalance.measures.ideal_points.simulate import Truth, simulate

AUTHORS_SECONDS_AN_ITERATION, AUTHORS_ITERATIONS, EMIRT_SECONDS = 1.24, 24_000, 12.4
FULL = {"n_states": 150, "n_periods": 76, "n_roll_calls": 5_700}
SMALL = {"n_states": 60, "n_periods": 20, "n_roll_calls": 800}


@dataclass(frozen=True)
class Timed:
    result: IdealPoints
    wall: float
    cpu: float


def timed(work: Callable[[], IdealPoints]) -> Timed:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return Timed(result, time.perf_counter() - wall, time.process_time() - cpu)


def agreement(points: IdealPoints, truth: Truth) -> tuple[float, float]:
    """Correlation with the truth, and the share of true positions within the intervals."""
    v = truth.votes
    mean, low, high = (grid[v.node_state, v.node_period] for grid in (points.mean, points.low, points.high))
    return float(np.corrcoef(mean, truth.theta)[0, 1]), float(np.mean((low <= truth.theta) & (truth.theta <= high)))


def report(name: str, run: Timed, truth: Truth) -> None:
    r, covered = agreement(run.result, truth)
    assert r > 0.97, f"{name}: correlation with the truth is {r:.3f}"
    assert 0.8 < covered < 0.96, f"{name}: 90 % intervals hold the truth {covered:.1%} of the time"
    print(f"{name:34s} {run.wall:7.2f} s wall {run.cpu:7.2f} s cpu   r {r:.4f}   90 % interval holds {covered:.1%}")


def speed(size: dict[str, int], draws: int, warmup: int) -> None:
    truth = simulate(**size, rng=np.random.default_rng(1), share_missing=0.02)
    print(f"{truth.votes.n_votes:,} votes, {truth.votes.n_nodes:,} state-periods")
    estimate(truth.votes, anchor=truth.anchor, max_iter=2)
    fast = timed(lambda: estimate(truth.votes, anchor=truth.anchor))
    report(f"fast estimate, {fast.result.n_iter} rounds", fast, truth)
    start, rng = fast.result.state, np.random.default_rng(2)
    sample(truth.votes, anchor=truth.anchor, rng=rng, draws=4, warmup=0, start=start)
    slow = timed(lambda: sample(truth.votes, anchor=truth.anchor, rng=rng, draws=draws, warmup=warmup, start=start))
    report(f"sampler, 2 chains of {draws} + {warmup}", slow, truth)
    mixing = slow.result.mixing
    assert mixing is not None
    worst, middle = np.nanquantile(mixing.ess, [0.01, 0.5])
    print(
        f"   effective draws: {worst:.0f} (worst 1 %), {middle:.0f} (median); worst R-hat {slow.result.criterion:.3f}"
    )
    if size == FULL:
        compare(slow.cpu, fast.wall)
    print(f"   peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def compare(sampler_cpu: float, fast_wall: float) -> None:
    """Print ratios to recorded figures of others on data of this size."""
    authors = AUTHORS_SECONDS_AN_ITERATION * AUTHORS_ITERATIONS
    print(f"   cpu of the authors' recommended run / ours: {authors / sampler_cpu:.0f} (their figure recorded)")
    print(f"   emIRT / fast estimate: {EMIRT_SECONDS / fast_wall:.1f} (their figure recorded)")


def growth(size: dict[str, int]) -> None:
    """Twice the roll calls may cost at most 2.2 times the time, a round of the estimate and a sweep alike."""
    seconds = []
    for factor in (1, 2):
        grown = size | {"n_roll_calls": factor * size["n_roll_calls"]}
        truth = simulate(**grown, rng=np.random.default_rng(3))
        start = estimate(truth.votes, anchor=truth.anchor, max_iter=3).state
        run_chain(truth.votes, start, truth.anchor, Priors(), np.random.default_rng(4), draws=1, warmup=1)
        fast = min(
            timed(lambda t=truth, s=start: estimate(t.votes, anchor=t.anchor, start=s, max_iter=12, tolerance=1e-9)).cpu
            for _ in range(3)
        )
        begin = time.process_time()
        run_chain(truth.votes, start, truth.anchor, Priors(), np.random.default_rng(4), draws=20, warmup=0)
        seconds.append((fast, time.process_time() - begin))
    for name, one, two in zip(("fast estimate", "sampler"), *seconds, strict=True):
        print(f"{name}: twice the roll calls, {two / one:.2f} times the time")
        assert two / one <= 2.2


def calibration(n_data_sets: int) -> None:
    """Simulation-based calibration at length: ranks of true positions among draws, chi-square over 16 bins."""
    from scipy.stats import chi2

    priors, found = Priors(slope_sd=1.0, cut_sd=1.0, walk_shape=3.0, walk_rate=0.3), []
    for k in range(n_data_sets):
        rng = np.random.default_rng([99, k])
        truth = simulate(
            n_states=6, n_periods=4, n_roll_calls=24, rng=rng, priors=priors, keep_unanimous=True, anchor=0
        )
        chain = run_chain(truth.votes, truth.state, 0, priors, rng, draws=63 * 5, warmup=60)
        below = (chain.theta[::5] < truth.theta).sum(axis=0)
        found.append([*below[::7], (chain.walk_sd[::5] < truth.walk_sd).sum()])
    for column in np.array(found).T:
        counts = np.bincount(column // 4, minlength=16)
        p = chi2.sf(((counts - n_data_sets / 16) ** 2 / (n_data_sets / 16)).sum(), 15)
        print(f"ranks over {n_data_sets} data sets: chi-square p = {p:.3f}")
        assert p > 1e-3


def series(size: dict[str, int]) -> None:
    truth = simulate(**size, rng=np.random.default_rng(5))
    wall = time.perf_counter()
    result = filtered(truth.votes, anchor=truth.anchor)
    wall, rounds = time.perf_counter() - wall, result.n_iter.mean()
    print(f"filtered series, {size['n_periods']} periods: {wall:.1f} s, {rounds:.1f} rounds a period")
    assert result.converged.all()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the size")
    parser.add_argument("--calibration", type=int, default=0, metavar="N", help="data sets of the long calibration")
    options = parser.parse_args()
    size = SMALL if options.small else FULL
    speed(size, *((100, 30) if options.small else (500, 100)))
    growth(SMALL)
    series(size)
    if options.calibration:
        calibration(options.calibration)


if __name__ == "__main__":
    main()
