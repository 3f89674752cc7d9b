"""The crisis game: actions, payoffs, equilibria, likelihood, backtest."""

from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import ACTIONS, Game
from softbalance.crisis.principal import Equilibrium, solve

__all__ = ["ACTIONS", "Equilibrium", "Game", "NotConverged", "solve"]
