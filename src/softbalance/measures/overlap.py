"""Overlap: which members also sit in other groupings, above all those the hegemon leads."""

from collections.abc import Mapping, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far one grouping's members also sit in another.

    Attributes
    ----------
    shared
        States in both, sorted.
    share
        ``shared`` over the members of the first grouping.
    jaccard
        ``shared`` over the states in either.
    """

    shared: tuple[int, ...]
    share: float
    jaccard: float


def overlap(members: Set[int], others: Mapping[str, Set[int]]) -> dict[str, Overlap]:
    """Return the overlap of a grouping with each of the others, by name.

    Parameters
    ----------
    members
        COW codes of the grouping's members on a date; at least one.
    others
        Members of each other grouping on the same date.

    Examples
    --------
    India sits in the SCO and in the Quad:

    >>> overlap({710, 365, 750}, {"QUAD": {2, 740, 750, 900}})["QUAD"]
    Overlap(shared=(750,), share=0.3333333333333333, jaccard=0.16666666666666666)
    """
    return {name: _overlap(members, other) for name, other in others.items()}


def jaccard(first: Set[int], second: Set[int]) -> float:
    """Return shared over all states of two groupings; 0 where both are empty.

    >>> jaccard({1, 2}, {2, 3, 4})
    0.25
    """
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def members_in(members: Set[int], others: Mapping[str, Set[int]]) -> dict[int, tuple[str, ...]]:
    """Return, for each member, the names of the other groupings it sits in, in the order given.

    >>> members_in({750, 710}, {"QUAD": {2, 750}, "G20": {2, 710, 750}})
    {710: ('G20',), 750: ('QUAD', 'G20')}
    """
    return {state: tuple(name for name, other in others.items() if state in other) for state in sorted(members)}


def _overlap(members: Set[int], other: Set[int]) -> Overlap:
    shared = tuple(sorted(members & other))
    return Overlap(shared, len(shared) / len(members) if members else 0.0, jaccard(members, other))
