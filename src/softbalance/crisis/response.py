"""What each player would do, given what the others are likely to do; and how that answer moves."""

from dataclasses import dataclass

import numpy as np

from softbalance.crisis.contribution import (
    Complex,
    Waves,
    characteristic,
    expected_of_others,
    phases,
    product_of_others,
    success_of_waves,
    waves,
)
from softbalance.crisis.game import ACTIONS, STAND_ASIDE, Array, Game, private_payoff

OTHERS = np.array([a for a in range(len(ACTIONS)) if a != STAND_ASIDE])


@dataclass(frozen=True, slots=True)
class Board:
    """A game with what every evaluation needs, computed once.

    Attributes
    ----------
    curve, phase
        The sines of S and the players' phases, shape (n, 5, F).
    private
        Shape (n, 5): the part of each payoff that does not depend on the others.
    """

    game: Game
    curve: Waves
    phase: Complex
    private: Array


def board(game: Game) -> Board:
    """Return the game prepared for many evaluations."""
    curve = waves(game.steepness, float(game.contribution[0]))
    return Board(game, curve, phases(game, curve), private_payoff(game))


def softmax(logits: Array) -> Array:
    """Return probabilities over the last axis.

    Examples
    --------
    >>> softmax(np.array([0.0, 0.0]))
    array([0.5, 0.5])
    """
    top = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(top / top.sum(axis=-1, keepdims=True))


def utilities(table: Board, probabilities: Array) -> Array:
    """Return u_i(a) when the others choose with these probabilities, shape (n, 5)."""
    game = table.game
    others = product_of_others(characteristic(probabilities, table.phase))
    odds = success_of_waves(table.curve, game.threshold, table.phase, others)
    expected = expected_of_others(game, probabilities)
    return np.asarray(
        game.stake[:, None] * odds + game.complementarity * expected[:, None] * game.contribution + table.private
    )


def best_response(table: Board, probabilities: Array) -> Array:
    """Return softmax(precision * u), shape (n, 5)."""
    return softmax(table.game.precision * utilities(table, probabilities))


def residual(table: Board, probabilities: Array) -> float:
    """Return max |p - softmax(precision * u(p))|: zero at an equilibrium."""
    return float(np.abs(probabilities - best_response(table, probabilities)).max())


def payoff_jacobian(table: Board, probabilities: Array) -> Array:
    """Return d u_i(a) / d p_j(b), shape (n, 5, n, 5); zero where i = j."""
    game = table.game
    n = game.n
    waves_of = characteristic(probabilities, table.phase)
    turn = table.curve.amplitude * np.exp(-1j * table.curve.frequency * game.threshold)
    answer = np.empty((n, 5, n, 5))
    for i in range(n):
        rest = product_of_others(np.concatenate([waves_of[:i], np.ones_like(waves_of[:1]), waves_of[i + 1 :]]))
        right = (rest[:, None, :] * table.phase).reshape(n * 5, -1)
        odds = 0.5 + ((table.phase[i] * turn) @ right.T).imag.reshape(5, n, 5)
        linear = game.contribution[:, None, None] * (game.capability[:, None] * game.contribution)
        answer[i] = game.stake[i] * odds + game.complementarity * linear
        answer[i, :, i, :] = 0.0
    return answer


def choice_jacobian(probabilities: Array) -> Array:
    """Return d p_i(a) / d z_i(c) for logits z, shape (n, 5, 5)."""
    diagonal = probabilities[:, :, None] * np.eye(probabilities.shape[1])
    return np.asarray(diagonal - probabilities[:, :, None] * probabilities[:, None, :])


def relative(values: Array) -> Array:
    """Return values of all actions but standing aside, relative to it, shape (n, 4)."""
    return np.asarray(values[..., OTHERS] - values[..., STAND_ASIDE, None])


def from_logits(logits: Array, n: int) -> Array:
    """Return probabilities from the n * 4 logits relative to standing aside, shape (n, 5)."""
    full = np.zeros((n, len(ACTIONS)))
    full[:, OTHERS] = logits.reshape(n, -1)
    return softmax(full)


def logit_jacobian(table: Board, probabilities: Array) -> Array:
    """Return d (u_i(a) - u_i(stand aside)) / d z_j(c), shape (4 n, 4 n)."""
    n = table.game.n
    slopes = np.einsum("iajb,jbc->iajc", payoff_jacobian(table, probabilities), choice_jacobian(probabilities))
    moved = slopes[:, OTHERS] - slopes[:, STAND_ASIDE, None]
    return np.asarray(moved[..., OTHERS].reshape(4 * n, 4 * n))
