"""The stress test: a scenario put to a grouping, and what the fitted game says each would do and all together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from softbalance.crisis.branches import MAX_SEARCHED, Equilibria, all_equilibria, principal_alone
from softbalance.crisis.drivers import Drivers, drivers
from softbalance.crisis.game import ACTIONS
from softbalance.crisis.joint import RUNGS, joint_action, reach
from softbalance.crisis.known import Array
from softbalance.crisis.play import Outlook, game_at_mode, play
from softbalance.crisis.scenario import Scenario
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Dossier, GroupingRef, Message, written
from softbalance.dossier.played import Asked, ask, draws_for
from softbalance.dossier.references import source_lines
from softbalance.dossier.stress_sections import answer, notes, sections
from softbalance.terms.estimate import LEVEL
from softbalance.terms.grouping import Grouping

FEW_STARTS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Stress:
    """A scenario played, before it is told.

    Attributes
    ----------
    asked
        The scenario, its players and what each weighs.
    outlook
        Chances over draws of the parameters.
    equilibria
        Those found at the mode, with the common shock at its mean.
    drivers
        What moves each player there.
    """

    asked: Asked
    outlook: Outlook
    equilibria: Equilibria
    drivers: Drivers


def stress(
    grouping: str | Grouping | None = None,
    *,
    scenario: str | Path | Scenario,
    levers: Mapping[str, Any] | None = None,
    add: Sequence[str] = (),
    drop: Sequence[str] = (),
    draws: int | None = None,
    held: Held | None = None,
) -> Dossier:
    """Return what a grouping's members would do in a scenario, by the fitted game.

    Parameters
    ----------
    grouping
        The grouping asked; by default the scenario's own.
    scenario
        Name of a shipped scenario, a TOML file, or a scenario.
    levers
        ``hegemon_severity``, ``hegemon_predictability``, ``leader_inducement``, ``salience``, ``obligation``,
        ``hegemon_stance``, ``threshold``.
    add, drop
        States to ask beside the members, members not to ask.
    draws
        Draws of the parameters; 1,000, or 200 for more than 20 players.
    held
        Evidence; by default the snapshot.

    Raises
    ------
    UnknownName
        For a scenario, grouping or state nobody knows.
    BadInput
        For a scenario that cannot be played.
    NotHeld
        If the snapshot holds no fitted game.

    Examples
    --------
    >>> dossier = stress("SCO", scenario="taiwan-blockade", draws=50)
    >>> [table.name for table in dossier.section("who_acts").tables]
    ['acts']
    """
    held = held or Held.default()
    return told(played(ask(grouping, scenario, levers=levers, add=add, drop=drop, held=held), draws), held)


def played(asked: Asked, draws: int | None = None) -> Stress:
    """Return a scenario played."""
    theta = asked.fitted.draws(draws_for(asked, draws))
    outlook = play(asked.fitted, asked.weighed, asked.setting, theta)
    game = game_at_mode(asked.fitted, asked.weighed, asked.setting, players=asked.codes)
    found = all_equilibria(game, starts=FEW_STARTS) if game.n <= MAX_SEARCHED else principal_alone(game)
    return Stress(asked, outlook, found, drivers(asked.fitted, asked.weighed, found[0]))


def told(result: Stress, held: Held) -> Dossier:
    """Return the dossier of a scenario played."""
    asked = result.asked
    parts = sections(result, held.snapshot)
    return Dossier(
        kind="stress",
        subject=asked.body.id,
        title=Message(
            N_("Stress test: {grouping}, {scenario}"),
            {"grouping": GroupingRef(asked.body.id), "scenario": title_of(asked.scenario)},
        ),
        asked=asked_values(asked, len(result.outlook.chances)),
        answer=answer(result, held.snapshot),
        sections=parts,
        sources=source_lines(parts, held),
        command=command(asked),
        versions=held.versions(),
        notes=notes(asked),
    )


def stress_data(result: Stress) -> dict[str, Any]:
    """Return the keys that JSON has beside those of the dossier: ``members``, ``joint``, ``equilibria``."""
    codes, outlook = result.asked.codes, result.outlook
    return {
        "members": {code: _member(outlook.chances[:, k]) for k, code in enumerate(codes)},
        "joint": {rung: _joint(outlook, rung, codes) for rung in RUNGS},
        "equilibria": [_equilibrium(one, codes) for one in result.equilibria],
    }


def title_of(one: Scenario) -> Message:
    """Return a scenario's title, in both languages where its author gave it."""
    return written(one.title, one.title_zh_hant)


