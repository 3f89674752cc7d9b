"""Which roll calls put the same text to the vote again, so that they may share item parameters."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

MAX_GAP = 2
MAX_DISTANCE = 0.05
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


@dataclass(frozen=True, slots=True)
class Links:
    """Which roll calls share an item, and why the others do not.

    Attributes
    ----------
    item
        Item of each roll call, numbered from 0 in the order of first appearance; shape (n_roll_calls,).
    reason
        For each roll call, one of ``"first"`` (of a title, or the only one), ``"linked"`` (shares the item of the
        title's last vote), ``"several in session"`` (the title does not tell which text is which), ``"gap"``
        (too many sessions since), ``"split"`` (voted on too differently: the text, or what it meant, changed).
    """

    item: NDArray[np.int64]
    reason: tuple[str, ...]

    @property
    def n_linked(self) -> int:
        """Number of roll calls that share an earlier one's item."""
        return self.reason.count("linked")


@dataclass
class _Run:
    """Votes on one text so far: its item, last session, and sum of the shares of categories."""

    item: int
    session: int
    total: NDArray[np.float64]
    length: int


def link_repeats(
    titles: Sequence[str],
    symbols: Sequence[str],
    shares: ArrayLike,
    *,
    max_gap: int = MAX_GAP,
    max_distance: float = MAX_DISTANCE,
) -> Links:
    """Return which roll calls vote on a text that an earlier session voted on.

    Two roll calls share an item where their normalised titles are identical, the title stands for one roll
    call only in either session, they lie at most ``max_gap`` sessions apart, and the votes split alike: the
    shares of categories lie within ``max_distance`` (half the sum of absolute differences) of the mean of the
    run so far.

    The trap is that one title may cover a text that changed: "Prevention of an arms race in outer space" was
    abstained on by nobody in 1994 and by 46 states in 1995. Sharing parameters across a changed text would
    read the change as movement of every state, which is wrong by a lot; not sharing costs a little precision.
    The split decides because the texts themselves are not at hand. The price: a large real movement of many
    states on an unchanged text is not used as a link either (the walk still sees it), which leans towards
    continuity. ``max_distance=1`` links on titles alone, ``max_distance=0`` only equal splits, and giving no
    items to the estimate links nothing: run all three to see what hangs on it.

    Parameters
    ----------
    titles, symbols
        Title and resolution symbol of each roll call, e.g. ``"A/RES/37/99D"`` or ``"A/RES/2628(XXV)"``; the
        session is read from the symbol. Special and emergency sessions are never linked.
    shares
        Share of votes cast in each category; shape (n_roll_calls, n_categories).

    Raises
    ------
    BadInput
        Lists of different length, or a gap or distance below 0.

    Examples
    --------
    >>> links = link_repeats(
    ...     ["Jerusalem", "Jerusalem : resolution / adopted by the General Assembly", "Oceans"],
    ...     ["A/RES/65/17", "A/RES/66/18", "A/RES/66/231"],
    ...     [[0.94, 0.02, 0.04], [0.93, 0.03, 0.04], [0.98, 0.0, 0.02]],
    ... )
    >>> links.item.tolist(), links.reason
    ([0, 0, 1], ('first', 'linked', 'first'))
    """
    split = np.asarray(shares, dtype=float)
    if not len(titles) == len(symbols) == len(split):
        raise BadInput(f"{len(titles)} titles, {len(symbols)} symbols, {len(split)} splits: one each a roll call.")
    if max_gap < 0 or max_distance < 0:
        raise BadInput(f"max_gap={max_gap}, max_distance={max_distance}; allowed: 0 or more.")
    sessions = [session_of(symbol) for symbol in symbols]
    names = [normal_title(title) for title in titles]
    crowd: dict[tuple[str, int | None], int] = defaultdict(int)
    for key in zip(names, sessions, strict=True):
        crowd[key] += 1
    item, reason = np.full(len(titles), -1), [""] * len(titles)
    runs: dict[str, _Run] = {}
    for k in sorted(range(len(titles)), key=lambda k: (sessions[k] or 0, k)):
        reason[k] = _why(runs.get(names[k]), sessions[k], crowd[names[k], sessions[k]], split[k], max_gap, max_distance)
        item[k] = _join(runs, names[k], sessions[k], split[k], k, reason[k])
    return Links(_renumbered(item), tuple(reason))


def normal_title(title: str) -> str:
    """Return a title without case, punctuation and the words every title carries.

    Examples
    --------
    >>> normal_title("The Syrian Golan : resolution / adopted by the General Assembly")
    'syrian golan'
    """
    bare = re.sub(r"[:;,]?\s*resolution\s*/\s*adopted by the general assembly.*$", "", title.lower())
    words = re.sub(r"[^a-z0-9 ]+", " ", bare).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def session_of(symbol: str) -> int | None:
    """Return the regular session of a resolution symbol; ``None`` for special and emergency sessions.

    Examples
    --------
    >>> session_of("A/RES/37/99D"), session_of("A/RES/2628(XXV)"), session_of("A/RES/ES-11/1")
    (37, 25, None)
    """
    old = re.search(r"\(([IVXL]+)\)", symbol)
    if old:
        values = [_ROMAN[letter] for letter in old[1]]
        return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    new = re.match(r"A/RES/(\d+)/", symbol)
    return int(new[1]) if new else None


def _why(
    run: _Run | None,
    session: int | None,
    crowd: int,
    split: NDArray[np.float64],
    max_gap: int,
    max_distance: float,
) -> str:
    """Return why a roll call does or does not share the item of the run before it."""
    if crowd > 1:
        return "several in session"
    if run is None or session is None:
        return "first"
    if session - run.session > max_gap:
        return "gap"
    distance = 0.5 * np.abs(split - run.total / run.length).sum()
    return "linked" if distance <= max_distance else "split"


def _join(
    runs: dict[str, _Run], name: str, session: int | None, split: NDArray[np.float64], k: int, reason: str
) -> int:
    """Return the item of a roll call, having started or lengthened the run of its title."""
    if reason == "linked":
        run = runs[name]
        runs[name] = _Run(run.item, session or 0, run.total + split, run.length + 1)
        return run.item
    if session is not None and reason != "several in session":
        runs[name] = _Run(k, session, split.copy(), 1)
    return k


def _renumbered(item: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return items numbered from 0 in the order of first appearance."""
    _, first, inverse = np.unique(item, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[inverse]
