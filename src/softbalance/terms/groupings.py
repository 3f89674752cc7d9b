"""The catalogue of groupings, and how a typed name or a list of states becomes one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from softbalance.terms.errors import BadInput, SoftbalanceError, UnknownName
from softbalance.terms.grouping import (
    FLAGS,
    KINDS,
    ROLES,
    USER_DEFINED,
    Citation,
    Document,
    Grouping,
    Leader,
    OtherMember,
    Provision,
    Spell,
)
from softbalance.terms.grouping_register import headers, ids, load, parse_grouping
from softbalance.terms.marking import N_
from softbalance.terms.period import Span
from softbalance.terms.state_names import fold
from softbalance.terms.states import State, by_ccode, state

__all__ = [
    "FLAGS",
    "KINDS",
    "ROLES",
    "USER_DEFINED",
    "Citation",
    "Document",
    "Grouping",
    "Leader",
    "OtherMember",
    "Provision",
    "Spell",
    "grouping",
    "groupings",
    "made_up",
    "parse_grouping",
    "resolve_grouping",
]

_SEPARATORS = re.compile(r"[,，、;；]")
_SYSTEM_BEGINS = date(1816, 1, 1)


class _Catalogue(Mapping[str, Grouping]):
    """Id -> grouping; a file is parsed when its grouping is first asked for."""

    def __getitem__(self, key: str) -> Grouping:
        if key not in ids():
            raise KeyError(key)
        return load(key)

    def __iter__(self) -> Iterator[str]:
        return iter(ids())

    def __len__(self) -> int:
        return len(ids())


def groupings() -> Mapping[str, Grouping]:
    """Return all catalogued groupings by id; each is read when first looked up.

    Examples
    --------
    >>> "SCO" in groupings(), groupings()["NATO"].led_by(2, date(2020, 1, 1))
    (True, True)
    """
    return _Catalogue()


def grouping(name: str) -> Grouping:
    """Return the catalogued grouping with an id, name or alias in English or Chinese, whatever its case.

    Raises
    ------
    UnknownName
        With the nearest names.

    Examples
    --------
    >>> grouping("上海合作組織").id, grouping("nato").founded.year
    ('SCO', 1949)
    """
    wanted = re.sub(r"[\s-]+", "_", name.strip()).upper()
    if wanted in ids():
        return load(wanted)
    key = fold(name)
    if key not in _name_index():
        raise UnknownName(N_("grouping"), name, _nearest(key), N_("`softbalance groupings` lists them all."))
    return load(_name_index()[key])


def made_up(members: str | Sequence[str | int | State]) -> Grouping:
    """Return a grouping of any states: a list, or a text with commas (also Chinese ones) between the names.

    Its membership is fixed over all years, and its kind says that the user made it up.

    Raises
    ------
    BadInput
        If fewer than two states are named or one is named twice.
    UnknownName, AmbiguousName
        As :func:`softbalance.terms.states.state` raises them.

    Examples
    --------
    >>> made_up("China, Russia, Iran, DPRK").ever_members()
    (365, 630, 710, 731)
    """
    named = _split(members) if isinstance(members, str) else members
    found = [one if isinstance(one, State) else state(one) for one in named]
    _check_list(found)
    spells = [Spell(one.ccode, "member", Span(_SYSTEM_BEGINS, source="user")) for one in found]
    return Grouping(
        id="+".join(one.iso3 or one.cow_abb for one in found),
        names={},
        kind=USER_DEFINED,
        founded=_SYSTEM_BEGINS,
        spells=tuple(sorted(spells, key=lambda spell: spell.ccode)),
        sources={"user": Citation("Made up by the user; membership is the same in every year.")},
    )


def resolve_grouping(text: str) -> Grouping:
    """Return what a user means by a text: a catalogued grouping, or a list of states.

    Examples
    --------
    >>> resolve_grouping("brics").id, resolve_grouping("中國、俄羅斯").kind
    ('BRICS', 'user-defined')
    """
    try:
        return grouping(text)
    except UnknownName:
        if _SEPARATORS.search(text):
            return made_up(text)
        _refuse_single_state(text)
        raise


@lru_cache(maxsize=1)
def _name_index() -> dict[str, str]:
    return {
        fold(name): grouping_id
        for grouping_id, header in headers().items()
        for name in (grouping_id, *header["names"].values(), *header.get("aliases", ()))
    }


def _nearest(key: str) -> list[str]:
    keys = get_close_matches(key, _name_index(), n=8, cutoff=0.5)
    return list(dict.fromkeys(_name_index()[found] for found in keys))[:3]


def _split(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def _check_list(found: Sequence[State]) -> None:
    if len(found) < 2:
        raise BadInput(N_("A grouping needs at least two states; named: {count}."), count=len(found))
    ccodes = [one.ccode for one in found]
    if twice := sorted({ccode for ccode in ccodes if ccodes.count(ccode) > 1}):
        again = [by_ccode(ccode) for ccode in twice]
        raise BadInput(N_("A grouping holds each state once; named more than once: {states}."), states=again)


def _refuse_single_state(text: str) -> None:
    try:
        one = state(text)
    except SoftbalanceError:
        return
    raise BadInput(
        N_("{given!r} is one state ({state}); a grouping needs at least two, with commas between."),
        given=text,
        state=one,
    )
