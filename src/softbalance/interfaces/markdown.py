"""The dossier as Markdown (GitHub's tables).

Left out: columns of codes; pictures, of which title, description and note are given; coverage of figures inside tables.
"""

import re
from collections.abc import Iterable, Iterator

from softbalance.dossier.model import N_, Dossier
from softbalance.interfaces import citation
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.outline import Grid, Outline, Part, Picture, outline


def to_markdown(dossier: Dossier, lang: str = "en") -> str:
    """Return the dossier as Markdown; markup in names and texts is escaped."""
    say = speaker(lang)
    blocks = [*_blocks(outline(dossier, say), say)]
    cited = f"## {say.text(N_('How to cite'))}\n\n```bibtex\n{citation.of_dossier(dossier)}\n```"
    return "\n\n".join([*blocks, *([cited] if dossier.command else [])]) + "\n"


def _blocks(told: Outline, say: Speaker) -> Iterator[str]:
    colon = say.text(N_(": "))
    yield f"# {_escaped(told.title)}"
    if told.asked:
        yield "\n".join(f"- {_escaped(label)}{colon}{_escaped(value)}" for label, value in told.asked)
    yield from (f"**{_escaped(sentence)}**" for sentence in told.answer)
    yield from (_picture(picture, say) for picture in told.lead)
    for part in told.parts:
        yield from _part(part, say)
    if told.notes:
        yield f"## {say.text(N_('Notes'))}"
    yield from map(_escaped, told.notes)
    if told.sources:
        yield f"## {say.text(N_('Sources'))}"
        yield "\n".join(f"{i}. {_escaped(source)}" for i, source in enumerate(told.sources, 1))
    yield "---"
    yield from map(_escaped, told.colophon)


def _part(part: Part, say: Speaker) -> Iterator[str]:
    yield f"## {_escaped(part.title)}"
    yield from map(_escaped, part.sentences)
    if part.figures:
        yield _grid(part.figures)
    yield from (_picture(picture, say) for picture in part.pictures)
    for table in part.tables:
        yield f"### {_escaped(table.title)}"
        yield _grid(table)
        yield from () if table.rows else (say.text(N_("No rows.")),)
        yield from map(_escaped, table.remarks)
    yield from map(_escaped, part.notes)


def _picture(picture: Picture, say: Speaker) -> str:
    colon = say.text(N_(": "))
    note = f" {picture.note}" if picture.note else ""
    return f"*{say.text(N_('Picture'))}{colon}{_escaped(f'{picture.title}{colon}{picture.alt}{note}')}*"


def _grid(grid: Grid) -> str:
    rule = ["---:" if right else "---" for right in grid.right]
    return "\n".join([_row(map(_cell, grid.header)), _row(rule), *(_row(map(_cell, row)) for row in grid.rows)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|").replace("\n", " ")


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_\[\]#])", r"\\\1", text)
