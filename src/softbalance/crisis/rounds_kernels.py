"""Sixty-four plays of one crisis side by side, round after round, in machine code.

Each loop over the lanes works on plain numbers, with nothing called but :func:`falling`: so the compiler turns it into
vector instructions and keeps what lies between in registers.
"""

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.compiled import compiled
from softbalance.crisis.game import Array

LANES = 64
ACTS = 5
SCALE = 1.0 / 256.0
LEAST = -300.0
UNIT = 1.0 / 9007199254740992.0
Seeds = NDArray[np.uint64]


@compiled
def falling(x: float) -> float:
    """Return exp(x) for x at most 0 to within 1e-10: Taylor's series at x / 256, squared eight times."""
    y = max(x, LEAST) * SCALE
    y = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6.0 + y / 24.0)))
    y = y * y
    y = y * y
    y = y * y
    y = y * y
    y = y * y
    y = y * y
    y = y * y
    return y * y


@compiled
def weigh(last: Array, given: Array, terms: Array, sums: Array) -> None:
    """Write the running sums over acts of exp(precision u - max) of one member, shape (5, LANES)."""
    factor0, factor1, factor2, factor3, factor4 = terms[0, 0], terms[0, 1], terms[0, 2], terms[0, 3], terms[0, 4]
    slope0, slope1, slope2, slope3, slope4 = terms[1, 0], terms[1, 1], terms[1, 2], terms[1, 3], terms[1, 4]
    own0, own1, own2, own3, own4 = terms[2, 0], terms[2, 1], terms[2, 2], terms[2, 3], terms[2, 4]
    steepness, threshold, stake = terms[4, 0], terms[4, 1], terms[4, 2]
    for lane in range(LANES):
        others = last[lane] - given[lane]
        small = falling(-abs(steepness * (others - threshold)))
        base = small if others < threshold else 1.0  # S = base / (base + factor * tilt) holds on both sides
        tilt = 1.0 if others < threshold else small
        worth0 = stake * base / (base + factor0 * tilt) + slope0 * others + own0
        worth1 = stake * base / (base + factor1 * tilt) + slope1 * others + own1
        worth2 = stake * base / (base + factor2 * tilt) + slope2 * others + own2
        worth3 = stake * base / (base + factor3 * tilt) + slope3 * others + own3
        worth4 = stake * base / (base + factor4 * tilt) + slope4 * others + own4
        top = max(worth0, worth1, worth2, worth3, worth4)
        sums[0, lane] = falling(worth0 - top)
        sums[1, lane] = sums[0, lane] + falling(worth1 - top)
        sums[2, lane] = sums[1, lane] + falling(worth2 - top)
        sums[3, lane] = sums[2, lane] + falling(worth3 - top)
        sums[4, lane] = sums[3, lane] + falling(worth4 - top)


@compiled
def uniforms(seed: Seeds, values: Array) -> None:
    """Write LANES numbers from 0 to 1 by xoshiro256+ (Blackman & Vigna 2021), one stream a lane; seed (4, LANES)."""
    for lane in range(LANES):
        a, b, c, d = seed[0, lane], seed[1, lane], seed[2, lane], seed[3, lane]
        values[lane] = np.float64((a + d) >> np.uint64(11)) * UNIT
        turn = b << np.uint64(17)
        c ^= a
        d ^= b
        seed[0, lane], seed[1, lane], seed[2, lane] = a ^ d, b ^ c, c ^ turn
        seed[3, lane] = (d << np.uint64(45)) | (d >> np.uint64(19))


@compiled
def draw(chance: Array, sums: Array, rise: Array, given: Array, passed: Array) -> None:
    """Draw one member's act in each lane: write what it contributes, count how often an act is passed for a higher."""
    least, rise0, rise1, rise2, rise3 = rise[0], rise[1], rise[2], rise[3], rise[4]
    passed0 = passed1 = passed2 = passed3 = 0.0
    for lane in range(LANES):
        at = chance[lane] * sums[4, lane]
        over0, over1 = 1.0 if at >= sums[0, lane] else 0.0, 1.0 if at >= sums[1, lane] else 0.0
        over2, over3 = 1.0 if at >= sums[2, lane] else 0.0, 1.0 if at >= sums[3, lane] else 0.0
        given[lane] = least + over0 * rise0 + over1 * rise1 + over2 * rise2 + over3 * rise3
        passed0 += over0
        passed1 += over1
        passed2 += over2
        passed3 += over3
    passed[0] += passed0
    passed[1] += passed1
    passed[2] += passed2
    passed[3] += passed3


@compiled
def recall(given: Array, last: Array, anew: bool) -> None:
    """Write what all contributed in the last round into ``last``; nothing, where a play begins anew."""
    for lane in range(LANES):
        last[lane] = 0.0
    for row in given:
        for lane in range(LANES):
            row[lane] = 0.0 if anew else row[lane]
            last[lane] += row[lane]


@compiled
def play(terms: Array, plays: int, rounds: int, seed: Seeds, passed: Array) -> None:
    """Play ``plays`` times LANES crises, all standing aside at first.

    ``terms`` (n, 5, 5) are those of :func:`softbalance.crisis.rounds.terms`, ``seed`` has shape (4, LANES). Add to
    ``passed`` (rounds, n, 4) how often each act but the last was passed for a higher one.
    """
    given, last = np.empty((len(terms), LANES)), np.empty(LANES)
    sums, chance = np.empty((ACTS, LANES)), np.empty(LANES)
    for turn in range(plays * rounds):
        step = turn % rounds
        recall(given, last, step == 0)
        for i in range(len(terms)):
            weigh(last, given[i], terms[i], sums)
            uniforms(seed, chance)
            draw(chance, sums, terms[i, 3], given[i], passed[step, i])
