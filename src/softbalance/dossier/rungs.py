"""The rungs of paying and fighting: how often the other members acted when one of them did or was acted upon."""

from dataclasses import replace

import polars as pl

from softbalance.dossier.conduct_record import SOURCES, ConductHeld
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Figure,
    GroupingRef,
    Message,
    Section,
    StateRef,
    Table,
)
from softbalance.dossier.notes import Note
from softbalance.measures.joint_action import RungRecord, Tally
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import USER_DEFINED

TITLES = {
    "pay": N_("Pay: sanctions put on and answered together"),
    "fight": N_("Fight: disputes and wars fought together"),
}
RATE_LABELS = {
    "pay": N_("joint action on sanctions: share of the other members that acted"),
    "fight": N_("joint action in disputes: share of the other members that joined"),
}
ANY_LABEL = N_("share of occasions in which any other member did")
KIND_LABELS = {
    "all": N_("all occasions"),
    "imposes": N_("put on an outsider by a member"),
    "is sanctioned": N_("put on a member by an outsider"),
    "initiates": N_("begun by a member"),
    "is attacked": N_("begun by an outsider"),
    "in conflict": N_("who began is not coded"),
    "joins in": N_("a member joins outsiders"),
}
STATUS_LABELS = {
    "tested": N_("tested"),
    "never tested": N_("never tested: sources look, and saw no occasion"),
    "not covered": N_("not covered: no source at hand looks"),
}
COUNT_LABELS = {
    "occasions": N_("occasions"),
    "crises": N_("crises"),
    "chances": N_("chances"),
    "joined": N_("taken"),
    "collective": N_("of them by other bodies"),
    "other_side": N_("acts on the other side"),
}
_WIDENED = N_("{n} of {members} members without their like")
NULL_LABELS = {"plain": N_("any states outside"), "matched": N_("matched on region and regime")}

Row = tuple[Cell, ...]


def rung_section(conduct: ConductHeld, rung: str, *, listed: int | None = None) -> Section:
    """Return the section of a rung; its own figure is the rate of joint action.

    Parameters
    ----------
    conduct
        The record of what was asked.
    rung
        ``"pay"`` or ``"fight"``.
    listed
        How many of the latest disputes are listed; all by default.
    """
    record = conduct.record(rung)
    tables, figures = [record_table(record)], rung_figures(conduct, record)
    if conduct.asked.grouping.kind != USER_DEFINED:
        belonging = belonging_table(conduct, rung)
        tables.append(belonging)
        figures = (*figures, *_percentiles(belonging))
    if rung == "fight" and record.status == "tested":
        tables.append(occasion_table(conduct, listed))
    return Section(
        rung,
        Message(TITLES[rung]),
        (rung_sentence(conduct, record),),
        figures,
        tuple(tables),
        _charts(record),
        _notes(rung),
    )


def _percentiles(belonging: Table) -> tuple[Figure, ...]:
    """Return the place among random groupings as figures, where it is known."""
    text = N_("percentile among groupings that never were, {kind}")
    return tuple(
        Figure(f"beyond_chance.{name}.percentile", Message(text, {"kind": row[0]}), row[3])
        for name, row in zip(NULL_LABELS, belonging.rows, strict=False)
        if isinstance(row[0], Message) and isinstance(row[3], Estimate) and row[3].known
    )


def rung_figures(conduct: ConductHeld, record: RungRecord) -> tuple[Figure, ...]:
    """Return the rate, the share of occasions with any joiner, and the counts behind them."""
    whole = record.overall
    figures = [
        Figure("", Message(RATE_LABELS[record.rung]), whole.rate),
        Figure("any_joined", Message(ANY_LABEL), whole.any_joined),
    ]
    if record.rung == "pay" and conduct.asked.grouping.kind != USER_DEFINED:
        figures.append(Figure("body_decisions", Message(N_("decisions of the body as one")), body_decisions(conduct)))
    return tuple(figures)


def body_decisions(conduct: ConductHeld) -> Estimate:
    """Return how many sanctions the body decided on as one, which are in no rate."""
    coverage = replace(conduct.coverage["pay"], note=N_("acts of the body, in no rate"))
    if not coverage.observed:
        return Estimate.unknown("count", "decisions", conduct.coverage["pay"].note, SOURCES["pay"])
    number = conduct.decisions()
    return Estimate(number, None, None, LEVEL, number, "count", "sanctions decided", coverage, SOURCES["pay"])


