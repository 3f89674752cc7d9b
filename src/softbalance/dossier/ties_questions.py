"""Single questions on ties, answered with figures: alignment, binding, discord, exposure, dividend.

Every frame holds one figure a row: the columns that say which figure it is, then value, low, high, level, n, unit,
method, since, until, observed, possible, note and sources, as :class:`softbalance.terms.estimate.Estimate` has them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from softbalance.dossier.asked import Asked
from softbalance.dossier.assess import ask, read_day
from softbalance.dossier.binding import FLAGS, flag_estimate, obligation_views
from softbalance.dossier.burdens import balance_estimates
from softbalance.dossier.dependence import COMPONENTS, exposure_estimates
from softbalance.dossier.discord import discord_estimates
from softbalance.dossier.held import Held
from softbalance.dossier.profile import POLES, ask_profile, profiles_of
from softbalance.dossier.profile_sections import ENTROPIES, area_estimates, entropy_estimate
from softbalance.dossier.ties_held import TiesHeld
from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.estimate import Estimate
from softbalance.terms.grouping import Grouping
from softbalance.terms.marking import N_
from softbalance.terms.states import by_ccode, state

if TYPE_CHECKING:
    import polars as pl

Members = str | Grouping | Sequence[str | int]


@dataclass(frozen=True, slots=True)
class StateAlignment:
    """How a state's ties spread over the powers in a year.

    Attributes
    ----------
    state, year
        ISO3 code of the state, and the calendar year.
    status
        ``attached``; ``unattached``: observed and tied to no power, which is not hedging; ``pole``: one of the powers,
        whose own alignment is undefined; ``unknown``: nothing observed.
    hedging, compartmentalisation, multi_alignment
        Spread within issue areas, difference between them, and their sum: entropies from 0 to 1, unknown unless the
        state is attached.
    areas
        Frame of figures: ``area``, ``figure`` (``share``, ``intensity``, ``weight``) and ``power`` (ISO3, ``other``;
        none where the figure is of the whole area).
    """

    state: str
    year: int
    status: str
    hedging: Estimate
    compartmentalisation: Estimate
    multi_alignment: Estimate
    areas: "pl.DataFrame"


def alignment(
    state_name: str | int,
    year: int | None = None,
    *,
    hegemon: str = POLES[0],
    leaders: Sequence[str] = POLES[1:],
) -> StateAlignment:
    """Return how a state's ties spread over the powers: by issue area, and as hedging and compartmentalisation.

    Parameters
    ----------
    state_name
        The state.
    year
        Calendar year, from 1954; the last year of votes held by default.
    hegemon, leaders
        The powers.

    Raises
    ------
    BadInput
        If the year lies outside what is held, or there is no leader besides the hegemon.
    NotEnoughData
        If the state did not exist in the year.

    Examples
    --------
    >>> india = alignment("India", 2024)
    >>> whole = india.multi_alignment.value
    >>> abs(whole - india.hedging.value - india.compartmentalisation.value) < 1e-12
    True
    """
    held = Held.default()
    asked = ask_profile(state_name, held, as_of=year, hegemon=hegemon, leaders=leaders)
    now = profiles_of(asked, TiesHeld(held.snapshot), asked.year)
    i = now.row(asked.state.ccode)
    whole = {name: entropy_estimate(now, i, name) for name in ENTROPIES}
    rows = ((*key, made) for key, made in area_estimates(now, i).items())
    areas = _frame(("area", "figure", "power"), rows)
    return StateAlignment(asked.state.code, asked.year, str(now.made.status[i]), **whole, areas=areas)


def binding(grouping: Members, as_of: date | str | None = None) -> "pl.DataFrame":
    """Return what the members of a grouping owe each other: ``obligation``, ``treaty``, ``weighted`` and the figure.

    Parameters
    ----------
    grouping
        A catalogued grouping, or states.
    as_of
        Day that counts, as a date, ``YYYY-MM-DD`` or a year; the last day of votes held by default.

    Returns
    -------
    polars.DataFrame
        ``obligation``: ``defence``, ``offence``, ``neutrality``, ``non_aggression``, ``consultation``; ``treaty``:
        ``own`` (the grouping's own), ``apart`` (some other treaty only), ``any_treaty``; ``weighted``: whether dyads
        count by both members' capability. Values are shares of directed member dyads.

    Examples
    --------
    The SCO's own treaties bind to consultation and non-aggression, and to nothing else:

    >>> own = binding("SCO", "2024").filter(treaty="own", weighted=False)
    >>> dict(own.select("obligation", "value").rows())["defence"]
    0.0
    """
    asked, ties = _ask(grouping, as_of)
    views = obligation_views(asked, ties)
    treaties = asked.grouping.own_treaties
    rows = (
        (flag, view, weighted, flag_estimate(shares, place, asked.until.year, treaties, weighted=weighted))
        for place, flag in enumerate(FLAGS)
        for view, shares in views.items()
        for weighted in (False, True)
    )
    return _frame(("obligation", "treaty", "weighted"), rows)


def discord(grouping: Members, as_of: date | str | None = None) -> "pl.DataFrame":
    """Return what divides the members of a grouping: ``kind``, ``of`` and the figure.

    Parameters
    ----------
    grouping, as_of
        As for :func:`binding`.

    Returns
    -------
    polars.DataFrame
        ``kind``: ``rivalry``, ``dispute``, ``claim``, ``armed_conflict``; ``of``: ``dyads`` (share of member dyads) or
        ``capability`` (share of the grouping's capability held by members in one).

    Examples
    --------
    Two of the 45 dyads of the SCO are strategic rivals, India with China and with Pakistan:

    >>> rivals = discord("SCO", "2025").filter(kind="rivalry", of="dyads")["value"].item()
    >>> round(rivals * 45)
    2
    """
    asked, ties = _ask(grouping, as_of)
    return _frame(("kind", "of"), ((kind, of, made) for (kind, of), made in discord_estimates(asked, ties).items()))


def exposure(
    states: str | int | Sequence[str | int], powers: str | Sequence[str] = POLES, year: int | None = None
) -> "pl.DataFrame":
    """Return what states stand to lose if a power retaliates: ``state``, ``power``, ``part`` and the figure.

    Parameters
    ----------
    states
        One state or several.
    powers
        Who might retaliate; one or several.
    year
        Calendar year; each part is of the latest of the five years up to it. The last year of votes held by default.

    Returns
    -------
    polars.DataFrame
        ``part``: ``index`` (0 to 1), ``trade`` (over GDP), ``arms`` (share received), ``pact`` (1 for a defence
        pledge), ``troops`` (per 100,000 people), ``finance`` (over GDP). Unknown, not zero, where no source looks: so
        troops of any power but the USA; and for a power's exposure to itself.

    Raises
    ------
    BadInput
        If no state or no power is named, or the year lies outside what is held.
    NotEnoughData
        If a state did not exist in the year.

    Examples
    --------
    >>> of_trade = exposure("KAZ", ["China"], 2024).filter(part="trade")["value"].item()
    >>> 0.1 < of_trade < 0.2
    True
    """
    held = Held.default()
    day = read_day(None if year is None else str(year), held)
    wanted = [states] if isinstance(states, str | int) else list(states)
    if not wanted or not powers:
        raise BadInput("Exposure needs at least one state and one power")
    asked = [state(one, on=day) for one in wanted]
    for one in asked:
        if not one.in_system(day):
            raise NotEnoughData(N_("{state} was no state of the system on {day}"), state=one, day=day)
    poles = [state(one, on=day).ccode for one in ([powers] if isinstance(powers, str) else powers)]
    codes = [one.ccode for one in asked]
    found = exposure_estimates(TiesHeld(held.snapshot), codes, poles, day.year)
    rows = (
        (by_ccode(one).code, by_ccode(pole).code, part, found[one, pole][part])
        for one in codes
        for pole in poles
        for part in ("index", *COMPONENTS)
    )
    return _frame(("state", "power", "part"), rows)


def dividend(grouping: Members, as_of: date | str | None = None) -> "pl.DataFrame":
    """Return what each member draws from a grouping and spends on it, over its own GDP: ``state``, ``figure``.

    Parameters
    ----------
    grouping, as_of
        As for :func:`binding`.

    Returns
    -------
    polars.DataFrame
        ``figure``: ``dividend``, finance committed by the leaders in five years; ``burden``, military spending, in
        groupings whose own treaty owes defence, else unknown, since no open source ties spending to the grouping.

    Examples
    --------
    >>> drawn = dividend("SCO", "2025").filter(state="TJK", figure="dividend")["value"].item()
    >>> 0.04 < drawn < 0.05
    True
    """
    asked, ties = _ask(grouping, as_of)
    rows = ((by_ccode(member).code, name, made) for (member, name), made in balance_estimates(asked, ties).items())
    return _frame(("state", "figure"), rows)


def _ask(grouping: Members, as_of: date | str | None) -> tuple[Asked, TiesHeld]:
    held = Held.default()
    return ask(grouping, held, as_of=as_of), TiesHeld(held.snapshot)


def _frame(keys: Sequence[str], rows: Iterable[tuple[object, ...]]) -> "pl.DataFrame":
    """Return rows of keys and one estimate as a frame, every field of the estimate a column."""
    import polars as pl

    records = [(*row[:-1], *_fields(row[-1])) for row in rows]
    schema: dict[str, Any] = {key: pl.Boolean if key == "weighted" else pl.String for key in keys}
    schema |= dict.fromkeys(("value", "low", "high", "level"), pl.Float64)
    schema |= {"n": pl.Int64, "unit": pl.String, "method": pl.String}
    schema |= dict.fromkeys(("since", "until", "observed", "possible"), pl.Int64)
    schema |= {"note": pl.String, "sources": pl.List(pl.String)}
    return pl.DataFrame(records, schema=schema, orient="row")


def _fields(made: object) -> tuple[object, ...]:
    if not isinstance(made, Estimate):
        raise TypeError(f"the last item of a row is a figure, not {made!r}")
    kept = (made.value, made.low, made.high, made.level, made.n, made.unit, made.method)
    cover = made.coverage
    return (*kept, cover.since, cover.until, cover.observed, cover.possible, cover.note, list(made.sources))
