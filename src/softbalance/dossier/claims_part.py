"""The claims that concern a grouping or its members, with what the evidence says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from softbalance.dossier.asked import Asked
from softbalance.dossier.claims.check import Checked, check_registry, evidence_as_of, registry_of
from softbalance.dossier.claims.page import SUMMARY, VERDICT_NAMES, claims_dossier, told
from softbalance.dossier.claims.registry import Claim
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Argument, Cell, Column, GroupingRef, Message, Section, SourceLine, Table
from softbalance.terms.states import by_ccode

_TITLE = Message(N_("Claims: what was published, and what the evidence says"))
_GROUPINGS = ("grouping", "among")
_STATES = ("state", "states", "exporter")


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
    evidence = evidence_as_of(held, asked.until)
    chosen = replace(registry, claims=kept)
    checked = check_registry(chosen, evidence)
    made = claims_dossier(chosen, checked, evidence, lang=lang, detail=False)
    text = N_(
        "Claims of the registry ({document}) that name {grouping} in a test, or a member as the state the test is "
        "about."
    )
    found = made.section(SUMMARY)
    tables = (_table(checked, lang), *(table for table in found.tables if table.name != SUMMARY))
    sentences = (Message(text, args), *made.answer)
    return replace(found, id="claims", title=_TITLE, sentences=sentences, tables=tables), made.sources


def _table(checked: Sequence[Checked], lang: str) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.claim.statement.said(lang),
            Message(VERDICT_NAMES[one.verdict]),
            one.headline.part.label.said(lang),
            told(one.headline, lang),
            one.claim.id,
        )
        for one in checked
    )
    columns = (
        Column("statement", Message(N_("what is claimed"))),
        Column("verdict", Message(N_("verdict"))),
        Column("figure_is", Message(N_("the figure is"))),
        Column("figure", Message(N_("figure")), "estimate"),
        Column("claim", Message(N_("claim"))),
    )
    return Table("claims", Message(N_("Claims, verdicts and figures")), columns, rows)


def concerns(claim: Claim, asked: Asked) -> bool:
    """Return whether a test of a claim names the grouping, or a member as the state it is about."""
    members = {by_ccode(ccode).code for ccode in asked.grouping.members(asked.until)}
    return asked.grouping.id in _named(claim, _GROUPINGS) or bool(members & set(_named(claim, _STATES)))


def _named(claim: Claim, keys: tuple[str, ...]) -> Iterable[str]:
    for part in (one for one in claim.parts if one.judged):
        for key in keys:
            named = (part.args or {}).get(key, ())
            yield from (named,) if isinstance(named, str) else named
