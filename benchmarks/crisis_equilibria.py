"""Many equilibria: the batch solver against a plain NumPy fixed point and against Gambit, answers compared first.

Run: ``python benchmarks/crisis_equilibria.py [--games 100000] [--sample 20]``. Times are wall clock and processor
seconds; ratios are of processor seconds a game (fair on a busy machine) and of wall clock.
"""

import argparse
from time import perf_counter, process_time

import numpy as np

from softbalance.crisis import Game, Games, solve, solve_batch
from softbalance.crisis.game import success
from softbalance.crisis.response import best_response, board

MEMBERS = 10
LATTICE = 2000  # capabilities are multiples of 1/100 and contributions of 1/20: every sum lies on the lattice
LOWEST = -600


def crisis(rng, members=MEMBERS):
    """A random game whose contributions fall on the lattice, so that plain convolution is exact."""
    game = Game.random(members, rng=rng)
    weights = np.maximum(1, np.floor(game.capability * 100)).astype(int)
    weights[np.argmax(weights)] += 100 - weights.sum()
    return game.replace(capability=weights, contribution=[-0.3, 0, 0.1, 0.45, 1])


def numpy_response(game, chances, table):
    """What a careful first version does: for each member convolve the others' laws, average S, take softmax."""
    shifts = np.rint(np.outer(game.capability, game.contribution) * LATTICE).astype(int)
    answer = np.empty_like(chances)
    for i in range(game.n):
        law = np.zeros(len(table) // 2)
        law[-LOWEST] = 1.0
        for j in range(game.n):
            if j != i:
                law = sum(chances[j, a] * np.roll(law, shifts[j, a]) for a in range(5))
        mean = law @ (np.arange(len(law)) + LOWEST) / LATTICE
        odds = [law @ table[s - LOWEST : s - LOWEST + len(law)] for s in shifts[i]]
        worth = game.stake[i] * np.array(odds) + game.complementarity * game.contribution * mean + game.private[i]
        worth = np.exp(game.precision * (worth - worth.max()))
        answer[i] = worth / worth.sum()
    return answer


def numpy_fixed_point(game):
    """Plain fixed point, one game at a time."""
    size = LATTICE - LOWEST + 1
    table = success((np.arange(2 * size) + 2 * LOWEST) / LATTICE, game.threshold, game.steepness)
    chances = np.full((game.n, 5), 0.2)
    for _ in range(500):
        new = numpy_response(game, chances, table)
        if np.abs(new - chances).max() < 1e-11:
            return new
        chances = new
    return None


def numpy_fourier_fixed_point(game):
    """The same fixed point with characteristic functions in NumPy: the batch solver's mathematics, uncompiled."""
    table, chances = board(game), np.full((game.n, 5), 0.2)
    for _ in range(500):
        new = best_response(table, chances)
        if np.abs(new - chances).max() < 1e-11:
            return new
        chances = new
    return None


def clocked(work):
    wall, processor = perf_counter(), process_time()
    answer = work()
    return answer, perf_counter() - wall, process_time() - processor


def one_by_one(name, method, games, answers):
    found, wall, processor = clocked(lambda: [method(game) for game in games])
    kept = [k for k, each in enumerate(found) if each is not None]
    for k in kept:
        assert np.abs(found[k] - answers[k, : games[k].n]).max() < 1e-8, f"{name} disagrees on game {k}"
    print(
        f"{name:42s} {len(kept)}/{len(games)} settled and agree to 1e-8; {processor / len(games) * 1e3:9.3f} ms a game"
    )
    return wall / len(games), processor / len(games)


def against_numpy(count, sample):
    rng = np.random.default_rng(0)
    games = [crisis(rng) for _ in range(count)]
    batch = Games.of(games)
    solve_batch(batch[:16])
    solved, wall, processor = clocked(lambda: solve_batch(batch))
    print(f"batch: {count:,} games of {MEMBERS} members in {wall:.2f} s wall, {processor:.2f} s processor;", end=" ")
    print(f"largest residual {solved.residual.max():.1e}; by arc length {int(solved.by_path.sum())}")
    for name, method in (
        ("NumPy fixed point, convolution", numpy_fixed_point),
        ("NumPy fixed point, characteristic functions", numpy_fourier_fixed_point),
        ("arc-length path (solve)", lambda game: solve(game).probabilities),
    ):
        each_wall, each = one_by_one(name, method, games[:sample], solved.probabilities)
        by_wall, by_processor = each_wall / (wall / count), each / (processor / count)
        print(f"    batch is {by_wall:7.0f} times by wall clock, {by_processor:7.0f} by processor")


def against_gambit(sizes):
    """Whole principal branches from precision 0 to 1: Gambit one game at a time, the batch as it ships.

    Gambit's own start and the making of its games are not timed; its answers must agree to 1e-6, as must those it
    gives with steps as long as still reach that.
    """
    try:
        import pygambit
    except ImportError:
        print("Gambit: not installed (pip install --pre --only-binary :all: pygambit)")
        return
    for members in sizes:
        rng = np.random.default_rng(members)
        games = [crisis(rng, members) for _ in range(20_000)]
        batch = Games.of(games)
        solve_batch(batch[:16])
        runs = [clocked(lambda batch=batch: solve_batch(batch)) for _ in range(3)]
        solved, wall = runs[0][0], min(run[1] for run in runs) / len(games)
        processor = min(run[2] for run in runs) / len(games)
        print(
            f"{members} members: batch {processor * 1e6:6.1f} us a game of processor, {wall * 1e6:6.1f} by wall clock"
        )
        few = games[: 20 if members < 6 else 3]
        tables = [pygambit.StrategicGame.from_arrays(*game.normal_form()) for game in few]
        for name, steps in (("as it comes", {}), ("in long steps", {"first_step": 0.5, "max_accel": 2.0})):
            found, their_wall, theirs = clocked(
                lambda tables=tables, steps=steps: [branch(one, steps) for one in tables]
            )
            for k, answer in enumerate(found):
                assert np.abs(answer - solved.probabilities[k, :members]).max() < 1e-6
            each, each_wall = theirs / len(few), their_wall / len(few)
            print(f"    Gambit {name:13s} {each * 1e3:8.2f} ms a game, agrees to 1e-6; batch is", end=" ")
            print(f"{each / processor:6.0f} times by processor, {each_wall / wall:6.0f} by wall clock")


def branch(table, steps):
    """The chances at precision 1 that Gambit reaches along the principal branch, shape (n, 5)."""
    import pygambit

    point = pygambit.qre.logit_solve_lambda(table, [1.0], **steps)[0]
    return np.array([[chance for _, chance in player] for player in point.profile])


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--games", type=int, default=100_000)
    options.add_argument("--sample", type=int, default=20)
    options.add_argument("--gambit", type=int, nargs="*", default=[2, 3, 4, 5, 6])
    given = options.parse_args()
    against_numpy(given.games, given.sample)
    against_gambit(given.gambit)
