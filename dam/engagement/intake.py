"""The way of an event from the door to the ledger, as a list of named steps; each completes the row or drops it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from dam.accounts.policy import Action
from dam.engagement import limits
from dam.engagement.currencies import to_minor
from dam.engagement.event import (
    Actor,
    Columns,
    EventClass,
    IncomingEvent,
    Stage,
    content_hash,
    fault_of,
    milliseconds,
    read_event,
    read_moment,
)
from dam.engagement.visitors import SaltedKeys

DAY_MILLISECONDS = 86_400_000


@dataclass(frozen=True, slots=True)
class Door:
    """A way in: its name in the ledger, the classes it may bring, and the permission it asks for (None: open to all).

    An open door brings only what a page itself can witness. Money (`sold`), words (`said`) and deliveries (`fetched`)
    come from somebody who shows a token, because whoever reads a page's source could invent them.
    """

    source: str
    classes: frozenset[EventClass]
    permission: Action | None


BEACON = Door("beacon", frozenset({EventClass.RENDERED, EventClass.SEEN, EventClass.ACTED}), None)
PIXEL = Door("pixel", frozenset({EventClass.RENDERED}), None)
API = Door("api", frozenset(EventClass), Action.SEND_EVENTS)


@dataclass(frozen=True, slots=True)
class Context:
    """What the door knows of the request. `visitor` gives the key of the visitor on a channel, or nothing."""

    door: Door
    actor: Actor = Actor.HUMAN
    site: str = ""
    visitor: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Why the event at `index` of its request is not counted: a word for figures and a sentence for people."""

    index: int
    reason: str
    detail: str

    def moved(self, by: int) -> "Drop":
        """Return the same drop at a later place."""
        return Drop(self.index + by, self.reason, self.detail)


@dataclass(slots=True)
class Draft:
    """An event on its way: what came, and the row that it becomes."""

    item: object
    index: int
    context: Context
    received: datetime
    knows_asset: Callable[[str], bool]
    event: IncomingEvent
    row: Columns

    def drop(self, reason: str, detail: str) -> Drop:
        """Return the drop of this event."""
        return Drop(self.index, reason, detail)


Step = Callable[[Draft], Drop | None]


def drop_malformed(draft: Draft) -> Drop | None:
    """Drop what has not the shape of an event."""
    try:
        draft.event = read_event(draft.item)
    except ValueError as error:
        return draft.drop("malformed", str(error))
    fault = fault_of(draft.event)
    return draft.drop("malformed", fault) if fault else None


def drop_wrong_door(draft: Draft) -> Drop | None:
    """Drop a class that this door may not bring."""
    door = draft.context.door
    if draft.event.class_ in door.classes:
        return None
    return draft.drop(
        "needs_token", f"Events of the class {draft.event.class_} are sent to /api/v1/events with a token."
    )


def drop_unknown_asset(draft: Draft) -> Drop | None:
    """Drop an event of an asset that is not there, or not the sender's to know."""
    if draft.knows_asset(draft.event.asset):
        return None
    return draft.drop(
        "unknown_asset", f"There is no asset {draft.event.asset[:40]!r} that events can be counted for."
    )


def put_moment(draft: Draft) -> Drop | None:
    """Put the moment in milliseconds; drop one that cannot be, or that is older than the raw window."""
    received = milliseconds(draft.received)
    at = received
    if draft.event.at is not None:
        try:
            at = milliseconds(read_moment(draft.event.at))
        except ValueError as error:
            return draft.drop("malformed", str(error))
    if at > received + limits.FUTURE_SECONDS * 1000:
        return draft.drop("from_the_future", f"`at` is later than now; {draft.event.at} came.")
    if at < received - limits.RAW_DAYS * DAY_MILLISECONDS:
        return draft.drop("too_old", f"`at` is more than {limits.RAW_DAYS} days ago; {draft.event.at} came.")
    draft.row["at"] = min(at, received)
    draft.row["received_at"] = received
    return None


def put_value(draft: Draft) -> Drop | None:
    """Put the amount in minor units of its currency."""
    event = draft.event
    if event.value is None or event.currency is None:
        draft.row["value_minor"], draft.row["currency"] = 0, ""
        return None
    try:
        draft.row["value_minor"] = to_minor(event.value, event.currency)
    except ValueError as error:
        return draft.drop("malformed", str(error))
    draft.row["currency"] = event.currency
    return None


