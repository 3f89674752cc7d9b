"""Commands on the crisis game: stress, levers, scenario, backtest."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from softbalance.interfaces.cli.dossiers import AsJson, Lang, Report, tell
from softbalance.terms.marking import N_

if TYPE_CHECKING:
    from softbalance.dossier.played import Asked

Grouping = Annotated[
    str | None, typer.Argument(help="The grouping asked (SCO ...) or states with commas; default: the scenario's own.")
]
ScenarioName = Annotated[
    str | None, typer.Option("--scenario", help="A shipped scenario (`scenario list`) or a TOML file.")
]
Set = Annotated[list[str] | None, typer.Option("--set", help="Set a lever: NAME=VALUE; may be repeated.")]
Add = Annotated[list[str] | None, typer.Option("--add", help="Ask this state too; may be repeated.")]
Drop = Annotated[list[str] | None, typer.Option("--drop", help="Do not ask this member; may be repeated.")]
Sweep = Annotated[
    list[str] | None, typer.Option("--sweep", help="Play a lever over values: NAME=LOW:HIGH:COUNT; may be repeated.")
]
Draws = Annotated[
    int | None,
    typer.Option("--draws", help="Draws of the parameters; default 1,000, or 200 in sweeps and for many players."),
]

scenario_app = typer.Typer(help="Scenarios: new, check, list.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(stress)
    app.command()(levers)
    app.command()(backtest)
    app.add_typer(scenario_app, name="scenario")


def stress(
    grouping: Grouping = None,
    scenario: ScenarioName = None,
    set_: Set = None,
    add: Add = None,
    drop: Drop = None,
    sweep: Sweep = None,
    every: Annotated[bool, typer.Option("--all", help="Every shipped scenario in one table.")] = False,
    draws: Draws = None,
    grid: Annotated[Path | None, typer.Option("--grid", help="Write the grid of a sweep: .parquet or .csv.")] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Put a scenario to a grouping: what would each member do, and all together?"""
    if every:
        _stress_all(grouping, draws, as_json=as_json, lang=lang, report=report)
        return
    asked = _asked(grouping, scenario, set_, add, drop)
    if sweep:
        _sweep(asked, sweep, draws, grid, as_json=as_json, lang=lang, report=report)
        return
    from softbalance.dossier.held import Held
    from softbalance.dossier.stress import played, stress_data, told

    result = played(asked, draws)
    dossier = told(result, Held.default())
    if as_json and report is None:
        from softbalance.interfaces.crisis_json import dumps, stress_json

        typer.echo(dumps(stress_json(dossier, stress_data(result), lang)))
        return
    tell(dossier, as_json=False, lang=lang, report=report)


