"""The claims as a dossier: a table of verdicts, then a section a claim with its figures, its rule and its chart."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from softbalance.dossier.claims.check import Checked, PartFound
from softbalance.dossier.claims.diff import changes
from softbalance.dossier.claims.evidence import Evidence
from softbalance.dossier.claims.registry import Claim, Registry, Rule, Source, Text
from softbalance.dossier.claims.verdict import VERDICTS, Verdict
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Dossier,
    Message,
    Section,
    SourceLine,
    Table,
)
from softbalance.dossier.references import cited
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
    sections = [_summary(registry, checked, then, lang)]
    parts = [_claim_section(one, lang) for one in checked]
    return Dossier(
        kind="claims",
        subject=registry.id,
        title=Message(N_("{title}"), {"title": registry.title.said(lang)}),
        asked=asked or {},
        answer=tuple(_answer(checked, before)),
        sections=tuple(sections + parts) if detail else tuple(sections),
        sources=_sources(registry, (*sections, *parts), evidence),
        command=command,
        versions=evidence.held.versions(),
        notes=()
        if detail
        else (Message(N_("Thresholds, parts and charts of each claim are in the reports and the JSON.")),),
    )


def _answer(checked: Sequence[Checked], before: Sequence[Checked]) -> Iterable[Message]:
    counts: dict[str, Argument] = {name: sum(one.verdict == name for one in checked) for name in VERDICTS}
    yield Message(
        N_(
            "Of {n} claims the evidence supports {supported}, contradicts {contradicted} and is mixed on {mixed}; "
            "{not_testable} cannot be tested with open data, or not yet."
        ),
        {"n": len(checked), **counts},
    )
    refuted = (one.claim.number for one in checked if one.verdict == "contradicted")
    against = tuple(Message(N_("no. {n}"), {"n": number}) for number in refuted)
    if against:
        yield Message(N_("The evidence contradicts {claims}."), {"claims": against})
    if before:
        yield Message(N_("Verdicts that changed: {claims}."), {"claims": tuple(changes(checked, before))})


def _summary(registry: Registry, checked: Sequence[Checked], then: dict[str, Verdict], lang: str) -> Section:
    verdicts = Table(
        SUMMARY,
        Message(N_("Verdicts")),
        tuple(_summary_columns(compared=bool(then))),
        tuple(_summary_row(one, then, lang) for one in checked),
    )
    counts = Table(
        "counts",
        Message(N_("Claims by verdict")),
        (Column("verdict", Message(N_("verdict"))), Column("claims", Message(N_("claims")), "integer")),
        tuple((_name(name), sum(one.verdict == name for one in checked)) for name in VERDICTS),
    )
    chart = Chart(
        "counts",
        Message(N_("Claims by verdict")),
        "bars",
        "counts",
        {"y": "verdict", "x": "claims"},
        Message(N_("Bars of the number of claims by verdict.")),
    )
    notes = (Message(_RULES, {"day": registry.thresholds_fixed}), Message(_FIGURE))
    return Section(SUMMARY, Message(N_("Verdicts")), tables=(verdicts, counts), charts=(chart,), notes=notes)


_RULES = N_(
    "Thresholds were fixed on {day}, before the tests were run. A claim stands where the whole interval meets its "
    "threshold, falls where the whole interval lies beyond it, and is mixed in between or where its parts disagree."
)
_FIGURE = N_("The figure is that of the first part that shows the verdict; the others are in the claim's own section.")


def _summary_columns(*, compared: bool) -> Iterable[Column]:
    yield Column("number", Message(N_("no.")), "integer")
    yield Column("id", Message(N_("claim")))
    yield Column("verdict", Message(N_("verdict")))
    if compared:
        yield Column("verdict_before", Message(N_("verdict before")))
    yield Column("kind", Message(N_("kind")))
    yield Column("statement", Message(N_("what is claimed")))
    yield Column("figure", Message(N_("figure")), "estimate")
    yield Column("figure_is", Message(N_("the figure is")))
    yield Column("parts_tested", Message(N_("parts tested")), "integer")
    yield Column("parts_judged", Message(N_("parts judged")), "integer")
    yield Column("sources", Message(N_("sources")))


def _summary_row(one: Checked, then: dict[str, Verdict], lang: str) -> tuple[Cell, ...]:
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
    charts = tuple(_chart(table, claim) for table in tables if any(one.known for one in _figures([table])))
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
        rows = tuple(row for found in one.parts if found.figure.unit == unit for row in _part_rows(found, lang))
        columns = (
            Column("part", Message(N_("part"))),
            Column("what", Message(N_("what"))),
            Column("figure", Message(N_("figure")), "estimate", unit),
            Column("rule", Message(N_("stands if"))),
            Column("verdict", Message(N_("verdict"))),
            Column("coverage", Message(N_("years"))),
            Column("remark", Message(N_("remark"))),
            Column("sources", Message(N_("sources"))),
        )
        name = "parts" if len(units) == 1 else f"parts_{place}"
        yield Table(name, Message(N_("What was found")), columns, rows)


def _part_rows(found: PartFound, lang: str) -> Iterable[tuple[Cell, ...]]:
    """Yield what was found, then the threshold it was held against, to be drawn beside it."""
    figure, part = told(found, lang), found.part
    years = [str(year) for year in (figure.coverage.since, figure.coverage.until) if year is not None]
    label = part.label.said(lang)
    yield (
        label,
        Message(FOUND),
        figure,
        Message(N_("context")) if part.rule is None else rule_text(part.rule, figure.unit),
        Message(N_("context")) if found.verdict is None else _name(found.verdict),
        "–".join(dict.fromkeys(years)),
        figure.coverage.note if figure.known else "",
        ", ".join(figure.sources),
    )
    if part.rule is not None:
        yield (label, Message(N_("threshold")), threshold(part.rule, figure.unit), "", "", "", "", "")


FOUND = N_("found")


def threshold(rule: Rule, unit: str) -> Estimate:
    """Return where a claim begins to stand: a point, or the middle of a range with its bounds."""
    if rule.within is None:
        return Estimate(rule.at_most if rule.at_least is None else rule.at_least, unit=unit)
    low, high = rule.within
    if low == high:
        return Estimate(low, unit=unit)
    return Estimate((low + high) / 2, low, high, level=1.0, unit=unit)


def _chart(table: Table, claim: Claim) -> Chart:
    return Chart(
        f"{table.name}_figure",
        Message(N_("Figures of claim {claim}"), {"claim": claim.id}),
        "intervals",
        table.name,
        {"y": "part", "x": "figure", "series": "what"},
        Message(
            N_("The figure of each part, with its interval where it has one, beside the threshold it is held against.")
        ),
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
    """Return the document, then the data sets and the other documents behind the figures."""
    documents = {f"{registry.id}:{key}": _line(f"{registry.id}:{key}", one) for key, one in registry.sources.items()}
    own = documents | {CASES.id: CASES}
    tables = [table for section in sections for table in section.tables]
    named = dict.fromkeys(source for one in _figures(tables) for source in one.sources)
    declared = cited((source for source in named if source not in own), evidence.held)
    return (_line(registry.id, registry.document), *declared, *(own[source] for source in named if source in own))


CASES = SourceLine(
    "cases",
    "Record of crises in which members were asked to act",
    N_("as of this version"),
    "MIT",
    "softbalance: record of crises entered by hand, each act with its own citation.",
    "",
)


def _line(key: str, source: Source) -> SourceLine:
    title = source.citation.split(". ", maxsplit=1)[0]
    return SourceLine(key, title, source.checked, "", source.citation, source.url)


def _figures(tables: Iterable[Table]) -> Iterable[Estimate]:
    return (cell for table in tables for row in table.rows for cell in row if isinstance(cell, Estimate))


def _name(verdict: Verdict) -> Message:
    return Message(VERDICT_NAMES[verdict])


def _said(template: str, text: Text, lang: str) -> Message:
    return Message(template, {"text": text.said(lang)})
