"""Remarks on coverage that can be said in every language: plain English strings that remember their message."""

from softbalance.dossier.model import Argument, GroupingRef, Message, Share, StateRef
from softbalance.terms.errors import SoftbalanceError
from softbalance.terms.states import State, state_name


class Note(str):
    """A remark in English that remembers the message it was made from.

    Parameters
    ----------
    text
        Template, marked with ``N_`` where it is written.
    **args
        What fills the named places.

    Examples
    --------
    >>> note = Note("without {states}", states=(StateRef(704), StateRef(705)))
    >>> str(note), note.message.text
    ('without Uzbekistan, Kazakhstan', 'without {states}')
    """

    message: Message

    def __new__(cls, text: str, **args: Argument) -> "Note":
        """Return the remark in English, its message remembered."""
        made = super().__new__(cls, text.format(**{name: _english(value) for name, value in args.items()}))
        made.message = Message(text, args)
        return made

    @classmethod
    def of(cls, message: Message) -> "Note":
        """Return the remark that says a message; one that brings its own translations keeps them."""
        text = message.own.get("en", "") or _english(message)
        made = super().__new__(cls, text)
        made.message = message
        return made


def reason(fault: SoftbalanceError) -> Note:
    """Return a fault as a remark that can be said in every language.

    Examples
    --------
    >>> from softbalance.terms.states import state
    >>> reason(SoftbalanceError("{who} has no vote", who=state(750))).message.args["who"]
    StateRef(ccode=750, on=None)
    """
    if not fault.filled:
        return Note.of(Message("{text}", {"text": fault.text}))
    return Note.of(Message(fault.text, {name: _told(value) for name, value in fault.filled.items()}))


def _told(value: object) -> Argument:
    match value:
        case State():
            return StateRef(value.ccode)
        case tuple() | list():
            return tuple(_told(item) for item in value)
    return str(value)


class Notes(str):
    """Several remarks in one; ``parts`` are the remarks."""

    parts: tuple[str, ...]

    def __new__(cls, *parts: str) -> "Notes":
        """Return the remarks that are not empty, joined."""
        kept = tuple(part for part in parts if part)
        made = super().__new__(cls, "; ".join(kept))
        made.parts = kept
        return made


def _english(value: Argument) -> str:
    match value:
        case StateRef():
            return state_name(value.ccode, on=value.on)
        case GroupingRef():
            return value.label
        case Share():
            return f"{value.value:.0%}"
        case Message():
            return value.text.format(**{name: _english(one) for name, one in value.args.items()})
        case tuple():
            return ", ".join(_english(one) for one in value)
    return str(value)
