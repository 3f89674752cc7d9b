"""The crisis game: actions, payoffs, equilibria, likelihood, backtest."""
