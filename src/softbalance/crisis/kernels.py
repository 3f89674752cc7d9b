"""The equilibria of many crises in machine code, one game after another.

What the others bring enters through characteristic functions at F frequencies, kept in blocks of 16; each loop over a
block is plain, so that the compiler makes vector instructions of it. Members answer one another in turn, first to last
and back (symmetric Gauss-Seidel), which settles faster than all at once, and Anderson's mixing speeds it up further.
The products of the characteristic functions of those before and after a member are kept while sweeping, so that a
sweep costs n F. Actions but standing aside are numbered 0 to 3 in the phases; standing aside contributes nothing.

Precision is raised in stages, each beginning where the line through the last two ends. All of that looks at the first,
slow frequencies only; what the others add to each payoff is then put in as a constant, and renewed until all answers
hold under all frequencies (defect correction, Stetter 1978). A game is *sure* when every stage settled fast and close
to where it began; one that is not must be followed by arc length.
"""

from math import ceil, cos, exp, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.compiled import compiled
from softbalance.crisis.game import Array

ACTS = 5
STAND = 1
WIDTH = 16
SETTLED = 1e-12
STAGE_SETTLED = 2e-3
FIRST_SETTLED = 1e-6
LEAST_SETTLED = 1e-14
SHARPER = 1e-4
STAGE_SWEEPS = 10
FINAL_SWEEPS = 60
ROUNDS = 12
LEAP = 0.12
MOST_STAGES = 400
DEPTH = 3
MIX_DOWN_TO = 1e-10
RIDGE = 1e-13
Flags = NDArray[np.bool_]
Source = tuple[Array, Array, Array, Array, Array, Array, Array]
Crisis = tuple[Array, Array, Array, Array, float]
Law = tuple[Array, Array, Array, Array]
State = tuple[Array, Array, Array, Array]
Spare = tuple[Array, Array, Array]
Memory = tuple[Array, Array, Array, Array, Array, Array, Array, Array, Array]


@compiled
def fill_phases(members: int, crisis: Crisis, gap: float, phase: Array, turns: Array) -> None:
    """Write exp(i f m_j k_a) for the four acts but standing aside into ``phase``, frequencies f = gap (1, 3, 5...).

    ``turns`` (4, 4) holds, for each of the four, the last value written and what leads to the next.
    """
    for j in range(members):
        for act in range(ACTS - 1):
            angle = gap * crisis[0][j] * crisis[3][act if act < STAND else act + 1]
            turns[0, act], turns[1, act] = cos(angle), sin(angle)
            turns[2, act], turns[3, act] = cos(2.0 * angle), sin(2.0 * angle)
        for block in range(phase.shape[1]):
            for f in range(WIDTH):
                for act in range(ACTS - 1):
                    re, im = turns[0, act], turns[1, act]
                    phase[j, block, 2 * act * WIDTH + f] = re
                    phase[j, block, (2 * act + 1) * WIDTH + f] = im
                    turns[0, act] = re * turns[2, act] - im * turns[3, act]
                    turns[1, act] = re * turns[3, act] + im * turns[2, act]


@compiled
def fill_ends(members: int, threshold: float, frequency: Array, amplitude: Array, law: Law) -> None:
    """Write amplitude * exp(-i f threshold) before the first member and 1 after the last: there products begin."""
    first, last = law[1], law[2]
    for f in range(len(frequency)):
        block, place = f // WIDTH, f % WIDTH
        first[0, block, place] = amplitude[f] * cos(frequency[f] * threshold)
        first[0, block, WIDTH + place] = -amplitude[f] * sin(frequency[f] * threshold)
        last[members - 1, block, place] = 1.0
        last[members - 1, block, WIDTH + place] = 0.0


