"""Eight games side by side: the equilibria of many crises in machine code.

Every array ends in LANES games, so that each arithmetic step is a vector instruction. Members answer one another
in turn, first to last and back (symmetric Gauss-Seidel), which settles faster than all at once. The products of
the characteristic functions of those before and after a member are kept while sweeping, so that a sweep costs
n F. Actions other than standing aside are numbered 0 to 3 in ``phase``; standing aside contributes nothing.

Precision is raised in stages, each beginning where the line through the last two ends. A lane is *sure* when
every stage settled fast and close to where it began; a lane that is not must be followed by arc length.
"""

from math import cos, exp, sin

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.compiled import compiled
from softbalance.crisis.game import Array

LANES = 8
ACTS = 5
STAND = 1
SETTLED = 2e-13
STAGE_SETTLED = 2e-3
STAGE_SWEEPS = 10
FINAL_SWEEPS = 60
LEAP = 0.12
MOST_STAGES = 400
DEPTH = 3
MIX_DOWN_TO = 1e-10
RIDGE = 1e-13
Flags = NDArray[np.bool_]
Source = tuple[Array, Array, Array, Array, Array]
Block = tuple[Array, Array, Array, Array, Array, Array]
State = tuple[Array, Array, Array, Array, Array, Array, Array]
History = tuple[Array, Array, Array, Array, Array, Array, Array, Array, Array]


@compiled
def fill(table: Array, value: float) -> None:
    """Set all of an array of shape (any, LANES)."""
    for row in range(len(table)):
        for lane in range(LANES):
            table[row, lane] = value


@compiled
def largest(values: Array) -> float:
    """Return the largest of LANES numbers that are not negative."""
    top = 0.0
    for lane in range(LANES):
        if not values[lane] <= top:  # an undefined number counts as large
            top = values[lane]
    return top


@compiled
def fill_phases(capability: Array, contribution: Array, frequency: Array, members: int, phase: Array) -> None:
    """Write exp(i f m_j k_a) for the four acts into ``phase``, shape (n, F, 4, 2, LANES)."""
    base = frequency[0]
    for j in range(members):
        for act in range(ACTS - 1):
            a = act if act < STAND else act + 1
            for lane in range(LANES):
                angle = base * capability[j, lane] * contribution[a, lane]
                re, im = cos(angle), sin(angle)
                turn_re, turn_im = re * re - im * im, 2.0 * re * im
                for f in range(len(frequency)):
                    phase[j, f, act, 0, lane] = re
                    phase[j, f, act, 1, lane] = im
                    re, im = re * turn_re - im * turn_im, re * turn_im + im * turn_re


@compiled
def fill_turn(threshold: Array, frequency: Array, amplitude: Array, turn: Array) -> None:
    """Write amplitude * exp(-i f threshold) into ``turn``, shape (F, 2, LANES)."""
    for f in range(len(frequency)):
        for lane in range(LANES):
            turn[f, 0, lane] = amplitude[f] * cos(frequency[f] * threshold[lane])
            turn[f, 1, lane] = -amplitude[f] * sin(frequency[f] * threshold[lane])


@compiled
def odds_of(phase: Array, before: Array, after: Array, odds: Array) -> None:
    """Write E[S(Q + m k_a)] of one member into ``odds`` (5, LANES); others' products (F, 2, LANES)."""
    fill(odds, 0.5)
    for f in range(len(phase)):
        for lane in range(LANES):
            re = before[f, 0, lane] * after[f, 0, lane] - before[f, 1, lane] * after[f, 1, lane]
            im = before[f, 0, lane] * after[f, 1, lane] + before[f, 1, lane] * after[f, 0, lane]
            odds[0, lane] += phase[f, 0, 0, lane] * im + phase[f, 0, 1, lane] * re
            odds[1, lane] += im
            odds[2, lane] += phase[f, 1, 0, lane] * im + phase[f, 1, 1, lane] * re
            odds[3, lane] += phase[f, 2, 0, lane] * im + phase[f, 2, 1, lane] * re
            odds[4, lane] += phase[f, 3, 0, lane] * im + phase[f, 3, 1, lane] * re


