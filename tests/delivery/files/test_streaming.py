"""A ladder as players meet it: from the stable URL over playlists to byte ranges, through the real front door."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urljoin

import av
import httpx
import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.clock import now
from dam.storage.counted import CountedStore
from dam.storage.memory import MemoryStore
from delivery.urls import immutable_path
from infra.app import FrontDoor
from infra.verify import verify
from renditions.catalogue.channels import save_channel
from renditions.catalogue.models import Rendition
from renditions.catalogue.preset_edits import save_preset
from renditions.make import make_renditions
from renditions.settings import RenditionSettings
from tests.dam.accounts.world import make_world
from tests.delivery.api.serving import served
from tests.delivery.files.conftest import Front, make_front
from tests.delivery.files.library import NOON, change_asset
from tests.films import make_film
from tests.renditions.originals import place

PLAYLIST = "application/vnd.apple.mpegurl"
PRESET = {"fit": "width", "widths": [320], "formats": ["jpeg"], "film": ["hls"], "film_style": "web"}
SECONDS = 7


@dataclass
class Stage:
    """A front with one film, and where its stream begins."""

    front: Front
    asset_id: str
    client: httpx.Client

    @property
    def path(self) -> str:
        """The stable URL of the stream."""
        return f"/d/web/hero/{self.asset_id}.m3u8"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A film of seven seconds on the channel web, behind a real server."""
    folder = tmp_path_factory.mktemp("stage")
    world = make_world(f"sqlite:///{folder / 'rows.sqlite'}")
    core = replace(world.core, store=CountedStore(MemoryStore()))
    save_channel(core, HOUSE, "web")
    save_preset(core, HOUSE, "web", "hero", PRESET)
    film = make_film(folder / "o.mp4", seconds=SECONDS, width=640, height=480, rate=10)
    placed = place(core, film, width=640, height=480, duration=float(SECONDS))
    change_asset(core, placed.asset_id, approved_at=NOON)
    make_renditions(core, placed.version_id, settings=RenditionSettings(film_preset="ultrafast"))
    front = make_front(core, folder)
    front.server.start()
    with served(FrontDoor(front.server, front.state)) as base, httpx.Client(base_url=base) as client:
        yield Stage(front, placed.asset_id, client)
    front.server.stop()
    front.house.log.close()
    core.db.dispose()


def _uris(text: str) -> list[str]:
    named = re.findall(r'URI="([^"]+)"', text)
    return list(dict.fromkeys([*named, *(line for line in text.splitlines() if line and line[0] != "#")]))


def test_every_playlist_and_every_byte_range_is_there(stage: Stage) -> None:
    """From the stable URL and from the immutable one, which lie equally deep."""
    core = stage.front.house.core
    with core.db.read() as session:
        row = session.scalar(sa.select(Rendition).where(Rendition.format == "hls"))
        assert row is not None
        assert row.sha256 is not None
    pinned = immutable_path("web", row.sha256, "", "hls")
    texts = {path: stage.client.get(path).text for path in (stage.path, pinned)}
    assert texts[stage.path] == texts[pinned]
    assert len(_uris(texts[pinned])) == 2
    for path, text in texts.items():
        for uri in _uris(text):
            _check_rung(stage.client, urljoin(path, uri))


def _check_rung(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == PLAYLIST
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    (film,) = _uris(answer.text)
    film_path = urljoin(path, film)
    head = client.head(film_path)
    assert (head.status_code, head.headers["content-type"]) == (200, "video/mp4")
    assert head.headers["access-control-allow-origin"] == "*"
    ranges = re.findall(r"BYTERANGE[:=]\"?(\d+)@(\d+)", answer.text)
    assert sum(int(length) for length, _ in ranges) == int(head.headers["content-length"])
    for length, start in ranges:
        last = int(start) + int(length) - 1
        part = client.get(film_path, headers={"Range": f"bytes={start}-{last}"})
        assert (part.status_code, len(part.content)) == (206, int(length))
    assert sum(float(each) for each in re.findall(r"#EXTINF:([\d.]+)", answer.text)) == SECONDS


def test_a_player_plays_it_to_the_end(stage: Stage) -> None:
    with av.open(f"{stage.client.base_url}{stage.path}") as stream:
        assert [(each.width, each.height) for each in stream.streams.video] == [(640, 480), (480, 360)]
        frames = [f.width for f in stream.decode(video=(0, 1)) if isinstance(f, av.VideoFrame)]
    assert (frames.count(640), frames.count(480)) == (10 * SECONDS, 10 * SECONDS)


def test_the_stable_url_is_fresh_for_a_moment_and_pictures_stay_pictures(stage: Stage) -> None:
    answer = stage.client.get(stage.path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, PLAYLIST)
    assert answer.headers["cache-control"].startswith("public, max-age=30")
    for accept in ("image/avif,image/webp,image/*,*/*;q=0.8", "*/*", "video/*"):
        negotiated = stage.client.get(stage.path.removesuffix(".m3u8"), headers={"Accept": accept})
        assert negotiated.headers["content-type"] == "image/jpeg"
    asked = stage.client.get(stage.path.removesuffix(".m3u8"), headers={"Accept": PLAYLIST})
    assert asked.headers["content-type"] == PLAYLIST


def test_all_of_it_goes_dark_with_its_asset(stage: Stage) -> None:
    core = stage.front.house.core
    rung = urljoin(stage.path, _uris(stage.client.get(stage.path).text)[0])
    film = urljoin(rung, _uris(stage.client.get(rung).text)[0])
    for status, answer in (("withdrawn", 410), ("approved", 200)):
        change_asset(core, stage.asset_id, status=status)
        stage.front.server.cache.poll()
        assert {stage.client.get(path).status_code for path in (stage.path, rung, film)} == {answer}


def test_verification_knows_every_part_and_would_sweep_none(stage: Stage) -> None:
    later = replace(stage.front.house.core, now=lambda: now() + timedelta(days=2))
    assert verify(later, sweep=True).troubles == []
