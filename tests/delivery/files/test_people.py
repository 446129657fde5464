"""The library's own previews: for those who are signed in and may see the asset, and for no cache."""

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.accounts.people import add_person
from dam.accounts.sessions import sign_in
from dam.core import Core
from tests.delivery.files.conftest import DRAFT, LIT, TRASHED, WITHDRAWN, Front
from tests.delivery.files.library import body_of, digest_of

PASSWORD = "une phrase assez longue 7"


@pytest.mark.parametrize(
    ("role", "asset_id", "status"),
    [
        ("viewer", LIT, 200),
        ("viewer", DRAFT, 404),
        ("viewer", WITHDRAWN, 404),
        ("contributor", DRAFT, 404),
        ("manager", DRAFT, 200),
        ("manager", WITHDRAWN, 200),
        ("admin", DRAFT, 200),
    ],
)
def test_each_role_sees_what_it_may(front: Front, role: str, asset_id: str, status: int) -> None:
    token = front.token(role)
    digest = digest_of(body_of(f"v1-{asset_id}adminthumb", "webp"))
    for path in (f"/d/admin/thumb/{asset_id}", f"/i/admin/{digest}/x.webp"):
        answer = front.ask(path, authorization=token)
        assert answer.status == status
        if status == 200:
            assert answer.headers["cache-control"].startswith("private")


def test_a_session_sees_previews(front: Front) -> None:
    core = front.house.core
    add_person(core, HOUSE, email="admin@example.org", name="Admin", role="admin", password=PASSWORD)
    secret = sign_in(core, "admin@example.org", PASSWORD, "203.0.113.7").secret
    assert front.ask(f"/d/admin/thumb/{DRAFT}", cookie=f"vitrine={secret}").status == 200
    assert front.ask(f"/d/admin/thumb/{DRAFT}", cookie="vitrine=other").status == 404


def test_a_token_opens_nothing_else(front: Front) -> None:
    token = front.token("admin")
    assert front.ask(f"/d/web/card/{DRAFT}", authorization=token).status == 404
    assert front.ask(f"/d/web/card/{TRASHED}", authorization=token).status == 410


def test_without_a_database_nobody_is_told_that_there_is_nothing(
    front: Front, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = front.token("admin")
    assert front.ask(f"/d/admin/thumb/{LIT}", authorization=token).status == 200

    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr("delivery.files.permit.identity_of", fail)
    assert front.ask(f"/d/admin/thumb/{LIT}", authorization=token).status == 503


def test_what_lies_in_the_trash_can_be_seen_there(front: Front) -> None:
    assert front.ask(f"/d/admin/thumb/{TRASHED}", authorization=front.token("manager")).status == 200
    assert front.ask(f"/d/admin/thumb/{TRASHED}", authorization=front.token("viewer")).status == 404
