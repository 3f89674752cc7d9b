"""Tests on recorded votes in the General Assembly."""

import numpy as np
from numpy.typing import NDArray

from softbalance.dossier.claims.evidence import (
    Evidence,
    Finding,
    GroupingName,
    Names,
    StateName,
    one_grouping,
    one_state,
    states_named,
    unknown,
    with_roles,
)
from softbalance.dossier.claims.votes_with import (
    DRAWS,
    SOURCES,
    Values,
    VotesWith,
    drawn_estimate,
    votes_with,
    year_draws,
)
from softbalance.dossier.figures import SEED, around
from softbalance.dossier.model import N_
from softbalance.dossier.pairwise import pair_estimates
from softbalance.dossier.say_tables import IMPORTANT_NOTE
from softbalance.dossier.say_tables import SOURCES as STAKE_SOURCES
from softbalance.dossier.vote_record import PairRecord, VoteRecord, pair_record, vote_record
from softbalance.evidence.issues import ISSUES
from softbalance.measures.cohesion import cohesion
from softbalance.measures.resampling import interval
from softbalance.measures.similarity import DYAD_MEASURES
from softbalance.measures.stakes import STAKES
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

_CLASSES = (*STAKES, "not_important")
_POLES = (2, 365, 710)
_NO, _ABSENT = 2, 3


def vote_lead(evidence: Evidence, *, states: Names, first: StateName, second: StateName, years: int = 5) -> Finding:
    """Return how much nearer states vote to one state than to another, mean of states over the last years."""
    method = "difference in mean agreement; bootstrap by year"
    since = evidence.vote_year - years + 1
    who = [
        ccode for ccode in states_named(states, evidence.as_of) if ccode not in (one_state(first), one_state(second))
    ]
    leads = _leads(evidence, who, first, second, since)
    if not np.isfinite(leads).any():
        return unknown("index", method, N_("no joint votes in these years"), SOURCES)
    yearly = np.nanmean(leads, axis=1)
    return Finding(_mean_of_years(yearly, method, Coverage(since, evidence.vote_year, len(who), len(who))))


def vote_similarity(
    evidence: Evidence, *, first: StateName, second: StateName, since: int, measure: str = "agreement"
) -> Finding:
    """Return how alike two states vote since a year; by agreement, identical votes, kappa or pi."""
    if measure not in DYAD_MEASURES:
        raise BadInput(f"Unknown measure {measure!r}; allowed: {', '.join(DYAD_MEASURES)}")
    pair = (one_state(first), one_state(second))
    pairs = pair_record(evidence.held.snapshot, pair, stake="all", since=since, until=evidence.vote_year)
    if not pairs.years.size:
        return unknown("index", measure, N_("no votes in these years"), SOURCES)
    return Finding(pair_estimates(pairs, measure, since=since, until=evidence.vote_year)[0])


def cohesion_gap(
    evidence: Evidence, *, grouping: GroupingName, stake: str, other: str, issue: str | None = None
) -> Finding:
    """Return a grouping's agreement index on one class of votes less that on another, within an issue where named."""
    for name, allowed in ((stake, _CLASSES), (other, _CLASSES), (issue, (None, *ISSUES))):
        if name not in allowed:
            raise BadInput(f"Unknown class of votes {name!r}; allowed: {', '.join(map(str, allowed))}")
    record = _record(evidence, grouping)
    within = record.classes[issue] if issue else np.ones(record.years.size, dtype=bool)
    values = np.where(within, cohesion(record.tallies, "agreement_index"), np.nan)
    one, two = (np.where(record.classes[name], values, np.nan) for name in (stake, other))
    return Finding(_gap(record, one, two, f"agreement_index, {stake} less {other}", (stake, issue)))


