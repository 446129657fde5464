"""Subtitles on the page of a film: added, shown in its player, replaced, removed, refused with their line."""

from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.status import move_status
from dam.assets.subtitles import list_subtitles
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of
from tests.films import make_film

SRT = "1\n00:00:01,000 --> 00:00:02,000\nÉté\n".encode("cp1252")


@pytest.fixture
def film(home: Home, tmp_path: Path) -> str:
    """The id of a film whose files nobody makes."""
    made = make_film(tmp_path / "o.mp4", seconds=1, width=64, height=48, rate=5)
    return receive_file(home.core, HOUSE, [made.read_bytes()], NewAsset(filename="Atelier.mp4")).asset_id


def _send(browser: Browser, film: str, locale: str, data: bytes, filename: str = "atelier.srt") -> str:
    sent = browser.post(f"/assets/{film}/subtitles", {"locale": locale}, files={"file": (filename, data)})
    assert sent.location == f"/assets/{film}"
    return browser.get(sent.location).text


def test_they_are_added_shown_and_removed(home: Home, admin: Browser, film: str) -> None:
    assert "In no language yet" in admin.get(f"/assets/{film}").text
    page = _send(admin, film, "pt-BR", SRT)
    assert "Subtitles saved: Português (Brasil)." in page
    path = f"/api/v1/assets/{film}/subtitles/pt-BR"
    assert f'<track kind="subtitles" src="{path}" srclang="pt-BR" label="Português (Brasil)">' in page
    assert "atelier.srt" in page
    page = admin.get(admin.post(f"/assets/{film}/subtitles/pt-BR/remove").location).text
    assert "Subtitles removed: Português (Brasil)." in page
    assert "<track" not in page
    assert list_subtitles(home.core, HOUSE, film) == []


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("en", "line 2: expected a time like"), ("fr", "la ligne 2 n’est pas ce que SRT ou WebVTT attend")],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(
    home: Home, film: str, locale: str, sentence: str
) -> None:
    page = _send(browser_of(home, Role.ADMIN, locale), film, "fr", b"1\n00:00:01 -> 2\nx")
    assert sentence in page.replace("&#39;", "’")
    assert list_subtitles(home.core, HOUSE, film) == []


def test_pictures_have_none_and_viewers_only_read(home: Home, admin: Browser, film: str) -> None:
    assert 'id="subtitles"' not in admin.get(f"/assets/{asset_id(home, 'Vase bleu')}").text
    _send(admin, film, "fr", SRT)
    move_status(home.core, HOUSE, film, "approved")
    viewer = browser_of(home, Role.VIEWER)
    page = viewer.get(f"/assets/{film}").text
    assert "Français" in page
    assert f"/assets/{film}/subtitles/fr/remove" not in page
    viewer.post(f"/assets/{film}/subtitles/fr/remove")
    viewer.post(f"/assets/{film}/subtitles", {"locale": "en"}, files={"file": ("x.srt", SRT)})
    assert [each.locale for each in list_subtitles(home.core, HOUSE, film)] == ["fr"]
