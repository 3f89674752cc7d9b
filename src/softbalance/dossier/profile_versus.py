"""Several states side by side: alignment, conduct and the numbers that drive them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from softbalance.dossier.model import N_, Cell, Chart, Column, Message, Section, Share, StateRef, Table
from softbalance.dossier.profile_sections import AREA_LABELS, CLASS_LABELS, ENTROPIES, entropy_estimate
from softbalance.dossier.ties_held import TiesHeld
from softbalance.dossier.year_profiles import YearProfiles
from softbalance.measures.profile import AREAS
from softbalance.terms.state_register import State
from softbalance.terms.states import by_ccode

if TYPE_CHECKING:
    from softbalance.dossier.profile import ProfileAsked


def versus_section(asked: "ProfileAsked", ties: TiesHeld, now: YearProfiles, others: Sequence[State]) -> Section:
    """Return the state beside others."""
    everyone = [one.ccode for one in (asked.state, *others)]
    rows: list[tuple[Cell, ...]] = []
    for ccode in everyone:
        i = now.row(ccode)
        conduct = None if ccode in now.poles else now.conduct_of(ccode)
        rows.append(
            (
                StateRef(ccode, asked.day),
                Message(CLASS_LABELS[conduct.most_likely]) if conduct else None,
                Share(conduct.probability[conduct.most_likely]) if conduct else None,
                *(entropy_estimate(now, i, name) for name in ENTROPIES),
            )
        )
    columns = (
        Column("state", Message(N_("state")), "state"),
        Column("conduct", Message(N_("conduct"))),
        Column("probability", Message(N_("probability")), "share", "probability"),
        *(Column(name, Message(label), "estimate", "index") for name, label in ENTROPIES.items()),
    )
    plane = Chart(
        "plane",
        Message(N_("Hedging against compartmentalisation")),
        "scatter",
        "states",
        {"x": "hedging", "y": "compartmentalisation", "label": "state"},
        Message(N_("States by hedging within issue areas and compartmentalisation between them.")),
    )
    table = Table("states", Message(N_("Side by side")), columns, tuple(rows))
    return Section(
        "versus", Message(N_("Beside other states")), tables=(table, _camps(asked, now, everyone)), charts=(plane,)
    )


def _camps(asked: "ProfileAsked", now: YearProfiles, everyone: Sequence[int]) -> Table:
    """Return the shares of each power in each area, one row a state and area."""
    rows: list[tuple[Cell, ...]] = []
    for ccode in everyone:
        i = now.row(ccode)
        for k, area in enumerate(AREAS[:3]):
            shares = [Share(float(v)) if np.isfinite(v) else None for v in now.made.shares[i, k]]
            rows.append((StateRef(ccode, asked.day), Message(AREA_LABELS[area]), *shares))
    columns = (
        Column("state", Message(N_("state")), "state"),
        Column("area", Message(N_("issue area"))),
        *(
            Column(f"share_{by_ccode(pole).code}", Message(N_("{state}"), {"state": StateRef(pole)}), "share", "share")
            for pole in now.poles
        ),
        Column("other", Message(N_("others")), "share", "share"),
    )
    return Table("areas", Message(N_("Alignment by issue area")), columns, tuple(rows))
