"""One design for every picture and page: colours, shapes and type, light and dark."""

from collections.abc import Sequence
from typing import Any

FONTS = (
    "'Source Sans 3', 'Noto Sans TC', 'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', "
    "'Liberation Sans', sans-serif"
)

# Told apart by deuteranopes and protanopes, the first three and the rest in grey too: tests/interfaces/test_colours.py.
SERIES = ("#1b457f", "#c9560a", "#3aa79d", "#7554c1", "#cd924d", "#43a8eb", "#732348", "#4f5c2e")
SERIES_DARK = ("#6f9fe8", "#ffa763", "#7ce8d8", "#be82b3", "#fedf4e", "#8dd9fd", "#fd7485", "#eeeeaf")
REST, REST_DARK = "#c2c7cf", "#5b6472"  # all who have no colour of their own
GREY, INK, FAINT, PAPER = "#767676", "#1d2430", "#d9dde3", "#ffffff"
GREY_DARK, INK_DARK, FAINT_DARK, PAPER_DARK = "#a3abb8", "#e8ebf0", "#3a4250", "#14181f"
LOW, HIGH = "#dbe7f5", "#123a6d"
ON_DARK, ON_LIGHT = "#fffffe", "#1d2431"  # text within a mark: one apart from paper and ink, for the night
SUBJECT = SERIES[1]
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-left", "triangle-right")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3], [10, 4], [6, 2, 2, 2])

_OWN = {2: 0, 710: 1, 365: 2, 220: 3, 255: 4, 750: 5, 200: 6, 740: 7}
_SHARED = (3, 4, 5, 6, 7)


def state_colour(ccode: int) -> str:
    """Return the colour of a state, the same in every picture; the three poles share theirs with nobody.

    France, Germany, India, the United Kingdom and Japan share theirs with no other of them.

    Examples
    --------
    >>> state_colour(2), state_colour(710)
    ('#1b457f', '#c9560a')
    """
    return SERIES[_OWN.get(ccode, _SHARED[ccode % len(_SHARED)])]


def series_colours(keys: Sequence[str], subject: str = "") -> list[str]:
    """Return a colour a series: a state's own for a COW number, grey for the others beside states, else in order.

    The subject of a report, among groupings, has the colour in which it is picked out everywhere else.

    Examples
    --------
    >>> series_colours(["SCO", "NATO"]), series_colours(["710", "2"])
    (['#1b457f', '#c9560a'], ['#c9560a', '#1b457f'])
    >>> series_colours(["SCO", "NATO"], subject="SCO")
    ['#c9560a', '#1b457f']
    >>> series_colours(["2", "others"])
    ['#1b457f', '#c2c7cf']
    """
    if any(key.isdigit() for key in keys):
        return [state_colour(int(key)) if key.isdigit() else REST for key in keys]
    if subject in keys:
        others = iter([SERIES[0], *SERIES[2:]] * len(keys))
        return [SUBJECT if key == subject else next(others) for key in keys]
    return [SERIES[position % len(SERIES)] for position in range(len(keys))]


def ink_on(colour: str) -> str:
    """Return the colour of text upon a colour of :data:`SERIES`.

    Examples
    --------
    >>> ink_on(SERIES[0]), ink_on(SERIES[2])
    ('#fffffe', '#1d2431')
    """
    return ON_LIGHT if colour in _LIGHT else ON_DARK


_LIGHT = frozenset({SERIES[2], SERIES[4], SERIES[5], REST})


def night() -> dict[str, str]:
    """Return the colours by day with those that replace them by night."""
    day = (*SERIES, REST, GREY, INK, FAINT, PAPER, LOW, HIGH, ON_DARK, ON_LIGHT)
    dark = (
        *SERIES_DARK,
        REST_DARK,
        GREY_DARK,
        INK_DARK,
        FAINT_DARK,
        PAPER_DARK,
        "#22344d",
        "#9cc6ff",
        PAPER_DARK,
        PAPER_DARK,
    )
    return dict(zip(day, dark, strict=True))


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of the house."""
    axis = {
        "labelColor": INK, "titleColor": INK, "gridColor": FAINT, "domainColor": GREY, "tickColor": GREY,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 170, "titlePadding": 8,
    }  # fmt: skip
    legend = {
        "orient": "top", "labelColor": INK, "titleColor": INK, "titleFontWeight": "normal", "labelFontSize": 12,
        "symbolSize": 90, "symbolOpacity": 1, "columns": 4,
    }  # fmt: skip
    return {
        "font": FONTS,
        "background": PAPER,
        "view": {"stroke": None},
        "axis": axis,
        "legend": legend,
        "title": {"color": INK, "anchor": "start", "fontSize": 15, "fontWeight": "bold", "offset": 12},
        "text": {"color": INK, "fontSize": 12},
        "range": {"category": list(SERIES)},
    }
