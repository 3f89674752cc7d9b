"""The parts of a stress test: what all do together, what each does, why, and what else could hold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from softbalance.crisis.covariates import AFFINITY, EXPOSURE
from softbalance.crisis.drivers import OTHERS
from softbalance.crisis.game import ACTIONS
from softbalance.crisis.joint import RUNGS, joint_action, reach
from softbalance.crisis.known import Array
from softbalance.dossier.contest import warning
from softbalance.dossier.figures import around
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
    Share,
    StateRef,
    Table,
    written,
)
from softbalance.evidence.snapshot import Snapshot
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

if TYPE_CHECKING:
    from softbalance.dossier.played import Asked
    from softbalance.dossier.stress import Stress

SOURCES = (
    "un_ga_votes",
    "cow_nmc",
    "cow_trade",
    "atop_members",
    "tss_rivalries",
    "sipri_arms_register",
    "troops",
    "aiddata_gcdf",
    "cow_mid_dirdisps",
    "gsdb",
    "register",
)
"""Sources behind the covariates and behind the record that the parameters were fitted on."""

METHOD = "equilibrium of the fitted game; draws of its parameters"
RUNG_LABELS = {
    "say": N_("say: at least declare or vote"),
    "pay": N_("pay: at least bear a cost"),
    "fight": N_("fight: send forces or arms"),
}
ACTION_LABELS = {
    "oppose": N_("oppose"),
    "stand_aside": N_("stand aside"),
    "say": N_("say"),
    "pay": N_("pay"),
    "fight": N_("fight"),
}
TERM_LABELS = {
    AFFINITY[0]: N_("where its votes stand towards the beneficiary's"),
    AFFINITY[1]: N_("a duty to defend the beneficiary"),
    AFFINITY[2]: N_("a duty to consult or stay neutral"),
    AFFINITY[3]: N_("a promise of non-aggression"),
    AFFINITY[4]: N_("what leader and beneficiary give or lend"),
    AFFINITY[5]: N_("rivalry with the beneficiary"),
    AFFINITY[6]: N_("where its votes stand towards the target's"),
    AFFINITY[7]: N_("rivalry with the target"),
    f"exposure: {EXPOSURE[0]}": N_("trade with those who would retaliate"),
    f"exposure: {EXPOSURE[1]}": N_("arms from those who would retaliate"),
    f"exposure: {EXPOSURE[2]}": N_("a defence pact with those who would retaliate"),
    f"exposure: {EXPOSURE[3]}": N_("their troops on its soil"),
    f"exposure: {EXPOSURE[4]}": N_("the strength of those who would retaliate"),
    OTHERS: N_("what it expects of the others"),
}


def sections(result: "Stress", snapshot: Snapshot) -> tuple[Section, ...]:
    """Return the sections of a stress test, in reading order."""
    return (together(result), who_acts(result), why(result), several(result), basis(result, snapshot))


def answer(result: "Stress", snapshot: Snapshot) -> tuple[Message, ...]:
    """Return the answer in short, with the warning that the scores of the game require."""
    outlook = result.outlook
    args: dict[str, Argument] = {
        "say": chance(outlook.by_capability["say"], result.asked.fitted.crises),
        "pay": chance(outlook.by_capability["pay"], result.asked.fitted.crises),
        "fight": chance(outlook.by_capability["fight"], result.asked.fitted.crises),
        "grouping": GroupingRef(result.asked.body.id),
    }
    first = Message(
        N_(
            "The chance that those asked in {grouping} who hold at least half of the players' capability act "
            "together is {say} for words, {pay} for acts at a cost, and {fight} for force."
        ),
        args,
    )
    return (first, *warning(snapshot))


def together(result: "Stress") -> Section:
    """Return the section on joint action, rung by rung."""
    outlook, codes, crises = result.outlook, result.asked.situation.players, result.asked.fitted.crises
    figures = [
        Figure(f"{name}.{rung}", Message(label, {"rung": Message(RUNG_LABELS[rung])}), chance(table[rung], crises))
        for name, label, table in (
            ("by_capability", N_("half of capability, {rung}"), outlook.by_capability),
            ("by_heads", N_("half of the players, {rung}"), outlook.by_heads),
            ("committed", N_("expected share of capability, {rung}"), outlook.committed),
        )
        for rung in RUNGS
    ]
    rows: list[tuple[Cell, ...]] = []
    for rung in RUNGS:
        tips = outlook.pivotal[rung]
        top = int(np.argmax(tips))
        cells = (chance(table[rung], crises) for table in (outlook.by_capability, outlook.by_heads, outlook.committed))
        rows.append(
            (Message(RUNG_LABELS[rung]), *cells, StateRef(codes[top], result.asked.scenario.date), float(tips[top]))
        )
    columns = (
        Column("rung", Message(N_("rung"))),
        Column("by_capability", Message(N_("half of capability acts")), "estimate"),
        Column("by_heads", Message(N_("half of the players act")), "estimate"),
        Column("committed", Message(N_("expected capability")), "estimate"),
        Column("pivotal", Message(N_("most pivotal")), "state"),
        Column("pivotality", Message(N_("chance with it less without it")), "number"),
    )
    table = Table("joint_action", Message(N_("Acting together, by rung")), columns, tuple(rows))
    chart = Chart(
        "joint_by_rung",
        Message(N_("Chance that half of capability acts")),
        "intervals",
        "joint_action",
        {"y": "rung", "x": "by_capability"},
        Message(N_("Chance of joint action at each rung with 90 % intervals.")),
    )
    return Section("together", Message(N_("Together")), (), tuple(figures), (table,), (chart,))


def who_acts(result: "Stress") -> Section:
    """Return the section on each player's chances."""
    chances, asked, crises = result.outlook.chances, result.asked, result.asked.fitted.crises
    weight = asked.weighed.capability / asked.weighed.capability.sum()
    acting = reach(chances, "pay")
    rows: list[tuple[Cell, ...]] = [
        (
            StateRef(ccode, asked.scenario.date),
            Share(float(weight[k])),
            *(chance(chances[:, k, a], crises) for a in range(len(ACTIONS))),
            chance(acting[:, k], crises),
        )
        for k, ccode in enumerate(asked.situation.players)
    ]
    columns = (
        Column("state", Message(N_("state")), "state"),
        Column("capability", Message(N_("share of the players' capability")), "share"),
        *(Column(name, Message(ACTION_LABELS[name]), "estimate") for name in ACTIONS),
        Column("pay_or_more", Message(N_("pay or fight")), "estimate"),
    )
    table = Table("acts", Message(N_("What each would do")), columns, tuple(rows))
    chart = Chart(
        "pay_or_more",
        Message(N_("Chance to act at a cost")),
        "intervals",
        "acts",
        {"y": "state", "x": "pay_or_more"},
        Message(N_("Chance that each player pays or fights, with 90 % intervals.")),
    )
    return Section("who_acts", Message(N_("Each of them")), (), (), (table,), (chart,))


