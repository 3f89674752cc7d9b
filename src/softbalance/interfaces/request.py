"""What was asked of a dossier, told as labels and values in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from softbalance.dossier.model import N_, GroupingRef, StateRef
from softbalance.interfaces import formats

if TYPE_CHECKING:
    from softbalance.interfaces.language import Speaker


def told(asked: Mapping[str, object], say: "Speaker") -> list[tuple[str, str]]:
    """Return what was asked as label and value, in the order given; what is open, empty or not so is left out.

    States and groupings stand in what was asked by their codes, and are told by their names.

    Examples
    --------
    >>> from softbalance.interfaces.language import speaker
    >>> told({"hegemon": "USA", "since": 2001, "added": []}, speaker("zh-Hant"))
    [('霸權國', '美國'), ('自', '2001')]
    """
    given = {key: value for key, value in asked.items() if _was_asked(value)}
    if given.get("grouping_of_the_scenario") == given.get("grouping"):
        given.pop("grouping_of_the_scenario", None)
    return [(say.text(ASKED.get(key, key)), _value(key, value, say)) for key, value in given.items()]


def made_with(versions: Mapping[str, str], say: "Speaker") -> dict[str, str]:
    """Return the versions that a dossier was made with, by label.

    Examples
    --------
    >>> from softbalance.interfaces.language import speaker
    >>> made_with({"softbalance": "1.0", "votes_until": "2025-12-18"}, speaker("en"))
    {'softbalance': '1.0', 'votes until': '18 December 2025'}
    """
    return {say.text(_VERSIONS.get(name, name)): _text("", version, say) for name, version in versions.items()}


_VERSIONS = {"votes_until": N_("votes until"), "evidence": N_("evidence")}


def _was_asked(value: object) -> bool:
    """Return whether a value says something: nought does, nothing, no and an empty list do not."""
    return value is not None and value is not False and value not in ([], ())


def _value(key: str, value: object, say: "Speaker") -> str:
    match value:
        case Mapping():
            colon = say.text(N_(": "))
            named = ((str(name), one) for name, one in value.items())
            parts = (f"{say.text(ASKED.get(name, name))}{colon}{_value(name, one, say)}" for name, one in named)
            return say.text(N_("; ")).join(parts)
        case list() | tuple() | set():
            return formats.listing([_value(key, item, say) for item in value], say.lang)
        case str():
            return _text(key, value, say)
        case bool() | int() | float() | date():
            return say.argument(key, value)
    return str(value)


def _text(key: str, value: str, say: "Speaker") -> str:
    if _DAY.fullmatch(value):
        return formats.day(date.fromisoformat(value), say.lang)
    if key in _STATES and (name := _state(value, say)):
        return name
    if key in _GROUPINGS:
        return _grouping(value, say)
    return say.text(value)


def _state(code: str, say: "Speaker") -> str:
    from softbalance.terms.states import code_table

    return say.name(StateRef(code_table()[code])) if code in code_table() else ""


def _grouping(label: str, say: "Speaker") -> str:
    """Return a grouping's name, its short one where it has one; a made-up grouping by its states."""
    return say.name(GroupingRef(label), short="+" not in label)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GROUPINGS = frozenset({"grouping", "groupings", "grouping_of_the_scenario", "vs"})
_STATES = frozenset(
    {"added", "beneficiary", "dropped", "dyad", "from", "hegemon", "leader", "leaders", "state", "target", "to", "vs"}
)
WORDS = (N_("treaty"), N_("crises held out"), N_("latest crises"))
ASKED = {
    "absence": N_("Absences"),
    "added": N_("Added"),
    "against": N_("Compared with"),
    "as_of": N_("As of"),
    "beneficiary": N_("Beneficiary"),
    "date": N_("Date"),
    "draws": N_("Draws of the parameters"),
    "dropped": N_("Left out"),
    "dyad": N_("Pair"),
    "from": N_("From"),
    "grouping": N_("Grouping"),
    "grouping_of_the_scenario": N_("Grouping of the scenario"),
    "groupings": N_("Groupings"),
    "hegemon": N_("Hegemon"),
    "hegemon_predictability": N_("Predictability of the hegemon"),
    "hegemon_severity": N_("Severity of the hegemon"),
    "hegemon_stance": N_("Stance of the hegemon"),
    "issue": N_("Issue"),
    "known_until": N_("Known until"),
    "leader": N_("Leader"),
    "leader_inducement": N_("Inducement by the leader"),
    "salience": N_("Likeness to the famous crises"),
    "leaders": N_("Leaders"),
    "measure": N_("Measure"),
    "obligation": N_("Obligation"),
    "on": N_("On"),
    "registry": N_("Registry of claims"),
    "rung": N_("Rung"),
    "scenario": N_("Scenario"),
    "schemes": N_("Schemes"),
    "since": N_("Since"),
    "stake": N_("Stake"),
    "state": N_("State"),
    "swept": N_("Swept"),
    "target": N_("Target"),
    "threshold": N_("Threshold"),
    "to": N_("To"),
    "until": N_("Until"),
    "user_defined": N_("Made up by the user"),
    "vs": N_("Compared with"),
}
