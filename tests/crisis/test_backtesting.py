import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from softbalance.crisis.backtesting import backtest, backtest_forward, chosen_inside, split_holdout
from softbalance.crisis.rivals import base_rate, game, logit
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput, NotEnoughData
from tests.crisis.making import cases, played

CALM = Specification(common_shock=False)


@pytest.fixture(scope="module")
def record():
    rng = np.random.default_rng(3)
    seen, _ = played(cases(60, 4, rng, crises=20), CALM.without_strategy(), rng)
    return seen.replace(designs={"likeness": seen.affinity[..., :1], "noise": rng.normal(size=(*seen.member.shape, 1))})


def spy(seen_in_training, seen_in_prediction):
    def train(past):
        seen_in_training.append(set(past.crisis.tolist()))

        def predictor(future):
            seen_in_prediction.append((set(future.crisis.tolist()), future.observed.all(), future.date.min()))
            return np.broadcast_to([0.96, 0.01, 0.01, 0.01, 0.01], future.observed.shape)

        return predictor

    return train


def test_no_model_sees_the_crises_it_predicts_nor_what_was_done_in_them(record):
    trained, predicted = [], []
    found = backtest(record, {"spy": spy(trained, predicted)}, folds=5)
    assert found.folds == 5
    for past, (future, blind, _) in zip(trained, predicted, strict=True):
        assert not past & future
        assert blind
    assert set().union(*(future for future, *_ in predicted)) == set(record.crisis.tolist())


def test_all_occasions_of_a_crisis_are_held_out_together(record):
    trained, predicted = [], []
    backtest(record, {"spy": spy(trained, predicted)})
    assert len(predicted) == len(record.crises)
    assert all(len(future) == 1 for future, *_ in predicted)


def test_the_future_is_predicted_from_crises_that_had_ended(record):
    dated = record.replace(date=record.crisis * 10.0 + np.arange(60) % 7)
    trained, predicted = [], []
    found = backtest_forward(dated, {"spy": spy(trained, predicted)}, starts=[80.0, 140.0])
    for past, (future, _, first) in zip(trained, predicted, strict=True):
        assert max(past) < min(future)
        assert dated.date[np.isin(dated.crisis, list(past))].max() < first
    assert found.cases.date.min() >= 80.0


def test_a_crisis_still_running_when_another_begins_teaches_nothing_about_it(record):
    dated = record.replace(date=np.where(np.arange(60) == np.argmax(record.crisis == 0), 1e6, record.crisis * 10.0))
    trained, predicted = [], []
    backtest_forward(dated, {"spy": spy(trained, predicted)}, starts=[100.0])
    assert 0 not in trained[0]
    assert 1 in trained[0]


def test_changing_what_was_done_in_a_crisis_changes_nothing_in_its_own_forecast(record):
    models = {"game": game(CALM.without_strategy()), "logit": logit("likeness")}
    first = record.crisis == record.crises[0]
    acts = np.where(first[:, None], 4, record.observed.argmax(axis=-1))
    changed = record.seen_as(acts)
    before, after = (backtest(each, models, folds=4) for each in (record, changed))
    for name in models:
        assert before.chances[name][first] == pytest.approx(after.chances[name][first], abs=1e-9)
        assert np.abs(before.chances[name][~first] - after.chances[name][~first]).max() > 1e-4


def test_the_model_that_made_the_record_beats_its_rivals_on_it(record):
    models = {
        "base rate": base_rate(),
        "likeness": logit("likeness"),
        "noise": logit("noise"),
        "game": game(CALM.without_strategy()),
    }
    found = backtest(record, models, folds=5)
    assert found.best("log") == "game"
    table = found.table()
    assert table["likeness"]["log"] < table["base rate"]["log"] < table["noise"]["log"]
    gain = found.skill("game", "base rate", "ranked", np.random.default_rng(0))
    assert gain.low > 0.0
    assert found.reliability("game")["say"].count.sum() == record.member.sum()


def test_the_logit_is_the_logit_of_the_textbook_when_its_prior_is_weak(record):
    big = cases(3000, 4, np.random.default_rng(8))
    rng = np.random.default_rng(9)
    worth = big.affinity[..., :1] * np.array([-1.0, 0.0, 0.4, 0.6, 1.0]) + rng.gumbel(size=(3000, 4, 5))
    seen = big.seen_as(worth.argmax(axis=-1)).replace(designs={"x": big.affinity[..., :1]})
    ours = logit("x")(seen)(seen)[seen.member]
    theirs = LogisticRegression(C=1e6, max_iter=2000).fit(
        seen.affinity[seen.member][:, :1], worth.argmax(-1)[seen.member]
    )
    assert ours == pytest.approx(theirs.predict_proba(seen.affinity[seen.member][:, :1]), abs=2e-3)


def test_the_base_rate_is_the_share_of_each_act(record):
    shares = np.array([record.observed[record.member][:, a].mean() for a in range(5)])
    assert base_rate()(record)(record)[0, 0] == pytest.approx(shares, abs=0.01)


def test_a_specification_is_chosen_without_the_crises_it_is_judged_on(record):
    trained, predicted = [], []
    candidates = {"good": logit("likeness"), "spy": spy(trained, predicted)}
    found = backtest(record, {"chosen": chosen_inside(candidates, folds=3), "good": logit("likeness")}, folds=4)
    assert found.chances["chosen"] == pytest.approx(found.chances["good"])
    assert len(trained) == 4 * 3
    assert all(len(past) < 0.75 * len(record.crises) for past in trained)


def test_the_latest_crises_stay_sealed_until_opened_once_for_a_purpose(record):
    dated = record.replace(date=record.crisis * 10.0)
    open_cases, holdout = split_holdout(dated, 5)
    assert open_cases.crises.max() < 15 <= 15
    assert not hasattr(holdout, "cases")
    with pytest.raises(BadInput, match="what the holdout is opened for"):
        holdout.open(" ")
    late = holdout.open("the final score")
    assert late.crises.tolist() == [15, 16, 17, 18, 19]
    with pytest.raises(BadInput, match="the final score"):
        holdout.open("another look")


def test_nonsense_is_refused(record):
    with pytest.raises(BadInput, match="folds must lie"):
        backtest(record, {"base": base_rate()}, folds=1)
    with pytest.raises(BadInput, match="ascending"):
        backtest_forward(record, {"base": base_rate()}, starts=[5.0, 5.0])
    with pytest.raises(NotEnoughData, match="no crisis to learn from"):
        backtest_forward(record, {"base": base_rate()}, starts=[-1.0])
    with pytest.raises(BadInput, match="unknown design"):
        logit("moon")(record)
    with pytest.raises(BadInput, match="latest must lie"):
        split_holdout(record, 0)
    with pytest.raises(BadInput, match="unknown model"):
        backtest(record, {"base": base_rate()}, folds=3).skill("game", "base", "log", np.random.default_rng(0))
