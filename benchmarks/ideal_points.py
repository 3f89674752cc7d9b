"""Speed and truth of ideal points: the fast estimate, the sampler, and how cost grows with the data.

Run ``python benchmarks/ideal_points.py [--small] [--calibration N] [--redrawn]``. With SOFTBALANCE_MIRROR set the
General Assembly's votes are timed; votes simulated from the model, of that size and of like shares, then show how
often intervals hold the truth. Every figure stands beside a check of its answer. Figures are wall and processor
seconds on the machine at hand, compiled code warm. Recorded elsewhere, for scale, on two cores of an AMD EPYC with
797,473 votes: the authors' sampler 1.24 processor seconds an iteration, 24,000 recommended; emIRT's dynamic binary
model 12.4 s. So the ratios to these compare seconds measured here with figures recorded there, not two programs in one
run.

``--redrawn`` estimates votes drawn anew from what the real ones gave, who voted on what as it was: a harder truth than
the prior's own, since the Soviet bloc stands further out than a walk of that step would go, and its votes then tell
that it is far, hardly how far.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from softbalance.measures.ideal_points import IdealPoints, Priors, State, Votes, estimate, filtered, sample
from softbalance.measures.ideal_points.gibbs import run_chain
from softbalance.measures.ideal_points.simulate import Truth, redraw, simulate

AUTHORS_SECONDS_AN_ITERATION, AUTHORS_ITERATIONS, EMIRT_SECONDS = 1.24, 24_000, 12.4
FULL = {"n_states": 150, "n_periods": 76, "n_roll_calls": 5_700}
SMALL = {"n_states": 60, "n_periods": 20, "n_roll_calls": 800}
LEAN = 3.0
DRAWS, WARMUP = 400, 100


@dataclass(frozen=True)
class Timed:
    result: IdealPoints
    wall: float
    cpu: float


def timed(work: Callable[[], IdealPoints]) -> Timed:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return Timed(result, time.perf_counter() - wall, time.process_time() - cpu)


def assembly() -> tuple[Votes, int]:
    """The real votes by calendar year, and the anchor, the United States."""
    from softbalance.dossier.ideal_votes import assembly_votes
    from softbalance.evidence import votes
    from softbalance.evidence.base import Base, Step
    from softbalance.sources.readers import read
    from softbalance.sources.store import Store

    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.pull(votes.SOURCES)
        base = Base(store.root)
        step = Step("votes", votes.SOURCES, votes.TABLES, votes.make)
        base.build([step], lambda source, **options: read(source, store, **options), {}, watch=lambda _: None)
        arranged = assembly_votes(base)
    return arranged.votes, arranged.anchor


def described(votes: Votes) -> str:
    shares = np.bincount(votes.category_by_node, minlength=3) / votes.n_votes
    return f"{votes.n_votes:,} votes ({', '.join(f'{share:.0%}' for share in shares)}), {votes.n_nodes:,} state-periods"


def at_nodes(votes: Votes, grid: np.ndarray) -> np.ndarray:
    return grid[votes.node_state, votes.node_period]


def line(name: str, run: Timed, said: str) -> None:
    print(f"{name:34s} {run.wall:7.2f} s wall {run.cpu:7.2f} s cpu   {said}")


def against_truth(name: str, run: Timed, truth: Truth, slack: float) -> None:
    """Print correlation with the truth, and the share of true positions within the intervals."""
    r = float(np.corrcoef(at_nodes(truth.votes, run.result.mean), truth.theta)[0, 1])
    covered = float(holds(run.result, truth).mean())
    assert r > 0.97, f"{name}: correlation with the truth is {r:.3f}"
    assert abs(covered - 0.9) < slack, f"{name}: 90 % intervals hold the truth {covered:.1%} of the time"
    line(name, run, f"r with the truth {r:.4f}, 90 % intervals hold it {covered:.1%} of the time")


def holds(points: IdealPoints, truth: Truth) -> np.ndarray:
    low, high = at_nodes(truth.votes, points.low), at_nodes(truth.votes, points.high)
    return (low <= truth.theta) & (truth.theta <= high)


def warmed(votes: Votes, anchor: int) -> None:
    """Run all compiled code once."""
    start = estimate(votes, anchor=anchor, max_iter=2).state
    sample(votes, anchor=anchor, rng=np.random.default_rng(0), draws=4, warmup=4, start=start)


def sampled(votes: Votes, anchor: int, start: State, draws: int, warmup: int) -> Timed:
    rng = np.random.default_rng(2)
    return timed(lambda: sample(votes, anchor=anchor, rng=rng, draws=draws, warmup=warmup, start=start))


def mixing(points: IdealPoints) -> None:
    found = points.mixing
    assert found is not None
    rhat = found.rhat[np.isfinite(found.rhat)]
    worst, middle = np.nanquantile(found.ess, [0.01, 0.5])
    draws = found.chains * found.draws
    print(
        f"   effective draws of {draws}: {worst:.0f} (worst 1 %), {middle:.0f} (median); "
        f"R-hat below 1.1: {np.mean(rhat < 1.1):.2%}, worst {rhat.max():.2f}"
    )


def real(draws: int, warmup: int) -> tuple[Votes, int, IdealPoints]:
    """Estimate the real votes by both methods; return them, the anchor, and the sampled estimate."""
    votes, anchor = assembly()
    print("the Assembly's own:", described(votes))
    warmed(votes, anchor)
    fast = timed(lambda: estimate(votes, anchor=anchor))
    assert fast.result.converged
    slow = sampled(votes, anchor, fast.result.state, draws, warmup)
    r = float(np.corrcoef(*(at_nodes(votes, run.result.mean) for run in (fast, slow)))[0, 1])
    assert r > 0.99, f"the two methods correlate at {r:.3f}"
    line(f"fast estimate, {fast.result.n_iter} rounds", fast, f"r of the two methods {r:.4f}")
    line(f"sampler, 2 chains of {warmup} + {draws}", slow, "")
    mixing(slow.result)
    compare(slow.cpu, fast.wall)
    return votes, anchor, slow.result


def redrawn(votes: Votes, anchor: int, points: IdealPoints, draws: int, warmup: int) -> None:
    """Estimate votes drawn anew from the posterior means; print how often intervals hold them, decade by decade."""
    used = votes.item_used
    slope, cuts = np.where(used, points.slope, 0.0), np.where(used[:, None], points.cuts, 0.0)
    means = State(at_nodes(votes, points.mean), slope, cuts, points.walk_sd**2)
    truth = redraw(votes, means, anchor, np.random.default_rng(1))
    print("drawn anew from the estimate:", described(truth.votes))
    fast = timed(lambda: estimate(truth.votes, anchor=anchor))
    against_truth(f"fast estimate, {fast.result.n_iter} rounds", fast, truth, 0.2)
    slow = sampled(truth.votes, anchor, fast.result.state, draws, warmup)
    against_truth(f"sampler, 2 chains of {warmup} + {draws}", slow, truth, 0.2)
    held = holds(slow.result, truth)
    decade = truth.votes.node_period // 10
    print("   by decade:", ", ".join(f"{held[decade == d].mean():.0%}" for d in np.unique(decade)))


def known(truth: Truth, draws: int, warmup: int, *, full: bool) -> None:
    """Estimate votes of known truth by both methods."""
    print("drawn from the model:", described(truth.votes))
    warmed(truth.votes, truth.anchor)
    fast = timed(lambda: estimate(truth.votes, anchor=truth.anchor))
    against_truth(f"fast estimate, {fast.result.n_iter} rounds", fast, truth, 0.08)
    slow = sampled(truth.votes, truth.anchor, fast.result.state, draws, warmup)
    against_truth(f"sampler, 2 chains of {warmup} + {draws}", slow, truth, 0.02 if full else 0.04)
    mixing(slow.result)
    if full:
        compare(slow.cpu, fast.wall)
    print(f"   peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def compare(sampler_cpu: float, fast_wall: float) -> None:
    """Print ratios to recorded figures of others on data of this size."""
    authors = AUTHORS_SECONDS_AN_ITERATION * AUTHORS_ITERATIONS
    print(f"   cpu of the authors' recommended run / ours: {authors / sampler_cpu:.0f} (their figure recorded)")
    print(f"   emIRT / fast estimate, wall: {EMIRT_SECONDS / fast_wall:.1f} (their figure recorded)")


def growth(size: dict[str, int]) -> None:
    """Twice the roll calls may cost at most 2.2 times the time, a round of the estimate and a sweep alike."""
    seconds = []
    for factor in (1, 2):
        grown = size | {"n_roll_calls": factor * size["n_roll_calls"]}
        truth = simulate(**grown, rng=np.random.default_rng(3), lean=LEAN)
        start = estimate(truth.votes, anchor=truth.anchor, max_iter=3).state
        fast = min(
            timed(lambda t=truth, s=start: estimate(t.votes, anchor=t.anchor, start=s, max_iter=12, tolerance=1e-9)).cpu
            for _ in range(3)
        )
        seconds.append((fast, min(sweeps(truth, start) for _ in range(3))))
    for name, one, two in zip(("fast estimate", "sampler"), *seconds, strict=True):
        print(f"{name}: twice the roll calls, {two / one:.2f} times the time")
        assert two / one <= 2.2


def sweeps(truth: Truth, start: State) -> float:
    """Processor seconds of thirty sweeps, compiled code warm."""
    run_chain(truth.votes, start, truth.anchor, Priors(), np.random.default_rng(4), draws=4, warmup=4)
    begin = time.process_time()
    run_chain(truth.votes, start, truth.anchor, Priors(), np.random.default_rng(4), draws=30, warmup=0)
    return time.process_time() - begin


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


def series(truth: Truth) -> None:
    """The filtered series: one estimate a period, each from the votes so far."""
    wall = time.perf_counter()
    result = filtered(truth.votes, anchor=truth.anchor, tolerance=1e-2)
    wall, rounds = time.perf_counter() - wall, result.n_iter.mean()
    print(f"filtered series, {truth.votes.n_periods} periods: {wall:.1f} s, {rounds:.1f} rounds a period")
    assert result.converged.all()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the size, simulated")
    parser.add_argument("--calibration", type=int, default=0, metavar="N", help="data sets of the long calibration")
    parser.add_argument("--redrawn", action="store_true", help="also votes drawn anew from the Assembly's estimate")
    options = parser.parse_args()
    draws, warmup = (100, 30) if options.small else (DRAWS, WARMUP)
    if os.environ.get("SOFTBALANCE_MIRROR") and not options.small:
        votes, anchor, points = real(draws, warmup)
        if options.redrawn:
            redrawn(votes, anchor, points, draws, warmup)
    size = SMALL if options.small else FULL
    truth = simulate(**size, rng=np.random.default_rng(1), share_missing=0.02, lean=LEAN)
    known(truth, draws, warmup, full=not options.small)
    growth(SMALL)
    series(truth)
    if options.calibration:
        calibration(options.calibration)


if __name__ == "__main__":
    main()
