"""What a likelihood needs beside the equilibria: how it moves with each payoff, others' answers included.

Let L depend on the chances p, and p = softmax(u(p)). A push on the payoff u_i(a) moves L by y_i(a), where
y = D w, D the derivative of softmax and w = dL/dp + J'w, J the derivative of the best-response map. One linear
system a game, solved by GMRES from products J'w that cost n F each: the same products of characteristic functions
as the game itself, with one factor after the other replaced by its push.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.compiled import compiled
from softbalance.crisis.game import Array

ACTS = 5
MOST_DIRECTIONS = 80
EXACT = 1e-10
Complex = NDArray[np.complex128]


@compiled
def waves_of(
    members: int, capability: Array, contribution: Array, chance: Array, frequency: Array, phase: Complex, law: Complex
) -> None:
    """Write exp(i f m_j k_a) into ``phase`` (n, 5, F) and the characteristic functions into ``law`` (n, F)."""
    for j in range(members):
        for f in range(len(frequency)):
            law[j, f] = 0.0
        for a in range(ACTS):
            step = np.exp(1j * frequency[0] * capability[j] * contribution[a])
            gap, value = step * step, step
            for f in range(len(frequency)):
                phase[j, a, f] = value
                law[j, f] += chance[j, a] * value
                value *= gap


@compiled
def products(members: int, turn: Complex, law: Complex, before: Complex, after: Complex) -> None:
    """Write turn times the product of those before each member, and the product of those after, (n, F)."""
    for f in range(len(turn)):
        value = turn[f]
        for j in range(members):
            before[j, f] = value
            value *= law[j, f]
        value = 1.0 + 0.0j
        for j in range(members - 1, -1, -1):
            after[j, f] = value
            value *= law[j, f]


@compiled
def push_of(members: int, chance: Array, w: Array, y: Array) -> None:
    """Write y = D w: the derivative of softmax applied to each member's row, (n, 5)."""
    for i in range(members):
        mean = 0.0
        for a in range(ACTS):
            mean += chance[i, a] * w[i * ACTS + a]
        for a in range(ACTS):
            y[i, a] = chance[i, a] * (w[i * ACTS + a] - mean)


@compiled
def pushes_of_others(
    members: int,
    stake: Array,
    y: Array,
    phase: Complex,
    law: Complex,
    before: Complex,
    after: Complex,
    moved: Complex,
    total: Complex,
) -> None:
    """Write into ``total`` (n, F) the sum over others i of i's push times the product of all but i and j."""
    modes = law.shape[1]
    for j in range(members):
        for f in range(modes):
            value = 0.0j
            for a in range(ACTS):
                value += y[j, a] * phase[j, a, f]
            moved[j, f] = stake[j] * value
    for f in range(modes):
        value = 0.0j
        for j in range(members):
            total[j, f] = value * after[j, f]
            value = value * law[j, f] + before[j, f] * moved[j, f]
        value = 0.0j
        for j in range(members - 1, -1, -1):
            total[j, f] += before[j, f] * value
            value = value * law[j, f] + after[j, f] * moved[j, f]


@compiled
def transposed(
    members: int,
    capability: Array,
    joint: float,
    contribution: Array,
    y: Array,
    phase: Complex,
    total: Complex,
    out: Array,
) -> None:
    """Write J'w into ``out`` (5 n,), from y = D w and the pushes of others."""
    pull = 0.0
    for i in range(members):
        for a in range(ACTS):
            pull += y[i, a] * contribution[a]
    for j in range(members):
        own = 0.0
        for a in range(ACTS):
            own += y[j, a] * contribution[a]
        for b in range(ACTS):
            value = 0.0
            for f in range(total.shape[1]):
                value += total[j, f].real * phase[j, b, f].imag + total[j, f].imag * phase[j, b, f].real
            out[j * ACTS + b] = value + joint * capability[j] * contribution[b] * (pull - own)


@compiled
def expectations(
    members: int,
    capability: Array,
    contribution: Array,
    chance: Array,
    phase: Complex,
    before: Complex,
    after: Complex,
    odds: Array,
    others: Array,
) -> None:
    """Write E[S] for each act into ``odds`` (n, 5) and E[Q] of the others into ``others`` (n,)."""
    total = 0.0
    for j in range(members):
        others[j] = 0.0
        for a in range(ACTS):
            others[j] -= capability[j] * contribution[a] * chance[j, a]
            value = 0.5
            for f in range(before.shape[1]):
                rest = before[j, f] * after[j, f]
                value += rest.real * phase[j, a, f].imag + rest.imag * phase[j, a, f].real
            odds[j, a] = value
        total -= others[j]
    for j in range(members):
        others[j] += total


@compiled
def rotate(k: int, hessenberg: Array, cosine: Array, sine: Array, right: Array) -> float:
    """Bring column k of the Hessenberg matrix to triangular form; return the size of what is left over."""
    for r in range(k):
        upper = cosine[r] * hessenberg[r, k] + sine[r] * hessenberg[r + 1, k]
        hessenberg[r + 1, k] = -sine[r] * hessenberg[r, k] + cosine[r] * hessenberg[r + 1, k]
        hessenberg[r, k] = upper
    size = sqrt(hessenberg[k, k] ** 2 + hessenberg[k + 1, k] ** 2)
    cosine[k], sine[k] = hessenberg[k, k] / size, hessenberg[k + 1, k] / size
    hessenberg[k, k] = size
    right[k + 1] = -sine[k] * right[k]
    right[k] = cosine[k] * right[k]
    return abs(right[k + 1])


