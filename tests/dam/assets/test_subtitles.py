"""Subtitles of films: kept as WebVTT, for those who may edit, and told to whoever has to follow."""

from collections.abc import Callable

import pytest

from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.assets.cues import MAX_BYTES
from dam.assets.models import Asset
from dam.assets.originals import used_bytes
from dam.assets.status import move_status
from dam.assets.subtitles import delete_subtitles, list_subtitles, read_subtitles, save_subtitles
from dam.changes import SubtitlesChanged
from dam.core import Core
from dam.errors import Forbidden, Invalid, NotFound, TooLarge
from dam.feed import last_seq
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset

SRT = "1\n00:00:01,000 --> 00:00:02,000\nÉté\n".encode("cp1252")
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nÉté\n".encode()


@pytest.fixture
def film_id(world: World) -> str:
    """Give what the library takes for a film."""
    made = make_asset(world.core)
    with world.core.db.write() as session:
        session.get_one(Asset, made).kind = "video"
    world.announced.clear()
    return made


def test_what_is_sent_in_any_form_is_kept_as_webvtt(world: World, film_id: str) -> None:
    before = used_bytes(world.core)
    saved = save_subtitles(world.core, HOUSE, film_id, "fr", SRT, "été.srt")
    assert (saved.locale, saved.filename, saved.bytes) == ("fr", "été.srt", len(VTT))
    assert read_subtitles(world.core, HOUSE, film_id, "fr") == VTT
    assert list_subtitles(world.core, HOUSE, film_id) == [saved]
    assert world.announced == [SubtitlesChanged(film_id)]
    assert used_bytes(world.core) == before + len(VTT)
    entry = list_audit(world.core, HOUSE, AuditFilter(action="subtitles.saved")).items[0]
    assert (entry.subject_id, entry.details) == (film_id, {"locale": "fr"})


def test_the_same_again_changes_nothing_and_others_replace_it(world: World, film_id: str) -> None:
    save_subtitles(world.core, HOUSE, film_id, "fr", SRT)
    world.announced.clear()
    with world.core.db.read() as session:
        seq = last_seq(session)
    save_subtitles(world.core, HOUSE, film_id, "fr", VTT)
    assert world.announced == []
    save_subtitles(world.core, HOUSE, film_id, "en", VTT.replace("Été".encode(), b"Summer"))
    save_subtitles(world.core, HOUSE, film_id, "fr", VTT.replace("Été".encode(), b"L'hiver"))
    assert read_subtitles(world.core, HOUSE, film_id, "fr").endswith(b"L'hiver\n")
    assert [view.locale for view in list_subtitles(world.core, HOUSE, film_id)] == ["en", "fr"]
    with world.core.db.read() as session:
        assert last_seq(session) == seq + 2


def test_both_databases_keep_them_and_count_them_once(core_on_each: Core) -> None:
    films = [make_asset(core_on_each, number=number) for number in range(2)]
    before = used_bytes(core_on_each)
    for film in films:
        with core_on_each.db.write() as session:
            session.get_one(Asset, film).kind = "video"
        save_subtitles(core_on_each, HOUSE, film, "fr", SRT)
    assert used_bytes(core_on_each) == before + len(VTT)
    assert [view.locale for film in films for view in list_subtitles(core_on_each, HOUSE, film)] == [
        "fr",
        "fr",
    ]


def test_they_are_taken_off_again(world: World, film_id: str) -> None:
    save_subtitles(world.core, HOUSE, film_id, "fr", SRT)
    delete_subtitles(world.core, HOUSE, film_id, "fr")
    assert list_subtitles(world.core, HOUSE, film_id) == []
    assert world.announced == [SubtitlesChanged(film_id)] * 2
    for act in (read_subtitles, delete_subtitles):
        with pytest.raises(NotFound):
            act(world.core, HOUSE, film_id, "fr")


@pytest.mark.parametrize(
    ("locale", "data", "error", "sentence"),
    [
        ("french", SRT, Invalid, "like fr or pt-BR"),
        ("fr", b"nothing", Invalid, "line 1"),
        ("fr", b"x" * (MAX_BYTES + 1), TooLarge, str(MAX_BYTES)),
    ],
)
def test_what_is_refused_is_told_and_leaves_nothing(
    world: World, film_id: str, locale: str, data: bytes, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        save_subtitles(world.core, HOUSE, film_id, locale, data)
    assert list_subtitles(world.core, HOUSE, film_id) == []
    assert world.announced == []


def test_only_films_have_them(world: World) -> None:
    with pytest.raises(Invalid, match="Only films"):
        save_subtitles(world.core, HOUSE, make_asset(world.core, number=2), "fr", SRT)


def test_those_who_may_edit_change_them_and_those_who_see_the_film_read_them(
    world: World, film_id: str
) -> None:
    owner, viewer = make_caller("contributor"), make_caller("viewer")
    with world.core.db.write() as session:
        session.get_one(Asset, film_id).owner_id = owner.id
    save_subtitles(world.core, owner, film_id, "fr", SRT)
    stranger = make_caller("contributor")
    changes: list[Callable[[], object]] = [
        lambda: save_subtitles(world.core, stranger, film_id, "fr", SRT),
        lambda: delete_subtitles(world.core, stranger, film_id, "fr"),
        lambda: read_subtitles(world.core, stranger, film_id, "fr"),
        lambda: list_subtitles(world.core, viewer, film_id),
    ]
    for change in changes:
        with pytest.raises(NotFound):
            change()
    move_status(world.core, HOUSE, film_id, "approved")
    assert read_subtitles(world.core, viewer, film_id, "fr") == VTT
    for change in changes[:2]:
        with pytest.raises(Forbidden):
            change()
