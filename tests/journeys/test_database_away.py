"""The database goes away in mid-flight: one clear sentence with 503 at every door, and all goes on when it is back."""

from pathlib import Path

import httpx
import pytest

from tests.journeys.running import running_house
from tests.journeys.waiting import wait_until
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.servers


def test_every_door_says_so_and_goes_on_afterwards(tmp_path: Path, own_postgres: Postgres) -> None:
    url = own_postgres.address.create_database()
    with running_house(tmp_path, VITRINE_DATABASE_URL=url) as house:
        client = house.client(house.serve("--no-worker"))
        own_postgres.kill()
        for path in ("/api/v1/assets", "/", "/d/web/hero/0123456789abcdef", "/readyz"):
            answer = client.http.get(path, follow_redirects=True)
            assert (path, answer.status_code) == (path, 503)
            assert "Traceback" not in answer.text
        assert client.public.get("/healthz").status_code == 200
        own_postgres.start()
        wait_until(lambda: _lists(client.http), seconds=30, what="the library answers again")


def _lists(http: httpx.Client) -> bool:
    return http.get("/api/v1/assets").status_code == 200
