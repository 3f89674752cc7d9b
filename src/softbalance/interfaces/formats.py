"""Numbers, dates and lists as a reader of English or Traditional Chinese writes them.

English is formatted without Babel, so that a plain English run stays quick to start; Chinese goes through Babel's CLDR.
Large amounts are the exception: CLDR has no long compact numbers for Chinese, so 萬, 億 and 兆 stand here.
"""

from collections.abc import Sequence
from datetime import date
from math import floor, log10

ENGLISH, CHINESE = "en", "zh-Hant"

_SCALES = {
    ENGLISH: ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")),
    CHINESE: ((1e12, "兆"), (1e8, "億"), (1e4, "萬")),
}
_UNITS = {
    ENGLISH: {"USD": " USD", "persons": " people", "km2": " km²"},
    CHINESE: {"USD": "美元", "persons": "人", "km2": "平方公里", "tonnes": "公噸", "years": "年"},
}
_YES_NO = {ENGLISH: ("no", "yes"), CHINESE: ("否", "是")}
_PER_CENT = frozenset({"share", "probability"})
_BARE = frozenset({"", "index", "z", "count", "ratio", "correlation", "number", "rank", "skill", "difference"})
_WHOLE = frozenset({"count", "persons", "rank"})
_CALENDAR = frozenset({"year", "since", "until", "session", "known_until"})


def is_year(name: str) -> bool:
    """Return whether an integer of that name is a year, to be written without a thousands mark.

    Examples
    --------
    >>> is_year("year"), is_year("accession_year"), is_year("members")
    (True, True, False)
    """
    return name in _CALENDAR or name.endswith("_year")


def number(value: float, decimals: int) -> str:
    """Return a number with thousands marks and a fixed number of decimals; CLDR writes both languages alike.

    Examples
    --------
    >>> number(-1234.5, 1)
    '−1,234.5'
    """
    return f"{value + 0.0:,.{decimals}f}".replace("-", "−")  # an exact zero has no sign


def integer(value: int, *, year: bool = False) -> str:
    """Return a whole number; a year without a thousands mark."""
    return str(value) if year else number(value, 0)


def share(value: float) -> str:
    """Return a share in per cent with one decimal; one too small for that as ``<0.1%``, never as zero.

    Examples
    --------
    >>> share(0.384), share(0.0002), share(0.0)
    ('38.4%', '<0.1%', '0.0%')
    """
    if 0 < value < 0.0005:
        return "<0.1%"
    return f"{number(100 * value, 1)}%"


def decimals_for(value: float) -> int:
    """Return how many decimals a bare figure of that size is read with.

    Examples
    --------
    >>> [decimals_for(x) for x in (0.018, 0.81, 0.0, 12.3, 450.0)]
    [3, 2, 2, 1, 0]
    """
    size = abs(value)
    if size == 0 or 0.1 <= size < 10:
        return 2
    if size < 0.1:
        return 3 if size >= 0.001 else min(8, 1 - floor(log10(size)))
    return 1 if size < 100 else 0


def quantity(value: float, unit: str = "", lang: str = ENGLISH) -> str:
    """Return a figure with its unit at a readable scale.

    Examples
    --------
    >>> quantity(0.81, "index"), quantity(0.404, "share"), quantity(2.74e13, "USD")
    ('0.81', '40.4%', '27.4 trillion USD')
    >>> quantity(3.31e9, "persons", "zh-Hant"), quantity(2025.0, "year"), quantity(1.0, "yes_no")
    ('33.1億人', '2025', 'yes')
    """
    if unit == "year":
        return integer(round(value), year=True)
    if unit == "yes_no":
        return _YES_NO[lang][value > 0]
    return _Writer.of(value, unit, lang).full(value)


def interval(value: float, low: float, high: float, unit: str = "", lang: str = ENGLISH) -> str:
    """Return a figure and its interval, both at the scale of the figure.

    Examples
    --------
    >>> interval(0.81, 0.79, 0.83, "index"), interval(0.5, 0.4, 0.6, "share")
    ('0.81 [0.79, 0.83]', '50.0% [40.0, 60.0]')
    """
    writer = _Writer.of(value, unit, lang)
    return f"{writer.full(value)} [{writer.bare(low)}, {writer.bare(high)}]"


class _Writer:
    """How one figure is written: its divisor, decimals and what follows the digits."""

    def __init__(self, divisor: float, decimals: int, suffix: str) -> None:
        self.divisor, self.decimals, self.suffix = divisor, decimals, suffix

    @classmethod
    def of(cls, value: float, unit: str, lang: str) -> "_Writer":
        if unit in _PER_CENT:
            return cls(0.01, 1 if value == 0 or abs(value) >= 0.001 else 3, "%")
        suffix = "" if unit in _BARE else _UNITS[lang].get(unit, f" {unit}")
        divisor, word = _scale(value, lang) if unit not in _BARE else (1.0, "")
        if unit in _WHOLE and divisor == 1 and float(value).is_integer():
            return cls(1.0, 0, suffix)
        return cls(divisor, decimals_for(value / divisor), word + suffix)

    def bare(self, value: float) -> str:
        return number(value / self.divisor, self.decimals)

    def full(self, value: float) -> str:
        return self.bare(value) + self.suffix


def _scale(value: float, lang: str) -> tuple[float, str]:
    return next(((size, word) for size, word in _SCALES[lang] if abs(value) >= size), (1.0, ""))


def day(value: date, lang: str = ENGLISH) -> str:
    """Return a date in words.

    Examples
    --------
    >>> day(date(2001, 6, 15)), day(date(2001, 6, 15), "zh-Hant")
    ('15 June 2001', '2001年6月15日')
    """
    if lang == ENGLISH:
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    from babel.dates import format_date

    return str(format_date(value, "long", locale="zh_Hant"))


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def listing(items: Sequence[str], lang: str = ENGLISH) -> str:
    """Return items as an enumeration.

    Examples
    --------
    >>> listing(["India", "China", "Iran"]), listing(["印度", "中國", "伊朗"], "zh-Hant")
    ('India, China and Iran', '印度、中國和伊朗')
    """
    if lang == ENGLISH:
        return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""
    from babel.lists import format_list

    return str(format_list(list(items), locale="zh_Hant"))