def put_words(draft: Draft) -> None:
    """Put what the sender said, as it was said."""
    event, row = draft.event, draft.row
    row["id"] = event.id
    row["content_hash"] = content_hash(event) if event.id is not None else None
    row["asset_id"], row["version_id"], row["rendition"] = event.asset, "", ""
    row["channel"], row["class"] = event.channel, event.class_
    row["placement"], row["campaign"] = event.placement.strip(), event.campaign.strip()
    row["audience"], row["locale"], row["text"] = event.audience.strip(), event.locale, event.text
    row["duration"], row["rating"] = event.duration, event.rating
    row["page"], row["journey"], row["origin"] = "", "", ""
    row["source"] = draft.context.door.source


_USUAL_KIND = {
    EventClass.SOLD.value: "sale",
    EventClass.ACTED.value: "click",
    EventClass.SAID.value: "answer",
}


def put_kind(draft: Draft) -> None:
    """Put the kind; what is usual for the class where the sender named none."""
    draft.row["kind"] = draft.event.kind or _USUAL_KIND.get(draft.event.class_, "")


def put_actor(draft: Draft) -> None:
    """Put who was at the other end, as the door could tell."""
    draft.row["actor"] = draft.context.actor.value


def put_visitor(draft: Draft) -> None:
    """Put the visitor's key of the day on this channel, where there is one."""
    visitor = draft.context.visitor
    draft.row["visitor"] = visitor(draft.event.channel) if visitor else ""


def put_site(draft: Draft) -> None:
    """Put the host name of the page, where the door could tell."""
    draft.row["site"] = draft.context.site


_STAGE_OF_CHANNEL = {
    "social": Stage.DISCOVERY,
    "print": Stage.DISCOVERY,
    "web": Stage.RESEARCH,
    "app": Stage.RESEARCH,
    "instore": Stage.PURCHASE,
    "sms": Stage.TRACKING,
    "email": Stage.RETENTION,
}


def stage_of(class_: str, channel: str, stage: str | None = None) -> str:
    """Return the stage of the journey: as sent, else purchase for a sale, else what the channel mostly serves."""
    if stage:
        return stage
    return (
        Stage.PURCHASE.value
        if class_ == EventClass.SOLD
        else _STAGE_OF_CHANNEL.get(channel, Stage.RESEARCH).value
    )


def put_stage(draft: Draft) -> None:
    """Put the stage of the journey."""
    draft.row["stage"] = stage_of(draft.event.class_, draft.event.channel, draft.event.stage)


STEPS: tuple[Step, ...] = (
    drop_malformed,
    drop_wrong_door,
    drop_unknown_asset,
    put_moment,
    put_value,
    put_words,
    put_kind,
    put_actor,
    put_visitor,
    put_site,
    put_stage,
)
"""In this order; a repeat is told last, inside the ledger's transaction (`dam/engagement/ledger.py`)."""

_EMPTY = IncomingEvent(asset="", channel="", class_="")


def take(
    item: object, index: int, context: Context, received: datetime, knows_asset: Callable[[str], bool]
) -> Columns | Drop:
    """Lead one event through the steps: the row that it becomes, or why it is dropped."""
    draft = Draft(item, index, context, received, knows_asset, _EMPTY, {})
    for step in STEPS:
        drop = step(draft)
        if drop is not None:
            return drop
    return draft.row


def visitor_for(
    keys: SaltedKeys, address: str, headers: Mapping[str, str], at: datetime
) -> Callable[[str], str]:
    """Return a function from channel to the visitor's key, for one request."""
    return partial(_key, keys, address, headers, at.timestamp())


def _key(keys: SaltedKeys, address: str, headers: Mapping[str, str], at: float, channel: str) -> str:
    return keys.key(channel, address, headers, at)


def site_of(headers: Mapping[str, str]) -> str:
    """Return the host name of the page that asked (`Origin`, else `Referer`), without path, port or query."""
    for name in ("origin", "referer"):
        address = headers.get(name, "")
        if address and address != "null":
            try:
                return (urlsplit(address).hostname or "")[:253]
            except ValueError:
                return ""
    return ""