@compiled
def pass_on(chance: Array, phase: Array, product: Array, onward: Array) -> None:
    """Write ``product`` times the characteristic function of one member into ``onward`` (F, 2, LANES)."""
    real, imaginary = np.empty(LANES), np.empty(LANES)
    for f in range(len(phase)):  # four plain loops: the compiler makes each of them vector instructions
        for lane in range(LANES):
            real[lane] = chance[1, lane] + (
                chance[0, lane] * phase[f, 0, 0, lane]
                + chance[2, lane] * phase[f, 1, 0, lane]
                + chance[3, lane] * phase[f, 2, 0, lane]
                + chance[4, lane] * phase[f, 3, 0, lane]
            )
        for lane in range(LANES):
            imaginary[lane] = (
                chance[0, lane] * phase[f, 0, 1, lane]
                + chance[2, lane] * phase[f, 1, 1, lane]
                + chance[3, lane] * phase[f, 2, 1, lane]
                + chance[4, lane] * phase[f, 3, 1, lane]
            )
        for lane in range(LANES):
            onward[f, 0, lane] = product[f, 0, lane] * real[lane] - product[f, 1, lane] * imaginary[lane]
        for lane in range(LANES):
            onward[f, 1, lane] = product[f, 0, lane] * imaginary[lane] + product[f, 1, lane] * real[lane]


@compiled
def choose(logit: Array, chance: Array) -> None:
    """Write softmax over actions of ``logit`` (5, LANES) into ``chance``."""
    for lane in range(LANES):
        top = logit[0, lane]
        for a in range(1, ACTS):
            top = max(top, logit[a, lane])
        total = 0.0
        for a in range(ACTS):
            chance[a, lane] = exp(logit[a, lane] - top)
            total += chance[a, lane]
        for a in range(ACTS):
            chance[a, lane] /= total


@compiled
def own_contribution(weight: Array, contribution: Array, chance: Array, sign: float, total: Array) -> None:
    """Add sign * m_j E[k(a_j)] of one member to ``total`` (LANES,)."""
    for lane in range(LANES):
        for a in range(ACTS):
            total[lane] += sign * weight[lane] * contribution[a, lane] * chance[a, lane]


@compiled
def reply(j: int, block: Block, rate: Array, state: State, commit: bool, change: Array) -> None:
    """Let member j answer the others as they now stand; keep the answer only to ``commit``."""
    capability, stake, private, joint, contribution, phase = block
    chance, logit, before, after, total, odds, fresh = state
    odds_of(phase[j], before[j], after[j], odds)
    own_contribution(capability[j], contribution, chance[j], -1.0, total)
    for a in range(ACTS):
        for lane in range(LANES):
            gain = stake[j, lane] * odds[a, lane] + joint[lane] * contribution[a, lane] * total[lane]
            logit[j, a, lane] = rate[lane] * (gain + private[j, a, lane])
    choose(logit[j], fresh)
    for a in range(ACTS):
        for lane in range(LANES):
            change[lane] = max(change[lane], abs(fresh[a, lane] - chance[j, a, lane]))
            if commit:
                chance[j, a, lane] = fresh[a, lane]
    own_contribution(capability[j], contribution, chance[j], 1.0, total)


@compiled
def sweep(members: int, block: Block, rate: Array, state: State, commit: bool, change: Array) -> None:
    """Let all members answer in turn, first to last and back (only there where nothing is committed)."""
    phase, chance, before, after = block[5], state[0], state[2], state[3]
    for lane in range(LANES):
        change[lane] = 0.0
    for turn in range(2 * members - 1):
        j = min(turn, 2 * members - 2 - turn)
        if commit or turn < members:
            reply(j, block, rate, state, commit, change)
        if turn < members - 1:
            pass_on(chance[j], phase[j], before[j], before[j + 1])
        elif j > 0:
            pass_on(chance[j], phase[j], after[j], after[j - 1])


@compiled
def refresh(members: int, block: Block, state: State) -> None:
    """Bring the products of those after each member, and the joint mean, in line with ``chance``."""
    chance, after, total = state[0], state[3], state[4]
    for lane in range(LANES):
        total[lane] = 0.0
        for f in range(len(after[0])):
            after[members - 1, f, 0, lane] = 1.0
            after[members - 1, f, 1, lane] = 0.0
    for j in range(members - 1, -1, -1):
        own_contribution(block[0][j], block[4], chance[j], 1.0, total)
        if j > 0:
            pass_on(chance[j], block[5][j], after[j], after[j - 1])


@compiled
def stages_for(members: int, block: Block, precision: Array, stride: float) -> int:
    """Return in how many stages precision is raised: enough that no logit moves beyond about ``stride`` in one."""
    stake, private, joint = block[1], block[2], block[3]
    span = 0.0
    for j in range(members):
        for lane in range(LANES):
            low, high = private[j, 0, lane], private[j, 0, lane]
            for a in range(1, ACTS):
                low, high = min(low, private[j, a, lane]), max(high, private[j, a, lane])
            reach = high - low + abs(stake[j, lane]) + abs(joint[lane])
            span = max(span, precision[lane] * reach)
    return int(min(MOST_STAGES, max(2.0, np.ceil(span / stride))))


