"""From what was known to what each player weighs: the covariates of the game, named as on the notation page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from softbalance.crisis.known import Array, Known
from softbalance.terms.errors import BadInput

AFFINITY = (
    "affinity with the beneficiary",
    "owes it defence",
    "owes it consultation or neutrality",
    "owes it non-aggression only",
    "inducement, per cent of GDP",
    "minus rivalry with the beneficiary",
    "minus affinity with the target",
    "rivalry with the target",
)
STAKES = ("common", "affinity with the beneficiary")
EXPOSURE = ("trade, in tenths", "arms", "defence pact", "troops", "strength")
STANCES = ("for", "against", "neutral", "member")
OBLIGATION_LEVELS = ("none", "consultation", "non-aggression", "neutrality", "defence")
TYPICAL_CAPABILITY = 1e-4
"""CINC given to a state without any: that of the smallest states that have one."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Who is asked by whom against whom; COW numbers throughout.

    Attributes
    ----------
    players
        Those asked: neither beneficiaries nor targets.
    beneficiaries, targets
        Whom the action would help, and against whom; either may be empty.
    hegemon, stance
        The leading power and where it stands on what is asked, one of :data:`STANCES`.
    leaders
        Leaders of the grouping; with the beneficiaries they are those whom opposing would anger.
    obligation
        One of :data:`OBLIGATION_LEVELS` to be put in place of what treaties say; ``None``: as they say.
    inducement
        Share of GDP a year to be put in place of what leaders and beneficiaries give or lend; ``None``: as recorded.
    """

    players: tuple[int, ...]
    beneficiaries: tuple[int, ...]
    targets: tuple[int, ...]
    hegemon: int
    stance: str
    leaders: tuple[int, ...] = ()
    obligation: str | None = None
    inducement: float | None = None

    def __post_init__(self) -> None:
        if not self.players:
            raise BadInput("No player is left: every member is beneficiary or target, or there is no member")
        if set(self.players) & {*self.beneficiaries, *self.targets}:
            raise BadInput("A beneficiary or target is not a player")
        if self.stance not in STANCES:
            raise BadInput(f"hegemon_stance is {self.stance!r}: allowed are {', '.join(STANCES)}")

    @property
    def retaliators(self) -> tuple[int, ...]:
        """Who would answer an act: the targets, and the hegemon where it is against."""
        return tuple(dict.fromkeys((*self.targets, *((self.hegemon,) if self.stance == "against" else ()))))

    @property
    def backers(self) -> tuple[int, ...]:
        """Who would answer opposition: the beneficiaries, the leaders, and the hegemon where it is for the act."""
        beside = (self.hegemon,) if self.stance in ("for", "member") else ()
        named = dict.fromkeys((*self.beneficiaries, *self.leaders, *beside))
        return tuple(ccode for ccode in named if ccode not in self.retaliators)


@dataclass(frozen=True, slots=True, eq=False)
class Covariates:
    """What n players weigh.

    Attributes
    ----------
    capability
        Shape (n,): share of the world's CINC.
    affinity, stakes, exposure, leader_exposure
        Shapes (n, 8), (n, 2), (n, 5), (n, 5): x, w, and z towards the retaliators and the backers, with columns as
        in :data:`AFFINITY`, :data:`STAKES`, :data:`EXPOSURE`.
    unknown
        Players without a position in the General Assembly or without a capability, for which none is assumed.
    """

    capability: Array
    affinity: Array
    stakes: Array
    exposure: Array
    leader_exposure: Array
    unknown: tuple[int, ...]


def covariates(known: Known, situation: Situation) -> Covariates:
    """Return the covariates of each player.

    Parameters
    ----------
    known
        What was known before the crisis.
    situation
        Who is asked by whom against whom.

    Notes
    -----
    Affinity is the mean distance of all pairs of states less the distance of the two, in standard deviations of
    the General Assembly: 0 is as near as chance, and so is a state without a position. Shares of trade and arms
    are summed over the retaliators, the defence pact is whether one of them owes the player defence, troops are
    log(1 + soldiers) / log(1 + 100,000), strength is the retaliators' share of their and the player's capability.
    """
    rows = known.rows(situation.players)
    helped, opposed = known.rows(situation.beneficiaries), known.rows(situation.targets)
    near, far = affinity_with(known, rows, helped), affinity_with(known, rows, opposed)
    owed = obligations(known, rows, helped, situation.obligation)
    rival, hostile = known.rivalry[np.ix_(rows, helped)], known.rivalry[np.ix_(rows, opposed)]
    drawn = inducement(known, rows, known.rows(situation.backers), situation.inducement)
    affinity = np.column_stack(
        [near, owed, 100.0 * drawn, -rival.any(axis=1).astype(float), -far, hostile.any(axis=1).astype(float)]
    )
    blank = np.isnan(known.position[rows]) | np.isnan(known.capability[rows])
    return Covariates(
        capability=np.nan_to_num(known.capability[rows], nan=TYPICAL_CAPABILITY).clip(1e-6),
        affinity=affinity,
        stakes=np.column_stack([np.ones(len(rows)), near]),
        exposure=exposure(known, rows, known.rows(situation.retaliators)),
        leader_exposure=exposure(known, rows, known.rows(situation.backers)),
        unknown=tuple(ccode for ccode, missing in zip(situation.players, blank, strict=True) if missing),
    )


def affinity_with(known: Known, rows: np.ndarray, others: np.ndarray) -> Array:
    """Return each row's mean affinity with others, 0 where unknown or where there are none."""
    if not len(others):
        return np.zeros(len(rows))
    gap = np.abs(known.position[rows][:, None] - known.position[others][None, :])
    return np.asarray(np.nan_to_num(mean_distance(known.position) - gap, nan=0.0).mean(axis=1))


