"""What webhooks are told, how it is signed, and what happens when nobody takes it."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.status import move_status
from dam.assets.trash import restore_asset, trash_asset
from dam.changes import RenditionsReady
from dam.errors import Conflict, Invalid
from delivery.outgoing import reasons
from delivery.outgoing.deliveries import KEPT, list_deliveries, ping, prune_deliveries, resend
from delivery.outgoing.event_types import CHOICES, TYPES
from delivery.outgoing.retries import LONGEST_WAIT, WAITS, next_attempt, read_retry_after
from delivery.outgoing.sending import HELD, _take
from delivery.outgoing.sending_turns import turn_of
from delivery.outgoing.webhooks import MOST_WEBHOOKS, delete_webhook, edit_webhook, rotate_secret
from tests.delivery.outgoing.conftest import A1, Outside, without_private_networks


def withdraw(outside: Outside, asset_id: str = A1) -> None:
    move_status(outside.core, HOUSE, asset_id, "withdrawn", "the agency's contract ended")


def test_a_withdrawal_arrives_signed_in_an_envelope(outside_on_each: Outside) -> None:
    outside = outside_on_each
    webhook, secret = outside.hook()
    outside.asset(number=3)
    withdraw(outside)
    outside.work()
    (message,) = outside.receiver.messages
    event = message.verified(secret)
    assert message.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    told_at = datetime.fromisoformat(event.pop("time"))
    assert abs(told_at - outside.clock.at) < timedelta(minutes=5)
    assert event == {
        "specversion": "1.0",
        "id": message.id,
        "source": "https://assets.example.org",
        "type": "asset.withdrawn",
        "subject": A1,
        "datacontenttype": "application/json",
        "data": {
            "asset_id": A1,
            "title": "Façade d'été",
            "kind": "image",
            "status": "withdrawn",
            "version": 3,
            "url": f"https://assets.example.org/api/v1/assets/{A1}",
            "before": "approved",
        },
    }
    row = outside.row()
    assert (row.state, row.status, row.attempts, row.next_at, row.error) == ("delivered", 204, 1, None, "")
    assert outside.again(webhook).failing_since is None


def test_every_move_and_change_has_its_event(outside: Outside) -> None:
    outside.hook()
    outside.asset()
    for change in (
        lambda: withdraw(outside),
        lambda: move_status(outside.core, HOUSE, A1, "approved"),
        lambda: trash_asset(outside.core, HOUSE, A1),
        lambda: restore_asset(outside.core, HOUSE, A1),
        lambda: edit_asset(outside.core, HOUSE, A1, {"rights": {"channels": ["web"]}}),
    ):
        change()
        outside.work()
        outside.clock.pass_(seconds=1)
    edit_asset(outside.core, HOUSE, A1, {"title": "Hiver"})
    edit_asset(outside.core, HOUSE, A1, {"title": "Printemps"})
    outside.work()
    types = [row.type for row in outside.rows()]
    assert types[:3] == ["asset.withdrawn", "asset.approved", "asset.trashed"]
    assert sorted(types[3:5]) == ["asset.approved", "asset.restored"]
    assert types[5:] == ["rights.changed", "asset.updated"]
    assert outside.rows()[-1].event["data"]["title"] == "Printemps"


def test_who_wants_only_some_types_gets_no_other(outside: Outside) -> None:
    outside.hook("asset.approved")
    outside.asset()
    withdraw(outside)
    outside.work()
    assert outside.rows() == []
    move_status(outside.core, HOUSE, A1, "approved")
    outside.work()
    assert [row.type for row in outside.rows()] == ["asset.approved"]


def test_without_a_webhook_no_change_asks_for_a_job(outside: Outside) -> None:
    outside.asset()
    withdraw(outside)
    assert "tell_webhooks" not in {job.name for job in outside.jobs.list()}


def test_an_event_that_is_told_twice_is_one(outside_on_each: Outside) -> None:
    outside = outside_on_each
    outside.hook()
    outside.asset()
    for _ in range(2):
        with outside.core.db.write() as session:
            outside.core.announce(session, RenditionsReady(A1, f"v1-{A1}"))
        outside.work()
    assert [row.type for row in outside.rows()] == ["rendition.ready"]
    assert len(outside.receiver.messages) == 1


def test_what_fails_is_sent_again_over_a_day_and_then_given_up(outside: Outside) -> None:
    webhook, secret = outside.hook()
    outside.asset()
    outside.receiver.status = 500
    withdraw(outside)
    began = outside.clock.at
    outside.work()
    for wait in WAITS:
        outside.clock.at += wait - timedelta(seconds=1)
        outside.work()
        count = len(outside.receiver.messages)
        outside.clock.at += timedelta(seconds=1)
        outside.work()
        assert len(outside.receiver.messages) == count + 1
    row = outside.row()
    assert (row.state, row.attempts, row.status, row.error) == ("failed", 8, 500, reasons.ERROR)
    assert timedelta(hours=24) < outside.clock.at - began < timedelta(hours=27)
    assert len(set(outside.receiver.ids)) == 1
    assert len({message.headers["webhook-timestamp"] for message in outside.receiver.messages}) == 8
    assert outside.receiver.messages[0].verified(secret)["id"] == row.event_id
    assert outside.again(webhook).failing_since == began
    assert outside.again(webhook).is_enabled


def test_a_receiver_that_recovers_gets_everything(outside: Outside) -> None:
    webhook, _ = outside.hook()
    outside.receiver.status = 503
    for number in range(3):
        withdraw(outside, outside.asset(f"a{number:015}"))
    outside.work()
    outside.receiver.status = 200
    outside.clock.pass_(seconds=5)
    outside.work()
    assert {row.state for row in outside.rows()} == {"delivered"}
    assert outside.again(webhook).failing_since is None


def test_retry_after_is_honoured(outside: Outside) -> None:
    outside.hook()
    outside.asset()
    outside.receiver.status, outside.receiver.headers = 429, {"Retry-After": "600"}
    withdraw(outside)
    outside.work()
    assert outside.row().next_at == outside.clock.at + timedelta(seconds=600)


def test_a_receiver_that_lets_us_wait_holds_up_nobody_else(outside: Outside) -> None:
    slow, _ = outside.hook("asset.withdrawn")
    outside.asset()
    withdraw(outside)
    seen: list[bool] = []

    def look() -> None:
        for name in (slow.id, "b", "c", "d"):
            with turn_of(name) as is_ours:
                seen.append(is_ours)
        with turn_of("b"), turn_of("c"), turn_of("d") as is_ours:
            seen.append(is_ours)

    outside.receiver.on_message = look
    outside.work()
    assert seen == [False, True, True, True, False]
    with turn_of(slow.id) as is_ours:
        assert is_ours


def test_410_switches_the_webhook_off(outside_on_each: Outside) -> None:
    outside = outside_on_each
    webhook, _ = outside.hook()
    outside.receiver.status = HTTPStatus.BAD_GATEWAY
    for number in range(3):
        withdraw(outside, outside.asset(f"a{number:015}"))
    outside.work()
    outside.receiver.status = HTTPStatus.GONE
    outside.clock.pass_(seconds=5)
    outside.work()
    now = outside.again(webhook)
    assert (now.is_enabled, now.disabled_reason) == (False, reasons.GONE)
    assert sorted((row.state, row.error) for row in outside.rows()) == [
        ("dropped", reasons.SWITCHED_OFF),
        ("dropped", reasons.SWITCHED_OFF),
        ("failed", reasons.GONE),
    ]
    assert len(outside.receiver.messages) == 4


def test_five_days_of_failures_switch_the_webhook_off(outside: Outside) -> None:
    webhook, _ = outside.hook()
    outside.receiver.status = 500
    for day in range(7):
        withdraw(outside, outside.asset(f"a{day:015}"))
        for wait in (timedelta(0), *WAITS):
            outside.clock.at += wait
            outside.work()
    now = outside.again(webhook)
    assert (now.is_enabled, now.disabled_reason) == (False, reasons.ONLY_FAILURES)
    edited = edit_webhook(outside.core, HOUSE, outside.settings, webhook.id, {"is_enabled": True})
    assert (edited.disabled_reason, edited.failing_since) == ("", None)


def test_a_redirect_is_not_followed(outside: Outside) -> None:
    outside.hook()
    outside.asset()
    outside.receiver.status = 307
    outside.receiver.headers = {"Location": outside.receiver.url}
    withdraw(outside)
    outside.work()
    assert len(outside.receiver.messages) == 1
    assert (outside.row().state, outside.row().error) == ("waiting", reasons.REDIRECT)


def test_nothing_inside_is_called_unless_the_operator_opened_it(outside: Outside) -> None:
    outside.hook()
    closed = without_private_networks(outside)
    closed.asset()
    withdraw(closed)
    closed.work()
    assert outside.receiver.messages == []
    row = outside.row()
    assert (row.state, row.status, row.error) == ("waiting", None, reasons.WRONG_PORT)
    for url in (
        outside.receiver.url,
        "http://10.0.0.5/",
        "http://[::1]/",
        "ftp://example.org/",
        "https://u:p@h/",
    ):
        with pytest.raises(Invalid) as refused:
            closed.hook(url=url)
        assert [error.path for error in refused.value.errors] == ["url"]


def test_after_a_rotation_both_secrets_sign_for_a_day(outside: Outside) -> None:
    webhook, old = outside.hook()
    _, new = rotate_secret(outside.core, HOUSE, outside.settings, webhook.id)
    assert old != new
    outside.asset()
    withdraw(outside)
    outside.work()
    (first,) = outside.receiver.messages
    assert first.verified(old) == first.verified(new)
    outside.clock.pass_(days=1)
    resend(outside.core, HOUSE, webhook.id, outside.row().id)
    outside.work()
    assert outside.receiver.messages[1].headers["webhook-signature"].count("v1,") == 1
    assert len({old, new, outside.hook()[1]}) == 3


def test_a_wrong_secret_or_a_changed_body_is_not_believed(outside: Outside) -> None:
    _, secret = outside.hook()
    _, other = outside.hook()
    outside.asset()
    withdraw(outside)
    outside.work()
    message = outside.receiver.messages[0]
    believed = [key for key in (secret, other) if _is_believed(message.headers, message.body, key)]
    assert len(believed) == 1
    assert not _is_believed(message.headers, message.body.replace(b"withdrawn", b"approved!"), believed[0])


def _is_believed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def test_what_a_dead_process_had_taken_is_sent_later_under_the_same_id(outside_on_each: Outside) -> None:
    outside = outside_on_each
    webhook, _ = outside.hook()
    outside.asset()
    withdraw(outside)
    outside.work()
    resend(outside.core, HOUSE, webhook.id, outside.row().id)
    assert _take(outside.core, webhook.id) is not None  # and then the process dies
    outside.work()
    assert len(outside.receiver.messages) == 1
    outside.clock.at += HELD
    outside.work()
    assert len(outside.receiver.messages) == 2
    assert len(set(outside.receiver.ids)) == 1
    assert outside.row().state == "delivered"


def test_switched_off_it_is_told_nothing_and_what_waited_is_dropped(outside: Outside) -> None:
    webhook, _ = outside.hook()
    outside.asset()
    outside.receiver.status = 500
    withdraw(outside)
    outside.work()
    edit_webhook(outside.core, HOUSE, outside.settings, webhook.id, {"is_enabled": False})
    move_status(outside.core, HOUSE, A1, "approved")
    outside.clock.pass_(days=1)
    outside.work()
    assert [(row.type, row.state) for row in outside.rows()] == [("asset.withdrawn", "dropped")]
    assert len(outside.receiver.messages) == 1
    with pytest.raises(Conflict):
        ping(outside.core, HOUSE, outside.settings, webhook.id)
    with pytest.raises(Conflict):
        resend(outside.core, HOUSE, webhook.id, outside.row().id)


def test_a_ping_comes_whatever_is_asked_for(outside: Outside) -> None:
    webhook, secret = outside.hook("rights.expired")
    ping(outside.core, HOUSE, outside.settings, webhook.id)
    outside.work()
    (message,) = outside.receiver.messages
    assert message.verified(secret)["type"] == "webhook.ping"
    assert outside.row().state == "delivered"


def test_the_log_is_forgotten_after_a_month_but_not_what_waits(outside_on_each: Outside) -> None:
    outside = outside_on_each
    webhook, _ = outside.hook()
    outside.asset()
    withdraw(outside)
    outside.work()
    outside.clock.at += KEPT
    outside.receiver.status = 500
    move_status(outside.core, HOUSE, A1, "approved")
    outside.work()
    outside.clock.pass_(days=1)
    assert prune_deliveries(outside.core) == 1
    page = list_deliveries(outside.core, HOUSE, webhook.id)
    assert [row.type for row in page.items] == ["asset.approved"]
    outside.clock.at += KEPT
    assert prune_deliveries(outside.core) == 0


def test_a_deleted_webhook_takes_its_log_along(outside_on_each: Outside) -> None:
    outside = outside_on_each
    webhook, _ = outside.hook()
    outside.asset()
    withdraw(outside)
    outside.receiver.on_message = lambda: delete_webhook(outside.core, HOUSE, webhook.id)
    outside.work()
    assert outside.rows() == []


def test_there_is_an_end_to_how_many_there_are(outside: Outside) -> None:
    for _ in range(MOST_WEBHOOKS):
        outside.hook()
    with pytest.raises(Conflict):
        outside.hook()


def test_unknown_types_are_refused_by_name(outside: Outside) -> None:
    with pytest.raises(Invalid) as refused:
        outside.hook("asset.approved", "asset.eaten")
    assert [error.path for error in refused.value.errors] == ["types[1]"]
    assert set(CHOICES) | {"webhook.ping"} == set(TYPES)


@given(st.integers(1, 40), st.none() | st.timedeltas(timedelta(0), timedelta(days=999)))
def test_waits_are_never_shorter_than_planned_nor_longer_than_bounded(
    attempts: int, asked: timedelta | None
) -> None:
    now = datetime(2026, 3, 21, 12, tzinfo=UTC)
    at = next_attempt(attempts, now, asked)
    if attempts > len(WAITS):
        assert at is None
    else:
        assert at is not None
        assert WAITS[attempts - 1] <= at - now <= max(LONGEST_WAIT, *WAITS)


@given(st.text(max_size=40) | st.integers().map(str))
@example("Sun, 06 Nov 99999999999999999999 08:49:37 GMT")
def test_any_retry_after_is_read(text: str) -> None:
    asked = read_retry_after(text, datetime(2026, 3, 21, 12, tzinfo=UTC))
    assert asked is None or asked >= timedelta(0)


def test_retry_after_may_be_a_moment() -> None:
    now = datetime(2026, 3, 21, 12, tzinfo=UTC)
    assert read_retry_after("Sat, 21 Mar 2026 12:10:00 GMT", now) == timedelta(minutes=10)
    assert read_retry_after("120", now) == timedelta(seconds=120)
    assert read_retry_after("soon", now) is None
