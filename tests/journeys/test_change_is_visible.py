"""Whatever changes in one process is shown by another two seconds later, and a stable URL knows no gap.

Two web processes share one database; everything is changed through the first and looked at through the second.
"""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import randrange
from statistics import median
from threading import Event
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.journeys.client import ApiClient
from tests.journeys.running import running_house
from tests.journeys.waiting import wait_until
from tests.photographs import photograph

PROMISED = 2.0
"""Seconds until every process shows a change."""

PATIENCE = 30.0
"""Seconds until a test gives up: a busy machine may be late, but the truth comes."""

SQUARE = {"fit": "cover", "width": 200, "height": 200, "formats": ["jpeg"]}
IN_FRANCE = {"CF-IPCountry": "FR"}


@dataclass
class Pair:
    """Two web processes of one house; `asset` is approved, and its `card` is made in one format of one size."""

    client: ApiClient
    other: httpx.Client
    folder: Path
    asset: str = ""
    delays: dict[str, float] = field(default_factory=dict)

    @property
    def card(self) -> str:
        """The stable path of the picture."""
        return f"/d/web/card/{self.asset}.jpg"

    @property
    def pinned(self) -> str:
        """The immutable path of the picture as it is now."""
        made = next(each for each in self.client.renditions(self.asset) if each["channel"] == "web")
        return str(httpx.URL(made["immutable_url"]).path)

    def patch(self, path: str, body: Any) -> None:
        """Change something through the first process."""
        answer = self.client.http.patch(f"/api/v1{path}", json=body)
        assert answer.is_success, answer.text

    def put_preset(self, **changes: Any) -> None:
        """Edit the preset through the first process."""
        answer = self.client.http.put("/api/v1/channels/web/presets/card", json={**SQUARE, **changes})
        assert answer.is_success, answer.text

    def rights(self, **rights: Any) -> None:
        """Say what the rights are; what is not said is open."""
        open_: dict[str, Any] = {"starts_at": None, "expires_at": None, "channels": [], "territories": []}
        self.patch(f"/assets/{self.asset}", {"rights": {**open_, **rights}})

    def tag(self, client: httpx.Client) -> str:
        """Return the ETag that a process shows."""
        return str(client.get(self.card).headers.get("etag", ""))

    def shown(self, what: str, is_shown: Callable[[], bool]) -> None:
        """Wait until the second process shows a change that the first has made, and note how long it took."""
        assert what not in self.delays
        began = time.monotonic()
        wait_until(is_shown, seconds=PATIENCE, what=f"the other process shows: {what}", every=0.02)
        self.delays[what] = time.monotonic() - began


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    home = tmp_path_factory.mktemp("pair")
    settings = {"VITRINE_TERRITORY_HEADER": "CF-IPCountry", "VITRINE_TRUSTED_PROXIES": "1"}
    if request.param == "postgresql":
        settings["VITRINE_DATABASE_URL"] = request.getfixturevalue("pg_url")
    with running_house(home, **settings) as house:
        first, second = house.serve(), house.serve("--no-worker")
        hooks = {"request": [_from_another_visitor]}
        with httpx.Client(base_url=second, timeout=60, event_hooks=hooks) as other:
            pair = Pair(house.client(first, "admin"), other, home)
            furnish(pair)
            yield pair
        table = "\n".join(f"  {name:<28} {seconds:5.2f} s" for name, seconds in pair.delays.items())
        sys.stdout.write(f"\nUntil the other process showed it ({request.param}):\n{table}\n")


def _from_another_visitor(request: httpx.Request) -> None:
    """One visitor who asks for nothing again and again is taken for one who guesses."""
    request.headers["X-Forwarded-For"] = f"198.51.{randrange(256)}.{randrange(256)}"


def furnish(pair: Pair) -> None:
    """Leave one preset of one channel, so that every change is made at once, and add a picture."""
    for channel in pair.client.get("/channels")["items"]:
        if channel["name"] not in ("web", "admin"):
            pair.patch(f"/channels/{channel['name']}", {"is_enabled": False})
        for preset in channel["presets"] if channel["name"] == "web" else ():
            if preset["name"] != "card":
                pair.client.http.delete(f"/api/v1/channels/web/presets/{preset['name']}")
    pair.put_preset()
    asset = pair.client.upload(piece(pair.folder, "first", (0, 0, 400, 250)), title="Before and after")
    pair.asset = asset["id"]
    pair.client.wait_prepared(pair.asset)
    pair.client.move(pair.asset, "approved")
    wait_until(lambda: pair.other.get(pair.card).status_code == 200, seconds=PATIENCE, what="it is lit")


def piece(folder: Path, name: str, box: tuple[int, int, int, int]) -> Path:
    """Write a piece of a photograph as a picture of its own."""
    path = folder / f"{name}.jpg"
    with Image.open(photograph("astronaut")) as opened:
        opened.convert("RGB").crop(box).save(path, quality=90)
    return path


def test_status(pair: Pair) -> None:
    pinned = pair.pinned
    assert pair.other.get(pinned).status_code == 200
    pair.client.move(pair.asset, "withdrawn")
    pair.shown("withdrawn", lambda: pair.other.get(pair.card).status_code == 410)
    pair.shown("withdrawn, by digest", lambda: pair.other.get(pinned).status_code == 410)
    pair.client.move(pair.asset, "approved")
    pair.shown("approved again", lambda: pair.other.get(pair.card).status_code == 200)
    pair.shown("approved again, by digest", lambda: pair.other.get(pinned).status_code == 200)


