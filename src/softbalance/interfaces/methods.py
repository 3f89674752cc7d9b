"""The short names of methods that figures carry, for the catalogues.

Figures name their method in plain English, in parts set apart by semicolons and commas. A part that is not here is
shown as it is; a number within a part stands at ``{n}``.
"""

import re
from collections.abc import Callable

from softbalance.dossier.model import N_

PARTS = frozenset(
    {
        N_("1 the largest"),
        N_("absences category"),
        N_("absences disagree"),
        N_("absences missing"),
        N_("agreement"),
        N_("agreement_index"),
        N_("agreement_index among random groupings of the same size (matched)"),
        N_("agreement_index among random groupings of the same size (plain)"),
        N_("base = number of categories"),
        N_("bootstrap by agenda item"),
        N_("bootstrap by state"),
        N_("bootstrap by year"),
        N_("charter provision"),
        N_("drawn from non-members voting that year"),
        N_("entered by hand"),
        N_("entropy"),
        N_("from yearly changes"),
        N_("gamma posterior"),
        N_("hierarchical beta-binomial"),
        N_("hierarchical beta-binomial by crisis"),
        N_("identical"),
        N_("important less other votes"),
        N_("interval by Fisher's z (Bonett & Wright 2000)"),
        N_("interval from area weights varied (Dirichlet)"),
        N_("Jeffreys prior"),
        N_("joint-action rate"),
        N_("kappa"),
        N_("low and high: spread of methods"),
        N_("mean kappa of pairs among {n} random groupings of as many states outside"),
        N_("mean of x / (x + half) over the parts known"),
        N_("mean over pairs of agreement"),
        N_("mean over pairs of kappa"),
        N_("mean over pairs of pi"),
        N_("members on the day"),
        N_("members that also sit in a catalogued grouping led by the hegemon"),
        N_("membership on the day"),
        N_("over all members"),
        N_("rank among the catalogued groupings of the day"),
        N_("register"),
        N_("rice"),
        N_("share of arms delivered over five years"),
        N_("share of directed member dyads"),
        N_("share of draws of indicators, weights and thresholds"),
        N_("share of member dyads"),
        N_("share of the grouping's capability held by members"),
        N_("share of trend-indicator value delivered in five years"),
        N_("share of two-way trade in goods"),
        N_("Spearman rank correlation"),
        N_("sum of members over sum of all states covered"),
        N_("two camps and others"),
        N_("unanimous"),
        N_("weighted by both members' capability"),
        N_("{n} draws"),
    }
)
_NUMBER = re.compile(r"\d[\d,]*")


def told(method: str, text: Callable[[str], str], separators: tuple[str, str]) -> str:
    """Return a method in the language of ``text``, with that language's semicolon and comma.

    Examples
    --------
    >>> told("agreement_index, absences missing; 300 draws", lambda part: part.replace("draws", "次"), ("；", "，"))
    'agreement_index，absences missing；300 次'
    """
    semicolon, comma = separators
    return semicolon.join(_clause(clause, text, comma) for clause in method.split("; ")) if method else ""


def _clause(clause: str, text: Callable[[str], str], comma: str) -> str:
    if _template(clause) in PARTS:
        return _said(clause, text)
    return comma.join(_said(part, text) for part in clause.split(", "))


def _said(part: str, text: Callable[[str], str]) -> str:
    if _template(part) not in PARTS:
        return part
    number = _NUMBER.search(part)
    return text(_template(part)).replace("{n}", number[0] if number else "")


def _template(part: str) -> str:
    return part if part in PARTS else _NUMBER.sub("{n}", part, count=1)
