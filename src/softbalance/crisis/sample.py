"""The fitting sample: every member asked in every occasion drawn, acting or not, in the shape of :class:`Cases`.

Three records meet here: the hand-entered crises (all since 1946), sanctions, and disputes (one occasion in so many,
drawn without a look at what anybody did). Whoever stood aside is in it: nothing is picked for having been famous.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.cases import Cases
from softbalance.crisis.covariates import AFFINITY, EXPOSURE, STAKES, Covariates, Situation, covariates
from softbalance.crisis.game import ACTIONS
from softbalance.crisis.known import Array, Known
from softbalance.terms.errors import BadInput, NotEnoughData

RECORDS = ("asked", "vote", "sanctions", "disputes")
"""What an occasion was read from: a hand-entered request, a roll call on one, or the record of a rung."""

RUNGS_OF = {"asked": ("say", "pay", "fight"), "vote": ("say",), "sanctions": ("pay",), "disputes": ("fight",)}
"""Rungs that each record can show; a hand-entered act says for itself which of them it does."""

ASKED_SEVERITY = 0.5
"""Severity to which every past occasion is set: a scenario's 0.5 means retaliation as it was in the record."""

RUNG_LEVELS = (2, 3, 4)
OPPOSE, ASIDE = 0, 1


@dataclass(frozen=True, slots=True)
class Occasion:
    """One request to the members of one grouping, and what the record shows of each.

    Attributes
    ----------
    id, grouping, record
        Id; id of the grouping or ``"ad hoc"``; one of :data:`RECORDS`.
    crisis
        Name of the crisis, which is the fold.
    on
        The day; nothing of its year is used.
    situation
        Who is asked by whom against whom.
    observed
        For each player the actions consistent with the record, shape (n, 5).
    threshold
        Share of the players' capability that the response needed to matter.
    own_defence
        Whether the grouping's own treaty obliges its members to defend one another.
    """

    id: str
    grouping: str
    record: str
    crisis: str
    on: date
    situation: Situation
    observed: NDArray[np.bool_]
    threshold: float
    own_defence: bool = False


def consistent(level: int | None, rungs: Sequence[str]) -> NDArray[np.bool_]:
    """Return which actions are consistent with an act, given the rungs that the record can show.

    A rung that the record cannot show falls to the next lower one that it can: who sent troops had surely voted,
    who was not seen fighting may have paid. So the answers of one record never overlap.

    Parameters
    ----------
    level
        -1 opposed, 0 stood aside, 1 said, 2 paid, 3 fought, the highest rung seen; ``None``: unknown.
    rungs
        Rungs that the record can show.

    Examples
    --------
    Not seen fighting in a record of disputes: stood aside, said or paid. Voted with: said, paid or fought.

    >>> consistent(0, ["fight"]).tolist(), consistent(1, ["say"]).tolist()
    ([False, True, True, True, False], [False, False, True, True, True])
    """
    if level is None:
        return np.ones(len(ACTIONS), dtype=bool)
    if not -1 <= level <= 3:
        raise BadInput(f"level is {level}: allowed are -1 (opposed) to 3 (fought), or none where unknown")
    cells = _cells(rungs)
    return np.asarray(cells == cells[level + 1])


def _cells(rungs: Sequence[str]) -> NDArray[np.int64]:
    cells = [OPPOSE, ASIDE]
    for place in RUNG_LEVELS:
        cells.append(place if ACTIONS[place] in rungs else cells[-1])
    return np.array(cells)


