"""Shares: what may be shared, who gets in, how often, what they see, and how it ends at once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.access.brands import change_brand, create_brand
from dam.accounts.acting import caller_now
from dam.accounts.caller import HOUSE, Caller, Grant, Role
from dam.accounts.people import add_person, change_person
from dam.accounts.personal.hand_over import count_belongings, hand_over
from dam.accounts.sessions import caller_of_person
from dam.accounts.settings import AccountSettings
from dam.accounts.tokens import create_token
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.assets.brands import move_to_brand
from dam.assets.collections import add_assets, create_collection
from dam.assets.edit import edit_asset
from dam.assets.marks import MarkedOnly
from dam.assets.purposes import PurposeMissing, list_taken
from dam.assets.status import move_status
from dam.errors import Conflict, Forbidden, Gone, Invalid, NotFound, Stale, TooMany
from dam.notices.read import list_notices
from dam.sharing.guests import (
    Opened,
    enter,
    is_shown,
    note_upload,
    open_share,
    shown_assets,
)
from dam.sharing.light import Asked
from dam.sharing.models import Share
from dam.sharing.owners import give_share
from dam.sharing.shares import create_share, edit_share, get_share, list_shares, revoke_share
from dam.sharing.taking import Taken, take_from_share
from dam.sharing.values import ShareView
from tests.dam.accounts.world import World, make_caller, make_person
from tests.dam.assets.factory import make_asset

PASSWORD = "une phrase assez longue"
SETTINGS = AccountSettings(secret_key="k" * 32)


def approved(world: World, number: int = 0) -> str:
    asset_id = make_asset(world.core, number=number, title=f"Asset {number}")
    move_status(world.core, HOUSE, asset_id, "approved")
    return asset_id


def person(world: World, name: str, role: Role = Role.CONTRIBUTOR) -> Caller:
    email = f"{name}@example.org"
    return caller_of_person(
        add_person(world.core, HOUSE, email=email, name=name, role=role, password=PASSWORD)
    )


def share(world: World, *asset_ids: str, by: Caller = HOUSE, **more: object) -> ShareView:
    return create_share(world.core, by, {"title": "For you", "asset_ids": list(asset_ids), **more})


def asked(world: World, territory: str | None = None) -> Asked:
    return Asked("web", territory, world.now())


def seen(world: World, opened: Opened, territory: str | None = None) -> tuple[list[str], int]:
    with world.core.db.read() as session:
        return shown_assets(session, opened, asked(world, territory))


def test_what_is_shared_is_seen_and_ends_with_its_rights(world: World) -> None:
    one, other = approved(world, 1), approved(world, 2)
    made = share(world, one, other)
    opened = open_share(world.core, made.code)
    assert not opened.needs_step
    assert seen(world, opened) == ([one, other], 0)
    ends = (world.now() + timedelta(days=1)).isoformat()
    edit_asset(world.core, HOUSE, one, {"rights": {"expires_at": ends}})
    move_status(world.core, HOUSE, other, "withdrawn")
    assert seen(world, opened) == ([one], 1)
    world.wait(days=1)
    assert seen(world, opened) == ([], 2)
    with world.core.db.read() as session:
        assert not is_shown(session, opened, one, asked(world))


def test_what_is_not_lit_cannot_be_shared(world: World) -> None:
    draft = make_asset(world.core, title="Brouillon")
    with pytest.raises(Conflict, match="'Brouillon' is draft; only what is lit can be shared"):
        share(world, draft)
    asset_id = approved(world, 1)
    edit_asset(world.core, HOUSE, asset_id, {"rights": {"channels": ["print"]}})
    with pytest.raises(Conflict, match="may not be shown on web now"):
        share(world, asset_id)
    assert share(world, asset_id, channel="print").channel == "print"
    move_status(world.core, HOUSE, asset_id, "withdrawn")
    with pytest.raises(Conflict, match="is withdrawn"):
        share(world, asset_id, channel="print")


def test_territories_are_asked_of_the_guest_and_not_of_the_one_who_shares(world: World) -> None:
    asset_id = approved(world)
    edit_asset(world.core, HOUSE, asset_id, {"rights": {"territories": ["FR"]}})
    opened = open_share(world.core, share(world, asset_id).code)
    assert seen(world, opened, "FR") == ([asset_id], 0)
    assert seen(world, opened, "DE") == ([], 1)
    assert seen(world, opened) == ([], 1)


def test_nobody_shares_what_they_may_not_see(world: World) -> None:
    draft = make_asset(world.core)
    contributor = person(world, "one")
    with pytest.raises(NotFound):
        share(world, draft, by=contributor)
    with pytest.raises(NotFound):
        share(world, "0" * 16, by=contributor)
    with pytest.raises(Forbidden):
        share(world, approved(world, 1), by=make_caller(Role.VIEWER))


def test_a_collection_is_shared_as_it_is_on_the_day(world: World) -> None:
    one, draft = approved(world, 1), make_asset(world.core, number=2)
    collection = create_collection(world.core, HOUSE, name="Été").id
    made = create_share(world.core, HOUSE, {"title": "Été", "collection_id": collection})
    opened = open_share(world.core, made.code)
    assert seen(world, opened) == ([], 0)
    add_assets(world.core, HOUSE, collection, [one, draft])
    assert seen(world, opened) == ([one], 0), "of a collection nobody says how many drafts there are"


def test_a_revoked_an_expired_and_an_unknown_share_say_so(world: World) -> None:
    asset_id = approved(world)
    made = share(world, asset_id)
    revoke_share(world.core, HOUSE, made.code)
    with pytest.raises(Gone, match="has ended"):
        open_share(world.core, made.code, is_inside=True)
    short = share(world, asset_id, expires_at=world.now() + timedelta(hours=1))
    world.wait(hours=1)
    with pytest.raises(Gone):
        open_share(world.core, short.code)
    with pytest.raises(NotFound):
        open_share(world.core, "nothing")


def test_a_share_ends_with_its_owner_s_account_and_shrinks_with_their_rights(world: World) -> None:
    asset_id = approved(world)
    owner = person(world, "one")
    made = share(world, asset_id, by=owner)
    assert seen(world, open_share(world.core, made.code))[0] == [asset_id]
    change_person(world.core, HOUSE, owner.id, is_active=False)
    with pytest.raises(Gone, match="no longer here"):
        open_share(world.core, made.code)


def test_the_password_is_asked_and_tries_are_bounded(world: World) -> None:
    made = share(world, approved(world), password=PASSWORD)
    assert open_share(world.core, made.code).needs_step
    with pytest.raises(Forbidden, match="not the password"):
        enter(world.core, made.code, "wrong", "192.0.2.1", SETTINGS)
    assert enter(world.core, made.code, PASSWORD, "192.0.2.1", SETTINGS).share.code == made.code
    for _ in range(SETTINGS.failures_per_account):
        with pytest.raises(Forbidden):
            enter(world.core, made.code, "wrong", "192.0.2.1", SETTINGS)
    with pytest.raises(TooMany):
        enter(world.core, made.code, PASSWORD, "192.0.2.1", SETTINGS)
    before = open_share(world.core, made.code).share.generation
    edit_share(world.core, HOUSE, made.code, {"password": None})
    after = open_share(world.core, made.code)
    assert (after.share.generation, after.needs_step) == (before + 1, False)


def test_no_more_views_than_allowed_however_many_come_at_once(world: World) -> None:
    made = share(world, approved(world), most_views=3)
    outcomes: list[str] = []

    def come() -> None:
        try:
            enter(world.core, made.code, "", "192.0.2.1", SETTINGS)
            outcomes.append("in")
        except Gone:
            outcomes.append("gone")

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("in") == 3
    assert open_share(world.core, made.code, is_inside=True).share.views == 3
    assert get_share(world.core, HOUSE, made.code).state == "used_up"


def test_downloads_are_bounded_and_stand_in_the_trail(world: World) -> None:
    asset_id = approved(world)
    made = share(world, asset_id, most_downloads=1)
    opened = open_share(world.core, made.code)
    with pytest.raises(Forbidden, match="for looking at"):
        take_from_share(world.core, opened, Taken(asset_id, "original"))
    take_from_share(world.core, opened, Taken(asset_id, "web/card"))
    with pytest.raises(Forbidden, match="As many files were taken"):
        take_from_share(world.core, opened, Taken(asset_id, "web/card"))
    (line,) = list_audit(world.core, HOUSE, AuditFilter(action="share.downloaded")).items
    assert (line.subject_id, line.details["what"]) == (asset_id, "web/card")
    assert made.code not in str(line.details), "whoever reads the trail is not let in by it"
    only = open_share(world.core, share(world, asset_id, allows="view").code)
    with pytest.raises(Forbidden):
        take_from_share(world.core, only, Taken(asset_id, "web/card"))


def test_a_file_from_a_guest_is_told_to_the_owner(world: World) -> None:
    owner = person(world, "one")
    made = share(world, approved(world), by=owner, takes_files=True)
    note_upload(
        world.core, open_share(world.core, made.code).share, "a", {"name": "A guest", "title": "Photo"}
    )
    (notice,) = list_notices(world.core, owner).items
    assert (notice.kind, notice.by, notice.values["title"]) == ("guest_upload", "A guest", "Photo")
    assert get_share(world.core, owner, made.code).files_taken == 1
    (line,) = list_audit(world.core, HOUSE, AuditFilter(action="share.uploaded")).items
    assert (line.caller_kind, line.subject_id, line.details) == ("anonymous", "a", {"share": made.code[:8]})


def test_one_sees_one_s_own_shares_and_managers_all(world: World) -> None:
    asset_id = approved(world)
    one, other, manager = person(world, "one"), person(world, "two"), person(world, "m", Role.MANAGER)
    made = share(world, asset_id, by=one)
    assert list_shares(world.core, one).total == 1
    assert list_shares(world.core, other).total == 0
    assert [each.code for each in list_shares(world.core, manager, asset_id=asset_id).items] == [made.code]
    with pytest.raises(NotFound):
        revoke_share(world.core, other, made.code)
    assert revoke_share(world.core, manager, made.code).state == "revoked"
    first = list_shares(world.core, manager, limit=1)
    assert first.next is None


@pytest.mark.parametrize(
    "given",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"most_views": 0},
        {"most_views": True},
        {"allows": "everything"},
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"expires_at": "tomorrow"},
        {"password": "short"},
        {"password": 7},
        {"nonsense": 1},
        {"channel": "Web!"},
        {"asset_ids": []},
        {"asset_ids": "all"},
        {"collection_id": "0" * 16},
    ],
    ids=lambda given: "-".join(f"{name}={str(value)[:12]}" for name, value in given.items()),
)
def test_what_is_wrong_is_named(world: World, given: dict[str, object]) -> None:
    asset_id = approved(world)
    with pytest.raises(Invalid) as refusal:
        create_share(world.core, HOUSE, {"title": "T", "asset_ids": [asset_id], **given})
    assert refusal.value.errors
    with world.core.db.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Share)) == 0


def test_a_stale_change_names_both_values(world: World) -> None:
    made = share(world, approved(world))
    edit_share(world.core, HOUSE, made.code, {"title": "Theirs"}, made.etag)
    with pytest.raises(Stale) as refusal:
        edit_share(world.core, HOUSE, made.code, {"title": "Mine"}, made.etag)
    assert (refusal.value.current, refusal.value.yours) == ({"title": "Theirs"}, {"title": "Mine"})


def test_a_role_in_one_brand_shares_nothing_of_another(world: World) -> None:
    """Who sees a second brand as a viewer shares none of it, neither by name nor through a collection."""
    ours, theirs = approved(world, 1), approved(world, 2)
    brand = create_brand(world.core, HOUSE, name="Another").id
    move_to_brand(world.core, HOUSE, ours, brand)
    someone = replace(person(world, "one", Role.VIEWER), grants=(Grant("brand", brand, Role.CONTRIBUTOR),))
    assert share(world, ours, by=someone).asset_ids == (ours,)
    with pytest.raises(NotFound):
        share(world, theirs, by=someone)
    collection = create_collection(world.core, HOUSE, name="Été").id
    add_assets(world.core, HOUSE, collection, [ours, theirs])
    made = create_share(world.core, someone, {"title": "Été", "collection_id": collection})
    with world.core.db.read() as session:
        opened = Opened(session.get_one(Share, made.code), someone)
    assert seen(world, opened) == ([ours], 0)


def test_nobody_lends_an_original_that_they_could_not_take_home(world: World) -> None:
    asset_id = approved(world)
    opened = open_share(world.core, share(world, asset_id, allows="original").code)
    scopes = frozenset({"assets:read", "shares:write"})
    narrow = replace(opened, owner=Caller("token", "0" * 16, "narrow", Role.ADMIN, scopes=scopes))
    with pytest.raises(Forbidden, match="originals:read"):
        take_from_share(world.core, narrow, Taken(asset_id, "original"))
    take_from_share(world.core, narrow, Taken(asset_id, "hero.jpeg"))
    take_from_share(world.core, opened, Taken(asset_id, "original"))
    brand = create_brand(world.core, HOUSE, name="Marked").id
    change_brand(world.core, HOUSE, brand, {"marks": ["restricted"], "unmarked_role": "manager"})
    move_to_brand(world.core, HOUSE, asset_id, brand)
    edit_asset(world.core, HOUSE, asset_id, {"rights": {"channels": ["web"]}})
    marked = replace(opened, owner=make_caller(Role.CONTRIBUTOR))
    with pytest.raises(MarkedOnly):
        take_from_share(world.core, marked, Taken(asset_id, "original"))


def lent_by_token(world: World, role: Role = Role.CONTRIBUTOR) -> tuple[Caller, ShareView]:
    """Somebody makes a token for a week, and the token makes a share for a month."""
    maker = make_person(world, "Camille", role)
    ends = world.now() + timedelta(days=7)
    token, _secret = create_token(world.core, maker, name="agency", role=Role.CONTRIBUTOR, expires_at=ends)
    with world.core.db.read() as session:
        caller = caller_now(session, "token", token.id)
    return maker, share(world, approved(world), by=caller)


def test_a_share_ends_with_the_token_that_made_it_until_somebody_takes_it_over(world: World) -> None:
    maker, made = lent_by_token(world)
    assert open_share(world.core, made.code).owner.name == "agency"
    assert get_share(world.core, HOUSE, made.code).state == "active"
    world.wait(days=7)
    with pytest.raises(Gone, match="no longer here"):
        open_share(world.core, made.code)
    assert get_share(world.core, HOUSE, made.code).state == "ownerless"
    with pytest.raises(Forbidden):
        give_share(world.core, maker, made.code, maker.id)
    give_share(world.core, HOUSE, made.code, maker.id)
    assert open_share(world.core, made.code).owner.id == maker.id
    assert get_share(world.core, HOUSE, made.code).state == "active"
    (told,) = list_notices(world.core, maker).items
    assert (told.kind, told.url) == ("made_owner", f"/shares/{made.code}")


def test_a_share_is_given_only_to_somebody_who_may_share(world: World) -> None:
    made = share(world, approved(world))
    with pytest.raises(Forbidden, match="may share nothing"):
        give_share(world.core, HOUSE, made.code, make_person(world, "Viewer", Role.VIEWER).id)
    with pytest.raises(NotFound):
        give_share(world.core, HOUSE, made.code, "nobody")
    with pytest.raises(NotFound):
        give_share(world.core, HOUSE, "nothing", HOUSE.id)
    assert get_share(world.core, HOUSE, made.code).owner_id == HOUSE.id


def test_a_share_is_dark_while_its_owner_may_share_nothing(world: World) -> None:
    owner = make_person(world, "Camille", Role.CONTRIBUTOR)
    made = share(world, approved(world), by=owner)
    change_person(world.core, HOUSE, owner.id, role=Role.VIEWER)
    with pytest.raises(Gone):
        open_share(world.core, made.code)
    (listed,) = list_shares(world.core, HOUSE).items
    assert listed.state == "ownerless"
    change_person(world.core, HOUSE, owner.id, role=Role.CONTRIBUTOR)
    assert open_share(world.core, made.code).share.code == made.code, "nothing was revoked"


def test_what_tokens_lent_goes_to_the_heir_with_the_rest(world: World) -> None:
    maker, made = lent_by_token(world)
    heir = make_person(world, "Dominique", Role.CONTRIBUTOR)
    assert count_belongings(world.core, HOUSE, maker.id)["shares"] == 1
    assert hand_over(world.core, HOUSE, maker.id, heir.id)["shares"] == 1
    change_person(world.core, HOUSE, maker.id, is_active=False)
    assert open_share(world.core, made.code).owner.id == heir.id


def test_many_shares_are_read_in_a_few_statements(world: World) -> None:
    asset_id = approved(world)
    for _ in range(3):
        share(world, asset_id)
    few = statements(world, lambda: list_shares(world.core, HOUSE, limit=1))
    assert statements(world, lambda: list_shares(world.core, HOUSE)) == few


def test_one_asset_is_looked_up_without_reading_the_collection(world: World) -> None:
    asset_id = approved(world)
    collection = create_collection(world.core, HOUSE, name="Été").id
    add_assets(world.core, HOUSE, collection, [asset_id])
    made = create_share(world.core, HOUSE, {"title": "Été", "collection_id": collection})
    opened = open_share(world.core, made.code)
    with world.core.db.read() as session:
        assert is_shown(session, opened, asset_id, asked(world))
        assert not is_shown(session, opened, "0" * 16, asked(world))
        asked_for = statements(world, lambda: is_shown(session, opened, asset_id, asked(world)))
    assert asked_for <= 4


def test_an_original_that_a_guest_takes_is_told_with_what_it_is_for(world: World) -> None:
    """Whoever lent it stands in the report, and hears when its rights end."""
    asset_id, owner = approved(world), make_person(world, "Camille", Role.MANAGER)
    change_brand(world.core, HOUSE, "main", {"asks_purpose": True, "purposes": ["Press", "Social"]})
    opened = open_share(world.core, share(world, asset_id, by=owner, allows="original").code)
    take_from_share(world.core, opened, Taken(asset_id, "hero.jpeg"))
    with pytest.raises(PurposeMissing):
        take_from_share(world.core, opened, Taken(asset_id, "original"))
    take_from_share(world.core, opened, Taken(asset_id, "original", "Press"))
    (line,) = list_taken(world.core, HOUSE).items
    assert (line.caller_id, line.via, line.purpose) == (owner.id, "share", "Press")
    told = list_audit(world.core, HOUSE, AuditFilter(action="share.downloaded")).items[0]
    assert told.details == {"share": opened.share.code[:8], "what": "original", "purpose": "Press"}
    assert told.caller_kind == "anonymous"


def statements(world: World, work: Callable[[], object]) -> int:
    """Return how many statements a piece of work sends to the database."""
    sent: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    sa.event.listen(world.core.db.engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        sa.event.remove(world.core.db.engine, "before_cursor_execute", count)
    return len(sent)
