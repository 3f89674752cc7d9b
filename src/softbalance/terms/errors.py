"""The faults a user can meet, one class each.

::

    SoftbalanceError
    ├── UnknownName            a state, grouping, source, measure or scenario nobody here knows
    ├── AmbiguousName          a name that could mean several things
    ├── BadInput               a value outside what is allowed
    ├── NotEnoughData          the question is fair, the evidence too thin
    ├── NotHeld                evidence that is not on this machine; says which command brings it
    ├── SourceFault            a source that cannot be trusted as it came
    │   ├── HashMismatch       bytes other than those declared
    │   ├── SchemaChanged      columns or types other than those declared
    │   └── FetchFailed        no mirror and no address gave the file
    ├── EvidenceFault          a check on the evidence base failed; nothing was replaced
    └── NotConverged           no equilibrium within the stated bounds (in the room of the crisis game)
"""

from collections.abc import Sequence

from softbalance.terms.marking import N_

UNKNOWN = N_("Unknown {kind} {given!r}; allowed: {allowed}")


class SoftbalanceError(Exception):
    """Base of every error this package raises on purpose; ``str()`` is the sentence in English.

    Parameters
    ----------
    text
        The sentence, or its template, which is marked with ``N_`` where the command line says it in every language.
    **filled
        What fills the places of the template; a state or grouping by its name, several things with commas between.

    Examples
    --------
    >>> str(BadInput("The year is {year}; allowed: {allowed}", year=1799, allowed=("1946", "2025")))
    'The year is 1799; allowed: 1946, 2025'
    """

    def __init__(self, text: str = "", /, **filled: object) -> None:
        self.text, self.filled = text, filled
        super().__init__(text.format_map({key: _plain(value) for key, value in filled.items()}) if filled else text)


def _plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return ", ".join(str(_plain(item)) for item in value)
    return getattr(value, "name_en", value)


class UnknownName(SoftbalanceError):
    """A name that is not known, with the nearest known ones; ``hint`` is the template of a further sentence."""

    def __init__(self, kind: str, given: str, nearest: Sequence[str] = (), hint: str = "", **filled: object) -> None:
        self.kind, self.given, self.nearest = kind, given, tuple(nearest)
        self.hint = SoftbalanceError(hint, **filled)
        near = f" Nearest: {', '.join(self.nearest)}." if self.nearest else ""
        super().__init__(f"Unknown {kind} {given!r}.{near}{f' {self.hint}' if hint else ''}")


class AmbiguousName(SoftbalanceError):
    """A name that fits several things, with the choices; ``ccodes`` are their numbers where they are states."""

    def __init__(self, kind: str, given: str, choices: Sequence[str], ccodes: Sequence[int] = ()) -> None:
        self.kind, self.given, self.choices, self.ccodes = kind, given, tuple(choices), tuple(ccodes)
        super().__init__(f"{given!r} could mean several {kind}s: {', '.join(self.choices)}. Name one of them.")


class BadInput(SoftbalanceError):
    """A value outside what is allowed: says what was given and what is allowed."""


class NotEnoughData(SoftbalanceError):
    """A fair question to which the evidence held has no answer."""


class NotHeld(SoftbalanceError):
    """Evidence that is not on this machine."""


class SourceFault(SoftbalanceError):
    """A source that cannot be trusted as it came."""


class HashMismatch(SourceFault):
    """Bytes other than those the declaration or the manifest names."""


class SchemaChanged(SourceFault):
    """Columns or types other than those declared."""


class FetchFailed(SourceFault):
    """Neither a mirror nor the declared address gave the file."""


class EvidenceFault(SoftbalanceError):
    """A check on the evidence base failed; what was there before is untouched."""
