"""What they said: declared data sets, the fetcher, the readers; fetcher and readers load when first used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from softbalance.sources.declaration import declaration, declared

if TYPE_CHECKING:
    from softbalance.sources.cite import Origin, citations, origins
    from softbalance.sources.model import Declaration
    from softbalance.sources.readers import read
    from softbalance.sources.store import Status, Store

__all__ = [
    "Declaration",
    "Origin",
    "Status",
    "Store",
    "citations",
    "declaration",
    "declared",
    "origins",
    "read",
]

_HOME = {
    "Declaration": "model",
    "Origin": "cite",
    "Status": "store",
    "Store": "store",
    "citations": "cite",
    "origins": "cite",
    "read": "readers",
}


def __getattr__(name: str) -> Any:
    """Load a public name."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
