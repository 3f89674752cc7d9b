"""A crisis put to the grouping: one of the shipped scenarios, played, with what each lever would change."""

from dataclasses import dataclass
from datetime import date

from softbalance.crisis.scenario import Scenario, load_scenario, shipped
from softbalance.dossier.asked import Asked
from softbalance.dossier.held import Held
from softbalance.dossier.levers import DRAWS, levers
from softbalance.dossier.model import N_, Argument, Chart, Dossier, GroupingRef, Message, Section
from softbalance.dossier.notes import reason
from softbalance.dossier.stress import stress
from softbalance.terms.errors import BadInput, NotEnoughData, NotHeld, UnknownName
from softbalance.terms.groupings import resolve_grouping

COMMON = "taiwan-blockade"
FEW_PLAYERS, MANY_PLAYERS = 20, 40
FEW_DRAWS = 40
_TITLE = Message(N_("The crisis: would they act together?"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A scenario and why it was chosen.

    Attributes
    ----------
    name
        Of the shipped scenario.
    scenario
        Itself.
    own
        Whether it was written for the grouping.
    """

    name: str
    scenario: Scenario
    own: bool


def choose(asked: Asked) -> Chosen:
    """Return the scenario to play: one written for the grouping, else the blockade of Taiwan put to it.

    Of several that were written for it one whose target is no member comes first, then one whose beneficiary leads the
    grouping, then the later one.
    """
    own = [(name, load_scenario(name)) for name in shipped() if load_scenario(name).grouping == asked.grouping.id]
    if not own:
        return Chosen(COMMON, load_scenario(COMMON), own=False)
    name, scenario = min(own, key=lambda one: _order(one[1], asked))
    return Chosen(name, scenario, own=True)


def _order(one: Scenario, asked: Asked) -> tuple[bool, bool, int]:
    members = set(resolve_grouping(one.grouping).members(min(one.date, date.max)))
    within = bool(members & set(one.ccodes(one.target)))
    led = bool(set(asked.leaders) & set(one.ccodes(one.beneficiary)))
    return within, not led, -one.date.toordinal()


def crisis_section(asked: Asked, held: Held, lang: str = "en") -> Section:
    """Return the section on the crisis; where it cannot be played, a section that says why."""
    chosen = choose(asked)
    try:
        return _told(asked, chosen, held, lang)
    except (BadInput, NotEnoughData, NotHeld, UnknownName) as fault:
        why = Message(N_("No crisis was played: {why}"), {"why": reason(fault)})
        return Section("crisis", _TITLE, (_choice(asked, chosen, lang),), notes=(why,))


def _told(asked: Asked, chosen: Chosen, held: Held, lang: str) -> Section:
    played = stress(asked.grouping, scenario=chosen.scenario, held=held)
    moved = _levers(asked, chosen, held, players=len(played.section("who_acts").tables[0].rows))
    together, acts, several = (played.section(name) for name in ("together", "who_acts", "several"))
    tables = (*together.tables, *acts.tables, *(moved.sections[0].tables if moved else ()), *several.tables)
    return Section(
        "crisis",
        _TITLE,
        (_choice(asked, chosen, lang), *played.answer, *several.sentences, *_lever_sentence(moved)),
        together.figures,
        tables,
        (*together.charts, *acts.charts, *((_TORNADO,) if moved else ())),
        (*played.notes, *_on_levers(moved)),
    )


def _levers(asked: Asked, chosen: Chosen, held: Held, *, players: int) -> Dossier | None:
    """Return what the levers change, from fewer draws where many play; not for a great many."""
    if players > MANY_PLAYERS:
        return None
    return levers(asked.grouping, scenario=chosen.scenario, draws=lever_draws(players), held=held)


def lever_draws(players: int) -> int:
    """Return from how many draws of the parameters the levers are told: a game takes long where many play.

    Examples
    --------
    >>> lever_draws(9), lever_draws(31)
    (200, 40)
    """
    return DRAWS if players <= FEW_PLAYERS else FEW_DRAWS


def _lever_sentence(moved: Dossier | None) -> tuple[Message, ...]:
    return moved.sections[0].sentences if moved else ()


def _on_levers(moved: Dossier | None) -> tuple[Message, ...]:
    if moved:
        return (Message(N_("Levers: {n} draws of the parameters."), {"n": moved.asked["draws"]}),)
    text = N_("Levers are not moved here for more than {n} players; `softbalance levers` moves them.")
    return (Message(text, {"n": MANY_PLAYERS}),)


def _choice(asked: Asked, chosen: Chosen, lang: str) -> Message:
    one = chosen.scenario
    title = one.title_zh_hant if lang == "zh-Hant" and one.title_zh_hant else one.title
    args: dict[str, Argument] = {
        "title": title,
        "date": one.date,
        "grouping": GroupingRef(asked.grouping.id),
        "written": GroupingRef(one.grouping),
    }
    if chosen.own:
        text = N_(
            "Scenario: {title}, {date}. Of the shipped scenarios written for {grouping} it is the first by this "
            "rule: against an outsider, then for a leader, then the latest."
        )
    else:
        text = N_(
            "Scenario: {title}, {date}. No shipped scenario was written for {grouping}; this one, written for "
            "{written}, is put to it as it is to others, so that answers can be compared."
        )
    return Message(text, args)


_TORNADO = Chart(
    "tornado",
    Message(N_("What each lever changes in the chance of acting at a cost")),
    "bars",
    "effects",
    {"y": "lever", "x": "pay"},
    Message(
        N_("Bars to the left and right of zero: the change with each lever, the largest first, with 90 % intervals.")
    ),
    Message(N_("Change in the chance that half of capability pays or fights; within the model, not causal.")),
)
