"""Commands on the register: groupings, members, states."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from softbalance.interfaces.cli.dossiers import AsJson, Lang

if TYPE_CHECKING:
    import polars as pl


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(groupings)
    app.command()(members)
    app.command()(states)


def groupings(as_json: AsJson = False, lang: Lang = "en") -> None:
    """List the catalogued groupings."""
    import polars as pl

    from softbalance.interfaces.language import negotiate
    from softbalance.terms.groupings import groupings as catalogue

    tag = negotiate(lang)
    rows = [
        {
            "id": one.id,
            "name": one.name(tag),
            "kind": one.kind,
            "founded": one.founded,
            "ended": one.ended,
            "members": len(one.members(one.ended or _today())),
        }
        for one in catalogue().values()
    ]
    _tell(pl.DataFrame(rows, infer_schema_length=None), as_json=as_json, lang=tag)


def members(
    grouping: Annotated[str, typer.Argument(help="A grouping.")],
    on: Annotated[str | None, typer.Option("--on", help="A day, YYYY-MM-DD; every spell ever without it.")] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """List a grouping's members, observers and partners, with dates and sources."""
    import polars as pl

    from softbalance.dossier.questions import members as ask
    from softbalance.interfaces.language import negotiate
    from softbalance.terms.states import state_name

    tag = negotiate(lang)
    frame = ask(grouping, on)
    if tag != "en":
        names = [state_name(ccode, tag) for ccode in frame["ccode"]]
        frame = frame.with_columns(pl.Series("name", names, dtype=pl.String))
    _tell(frame, as_json=as_json, lang=tag)


def states(
    text: Annotated[str, typer.Argument(help="A name or code in English or Chinese, or a COW number.")],
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Find states by name or code; an unknown name is answered with the nearest ones."""
    import polars as pl

    from softbalance.interfaces.language import negotiate
    from softbalance.terms.states import find_states, state_name

    tag = negotiate(lang)
    rows = [
        {
            "ccode": one.ccode,
            "iso2": one.iso2,
            "iso3": one.iso3,
            "name": one.name_en,
            "zh_hant": state_name(one.ccode, "zh-Hant"),
            "region": one.region,
            "from": one.system[0].start if one.system else None,
            "to": one.system[-1].end if one.system else None,
        }
        for one in find_states(text)
    ]
    _tell(pl.DataFrame(rows, infer_schema_length=None), as_json=as_json, lang=tag)


def _tell(frame: "pl.DataFrame", *, as_json: bool, lang: str) -> None:
    from softbalance.interfaces.listing import frame_json, show_frame

    if as_json:
        typer.echo(frame_json(frame))
    else:
        show_frame(frame, lang=lang)


def _today() -> date:
    return date.today()
