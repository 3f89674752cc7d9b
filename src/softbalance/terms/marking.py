"""The mark of sentences for the catalogues."""


def N_(text: str) -> str:  # noqa: N802 - the gettext name for "mark for translation, translate later"
    """Return ``text`` unchanged; marks it as a message for the catalogues."""
    return text
