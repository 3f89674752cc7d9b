"""The whole report on a grouping: the assessment, and all that takes longer than a look on the terminal."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from softbalance.dossier.asked import Asked
from softbalance.dossier.assess import ask, assess
from softbalance.dossier.claims_part import claims_part
from softbalance.dossier.crisis_part import crisis_section
from softbalance.dossier.held import Held
from softbalance.dossier.members_beside import members_section, over_years
from softbalance.dossier.method_part import limits_section, method_section, reproduce_section
from softbalance.dossier.model import N_, Argument, Dossier, GroupingRef, Message, Section, Share, SourceLine
from softbalance.dossier.rank import Ranking
from softbalance.dossier.references import source_lines
from softbalance.dossier.say_part import pictured
from softbalance.dossier.spells import spell_chart, spell_table
from softbalance.dossier.standing import ladder_section, standing, standing_section, standing_sentence
from softbalance.dossier.ties_held import TiesHeld
from softbalance.dossier.verdict import Verdict, verdict
from softbalance.terms.errors import NotEnoughData
from softbalance.terms.grouping import USER_DEFINED, Grouping

Watch = Callable[[str], None]
STEPS = {
    "assessment": N_("assessment"),
    "standing": N_("surface against substance"),
    "ladder": N_("say, pay, fight, side by side"),
    "members": N_("members"),
    "crisis": N_("the crisis"),
    "claims": N_("claims"),
}


def full_report(
    grouping: str | Grouping | Sequence[str | int],
    *,
    as_of: date | str | None = None,
    since: int | None = None,
    hegemon: str = "USA",
    lang: str = "en",
    held: Held | None = None,
    watch: Watch | None = None,
) -> Dossier:
    """Return the assessment of a grouping with every part that a report has.

    Beside what :func:`softbalance.dossier.assess.assess` tells: the place among all groupings, the ladder beside NATO's
    and a peer's, the timeline of membership, the members beside each other, a crisis played, the claims that concern
    it, method, limits, and how to make it again. It takes some ten times as long.

    Parameters
    ----------
    grouping, as_of, since, hegemon, held
        As for :func:`softbalance.dossier.assess.assess`.
    lang
        ``en`` or ``zh-Hant``: the language in which texts that stand in no catalogue (claims, scenarios) are told.
    watch
        Called with each of :data:`STEPS` as it begins.

    Examples
    --------
    >>> seen = []
    >>> try:
    ...     full_report("SCO", as_of="1990", watch=seen.append)
    ... except Exception as fault:
    ...     print(fault, seen)
    SCO was founded on 2001-06-15; 1990-12-31 lies before ['assessment']
    """
    held = held or Held.default()
    told = watch or _silent
    told(STEPS["assessment"])
    light = assess(grouping, as_of=as_of, since=since, hegemon=hegemon, held=held)
    asked = ask(grouping, held, as_of=as_of, since=since, hegemon=hegemon)
    told(STEPS["standing"])
    found = standing(asked, held)
    sections = _sections(light, asked, found, held, told)
    told(STEPS["crisis"])
    sections.append(crisis_section(asked, held, lang))
    told(STEPS["claims"])
    claims, cited = claims_part(asked, held, lang)
    sources = _with(source_lines(sections, held), cited)
    tail = (claims, method_section(), limits_section(), reproduce_section(light.command, sources, held))
    return replace(
        light,
        answer=_answer(light, asked, found, held),
        sections=(*sections, *tail),
        sources=sources,
        command=f"{light.command} --full",
    )


def _silent(_: str) -> None:
    pass


def _with(sources: tuple[SourceLine, ...], others: tuple[SourceLine, ...]) -> tuple[SourceLine, ...]:
    held = {one.id for one in sources}
    return (*sources, *(one for one in others if one.id not in held))


def _sections(light: Dossier, asked: Asked, found: Ranking | None, held: Held, told: Watch) -> list[Section]:
    """Return the sections of the assessment, each with what a report adds to it."""
    ties = TiesHeld(held.snapshot)
    told(STEPS["ladder"])
    ladder = ladder_section(asked, found, held)
    told(STEPS["members"])
    members = members_section(asked, ties)
    made = []
    for section in light.sections:
        made.append(_more(section, asked, ties))
        if section.id == "verdict":
            made += [standing_section(asked, found)] if found else []
            made.append(ladder)
        if section.id == "discord":
            made.append(members)
    return made


def _more(section: Section, asked: Asked, ties: TiesHeld) -> Section:
    if section.id == "surface" and asked.grouping.kind != USER_DEFINED:
        tables = (*section.tables, spell_table(asked))
        return replace(section, tables=tables, charts=(*section.charts, spell_chart()))
    if section.id == "say":
        return pictured(section)
    return over_years(section, asked, ties) if section.id == "positions" else section


def _answer(light: Dossier, asked: Asked, found: Ranking | None, held: Held) -> tuple[Message, ...]:
    """Return the answer in two sentences without terms of art; that of the assessment where no verdict is given."""
    if found is None:
        return light.answer
    try:
        judged = verdict(asked.grouping.id, asked.until.year, held.snapshot)
    except NotEnoughData:
        return light.answer
    return plain_verdict(judged), standing_sentence(asked, found)


def plain_verdict(judged: Verdict) -> Message:
    """Return what a grouping is, in a sentence that needs no glossary."""
    args: dict[str, Argument] = {"grouping": GroupingRef(judged.grouping), "p": Share(judged.types[judged.type])}
    if judged.type == "alliance":
        args |= {"q": Share(judged.states[judged.state])}
    return Message(_PLAIN[judged.state if judged.type == "alliance" else judged.type], args)


_PLAIN = {
    "forum": N_(
        "{grouping} meets, but on its record its members do not act together, not even in words, beyond what chance "
        "would give, and owe each other nothing when it costs: a forum (probability {p})."
    ),
    "coordination platform": N_(
        "{grouping} speaks together, but on its record its members do not act together when it costs, and owe each "
        "other no defence: a coordination platform (probability {p})."
    ),
    "soft-balancing coalition": N_(
        "{grouping} speaks and pays together against the hegemon, but its members owe each other no defence: a "
        "soft-balancing coalition (probability {p})."
    ),
    "sanctions coalition": N_(
        "{grouping} puts on sanctions together, not against the hegemon, but its members owe each other no defence: a "
        "sanctions coalition (probability {p})."
    ),
    "honoured": N_(
        "{grouping} is an alliance: its members owe each other defence (probability {p}), and when they were called "
        "they mostly came (probability {q})."
    ),
    "untested": N_(
        "{grouping} is an alliance: its members owe each other defence (probability {p}), but nobody has yet called on "
        "them (probability {q})."
    ),
    "broken": N_(
        "{grouping} is an alliance on paper: its members owe each other defence (probability {p}), but when they were "
        "called they mostly stayed away (probability {q})."
    ),
}
