"""Eight plays of one crisis side by side, round after round, in machine code."""

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.compiled import compiled
from softbalance.crisis.game import Array

LANES = 8
ACTS = 5
SCALE = 1.0 / 1024.0
UNIT = 1.0 / 9007199254740992.0
Seeds = NDArray[np.uint64]
Level = tuple[float, float, float, float]
Room = tuple[Array, Array, Array, Array, Array]


@compiled
def exponentials(values: Array) -> None:
    """Replace numbers, at most 0, by their exponentials: Taylor's series at x / 1024, squared ten times.

    The relative error is below 1e-10 down to x = -40, and the answer goes on falling to zero below that.
    """
    for lane in range(len(values)):
        x = max(values[lane], -600.0) * SCALE
        y = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x / 720.0)))))
        y = y * y
        y = y * y
        y = y * y
        y = y * y
        y = y * y
        y = y * y
        y = y * y
        y = y * y
        y = y * y
        values[lane] = y * y


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
def weigh(others: Array, stake: float, own: Array, contribution: Array, factor: Array, game: Level, room: Room) -> None:
    """Write exp(precision u - max) of each act of one member into the worths, (5 LANES,), act after act."""
    joint, threshold, steepness, precision = game
    spare, base, tilt, top, worth = room
    for lane in range(LANES):
        spare[lane] = -abs(steepness * (others[lane] - threshold))
        top[lane] = -1e300
    exponentials(spare)
    for lane in range(LANES):  # S = base / (base + factor * tilt): exp(-|x|) serves both signs of x
        low = 1.0 if others[lane] < threshold else 0.0
        base[lane] = low * spare[lane] + (1.0 - low)
        tilt[lane] = low + (1.0 - low) * spare[lane]
    for a in range(ACTS):
        slope, level, tip = joint * contribution[a], own[a], factor[a]
        for lane in range(LANES):
            odds = base[lane] / (base[lane] + tip * tilt[lane])
            value = precision * (stake * odds + slope * others[lane] + level)
            worth[a * LANES + lane] = value
            top[lane] = max(top[lane], value)
    for a in range(ACTS):
        for lane in range(LANES):
            worth[a * LANES + lane] -= top[lane]
    exponentials(worth)


@compiled
def draw(chance: Array, contribution: Array, weight: float, given: Array, tally: Array, room: Room) -> None:
    """Draw one member's act in each lane; write what it contributes, and count how often each act is passed."""
    base, tilt, worth = room[1], room[2], room[4]
    for lane in range(LANES):
        total = worth[lane] + worth[LANES + lane] + worth[2 * LANES + lane] + worth[3 * LANES + lane]
        base[lane] = chance[lane] * (total + worth[4 * LANES + lane])
        tilt[lane] = contribution[0]
    for a in range(ACTS - 1):
        rise = contribution[a + 1] - contribution[a]
        for lane in range(LANES):
            base[lane] -= worth[a * LANES + lane]
            passed = 1.0 if base[lane] >= 0.0 else 0.0
            tilt[lane] += passed * rise
            tally[a * LANES + lane] += passed
    for lane in range(LANES):
        given[lane] = weight * tilt[lane]


@compiled
def recall(given: Array, last: Array, anew: bool) -> None:
    """Write what all contributed in the last round into ``last``; nothing, where a play begins anew."""
    for lane in range(LANES):
        last[lane] = 0.0
        for i in range(len(given)):
            given[i, lane] = 0.0 if anew else given[i, lane]
            last[lane] += given[i, lane]


@compiled
def factors(capability: Array, contribution: Array, steepness: float) -> Array:
    """Return exp(-steepness m_i k_a), shape (n, 5): what one's own act does to the odds."""
    table = np.empty((len(capability), ACTS))
    for i in range(len(capability)):
        for a in range(ACTS):
            table[i, a] = np.exp(-steepness * capability[i] * contribution[a])
    return table


@compiled
def play(
    capability: Array,
    stake: Array,
    private: Array,
    contribution: Array,
    game: Level,
    plays: int,
    rounds: int,
    seed: Seeds,
    tally: Array,
) -> None:
    """Play ``plays`` times LANES crises, all standing aside at first.

    Add to ``tally`` (rounds, n, 4 LANES) how often each act but the last was passed for a higher one.
    """
    n = len(capability)
    factor, given, last = factors(capability, contribution, game[2]), np.empty((n, LANES)), np.empty(LANES)
    others, chance = np.empty(LANES), np.empty(LANES)
    room = (np.empty(LANES), np.empty(LANES), np.empty(LANES), np.empty(LANES), np.empty(ACTS * LANES))
    for turn in range(plays * rounds):
        step = turn % rounds
        recall(given, last, step == 0)
        for i in range(n):
            for lane in range(LANES):
                others[lane] = last[lane] - given[i, lane]
            weigh(others, stake[i], private[i], contribution, factor[i], game, room)
            uniforms(seed, chance)
            draw(chance, contribution, capability[i], given[i], tally[step, i], room)
