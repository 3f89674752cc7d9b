"""Votes laid out for estimation: state-periods, items, and both ways through the votes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput, NotEnoughData

Ints = NDArray[np.int64]
MISSING = -1


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes in ordered categories, sorted by state-period and again by item.

    A *node* is a state in a period in which it cast at least one vote; nodes are sorted by state, then
    period. An *item* is what was voted on: one roll call, or several roll calls on one repeated text.

    Attributes
    ----------
    n_states, n_periods, n_categories, n_items
        Sizes. States without a vote and items without a used vote keep their index.
    node_state, node_period
        State and period of each node; shape (n_nodes,).
    state_start
        Nodes of state ``i`` are ``state_start[i]:state_start[i + 1]``; shape (n_states + 1,).
    node_start, item_by_node, category_by_node
        Used votes of node ``n`` are ``node_start[n]:node_start[n + 1]`` of the other two.
    item_start, node_by_item, category_by_item
        The same votes by item.
    n_unanimous
        Items set aside because everybody voted alike: they hold no information on who stands where.
    n_missing
        Entries given as missing.
    """

    n_states: int
    n_periods: int
    n_categories: int
    n_items: int
    node_state: NDArray[np.int32]
    node_period: NDArray[np.int32]
    state_start: Ints
    node_start: Ints
    item_by_node: NDArray[np.int32]
    category_by_node: NDArray[np.int8]
    item_start: Ints
    node_by_item: NDArray[np.int32]
    category_by_item: NDArray[np.int8]
    n_unanimous: int
    n_missing: int

    @property
    def n_nodes(self) -> int:
        """Number of state-periods."""
        return len(self.node_state)

    @property
    def n_votes(self) -> int:
        """Number of votes used."""
        return len(self.item_by_node)

    @property
    def gap(self) -> NDArray[np.float64]:
        """Periods since the same state's last node; 0 for a state's first. Shape (n_nodes,)."""
        step = np.diff(self.node_period, prepend=0).astype(float)
        step[self.state_start[:-1][np.diff(self.state_start) > 0]] = 0.0
        return step

    @property
    def item_used(self) -> NDArray[np.bool_]:
        """Whether an item holds a used vote; shape (n_items,)."""
        return np.diff(self.item_start) > 0

    def grid(self, per_node: ArrayLike, unknown: float = np.nan) -> NDArray[np.float64]:
        """Return a (n_states, n_periods) array of a figure per node, ``unknown`` elsewhere."""
        table = np.full((self.n_states, self.n_periods), unknown)
        table[self.node_state, self.node_period] = per_node
        return table


