"""Any dossier as a file an analyst can send: the suffix says which kind."""

from collections.abc import Callable
from pathlib import Path

from softbalance.dossier.model import Dossier
from softbalance.interfaces.atomic import keep, keep_folder
from softbalance.interfaces.language import negotiate
from softbalance.terms.errors import BadInput
from softbalance.terms.marking import N_

Progress = Callable[[str], None]


def write_report(dossier: Dossier, path: str | Path, lang: str = "en", progress: Progress | None = None) -> Path:
    """Write the dossier as ``.html``, ``.md``, ``.docx``, ``.pdf``, ``.xlsx``, ``.json`` or, without suffix, a folder.

    What was at the place before stays until the whole new file stands there. A folder holds the replication archive:
    tables as CSV, Parquet and Stata, the dossier as JSON, the citations, and a page saying what is what.

    Parameters
    ----------
    progress
        Told, step by step, what is being drawn; for HTML only.

    Returns
    -------
    Path
        Where the report stands.

    Raises
    ------
    BadInput
        For an unknown suffix, a missing extra, a place that cannot be written, or a folder that is not empty.
    """
    target = Path(path)
    lang = negotiate(lang)
    if target.suffix and target.suffix.lower() not in WRITERS:
        allowed = ", ".join(WRITERS)
        raise BadInput(
            N_("A report cannot be written as {given!r}. Allowed: {allowed}, or a folder (no suffix)."),
            given=target.suffix,
            allowed=allowed,
        )
    _check_place(target)
    try:
        if target.suffix:
            keep(target, _content(dossier, target.suffix.lower(), lang, progress))
        else:
            _write_folder(dossier, target, lang)
    except OSError as fault:
        raise BadInput(
            N_("{path} cannot be written: {why}. Name a place that can."), path=target, why=fault.strerror or fault
        ) from fault
    return target


def _check_place(target: Path) -> None:
    if not target.parent.is_dir():
        raise BadInput(
            N_("There is no folder {folder} to write {name} into. Make it first."),
            folder=target.parent,
            name=target.name,
        )
    if target.suffix and target.is_dir():
        raise BadInput(N_("{path} is a folder; name a file."), path=target)
    if not target.suffix and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadInput(N_("{path} exists and is not an empty folder. Name another, or remove it first."), path=target)


def _content(dossier: Dossier, suffix: str, lang: str, progress: Progress | None) -> bytes:
    try:
        return WRITERS[suffix](dossier, lang, progress)
    except ModuleNotFoundError as fault:
        extra = EXTRAS.get(fault.name or "")
        if extra is None:
            raise
        raise BadInput(
            N_("A {suffix} report needs the extra {extra!r}: pip install 'softbalance[{extra}]'."),
            suffix=suffix,
            extra=extra,
        ) from fault


EXTRAS = {"docx": "docx", "typst": "render"}


def _write_folder(dossier: Dossier, target: Path, lang: str) -> None:
    from softbalance.interfaces.archive import fill

    keep_folder(target, lambda folder: fill(folder, dossier, lang))


def _html(dossier: Dossier, lang: str, progress: Progress | None) -> bytes:
    from softbalance.interfaces.html import to_html

    return to_html(dossier, lang, progress).encode()


def _markdown(dossier: Dossier, lang: str, _: Progress | None) -> bytes:
    from softbalance.interfaces.markdown import to_markdown

    return to_markdown(dossier, lang).encode()


def _word(dossier: Dossier, lang: str, _: Progress | None) -> bytes:
    from softbalance.interfaces.word import to_word

    return to_word(dossier, lang)


def _pdf(dossier: Dossier, lang: str, _: Progress | None) -> bytes:
    from softbalance.interfaces.pdf import to_pdf

    return to_pdf(dossier, lang)


def _workbook(dossier: Dossier, lang: str, _: Progress | None) -> bytes:
    from softbalance.interfaces.workbook import to_workbook

    return to_workbook(dossier, lang)


def _json(dossier: Dossier, lang: str, _: Progress | None) -> bytes:
    from softbalance.interfaces.as_json import dumps

    return dumps(dossier, lang).encode()


WRITERS: dict[str, Callable[[Dossier, str, Progress | None], bytes]] = {
    ".html": _html,
    ".md": _markdown,
    ".docx": _word,
    ".pdf": _pdf,
    ".xlsx": _workbook,
    ".json": _json,
}
