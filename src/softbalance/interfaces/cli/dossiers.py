"""Commands that make dossiers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from softbalance.dossier.model import Dossier
    from softbalance.interfaces.progress import Step

AsOf = Annotated[str | None, typer.Option("--as-of", help="Last day that counts, YYYY-MM-DD (or a year).")]
Since = Annotated[int | None, typer.Option("--since", help="First year that counts; default: the founding.")]
Hegemon = Annotated[str, typer.Option("--hegemon", help="The great power that conduct is set against.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Lang = Annotated[str, typer.Option("--lang", help="Language: en or zh-Hant.")]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="Write a report: .html .md .docx .pdf .xlsx, or a folder of tables."),
]


Full = Annotated[
    bool,
    typer.Option("--full", help="All that a report has: place among all, members, a crisis, claims, method."),
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
    full: Full = False,
) -> None:
    """Assess a grouping: its surface, and what its members do together. A report is always full."""
    if full or report is not None:
        _in_full(grouping, as_of, since, hegemon, as_json=as_json, lang=lang, report=report)
        return
    from softbalance.dossier.assess import assess as make

    tell(make(grouping, as_of=as_of, since=since, hegemon=hegemon), as_json=as_json, lang=lang, report=report)


def _in_full(
    grouping: str,
    as_of: str | None,
    since: int | None,
    hegemon: str,
    *,
    as_json: bool,
    lang: str,
    report: Path | None,
) -> None:
    from softbalance.dossier.full_report import full_report
    from softbalance.interfaces.language import speaker
    from softbalance.interfaces.progress import stepping

    say = speaker(lang)
    with stepping() as step:
        made = full_report(
            grouping,
            as_of=as_of,
            since=since,
            hegemon=hegemon,
            lang=say.lang,
            watch=lambda name: step(say.text(name)),
        )
        if report is not None:
            write(made, report, lang, step)
    if report is None:
        tell(made, as_json=as_json, lang=lang, report=None)


def write(dossier: "Dossier", report: Path, lang: str, step: "Step | None" = None) -> None:
    """Write a report and say where it stands."""
    from softbalance.interfaces.report import write_report

    write_report(dossier, report, lang, step)
    typer.echo(str(report), err=True)


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
        write(dossier, report, lang)
        return
    if as_json:
        from softbalance.interfaces.as_json import dumps

        typer.echo(dumps(dossier, lang))
        return
    from softbalance.interfaces.terminal import show

    show(dossier, lang)
