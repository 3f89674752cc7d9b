"""The reader's language: which one is meant by a tag, and how typed facts are said in it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Column,
    GroupingRef,
    Message,
    Share,
    StateRef,
)
from softbalance.dossier.notes import Note, Notes
from softbalance.interfaces import formats
from softbalance.interfaces.formats import CHINESE, ENGLISH
from softbalance.interfaces.methods import told
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

LANGUAGES = (ENGLISH, CHINESE)
LOCALE_DIR = Path(__file__).parent / "locale"


def negotiate(tag: str) -> str:
    """Return the language of :data:`LANGUAGES` that a reader with this language tag wants.

    Raises
    ------
    BadInput
        For a language, or a script of Chinese, in which nothing is written here.

    Examples
    --------
    >>> negotiate("en-GB"), negotiate("zh-TW"), negotiate("zh_HK.UTF-8")
    ('en', 'zh-Hant', 'zh-Hant')
    """
    plain = tag.split(".", maxsplit=1)[0].replace("_", "-")
    if plain.lower().split("-")[0] == "en":
        return ENGLISH
    if _is_traditional_chinese(plain):
        return CHINESE
    raise BadInput(
        N_("Language {given!r} is not offered. Allowed: {names} (zh-TW and zh-HK mean {chinese})."),
        given=tag,
        names=LANGUAGES,
        chinese=CHINESE,
    )


def _is_traditional_chinese(tag: str) -> bool:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return bool(locale.language == "zh" and locale.script == "Hant")


def speaker(tag: str = ENGLISH) -> "Speaker":
    """Return the :class:`Speaker` of a language tag."""
    return _speaker(negotiate(tag))


@cache
def _speaker(lang: str) -> "Speaker":
    return Speaker(lang, _identity if lang == ENGLISH else _catalogue(lang))


def _identity(text: str) -> str:
    return text


def _catalogue(lang: str) -> Callable[[str], str]:
    import gettext

    translations = gettext.translation("softbalance", LOCALE_DIR, [lang.replace("-", "_")])
    # gettext answers "" with the catalogue's header
    return lambda text: translations.gettext(text) if text else ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says messages, names, figures and dates in one language.

    An integer that fills a place called ``year``, ``since``, ``until`` or ``..._year`` is a year and gets no thousands
    mark.

    Parameters
    ----------
    lang
        One of :data:`LANGUAGES`.
    text
        Translates one fixed string of the catalogues; an unknown one comes back as it is.

    Examples
    --------
    >>> say = speaker("en").say
    >>> say(Message("{n} state agrees.", {"n": 2}, plural="{n} states agree.", count=2))
    '2 states agree.'
    """

    lang: str
    text: Callable[[str], str]

    def say(self, message: Message) -> str:
        """Return the sentence or label; a text that brings its own translations as it stands."""
        if message.own:
            return message.own.get(self.lang, message.text)
        one = message.count is None or message.count == 1 or not message.plural
        template = self.text(message.text if one else message.plural)
        if self.lang == ENGLISH and any(map(_names_something, message.args.values())):
            return self._running(template, message.args)
        return template.format_map({name: self.argument(name, value) for name, value in message.args.items()})

    def _running(self, template: str, args: Mapping[str, Argument]) -> str:
        """Return an English template filled, names within running text with their articles."""
        said = ""
        for literal, name, _, _ in Formatter().parse(template):
            said += literal
            if name is not None:
                first = not said and template.endswith(".")
                named = (first or _WITHIN.search(said)) and _names_something(args[name])
                said += _with_article(args[name], first=first) if named else self.argument(name, args[name])
        return said

    def argument(self, name: str, value: Argument) -> str:
        """Return what fills a named place of a sentence, or stands in a cell."""
        match value:
            case Message():
                return self.say(value)
            case Estimate():
                return self.estimate(value)
            case Share():
                return formats.share(value.value)
            case StateRef() | GroupingRef():
                return self.name(value)
            case tuple():
                return self._listing(name, value)
            case _:
                return self._plain(name, value)

    def _plain(self, name: str, value: str | float | date | None) -> str:
        match value:
            case None:
                return self.text(N_("unknown"))
            case bool():
                return self.text(N_("yes")) if value else self.text(N_("no"))
            case int():
                return formats.integer(value, year=formats.is_year(name))
            case float():
                return formats.quantity(value, "", self.lang)
            case date():
                return formats.day(value, self.lang)
        return self.remark(value)

    def _listing(self, name: str, values: tuple[Argument, ...]) -> str:
        if not values:
            return self.text(N_("none"))
        return formats.listing([self.argument(name, value) for value in values], self.lang)

    def name(self, ref: StateRef | GroupingRef, *, short: bool = False) -> str:
        """Return what a state or grouping is called; a grouping by its short name, for tables, where asked."""
        from softbalance.interfaces import names

        if isinstance(ref, StateRef):
            return names.state(ref, self.lang)
        return names.short_grouping(ref, self.lang) if short else names.grouping(ref, self.lang)

    def cell(self, column: Column, value: Cell) -> str:
        """Return a table's cell: a float in the unit of its column, an ``end`` without a date as going on."""
        if value is None and column.kind == "date" and column.name == "end":
            return self.text(N_("ongoing"))
        if isinstance(value, Estimate):
            return self.figure(value)
        if isinstance(value, GroupingRef):
            return self.name(value, short=True)
        if isinstance(value, float):
            unit = "share" if column.kind == "share" else column.unit
            return formats.quantity(value, unit, self.lang)
        return self.argument(column.name, value)

    def estimate(self, estimate: Estimate) -> str:
        """Return value and interval; for an unknown figure, that it is unknown and why.

        Examples
        --------
        >>> speaker("en").estimate(Estimate.unknown("index", "agreement_index", "no roll calls"))
        'unknown: no roll calls'
        """
        if estimate.value is None:
            return self._unknown(estimate.coverage)
        if estimate.low is None or estimate.high is None:
            return formats.quantity(estimate.value, estimate.unit, self.lang)
        return formats.interval(estimate.value, estimate.low, estimate.high, estimate.unit, self.lang)

    def _unknown(self, coverage: Coverage) -> str:
        if not coverage.note:
            return self.text(N_("unknown"))
        return self.text(N_("unknown: {why}")).format(why=self.remark(coverage.note))

    def figure(self, estimate: Estimate) -> str:
        """Return value, interval (with its level where that is not the usual one) and number of observations.

        Examples
        --------
        >>> speaker("en").figure(Estimate(0.81, 0.79, 0.83, n=1234, unit="index"))
        '0.81 [0.79, 0.83] n=1,234'
        """
        level = self._level(estimate)
        count = f" n={formats.integer(estimate.n)}" if estimate.known and estimate.n else ""
        return self.estimate(estimate) + level + count

    def _level(self, estimate: Estimate) -> str:
        """Return the level of an interval where it is not the usual one; an interval that is certain has bounds."""
        if estimate.low is None or estimate.level == LEVEL:
            return ""
        return self.text(N_(" (bounds)")) if estimate.level == 1 else f" ({100 * estimate.level:g}%)"

    def brief(self, estimate: Estimate) -> str:
        """Return the value alone, for a label in a picture; the whole reason where it is unknown."""
        if estimate.value is None:
            return self._unknown(estimate.coverage)
        return formats.quantity(estimate.value, estimate.unit, self.lang)

    def remark(self, note: str) -> str:
        """Return a remark on coverage, from its message where it remembers one."""
        if isinstance(note, Notes):
            return self.text(N_("; ")).join(self.remark(part) for part in note.parts)
        return self.say(note.message) if isinstance(note, Note) else self.text(note)

    def coverage(self, coverage: Coverage, *, note: bool = True) -> str:
        """Return years, completeness and what is missing.

        Examples
        --------
        >>> speaker("en").coverage(Coverage(2001, 2025, 90, 100))
        '2001–2025; 90 of 100 observed'
        """
        remark = self.remark(coverage.note).rstrip(".。") if note and coverage.note else ""
        separator = self.text(N_("; "))
        return separator.join(filter(None, (_years(coverage), self._observed(coverage), remark)))

    def _observed(self, coverage: Coverage) -> str:
        if coverage.observed is None or coverage.possible is None:
            return ""
        return self.text(N_("{observed} of {possible} observed")).format(
            observed=formats.integer(coverage.observed),
            possible=formats.integer(coverage.possible),
        )

    def method(self, method: str) -> str:
        """Return a method's name, part by part, where the catalogues know the part."""
        return told(method, self.text, (self.text(N_("; ")), self.text(N_(", "))))

    def asked(self, asked: Mapping[str, object]) -> list[tuple[str, str]]:
        """Return what was asked as label and value; see :func:`softbalance.interfaces.request.told`."""
        from softbalance.interfaces.request import told

        return told(asked, self)


_WITHIN = re.compile(r"\w $")


def _names_something(value: Argument) -> bool:
    """Return whether an argument is a name, or several."""
    if isinstance(value, tuple):
        return all(map(_names_something, value)) and bool(value)
    return isinstance(value, StateRef | GroupingRef)


def _with_article(value: Argument, *, first: bool) -> str:
    from softbalance.interfaces.names import with_article

    if isinstance(value, tuple):
        return formats.listing([_with_article(one, first=first and not i) for i, one in enumerate(value)])
    assert isinstance(value, StateRef | GroupingRef)
    return with_article(value, first=first)


def _years(coverage: Coverage) -> str:
    years = [str(year) for year in (coverage.since, coverage.until) if year is not None]
    return "–".join(dict.fromkeys(years))
