"""From a link in a mailing by the shop's page to the till: the sale is owed to the mailing's picture within seconds."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from PIL import Image

from tests.dam.engagement.world import CHROME
from tests.journeys.running import running_house
from tests.journeys.waiting import wait_until

SHOP = "shop.example.org"


def test_a_sale_is_owed_to_the_picture_whose_link_led_to_it(tmp_path: Path) -> None:
    picture = tmp_path / "vase.png"
    Image.new("RGB", (64, 48), "teal").save(picture)
    with running_house(tmp_path / "home", VITRINE_JOURNEY_SITES=SHOP) as house:
        admin = house.client(house.serve(), "admin")
        for channel in ("web", "app", "social", "instore", "print", "sms"):
            admin.http.patch(f"/api/v1/channels/{channel}", json={"is_enabled": False}).raise_for_status()
        asset = admin.upload(picture, title="Vase")["id"]
        admin.move(asset, "approved")
        link = admin.post(
            "/links",
            {
                "asset_id": asset, "channel": "email", "placement": "letter", "campaign": "spring",
                "target": f"https://{SHOP}/vases", "carries_journey": True,
            },
        )  # fmt: skip
        browser = {"user-agent": CHROME, "origin": f"https://{SHOP}"}
        led = httpx.get(link["url"].replace("http://127.0.0.1:8000", admin.base), headers=browser)
        (token,) = parse_qs(urlsplit(led.headers["location"]).query)["vj"]
        seen = {"asset": asset, "channel": "web", "class": "seen", "journey": token}
        assert admin.public.post("/e", json=seen, headers=browser).status_code == 202
        sold = {
            "id": "order-1", "asset": asset, "channel": "web", "class": "sold", "value": "49.90", "currency": "EUR",
            "site": SHOP, "journey": token,
        }  # fmt: skip
        assert admin.post("/events", {"events": [sold, sold]}) == {
            "accepted": 1,
            "duplicate": 1,
            "dropped": [],
        }

        def owed() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = admin.get("/insights/attribution", group="channel")["items"]
            return found

        right = [{"channel": "email", "basis": "journey", "sales": "1.000", "value": {"EUR": "49.90"}}]
        wait_until(lambda: owed() == right, seconds=15, what="the sale is credited to the mailing")
        recounted = json.loads(house.command("recount", "--json"))
        assert (recounted["sales_with_journey"], recounted["unlike_credits"]) == (1, 0)
        assert (recounted["conserved"], recounted["differences"]) == (True, 0)
        assert owed() == right
