"""The command that puts a document's claims to their tests."""

from pathlib import Path
from typing import Annotated

import typer

from softbalance.interfaces.cli.dossiers import AsJson, AsOf, Lang, Report
from softbalance.terms.marking import N_

RegistryFile = Annotated[
    Path | None, typer.Option("--registry", help="A registry of claims (TOML); default: the essay on Tianjin 2025.")
]
Against = Annotated[str | None, typer.Option("--against", help="Another day: which verdicts changed since?")]

_claims = typer.Typer(
    help="Put a document's claims to their tests.", invoke_without_command=True, no_args_is_help=False
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(_claims, name="claims")


@_claims.callback()
def claims(
    context: typer.Context,
    registry: RegistryFile = None,
    as_of: AsOf = None,
    against: Against = None,
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Test each claim of a document on the evidence: supported, contradicted, mixed, not testable."""
    if context.invoked_subcommand is not None:
        return
    from softbalance.dossier.claims import check_claims
    from softbalance.interfaces.language import negotiate

    lang = negotiate(lang)
    detail = as_json or report is not None
    made = check_claims(registry, as_of=as_of, against=against, lang=lang, detail=detail)
    if as_json and report is None:
        from softbalance.interfaces.claims_json import dumps

        typer.echo(dumps(made, lang))
        return
    from softbalance.interfaces.cli.dossiers import tell

    tell(made, as_json=False, lang=lang, report=report)


@_claims.command()
def check(
    file: Annotated[Path, typer.Argument(help="A registry of claims (TOML).")],
    lang: Lang = "en",
) -> None:
    """Check a registry: every claim has a source and a test, every test exists and takes its arguments."""
    from softbalance.dossier.claims.reading import read_registry
    from softbalance.interfaces.language import speaker

    say = speaker(lang)
    found = read_registry(file)
    parts = sum(len(claim.parts) for claim in found.claims)
    told = say.text(N_("{file}: {claims} claims, {parts} parts, no fault found."))
    typer.echo(told.format(file=file, claims=len(found.claims), parts=parts))