@compiled
def odds_of(j: int, law: Law, first: int, odds: Array) -> None:
    """Write E[S(Q + m_j k_a)] - 1/2 of member j, from block ``first`` on, into its row of ``odds`` (n, 5)."""
    odds0 = odds1 = odds2 = odds3 = odds4 = 0.0
    for block in range(first, len(law[3])):
        wave, left, right = law[0][j, block], law[1][j, block], law[2][j, block]
        for f in range(WIDTH):
            g = WIDTH + f
            re, im = left[f] * right[f] - left[g] * right[g], left[f] * right[g] + left[g] * right[f]
            odds0 += wave[f] * im + wave[g] * re
            odds1 += im
            odds2 += wave[2 * WIDTH + f] * im + wave[3 * WIDTH + f] * re
            odds3 += wave[4 * WIDTH + f] * im + wave[5 * WIDTH + f] * re
            odds4 += wave[6 * WIDTH + f] * im + wave[7 * WIDTH + f] * re
    odds[j, 0], odds[j, 1], odds[j, 2], odds[j, 3], odds[j, 4] = odds0, odds1, odds2, odds3, odds4


@compiled
def take_up(j: int, product: Array, carry: Array) -> None:
    """Copy row j of the products into ``carry`` (F / 16, 32): where passing on begins."""
    for block in range(len(carry)):
        row, given = carry[block], product[j, block]
        for f in range(2 * WIDTH):
            row[f] = given[f]


@compiled
def pass_on(j: int, to: int, chance: Array, phase: Array, carry: Array, product: Array) -> None:
    """Multiply ``carry`` by the characteristic function of member j, and keep it as row ``to`` of the products.

    The product passed on has a place of its own: were it read from the array that is written, the compiler could not
    tell that the rows are different ones, and would make no vector instructions.
    """
    p0, p1, p2, p3, p4 = chance[j, 0], chance[j, 1], chance[j, 2], chance[j, 3], chance[j, 4]
    for block in range(len(carry)):
        wave, row, onward = phase[j, block], carry[block], product[to, block]
        for f in range(WIDTH):
            g = WIDTH + f
            re = p1 + p0 * wave[f] + p2 * wave[2 * WIDTH + f] + p3 * wave[4 * WIDTH + f] + p4 * wave[6 * WIDTH + f]
            im = p0 * wave[g] + p2 * wave[3 * WIDTH + f] + p3 * wave[5 * WIDTH + f] + p4 * wave[7 * WIDTH + f]
            left, right = row[f] * re - row[g] * im, row[f] * im + row[g] * re
            row[f], row[g] = left, right
            onward[f], onward[g] = left, right


@compiled
def choose(j: int, logit: Array, chance: Array) -> float:
    """Write softmax of row j of ``logit`` (n, 5) into that of ``chance``; return the largest change."""
    top = max(logit[j, 0], logit[j, 1], logit[j, 2], logit[j, 3], logit[j, 4])
    worth0, worth1, worth2 = exp(logit[j, 0] - top), exp(logit[j, 1] - top), exp(logit[j, 2] - top)
    worth3, worth4 = exp(logit[j, 3] - top), exp(logit[j, 4] - top)
    share = 1.0 / (worth0 + worth1 + worth2 + worth3 + worth4)
    change = max(abs(share * worth0 - chance[j, 0]), abs(share * worth1 - chance[j, 1]))
    change = max(change, abs(share * worth2 - chance[j, 2]), abs(share * worth3 - chance[j, 3]))
    change = max(change, abs(share * worth4 - chance[j, 4]))
    chance[j, 0], chance[j, 1], chance[j, 2] = share * worth0, share * worth1, share * worth2
    chance[j, 3], chance[j, 4] = share * worth3, share * worth4
    return change


@compiled
def mean_of(j: int, crisis: Crisis, chance: Array) -> float:
    """Return m_j E[k(a_j)] of one member."""
    total = 0.0
    for a in range(ACTS):
        total += crisis[3][a] * chance[j, a]
    return crisis[0][j] * total


@compiled
def weigh(j: int, crisis: Crisis, rate: float, others: float, odds: Array, offset: Array, logit: Array) -> None:
    """Write what each act is worth to member j, given its odds and what the others contribute, as logits (n, 5).

    ``offset`` (n, 5) is what the fine curve adds to the odds of the coarse one.
    """
    stake, private, contribution, joint = crisis[1][j], crisis[2], crisis[3], crisis[4]
    for a in range(ACTS):
        gain = stake * (0.5 + odds[j, a] + offset[j, a]) + joint * contribution[a] * others
        logit[j, a] = rate * (gain + private[j, a])


