"""Commands on what members did together: ladder, rank, occasions, case, thesis."""

from typing import Annotated

import typer

from softbalance.interfaces.cli.dossiers import AsJson, AsOf, Hegemon, Lang, Report, Since, tell

Name = Annotated[str, typer.Argument(help='A grouping (SCO, NATO ...) or states: "China, Russia, Iran".')]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (ladder, rank, occasions, case, thesis):
        app.command()(command)


def ladder(
    grouping: Name,
    beside: Annotated[list[str] | None, typer.Option("--beside", help="Another grouping to set beside it.")] = None,
    as_of: AsOf = None,
    since: Since = None,
    hegemon: Hegemon = "USA",
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Tell what the members of a grouping said, paid and fought for together, rung by rung."""
    from softbalance.dossier.ladder import ladder as make

    made = make(grouping, beside=beside or (), as_of=as_of, since=since, hegemon=hegemon)
    tell(made, as_json=as_json, lang=lang, report=report)


def rank(
    on: Annotated[str, typer.Option("--on", help="A year.")],
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Rank the catalogued groupings of a year by surface and by substance."""
    from softbalance.dossier.rank import rank as make

    tell(make(on), as_json=as_json, lang=lang, report=report)


def occasions(
    rung: Annotated[str, typer.Option("--rung", help="pay or fight.")],
    grouping: Annotated[str, typer.Option("--grouping", help="A grouping (SCO, CSTO ...).")],
    as_of: AsOf = None,
    since: Since = None,
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """List the occasions of a grouping on a rung, and what each member did."""
    from softbalance.dossier.occasions import occasions as make

    tell(make(rung, grouping, as_of=as_of, since=since), as_json=as_json, lang=lang, report=report)


def case(
    case_id: Annotated[str, typer.Argument(help="Id of a case, such as csto-kyrgyzstan-2010.")],
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Tell one case of the hand-entered record: every member's act, with sources."""
    from softbalance.dossier.case import case as make

    tell(make(case_id), as_json=as_json, lang=lang, report=report)


def thesis(as_json: AsJson = False, lang: Lang = "en", report: Report = None) -> None:
    """Test whether surface predicts joint action, across groupings and years."""
    from softbalance.dossier.thesis import thesis as make

    tell(make(), as_json=as_json, lang=lang, report=report)
