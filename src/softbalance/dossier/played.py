"""A scenario played on what is held: who is asked, what each weighs, and what the fitted game makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from softbalance.crisis.covariates import Covariates, Situation, covariates
from softbalance.crisis.fitted import Fitted, from_tables
from softbalance.crisis.known import Known
from softbalance.crisis.play import Setting
from softbalance.crisis.scenario import RANGES, Scenario, load_scenario, situation_of
from softbalance.dossier.crisis_record import known_in
from softbalance.dossier.held import Held
from softbalance.evidence.snapshot import Snapshot
from softbalance.terms.errors import BadInput, UnknownName
from softbalance.terms.grouping import Grouping
from softbalance.terms.groupings import resolve_grouping
from softbalance.terms.marking import N_
from softbalance.terms.states import by_ccode

FIT_TABLES = ("crisis_parameters", "crisis_covariance")
TEXT_LEVERS = ("obligation", "hegemon_stance")
DRAWS = 1000
FEWER_DRAWS = 200
MANY_PLAYERS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One scenario as it is to be played.

    Attributes
    ----------
    scenario
        With the levers as set.
    body
        The grouping played, which may not be the scenario's own.
    added, dropped
        Codes of states asked beside the members, and of members not asked.
    situation, weighed, setting
        Who is asked, what each weighs, and what the scenario sets.
    fitted
        The fitted game.
    known
        What was known the year before.
    """

    scenario: Scenario
    body: Grouping
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    situation: Situation
    weighed: Covariates
    setting: Setting
    fitted: Fitted
    known: Known

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the players, as JSON names them."""
        return tuple(code_of(ccode) for ccode in self.situation.players)


def ask(
    grouping: str | Grouping | None,
    scenario: str | Path | Scenario,
    *,
    levers: Mapping[str, Any] | None = None,
    add: Sequence[str] = (),
    drop: Sequence[str] = (),
    held: Held,
) -> Asked:
    """Return a scenario ready to be played.

    Parameters
    ----------
    grouping
        The grouping asked; the scenario's own where ``None``.
    scenario
        Name of a shipped scenario, a TOML file, or a scenario.
    levers
        Levers to set: those of :class:`softbalance.crisis.scenario.Levers`, and ``threshold``.
    add, drop
        States to ask beside the members, members not to ask.
    held
        Evidence.
    """
    one = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if levers:
        one = one.replace(**levers)
    body = _body(grouping, one)
    situation = situation_of(one, body=body, add=add, drop=drop)
    known = known_of(held.snapshot)(one.date.year - 1)
    setting = _setting(one)
    return Asked(
        one,
        body,
        tuple(add),
        tuple(drop),
        situation,
        covariates(known, situation),
        setting,
        fitted_in(held.snapshot),
        known,
    )


def _setting(one: Scenario) -> Setting:
    levers = one.levers
    return Setting(one.threshold, levers.hegemon_severity, levers.hegemon_predictability, levers.salience)


def again(asked: Asked, **levers: Any) -> Asked:
    """Return the same scenario with levers set otherwise."""
    one = asked.scenario.replace(**levers)
    situation = situation_of(one, body=asked.body, add=asked.added, drop=asked.dropped)
    setting = _setting(one)
    parts = {name: getattr(asked, name) for name in asked.__dataclass_fields__}
    weighed = covariates(asked.known, situation)
    return Asked(**{**parts, "scenario": one, "situation": situation, "setting": setting, "weighed": weighed})


def read_lever(text: str) -> tuple[str, Any]:
    """Return a lever and its value from ``name=value``.

    Raises
    ------
    BadInput
        If there is no such lever, or its value is no number where one is needed.

    Examples
    --------
    >>> read_lever("hegemon_severity=0.4"), read_lever("obligation=defence")
    (('hegemon_severity', 0.4), ('obligation', 'defence'))
    """
    name, sign, value = (part.strip() for part in text.partition("="))
    _check_lever(name, (*RANGES, *TEXT_LEVERS))
    if not sign or not value:
        raise BadInput(N_("{given!r} sets nothing: write {name}=VALUE"), given=text, name=name)
    return (name, value) if name in TEXT_LEVERS else (name, _float(name, value))


def read_sweep(text: str) -> tuple[str, tuple[float, ...]]:
    """Return a lever and the values to try from ``name=low:high:count``.

    Examples
    --------
    >>> read_sweep("hegemon_severity=0:1:5")
    ('hegemon_severity', (0.0, 0.25, 0.5, 0.75, 1.0))
    """
    name, _, span = (part.strip() for part in text.partition("="))
    _check_lever(name, tuple(RANGES))
    parts = span.split(":")
    if len(parts) != 3 or not parts[2].isdecimal() or not 2 <= int(parts[2]) <= MOST_STEPS:
        raise BadInput(
            N_("{given!r} is no sweep: write {name}=LOW:HIGH:COUNT, 2 to {most} values"),
            given=text,
            name=name,
            most=MOST_STEPS,
        )
    low, high, count = _float(name, parts[0]), _float(name, parts[1]), int(parts[2])
    return name, tuple(low + (high - low) * k / (count - 1) for k in range(count))


MOST_STEPS = 101


def fitted_in(snapshot: Snapshot) -> Fitted:
    """Return the fitted game that a snapshot holds."""
    return from_tables({name: snapshot.table(name) for name in FIT_TABLES})


@cache
def known_of(snapshot: Snapshot) -> Any:
    """Return what gives, from a snapshot, all that was known at the end of a year; read once."""
    return known_in(snapshot)


def draws_for(asked: Asked, draws: int | None) -> int:
    """Return how many draws of the parameters to play: fewer where many players make each of them dear."""
    if draws is None:
        return DRAWS if len(asked.situation.players) <= MANY_PLAYERS else FEWER_DRAWS
    if not 2 <= draws <= 100_000:
        raise BadInput(N_("The draws must lie between 2 and 100,000; given: {given}"), given=draws)
    return draws


def code_of(ccode: int) -> str:
    """Return the code by which JSON names a state: ISO 3166 alpha-3, or the abbreviation of COW."""
    one = by_ccode(ccode)
    return one.iso3 or one.cow_abb


def _body(grouping: str | Grouping | None, one: Scenario) -> Grouping:
    if isinstance(grouping, Grouping):
        return grouping
    return resolve_grouping(grouping or one.grouping)


def _check_lever(name: str, allowed: Sequence[str]) -> None:
    from difflib import get_close_matches

    if name not in allowed:
        near = get_close_matches(name, allowed, n=1, cutoff=0.4)
        raise UnknownName(N_("lever"), name, near, N_("Levers are {names}."), names=tuple(allowed))


def _float(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise BadInput(N_("{name} needs a number; given: {given!r}"), name=name, given=value) from None
