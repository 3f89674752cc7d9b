"""Which state a typed name means: one index over the register, a second over CLDR where Chinese is needed."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from softbalance.terms.period import Span
from softbalance.terms.state_register import State, register

NAME, FORMER, COW = range(3)
"""How strongly a name belongs to a state: today's names and ISO codes, names of the past, COW abbreviations."""

_CLDR_LOCALES = ("zh_Hant", "zh_Hans", "zh_Hant_HK", "en")


@dataclass(frozen=True, slots=True)
class Claim:
    """A state's claim to a name: how strong, and within which days (``None``: always)."""

    rank: int
    ccode: int
    shown: str
    span: Span | None = None


def fold(text: str) -> str:
    """Return a name without case, diacritics and punctuation, so that spellings of one name meet.

    Examples
    --------
    >>> fold("  Côte d'Ivoire "), fold("St. Lucia"), fold("The U.K."), fold("OPEC+")
    ('cote divoire', 'saint lucia', 'uk', 'opec plus')
    """
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    spelt = re.sub(r"[.'’`]", "", plain).replace("&", " and ").replace("+", " plus ")
    words = re.sub(r"\W+", " ", spelt).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join("saint" if word == "st" else word for word in words)


def claims(text: str) -> tuple[Claim, ...]:
    """Return every claim to the name; CLDR is asked only for names outside ASCII or outside the register."""
    key = fold(text)
    declared = declared_index().get(key, ())
    if declared and text.isascii():
        return declared
    return declared + cldr_index().get(key, ())


@lru_cache(maxsize=1)
def declared_index() -> Mapping[str, tuple[Claim, ...]]:
    """Return folded name -> claims, from the register alone."""
    return _index(claim for state in register().states.values() for claim in _declared(state))


@lru_cache(maxsize=1)
def cldr_index() -> Mapping[str, tuple[Claim, ...]]:
    """Return folded name -> claims, from CLDR's English and Chinese territory names."""
    ccodes = {state.iso2: state.ccode for state in register().states.values() if state.iso2}
    return _index(
        Claim(NAME, ccode, names[iso2])
        for names in map(cldr_names, _CLDR_LOCALES)
        for iso2, ccode in ccodes.items()
        if iso2 in names
    )


@lru_cache(maxsize=8)
def cldr_names(locale: str) -> Mapping[str, str]:
    """Return CLDR's territory names by ISO 3166-1 alpha-2 code; Babel is imported here and not before."""
    from babel import Locale

    return dict(Locale.parse(locale).territories)


def nearest(text: str, n: int = 3) -> tuple[str, ...]:
    """Return the names closest in spelling to an unknown one, as they are written, one per state."""
    found, cutoff = dict(declared_index()), 0.6
    if not text.isascii():
        found, cutoff = found | dict(cldr_index()), 0.5
    shown: dict[int, str] = {}
    for key in get_close_matches(fold(text), found, n=4 * n, cutoff=cutoff):
        claim = found[key][0]
        shown.setdefault(claim.ccode, claim.shown)
    return tuple(shown.values())[:n]


def containing(text: str) -> list[int]:
    """Return the states a word of whose name begins with the text, or, in Chinese, whose name contains it.

    Those whose name adds least to the text come first.
    """
    part = fold(text)
    tables = (declared_index(),) if text.isascii() else (declared_index(), cldr_index())
    hits = sorted(
        (len(key) - len(part), claim.rank, claim.ccode)
        for table in tables
        for key, found in table.items()
        if part and (f" {part}" in f" {key}" or (part in key and not part.isascii()))
        for claim in found
        if claim.rank != COW
    )
    return list(dict.fromkeys(ccode for _, _, ccode in hits))


def _declared(state: State) -> Iterator[Claim]:
    for name in (state.name_en, state.name_zh_hant, state.iso2, state.iso3, *state.aliases):
        if name:
            yield Claim(NAME, state.ccode, name)
    for code in state.iso3_former:
        yield Claim(FORMER, state.ccode, code)
    for former in state.former:
        for name in (former.en, former.zh_hant, *former.aliases):
            yield Claim(FORMER, state.ccode, name, former.span)
    yield Claim(COW, state.ccode, state.cow_abb)


def _index(found: Iterator[Claim]) -> dict[str, tuple[Claim, ...]]:
    index: dict[str, dict[tuple[int, int], Claim]] = {}
    for claim in found:
        index.setdefault(fold(claim.shown), {}).setdefault((claim.rank, claim.ccode), claim)
    return {key: tuple(entries.values()) for key, entries in index.items()}
