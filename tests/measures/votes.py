"""Made-up votes and plain-Python measures that the tests compare with."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

# Five states on six roll calls: 1 yes, 2 abstain, 3 no, 4 absent, 0 not yet a member.
FIVE = np.array(
    [
        [1, 1, 1, 3, 2, 1],
        [1, 1, 2, 3, 2, 4],
        [1, 2, 3, 3, 1, 4],
        [3, 3, 3, 1, 3, 1],
        [0, 0, 1, 4, 1, 2],
    ],
    dtype=np.int8,
)
POSITION = {1: 1.0, 2: 0.5, 3: 0.0}


def some_votes(states=5, calls=12):
    """Return a strategy of vote matrices."""
    return arrays(np.int8, (states, calls), elements=st.integers(0, 4))


def random_votes(states, calls, seed=1, absent=0.1):
    """Return votes that vary, some absent, some not yet members."""
    rng = np.random.default_rng(seed)
    votes = rng.choice(np.array([1, 2, 3], dtype=np.int8), size=(states, calls), p=[0.6, 0.2, 0.2])
    votes[rng.random(votes.shape) < absent] = 4
    entry = rng.integers(0, max(1, calls // 2), states) * (rng.random(states) < 0.4)
    votes[np.arange(calls)[None, :] < entry[:, None]] = 0
    return votes


def distance(a, b, absence):
    """Return the distance of two answers under a treatment of absence; None where the pair does not count."""
    if 0 in (a, b):
        return None
    if 4 in (a, b):
        if absence == "missing":
            return None
        return 0.0 if absence == "category" and a == b else 1.0
    return abs(POSITION[a] - POSITION[b])


def looped(a, b, measure, absence="missing"):
    """Return a measure of two rows of votes, answer by answer."""
    used = [(x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True) if distance(x, y, absence) is not None]
    if not used:
        return np.nan
    if measure == "agreement":
        return 1 - sum(distance(x, y, absence) for x, y in used) / len(used)
    if measure == "s":
        return 1 - 2 * sum(distance(x, y, absence) for x, y in used) / len(used)
    if measure == "identical":
        return sum(distance(x, y, absence) == 0 for x, y in used) / len(used)
    observed = sum(distance(x, y, absence) ** 2 for x, y in used) / len(used)
    firsts, seconds = [x for x, _ in used], [y for _, y in used]
    if measure == "pi":
        firsts = seconds = firsts + seconds
    expected = sum(distance(x, y, absence) ** 2 for x in firsts for y in seconds) / (len(firsts) * len(seconds))
    return 1 - observed / expected if expected else np.nan
