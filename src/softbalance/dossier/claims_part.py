"""The claims that concern a grouping or its members, with what the evidence says of them."""

from collections.abc import Iterable
from dataclasses import replace

from softbalance.dossier.asked import Asked
from softbalance.dossier.claims.check import check_registry, evidence_as_of, registry_of
from softbalance.dossier.claims.page import SUMMARY, claims_dossier
from softbalance.dossier.claims.registry import Claim, Registry
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Argument, Dossier, GroupingRef, Message, Section, SourceLine
from softbalance.terms.states import by_ccode

_TITLE = Message(N_("Claims: what was published, and what the evidence says"))
_GROUPINGS = ("grouping", "among")
_STATES = ("state", "states", "exporter", "first")


def claims_part(asked: Asked, held: Held, lang: str = "en") -> tuple[Section, tuple[SourceLine, ...]]:
    """Return the section on the claims that concern the grouping, and the sources behind their figures.

    A claim concerns it where a test of it names the grouping, or a member as the state that the test is about.
    """
    registry = registry_of(None)
    kept = tuple(one for one in registry.claims if concerns(one, asked))
    document = Message("{text}", {"text": registry.title.said(lang)})
    args: dict[str, Argument] = {"grouping": GroupingRef(asked.grouping.id), "document": document}
    if not kept:
        text = N_("No claim of the registry ({document}) concerns {grouping} or its members.")
        return Section("claims", _TITLE, (Message(text, args),)), ()
    made = _checked(replace(registry, claims=kept), asked, held, lang)
    text = N_(
        "Claims of the registry ({document}) that name {grouping} in a test, or a member as the state the test is about."
    )
    found = made.section(SUMMARY)
    return replace(found, id="claims", title=_TITLE, sentences=(Message(text, args), *made.answer)), made.sources


def _checked(registry: Registry, asked: Asked, held: Held, lang: str) -> Dossier:
    evidence = evidence_as_of(held, asked.until)
    return claims_dossier(registry, check_registry(registry, evidence), evidence, lang=lang, detail=False)


def concerns(claim: Claim, asked: Asked) -> bool:
    """Return whether a test of a claim names the grouping, or a member as the state it is about."""
    members = {by_ccode(ccode).code for ccode in asked.grouping.members(asked.until)}
    return asked.grouping.id in _named(claim, _GROUPINGS) or bool(members & set(_named(claim, _STATES)))


def _named(claim: Claim, keys: tuple[str, ...]) -> Iterable[str]:
    for part in claim.parts:
        for key in keys:
            named = (part.args or {}).get(key, ())
            yield from (named,) if isinstance(named, str) else named
