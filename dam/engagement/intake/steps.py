"""The way of an event from the door to the ledger, as a list of named steps; each completes the row or drops it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dam.engagement import limits
from dam.engagement.border import oldest_beside
from dam.engagement.currencies import to_minor
from dam.engagement.event import (
    UNTOLD,
    Columns,
    EventClass,
    IncomingEvent,
    Origin,
    SaidKind,
    content_hash,
    milliseconds,
    read_event,
    read_moment,
)
from dam.engagement.intake.doors import API, BEACON, PIXEL, Context, Door, Drop, visitor_for
from dam.engagement.intake.faults import RETURN, fault_of
from dam.engagement.journeys import is_live
from dam.engagement.shapes import path_of, site_of
from dam.engagement.stage_map import USUAL, StageMap

__all__ = [
    "API",
    "BEACON",
    "PIXEL",
    "STEPS",
    "Context",
    "Door",
    "Draft",
    "Drop",
    "draft_of",
    "site_of",
    "take",
    "visitor_for",
]


@dataclass(slots=True)
class Draft:
    """An event on its way: what came, and the row that it becomes.

    One draft serves all events of a request, one after the other; `blank` is the row of an event that says nothing but
    what the request says, and `received` is in milliseconds.
    """

    context: Context
    received: int
    knows_asset: Callable[[str], bool]
    blank: Columns
    item: object
    index: int
    event: IncomingEvent
    row: Columns
    stages: StageMap = USUAL

    def drop(self, reason: str, detail: str) -> Drop:
        """Return the drop of this event."""
        return Drop(self.index, reason, detail)


Step = Callable[[Draft], Drop | None]

_DAY = 86_400_000


def drop_malformed(draft: Draft) -> Drop | None:
    """Drop what has not the shape of an event."""
    try:
        draft.event = read_event(draft.item)
    except ValueError as error:
        return draft.drop("malformed", str(error))
    fault = fault_of(draft.event)
    return draft.drop("malformed", fault) if fault else None


def drop_wrong_door(draft: Draft) -> Drop | None:
    """Drop a class that this door may not bring, and a site that only the browser may tell here."""
    door, event = draft.context.door, draft.event
    if event.class_ not in door.classes:
        return draft.drop(
            "needs_token", f"Events of the class {event.class_} are sent to /api/v1/events with a token."
        )
    if event.site and door.is_open:
        return draft.drop(
            "malformed", "`site` is told by the browser here; only /api/v1/events may name one."
        )
    return None


def drop_unknown_asset(draft: Draft) -> Drop | None:
    """Drop an event of an asset that is not there, or not the sender's to know."""
    if draft.knows_asset(draft.event.asset):
        return None
    return draft.drop(
        "unknown_asset", f"There is no asset {draft.event.asset[:40]!r} that events can be counted for."
    )


def put_moment(draft: Draft) -> Drop | None:
    """Put the moment in milliseconds; drop one that cannot be, or that is older than the raw window."""
    text, received = draft.event.at, draft.received
    if text is None:
        return None
    try:
        at = milliseconds(read_moment(text))
    except ValueError as error:
        return draft.drop("malformed", str(error))
    if at > received + limits.FUTURE_SECONDS * 1000:
        return draft.drop("from_the_future", f"`at` is later than now; {text} came.")
    if at < oldest_beside(received):
        return draft.drop("too_old", f"`at` is more than {limits.RAW_DAYS} days ago; {text} came.")
    draft.row["at"] = min(at, received)
    return None


def put_value(draft: Draft) -> Drop | None:
    """Put the amount in minor units of its currency: what came back takes money away, nothing else does."""
    event = draft.event
    if event.value is None or event.currency is None:
        return None
    try:
        minor = to_minor(event.value, event.currency)
    except ValueError as error:
        return draft.drop("malformed", str(error))
    if minor and (minor < 0) != (event.kind == RETURN):
        expected = (
            "negative or nothing" if event.kind == RETURN else "not negative, unless its kind is return"
        )
        return draft.drop("malformed", f"`value` must be {expected}; {event.value} came.")
    draft.row["value_minor"], draft.row["currency"] = minor, event.currency
    return None


