"""The command line. Data on standard output, progress and faults on standard error; heavy imports inside commands."""

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import typer

_HOME = {
    "assess": "dossiers",
    "compare": "dossiers",
    "ladder": "conduct",
    "rank": "conduct",
    "occasions": "conduct",
    "case": "conduct",
    "thesis": "conduct",
    "profile": "states",
    "ties": "states",
    "ideal-points": "positions",
    "groupings": "catalogue",
    "members": "catalogue",
    "states": "catalogue",
    "claims": "claims",
    "stress": "crisis",
    "levers": "crisis",
    "backtest": "crisis",
    "scenario": "crisis",
    "data": "data",
}


def application(modules: Iterable[str] = tuple(dict.fromkeys(_HOME.values()))) -> typer.Typer:
    """Return the command line, by default with all commands."""
    app = typer.Typer(
        name="softbalance",
        help="Would the members of a grouping of states act together when it costs?",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        callback=_nothing,
    )
    for name in modules:
        import_module(f"{__name__}.{name}").register(app)
    return app


def _nothing() -> None:
    pass  # a callback keeps the command's name in use where only one is there


def _application_for(words: list[str]) -> typer.Typer:
    """Return the command line with no more than the command asked for needs, which is quicker to make."""
    completing = any(name.startswith("_SOFTBALANCE") for name in os.environ)
    if completing or not words or words[0] not in _HOME:
        return application()
    return application([_HOME[words[0]]])


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
        sys.exit(_application_for(sys.argv[1:])(standalone_mode=False) or 0)
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
        path = fault.ctx.command_path if fault.ctx else "softbalance"
        sys.stderr.write(f"softbalance: {usage(fault.format_message())}（{path} --help）\n")
    sys.exit(fault.exit_code)
