"""A fault as a sentence in the reader's language, and which language a command line asked for."""

import re
from collections.abc import Sequence
from itertools import pairwise
from string import Formatter

from softbalance.interfaces import formats
from softbalance.interfaces.formats import CHINESE, ENGLISH
from softbalance.interfaces.language import Speaker, negotiate, speaker
from softbalance.terms.errors import AmbiguousName, BadInput, SoftbalanceError, UnknownName
from softbalance.terms.marking import N_
from softbalance.terms.states import State, state_name


def sentence(fault: SoftbalanceError, lang: str = ENGLISH) -> str:
    """Return what went wrong in the language; faults that only a programmer meets stay in English.

    Examples
    --------
    >>> sentence(UnknownName("state", "Atlantis"), "zh-Hant")
    '查無此國家：「Atlantis」。'
    """
    if lang == ENGLISH:
        return str(fault)
    say = speaker(lang)
    match fault:
        case UnknownName():
            return "".join(filter(None, (_unknown(fault, say), _nearest(fault, say), _filled(fault.hint, say))))
        case AmbiguousName():
            several = say.text(N_("{given!r} could mean several {kind}s: {names}. Name one of them."))
            return several.format(given=fault.given, kind=say.text(fault.kind), names=_choices(fault, say))
    return _filled(fault, say)


def _unknown(fault: UnknownName, say: Speaker) -> str:
    return say.text(N_("Unknown {kind} {given!r}.")).format(kind=say.text(fault.kind), given=fault.given)


def _nearest(fault: UnknownName, say: Speaker) -> str:
    return say.text(N_("Nearest: {names}.")).format(names=_said(fault.nearest, say)) if fault.nearest else ""


def _choices(fault: AmbiguousName, say: Speaker) -> str:
    named = [say.text(N_("{name} ({n})")).format(name=state_name(one, say.lang), n=one) for one in fault.ccodes]
    return formats.listing(named or list(fault.choices), say.lang)


def _filled(fault: SoftbalanceError, say: Speaker) -> str:
    if not fault.filled:
        return say.text(fault.text)
    filled = {name: _said(value, say) for name, value in fault.filled.items()}
    if isinstance(kind := fault.filled.get("kind"), str):
        filled["kind"] = say.text(kind)
    return say.text(fault.text).format_map(filled)


def _said(value: object, say: Speaker) -> object:
    """Return what fills a place: states by their names, all else as it must be typed."""
    match value:
        case State():
            return state_name(value.ccode, say.lang)
        case tuple() | list():
            return formats.listing([str(_said(item, say)) for item in value], say.lang)
    return value


def language_asked(words: Sequence[str]) -> str:
    """Return the language that a command line asks for; English where it asks for none that is offered.

    Examples
    --------
    >>> language_asked(["assess", "SCO", "--lang", "zh-TW"]), language_asked(["rank", "--lang=zh-Hant"])
    ('zh-Hant', 'zh-Hant')
    >>> language_asked(["assess", "--lang", "fr"]), language_asked(["assess", "--lang"])
    ('en', 'en')
    """
    given = [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    given += [after for word, after in pairwise(words) if word == "--lang"]
    try:
        return negotiate(given[-1]) if given else ENGLISH
    except BadInput:
        return ENGLISH


def usage(message: str) -> str:
    """Return in Chinese what the command line's parser says in English; what is not known here as it came.

    Examples
    --------
    >>> usage("Missing argument 'GROUPING'.")
    '缺少引數「GROUPING」。'
    """
    say = speaker(CHINESE)
    for template in _USAGE:
        if found := re.fullmatch(_pattern(template), message):
            return say.text(template).format_map({name: text.strip("'") for name, text in found.groupdict().items()})
    return message


def _pattern(template: str) -> str:
    parts = Formatter().parse(template)
    return "".join(re.escape(text) + (f"(?P<{name}>.+)" if name else "") for text, name, _, _ in parts)


_USAGE = (
    N_("Missing argument {name}."),
    N_("Missing option {name}."),
    N_("Missing command."),
    N_("No such option: {name} Did you mean {near}?"),
    N_("No such option: {name} (Possible options: {near})"),
    N_("No such option: {name}"),
    N_("No such command {name}."),
    N_("Option {name} requires an argument."),
    N_("Got unexpected extra argument(s) ({name})"),
    N_("Got unexpected extra argument ({name})"),
    N_("Got unexpected extra arguments ({name})"),
    N_("Invalid value for {name}: Input should be a valid integer, unable to parse string as an integer"),
    N_("Invalid value for {name}: {given} is not a valid int."),
    N_("Invalid value for {name}: {given} is not a valid integer."),
)
