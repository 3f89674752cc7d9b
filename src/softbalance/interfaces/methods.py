"""The short names of methods and remarks on coverage that figures carry in plain English, for the catalogues.

Figures name their method in parts set apart by semicolons and commas. A part that is not here is shown as it is; a
number within a part stands at ``{n}``, and numbers keep their order. Remarks are those of rooms without catalogues.
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
        N_("against other states"),
        N_("agreement"),
        N_("agreement_index"),
        N_("agreement_index among random groupings of the same size (matched)"),
        N_("agreement_index among random groupings of the same size (plain)"),
        N_("alliances honoured"),
        N_("as the exporter reports them"),
        N_("as the importer reports them"),
        N_("base = number of categories"),
        N_("base rate of groupings that took on a defence obligation"),
        N_("bootstrap by agenda item"),
        N_("bootstrap by crisis"),
        N_("bootstrap by grouping"),
        N_("bootstrap by pair of states"),
        N_("bootstrap by state"),
        N_("bootstrap by year"),
        N_("bootstrap over crises"),
        N_("bounds over ways of spreading orders over years"),
        N_("brier: fight"),
        N_("brier: pay"),
        N_("brier: say"),
        N_("chances taken over chances"),
        N_("change of agreement over {n} years after less before"),
        N_("change of the state's share of the world"),
        N_("charter provision"),
        N_("contested less all"),
        N_("conversion within a crisis"),
        N_("decisions"),
        N_("departures of members"),
        N_("difference"),
        N_("difference in mean agreement"),
        N_("drawn from non-members voting that year"),
        N_("draws of its parameters"),
        N_("dynamic ordered item response (Bailey, Strezhnev & Voeten 2017), posterior mean"),
        N_("each grouping left out in turn"),
        N_("emergency less all"),
        N_("entered by hand"),
        N_("entropy"),
        N_("equilibrium of the fitted game"),
        N_("explicit rules over draws of axes and thresholds"),
        N_("fight"),
        N_("Fisher's z"),
        N_("founding members"),
        N_("from yearly changes"),
        N_("gamma posterior"),
        N_("groupings of states that never belonged"),
        N_("growth of exports in current USD"),
        N_("hegemon_opposed less all"),
        N_("hierarchical beta-binomial"),
        N_("hierarchical beta-binomial by crisis"),
        N_("hierarchical beta-binomial by war"),
        N_("identical"),
        N_("important less not_important"),
        N_("important less other votes"),
        N_("interval by Fisher's z (Bonett & Wright 2000)"),
        N_("interval from area weights varied (Dirichlet)"),
        N_("interval over weights and parts"),
        N_("Jeffreys prior"),
        N_("joint action"),
        N_("joint action under another rule"),
        N_("joint exercises over five years"),
        N_("joint-action rate"),
        N_("kappa"),
        N_("latest figure of those years"),
        N_("latest year of each"),
        N_("log"),
        N_("log score"),
        N_("log score a grouping-year above the base rate"),
        N_("low and high: spread of methods"),
        N_("material over verbal cooperation"),
        N_("mean agreement of pairs with claim less other pairs"),
        N_("mean agreement of pairs with rivalry less other pairs"),
        N_("mean agreement of pairs with rivalry or claim less other pairs"),
        N_("mean kappa of pairs among {n} random groupings of as many states outside"),
        N_("mean of five years"),
        N_("mean of x / (x + half) over the parts known"),
        N_("mean over pairs of agreement"),
        N_("mean over pairs of kappa"),
        N_("mean over pairs of pi"),
        N_("mean over wars"),
        N_("mean over years of Spearman over groupings of the year"),
        N_("median"),
        N_("median rank over draws of the parts and of their weights (Dirichlet, mean equal)"),
        N_("members on the day"),
        N_("members that also sit in a catalogued grouping led by the hegemon"),
        N_("membership on the day"),
        N_("n alliance-wars"),
        N_("n occasions"),
        N_("n pairs"),
        N_("n state-crises"),
        N_("not over groupings"),
        N_("official finance committed over five years"),
        N_("over all members"),
        N_("overlap of camps"),
        N_("pay"),
        N_("periods less other years"),
        N_("pledge in force in the year"),
        N_("rank among the catalogued groupings of the day"),
        N_("ranked"),
        N_("register"),
        N_("rice"),
        N_("role on the day"),
        N_("sanctions decided"),
        N_("say"),
        N_("share of arms delivered over five years"),
        N_("share of contested votes with the state's no that members shared"),
        N_("share of directed member dyads"),
        N_("share of draws of indicators, weights and thresholds"),
        N_("share of emergency votes with the state's no that members shared"),
        N_("share of member dyads"),
        N_("share of member pairs with consultation owed under the grouping's own treaties"),
        N_("share of member pairs with defence owed under the grouping's own treaties"),
        N_("share of member pairs with neutrality owed under the grouping's own treaties"),
        N_("share of member pairs with nonaggression owed under the grouping's own treaties"),
        N_("share of member pairs with offence owed under the grouping's own treaties"),
        N_("share of member pairs with rivalry or claim"),
        N_("share of members asked in a crisis that reached 'fight'"),
        N_("share of members asked in a crisis that reached 'pay'"),
        N_("share of members asked in a crisis that reached 'say'"),
        N_("share of occasions in which any other member acted"),
        N_("share of one camp's states that is in the other's groupings too"),
        N_("share of output"),
        N_("share of states whose leading pole differs between issue areas (alignment profile)"),
        N_("share of states with a defence obligation to or from one of these"),
        N_("share of states with official finance committed over five years of at least {n}% of output"),
        N_("share of states with rivalry or armed_conflict with the state"),
        N_("share of the grouping's capability held by members"),
        N_("share of the other members' weight that acted"),
        N_("share of trend-indicator value delivered in five years"),
        N_("share of two-way trade in goods"),
        N_("share that belongs with it to another catalogued grouping"),
        N_("shared groupings"),
        N_("soldiers assigned"),
        N_("Spearman over groupings"),
        N_("Spearman rank correlation"),
        N_("Spearman's rank correlation across groupings"),
        N_("standard deviation"),
        N_("states in these roles on the day"),
        N_("sum of members over sum of all states covered"),
        N_("the same draws before and after"),
        N_("two camps and others"),
        N_("unanimous"),
        N_("weighted by both members' capability"),
        N_("year of founding"),
        N_("year of membership"),
        N_("{n} draws"),
    }
)
REMARKS = frozenset(
    {
        N_("crises with a decided act"),
        N_("no occasion under this rule"),
        N_("no occasion with weights"),
        N_("no occasion, here or among random groupings"),
        N_("no state reached the lower rung in a crisis that shows the higher"),
        N_("no words counted"),
    }
)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


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
    if part in PARTS:
        return text(part)
    if _template(part) not in PARTS:
        return part
    numbers = iter(_NUMBER.findall(part))
    return re.sub(r"\{n\}", lambda _: next(numbers), text(_template(part)))


def _template(part: str) -> str:
    return part if part in PARTS else _NUMBER.sub("{n}", part)
