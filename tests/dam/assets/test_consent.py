"""The consent register: what a consent must say, whom it covers, and that what it takes away is dark with its commit."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import AuditEntry
from dam.assets.consent import touched
from dam.assets.consent.cover import cover_assets, uncover_assets
from dam.assets.consent.read import ConsentFilter, consents_of, get_consent, list_consents
from dam.assets.consent.register import add_consent, edit_consent, erase_consent, withdraw_consent
from dam.assets.days import end_of_day, last_day, start_of_day
from dam.assets.serving import Light, light, load_servable
from dam.changes import ConsentChanged
from dam.core import Core
from dam.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from dam.feed import EVERYTHING, changes_since, last_seq
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset

GIVEN: dict[str, Any] = {"role": "model", "name": "Ada Example", "given_on": "2026-03-01"}
MINOR: dict[str, Any] = {
    **GIVEN,
    "role": "minor",
    "guardian": "Bea Example",
    "of_age_on": "2030-05-01",
}


def lit(core: Core, asset_id: str, channel: str = "web", territory: str | None = "FR") -> Light:
    with core.db.read() as session:
        servable = load_servable(session, asset_id)
    assert servable is not None
    return light(servable, channel=channel, territory=territory, now=core.now())


@pytest.mark.parametrize(
    ("patch", "path"),
    [
        ({"role": "actor"}, "role"),
        ({"name": None}, "name"),
        ({"given_on": None}, "given_on"),
        ({"given_on": "2026-03-22"}, "given_on"),
        ({"given_on": "2026-02-30"}, "given_on"),
        ({"expires_on": "2026-02-28"}, "expires_on"),
        ({"expires_on": "never"}, "expires_on"),
        ({"channels": "web"}, "channels"),
        ({"territories": ["Europe"]}, "territories[0]"),
        ({"purposes": ["fun"]}, "purposes[0]"),
        ({"name": "x" * 201}, "name"),
        ({"role": "minor", "of_age_on": "2030-05-01"}, "guardian"),
        ({"role": "minor", "guardian": "Bea"}, "of_age_on"),
        ({"role": "minor", "guardian": "Bea", "of_age_on": "2026-03-01"}, "of_age_on"),
        ({"nome": "x"}, "nome"),
    ],
)
def test_what_is_missing_or_wrong_is_named(world: World, patch: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_consent(world.core, HOUSE, {**GIVEN, **patch})
    assert [error.path for error in refused.value.errors] == [path]
    assert list_consents(world.core, HOUSE).total == 0


def test_an_asset_is_lit_where_licence_and_every_consent_cover_it(world: World) -> None:
    core = world.core
    asset_id = make_asset(core, status="approved")
    assert lit(core, asset_id) is Light.LIT
    everywhere = add_consent(core, HOUSE, GIVEN)
    narrow = add_consent(core, HOUSE, {**GIVEN, "channels": ["web"], "territories": ["EU", "-HU"]})
    for consent in (everywhere, narrow):
        cover_assets(core, HOUSE, consent.id, [asset_id, asset_id])
    assert lit(core, asset_id) is Light.LIT
    assert lit(core, asset_id, "social") is Light.NOT_GRANTED
    assert lit(core, asset_id, territory="HU") is Light.NOT_GRANTED
    assert lit(core, asset_id, territory=None) is Light.NOT_GRANTED
    uncover_assets(core, HOUSE, narrow.id, [asset_id])
    assert lit(core, asset_id, "social", None) is Light.LIT


def test_a_withdrawn_consent_is_dark_with_its_commit_and_told_to_every_cache(world: World) -> None:
    core = world.core
    ids = [make_asset(core, number=number, status="approved") for number in range(3)]
    consent = add_consent(core, HOUSE, MINOR)
    cover_assets(core, HOUSE, consent.id, ids[:2])
    with core.db.read() as session:
        before = last_seq(session)
    world.wait(seconds=5)
    withdrawn = withdraw_consent(core, HOUSE, consent.id)
    assert (withdrawn.state, withdrawn.withdrawn_at) == ("withdrawn", world.moment)
    assert [lit(core, asset_id) for asset_id in ids] == [Light.DARK, Light.DARK, Light.LIT]
    with core.db.read() as session:
        assert sorted(asset_id for _, asset_id in changes_since(session, before)) == sorted(ids[:2])
    assert world.announced[-1] == ConsentChanged(consent.id)
    assert withdraw_consent(core, HOUSE, consent.id) == withdrawn, "to repeat is harmless"
    with pytest.raises(Conflict, match="was withdrawn"):
        edit_consent(core, HOUSE, consent.id, {"channels": []})


def test_of_many_assets_every_cache_forgets_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touched, "MOST_NAMED", 1)
    ids = [make_asset(world.core, number=number, status="approved") for number in range(2)]
    consent = add_consent(world.core, HOUSE, GIVEN)
    cover_assets(world.core, HOUSE, consent.id, ids)
    with world.core.db.read() as session:
        before = last_seq(session)
    withdraw_consent(world.core, HOUSE, consent.id)
    with world.core.db.read() as session:
        assert [asset_id for _, asset_id in changes_since(session, before)] == [EVERYTHING]


@pytest.mark.parametrize(
    ("zone", "day", "end", "hours"),
    [
        ("Europe/Paris", date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC), 23),
        ("Europe/Paris", date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC), 25),
        ("Europe/Paris", date(2028, 2, 29), datetime(2028, 2, 29, 23, tzinfo=UTC), 24),
        ("Europe/Paris", date(2026, 12, 31), datetime(2026, 12, 31, 23, tzinfo=UTC), 24),
        ("America/New_York", date(2026, 12, 31), datetime(2027, 1, 1, 5, tzinfo=UTC), 24),
        ("Asia/Beirut", date(2026, 3, 28), datetime(2026, 3, 28, 22, tzinfo=UTC), 24),
    ],
)
def test_a_day_ends_with_its_last_local_hour(zone: str, day: date, end: datetime, hours: int) -> None:
    place = ZoneInfo(zone)
    assert end_of_day(day, place) == end
    assert last_day(end, place) == day
    assert (end - start_of_day(day, place)).total_seconds() == hours * 3600


def test_a_consent_holds_until_the_last_local_moment_of_its_last_day(world: World) -> None:
    core = Core(
        world.core.db,
        world.core.store,
        world.core.jobs,
        world.core.announce,
        world.now,
        ZoneInfo("Europe/Paris"),
    )
    asset_id = make_asset(core, status="approved")
    consent = add_consent(core, HOUSE, {**GIVEN, "expires_on": "2026-03-29"})
    assert (consent.expires_on, consent.state) == (date(2026, 3, 29), "active")
    cover_assets(core, HOUSE, consent.id, [asset_id])
    world.moment = datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)
    assert lit(core, asset_id) is Light.LIT
    world.wait(seconds=1)
    assert lit(core, asset_id) is Light.DARK
    assert get_consent(core, HOUSE, consent.id).state == "expired"
    longer = edit_consent(core, HOUSE, consent.id, {"expires_on": "2028-02-29"}, consent.etag)
    assert (longer.expires_on, longer.revision) == (date(2028, 2, 29), 2)
    assert lit(core, asset_id) is Light.LIT
    with pytest.raises(Stale):
        edit_consent(core, HOUSE, consent.id, {"expires_on": None}, consent.etag)


def test_a_minor_who_comes_of_age_is_flagged(world: World) -> None:
    consent = add_consent(world.core, HOUSE, {**MINOR, "of_age_on": "2026-04-01"})
    assert not consent.is_of_age
    assert list_consents(world.core, HOUSE, ConsentFilter(state="of_age")).total == 0
    world.wait(days=11)
    assert get_consent(world.core, HOUSE, consent.id).is_of_age
    assert [each.id for each in list_consents(world.core, HOUSE, ConsentFilter(state="of_age")).items] == [
        consent.id
    ]


def test_whose_a_consent_is_stays_with_those_who_may_know(world: World) -> None:
    core = world.core
    asset_id = make_asset(core, status="approved")
    consent = add_consent(core, HOUSE, {**MINOR, "code": "M-7", "contact": "bea@example.org"})
    cover_assets(core, HOUSE, consent.id, [asset_id])
    viewer, manager = make_caller(Role.VIEWER), make_caller(Role.MANAGER)
    (seen,) = consents_of(core, viewer, asset_id)
    assert seen.of_age_on is None, "a birthday is the person's, too"
    assert (seen.name, seen.guardian, seen.contact, seen.code) == ("", "", "", "M-7")
    assert consents_of(core, manager, asset_id)[0].name == "Ada Example"
    for act in (
        lambda: list_consents(core, viewer),
        lambda: get_consent(core, viewer, consent.id),
        lambda: add_consent(core, make_caller(Role.CONTRIBUTOR), GIVEN),
        lambda: withdraw_consent(core, viewer, consent.id),
        lambda: erase_consent(core, viewer, consent.id),
        lambda: cover_assets(core, viewer, consent.id, [asset_id]),
    ):
        with pytest.raises(Forbidden):
            act()


def test_what_is_erased_is_gone_everywhere_and_holds_no_more(world: World) -> None:
    core = world.core
    asset_id = make_asset(core, status="approved")
    consent = add_consent(core, HOUSE, {**MINOR, "notes": "secret word", "contact": "bea@example.org"})
    edit_consent(core, HOUSE, consent.id, {"name": "Ada B. Example"})
    cover_assets(core, HOUSE, consent.id, [asset_id])
    erased = erase_consent(core, HOUSE, consent.id)
    assert (erased.name, erased.guardian, erased.contact, erased.notes, erased.of_age_on) == (
        "",
        "",
        "",
        "",
        None,
    )
    assert erased.erased_at == world.moment
    assert lit(core, asset_id) is Light.DARK
    with core.db.read() as session:
        details = [str(row.details) for row in session.scalars(sa.select(AuditEntry))]
    assert not [text for text in details if "Example" in text or "secret" in text], "the trail names nobody"
    with pytest.raises(Conflict, match="was erased"):
        edit_consent(core, HOUSE, consent.id, {"name": "x"})


def test_what_is_not_there_is_said_and_nothing_is_written(world: World) -> None:
    core = world.core
    consent = add_consent(core, HOUSE, GIVEN)
    with pytest.raises(NotFound):
        cover_assets(core, HOUSE, consent.id, [make_asset(core), "nothing"])
    assert get_consent(core, HOUSE, consent.id).assets == 0
    with pytest.raises(NotFound):
        get_consent(core, HOUSE, "x'; drop table consents")
    with pytest.raises(Invalid, match="At most 1000"):
        cover_assets(core, HOUSE, consent.id, ["a"] * 1001)


def test_the_register_is_searched_and_paged(world: World) -> None:
    for number in range(3):
        add_consent(world.core, HOUSE, {**GIVEN, "name": f"Ada {number} 100%", "code": f"C{number}"})
        world.wait(seconds=1)
    first = list_consents(world.core, HOUSE, ConsentFilter(words="0 100%"))
    assert [each.code for each in first.items] == ["C0"]
    page = list_consents(world.core, HOUSE, limit=2)
    assert ([each.code for each in page.items], page.total) == (["C2", "C1"], 3)
    assert [each.code for each in list_consents(world.core, HOUSE, limit=2, cursor=page.next).items] == ["C0"]
