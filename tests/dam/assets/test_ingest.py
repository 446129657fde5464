"""A file becomes an asset once, or is refused with nothing left behind."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dam.accounts.caller import ANONYMOUS, HOUSE
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.assets.collections import create_collection, list_collection_assets
from dam.assets.ingest import NewAsset, add_asset, receive_file
from dam.assets.models import Asset, Version
from dam.assets.originals import used_bytes
from dam.assets.read import get_asset
from dam.assets.settings import IngestSettings
from dam.assets.trash import trash_asset
from dam.changes import StatusMoved, VersionAdded
from dam.core import Core
from dam.errors import Forbidden, Invalid, NotFound, NotKept, NotSignedIn, TooLarge, VitrineError
from dam.feed import changes_since
from dam.storage.local import LocalStore
from dam.storage.port import CHUNK
from tests.dam.accounts.world import World, make_caller, make_world
from tests.dam.assets.factory import make_asset, png, stored


def count(core: Core) -> tuple[int, int, int]:
    with core.db.read() as session:
        assets = session.scalar(select(func.count()).select_from(Asset)) or 0
        versions = session.scalar(select(func.count()).select_from(Version)) or 0
    return assets, versions, len(list(core.store.list()))


def test_a_file_becomes_a_draft_with_its_first_version_and_tells_everybody(world: World) -> None:
    contributor = make_caller("contributor", "Ada")
    added = receive_file(
        world.core,
        contributor,
        [png()],
        NewAsset("ma_plage.png", description=" Été ", tags=("Plage", "plâge", "mer")),
    )
    view = get_asset(world.core, contributor, added.asset_id)
    assert not added.is_duplicate
    assert (view.status, view.kind, view.media_type) == ("draft", "image", "image/png")
    assert (view.title, view.description, view.tags) == ("Ma plage", "Été", ("Plage", "mer"))
    assert (view.version, view.bytes, view.etag) == (1, len(png()), '"r1"')
    assert (view.owner_id, view.owner_name, view.approved_at) == (contributor.id, "Ada", None)
    assert world.announced == [VersionAdded(view.id, view.current_version_id)]
    with world.core.db.read() as session:
        assert [asset_id for _, asset_id in changes_since(session, 0)] == [view.id]
    entry = list_audit(world.core, HOUSE, AuditFilter(subject_id=view.id)).items[0]
    assert (entry.action, entry.caller_id) == ("asset.added", contributor.id)


def test_nobody_waits_for_what_comes_by_the_folder_or_as_demo(world: World) -> None:
    receive_file(world.core, HOUSE, [png(1)], NewAsset("a.png", folder="boutique/été"))
    receive_file(world.core, HOUSE, [png(2)], NewAsset("b.png", is_demo=True))
    assert [change.is_waited_for for change in world.announced if isinstance(change, VersionAdded)] == [
        False,
        False,
    ]


def test_a_file_on_disk_comes_in_like_a_stream(world: World, tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(png(1))
    first = receive_file(world.core, HOUSE, path, NewAsset("x.png"))
    assert path.exists()
    assert receive_file(world.core, HOUSE, iter([png(1)]), NewAsset("y.png")).asset_id == first.asset_id


@pytest.mark.parametrize("sizes", [[1], [3, 1, 5], [CHUNK * 2]])
def test_the_bytes_arrive_whole_however_they_are_cut(world: World, sizes: list[int]) -> None:
    content = png() + b"\0" * (CHUNK + 7)

    def chunks() -> Iterator[bytes]:
        start, turn = 0, 0
        while start < len(content):
            size = sizes[turn % len(sizes)] if start < 5000 else CHUNK
            yield content[start : start + size]
            start, turn = start + size, turn + 1

    added = receive_file(world.core, HOUSE, chunks(), NewAsset("x.png"))
    view = get_asset(world.core, HOUSE, added.asset_id)
    stream = world.core.store.read(view.sha256)
    assert stream is not None
    assert b"".join(stream) == content


def test_same_bytes_are_the_asset_that_is_here(world: World) -> None:
    first = make_asset(world.core, HOUSE)
    again = receive_file(world.core, HOUSE, [png()], NewAsset("other.png"))
    assert (again.asset_id, again.is_duplicate) == (first, True)
    assert count(world.core) == (1, 1, 1)


def test_same_bytes_that_the_caller_may_not_see_are_a_new_asset(world: World) -> None:
    contributor = make_caller("contributor")
    hidden = make_asset(world.core, HOUSE)
    added = receive_file(world.core, contributor, [png()], NewAsset("x.png"))
    assert not added.is_duplicate
    assert added.asset_id != hidden
    assert receive_file(world.core, contributor, [png()], NewAsset("x.png")).asset_id == added.asset_id
    assert count(world.core) == (2, 2, 1)
    assert used_bytes(world.core) == len(png())


def test_what_is_in_the_trash_is_no_twin_and_both_can_be_kept(world: World) -> None:
    first = make_asset(world.core)
    trash_asset(world.core, HOUSE, first)
    second = make_asset(world.core)
    assert second != first
    kept = receive_file(world.core, HOUSE, [png()], NewAsset("x.png", keep_both=True))
    assert not kept.is_duplicate
    assert count(world.core)[0] == 3


def test_an_approved_start_takes_a_manager(world: World) -> None:
    with pytest.raises(Forbidden):
        make_asset(world.core, make_caller("contributor"), status="approved")
    assert count(world.core) == (0, 0, 0)
    asset_id = make_asset(world.core, make_caller("manager"), status="approved")
    assert get_asset(world.core, make_caller("viewer"), asset_id).approved_at == world.moment
    assert world.announced[-1] == StatusMoved(asset_id, "draft", "approved")


@pytest.mark.parametrize("status", ["withdrawn", "trashed", "", "Draft"])
def test_an_impossible_start_is_refused_by_field(world: World, status: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make_asset(world.core, status=status)
    assert refusal.value.errors[0].path == "status"


@pytest.mark.parametrize(
    ("content", "filename", "refusal"),
    [
        (b"", "empty.jpg", Invalid),
        (b"just words, no picture\n" * 10, "words.jpg", NotKept),
        (b"PK\x03\x04" + b"\0" * 100, "archive.zip", NotKept),
        (b"MZ" + b"\0" * 100, "setup.exe", NotKept),
    ],
)
def test_what_is_not_kept_leaves_nothing_behind(
    world: World, content: bytes, filename: str, refusal: type[VitrineError]
) -> None:
    with pytest.raises(refusal):
        receive_file(world.core, HOUSE, [content], NewAsset(filename))
    assert count(world.core) == (0, 0, 0)
    assert world.announced == []


@pytest.mark.parametrize(
    "settings", [IngestSettings(max_bytes=len(png()) - 1), IngestSettings(quota_bytes=len(png()) - 1)]
)
def test_over_a_limit_nothing_is_kept(world: World, tmp_path: Path, settings: IngestSettings) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(png())
    for source in (path, [png()[:40], png()[40:]]):
        with pytest.raises(TooLarge):
            receive_file(world.core, HOUSE, source, NewAsset("x.png"), settings)
    blob, head = stored(world.core, 0)
    with pytest.raises(TooLarge):
        add_asset(world.core, HOUSE, blob, head, NewAsset("x.png"), settings)
    assert count(world.core)[:2] == (0, 0)


def test_a_quota_counts_what_is_here(world: World) -> None:
    settings = IngestSettings(quota_bytes=2 * len(png()))
    for number in (1, 2):
        receive_file(world.core, HOUSE, [png(number)], NewAsset("x.png"), settings)
    with pytest.raises(TooLarge, match="does not fit"):
        receive_file(world.core, HOUSE, [png(3)], NewAsset("x.png"), settings)


def test_wrong_texts_are_refused_before_a_byte_is_stored(world: World) -> None:
    for new in (
        NewAsset("x.png", title="x" * 501),
        NewAsset("x.png", tags=tuple(str(each) for each in range(201))),
        NewAsset("x.png", tags=("x" * 101,)),
    ):
        with pytest.raises(Invalid):
            receive_file(world.core, HOUSE, [png()], new)
    assert count(world.core) == (0, 0, 0)


def test_an_unknown_field_or_collection_leaves_no_row(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        make_asset(world.core, fields={"nothing": "x"})
    assert refusal.value.errors[0].path.startswith("fields")
    with pytest.raises(NotFound):
        make_asset(world.core, collection="0123456789abcdef")
    assert count(world.core)[:2] == (0, 0)
    assert world.announced == []


def test_an_asset_is_placed_into_its_collection(world: World) -> None:
    collection = create_collection(world.core, HOUSE, name="Été")
    asset_id = make_asset(world.core, collection=collection.id)
    assert list_collection_assets(world.core, HOUSE, collection.id) == [asset_id]
    assert get_asset(world.core, HOUSE, asset_id).collections == (collection.id,)


def test_viewers_add_nothing_and_nobody_is_asked_to_sign_in(world: World) -> None:
    with pytest.raises(Forbidden):
        make_asset(world.core, make_caller("viewer"))
    with pytest.raises(NotSignedIn):
        make_asset(world.core, ANONYMOUS)


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    world = make_world(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    core = replace(world.core, store=LocalStore(tmp_path / "blobs"))
    piece = bytes(CHUNK)
    tracemalloc.start()
    try:
        receive_file(core, HOUSE, chain([png()], repeat(piece, 256)), NewAsset("large.png"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        core.db.dispose()
    assert peak < 16 * CHUNK
