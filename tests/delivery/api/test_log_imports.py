"""Imported logs over the API."""

from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.engagement.foreign.importing import Wish, import_log
from dam.engagement.foreign.reading import DiskLog
from tests.dam.engagement.foreign.lines import judge_of, nginx_line
from tests.delivery.api.client import Client
from tests.delivery.api.conftest import ClientOf


def test_managers_see_what_was_imported(core: Core, manager: Client, tmp_path: Path) -> None:
    for number in range(3):
        log = tmp_path / f"{number}.log"
        log.write_text(nginx_line(core, f"/other/{number}") * (number + 1))
        import_log(core, HOUSE, DiskLog(log), judge_of(core), Wish(edge="Paris"))
    first = manager.get("/log-imports", params={"limit": 2}).json()
    assert first["total"] == 3
    latest = first["items"][0]
    assert (latest["name"], latest["edge"], latest["format"]) == (str(tmp_path / "2.log"), "Paris", "nginx")
    assert (latest["lines"], latest["accepted"], latest["dropped"]) == (3, 0, 3)
    rest = manager.get("/log-imports", params={"cursor": first["next"]}).json()
    assert ([each["lines"] for each in rest["items"]], rest["next"]) == ([1], None)
    assert manager.get("/log-imports", params={"cursor": "MTIz"}).status_code == 400


@pytest.mark.parametrize("role", ["viewer", "contributor"])
def test_others_do_not(client_of: ClientOf, role: str) -> None:
    assert client_of(role).get("/log-imports").status_code == 403