def levers(
    grouping: Grouping = None,
    scenario: ScenarioName = None,
    set_: Set = None,
    add: Add = None,
    drop: Drop = None,
    draws: Annotated[int, typer.Option("--draws", help="Draws of the parameters.")] = 200,
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """What would a bank, a defence clause, a milder or less predictable hegemon change? Within the model."""
    from softbalance.dossier.levers import levers as make

    dossier = make(
        grouping,
        scenario=_named(scenario),
        settings=_settings(set_),
        add=tuple(add or ()),
        drop=tuple(drop or ()),
        draws=draws,
        watch=lambda name: typer.echo(name, err=True) if sys.stderr.isatty() else None,
    )
    tell(dossier, as_json=as_json, lang=lang, report=report)


def backtest(
    refit: Annotated[
        Path | None,
        typer.Option(
            "--refit",
            help="Fit and score anew on this machine's evidence, into this folder; about five minutes.",
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Was the game right about crises it had not seen? The scoring table, from the shipped record."""
    if refit is not None:
        _refit(refit)
        return
    from softbalance.dossier.backtest import backtest as make

    tell(make(), as_json=as_json, lang=lang, report=report)


def _refit(folder: Path) -> None:
    from softbalance.dossier.held import Held
    from softbalance.dossier.refitting import STEPS, refitted
    from softbalance.terms.errors import NotHeld

    held = Held.default()
    if held.base is None:
        raise NotHeld(N_("Fitting needs the evidence base. Run: softbalance data pull && softbalance data build"))
    folder.mkdir(parents=True, exist_ok=True)
    with _steps(STEPS) as watch:
        tables = refitted(held.base, held.snapshot, watch)
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet")
    typer.echo(str(folder), err=True)


@scenario_app.command()
def new(file: Annotated[Path, typer.Argument(help="Where to write the template.")], lang: Lang = "en") -> None:
    """Write a scenario to be filled in; never over a file that is there."""
    from softbalance.crisis.scenario import template
    from softbalance.interfaces.language import negotiate
    from softbalance.terms.errors import BadInput

    negotiate(lang)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(template())
    except FileExistsError:
        raise BadInput(N_("{path} exists already; name another file"), path=file) from None
    except OSError as fault:
        raise BadInput(
            N_("{path} cannot be written: {why}. Name a place that can."), path=file, why=fault.strerror or fault
        ) from None
    typer.echo(str(file), err=True)


@scenario_app.command()
def check(
    file: Annotated[str, typer.Argument(help="A TOML file, or the name of a shipped scenario.")], lang: Lang = "en"
) -> None:
    """Say whether a scenario can be played, and who is asked."""
    from softbalance.crisis.scenario import load_scenario, situation_of
    from softbalance.dossier.model import Message, StateRef
    from softbalance.dossier.stress import title_of
    from softbalance.interfaces.language import speaker

    say, one = speaker(lang), load_scenario(file)
    states = tuple(StateRef(ccode, one.date) for ccode in situation_of(one).players)
    told = Message(
        N_("{title}, {day}: asked are {states}"), {"title": title_of(one), "day": one.date, "states": states}
    )
    typer.echo(say.say(told))


@scenario_app.command("list")
def list_(lang: Lang = "en") -> None:
    """List the shipped scenarios."""
    from softbalance.crisis.scenario import load_scenario, shipped
    from softbalance.dossier.model import Argument, GroupingRef, Message
    from softbalance.dossier.stress import title_of
    from softbalance.interfaces.language import speaker

    say = speaker(lang)
    for name in shipped():
        one = load_scenario(name)
        about = N_("{name}: {title} ({grouping}, {day})")
        told: dict[str, Argument] = {"name": name, "title": title_of(one), "day": one.date}
        typer.echo(say.say(Message(about, told | {"grouping": GroupingRef(one.grouping)})))


def _asked(
    grouping: str | None, scenario: str | None, set_: list[str] | None, add: list[str] | None, drop: list[str] | None
) -> "Asked":
    from softbalance.dossier.held import Held
    from softbalance.dossier.played import ask

    return ask(
        grouping,
        _named(scenario),
        levers=_settings(set_),
        add=tuple(add or ()),
        drop=tuple(drop or ()),
        held=Held.default(),
    )


def _named(scenario: str | None) -> str:
    from softbalance.crisis.scenario import shipped
    from softbalance.terms.errors import BadInput

    if scenario is None:
        raise BadInput(N_("Name a scenario: --scenario FILE or one of {names}"), names=shipped())
    return scenario


def _settings(set_: list[str] | None) -> dict[str, Any]:
    from softbalance.dossier.played import read_lever

    return dict(read_lever(text) for text in set_ or ())


def _sweep(
    asked: "Asked",
    spans: list[str],
    draws: int | None,
    grid: Path | None,
    *,
    as_json: bool,
    lang: str,
    report: Path | None,
) -> None:
    from softbalance.dossier.held import Held
    from softbalance.dossier.played import FEWER_DRAWS, draws_for, read_sweep
    from softbalance.dossier.sweep import grid_frame
    from softbalance.dossier.sweep import sweep as make

    chosen = dict(read_sweep(text) for text in spans)
    with _progress("cells") as watch:
        dossier = make(asked, chosen, held=Held.default(), draws=draws_for(asked, draws or FEWER_DRAWS), watch=watch)
    if grid is not None:
        _write_grid(grid_frame(dossier), grid)
    tell(dossier, as_json=as_json, lang=lang, report=report)


def _write_grid(frame: Any, path: Path) -> None:
    from softbalance.terms.errors import BadInput

    writers = {".parquet": frame.write_parquet, ".csv": frame.write_csv}
    if path.suffix not in writers:
        raise BadInput(N_("--grid writes {allowed}; given: {path}"), allowed=tuple(writers), path=path)
    writers[path.suffix](path)
    typer.echo(str(path), err=True)


def _stress_all(grouping: str | None, draws: int | None, *, as_json: bool, lang: str, report: Path | None) -> None:
    from softbalance.dossier.stress_all import stress_all

    with _progress("scenarios") as watch:
        dossier = stress_all(grouping, draws=draws, watch=watch)
    tell(dossier, as_json=as_json, lang=lang, report=report)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield what is called with how much is done and how much there is; a bar on a terminal, nothing in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task(what, total=None)

        def watch(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        yield watch


@contextmanager
def _steps(total: int) -> Iterator[Callable[[str], None]]:
    """Yield what is called with each step as it begins: a bar on a terminal, a line each in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task("", total=total)
        begun = [False]

        def watch(what: str) -> None:
            bars.update(task, advance=int(begun[0]), description=what)
            begun[0] = True
            if not console.is_terminal:
                typer.echo(what, err=True)

        yield watch
        bars.update(task, completed=total)
