"""The command line. Data on standard output, progress and faults on standard error; heavy imports inside commands."""

import os
import sys

import typer

from softbalance.interfaces.cli import catalogue, claims, conduct, crisis, data, dossiers, positions, states

app = typer.Typer(
    name="softbalance",
    help="Would the members of a grouping of states act together when it costs?",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
dossiers.register(app)
conduct.register(app)
states.register(app)
positions.register(app)
catalogue.register(app)
claims.register(app)
crisis.register(app)
app.add_typer(data.app, name="data")


def main() -> None:
    """Run the command line; faults the package names end with one clear sentence and status 2."""
    from softbalance.terms.errors import SoftbalanceError

    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # products here are small: waiting threads cost more than they give
    try:
        app()
    except SoftbalanceError as fault:
        sys.stderr.write(f"softbalance: {fault}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
