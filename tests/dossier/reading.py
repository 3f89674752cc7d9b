"""What the tests of dossiers share: figures and records by name, and what was made once."""

from functools import cache
from typing import Any

from softbalance.dossier.assess import ask
from softbalance.dossier.binding import binding_section, own_defence
from softbalance.dossier.burdens import burden_section
from softbalance.dossier.dependence import dependence_section
from softbalance.dossier.discord import discord_section
from softbalance.dossier.held import Held
from softbalance.dossier.model import Dossier, Message, Section
from softbalance.dossier.profile import profile
from softbalance.dossier.surface import surface_section
from softbalance.dossier.ties_held import TiesHeld
from softbalance.interfaces.as_json import to_json
from softbalance.terms.estimate import Estimate

HELD = Held.default()
TIES = TiesHeld(HELD.snapshot)


@cache
def assessed(grouping: str, as_of: str = "2024-12-31") -> Dossier:
    """The assessment of a grouping without its votes, which take the longest."""
    asked = ask(grouping, HELD, as_of=as_of)
    sections = (
        surface_section(asked, HELD.snapshot),
        binding_section(asked, TIES),
        discord_section(asked, TIES),
        dependence_section(asked, TIES),
        burden_section(asked, TIES, alliance=bool(own_defence(asked, TIES).value)),
    )
    return Dossier("assessment", asked.grouping.id, Message(""), {}, (), sections, (), "", {})


@cache
def profiled(state: str, year: int = 2024, vs: tuple[str, ...] = ()) -> Dossier:
    return profile(state, as_of=year, vs=vs, held=HELD)


@cache
def as_json(dossier_of: Any, *asked: Any) -> dict[str, Any]:
    """A dossier as JSON, by what makes it and what was asked."""
    return to_json(dossier_of(*asked))


def figure(section: Section, name: str) -> Estimate:
    return next(one.estimate for one in section.figures if one.name == name)


def records(dossier: Dossier, section: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them, states by their codes."""
    return to_json(dossier)[section]["tables"][table]