def stands_with(evidence: Evidence, *, grouping: GroupingName, state: StateName, stake: str, since: int) -> Finding:
    """Return how often the other members voted no where a state voted no, absence being a way of not doing so."""
    method = f"share of {stake} votes with the state's no that members shared; bootstrap by year"
    leader = one_state(state)
    members = one_grouping(grouping).members(evidence.as_of)
    if stake not in STAKES:
        raise BadInput(f"Unknown class of votes {stake!r}; allowed: {', '.join(STAKES)}")
    pairs = pair_record(evidence.held.snapshot, (*members, leader), stake=stake, since=since, until=evidence.vote_year)
    counts = _as_cast_by(pairs, leader)
    shared, chances = counts[..., _NO, _NO].sum(1).astype(float), counts[..., _NO, :].sum((1, 2)).astype(float)
    if not chances.sum():
        return unknown("share", method, N_("the state voted no on none of these votes"), SOURCES)
    draws = year_draws(chances.size)
    above, below = draws @ shared, draws @ chances
    value = float(shared.sum() / chances.sum())
    bounds = around(value, *interval(above[below > 0] / below[below > 0]))
    n = int(chances.sum())
    covered = Coverage(since, evidence.vote_year, n, n)
    return Finding(Estimate(value, *bounds, LEVEL, n, "share", method, covered, (*SOURCES, "register")))


def joining_effect(
    evidence: Evidence, *, grouping: GroupingName, roles: list[str], with_state: StateName, window: int = 5
) -> Finding:
    """Return how agreement with a state changed when others joined a grouping, against states that never did.

    Each newcomer's mean over the years after its first role less the mean before, less the same difference among
    states without any of the roles; the poles are left out. The interval resamples newcomers.
    """
    method = f"change of agreement over {window} years after less before, against other states; bootstrap by state"
    firsts = _first_years(evidence, grouping, roles)
    if not firsts:
        return unknown("index", method, N_("nobody took these roles by the day asked for"), SOURCES)
    since = min(firsts.values()) - window
    found = votes_with(evidence, one_state(with_state), since=since, until=evidence.vote_year)
    changes = np.array([_change(found, ccode, year, window, set(firsts)) for ccode, year in firsts.items()])
    known = changes[np.isfinite(changes)]
    if known.size < 2:
        return unknown("index", method, N_("too few newcomers with votes before and after"), SOURCES)
    draws = _draw_means(known, 0)
    covered = Coverage(since, evidence.vote_year, int(known.size), len(firsts))
    return Finding(drawn_estimate(float(known.mean()), draws, n=int(known.size), method=method, coverage=covered))


def period_shift(
    evidence: Evidence,
    *,
    first: StateName,
    second: StateName,
    since: int,
    periods: list[list[int]],
    grouping: GroupingName | None = None,
    roles: list[str] | None = None,
) -> Finding:
    """Return how much nearer states vote to one state than another in some periods than in the other years.

    Without a grouping, all states; with one, those that hold the roles on the day.
    """
    method = "difference in mean agreement, periods less other years; bootstrap by year"
    who = None if grouping is None else with_roles(one_grouping(grouping), roles or ["member"], evidence.as_of)
    leads = _leads(evidence, who, first, second, since)
    years = np.arange(since, evidence.vote_year + 1)
    inside = np.any([(years >= low) & (years <= high) for low, high in periods], axis=0)
    seen = np.isfinite(leads).any(1)
    if not (inside & seen).any() or not (~inside & seen).any():
        return unknown("index", method, N_("no votes inside, or none outside, the periods"), SOURCES)
    yearly = np.full(years.size, np.nan)
    yearly[seen] = np.nanmean(leads[seen], axis=1)
    one, two = yearly[inside & seen], yearly[~inside & seen]
    draws = _draw_means(one, 1) - _draw_means(two, 2)
    covered = Coverage(since, evidence.vote_year, int(seen.sum()), int(years.size))
    value = float(one.mean() - two.mean())
    return Finding(drawn_estimate(value, draws, n=int(seen.sum()), method=method, coverage=covered))


def _record(evidence: Evidence, grouping: str) -> VoteRecord:
    chosen = one_grouping(grouping)
    since = max(1946, chosen.founded.year)
    return vote_record(chosen, evidence.held.snapshot, None, since=since, until=evidence.as_of, hegemon="USA")


