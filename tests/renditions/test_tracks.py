"""Subtitles beside films and in streams: they follow the asset's, and nothing is filmed again for them."""

from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.subtitles import delete_subtitles, save_subtitles
from dam.core import Core
from dam.feed import last_seq
from dam.language.own_names import own_name
from renditions.catalogue.channels import save_channel
from renditions.catalogue.explain import explain_renditions
from renditions.catalogue.ledger import owners_of, renditions_of
from renditions.catalogue.models import Rendition
from renditions.catalogue.parts import PartFile, parts_of
from renditions.catalogue.preset_edits import save_preset
from renditions.make import make_renditions
from renditions.settings import RenditionSettings
from renditions.tracks import locale_of, tracks_of
from tests.films import make_film
from tests.renditions.originals import Placed, place

QUICK = RenditionSettings(film_preset="ultrafast")
FRENCH = "WEBVTT\n\n00:00.100 --> 00:00.900\nÉté\n".encode()
ENGLISH = b"WEBVTT\n\n00:00.100 --> 00:00.900\nSummer\n"


@pytest.fixture
def placed(core: Core, tmp_path: Path) -> Placed:
    """A small film on the channel web, as MP4 and as a stream."""
    save_channel(core, HOUSE, "web")
    wanted = {"fit": "width", "widths": [160], "formats": ["jpeg"], "film": ["mp4", "hls"]}
    save_preset(core, HOUSE, "web", "hero", {**wanted, "film_style": "web"})
    film = make_film(tmp_path / "o.mp4", seconds=1, width=160, height=120, rate=10)
    return place(core, film, width=160, height=120, duration=1.0)


def _row(core: Core, placed: Placed, format_: str) -> tuple[Rendition, list[PartFile]]:
    with core.db.read() as session:
        rows = renditions_of(session, placed.asset_id, placed.version_id)
        row = next(row for row in rows if row.format == format_)
        return row, parts_of(session, row)


def _locales(parts: list[PartFile]) -> list[str]:
    return [locale_of(part) for part in parts if part.media_type == "text/vtt"]


def _text(core: Core, digest: str | None) -> str:
    chunks = core.store.read(str(digest))
    assert chunks is not None
    return b"".join(chunks).decode()


def test_they_follow_the_asset_and_nothing_is_filmed_again(core: Core, placed: Placed) -> None:
    make_renditions(core, placed.version_id, settings=QUICK)
    bare, rungs = _row(core, placed, "hls")
    film, none = _row(core, placed, "mp4")
    assert (_locales(rungs), none) == ([], [])
    for locale, words in (("fr", FRENCH), ("en", ENGLISH)):
        save_subtitles(core, HOUSE, placed.asset_id, locale, words)
    make_renditions(core, placed.version_id, settings=QUICK)
    stream, parts = _row(core, placed, "hls")
    assert set(rungs) < set(parts)
    assert (stream.recipe, stream.state, stream.seconds) == (bare.recipe, "ready", bare.seconds)
    assert _locales(parts) == _locales(_row(core, placed, "mp4")[1]) == ["en", "fr"]
    assert _row(core, placed, "mp4")[0].sha256 == film.sha256
    master = _text(core, stream.sha256)
    assert 'NAME="Français",LANGUAGE="fr"' in master
    assert 'SUBTITLES="subtitles"' in master
    by_name = {part.name: part for part in parts}
    assert f"../../../i/web/{by_name['subtitles-fr.m3u8'].sha256}/subtitles-fr.m3u8" in master
    assert by_name["subtitles-fr.vtt"].sha256 in _text(core, by_name["subtitles-fr.m3u8"].sha256)
    with core.db.read() as session:
        assert owners_of(session, str(bare.sha256)), "the stream of before is still reachable"


def test_a_repeat_writes_nothing_and_none_left_gives_the_first_playlist_again(
    core: Core, placed: Placed
) -> None:
    save_subtitles(core, HOUSE, placed.asset_id, "fr", FRENCH)
    make_renditions(core, placed.version_id, settings=QUICK)
    with core.db.read() as session:
        seq = last_seq(session)
    make_renditions(core, placed.version_id, settings=QUICK)
    with core.db.read() as session:
        assert last_seq(session) == seq
    spoken = _row(core, placed, "hls")[0].sha256
    delete_subtitles(core, HOUSE, placed.asset_id, "fr")
    make_renditions(core, placed.version_id, settings=QUICK)
    stream, parts = _row(core, placed, "hls")
    assert stream.sha256 != spoken
    assert "TYPE=SUBTITLES" not in _text(core, stream.sha256)
    assert _locales(parts) == []


