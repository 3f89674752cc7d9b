import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from softbalance.crisis.batch import solve_batch
from softbalance.crisis.branches import all_equilibria
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import Game
from softbalance.crisis.principal import equilibrium, solve
from softbalance.crisis.response import (
    best_response,
    board,
    from_logits,
    logit_jacobian,
    payoff_jacobian,
    relative,
    residual,
    softmax,
    utilities,
)


def assurance(precision, stake=6.0):
    """Two equal members, each worth little alone: talk only, or act together."""
    return Game([1, 1], [stake, stake], [0, 0], [2.2, 2.2], [1, 1], threshold=0.75, steepness=30.0, precision=precision)


def test_with_no_precision_every_action_is_as_likely_as_any_other():
    for n in (1, 4, 9):
        game = Game.random(n, rng=np.random.default_rng(n), precision=0.0)
        assert solve(game).probabilities == pytest.approx(np.full((n, 5), 0.2), abs=0)


def test_a_lone_member_chooses_by_its_payoffs_alone():
    game = Game([1], [2.0], [0.4], [0.8], [0.6], intercept=[0.1, 0, 0.3, -0.2, -0.5], precision=1.7)
    payoffs = 2.0 / (1.0 + np.exp(-10.0 * (game.contribution - 0.5))) + game.private[0]
    assert solve(game).probabilities[0] == pytest.approx(softmax(1.7 * payoffs), abs=1e-11)


def test_expected_payoffs_are_the_normal_form_averaged_over_the_others():
    game = Game.random(3, rng=np.random.default_rng(4))
    table = np.random.default_rng(5).dirichlet(np.ones(5), 3)
    payoffs = game.normal_form()
    by_hand = np.array(
        [
            np.einsum("abc,b,c->a", payoffs[0], table[1], table[2]),
            np.einsum("abc,a,c->b", payoffs[1], table[0], table[2]),
            np.einsum("abc,a,b->c", payoffs[2], table[0], table[1]),
        ]
    )
    assert utilities(board(game), table) == pytest.approx(by_hand, abs=1e-11)


def test_two_equal_members_solve_their_one_equation():
    """With no stake, the symmetric equilibrium is one number q = E[k]: q = k . softmax(private + g k q / 2)."""
    game = Game([1, 1], [0, 0], [0.3, 0.3], [1.0, 1.0], [0.5, 0.5], complementarity=1.5, precision=2.0)

    def off(q):
        return game.contribution @ softmax(2.0 * (game.private[0] + 1.5 * game.contribution * q / 2.0)) - q

    q = brentq(off, -0.3, 1.0, xtol=1e-14)
    expected = softmax(2.0 * (game.private[0] + 1.5 * game.contribution * q / 2.0))
    assert solve(game).probabilities == pytest.approx(np.tile(expected, (2, 1)), abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 12), st.floats(0.05, 30.0), st.integers(0, 10_000))
def test_every_answer_is_an_equilibrium(n, precision, seed):
    game = Game.random(n, rng=np.random.default_rng(seed), precision=precision)
    found = solve(game)
    assert found.residual <= 1e-10
    assert found.probabilities.sum(axis=1) == pytest.approx(np.ones(n), abs=1e-12)
    by_response = softmax(precision * utilities(board(game), found.probabilities))
    assert np.abs(found.probabilities - by_response).max() <= 1e-10


