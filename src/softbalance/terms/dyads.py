"""Pairs of states. A directed and an undirected pair are different types and never equal or comparable."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, permutations

from softbalance.terms.errors import BadInput


@dataclass(frozen=True, slots=True, order=True)
class Dyad:
    """Two states without direction, held as ``low < high`` whatever the order in which they are named.

    Raises
    ------
    BadInput
        If both states are the same.

    Examples
    --------
    >>> Dyad.of(750, 710) == Dyad.of(710, 750)
    True
    >>> Dyad.of(710, 750) == DirectedDyad(710, 750)
    False
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise BadInput(
                f"A dyad holds two different states, the lower number first: got {self.low}, {self.high}. "
                "Dyad.of() orders them."
            )

    @classmethod
    def of(cls, a: int, b: int) -> "Dyad":
        """Return the dyad of two states named in any order."""
        return cls(min(a, b), max(a, b))

    def directed(self) -> "tuple[DirectedDyad, DirectedDyad]":
        """Return its two directions."""
        return DirectedDyad(self.low, self.high), DirectedDyad(self.high, self.low)

    def other(self, ccode: int) -> int:
        """Return the partner of one of the two states."""
        if ccode not in (self.low, self.high):
            raise BadInput(f"State {ccode} is not in the dyad {self.low}, {self.high}.")
        return self.high if ccode == self.low else self.low


@dataclass(frozen=True, slots=True, order=True)
class DirectedDyad:
    """What goes from one state to another: exports, arms, an obligation owed.

    Raises
    ------
    BadInput
        If both states are the same.

    Examples
    --------
    >>> DirectedDyad(365, 750).reversed()
    DirectedDyad(source=750, target=365)
    >>> DirectedDyad(365, 750).undirected()
    Dyad(low=365, high=750)
    """

    source: int
    target: int

    def __post_init__(self) -> None:
        if self.source == self.target:
            raise BadInput(f"A dyad holds two different states: got {self.source} twice.")

    def reversed(self) -> "DirectedDyad":
        """Return the opposite direction."""
        return DirectedDyad(self.target, self.source)

    def undirected(self) -> Dyad:
        """Return the pair with its direction given up, on purpose."""
        return Dyad.of(self.source, self.target)


def dyads_among(ccodes: Iterable[int]) -> tuple[Dyad, ...]:
    """Return every undirected pair of the states, in order, each state counted once.

    Examples
    --------
    >>> dyads_among([750, 2, 710])
    (Dyad(low=2, high=710), Dyad(low=2, high=750), Dyad(low=710, high=750))
    """
    return tuple(Dyad(a, b) for a, b in combinations(sorted(set(ccodes)), 2))


def directed_dyads_among(ccodes: Iterable[int]) -> tuple[DirectedDyad, ...]:
    """Return every directed pair of the states, in order, each state counted once."""
    return tuple(DirectedDyad(a, b) for a, b in permutations(sorted(set(ccodes)), 2))
