"""What REDbot says of a running house's URLs: nothing bad, of any kind of them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.app import build_app
from tests.delivery.api.serving import served
from tests.delivery.files.conftest import FILM, FRANCE_ONLY, LIT, WITHDRAWN, Front
from tests.delivery.files.reading import read_shown

PROGRAM = Path(__file__).with_name("redbot_process.py")
BROWSER = {"Accept": "image/avif,image/webp,image/*,*/*;q=0.8"}

KINDS: dict[str, tuple[str, dict[str, str], int]] = {
    "negotiated": (f"/d/web/card/{LIT}", BROWSER, 200),
    "with an extension": (f"/d/web/card/{LIT}.jpg", {}, 200),
    "immutable": (f"/i/web/{read_shown('web/card.jpeg').digest}/facade.jpg", {}, 200),
    "of an earlier version": (f"/i/web/{read_shown('v2:web/card.jpeg').digest}/facade.jpg", {}, 200),
    "download": (f"/d/web/card/{LIT}.jpg?download=1", {}, 200),
    "film": (f"/d/web/hero@1600w/{FILM}.mp4", {}, 200),
    "playlist": (f"/d/web/hero@1600w/{FILM}.m3u8", {}, 200),
    "document": (f"/d/print/proof/{LIT}.pdf", {}, 200),
    "stand-in": (f"/d/app/card/{WITHDRAWN}.jpg", {}, 200),
    "markup to embed": (f"/d/web/hero/{LIT}/embed", {}, 200),
    "oEmbed": (f"/oembed?url=http://assets.example.org/d/web/hero/{LIT}.jpeg", {}, 200),
    "measuring script": ("/v.js", {}, 200),
    "pixel": (f"/e.gif?asset={LIT}&channel=web&placement=home", {}, 200),
    "nothing": ("/d/web/card/zzzzzzzzzzzzzzzz.jpg", {}, 404),
    "gone": (f"/d/web/card/{WITHDRAWN}.jpg", {}, 410),
    "not granted": (f"/d/web/card/{FRANCE_ONLY}.jpg", {}, 451),
    "not made": (f"/d/social/story/{LIT}.jpg", {}, 415),
}


@pytest.fixture
def told(front: Front) -> dict[str, dict[str, Any]]:
    """What REDbot says of each kind, asked of a server as it runs in a house."""
    with served(build_app(front.house, files=front.server)) as base:
        questions = [(base + path, headers) for path, headers, _ in KINDS.values()]
        done = subprocess.run(
            [sys.executable, str(PROGRAM), json.dumps(questions)], capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 0, done.stderr
    return dict(zip(KINDS, json.loads(done.stdout), strict=True))


def test_redbot_finds_nothing_bad(told: dict[str, dict[str, Any]]) -> None:
    statuses = {kind: each["status"] for kind, each in told.items()}
    assert statuses == {kind: status for kind, (_, _, status) in KINDS.items()}
    bad = {kind: [note for note in each["notes"] if note[0] == "bad"] for kind, each in told.items()}
    assert {kind: notes for kind, notes in bad.items() if notes} == {}
    for kind in ("negotiated", "immutable", "film", "playlist", "document"):
        good = {name for level, name, _ in told[kind]["notes"] if level == "good"}
        assert good >= {
            "RANGE_CORRECT",
            "INM_304",
            "IMS_304",
            "FRESHNESS_FRESH",
            "CL_CORRECT",
            "DATE_CORRECT",
        }