@compiled
def sweep(members: int, crisis: Crisis, rate: float, law: Law, state: State, anew: bool) -> float:
    """Let all members answer in turn, first to last and back; return the largest change of a chance.

    ``anew``: the chances were changed since the last sweep, so that the products must be formed anew.
    """
    phase, before, after, carry = law
    chance, logit, offset, odds = state
    change, total = 0.0, 0.0
    take_up(members - 1, after, carry)
    for j in range(members - 1, -1, -1):
        total += mean_of(j, crisis, chance)
        if anew and j > 0:
            pass_on(j, j - 1, chance, phase, carry, after)
    take_up(0, before, carry)
    for turn in range(2 * members - 1):
        j = min(turn, 2 * members - 2 - turn)
        total -= mean_of(j, crisis, chance)
        odds_of(j, law, 0, odds)
        weigh(j, crisis, rate, total, odds, offset, logit)
        change = max(change, choose(j, logit, chance))
        total += mean_of(j, crisis, chance)
        if turn == members - 1:
            take_up(j, after, carry)
        if turn < members - 1:
            pass_on(j, j + 1, chance, phase, carry, before)
        elif j > 0:
            pass_on(j, j - 1, chance, phase, carry, after)
    return change


@compiled
def correct(members: int, law: Law, first: int, chance: Array, odds: Array, offset: Array) -> None:
    """Write the odds of every member and act, nobody moving, and what of them the blocks from ``first`` on add."""
    phase, before, after, carry = law
    take_up(members - 1, after, carry)
    for j in range(members - 1, 0, -1):
        pass_on(j, j - 1, chance, phase, carry, after)
    take_up(0, before, carry)
    for j in range(members):
        odds_of(j, law, 0, odds)
        odds_of(j, law, first, offset)
        if j < members - 1:
            pass_on(j, j + 1, chance, phase, carry, before)


@compiled
def missed(members: int, crisis: Crisis, rate: float, chance: Array, odds: Array, spare: Spare) -> float:
    """Return max |p - softmax(rate u(p))|, given the odds (n, 5); the last array of ``spare`` holds zeros."""
    logit, fresh, nothing = spare
    off, total = 0.0, 0.0
    for j in range(members):
        total += mean_of(j, crisis, chance)
    for j in range(members):
        weigh(j, crisis, rate, total - mean_of(j, crisis, chance), odds, nothing, logit)
        for a in range(ACTS):
            fresh[j, a] = chance[j, a]
        gap = choose(j, logit, fresh)
        if not gap <= off:  # an undefined number counts as large
            off = gap
    return off


@compiled
def stages_for(members: int, crisis: Crisis, precision: float, stride: float) -> int:
    """Return in how many stages precision is raised: enough that no logit moves beyond about ``stride`` in one."""
    span = 0.0
    for j in range(members):
        own = crisis[2]
        low = min(own[j, 0], own[j, 1], own[j, 2], own[j, 3], own[j, 4])
        high = max(own[j, 0], own[j, 1], own[j, 2], own[j, 3], own[j, 4])
        span = max(span, precision * (high - low + abs(crisis[1][j]) + abs(crisis[4])))
    return int(min(MOST_STAGES, max(2.0, ceil(span / stride))))


@compiled
def extrapolate(members: int, state: State, earlier: Array, guess: Array) -> None:
    """Set the chances, and ``guess``, where the line through the last two stages leads; keep the last logits."""
    chance, logit = state[0], state[1]
    for j in range(members):
        for a in range(ACTS):
            line = 2.0 * logit[j, a] - earlier[j, a]
            earlier[j, a] = logit[j, a]
            logit[j, a] = line
        choose(j, logit, chance)
        for a in range(ACTS):
            guess[j, a] = chance[j, a]


@compiled
def far(members: int, chance: Array, guess: Array) -> bool:
    """Return whether a chance lies further than a leap from where the stage began."""
    for j in range(members):
        for a in range(ACTS):
            if not abs(chance[j, a] - guess[j, a]) <= LEAP:
                return True
    return False


