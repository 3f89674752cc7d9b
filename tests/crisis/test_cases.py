import numpy as np
import pytest

from softbalance.crisis.cases import Cases
from softbalance.terms.errors import BadInput, NotEnoughData
from tests.crisis.making import cases


@pytest.fixture
def record():
    return cases(6, 4, np.random.default_rng(0), crises=3)


def test_capability_is_shared_among_those_who_were_asked(record):
    assert record.capability.sum(axis=1) == pytest.approx(np.ones(6))
    assert not record.capability[~record.member].any()


def test_what_is_said_of_those_not_asked_is_not_read(record):
    wild = record.affinity.copy()
    wild[~record.member] = np.nan
    assert np.array_equal(record.replace(affinity=wild).affinity, record.affinity)


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("member", np.zeros((6, 4), dtype=bool), "at least one member"),
        ("member", np.zeros(6, dtype=bool), "occasions"),
        ("capability", -np.ones((6, 4)), "not be negative"),
        ("affinity", np.full((6, 4, 2), np.nan), "finite"),
        ("affinity", np.zeros((6, 3, 2)), "affinity needs shape"),
        ("threshold", np.full(6, 1.5), "threshold must lie"),
        ("severity", np.full(6, -0.5), "severity must lie"),
        ("date", np.zeros(5), "date needs one"),
        ("weight", -np.ones(6), "weight"),
        ("crisis", np.zeros(6), "whole number"),
        ("observed", np.zeros((6, 4, 5), dtype=bool), "at least one action"),
        ("classes", np.zeros((6, 4), dtype=int), "classes"),
        ("names", {"affinity": ("one",)}, "2 columns and 1 names"),
    ],
)
def test_a_record_that_cannot_be_is_refused_with_the_reason(record, part, value, says):
    with pytest.raises(BadInput, match=says):
        record.replace(**{part: value})


def test_a_vote_cannot_show_what_its_classes_cannot_tell(record):
    seen = record.seen_as(np.full((6, 4), 3))
    assert seen.observed[seen.member][0].tolist() == [False, False, False, True, False]
    with pytest.raises(BadInput, match="splits actions"):
        seen.replace(classes=np.array([0, 1, 2, 2, 2]))
    vote = record.replace(classes=np.array([0, 1, 2, 2, 2])).seen_as(np.full((6, 4), 3))
    assert vote.observed[vote.member][0].tolist() == [False, False, True, True, True]


def test_arrays_are_read_only_copies(record):
    with pytest.raises(ValueError, match="read-only"):
        record.affinity[0] = 0.0
    lent = np.array(record.threshold)
    kept = record.replace(threshold=lent)
    lent[0] = 0.99
    assert kept.threshold[0] != 0.99


def test_a_crisis_drawn_twice_is_two_crises(record):
    twice = record.of_crises([record.crises[0], record.crises[0]])
    assert len(twice.crises) == 2
    assert len(twice) == 2 * np.sum(record.crisis == record.crises[0])


def test_taking_nothing_is_refused(record):
    with pytest.raises(NotEnoughData):
        record.take(np.zeros(6, dtype=bool))


def test_a_covariate_that_is_the_same_for_all_members_is_no_excluded_shifter(record):
    flat = np.array(record.affinity)
    flat[:, :, 0] = np.arange(6)[:, None]
    shares = record.replace(affinity=flat).excluded_shifters()
    assert shares["affinity: likeness"] == pytest.approx(0.0)
    assert shares["exposure: trade"] > 0.3
    assert shares["stakes: common"] == 0.0


def test_designs_travel_with_their_occasions(record):
    marked = record.replace(designs={"surface": np.arange(24.0).reshape(6, 4, 1)})
    kept = marked.designs["surface"][marked.member]
    assert isinstance(marked, Cases)
    taken = marked.take([2, 0])
    assert np.array_equal(taken.designs["surface"][0], marked.designs["surface"][2])
    assert kept.shape[1] == 1
