"""Game: who is asked, what each stands to gain and lose, and how firmly each chooses."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

Array = NDArray[np.float64]

ACTIONS = ("oppose", "stand_aside", "say", "pay", "fight")
STAND_ASIDE = 1
CONTRIBUTION = (-0.3, 0.0, 0.1, 0.45, 1.0)
EFFORT = (0.3, 0.0, 0.1, 0.45, 1.0)
STEEPNESS = 10.0
MAX_PLAYERS = 250
MAX_NORMAL_FORM_CELLS = 5_000_000
VECTORS = ("capability", "stake", "pull", "cost_of_acting", "cost_of_opposing")


def action_index(name: str) -> int:
    """Return the position of an action in every array of the game.

    Raises
    ------
    BadInput
        For a name that is not one of ``ACTIONS``.

    Examples
    --------
    >>> action_index("pay")
    3
    """
    if name not in ACTIONS:
        raise BadInput(f"Unknown action {name!r}; the actions are {', '.join(ACTIONS)}")
    return ACTIONS.index(name)


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """A crisis as a static game of incomplete information with ordered costly actions.

    Player i who takes action a while the others contribute Q earns
    ``stake[i] * S(Q + m[i] k[a]) + k[a] * pull[i] + complementarity * k[a] * Q - c[a] * C[i, a] + intercept[a]``
    plus a type-I extreme value shock that only i sees; S is logistic around ``threshold``, m is ``capability``,
    k is ``contribution``, c is ``effort``, and C is ``cost_of_acting`` for say, pay and fight and
    ``cost_of_opposing`` for oppose. Symbols and names side by side: the notation page of the documentation.

    Parameters
    ----------
    capability
        Shape (n,), not negative, of any unit; stored renormalised to sum to one.
    stake
        Shape (n,): V, what success of the joint response is worth to each player.
    pull
        Shape (n,): what each player draws from acting for the beneficiary, whatever the others do.
    cost_of_acting, cost_of_opposing
        Shape (n,): certainty equivalents of the retaliation of the target's side and of the beneficiary's side.
    threshold
        Share of the players' capability, fully committed, that makes success as likely as not; 0 to 1.
    complementarity
        g: how much the others' expected contribution adds to the worth of one's own.
    intercept
        Shape (5,): alpha, the worth of an action as such; that of standing aside is 0.
    contribution, effort
        Shape (5,): k and c by action; 0 for standing aside and 1 for fighting, rising from say to fight;
        k is negative and c positive for opposing.
    precision
        lambda, not negative: how closely choices follow payoffs; 0 is pure chance.
    steepness
        Slope of S at the threshold, times four; an assumption, to be varied.
    players
        n names; by default "1", "2", ...

    Raises
    ------
    BadInput
        For anything outside these bounds, a value that is not finite, no player or more than 250.

    Notes
    -----
    The arrays are copies and read-only. The model is that of Bajari, Hong, Krainer & Nekipelov (2010, sec. 2)
    with the payoffs above; with ex-post payoffs in place of expected ones its equilibria are the logit quantal
    response equilibria of McKelvey & Palfrey (1995).

    Examples
    --------
    Two members of like weight are asked to help; one has more to lose to the hegemon.

    >>> game = Game(capability=[2, 2], stake=[1, 1], pull=[0.5, 0.5], cost_of_acting=[0.2, 2.0])
    >>> game.capability
    array([0.5, 0.5])
    >>> game.n, game.precision
    (2, 1.0)
    """

    capability: Array
    stake: Array
    pull: Array
    cost_of_acting: Array
    cost_of_opposing: Array = field(default_factory=lambda: np.zeros(0))
    threshold: float = 0.5
    complementarity: float = 0.0
    intercept: Array = field(default_factory=lambda: np.zeros(len(ACTIONS)))
    contribution: Array = field(default_factory=lambda: np.array(CONTRIBUTION))
    effort: Array = field(default_factory=lambda: np.array(EFFORT))
    precision: float = 1.0
    steepness: float = STEEPNESS
    players: tuple[str, ...] = ()

    def __init__(
        self,
        capability: ArrayLike,
        stake: ArrayLike,
        pull: ArrayLike,
        cost_of_acting: ArrayLike,
        cost_of_opposing: ArrayLike | None = None,
        *,
        threshold: float = 0.5,
        complementarity: float = 0.0,
        intercept: ArrayLike | None = None,
        contribution: ArrayLike = CONTRIBUTION,
        effort: ArrayLike = EFFORT,
        precision: float = 1.0,
        steepness: float = STEEPNESS,
        players: Sequence[str] = (),
    ) -> None:
        weights = _capability(capability)
        n = len(weights)
        zeros = np.zeros(n)
        given: dict[str, Any] = {
            "capability": weights,
            "stake": _vector("stake", stake, n),
            "pull": _vector("pull", pull, n),
            "cost_of_acting": _vector("cost_of_acting", cost_of_acting, n),
            "cost_of_opposing": _vector("cost_of_opposing", zeros if cost_of_opposing is None else cost_of_opposing, n),
            "threshold": _number("threshold", threshold, 0.0, 1.0),
            "complementarity": _number("complementarity", complementarity, -np.inf, np.inf),
            "intercept": _intercept(np.zeros(len(ACTIONS)) if intercept is None else intercept),
            "contribution": _contribution(contribution),
            "effort": _effort(effort),
            "precision": _number("precision", precision, 0.0, np.inf),
            "steepness": _number("steepness", steepness, 1.0, 500.0),
            "players": _names(players, n),
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.capability)

    @property
    def private(self) -> Array:
        """Shape (n, 5): the part of each payoff that does not depend on the others."""
        return private_payoff(self)

    def replace(self, **changes: Any) -> "Game":
        """Return the same game with some parts changed, validated anew.

        Examples
        --------
        >>> Game([1, 1], [1, 1], [0, 0], [0, 0]).replace(threshold=0.8).threshold
        0.8
        """
        known = {part.name: getattr(self, part.name) for part in fields(self)}
        unknown = sorted(set(changes) - set(known))
        if unknown:
            raise BadInput(f"A game has no part {', '.join(unknown)}; its parts are {', '.join(known)}")
        return Game(**{**known, **changes})

    def without(self, member: int) -> "Game":
        """Return the game that the other members play when one is not asked."""
        if not 0 <= member < self.n or self.n == 1:
            raise BadInput(
                f"Member {member} cannot leave a game of {self.n} players (0 to {self.n - 1}, one must stay)"
            )
        kept = {name: np.delete(getattr(self, name), member) for name in VECTORS}
        names = self.players[:member] + self.players[member + 1 :]
        return self.replace(**kept, players=names)

    def normal_form(self) -> Array:
        """Return the ex-post payoffs of every profile of actions.

        Returns
        -------
        array of shape (n, 5, ..., 5)
            First the player, then the action of each player, in the order of ``ACTIONS``.

        Raises
        ------
        BadInput
            Where the array would hold more than five million numbers (from nine players on).

        Examples
        --------
        >>> Game.random(2, rng=np.random.default_rng(1)).normal_form().shape
        (2, 5, 5)
        """
        return _normal_form(self)

    @classmethod
    def random(cls, n: int, *, rng: np.random.Generator, precision: float = 1.0) -> "Game":
        """Draw a game of n players, for tests and demonstrations: capabilities as skewed as states' are.

        Examples
        --------
        >>> Game.random(3, rng=np.random.default_rng(0)).n
        3
        """
        _player_count(n)
        return cls(
            capability=rng.lognormal(0.0, 1.0, n),
            stake=rng.gamma(2.0, 1.0, n),
            pull=rng.normal(0.0, 1.0, n),
            cost_of_acting=rng.gamma(1.5, 1.0, n),
            cost_of_opposing=rng.gamma(1.5, 0.7, n),
            threshold=rng.uniform(0.2, 0.8),
            complementarity=rng.gamma(1.5, 0.7),
            intercept=np.insert(rng.normal(0.0, 0.5, len(ACTIONS) - 1), STAND_ASIDE, 0.0),
            precision=precision,
        )


def private_payoff(game: Game) -> Array:
    """Return k(a) x_i'b - c(a) C_i + alpha_a, shape (n, 5)."""
    cost = np.repeat(game.cost_of_acting[:, None], len(ACTIONS), axis=1)
    cost[:, 0] = game.cost_of_opposing
    return np.asarray(game.pull[:, None] * game.contribution - cost * game.effort + game.intercept)


