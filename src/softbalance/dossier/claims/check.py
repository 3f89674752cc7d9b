"""The claims of a document, each put to its test: the way in for Python and for the command line."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from softbalance.dossier.claims.evidence import Evidence
from softbalance.dossier.claims.registry import Claim, Fact, Part, Registry, Text
from softbalance.dossier.claims.verdict import Verdict, combine, judge
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, written
from softbalance.dossier.notes import Note
from softbalance.terms.estimate import Coverage, Estimate


@dataclass(frozen=True, slots=True)
class PartFound:
    """One part of a claim: its figure, and the verdict where it is judged."""

    part: Part
    figure: Estimate
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with what was found.

    Attributes
    ----------
    claim, parts
        The claim, and its parts with their figures.
    verdict
        Of the claim as a whole; ``not_testable`` for a prediction that is not due.
    """

    claim: Claim
    parts: tuple[PartFound, ...]
    verdict: Verdict

    @property
    def headline(self) -> PartFound:
        """The first known part that shows the verdict: one of the same; of a mixed claim the first not supported."""
        judged = [found for found in self.parts if found.part.judged]
        known = [found for found in judged if found.figure.known]
        shows = [one for one in known if one.verdict == self.verdict]
        if self.verdict == "mixed":
            shows = [one for one in known if one.verdict != "supported"]
        return next(iter((*shows, *known, *judged)))

    @property
    def tested(self) -> tuple[int, int]:
        """How many of the judged parts could be tested, and how many there are."""
        judged = [found for found in self.parts if found.part.judged]
        return sum(found.figure.known for found in judged), len(judged)


def check_registry(registry: Registry, evidence: Evidence) -> tuple[Checked, ...]:
    """Return every claim of a registry with what was found, in its order."""
    return tuple(check_claim(claim, registry, evidence) for claim in registry.claims)


def check_claim(claim: Claim, registry: Registry, evidence: Evidence) -> Checked:
    """Return one claim with what was found as of the evidence's day."""
    parts = tuple(_find(part, registry, evidence) for part in claim.parts)
    if claim.due is not None and evidence.as_of < claim.due:
        parts = tuple(replace(found, verdict=found.verdict and "not_testable") for found in parts)
    return Checked(claim, parts, combine([found.verdict for found in parts if found.verdict is not None]))


def evidence_as_of(held: Held, as_of: date | str | None) -> Evidence:
    """Return the evidence as of a day, by default the end of the last year of which votes are held.

    Raises
    ------
    BadInput
        If the text is no day, or lies after what is held.
    """
    from softbalance.dossier.assess import read_day

    return Evidence(held, read_day(as_of or date(held.votes_until.year, 12, 31), held))


def registry_of(given: Registry | str | Path | None) -> Registry:
    """Return a registry: the one given, the one in a file, or the one that ships."""
    from softbalance.dossier.claims.reading import read_registry, shipped

    if given is None:
        return shipped()
    return given if isinstance(given, Registry) else read_registry(given)


def _find(part: Part, registry: Registry, evidence: Evidence) -> PartFound:
    figure = _figure(part, registry, evidence)
    if not part.judged:
        return PartFound(part, figure, None)
    return PartFound(part, figure, "not_testable" if part.rule is None else judge(figure, part.rule))


def _figure(part: Part, registry: Registry, evidence: Evidence) -> Estimate:
    if part.fact is not None:
        return _entered(part.fact, registry, evidence)
    if part.needs is not None:
        return Estimate.unknown("", "", told(part.needs))
    from softbalance.dossier.claims.catalogue import TESTS

    return TESTS[part.test](evidence, **(part.args or {})).figure


def told(text: Text) -> Note:
    """Return a text of the registry as a remark that keeps both its languages."""
    return Note.of(written(text.said("en"), text.said("zh-Hant")))


def _entered(fact: Fact, registry: Registry, evidence: Evidence) -> Estimate:
    sources = (f"{registry.id}:{fact.source}",)
    if fact.known_since > evidence.as_of:
        known = Note(N_("known only since {day}"), day=fact.known_since)
        return Estimate.unknown(fact.unit, "entered by hand", known, sources)
    covered = Coverage(until=fact.known_since.year, observed=1, possible=1, note=told(fact.note))
    return Estimate(fact.value, n=1, unit=fact.unit, method="entered by hand", coverage=covered, sources=sources)
