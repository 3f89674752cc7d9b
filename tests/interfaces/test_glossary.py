"""The glossary's words are the catalogue's words."""

from pathlib import Path

import pytest

from softbalance.interfaces import locale_tools

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = [
    line.strip("| \n").split(" | ")
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
    if line.count(" | ") == 2
]
TERMS = {english: chinese for english, chinese, _ in ROWS[1:]}
ENTRIES = {str(message.id): str(message.string) for message in locale_tools.held() if message.id}
CHECKED = (
    "agreement index", "soft balance", "hard balance", "hedge", "bandwagon", "hegemon", "compartmentalisation",
    "multi-alignment", "grouping", "exposure", "lift", "discord", "dividend",
)  # fmt: skip


def test_the_glossary_has_the_terms_of_the_field():
    wanted = {"軟性平衡", "制衡", "追隨", "避險", "多重結盟", "搭便車"}
    assert wanted <= set(TERMS.values())
    assert list(TERMS) == sorted(TERMS, key=str.lower)


@pytest.mark.parametrize("term", CHECKED)
def test_a_message_that_names_a_term_names_it_in_chinese_too(term):
    named = {text: said for text, said in ENTRIES.items() if text.lower().startswith(term)}
    assert named
    assert [text for text, said in named.items() if TERMS[term] not in said] == []