def success(total: ArrayLike, threshold: float, steepness: float) -> Array:
    """Return S, the chance that a joint contribution of ``total`` suffices.

    Examples
    --------
    >>> float(success(0.5, 0.5, 10.0))
    0.5
    """
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * steepness * (np.asarray(total, dtype=float) - threshold)))


def _normal_form(game: Game) -> Array:
    n, actions = game.n, len(ACTIONS)
    if n * float(actions) ** n > MAX_NORMAL_FORM_CELLS:
        raise BadInput(
            f"The payoff array of {n} players holds {n} x 5^{n} numbers; at most {MAX_NORMAL_FORM_CELLS:,} are "
            "built (8 players). Solve the game itself, which needs no such array."
        )
    payoffs = np.empty((n, *(actions,) * n))
    parts = [_along(game.capability[i] * game.contribution, i, n) for i in range(n)]
    total = sum(parts, np.zeros((1,) * n))
    odds = success(total, game.threshold, game.steepness)
    for i in range(n):
        rung = _along(game.contribution, i, n)
        others = total - parts[i]
        own = _along(game.private[i], i, n)
        payoffs[i] = game.stake[i] * odds + game.complementarity * rung * others + own
    return payoffs


def _along(values: Array, axis: int, ndim: int) -> Array:
    shape = [1] * ndim
    shape[axis] = len(values)
    return values.reshape(shape)


