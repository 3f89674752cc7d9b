"""Commands that make dossiers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from softbalance.dossier.model import Dossier

AsOf = Annotated[str | None, typer.Option("--as-of", help="Last day that counts, YYYY-MM-DD (or a year).")]
Since = Annotated[int | None, typer.Option("--since", help="First year that counts; default: the founding.")]
Hegemon = Annotated[str, typer.Option("--hegemon", help="The great power that conduct is set against.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Lang = Annotated[str, typer.Option("--lang", help="Language: en or zh-Hant.")]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="Write a report: .html .md .docx .pdf .xlsx, or a folder of tables."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(assess)
    app.command()(compare)


def assess(
    grouping: Annotated[str, typer.Argument(help='A grouping (SCO, NATO ...) or states: "China, Russia, Iran".')],
    as_of: AsOf = None,
    since: Since = None,
    hegemon: Hegemon = "USA",
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Assess a grouping: its surface, and what its members do together."""
    from softbalance.dossier.assess import assess as make

    tell(make(grouping, as_of=as_of, since=since, hegemon=hegemon), as_json=as_json, lang=lang, report=report)


def compare(
    groupings: Annotated[list[str], typer.Argument(help="Two groupings or more.")],
    as_of: AsOf = None,
    since: Since = None,
    hegemon: Hegemon = "USA",
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Compare groupings: the same figures side by side."""
    from softbalance.dossier.compare import compare as make

    tell(make(groupings, as_of=as_of, since=since, hegemon=hegemon), as_json=as_json, lang=lang, report=report)


def tell(dossier: "Dossier", *, as_json: bool, lang: str, report: Path | None) -> None:
    """Write a dossier where it was asked for: a report, JSON, or the terminal."""
    if report is not None:
        from softbalance.interfaces.report import write_report

        write_report(dossier, report, lang)
        typer.echo(str(report), err=True)
        return
    if as_json:
        from softbalance.interfaces.as_json import dumps

        typer.echo(dumps(dossier, lang))
        return
    from softbalance.interfaces.terminal import show

    show(dossier, lang)
