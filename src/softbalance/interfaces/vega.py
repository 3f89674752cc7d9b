"""The library that draws charts in a browser, taken from the installed package and kept at hand."""

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from softbalance.interfaces.atomic import keep


def library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script; bundled once a version, then read from the user's cache."""
    kept = _cache()
    try:
        return kept.read_text(encoding="utf-8")
    except OSError:
        return _bundled(kept)


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("softbalance") / f"vega-{version('vl-convert-python')}.js"


def _bundled(kept: Path) -> str:
    import vl_convert

    bundle: Any = vl_convert.javascript_bundle  # its stub asks for a snippet that is optional
    text = str(bundle())
    with suppress(OSError):  # a cache that cannot be written costs two seconds, not the report
        keep(kept, text.encode())
    return text