def cases_of(occasions: Sequence[Occasion], known: Callable[[int], Known]) -> Cases:
    """Return occasions as the arrays that the game is fitted on.

    Parameters
    ----------
    occasions
        At least one.
    known
        Gives what was known at the end of a year; asked for the year before each occasion and for no other.
    """
    if not occasions:
        raise NotEnoughData("No occasion to fit on")
    found = [covariates(known(one.on.year - 1), one.situation) for one in occasions]
    width = max(len(one.situation.players) for one in occasions)
    labels = {name: k for k, name in enumerate(sorted({one.crisis for one in occasions}))}
    rows = len(occasions)
    filled = {part: _stacked([getattr(one, part) for one in found], width) for part in _PARTS}
    return Cases(
        member=np.array([np.arange(width) < len(one.situation.players) for one in occasions]),
        capability=filled["capability"],
        affinity=filled["affinity"],
        stakes=filled["stakes"],
        exposure=filled["exposure"],
        leader_exposure=filled["leader_exposure"],
        observed=_stacked([one.observed.astype(float) for one in occasions], width).astype(bool),
        crisis=np.array([labels[one.crisis] for one in occasions]),
        date=np.array([float(one.on.toordinal()) for one in occasions]),
        threshold=np.array([one.threshold for one in occasions]),
        severity=np.full(rows, ASKED_SEVERITY),
        leader_severity=np.full(rows, ASKED_SEVERITY),
        record=record_flags(occasions),
        names={
            "affinity": AFFINITY,
            "stakes": STAKES,
            "exposure": EXPOSURE,
            "leader_exposure": EXPOSURE,
            "record": RECORDS[1:],
        },
        designs=designs(occasions, found, width),
        classes=np.array([_cells(RUNGS_OF[one.record]) for one in occasions]),
    )


_PARTS = ("capability", "affinity", "stakes", "exposure", "leader_exposure")


def record_flags(occasions: Sequence[Occasion]) -> Array:
    """Return which record each occasion was read from, (R, 3); a request entered by hand has zeros."""
    return np.array([[one.record == kind for kind in RECORDS[1:]] for one in occasions], dtype=float)


def designs(occasions: Sequence[Occasion], found: Sequence[Covariates], width: int) -> dict[str, Array]:
    """Return what the models to compare with may use, each beside the record an occasion was read from.

    ``base rate``: the record alone. ``surface``: number of players, their capability together, the player's share.
    ``ideal points``: affinity with beneficiary and target. ``binding``: what the player owes the beneficiary, and
    whether the grouping's own treaty obliges to defence.
    """
    record = np.repeat(record_flags(occasions)[:, None, :], width, axis=1)
    surface = _stacked([_surface(one.capability) for one in found], width)
    near = _stacked([one.affinity[:, [AFFINITY.index(STAKES[1]), 6]] for one in found], width)
    owed = _stacked([one.affinity[:, 1:4] for one in found], width)
    own = np.repeat(np.array([[[float(one.own_defence)]] for one in occasions]), width, axis=1)
    return {
        "base rate": record,
        "surface": np.concatenate([record, surface], axis=-1),
        "ideal points": np.concatenate([record, near], axis=-1),
        "binding": np.concatenate([record, owed, own], axis=-1),
    }


def _surface(capability: Array) -> Array:
    total, n = capability.sum(), len(capability)
    return np.column_stack([np.full(n, np.log(n)), np.full(n, total), capability / total])


def _stacked(tables: Sequence[Array], width: int) -> Array:
    first = np.asarray(tables[0])
    answer = np.zeros((len(tables), width, *first.shape[1:]))
    for row, table in enumerate(tables):
        answer[row, : len(table)] = table
    return answer


def one_grouping_an_act(occasions: Iterable[Occasion], seed: int = 0) -> list[Occasion]:
    """Return the occasions with each act of a state in an event counted in one grouping only.

    A state that belongs to several groupings was asked in each; its act is one. Which grouping keeps it is drawn by
    lot; in the others the act is unknown. Occasions in which nothing is left to see are dropped.
    """
    rng = np.random.default_rng(seed)
    held: dict[tuple[str, int], list[tuple[int, int]]] = {}
    listed = list(occasions)
    for row, one in enumerate(listed):
        for place, ccode in enumerate(one.situation.players):
            if not one.observed[place].all():
                held.setdefault((_event(one), ccode), []).append((row, place))
    kept = {places[int(rng.integers(len(places)))] for places in held.values()}
    return [one for row, one in enumerate(_masked(listed, kept)) if not one.observed.all()]


def _event(one: Occasion) -> str:
    return one.id.split("@")[0]


def _masked(listed: Sequence[Occasion], kept: set[tuple[int, int]]) -> Iterable[Occasion]:
    for row, one in enumerate(listed):
        observed = one.observed.copy()
        for place in range(len(observed)):
            if (row, place) not in kept:
                observed[place] = True
        parts = {name: getattr(one, name) for name in one.__dataclass_fields__}
        yield Occasion(**{**parts, "observed": observed})