def test_a_playlist_that_the_store_has_lost_stops_nothing_else(core: Core, placed: Placed) -> None:
    make_renditions(core, placed.version_id, settings=QUICK)
    lost = _row(core, placed, "hls")[0].sha256
    core.store.delete(str(lost))
    save_subtitles(core, HOUSE, placed.asset_id, "fr", FRENCH)
    make_renditions(core, placed.version_id, settings=QUICK)
    assert _row(core, placed, "hls")[0].sha256 == lost
    assert _locales(_row(core, placed, "mp4")[1]) == ["fr"]


def test_a_film_of_the_same_bytes_does_not_speak_the_other_ones_words(
    core: Core, placed: Placed, tmp_path: Path
) -> None:
    save_subtitles(core, HOUSE, placed.asset_id, "fr", FRENCH)
    make_renditions(core, placed.version_id, settings=QUICK)
    twin = place(core, tmp_path / "o.mp4", width=160, height=120, duration=1.0)
    make_renditions(core, twin.version_id, settings=QUICK)
    stream, parts = _row(core, twin, "hls")
    assert stream.state == "ready"
    assert "TYPE=SUBTITLES" not in _text(core, stream.sha256)
    assert _locales(parts) == _locales(_row(core, twin, "mp4")[1]) == []
    rung = next(part for part in parts if part.name == "120p.mp4")
    with core.db.read() as session:
        assert {owner.asset_id for owner in owners_of(session, rung.sha256)} == {
            placed.asset_id,
            twin.asset_id,
        }


@pytest.mark.parametrize(
    ("tag", "name"), [("fr", "Français"), ("pt-BR", "Português (Brasil)"), ("zz", "zz"), ("x" * 9, "x" * 9)]
)
def test_languages_bear_their_own_names(tag: str, name: str) -> None:
    assert own_name(tag) == name


def test_words_are_drawn_into_films_that_have_them_and_follow_them(core: Core, placed: Placed) -> None:
    burnt = {"fit": "width", "widths": [160], "film": ["mp4"], "film_style": "web", "burn_in": "fr"}
    save_preset(core, HOUSE, "web", "told", burnt)
    make_renditions(core, placed.version_id, settings=QUICK)
    plain = _films(core, placed)
    assert plain["told"] == plain["hero"], "without words it is the same film"
    save_subtitles(core, HOUSE, placed.asset_id, "en", ENGLISH)
    make_renditions(core, placed.version_id, settings=QUICK)
    assert _films(core, placed) == plain
    save_subtitles(core, HOUSE, placed.asset_id, "fr", FRENCH)
    make_renditions(core, placed.version_id, settings=QUICK)
    french = _films(core, placed)
    assert french["hero"] == plain["hero"]
    assert french["told"] != plain["told"]
    assert [each.name for each in explain_renditions(core, HOUSE, placed.asset_id) if each.is_outdated] == []
    delete_subtitles(core, HOUSE, placed.asset_id, "fr")
    make_renditions(core, placed.version_id, settings=QUICK)
    assert _films(core, placed) == plain


def _films(core: Core, placed: Placed) -> dict[str, str]:
    with core.db.read() as session:
        rows = renditions_of(session, placed.asset_id, placed.version_id)
    assert {row.state for row in rows} == {"ready"}
    return {row.preset: str(row.sha256) for row in rows if row.format == "mp4"}


def test_the_same_words_under_another_language_are_a_track_of_their_own(core: Core, placed: Placed) -> None:
    save_subtitles(core, HOUSE, placed.asset_id, "en", FRENCH)
    make_renditions(core, placed.version_id, settings=QUICK)
    delete_subtitles(core, HOUSE, placed.asset_id, "en")
    for locale in ("fr", "fr-CA"):
        save_subtitles(core, HOUSE, placed.asset_id, locale, FRENCH)
    make_renditions(core, placed.version_id, settings=QUICK)
    with core.db.read() as session:
        seq, tracks = last_seq(session), tracks_of(session, placed.asset_id)
    film = _row(core, placed, "mp4")[0].sha256
    assert sorted(_locales(tracks["web", film])) == ["fr", "fr-CA"]
    make_renditions(core, placed.version_id, settings=QUICK)
    with core.db.read() as session:
        assert last_seq(session) == seq
