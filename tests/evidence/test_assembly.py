from datetime import date

import polars as pl
import pytest

from softbalance.evidence.assembly import assembly, check_votes, members_only
from softbalance.evidence.council import council, vetoes
from softbalance.evidence.matrix import membership, vote_matrix
from softbalance.evidence.votes import check
from softbalance.terms.errors import EvidenceFault


def raw(votes, *, totals=None, on=date(2022, 3, 2), undl_id=1, resolution="A/RES/ES-11/1"):
    """Return a roll call in the Library's layout."""
    counted = totals or [list(votes.values()).count(vote) for vote in "YNA"]
    return pl.DataFrame(
        {
            "undl_id": undl_id,
            "ms_code": list(votes),
            "ms_vote": list(votes.values()),
            "date": on,
            "session": "ES-11",
            "resolution": resolution,
            "title": "Aggression against Ukraine",
            "agenda_title": "N/A",
            "total_yes": counted[0],
            "total_no": counted[1],
            "total_abstentions": counted[2],
        }
    )


FAIR = {"USA": "Y", "RUS": "N", "IND": "A", "UZB": "X"}


def test_a_roll_call_is_read_with_members_of_the_day():
    calls, votes = assembly(raw(FAIR))
    assert dict(votes.select("ccode", "vote").iter_rows()) == {2: 1, 365: 3, 750: 2, 704: 4}
    assert calls.select("emergency", "year", "key").row(0) == (True, 2022, "ES11|1|")


def test_a_state_that_was_no_member_yet_is_not_absent():
    _, votes = assembly(raw({"USA": "Y", "GBR": "Y", "UZB": "X"}, on=date(1980, 11, 1), resolution="A/RES/35/1"))
    assert 704 not in votes["ccode"].to_list()


def test_a_vote_that_was_cast_counts_whatever_the_dates_say():
    votes = pl.DataFrame({"roll_call": [1, 1], "ccode": [704, 705], "date": [date(1980, 1, 1)] * 2, "vote": [1, 4]})
    assert members_only(votes)["ccode"].to_list() == [704]


def test_russias_seat_was_the_soviet_unions_and_germanys_two_are_kept_apart():
    old = raw({"SUN": "N", "DDR": "N", "DEU": "Y"}, on=date(1980, 11, 1), resolution="A/RES/35/1")
    assert sorted(assembly(old)[1]["ccode"].to_list()) == [260, 265, 365]


BAD = [
    (raw(FAIR | {"IND": "P"}, totals=[1, 1, 0]), "written"),
    (raw(FAIR, totals=[2, 1, 1]), "do not add up.*ES-11/1"),
    (raw(FAIR, totals=[1, 1, 2]), "do not add up"),
    (raw(FAIR).with_columns(total_no=pl.lit(None, dtype=pl.Int32)), "do not add up"),
    (pl.concat([raw(FAIR), raw(FAIR)]), "do not add up"),
    (raw(FAIR).with_columns(ms_vote=pl.lit(None, dtype=pl.String)), "written"),
]


@pytest.mark.parametrize(("frame", "complaint"), BAD)
def test_votes_that_cannot_be_right_stop_the_build(frame, complaint):
    with pytest.raises(EvidenceFault, match=complaint):
        check_votes(frame)


def test_sound_votes_pass():
    check_votes(raw(FAIR))


CALLS = pl.DataFrame({"roll_call": [1, 2], "date": [date(2022, 3, 2), date(2022, 3, 24)]})
VOTES = pl.DataFrame({"roll_call": [1, 1, 2], "ccode": [2, 365, 2], "vote": [1, 3, 1]})


@pytest.mark.parametrize(
    ("calls", "votes", "complaint"),
    [
        (pl.concat([CALLS, CALLS[:1]]), VOTES, "stands twice"),
        (CALLS, pl.concat([VOTES, VOTES[:1]]), "votes twice"),
        (CALLS[:1], VOTES, "without their roll call"),
        (CALLS.with_columns(date=pl.lit(None, dtype=pl.Date)), VOTES, "no date"),
    ],
)
def test_tables_of_votes_that_do_not_fit_together_are_refused(calls, votes, complaint):
    check(CALLS, VOTES)
    with pytest.raises(EvidenceFault, match=complaint):
        check(calls, votes)


def test_the_council_reads_unknown_votes_as_a_fault():
    frame = raw(FAIR | {"IND": "?"}).with_columns(description=pl.lit("x"), agenda=pl.lit("y"))
    with pytest.raises(EvidenceFault, match="written"):
        council(frame)


def test_a_joint_veto_is_two_vetoes_and_an_unknown_caster_is_a_fault():
    rows = pl.DataFrame(
        {
            "draft": ["S/2022/431"],
            "date": ["5/26/2022"],
            "agenda_item": ["DPRK"],
            "member_veto1": ["China"],
            "member_veto2": ["Russia"],
            "member_veto3": [""],
        }
    )
    assert vetoes(rows)["ccode"].to_list() == [365, 710]
    assert vetoes(rows)["date"].to_list() == [date(2022, 5, 26)] * 2
    with pytest.raises(EvidenceFault, match="Atlantis"):
        vetoes(rows.with_columns(member_veto3=pl.lit("Atlantis")))


def test_the_matrix_holds_each_vote_where_it_belongs_and_zero_where_none_is():
    matrix = vote_matrix(CALLS, VOTES)
    assert matrix.votes.tolist() == [[1, 1], [3, 0]]
    assert matrix.ccodes.tolist() == [2, 365]


def test_membership_counts_from_the_first_to_the_last_day():
    matrix = vote_matrix(CALLS, VOTES)
    spells = [(2, date(2022, 3, 3), None), (365, date(2000, 1, 1), date(2022, 3, 2)), (750, date(2000, 1, 1), None)]
    assert membership(spells, matrix.ccodes, matrix.dates).tolist() == [[False, True], [True, False]]
