"""Commands on single states and pairs of states."""

from typing import Annotated

import typer

from softbalance.interfaces.cli.dossiers import AsJson, AsOf, Hegemon, Lang, Report, tell
from softbalance.terms.marking import N_


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(profile)
    app.command()(ties)


def profile(
    state: Annotated[str, typer.Argument(help="A state.")],
    others: Annotated[list[str] | None, typer.Argument(help="After --vs: more states to set beside it.")] = None,
    as_of: AsOf = None,
    within: Annotated[str | None, typer.Option("--in", help="A grouping whose leaders it is seen against.")] = None,
    hegemon: Hegemon = "USA",
    leader: Annotated[str, typer.Option("--leader", help="The leaders, separated by commas.")] = "CHN,RUS",
    vs: Annotated[list[str] | None, typer.Option("--vs", help="States to set beside it.")] = None,
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Profile a state: whom it depends on, whom it sides with, where it hedges."""
    from softbalance.dossier.profile import profile as make
    from softbalance.terms.errors import BadInput

    if others and not vs:
        raise BadInput(
            N_("Several states were given ({states}); name those to compare after --vs"), states=(state, *others)
        )
    leaders = [one.strip() for one in leader.split(",") if one.strip()]
    made = make(
        state, as_of=as_of, hegemon=hegemon, leaders=leaders, grouping=within, vs=[*(vs or ()), *(others or ())]
    )
    tell(made, as_json=as_json, lang=lang, report=report)


def ties(
    giver: Annotated[str, typer.Option("--from", help="The state from which arms, money and pledges go.")],
    taker: Annotated[str, typer.Option("--to", help="The state to which they go.")],
    since: Annotated[int, typer.Option("--since", help="First year.")] = 2000,
    as_json: AsJson = False,
    lang: Lang = "en",
    report: Report = None,
) -> None:
    """Show the record between two states over time, all kinds, with sources."""
    from softbalance.dossier.ties_record import ties as make

    tell(make(giver, taker, since=since), as_json=as_json, lang=lang, report=report)