def _gap(
    record: VoteRecord,
    one: Values,
    two: Values,
    method: str,
    named: tuple[str, str | None],
) -> Estimate:
    stake, issue = named
    n, others = int(np.isfinite(one).sum()), int(np.isfinite(two).sum())
    sources = dict.fromkeys((*STAKE_SOURCES.get(stake, ()), *(STAKE_SOURCES["issue"] if issue else ()), *SOURCES))
    full = f"{method}; bootstrap by agenda item"
    if not n or not others:
        return Estimate.unknown("index", full, N_("no roll call of one of the two classes"), tuple(sources))
    draws = record.drawn.means(one), record.drawn.means(two)
    low, high = interval(draws[0] - draws[1]) if all(part.size for part in draws) else (None, None)
    value = float(np.nanmean(one) - np.nanmean(two))
    years = record.years[np.isfinite(one)]
    note = IMPORTANT_NOTE if stake == "important" else ""
    covered = Coverage(int(years.min()), int(years.max()), n, None, note)
    return Estimate(value, *around(value, low, high), LEVEL, n, "index", full, covered, tuple(sources))


def _leads(
    evidence: Evidence, who: "list[int] | tuple[int, ...] | None", first: str, second: str, since: int
) -> Values:
    """Return agreement with the first less that with the second, shape (years, states), without the two."""
    poles = [one_state(first), one_state(second)]
    if who is None:
        one, two = (votes_with(evidence, pole, since=since, until=evidence.vote_year).states for pole in poles)
        who = [int(ccode) for ccode in np.intersect1d(one, two)]
    states = [ccode for ccode in who if ccode not in poles]
    until = evidence.vote_year
    near, far = (votes_with(evidence, pole, since=since, until=until, states=states).yearly() for pole in poles)
    return np.asarray(near - far)


def _mean_of_years(yearly: Values, method: str, covered: Coverage) -> Estimate:
    known = yearly[np.isfinite(yearly)]
    return drawn_estimate(float(known.mean()), _draw_means(known, 0), n=known.size, method=method, coverage=covered)


def _draw_means(values: Values, seed: int) -> Values:
    return np.asarray(np.random.default_rng([SEED, seed]).choice(values, size=(DRAWS, values.size)).mean(1))


def _as_cast_by(pairs: PairRecord, leader: int) -> NDArray[np.int64]:
    """Return the counts of pairs with the leader, its own votes in rows, shape (years, pairs, 4, 4)."""
    ahead, behind = pairs.first == leader, pairs.second == leader
    return np.concatenate([pairs.counts[:, ahead], pairs.counts[:, behind].transpose(0, 1, 3, 2)], axis=1)


def _first_years(evidence: Evidence, grouping: str, roles: list[str]) -> dict[int, int]:
    """Return the year of each state's first role up to the day, without the poles."""
    chosen = one_grouping(grouping)
    spells = [spell for role in roles for spell in chosen.member_spells(role) if spell.start <= evidence.as_of]
    firsts: dict[int, int] = {}
    for spell in sorted(spells, key=lambda one: one.start):
        firsts.setdefault(spell.ccode, spell.start.year)
    return {ccode: year for ccode, year in firsts.items() if ccode not in _POLES}


def _change(found: VotesWith, ccode: int, year: int, window: int, joiners: set[int]) -> float:
    """Return one newcomer's change less the mean change of the others; NaN without votes before and after."""
    before = (found.years >= year - window) & (found.years < year)
    after = (found.years > year) & (found.years <= year + window)
    means = [_pooled(found, chosen) for chosen in (before, after)]
    changes = means[1] - means[0]
    others = ~np.isin(found.states, [*joiners, *_POLES])
    own = found.states == ccode
    if not own.any() or not np.isfinite(changes[others]).any():
        return float("nan")
    return float(changes[own][0] - np.nanmean(changes[others]))


def _pooled(found: VotesWith, chosen: NDArray[np.bool_]) -> Values:
    agreed, voted = found.agreed[chosen].sum(0), found.voted[chosen].sum(0)
    return np.asarray(np.divide(agreed, voted, out=np.full(agreed.size, np.nan), where=voted > 0))
