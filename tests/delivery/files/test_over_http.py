"""The same over a real server: bytes, lengths and a client that leaves in the middle."""

import socket
from urllib.parse import urlsplit

import httpx

from infra.app import FrontDoor
from tests.delivery.api.serving import served
from tests.delivery.files.conftest import FILM, LIT, WITHDRAWN, Front
from tests.delivery.files.library import body_of

FILM_PATH = f"/d/web/hero@1600w/{FILM}.mp4"
FILM_BODY = body_of(f"v1-{FILM}webhero1600w", "mp4", 1_500_000)


def test_a_browser_gets_what_it_asks_for(front: Front) -> None:
    with served(FrontDoor(front.server, front.state)) as base, httpx.Client(base_url=base) as client:
        card = client.get(f"/d/web/card/{LIT}-fa%C3%A7ade.jpg")
        assert (card.status_code, card.content) == (200, body_of(f"v1-{LIT}webcard", "jpeg"))
        assert client.get(card.url, headers={"If-None-Match": card.headers["etag"]}).status_code == 304
        assert client.get(FILM_PATH).content == FILM_BODY
        assert client.get(FILM_PATH, headers={"Range": "bytes=1000000-"}).content == FILM_BODY[1_000_000:]
        assert client.head(FILM_PATH).headers["content-length"] == "1500000"
        assert client.get(f"/d/web/card/{WITHDRAWN}.jpg").json()["status"] == 410


def test_clients_that_leave_harm_nobody(front: Front) -> None:
    with served(FrontDoor(front.server, front.state)) as base:
        address = urlsplit(base)
        for _ in range(5):
            with socket.create_connection(
                (address.hostname or "", address.port or 0), timeout=10
            ) as connection:
                connection.sendall(f"GET {FILM_PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                assert connection.recv(64).startswith(b"HTTP/1.1 200")
        assert httpx.get(base + FILM_PATH).content == FILM_BODY
