"""All pairs of states in all sessions, all measures: bit sets against matrix products and against a loop over pairs.

Prints times and ratios after asserting that all three give the same numbers to 1e-6. Wall time depends on how busy the
machine is, and threads that wait for each other suffer most; processor seconds, of all threads together, hardly do.
"""

import time

import numpy as np
from timing import assembly, cheapest, shortest

from softbalance.measures.pairs import FUSED, pair_similarity

SAMPLE = 2_000


def main() -> None:
    votes, session = assembly()
    ours = pair_similarity(votes, session)
    np.testing.assert_allclose(matrix_products(votes, session), ours.values, atol=1e-6)
    chosen = np.random.default_rng(1).choice(ours.joint.size, SAMPLE, replace=False)
    start = time.perf_counter()
    looped = [pair_loop(votes, session == ours.period[k], int(ours.first[k]), int(ours.second[k])) for k in chosen]
    per_pair = (time.perf_counter() - start) / SAMPLE
    np.testing.assert_allclose(np.array(looped).T, ours.values[:, chosen], atol=1e-6)

    ours_s = shortest(lambda: pair_similarity(votes, session), repeats=30)
    blas_s = shortest(lambda: matrix_products(votes, session), repeats=4)
    loop_s = per_pair * ours.joint.size
    print(f"{ours.joint.size:,} dyad-sessions, {len(FUSED)} measures ({', '.join(FUSED)})")
    print(f"bit sets                 {ours_s:9.4f} s")
    print(f"one-hot matrix products  {blas_s:9.4f} s   {blas_s / ours_s:8.1f} times")
    print(f"loop over pairs          {loop_s:9.1f} s   {loop_s / ours_s:8.0f} times (from a sample of {SAMPLE:,})")
    ours_cpu = cheapest(lambda: pair_similarity(votes, session), repeats=30)
    blas_cpu = cheapest(lambda: matrix_products(votes, session), repeats=4)
    print(
        f"processor seconds        {ours_cpu:9.4f} and {blas_cpu:.4f} for the products: {blas_cpu / ours_cpu:.1f} times"
    )


def matrix_products(votes: np.ndarray, session: np.ndarray) -> np.ndarray:
    """Return the measures of all pairs by matrix products of one-hot votes, session by session."""
    parts = []
    for number in np.unique(session):
        part = votes[:, session == number]
        part = part[(part > 0).any(1)]
        yes, abstain, no = ((part == code).astype(np.float32) for code in (1, 2, 3))
        cast = yes + abstain + no
        pairs = np.triu_indices(part.shape[0], k=1)
        joint, same_yes, same_abstain, same_no, opposed = (
            product[pairs].astype(float)
            for product in (cast @ cast.T, yes @ yes.T, abstain @ abstain.T, no @ no.T, yes @ no.T + no @ yes.T)
        )
        own = [(one @ cast.T)[pairs].astype(float) for one in (yes, abstain, no)]
        other = [(cast @ one.T)[pairs].astype(float) for one in (yes, abstain, no)]
        parts.append(_formulas(joint, same_yes + same_abstain + same_no, opposed, own, other))
    return np.concatenate(parts, axis=1)


def _formulas(joint, same, opposed, own, other) -> np.ndarray:
    pooled = [(a + b) / 2 for a, b in zip(own, other, strict=True)]
    half = joint - same - opposed
    observed = 0.25 * half + opposed
    with np.errstate(divide="ignore", invalid="ignore"):
        kappa = 1 - observed * joint / _expected(own, other)
        pi = 1 - observed * joint / _expected(pooled, pooled)
        return np.stack([(same + 0.5 * half) / joint, same / joint, kappa, pi])


def _expected(first, second) -> np.ndarray:
    near = first[1] * (second[0] + second[2]) + (first[0] + first[2]) * second[1]
    return 0.25 * near + first[0] * second[2] + first[2] * second[0]


def pair_loop(votes: np.ndarray, chosen: np.ndarray, first: int, second: int) -> tuple[float, float, float, float]:
    """Return the measures of one pair in one session, as one would write them with numpy."""
    a, b = votes[first, chosen], votes[second, chosen]
    both = np.isin(a, (1, 2, 3)) & np.isin(b, (1, 2, 3))
    if not both.any():
        return (np.nan,) * 4
    x, y = (a[both] - 1) / 2, (b[both] - 1) / 2
    p, q = (np.array([(one == place).mean() for place in (0, 0.5, 1)]) for one in (x, y))
    distance = np.subtract.outer((0, 0.5, 1), (0, 0.5, 1)) ** 2
    observed, pooled = ((x - y) ** 2).mean(), (p + q) / 2
    by_own, by_pool = p @ distance @ q, pooled @ distance @ pooled
    return (
        1 - np.abs(x - y).mean(),
        (x == y).mean(),
        1 - observed / by_own if by_own else np.nan,
        1 - observed / by_pool if by_pool else np.nan,
    )


if __name__ == "__main__":
    main()
