"""The crisis game: actions, payoffs, equilibria, likelihood, backtest."""

from softbalance.crisis.branches import Equilibria, all_equilibria
from softbalance.crisis.draws import Played, simulate
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import ACTIONS, Game
from softbalance.crisis.joint import JointAction, joint_action
from softbalance.crisis.principal import Equilibrium, solve
from softbalance.crisis.slopes import Slopes, sensitivities

__all__ = [
    "ACTIONS",
    "Equilibria",
    "Equilibrium",
    "Game",
    "JointAction",
    "NotConverged",
    "Played",
    "Slopes",
    "all_equilibria",
    "joint_action",
    "sensitivities",
    "simulate",
    "solve",
]
