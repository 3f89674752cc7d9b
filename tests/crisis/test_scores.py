import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from softbalance.crisis.scores import gain_in_log_score, reliability, score, skill
from softbalance.terms.errors import BadInput, NotEnoughData
from tests.crisis.making import cases


@pytest.fixture
def record():
    blank = cases(40, 3, np.random.default_rng(0), crises=15)
    return blank.seen_as(np.random.default_rng(1).integers(0, 5, (40, 3)))


def any_chances(record, seed=2):
    return np.random.default_rng(seed).dirichlet(np.ones(5), record.member.shape)


def perfect(record):
    return record.observed / record.observed.sum(axis=-1, keepdims=True)


def test_scores_of_known_acts_are_those_of_the_textbook(record):
    chances = any_chances(record)
    scores = score(chances, record)
    asked = record.member
    acts = record.observed[asked].argmax(axis=1)
    said = chances[asked]
    ranked = ((np.cumsum(said, axis=1) - np.cumsum(np.eye(5)[acts], axis=1)) ** 2)[:, :4].mean()
    assert scores.mean("ranked") == pytest.approx(ranked)
    assert scores.mean("log") == pytest.approx(-np.log(said[np.arange(len(acts)), acts]).mean())
    assert scores.mean("brier: pay") == pytest.approx(brier_score_loss(acts >= 3, said[:, 3:].sum(axis=1)))


def test_certainty_that_comes_true_costs_nothing(record):
    scores = score(perfect(record), record)
    for kind in scores.by_kind:
        assert scores.mean(kind) == pytest.approx(0.0, abs=1e-12)


def test_a_vote_decides_that_it_was_said_and_not_whether_it_would_be_paid(record):
    vote = record.replace(observed=np.ones_like(record.observed), classes=np.array([0, 1, 2, 2, 2]))
    vote = vote.seen_as(np.full((40, 3), 4))
    chances = any_chances(record)
    scores = score(chances, vote)
    assert scores.mean("log") == pytest.approx(-np.log(chances[..., 2:].sum(axis=-1))[vote.member].mean())
    assert np.isnan(scores.by_kind["brier: pay"]).all()
    assert scores.by_crisis("brier: pay")[1].sum() == 0
    with pytest.raises(NotEnoughData, match="brier: pay"):
        scores.mean("brier: pay")


def test_a_threshold_that_only_those_who_acted_decide_is_no_test(record):
    """A record of disputes shows who fought; that they had said so too is decided by the act and not by the record."""
    dispute = record.replace(observed=np.ones_like(record.observed), classes=np.array([0, 1, 1, 1, 2]))
    fought = dispute.seen_as(np.full((40, 3), 4))
    scores = score(any_chances(record), fought)
    assert np.isnan(scores.by_kind["brier: say"]).all()
    assert np.isfinite(scores.by_kind["brier: fight"][record.member]).all()
    with pytest.raises(NotEnoughData, match="nobody's say"):
        reliability(any_chances(record), fought, "say")


def test_what_is_wholly_unknown_is_not_scored(record):
    blank = record.replace(observed=np.ones_like(record.observed))
    scores = score(any_chances(record), blank)
    assert all(np.isnan(table).all() for table in scores.by_kind.values())


@pytest.mark.parametrize("kind", ["ranked", "log", "brier: pay"])
def test_no_forecast_beats_the_true_chances_on_average(kind):
    rng = np.random.default_rng(5)
    blank = cases(4000, 3, rng)
    truth = rng.dirichlet(np.ones(5), blank.member.shape)
    acts = (rng.random((4000, 3, 1)) > np.cumsum(truth, axis=-1)[..., :-1]).sum(axis=-1)
    seen = blank.seen_as(acts)
    honest = score(truth, seen).mean(kind)
    for warp in (0.6, 1.6):
        bent = truth**warp / (truth**warp).sum(axis=-1, keepdims=True)
        assert honest < score(bent, seen).mean(kind)


def test_skill_is_one_for_the_seer_zero_against_oneself_and_negative_for_the_fool(record):
    rng = np.random.default_rng(0)
    reference = score(any_chances(record), record)
    assert skill(score(perfect(record), record), reference, "ranked", rng).value == pytest.approx(1.0)
    same = skill(reference, reference, "ranked", rng)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    wrong = np.roll(perfect(record), 2, axis=-1)
    worse = skill(score(wrong, record), reference, "log", rng)
    assert worse.high < 0.0


def test_the_interval_of_skill_rests_on_crises_not_on_acts(record):
    """The same acts in fewer, larger crises leave more doubt."""
    model, reference = any_chances(record, 3), any_chances(record, 4)
    widths = []
    for crisis in (np.arange(40), np.arange(40) // 10):
        seen = record.replace(crisis=crisis)
        found = skill(score(model, seen), score(reference, seen), "log", np.random.default_rng(1))
        assert found.n == len(np.unique(crisis))
        widths.append(found)
    assert widths[0].value == pytest.approx(widths[1].value)


def test_the_gain_in_log_score_is_the_difference_of_log_densities(record):
    model, reference = any_chances(record, 3), any_chances(record, 4)
    gain = gain_in_log_score(score(model, record), score(reference, record), np.random.default_rng(0))
    seen = [np.log((chances * record.observed).sum(axis=-1))[record.member].sum() for chances in (model, reference)]
    assert gain.value == pytest.approx(seen[0] - seen[1])
    assert gain.low < gain.value < gain.high


def test_reliable_forecasts_lie_on_the_diagonal_and_overbold_ones_do_not():
    rng = np.random.default_rng(6)
    blank = cases(6000, 3, rng)
    truth = rng.dirichlet(np.ones(5), blank.member.shape)
    seen = blank.seen_as((rng.random((6000, 3, 1)) > np.cumsum(truth, axis=-1)[..., :-1]).sum(axis=-1))
    honest = reliability(truth, seen, "pay")
    bold = truth**3 / (truth**3).sum(axis=-1, keepdims=True)
    assert honest.error < 0.02
    assert reliability(bold, seen, "pay").error > 0.05
    assert honest.count.sum() == seen.member.sum()


def test_nonsense_is_refused(record):
    with pytest.raises(BadInput, match="add up to one"):
        score(np.full(record.observed.shape, 0.5), record)
    with pytest.raises(BadInput, match="unknown score"):
        score(any_chances(record), record).mean("accuracy")
    with pytest.raises(BadInput, match="bins"):
        reliability(any_chances(record), record, "pay", bins=1)
    with pytest.raises(NotEnoughData, match="decides nobody"):
        reliability(any_chances(record), record.replace(observed=np.ones_like(record.observed)), "pay")