@compiled
def extrapolate(members: int, state: State, earlier: Array, guess: Array) -> None:
    """Set the chances, and ``guess``, where the line through the last two stages leads; keep the last logits."""
    chance, logit = state[0], state[1]
    for j in range(members):
        for a in range(ACTS):
            for lane in range(LANES):
                line = 2.0 * logit[j, a, lane] - earlier[j, a, lane]
                earlier[j, a, lane] = logit[j, a, lane]
                logit[j, a, lane] = line
        choose(logit[j], chance[j])
        for a in range(ACTS):
            for lane in range(LANES):
                guess[j, a, lane] = chance[j, a, lane]


@compiled
def judge(members: int, state: State, guess: Array, moves: Array, tolerance: float, sure: Flags) -> None:
    """Clear ``sure`` in the lanes that did not settle, or settled far from where the stage began."""
    chance = state[0]
    for lane in range(LANES):
        if not moves[lane] <= 10.0 * tolerance:
            sure[lane] = False
        for j in range(members):
            for a in range(ACTS):
                if abs(chance[j, a, lane] - guess[j, a, lane]) > LEAP:
                    sure[lane] = False


@compiled
def gram(members: int, turn: int, memory: Array, miss: Array, square: Array, right: Array) -> None:
    """Write the inner products of the last misses' differences, (DEPTH, DEPTH, LANES), and with the miss."""
    for r in range(min(DEPTH, turn)):
        for lane in range(LANES):
            right[r, lane] = 0.0
            for s in range(r + 1):
                square[r, s, lane] = 0.0
        for j in range(members):
            for a in range(ACTS):
                for lane in range(LANES):
                    right[r, lane] += memory[r, j, a, lane] * miss[j, a, lane]
                for s in range(r + 1):
                    for lane in range(LANES):
                        square[r, s, lane] += memory[r, j, a, lane] * memory[s, j, a, lane]


@compiled
def weights(square: Array, right: Array, used: int, lane: int, answer: Array) -> None:
    """Solve the normal equations of one lane by Cholesky's method, slightly damped."""
    ridge = 0.0
    for r in range(used):
        ridge += RIDGE * square[r, r, lane]
    for r in range(used):
        for s in range(r + 1):
            value = square[r, s, lane] + (ridge if r == s else 0.0)
            for q in range(s):
                value -= square[r, q, lane] * square[s, q, lane]
            if r == s:
                square[r, r, lane] = np.sqrt(max(value, 1e-300))
            else:
                square[r, s, lane] = value / square[s, s, lane]
        answer[r] = right[r, lane]
        for q in range(r):
            answer[r] -= square[r, q, lane] * answer[q]
        answer[r] /= square[r, r, lane]
    for r in range(used - 1, -1, -1):
        for q in range(r + 1, used):
            answer[r] -= square[q, r, lane] * answer[q]
        answer[r] /= square[r, r, lane]


@compiled
def mix(members: int, turn: int, state: State, history: History, change: Array) -> None:
    """Anderson's acceleration: replace the chances by the mixture of past sweeps that misses least.

    A lane whose mixture would leave the simplex, or that has all but settled, keeps its last sweep.
    """
    chance = state[0]
    start, miss, image, misses, images, square, right, answer, trial = history
    for j in range(members):
        for a in range(ACTS):
            for lane in range(LANES):
                new = chance[j, a, lane] - start[j, a, lane]
                if turn > 0:
                    slot = (turn - 1) % DEPTH
                    misses[slot, j, a, lane] = new - miss[j, a, lane]
                    images[slot, j, a, lane] = chance[j, a, lane] - image[j, a, lane]
                miss[j, a, lane] = new
                image[j, a, lane] = chance[j, a, lane]
    used = min(DEPTH, turn)
    if used > 0:
        gram(members, turn, misses, miss, square, right)
        for lane in range(LANES):
            if change[lane] > MIX_DOWN_TO:
                weights(square, right, used, lane, answer)
                blend(members, lane, used, chance, images, answer, trial)
    keep(members, chance, start)


@compiled
def keep(members: int, chance: Array, copy: Array) -> None:
    """Copy the chances of all members, (n, 5, LANES)."""
    for j in range(members):
        for a in range(ACTS):
            for lane in range(LANES):
                copy[j, a, lane] = chance[j, a, lane]


@compiled
def blend(members: int, lane: int, used: int, chance: Array, images: Array, answer: Array, trial: Array) -> None:
    """Put the mixture of one lane into ``chance``, unless a chance would vanish."""
    for j in range(members):
        for a in range(ACTS):
            value = chance[j, a, lane]
            for r in range(used):
                value -= answer[r] * images[r, j, a, lane]
            if not value > 0.0:
                return
            trial[j, a] = value
    for j in range(members):
        for a in range(ACTS):
            chance[j, a, lane] = trial[j, a]


