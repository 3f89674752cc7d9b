"""Tests on conduct and on groupings side by side: crises, chance, size, base rates."""

from typing import Annotated, Literal

import numpy as np
import polars as pl

from softbalance.dossier.claims.evidence import (
    Evidence,
    Finding,
    GroupingName,
    StateName,
    one_grouping,
    one_state,
    point,
    unknown,
)
from softbalance.dossier.model import N_
from softbalance.dossier.notes import Note
from softbalance.dossier.null_draws import pooled
from softbalance.evidence.case_acts import case_acts
from softbalance.evidence.cases import cases
from softbalance.evidence.ties.treaties import closing
from softbalance.measures.beta_binomial import share_posterior
from softbalance.measures.burden import size_and_burden
from softbalance.measures.conversion import by_crisis
from softbalance.measures.null import BeyondChance
from softbalance.measures.null import beyond_chance as place_among
from softbalance.terms.errors import BadInput, NotEnoughData, NotHeld
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.groupings import groupings

_VOTES = ("un_ga_votes",)
_RUNGS = {"say": 1, "pay": 2, "fight": 3}
_STAKES = ("all", "contested", "hegemon_opposed", "important")
_KINDS = ("plain", "matched")
_SHARES = {
    "population_share": "wb_population",
    "gdp_usd_share": "wb_gdp",
    "cinc_share": "cow_nmc",
    "milex_usd_share": "sipri_milex",
    "area_km2_share": "countries_area",
}
_LAST_YEARS = 10
_GAME_DRAWS = 100
_RECORDS = {"pay": ("gsdb",), "fight": ("cow_mid_dirdisps", "ucdp_acd")}


def _known_scenario(name: str) -> None:
    from softbalance.crisis.scenario import load_scenario

    load_scenario(name)


ScenarioName = Annotated[str, _known_scenario]


def crisis_rate(evidence: Evidence, *, grouping: GroupingName, rung: str) -> Finding:
    """Return the probability that a member asked in a crisis reached a rung or a higher one.

    From the hand-entered record of cases that could show the rung; cases that rest on votes are not among them.
    """
    if rung not in _RUNGS:
        raise BadInput(f"Unknown rung {rung!r}; allowed: {', '.join(_RUNGS)}")
    method = f"share of members asked in a crisis that reached {rung!r}; hierarchical beta-binomial"
    chosen = one_grouping(grouping)
    known = [one for one in cases().values() if one.grouping == chosen.id and one.date <= evidence.as_of]
    asked = by_crisis(case_acts(known)).filter(f"{rung}_observed")
    if asked.is_empty():
        return unknown("probability", method, N_("no crisis on record could show this rung"), ("cases",))
    taken = (asked["level"] >= _RUNGS[rung]).to_numpy()
    found = share_posterior(taken, np.ones(asked.height), asked["crisis"].to_list(), level=LEVEL)
    years = [one.date.year for one in known]
    covered = Coverage(min(years), max(years), asked.height, None, _by_hand(found.crises))
    figure = Estimate(
        found.mean,
        found.low,
        found.high,
        n=asked.height,
        unit="probability",
        method=method,
        coverage=covered,
        sources=("cases",),
    )
    return Finding(figure)


def _by_hand(crises: int) -> Note:
    return Note(N_("one crisis, entered by hand")) if crises == 1 else Note(N_("{n} crises, entered by hand"), n=crises)


def joint_action(evidence: Evidence, *, grouping: GroupingName, rung: Literal["pay", "fight"]) -> Finding:
    """Return the share of the other members that acted on a member's side, over all sanctions cases or disputes.

    Known where the record of joint action is part of the snapshot.
    """
    method = f"joint-action rate, {rung}; hierarchical beta-binomial by crisis"
    sources = _RECORDS[rung]
    chosen = one_grouping(grouping)
    try:
        table = evidence.table(f"conduct_{rung}_rungs")
    except NotHeld:
        return unknown("share", method, N_("the record of joint action is not part of this snapshot"), sources)
    rows = table.filter(pl.col("grouping") == chosen.id, pl.col("kind") == "all", pl.col("year") <= evidence.year)
    if rows.is_empty():
        return unknown("share", method, N_("no source covers this rung in the grouping's life"), sources)
    last = rows.sort("year").tail(1).to_dicts()[0]
    if last["rate"] is None:
        return unknown("share", method, N_("no occasion to act is on record"), sources)
    covered = Coverage(chosen.founded.year, last["year"], last["chances"], last["chances"])
    bounds = last["rate_low"], last["rate_high"]
    return Finding(Estimate(last["rate"], *bounds, LEVEL, last["chances"], "share", method, covered, sources))


