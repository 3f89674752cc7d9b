"""Commands on the data: what is declared and held, fetching, building, verifying, citing."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from softbalance.interfaces.cli.dossiers import AsJson, AsOf, Hegemon, Lang, Since
from softbalance.terms.errors import BadInput
from softbalance.terms.marking import N_

if TYPE_CHECKING:
    from softbalance.evidence.snapshot import Snapshot
    from softbalance.sources.store import Status

data_app = typer.Typer(help="The data: status, pull, build, verify, cite.", no_args_is_help=True, rich_markup_mode=None)

Ids = Annotated[list[str] | None, typer.Argument(help="Ids of data sets; all by default.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(data_app, name="data")


@data_app.command()
def status(
    ids: Ids = None,
    files: Annotated[bool, typer.Option("--files", help="One line a file instead of one a data set.")] = False,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Say what is declared, held, missing or stale, and which snapshot serves; JSON has every file."""
    from softbalance.interfaces.language import negotiate
    from softbalance.sources.store import Store, by_data_set

    tag, found = negotiate(lang), Store().status(ids or None)
    _tell_status(found if files or as_json else by_data_set(found), as_json=as_json, lang=tag)
    if not as_json:
        _tell_serving(tag)


@data_app.command()
def pull(
    ids: Ids = None,
    given: Annotated[
        Path | None, typer.Option("--from", help="A file downloaded by hand, for the one data set named.")
    ] = None,
    lang: Lang = "en",
) -> None:
    """Fetch data sets, from the mirror first (SOFTBALANCE_MIRROR), with progress, resume and verification."""
    from softbalance.interfaces.language import speaker
    from softbalance.interfaces.progress import fetching
    from softbalance.sources.store import Store

    say = speaker(lang)
    if given is not None:
        record = Store().bring(_only(ids), given)
        told = say.text(N_("{path} is held: {bytes} bytes, SHA-256 {sha256}..."))
        typer.echo(told.format(path=given, bytes=f"{record.bytes:,}", sha256=record.sha256[:12]), err=True)
        return
    with fetching() as watch:
        records = Store().pull(ids or None, watch)
    typer.echo(say.text(N_("{files} files held and verified")).format(files=len(records)), err=True)


def _only(ids: list[str] | None) -> str:
    """Return the one data set that a file is brought for."""
    if ids is None or len(ids) != 1:
        raise BadInput(N_("--from brings one file: name its data set, as in softbalance data pull ID --from FILE"))
    return ids[0]


def _tell_serving(lang: str) -> None:
    """Write to standard error which snapshot serves, and whether single votes are held."""
    from softbalance.dossier.held import Held
    from softbalance.interfaces.formats import day
    from softbalance.interfaces.language import speaker

    say, held = speaker(lang), Held.default()
    snapshot = say.text(N_("Snapshot: votes to {day}, evidence {fingerprint}"))
    last = day(held.votes_until, lang)
    typer.echo(snapshot.format(day=last, fingerprint=held.snapshot.meta["fingerprint"]), err=True)
    single = N_("Single votes: held") if held.base else N_("Single votes: not built on this machine")
    typer.echo(say.text(single), err=True)


@data_app.command()
def build(
    into: Annotated[Path | None, typer.Option("--into", help="Write the snapshot to this folder.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare with the snapshot that ships; status 1 if not equal.")
    ] = False,
) -> None:
    """Build the evidence base and the snapshot from what is held."""
    from softbalance.dossier.building import build_all
    from softbalance.sources.store import Store

    manifest, snapshot = build_all(Store(), into=into, watch=_say)
    for line in manifest.report:
        why = f" ({line.why})" if line.why else ""
        typer.echo(f"{line.table}: {line.rows_in:,} rows in, {line.rows_out:,} out, {line.rejected:,} rejected{why}")
    typer.echo(f"Snapshot: {snapshot.folder}", err=True)
    if check:
        _compare(snapshot)


@data_app.command()
def verify(ids: Ids = None, as_json: AsJson = False, lang: Lang = "en") -> None:
    """Read every held file again and compare its hash; status 1 if one has changed."""
    from softbalance.interfaces.language import negotiate
    from softbalance.sources.store import Store

    tag, found = negotiate(lang), Store().verify(ids or None)
    _tell_status([one for one in found if one.state != "missing"], as_json=as_json, lang=tag)
    if any(one.state == "changed" for one in found):
        raise typer.Exit(1)


@data_app.command()
def cite(
    grouping: Annotated[str | None, typer.Argument(help="A grouping: cite what its assessment rests on.")] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="A data set, instead.")] = None,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="BibTeX instead of text.")] = False,
    as_of: AsOf = None,
    since: Since = None,
    hegemon: Hegemon = "USA",
    lang: Lang = "en",
) -> None:
    """Print the citations of data sets, or of all that an assessment used."""
    from softbalance.interfaces.language import negotiate
    from softbalance.sources import citations, declared

    negotiate(lang)  # citations stand in the language of what is cited; faults are told in the reader's

    ids = list(source) if source else None
    if ids is None and grouping is not None:
        from softbalance.dossier.assess import assess

        lines = assess(grouping, as_of=as_of, since=since, hegemon=hegemon).sources
        ids = [line.id for line in lines if line.id != "register"]
    typer.echo(citations(ids if ids is not None else list(declared()), "bibtex" if bibtex else "text"))


def _compare(snapshot: "Snapshot") -> None:
    from softbalance.evidence.snapshot import differences, shipped

    found = differences(shipped(), snapshot)
    for line in found:
        typer.echo(line, err=True)
    if found:
        raise typer.Exit(1)
    typer.echo("Equal to the snapshot that ships, value by value", err=True)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _tell_status(found: list["Status"], *, as_json: bool, lang: str) -> None:
    from dataclasses import asdict

    import polars as pl

    from softbalance.interfaces.listing import frame_json, show_frame

    frame = pl.DataFrame([asdict(one) for one in found], infer_schema_length=None)
    if as_json:
        typer.echo(frame_json(frame))
    else:
        show_frame(frame, lang=lang)
