"""A code on paper: drawn into the print file, scanned, led on, counted, and led elsewhere after it was printed."""

import io
from pathlib import Path
from typing import Any

import httpx
import zxingcpp
from PIL import Image

from renditions.qr import Overlay
from tests.dam.engagement.world import CHROME
from tests.journeys.client import ApiClient
from tests.journeys.running import free_port, running_house
from tests.journeys.waiting import wait_until
from tests.photographs import photograph

SHOP = "https://shop.example.org/coffee"


def test_a_printed_code_is_scanned_counted_and_led_elsewhere(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with running_house(tmp_path / "home", VITRINE_BASE_URL=base) as house:
        house.serve_at(port)
        other = house.serve("--no-worker")
        admin = house.client(base, "admin")
        draw_codes_on_paper(admin, base)
        asset = admin.upload(photograph("coffee"), title="Tasse à café")["id"]
        admin.move(asset, "approved")
        admin.wait_prepared(asset)
        printed = code_in(admin, asset)
        assert printed == f"{base}/q/{asset}.a5"
        page = scan(printed)
        assert page.startswith(f"{base}/d/web/")
        assert httpx.get(page).status_code == 200
        elsewhere = printed.replace(base, other)
        assert scan(elsewhere) == page
        wait_until(lambda: scans(admin, asset) == 2, seconds=15, what="both scans are in the insights")
        changed = admin.http.patch(
            f"/api/v1/links/{asset}.a5", json={"target": SHOP}, headers={"If-Match": '"0"'}
        )
        assert (changed.status_code, changed.headers["etag"]) == (200, '"1"')
        wait_until(
            lambda: {scan(printed), scan(elsewhere)} == {SHOP},
            seconds=5,
            what="both processes lead to the shop",
        )
        admin.move(asset, "withdrawn")
        wait_until(
            lambda: scan(elsewhere) == "https://shop.example.org/",
            seconds=5,
            what="the dark asset leads no further",
        )


def draw_codes_on_paper(admin: ApiClient, base: str) -> None:
    """Let paper carry the asset's own code, and no other channel but the website make files."""
    for channel in ("app", "social", "instore", "email", "sms"):
        admin.http.patch(f"/api/v1/channels/{channel}", json={"is_enabled": False}).raise_for_status()
    for preset in admin.get("/channels/print")["presets"]:
        if preset["name"] != "a5":
            admin.http.delete(f"/api/v1/channels/print/presets/{preset['name']}").raise_for_status()
    (paper,) = admin.get("/channels/print")["presets"]
    spec = {**paper["spec"], "qr": Overlay(f"{base}/q/{{asset}}.a5", size=50).to_text()}
    admin.http.put("/api/v1/channels/print/presets/a5", json=spec).raise_for_status()


def code_in(admin: ApiClient, asset: str) -> str:
    """Return what the code in the asset's print file says, as a telephone reads it."""
    found: list[dict[str, Any]] = [each for each in admin.renditions(asset) if each["channel"] == "print"]
    (file,) = found
    answer = httpx.get(file["url"])
    assert answer.status_code == 200, answer.text
    with Image.open(io.BytesIO(answer.content)) as image:
        (code,) = zxingcpp.read_barcodes(image.convert("RGB").convert("L"))
    return str(code.text)


def scan(url: str) -> str:
    """Return where a telephone is led."""
    answer = httpx.get(url, headers={"user-agent": CHROME})
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
    return answer.headers["location"]


def scans(admin: ApiClient, asset: str) -> int:
    """Return how often people scanned the code on the a5, by the insights."""
    found = admin.get("/insights", asset=asset, channel="print", group="placement")["items"]
    return sum(item["acted"] for item in found if item["placement"] == "a5")
