"""What a build does without the files that only a user can bring."""

import polars as pl
import pytest

from softbalance.evidence.base import Base, Built, Line, Step
from softbalance.evidence.steps import steps
from softbalance.evidence.votes import _lists
from softbalance.terms.errors import NotHeld

TABLE = pl.DataFrame({"x": [1]})


def reading(*missing):
    def read(source):
        if source in missing:
            raise NotHeld(f"{source} is not on this machine")
        return TABLE

    return read


def step(name, source, optional=()):
    return Step(name, (source,), (name,), lambda read: Built({name: read(source)}, (Line(name, 1, 1),)), optional)


def silent(_name):
    return None


def test_a_step_without_its_optional_source_is_left_out_and_the_report_says_so(tmp_path):
    base = Base(tmp_path)
    plan = [step("votes", "un"), step("sanctions", "gsdb", ("gsdb",))]
    manifest = base.build(plan, reading("gsdb"), {}, watch=silent)
    assert base.table("votes").height == 1
    left_out = next(line for line in manifest.report if line.table == "sanctions")
    assert "gsdb is not on this machine" in left_out.why
    with pytest.raises(NotHeld):
        base.table("sanctions")


def test_the_step_is_made_once_the_source_is_there(tmp_path):
    base, plan = Base(tmp_path), [step("sanctions", "gsdb", ("gsdb",))]
    base.build(plan, reading("gsdb"), {}, watch=silent)
    manifest = base.build(plan, reading(), {"gsdb": {"f": "1"}}, watch=silent)
    assert base.table("sanctions").height == 1
    assert [line.why for line in manifest.report] == [""]


def test_a_source_that_is_not_optional_still_stops_the_build(tmp_path):
    with pytest.raises(NotHeld, match="un is not"):
        Base(tmp_path).build([step("votes", "un", ("gsdb",))], reading("un"), {}, watch=silent)


def test_only_sanctions_may_be_left_out():
    assert {one.name: one.optional for one in steps() if one.optional} == {"sanctions": ("gsdb",)}


def test_without_the_state_department_lists_importance_is_unknown_and_the_reason_said():
    listed, why = _lists(reading("state_dept_important"))
    assert listed.is_empty()
    assert "2019-2023" in why
