"""The command on ideal points."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from softbalance.interfaces.cli.dossiers import AsJson, Lang

if TYPE_CHECKING:
    import polars as pl


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("ideal-points")(ideal_points)


def ideal_points(
    states: Annotated[list[str] | None, typer.Argument(help="States; all by default.")] = None,
    since: Annotated[int | None, typer.Option("--since", help="First year.")] = None,
    until: Annotated[int | None, typer.Option("--until", help="Last year.")] = None,
    issue: Annotated[str | None, typer.Option("--issue", help="Only votes on me, nu, di, hr, co or ec.")] = None,
    stake: Annotated[str | None, typer.Option("--stake", help="Only votes of a class of stakes.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Use only votes before this day.")] = None,
    by: Annotated[str, typer.Option("--by", help="year or session; --since and --until count in it.")] = "year",
    csv: Annotated[Path | None, typer.Option("--csv", help="Write CSV.")] = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="Write Parquet.")] = None,
    dta: Annotated[Path | None, typer.Option("--dta", help="Write Stata.")] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Print where states stand on the axis of General Assembly votes, and draw it."""
    from softbalance.dossier.ideal import how_sampled
    from softbalance.dossier.ideal import ideal_points as ask
    from softbalance.interfaces.language import negotiate, speaker
    from softbalance.interfaces.listing import draw_lines, frame_json, show_frame, write_frame

    tag = negotiate(lang)
    frame = ask(states or None, since, until, issue, stake, as_of=as_of, by=by)
    targets = [path for path in (csv, parquet, dta) if path is not None]
    for path, kind in ((csv, "csv"), (parquet, "parquet"), (dta, "dta")):
        if path is not None:
            write_frame(frame, path, kind)
            typer.echo(str(path), err=True)
    if targets:
        return
    if as_json:
        typer.echo(frame_json(frame))
        return
    show_frame(_rounded(frame), lang=tag)
    if states:
        draw_lines(frame, by, "ideal_point", "iso3", tag)
    if by == "year" and issue is None and stake is None and as_of is None:
        typer.echo(speaker(tag).say(how_sampled()), err=True)


def _rounded(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return frame.with_columns(pl.col("ideal_point", "se", "low", "high").cast(pl.Float64).round(3))
