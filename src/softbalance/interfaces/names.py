"""What states and groupings are called, and by which codes they go in files."""

import re

from softbalance.dossier.model import GroupingRef, Message, StateRef


def state(ref: StateRef, lang: str) -> str:
    """Return a state's name in the language, as it was called on the date of the reference."""
    from softbalance.terms.states import state_name

    return str(state_name(ref.ccode, lang, ref.on))


def grouping(ref: GroupingRef, lang: str) -> str:
    """Return a grouping's name in the language; of one made up its states, of any other what the user wrote.

    Examples
    --------
    >>> grouping(GroupingRef("CHN+RUS+IRN"), "zh-Hant")
    '中國、俄羅斯和伊朗'
    """
    from softbalance.terms.grouping_register import headers

    header = headers().get(ref.label)
    return str(header["names"][lang.lower().replace("-", "_")]) if header else _made_up(ref.label, lang)


def _made_up(label: str, lang: str) -> str:
    """Return the states of a made-up grouping; a label that lists no states as it stands."""
    from softbalance.interfaces.formats import listing
    from softbalance.terms.states import code_table

    states = [code_table().get(part) for part in label.split("+")]
    named = [state(StateRef(one), lang) for one in states if one is not None]
    return listing(named, lang) if len(named) == len(states) > 1 else label


def short_grouping(ref: GroupingRef, lang: str) -> str:
    """Return a name of few letters for tables and pictures: in English the acronym, where there is one.

    Examples
    --------
    >>> short_grouping(GroupingRef("ASEAN"), "en"), short_grouping(GroupingRef("SHANGHAI_FIVE"), "en")
    ('ASEAN', 'Shanghai Five')
    """
    name = grouping(ref, lang)
    spelt_out = "_" in ref.label or name.split()[0].upper() == ref.label
    return name if lang != "en" or spelt_out else ref.label


def with_article(ref: StateRef | GroupingRef, *, first: bool = False) -> str:
    """Return an English name as running text has it: with the article where one belongs to it.

    Examples
    --------
    >>> with_article(StateRef(2)), with_article(StateRef(750)), with_article(GroupingRef("SCO"), first=True)
    ('the United States', 'India', 'The Shanghai Cooperation Organisation')
    """
    if isinstance(ref, StateRef):
        name, needed = state(ref, "en"), bool(_ARTICLE.search(state(ref, "en")))
    else:
        name, needed = grouping(ref, "en"), ref.label not in _BARE and grouping(ref, "en") != ref.label
        needed = needed and "+" not in ref.label
    return f"{'The' if first else 'the'} {name}" if needed else name


_ARTICLE = re.compile(
    "^(?:United |Republic|Soviet|Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros|Papal)"
    "|(?:Islands|Republic|Empire|Emirates)$"
)
_BARE = frozenset({"APEC", "AUKUS", "BRICS", "OPEC_PLUS"})


def code(ref: StateRef) -> str:
    """Return a state's ISO 3166 alpha-3 code, or its Correlates of War abbreviation where it has none.

    Examples
    --------
    >>> code(StateRef(750)), code(StateRef(265))
    ('IND', 'GDR')
    """
    from softbalance.terms.states import by_ccode

    found = by_ccode(ref.ccode)
    return str(found.iso3 or found.cow_abb)


def codes(cell: Message) -> list[str] | None:
    """Return the codes of a cell that lists states and says nothing else; ``None`` for any other cell.

    Examples
    --------
    >>> codes(Message("{states}", {"states": (StateRef(750), StateRef(710))})), codes(Message("India"))
    (['IND', 'CHN'], None)
    """
    match cell:
        case Message(text="{states}", args={"states": tuple() as states}):
            return [code(one) for one in states if isinstance(one, StateRef)]
    return None