def _read_only(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _finite(name: str, given: ArrayLike) -> Array:
    try:
        array = np.array(given, dtype=float)
    except (TypeError, ValueError) as fault:
        raise BadInput(f"{name} must be numbers, was given {given!r}") from fault
    if not np.all(np.isfinite(array)):
        raise BadInput(f"{name} must be finite numbers, was given {array.tolist()}")
    return array


def _player_count(n: int) -> None:
    if not 1 <= n <= MAX_PLAYERS:
        raise BadInput(f"A game has 1 to {MAX_PLAYERS} players, was given {n}")


def _vector(name: str, given: ArrayLike, n: int) -> Array:
    array = _finite(name, given)
    if array.shape != (n,):
        raise BadInput(f"{name} needs one number for each of the {n} players, was given shape {array.shape}")
    return _read_only(array)


def _capability(given: ArrayLike) -> Array:
    array = _finite("capability", given)
    if array.ndim != 1:
        raise BadInput(f"capability needs one number a player, was given shape {array.shape}")
    _player_count(len(array))
    if np.any(array < 0.0) or array.sum() <= 0.0:
        raise BadInput(f"capability must not be negative and not all zero, was given {array.tolist()}")
    return _read_only(array / array.sum())


def _number(name: str, given: float, low: float, high: float) -> float:
    value = _finite(name, given)
    if value.ndim or not low <= value <= high:
        raise BadInput(f"{name} must be one number from {low:g} to {high:g}, was given {given}")
    return float(value)


def _by_action(name: str, given: ArrayLike) -> Array:
    array = _finite(name, given)
    if array.shape != (len(ACTIONS),) or array[STAND_ASIDE] != 0.0:
        raise BadInput(
            f"{name} needs five numbers for {', '.join(ACTIONS)}, with 0 for stand_aside, was given {array.tolist()}"
        )
    return _read_only(array)


def _intercept(given: ArrayLike) -> Array:
    return _by_action("intercept", given)


def _rising(name: str, array: Array) -> None:
    if np.any(np.diff(array[STAND_ASIDE:]) <= 0.0) or array[-1] != 1.0:
        raise BadInput(f"{name} must rise from 0 for stand_aside to 1 for fight, was given {array.tolist()}")


def _contribution(given: ArrayLike) -> Array:
    array = _by_action("contribution", given)
    _rising("contribution", array)
    if not -1.0 <= array[0] < 0.0:
        raise BadInput(f"contribution of oppose must be negative and at least -1, was given {array[0]}")
    return array


def _effort(given: ArrayLike) -> Array:
    array = _by_action("effort", given)
    _rising("effort", array)
    if array[0] <= 0.0:
        raise BadInput(f"effort of oppose must be positive, was given {array[0]}")
    return array


def _names(given: Sequence[str], n: int) -> tuple[str, ...]:
    names = tuple(given) or tuple(str(i + 1) for i in range(n))
    if len(names) != n or len(set(names)) != n:
        raise BadInput(f"players needs {n} different names, was given {list(names)}")
    return names