def mean_distance(position: Array) -> float:
    """Return the mean distance of all pairs of states with a position; 0 where fewer than two have one.

    Examples
    --------
    >>> mean_distance(np.array([0.0, 1.0, 3.0, np.nan]))
    2.0
    """
    known = np.sort(position[np.isfinite(position)])
    n = len(known)
    if n < 2:
        return 0.0
    return float(known @ (2.0 * np.arange(n) - n + 1.0) * 2.0 / (n * (n - 1)))


def obligations(known: Known, rows: np.ndarray, helped: np.ndarray, level: str | None = None) -> Array:
    """Return (n, 3) exclusive flags: owes defence; consultation or neutrality, no defence; non-aggression only."""
    if level is not None:
        return np.tile(_flags_of(level), (len(rows), 1))
    held = known.owed[np.ix_(rows, helped)].any(axis=1)
    defence, middle, least = held[:, 0], held[:, 1] | held[:, 2], held[:, 3]
    flags = np.column_stack([defence, middle & ~defence, least & ~middle & ~defence])
    return np.asarray(flags.astype(float))


def inducement(known: Known, rows: np.ndarray, givers: np.ndarray, share: float | None = None) -> Array:
    """Return what the givers give or lend to each row, as a share of its GDP a year."""
    if share is not None:
        return np.full(len(rows), share)
    return np.asarray(known.finance[np.ix_(rows, givers)].sum(axis=1).clip(0.0, 0.2))


def exposure(known: Known, rows: np.ndarray, others: np.ndarray) -> Array:
    """Return (n, 5) exposure of each row to others, columns as in :data:`EXPOSURE`; zeros where there are none."""
    if not len(others):
        return np.zeros((len(rows), len(EXPOSURE)))
    apart = rows[:, None] != others[None, :]
    pick = np.ix_(rows, others)
    own = np.nan_to_num(known.capability[rows], nan=TYPICAL_CAPABILITY)
    theirs = (np.nan_to_num(known.capability[others]) * apart).sum(axis=1)
    return np.column_stack(
        [
            10.0 * (known.trade[pick] * apart).sum(axis=1).clip(0.0, 1.0),
            (known.arms[pick] * apart).sum(axis=1).clip(0.0, 1.0),
            (known.owed[np.ix_(others, rows)][:, :, 0].T & apart).any(axis=1).astype(float),
            (known.troops[pick] * apart).max(axis=1),
            theirs / np.maximum(theirs + own, TYPICAL_CAPABILITY),
        ]
    )


def _flags_of(level: str) -> Array:
    if level not in OBLIGATION_LEVELS:
        raise BadInput(f"obligation is {level!r}: allowed are {', '.join(OBLIGATION_LEVELS)}, treaty")
    middle = level in ("consultation", "neutrality")
    return np.array([level == "defence", middle, level == "non-aggression"], dtype=float)


def threshold_of(known: Known, situation: Situation, *, least: float = 0.05, most: float = 0.95) -> float:
    """Return the share of the players' capability that would match the targets beside the beneficiaries.

    The rule for occasions whose threshold nobody coded: it knows who was there and not what they did.
    """
    strength = [_total(known, group) for group in (situation.targets, situation.beneficiaries, situation.players)]
    return float(np.clip((strength[0] - strength[1]) / max(strength[2], 1e-6), least, most))


def _total(known: Known, ccodes: Sequence[int]) -> float:
    return float(np.nan_to_num(known.capability[known.rows(ccodes)], nan=TYPICAL_CAPABILITY).sum())
