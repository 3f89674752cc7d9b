"""The Chinese catalogue is complete, current and well set."""

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from softbalance.interfaces import locale_tools

CJK = "[\u4e00-\u9fff]"
ENTRIES = [m for m in locale_tools.held() if m.id]


def test_no_message_is_untranslated_fuzzy_missing_or_unused():
    assert list(locale_tools.faults()) == []


def test_the_compiled_catalogue_is_the_written_one():
    compiled = BytesIO()
    write_mo(compiled, locale_tools.held())
    assert locale_tools.MO.read_bytes() == compiled.getvalue(), (
        "run: python -m softbalance.interfaces.locale_tools update"
    )


def test_chinese_is_set_with_full_width_marks_and_without_spaces():
    for message in ENTRIES:
        assert not re.search(rf"{CJK} +{CJK}|{CJK}[,;:!?()]|[,;:!?(]{CJK}|[\"']{CJK}|{CJK}\.$", message.string), (
            message.id
        )


def test_a_message_within_an_f_string_is_found():
    code = BytesIO(b"f'# {say(N_(\"Notes\"))} {x}'; N_('a ' 'b'); other('c')")
    assert {text for _, _, text, _ in locale_tools.marked(code, ("N_",), (), {})} == {"Notes", "a b"}


def test_only_fixed_strings_can_be_marked():
    with pytest.raises(ValueError, match="other than a fixed string"):
        list(locale_tools.marked(BytesIO(b"N_(name)"), ("N_",), (), {}))


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([("Sources", "")], "untranslated: 'Sources'"),
        ([("Nobody says this", "x")], "used nowhere: 'Nobody says this'"),
        ([("unknown: {why}", "{who}")], "other places to fill than in English: 'unknown: {why}'"),
        ([], "not in the catalogue: 'Sources'"),
    ],
)
def test_each_fault_of_a_catalogue_is_found(monkeypatch, tmp_path, entries, fault):
    catalog = Catalog(locale="zh_Hant")
    for text, translation in entries:
        catalog.add(text, translation)
    with (tmp_path / "planted.po").open("wb") as stream:
        write_po(stream, catalog)
    monkeypatch.setattr(locale_tools, "PO", tmp_path / "planted.po")
    used = Catalog()
    for text in ("Sources", "unknown: {why}"):
        used.add(text)
    assert fault in list(locale_tools.faults(used))
