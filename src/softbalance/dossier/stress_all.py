"""Every shipped scenario in one table."""

from collections.abc import Callable

from softbalance.crisis.joint import RUNGS
from softbalance.crisis.scenario import load_scenario, shipped
from softbalance.dossier.contest import warning
from softbalance.dossier.held import Held
from softbalance.dossier.levers import outlook
from softbalance.dossier.model import N_, Cell, Chart, Column, Dossier, GroupingRef, Message, Section, Table
from softbalance.dossier.notes import reason
from softbalance.dossier.played import ask, draws_for
from softbalance.dossier.references import source_lines
from softbalance.dossier.stress import title_of
from softbalance.dossier.stress_sections import chance, reservations, salience_note
from softbalance.terms.errors import BadInput

Watch = Callable[[int, int], None]
_KNOWN = N_("Everything the players weigh is from the year before each scenario or earlier.")


def stress_all(
    grouping: str | None = None,
    *,
    draws: int | None = None,
    held: Held | None = None,
    watch: Watch = lambda _k, _n: None,
) -> Dossier:
    """Return all shipped scenarios, put to one grouping, or each to its own.

    A scenario that a grouping cannot play, since it did not exist on the day or nobody is left to ask, stands in the
    table with the reason.

    Examples
    --------
    >>> table = stress_all(draws=2).section("scenarios").tables[0]
    >>> "taiwan-blockade" in [row[0] for row in table.rows]
    True
    """
    held = held or Held.default()
    rows = []
    for k, name in enumerate(shipped()):
        rows.append(_row(name, grouping, draws, held))
        watch(k + 1, len(shipped()))
    section = _section(rows)
    return Dossier(
        kind="stress_all",
        subject=grouping or "each",
        title=Message(N_("Stress tests: every shipped scenario")),
        asked={"grouping": grouping, "draws": draws},
        answer=warning(held.snapshot),
        sections=(section,),
        sources=source_lines((section,), held),
        command=" ".join(["softbalance stress", *([grouping] if grouping else []), "--all"]),
        versions=held.versions(),
        notes=(Message(_KNOWN), salience_note(), *reservations()),
    )


def _row(name: str, grouping: str | None, draws: int | None, held: Held) -> tuple[Cell, ...]:
    one = load_scenario(name)
    try:
        asked = ask(grouping, one, held=held)
    except BadInput as fault:
        return (name, title_of(one), GroupingRef(grouping or one.grouping), None, None, None, None, reason(fault))
    found = outlook(asked, asked.fitted.draws(draws_for(asked, draws)))
    chances = (chance(found[rung], asked.fitted.crises) for rung in RUNGS)
    return (name, title_of(one), GroupingRef(asked.body.id), len(asked.codes), *chances, "")


def _section(rows: list[tuple[Cell, ...]]) -> Section:
    columns: tuple[Column, ...] = (
        Column("name", Message(N_("scenario"))),
        Column("title", Message(N_("title"))),
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("players", Message(N_("players")), "integer"),
        Column("say", Message(N_("say together")), "estimate"),
        Column("pay", Message(N_("pay together")), "estimate"),
        Column("fight", Message(N_("fight together")), "estimate"),
        Column("why_not", Message(N_("why not played"))),
    )
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    table = Table("scenarios", Message(N_("Chance that half of capability acts together")), columns, tuple(rows))
    chart = Chart(
        "pay_together",
        Message(N_("Chance of acting together at a cost")),
        "intervals",
        "scenarios",
        {"y": "name", "x": "pay"},
        Message(N_("Chance of joint action at a cost by scenario, with 90 % intervals.")),
    )
    return Section("scenarios", Message(N_("Scenarios")), (), (), (table,), (chart,))
