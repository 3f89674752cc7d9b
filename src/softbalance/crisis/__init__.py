"""The crisis game: actions, payoffs, equilibria, likelihood, backtest."""

from softbalance.crisis.backtesting import Backtest, Holdout, backtest, backtest_forward, split_holdout
from softbalance.crisis.batch import Games, Solutions, solve_batch, solve_stream
from softbalance.crisis.branches import Equilibria, all_equilibria
from softbalance.crisis.cases import Cases
from softbalance.crisis.draws import Played, simulate
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.estimation import Fit, fit, predict
from softbalance.crisis.game import ACTIONS, Game
from softbalance.crisis.joint import JointAction, joint_action
from softbalance.crisis.principal import Equilibrium, solve
from softbalance.crisis.slopes import Slopes, sensitivities
from softbalance.crisis.specification import Specification

__all__ = [
    "ACTIONS",
    "Backtest",
    "Cases",
    "Equilibria",
    "Equilibrium",
    "Fit",
    "Game",
    "Games",
    "Holdout",
    "JointAction",
    "NotConverged",
    "Played",
    "Slopes",
    "Solutions",
    "Specification",
    "all_equilibria",
    "backtest",
    "backtest_forward",
    "fit",
    "joint_action",
    "predict",
    "sensitivities",
    "simulate",
    "solve",
    "solve_batch",
    "solve_stream",
    "split_holdout",
]
