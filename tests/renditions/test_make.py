"""The whole way of one original: planned, made, stored, recorded; repeated, interrupted, refused."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.core import Core
from dam.db import Database
from dam.errors import Unavailable
from dam.feed import last_seq
from dam.storage.counted import CountedStore
from dam.storage.faulty import FaultyStore
from dam.storage.local import LocalStore
from renditions import reasons
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import owners_of, ready_channels, renditions_of
from renditions.catalogue.made import retire
from renditions.catalogue.models import Rendition
from renditions.catalogue.preset_edits import save_preset
from renditions.catalogue.revisions import roll_back_preset
from renditions.make import make_renditions
from tests.cores import MakeCore
from tests.films import make_film
from tests.renditions.originals import place
from tests.renditions.pictures import png_bomb, quarters, saved, textured
from tests.renditions.planned import PLANNED, STILLS


@pytest.fixture
def house(core: Core) -> Core:
    """A core with the built-in channels."""
    with core.db.write() as session:
        seed_built_in(session)
    return core


def _rows(core: Core, asset_id: str) -> list[Rendition]:
    with core.db.read() as session:
        return renditions_of(session, asset_id)


def _states(core: Core, asset_id: str) -> dict[str, str]:
    return {
        f"{row.channel}/{row.preset}{row.variant}.{row.format}": row.state for row in _rows(core, asset_id)
    }


def test_a_picture_gets_every_file_of_the_contract(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(textured(3000, 2000), tmp_path / "o.jpg"))
    heard: list[tuple[int, int, list[str]]] = []
    colours: list[list[object]] = []
    make_renditions(
        house,
        placed.version_id,
        on_progress=lambda done, total, errors, _percent: heard.append((done, total, errors)),
        on_colours=colours.append,
    )
    rows = _rows(house, placed.asset_id)
    made = [row for row in rows if row.state == "ready"]
    refusals = {reasons.STILL_ONLY, reasons.NOT_SOUND, reasons.NO_MEZZANINE}
    assert {row.error for row in rows if row.state != "ready"} == refusals
    assert len(made) == STILLS
    for row in made:
        assert row.sha256 is not None
        info = house.store.info(row.sha256)
        assert info is not None
        assert info.bytes == row.bytes
        assert row.recipe == row.wanted_recipe
    assert heard[0][0] == 0
    assert heard[-1] == (STILLS, STILLS, [])
    assert len(colours) == 1
    with house.db.read() as session:
        channels = ready_channels(session, placed.version_id)
    assert channels == ["admin", "app", "email", "instore", "print", "sms", "social", "web"]


def test_a_repeat_does_nothing(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(quarters(900, 600), tmp_path / "o.jpg"))
    make_renditions(house, placed.version_id)
    before = [(row.id, row.sha256, row.updated_at) for row in _rows(house, placed.asset_id)]
    with house.db.read() as session:
        seq = last_seq(session)
    make_renditions(house, placed.version_id)
    assert [(row.id, row.sha256, row.updated_at) for row in _rows(house, placed.asset_id)] == before
    with house.db.read() as session:
        assert last_seq(session) == seq


def test_moving_the_focal_point_makes_the_crops_anew_and_keeps_the_old_ones_reachable(
    house: Core, tmp_path: Path
) -> None:
    placed = place(house, saved(quarters(3000, 1000), tmp_path / "o.jpg"))
    make_renditions(house, placed.version_id)
    before = {row.id: row for row in _rows(house, placed.asset_id)}
    with house.db.write() as session:
        session.get_one(Asset, placed.asset_id).focal_x = 0.0
    make_renditions(house, placed.version_id)
    changed = {
        (row.channel, row.preset): before[row.id].sha256
        for row in _rows(house, placed.asset_id)
        if row.sha256 != before[row.id].sha256
    }
    assert {channel for channel, _ in changed} == {"app", "social", "instore", "print"}
    old = changed["social", "square"]
    assert old is not None
    with house.db.read() as session:
        owners = owners_of(session, old)
    assert (placed.asset_id, placed.version_id, "social", "square", "image/jpeg") in owners


def test_the_old_file_is_served_until_the_new_one_is_ready(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(quarters(900, 600), tmp_path / "o.jpg"))
    make_renditions(house, placed.version_id)
    save_preset(house, HOUSE, "sms", "card", {"fit": "width", "widths": [330], "formats": ["jpeg"]})
    broken = Core(house.db, FaultyStore(house.store, {"put_file": {1}}), house.jobs, house.announce)
    with pytest.raises(Unavailable):
        make_renditions(broken, placed.version_id)
    row = next(row for row in _rows(house, placed.asset_id) if row.channel == "sms")
    assert (row.state, row.width) == ("ready", 640)
    assert row.recipe != row.wanted_recipe
    make_renditions(house, placed.version_id)
    row = next(row for row in _rows(house, placed.asset_id) if row.channel == "sms")
    assert (row.state, row.width) == ("ready", 330)


def test_the_same_bytes_are_not_rendered_twice(house: Core, tmp_path: Path) -> None:
    path = saved(quarters(900, 600), tmp_path / "o.jpg")
    one = place(house, path)
    make_renditions(house, one.version_id)
    other = place(house, path)
    counted = CountedStore(house.store)
    make_renditions(Core(house.db, counted, house.jobs, house.announce), other.version_id)
    assert counted.calls["put_file"] == 0
    assert _states(house, other.asset_id) == _states(house, one.asset_id)


def test_a_preset_like_another_one_takes_its_files(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(quarters(900, 600), tmp_path / "o.jpg"))
    make_renditions(house, placed.version_id)
    save_preset(house, HOUSE, "sms", "card", {"fit": "width", "widths": [320], "formats": ["jpeg"]})
    counted = CountedStore(house.store)
    make_renditions(Core(house.db, counted, house.jobs, house.announce), placed.version_id)
    assert counted.calls["put_file"] == 0
    rows = {(row.channel, row.preset, row.format): row for row in _rows(house, placed.asset_id)}
    assert rows["sms", "card", "jpeg"].sha256 == rows["web", "thumb", "jpeg"].sha256


def test_going_back_takes_up_every_retired_file(house: Core, tmp_path: Path) -> None:
    """Sizes that collapsed into one file (the original is smaller) come back as well."""
    placed = place(house, saved(quarters(900, 600), tmp_path / "o.jpg"))
    make_renditions(house, placed.version_id)
    before = {row.id: (row.recipe, row.sha256, row.width) for row in _rows(house, placed.asset_id)}
    small = {"fit": "width", "widths": [333], "formats": ["jpeg"], "film": ["mp4", "hls"]}
    save_preset(house, HOUSE, "web", "hero", small)
    make_renditions(house, placed.version_id)
    roll_back_preset(house, HOUSE, "web", "hero", 1)
    counted = CountedStore(house.store)
    make_renditions(Core(house.db, counted, house.jobs, house.announce), placed.version_id)
    assert counted.calls["put_file"] == 0
    after = _rows(house, placed.asset_id)
    assert {(row.recipe, row.sha256, row.width) for row in after} == set(before.values())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("o.jpg", b"\xff\xd8\xff\xe0" + b"nothing" * 400, reasons.UNREADABLE),
        (
            "o.mp4",
            b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + b"nothing" * 400,
            reasons.FILM_UNREADABLE,
        ),
        ("o.pdf", b"%PDF-1.7\n" + b"nothing" * 400, reasons.PDF_UNREADABLE),
    ],
)
def test_an_unreadable_original_fails_with_one_sentence(
    house: Core, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    placed = place(house, path)
    heard: list[tuple[int, int, list[str], int]] = []
    make_renditions(house, placed.version_id, on_progress=lambda *progress: heard.append(progress))
    states = {(row.state, row.error) for row in _rows(house, placed.asset_id) if row.state != "unavailable"}
    assert states == {("failed", reason)}
    assert heard[-1][2] == [reason]
    with house.db.read() as session:
        assert ready_channels(session, placed.version_id) == []


def test_a_bomb_fails_with_one_sentence(house: Core, tmp_path: Path) -> None:
    placed = place(house, png_bomb(tmp_path / "o.png"))
    make_renditions(house, placed.version_id)
    failed = {row.error for row in _rows(house, placed.asset_id) if row.state == "failed"}
    assert failed == {reasons.TOO_MANY_PIXELS}


def test_a_child_that_runs_out_of_memory_fails_its_files_and_nothing_else(
    house: Core, tmp_path: Path
) -> None:
    """Facts that say less than the file holds give the child too little memory."""
    path = tmp_path / "o.png"
    Image.new("RGB", (14_000, 14_000), "navy").save(path, compress_level=1)
    placed = place(house, path, width=1400, height=1400)
    make_renditions(house, placed.version_id)
    rows = _rows(house, placed.asset_id)
    assert {row.state for row in rows} == {"failed", "unavailable"}
    assert len({row.error for row in rows if row.state == "failed"}) == 1


def test_a_missing_original_fails_with_one_sentence(house: Core, tmp_path: Path) -> None:
    path = saved(quarters(900, 600), tmp_path / "o.jpg")
    placed = place(house, path)
    for blob in house.store.list():
        house.store.delete(blob.digest)
    make_renditions(house, placed.version_id)
    assert {row.error for row in _rows(house, placed.asset_id) if row.state == "failed"} == {reasons.MISSING}


def test_a_small_picture_is_not_enlarged_beyond_three_times(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(quarters(500, 400), tmp_path / "o.jpg"))
    make_renditions(house, placed.version_id)
    by_name = {
        f"{row.channel}/{row.preset}{row.variant}.{row.format}": row for row in _rows(house, placed.asset_id)
    }
    assert by_name["social/square.jpeg"].upscaled
    assert by_name["instore/landscape-4k.jpeg"].error == reasons.TOO_SMALL
    assert by_name["web/hero2400w.webp"].sha256 == by_name["web/hero1600w.webp"].sha256
    assert by_name["print/a5.tiff"].warning == reasons.WARN_DPI % {"came": 60}


def test_sizes_known_from_the_facts_are_refused_before_any_work(house: Core, tmp_path: Path) -> None:
    path = saved(quarters(500, 400), tmp_path / "o.jpg")
    placed = place(house, path, width=500, height=400)
    heard: list[tuple[int, int, list[str], int]] = []
    make_renditions(house, placed.version_id, on_progress=lambda *progress: heard.append(progress))
    assert len({total for _, total, _, _ in heard}) == 1


def test_a_film_gets_its_stills_and_its_films(house: Core, tmp_path: Path) -> None:
    placed = place(house, make_film(tmp_path / "o.mp4", seconds=1), duration=1.0)
    save_preset(
        house,
        HOUSE,
        "instore",
        "landscape-4k",
        {
            "fit": "cover",
            "width": 640,
            "height": 360,
            "formats": ["jpeg"],
            "film": ["mp4"],
            "film_style": "signage",
        },
    )
    make_renditions(house, placed.version_id)
    rows = _rows(house, placed.asset_id)
    assert {row.error for row in rows if row.state == "unavailable"} >= {reasons.FILM_NOT_PRINTED}
    assert [row.state for row in rows if row.format == "hls"] == ["ready"]
    assert not [row for row in rows if row.state in ("failed", "pending")]
    films = {
        (row.channel, row.preset): (row.width, row.height)
        for row in rows
        if row.format == "mp4" and row.sha256
    }
    assert films["web", "hero"] == (640, 360)
    assert films["instore", "landscape"] == (1920, 1080)
    stills = {(row.channel, row.preset) for row in rows if row.format == "jpeg" and row.state == "ready"}
    assert {("web", "card"), ("web", "hero"), ("email", "hero"), ("instore", "landscape")} <= stills


def test_what_moves_moves_where_a_preset_wants_it(house: Core, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (400, 300), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "o.gif", save_all=True, append_images=frames[1:], duration=200, loop=0)
    placed = place(house, tmp_path / "o.gif")
    make_renditions(house, placed.version_id)
    rows = {
        f"{row.channel}/{row.preset}{row.variant}.{row.format}": row for row in _rows(house, placed.asset_id)
    }
    loops = {format_: rows[f"web/loop.{format_}"] for format_ in ("webp", "mp4", "webm")}
    assert {format_: (row.state, row.width) for format_, row in loops.items()} == dict.fromkeys(
        loops, ("ready", 400)
    )
    assert loops["webp"].sha256 not in (None, rows["web/card.webp"].sha256)
    assert rows["web/hero.mp4"].error == reasons.STILL_ONLY
    assert {row.state for row in rows.values()} == {"ready", "unavailable"}


def test_a_still_in_a_loop_is_the_picture_of_its_card(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(quarters(900, 600), tmp_path / "o.png"))
    make_renditions(house, placed.version_id)
    rows = {
        f"{row.channel}/{row.preset}{row.variant}.{row.format}": row for row in _rows(house, placed.asset_id)
    }
    assert rows["web/loop.webp"].sha256 == rows["web/card.webp"].sha256
    assert {rows[f"web/loop.{format_}"].error for format_ in ("mp4", "webm")} == {reasons.STILL_ONLY}


def test_a_document_gets_pictures_of_its_first_page(house: Core, tmp_path: Path) -> None:
    pages = [quarters(827, 1169), quarters(827, 1169)]
    pages[0].save(tmp_path / "o.pdf", save_all=True, append_images=pages[1:], resolution=100)
    placed = place(house, tmp_path / "o.pdf")
    make_renditions(house, placed.version_id)
    rows = {
        f"{row.channel}/{row.preset}{row.variant}.{row.format}": row for row in _rows(house, placed.asset_id)
    }
    hero = rows["web/hero1600w.jpeg"]
    assert hero.width == 1600
    assert hero.height == pytest.approx(1600 * 1169 / 827, abs=2)
    assert not rows["instore/portrait.jpeg"].upscaled
    assert {row.state for row in rows.values()} == {"ready", "unavailable"}


def test_a_version_that_is_gone_meanwhile_leaves_nothing_behind(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(quarters(900, 600), tmp_path / "o.jpg"))

    def vanish(_colours: object) -> None:
        with house.db.write() as session:
            session.execute(sa.delete(Asset).where(Asset.id == placed.asset_id))

    make_renditions(house, placed.version_id, on_colours=vanish)
    assert _rows(house, placed.asset_id) == []


def test_a_failed_file_is_tried_again_and_recovers(house: Core, tmp_path: Path) -> None:
    placed = place(house, saved(quarters(900, 600), tmp_path / "o.jpg"))
    make_renditions(house, placed.version_id)
    row = next(row for row in _rows(house, placed.asset_id) if row.channel == "email")
    with house.db.write() as session:
        stored = session.get_one(Rendition, row.id)
        retire(session, stored)
        stored.state, stored.error = "failed", reasons.NOT_WRITTEN
    make_renditions(house, placed.version_id)
    again = next(row for row in _rows(house, placed.asset_id) if row.channel == "email")
    assert (again.state, again.error, again.sha256) == ("ready", None, row.sha256)


_WORKER = """
import sys
from pathlib import Path
from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from dam.storage.local import LocalStore
from renditions.make import make_renditions
core = Core(Database(sys.argv[1]), LocalStore(Path(sys.argv[2])), ImmediateJobs(), lambda session, change: None)
make_renditions(core, sys.argv[3])
"""


def test_killed_at_any_moment_the_next_run_finishes(
    tmp_path: Path, sqlite_url: str, open_database: Callable[[str], Database], make_core: MakeCore
) -> None:
    core = make_core(open_database(sqlite_url), store=LocalStore(tmp_path / "blobs"))
    with core.db.write() as session:
        seed_built_in(session)
    placed = place(core, saved(textured(2400, 1600), tmp_path / "o.jpg"))
    command = [sys.executable, "-c", _WORKER, sqlite_url, str(tmp_path / "blobs"), placed.version_id]
    for files in (1, 8, 20):
        worker = subprocess.Popen(command)
        deadline = time.monotonic() + 60
        while worker.poll() is None and _ready(core, placed.asset_id) < files and time.monotonic() < deadline:
            time.sleep(0.01)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    make_renditions(core, placed.version_id)
    rows = _rows(core, placed.asset_id)
    assert {row.state for row in rows} == {"ready", "unavailable"}
    assert len({(row.channel, row.preset, row.variant, row.format) for row in rows}) == len(rows) == PLANNED
    for row in rows:
        assert row.sha256 is None or core.store.info(row.sha256) is not None


def _ready(core: Core, asset_id: str) -> int:
    return sum(row.state == "ready" for row in _rows(core, asset_id))
