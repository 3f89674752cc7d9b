"""Truth recovered from simulated crises: bias, spread and coverage of nominal 90 % intervals, parameter by parameter.

Run: ``python benchmarks/crisis_recovery.py [--records 100] [--occasions 100] [--members 8] [--method npl]`` for drawn
covariates, or ``--real [--records 10]`` for the covariates, crises and records of the fitting sample (it needs the
evidence base): acts are drawn from the game at the parameters that serve, and again with V = g = 0; the game and its
rival without strategy are fitted to both. Strategy must be found where it is and not where it is not.
"""

import argparse
from time import process_time

import numpy as np
from tests.crisis.making import cases, played

from softbalance.crisis import Specification, fit

CHI2_99 = {1: 6.63, 2: 9.21}


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


def report(names, truth, found, errors):
    """Print truth, mean, spread, stated error and coverage of each parameter; return the coverage."""
    covered = np.abs(found - truth) <= 1.645 * errors
    for k, name in enumerate(names):
        row = (truth[k], found[:, k].mean(), found[:, k].std(), errors[:, k].mean(), covered[:, k].mean())
        print(f"{name:44s} truth {row[0]:6.2f} mean {row[1]:6.2f} sd {row[2]:5.2f} se {row[3]:5.2f} cover {row[4]:.2f}")
    return covered.mean()


def real_design():
    """Return the cases of the fitting sample before the latest crises, and the game that serves."""
    from softbalance.crisis.sample import cases_of
    from softbalance.dossier.crisis_record import known_in, occasions
    from softbalance.dossier.derive_contest import split
    from softbalance.dossier.held import Held
    from softbalance.dossier.played import fitted_in

    held = Held.default()
    known = known_in(held.snapshot)
    return cases_of(split(occasions(held.base, known))[0], known), fitted_in(held.snapshot)


def recover_real(records):
    """Return names, truth, estimates, errors, and twice the gain of strategy with and without it in the record."""
    from softbalance.crisis.climb import climb, fit_of
    from softbalance.crisis.estimation import simulate_cases
    from softbalance.crisis.likelihood import problem

    blank, serves = real_design()
    specification = serves.specification
    strategic = [name.split(":")[0] in ("stakes", "complementarity") for name in serves.names]
    found, errors, gains = [], [], {"with": [], "without": []}
    for seed in range(records):
        for kind, gained in gains.items():
            theta = np.where(strategic, 0.0, serves.theta) if kind == "without" else serves.theta
            seen = simulate_cases(problem(blank, specification), theta, np.random.default_rng(seed))
            told = seen.replace(observed=np.where(blank.observed.all(axis=-1)[..., None], True, seen.observed))
            point = fit_of(climb(told, specification))
            alone = fit(told.singly(), specification.without_strategy())
            gained.append(2.0 * (point.log_posterior - alone.log_posterior))
            if kind == "with":
                found.append(point.theta)
                errors.append(np.sqrt(np.diag(point.covariance)))
            print(f"{seed} {kind} strategy: twice the gain of the log posterior {gained[-1]:.1f}", flush=True)
    return serves.names, serves.theta, np.array(found), np.array(errors), gains


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=100)
    options.add_argument("--occasions", type=int, default=100)
    options.add_argument("--members", type=int, default=8)
    options.add_argument("--method", default="npl")
    options.add_argument("--real", action="store_true")
    given = options.parse_args()
    start = process_time()
    if given.real:
        *rest, gains = recover_real(given.records)
        covered = report(*rest)
        print(f"{given.records} records, {process_time() - start:.0f} CPU s, coverage over all {covered:.3f}")
        assert np.median(gains["with"]) > CHI2_99[2], "strategy is not found where it is"
        assert np.median(gains["without"]) < CHI2_99[2], "strategy is found where it is not"
        return
    covered = report(*recover(given.records, given.occasions, given.members, given.method))
    print(f"{given.records} records, {process_time() - start:.0f} CPU s, coverage over all {covered:.3f}")
    assert abs(covered - 0.9) < 4.0 * np.sqrt(0.09 / given.records), "intervals are not calibrated"


if __name__ == "__main__":
    main()
