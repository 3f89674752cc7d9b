"""The backtest as a dossier: scores of the game and its rivals on crises they had not seen."""

import polars as pl

from softbalance.crisis.scores import KINDS
from softbalance.dossier.backtest_tables import attempts_section, reliability_section, stability_section
from softbalance.dossier.contest import GAME, KIND, MODEL_LABELS, TABLE, best_rival, mean_of, skill_of, warning
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Cell, Chart, Column, Dossier, Figure, Message, Section, Table
from softbalance.dossier.references import cited
from softbalance.dossier.statics import statics_section
from softbalance.dossier.stress_sections import SOURCES

SCHEMES = {
    "crises held out": N_("Each crisis left out in turn"),
    "train before, test after": N_("Trained on crises that had ended before, tested on later ones"),
    "latest crises": N_("The latest crises, from 2022 on: trained on all before, scored once"),
}
KIND_LABELS = {
    "ranked": N_("ranked probability score"),
    "log": N_("log score"),
    "brier: say": N_("Brier score, say"),
    "brier: pay": N_("Brier score, pay"),
    "brier: fight": N_("Brier score, fight"),
}
RECORD_LABELS = {
    "all": N_("all records"),
    "asked": N_("hand-entered crises"),
    "vote": N_("crisis votes"),
    "sanctions": N_("sanctions"),
    "disputes": N_("disputes"),
}


def backtest(*, held: Held | None = None) -> Dossier:
    """Return the scoring table, made again from the sums that ship.

    Raises
    ------
    NotHeld
        If the snapshot holds no scores.

    Examples
    --------
    >>> "held_out" in [section.id for section in backtest().sections]
    True
    """
    held = held or Held.default()
    table = held.snapshot.table(TABLE)
    schemes = [name for name in SCHEMES if table.filter(pl.col("scheme") == name).height]
    behind = (attempts_section, reliability_section, stability_section)
    sections = (
        *(_section(table, scheme) for scheme in schemes),
        *(make(held.snapshot) for make in behind),
        statics_section(held),
    )
    return Dossier(
        kind="backtest",
        subject="crisis game",
        title=Message(N_("Backtest of the crisis game")),
        asked={"schemes": schemes},
        answer=warning(held.snapshot),
        sections=sections,
        sources=cited(SOURCES, held),
        command="softbalance backtest",
        versions=held.versions(),
        notes=(
            Message(
                N_(
                    "Lower scores are better; skill is 1 less the score over that of the rival, with an interval by "
                    "bootstrap over crises. Scores count only what a record decides: a vote says nothing of arms."
                )
            ),
            Message(
                N_(
                    "The rivals see the record an occasion was read from, as the game does. All acts of one crisis, "
                    "votes, sanctions and arms, are one fold."
                )
            ),
        ),
    )


def _section(table: pl.DataFrame, scheme: str) -> Section:
    rival, gain = best_rival(table, scheme)
    named = scheme.replace(",", "").replace(" ", "_").replace("crises_held_out", "held_out")
    figure = Figure("skill", Message(N_("skill of the game against its best rival, log score")), gain)
    sentence = Message(
        N_("Best rival of the game: {rival}; skill of the game {gain}."),
        {"rival": Message(MODEL_LABELS[rival]), "gain": gain},
    )
    tables = (_means(table, scheme), _skills(table, scheme), _by_record(table, scheme))
    chart = Chart(
        f"skill_{named}",
        Message(N_("Skill of the game against each rival")),
        "intervals",
        tables[1].name,
        {"y": "model", "x": "log"},
        Message(N_("Skill of the game in log score against each rival, with 90 % intervals.")),
    )
    return Section(named, Message(SCHEMES[scheme]), (sentence,), (figure,), tables, (chart,))


def _models(table: pl.DataFrame, scheme: str) -> list[str]:
    held = set(table.filter(pl.col("scheme") == scheme)["model"])
    return [name for name in MODEL_LABELS if name in held]


def _means(table: pl.DataFrame, scheme: str) -> Table:
    rows = tuple(
        (Message(MODEL_LABELS[name]), *(mean_of(table, name, kind, scheme=scheme) for kind in KINDS))
        for name in _models(table, scheme)
    )
    columns = (
        Column("model", Message(N_("model"))),
        *(Column(_key(kind), Message(KIND_LABELS[kind]), "number") for kind in KINDS),
    )
    return Table("means", Message(N_("Mean scores")), columns, rows)


def _skills(table: pl.DataFrame, scheme: str) -> Table:
    kinds = (KIND, "ranked")
    rows: list[tuple[Cell, ...]] = [
        (Message(MODEL_LABELS[name]), *(skill_of(table, GAME, name, kind, scheme=scheme) for kind in kinds))
        for name in _models(table, scheme)
        if name != GAME
    ]
    columns = (
        Column("model", Message(N_("rival model"))),
        *(Column(_key(kind), Message(KIND_LABELS[kind]), "estimate") for kind in kinds),
    )
    return Table("skill", Message(N_("Skill of the game")), columns, tuple(rows))


def _by_record(table: pl.DataFrame, scheme: str) -> Table:
    models = _models(table, scheme)
    rows = tuple(
        (Message(label), *(mean_of(table, name, KIND, scheme=scheme, record=record) for name in models))
        for record, label in RECORD_LABELS.items()
    )
    columns = (
        Column("record", Message(N_("record"))),
        *(Column(_key(name), Message(MODEL_LABELS[name]), "number") for name in models),
    )
    return Table("by_record", Message(N_("Mean log score by record")), columns, rows)


def _key(name: str) -> str:
    return name.replace(": ", "_").replace(" ", "_")
