"""The table of who took what home is harmless in a spreadsheet."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from dam.assets.downloads import Via
from dam.assets.purposes import DownloadLine
from delivery.api.components import COMPONENTS
from delivery.api.downloads import COLUMNS, line_json, table_of
from delivery.api.shape import hold_to

LINE = DownloadLine(
    "a1", "Affiche", "main", 2, "p1", "Nora", "page", "=1+1", datetime(2026, 3, 1, tzinfo=UTC)
)


def test_no_cell_is_a_formula_and_what_is_not_known_is_empty() -> None:
    head, first, second = table_of((LINE, replace(LINE, version=None, title="@SUM"))).splitlines()
    assert head == ",".join(COLUMNS)
    assert first == "2026-03-01T00:00:00Z,a1,Affiche,main,2,p1,Nora,page,'=1+1"
    assert second == "2026-03-01T00:00:00Z,a1,'@SUM,main,,p1,Nora,page,'=1+1"


def test_a_download_of_the_report_is_as_described_and_can_leave_by_every_way() -> None:
    for via in get_args(Via):
        hold_to(line_json(replace(LINE, via=via)), COMPONENTS["DownloadLine"])
    assert COMPONENTS["Download"]["properties"]["via"]["enum"] == list(get_args(Via))
