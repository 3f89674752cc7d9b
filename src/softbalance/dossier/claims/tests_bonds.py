"""Tests on what binds and what divides: treaty obligations, rivalries and claims, leans by issue area."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.chance import similarity_matrix
from softbalance.dossier.claims.evidence import (
    Evidence,
    Finding,
    GroupingName,
    Names,
    StateName,
    one_grouping,
    one_state,
    point,
    states_named,
    unknown,
    with_roles,
)
from softbalance.dossier.claims.votes_with import SOURCES as VOTES
from softbalance.dossier.claims.votes_with import drawn_estimate, year_draws
from softbalance.dossier.model import N_
from softbalance.dossier.notes import Note
from softbalance.dossier.vote_record import PairRecord, pair_record
from softbalance.evidence.ties.arrays import DISCORD_KINDS, discord_array, obligations_array
from softbalance.evidence.ties.coverage import COVERAGE
from softbalance.evidence.ties.schema import FLAGS
from softbalance.evidence.ties.snapshot import TABLES
from softbalance.evidence.ties.treaties import closing
from softbalance.evidence.ties.year import year_arrays
from softbalance.measures.profile import AREAS, Ties, profiles
from softbalance.measures.similarity import similarity
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import Coverage
from softbalance.terms.states import in_system, states

Floats = NDArray[np.float64]

_TREATIES = ("atop_members",)
_POLES = (2, 365, 710)


def own_obligation_share(evidence: Evidence, *, grouping: GroupingName, flag: str) -> Finding:
    """Return the share of member pairs of which one owes the other an obligation under the grouping's own treaties."""
    if flag not in FLAGS:
        raise BadInput(f"Unknown obligation {flag!r}; allowed: {', '.join(FLAGS)}")
    method = f"share of member pairs with {flag} owed under the grouping's own treaties"
    chosen = one_grouping(grouping)
    members, year = chosen.members(evidence.as_of), min(evidence.year, closing().year)
    if not chosen.own_treaties or len(members) < 2:
        return unknown("share", method, N_("no treaty of its own is coded, or fewer than two members"), _TREATIES)
    own = evidence.table("ties_own_obligations").filter(pl.col("grouping") == chosen.id)
    owed = obligations_array(own, members, members, year)[:, :, FLAGS.index(flag)]
    either = np.maximum(owed, owed.T)[np.triu_indices(len(members), k=1)]
    if np.isnan(either).any():
        return unknown("share", method, Note(N_("treaties are not held for {year}"), year=year), _TREATIES)
    covered = Coverage(year, year, either.size, either.size, N_("treaty texts to 2018, changes since entered by hand"))
    return point(float(either.mean()), "share", method, covered, (*_TREATIES, "register"))


def defence_tied(evidence: Evidence, *, poles: Names) -> Finding:
    """Return the share of all other states that owe a pole defence or are owed it."""
    method = "share of states with a defence obligation to or from one of these"
    chosen, year = states_named(poles, evidence.as_of), min(evidence.year, closing().year)
    others = [one.ccode for one in states() if in_system(one.ccode, evidence.as_of) and one.ccode not in chosen]
    spells = evidence.table("ties_obligations")
    defence = FLAGS.index("defence")
    given = obligations_array(spells, chosen, others, year)[:, :, defence].max(0)
    taken = obligations_array(spells, others, chosen, year)[:, :, defence].max(1)
    tied = np.maximum(given, taken)
    if np.isnan(tied).any():
        return unknown("share", method, Note(N_("treaties are not held for {year}"), year=year), _TREATIES)
    covered = Coverage(year, year, len(others), len(others), N_("treaty texts to 2018, changes since entered by hand"))
    return point(float(tied.mean()), "share", method, covered, _TREATIES)


def discord_share(evidence: Evidence, *, grouping: GroupingName, kinds: list[str]) -> Finding:
    """Return the share of member pairs that are at odds in one of the ways, in the last year each source covers."""
    members = one_grouping(grouping).members(evidence.as_of)
    method = f"share of member pairs with {' or '.join(kinds)}"
    odds, year = _at_odds(evidence, members, kinds)
    pairs = odds[np.triu_indices(len(members), k=1)]
    if not pairs.size or np.isnan(pairs).all():
        return unknown("share", method, N_("no source covers these pairs"), _sources(kinds))
    known = pairs[~np.isnan(pairs)]
    covered = Coverage(None, year, int(known.size), int(pairs.size), N_("sources end before the day asked for"))
    return point(float(known.mean()), "share", method, covered, _sources(kinds))


def discord_gap(evidence: Evidence, *, grouping: GroupingName, kinds: list[str], since: int) -> Finding:
    """Return the agreement of member pairs at odds less that of other member pairs, with draws of years."""
    members = sorted(one_grouping(grouping).members(evidence.as_of))
    method = f"mean agreement of pairs with {' or '.join(kinds)} less other pairs; bootstrap by year"
    odds, _ = _at_odds(evidence, members, kinds)
    pairs = pair_record(evidence.held.snapshot, members, stake="all", since=since, until=evidence.vote_year)
    split = odds[np.triu_indices(len(members), k=1)]
    if not pairs.years.size or not (split == 1).any() or not (split == 0).any():
        return unknown("index", method, N_("no votes, or all pairs alike"), (*VOTES, *_sources(kinds)))
    weights = np.vstack([np.ones((1, pairs.years.size), dtype=np.int64), year_draws(pairs.years.size)])
    gaps = _gaps(pairs, split, weights)
    covered = Coverage(since, evidence.vote_year, int((split >= 0).sum()), int(split.size))
    figure = drawn_estimate(float(gaps[0]), gaps[1:], n=int(split.size), method=method, coverage=covered)
    return Finding(replace(figure, sources=(*VOTES, *_sources(kinds))))


