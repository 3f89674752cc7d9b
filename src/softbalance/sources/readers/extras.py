"""Libraries that only building needs, imported when a file asks for them."""

from importlib import import_module
from types import ModuleType

from softbalance.terms.errors import NotHeld


def needed(module: str) -> ModuleType:
    """Return a library of the ``build`` extra.

    Raises
    ------
    NotHeld
        It is not installed; says how to install it.
    """
    try:
        return import_module(module)
    except ImportError as fault:
        raise NotHeld(
            f'Reading this file needs the library {module}, which is not installed: pip install "softbalance[build]"'
        ) from fault
