"""Webhooks: whom the library tells what happens, and what became of it."""

from typing import Any

from starlette.responses import Response

from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.errors import Conflict, Invalid, VitrineError
from delivery.outgoing import reasons
from delivery.outgoing.deliveries import list_deliveries, ping, resend
from delivery.outgoing.event_types import CHOICES, TYPES
from delivery.outgoing.webhooks import (
    MOST_WEBHOOKS,
    create_webhook,
    delete_webhook,
    edit_webhook,
    get_webhook,
    list_webhooks,
    rotate_secret,
)

LINES = 50
"""Lines of the log on a page."""

SENTENCES = frozenset(text for name, text in vars(reasons).items() if name.isupper())


def webhooks_page(visit: Visit) -> Response:
    """List them, with a form for another."""
    return _show_all(visit, {}, None)


def _show_all(visit: Visit, given: dict[str, Any], error: VitrineError | None) -> Response:
    values = {
        "webhooks": list_webhooks(visit.core, visit.caller),
        "choices": _choices(),
        "given": given,
        "sentence": _sentence(visit, error),
    }
    return render(visit, "webhooks.html", values, status=status_of(error) if error else 200)


def webhook_page(visit: Visit) -> Response:
    """Show one with its log."""
    return _show(visit, visit.request.path_params["webhook_id"])


def _show(
    visit: Visit,
    webhook_id: str,
    *,
    secret: str = "",
    given: dict[str, Any] | None = None,
    error: VitrineError | None = None,
) -> Response:
    cursor = visit.request.query_params.get("cursor") or None
    webhook = get_webhook(visit.core, visit.caller, webhook_id)
    log = list_deliveries(visit.core, visit.caller, webhook_id, limit=LINES, cursor=cursor)
    values = {
        "webhook": webhook,
        "log": log,
        "is_under_way": cursor is None
        and any(row.state == "waiting" and not row.attempts for row in log.items),
        "is_first": cursor is None,
        "choices": _choices(),
        "given": given or {"url": webhook.url, "title": webhook.title, "types": webhook.types},
        "secret": secret,
        "sentence": _sentence(visit, error),
        "meaning_of": lambda type_: visit.say(TYPES[type_]) if type_ in TYPES else type_,
    }
    return render(visit, "webhook.html", values, blocks=["log"], status=status_of(error) if error else 200)


def create_form(visit: Visit) -> Response:
    """Make a webhook and show its secret, this once; what is wrong is said beside the form."""
    given = _given(visit)
    try:
        webhook, secret = create_webhook(visit.core, visit.caller, visit.house.settings, **given)
    except (Invalid, Conflict) as error:
        return _show_all(visit, given, error)
    return _show(visit, webhook.id, secret=secret)


def change_form(visit: Visit) -> Response:
    """Change what it is told and where."""
    webhook_id, given = visit.request.path_params["webhook_id"], _given(visit)
    try:
        edit_webhook(visit.core, visit.caller, visit.house.settings, webhook_id, given)
    except Invalid as error:
        return _show(visit, webhook_id, given=given, error=error)
    return visit.go(f"/webhooks/{webhook_id}", visit.say("Saved."))


def switch_form(visit: Visit) -> Response:
    """Switch a webhook on or off."""
    webhook_id, is_on = visit.request.path_params["webhook_id"], visit.text("is_enabled") == "yes"
    edit_webhook(visit.core, visit.caller, visit.house.settings, webhook_id, {"is_enabled": is_on})
    sentence = (
        visit.say("The webhook is switched on.") if is_on else visit.say("The webhook is switched off.")
    )
    return visit.go(f"/webhooks/{webhook_id}", sentence)


def rotate_form(visit: Visit) -> Response:
    """Make a new secret and show it, this once."""
    webhook_id = visit.request.path_params["webhook_id"]
    _, secret = rotate_secret(visit.core, visit.caller, visit.house.settings, webhook_id)
    return _show(visit, webhook_id, secret=secret)


def ping_form(visit: Visit) -> Response:
    """Send a test event."""
    webhook_id = visit.request.path_params["webhook_id"]
    ping(visit.core, visit.caller, visit.house.settings, webhook_id)
    return visit.go(
        f"/webhooks/{webhook_id}", visit.say("A test is on its way; the log shows what becomes of it.")
    )


def resend_form(visit: Visit) -> Response:
    """Send an event once more."""
    webhook_id = visit.request.path_params["webhook_id"]
    resend(visit.core, visit.caller, webhook_id, visit.request.path_params["delivery_id"])
    return visit.go(f"/webhooks/{webhook_id}", visit.say("It is sent again."))


def delete_form(visit: Visit) -> Response:
    """Forget a webhook and its log."""
    delete_webhook(visit.core, visit.caller, visit.request.path_params["webhook_id"])
    return visit.go("/webhooks", visit.say("The webhook is deleted."))


def _given(visit: Visit) -> dict[str, Any]:
    types = [] if visit.text("which") != "some" else visit.texts("types")
    return {"url": visit.text("url"), "title": visit.text("title"), "types": types}


def _choices() -> dict[str, str]:
    return {name: TYPES[name] for name in CHOICES}


def _sentence(visit: Visit, error: VitrineError | None) -> str:
    """Say what is wrong with an address in the reader's language."""
    if isinstance(error, Invalid):
        known = next((field.message for field in error.errors if field.message in SENTENCES), "")
        if known:
            return visit.say(known)
    if isinstance(error, Conflict):
        return visit.speech.count(
            "There is %(num)s webhook, and more there cannot be.",
            "There are %(num)s webhooks, and more there cannot be.",
            MOST_WEBHOOKS,
        )
    return sentence_of(error, visit) if error else ""
