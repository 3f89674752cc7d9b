"""States: who existed when, who sat in the UN when, and which state a name or a code means on a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from softbalance.terms.errors import AmbiguousName, BadInput, UnknownName
from softbalance.terms.marking import N_
from softbalance.terms.state_names import Claim, claims, cldr_names, containing, fold, nearest
from softbalance.terms.state_register import FormerName, State, register

__all__ = [
    "LANGUAGES",
    "FormerName",
    "State",
    "by_ccode",
    "ccode_of",
    "code_table",
    "find_states",
    "in_system",
    "state",
    "state_name",
    "states",
    "un_member",
]

LANGUAGES = ("en", "zh-Hant")


def states() -> tuple[State, ...]:
    """Return all states of the COW system since 1816, by COW number.

    Examples
    --------
    >>> sum(one.living for one in states())
    195
    """
    return tuple(register().states.values())


def by_ccode(ccode: int) -> State:
    """Return the state with a COW number; :class:`UnknownName` where there is none."""
    try:
        return register().states[ccode]
    except KeyError:
        raise UnknownName(N_("state number"), str(ccode), hint=N_("States are numbered as in COW, e.g. 710.")) from None


def state(name: str | int, on: date | None = None) -> State:
    """Return the state that a name, code or COW number means, today or on a given day.

    Understood are English, Traditional and Simplified Chinese names, ISO 3166 alpha-2 and alpha-3, COW numbers
    and abbreviations, and common aliases, whatever their case and diacritics. Where an ISO code and a COW
    abbreviation collide, ISO holds: ``AUS`` is Australia although COW writes Austria so.

    Parameters
    ----------
    name
        The name; a number is a COW country code.
    on
        The day that decides between states that share a name. Without it the living state is meant.

    Raises
    ------
    UnknownName
        With the nearest known names.
    AmbiguousName
        Where several states that exist (on the day) share the name: "Korea", "Congo", "Germany" in 1975.

    Examples
    --------
    >>> state("沙特").iso3, state("Türkiye").ccode, state("NA").name_en
    ('SAU', 640, 'Namibia')
    >>> state("Germany").ccode, state("DEU", on=date(1980, 1, 1)).ccode
    (255, 260)
    """
    if isinstance(name, int) or name.strip().isdecimal():
        return by_ccode(int(name))
    if on is None and (known := _living_code(name)):
        return known
    found = claims(name)
    if not found:
        raise UnknownName(N_("state"), name, nearest(name), _not_a_state(name))
    chosen = _strongest(_standing(found, on))
    if len(chosen) > 1:
        raise AmbiguousName(N_("state"), name, [f"{by_ccode(c).name_en} ({c})" for c in chosen], chosen)
    return by_ccode(chosen[0])


def state_name(ccode: int, lang: str = "en", on: date | None = None) -> str:
    """Return a state's name, as it was on the day where the day is given.

    Parameters
    ----------
    ccode
        COW number.
    lang
        ``"en"`` or ``"zh-Hant"``; Chinese names of living states are CLDR's.
    on
        The day, for names that changed.

    Examples
    --------
    >>> state_name(365), state_name(365, on=date(1980, 1, 1)), state_name(703, "zh-Hant")
    ('Russia', 'Soviet Union', '吉爾吉斯')
    """
    if lang not in LANGUAGES:
        raise BadInput(f"Names are given in {', '.join(LANGUAGES)}, not in {lang!r}.")
    one = by_ccode(ccode)
    then = one.name_then(on) if on else None
    if lang == "en":
        return then.en if then else one.name_en
    return then.zh_hant if then else _chinese(one)


def find_states(text: str) -> list[State]:
    """Return every state a text could mean, the exact ones first, then those whose name contains it.

    Raises
    ------
    UnknownName
        With the nearest names, where nothing fits.

    Examples
    --------
    >>> [one.name_en for one in find_states("Korea")]
    ['North Korea', 'South Korea', 'Korea']
    """
    if text.strip().isdecimal():
        return [by_ccode(int(text))]
    exact = sorted(claims(text), key=lambda claim: (not by_ccode(claim.ccode).living, claim.rank))
    ccodes = dict.fromkeys([claim.ccode for claim in exact] + containing(text))
    if not ccodes:
        raise UnknownName(N_("state"), text, nearest(text), _not_a_state(text))
    return [by_ccode(ccode) for ccode in ccodes]


def ccode_of(code: str, on: date) -> int:
    """Return the COW number behind an ISO alpha-3 code as the UN voting files use it on a day.

    The files keep one code where the state changed: ``CHN`` is the Republic of China to 1971-10-25, ``DEU`` the
    Federal Republic to 1990-10-02, ``YEM`` North Yemen to 1990-05-21; the United Arab Republic stands under
    ``EGY``, Tanganyika under ``TZA``, Malaya under ``MYS``. Whether the state was a member yet is not decided
    here: see :func:`un_member`.

    Examples
    --------
    >>> ccode_of("CHN", date(1970, 1, 1)), ccode_of("CHN", date(1972, 1, 1)), ccode_of("SUN", date(1980, 1, 1))
    (713, 710, 365)
    """
    for seat in register().seats:
        if seat.code == code and on <= seat.until:
            return seat.ccode
    try:
        return code_table()[code]
    except KeyError:
        raise UnknownName("ISO 3166 alpha-3 code", code, hint="Former states stand under ISO 3166-3.") from None


def un_member(ccode: int, on: date) -> bool:
    """Return whether a state was a member of the United Nations on the day.

    Examples
    --------
    >>> un_member(369, date(1950, 1, 1)), un_member(225, date(2001, 1, 1))
    (True, False)
    """
    return by_ccode(ccode).in_un(on)


def in_system(ccode: int, on: date) -> bool:
    """Return whether a state belonged to the COW state system on the day."""
    return by_ccode(ccode).in_system(on)


@lru_cache(maxsize=1)
def code_table() -> Mapping[str, int]:
    """Return ISO alpha-3 code, today's or former, -> COW number; today's holder wins."""
    former = {code: one.ccode for one in states() for code in one.iso3_former}
    return former | {one.iso3: one.ccode for one in states() if one.iso3}


def _living_code(name: str) -> State | None:
    """Return the living state with an ISO alpha-3 code, which outranks all else, without the index of all names."""
    one = by_ccode(code_table()[name]) if name in code_table() else None
    return one if one and one.iso3 == name and one.living else None


def _standing(found: Sequence[Claim], on: date | None) -> Sequence[Claim]:
    """Return the claims of states that exist (on the day); all of them where none does."""
    if on is None:
        alive = [claim for claim in found if by_ccode(claim.ccode).living]
    else:
        in_time = [claim for claim in found if claim.span is None or claim.span.covers(on)]
        alive = [claim for claim in in_time if by_ccode(claim.ccode).exists(on)] or in_time
    return alive or found


def _strongest(found: Sequence[Claim]) -> list[int]:
    best = min(claim.rank for claim in found)
    return list(dict.fromkeys(claim.ccode for claim in found if claim.rank == best))


def _chinese(one: State) -> str:
    if one.name_zh_hant:
        return one.name_zh_hant
    return cldr_names("zh_Hant")[one.iso2 or ""]


def _not_a_state(text: str) -> str:
    key = fold(text)
    return next((f"{name}: {why}." for name, why in register().not_states.items() if fold(name) == key), "")
