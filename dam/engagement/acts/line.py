"""One line of the log of acts: somebody followed a short link, and neither address nor user agent is in it."""

import msgspec

from dam.engagement.event import UNTOLD, Actor, Columns, EventClass
from dam.engagement.logs.log_line import Id, Journey, Kind, Moment, Site, VisitorKey, Word, Words, is_clean
from dam.engagement.stage_map import StageMap

SOURCE = "link"


class ActLine(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One act. `at` in milliseconds since 1970 UTC; `journey` is the token that the link handed on, or empty."""

    at: Moment
    asset: Id
    channel: Word
    kind: Kind
    actor: Actor
    placement: Words = ""
    campaign: Words = ""
    visitor: VisitorKey = ""
    site: Site = ""
    journey: Journey = ""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(ActLine)


def write_line(line: ActLine) -> bytes:
    """Return the line with its newline."""
    return _ENCODER.encode(line) + b"\n"


def read_line(text: bytes) -> ActLine | None:
    """Return the line, or None when it is torn or not ours."""
    try:
        line = _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return line if is_clean(line, text) else None


def row_of(line: ActLine, received: int, stages: StageMap) -> Columns:
    """Return the ledger's row of an act, taken in at `received` (milliseconds)."""
    return {
        "id": None,
        "at": min(line.at, received),
        "received_at": received,
        "asset_id": line.asset,
        "version_id": "",
        "rendition": "",
        "channel": line.channel,
        "placement": line.placement,
        "site": line.site,
        "page": "",
        "campaign": line.campaign,
        "journey": line.journey,
        "stage": stages.serves(line.channel),
        "class": EventClass.ACTED.value,
        "kind": line.kind,
        "actor": line.actor.value,
        "visitor": line.visitor,
        "source": SOURCE,
        **UNTOLD,
    }
