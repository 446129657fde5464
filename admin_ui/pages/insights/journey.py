"""The journey map: the stages of the customer against the channels, and where something is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from admin_ui.chrome import channel_titles
from admin_ui.pages.insights.asked import read_asked
from admin_ui.pages.insights.frame import frame
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.engagement.insights.journey_map import JourneyCell, journey_map
from renditions.catalogue.channels import open_channels


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage on one channel; `shade` is its engagement against the busiest cell, `url` leads to its figures."""

    cell: JourneyCell
    shade: float
    url: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One stage with its cells, in the order of the channels."""

    stage: str
    cells: tuple[Cell, ...]
    is_unserved: bool


def journey_page(visit: Visit) -> Response:
    """Show the map of the period asked for."""
    asked = read_asked(visit)
    with visit.core.db.read() as session:
        channels = open_channels(session)
    found = journey_map(visit.core, visit.caller, asked.query, channels)
    busiest = max((cell.figures.events for cell in found.cells), default=0) or 1
    by_stage: dict[str, list[Cell]] = {stage: [] for stage in found.stages}
    for cell in found.cells:
        url = asked.url(channel=cell.channel, stage=cell.stage)
        shade = round(cell.figures.events / busiest, 3)
        by_stage[cell.stage].append(Cell(cell, shade, url, _money(visit, cell.figures.value)))
    titles = channel_titles(visit)
    values: dict[str, Any] = {
        **frame(visit, asked),
        "rows": [
            Row(stage, tuple(cells), stage in found.stages_without_channel)
            for stage, cells in by_stage.items()
        ],
        "columns": [(name, titles.get(name, name)) for name in found.channels],
        "gaps": len(found.gaps) + len(found.stages_without_channel),
        "is_empty": not any(cell.figures.events or cell.live_assets for cell in found.cells),
    }
    return render(visit, "journey.html", values)


def _money(visit: Visit, value: Mapping[str, str]) -> str:
    return " + ".join(visit.speech.money(amount, currency) for currency, amount in value.items())
