"""Maps as one HTML file that asks nothing of any network: Leaflet, styles, figures and outlines are inside.

The page is a folium map whose outside scripts and styles are replaced by the files under ``assets`` and
by the installed Leaflet. Data enters as JSON text and reaches the page by ``textContent`` only.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import folium
import xstatic.pkg.leaflet as leaflet_package
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.publish.atomic import write_text_whole
from planner.publish.map_data import heat_map_document, plan_map_document

LANGUAGES = ("zh", "en")
SCRIPTS = ("words.js", "decode.js", "corridors.js", "ground.js", "texts.js", "cards.js", "panel.js", "app.js")
MARK = re.compile(r"@@rl:(\w+)@@")
CONTENT_RULE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
"""The browser itself refuses any outside request."""


class OfflineMap(folium.Map):
    """A folium map without tiles, without outside scripts or styles, zoomable by everyone."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares them
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
        {% endmacro %}
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map("{{ this.get_name() }}",
                Object.assign({center: {{ this.location | tojson }}}, {{ this.options | tojavascript }}));
        {% endmacro %}
        """
    )


class Page(MacroElement):
    """Frame of the panel, styles, scripts and figures of a map page.

    What macros return is rendered once more as a template, so neither names nor scripts may stand in it: the
    frame holds marks, and ``_html`` puts the parts in their place when all rendering is done.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <style>@@rl:styles@@</style>
            <script>@@rl:leaflet@@</script>
        {% endmacro %}
        {% macro html(this, kwargs) %}
            @@rl:panel@@
            <script type="application/json" id="rl-data">@@rl:figures@@</script>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            (function () {
            "use strict";
            @@rl:code@@
            startReturnLine({{ this._parent.get_name() }}, JSON.parse(document.getElementById("rl-data").textContent));
            })();
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "page", "returnline"


MAP_TABLES = frozenset({"cohorts", "trips", "stop_times", "loads", "unserved"})
"""Fields of ``Plan`` that a map draws; ``read_plan`` may leave the others out."""


def write_map(plan: Plan, scenario: Scenario, path: Path, language: str = "zh") -> int:
    """Write the map of a plan: zones and routes by day and mode, stops with times, heat, search; returns bytes.

    Raises
    ------
    BadPlanFolder
        The plan names a place that the scenario does not know.
    ValueError
        ``language`` is not one of ``LANGUAGES``.
    """
    return _write(plan_map_document(plan, scenario), path, language)


def write_heat_map(scenario: Scenario, path: Path, language: str = "zh") -> int:
    """Write the map of labour-origin heat; returns bytes."""
    return _write(heat_map_document(scenario), path, language)


def embedded_json(document: dict[str, Any]) -> str:
    """JSON that can stand inside a ``<script>`` element whatever its texts hold.

    >>> embedded_json({"a": "</script>"})
    '{"a":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _write(document: dict[str, Any], path: Path, language: str) -> int:
    if language not in LANGUAGES:
        raise ValueError(f"no page in language {language!r}; choose one of {', '.join(LANGUAGES)}")
    text = _html({**document, "language": language})
    write_text_whole(path, text)
    return len(text.encode())


def _html(document: dict[str, Any]) -> str:
    page = OfflineMap(
        location=[32, 112], zoom_start=5, tiles=None, prefer_canvas=True, zoom_control=False,
        zoom_snap=0.25, zoom_delta=0.75, wheel_px_per_zoom_level=90, min_zoom=3, max_zoom=14,
    )  # fmt: skip
    page._id = "returnline"
    root = Figure()
    root._id = "returnline"
    root.add_child(page)
    # The rule must stand before anything that it governs.
    rule = f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_RULE}">'
    root.header.add_child(Element(rule), name="rule")
    page.add_child(Page(), name="page")
    parts = {
        "styles": _leaflet("leaflet.css") + _asset("map.css"),
        "leaflet": _leaflet("leaflet.js"),
        "panel": _asset("page.html"),
        "code": "\n".join(_asset(name) for name in SCRIPTS),
        "figures": embedded_json(document),
    }
    # One pass: a mark that stands in a name is not looked at again.
    return MARK.sub(lambda found: parts[found[1]], str(root.render()))


def _asset(name: str) -> str:
    return resources.files("planner.publish").joinpath("assets", name).read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def _leaflet(name: str) -> str:
    """A file of the installed Leaflet without its outside links, pictures and source maps, none of which is used."""
    text = (Path(leaflet_package.BASE_DIR) / name).read_text(encoding="utf-8")
    text = re.sub(r"//# sourceMappingURL=\S*", "", text)
    text = re.sub(r"url\((?!#default)[^)]*\)", "none", text) if name.endswith(".css") else text
    return text.replace('href="https://leafletjs.com"', 'href="#"')
