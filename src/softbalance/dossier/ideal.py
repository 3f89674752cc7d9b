"""Where states stand: ideal points from the snapshot, or estimated on chosen votes."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from softbalance.dossier.held import Held
from softbalance.dossier.model import Message, Share
from softbalance.evidence.issues import ISSUES
from softbalance.measures.stakes import STAKES, stake_mask
from softbalance.terms.errors import UNKNOWN, BadInput, NotEnoughData, NotHeld
from softbalance.terms.marking import N_
from softbalance.terms.states import by_ccode, state

if TYPE_CHECKING:
    import polars as pl

    from softbalance.evidence.base import Base

_SINGLE = N_(
    "Ideal points for chosen votes need single votes, which do not ship. Run: softbalance data pull && softbalance "
    "data build"
)


READY = {"year": "ideal_points", "session": "ideal_points_sessions"}


def ideal_points(
    states: str | int | Sequence[str | int] | None = None,
    since: int | None = None,
    until: int | None = None,
    issue: str | None = None,
    stake: str | None = None,
    *,
    as_of: date | str | None = None,
    by: str = "year",
) -> "pl.DataFrame":
    """Return where states stand on the axis of General Assembly votes, the United States high.

    Parameters
    ----------
    states
        States; all by default.
    since, until
        Years (or sessions), inclusive.
    issue
        One of ``me``, ``nu``, ``di``, ``hr``, ``co``, ``ec``: estimate on votes of that issue only.
    stake
        A class of stakes: estimate on its votes only; contested means contested in the whole house.
    as_of
        A day: use only votes before it. A year's last day is held ready; any other day, an issue or a class of stakes
        is estimated anew, which needs single votes.
    by
        ``year``, calendar years, sampled; or ``session``, sessions of the Assembly, by the fast method, whose intervals
        are a little narrow. An emergency session counts to the regular session of its time.

    Returns
    -------
    polars.DataFrame
        ``ccode``, ``iso3``, ``year`` (or ``session``), ``ideal_point``, ``se``, ``low``, ``high`` (90 %), ``n_votes``.
        Over all state-years the scale has mean 0 and standard deviation 1.

    Raises
    ------
    NotHeld
        For chosen votes without single votes on this machine.
    NotEnoughData
        If none of these states voted in these years.

    Examples
    --------
    >>> frame = ideal_points(["USA", "CHN"], since=2019, until=2019)
    >>> dict(frame.select("iso3", "ideal_point").iter_rows())["USA"] > 1
    True
    """
    import polars as pl

    _check(issue, stake, by)
    held = Held.default()
    ready = held.snapshot.table(READY[by])
    every_vote = issue is None and stake is None and as_of is None
    table = ready if every_vote else _chosen(held, issue, stake, as_of, by)
    listed = [states] if isinstance(states, str | int) else states
    wanted = None if listed is None else [state(one).ccode for one in listed]
    kept = table.filter(
        pl.lit(True) if wanted is None else pl.col("ccode").is_in(wanted),
        pl.col(by) >= (since if since is not None else 0),
        pl.col(by) <= (until if until is not None else 9999),
    )
    if kept.is_empty():
        years = ready[by]
        raise NotEnoughData(
            N_("None of these states voted in these years; votes run from {first} to {last}"),
            first=str(years.min()),
            last=str(years.max()),
        )
    codes = {int(ccode): by_ccode(int(ccode)).iso3 for ccode in kept["ccode"].unique()}
    named = kept.with_columns(iso3=pl.col("ccode").replace_strict(codes, return_dtype=pl.String))
    columns = ("ccode", "iso3", by, "ideal_point", "se", "low", "high", "n_votes")
    return named.select(columns).sort("ccode", by)


def how_sampled() -> Message:
    """Return the sentence on how well the chains behind the ideal points that are held ready mixed.

    Examples
    --------
    >>> sorted(how_sampled().args)
    ['below', 'chains', 'draws', 'lowest', 'median', 'n', 'total', 'worst']
    """
    row = Held.default().snapshot.table("ideal_mixing").row(0, named=True)
    return Message(
        N_(
            "Posterior means from {chains} chains of {draws} draws. R-hat is below 1.1 for {below} of {n} state-years, "
            "at worst {worst}; effective draws of {total}: {median} at the median, {lowest} in the slowest hundredth."
        ),
        {
            "chains": row["chains"],
            "draws": row["draws"],
            "below": Share(row["rhat_below_1_1"]),
            "n": row["state_years"],
            "worst": row["rhat_worst"],
            "total": row["chains"] * row["draws"],
            "median": round(row["ess_median"]),
            "lowest": round(row["ess_lowest_percent"]),
        },
    )


def fit_ideal_points(
    votes: "pl.DataFrame", *, anchor: object = None, method: str = "fast", seed: int = 1, draws: int = 1000
) -> "pl.DataFrame":
    """Return ideal points estimated on your own votes.

    Parameters
    ----------
    votes
        Polars frame with the columns ``roll_call``, ``state``, ``vote``, ``period``. Votes are two or more ordered
        categories: whole numbers, 0 or above, lowest first, or the words yes, abstain, no; null where missing.
    anchor
        State that lies at the high end.
    method
        ``fast`` (variational) or ``sampled`` (posterior means by Gibbs sampling).
    seed, draws
        Of the sampler.

    Returns
    -------
    polars.DataFrame
        ``state``, ``period``, ``ideal_point``, ``se``, ``low``, ``high`` (90 %), ``n_votes``.

    Raises
    ------
    BadInput, NotEnoughData
        If the frame is not one of votes, or nothing in it tells states apart.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(r, s, int((s + r) % 3 > 0), 2000 + r % 2) for r in range(12) for s in range(5)]
    >>> frame = pl.DataFrame(rows, schema=["roll_call", "state", "vote", "period"], orient="row")
    >>> fit_ideal_points(frame, anchor=4).columns
    ['state', 'period', 'ideal_point', 'se', 'low', 'high', 'n_votes']
    """
    import numpy as np

    from softbalance.dossier.derive_ideal import long_frame
    from softbalance.dossier.ideal_votes import own_votes
    from softbalance.measures.ideal_points import estimate, sample

    if method not in ("fast", "sampled"):
        raise BadInput(
            UNKNOWN,
            kind=N_("method"),
            given=method,
            allowed=("fast", "sampled"),
        )
    arranged = own_votes(votes, anchor)
    if method == "fast":
        points = estimate(arranged.votes, anchor=arranged.anchor)
    else:
        rng = np.random.default_rng(seed)
        points = sample(arranged.votes, anchor=arranged.anchor, rng=rng, draws=draws)
    return long_frame(arranged, points.mean, points.sd, points.low, points.high, points.n_votes)


def _chosen(held: Held, issue: str | None, stake: str | None, as_of: date | str | None, by: str) -> "pl.DataFrame":
    import polars as pl

    day = _day(as_of)
    plain = issue is None and stake is None and by == "year"
    if plain and day is not None and (day.month, day.day) == (12, 31):
        table = held.snapshot.table("ideal_points").filter(pl.col("year") == day.year)
        half = 1.645 * pl.col("filtered_se")
        return table.with_columns(
            ideal_point="filtered", se="filtered_se", low=pl.col("filtered") - half, high=pl.col("filtered") + half
        ).drop("filtered", "filtered_se")
    if held.base is None:
        raise NotHeld(_SINGLE)
    chosen = _calls(held.base, held, issue, stake, day)
    return _estimated(held.base, chosen, by)


def _calls(base: "Base", held: Held, issue: str | None, stake: str | None, day: date | None) -> "pl.Series":
    """Return the numbers of the roll calls that are wanted."""
    import polars as pl

    from softbalance.dossier.derive_votes import calls_of

    calls = held.snapshot.table("calls")
    keep = pl.Series([True] * calls.height)
    if issue is not None:
        keep &= calls[issue]
    if stake is not None:
        keep &= pl.Series(stake_mask(calls_of(calls), stake))
    if day is not None:
        keep &= calls["date"] < day
    roll_calls = base.table("roll_calls").filter(pl.col("body") == "GA", pl.col("final"))
    return roll_calls.join(calls.filter(keep).select("symbol", "date"), on=["symbol", "date"])["roll_call"]


def _estimated(base: "Base", chosen: "pl.Series", by: str) -> "pl.DataFrame":
    """Return the fast estimate on the chosen roll calls."""
    from softbalance.dossier.derive_ideal import long_frame
    from softbalance.dossier.ideal_votes import assembly_votes
    from softbalance.measures.ideal_points import estimate

    arranged = assembly_votes(base, by=by, calls=chosen)
    points = estimate(arranged.votes, anchor=arranged.anchor)
    frame = long_frame(arranged, points.mean, points.sd, points.low, points.high, points.n_votes)
    return frame.rename({"state": "ccode", "period": by})


def _check(issue: str | None, stake: str | None, by: str) -> None:
    if by not in READY:
        raise BadInput(UNKNOWN, kind=N_("kind of period"), given=by, allowed=tuple(READY))
    if issue is not None and issue not in ISSUES:
        raise BadInput(UNKNOWN, kind=N_("issue"), given=issue, allowed=tuple(ISSUES))
    if stake is not None and stake not in STAKES:
        raise BadInput(
            UNKNOWN,
            kind=N_("class of stakes"),
            given=stake,
            allowed=tuple(STAKES),
        )


def _day(given: date | str | None) -> date | None:
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError as wrong:
        raise BadInput(N_("{given!r} is no day; write it as YYYY-MM-DD"), given=given) from wrong
