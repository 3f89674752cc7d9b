"""The dossier as a replication archive: a folder of tables in three formats, the dossier, the citations, a page.

Left out: pictures, which follow from the tables. Stata files only where ``pyreadstat`` is installed; the page says so.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from softbalance.dossier.model import N_, Dossier
from softbalance.interfaces import citation, frames
from softbalance.interfaces.as_json import dumps
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.outline import outline

if TYPE_CHECKING:
    import polars as pl

_STATA_NAME, _STATA_LABEL = 32, 80


def fill(folder: Path, dossier: Dossier, lang: str = "en") -> None:
    """Write the archive into an empty folder."""
    say = speaker(lang)
    with_stata = find_spec("pyreadstat") is not None
    for name, title, frame in _frames(dossier, say):
        frame.write_csv(folder / f"{name}.csv")
        frame.write_parquet(folder / f"{name}.parquet")
        if with_stata and frame.height:
            _write_stata(frame, folder / f"{name}.dta", title)
    (folder / "dossier.json").write_text(dumps(dossier, lang) + "\n", encoding="utf-8")
    (folder / "citation.bib").write_text(citation.of_dossier(dossier) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_readme(dossier, say, with_stata=with_stata), encoding="utf-8")


def _frames(dossier: Dossier, say: Speaker) -> "Iterator[tuple[str, str, pl.DataFrame]]":
    yield "figures", say.text(N_("Figures")), frames.figures(dossier, say)
    for section in dossier.sections:
        for table in section.tables:
            yield f"{section.id}-{table.name}", say.say(table.title), frames.frame(table, say)


def _write_stata(frame: "pl.DataFrame", path: Path, title: str) -> None:
    import polars as pl
    import pyreadstat

    # Stata has 32-bit integers and no booleans; numbers too large for that are kept as doubles
    wide = [name for name in frame.columns if frame[name].dtype == pl.Int64 and not _fits(frame[name])]
    narrow = [name for name in frame.columns if frame[name].dtype in (pl.Int64, pl.Boolean) and name not in wide]
    cast = frame.with_columns(pl.col(wide).cast(pl.Float64), pl.col(narrow).cast(pl.Int32))
    names = stata_names(frame.columns)
    pyreadstat.write_dta(
        cast.rename(names),
        str(path),
        file_label=title[:_STATA_LABEL],
        column_labels={names[name]: name[:_STATA_LABEL] for name in frame.columns},
    )


def _fits(column: "pl.Series") -> bool:
    return all(abs(value) < 2**31 - 100 for value in column.drop_nulls())


def stata_names(names: list[str]) -> dict[str, str]:
    """Return for each name one that Stata takes: at most 32 letters, digits and underscores, each only once.

    Examples
    --------
    >>> list(stata_names(["a" * 40, "a" * 41, "2x y"]).values())[1:]
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaa__2', '_2x_y']
    """
    found: dict[str, str] = {}
    for name in names:
        plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name)
        plain = (f"_{plain}" if plain[:1].isdigit() else plain)[:_STATA_NAME]
        n = 1
        while plain in found.values():
            n += 1
            plain = f"{plain[: _STATA_NAME - 3]}__{n}"
        found[name] = plain
    return found


def _readme(dossier: Dossier, say: Speaker, *, with_stata: bool) -> str:
    told = outline(dossier, say)
    files = [f"- `{name}`: {title}" for name, title, _ in _frames(dossier, say)]
    stata = N_("Each table is there as CSV, Parquet and Stata; an empty table has no Stata file.")
    plain = N_("Each table is there as CSV and Parquet; Stata files need: pip install 'softbalance[build]'.")
    meaning = N_(
        "A figure's column holds its value; beside it stand its interval (_low, _high, _level), number of observations "
        "(_n), unit, method, coverage and sources. An empty cell is unknown, never zero; _note says why."
    )
    lines = [f"# {told.title}", *told.answer, "\n".join(files), say.text(stata if with_stata else plain)]
    sources = "\n".join(f"{i}. {source}" for i, source in enumerate(told.sources, 1))
    return "\n\n".join([*lines, say.text(meaning), sources, *told.colophon]) + "\n"