def rung_sentence(conduct: ConductHeld, record: RungRecord) -> Message:
    """Return what the rung shows, in a sentence."""
    whole, args = record.overall, {"grouping": GroupingRef(conduct.asked.grouping.id)}
    if record.status == "never tested":
        return Message(_NEVER[record.rung], args)
    if record.status == "not covered":
        return Message(_UNSEEN[record.rung], args)
    told: dict[str, Argument] = {
        **args,
        **{name: getattr(whole, name) for name in ("occasions", "joined", "chances")},
        "rate": whole.rate,
    }
    one, many = _TESTED[record.rung]
    return Message(one, told, plural=many, count=whole.occasions)


def record_table(record: RungRecord) -> Table:
    """Return counts and rates, over all occasions and by kind."""
    rows = tuple(_record_row(record, tally) for tally in (record.overall, *record.kinds))
    columns = (
        Column("kind_name", Message(N_("kind of occasion"))),
        Column("status", Message(N_("status"))),
        *(Column(name, Message(label), "integer") for name, label in _HEADS),
        Column("rate", Message(N_("joint action")), "estimate", "share"),
        Column("any_joined", Message(N_("any joined")), "estimate", "share"),
    )
    note = Message(N_("The rate is the mean over crises: a crisis of many occasions counts once."))
    return Table("record", Message(N_("Occasions and acts")), columns, rows, note)


def belonging_table(conduct: ConductHeld, rung: str) -> Table:
    """Return the rate of groupings that never were, over the whole life of the grouping."""
    years = conduct.coverage[rung]
    rows = tuple(_belonging_row(row, rung, years) for row in conduct.table(f"conduct_{rung}_nulls").to_dicts())
    columns = (
        Column("kind", Message(N_("random groupings"))),
        Column("observed", Message(N_("observed")), "share", "share"),
        Column("null", Message(N_("mean of random groupings")), "estimate", "share"),
        Column("percentile", Message(N_("percentile")), "estimate", "share"),
        Column("untested", Message(N_("of them without an occasion")), "share", "share"),
    )
    note = Message(
        N_(
            "Each member is replaced by a state that never belonged, over the same years; rates here are chances "
            "taken over all chances, and span the grouping's whole life."
        )
    )
    title = Message(N_("Does belonging add anything? Against groupings that never were"))
    return Table("beyond_chance", title, columns, rows, note)


def occasion_table(conduct: ConductHeld, listed: int | None = None) -> Table:
    """Return the disputes, the latest first, with what each member did."""
    held = conduct.occasions()
    latest = pl.DataFrame() if held is None else held.sort("year", "episode", descending=True)
    rows = tuple(_occasion_row(row) for row in (latest if listed is None else latest.head(listed)).to_dicts())
    columns = (
        Column("year", Message(N_("year")), "integer"),
        Column("kind", Message(N_("kind of occasion"))),
        Column("hostility", Message(N_("hostility")), "integer"),
        Column("beneficiary", Message(N_("member concerned")), "state"),
        Column("joined", Message(N_("joined it"))),
        Column("other_side", Message(N_("on the other side"))),
        Column("stood_aside", Message(N_("stood aside")), "integer"),
        Column("source", Message(N_("source"))),
        Column("episode", Message(N_("number there"))),
    )
    return Table(
        "occasions", Message(N_("Disputes with outsiders, the latest first")), columns, rows, _cut(latest, listed)
    )


def _cut(latest: pl.DataFrame, listed: int | None) -> Message:
    if listed is not None and latest.height > listed:
        text = N_("The latest {n} of {all}; `softbalance occasions` lists them all. {levels}")
        return Message(text, {"n": listed, "all": latest.height, "levels": Message(_LEVELS)})
    return Message(_LEVELS)


_LEVELS = N_("Hostility 4: use of force, 5: war. A member that neither joined nor opposed stood aside.")
_HEADS = tuple(COUNT_LABELS.items())


def _record_row(record: RungRecord, tally: Tally) -> Row:
    numbers = [getattr(tally, name) for name, _ in _HEADS]
    return (
        *(Message(KIND_LABELS[tally.kind]), record.status),
        *numbers,
        *(tally.rate, tally.any_joined),
    )