def asked_values(asked: Asked, draws: int) -> dict[str, Any]:
    """Return what was asked as plain values, in the order in which they are shown."""
    one, levers = asked.scenario, asked.scenario.levers
    return {
        "scenario": _named(one),
        "date": str(one.date),
        "grouping": asked.body.id,
        "grouping_of_the_scenario": one.grouping,
        "beneficiary": list(one.beneficiary),
        "target": list(one.target),
        "hegemon": one.hegemon,
        "hegemon_stance": asked.situation.stance,
        "issue": one.issue,
        "threshold": one.threshold,
        "hegemon_severity": levers.hegemon_severity,
        "hegemon_predictability": levers.hegemon_predictability,
        "leader_inducement": levers.leader_inducement,
        "salience": levers.salience,
        "obligation": levers.obligation,
        "added": list(asked.added),
        "dropped": list(asked.dropped),
        "known_until": asked.known.year,
        "draws": draws,
    }


def command(asked: Asked, verb: str = "stress") -> str:
    """Return the command line that makes a dossier again; a scenario that does not ship is named by its title."""
    from softbalance.crisis.scenario import load_scenario, shipped

    named = _named(asked.scenario) if _named(asked.scenario) in shipped() else "SCENARIO.toml"
    parts = [f"softbalance {verb} {asked.body.id} --scenario {named}"]
    base = load_scenario(named) if named in shipped() else asked.scenario
    parts += [f"--set {name}={value}" for name, value in _changed(asked.scenario, base)]
    parts += [f"--add {code}" for code in asked.added] + [f"--drop {code}" for code in asked.dropped]
    return " ".join(parts)


def _named(one: Scenario) -> str:
    """Return the name under which a scenario ships, or the title of one that does not."""
    from softbalance.crisis.scenario import load_scenario, shipped

    same = ("title", "date", "grouping", "beneficiary", "target", "hegemon", "issue", "context")
    ours = {name: load_scenario(name) for name in shipped()}
    return next((name for name, it in ours.items() if all(getattr(it, k) == getattr(one, k) for k in same)), one.title)


def _changed(now: Scenario, before: Scenario) -> list[tuple[str, Any]]:
    names = now.levers.__dataclass_fields__
    changed = [
        (name, getattr(now.levers, name)) for name in names if getattr(now.levers, name) != getattr(before.levers, name)
    ]
    return changed + ([("threshold", now.threshold)] if now.threshold != before.threshold else [])


def bounds(values: Array) -> tuple[Array, Array]:
    """Return the central interval of draws at the project's level, along the first axis."""
    low, high = np.quantile(values, [0.5 * (1.0 - LEVEL), 0.5 * (1.0 + LEVEL)], axis=0)
    return np.asarray(low), np.asarray(high)


def _member(chances: Array) -> dict[str, Any]:
    low, high = bounds(chances)
    plain = [dict(zip(ACTIONS, map(float, row), strict=True)) for row in (chances.mean(axis=0), low, high)]
    return {**plain[0], "low": plain[1], "high": plain[2]}


def _joint(outlook: Outlook, rung: str, codes: Sequence[str]) -> dict[str, Any]:
    parts = {"by_capability": outlook.by_capability, "by_heads": outlook.by_heads, "committed": outlook.committed}
    pivotal = sorted(zip(codes, map(float, outlook.pivotal[rung]), strict=True), key=lambda pair: -pair[1])
    return {**{name: _interval(table[rung]) for name, table in parts.items()}, "pivotal": dict(pivotal)}


def _interval(values: Array) -> dict[str, float]:
    low, high = bounds(values)
    return {"value": float(values.mean()), "low": float(low), "high": float(high), "level": LEVEL}


def _equilibrium(one: Any, codes: Sequence[str]) -> dict[str, Any]:
    joint = joint_action(one)
    return {
        "principal": one.principal,
        "stable": one.stable,
        "residual": one.residual,
        "members": {
            code: dict(zip(ACTIONS, map(float, row), strict=True))
            for code, row in zip(codes, one.probabilities, strict=True)
        },
        "joint": {rung: joint[rung].by_capability for rung in RUNGS},
        "expected_acting": {rung: float(reach(one.probabilities, rung).sum()) for rung in RUNGS},
    }
