"""The method in a page, its limits, and how to make a report again: what stands at the end of every full report."""

import hashlib
from collections.abc import Iterable, Mapping

from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Cell, Column, Message, Section, SourceLine, Table

_STEPS: Mapping[str, tuple[str, str]] = {
    "surface": (
        N_("Surface"),
        N_(
            "Members' sum over the sum of all states that the source covers, in the latest year with data. Nothing is "
            "filled in; a member not covered is named, and the share is then a lower bound."
        ),
    ),
    "say": (
        N_("Say"),
        N_(
            "Agreement index of Hix, Noury & Roland (2005) over recorded votes of the General Assembly. A vote is "
            "contested where the states outside the grouping split, so that the class does not hang on the members' "
            "own votes. Intervals draw agenda items with replacement."
        ),
    ),
    "chance": (
        N_("Beyond chance"),
        N_(
            "The same statistic for random groupings of as many states outside it, plain and matched on region and "
            "regime; lift is the share of the way from their mean to full agreement."
        ),
    ),
    "positions": (
        N_("Positions"),
        N_(
            "Dynamic ordered item response after Bailey, Strezhnev & Voeten (2017): one axis, the United States high. "
            "Identical resolutions repeated over the years share their parameters."
        ),
    ),
    "pay_fight": (
        N_("Pay and fight"),
        N_(
            "An occasion is a sanction or a dispute between a member and an outsider; the rate is the share of the "
            "other members that acted on its side, from a hierarchical beta-binomial model by crisis. Never tested "
            "and not covered are two things, and neither is zero."
        ),
    ),
    "binding": (
        N_("Binding and discord"),
        N_(
            "Obligations under the grouping's own treaty (ATOP to 2018, then cited events), apart from what members "
            "owe each other otherwise; share of pairs with a rivalry, dispute or claim."
        ),
    ),
    "alignment": (
        N_("Alignment"),
        N_(
            "Ties of a state spread over the powers, issue by issue. Hedging is the entropy within issue areas, "
            "compartmentalisation the Jensen-Shannon divergence between them; they add up to multi-alignment."
        ),
    ),
    "crisis": (
        N_("Crisis"),
        N_(
            "A game of incomplete information with ordered costly acts; its logit equilibrium (McKelvey & Palfrey "
            "1995) is fitted on past crises and played with what was known the year before. It is scored on crises "
            "held out."
        ),
    ),
    "verdict": (
        N_("Verdict"),
        N_(
            "Explicit rules on three axes: what is owed, what was done together, and against or with whom; thresholds "
            "calibrated on groupings whose type nobody disputes. The probability is the share of draws of axes and "
            "thresholds."
        ),
    ),
    "ranks": (
        N_("Ranks"),
        N_(
            "Weighted means of percentiles; weights and parts are drawn, and the interval is that of the rank over "
            "draws."
        ),
    ),
}
_LIMITS = (
    N_("Votes are held where consensus failed: what is adopted without a vote leaves no record here."),
    N_(
        "Votes named important are chosen by the US State Department, unknown in 2018 and after 2023, and a broader "
        "list since 2019."
    ),
    N_("Issue codes after 2023 come from stated rules, not from published coding."),
    N_(
        "Treaties are coded to 2018 and carried forward by cited events; disputes between states are known to 2014. "
        "What no source covers is unknown, never zero."
    ),
    N_(
        "The crisis game does not forecast better than the base rate of each record: its chances are an account of "
        "incentives, conditional on the model, and no causal estimates."
    ),
    N_("The axis of positions is one-dimensional; abstentions and special interests bend it."),
    N_("Conduct is observed, motives are not: a grouping may act against the hegemon without meaning to balance it."),
    N_("Deterrence that works leaves no act: untested is not weak."),
)


def method_section() -> Section:
    """Return the method in a page."""
    columns = (Column("part", Message(N_("part"))), Column("made", Message(N_("how it is made"))))
    rows: tuple[tuple[Cell, ...], ...] = tuple((Message(name), Message(text)) for name, text in _STEPS.values())
    table = Table("steps", Message(N_("How each figure is made")), columns, rows)
    sentence = Message(
        N_(
            "Every figure is an estimate: value, interval at 90 % unless stated, number of observations, coverage, "
            "method and sources. Formulas with their equations are in the documentation of the package."
        )
    )
    return Section("method", Message(N_("Method in a page")), (sentence,), (), (table,))


def limits_section() -> Section:
    """Return what the figures cannot say."""
    return Section("limits", Message(N_("Limits")), tuple(Message(text) for text in _LIMITS))


def reproduce_section(command: str, sources: Iterable[SourceLine], held: Held) -> Section:
    """Return how to make the report again: version, command, evidence, and the hash of every file behind it."""
    versions = held.versions()
    args = {"version": versions["softbalance"], "evidence": versions["evidence"], "command": command}
    sentences = (
        Message(N_("With version {version} of softbalance this command makes the same figures again: {command}"), args),
        Message(
            N_(
                "They rest on the evidence with fingerprint {evidence}, which ships with that version; `softbalance "
                "data pull` and `softbalance data build` make it anew from the files below."
            ),
            args,
        ),
    )
    columns = (
        Column("source", Message(N_("source"))),
        Column("version", Message(N_("version"))),
        Column("files", Message(N_("files")), "integer"),
        Column("sha256", Message(N_("SHA-256"))),
    )
    note = Message(
        N_(
            "Of one file its own hash; of several that of the lines 'hash, two spaces, name' in the order of the "
            "names, as sha256sum writes them."
        )
    )
    table = Table("files", Message(N_("Files behind the figures")), columns, tuple(_files(sources, held)), note)
    return Section("reproduce", Message(N_("How to make it again")), sentences, (), (table,))


def _files(sources: Iterable[SourceLine], held: Held) -> Iterable[tuple[Cell, ...]]:
    for line in sources:
        named: Mapping[str, str] = held.snapshot.meta["sources"].get(line.id, {})
        if named:
            yield line.title, line.version, len(named), one_hash(named)


def one_hash(named: Mapping[str, str]) -> str:
    """Return one hash for the files of a source.

    Examples
    --------
    >>> one_hash({"a.csv": "ab" * 32}) == "ab" * 32
    True
    >>> one_hash({"b": "1", "a": "2"}) == hashlib.sha256(b"2  a\\n1  b\\n").hexdigest()
    True
    """
    if len(named) == 1:
        return next(iter(named.values()))
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(named.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