def why(result: "Stress") -> Section:
    """Return the section that says in words what moves each player."""
    moved, players, day = result.drivers, result.asked.situation.players, result.asked.scenario.date
    sentences = tuple(
        _moved(StateRef(ccode, day), *(_labels(result, part) for part in moved.strongest(k)))
        for k, ccode in enumerate(players)
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (StateRef(ccode, day), *(round(float(value), 3) + 0.0 for value in moved.worth[k]))
        for k, ccode in enumerate(players)
    )
    columns = (
        Column("state", Message(N_("state")), "state"),
        *(Column(f"term_{k}", Message(TERM_LABELS[name]), "number") for k, name in enumerate(moved.terms)),
    )
    note = Message(
        N_(
            "In units of payoff, acting at a cost compared with standing aside, at the mode of the parameters; a "
            "difference of 1 multiplies the odds by 2.7."
        )
    )
    table = Table("worth", Message(N_("What acting at a cost is worth, part by part")), columns, rows, note)
    return Section("why", Message(N_("What moves them")), sentences, (), (table,))


def several(result: "Stress") -> Section:
    """Return the section on equilibria: whether talk only and acting together may both hold."""
    rows: list[tuple[Cell, ...]] = []
    for k, one in enumerate(result.equilibria):
        joint = joint_action(one)
        acting = [float(reach(one.probabilities, rung).sum()) for rung in RUNGS]
        rows.append((k + 1, one.principal, one.stable, *acting, *(joint[rung].by_capability for rung in RUNGS)))
    columns = (
        Column("number", Message(N_("equilibrium")), "integer"),
        Column("principal", Message(N_("principal")), "flag"),
        Column("stable", Message(N_("stable")), "flag"),
        *(
            Column(
                f"acting_{rung}",
                Message(N_("players expected, {rung}"), {"rung": Message(ACTION_LABELS[rung])}),
                "number",
            )
            for rung in RUNGS
        ),
        *(
            Column(
                f"joint_{rung}",
                Message(N_("half of capability, {rung}"), {"rung": Message(ACTION_LABELS[rung])}),
                "number",
            )
            for rung in RUNGS
        ),
    )
    sentence = _found(len(result.equilibria), sought=result.equilibria.starts > 0)
    note = Message(
        N_(
            "At the mode of the parameters and the mean of the common shock; a systematic search is no proof that "
            "there are no others."
        )
    )
    table = Table("found", Message(N_("Equilibria found")), columns, tuple(rows), note)
    return Section("several", Message(N_("Is there another outcome?")), (sentence,), (), (table,))


