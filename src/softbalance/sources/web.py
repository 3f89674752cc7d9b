"""Small questions to the web: the text at an address, and the link on a page that leads to a file."""

import re
from urllib.parse import urljoin

from softbalance.terms.errors import FetchFailed

TIMEOUT_S = 60.0
HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body")
HREF = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.IGNORECASE)


def text_at(address: str) -> str | None:
    """Return the text at a web address, ``None`` where it answers 404.

    Raises
    ------
    FetchFailed
        The address does not answer, or with another error.
    """
    import httpx2

    try:
        answer = httpx2.get(address, follow_redirects=True, timeout=TIMEOUT_S)
    except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
        raise FetchFailed(f"{address} does not answer: {named(fault)}.") from fault
    if answer.status_code == 404:
        return None
    if answer.status_code != 200:
        raise FetchFailed(f"{address} answered {answer.status_code} {answer.reason_phrase}.")
    return str(answer.text)


def link_on(page: str, pattern: str) -> str:
    """Return the address of the first link on a web page that matches ``pattern``.

    Raises
    ------
    FetchFailed
        The page is not there or has no such link.
    """
    for link in HREF.findall(text_at(page) or ""):
        if re.search(pattern, link):
            return str(urljoin(page, link))
    raise FetchFailed(
        f"{page} shows no link to a file like {pattern!r}. Download the file in a browser and hand it over, "
        "or set SOFTBALANCE_MIRROR to a folder or address that holds it."
    )


def is_html(start: bytes) -> bool:
    """Tell whether bytes begin as a web page does.

    Examples
    --------
    >>> is_html(b"  <!DOCTYPE html>"), is_html(b"undl_id,ms_code")
    (True, False)
    """
    return start[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(HTML_STARTS)


def named(fault: Exception) -> str:
    """Return an error in words, with its class where it has none."""
    return f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
