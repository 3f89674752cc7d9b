"""States choosing by logit, round after round, against Mesa: shares of acts compared first, then speed.

Run: ``python benchmarks/crisis_rounds.py``. Mesa (``pip install mesa``) plays one crisis at a time; "best" keeps
its agents and scheduler and replaces NumPy scalars by plain floats and the math module.
"""

import math
import random
from time import perf_counter, process_time

import numpy as np

from softbalance.crisis import Game
from softbalance.crisis.rounds import play_rounds

STATES, ROUNDS = 20, 50


def mesa_model(game):
    """Return a Mesa model of the same rounds, in the form that runs fastest with its agents and scheduler."""
    import mesa

    k = game.contribution.tolist()
    joint, threshold, steepness, precision = (
        game.complementarity,
        game.threshold,
        game.steepness,
        game.precision,
    )

    class State(mesa.Agent):
        def __init__(self, model, place):
            super().__init__(model)
            self.weight, self.stake = float(game.capability[place]), float(game.stake[place])
            self.private, self.given, self.act = game.private[place].tolist(), 0.0, 1

        def step(self):
            others = self.model.total - self.given
            best, worth = -1e300, []
            for rung, own in zip(k, self.private, strict=True):
                odds = 1.0 / (1.0 + math.exp(-steepness * (others + self.weight * rung - threshold)))
                value = precision * (self.stake * odds + joint * rung * others + own)
                worth.append(value)
                best = max(best, value)
            worth = [math.exp(value - best) for value in worth]
            at = self.model.draw() * sum(worth)
            act = 0
            while act < 4 and at >= worth[act]:
                at -= worth[act]
                act += 1
            self.act = act

        def give(self):
            self.given = self.weight * k[self.act]

    class Crisis(mesa.Model):
        def __init__(self, seed):
            super().__init__()
            self.draw, self.total = random.Random(seed).random, 0.0
            for place in range(game.n):
                State(self, place)

        def step(self):
            self.total = sum(agent.given for agent in self.agents)
            self.agents.do("step")
            self.agents.do("give")

    return Crisis


def mesa_shares(game, plays):
    """Return the shares of acts in the last round, shape (n, 5), and the seconds that took."""
    model = mesa_model(game)
    counts = np.zeros((game.n, 5))
    start = process_time()
    for seed in range(plays):
        crisis = model(seed)
        for _ in range(ROUNDS):
            crisis.step()
        for place, agent in enumerate(crisis.agents):
            counts[place, agent.act] += 1
    return counts / plays, process_time() - start


def here(game, plays, threads):
    """Return the rounds played and the shortest of five runs, in seconds by wall clock and of the processor."""
    times = []
    for _ in range(5):
        wall, processor = perf_counter(), process_time()
        played = play_rounds(game, plays=plays, rounds=ROUNDS, rng=np.random.default_rng(1), threads=threads)
        times.append((perf_counter() - wall, process_time() - processor))
    return played, min(one for one, _ in times), min(one for _, one in times)


def main():
    game = Game.random(STATES, rng=np.random.default_rng(0))
    play_rounds(game, plays=8, rounds=2, rng=np.random.default_rng(0))
    fast, wall, processor = here(game, 40_000, None)
    decisions = STATES * ROUNDS * fast.plays
    print(
        f"here: {decisions / wall / 1e6:.1f} M decisions a second by wall clock, {decisions / processor / 1e6:.1f} M a",
        end=" ",
    )
    print("processor second")
    try:
        slow, seconds = mesa_shares(game, 200)
    except ImportError:
        print("Mesa: not installed")
        return
    noise = 5.0 * np.sqrt(0.25 / 200)
    assert np.abs(slow - fast.frequencies[-1]).max() < noise, "Mesa plays another game"
    theirs = STATES * ROUNDS * 200 / seconds
    by_core, by_wall = decisions / processor / theirs, decisions / wall / theirs
    print(f"Mesa: {theirs / 1e3:.1f} k decisions a processor second, shares agree to Monte Carlo error")
    print(f"ratio {by_core:.0f} a core, {by_wall:.0f} by wall clock with all threads")


if __name__ == "__main__":
    main()
