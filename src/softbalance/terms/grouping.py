"""Grouping: an organisation, alliance, forum or club of states, with who belonged when and as what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from softbalance.terms.errors import BadInput
from softbalance.terms.period import Span
from softbalance.terms.states import LANGUAGES, state_name

USER_DEFINED = "user-defined"

KINDS = (
    "alliance",
    "security organisation",
    "security partnership",
    "political organisation",
    "economic organisation",
    "producers' organisation",
    "trade agreement",
    "development bank",
    "forum",
    "ad hoc coalition",
    USER_DEFINED,
)

ROLES = (
    "member",
    "party",
    "associate",
    "participant",
    "partner",
    "observer",
    "dialogue_partner",
    "candidate",
    "invited",
    "guest",
    "suspended",
    "frozen",
)
"""What a state can be to a grouping. ``party``: bound by the treaty before an organisation stood on it.
``participant``: takes part without having joined. ``invited``: asked to join, answer unsettled or refused.
``suspended`` (by the others) and ``frozen`` (by itself) lie over a member's spell and do not end it."""

FLAGS = (
    "mutual_defence_clause",
    "standing_command",
    "qualified_majority",
    "dispute_settlement",
    "suspension",
    "secretariat",
)
"""The charter's design: each flag is coded from the treaty's text, with its article, or unknown. Dispute settlement
means a procedure before an organ or a third party, not a promise to consult; suspension includes expulsion."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact stands: full citation, address, and a word on checking where it could not be opened."""

    citation: str
    url: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The treaty or declaration that a grouping rests on."""

    title: str
    date: date
    citation: str


@dataclass(frozen=True, slots=True)
class Provision:
    """One flag of the charter's design: ``value`` is ``None`` where unknown; ``article`` says where it stands."""

    value: bool | None
    article: str = ""


@dataclass(frozen=True, slots=True)
class Leader:
    """A state that leads a grouping, within days where leadership passed on."""

    ccode: int
    start: date | None = None
    end: date | None = None

    def leads(self, on: date) -> bool:
        """Return whether it led on the day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class OtherMember:
    """A member that is no state of the COW system: the EU in the G20, Palestine in the Arab League."""

    name: str
    role: str
    start: date | None = None
    end: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Spell:
    """A state's time in a grouping in one role, both days included, with its source."""

    ccode: int
    role: str
    span: Span

    @property
    def start(self) -> date:
        """First day."""
        return self.span.start

    @property
    def end(self) -> date | None:
        """Last day, ``None`` where the spell runs on."""
        return self.span.end

    @property
    def sure(self) -> bool:
        """Whether both days are settled."""
        return self.span.sure

    @property
    def source(self) -> str:
        """Key of the source among the grouping's ``sources``."""
        return self.span.source

    @property
    def note(self) -> str:
        """What is unsettled or easily misread."""
        return self.span.note


@dataclass(frozen=True)
class Grouping:
    """A grouping as declared in the register, or made up by the user.

    Attributes
    ----------
    id
        ``"SCO"``; for a made-up grouping the members' codes joined by ``+``.
    names
        Language tag (``en``, ``zh_hant``) -> name; empty for a made-up grouping, see :meth:`name`.
    kind
        One of ``KINDS``.
    founded, ended
        First day, and last day where it was dissolved.
    founding
        The document it rests on; ``None`` for a made-up grouping.
    leaders
        States that lead it by common judgement of the literature; empty where none does.
    charter
        Flag (one of ``FLAGS``) -> :class:`Provision`.
    own_treaties
        Ids in ATOP 5.1 of the grouping's own treaty; ties members owe under other treaties are not its own.
    spells
        Who belonged when and as what, ordered by role, start and COW number.
    other_members
        Members that are not states of the COW system.
    sources
        Key -> :class:`Citation`.
    """

    id: str
    names: Mapping[str, str]
    kind: str
    founded: date
    spells: tuple[Spell, ...]
    aliases: tuple[str, ...] = ()
    ended: date | None = None
    founding: Document | None = None
    leaders: tuple[Leader, ...] = ()
    charter: Mapping[str, Provision] = field(default_factory=dict)
    own_treaties: tuple[int, ...] = ()
    other_members: tuple[OtherMember, ...] = ()
    sources: Mapping[str, Citation] = field(default_factory=dict)
    note: str = ""

    def __hash__(self) -> int:
        return hash((self.id, self.spells))

    @property
    def made_up(self) -> bool:
        """Whether the user made it up; its membership is then fixed over all years."""
        return self.kind == USER_DEFINED

    def name(self, lang: str = "en") -> str:
        """Return its name in ``"en"`` or ``"zh-Hant"``; a made-up grouping says that it is one."""
        if lang not in LANGUAGES:
            raise BadInput(f"Names are given in {', '.join(LANGUAGES)}, not in {lang!r}.")
        if not self.made_up:
            return self.names[lang.lower().replace("-", "_")]
        listed = [state_name(ccode, lang) for ccode in self.ever_members()]
        return f"Made up by the user: {', '.join(listed)}" if lang == "en" else f"使用者自訂：{'、'.join(listed)}"

    def members(self, on: date, role: str = "member") -> tuple[int, ...]:
        """Return the COW numbers of the states that held a role on a day, in ascending order.

        A suspended member is still a member: take ``members(on, "suspended")`` off where it matters.

        Examples
        --------
        >>> from softbalance.terms.groupings import grouping
        >>> len(grouping("SCO").members(date(2018, 6, 10)))
        8
        """
        return tuple(sorted({spell.ccode for spell in self.member_spells(role) if spell.span.covers(on)}))

    def member_spells(self, role: str = "member") -> tuple[Spell, ...]:
        """Return the spells in one role, by start."""
        if role not in ROLES:
            raise BadInput(f"Unknown role {role!r}. Roles are {', '.join(ROLES)}.")
        return tuple(spell for spell in self.spells if spell.role == role)

    def ever_members(self, role: str = "member") -> tuple[int, ...]:
        """Return every state that ever held a role, in ascending order of COW number."""
        return tuple(sorted({spell.ccode for spell in self.member_spells(role)}))

    def leaders_on(self, on: date) -> tuple[int, ...]:
        """Return the states that led on the day, in the declared order."""
        return tuple(leader.ccode for leader in self.leaders if leader.leads(on))

    def led_by(self, ccode: int, on: date) -> bool:
        """Return whether a state led it on the day."""
        return ccode in self.leaders_on(on)

    def alive(self, on: date) -> bool:
        """Return whether the grouping existed on the day."""
        return self.founded <= on and (self.ended is None or on <= self.ended)
