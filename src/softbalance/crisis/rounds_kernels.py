"""Eight plays of one crisis side by side, round after round, in machine code."""

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.compiled import compiled
from softbalance.crisis.game import Array

LANES = 8
ACTS = 5
HALVINGS = 10
SCALE = 1.0 / 1024.0
UNIT = 1.0 / 9007199254740992.0
Seeds = NDArray[np.uint64]


@compiled
def exponentials(values: Array) -> None:
    """Replace LANES numbers, at most 0, by their exponentials: Taylor's series at x / 1024, squared ten times.

    The relative error is below 1e-10 down to x = -40, and the answer goes on falling to zero below that.
    """
    for lane in range(LANES):
        x = max(values[lane], -600.0) * SCALE
        y = 1.0 + x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0)))))
        y2 = y * y
        y4 = y2 * y2
        y16 = (y4 * y4) * (y4 * y4)
        y64 = (y16 * y16) * (y16 * y16)
        y256 = (y64 * y64) * (y64 * y64)
        values[lane] = (y256 * y256) * (y256 * y256)


@compiled
def uniforms(seed: Seeds, values: Array) -> None:
    """Write LANES numbers from 0 to 1 by xoshiro256+ (Blackman & Vigna 2021), one stream a lane; seed (4, LANES)."""
    for lane in range(LANES):
        result = seed[0, lane] + seed[3, lane]
        turn = seed[1, lane] << np.uint64(17)
        seed[2, lane] ^= seed[0, lane]
        seed[3, lane] ^= seed[1, lane]
        seed[1, lane] ^= seed[2, lane]
        seed[0, lane] ^= seed[3, lane]
        seed[2, lane] ^= turn
        seed[3, lane] = (seed[3, lane] << np.uint64(45)) | (seed[3, lane] >> np.uint64(19))
        values[lane] = np.int64(result >> np.uint64(11)) * UNIT


@compiled
def weigh(
    i: int,
    others: Array,
    stake: Array,
    private: Array,
    contribution: Array,
    factor: Array,
    game: tuple[float, float, float, float],
    worth: Array,
    spare: Array,
    room: tuple[Array, Array, Array],
) -> None:
    """Write exp(precision u - max) of each act of one member into ``worth`` (5, LANES)."""
    joint, threshold, steepness, precision = game
    base, tilt, top = room
    for lane in range(LANES):
        spare[lane] = -abs(steepness * (others[lane] - threshold))
    exponentials(spare)
    for lane in range(LANES):  # S = base / (base + factor * tilt): exp(-|x|) serves both signs of x
        low = others[lane] < threshold
        base[lane], tilt[lane], top[lane] = (spare[lane], 1.0, -1e300) if low else (1.0, spare[lane], -1e300)
    for a in range(ACTS):
        for lane in range(LANES):
            odds = base[lane] / (base[lane] + factor[i, a] * tilt[lane])
            gain = stake[i] * odds + joint * contribution[a] * others[lane] + private[i, a]
            worth[a, lane] = precision * gain
            top[lane] = max(top[lane], worth[a, lane])
    for a in range(ACTS):
        for lane in range(LANES):
            worth[a, lane] -= top[lane]
    for a in range(ACTS):
        exponentials(worth[a])


@compiled
def draw(worth: Array, chance: Array, contribution: Array, weight: float, given: Array, count: Seeds) -> None:
    """Draw one member's act in each lane; write what it contributes and count the acts, (5,)."""
    for lane in range(LANES):
        first = worth[0, lane]
        second = first + worth[1, lane]
        third = second + worth[2, lane]
        fourth = third + worth[3, lane]
        at = chance[lane] * (fourth + worth[4, lane])
        act = np.int64(at >= first) + np.int64(at >= second) + np.int64(at >= third) + np.int64(at >= fourth)
        given[lane] = weight * contribution[act]
        count[act] += np.uint64(1)


@compiled
def recall(given: Array, last: Array, anew: bool) -> None:
    """Write what all contributed in the last round into ``last``; nothing, where a play begins anew."""
    for lane in range(LANES):
        last[lane] = 0.0
        for i in range(len(given)):
            given[i, lane] = 0.0 if anew else given[i, lane]
            last[lane] += given[i, lane]


@compiled
def play(
    capability: Array,
    stake: Array,
    private: Array,
    contribution: Array,
    game: tuple[float, float, float, float],
    plays: int,
    rounds: int,
    seed: Seeds,
    counts: Seeds,
) -> None:
    """Add to ``counts`` (rounds, n, 5) the acts of ``plays`` times LANES plays, all standing aside at first."""
    n = len(capability)
    factor, given, last = np.empty((n, ACTS)), np.empty((n, LANES)), np.empty(LANES)
    others, spare, worth = np.empty(LANES), np.empty(LANES), np.empty((ACTS, LANES))
    room = (np.empty(LANES), np.empty(LANES), np.empty(LANES))
    for i in range(n):
        for a in range(ACTS):
            factor[i, a] = np.exp(-game[2] * capability[i] * contribution[a])
    for turn in range(plays * rounds):
        step = turn % rounds
        recall(given, last, step == 0)
        for i in range(n):
            for lane in range(LANES):
                others[lane] = last[lane] - given[i, lane]
            weigh(i, others, stake, private, contribution, factor, game, worth, spare, room)
            uniforms(seed, spare)
            draw(worth, spare, contribution, capability[i], given[i], counts[step, i])