@pytest.mark.parametrize("n", [2, 3, 4])
def test_gambits_principal_branch_is_ours_to_a_millionth(n):
    gambit = pytest.importorskip("pygambit", reason="Gambit's solver is not installed")
    for seed, precision in ((0, 0.5), (1, 2.0), (2, 6.0)):
        game = Game.random(n, rng=np.random.default_rng(seed), precision=precision)
        game = game.replace(stake=4.0 * game.stake, complementarity=2.0 * game.complementarity)
        ours = solve(game)
        table = gambit.StrategicGame.from_arrays(*game.normal_form())
        at = [float(x) for x in (0.3 * precision, 0.7 * precision, precision)]
        theirs = gambit.qre.logit_solve_lambda(table, at)
        for point, level in zip(theirs, at, strict=True):
            answer = np.array([[chance for _, chance in player] for player in point.profile])
            same = ours if level == precision else solve(game.replace(precision=level))
            assert same.probabilities == pytest.approx(answer, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_as_precision_grows_the_branch_ends_where_nobody_gains_by_changing(seed):
    game = Game.random(2, rng=np.random.default_rng(seed), precision=400.0)
    found = solve(game).probabilities
    payoffs = game.normal_form()
    mine, theirs = payoffs[0] @ found[1], found[0] @ payoffs[1]
    regret = max(mine.max() - found[0] @ mine, theirs.max() - found[1] @ theirs)
    assert 0.0 <= regret < 0.01
    nash = pytest.importorskip("nashpy", reason="nashpy is not installed").Game(payoffs[0], payoffs[1])
    equilibria = [np.array(pair) for pair in nash.support_enumeration()]
    assert min(np.abs(found - pair).max() for pair in equilibria) < 0.02


def test_the_branch_goes_round_its_folds():
    """Where all must act for success the curve of equilibria turns back twice as precision grows."""
    folded = 0
    for seed in range(21, 25):
        rng = np.random.default_rng(seed)
        game = Game.random(3, rng=rng, precision=8.0).replace(
            stake=rng.uniform(2, 6, 3), cost_of_acting=rng.uniform(0.5, 3, 3), threshold=0.7, steepness=30.0
        )
        found = solve(game)
        steps = np.diff(found.path.precision)
        assert found.path.folds == np.sum(np.diff(np.sign(steps)) != 0)
        jumps = np.abs(np.diff(found.path.probabilities, axis=0)).max()
        assert jumps < 0.5
        folded += found.path.folds > 0
    assert folded >= 1


def test_jacobians_are_the_slopes_of_the_payoffs():
    rng = np.random.default_rng(8)
    game = Game.random(5, rng=rng)
    table = board(game)
    start = rng.dirichlet(np.ones(5), 5)
    towards = rng.dirichlet(np.ones(5), 5) - start
    step = 1e-5
    slope = (utilities(table, start + step * towards) - utilities(table, start - step * towards)) / (2 * step)
    assert np.einsum("iajb,jb->ia", payoff_jacobian(table, start), towards) == pytest.approx(slope, abs=1e-8)

    z = rng.normal(size=20)
    way = rng.normal(size=20)

    def gain(logits):
        return relative(utilities(table, from_logits(logits, 5))).ravel()

    slope = (gain(z + step * way) - gain(z - step * way)) / (2 * step)
    assert logit_jacobian(table, from_logits(z, 5)) @ way == pytest.approx(slope, abs=1e-8)


def test_something_that_is_no_equilibrium_is_never_passed_off_as_one():
    game = assurance(3.0)
    table = board(game)
    off = np.full((2, 5), 0.2)
    assert residual(table, off) > 0.01
    with pytest.raises(NotConverged, match="Residual"):
        equilibrium(table, off, "a guess")
    nearly = solve(game).probabilities + 1e-8
    with pytest.raises(NotConverged, match="Residual"):
        equilibrium(table, nearly, "a near miss")


def test_the_answer_cannot_be_written_over():
    found = solve(assurance(1.0))
    with pytest.raises(ValueError, match="read-only"):
        found.probabilities[0, 0] = 1.0


def test_more_exposure_never_makes_a_lone_chooser_bolder_and_more_pull_never_shyer():
    rng, first = np.random.default_rng(2), np.array([0.5, 0, 0, 0])
    for _ in range(10):
        game = Game.random(4, rng=rng).replace(complementarity=0.0, stake=np.zeros(4))
        base = upper(solve(game))
        exposed = upper(solve(game.replace(cost_of_acting=game.cost_of_acting + first)))
        pulled = upper(solve(game.replace(pull=game.pull + first)))
        assert np.all(exposed[0] < base[0])
        assert np.all(pulled[0] > base[0])
        assert exposed[1:] == pytest.approx(base[1:], abs=1e-10)  # nobody else looks


def test_where_acts_are_complements_one_members_exposure_holds_all_back():
    rng, first = np.random.default_rng(12), np.array([0.5, 0, 0, 0])
    for _ in range(10):
        game = Game.random(4, rng=rng).replace(stake=np.zeros(4), complementarity=1.0)
        base = upper(solve(game))
        exposed = upper(solve(game.replace(cost_of_acting=game.cost_of_acting + first)))
        assert np.all(exposed <= base + 1e-12)
        assert exposed[1:].sum() < base[1:].sum()


def upper(found):
    """P(act >= say), P(>= pay), P(>= fight) for each member."""
    return np.cumsum(found.probabilities[:, ::-1], axis=1)[:, :3]


def test_relabelling_the_members_relabels_the_answer():
    game = Game.random(5, rng=np.random.default_rng(3), precision=2.0)
    order = np.array([3, 0, 4, 1, 2])
    parts = {name: getattr(game, name)[order] for name in ("capability", "stake", "pull", "cost_of_acting")}
    moved = game.replace(**parts, cost_of_opposing=game.cost_of_opposing[order])
    assert solve(moved).probabilities == pytest.approx(solve(game).probabilities[order], abs=1e-9)


def test_best_response_moves_an_equilibrium_nowhere():
    found = solve(assurance(4.0))
    assert best_response(board(found.game), found.probabilities) == pytest.approx(found.probabilities, abs=1e-10)


@pytest.mark.parametrize("precision", [2.0, 10.0])
def test_rivals_in_restraint_stay_alike_on_the_branch_beyond_the_point_where_they_could_part(precision):
    """Where acts are substitutes the like-minded branch is crossed by branches on which one acts and one does not."""
    game = Game([1, 1], [0, 0], [1.5, 1.5], [0.5, 0.5], [0.5, 0.5], complementarity=-20.0, precision=precision)
    found = solve(game)
    assert found.probabilities[0] == pytest.approx(found.probabilities[1], abs=1e-9)
    assert len(all_equilibria(game, starts=6)) >= 3
    assert solve_batch([game]).probabilities[0] == pytest.approx(found.probabilities, abs=1e-8)


def test_forty_members_are_solved_too():
    game = Game.random(40, rng=np.random.default_rng(0), precision=2.0)
    assert solve(game).residual <= 1e-10


def test_the_room_opens_without_the_heavy_machinery():
    code = "import sys, softbalance.crisis; print([m for m in ('numba', 'scipy', 'polars') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