def _found(count: int, *, sought: bool) -> Message:
    if not sought:
        return Message(
            N_("With so many players only the principal equilibrium is computed; whether others hold is not known.")
        )
    if count == 1:
        return Message(
            N_("The search found one equilibrium: what each expects of the others leads to one outcome only.")
        )
    return Message(
        N_(
            "The search found {n} equilibria: the same members may end elsewhere if they expect otherwise "
            "of each other."
        ),
        {"n": count},
    )


def basis(result: "Stress", snapshot: Snapshot) -> Section:
    """Return the section on what the scenario builds on."""
    one = result.asked.scenario
    rows = tuple((premise.claim, premise.source, premise.checked) for premise in one.premises)
    columns = (
        Column("claim", Message(N_("premise"))),
        Column("source", Message(N_("source"))),
        Column("checked", Message(N_("checked"))),
    )
    tables = (Table("premises", Message(N_("Premises")), columns, rows),) if rows else ()
    told = written(" ".join(one.context.split()), "".join(one.context_zh_hant.splitlines()))
    context = (told,) if one.context else ()
    return Section("scenario", Message(N_("The scenario")), context, (), tables)


def notes(asked: "Asked") -> tuple[Message, ...]:
    """Return the reservations that a page on one scenario carries."""
    known = Message(N_("Everything the players weigh is from {year} or before."), {"year": str(asked.known.year)})
    found = [known, *([salience_note()] if asked.scenario.levers.salience is None else []), *reservations()]
    if asked.body.id != asked.scenario.grouping:
        found.append(
            Message(
                N_("The scenario was written for {written}; here it is put to {asked}."),
                {"written": GroupingRef(asked.scenario.grouping), "asked": GroupingRef(asked.body.id)},
            )
        )
    if asked.weighed.unknown:
        named = tuple(StateRef(ccode, asked.scenario.date) for ccode in asked.weighed.unknown)
        found.append(
            Message(
                N_(
                    "No position in the General Assembly or no capability is known of {states}; chance is taken for it."
                ),
                {"states": named},
            )
        )
    return tuple(found)


def salience_note() -> Message:
    """Return what is assumed where nobody says how like the famous crises a scenario is."""
    return Message(
        N_(
            "In the famous crises, entered by hand, nearly half of those asked fought; in the systematic records few "
            "paid and hardly anybody fought. Which of them a scenario is like is unknown: the draws are spread evenly "
            "between the two, and most of each interval comes from there. `--set salience=0` (like any occasion) to "
            "1 (like the famous crises) fixes the place."
        )
    )


def reservations() -> tuple[Message, ...]:
    """Return the reservations that every page of the game carries."""
    model = Message(
        N_(
            "Conditional on the model: alliances and inducements are chosen by those who expect to need them, so "
            "that a lever's effect in the model is no causal estimate."
        )
    )
    assumed = Message(
        N_("Severity 0.5 means retaliation as it was in past crises; the aversion to risk is assumed, not estimated.")
    )
    return model, assumed


def chance(values: Array, crises: int) -> Estimate:
    """Return the mean of a chance over draws of the parameters, with the central interval of the draws.

    ``crises`` is how many past crises the parameters were fitted on.
    """
    low, high = np.quantile(values, [0.5 * (1.0 - LEVEL), 0.5 * (1.0 + LEVEL)])
    mean = float(values.mean())
    bounds = around(mean, float(low), float(high))
    return Estimate(mean, *bounds, LEVEL, crises, "probability", METHOD, Coverage(), SOURCES)


def _labels(result: "Stress", places: Sequence[int]) -> tuple[Message, ...]:
    return tuple(Message(TERM_LABELS[result.drivers.terms[place]]) for place in places)


def _moved(state: StateRef, drawn: tuple[Message, ...], held: tuple[Message, ...]) -> Message:
    if drawn and held:
        text = N_("{state}: drawn by {drawn}; held back by {held}.")
    elif drawn:
        text = N_("{state}: drawn by {drawn}; nothing of weight holds it back.")
    elif held:
        text = N_("{state}: held back by {held}; nothing of weight draws it.")
    else:
        text = N_("{state}: nothing of weight moves it either way.")
    return Message(text, {"state": state, "drawn": drawn, "held": held})
