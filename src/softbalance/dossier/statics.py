"""Comparative statics on the fitted game: what theory says must not happen, and where it does."""

from collections.abc import Callable, Iterator

import numpy as np

from softbalance.crisis.covariates import EXPOSURE, Covariates
from softbalance.crisis.joint import RUNGS, reach
from softbalance.crisis.known import Array
from softbalance.crisis.play import mean_chances
from softbalance.crisis.scenario import shipped
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Cell, Column, Message, Section, Table
from softbalance.dossier.played import Asked, again, ask
from softbalance.dossier.stress import title_of
from softbalance.dossier.stress_sections import TERM_LABELS

TOLERANCE = 1e-9
STEP = 0.1
Changed = Callable[[Asked], Asked]


def statics_section(held: Held) -> Section:
    """Return which comparative statics hold in the shipped scenarios at the mode, and where one is violated."""
    rows: list[tuple[Cell, ...]] = []
    scenarios = [ask(None, name, held=held) for name in shipped()]
    for label, rungs, change, sign in _statics():
        bad = tuple(title_of(one.scenario) for one in scenarios if not _holds(one, change, rungs, sign))
        verdict = Message(N_("violated")) if bad else Message(N_("holds"))
        violated_in = Message(N_("{parts}"), {"parts": bad})
        rows.append((label, verdict, len(scenarios) - len(bad), len(scenarios), violated_in))
    columns = (
        Column("static", Message(N_("what must hold"))),
        Column("verdict", Message(N_("verdict"))),
        Column("held", Message(N_("scenarios in which it holds")), "integer"),
        Column("tried", Message(N_("scenarios tried")), "integer"),
        Column("violated_in", Message(N_("violated in"))),
    )
    table = Table("statics", Message(N_("Comparative statics")), columns, tuple(rows))
    broken = sum(row[2] != row[3] for row in rows)
    sentence = Message(
        N_(
            "Of {n} comparative statics that theory demands, {broken} are violated by the fitted game in some scenario."
        ),
        {"n": len(rows), "broken": broken},
    )
    return Section("statics", Message(N_("Does the fitted game obey theory?")), (sentence,), (), (table,))


def acting(asked: Asked, rungs: tuple[str, ...]) -> Array:
    """Return each player's chance to act at each rung or above, at the mode, shape (rungs, n)."""
    chances = mean_chances(asked.fitted, asked.weighed, asked.setting, asked.fitted.theta[None])
    return np.array([reach(chances, rung)[0] for rung in rungs])


def _statics() -> Iterator[tuple[Message, tuple[str, ...], Changed, float]]:
    text = N_("more severe retaliation: no player acts more at any rung")
    yield Message(text), RUNGS, lambda asked: again(asked, hegemon_severity=_up(asked)), -1.0
    for column, name in enumerate(EXPOSURE):
        kind = Message(TERM_LABELS[f"exposure: {name}"])
        label = Message(N_("more exposure ({kind}): no player acts more at any rung"), {"kind": kind})
        yield label, RUNGS, _exposed(column), -1.0
    text = N_("a defence obligation instead of none: no player fights less")
    yield Message(text), ("fight",), _bound, 1.0


def _holds(asked: Asked, change: Changed, rungs: tuple[str, ...], sign: float) -> bool:
    if change is _bound:
        asked = again(asked, obligation="none")
    after = change(asked)
    return bool((sign * (acting(after, rungs) - acting(asked, rungs)) >= -TOLERANCE).all())


def _up(asked: Asked) -> float:
    return min(1.0, asked.scenario.levers.hegemon_severity + STEP)


def _bound(asked: Asked) -> Asked:
    return again(asked, obligation="defence")


def _exposed(column: int) -> Changed:
    """Return the change that raises one kind of exposure of every player that retaliators can reach."""

    def change(asked: Asked) -> Asked:
        if not asked.situation.retaliators:
            return asked
        own = asked.weighed
        exposure = own.exposure.copy()
        exposure[:, column] += STEP
        weighed = Covariates(own.capability, own.affinity, own.stakes, exposure, own.leader_exposure, own.unknown)
        parts = {name: getattr(asked, name) for name in asked.__dataclass_fields__}
        return Asked(**{**parts, "weighed": weighed})

    return change
