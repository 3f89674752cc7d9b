"""The sources that a dossier's figures name, ready to be traced and cited."""

from collections.abc import Iterable

from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Section, SourceLine
from softbalance.sources.declaration import declaration
from softbalance.terms.estimate import Estimate

REGISTER = SourceLine(
    "register",
    "Register of states and groupings",
    N_("as of this version"),
    "MIT",
    "softbalance: register of states and groupings, each spell with its own citation.",
    "",
)


def source_lines(sections: Iterable[Section], held: Held) -> tuple[SourceLine, ...]:
    """Return the sources behind the sections, each once, with the hash of the file that was read."""
    return cited((source for section in sections for source in _named(section)), held)


def cited(ids: Iterable[str], held: Held) -> tuple[SourceLine, ...]:
    """Return named sources, each once."""
    return tuple(REGISTER if source == "register" else _line(source, held) for source in dict.fromkeys(ids))


def _named(section: Section) -> Iterable[str]:
    for figure in section.figures:
        yield from figure.estimate.sources
    for table in section.tables:
        for row in table.rows:
            for cell in row:
                if isinstance(cell, Estimate):
                    yield from cell.sources


def _line(source: str, held: Held) -> SourceLine:
    made = declaration(source)
    sha256 = next(iter(held.snapshot.meta["sources"].get(source, {}).values()), "")
    return SourceLine(
        made.id,
        made.title,
        made.version,
        made.licence,
        made.citation,
        made.landing_page,
        sha256,
    )
