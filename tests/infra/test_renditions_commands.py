"""`vitrine renditions rebuild` and `explain`, as people and machines call them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from delivery.house import House
from infra.cli import main
from infra.explained import table
from renditions import reasons
from renditions.catalogue.channels import list_channels, seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition
from renditions.catalogue.preset_edits import delete_preset, save_preset
from tests.renditions.originals import Placed, place
from tests.renditions.pictures import saved, textured

Vitrine = Callable[..., Result]

KEPT = (("web", "card"), ("social", "square"))


@pytest.fixture
def vitrine(tmp_path: Path) -> Vitrine:
    """Call a command in the house of the test."""

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, words, env={"VITRINE_HOME": str(tmp_path / "home")})

    return call


@pytest.fixture
def placed(house: House, tmp_path: Path) -> Placed:
    """A picture of 900 × 600 in a house of two presets: `web/card` and `social/square`."""
    with house.core.db.write() as session:
        seed_built_in(session)
        channels = list_channels(session)
    for channel in channels:
        for preset in channel.presets:
            if channel.name != "admin" and (channel.name, preset.name) not in KEPT:
                delete_preset(house.core, HOUSE, channel.name, preset.name)
    return place(house.core, saved(textured(900, 600), tmp_path / "o.jpg"), width=900, height=600)


def _rows(house: House, placed: Placed) -> dict[str, Rendition]:
    with house.core.db.read() as session:
        rows = renditions_of(session, placed.asset_id)
    return {f"{row.channel}/{row.preset}.{row.format}": row for row in rows}


def _rebuilt(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_rebuild_makes_what_differs_and_then_nothing(
    house: House, vitrine: Vitrine, placed: Placed
) -> None:
    first = _rebuilt(vitrine("renditions", "rebuild", "--json"))
    rows = _rows(house, placed)
    ready = {name: row.sha256 for name, row in rows.items() if row.state == "ready"}
    assert first == {"looked_at": 1, "assets": 1, "made": len(ready), "failed": 0}
    again = _rebuilt(vitrine("renditions", "rebuild", "--json"))
    assert again == {"looked_at": 1, "assets": 0, "made": 0, "failed": 0}
    save_preset(house.core, HOUSE, "web", "card", {"fit": "width", "widths": [500], "formats": ["webp"]})
    assert _rebuilt(vitrine("renditions", "rebuild", "--channel", "social", "--json"))["made"] == 0
    told = vitrine("renditions", "rebuild", "--channel", "web", "--preset", "card")
    assert told.stdout == "1 originals were looked at; 1 files of 1 assets were made anew, 0 failed.\n"
    forced = _rebuilt(
        vitrine(
            "renditions", "rebuild", "--asset", placed.asset_id, "--force", "--channel", "social", "--json"
        )
    )
    assert (forced["made"], forced["assets"]) == (1, 1)
    assert _rows(house, placed)["social/square.jpeg"].sha256 == ready["social/square.jpeg"]


def test_what_failed_is_tried_again_when_asked(house: House, vitrine: Vitrine, placed: Placed) -> None:
    vitrine("renditions", "rebuild", "--json")
    with house.core.db.write() as session:
        row = session.get_one(Rendition, _rows(house, placed)["web/card.webp"].id)
        row.state, row.error, row.sha256, row.recipe = "failed", reasons.NOT_WRITTEN, None, None
    assert _rebuilt(vitrine("renditions", "rebuild", "--json"))["made"] == 0
    explained = vitrine("renditions", "explain", placed.asset_id, "web/card.webp")
    assert reasons.NOT_WRITTEN in explained.stdout
    assert _rebuilt(vitrine("renditions", "rebuild", "--failed", "--json"))["made"] == 1
    assert _rows(house, placed)["web/card.webp"].state == "ready"


def test_explain_tells_how_a_file_was_made(house: House, vitrine: Vitrine, placed: Placed) -> None:
    edit_asset(house.core, HOUSE, placed.asset_id, {"channel_focal_points": {"social": {"x": 0, "y": 0.5}}})
    vitrine("renditions", "rebuild", "--json")
    told = vitrine("renditions", "explain", placed.asset_id, "social/square.jpeg")
    assert told.exit_code == 0
    lines = dict(line.strip().split(None, 1) for line in told.stdout.splitlines() if line.startswith("  "))
    assert lines["state"] == "ready"
    assert lines["shows"] == "0.0% to 66.7% of its width, 0.0% to 100.0% of its height"
    assert lines["focal"].endswith("0 × 0.5, the channel's own")
    assert lines["pixels"] == "1080×1080 (enlarged)"
    assert lines["recipe"].startswith("format:jpeg,fit:cover,width:1080,height:1080,focal:0.0x0.5")
    assert lines["address"].endswith(f"/d/social/square/{placed.asset_id}-o.jpeg")
    assert {"step", "write"} <= set(lines)
    (value,) = json.loads(vitrine("renditions", "explain", placed.asset_id, "social", "--json").stdout)
    assert (value["name"], value["state"], value["focal_source"]) == (
        "social/square.jpeg",
        "ready",
        "channel",
    )
    assert value["steps"]
    assert value["recipe"] == lines["recipe"]


def test_explain_lists_all_files_and_why_some_are_not_there(vitrine: Vitrine, placed: Placed) -> None:
    vitrine("renditions", "rebuild", "--json")
    lines = vitrine("renditions", "explain", placed.asset_id).stdout.splitlines()
    assert lines[0].split()[:4] == ["file", "state", "pixels", "bytes"]
    assert any(line.startswith("web/card.avif") and "640×427" in line for line in lines)
    assert len(vitrine("renditions", "explain", placed.asset_id, "web/card").stdout.split("web/card.")) == 4


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["rebuild", "--asset", "nothing"], 1, "vitrine: There is no asset 'nothing'."),
        (["rebuild", "--channel", "fax"], 1, "vitrine: There is no channel fax."),
        (
            ["rebuild", "--channel", "web", "--preset", "fax"],
            1,
            "vitrine: There is no preset fax in the channel web.",
        ),
        (["rebuild", "--preset", "card"], 2, "--preset needs --channel"),
        (["explain", "nothing"], 1, "vitrine: There is no asset 'nothing'."),
        (["explain"], 2, "Missing argument 'ASSET'"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(
    vitrine: Vitrine, house: House, words: list[str], code: int, sentence: str
) -> None:
    told = vitrine("renditions", *words)
    assert told.exit_code == code
    assert sentence in told.stderr


def test_an_unknown_file_is_said(vitrine: Vitrine, placed: Placed) -> None:
    told = vitrine("renditions", "explain", placed.asset_id, "web/fax")
    assert (told.exit_code, told.stderr) == (
        1,
        f"vitrine: There is no rendition web/fax of the asset {placed.asset_id}.\n",
    )


def test_figures_stand_to_the_right() -> None:
    assert table(("name", "bytes"), [("a", "1,234"), ("bc", "9")]) == [
        "name  bytes",
        "a     1,234",
        "bc        9",
    ]
    assert table(("name", "bytes"), []) == ["name  bytes"]
