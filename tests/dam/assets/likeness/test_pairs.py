"""Pairs: found by words and by digests, decided by people, and never shown to those who may not see both."""

import random

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.likeness import keep
from dam.assets.likeness.compare import compare_asset
from dam.assets.likeness.decide import decide_pair
from dam.assets.likeness.keep import forget_likeness, note_likeness
from dam.assets.likeness.missing import looked_at, missing_looks
from dam.assets.likeness.models import LikenessWord
from dam.assets.likeness.points import NOTHING, Frame, pack
from dam.assets.likeness.read import list_duplicates, similar_to
from dam.assets.models import Asset
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from dam.core import Core
from dam.errors import Forbidden, Invalid, NotFound
from renditions.image.likeness import look_at
from tests.dam.accounts.world import make_caller
from tests.dam.assets.factory import make_asset, png
from tests.pictures.copies import COPIES, skimage_photographs

MANAGER = make_caller("manager")
CONTRIBUTOR = make_caller("contributor")
VIEWER = make_caller("viewer")


@pytest.fixture(scope="module")
def looks() -> dict[str, Frame]:
    photographs = skimage_photographs(("astronaut.png", "coffee.png", "chelsea.png"))
    found = {name: look_at(image) for name, image in photographs.items()}
    for copy in ("crop to 80 %", "mirrored"):
        found[copy] = look_at(COPIES[copy](photographs["coffee.png"], random.Random(copy)))
    return found


def seen(core: Core, number: int, frame: Frame, *, pixels: str = "", caller: Caller = HOUSE) -> str:
    """Add an asset that looks like this, and look for its pairs."""
    asset_id = make_asset(core, caller, number=number)
    look(core, asset_id, frame, pixels)
    return asset_id


def look(core: Core, asset_id: str, frame: Frame, pixels: str = "") -> int:
    with core.db.write() as session:
        version_id = session.get_one(Asset, asset_id).current_version_id
        assert version_id is not None
        assert note_likeness(session, version_id, pixels, pack([frame]))
    return compare_asset(core, asset_id)


def test_a_crop_and_a_mirror_image_are_paired_with_their_original_alone(
    core_on_each: Core, looks: dict[str, Frame]
) -> None:
    core = core_on_each
    coffee, *others = (
        seen(core, number, looks[name])
        for number, name in enumerate(("coffee.png", "astronaut.png", "chelsea.png"))
    )
    crop = seen(core, 8, looks["crop to 80 %"])
    mirror = seen(core, 9, looks["mirrored"])
    pairs = {pair.other.id: pair for pair in similar_to(core, MANAGER, coffee)}
    assert set(pairs) == {crop, mirror}
    assert [pairs[mirror].is_mirrored, pairs[crop].is_mirrored] == [True, False]
    assert all(pair.kind == "near" and 0.2 < pair.score <= 1 for pair in pairs.values())
    assert all(similar_to(core, MANAGER, other) == () for other in others)
    assert list_duplicates(core, MANAGER).total == len({crop, mirror, coffee})


def test_equal_bytes_and_equal_pixels_are_told_apart(core: Core) -> None:
    first = make_asset(core, number=1)
    again = receive_file(core, HOUSE, [png(1)], NewAsset("y.png", keep_both=True)).asset_id
    stripped = make_asset(core, number=2)
    other = make_asset(core, number=3)
    for asset_id, pixels in ((first, "a" * 64), (again, "a" * 64), (stripped, "a" * 64), (other, "")):
        look(core, asset_id, NOTHING, pixels)
    kinds = {pair.other.id: pair.kind for pair in similar_to(core, MANAGER, first)}
    assert kinds == {again: "bytes", stripped: "pixels"}
    assert [pair.kind for pair in list_duplicates(core, MANAGER).items] == ["bytes", "pixels", "pixels"]
    assert [pair.kind for pair in list_duplicates(core, MANAGER, kind="bytes").items] == ["bytes"]


