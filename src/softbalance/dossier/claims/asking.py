"""The way in: a registry checked as of a day, and where asked against another day, as one dossier."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from softbalance.terms.errors import BadInput

if TYPE_CHECKING:
    from softbalance.dossier.claims.registry import Registry
    from softbalance.dossier.held import Held
    from softbalance.dossier.model import Dossier

LANGUAGES = ("en", "zh-Hant")


def check_claims(
    registry: "Registry | str | Path | None" = None,
    *,
    as_of: date | str | None = None,
    against: date | str | None = None,
    lang: str = "en",
    detail: bool = True,
    held: "Held | None" = None,
) -> "Dossier":
    """Return the claims of a document, each with its verdict, its figures and their sources.

    Parameters
    ----------
    registry
        A registry or its TOML file; by default that of the essay on the SCO after the Tianjin summit of 2025.
    as_of
        Last day that counts, as a date, ``YYYY-MM-DD`` or a year; by default the end of the last year of votes held.
    against
        Another day; the dossier then says which verdicts changed from that day to ``as_of``.
    lang
        Language of the registry's own texts: ``en`` or ``zh-Hant``.
    detail
        Whether each claim has a section of its own.
    held
        What evidence to use; by default the snapshot. Nothing else is needed.

    Raises
    ------
    BadInput
        If the registry is not one, a day lies outside what the evidence covers, or the language is not offered.

    Examples
    --------
    China reports 5 % more imports from Turkey in 2024 than in 2022, where the essay speaks of 40 %:

    >>> table = check_claims(as_of="2025-12-31").section("verdicts").tables[0]
    >>> row = dict(zip([column.name for column in table.columns], table.rows[5]))
    >>> row["id"], row["verdict"].text, round(row["figure"].value, 2)
    ('turkey-exports-china', 'contradicted', 0.05)
    """
    from softbalance.dossier.claims.check import check_registry, evidence_as_of, registry_of
    from softbalance.dossier.claims.page import claims_dossier
    from softbalance.dossier.held import Held

    if lang not in LANGUAGES:
        raise BadInput(f"Claims are told in {', '.join(LANGUAGES)}, not in {lang!r}")
    asked_for = registry_of(registry)
    evidence = evidence_as_of(held or Held.default(), as_of)
    other = None if against is None else evidence_as_of(evidence.held, against)
    asked = {"registry": asked_for.id, "as_of": str(evidence.as_of)}
    asked |= {} if other is None else {"against": str(other.as_of)}
    return claims_dossier(
        asked_for,
        check_registry(asked_for, evidence),
        evidence,
        lang=lang,
        before=() if other is None else check_registry(asked_for, other),
        asked=asked,
        command=_command(registry, asked),
        detail=detail,
    )


def _command(registry: "Registry | str | Path | None", asked: dict[str, str]) -> str:
    named = f" --registry {registry}" if isinstance(registry, str | Path) else ""
    against = f" --against {asked['against']}" if "against" in asked else ""
    return f"softbalance claims{named} --as-of {asked['as_of']}{against}"
