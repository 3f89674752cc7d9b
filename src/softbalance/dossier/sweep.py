"""Sweeps: joint action over a grid of levers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import polars as pl

from softbalance.crisis.joint import RUNGS
from softbalance.crisis.known import Array
from softbalance.crisis.play import together
from softbalance.dossier.contest import warning
from softbalance.dossier.held import Held
from softbalance.dossier.levers import LEVER_LABELS
from softbalance.dossier.model import (
    N_,
    Cell,
    Chart,
    Column,
    Dossier,
    GroupingRef,
    Message,
    Section,
    Table,
)
from softbalance.dossier.played import Asked, again
from softbalance.dossier.references import source_lines
from softbalance.dossier.stress import asked_values, command, title_of
from softbalance.dossier.stress_sections import chance, notes
from softbalance.terms.errors import BadInput

SWEEP_NODES = 3
"""Nodes over the common shock in a sweep; a single scenario takes five."""

MOST_CELLS = 2_601
Watch = Callable[[int, int], None]
Played = tuple[dict[str, float], Mapping[str, Array]]
"""Levers, and by rung the chance of acting together under each draw, shape (D,)."""


def sweep(
    asked: Asked, grid: Mapping[str, Sequence[float]], *, held: Held, draws: int, watch: Watch = lambda _k, _n: None
) -> Dossier:
    """Return a scenario played over a grid of levers, the same draws of the parameters in every cell.

    Parameters
    ----------
    asked
        The scenario.
    grid
        By lever, the values to try; one lever or two for a picture, more for the table alone.
    held
        Evidence.
    draws
        Draws of the parameters in each cell.
    watch
        Called with cells done and cells in all.

    Raises
    ------
    BadInput
        For more than 2,601 cells (51 by 51).
    """
    cells = list(played_cells(asked, grid, draws, watch))
    section = _section(asked, grid, cells)
    return Dossier(
        kind="sweep",
        subject=asked.body.id,
        title=Message(
            N_("Sweep: {grouping}, {scenario}"),
            {"grouping": GroupingRef(asked.body.id), "scenario": title_of(asked.scenario)},
        ),
        asked={**asked_values(asked, draws), "swept": {name: list(values) for name, values in grid.items()}},
        answer=(*section.sentences, *warning(held.snapshot)),
        sections=(section,),
        sources=source_lines((section,), held),
        command=_command(asked, grid),
        versions=held.versions(),
        notes=notes(asked),
    )


def played_cells(asked: Asked, grid: Mapping[str, Sequence[float]], draws: int, watch: Watch) -> Iterator[Played]:
    """Yield the levers of each cell and what comes of them."""
    count = 1
    for values in grid.values():
        count *= len(values)
    if not 2 <= count <= MOST_CELLS:
        raise BadInput(N_("The sweep has {count:,} cells; allowed are 2 to {most:,}"), count=count, most=MOST_CELLS)
    theta = asked.fitted.draws(draws)
    for k, values in enumerate(product(*grid.values())):
        levers = dict(zip(grid, values, strict=True))
        changed = again(asked, **levers)
        yield levers, together(changed.fitted, changed.weighed, changed.setting, theta, nodes=SWEEP_NODES)
        watch(k + 1, count)


def grid_frame(dossier: Dossier) -> pl.DataFrame:
    """Return the grid of a sweep as a frame: levers, then ``RUNG``, ``RUNG_low``, ``RUNG_high``."""
    table = dossier.section("grid").tables[0]
    rows = []
    for row in table.rows:
        cells: dict[str, float | None] = {}
        for column, cell in zip(table.columns, row, strict=True):
            if column.kind == "estimate":
                cells |= {column.name: cell.value, f"{column.name}_low": cell.low, f"{column.name}_high": cell.high}  # type: ignore[union-attr]
            else:
                cells[column.name] = float(cell)  # type: ignore[arg-type]
        rows.append(cells)
    return pl.DataFrame(rows)


def _section(asked: Asked, grid: Mapping[str, Sequence[float]], cells: Sequence[Played]) -> Section:
    crises = asked.fitted.crises
    rows: list[tuple[Cell, ...]] = [
        (*levers.values(), *(chance(found[rung], crises) for rung in RUNGS)) for levers, found in cells
    ]
    columns = (
        *(Column(name, Message(LEVER_LABELS[name]), "number") for name in grid),
        *(Column(rung, Message(_JOINT[rung]), "estimate") for rung in RUNGS),
    )
    table = Table("grid", Message(N_("Chance that half of capability acts together")), columns, tuple(rows))
    best = max(cells, key=lambda one: float(one[1]["pay"].mean()))
    least = min(cells, key=lambda one: float(one[1]["pay"].mean()))
    sentence = Message(
        N_("Over the grid the chance of acting together at a cost runs from {low} to {high}."),
        {
            "low": chance(least[1]["pay"], crises),
            "high": chance(best[1]["pay"], crises),
        },
    )
    return Section("grid", Message(N_("The grid")), (sentence,), (), (table,), _charts(list(grid)))


def _charts(names: list[str]) -> tuple[Chart, ...]:
    title = Message(N_("Chance of acting together at a cost"))
    if len(names) == 2:
        alt = Message(N_("Shades of the chance of joint action at a cost over two levers."))
        return (Chart("pay_grid", title, "heatmap", "grid", {"x": names[0], "y": names[1], "value": "pay"}, alt),)
    if len(names) == 1:
        alt = Message(N_("Line of the chance of joint action at a cost over a lever, with 90 % intervals."))
        return (Chart("pay_line", title, "lines", "grid", {"x": names[0], "y": "pay"}, alt),)
    return ()


def _command(asked: Asked, grid: Mapping[str, Sequence[float]]) -> str:
    spans = [f"--sweep {name}={values[0]:g}:{values[-1]:g}:{len(values)}" for name, values in grid.items()]
    return " ".join([command(asked), *spans])


_JOINT = {"say": N_("say together"), "pay": N_("pay together"), "fight": N_("fight together")}
