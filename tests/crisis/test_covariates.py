"""What players weigh is what was known before, and it points the right way."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from softbalance.crisis.covariates import Situation, affinity_with, covariates, mean_distance, threshold_of
from softbalance.crisis.known import TABLES, Known, known_at
from softbalance.evidence.snapshot import shipped
from softbalance.terms.errors import BadInput

USA, GBR, GERMANY, RUS, CHN, IND, PAK, JPN, PRK = 2, 200, 255, 365, 710, 750, 770, 740, 731


@cache
def tables() -> dict[str, pl.DataFrame]:
    return {name: shipped().table(name) for name in TABLES}


@cache
def known(year: int) -> Known:
    return known_at(tables(), year)


def asked(*players: int, **changes: object) -> Situation:
    base: dict[str, object] = {
        "players": players,
        "beneficiaries": (CHN,),
        "targets": (USA,),
        "hegemon": USA,
        "stance": "against",
    }
    return Situation(**{**base, **changes})  # type: ignore[arg-type]


def changed_future(year: int) -> dict[str, pl.DataFrame]:
    """Return the tables with every figure after a year made absurd, and rows added there."""
    answer = {}
    for name, table in tables().items():
        if name == "crisis_obligations":
            past = table.filter(pl.col("since") <= year)
            flags = [column for column, kind in table.schema.items() if kind == pl.Boolean]
            late = table.filter(pl.col("since") > year).with_columns(pl.col(flags).not_())
            answer[name] = pl.concat([past, late])
            continue
        value = [column for column in table.columns if column not in ("ccode", "partner", "year", "ccode1", "ccode2")]
        late = table.filter(pl.col("year") > year).with_columns(pl.col(value) * 2)
        early = table.filter(pl.col("year") <= year)
        answer[name] = pl.concat([early, late.head(late.height // 2)])
    return answer


def same(one: Known, other: Known) -> bool:
    names = ("capability", "position", "trade", "arms", "troops", "finance", "owed", "rivalry")
    return all(np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name != "owed") for name in names)


def test_changing_the_future_changes_nothing():
    for year in (1955, 1990, 2013):
        assert same(known(year), known_at(changed_future(year), year))


def test_changing_the_past_changes_something():
    assert not same(known(2013), known_at(changed_future(2012), 2013))


def test_us_owes_germany_defence_in_2018_and_britain_is_exposed_to_it():
    exposed = covariates(known(2018), asked(GBR, IND)).exposure
    assert exposed[0, 2] == 1.0
    assert exposed[1, 2] == 0.0


def test_north_korea_votes_nearer_to_china_than_japan_does():
    row = known(2018).rows([PRK, JPN])
    near = affinity_with(known(2018), row, known(2018).rows([CHN]))
    assert near[0] > 0 > near[1]


def test_japan_trades_more_with_the_united_states_than_russia_does():
    exposed = covariates(known(2018), asked(JPN, RUS)).exposure[:, 0]
    assert exposed[0] > exposed[1]


def test_india_is_a_rival_of_pakistan_but_not_of_japan():
    rivals = covariates(known(2018), asked(IND, JPN, beneficiaries=(PAK,))).affinity[:, 5]
    assert rivals.tolist() == [-1.0, 0.0]


def test_an_obligation_that_is_set_replaces_what_treaties_say():
    said = covariates(known(2018), asked(IND, RUS, obligation="defence")).affinity[:, 1:4]
    assert said.tolist() == [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    none = covariates(known(2018), asked(IND, RUS, obligation="none")).affinity[:, 1:4]
    assert not none.any()
    with pytest.raises(BadInput):
        covariates(known(2018), asked(IND, obligation="friendship"))


def test_an_inducement_that_is_set_is_given_to_all_in_per_cent():
    assert covariates(known(2018), asked(IND, RUS, inducement=0.02)).affinity[:, 4].tolist() == [2.0, 2.0]


def test_without_a_target_and_with_a_neutral_hegemon_nobody_retaliates():
    quiet = covariates(known(2018), asked(IND, RUS, targets=(), stance="neutral"))
    assert not quiet.exposure.any()
    assert quiet.leader_exposure.any()


def test_taiwan_has_no_position_and_is_named_as_unknown():
    assert covariates(known(2018), asked(713, JPN)).unknown == (713,)


def test_mean_distance_of_all_pairs_agrees_with_counting_them():
    values = np.random.default_rng(1).normal(size=40)
    gaps = np.abs(values[:, None] - values[None, :])
    assert mean_distance(values) == pytest.approx(gaps[np.triu_indices(40, 1)].mean())


def test_the_threshold_rises_with_the_target_and_stays_in_bounds():
    weak, strong = (threshold_of(known(2018), asked(GBR, JPN, beneficiaries=(PRK,), targets=(one,))) for one in (42, 2))
    assert 0.05 <= weak < strong <= 0.95


def test_a_party_cannot_be_a_player_and_somebody_must_be():
    with pytest.raises(BadInput):
        asked(USA, IND)
    with pytest.raises(BadInput):
        asked()
    with pytest.raises(BadInput):
        asked(IND, stance="angry")


def test_a_number_that_no_state_bears_is_refused():
    with pytest.raises(BadInput):
        covariates(known(2018), asked(9999))
