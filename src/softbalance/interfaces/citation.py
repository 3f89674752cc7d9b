"""The sources of a dossier as BibTeX."""

from collections.abc import Iterable

from softbalance.dossier.model import SourceLine

_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", **{sign: f"\\{sign}" for sign in "&%$#_"}}


def bibtex(lines: Iterable[SourceLine]) -> str:
    """Return an entry a source, with its own citation as note.

    Examples
    --------
    >>> print(bibtex([SourceLine("gdp", "Indicators & more", "2025", "CC BY 4.0", "World Bank (2025).", "https://x.org")]))
    @misc{gdp,
      title = {Indicators \\& more},
      version = {2025},
      note = {World Bank (2025).},
      howpublished = {\\url{https://x.org}},
    }
    """
    return "\n\n".join(map(_entry, lines))


def _entry(line: SourceLine) -> str:
    fields = {
        "title": _escaped(line.title),
        "version": _escaped(line.version),
        "note": _escaped(line.citation),
        "howpublished": rf"\url{{{line.landing_page}}}" if line.landing_page else "",
    }
    body = "\n".join(f"  {name} = {{{value}}}," for name, value in fields.items() if value)
    return f"@misc{{{line.id},\n{body}\n}}"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)
