"""The tests by name, and the check that a registry asks them what they can answer."""

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from softbalance.dossier.claims import tests_arms, tests_bonds, tests_record, tests_register, tests_ties, tests_votes
from softbalance.dossier.claims.evidence import Finding
from softbalance.terms.errors import BadInput, SoftbalanceError, UnknownName
from softbalance.terms.marking import N_

Test = Callable[..., Finding]

_ALL: tuple[Test, ...] = (
    tests_arms.arms_share,
    tests_arms.arms_lead,
    tests_ties.trade_growth,
    tests_ties.trade_share,
    tests_ties.troops_hosted,
    tests_ties.exercises_lead,
    tests_ties.finance_of_gdp,
    tests_ties.finance_reach,
    tests_register.founding_year,
    tests_register.founders_are,
    tests_register.role_count,
    tests_register.has_role,
    tests_register.joined_year,
    tests_register.sit_together,
    tests_register.charter_flag,
    tests_register.departures,
    tests_register.sits_with,
    tests_register.in_both_camps,
    tests_votes.vote_lead,
    tests_votes.vote_similarity,
    tests_votes.cohesion_gap,
    tests_votes.stands_with,
    tests_votes.joining_effect,
    tests_votes.period_shift,
    tests_bonds.own_obligation_share,
    tests_bonds.defence_tied,
    tests_bonds.discord_share,
    tests_bonds.discord_gap,
    tests_bonds.at_odds_with,
    tests_bonds.areas_differ,
    tests_record.crisis_rate,
    tests_record.joint_action,
    tests_record.crisis_outlook,
    tests_record.beyond_chance,
    tests_record.surface_rank,
    tests_record.world_share_change,
    tests_record.stays_loose,
)

TESTS: Mapping[str, Test] = MappingProxyType({test.__name__: test for test in _ALL})


def check_arguments(name: str, args: Mapping[str, Any]) -> None:
    """Raise unless there is a test of that name that takes these arguments.

    Raises
    ------
    UnknownName
        If there is no such test, state or grouping.
    BadInput
        If an argument is missing, unknown or of the wrong kind.

    Examples
    --------
    >>> check_arguments("arms_share", {"state": "IND", "suppliers": ["USA", "NATO"]})
    """
    if name not in TESTS:
        near = get_close_matches(name, TESTS, n=3, cutoff=0.4)
        raise UnknownName(N_("test"), name, near, N_("Tests: {names}."), names=tuple(TESTS))
    taken = inspect.signature(TESTS[name]).parameters
    wanted = {key: one for key, one in taken.items() if one.kind is one.KEYWORD_ONLY}
    unknown = sorted(set(args) - set(wanted))
    missing = sorted(key for key, one in wanted.items() if one.default is one.empty and key not in args)
    if unknown or missing:
        said = [f"unknown argument {', '.join(unknown)}"] if unknown else []
        said += [f"missing argument {', '.join(missing)}"] if missing else []
        raise BadInput(f"test {name}: {'; '.join(said)}; it takes {', '.join(wanted)}")
    for key, value in args.items():
        _check_value(f"test {name}: {key}", value, wanted[key].annotation)


def _check_value(where: str, value: Any, kind: Any) -> None:
    if get_origin(kind) in (Union, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    if get_origin(kind) is Annotated:
        plain, resolve = get_args(kind)
        _check_value(where, value, plain)
        _resolve(where, value, resolve)
    elif not _fits(value, kind):
        raise BadInput(f"{where} must be {_named(kind)}, not {value!r}")


def _resolve(where: str, value: Any, resolve: Callable[[Any], Any]) -> None:
    try:
        resolve(value)
    except SoftbalanceError as wrong:
        raise BadInput(f"{where}: {wrong}") from wrong


def _fits(value: Any, kind: Any) -> bool:
    if get_origin(kind) is list:
        return isinstance(value, list) and bool(value) and all(_fits(one, get_args(kind)[0]) for one in value)
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool)


def _named(kind: Any) -> str:
    if get_origin(kind) is list:
        return f"a list, each {_named(get_args(kind)[0])}"
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    return {str: "a text", int: "a whole number", float: "a number"}.get(kind, str(kind))
