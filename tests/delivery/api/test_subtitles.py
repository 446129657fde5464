"""Subtitles over the API: sent in any form, read as WebVTT, listed with the renditions that players show them with."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dam.assets.models import Asset
from renditions.make import make_renditions
from renditions.settings import RenditionSettings
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png
from tests.films import make_film

SRT = "1\r\n00:00:01,000 --> 00:00:02,000\r\nÉté\r\n".encode("utf-16")
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nÉté\n"


@pytest.fixture
def film(manager: Client, tmp_path: Path) -> str:
    """The id of a film."""
    made = make_film(tmp_path / "o.mp4", seconds=1, width=64, height=48, rate=10)
    return str(manager.add(made.read_bytes(), "film.mp4")["id"])


def test_they_are_sent_listed_read_and_removed(manager: Client, film: str) -> None:
    path = f"/assets/{film}/subtitles"
    saved = manager.put(f"{path}/fr", content=SRT, params={"filename": "été.srt"})
    assert saved.status_code == 200, saved.text
    assert (saved.json()["locale"], saved.json()["filename"], saved.json()["bytes"]) == (
        "fr",
        "été.srt",
        len(VTT.encode()),
    )
    assert manager.get(path).json() == {"items": [saved.json()], "total": 1, "next": None}
    read = manager.get(f"{path}/fr")
    assert (read.text, read.headers["content-type"]) == (VTT, "text/vtt; charset=utf-8")
    assert manager.delete(f"{path}/fr").status_code == 204
    assert problem_of(manager.get(f"{path}/fr"))["status"] == 404
    assert problem_of(manager.delete(f"{path}/fr"))["status"] == 404


def test_what_is_wrong_is_said_with_its_line(manager: Client, film: str) -> None:
    path = f"/assets/{film}/subtitles"
    refused = manager.put(f"{path}/fr", content=b"1\n00:00:01 -> 2\nx")
    assert (refused.status_code, paths_of(refused)) == (400, {"file"})
    assert "line 2" in problem_of(refused)["detail"]
    assert paths_of(manager.put(f"{path}/french", content=SRT)) == {"locale"}
    assert problem_of(manager.put(f"{path}/fr", content=b"x" * 2_000_001))["status"] == 413
    picture = manager.add(png(1))["id"]
    assert "Only films" in problem_of(manager.put(f"/assets/{picture}/subtitles/fr", content=SRT))["detail"]
    assert manager.get(f"/assets/{picture}/subtitles").json()["items"] == []


def test_only_those_who_may_edit_change_them(client_of: ClientOf, manager: Client, film: str) -> None:
    path = f"/assets/{film}/subtitles/fr"
    viewer = client_of("viewer")
    assert problem_of(viewer.put(path, content=SRT))["status"] == 403
    assert problem_of(viewer.get(path))["status"] == 404
    manager.put(path, content=SRT)
    manager.approve(film)
    assert viewer.get(path).text == VTT
    assert problem_of(viewer.delete(path))["status"] == 403
    assert problem_of(client_of("contributor").put(path, content=SRT))["status"] == 403


def test_renditions_list_the_tracks_that_players_show(manager: Client, film: str) -> None:
    for channel in ("app", "social", "instore", "email", "print", "sms"):
        manager.patch(f"/channels/{channel}", json={"is_enabled": False})
    manager.put(f"/assets/{film}/subtitles/pt-BR", content=SRT)
    make_renditions(
        manager.house.core, _version(manager, film), settings=RenditionSettings(film_preset="ultrafast")
    )
    items = manager.get(f"/assets/{film}/renditions", params={"channel": "web"}).json()["items"]
    by_format = {item["format"]: item for item in items if item["preset"] == "hero"}
    assert by_format["jpeg"]["tracks"] == []
    for name, ending in (("mp4", "mp4"), ("hls", "m3u8")):
        item = by_format[name]
        assert (item["state"], item["url"].rpartition(".")[2]) == ("ready", ending)
        (track,) = item["tracks"]
        assert track["locale"] == "pt-BR"
        assert re.fullmatch(r"/i/web/[0-9a-f]{64}/subtitles-pt-br\.vtt", urlsplit(track["url"]).path)
    manager.delete(f"/assets/{film}/subtitles/pt-BR")
    items = manager.get(f"/assets/{film}/renditions", params={"channel": "web"}).json()["items"]
    assert [track for item in items for track in item["tracks"]] == []


def _version(client: Client, asset_id: str) -> str:
    with client.house.core.db.read() as session:
        asset = session.get_one(Asset, asset_id)
        assert asset.current_version_id is not None
        return asset.current_version_id
