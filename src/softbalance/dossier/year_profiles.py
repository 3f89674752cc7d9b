"""Alignment and conduct of all states in one year, from what ships."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.chance import similarity_matrix
from softbalance.dossier.figures import SEED
from softbalance.dossier.ties_held import FloatArray, TiesHeld
from softbalance.evidence.ties.arrays import column, discord_array
from softbalance.evidence.ties.year import year_arrays
from softbalance.measures.conduct_class import ConductClass, Indicators, conduct_class
from softbalance.measures.profile import Profiles, Ties, camp_ties, profiles
from softbalance.terms.states import states as every_state

VOTE_YEARS = 5
_CONDUCT_WEIGHTS = (1 / 3, 1 / 3, 1 / 3)
_TIE_ERROR = 0.05
"""Standard error given to ties of trade, arms and treaties, whose sources state none: a stated assumption."""


@dataclass(frozen=True, slots=True)
class YearProfiles:
    """Profiles of all states of a year.

    Attributes
    ----------
    year
        Calendar year.
    states, poles
        COW numbers; the hegemon is the first pole, the leaders follow.
    kappa
        Kappa with each pole over the last five years of votes, shape (states, poles).
    made
        Alignment of all states.
    years
        The year that the figures of each component are of.
    conduct
        Indicators of conduct by name, shape (states,) each; NaN where unknown.
    """

    year: int
    states: tuple[int, ...]
    poles: tuple[int, ...]
    kappa: FloatArray
    made: Profiles
    years: Mapping[str, int | None]
    conduct: Mapping[str, FloatArray]

    def row(self, ccode: int) -> int:
        """Return the row of a state."""
        return self.states.index(ccode)

    def conduct_of(self, ccode: int, kappa_se: FloatArray | None = None) -> ConductClass:
        """Return the class of a state's conduct.

        Parameters
        ----------
        ccode
            COW number of the state.
        kappa_se
            Standard errors of its kappa with each pole; without them votes are taken as certain.
        """
        i = self.row(ccode)
        error = np.zeros(len(self.poles)) if kappa_se is None else np.nan_to_num(kappa_se)
        ties_se = np.full((3, 2), _TIE_ERROR)
        ties_se[0] = [error[0], error[1:].max(initial=0.0)]
        known = {name: float(values[i]) for name, values in self.conduct.items() if np.isfinite(values[i])}
        margin_se = float(np.hypot(error[0], error[1:].mean() if len(error) > 1 else 0.0))
        indicators = Indicators(camp_ties(self.made)[i], ties_se, known, {"votes_margin": margin_se})
        return conduct_class(indicators, _CONDUCT_WEIGHTS, np.random.default_rng([SEED, ccode]))


def year_profiles(ties: TiesHeld, year: int, hegemon: int, leaders: Sequence[int]) -> YearProfiles:
    """Return the profiles of all states of the system in a year, computed at once."""
    day = date(year, 12, 31)
    states = tuple(one.ccode for one in every_state() if one.in_system(day))
    poles = (hegemon, *(leader for leader in leaders if leader != hegemon))
    kappa = _kappa(ties, states, poles, year)
    arrays = year_arrays(ties.tables, states, poles, year)
    made = profiles(
        Ties(
            kappa,
            arrays.treaties,
            arrays.troops,
            arrays.arms,
            arrays.trade,
            arrays.finance,
            arrays.trade_of_gdp,
            np.isin(np.array(states), poles),
        ),
        hegemon=[0],
        leaders=list(range(1, len(poles))),
    )
    conduct = _conduct(ties, states, poles, day, kappa)
    return YearProfiles(year, states, poles, kappa, made, arrays.years, conduct)


def _kappa(ties: TiesHeld, states: Sequence[int], poles: Sequence[int], year: int) -> FloatArray:
    held, matrix = similarity_matrix(ties.snapshot, year - VOTE_YEARS + 1, year)
    rows, columns = _places(states, held), _places(poles, held)
    values = np.full((len(states), len(poles)), np.nan)
    for i, row in enumerate(rows):
        for j, place in enumerate(columns):
            if row >= 0 and place >= 0:
                values[i, j] = matrix[row, place]
    return values


def _places(wanted: Sequence[int], held: NDArray[np.int64]) -> list[int]:
    at = {int(ccode): place for place, ccode in enumerate(held)}
    return [at.get(ccode, -1) for ccode in wanted]


def _conduct(
    ties: TiesHeld, states: Sequence[int], poles: Sequence[int], day: date, kappa: FloatArray
) -> dict[str, FloatArray]:
    leaders = kappa[:, 1:]
    known = np.isfinite(leaders)
    mean = np.where(known, leaders, 0.0).sum(1) / np.maximum(known.sum(1), 1)
    margin = np.where(known.any(1), kappa[:, 0] - mean, np.nan)
    return {
        "hostility": _hostility(ties, states, poles[0], day.year),
        "arming": _arming(ties, states, day.year),
        "votes_margin": np.clip(margin, -1.0, 1.0),
        "leaders_groupings": _institutions(ties, states, poles[1:], day),
        "hegemon_groupings": _institutions(ties, states, poles[:1], day),
    }


def _hostility(ties: TiesHeld, states: Sequence[int], hegemon: int, year: int) -> FloatArray:
    """Return 1 for a live rivalry or armed conflict with the hegemon, one half for a dispute alone, 0 for neither."""
    table = ties.table("ties_discord")
    place = list(states).index(hegemon)
    rivalry, dispute, conflict = (
        discord_array(table, states, year, kind).values[place] for kind in ("rivalry", "dispute", "armed_conflict")
    )
    harsh = np.fmax(rivalry, conflict)
    values = np.where(harsh == 1, 1.0, np.where(dispute == 1, 0.5, np.where(np.isnan(harsh), np.nan, 0.0)))
    values[place] = np.nan
    return values


def _arming(ties: TiesHeld, states: Sequence[int], year: int) -> FloatArray:
    """Return the percentile of military spending over GDP among all states, in the latest year held."""
    recent = pl.col("year").is_between(year - VOTE_YEARS + 1, year)
    table = ties.table("state_ratios").filter(recent).drop_nulls("milex_of_gdp")
    latest = table.sort("year").unique("ccode", keep="last")
    ranked = latest.with_columns(rank=(pl.col("milex_of_gdp").rank() - 0.5) / pl.len())
    return column(ranked, states, "rank")


def _institutions(ties: TiesHeld, states: Sequence[int], powers: Sequence[int], day: date) -> FloatArray:
    """Return the share of the groupings the powers lead in which each state is a member; NaN where they lead none."""
    open_end = [pl.col("start").fill_null(day) <= day, pl.col("end").fill_null(day) >= day]
    led = ties.table("leaders").filter(pl.col("ccode").is_in(list(powers)), *open_end)["grouping"].unique()
    members = ties.table("memberships").filter(
        pl.col("role") == "member", pl.col("grouping").is_in(led.implode()), *open_end
    )
    alive = members["grouping"].n_unique()
    if not alive:
        return np.full(len(states), np.nan)
    counts = members.group_by("ccode").agg(share=pl.col("grouping").n_unique() / alive)
    return np.nan_to_num(column(counts, states, "share"))
