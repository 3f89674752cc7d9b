"""The declared files of groupings: sound as they ship, and a faulty one is refused with its fault named."""

from importlib.resources import files

import pytest

from softbalance.terms.errors import BadInput
from softbalance.terms.grouping_register import ids, load, parse_grouping

SOUND = """
id = "TEST"
names = { en = "Test", zh_hant = "測試" }
kind = "alliance"
founded = 1960-01-01
ended = 1980-12-31
leaders = ["USA"]

[founding]
title = "Treaty"
date = 1960-01-01
citation = "Treaty, 1 January 1960."

[charter]
mutual_defence_clause = { value = true, article = "Art. 1" }
secretariat = "unknown"

[sources.treaty]
citation = "Treaty, 1 January 1960."

[[spells]]
role = "member"
states = ["USA", "FRA"]
start = 1960-01-01
end = 1980-12-31
source = "treaty"
"""


def spell(
    role: str = "member", code: str = '"USA"', days: str = "start = 1970-01-01\nend = 1971-01-01", rest: str = ""
) -> str:
    return f'\n[[spells]]\nrole = "{role}"\nstates = [{code}]\n{days}\nsource = "treaty"\n{rest}\n'


@pytest.mark.parametrize("grouping_id", ids())
def test_every_file_of_the_register_is_sound_and_named_after_its_grouping(grouping_id: str) -> None:
    assert load(grouping_id).id == grouping_id


def test_the_sound_example_is_accepted() -> None:
    parsed = parse_grouping(SOUND)
    assert parsed.ever_members() == (2, 220)
    assert parsed.charter["secretariat"].value is None


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('id = "TEST"', 'id = "TEST', "x.toml: .*line"),
        ('id = "TEST"\n', "", "lacks 'id'"),
        ("[founding]", "[foundation]", "lacks 'founding'"),
        ('kind = "alliance"', 'kind = "club"', "kind 'club' is none of alliance"),
        ('"FRA"', '"FRX"', "Unknown state code 'FRX'"),
        ('"FRA"', "999", "999"),
        ('role = "member"', 'role = "boss"', "the role is none of member"),
        ('source = "treaty"', 'source = "hearsay"', "source 'hearsay' is not declared"),
        (
            "start = 1960-01-01\nend = 1980-12-31\nsource",
            "start = 1980-12-31\nend = 1960-01-01\nsource",
            "before it starts",
        ),
        (
            "start = 1960-01-01\nend = 1980-12-31\nsource",
            "start = 1959-12-31\nend = 1980-12-31\nsource",
            "before the founding on 1960-01-01",
        ),
        (
            "start = 1960-01-01\nend = 1980-12-31\nsource",
            "start = 1960-01-01\nsource",
            "runs past the end on 1980-12-31",
        ),
        ("secretariat", "secretary", "charter flags"),
        ('article = "Art. 1"', 'article = ""', "cites no article"),
        ('secretariat = "unknown"', "secretariat = true", "unknown"),
        ('"FRA"]', '"FRA"]\nsuer = false', "suer"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_its_fault(old: str, new: str, complaint: str) -> None:
    assert old in SOUND
    with pytest.raises(BadInput, match=complaint) as caught:
        parse_grouping(SOUND.replace(old, new, 1), where="x.toml")
    assert str(caught.value).startswith("Register, x.toml: ")


def test_two_spells_of_one_role_may_not_overlap_but_two_roles_may() -> None:
    with pytest.raises(BadInput, match="United States as member: spells from 1960-01-01 and 1970-01-01 overlap"):
        parse_grouping(SOUND + spell())
    assert parse_grouping(SOUND + spell(role="suspended")).ever_members("suspended") == (2,)


def test_a_spell_outside_the_life_of_its_state_needs_a_note_that_says_why() -> None:
    before_independence = "start = 1960-06-01\nend = 1970-01-01"
    with pytest.raises(BadInput, match="Angola as member from 1960-06-01: the state did not exist throughout"):
        parse_grouping(SOUND + spell(code='"AGO"', days=before_independence))
    assert parse_grouping(SOUND + spell(code='"AGO"', days=before_independence, rest='note = "by its movement"'))


def test_united_germany_is_no_member_of_anything_in_1970() -> None:
    with pytest.raises(BadInput, match="Germany as member from 1970-01-01: the state did not exist"):
        parse_grouping(SOUND + spell(code='"DEU"'))
    assert 260 in parse_grouping(SOUND + spell(code="260")).ever_members()


def test_names_stand_in_the_first_paragraph_of_each_file_where_the_index_reads_them() -> None:
    folder = files("softbalance.terms") / "register" / "groupings"
    for grouping_id in ids():
        header = (folder / f"{grouping_id.lower()}.toml").read_text(encoding="utf-8").split("\n\n", 1)[0]
        assert header.startswith(f'id = "{grouping_id}"\nnames = ')