def put_words(draft: Draft) -> None:
    """Put what the sender said, as it was said."""
    event, row = draft.event, draft.row
    if event.id is not None:
        row["id"], row["content_hash"] = event.id, content_hash(event)
    row["asset_id"], row["version_id"], row["rendition"] = event.asset, event.version, event.rendition
    row["channel"], row["class"] = event.channel, event.class_
    row["placement"], row["campaign"] = event.placement.strip(), event.campaign.strip()
    row["audience"], row["locale"], row["text"] = event.audience.strip(), event.locale, event.text
    row["duration"], row["rating"] = event.duration, event.rating


_USUAL_KIND = {EventClass.SOLD.value: "sale", EventClass.ACTED.value: "click"}


def put_kind(draft: Draft) -> None:
    """Put the kind; what is usual for the class where the sender named none. Words are direct unless told otherwise."""
    event, row = draft.event, draft.row
    if event.class_ == EventClass.SAID:
        row["kind"] = event.kind or _kind_of_words(event)
        row["origin"] = event.origin or Origin.DIRECT.value
    else:
        row["kind"] = event.kind or _USUAL_KIND.get(event.class_, "")


def _kind_of_words(event: IncomingEvent) -> str:
    if event.rating is not None:
        return SaidKind.RATING.value
    return SaidKind.COMMENT.value if event.text.strip() else SaidKind.ANSWER.value


def put_visitor(draft: Draft) -> None:
    """Put the visitor's key of the day on this channel, where there is one.

    What happened on an earlier day (UTC) has none: a key of today there would say that somebody came on both days.
    """
    visitor = draft.context.visitor
    if visitor is not None and draft.row["at"] // _DAY == draft.received // _DAY:
        draft.row["visitor"] = visitor(draft.event.channel)


def put_place(draft: Draft) -> None:
    """Put site and page, where the sender names them better than the browser did."""
    event, row = draft.event, draft.row
    if event.site:
        row["site"] = event.site.lower()
    if event.page:
        row["page"] = path_of(event.page)


def put_journey(draft: Draft) -> None:
    """Put the token that the way here carried, if it lives and the site lets its links carry one."""
    journey = draft.event.journey
    if journey and is_live(journey, draft.received):
        sites = draft.context.journey_sites
        if sites is None or draft.row["site"] in sites:
            draft.row["journey"] = journey


def put_stage(draft: Draft) -> Drop | None:
    """Put the stage of the journey; drop one that there never was."""
    event, stages = draft.event, draft.stages
    if event.stage is not None and not stages.knows(event.stage):
        return draft.drop(
            "malformed", f"`stage` must be one of {', '.join(stages.names)}; {event.stage[:40]!r} came."
        )
    draft.row["stage"] = stages.stage_of(event.class_, event.channel, event.stage)
    return None


STEPS: tuple[Step, ...] = (
    drop_malformed,
    drop_wrong_door,
    drop_unknown_asset,
    put_moment,
    put_value,
    put_words,
    put_kind,
    put_visitor,
    put_place,
    put_journey,
    put_stage,
)
"""In this order; a repeat is told last, inside the ledger's transaction (`dam/engagement/intake/ledger.py`)."""

_EMPTY = IncomingEvent(asset="", channel="", class_="")


def draft_of(
    context: Context, received: datetime, knows_asset: Callable[[str], bool], stages: StageMap = USUAL
) -> Draft:
    """Return the draft for the events of one request: what the request itself says stands in its blank row."""
    moment = milliseconds(received)
    return Draft(context, moment, knows_asset, _blank(context, moment), None, 0, _EMPTY, {}, stages)


def take(draft: Draft, index: int, item: object) -> Columns | Drop:
    """Lead one event of a request through the steps: the row that it becomes, or why it is dropped."""
    draft.item, draft.index, draft.row = item, index, draft.blank.copy()
    for step in STEPS:
        drop = step(draft)
        if drop is not None:
            return drop
    return draft.row


def _blank(context: Context, moment: int) -> Columns:
    return {
        "id": None,
        "at": moment,
        "received_at": moment,
        "asset_id": "",
        "version_id": "",
        "rendition": "",
        "channel": "",
        "placement": "",
        "site": context.site,
        "page": context.page,
        "campaign": "",
        "journey": "",
        "stage": "",
        "class": "",
        "kind": "",
        "actor": context.actor.value,
        "visitor": "",
        "source": context.door.source,
        **UNTOLD,
    }
