"""What states and groupings are called, and by which codes they go in files."""

from softbalance.dossier.model import GroupingRef, Message, StateRef


def state(ref: StateRef, lang: str) -> str:
    """Return a state's name in the language, as it was called on the date of the reference."""
    from softbalance.terms.states import state_name

    return str(state_name(ref.ccode, lang, ref.on))


def grouping(ref: GroupingRef, lang: str) -> str:
    """Return a grouping's name in the language; what is not in the catalogue as the user wrote it."""
    from softbalance.terms.grouping_register import ids, load

    return str(load(ref.label).name(lang)) if ref.label in ids() else ref.label


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
