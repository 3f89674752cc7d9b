"""What stands behind the scores: every version tried, how reliable the chances are, how steady the parameters."""

import polars as pl

from softbalance.crisis.joint import RUNGS
from softbalance.crisis.known import Array
from softbalance.dossier.contest import ATTEMPTS, GAME, MODEL_LABELS, PLAIN, RELIABILITY, STABILITY
from softbalance.dossier.model import N_, Cell, Column, Message, Section, Table
from softbalance.dossier.parameters import collinearity, condition_number
from softbalance.dossier.played import fitted_in
from softbalance.evidence.snapshot import Snapshot

VERSION_LABELS = {
    "covariates, wide priors": N_("covariates, wide priors"),
    "covariates, medium priors": N_("covariates, medium priors"),
    "covariates, narrow priors": N_("covariates, narrow priors"),
    "covariates without inducement": N_("covariates without inducement"),
    "V and g, wide priors": N_("V and g, wide priors"),
    "V and g, medium priors": N_("V and g, medium priors"),
    "V and g, narrow priors": N_("V and g, narrow priors"),
    "V and g without inducement": N_("V and g without inducement"),
    "g alone": N_("g alone"),
    "V alone": N_("V alone"),
}
PANEL_LABELS = {
    "until 1990": N_("until 1990"),
    "since 1991": N_("since 1991"),
    "without sanctions": N_("without sanctions"),
    "without disputes": N_("without disputes"),
    "without alliances": N_("without alliances"),
    "without economic bodies": N_("without economic bodies"),
    "without political bodies": N_("without political bodies"),
}
BINS = 10


def attempts_section(snapshot: Snapshot) -> Section:
    """Return every version tried, its score on crises held out, and how often it was chosen."""
    table = snapshot.table(ATTEMPTS)
    rows = tuple(_attempt(row) for row in table.iter_rows(named=True))
    columns = (
        Column("model", Message(N_("model"))),
        Column("version", Message(N_("version"))),
        Column("prior", Message(N_("width of the priors")), "number"),
        Column("log_likelihood", Message(N_("log-likelihood")), "number"),
        Column("held_out_log", Message(N_("log score, tenths held out")), "number"),
        Column("chosen", Message(N_("times chosen")), "integer"),
        Column("serves", Message(N_("serves")), "flag"),
    )
    sentence = Message(
        N_(
            "{n} versions were tried. For each tenth of the crises the version was chosen by how well it predicted the "
            "other tenths, each held out in turn; that tenth had no part in the choice."
        ),
        {"n": table.height},
    )
    shown = Table("attempts", Message(N_("Every version tried")), columns, rows)
    return Section("attempts", Message(N_("What was tried")), (sentence,), (), (shown,))


def _attempt(row: dict[str, object]) -> tuple[Cell, ...]:
    label, version = Message(MODEL_LABELS[str(row["model"])]), Message(VERSION_LABELS[str(row["version"])])
    figures = [float(str(row[name])) for name in ("prior", "log_likelihood", "held_out_log")]
    return (label, version, *figures, int(str(row["chosen"])), bool(row["serves"]))


def reliability_section(snapshot: Snapshot) -> Section:
    """Return predicted against observed shares of acting, by rung, of the game and of its rival without strategy."""
    table = snapshot.table(RELIABILITY)
    tables = tuple(_reliability(table, rung) for rung in RUNGS)
    sentence = Message(
        N_("Where chances are well calibrated, the share observed in each row equals the chance predicted.")
    )
    return Section("reliability", Message(N_("Are the chances calibrated?")), (sentence,), (), tables)


def _reliability(table: pl.DataFrame, rung: str) -> Table:
    part = table.filter((pl.col("rung") == rung) & pl.col("model").is_in([GAME, PLAIN])).sort("model", "bin")
    rows: list[tuple[Cell, ...]] = [
        (Message(MODEL_LABELS[model]), f"{k / BINS:.1f}-{(k + 1) / BINS:.1f}", predicted, observed, count)
        for model, k, predicted, observed, count in part.select(
            "model", "bin", "predicted", "observed", "count"
        ).iter_rows()
    ]
    columns = (
        Column("model", Message(N_("model"))),
        Column("chances", Message(N_("chances from-to"))),
        Column("predicted", Message(N_("mean chance predicted")), "number"),
        Column("observed", Message(N_("share observed")), "number"),
        Column("acts", Message(N_("acts")), "integer"),
    )
    return Table(f"reliability_{rung}", Message(RELIABILITY_TITLES[rung]), columns, tuple(rows))


RELIABILITY_TITLES = {
    "say": N_("Reliability: say or more"),
    "pay": N_("Reliability: pay or more"),
    "fight": N_("Reliability: fight"),
}


def stability_section(snapshot: Snapshot) -> Section:
    """Return the parameters with their collinearity, and what they are on parts of the record."""
    fitted = fitted_in(snapshot)
    table = snapshot.table(STABILITY)
    inflation = dict(zip(fitted.names, collinearity(fitted).tolist(), strict=True))
    by_panel = {key[0]: dict(zip(part["name"], part["value"], strict=True)) for key, part in table.group_by("panel")}
    shown = [panel for panel in PANEL_LABELS if panel in by_panel]
    rows: list[tuple[Cell, ...]] = [
        (name, float(value), *(float(by_panel[panel][name]) for panel in shown), inflation[name])
        for name, value in zip(fitted.names, _listed(fitted.theta), strict=True)
    ]
    columns = (
        Column("parameter", Message(N_("parameter"))),
        Column("all", Message(N_("all crises")), "number"),
        *(Column(panel.replace(" ", "_"), Message(PANEL_LABELS[panel]), "number") for panel in shown),
        Column("inflation", Message(N_("variance inflation")), "number"),
    )
    sentence = Message(
        N_(
            "The parameters fitted on parts of the record. Variance inflation says how many times larger the variance "
            "of an estimate is than if the others were known; the condition number of all is {condition}."
        ),
        {"condition": round(condition_number(fitted), 1)},
    )
    title = Message(N_("The parameters on parts of the record"))
    return Section(
        "stability", Message(N_("Are the parameters steady?")), (sentence,), (), (_table(title, columns, rows),)
    )


def _listed(values: Array) -> list[float]:
    return [float(value) for value in values]


def _table(title: Message, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]]) -> Table:
    return Table("stability", title, columns, tuple(rows))
