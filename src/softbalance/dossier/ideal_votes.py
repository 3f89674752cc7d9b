"""Votes as the estimation of ideal points takes them, from the evidence base or from a user's own frame."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.evidence.base import Base
from softbalance.measures.ideal_points import Votes, arrange, link_repeats
from softbalance.terms.errors import BadInput, NotEnoughData

USA = 2
_CATEGORY = {1: 0, 2: 1, 3: 2, 4: 1}
"""The project's codes of votes, yes 1, abstain 2, no 3, as ordered categories; absent, 4, only where it counts."""

_MOST_ANSWERS = 20


@dataclass(frozen=True, slots=True)
class Arranged:
    """Votes ready to be estimated, with what the indices stand for.

    Attributes
    ----------
    votes
        The votes.
    states, periods
        Labels of states and periods, in order of index.
    anchor
        Index of the state that gives the scale its sign.
    linked
        Roll calls that share an earlier one's item.
    """

    votes: Votes
    states: tuple[object, ...]
    periods: tuple[object, ...]
    anchor: int
    linked: int


def assembly_votes(
    base: Base,
    *,
    by: str = "year",
    final: bool = True,
    calls: pl.Series | None = None,
    link: bool = True,
    absence: str = "missing",
) -> Arranged:
    """Return the General Assembly's votes, arranged by calendar year or session.

    Parameters
    ----------
    base
        The evidence base.
    by
        ``year`` or ``session``; emergency and special sessions count to the regular session of their year.
    final
        Whether only votes on adopted resolutions count.
    calls
        Numbers of the roll calls to keep; all by default.
    link
        Whether identical repeated resolutions share their parameters.
    absence
        ``missing``, or ``abstain``: a member that cast no vote counts as abstaining.

    Raises
    ------
    NotEnoughData
        If no roll call is left.
    """
    if absence not in ("missing", "abstain"):
        raise BadInput(f"An absence is missing or counts as abstain, not {absence!r}")
    if by not in ("year", "session"):
        raise BadInput(f"Ideal points are estimated by year or by session, not by {by!r}")
    roll_calls = base.table("roll_calls").filter(pl.col("body") == "GA", pl.col("final") | (not final))
    if calls is not None:
        roll_calls = roll_calls.filter(pl.col("roll_call").is_in(calls.implode()))
    if roll_calls.is_empty():
        raise NotEnoughData("No roll call of this kind in the period")
    ordered = _with_period(roll_calls, by).sort("date", "roll_call")
    last = 3 if absence == "missing" else 4
    cast = base.table("votes").filter(pl.col("vote") <= last).join(ordered.select("roll_call"), on="roll_call")
    return _arranged(ordered, cast, link=link)


def own_votes(frame: pl.DataFrame, anchor: object = None) -> Arranged:
    """Return a user's own votes, arranged.

    Parameters
    ----------
    frame
        Columns ``roll_call``, ``state``, ``vote``, ``period``; votes are ordered whole numbers, 0 or above, or the
        words yes, abstain, no; null where missing.
    anchor
        State that lies at the high end; the first state in order by default.

    Raises
    ------
    BadInput
        If this is no polars frame, a column is missing, a vote is not ordered, or a roll call lies in two periods.
    """
    if not isinstance(frame, pl.DataFrame):
        raise BadInput(f"Votes are a polars frame, not {type(frame).__name__}; from pandas: polars.from_pandas(frame)")
    if missing := {"roll_call", "state", "vote", "period"} - set(frame.columns):
        raise BadInput(f"Votes need the columns roll_call, state, vote, period; missing: {', '.join(sorted(missing))}")
    category = _own_categories(frame["vote"])
    calls = frame.select("roll_call", "period").unique().sort("period", "roll_call")
    if calls["roll_call"].n_unique() != calls.height:
        raise BadInput("A roll call lies in two periods")
    states, periods = frame["state"].unique().sort(), calls["period"].unique().sort()
    if anchor is not None and anchor not in states.to_list():
        raise BadInput(f"The anchor {anchor!r} casts no vote; states are {', '.join(map(str, states.head(5)))} ...")
    votes = arrange(
        _index(frame["state"], states),
        _index(frame["roll_call"], calls["roll_call"]),
        category,
        period=_index(calls["period"], periods),
        n_categories=max(int(category.max(initial=0)) + 1, 2),
    )
    place = states.to_list().index(anchor) if anchor is not None else 0
    return Arranged(votes, tuple(states), tuple(periods), place, 0)


def _arranged(ordered: pl.DataFrame, cast: pl.DataFrame, *, link: bool) -> Arranged:
    states, periods = cast["ccode"].unique().sort(), ordered["period"].unique().sort()
    item, linked = _items(ordered, cast.filter(pl.col("vote") <= 3)) if link else (None, 0)
    votes = arrange(
        _index(cast["ccode"], states),
        _index(cast["roll_call"], ordered["roll_call"]),
        cast["vote"].replace_strict(_CATEGORY, return_dtype=pl.Int8).to_numpy(),
        period=_index(ordered["period"], periods),
        item=item,
    )
    anchor = states.to_list().index(USA)
    return Arranged(votes, tuple(states), tuple(periods), anchor, linked)


def _items(ordered: pl.DataFrame, cast: pl.DataFrame) -> tuple[NDArray[np.int64], int]:
    """Return the item of each roll call; repeated texts share one."""
    counts = cast.group_by("roll_call").agg(*((pl.col("vote") == vote).mean().alias(str(vote)) for vote in (1, 2, 3)))
    shares = ordered.join(counts, on="roll_call", how="left", maintain_order="left").select("1", "2", "3")
    links = link_repeats(
        ordered["title"].fill_null("").to_list(),
        ordered["symbol"].fill_null("").to_list(),
        shares.fill_null(0.0).to_numpy(),
    )
    return links.item, links.n_linked


def _with_period(roll_calls: pl.DataFrame, by: str) -> pl.DataFrame:
    if by == "year":
        return roll_calls.with_columns(period=pl.col("year").cast(pl.Int32))
    opening = pl.col("date").dt.month() >= 9
    regular = pl.col("date").dt.year() - 1946 + opening.cast(pl.Int32)
    return roll_calls.with_columns(period=pl.col("session").cast(pl.Int32, strict=False).fill_null(regular))


def _index(values: pl.Series, labels: pl.Series) -> NDArray[np.int64]:
    places: Mapping[object, int] = {label: place for place, label in enumerate(labels)}
    return values.replace_strict(places, return_dtype=pl.Int64).to_numpy()


def _own_categories(votes: pl.Series) -> NDArray[np.int8]:
    if votes.dtype == pl.String:
        words = {"yes": 0, "abstain": 1, "no": 2}
        if unknown := set(votes.drop_nulls().unique()) - set(words):
            raise BadInput(f"Votes are yes, abstain, no, or whole numbers from 0; given: {', '.join(sorted(unknown))}")
        return votes.replace_strict(words, default=-1, return_dtype=pl.Int8).fill_null(-1).to_numpy()
    if not votes.dtype.is_integer() or (votes.drop_nulls() < 0).any():
        raise BadInput("Votes must be ordered whole numbers from 0, or the words yes, abstain, no")
    answers = votes.drop_nulls().unique().sort()
    if answers.len() > _MOST_ANSWERS:
        raise BadInput(f"Votes show {answers.len()} different answers; allowed: at most {_MOST_ANSWERS}, in order")
    return (
        votes.replace_strict(answers, range(answers.len()), default=-1, return_dtype=pl.Int8).fill_null(-1).to_numpy()
    )
