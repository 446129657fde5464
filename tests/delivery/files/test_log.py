"""Every fetch leaves one line in the delivery log, and what is no fetch leaves none."""

import json
from pathlib import Path

import pytest

from dam.core import Core
from tests.delivery.files.conftest import FILM, LIT, SHARED, WITHDRAWN, Front, make_front
from tests.delivery.files.library import digest_of

CARD = f"/d/web/card/{LIT}.jpg"


def test_fetches_are_counted_and_nothing_else(front: Front) -> None:
    def counted(path: str, method: str = "GET", **headers: str) -> int:
        before = front.fetches()
        front.ask(path, method, **headers)
        return front.fetches() - before

    assert counted(CARD) == 1
    assert counted(CARD) == 1
    assert counted(CARD, range="bytes=0-9") == 1
    assert counted(f"/d/web/hero@1600w/{FILM}.mp4") == 1
    assert counted(CARD, "HEAD") == 0
    assert counted(CARD, range="bytes=10-19") == 0
    assert counted(CARD, range="bytes=5000-") == 0
    assert counted(CARD, if_none_match="*") == 0
    assert counted(f"/d/web/card/{WITHDRAWN}.jpg") == 0
    assert counted("/d/web/card/zzzzzzzzzzzzzzzz.jpg") == 0


def test_a_line_says_what_left_and_not_to_whom(front: Front) -> None:
    front.ask(CARD, user_agent="Mozilla/5.0 secret", range="bytes=0-9")
    front.ask(f"/i/email/{digest_of(SHARED)}/x.jpg")
    text = "".join(path.read_text() for path in front.log.glob("*"))
    assert "203.0.113.7" not in text
    assert "Mozilla" not in text
    first, second = (json.loads(line) for line in text.splitlines())
    assert {LIT, f"v1-{LIT}", "web", "card", 10} <= set(first.values() if isinstance(first, dict) else first)
    assert {LIT, f"v1-{LIT}", "email", "hero", len(SHARED)} <= set(
        second.values() if isinstance(second, dict) else second
    )


SECRET = "s" * 20
TOLD = {"log_places": "nginx:/var/log/edge/*.log", "edge_secret": SECRET}


@pytest.mark.parametrize(
    ("settings", "headers", "counts"),
    [
        (TOLD, {"vitrine_edge": SECRET}, 0),
        (TOLD, {"vitrine_logged": SECRET}, 0),
        (TOLD, {"vitrine_edge": SECRET, "range": "bytes=0-9"}, 0),
        (TOLD, {"vitrine_edge": "nginx"}, 1),
        (TOLD, {"vitrine_logged": ""}, 1),
        (TOLD, {}, 1),
        ({**TOLD, "log_places": "by-hand"}, {"vitrine_logged": SECRET}, 0),
        ({**TOLD, "log_places": ""}, {"vitrine_edge": SECRET}, 1),
        ({**TOLD, "edge_secret": ""}, {"vitrine_edge": "", "vitrine_logged": ""}, 1),
    ],
)
def test_what_an_imported_log_tells_is_not_told_twice(
    core: Core, tmp_path: Path, settings: dict[str, str], headers: dict[str, str], counts: int
) -> None:
    front = make_front(core, tmp_path, **settings)
    front.server.start()
    try:
        assert front.ask(CARD, **headers).status in (200, 206)
        assert front.fetches() == counts
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        asker = front.server.hot.read(named, None)
        if asker is not None:  # a range takes the longer way
            assert front.server.hot.answer(b"GET", CARD.encode(), asker) is not None
            front.server.hot.write_log()
            assert front.fetches() == 2 * counts
    finally:
        front.server.stop()
        front.house.log.close()
