"""Two small promises on cost: power among sixty members, and a law on a grid that grows no faster than n log n.

Answers are asserted before anything is timed.
"""

import numpy as np
from timing import shortest

from softbalance.crisis.contribution import pmf_on_grid
from softbalance.crisis.game import Game
from softbalance.measures.pivotality import capability_game


def main() -> None:
    capability = np.random.default_rng(4).lognormal(0, 1.5, 60)
    assert sum(capability_game(capability, 0.5).shapley) == 1
    print(f"Shapley-Shubik and Banzhaf of 60 members   {shortest(lambda: capability_game(capability, 0.5)):8.4f} s")

    rng = np.random.default_rng(0)
    game = Game.random(12, rng=rng)
    table = rng.dirichlet(np.ones(5), game.n)
    sizes = (2**14, 2**18)
    means = [float(law.mass @ law.total) for law in (pmf_on_grid(game, table, points=points) for points in sizes)]
    np.testing.assert_allclose(means, game.capability @ (table @ game.contribution), atol=1e-12)
    coarse, fine = (shortest(lambda points=points: pmf_on_grid(game, table, points=points)) for points in sizes)
    expected = sizes[1] * np.log(sizes[1]) / (sizes[0] * np.log(sizes[0]))
    print(f"law on {sizes[0]:,} points   {coarse:8.4f} s")
    print(f"law on {sizes[1]:,} points  {fine:8.4f} s   {fine / coarse:6.1f} times; n log n grows {expected:.1f} times")


if __name__ == "__main__":
    main()
