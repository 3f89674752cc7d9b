"""What they said: declared data sets, the fetcher, the readers."""

from softbalance.sources.cite import Origin, citations, origins
from softbalance.sources.declaration import declaration, declared
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
