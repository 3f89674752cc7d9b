"""From figures to verdicts: the rule of each part, fixed beforehand, then the claim as a whole.

A claim of no effect is supported by an interval inside its equivalence bound, never by a large p-value: with 90 %
intervals that is two one-sided tests at 5 %.
"""

from collections.abc import Sequence
from typing import Literal

from softbalance.dossier.claims.registry import Rule
from softbalance.terms.estimate import Estimate

Verdict = Literal["supported", "contradicted", "mixed", "not_testable"]
VERDICTS: tuple[Verdict, ...] = ("supported", "contradicted", "mixed", "not_testable")


def judge(figure: Estimate, rule: Rule) -> Verdict:
    """Return the verdict of one figure under its rule.

    Supported where the whole interval meets the rule, contradicted where the whole interval lies where contradiction
    begins, mixed in between; not testable where the figure is unknown. A figure without an interval counts as a point.

    Examples
    --------
    >>> judge(Estimate(0.05), Rule(at_least=0.40))
    'contradicted'
    >>> judge(Estimate(0.02, -0.01, 0.04), Rule(within=(-0.05, 0.05)))
    'supported'
    >>> judge(Estimate(0.02, -0.01, 0.09), Rule(within=(-0.05, 0.05)))
    'mixed'
    """
    if figure.value is None:
        return "not_testable"
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    stands, falls = _stands(low, high, rule), _falls(low, high, rule)
    if stands == falls:
        return "mixed"
    return "supported" if stands else "contradicted"


def combine(parts: Sequence[Verdict]) -> Verdict:
    """Return the verdict of a claim from those of its judged parts.

    A claim says all of its parts at once. Parts that could not be tested say nothing; of the others, agreement decides
    and disagreement is mixed. One contradicted part suffices to contradict where nothing tested supports; support
    takes more than half of the parts to be testable.

    Examples
    --------
    >>> combine(["supported", "contradicted"]), combine(["contradicted", "not_testable"])
    ('mixed', 'contradicted')
    >>> combine(["supported", "not_testable"]), combine(["supported", "supported", "not_testable"])
    ('not_testable', 'supported')
    """
    tested = [part for part in parts if part != "not_testable"]
    if not tested:
        return "not_testable"
    if len(set(tested)) > 1:
        return "mixed"
    if tested[0] == "supported" and 2 * len(tested) <= len(parts):
        return "not_testable"
    return tested[0]


def _stands(low: float, high: float, rule: Rule) -> bool:
    if rule.at_least is not None:
        return low >= rule.at_least
    if rule.at_most is not None:
        return high <= rule.at_most
    return rule.within is not None and rule.within[0] <= low and high <= rule.within[1]


def _falls(low: float, high: float, rule: Rule) -> bool:
    if rule.at_least is not None:
        return high < (rule.at_least if rule.contradicted_below is None else rule.contradicted_below)
    if rule.at_most is not None:
        return low > (rule.at_most if rule.contradicted_above is None else rule.contradicted_above)
    return rule.within is not None and (high < rule.within[0] or low > rule.within[1])
