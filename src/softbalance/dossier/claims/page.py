"""The claims as a dossier: a table of verdicts, then a section a claim with its figures, its rule and its chart."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from softbalance.dossier.claims.check import Checked, PartFound
from softbalance.dossier.claims.evidence import Evidence
from softbalance.dossier.claims.registry import Claim, Registry, Rule, Text
from softbalance.dossier.claims.verdict import VERDICTS, Verdict
from softbalance.dossier.model import (
    N_,
    Cell,
    Chart,
    Column,
    Dossier,
    Message,
    Section,
    SourceLine,
    Table,
)
from softbalance.dossier.references import source_lines
from softbalance.terms.estimate import Estimate

VERDICT_NAMES: dict[Verdict, str] = {
    "supported": N_("supported"),
    "contradicted": N_("contradicted"),
    "mixed": N_("mixed"),
    "not_testable": N_("not testable"),
}
KIND_NAMES = {
    "fact": N_("fact"),
    "interpretation": N_("interpretation"),
    "prediction": N_("prediction"),
}
SUMMARY = "verdicts"


def claims_dossier(
    registry: Registry,
    checked: Sequence[Checked],
    evidence: Evidence,
    *,
    lang: str = "en",
    before: Sequence[Checked] = (),
    asked: dict[str, Any] | None = None,
    command: str = "",
    detail: bool = True,
) -> Dossier:
    """Return what was found as a dossier.

    Parameters
    ----------
    registry, checked, evidence
        The claims, what was found, and on what.
    lang
        ``en`` or ``zh-Hant``: the language in which the registry's own texts are told.
    before
        The same claims as of another day, where verdicts are to be compared.
    asked, command
        What was asked, and the command that asks it again.
    detail
        Whether each claim has its own section; without, the table of verdicts alone.
    """
    then = {one.claim.id: one.verdict for one in before}
    sections = [_summary(checked, then, lang, registry.id)]
    parts = [_claim_section(one, lang) for one in checked]
    return Dossier(
        kind="claims",
        subject=registry.id,
        title=Message(N_("{title}"), {"title": registry.title.said(lang)}),
        asked=asked or {},
        answer=tuple(_answer(checked, then)),
        sections=tuple(sections + parts) if detail else tuple(sections),
        sources=_sources(registry, (*sections, *parts), evidence),
        command=command,
        versions=evidence.held.versions(),
        notes=()
        if detail
        else (Message(N_("Thresholds, parts and charts of each claim are in the reports and the JSON.")),),
    )


def _answer(checked: Sequence[Checked], then: dict[str, Verdict]) -> Iterable[Message]:
    counts = {name: sum(one.verdict == name for one in checked) for name in VERDICTS}
    yield Message(
        N_(
            "Of {n} claims the evidence supports {supported}, contradicts {contradicted} and is mixed on {mixed}; "
            "{not_testable} cannot be tested with open data, or not yet."
        ),
        {"n": len(checked), **counts},
    )
    against = tuple(one.claim.id for one in checked if one.verdict == "contradicted")
    if against:
        yield Message(N_("The evidence contradicts: {claims}."), {"claims": against})
    if then:
        changed = tuple(one.claim.id for one in checked if then[one.claim.id] != one.verdict)
        yield Message(N_("Verdicts that changed: {claims}."), {"claims": changed})


def _summary(checked: Sequence[Checked], then: dict[str, Verdict], lang: str, registry: str) -> Section:
    columns = [
        Column("number", Message(N_("no.")), "integer"),
        Column("id", Message(N_("claim"))),
        Column("verdict", Message(N_("verdict"))),
        *([Column("verdict_before", Message(N_("verdict before")))] if then else []),
        Column("kind", Message(N_("kind"))),
        Column("statement", Message(N_("what is claimed"))),
        Column("figure", Message(N_("figure")), "estimate"),
        Column("figure_is", Message(N_("the figure is"))),
        Column("tested", Message(N_("parts tested")), "integer"),
        Column("parts", Message(N_("parts judged")), "integer"),
        Column("sources", Message(N_("sources"))),
    ]
    rows = tuple(_summary_row(one, then, lang, registry) for one in checked)
    counts = tuple((_name(name), sum(one.verdict == name for one in checked)) for name in VERDICTS)
    tables = (
        Table(SUMMARY, Message(N_("Verdicts")), tuple(columns), rows),
        Table(
            "counts",
            Message(N_("Claims by verdict")),
            (Column("verdict", Message(N_("verdict"))), Column("claims", Message(N_("claims")), "integer")),
            counts,
        ),
    )
    chart = Chart(
        "counts",
        Message(N_("Claims by verdict")),
        "bars",
        "counts",
        {"y": "verdict", "x": "claims"},
        Message(N_("Bars of the number of claims by verdict.")),
    )
    return Section(SUMMARY, Message(N_("Verdicts")), tables=tables, charts=(chart,), notes=_NOTES)


_NOTES = (
    Message(
        N_(
            "Thresholds were fixed before the tests were run. A claim stands where the whole interval meets its "
            "threshold, falls where the whole interval lies beyond, and is mixed in between or where its parts disagree."
        )
    ),
    Message(N_("The figure is that of the first part that could be tested.")),
)


def _summary_row(one: Checked, then: dict[str, Verdict], lang: str, registry: str) -> tuple[Cell, ...]:
    shown = one.headline
    tested, parts = one.tested
    return (
        one.claim.number,
        one.claim.id,
        _name(one.verdict),
        *((_name(then[one.claim.id]),) if then else ()),
        Message(KIND_NAMES[one.claim.kind]),
        one.claim.statement.said(lang),
        told(shown, lang),
        shown.part.label.said(lang),
        tested,
        parts,
        ", ".join(one.claim.sources),
    )


def _claim_section(one: Checked, lang: str) -> Section:
    claim = one.claim
    tables = tuple(_part_tables(one, lang))
    charts = tuple(_chart(table, claim) for table in tables if any(row[1].value is not None for row in table.rows))  # type: ignore[union-attr]
    sentences = [
        _said(N_("What is claimed: {text}"), claim.statement, lang),
        Message(
            N_("Verdict: {verdict}. {tested} of {parts} judged parts could be tested."),
            {"verdict": _name(one.verdict), "tested": one.tested[0], "parts": one.tested[1]},
        ),
    ]
    if claim.due is not None:
        sentences.append(Message(N_("A prediction: it is scored on {due}."), {"due": claim.due}))
    return Section(
        claim.id,
        Message(N_("{number}. {claim}"), {"number": claim.number, "claim": claim.id}),
        tuple(sentences),
        tables=tables,
        charts=charts,
        notes=tuple(_claim_notes(claim, lang)),
    )


def _claim_notes(claim: Claim, lang: str) -> Iterable[Message]:
    yield _said(N_("Supported if: {text}"), claim.supported_if, lang)
    yield _said(N_("Contradicted if: {text}"), claim.contradicted_if, lang)
    yield _said(N_("Why there: {text}"), claim.why_threshold, lang)
    if claim.limits is not None:
        yield _said(N_("What the tests cannot see: {text}"), claim.limits, lang)


def _part_tables(one: Checked, lang: str) -> Iterable[Table]:
    """Yield a table for each unit, so that what stands in one chart can be compared."""
    units = dict.fromkeys(found.figure.unit for found in one.parts)
    for place, unit in enumerate(units, 1):
        rows = tuple(_part_row(found, lang) for found in one.parts if found.figure.unit == unit)
        columns = (
            Column("part", Message(N_("part"))),
            Column("figure", Message(N_("figure")), "estimate", unit),
            Column("rule", Message(N_("stands if"))),
            Column("verdict", Message(N_("verdict"))),
            Column("coverage", Message(N_("years"))),
            Column("remark", Message(N_("remark"))),
            Column("sources", Message(N_("sources"))),
        )
        name = "parts" if len(units) == 1 else f"parts_{place}"
        yield Table(name, Message(N_("What was found")), columns, rows)


def _part_row(found: PartFound, lang: str) -> tuple[Cell, ...]:
    figure = told(found, lang)
    years = [str(year) for year in (figure.coverage.since, figure.coverage.until) if year is not None]
    return (
        found.part.label.said(lang),
        figure,
        Message(N_("context")) if found.part.rule is None else rule_text(found.part.rule, figure.unit),
        Message(N_("context")) if found.verdict is None else _name(found.verdict),
        "–".join(dict.fromkeys(years)),
        figure.coverage.note if figure.known else "",
        ", ".join(figure.sources),
    )


def _chart(table: Table, claim: Claim) -> Chart:
    return Chart(
        f"{table.name}_figure",
        Message(N_("Figures of claim {claim}"), {"claim": claim.id}),
        "intervals",
        table.name,
        {"y": "part", "x": "figure"},
        Message(N_("The figure of each part of the claim, with its interval where it has one.")),
    )


def told(found: PartFound, lang: str) -> Estimate:
    """Return a part's figure, its remark in the reader's language where the registry wrote it."""
    if found.part.needs is not None:
        note = found.part.needs.said(lang)
    elif found.part.fact is not None and found.figure.known:
        note = found.part.fact.note.said(lang)
    else:
        return found.figure
    return replace(found.figure, coverage=replace(found.figure.coverage, note=note))


def rule_text(rule: Rule, unit: str) -> Message:
    """Return a rule in words."""
    if rule.at_least is not None:
        return Message(N_("at least {value}"), {"value": Estimate(rule.at_least, unit=unit)})
    if rule.at_most is not None:
        return Message(N_("at most {value}"), {"value": Estimate(rule.at_most, unit=unit)})
    low, high = rule.within or (0.0, 0.0)
    if low == high:
        return Message(N_("just {value}"), {"value": Estimate(low, unit=unit)})
    return Message(N_("from {low} to {high}"), {"low": Estimate(low, unit=unit), "high": Estimate(high, unit=unit)})


def _sources(registry: Registry, sections: Sequence[Section], evidence: Evidence) -> tuple[SourceLine, ...]:
    """Return the declared sources and the registry's documents behind the figures, and the document itself."""
    prefix = f"{registry.id}:"
    own = {f"{prefix}{key}": one for key, one in registry.sources.items()}
    named = [_only(section, prefix, keep=False) for section in sections]
    lines = source_lines(named, evidence.held)
    cited = dict.fromkeys(source for section in sections for source in _named(section) if source in own)
    documents = tuple(_line(key, own[key].citation, own[key].url, own[key].checked) for key in cited)
    document = registry.document
    return (_line(registry.id, document.citation, document.url, document.checked), *lines, *documents)


def _line(key: str, citation: str, url: str, checked: str) -> SourceLine:
    return SourceLine(key, citation.split(". ")[0], checked, "", citation, url)


def _named(section: Section) -> Iterable[str]:
    return (
        source
        for table in section.tables
        for row in table.rows
        for cell in row
        if isinstance(cell, Estimate)
        for source in cell.sources
    )


def _only(section: Section, prefix: str, *, keep: bool) -> Section:
    """Return the section with each figure's sources that do (or do not) begin with a prefix."""

    def cut(cell: Cell) -> Cell:
        if not isinstance(cell, Estimate):
            return cell
        return replace(cell, sources=tuple(one for one in cell.sources if one.startswith(prefix) == keep))

    tables = tuple(
        replace(table, rows=tuple(tuple(cut(cell) for cell in row) for row in table.rows)) for table in section.tables
    )
    return replace(section, tables=tables)


def _name(verdict: Verdict) -> Message:
    return Message(VERDICT_NAMES[verdict])


def _said(template: str, text: Text, lang: str) -> Message:
    return Message(template, {"text": text.said(lang)})
