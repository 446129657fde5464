"""What pairs, whereabouts and purges look like over the API."""

from dam.assets.likeness.read import KINDS, VERDICTS
from dam.assets.purging.purge import MOST_REASON
from dam.assets.reuse.declare import MOST_USES
from dam.assets.reuse.quarantine import AT_ONCE
from delivery.api.schemas import (
    COUNT,
    FLAG,
    FRACTION,
    MAYBE_MOMENT,
    MAYBE_TEXT,
    MOMENT,
    TEXT,
    TEXTS,
    Schema,
    exactly,
    many,
    ref,
    some_of,
)

_ALIKE: dict[str, Schema] = {
    "kind": {
        "type": "string",
        "enum": list(KINDS),
        "description": "Equal files, equal pixels under other metadata, or a picture and what was made out of it.",
    },
    "score": {**FRACTION, "description": "Share of what both could show that is the same."},
    "is_sure": {
        **FLAG,
        "description": "Alike enough that people are warned of it; the others are listed only.",
    },
    "is_mirrored": FLAG,
    "verdict": {"type": "string", "enum": list(VERDICTS)},
    "found_at": MOMENT,
    "decided_by": TEXT,
    "decided_at": MAYBE_MOMENT,
}

_USE: dict[str, Schema] = {
    "url": {
        "type": "string",
        "maxLength": 2000,
        "description": "An address that begins with http:// or https://.",
    },
    "place": {"type": "string", "maxLength": 200, "description": "The name of a place that has no address."},
    "system": {"type": "string", "maxLength": 100},
    "note": {"type": "string", "maxLength": 2000},
}

_SITE: Schema = exactly({"site": TEXT, "events": COUNT, "last_at": MOMENT})

LIKENESS_COMPONENTS: dict[str, Schema] = {
    "Similar": exactly({"asset": ref("Asset"), **_ALIKE}),
    "Pair": exactly({"one": ref("Asset"), "other": ref("Asset"), **_ALIKE}),
    "Whereabouts": exactly(
        {
            "uses": many(exactly({**_USE, "declared_by": TEXT, "declared_at": MOMENT})),
            "sites": {**many(_SITE), "description": "Where people met it in the last 90 days."},
            "past_sites": many(_SITE),
            "links": COUNT,
            "shares": COUNT,
            "portals": COUNT,
            "stands_in": TEXTS,
            "follows": COUNT,
            "is_used": FLAG,
        }
    ),
}

VERDICT: Schema = some_of({"verdict": {"type": "string", "enum": list(VERDICTS)}}, required=("verdict",))
MERGE: Schema = some_of(
    {
        "other": {"type": "string", "maxLength": 32},
        "as_version": {**FLAG, "description": "The other one's file becomes the next version instead."},
    },
    required=("other",),
)
USES: Schema = some_of({"uses": {**many(some_of(_USE)), "maxItems": MOST_USES}}, required=("uses",))
ASIDE: Schema = some_of({"assets": {**TEXTS, "maxItems": AT_ONCE}}, required=("assets",))
PURGE: Schema = some_of(
    {
        "confirmed": {**FLAG, "description": "Although it is still used."},
        "reason": {
            **MAYBE_TEXT,
            "maxLength": MOST_REASON,
            "description": "At once, before its time: a court, a person who asks.",
        },
    }
)
