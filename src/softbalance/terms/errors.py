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


class SoftbalanceError(Exception):
    """Base of every error this package raises on purpose."""


class UnknownName(SoftbalanceError):
    """A name that is not known, with the nearest known ones."""

    def __init__(self, kind: str, given: str, nearest: Sequence[str] = (), hint: str = "") -> None:
        self.kind, self.given, self.nearest = kind, given, tuple(nearest)
        near = f" Nearest: {', '.join(self.nearest)}." if self.nearest else ""
        super().__init__(f"Unknown {kind} {given!r}.{near}{' ' + hint if hint else ''}")


class AmbiguousName(SoftbalanceError):
    """A name that fits several things, with the choices."""

    def __init__(self, kind: str, given: str, choices: Sequence[str]) -> None:
        self.kind, self.given, self.choices = kind, given, tuple(choices)
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