def arrange(
    state: ArrayLike,
    roll_call: ArrayLike,
    category: ArrayLike,
    *,
    period: ArrayLike,
    item: ArrayLike | None = None,
    n_states: int | None = None,
    n_periods: int | None = None,
    n_categories: int = 3,
    keep_unanimous: bool = False,
) -> Votes:
    """Return votes laid out for estimation.

    Parameters
    ----------
    state, roll_call, category
        One entry a vote: who, on which roll call, and the ordered category 0 .. n_categories - 1, or -1
        where missing (missing entries are counted and left out). For the General Assembly: yes 0,
        abstain 1, no 2. Equal shapes.
    period
        Period of each roll call, counted from 0: calendar years, sessions or any other.
    item
        Item of each roll call: roll calls with the same item share their parameters. Default: each its own.
    n_states, n_periods
        Sizes, where larger than what the votes show.
    n_categories
        Number of ordered categories, at least 2.
    keep_unanimous
        Whether items on which all voted alike stay in. They say nothing about who stands where (the
        item's own parameters absorb them), so they are set aside and counted; a state-period in which a
        state voted on nothing else is still estimated, from its neighbours in time.

    Raises
    ------
    BadInput
        Shapes that differ, a negative index, a category outside the range, fewer than two categories.
    NotEnoughData
        No vote, or no item on which votes differ.

    Examples
    --------
    >>> votes = arrange([0, 1, 2, 0, 1], [0, 0, 0, 1, 1], [0, 2, 1, 0, 0], period=[0, 1])
    >>> votes.n_nodes, votes.n_votes, votes.n_unanimous
    (5, 3, 1)
    """
    who, call, cat = (np.asarray(a).ravel() for a in (state, roll_call, category))
    when = np.asarray(period, dtype=np.int32).ravel()
    what = np.arange(len(when), dtype=np.int32) if item is None else np.asarray(item, dtype=np.int32).ravel()
    _check(who, call, cat, when, what, n_categories)
    cast = cat != MISSING
    who, call, cat = who[cast].astype(np.int32), call[cast], cat[cast].astype(np.int8)
    if not len(who):
        raise NotEnoughData("There is no vote to estimate from: every entry is missing.")
    n_periods = max(n_periods or 0, int(when.max()) + 1)
    n_states, n_items = max(n_states or 0, int(who.max()) + 1), int(what.max()) + 1
    keys, node = np.unique(who.astype(np.int64) * n_periods + when[call], return_inverse=True)
    it, node = what[call], node.astype(np.int32)
    divided = _divided(it, cat, n_items)
    used = np.ones(len(it), bool) if keep_unanimous else divided[it]
    if not used.any():
        raise NotEnoughData("No item divides the voters: where everybody votes alike nothing can be scaled.")
    seen = np.bincount(it, minlength=n_items) > 0
    node_start, by_node = _order(node[used], it[used], cat[used], len(keys))
    item_start, by_item = _order(it[used], node[used], cat[used], n_items)
    node_state = (keys // n_periods).astype(np.int32)
    return Votes(
        n_states=n_states,
        n_periods=n_periods,
        n_categories=n_categories,
        n_items=n_items,
        node_state=node_state,
        node_period=(keys % n_periods).astype(np.int32),
        state_start=np.searchsorted(node_state, np.arange(n_states + 1)).astype(np.int64),
        node_start=node_start,
        item_by_node=it[used][by_node],
        category_by_node=cat[used][by_node],
        item_start=item_start,
        node_by_item=node[used][by_item],
        category_by_item=cat[used][by_item],
        n_unanimous=0 if keep_unanimous else int((seen & ~divided).sum()),
        n_missing=int((~cast).sum()),
    )


def from_matrix(table: ArrayLike, *, period: ArrayLike, item: ArrayLike | None = None, n_categories: int = 3) -> Votes:
    """Return votes laid out for estimation from a (n_states, n_roll_calls) table of categories, -1 missing.

    See :func:`arrange`.

    Examples
    --------
    >>> from_matrix([[0, 0], [2, -1]], period=[0, 0]).n_missing
    1
    """
    cells = np.asarray(table)
    if cells.ndim != 2:
        raise BadInput(f"The table of votes has {cells.ndim} dimension(s); allowed: states by roll calls, two.")
    state, roll_call = np.indices(cells.shape)
    return arrange(
        state, roll_call, cells, period=period, item=item, n_states=cells.shape[0], n_categories=n_categories
    )


def until(votes: Votes, period: int) -> Votes:
    """Return the votes of all periods up to and including ``period``, states and items keeping their index.

    Items that divided nobody up to then are set aside anew, so nothing later is known.

    Examples
    --------
    >>> votes = arrange([0, 1, 0, 1], [0, 0, 1, 1], [0, 2, 0, 1], period=[0, 1])
    >>> until(votes, 0).n_votes
    2
    """
    node = np.repeat(np.arange(votes.n_nodes), np.diff(votes.node_start))
    early = votes.node_period[node] <= period
    it, cat = votes.item_by_node[early], votes.category_by_node[early]
    divided = _divided(it, cat, votes.n_items)
    used = np.flatnonzero(early)[divided[it]]
    keep = votes.node_period <= period
    renumber = np.cumsum(keep, dtype=np.int32) - 1
    return _subset(votes, keep, renumber[node[used]], used)


def _subset(votes: Votes, keep: NDArray[np.bool_], node: NDArray[np.int32], used: Ints) -> Votes:
    """Return the given votes over the kept nodes."""
    it, cat = votes.item_by_node[used], votes.category_by_node[used]
    if not len(it):
        raise NotEnoughData("No item divides the voters in these periods.")
    n_nodes = int(keep.sum())
    node_start, by_node = _order(node, it, cat, n_nodes)
    item_start, by_item = _order(it, node, cat, votes.n_items)
    node_state = votes.node_state[keep]
    return Votes(
        n_states=votes.n_states,
        n_periods=votes.n_periods,
        n_categories=votes.n_categories,
        n_items=votes.n_items,
        node_state=node_state,
        node_period=votes.node_period[keep],
        state_start=np.searchsorted(node_state, np.arange(votes.n_states + 1)).astype(np.int64),
        node_start=node_start,
        item_by_node=it[by_node],
        category_by_node=cat[by_node],
        item_start=item_start,
        node_by_item=node[by_item],
        category_by_item=cat[by_item],
        n_unanimous=votes.n_unanimous + int((votes.item_used & (np.diff(item_start) == 0)).sum()),
        n_missing=votes.n_missing,
    )


def _divided(item: NDArray[np.int32], category: NDArray[np.int8], n_items: int) -> NDArray[np.bool_]:
    """Return whether an item saw more than one category; shape (n_items,)."""
    low, high = np.full(n_items, 127, np.int8), np.full(n_items, -1, np.int8)
    np.minimum.at(low, item, category)
    np.maximum.at(high, item, category)
    return low < high


def _order(first: NDArray[np.int32], then: NDArray[np.int32], category: NDArray[np.int8], n: int) -> tuple[Ints, Ints]:
    """Return where each value of ``first`` starts, and the order by it, category and ``then``.

    Votes of one category side by side keep the compiled loops free of unforeseen branches.
    """
    start = np.concatenate(([0], np.cumsum(np.bincount(first, minlength=n)))).astype(np.int64)
    return start, np.lexsort((then, category, first))


def _check(
    who: NDArray[np.generic],
    call: NDArray[np.generic],
    cat: NDArray[np.generic],
    when: NDArray[np.int32],
    what: NDArray[np.int32],
    n_categories: int,
) -> None:
    """Raise where the arrays do not describe votes."""
    if n_categories < 2:
        raise BadInput(f"n_categories is {n_categories}; allowed: 2 or more.")
    if not len(who) == len(call) == len(cat):
        raise BadInput(f"state, roll_call and category hold {len(who)}, {len(call)} and {len(cat)} entries.")
    if len(when) != len(what):
        raise BadInput(f"period holds {len(when)} roll calls, item {len(what)}: one entry a roll call in both.")
    if not len(who):
        raise NotEnoughData("There is no vote to estimate from.")
    for name, values in (("state", who), ("roll_call", call), ("period", when), ("item", what)):
        if values.min() < 0:
            raise BadInput(f"{name} holds {values.min()}; allowed: an index from 0.")
    if call.max() >= len(when):
        raise BadInput(f"roll_call holds {call.max()}, but period describes {len(when)} roll calls.")
    if cat.min() < MISSING or cat.max() >= n_categories:
        raise BadInput(
            f"category runs from {cat.min()} to {cat.max()}; allowed: 0 to {n_categories - 1}, or -1 (missing)."
        )
