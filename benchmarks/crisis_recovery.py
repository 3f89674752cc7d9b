"""Truth recovered from simulated crises: bias, spread and coverage of nominal 90 % intervals, parameter by parameter.

Run: ``python benchmarks/crisis_recovery.py [--records 100] [--occasions 100] [--members 8] [--method npl]``. The design
is that of the tests: crises with a common shock, a third of the occasions votes that show no pay or fight.
"""

import argparse
from time import perf_counter

import numpy as np
from tests.crisis.making import cases, played

from softbalance.crisis import Specification, fit


def recover(records, occasions, members, method):
    """Return the names of the parameters, the truth, the estimates and their standard errors."""
    found, errors, specification = [], [], Specification(nodes=7)
    for seed in range(records):
        rng = np.random.default_rng(seed)
        seen, truth = played(cases(occasions, members, rng, votes=0.3), specification, rng)
        fitted = fit(seen, specification, method=method)
        found.append(fitted.theta)
        errors.append(np.sqrt(np.diag(fitted.covariance)))
    return fitted.names, truth, np.array(found), np.array(errors)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=100)
    options.add_argument("--occasions", type=int, default=100)
    options.add_argument("--members", type=int, default=8)
    options.add_argument("--method", default="npl")
    given = options.parse_args()
    start = perf_counter()
    names, truth, found, errors = recover(given.records, given.occasions, given.members, given.method)
    covered = np.abs(found - truth) <= 1.645 * errors
    print(f"{given.records} records, {perf_counter() - start:.0f} s, coverage over all {covered.mean():.3f}")
    noise = 4.0 * np.sqrt(0.09 / given.records)
    for k, name in enumerate(names):
        row = (truth[k], found[:, k].mean(), found[:, k].std(), errors[:, k].mean(), covered[:, k].mean())
        print(f"{name:26s} truth {row[0]:6.2f} mean {row[1]:6.2f} sd {row[2]:5.2f} se {row[3]:5.2f} cover {row[4]:.2f}")
    assert abs(covered.mean() - 0.9) < noise, "intervals are not calibrated"


if __name__ == "__main__":
    main()