@compiled
def climb(
    members: int,
    block: Block,
    precision: Array,
    stride: float,
    state: State,
    history: History,
    sure: Flags,
) -> Array:
    """Follow the branch from pure chance in stages; return max |p - softmax(precision u)|, shape (LANES,).

    ``sure`` is cleared where the branch may have been lost. The last stage commits nothing: all answer at once.
    """
    chance, logit = state[0], state[1]
    earlier, guess = np.zeros_like(logit), np.empty_like(chance)
    change, rate = np.empty(LANES), np.empty(LANES)
    stages = stages_for(members, block, precision, stride)
    for j in range(members):
        fill(chance[j], 1.0 / ACTS)
    for lane in range(LANES):
        sure[lane] = True
    for stage in range(1, stages + 2):
        for lane in range(LANES):
            rate[lane] = precision[lane] * (min(stage, stages) / stages)
        commit = stage <= stages
        tolerance = STAGE_SETTLED if stage < stages else SETTLED
        most = 1 if not commit else FINAL_SWEEPS if stage == stages else STAGE_SWEEPS
        keep(members, chance, history[0])
        for turn in range(most):
            refresh(members, block, state)
            sweep(members, block, rate, state, commit, change)
            if largest(change) <= tolerance or not commit:
                break
            mix(members, turn, state, history, change)
        if commit:
            judge(members, state, guess if stage > 1 else chance, change, tolerance, sure)
        if stage < stages:
            extrapolate(members, state, earlier, guess)
    return change


@compiled
def workspace(n: int, modes: int) -> tuple[State, History]:
    """Return the arrays that a climb writes: its state, and what the acceleration remembers."""
    state = (
        np.empty((n, ACTS, LANES)),
        np.empty((n, ACTS, LANES)),
        np.empty((n, modes, 2, LANES)),
        np.empty((n, modes, 2, LANES)),
        np.empty(LANES),
        np.empty((ACTS, LANES)),
        np.empty((ACTS, LANES)),
    )
    history = (
        np.empty((n, ACTS, LANES)),
        np.empty((n, ACTS, LANES)),
        np.empty((n, ACTS, LANES)),
        np.empty((DEPTH, n, ACTS, LANES)),
        np.empty((DEPTH, n, ACTS, LANES)),
        np.empty((DEPTH, DEPTH, LANES)),
        np.empty((DEPTH, LANES)),
        np.empty(DEPTH),
        np.empty((n, ACTS)),
    )
    return state, history


@compiled
def load(first: int, source: Source, target: Block) -> None:
    """Copy LANES games, from ``first`` on, out of arrays (B, ...) into arrays (..., LANES)."""
    for lane in range(LANES):
        b = min(first + lane, len(source[0]) - 1)
        target[3][lane] = source[3][b]
        for a in range(ACTS):
            target[4][a, lane] = source[4][b, a]
        for j in range(len(target[0])):
            target[0][j, lane] = source[0][b, j]
            target[1][j, lane] = source[1][b, j]
            for a in range(ACTS):
                target[2][j, a, lane] = source[2][b, j, a]


@compiled
def most_members(first: int, members: NDArray[np.int64]) -> int:
    """Return the largest number of members among LANES games from ``first`` on."""
    most = members[first]
    for b in range(first, min(first + LANES, len(members))):
        most = max(most, members[b])
    return int(most)


@compiled
def solve_games(
    source: Source,
    threshold: Array,
    precision: Array,
    members: NDArray[np.int64],
    frequency: Array,
    amplitude: Array,
    stride: float,
    chances: Array,
    residuals: Array,
    certain: Flags,
) -> None:
    """Write chances (B, n, 5), residuals (B,) and whether each game was surely followed (B,)."""
    count, n = source[0].shape
    modes = len(frequency)
    block = (
        np.empty((n, LANES)),
        np.empty((n, LANES)),
        np.empty((n, ACTS, LANES)),
        np.empty(LANES),
        np.empty((ACTS, LANES)),
        np.empty((n, modes, ACTS - 1, 2, LANES)),
    )
    state, history = workspace(n, modes)
    level, rate, sure = np.empty(LANES), np.empty(LANES), np.empty(LANES, dtype=np.bool_)
    for first in range(0, count, LANES):
        load(first, source, block)
        most = most_members(first, members)
        for lane in range(LANES):
            b = min(first + lane, count - 1)
            level[lane], rate[lane] = threshold[b], precision[b]
        fill_phases(block[0], block[4], frequency, most, block[5])
        fill_turn(level, frequency, amplitude, state[2][0])
        off = climb(most, block, rate, stride, state, history, sure)
        for lane in range(min(LANES, count - first)):
            residuals[first + lane] = off[lane]
            certain[first + lane] = sure[lane]
            for j in range(members[first + lane]):
                for a in range(ACTS):
                    chances[first + lane, j, a] = state[0][j, a, lane]
