"""The dossier as a tagged PDF on A4, set by Typst.

Left out: columns of codes; coverage of figures inside tables; rows of a table beyond the sixtieth (their number is
said); entries of data sets in BibTeX, which Markdown and the archive have.
"""

import json
import tempfile
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from softbalance.dossier.model import N_, Dossier
from softbalance.interfaces import charts, citation
from softbalance.interfaces.html_parts import as_of, svg_size
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.outline import Outline, Part, Picture, outline, shortened
from softbalance.terms.errors import BadInput

_LATIN = ["Liberation Sans", "DejaVu Sans", "Arial", "Helvetica"]
_CHINESE = ["Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei"]


def to_pdf(dossier: Dossier, lang: str = "en") -> bytes:
    """Return the dossier as PDF.

    Raises
    ------
    BadInput
        If this machine has no font for the language, so that letters would be missing.
    """
    say = speaker(lang)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = _page(dossier, outline(dossier, say), say, folder)
        (folder / "dossier.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        template = files("softbalance.interfaces") / "templates" / "report.typ"
        (folder / "main.typ").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        return _compiled(folder / "main.typ")


def _compiled(source: Path) -> bytes:
    import typst

    pdf, warnings = typst.compile_with_warnings(str(source), root=str(source.parent), format="pdf")
    if warnings:
        raise BadInput(f"The PDF would not be faithful: {'; '.join(str(warning.message) for warning in warnings)}")
    return bytes(pdf)


def _page(dossier: Dossier, told: Outline, say: Speaker, folder: Path) -> dict[str, Any]:
    words = {"empty": N_("No rows."), "notes": N_("Notes"), "sources": N_("Sources"), "cite": N_("How to cite")}
    colon = say.text(N_(": "))
    return {
        **asdict(_without_parts(told)),
        "asked": say.text(N_("; ")).join(f"{label}{colon}{value}" for label, value in told.asked),
        "lead": [_picture(one, dossier, say, folder) for one in told.lead if one.drawable],
        "cite": citation.software(dossier) if dossier.command else "",
        "parts": [_part(part, dossier, say, folder) for part in told.parts],
        "lang": say.lang.split("-")[0],
        "region": "TW" if say.lang == "zh-Hant" else "GB",
        "fonts": _fonts(str(told)),
        "words": {key: say.text(text) for key, text in words.items()},
    }


def _without_parts(told: Outline) -> Outline:
    from dataclasses import replace

    return replace(told, parts=(), lead=())


def _part(part: Part, dossier: Dossier, say: Speaker, folder: Path) -> dict[str, Any]:
    return {
        "title": part.title,
        "sentences": part.sentences,
        "figures": asdict(part.figures) if part.figures else None,
        "pictures": [_picture(one, dossier, say, folder) for one in part.pictures if one.drawable],
        "tables": [asdict(shortened(grid, say)) for grid in part.tables],
        "notes": part.notes,
    }


def _picture(one: Picture, dossier: Dossier, say: Speaker, folder: Path) -> dict[str, Any]:
    today = as_of(dossier)
    spec = charts.specification(one.chart, one.table, say, subject=dossier.subject, today=today, width=640)
    drawn = charts.svg(spec)
    name = f"{len(list(folder.glob('*.svg')))}.svg"
    (folder / name).write_text(drawn, encoding="utf-8")
    width, height = svg_size(drawn)
    return {"title": one.title, "alt": one.alt, "note": one.note, "file": name, "tall": height > 1.2 * width}


def _fonts(text: str) -> list[str]:
    """Return the fonts that this machine has of those wanted, Latin first; Chinese ones where they are needed."""
    import typst

    held = set(typst.Fonts().families())
    latin = [name for name in _LATIN if name in held]
    chinese = [name for name in _CHINESE if name in held]
    if not latin:
        raise BadInput(f"No font for a PDF is installed: install one of {', '.join(_LATIN)}.")
    if not chinese and any("\u4e00" <= letter <= "\u9fff" for letter in text):
        raise BadInput(f"No Chinese font for a PDF is installed: install one of {', '.join(_CHINESE)}.")
    return latin[:1] + chinese[:1]
