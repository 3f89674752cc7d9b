"""Votes' log likelihood in an ordered probit, and its slopes, compiled.

Votes of one category lie side by side, so each loop below is over one case and runs on vectors.
"""

import math

import numpy as np

from softbalance.measures.ideal_points.compiled import Categories, Floats, Indices, compiled, inlined
from softbalance.measures.ideal_points.normal import HIGHEST, LOWEST, STEP, log_ndtr_table, ndtr_table

_LOG_TABLE, _TABLE = log_ndtr_table(), ndtr_table()
_HALVINGS = 2.0 ** -np.arange(1100.0)
_PER_STEP = 1.0 / STEP
_LOG2_E, _LOG_2 = 1.0 / math.log(2.0), math.log(2.0)
_TINY = 1e-200
_THIN = 1e-5  # chances below it are taken by logarithms, so that no digits cancel


@inlined
def log_ndtr(z: float) -> tuple[float, float]:
    """Return log Phi(z) and its derivative phi(z) / Phi(z)."""
    x = min(z, HIGHEST)
    k = max(np.int32((x - LOWEST) * _PER_STEP + 0.5), np.int32(0))
    x0 = LOWEST + k * STEP
    d = x - x0
    f1 = _LOG_TABLE[k, 1]
    u = x0 + f1
    f2 = -f1 * u
    f3 = -(f2 * u + f1 * (1.0 + f2))
    return _LOG_TABLE[k, 0] + d * (f1 + d * (0.5 * f2 + d * (f3 * (1.0 / 6.0)))), f1 + d * (f2 + d * (0.5 * f3))


@inlined
def ndtr(z: float) -> tuple[float, float]:
    """Return Phi(z) and its derivative phi(z)."""
    x = min(max(z, -HIGHEST), HIGHEST)
    k = np.int32((x + HIGHEST) * _PER_STEP + 0.5)
    x0 = k * STEP - HIGHEST
    d = x - x0
    density = _TABLE[k, 1]
    h2 = x0 * x0 - 1.0
    h3 = x0 * (h2 - 2.0)
    rise = 1.0 - d * (0.5 * x0 - d * (h2 * (1.0 / 6.0) - d * (h3 * (1.0 / 24.0))))
    return _TABLE[k, 0] + density * d * rise, density - density * d * (x0 - d * (0.5 * h2 - d * (h3 * (1.0 / 6.0))))


@inlined
def exp_of_negative(x: float) -> float:
    """Return exp(x) for x <= 0, to 1e-11 of its value."""
    y = max(x, -700.0)
    k = max(np.int32(0.5 - y * _LOG2_E), np.int32(0))
    r = y + k * _LOG_2
    tail = 1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040 + r * (1.0 / 40320))))
    return _HALVINGS[k] * (1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6 + r * tail))))


@inlined
def between(low: float, high: float) -> tuple[float, float, float, float]:
    """Return f, q, phi(low) / P and phi(high) / P, where P = Phi(high) - Phi(low) and log P = f + log q.

    The caller takes the logarithm, of many factors at once.
    """
    below, at_low = ndtr(low)
    above, at_high = ndtr(high)
    f, rest = 0.0, above - below
    if rest > _THIN:
        part = 1.0 / rest
        at_low, at_high = at_low * part, at_high * part
    else:
        f, rest, at_low, at_high = barely_between(low, high)
    return f, rest, at_low, at_high


@compiled
def barely_between(low: float, high: float) -> tuple[float, float, float, float]:
    """Return what :func:`between` does, for thin chances: above zero both bounds are mirrored."""
    sign = 1.0 if low + high <= 0.0 else -1.0
    middle, half = 0.5 * (low + high) * sign, 0.5 * (high - low)
    upper, at_upper = log_ndtr(middle + half)
    lower, at_lower = log_ndtr(middle - half)
    share = exp_of_negative(lower - upper)
    rest = max(1.0 - share, 1e-14)
    a, b = at_lower * share / rest, at_upper / rest
    even, odd = 0.5 * (a + b), 0.5 * (b - a) * sign
    return upper, rest, even - odd, even + odd


@compiled
def run_end(first: int, last: int, categories: Categories) -> int:
    """Return where the run of equal categories that begins at ``first`` ends."""
    end = first
    while end < last and categories[end] == categories[first]:
        end += 1
    return end


@compiled
def node_terms(
    theta: float,
    first: int,
    last: int,
    items: Indices,
    categories: Categories,
    slope: Floats,
    cuts: Floats,
) -> tuple[float, float, float]:
    """Return log likelihood, slope and information about one state-period's position."""
    value = gradient = information = 0.0
    v = first
    top = cuts.shape[1]
    while v < last:
        c = categories[v]
        end = run_end(v, last, categories)
        if c == 0:
            f, g, h = _node_end(theta, v, end, items, slope, cuts, 0, -1.0)
        elif c == top:
            f, g, h = _node_end(theta, v, end, items, slope, cuts, top - 1, 1.0)
        else:
            f, g, h = _node_middle(theta, v, end, items, slope, cuts, c)
        value += f
        gradient += g
        information += h
        v = end
    return value, gradient, information


