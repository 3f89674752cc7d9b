"""The command line. Data on standard output, progress and faults on standard error; heavy imports inside commands."""

import os
import sys
from typing import Any

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


_UsageError: Any = typer.BadParameter.__base__  # Typer names its subclasses only


def main() -> None:
    """Run the command line; faults end with one clear sentence in the language asked for, and status 2."""
    from softbalance.interfaces.faults import language_asked, sentence
    from softbalance.terms.errors import SoftbalanceError

    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # products here are small: waiting threads cost more than they give
    lang = language_asked(sys.argv[1:])
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except _UsageError as fault:
        _tell_usage(fault, lang)
    except SoftbalanceError as fault:
        sys.stderr.write(f"softbalance: {sentence(fault, lang)}\n")
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _tell_usage(fault: Any, lang: str) -> None:
    """Write what is wrong with the words of a command, and leave with the parser's status."""
    from softbalance.interfaces.faults import usage

    if lang == "en" or not fault.format_message():
        fault.show()
    else:
        path = fault.ctx.command_path if fault.ctx else app.info.name
        sys.stderr.write(f"softbalance: {usage(fault.format_message())}（{path} --help）\n")
    sys.exit(fault.exit_code)
