"""A dossier and its sources as BibTeX."""

from importlib.metadata import metadata

from softbalance.dossier.model import Dossier, SourceLine
from softbalance.sources.declaration import declaration, declared

RELEASED = "2026-11-23"

_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", **{sign: f"\\{sign}" for sign in "&%$#_"}}


def of_dossier(dossier: Dossier) -> str:
    """Return what to cite: the software with its version and evidence, then every data set behind a figure."""
    return "\n\n".join([software(dossier), *map(_cited, dossier.sources)])


def software(dossier: Dossier) -> str:
    """Return the entry of the software: version, day of release, evidence, command, data sets used.

    Examples
    --------
    >>> from softbalance.dossier.model import Message
    >>> told = ("softbalance profile IND", {"evidence": "ab1"})
    >>> made = Dossier("profile", "IND", Message("India"), {}, (), (), (), *told)
    >>> print(software(made).splitlines()[-2])
      note = {Evidence ab1. Made with: softbalance profile IND},
    """
    about = metadata("softbalance")
    version = dossier.versions.get("softbalance", about["Version"])
    used = ", ".join(line.id for line in dossier.sources)
    told = {
        "Evidence": dossier.versions.get("evidence", ""),
        "Votes until": dossier.versions.get("votes_until", ""),
        "Made with:": dossier.command,
        "Data sets:": used,
    }
    fields = {
        "author": "{The softbalance authors}",
        "title": "{" + _escaped(f"softbalance: {about['Summary']}") + "}",
        "version": version,
        "date": RELEASED,
        "year": RELEASED[:4],
        "license": about["License-Expression"] or about["License"] or "",
        "note": _escaped(". ".join(f"{name} {value}" for name, value in told.items() if value)),
    }
    body = "\n".join(f"  {name} = {{{value}}}," for name, value in fields.items() if value)
    return f"@software{{softbalance,\n{body}\n}}"


def _cited(line: SourceLine) -> str:
    """Return the producer's own entry where the source is a declared data set."""
    return declaration(line.id).bibtex.strip() if line.id in declared() else _entry(line)


def _entry(line: SourceLine) -> str:
    """Return the entry of a document or of a data set of one's own, with its own citation as note.

    Examples
    --------
    >>> print(_entry(SourceLine("gdp", "Indicators & more", "2025", "CC BY 4.0", "World Bank (2025).", "https://x.org")))
    @misc{gdp,
      title = {Indicators \\& more},
      version = {2025},
      note = {World Bank (2025).},
      howpublished = {\\url{https://x.org}},
    }
    """
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
