import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softbalance.measures.alignment import align
from softbalance.measures.profile import AREA_WEIGHTS, AREAS, Ties, camp_ties, profiles
from softbalance.terms.errors import BadInput

NAN = np.nan
CAMPS = {"hegemon": [0], "leaders": [1, 2]}


def ties(n=1, **known):
    """Ties of n states to three poles, all unknown but those given."""
    blank = {
        "kappa": np.full((n, 3), NAN),
        "treaties": np.full((n, 4, 5), NAN),
        "troops": np.full((n, 4), NAN),
        "arms": np.full((n, 4), NAN),
        "trade": np.full((n, 4), NAN),
        "finance": np.full((n, 4), NAN),
        "trade_of_gdp": np.full(n, NAN),
        "is_pole": np.zeros(n, dtype=bool),
    }
    return Ties(**blank | {name: np.asarray(value) for name, value in known.items()})


def random_ties(rng, n):
    def shares(width):
        found = rng.dirichlet(np.ones(width), size=n)
        found[rng.random(n) < 0.2] = NAN
        return found

    return ties(
        n,
        kappa=rng.uniform(-1, 1, (n, 3)),
        treaties=(rng.random((n, 4, 5)) < 0.3).astype(float),
        troops=np.column_stack([rng.integers(0, 50_000, n), np.full((n, 3), NAN)]),
        arms=shares(4),
        trade=shares(4),
        finance=shares(4),
        trade_of_gdp=rng.uniform(0, 2, n),
        is_pole=rng.random(n) < 0.05,
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_all_states_at_once_agree_with_one_state_at_a_time(seed):
    found = random_ties(np.random.default_rng(seed), 12)
    made = profiles(found, **CAMPS)
    for i in range(12):
        one = align(
            made.shares[i],
            made.intensity[i],
            areas=AREAS,
            categories=("USA", "CHN", "RUS", "other"),
            is_pole=bool(found.is_pole[i]),
        )
        assert one.status == made.status[i]
        values = (one.multi_alignment, one.hedging, one.compartmentalisation)
        expected = [NAN if value is None else value for value in values]
        assert np.allclose([part[i] for part in made.spread], expected, equal_nan=True)


def test_the_identity_holds_for_two_hundred_states_in_both_versions():
    made = profiles(random_ties(np.random.default_rng(3), 200), **CAMPS)
    for spread in (made.spread, made.camp_spread):
        gap = spread.multi_alignment - spread.hedging - spread.compartmentalisation
        assert np.nanmax(np.abs(gap)) < 1e-12
        assert np.isfinite(gap).sum() > 150


def test_an_ally_of_one_pole_that_trades_with_another_compartmentalises():
    treaties = np.zeros((1, 4, 5))
    treaties[0, 0, 0] = 1
    made = profiles(ties(treaties=treaties, trade=[[0, 1, 0, 0]], trade_of_gdp=[0.5]), **CAMPS)
    assert made.spread.hedging[0] == pytest.approx(0)
    assert made.spread.compartmentalisation[0] == pytest.approx(0.5)


def test_troops_known_of_one_pole_alone_do_not_count_as_none_of_the_others():
    """China's and Russia's soldiers abroad are not in the data: their score is the mean of what is known."""
    treaties = np.zeros((1, 4, 5))
    treaties[0, 2, 0] = 1
    arms = [[0, 0, 1, 0]]
    hosted = profiles(ties(treaties=treaties, arms=arms, troops=[[0, NAN, NAN, NAN]]), **CAMPS)
    unknown = profiles(ties(treaties=treaties, arms=arms), **CAMPS)
    assert hosted.shares[0, 1].tolist() == unknown.shares[0, 1].tolist() == [0, 0, 1, 0]


def test_technology_has_no_open_source_and_its_weight_goes_to_the_rest_in_sight():
    made = profiles(ties(kappa=[[0.5, 0.2, 0.1]]), **CAMPS)
    assert made.weights[0].tolist() == [1, 0, 0, 0]
    assert np.isnan(made.shares[0, AREAS.index("technology_energy")]).all()


def test_a_state_without_treaties_troops_or_arms_has_an_empty_security_area_not_an_even_one():
    made = profiles(ties(kappa=[[0.9, 0, 0]], treaties=np.zeros((1, 4, 5)), arms=np.zeros((1, 4))), **CAMPS)
    assert made.intensity[0, 1] == 0
    assert np.isnan(made.shares[0, 1]).all()
    assert made.weights[0, 1] == 0


def test_poles_are_named_as_such_and_unknown_states_are_unknown():
    made = profiles(ties(2, kappa=[[1, 0, 0], [NAN] * 3], is_pole=[True, False]), **CAMPS)
    assert made.status.tolist() == ["pole", "unknown"]
    assert np.isnan(made.spread.hedging).all()


def test_weights_shift_what_is_measured():
    found = ties(kappa=[[0.5, 0.5, 0]], trade=[[1, 0, 0, 0]], trade_of_gdp=[1.0])
    even = profiles(found, **CAMPS)
    votes = profiles(found, **CAMPS, weights=AREA_WEIGHTS | {"diplomacy": 3.0})
    assert votes.spread.hedging[0] > even.spread.hedging[0]


def test_economic_ties_of_unknown_size_are_kept_and_count_in_full():
    made = profiles(ties(trade=[[0, 0.6, 0, 0.4]]), **CAMPS)
    assert made.status[0] == "attached"
    assert np.isnan(made.intensity[0, 2])
    assert camp_ties(made)[0, 2].tolist() == [0, 0.6]


def test_nothing_lent_is_changed():
    found = random_ties(np.random.default_rng(1), 5)
    before = {name: getattr(found, name).copy() for name in Ties.__slots__}
    profiles(found, **CAMPS)
    assert all(
        np.array_equal(getattr(found, name), old, equal_nan=old.dtype.kind == "f") for name, old in before.items()
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: profiles(ties(trade=np.zeros((1, 3))), **CAMPS),
        lambda: profiles(ties(treaties=np.zeros((1, 4, 4))), **CAMPS),
        lambda: profiles(ties(), **CAMPS, weights={"diplomacy": 1.0}),
        lambda: profiles(ties(), hegemon=[0], leaders=[0]),
    ],
)
def test_ties_that_do_not_fit_together_are_refused(call):
    with pytest.raises(BadInput):
        call()
