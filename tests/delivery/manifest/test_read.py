"""What manifests list, page and compare."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE
from dam.assets.models import Asset
from dam.errors import Invalid, NotFound, NotSignedIn
from dam.feed import EVERYTHING, AssetChange, note_change
from delivery.manifest import read as read_module
from delivery.manifest.read import Wanted, read_manifest
from renditions.catalogue.models import Channel, Rendition
from tests.delivery.files.conftest import (
    ARCHIVED,
    DRAFT,
    EMBARGO,
    ENDED,
    ENDING,
    FILM,
    FRANCE_ONLY,
    LIT,
    PRINT_ONLY,
    REVIEW,
    TRASHED,
    TWIN,
    UNPLANNED,
    WITHDRAWN,
)
from tests.delivery.files.library import (
    DAY,
    NOON,
    READY,
    add_renditions,
    add_version,
    body_of,
    change_asset,
    digest_of,
)
from tests.delivery.manifest.conftest import BASE, Clock, Reader


def ids(answer: dict[str, list[dict[str, str]]]) -> set[str]:
    """Return the assets of a manifest."""
    return {item["asset"] for item in answer["items"]}


def test_only_what_is_lit_and_has_a_file_is_listed(library: Reader) -> None:
    answer = library.ask()
    assert {LIT, ENDING, FILM} <= ids(answer)
    dark = {
        DRAFT,
        REVIEW,
        TWIN,
        WITHDRAWN,
        ARCHIVED,
        TRASHED,
        ENDED,
        EMBARGO,
        PRINT_ONLY,
        FRANCE_ONLY,
        UNPLANNED,
    }
    assert not dark & ids(answer)
    assert (answer["removed"], answer["resync"], answer["next"]) == ([], False, None)
    assert ids(library.ask("print")) == {LIT, PRINT_ONLY} - {PRINT_ONLY}, (
        "without a file there is nothing to show"
    )


def test_an_item_holds_all_that_a_player_needs(library: Reader) -> None:
    change_asset(library.core, LIT, alt={"fr": "Une façade"}, rights_ends_at=NOON + 2 * DAY)
    item = next(each for each in library.ask()["items"] if each["asset"] == LIT)
    files = item.pop("files")
    assert item == {
        "asset": LIT,
        "title": "Façade d'été",
        "alt": {"fr": "Une façade"},
        "kind": "image",
        "version": 1,
        "rights": {"starts_at": None, "ends_at": "2026-03-23T12:00:00Z", "territories": []},
    }
    body = body_of(f"v1-{LIT}webcard", "jpeg")
    card = next(file for file in files if (file["preset"], file["format"]) == ("card", "jpeg"))
    assert card == {
        "preset": "card",
        "variant": "",
        "format": "jpeg",
        "media_type": "image/jpeg",
        "width": None,
        "height": None,
        "duration": None,
        "bytes": len(body),
        "sha256": digest_of(body),
        "url": f"{BASE}/i/web/{digest_of(body)}/facade-d-ete.jpeg",
        "stable_url": f"{BASE}/d/web/card/{LIT}-facade-d-ete.jpeg",
        "parts": [],
    }
    assert all(file["sha256"] for file in files), "what is pending or failed is not there"


def test_pages_are_stable_while_the_library_changes(library_on_each: Reader) -> None:
    library = library_on_each
    first = library.ask(limit=1)
    change_asset(library.core, first["items"][0]["asset"], title="Changed meanwhile")
    change_asset(library.core, WITHDRAWN, status="approved")
    seen = [first["items"][0]["asset"]]
    page = first["next"]
    while page:
        answer = library.ask(limit=1, page=page)
        seen += [item["asset"] for item in answer["items"]]
        page = answer["next"]
    assert len(seen) == len(set(seen))
    assert {LIT, ENDING, FILM} <= set(seen)
    later = library.ask(since=first["cursor"])
    assert {seen[0], WITHDRAWN} <= ids(later), "what changed between the pages is in the next delta"


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "withdrawn"},
        {"status": "archived"},
        {"trashed_at": NOON},
        {"rights_ends_at": NOON},
        {"rights_channels": ["print"]},
        {"rights_territories": ["FR"]},
        {"rights_starts_at": NOON + 2 * DAY},
    ],
)
def test_what_goes_dark_is_removed(library: Reader, changes: dict[str, object]) -> None:
    cursor = library.ask()["cursor"]
    change_asset(library.core, LIT, **changes)
    answer = library.ask(since=cursor)
    assert (ids(answer), answer["removed"], answer["resync"]) == (set(), [LIT], False)
    assert library.ask(since=answer["cursor"])["removed"] == []


def test_what_becomes_lit_or_changes_is_listed(library: Reader) -> None:
    cursor = library.ask()["cursor"]
    change_asset(library.core, WITHDRAWN, status="approved")
    change_asset(library.core, LIT, title="Another name")
    assert ids(library.ask(since=cursor)) == {WITHDRAWN, LIT}
    assert ids(library.all(since=cursor, limit=1)) == {WITHDRAWN, LIT}


def test_a_new_version_is_another_set_of_files(library: Reader) -> None:
    cursor = library.ask()["cursor"]
    with library.core.db.write() as session:
        version = add_version(session, LIT, 3)
        add_renditions(session, library.core.store, version, READY)
        session.get_one(Asset, LIT).current_version_id = version
    (item,) = library.ask(since=cursor)["items"]
    assert item["version"] == 3
    assert {file["sha256"] for file in item["files"]} == {
        digest_of(body_of(f"v3-{LIT}webcard", each)) for each in READY
    }


def test_drafts_are_nobodys_to_know(library: Reader) -> None:
    cursor = library.ask()["cursor"]
    for asset in (DRAFT, REVIEW, TWIN):
        change_asset(library.core, asset, title="Still a secret")
    answer = library.ask(since=cursor)
    assert (answer["items"], answer["removed"]) == ([], [])


def test_the_clock_alone_changes_what_is_lit(library_on_each: Reader, clock: Clock) -> None:
    """Rights that begin and end are told to who comes back, to the second, although nothing was written."""
    library = library_on_each
    change_asset(library.core, EMBARGO, rights_starts_at=NOON + DAY + timedelta(seconds=5))
    before = library.ask()
    found = read_manifest(library.core, HOUSE, Wanted("web"), BASE)
    assert found.changes_at == NOON + DAY + timedelta(seconds=5)
    clock.moment += timedelta(seconds=4)
    assert library.ask(since=before["cursor"])["items"] == []
    clock.moment += timedelta(seconds=1)
    begun = library.ask(since=before["cursor"])
    assert (ids(begun), begun["removed"]) == ({EMBARGO}, [])
    clock.moment += timedelta(seconds=5)
    ended = library.ask(since=begun["cursor"])
    assert (ids(ended), ended["removed"]) == (set(), [ENDING])
    assert library.ask(since=before["cursor"])["removed"] == [ENDING]


def test_a_territory_shows_more(library: Reader) -> None:
    assert FRANCE_ONLY not in ids(library.ask())
    assert FRANCE_ONLY in ids(library.ask(territory="FR"))
    assert FRANCE_ONLY not in ids(library.ask(territory="BE"))
    with pytest.raises(Invalid, match="two capital letters"):
        library.ask(territory="fr; drop")


def test_a_preset_edit_lists_everything_anew(library: Reader) -> None:
    cursor = library.ask()["cursor"]
    with library.core.db.write() as session:
        note_change(session, EVERYTHING)
    answer = library.ask(since=cursor)
    assert answer["resync"]
    assert ids(answer) == ids(library.ask())
    assert not library.ask(since=answer["cursor"])["resync"]


def test_too_many_changes_list_everything_anew(library: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_module, "MOST_CHANGES", 2)
    cursor = library.ask()["cursor"]
    for asset in (LIT, ENDING, FILM):
        change_asset(library.core, asset, title="Changed")
    assert library.ask(since=cursor)["resync"]


def test_a_cursor_of_another_life_lists_everything_anew(library_on_each: Reader) -> None:
    """A library restored from a backup has another feed from then on: no cursor of before is believed."""
    library = library_on_each
    change_asset(library.core, LIT, title="Later lost")
    lost = library.ask()["cursor"]
    with library.core.db.write() as session:
        newest = session.scalar(sa.select(sa.func.max(AssetChange.seq)))
        session.execute(sa.delete(AssetChange).where(AssetChange.seq == newest))
    assert library.ask(since=lost)["resync"], "a cursor ahead of the feed"
    with library.core.db.write() as session:
        session.add(AssetChange(seq=newest, asset_id=FILM))
    assert library.ask(since=lost)["resync"], "the same place in another feed"


def test_a_channel_that_is_switched_off_shows_nothing(library: Reader) -> None:
    with library.core.db.write() as session:
        session.get_one(Channel, "web").is_enabled = False
        note_change(session, EVERYTHING)
    assert library.ask()["items"] == []


@pytest.mark.parametrize("channel", ["nowhere", "admin", "..", "web\x00"])
def test_unknown_channels(library: Reader, channel: str) -> None:
    with pytest.raises(NotFound):
        library.ask(channel.replace("\x00", "?"))


def test_nobody_is_told_anything(library: Reader) -> None:
    with pytest.raises(NotSignedIn):
        read_manifest(library.core, ANONYMOUS, Wanted("web"), BASE)


@pytest.mark.parametrize("text", ["x", "W10", "WzEsMl0", "a" * 5000, "é", "WzEsMiwzLDQsNSw2LDdd"])
def test_cursors_that_nobody_gave_are_refused(library: Reader, text: str) -> None:
    for wanted in ({"since": text}, {"page": text}):
        with pytest.raises(Invalid):
            library.ask(**wanted)


def test_the_etag_names_the_answer(library: Reader, clock: Clock) -> None:
    def found(known: str = "") -> tuple[str, bool]:
        one = read_manifest(library.core, HOUSE, Wanted("web"), BASE, known)
        return one.etag, one.body is None

    etag, _ = found()
    assert found(etag) == (etag, True)
    assert found(f'"x", W/{etag}')[1]
    clock.moment += timedelta(seconds=3)
    assert found(etag) == (etag, True), "time that passes no edge changes nothing"
    clock.moment += DAY
    assert not found(etag)[1]
    etag, _ = found()
    change_asset(library.core, LIT, title="Another")
    assert not found(etag)[1]


def test_files_that_are_being_made_anew_stay_listed(library: Reader) -> None:
    with library.core.db.write() as session:
        session.execute(
            sa.update(Rendition)
            .where(Rendition.asset_id == LIT)
            .values(wanted_recipe="newer", state="pending")
        )
        note_change(session, LIT)
    assert LIT in ids(library.ask())
