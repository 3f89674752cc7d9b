"""A dossier in a notebook: what Jupyter shows when a cell ends with one."""

from html import escape

from softbalance.dossier.model import Dossier

_HEIGHT = 640


def display(dossier: Dossier, lang: str = "en") -> str:
    """Return the dossier's page for a notebook, in a frame of its own, so that styles do not mix.

    Left out: what answers to the pointer; the pictures are still, so that a saved notebook stays small.
    """
    from softbalance.interfaces.html import to_html

    page = escape(to_html(dossier, lang, interactive=False), quote=True)
    title = escape(dossier.subject, quote=True)
    style = f"width:100%;height:{_HEIGHT}px;border:1px solid #d9dde3"
    return f'<iframe title="{title}" style="{style}" sandbox srcdoc="{page}"></iframe>'


def register() -> None:
    """Give dossiers the method by which notebooks show a value.

    The room of dossiers may not know this one, so this one brings the method to it; the package's root calls this once.
    Nothing heavy is imported before a dossier is shown.
    """
    Dossier._repr_html_ = display  # type: ignore[attr-defined]