def test_trash(pair: Pair) -> None:
    assert pair.client.http.delete(f"/api/v1/assets/{pair.asset}").is_success
    pair.shown("in the trash", lambda: pair.other.get(pair.card).status_code == 410)
    pair.client.post(f"/assets/{pair.asset}/restore", {})
    pair.shown("out of the trash", lambda: pair.other.get(pair.card).status_code == 200)


def test_channels_and_territories(pair: Pair) -> None:
    pair.rights(channels=["print"])
    pair.shown("granted to print only", lambda: pair.other.get(pair.card).status_code == 451)
    pair.rights(territories=["FR"])
    pair.shown(
        "granted in France only", lambda: pair.other.get(pair.card, headers=IN_FRANCE).status_code == 200
    )
    assert pair.other.get(pair.card).status_code == 451
    assert pair.other.get(pair.card, headers={"CF-IPCountry": "DE"}).status_code == 451
    pair.rights()
    pair.shown("granted everywhere", lambda: pair.other.get(pair.card).status_code == 200)
    pair.patch("/channels/web", {"is_enabled": False})
    pair.shown("channel switched off", lambda: pair.other.get(pair.card).status_code == 404)
    pair.patch("/channels/web", {"is_enabled": True})
    pair.shown("channel switched on", lambda: pair.other.get(pair.card).status_code == 200)
    pair.patch("/channels/web", {"is_private": True})
    pair.shown("channel private", lambda: pair.other.get(pair.card).status_code == 404)
    pair.patch("/channels/web", {"is_private": False})
    pair.shown("channel public", lambda: pair.other.get(pair.card).status_code == 200)


@pytest.mark.parametrize(("edge", "before", "after"), [("expires_at", 200, 410), ("starts_at", 404, 200)])
def test_rights_begin_and_end_to_the_second(pair: Pair, edge: str, before: int, after: int) -> None:
    """Told by one clock: no answer to a question after the moment is the old one, and none given before it is the new."""
    moment = (datetime.now(UTC) + timedelta(seconds=3)).replace(microsecond=0)
    pair.rights(**{edge: moment.isoformat()})
    pair.shown(f"{edge} is set", lambda: _has_heard(pair, edge, moment))
    late, statuses = moment.timestamp(), []
    while time.time() < late + 0.5:
        asked_at = time.time()
        status = pair.other.get(pair.card).status_code
        statuses.append(status)
        if asked_at >= late:
            assert status == after
        if time.time() < late:
            assert status == before
        time.sleep(0.05)
    assert {statuses[0], statuses[-1]} <= {before, after}
    assert statuses[-1] == after
    pair.rights()
    wait_until(lambda: pair.other.get(pair.card).status_code == 200, seconds=PATIENCE, what="it is lit again")


def _has_heard(pair: Pair, edge: str, moment: datetime) -> bool:
    """Tell whether the other process knows the edge: it words the answer by it, or says that nothing is there yet."""
    answer = pair.other.get(pair.card)
    if datetime.now(UTC) >= moment:
        return True
    if edge == "starts_at":
        return answer.status_code == 404
    return "max-age=30" not in answer.headers["cache-control"]


def test_files_that_change_leave_no_gap(pair: Pair) -> None:
    """While the URL is asked without a pause: only 200, the old bytes until the new ones are there, then only those."""
    changes: dict[str, Callable[[], object]] = {
        "replaced": lambda: _replace(pair),
        "focal point moved": lambda: pair.patch(
            f"/assets/{pair.asset}", {"focal_point": {"x": 0.9, "y": 0.5}}
        ),
        "preset edited": lambda: pair.put_preset(quality={"jpeg": 40}),
    }
    for name, change in changes.items():
        old = pair.tag(pair.other)
        is_over = Event()
        with ThreadPoolExecutor(1) as pool:
            hammering = pool.submit(_hammer, pair.other.base_url, pair.card, is_over)
            change()
            wait_until(lambda: pair.tag(pair.client.public) != old, seconds=PATIENCE, what=name)  # noqa: B023
            new = pair.tag(pair.client.public)
            pair.shown(name, lambda: pair.tag(pair.other) == new)  # noqa: B023
            is_over.set()
            answers = hammering.result(timeout=PATIENCE)
        assert {status for status, _ in answers} == {200}
        tags = [tag for _, tag in answers]
        assert [tag for place, tag in enumerate(tags) if place == 0 or tag != tags[place - 1]] == [old, new]
        assert len(tags) > 20


def _replace(pair: Pair) -> None:
    with piece(pair.folder, "second", (80, 40, 480, 290)).open("rb") as file:
        answer = pair.client.http.post(f"/api/v1/assets/{pair.asset}/versions", files={"file": file})
    assert answer.is_success, answer.text


def _hammer(base: httpx.URL, path: str, is_over: Event) -> list[tuple[int, str]]:
    """Ask again and again until it is over, once more after that; return status and ETag of each answer."""
    answers = []
    with httpx.Client(base_url=base, timeout=60) as client:
        while True:
            is_last = is_over.is_set()
            answer = client.get(path)
            answers.append((answer.status_code, answer.headers.get("etag", "")))
            time.sleep(0.005)
            if is_last:
                return answers


def test_it_took_no_longer_than_is_promised(pair: Pair) -> None:
    """In the middle: one delay alone may be this machine's."""
    assert len(pair.delays) >= 14
    assert median(pair.delays.values()) <= PROMISED