def _belonging_row(row: dict[str, object], rung: str, coverage: Coverage) -> Row:
    label = Message(NULL_LABELS[str(row["kind"])])
    method = "chances taken over chances, groupings of states that never belonged"
    sources = SOURCES[rung] if row["kind"] == "plain" else (*SOURCES[rung], "vdem")
    if row["percentile"] is None:
        why = str(row["note"] or "no occasion, here or among random groupings")
        nothing = Estimate.unknown("share", method, why, sources)
        return label, row["observed"], nothing, nothing, row["untested"]  # type: ignore[return-value]
    note = Note(_WIDENED, n=row["widened"], members=row["members"]) if row["widened"] else ""  # type: ignore[arg-type]
    draws = int(row["draws"])  # type: ignore[call-overload]

    def drawn(value: float, low: float, high: float) -> Estimate:
        return Estimate(value, low, high, LEVEL, draws, "share", method, replace(coverage, note=note), sources)

    null = drawn(*(float(row[f"null_{name}"]) for name in ("mean", "low", "high")))  # type: ignore[arg-type]
    place = drawn(*_binomial(float(row["percentile"]), draws))  # type: ignore[arg-type]
    return label, row["observed"], null, place, row["untested"]  # type: ignore[return-value]


def _binomial(share: float, draws: int) -> tuple[float, float, float]:
    """Return a share of draws with its score interval (Wilson 1927, *JASA* 22) at 90 %."""
    z = 1.645
    middle = (share + z**2 / (2 * draws)) / (1 + z**2 / draws)
    half = z / (1 + z**2 / draws) * (share * (1 - share) / draws + z**2 / (4 * draws**2)) ** 0.5
    return share, min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


def _occasion_row(row: dict[str, object]) -> Row:
    year = int(row["year"])  # type: ignore[call-overload]
    joined, against = list(row["joined"]), list(row["other_side"])  # type: ignore[call-overload]
    aside = int(row["chances"]) - len(joined) - len(against)  # type: ignore[call-overload]
    return (
        *(year, Message(KIND_LABELS[str(row["kind"])]), int(row["hostility"])),  # type: ignore[call-overload]
        *(StateRef(int(row["beneficiary"])), named(joined), named(against), aside),  # type: ignore[call-overload]
        *(str(row["source"]), str(row["episode"])),
    )


def named(ccodes: list[int]) -> Message:
    """Return states as a list in the reader's language."""
    return Message(N_("{states}"), {"states": tuple(StateRef(one) for one in ccodes)})


def _charts(record: RungRecord) -> tuple[Chart, ...]:
    if record.status != "tested":
        return ()
    return (
        Chart(
            f"{record.rung}_by_kind",
            Message(N_("Joint action by kind of occasion")),
            "intervals",
            "record",
            {"y": "kind_name", "x": "rate"},
            Message(N_("Rate of joint action with 90 % interval for each kind of occasion.")),
            Message(N_("Counts of occasions stand in the table.")),
        ),
    )


_TESTED = {
    "pay": (
        N_(
            "Of {chances} chances in one episode of sanctions the other members of {grouping} took {joined}: a rate of "
            "joint action of {rate}."
        ),
        N_(
            "Of {chances} chances in {occasions} episodes of sanctions the other members of {grouping} took {joined}: "
            "a rate of joint action of {rate}."
        ),
    ),
    "fight": (
        N_(
            "Of {chances} chances in one dispute with outsiders the other members of {grouping} took {joined}: a rate "
            "of joint action of {rate}."
        ),
        N_(
            "Of {chances} chances in {occasions} disputes with outsiders the other members of {grouping} took "
            "{joined}: a rate of joint action of {rate}."
        ),
    ),
}
_NEVER = {
    "pay": N_(
        "{grouping} was never tested on sanctions: sources look, and saw no occasion. That is not a rate of zero."
    ),
    "fight": N_(
        "{grouping} was never tested in a dispute: sources look, and saw no occasion. That is not a rate of zero."
    ),
}
_UNSEEN = {
    "pay": N_("No source at hand covers sanctions of {grouping} in this period: unknown, which is not zero."),
    "fight": N_("No source at hand covers disputes of {grouping} in this period: unknown, which is not zero."),
}


def _notes(rung: str) -> tuple[Message, ...]:
    if rung == "fight":
        return (
            Message(
                N_(
                    "An occasion is a dispute at hostility 4 or 5 in which a member stands against outsiders; another "
                    "member joined if it came in on that side with at least a threat. Wars at home are kept apart."
                )
            ),
        )
    return (
        Message(
            N_(
                "An occasion opens when a member sanctions an outsider or an outsider a member; another member acted "
                "if it put sanctions on the same opponent within two years. Sanctions the Security Council mandates "
                "are left out; decisions of the grouping's own body stand beside the rate, not in it."
            )
        ),
        Message(N_("Of sanctions only counts by grouping and period may be shown: no case is listed.")),
    )
