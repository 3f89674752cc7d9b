"""Pages made once for all tests of this room."""

import pytest

from softbalance.interfaces.html import to_html

from .dossiers import dossier


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """The dossier of everything as HTML, by language."""
    return {lang: to_html(dossier(), lang) for lang in ("en", "zh-Hant")}