@compiled
def _node_end(
    theta: float, first: int, last: int, items: Indices, slope: Floats, cuts: Floats, k: int, sign: float
) -> tuple[float, float, float]:
    """Return a node's terms from votes beyond cutpoint ``k``, above it (sign 1) or below (-1)."""
    value = gradient = information = 0.0
    for v in range(first, last):
        j = items[v]
        b = slope[j]
        z = sign * (b * theta - cuts[j, k])
        f, ratio = log_ndtr(z)
        value += f
        gradient += sign * b * ratio
        information += b * b * ratio * (z + ratio)
    return value, gradient, information


@compiled
def _node_middle(
    theta: float, first: int, last: int, items: Indices, slope: Floats, cuts: Floats, k: int
) -> tuple[float, float, float]:
    """Return a node's terms from votes between cutpoints ``k - 1`` and ``k``."""
    value = gradient = information = 0.0
    product = 1.0
    for v in range(first, last):
        j = items[v]
        b = slope[j]
        low, high = cuts[j, k - 1] - b * theta, cuts[j, k] - b * theta
        f, rest, at_low, at_high = between(low, high)
        g = at_low - at_high
        value += f
        gradient += b * g
        information += b * b * max(g * g - low * at_low + high * at_high, 0.0)
        product *= rest
        if product < _TINY:
            value += math.log(product)
            product = 1.0
    return value + math.log(product), gradient, information


@compiled
def item_terms(
    slope: float,
    cuts: Floats,
    theta: Floats,
    first: int,
    last: int,
    nodes: Indices,
    categories: Categories,
    gradient: Floats,
    information: Floats,
) -> float:
    """Return an item's log likelihood; fill slopes and information in (slope, cut 1, ..., cut K - 1).

    ``gradient`` has shape (K,), ``information`` (K, K), of which the lower triangle is filled.
    """
    for r in range(len(gradient)):
        gradient[r] = 0.0
        for k in range(r + 1):
            information[r, k] = 0.0
    value = 0.0
    v = first
    top = len(cuts)
    while v < last:
        c = categories[v]
        end = run_end(v, last, categories)
        if c == 0:
            value += _item_end(slope, cuts, theta, v, end, nodes, 0, -1.0, gradient, information)
        elif c == top:
            value += _item_end(slope, cuts, theta, v, end, nodes, top - 1, 1.0, gradient, information)
        else:
            value += _item_middle(slope, cuts, theta, v, end, nodes, c, gradient, information)
        v = end
    return value


@compiled
def _item_end(
    slope: float,
    cuts: Floats,
    theta: Floats,
    first: int,
    last: int,
    nodes: Indices,
    k: int,
    sign: float,
    gradient: Floats,
    information: Floats,
) -> float:
    """Return the log likelihood of an item's votes beyond cutpoint ``k``; add slopes and information."""
    value = g0 = g1 = h00 = h10 = h11 = 0.0
    cut = cuts[k]
    for v in range(first, last):
        x = theta[nodes[v]]
        z = sign * (slope * x - cut)
        f, ratio = log_ndtr(z)
        curve = ratio * (z + ratio)
        value += f
        g0 += ratio * x
        g1 += ratio
        h00 += curve * x * x
        h10 += curve * x
        h11 += curve
    gradient[0] += sign * g0
    gradient[k + 1] -= sign * g1
    information[0, 0] += h00
    information[k + 1, 0] -= h10
    information[k + 1, k + 1] += h11
    return value


@compiled
def _item_middle(
    slope: float,
    cuts: Floats,
    theta: Floats,
    first: int,
    last: int,
    nodes: Indices,
    k: int,
    gradient: Floats,
    information: Floats,
) -> float:
    """Return the log likelihood of an item's votes between two cutpoints; add slopes and information."""
    value = g0 = gl = gh = h00 = hl0 = hh0 = hll = hhh = hlh = 0.0
    product = 1.0
    cut_low, cut_high = cuts[k - 1], cuts[k]
    for v in range(first, last):
        x = theta[nodes[v]]
        low, high = cut_low - slope * x, cut_high - slope * x
        f, rest, at_low, at_high = between(low, high)
        ll, hh, lh = at_low * (at_low - low), at_high * (at_high + high), -at_low * at_high
        value += f
        g0 += x * (at_low - at_high)
        gl += at_low
        gh += at_high
        h00 += x * x * (ll + hh + 2.0 * lh)
        hl0 += x * (ll + lh)
        hh0 += x * (hh + lh)
        hll += ll
        hhh += hh
        hlh += lh
        product *= rest
        if product < _TINY:
            value += math.log(product)
            product = 1.0
    gradient[0] += g0
    gradient[k] -= gl
    gradient[k + 1] += gh
    information[0, 0] += h00
    information[k, 0] -= hl0
    information[k + 1, 0] -= hh0
    information[k, k] += hll
    information[k + 1, k + 1] += hhh
    information[k + 1, k] += hlh
    return value + math.log(product)
