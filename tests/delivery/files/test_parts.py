"""Parts of a rendition at their immutable URLs: the right type, for any page, and dark when their owner is."""

import sqlalchemy as sa

from renditions.catalogue.models import Rendition
from renditions.catalogue.parts import PartFile, add_parts
from tests.delivery.files.conftest import FILM, Front
from tests.delivery.files.library import change_asset

WORDS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour\n"


def _add_track(front: Front) -> str:
    core = front.house.core
    digest = core.store.put([WORDS]).digest
    with core.db.write() as session:
        row = session.scalar(
            sa.select(Rendition).where(Rendition.asset_id == FILM, Rendition.format == "mp4")
        )
        assert row is not None
        add_parts(session, row, [PartFile("fr.vtt", digest, len(WORDS), "text/vtt")])
    return digest


def test_a_part_answers_like_its_main_file(front: Front) -> None:
    digest = _add_track(front)
    answer = front.ask(f"/i/web/{digest}/fr.vtt")
    assert (answer.status, answer.body) == (200, WORDS)
    assert answer.headers["content-type"] == "text/vtt"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["etag"] == f'"{digest}"'
    assert front.ask(f"/i/web/{digest}/fr.vtt", range="bytes=0-5").body == b"WEBVTT"


def test_a_part_is_no_fetch_of_its_own(front: Front) -> None:
    digest = _add_track(front)
    front.ask(f"/i/web/{digest}/fr.vtt")
    assert front.fetches() == 0
    front.ask(f"/d/web/hero@1600w/{FILM}.mp4")
    assert front.fetches() == 1


def test_a_part_has_one_type_and_one_channel(front: Front) -> None:
    digest = _add_track(front)
    assert front.ask(f"/i/web/{digest}/fr.mp4").status == 404
    assert front.ask(f"/i/social/{digest}/fr.vtt").status == 404
    assert front.ask(f"/d/web/hero/{FILM}.vtt").status == 404


def test_a_part_goes_dark_with_its_asset(front: Front) -> None:
    digest = _add_track(front)
    assert front.ask(f"/i/web/{digest}/fr.vtt").status == 200
    change_asset(front.house.core, FILM, status="withdrawn")
    front.server.cache.poll()
    assert front.ask(f"/i/web/{digest}/fr.vtt").status == 410
    change_asset(front.house.core, FILM, status="approved")
    front.server.cache.poll()
    assert front.ask(f"/i/web/{digest}/fr.vtt").status == 200
