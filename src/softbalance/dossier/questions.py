"""Single questions, answered with a figure or a frame: cohesion, similarity, members, votes."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from softbalance.dossier.asked import Asked
from softbalance.dossier.assess import FIRST_YEAR, ask
from softbalance.dossier.held import Held
from softbalance.dossier.pairwise import pair_estimates, pair_mean
from softbalance.dossier.say import members_of_period
from softbalance.dossier.say_tables import stake_estimate
from softbalance.dossier.vote_record import pair_record, vote_record, within_membership
from softbalance.measures.cohesion import ROLL_CALL_MEASURES
from softbalance.measures.similarity import ABSENCES, DYAD_MEASURES
from softbalance.measures.stakes import STAKES
from softbalance.terms.errors import UNKNOWN, BadInput, NotHeld
from softbalance.terms.estimate import Estimate
from softbalance.terms.grouping import Grouping
from softbalance.terms.groupings import resolve_grouping
from softbalance.terms.marking import N_
from softbalance.terms.states import by_ccode, state

if TYPE_CHECKING:
    import polars as pl

GROUPING_MEASURES = tuple(dict.fromkeys((*ROLL_CALL_MEASURES, *DYAD_MEASURES)))


def cohesion(
    states_or_grouping: str | Grouping | Sequence[str | int],
    since: int | None = None,
    until: int | None = None,
    measure: str = "agreement_index",
    stake: str = "all",
    absence: str = "missing",
) -> Estimate:
    """Return how far the members of a grouping vote together.

    Parameters
    ----------
    states_or_grouping
        A catalogued grouping, or states (names, codes, COW numbers).
    since, until
        Years, inclusive; from the founding (1991 for a list of states) to the last year held by default.
    measure
        Of roll calls: ``agreement_index``, ``rice``, ``unanimous``; mean over pairs: ``agreement``, ``identical``,
        ``s``, ``kappa``, ``pi``, ``coincidence``.
    stake
        ``all``, ``contested``, ``hegemon_opposed``, ``important``, ``emergency``.
    absence
        ``missing``, ``category``, ``disagree``.

    Raises
    ------
    BadInput
        If a name is not among those allowed, or no year lies in the period.
    NotHeld
        For a roll-call measure of a list of states without single votes on this machine.

    Notes
    -----
    Of a list of states nobody knows since when it is a grouping: its membership is fixed. Means over pairs count a year
    in which both were members on its last day.

    Examples
    --------
    >>> 0.6 < cohesion("SCO", 2001, 2024).value < 0.9
    True
    """
    _check(measure, GROUPING_MEASURES, stake, absence)
    held = Held.default()
    asked = ask(states_or_grouping, held, as_of=_last_day(until, held), since=since)
    if measure not in DYAD_MEASURES:
        record = vote_record(
            asked.grouping, held.snapshot, held.base, since=asked.since, until=asked.until, hegemon=asked.hegemon
        )
        return stake_estimate(asked, record, stake, measure, absence=absence)
    return _pair_cohesion(asked, held, measure, stake, absence)


def similarity(
    a: str | int,
    b: str | int,
    since: int | None = None,
    until: int | None = None,
    measure: str = "agreement",
    stake: str = "all",
    absence: str = "missing",
) -> Estimate:
    """Return how alike two states vote in the General Assembly.

    Parameters
    ----------
    a, b
        Two different states.
    since, until
        Years, inclusive; by default the last five years held.
    measure
        ``agreement``, ``identical``, ``s``, ``kappa``, ``pi``, ``coincidence`` (a fraction from 0 to 1, by the State
        Department's rule of each year).
    stake, absence
        As for :func:`cohesion`; contested means contested in the whole house.

    Returns
    -------
    Estimate
        Unknown where the two never voted on the same roll call, or (kappa, pi) where there is no variation.

    Examples
    --------
    >>> similarity("India", "China", 2001, 2024).value > similarity("India", "USA", 2001, 2024).value
    True
    """
    _check(measure, DYAD_MEASURES, stake, absence)
    first, second = state(a), state(b)
    if first.ccode == second.ccode:
        raise BadInput(f"Similarity needs two different states; {a!r} and {b!r} are both {first.name_en}")
    held = Held.default()
    last = until if until is not None else held.votes_until.year
    start = since if since is not None else last - 4
    _check_years(start, last, held)
    pairs = pair_record(held.snapshot, (first.ccode, second.ccode), stake=stake, since=start, until=last)
    return pair_estimates(pairs, measure, since=start, until=last, absence=absence)[0]


def members(grouping: str, on: date | str | None = None) -> "pl.DataFrame":
    """Return who belongs to a grouping, as what and since when: ccode, iso3, name, role, start, end, source.

    Parameters
    ----------
    grouping
        A catalogued grouping, or states separated by commas.
    on
        A day (``YYYY-MM-DD``); every spell ever where none is given.

    Examples
    --------
    >>> members("SCO", on="2018-06-10").filter(role="member").height
    8
    """
    import polars as pl

    chosen = resolve_grouping(grouping)
    day = _day(on)
    rows = [
        (
            spell.ccode,
            by_ccode(spell.ccode).iso3,
            by_ccode(spell.ccode).name_en,
            spell.role,
            spell.start,
            spell.end,
            _source(chosen, spell.source),
        )
        for spell in chosen.spells
        if day is None or spell.span.covers(day)
    ]
    schema = {
        "ccode": pl.Int32,
        "iso3": pl.String,
        "name": pl.String,
        "role": pl.String,
        "start": pl.Date,
        "end": pl.Date,
        "source": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def votes(
    states: str | int | Sequence[str | int] | None = None,
    since: int | None = None,
    until: int | None = None,
    *,
    body: str = "GA",
    final: bool = True,
) -> "pl.DataFrame":
    """Return single votes, one row a state and roll call, with what is known of the roll call.

    Parameters
    ----------
    states
        States; all by default.
    since, until
        Years, inclusive.
    body
        ``GA`` for the General Assembly, ``SC`` for the Security Council.
    final
        Whether to leave out rejected drafts, paragraphs, amendments and procedure, which the records hold to 2023.

    Returns
    -------
    polars.DataFrame
        roll_call, body, date, year, session, symbol, title, agenda, emergency, important, final, issue codes, source,
        ccode, iso3, vote (``yes``, ``abstain``, ``no``, ``absent``).

    Raises
    ------
    NotHeld
        Single votes do not ship with the package; the error says which command brings them.
    """
    import polars as pl

    if body not in ("GA", "SC"):
        raise BadInput(f"Unknown body {body!r}; allowed: GA (General Assembly), SC (Security Council)")
    held = Held.default()
    if held.base is None:
        raise NotHeld(
            N_("Single votes are not part of what ships. Run: softbalance data pull && softbalance data build")
        )
    listed = [states] if isinstance(states, str | int) else states
    wanted = None if listed is None else [state(one).ccode for one in listed]
    calls = held.base.table("roll_calls").filter(pl.col("body") == body, pl.col("final") | (not final)).drop("key")
    if since is not None:
        calls = calls.filter(pl.col("year") >= since)
    if until is not None:
        calls = calls.filter(pl.col("year") <= until)
    cast = held.base.table("votes")
    if wanted is not None:
        cast = cast.filter(pl.col("ccode").is_in(wanted))
    names = {1: "yes", 2: "abstain", 3: "no", 4: "absent"}
    iso3 = {int(ccode): by_ccode(int(ccode)).iso3 for ccode in cast["ccode"].unique()}
    return calls.join(cast, on="roll_call").with_columns(
        pl.col("vote").replace_strict(names, return_dtype=pl.String),
        iso3=pl.col("ccode").replace_strict(iso3, return_dtype=pl.String),
    )


def _pair_cohesion(asked: Asked, held: Held, measure: str, stake: str, absence: str) -> Estimate:
    pairs = pair_record(held.snapshot, members_of_period(asked), stake=stake, since=asked.since, until=asked.until.year)
    if not pairs.years.size:
        return Estimate.unknown("index", f"mean over pairs of {measure}", "no roll call of this class in the period")
    then = within_membership(pairs, asked.grouping, asked.until)
    return pair_mean(then, measure, since=asked.since, until=asked.until.year, absence=absence)


def _check(measure: str, measures: Sequence[str], stake: str, absence: str) -> None:
    for kind, given, allowed in (
        (N_("measure"), measure, measures),
        (N_("class of stakes"), stake, STAKES),
        (N_("treatment of absence"), absence, ABSENCES),
    ):
        if given not in allowed:
            raise BadInput(UNKNOWN, kind=kind, given=given, allowed=tuple(allowed))


def _check_years(since: int, until: int, held: Held) -> None:
    last = held.votes_until.year
    if not FIRST_YEAR <= since <= until <= last:
        raise BadInput(
            N_("Years {since} to {until} must run forward within {earliest} to {latest}"),
            since=since,
            until=until,
            earliest=FIRST_YEAR,
            latest=last,
        )


def _last_day(until: int | None, held: Held) -> date | None:
    if until is None:
        return None
    _check_years(FIRST_YEAR, until, held)
    return min(date(until, 12, 31), held.votes_until)


def _day(on: date | str | None) -> date | None:
    if on is None or isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on)
    except ValueError as wrong:
        raise BadInput(N_("{given!r} is no day; write it as YYYY-MM-DD"), given=on) from wrong


def _source(chosen: Grouping, key: str) -> str:
    found = chosen.sources.get(key)
    return found.citation if found else key
