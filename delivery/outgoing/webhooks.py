"""Webhooks as people set them up: who is told of what, by which address, and whether at all."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid, NotFound
from dam.ids import new_id
from delivery.outgoing.event_types import CHOICES
from delivery.outgoing.guard import Allowed, Refused, check_url, read_networks
from delivery.outgoing.models import Webhook
from delivery.outgoing.outcomes import drop_waiting
from delivery.outgoing.webhook_secrets import secret_of
from delivery.settings import DeliverySettings

MOST_WEBHOOKS = 50
"""Each is a row and a call for every event."""

MAX_TITLE = 200


def list_webhooks(core: Core, caller: Caller) -> Sequence[Webhook]:
    """Return all of them, the oldest first."""
    require(caller, Action.MANAGE_WEBHOOKS)
    with core.db.read() as session:
        return session.scalars(sa.select(Webhook).order_by(Webhook.created_at, Webhook.id)).all()


def get_webhook(core: Core, caller: Caller, webhook_id: str) -> Webhook:
    """Return one, or raise `NotFound`."""
    require(caller, Action.MANAGE_WEBHOOKS)
    with core.db.read() as session:
        return find_webhook(session, webhook_id)


def create_webhook(
    core: Core,
    caller: Caller,
    settings: DeliverySettings,
    *,
    url: str,
    title: str = "",
    types: Sequence[str] = (),
) -> tuple[Webhook, str]:
    """Return the new webhook and its secret, which is shown this once; without `types` it is told everything."""
    require(caller, Action.MANAGE_WEBHOOKS)
    webhook = Webhook(
        id=new_id(),
        url=_check_url(url, settings),
        title=_check_title(title),
        types=_check_types(types),
        generation=1,
        rotated_at=None,
        is_enabled=True,
        disabled_reason="",
        failing_since=None,
        created_by_name=caller.name[:200],
        created_at=core.now(),
    )
    with core.db.write() as session:
        if session.scalar(sa.select(sa.func.count()).select_from(Webhook)) == MOST_WEBHOOKS:
            raise Conflict(f"There are {MOST_WEBHOOKS} webhooks, and more there cannot be; delete one first.")
        session.add(webhook)
        note(session, caller, "webhook.created", "webhook", webhook.id, {"host": _host(webhook)})
    return webhook, secret_of(settings.secret_key, webhook.id, webhook.generation)


def edit_webhook(
    core: Core, caller: Caller, settings: DeliverySettings, webhook_id: str, patch: Mapping[str, object]
) -> Webhook:
    """Change `url`, `title`, `types` or `is_enabled`; switched on again, it begins with a clean slate."""
    require(caller, Action.MANAGE_WEBHOOKS)
    with core.db.write() as session:
        webhook = find_webhook(session, webhook_id, to_change=True)
        if "url" in patch:
            webhook.url = _check_url(str(patch["url"]), settings)
        if "title" in patch:
            webhook.title = _check_title(str(patch["title"]))
        if isinstance(types := patch.get("types"), list):
            webhook.types = _check_types(types)
        if "is_enabled" in patch and patch["is_enabled"] is not webhook.is_enabled:
            _switch(core, session, webhook, is_on=patch["is_enabled"] is True)
        note(session, caller, "webhook.edited", "webhook", webhook.id, {"fields": sorted(patch)})
    return webhook


def rotate_secret(
    core: Core, caller: Caller, settings: DeliverySettings, webhook_id: str
) -> tuple[Webhook, str]:
    """Return the webhook and its new secret; for a day what is sent is signed with the one before, too."""
    require(caller, Action.MANAGE_WEBHOOKS)
    with core.db.write() as session:
        webhook = find_webhook(session, webhook_id, to_change=True)
        webhook.generation += 1
        webhook.rotated_at = core.now()
        note(session, caller, "webhook.rotated", "webhook", webhook.id)
    return webhook, secret_of(settings.secret_key, webhook.id, webhook.generation)


def delete_webhook(core: Core, caller: Caller, webhook_id: str) -> None:
    """Forget a webhook and everything that was sent to it."""
    require(caller, Action.MANAGE_WEBHOOKS)
    with core.db.write() as session:
        webhook = find_webhook(session, webhook_id, to_change=True)
        note(session, caller, "webhook.deleted", "webhook", webhook.id, {"host": _host(webhook)})
        session.delete(webhook)


def find_webhook(session: Session, webhook_id: str, *, to_change: bool = False) -> Webhook:
    """Return a row, held when it is to be changed."""
    webhook = session.get(Webhook, webhook_id, with_for_update=to_change or None)
    if webhook is None:
        raise NotFound(f"There is no webhook {webhook_id[:40]!r}.")
    return webhook


def _switch(core: Core, session: Session, webhook: Webhook, *, is_on: bool) -> None:
    webhook.is_enabled, webhook.disabled_reason = is_on, ""
    if is_on:
        webhook.failing_since = None
    else:
        session.flush()
        drop_waiting(session, webhook.id, core)


def _check_url(url: str, settings: DeliverySettings) -> str:
    try:
        check_url(url.strip(), Allowed(networks=read_networks(settings.outgoing_allow)))
    except Refused as error:
        raise Invalid(str(error), [FieldError("url", str(error))]) from error
    return url.strip()


def _check_title(title: str) -> str:
    if len(title.strip()) > MAX_TITLE:
        sentence = f"A title has at most {MAX_TITLE} characters, and {len(title)} came."
        raise Invalid(sentence, [FieldError("title", sentence)])
    return title.strip()


def _check_types(types: Sequence[object]) -> list[str]:
    for place, name in enumerate(types):
        if name not in CHOICES:
            sentence = f"A webhook can be told {', '.join(CHOICES)}, and {str(name)[:40]!r} came."
            raise Invalid(sentence, [FieldError(f"types[{place}]", sentence)])
    return [name for name in CHOICES if name in types]


def _host(webhook: Webhook) -> str:
    """What the trail keeps of an address: its path may hold a key of the receiver."""
    return webhook.url.split("/")[2][:200]