def test_a_verdict_is_remembered_for_the_pair_and_can_be_taken_back(
    core: Core, looks: dict[str, Frame]
) -> None:
    one, other = seen(core, 1, looks["coffee.png"]), seen(core, 2, looks["crop to 80 %"])
    decide_pair(core, MANAGER, other, one, "different")
    assert list_duplicates(core, MANAGER).total == 0
    look(core, one, looks["coffee.png"])
    (pair,) = list_duplicates(core, MANAGER, verdict="different").items
    assert (pair.decided_by, {pair.one.id, pair.other.id}) == (MANAGER.name, {one, other})
    look(core, one, looks["astronaut.png"])
    assert list_duplicates(core, MANAGER, verdict="different").total == 1
    decide_pair(core, MANAGER, one, other, "open")
    look(core, one, looks["astronaut.png"])
    assert similar_to(core, MANAGER, one) == ()


def test_nobody_learns_of_a_pair_of_which_one_is_not_theirs_to_see(
    core: Core, looks: dict[str, Frame]
) -> None:
    one, other = seen(core, 1, looks["coffee.png"]), seen(core, 2, looks["crop to 80 %"])
    move_status(core, HOUSE, one, "approved")
    assert similar_to(core, VIEWER, one) == ()
    assert list_duplicates(core, VIEWER).total == 0
    with pytest.raises(NotFound):
        similar_to(core, VIEWER, other)
    move_status(core, HOUSE, other, "approved")
    assert [pair.other.id for pair in similar_to(core, VIEWER, one)] == [other]
    with pytest.raises(Forbidden):
        decide_pair(core, VIEWER, one, other, "different")
    with pytest.raises(Forbidden):
        decide_pair(core, CONTRIBUTOR, one, other, "different")
    trash_asset(core, HOUSE, other)
    assert similar_to(core, MANAGER, one) == ()


def test_who_may_edit_one_of_two_may_decide(core: Core, looks: dict[str, Frame]) -> None:
    one = seen(core, 1, looks["coffee.png"])
    move_status(core, HOUSE, one, "approved")
    mine = seen(core, 2, looks["crop to 80 %"], caller=CONTRIBUTOR)
    decide_pair(core, CONTRIBUTOR, one, mine, "both")
    assert [pair.verdict for pair in similar_to(core, CONTRIBUTOR, mine)] == ["both"]


def test_wrong_questions_are_told_in_a_sentence(core: Core, looks: dict[str, Frame]) -> None:
    one, other = seen(core, 1, looks["coffee.png"]), seen(core, 2, looks["astronaut.png"])
    with pytest.raises(NotFound, match="never found"):
        decide_pair(core, MANAGER, one, other, "different")
    with pytest.raises(NotFound):
        decide_pair(core, MANAGER, one, one, "different")
    with pytest.raises(Invalid, match="verdict"):
        decide_pair(core, MANAGER, one, other, "perhaps")
    with pytest.raises(Invalid, match="verdict"):
        list_duplicates(core, MANAGER, verdict="x" * 5000)
    with pytest.raises(Invalid, match="kind"):
        list_duplicates(core, MANAGER, kind="alike")


def test_a_word_of_too_many_pictures_is_kept_of_no_more(
    core: Core, looks: dict[str, Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "MOST_OF_A_WORD", 3)
    for number in range(5):
        seen(core, number, looks["coffee.png"])
    with core.db.read() as session:
        counts = session.scalars(
            sa.select(sa.func.count()).select_from(LikenessWord).group_by(LikenessWord.word)
        ).all()
    assert set(counts) == {3}


def test_what_was_forgotten_leaves_no_word(core: Core, looks: dict[str, Frame]) -> None:
    asset_id = seen(core, 1, looks["coffee.png"])
    with core.db.write() as session:
        forget_likeness(session, asset_id)
        forget_likeness(session, "nobody")
    with core.db.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LikenessWord)) == 0


def test_what_is_missing_is_told_until_it_is_looked_at_and_compared(
    core: Core, looks: dict[str, Frame]
) -> None:
    asset_id = make_asset(core, number=1)
    with core.db.write() as session:
        session.get_one(Asset, asset_id).processing_state = "done"
        version_id = session.get_one(Asset, asset_id).current_version_id
    with core.db.read() as session:
        assert missing_looks(session, 5) == [(asset_id, version_id)]
    assert looked_at(core).done == 0
    look(core, asset_id, looks["coffee.png"])
    with core.db.read() as session:
        assert missing_looks(session, 5) == []
    assert (looked_at(core).done, looked_at(core).total) == (1, 1)