def crisis_outlook(
    evidence: Evidence, *, grouping: GroupingName, scenario: ScenarioName, rung: Literal["say", "pay", "fight"]
) -> Finding:
    """Return the probability that members with half of the capability asked act at a rung or above in a scenario.

    By the fitted crisis game, over draws of its parameters; conditional on the scenario and on the model. Unknown as of
    a year before the last one held, since the game is fitted on all crises.
    """
    from softbalance.crisis.play import play
    from softbalance.dossier.played import ask
    from softbalance.dossier.stress_sections import METHOD, SOURCES, chance

    if evidence.year < evidence.held.votes_until.year:
        why = N_("the game is fitted on crises up to the last year held, so it says nothing as of an earlier one")
        return unknown("probability", METHOD, why, tuple(SOURCES))
    try:
        asked = ask(one_grouping(grouping), scenario, held=evidence.held)
    except NotHeld:
        return unknown("probability", METHOD, N_("the fitted game is not part of this snapshot"), tuple(SOURCES))
    outlook = play(asked.fitted, asked.weighed, asked.setting, asked.fitted.draws(_GAME_DRAWS))
    return Finding(chance(outlook.by_capability[rung], asked.fitted.crises))


def beyond_chance(evidence: Evidence, *, grouping: GroupingName, stake: str = "all", kind: str = "plain") -> Finding:
    """Return the share of random groupings of as many outside states that are less cohesive, since the founding."""
    for name, allowed in ((stake, _STAKES), (kind, _KINDS)):
        if name not in allowed:
            raise BadInput(f"Unknown {name!r}; allowed: {', '.join(allowed)}")
    method = f"agreement_index among random groupings of the same size ({kind})"
    chosen = one_grouping(grouping)
    since = max(1946, chosen.founded.year)
    found = _placed(evidence, chosen.id, stake, kind, since)
    if found is None:
        return unknown("share", method, N_("no whole year of such votes with enough states outside"), _VOTES)
    place, calls = found
    sources = (*_VOTES, "vdem") if kind == "matched" else _VOTES
    covered = Coverage(since, evidence.vote_year, calls, calls)
    return Finding(
        Estimate(float(place.percentile), n=calls, unit="share", method=method, coverage=covered, sources=sources)
    )


def surface_rank(evidence: Evidence, *, surface: str) -> Finding:
    """Return the rank correlation, across catalogued groupings, of size with voting together beyond chance.

    Size is the members' share of the world on the day; voting together is the lift over random groupings in the last
    ten years. The interval is Fisher's.
    """
    if surface not in _SHARES:
        raise BadInput(f"Unknown surface {surface!r}; allowed: {', '.join(_SHARES)}")
    method = "Spearman's rank correlation across groupings; Fisher's z"
    sources = (*_VOTES, _SHARES[surface], "register")
    alive = [one for one in groupings().values() if one.alive(evidence.as_of)]
    shares = _latest_shares(evidence, surface)
    since = evidence.vote_year - _LAST_YEARS + 1
    rows = [
        (sum(shares.get(ccode, 0.0) for ccode in one.members(evidence.as_of)), place[0].lift)
        for one in alive
        if (place := _placed(evidence, one.id, "all", "plain", since)) is not None
    ]
    try:
        found = size_and_burden([size for size, _ in rows], [lift for _, lift in rows], np.random.default_rng(1))
    except NotEnoughData:
        return unknown("correlation", method, N_("too few groupings with votes"), sources)
    covered = Coverage(since, evidence.vote_year, found.n, len(alive), N_("groupings of the catalogue share members"))
    figure = Estimate(
        found.rho,
        found.low,
        found.high,
        n=found.n,
        unit="correlation",
        method=method,
        coverage=covered,
        sources=sources,
    )
    return Finding(figure)


