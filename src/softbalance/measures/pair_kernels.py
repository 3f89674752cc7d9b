"""Compiled loops over pairs of states; importing this module imports numba, so functions import it when they need it.

Votes are bit sets, 64 roll calls a word: one word for each answer of a state. A cell of a pair's table of joint votes
is the population count of the intersection of two words. Results are written into arrays that the caller made, since
numpy asks for large pages of memory and the compiler does not.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}


def _compiled(function: Function) -> Function:
    return cast(Function, njit(**_OPTIONS)(function))


def _inlined(function: Function) -> Function:
    return cast(Function, njit(forceinline=True, **_OPTIONS)(function))


def _population_count(_context: Any, word: Any) -> Any:
    """Return how many bits of a word are set, as one instruction."""

    def generate(_ctx: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.int64(types.uint64), generate


_bits: Any = intrinsic(_population_count)


@_compiled
def bit_sets(votes: Any, order: Any, bounds: Any) -> Any:
    """Return who sat in each period and their bit sets.

    ``order[bounds[p]:bounds[p + 1]]`` are the roll calls of period p. Returned are, one row a state and period: the
    state; its words (rows, words, 3) for yes, abstain, no; its words of membership (rows, words); its totals (rows, 4);
    and the bounds of each period's rows.
    """
    states, periods = votes.shape[0], bounds.size - 1
    words = np.int64(1)
    for period in range(periods):
        words = max(words, (bounds[period + 1] - bounds[period] + 63) // 64)
    seat = np.empty(states * periods, np.int32)
    sets = np.zeros((states * periods, words, 3), np.uint64)
    member = np.zeros((states * periods, words), np.uint64)
    totals = np.zeros((states * periods, 4), np.int32)
    rows = np.zeros(periods + 1, np.int64)
    row = np.int64(0)
    for period in range(periods):
        first, last = bounds[period], bounds[period + 1]
        for state in range(states):
            sat = np.uint64(0)
            for word in range((last - first + 63) // 64):
                start = first + 64 * word
                answers = _answers(votes[state], order[start : min(start + 64, last)])
                for answer in range(3):
                    sets[row, word, answer] = answers[answer]
                for answer in range(4):
                    totals[row, answer] += _bits(answers[answer])
                member[row, word] = answers[0] | answers[1] | answers[2] | answers[3]
                sat |= member[row, word]
            if sat:
                seat[row] = state
                row += 1
        rows[period + 1] = row
    return seat[:row], sets[:row], member[:row], totals[:row], rows


@_inlined
def _answers(votes: Any, chosen: Any) -> Any:
    """Return the words of yes, abstain, no and absent of a state on up to 64 chosen roll calls, without a branch."""
    yes = abstain = no = absent = np.uint64(0)
    for place in range(chosen.size):
        vote, bit = votes[chosen[place]], np.uint64(place)
        yes |= np.uint64(vote == 1) << bit
        abstain |= np.uint64(vote == 2) << bit
        no |= np.uint64(vote == 3) << bit
        absent |= np.uint64(vote == 4) << bit
    return yes, abstain, no, absent


@_compiled
def count_pairs(packed: Any, calls: Any, out: Any) -> None:
    """Write the joint votes of all pairs of each period, shape (pairs, 4, 4), in order of period, first, second."""
    _, sets, member, totals, rows = packed
    pair = 0
    for period in range(rows.size - 1):
        words = (calls[period] + 63) // 64
        for i in range(rows[period], rows[period + 1]):
            for j in range(i + 1, rows[period + 1]):
                counts = _joint(sets, i, j, words)
                for a in range(3):
                    for b in range(3):
                        out[pair, a, b] = counts[3 * a + b]
                if totals[i].sum() == calls[period] and totals[j].sum() == calls[period]:
                    _absences_by_subtraction(totals, i, j, out[pair])
                else:
                    _absences_by_counting(sets, member, i, j, words, out[pair])
                pair += 1


@_compiled
def measure_pairs(sets: Any, rows: Any, calls: Any, periods: Any, start: Any, joint: Any, values: Any) -> None:
    """Write joint votes, shape (pairs,), and agreement, identical, kappa, pi, shape (4, pairs); absences missing.

    ``sets`` are the bit sets by answer, word and row, so that a state's partners lie side by side: they are counted and
    then measured together, several in one instruction. ``periods`` are the first and the last but one to be measured,
    ``start`` is the place of their first pair.
    """
    counts = np.empty((7, sets.shape[2]), np.int64)
    for period in range(periods[0], periods[1]):
        words = (calls[period] + 63) // 64
        for i in range(rows[period], rows[period + 1]):
            partners = rows[period + 1] - i - 1
            counts[:, :partners] = 0
            for word in range(words):
                _count(sets[:, word, i], sets[:, word, i + 1 : i + 1 + partners], counts)
            _measures(counts, start, partners, joint, values)
            start += partners


@_compiled
def list_pairs(packed: Any, periods: Any, pair: Any, period_of: Any, first: Any, second: Any) -> None:
    """Write period, first and second state of each pair of some periods, in the order of the other kernels."""
    seat, _, _, _, rows = packed
    for period in range(periods[0], periods[1]):
        for i in range(rows[period], rows[period + 1]):
            for j in range(i + 1, rows[period + 1]):
                period_of[pair], first[pair], second[pair] = period, seat[i], seat[j]
                pair += 1


@_inlined
def _count(mine: Any, others: Any, counts: Any) -> None:
    """Add, for each partner, equal, opposed and joint votes, and among the joint ones yes and no of the one and other.

    The measures of a pair follow from these seven.
    """
    yes, abstain, no = mine[0], mine[1], mine[2]
    cast = yes | abstain | no
    for place in range(others.shape[1]):
        other_yes, other_abstain, other_no = others[0, place], others[1, place], others[2, place]
        other_cast = other_yes | other_abstain | other_no
        counts[0, place] += _bits((yes & other_yes) | (abstain & other_abstain) | (no & other_no))
        counts[1, place] += _bits((yes & other_no) | (no & other_yes))
        counts[2, place] += _bits(cast & other_cast)
        counts[3, place] += _bits(yes & other_cast)
        counts[4, place] += _bits(no & other_cast)
        counts[5, place] += _bits(cast & other_yes)
        counts[6, place] += _bits(cast & other_no)


@_inlined
def _joint(sets: Any, i: Any, j: Any, words: Any) -> Any:
    """Return the nine counts of votes both cast, row by row."""
    counts = _joint_word(sets, i, j, 0)
    for word in range(1, words):
        counts = _sum(counts, _joint_word(sets, i, j, word))
    return counts


@_inlined
def _joint_word(sets: Any, i: Any, j: Any, word: Any) -> Any:
    yes, abstain, no = sets[i, word, 0], sets[i, word, 1], sets[i, word, 2]
    other_yes, other_abstain, other_no = sets[j, word, 0], sets[j, word, 1], sets[j, word, 2]
    return (
        _bits(yes & other_yes),
        _bits(yes & other_abstain),
        _bits(yes & other_no),
        _bits(abstain & other_yes),
        _bits(abstain & other_abstain),
        _bits(abstain & other_no),
        _bits(no & other_yes),
        _bits(no & other_abstain),
        _bits(no & other_no),
    )


@_inlined
def _sum(a: Any, b: Any) -> Any:
    return (
        a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4],
        a[5] + b[5], a[6] + b[6], a[7] + b[7], a[8] + b[8],
    )  # fmt: skip


@_inlined
def _absences_by_subtraction(totals: Any, i: Any, j: Any, table: Any) -> None:
    """Fill in the counts of absence of two states that were members throughout."""
    for a in range(3):
        table[a, 3] = totals[i, a] - table[a, 0] - table[a, 1] - table[a, 2]
        table[3, a] = totals[j, a] - table[0, a] - table[1, a] - table[2, a]
    table[3, 3] = totals[i, 3] - table[3, 0] - table[3, 1] - table[3, 2]


@_inlined
def _absences_by_counting(sets: Any, member: Any, i: Any, j: Any, words: Any, table: Any) -> None:
    """Fill in the counts of absence of two states of which one was a member in a part of the period only."""
    for a in range(3):
        table[a, 3] = table[3, a] = 0
    table[3, 3] = 0
    for word in range(words):
        mine = member[i, word] & ~(sets[i, word, 0] | sets[i, word, 1] | sets[i, word, 2])
        other = member[j, word] & ~(sets[j, word, 0] | sets[j, word, 1] | sets[j, word, 2])
        for a in range(3):
            table[a, 3] += _bits(sets[i, word, a] & other)
            table[3, a] += _bits(mine & sets[j, word, a])
        table[3, 3] += _bits(mine & other)


@_inlined
def _measures(counts: Any, start: Any, partners: Any, joint: Any, values: Any) -> None:
    """Write joint votes, agreement, identical, kappa and pi of a state's pairs.

    What is undefined is NaN (0 times infinity). Expected distances by own and by pooled marginals are both zero or both
    positive, so that one division serves kappa and pi.
    """
    for place in range(partners):
        same, far, total = 1.0 * counts[0, place], 1.0 * counts[1, place], 1.0 * counts[2, place]
        yes, no = 1.0 * counts[3, place], 1.0 * counts[4, place]
        other_yes, other_no = 1.0 * counts[5, place], 1.0 * counts[6, place]
        abstain, other_abstain, near = total - yes - no, total - other_yes - other_no, total - same - far
        part = 1.0 / total
        joint[start + place] = np.int32(counts[2, place])
        values[0, start + place] = 1.0 - (0.5 * near + far) * part
        values[1, start + place] = same * part
        own = abstain * (other_yes + other_no) + (yes + no) * other_abstain + 4.0 * (yes * other_no + no * other_yes)
        yes, abstain, no = yes + other_yes, abstain + other_abstain, no + other_no
        pooled = abstain * (yes + no) + 4.0 * yes * no
        observed = total * (near + 4.0 * far) * (1.0 / (own * pooled))
        values[2, start + place] = 1.0 - observed * pooled
        values[3, start + place] = 1.0 - 2.0 * observed * own