@compiled
def weights(used: int, square: Array, right: Array, answer: Array) -> None:
    """Solve the normal equations by Cholesky's method, slightly damped."""
    ridge = 0.0
    for r in range(used):
        ridge += RIDGE * square[r, r]
    for r in range(used):
        for s in range(r + 1):
            value = square[r, s] + (ridge if r == s else 0.0)
            for q in range(s):
                value -= square[r, q] * square[s, q]
            square[r, s] = sqrt(max(value, 1e-300)) if r == s else value / square[s, s]
        answer[r] = right[r]
        for q in range(r):
            answer[r] -= square[r, q] * answer[q]
        answer[r] /= square[r, r]
    for r in range(used - 1, -1, -1):
        for q in range(r + 1, used):
            answer[r] -= square[q, r] * answer[q]
        answer[r] /= square[r, r]


@compiled
def remember(size: int, turn: int, chance: Array, memory: Memory) -> None:
    """Keep how this sweep's miss and outcome differ from the last one's; chances flat, (5 n,)."""
    start, miss, image, misses, images = memory[0], memory[1], memory[2], memory[3], memory[4]
    slot = (turn - 1) % DEPTH
    for q in range(size):
        new = chance[q] - start[q]
        misses[slot, q] = new - miss[q]
        images[slot, q] = chance[q] - image[q]
        miss[q] = new
        image[q] = chance[q]


@compiled
def mix(size: int, turn: int, chance: Array, memory: Memory) -> None:
    """Anderson's acceleration: replace the chances by the mixture of past sweeps that misses least.

    Where the mixture would leave the simplex the last sweep stays.
    """
    miss, misses, images = memory[1], memory[3], memory[4]
    square, right, answer, trial = memory[5], memory[6], memory[7], memory[8]
    used = min(DEPTH, turn)
    for r in range(used):
        right[r] = 0.0
        for q in range(size):
            right[r] += misses[r, q] * miss[q]
        for s in range(r + 1):
            square[r, s] = 0.0
            for q in range(size):
                square[r, s] += misses[r, q] * misses[s, q]
    weights(used, square, right, answer)
    least = 1.0
    for q in range(size):
        trial[q] = chance[q]
        for r in range(used):
            trial[q] -= answer[r] * images[r, q]
        least = min(least, trial[q])
    if least > 0.0:
        keep(size, trial, chance)


@compiled
def keep(size: int, values: Array, copy: Array) -> None:
    """Copy the first ``size`` numbers."""
    for q in range(size):
        copy[q] = values[q]


@compiled
def settle(
    members: int, crisis: Crisis, rate: float, law: Law, state: State, memory: Memory, tolerance: float, most: int
) -> float:
    """Sweep until no chance changes by more than ``tolerance``, at most ``most`` times; return the last change."""
    size, flat, change = members * ACTS, state[0].reshape(-1), 0.0
    keep(size, flat, memory[0])
    mixed = True
    for turn in range(most):
        change = sweep(members, crisis, rate, law, state, mixed)
        if change <= tolerance or not change < 2.0:
            break
        remember(size, turn, flat, memory)
        mixed = turn > 0 and change > MIX_DOWN_TO
        if mixed:
            mix(size, turn, flat, memory)
        keep(size, flat, memory[0])
    return change


@compiled
def climb(
    members: int, crisis: Crisis, precision: float, stride: float, law: Law, state: State, memory: Memory, line: Array
) -> bool:
    """Follow the branch from pure chance to all but the last sharpening; return whether surely."""
    chance, guess, earlier, sure = state[0], line[0], line[1], True
    stages = stages_for(members, crisis, precision, stride)
    for j in range(members):
        for a in range(ACTS):
            chance[j, a] = 1.0 / ACTS
            guess[j, a] = 1.0 / ACTS
            earlier[j, a] = 0.0
    for stage in range(1, stages + 1):
        last = stage == stages
        tolerance, most = FIRST_SETTLED if last else STAGE_SETTLED, FINAL_SWEEPS if last else STAGE_SWEEPS
        change = settle(members, crisis, precision * stage / stages, law, state, memory, tolerance, most)
        sure = sure and change <= 10.0 * tolerance and (stage == 1 or not far(members, chance, guess))
        if not last:
            extrapolate(members, state, earlier, guess)
    return sure


