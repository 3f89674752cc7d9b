"""One key for the many ways in which resolutions are written, so that two vote records can be joined."""

import re

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_OLD = re.compile(r"A/RES/(\d+)\s*\((ES-|S-)?([IVXLC]+|\d+)\)(.*)", re.IGNORECASE)
_NEW = re.compile(r"(?:A/RES|R)/(ES-?|S-?)?(\d+)/+(\d+)(.*)", re.IGNORECASE)


def symbol_key(symbol: str) -> str | None:
    """Return the key ``session|number|part`` of a General Assembly resolution, or ``None`` if it is not one.

    The UN Digital Library writes ``A/RES/2022(XX)``, ``A/RES/31/106[A]``, ``A/RES/40/96C`` and ``A/RES/ES-11/1``;
    Voeten's data write ``R/20/2022``, ``R/40/96C`` and ``A/RES/72/10``.

    Examples
    --------
    >>> [symbol_key(s) for s in ("A/RES/2022(XX)", "R/20/2022", "A/RES/104(S-1)", "A/RES/ES-11/1", "GOAR/1/2")]
    ['20|2022|', '20|2022|', 'S1|104|', 'ES11|1|', None]
    """
    text = symbol.strip()
    if old := _OLD.fullmatch(text):
        number, special, session, part = old.groups()
        return f"{_prefix(special)}{_arabic(session)}|{int(number)}|{_part(part)}"
    if new := _NEW.fullmatch(text):
        special, session, number, part = new.groups()
        return f"{_prefix(special)}{int(session)}|{int(number)}|{_part(part)}"
    return None


def _prefix(special: str | None) -> str:
    return (special or "").replace("-", "").upper()


def _part(rest: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", rest.upper())


def _arabic(roman: str) -> int:
    if roman.isdecimal():
        return int(roman)
    values = [_ROMAN[letter] for letter in roman.upper()]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))
