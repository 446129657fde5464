"""The page of webhooks: made, shown once, tried, switched, sent again, deleted; in both languages."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from standardwebhooks import Webhook

from dam.accounts.caller import HOUSE, Role
from dam.jobs.port import Json
from delivery.outgoing import models, reasons
from delivery.outgoing.happenings import Happening
from delivery.outgoing.sending import client_of, send_to_webhook
from delivery.outgoing.telling import tell_webhooks
from delivery.outgoing.webhooks import list_webhooks
from tests.admin_ui.houses import Browser, Home, browser_of
from tests.delivery.outgoing.receiver import Receiver, receiving

HOOK = {"url": "https://hooks.example.org/vitrine", "title": "Shop", "which": "all"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def make(home: Home, admin: Browser, **more: object) -> str:
    page = admin.post("/webhooks", {**HOOK, **more})
    assert page.status == 200, page.text
    return page.text.split("<code>whsec_")[1].split("</code>")[0]


def only(home: Home) -> str:
    (webhook,) = list_webhooks(home.core, HOUSE)
    return webhook.id


def test_a_secret_is_shown_once_and_verifies_what_is_sent(
    home: Home, admin: Browser, receiver: Receiver
) -> None:
    secret = make(home, admin)
    listed = admin.get("/webhooks").text
    assert "Shop" in listed
    assert secret not in listed
    one = f"/webhooks/{only(home)}"
    assert secret not in admin.get(one).text
    admin.post(f"{one}/ping")
    assert "Waiting" in admin.get(one).text
    with home.core.db.write() as session:
        row = session.query(models.WebhookDelivery).one()
        session.get_one(models.Webhook, row.webhook_id).url = receiver.url
    settings = replace(home.house.settings, outgoing_allow="127.0.0.0/8")
    send_to_webhook(home.core, settings, only(home), client_of(settings))
    Webhook("whsec_" + secret).verify(receiver.messages[0].body, receiver.messages[0].headers)
    assert "Arrived · 204" in admin.get(one).text
    admin.post(f"{one}/deliveries/{row.id}/resend")
    assert "Waiting" in admin.get(one).text


def test_types_are_chosen_and_kept(home: Home, admin: Browser) -> None:
    make(home, admin, which="some", types=["asset.withdrawn", "rights.expired"])
    (webhook,) = list_webhooks(home.core, HOUSE)
    assert webhook.types == ["asset.withdrawn", "rights.expired"]
    page = admin.get(f"/webhooks/{webhook.id}").text
    assert re.findall(r'name="(?:which|types)" value="([\w.]+)" checked', page) == [
        "some",
        "asset.withdrawn",
        "rights.expired",
    ]
    admin.post(f"/webhooks/{webhook.id}", {**HOOK, "title": "Store"})
    (webhook,) = list_webhooks(home.core, HOUSE)
    assert (webhook.types, webhook.title) == ([], "Store")


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("en", reasons.NOT_PUBLIC), ("fr", "Cette adresse ne mène pas à l’internet public.")],
)
def test_a_wrong_address_is_said_in_the_reader_s_language(home: Home, locale: str, sentence: str) -> None:
    admin = browser_of(home, Role.ADMIN, locale)
    page = admin.post("/webhooks", {**HOOK, "url": "http://169.254.169.254/"})
    assert page.status == 400
    assert sentence in page.text
    assert 'value="http://169.254.169.254/"' in page.text
    assert list_webhooks(home.core, HOUSE) == []
    make(home, admin)
    wrong = admin.post(f"/webhooks/{only(home)}", {**HOOK, "url": "ftp://example.org"})
    assert wrong.status == 400


def test_it_is_switched_off_rotated_and_deleted(home: Home, admin: Browser) -> None:
    secret = make(home, admin)
    one = f"/webhooks/{only(home)}"
    rotated = admin.post(f"{one}/rotate").text
    assert "whsec_" in rotated
    assert secret not in rotated
    admin.post(f"{one}/switch", {"is_enabled": "no"})
    page = admin.get(one).text
    assert "Switched off" in page
    assert "Send a test" not in page.split("Nothing was sent yet")[0]
    admin.post(f"{one}/switch", {"is_enabled": "yes"})
    assert "Send a test" in admin.get(one).text
    assert admin.post(f"{one}/delete").location == "/webhooks"
    assert "No webhooks yet" in admin.get("/webhooks").text


def test_an_asset_that_is_gone_for_good_has_its_line_too(home: Home, admin: Browser) -> None:
    make(home, admin)
    payload: dict[str, Json] = {
        "happenings": [Happening("asset.trashed", "gone", id="e1").to_json()],
        "at": home.core.now().isoformat(),
    }
    tell_webhooks(home.core, home.house.settings.base_url, payload)
    page = admin.get(f"/webhooks/{only(home)}")
    assert page.status == 200
    assert "asset.trashed" in page.text


def test_only_admins_come_here(home: Home) -> None:
    manager = browser_of(home, Role.MANAGER)
    assert manager.get("/webhooks").status == 403
    manager.post("/webhooks", HOOK)
    assert list_webhooks(home.core, HOUSE) == []
