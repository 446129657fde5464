"""A library of files of exact sizes, written into the rows and the store of a house: no picture is drawn for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dam.ids import new_id
from infra.commands.opened import opened_house
from infra.settings import read_settings
from tests.delivery.files.library import add_asset, add_renditions, body_of

SIZES = {"20kB": 20_000, "60kB": 60_000, "2MB": 2_000_000}
FILM_BYTES = 96_000_000
MANY = 300
"""Assets to be asked for in a mix, each in three formats."""

FORMATS = {"avif": "ready", "webp": "ready", "jpeg": "ready"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Paths of files: those to be measured by their size with their `bodies`, a film, and many to be asked for in a mix."""

    paths: Mapping[str, str]
    bodies: Mapping[str, bytes]
    film: str
    film_body: bytes
    many: tuple[str, ...]


def fill(home: Path) -> Shelf:
    """Write the library into a house that was prepared."""
    measured = {name: new_id() for name in SIZES}
    film, many = new_id(), [new_id() for _ in range(MANY)]
    with opened_house(read_settings(environment={"VITRINE_HOME": str(home)})) as house:
        core = house.core
        with core.db.write() as session:
            for asset_id in (*measured.values(), film, *many):
                add_asset(session, asset_id, kind="video" if asset_id == film else "image")
            for name, asset_id in measured.items():
                version = f"v1-{asset_id}"
                add_renditions(session, core.store, version, {"jpeg": "ready"}, size=SIZES[name])
            add_renditions(session, core.store, f"v1-{film}", {"mp4": "ready"}, size=FILM_BYTES)
            for number, asset_id in enumerate(many):
                add_renditions(session, core.store, f"v1-{asset_id}", FORMATS, size=5_000 + 200 * number)
    return Shelf(
        {name: f"/d/web/card/{asset_id}-hot.jpeg" for name, asset_id in measured.items()},
        {name: body_of(f"v1-{asset_id}webcard", "jpeg", SIZES[name]) for name, asset_id in measured.items()},
        f"/d/web/card/{film}.mp4",
        body_of(f"v1-{film}webcard", "mp4", FILM_BYTES),
        tuple(f"/d/web/card/{asset_id}" for asset_id in many),
    )
