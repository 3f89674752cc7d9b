"""Citations and origins: what a figure rests on, ready to be printed beside it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from softbalance.sources.declaration import declaration
from softbalance.sources.model import Declaration
from softbalance.sources.store import Store
from softbalance.terms.errors import BadInput

STYLES = ("text", "bibtex")


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a figure; ``sha256`` names the bytes held (by file), empty where none are."""

    id: str
    producer: str
    title: str
    version: str
    licence: str
    landing_page: str
    sha256: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the origin as plain JSON values."""
        return {**asdict(self), "sha256": dict(self.sha256)}


def citations(ids: Iterable[str], style: str = "text") -> str:
    """Return the references of data sets, each once, in the order given.

    Parameters
    ----------
    ids
        Ids of declared data sets.
    style
        ``"text"``: a paragraph each, with version and licence below; ``"bibtex"``: entries.

    Raises
    ------
    UnknownName
        A data set is not declared.
    BadInput
        The style is neither.

    Examples
    --------
    >>> print(citations(["un_ga_votes"]).splitlines()[0][:52])
    United Nations Dag Hammarskjöld Library. General Ass
    >>> citations(["cow_nmc"], "bibtex").splitlines()[0]
    '@incollection{cow_nmc,'
    """
    if style not in STYLES:
        raise BadInput(f"The style of a citation is one of {', '.join(STYLES)}, not {style!r}")
    made = [declaration(source_id) for source_id in dict.fromkeys(ids)]
    return "\n\n".join(each.bibtex if style == "bibtex" else _paragraph(each) for each in made)


def origins(ids: Iterable[str], store: Store | None = None) -> tuple[Origin, ...]:
    """Return the origins of data sets, with the hashes of the bytes held where a store is given."""
    return tuple(_origin(declaration(source_id), store) for source_id in dict.fromkeys(ids))


def _origin(made: Declaration, store: Store | None) -> Origin:
    held = store.records(made.id) if store is not None else {}
    hashes = tuple((name, record.sha256) for name, record in held.items())
    return Origin(made.id, made.producer, made.title, made.version, made.licence, made.landing_page, hashes)


def _paragraph(made: Declaration) -> str:
    return f"{made.citation}\n  Version: {made.version}. Licence: {made.licence}."