def world_share_change(evidence: Evidence, *, state: StateName, share: str, since: int) -> Finding:
    """Return the change of a state's share of the world from a year to the last year held."""
    if share not in _SHARES:
        raise BadInput(f"Unknown share {share!r}; allowed: {', '.join(_SHARES)}")
    method = "change of the state's share of the world"
    own = evidence.table("state_shares").filter(pl.col("ccode") == one_state(state), pl.col(share).is_not_null())
    rows = own.filter(pl.col("year").is_between(since, evidence.year)).sort("year")
    if rows.height < 2 or int(rows["year"][0]) != since:
        why = Note(N_("the share is not held for {year} and a later year"), year=since)
        return unknown("share", method, why, (_SHARES[share],))
    change = float(rows[share][-1]) - float(rows[share][0])
    covered = Coverage(since, int(rows["year"][-1]), 2, 2)
    return point(change, "share", method, covered, (_SHARES[share],))


def stays_loose(evidence: Evidence, *, grouping: GroupingName, until: int) -> Finding:
    """Return the probability that a grouping takes on no defence obligation of its own up to the end of a year.

    A base rate, and nothing more: over all catalogued groupings that began without one (alliances and ad hoc
    coalitions apart), how many took one on, by year of life; Jeffreys prior on the yearly rate.
    """
    from scipy.special import gammaincinv

    method = "base rate of groupings that took on a defence obligation; gamma posterior, Jeffreys prior"
    chosen = one_grouping(grouping)
    last = min(evidence.year, closing().year)
    if not chosen.alive(evidence.as_of):
        return unknown("probability", method, N_("the grouping does not exist on the day asked for"), ("register",))
    lives = [
        _life(evidence, one.id, last)
        for one in groupings().values()
        if one.kind not in ("alliance", "ad hoc coalition")
    ]
    at_risk = [life for life in lives if life is not None]
    exposure, events = sum(years for years, _ in at_risk), sum(took for _, took in at_risk)
    ahead = max(0, until - evidence.year)
    tail = (1 - LEVEL) / 2
    rates = [float(gammaincinv(events + 0.5, level)) / exposure for level in (1 - tail, tail)]
    low, high = (float(np.exp(-ahead * rate)) for rate in rates)
    value = float((exposure / (exposure + ahead)) ** (events + 0.5))
    note = Note(
        N_("{events} of {n} groupings took one on in {exposure} years of life"),
        events=events,
        n=len(at_risk),
        exposure=exposure,
    )
    covered = Coverage(1950, last, len(at_risk), len(groupings()), note)
    sources = ("register", "atop_members")
    return Finding(Estimate(value, low, high, LEVEL, exposure, "probability", method, covered, sources))


def _placed(evidence: Evidence, name: str, stake: str, kind: str, since: int) -> tuple[BeyondChance, int] | None:
    """Return where a grouping stands among random ones over the whole years of a period, and its roll calls."""
    rows = evidence.table("nulls").filter(
        pl.col("grouping") == name,
        pl.col("measure") == "agreement_index",
        pl.col("class") == stake,
        pl.col("kind") == kind,
        pl.col("year").is_between(since, evidence.vote_year),
    )
    if rows.is_empty():
        return None
    weights = rows["calls"].to_numpy().astype(float)
    observed = float(weights @ rows["observed"].to_numpy() / weights.sum())
    return place_among(observed, pooled(rows)), int(weights.sum())


def _latest_shares(evidence: Evidence, surface: str) -> dict[int, float]:
    """Return each state's share of the world in the last year held; area has no years."""
    rows = evidence.table("state_shares").filter(pl.col(surface).is_not_null(), pl.col("year") <= evidence.year)
    last = rows.filter(pl.col("year") == pl.col("year").max())
    return dict(last.select("ccode", surface).iter_rows())


def _life(evidence: Evidence, name: str, last: int) -> tuple[int, int] | None:
    """Return the years a grouping lived without a defence obligation, and 1 where it then took one on.

    ``None`` for one that had it from its first year, or did not live in the years that the treaties cover.
    """
    one = groupings()[name]
    first = max(one.founded.year, 1950)
    end = min(last, one.ended.year if one.ended else last)
    own = evidence.table("ties_own_obligations").filter(pl.col("grouping") == name, pl.col("defence"))
    took = None if own.is_empty() else int(own["since"].to_numpy().min())
    if end < first or (took is not None and took <= first):
        return None
    return (took - first, 1) if took is not None and took <= end else (end - first + 1, 0)
