"""Uploads under way: yours alone, for a while, and remembered when they are done."""

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.settings import IngestSettings
from dam.assets.uploads import (
    drop_expired,
    expired_uploads,
    finish_upload,
    forget_upload,
    get_upload,
    start_upload,
)
from dam.errors import Invalid, NotFound, TooLarge
from tests.dam.accounts.world import World, make_caller

SETTINGS = IngestSettings(max_bytes=1000, upload_seconds=60)


def test_an_upload_is_its_senders_alone(world: World) -> None:
    sender = make_caller("contributor")
    upload = start_upload(world.core, sender, length=10, details={"filename": "été.jpg"}, settings=SETTINGS)
    assert get_upload(world.core, sender, upload.id).details == {"filename": "été.jpg"}
    for other in (make_caller("contributor"), HOUSE):
        for act in (get_upload, finish_upload, forget_upload):
            with pytest.raises(NotFound):
                act(world.core, other, upload.id)


def test_what_became_of_it_is_kept_until_it_is_forgotten(world: World) -> None:
    upload = start_upload(world.core, HOUSE, length=10, details={}, settings=SETTINGS)
    finish_upload(world.core, HOUSE, upload.id, asset_id="a", is_duplicate=True)
    kept = get_upload(world.core, HOUSE, upload.id)
    assert (kept.asset_id, kept.is_duplicate, kept.error) == ("a", True, None)
    forget_upload(world.core, HOUSE, upload.id)
    with pytest.raises(NotFound):
        get_upload(world.core, HOUSE, upload.id)


def test_an_expired_upload_is_gone_and_can_be_swept(world: World) -> None:
    upload = start_upload(world.core, HOUSE, length=10, details={}, settings=SETTINGS)
    world.wait(seconds=59)
    assert expired_uploads(world.core) == []
    drop_expired(world.core, [upload.id])
    get_upload(world.core, HOUSE, upload.id)
    world.wait(seconds=1)
    assert expired_uploads(world.core) == [upload.id]
    with pytest.raises(NotFound, match="expired"):
        get_upload(world.core, HOUSE, upload.id)
    drop_expired(world.core, [upload.id])
    assert expired_uploads(world.core) == []


def test_lengths_are_checked_before_a_byte_comes(world: World) -> None:
    with pytest.raises(TooLarge):
        start_upload(world.core, HOUSE, length=1001, details={}, settings=SETTINGS)
    with pytest.raises(Invalid):
        start_upload(world.core, HOUSE, length=0, details={}, settings=SETTINGS)
    with pytest.raises(Invalid):
        start_upload(world.core, HOUSE, length=1, details={"filename": "x" * 4001}, settings=SETTINGS)
