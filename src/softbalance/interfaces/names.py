"""What states and groupings are called, and by which codes they go in files."""

from softbalance.dossier.model import GroupingRef, StateRef


def state(ref: StateRef, lang: str) -> str:
    """Return a state's name in the language, as it was called on the date of the reference."""
    from softbalance.terms.states import state_name

    return str(state_name(ref.ccode, lang, ref.on))


def grouping(ref: GroupingRef, lang: str) -> str:
    """Return a grouping's name in the language; a list made up by the user as the user wrote it."""
    return ref.label


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