def at_odds_with(
    evidence: Evidence, *, grouping: GroupingName, roles: list[str], state: StateName, kinds: list[str]
) -> Finding:
    """Return the share of a grouping's states that are at odds with a state, in the last year each source covers."""
    other = one_state(state)
    who = [ccode for ccode in with_roles(one_grouping(grouping), roles, evidence.as_of) if ccode != other]
    method = f"share of states with {' or '.join(kinds)} with the state"
    if not who:
        return unknown("share", method, N_("no state holds these roles on the day"), _sources(kinds))
    odds, year = _at_odds(evidence, [*who, other], kinds)
    known = odds[:-1, -1][~np.isnan(odds[:-1, -1])]
    if not known.size:
        return unknown("share", method, N_("no source covers these pairs"), _sources(kinds))
    covered = Coverage(None, year, int(known.size), len(who), N_("sources end before the day asked for"))
    return point(float(known.mean()), "share", method, covered, _sources(kinds))


def areas_differ(evidence: Evidence, *, grouping: GroupingName, roles: list[str]) -> Finding:
    """Return the share of a grouping's states whose leading pole is not the same in every known issue area.

    Poles are the United States, Russia and China, which are left out; a state counts where two areas are known.
    """
    method = "share of states whose leading pole differs between issue areas (alignment profile)"
    who = [ccode for ccode in with_roles(one_grouping(grouping), roles, evidence.as_of) if ccode not in _POLES]
    if not who:
        return unknown("share", method, N_("no state holds these roles on the day"), VOTES)
    leading = _leading_poles(evidence, who)
    several = [set(found) for found in leading if len(found) >= 2]
    if not several:
        return unknown("share", method, N_("fewer than two issue areas are known for every state"), VOTES)
    differ = sum(len(found) > 1 for found in several) / len(several)
    sources = (*VOTES, *_TREATIES, "sipri_arms_register", "troops", "factbook", "aiddata_gcdf", "oecd_aid")
    covered = Coverage(evidence.vote_year - 4, evidence.vote_year, len(several), len(who))
    return point(differ, "share", method, covered, sources)


def _at_odds(evidence: Evidence, who: Sequence[int], kinds: Sequence[str]) -> tuple[Floats, int | None]:
    """Return (n, n) 1 at odds in any way, 0 in none, NaN where no source says, and the last year used."""
    wrong = [kind for kind in kinds if kind not in DISCORD_KINDS]
    if wrong or not kinds:
        raise BadInput(f"Unknown kind of discord {', '.join(wrong) or 'none'}; allowed: {', '.join(DISCORD_KINDS)}")
    table = evidence.table("ties_discord")
    found = [discord_array(table, list(who), evidence.year, kind) for kind in kinds]
    years = [one.year for one in found if one.year is not None]
    return np.fmax.reduce([one.values for one in found]), max(years, default=None)


def _sources(kinds: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.source for one in COVERAGE if one.kind in kinds))


def _gaps(pairs: PairRecord, split: Floats, weights: NDArray[np.int64]) -> Floats:
    """Return mean agreement of pairs at odds less that of the others, one a row of year weights."""
    counts = np.einsum("dy,ypab->dpab", weights.astype(float), pairs.counts.astype(float), optimize=True)
    values = similarity(counts, "agreement")
    return np.asarray(np.nanmean(values[:, split == 1], axis=1) - np.nanmean(values[:, split == 0], axis=1))


def _leading_poles(evidence: Evidence, who: Sequence[int]) -> list[list[int]]:
    """Return, for each state, the pole with the largest share in each area in which any pole has one."""
    year = evidence.vote_year
    voting, kappa = similarity_matrix(evidence.held.snapshot, year - 4, year)
    rows = np.array([int(np.searchsorted(voting, ccode)) if ccode in voting else -1 for ccode in who])
    at = np.searchsorted(voting, _POLES)
    beside = np.where(rows[:, None] >= 0, kappa[np.ix_(rows, at)], np.nan)
    tables = {name: evidence.table(name) for name in TABLES}
    held = year_arrays(tables, list(who), list(_POLES), year)
    made = profiles(
        Ties(
            kappa=beside,
            treaties=held.treaties,
            troops=held.troops,
            arms=held.arms,
            trade=held.trade,
            finance=held.finance,
            trade_of_gdp=held.trade_of_gdp,
            is_pole=np.zeros(len(who), dtype=bool),
        ),
        hegemon=[0],
        leaders=[1, 2],
    )
    shares = made.shares[:, : len(AREAS), : len(_POLES)]
    return [[int(area.argmax()) for area in state if np.isfinite(area).all() and area.max() > 0] for state in shares]