@compiled
def sharpen(
    members: int, crisis: Crisis, precision: float, laws: tuple[Law, Law], state: State, memory: Memory, spare: Spare
) -> float:
    """Bring the chances from the coarse law to the fine one; return max |p - softmax(precision u)| under the fine."""
    coarse, fine = laws
    chance, offset, odds = state[0], state[2], state[3]
    off, best = 1.0, 2.0
    for _ in range(ROUNDS):
        correct(members, fine, len(coarse[3]), chance, odds, offset)
        off = missed(members, crisis, precision, chance, odds, spare)
        if off <= SETTLED or not off < best:
            break
        best = off
        tolerance = max(LEAST_SETTLED, SHARPER * off)
        settle(members, crisis, precision, coarse, state, memory, tolerance, FINAL_SWEEPS)
    return off


@compiled
def law_room(n: int, blocks: int, coarse: int) -> tuple[Law, Law]:
    """Return room for phases, for the products before and after each member, and for the one passed on.

    Shapes (n, F / 16, 8 * 16), twice (n, F / 16, 2 * 16), and (F / 16, 2 * 16): real parts, then imaginary ones. The
    coarse law and the fine one share all but the last, whose length tells them apart.
    """
    phase = np.empty((n, blocks, 2 * (ACTS - 1) * WIDTH))
    before, after = np.empty((n, blocks, 2 * WIDTH)), np.empty((n, blocks, 2 * WIDTH))
    return (
        (phase, before, after, np.empty((coarse, 2 * WIDTH))),
        (phase, before, after, np.empty((blocks, 2 * WIDTH))),
    )


@compiled
def memory_room(size: int) -> Memory:
    """Return room for what the acceleration remembers of ``size`` chances."""
    return (
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty((DEPTH, size)),
        np.empty((DEPTH, size)),
        np.empty((DEPTH, DEPTH)),
        np.empty(DEPTH),
        np.empty(DEPTH),
        np.empty(size),
    )


@compiled
def same_law(b: int, capability: Array, contribution: Array, threshold: Array, members: NDArray[np.int64]) -> bool:
    """Return whether the others bring the same in game b as in the one before, chances apart."""
    if b == 0 or members[b] != members[b - 1] or threshold[b] != threshold[b - 1]:
        return False
    same = True
    for a in range(ACTS):
        same = same and contribution[b, a] == contribution[b - 1, a]
    for j in range(members[b]):
        same = same and capability[b, j] == capability[b - 1, j]
    return same


@compiled
def solve_games(
    source: Source,
    members: NDArray[np.int64],
    curve: tuple[Array, Array, int],
    stride: float,
    chances: Array,
    residuals: Array,
    certain: Flags,
) -> None:
    """Write chances (B, n, 5), residuals (B,) and whether each game was surely followed (B,).

    ``source`` is capability, stake, private, joint, contribution, threshold and precision; ``curve`` the frequencies
    and amplitudes in whole blocks, and how many blocks make the coarse curve.
    """
    capability, stake, private, joint, contribution, threshold, precision = source
    count, n = capability.shape
    laws = law_room(n, len(curve[0]) // WIDTH, curve[2])
    memory, line, turns = memory_room(n * ACTS), np.empty((2, n, ACTS)), np.empty((4, ACTS - 1))
    spare = np.empty((n, ACTS)), np.empty((n, ACTS)), np.zeros((n, ACTS))
    logit, offset, odds = np.empty((n, ACTS)), np.empty((n, ACTS)), np.empty((n, ACTS))
    for b in range(count):
        m, crisis = members[b], (capability[b], stake[b], private[b], contribution[b], joint[b])
        if not same_law(b, capability, contribution, threshold, members):
            fill_phases(m, crisis, curve[0][0], laws[1][0], turns)
            fill_ends(m, threshold[b], curve[0], curve[1], laws[1])
        state = (chances[b], logit, offset, odds)
        for j in range(m):
            for a in range(ACTS):
                offset[j, a] = 0.0
        certain[b] = climb(m, crisis, precision[b], stride, laws[0], state, memory, line)
        residuals[b] = sharpen(m, crisis, precision[b], laws, state, memory, spare)
