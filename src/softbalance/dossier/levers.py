"""Levers: what a bank, a clause, a milder or a less predictable hegemon, or another membership would change.

All within the model: the same draws of the parameters are played before and after, and the difference is told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from softbalance.crisis.joint import RUNGS
from softbalance.crisis.known import Array
from softbalance.crisis.play import together
from softbalance.crisis.scenario import OBLIGATIONS, RANGES, TREATY, Scenario
from softbalance.dossier.contest import warning
from softbalance.dossier.figures import around
from softbalance.dossier.held import Held
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Dossier,
    GroupingRef,
    Message,
    Section,
    StateRef,
    Table,
)
from softbalance.dossier.played import Asked, again, ask, code_of
from softbalance.dossier.references import source_lines
from softbalance.dossier.stress import asked_values, bounds, command, title_of
from softbalance.dossier.stress_sections import METHOD, SOURCES, notes
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import Grouping

DRAWS = 200
MOST_MEMBERS = 20
STEPS: Mapping[str, float] = {
    "hegemon_severity": 0.1,
    "hegemon_predictability": -0.1,
    "leader_inducement": 0.01,
    "threshold": 0.1,
}
"""By how much each lever that is a number is moved: a tenth, or a hundredth of GDP a year."""

Watch = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Lever:
    """One change and what it does.

    Attributes
    ----------
    name
        Key of the lever.
    label
        What is changed, in words.
    step
        By how much; ``None`` where the change is of kind, not of degree.
    change
        By rung, shape (D,): chance of joint action after less before.
    """

    name: str
    label: Message
    step: float | None
    change: Mapping[str, Array]


def levers(
    grouping: str | Grouping | None = None,
    *,
    scenario: str | Path | Scenario,
    settings: Mapping[str, Any] | None = None,
    add: Sequence[str] = (),
    drop: Sequence[str] = (),
    draws: int = DRAWS,
    held: Held | None = None,
    watch: Watch | None = None,
) -> Dossier:
    """Return how joint action moves with each lever, largest first; conditional on the model, not causal.

    Parameters
    ----------
    grouping, scenario, add, drop, held
        As of :func:`softbalance.dossier.stress.stress`.
    settings
        Levers to set before any is moved.
    draws
        Draws of the parameters.
    watch
        Called with the name of each lever before it is tried.

    Examples
    --------
    >>> dossier = levers("SCO", scenario="taiwan-blockade", draws=20)
    >>> dossier.section("levers").tables[0].columns[0].name
    'lever'
    """
    held = held or Held.default()
    asked = ask(grouping, scenario, levers=settings, add=add, drop=drop, held=held)
    theta = asked.fitted.draws(draws)
    found = sorted(moved(asked, theta, watch), key=lambda one: -abs(float(one.change["pay"].mean())))
    section = _section(asked, found)
    return Dossier(
        kind="levers",
        subject=asked.body.id,
        title=Message(
            N_("Levers: {grouping}, {scenario}"),
            {"grouping": GroupingRef(asked.body.id), "scenario": title_of(asked.scenario)},
        ),
        asked=asked_values(asked, draws),
        answer=(*section.sentences[:1], *warning(held.snapshot)),
        sections=(section,),
        sources=source_lines((section,), held),
        command=command(asked, "levers"),
        versions=held.versions(),
        notes=notes(asked),
    )


def moved(asked: Asked, theta: Array, watch: Watch | None) -> Iterator[Lever]:
    """Yield every lever with what it does to the chance of joint action."""
    before = outlook(asked, theta)
    for name, label, step, changed in changes(asked):
        if watch:
            watch(name)
        after = outlook(changed, theta)
        yield Lever(name, label, step, {rung: after[rung] - before[rung] for rung in RUNGS})


def outlook(asked: Asked, theta: Array) -> Mapping[str, Array]:
    """Return, by rung, the chance that half of capability acts together under each draw, shape (D,)."""
    return together(asked.fitted, asked.weighed, asked.setting, theta)


def changes(asked: Asked) -> Iterator[tuple[str, Message, float | None, Asked]]:
    """Yield name, label, size and the scenario changed, for every lever that can be moved."""
    for name, step in STEPS.items():
        now = _now(asked, name)
        low, high = RANGES[name]
        size = step if low <= now + step <= high else -step
        args: dict[str, Argument] = {"lever": Message(LEVER_LABELS[name]), "step": f"{size:+g}".replace("-", "\u2212")}
        yield name, Message(N_("{lever} {step}"), args), size, again(asked, **{name: now + size})
    for level in OBLIGATIONS:
        if level not in (TREATY, asked.scenario.levers.obligation):
            label = Message(N_("all owe the beneficiary: {what}"), {"what": Message(OBLIGATION_LABELS[level])})
            yield f"obligation={level}", label, None, again(asked, obligation=level)
    idle = asked.situation.hegemon in asked.situation.targets  # a target retaliates whatever its stance is called
    for stance in ("for", "neutral", "against"):
        if asked.situation.stance not in (stance, "member") and not idle:
            label = Message(N_("the hegemon is {stance}"), {"stance": Message(STANCE_LABELS[stance])})
            yield f"hegemon_stance={stance}", label, None, again(asked, hegemon_stance=stance)
    if 1 < len(asked.situation.players) <= MOST_MEMBERS:
        for ccode in asked.situation.players:
            label = Message(N_("without {state}"), {"state": StateRef(ccode, asked.scenario.date)})
            yield f"drop={code_of(ccode)}", label, None, without(asked, ccode)


def without(asked: Asked, ccode: int) -> Asked:
    """Return the scenario with one player not asked."""
    parts = {name: getattr(asked, name) for name in asked.__dataclass_fields__}
    return again(Asked(**{**parts, "dropped": (*asked.dropped, code_of(ccode))}))


def _now(asked: Asked, name: str) -> float:
    if name == "threshold":
        return asked.scenario.threshold
    if name == "leader_inducement" and asked.scenario.levers.leader_inducement is None:
        return float(asked.weighed.affinity[:, 4].mean()) / 100.0
    return float(getattr(asked.scenario.levers, name))


def _section(asked: Asked, found: Sequence[Lever]) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (
            one.label,
            one.name,
            "" if one.step is None else f"{one.step:+g}",
            *(_change(one, rung, asked.fitted.crises) for rung in RUNGS),
        )
        for one in found
    ]
    columns = (
        Column("lever", Message(N_("lever"))),
        Column("name", Message(N_("code")), "code"),
        Column("step", Message(N_("change")), "code"),
        *(Column(rung, Message(RUNG_CHANGES[rung]), "estimate") for rung in RUNGS),
    )
    note = Message(
        N_(
            "Change in the chance that players with half of capability act together at the rung or above, after less "
            "before, the largest effect on acting at a cost first."
        )
    )
    chart = Chart(
        "effects",
        Message(N_("Change in the chance of acting at a cost")),
        "intervals",
        "effects",
        {"y": "lever", "x": "pay"},
        Message(N_("Change in the chance of joint action at a cost by lever, with 90 % intervals.")),
    )
    first = found[0]
    sentence = Message(
        N_(
            "Within the model acting together at a cost moves most with this lever: {lever}, by {change}. Conditional "
            "on the model, not causal."
        ),
        {"lever": first.label, "change": _change(first, "pay", asked.fitted.crises)},
    )
    table = Table("effects", Message(N_("What each lever changes")), columns, tuple(rows), note)
    return Section("levers", Message(N_("Levers")), (sentence,), (), (table,), (chart,))


def _change(one: Lever, rung: str, crises: int) -> Estimate:
    values = one.change[rung]
    low, high = bounds(values)
    value = float(np.mean(values))
    method = f"{METHOD}; the same draws before and after"
    return Estimate(
        value, *around(value, float(low), float(high)), LEVEL, crises, "difference", method, Coverage(), SOURCES
    )


LEVER_LABELS = {
    "hegemon_severity": N_("severity of retaliation"),
    "hegemon_predictability": N_("predictability of retaliation"),
    "leader_inducement": N_("inducement, share of GDP"),
    "salience": N_("likeness to the famous crises"),
    "threshold": N_("capability needed"),
}
OBLIGATION_LABELS = {
    "none": N_("nothing"),
    "consultation": N_("consultation"),
    "non-aggression": N_("non-aggression"),
    "neutrality": N_("neutrality"),
    "defence": N_("defence"),
}
STANCE_LABELS = {"for": N_("for what is asked"), "neutral": N_("neutral"), "against": N_("against what is asked")}
RUNG_CHANGES = {"say": N_("say, change"), "pay": N_("pay, change"), "fight": N_("fight, change")}