@compiled
def orthogonalise(k: int, size: int, basis: Array, hessenberg: Array) -> None:
    """Make direction k + 1 square to the earlier ones (modified Gram-Schmidt, twice) and of length one."""
    for r in range(k + 1):
        hessenberg[r, k] = 0.0
    for _ in range(2):
        for r in range(k + 1):
            value = 0.0
            for q in range(size):
                value += basis[r, q] * basis[k + 1, q]
            hessenberg[r, k] += value
            for q in range(size):
                basis[k + 1, q] -= value * basis[r, q]
    length = 0.0
    for q in range(size):
        length += basis[k + 1, q] ** 2
    length = sqrt(length)
    hessenberg[k + 1, k] = length
    for q in range(size):
        basis[k + 1, q] /= length if length > 0.0 else 1.0


@compiled
def back_substitute(used: int, size: int, hessenberg: Array, right: Array, basis: Array, w: Array) -> None:
    """Write the combination of directions that misses least into ``w``."""
    for r in range(used - 1, -1, -1):
        for q in range(r + 1, used):
            right[r] -= hessenberg[r, q] * right[q]
        right[r] /= hessenberg[r, r]
    for q in range(size):
        w[q] = 0.0
        for r in range(used):
            w[q] += right[r] * basis[r, q]


@compiled
def answered(
    members: int,
    game: tuple[Array, Array, float, Array, Array],
    waves: tuple[Complex, Complex, Complex, Complex],
    spare: tuple[Complex, Complex, Array],
    krylov: tuple[Array, Array, Array, Array, Array],
    w: Array,
) -> float:
    """Replace ``w`` by the solution of (I - J') x = w, by GMRES; return what is left over, relative to w."""
    capability, stake, joint, contribution, chance = game
    phase, law, before, after = waves
    moved, total, y = spare
    basis, hessenberg, cosine, sine, right = krylov
    size, length = members * ACTS, 0.0
    for q in range(size):
        length += w[q] ** 2
    length = sqrt(length)
    if length == 0.0:
        return 0.0
    for q in range(size):
        basis[0, q] = w[q] / length
    right[0], left, used = length, length, 0
    for k in range(min(len(cosine), size)):
        push_of(members, chance, basis[k], y)
        pushes_of_others(members, stake, y, phase, law, before, after, moved, total)
        transposed(members, capability, joint, contribution, y, phase, total, basis[k + 1])
        for q in range(size):
            basis[k + 1, q] = basis[k, q] - basis[k + 1, q]
        orthogonalise(k, size, basis, hessenberg)
        left = rotate(k, hessenberg, cosine, sine, right)
        used = k + 1
        if left <= EXACT * length:
            break
    back_substitute(used, size, hessenberg, right, basis, w)
    return left / length


@compiled
def pushes(
    games: tuple[Array, Array, Array, Array, Array, NDArray[np.int64]],
    chances: Array,
    pressure: Array,
    frequency: Array,
    amplitude: Array,
    fixed: bool,
    answer: tuple[Array, Array, Array, Array],
) -> None:
    """Write y (B, n, 5), E[S] (B, n, 5), E[Q] (B, n) and what GMRES left over (B,) into ``answer``.

    ``games`` are capability, stake, joint, contribution, threshold and members; ``pressure`` is dL/dp, (B, n, 5).
    With ``fixed`` beliefs the others do not answer, and w = dL/dp.
    """
    capability, stake, joint, contribution, threshold, members = games
    moves, odds, others, missed = answer
    n, modes = capability.shape[1], len(frequency)
    most = min(MOST_DIRECTIONS, n * ACTS)
    kind = np.complex128
    phase, law = np.empty((n, ACTS, modes), dtype=kind), np.empty((n, modes), dtype=kind)
    before, after = np.empty((n, modes), dtype=kind), np.empty((n, modes), dtype=kind)
    spare = (np.empty((n, modes), dtype=kind), np.empty((n, modes), dtype=kind), np.empty((n, ACTS)))
    krylov = (
        np.empty((most + 1, n * ACTS)),
        np.empty((most + 1, most)),
        np.empty(most),
        np.empty(most),
        np.empty(most + 1),
    )
    w, turn = np.empty(n * ACTS), np.empty(modes, dtype=kind)
    for b in range(len(capability)):
        count, m, k, chance = members[b], capability[b], contribution[b], chances[b]
        for f in range(modes):
            turn[f] = amplitude[f] * np.exp(-1j * frequency[f] * threshold[b])
        waves_of(count, m, k, chance, frequency, phase, law)
        products(count, turn, law, before, after)
        expectations(count, m, k, chance, phase, before, after, odds[b], others[b])
        for i in range(count):
            for a in range(ACTS):
                w[i * ACTS + a] = pressure[b, i, a]
        missed[b] = 0.0
        if not fixed:
            game = (m, stake[b], joint[b], k, chance)
            missed[b] = answered(count, game, (phase, law, before, after), spare, krylov, w)
        push_of(count, chance, w, moves[b])
