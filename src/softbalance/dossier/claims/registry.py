"""A registry of claims as data: what is claimed, how it is tested, and what would count, fixed before looking.

One TOML file a document. The reading of the file, and what is refused, is in :mod:`.reading`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal["fact", "interpretation", "prediction"]
KINDS: tuple[Kind, ...] = ("fact", "interpretation", "prediction")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in English, in Traditional Chinese, or in both.

    Examples
    --------
    >>> Text("Members can leave.").said("zh-Hant")
    'Members can leave.'
    """

    en: str = ""
    zh_hant: str = ""

    def said(self, lang: str) -> str:
        """Return the text in ``en`` or ``zh-Hant``, or in the other language where it has only that."""
        first, second = (self.en, self.zh_hant) if lang == "en" else (self.zh_hant, self.en)
        return first or second


@dataclass(frozen=True, slots=True)
class Source:
    """A document a hand-entered fact rests on, and what was done to check it."""

    citation: str
    url: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a figure must be for the claim to stand: a least value, a greatest value, or a range.

    Attributes
    ----------
    at_least, at_most
        The claim stands where the whole interval is on this side.
    within
        The claim stands where the whole interval lies in this range: the equivalence bound of a claim of no effect.
    contradicted_below, contradicted_above
        Where contradiction begins; by default at the threshold itself. Between the two the figure decides nothing.
    """

    at_least: float | None = None
    at_most: float | None = None
    within: tuple[float, float] | None = None
    contradicted_below: float | None = None
    contradicted_above: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure entered by hand from a document; a yes or no is 1 or 0.

    Attributes
    ----------
    value, unit
        The figure.
    source
        Key of the document in the registry's sources.
    known_since
        Day from which it could be known; before that day it is unknown.
    note
        What the document says, in our own words.
    """

    value: float
    unit: str
    source: str
    known_since: date
    note: Text = Text()


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a claim: a named test, a hand-entered fact, or what would be needed.

    Attributes
    ----------
    label
        What the figure is.
    rule
        What counts for and against; ``None`` where nothing can be tested.
    test, args
        Name of the test and its arguments.
    fact
        The fact, in the place of a test.
    needs
        Why nothing open can settle it, and what would.
    judged
        Whether the part enters the verdict; the others are context.
    """

    label: Text
    rule: Rule | None = None
    test: str = ""
    args: Mapping[str, Any] | None = None
    fact: Fact | None = None
    needs: Text | None = None
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its parts.

    Attributes
    ----------
    id, number
        Short name in words, and its place in the document.
    kind
        ``fact``, ``interpretation`` or ``prediction``.
    statement
        What is claimed, in our own words.
    supported_if, contradicted_if
        What would count for it and against it.
    why_threshold
        Why the thresholds are where they are, from theory and not from results.
    sources
        Ids of declared data sets, keys of the registry's documents, or ``register``.
    limits
        What the tests cannot see.
    due
        For a prediction, the day on which it is scored.
    """

    id: str
    number: int
    kind: Kind
    statement: Text
    supported_if: Text
    contradicted_if: Text
    why_threshold: Text
    sources: tuple[str, ...]
    parts: tuple[Part, ...]
    limits: Text | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """The claims of one document.

    Attributes
    ----------
    id, title
        Of the registry.
    document
        The document that made the claims.
    thresholds_fixed
        Day on which the thresholds were written.
    sources
        Documents behind hand-entered facts, by key.
    claims
        In the order of the document.
    """

    id: str
    title: Text
    document: Source
    thresholds_fixed: date
    sources: Mapping[str, Source]
    claims: tuple[Claim, ...]
