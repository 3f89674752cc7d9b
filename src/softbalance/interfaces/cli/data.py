"""Commands on the data: what is declared and held, fetching, building, verifying, citing."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from softbalance.interfaces.cli.dossiers import AsJson, AsOf, Hegemon, Since

if TYPE_CHECKING:
    from softbalance.evidence.snapshot import Snapshot
    from softbalance.sources.store import Status

app = typer.Typer(help="The data: status, pull, build, verify, cite.", no_args_is_help=True, rich_markup_mode=None)

Ids = Annotated[list[str] | None, typer.Argument(help="Ids of data sets; all by default.")]


@app.command()
def status(ids: Ids = None, as_json: AsJson = False) -> None:
    """Say what is declared, held, missing or stale, and which snapshot serves."""
    from softbalance.sources.store import Store

    _tell_status(Store().status(ids or None), as_json=as_json)
    if not as_json:
        from softbalance.dossier.held import Held

        held = Held.default()
        typer.echo(f"Snapshot: votes to {held.votes_until}, evidence {held.snapshot.meta['fingerprint']}", err=True)
        typer.echo(f"Single votes: {'held' if held.base else 'not built on this machine'}", err=True)


@app.command()
def pull(ids: Ids = None) -> None:
    """Fetch data sets, from the mirror first (SOFTBALANCE_MIRROR), with progress, resume and verification."""
    from softbalance.interfaces.progress import fetching
    from softbalance.sources.store import Store

    with fetching() as watch:
        records = Store().pull(ids or None, watch)
    typer.echo(f"{len(records)} files held and verified", err=True)


@app.command()
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


@app.command()
def verify(ids: Ids = None, as_json: AsJson = False) -> None:
    """Read every held file again and compare its hash; status 1 if one has changed."""
    from softbalance.sources.store import Store

    found = Store().verify(ids or None)
    _tell_status([one for one in found if one.state != "missing"], as_json=as_json)
    if any(one.state == "changed" for one in found):
        raise typer.Exit(1)


@app.command()
def cite(
    grouping: Annotated[str | None, typer.Argument(help="A grouping: cite what its assessment rests on.")] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="A data set, instead.")] = None,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="BibTeX instead of text.")] = False,
    as_of: AsOf = None,
    since: Since = None,
    hegemon: Hegemon = "USA",
) -> None:
    """Print the citations of data sets, or of all that an assessment used."""
    from softbalance.sources import citations, declared

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


def _tell_status(found: list["Status"], *, as_json: bool) -> None:
    from dataclasses import asdict

    import polars as pl

    from softbalance.interfaces.listing import frame_json, show_frame

    frame = pl.DataFrame([asdict(one) for one in found], infer_schema_length=None)
    if as_json:
        typer.echo(frame_json(frame))
    else:
        show_frame(frame)
