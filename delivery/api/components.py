"""The shape of everything that the API answers with."""

from delivery.api.access_schemas import ACCESS_COMPONENTS, MAYBE_ROLE
from delivery.api.bulk_schemas import BULK_COMPONENTS, INHERITANCE_COMPONENTS
from delivery.api.comparison_schemas import COMPARISON_COMPONENTS
from delivery.api.embedding_schemas import EMBEDDING_COMPONENTS
from delivery.api.field_schemas import FIELD_COMPONENTS
from delivery.api.insight_schemas import INSIGHT_COMPONENTS
from delivery.api.likeness_schemas import LIKENESS_COMPONENTS
from delivery.api.link_schemas import LINK_COMPONENTS
from delivery.api.manifest_schemas import MANIFEST_COMPONENTS
from delivery.api.mapping_schemas import MAPPING_COMPONENTS
from delivery.api.notice_schemas import NOTICE_COMPONENTS
from delivery.api.owed_and_said_schemas import OWED_AND_SAID_COMPONENTS
from delivery.api.preset_schemas import PRESET_COMPONENTS
from delivery.api.review_schemas import REVIEW_COMPONENTS
from delivery.api.right_schemas import DECIDING, RIGHT_COMPONENTS
from delivery.api.saved_schemas import SAVED_COMPONENTS
from delivery.api.schemas import (
    ANYTHING,
    BY_LOCALE,
    COUNT,
    FLAG,
    FRACTION,
    MAYBE_COUNT,
    MAYBE_MOMENT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    MOMENT,
    ROLE,
    STATUS,
    TEXT,
    TEXTS,
    Schema,
    exactly,
    many,
    ref,
)
from delivery.api.search_tuning_schemas import SEARCH_TUNING_COMPONENTS, WHY
from delivery.api.share_schemas import SHARE_COMPONENTS
from delivery.api.vocabulary_schemas import VOCABULARY_COMPONENTS
from delivery.api.webhook_schemas import WEBHOOK_COMPONENTS

_BY: Schema = exactly({"id": TEXT, "name": TEXT})

_RIGHTS: Schema = exactly(DECIDING)

_FILE: dict[str, Schema] = {
    "media_type": TEXT,
    "filename": TEXT,
    "bytes": COUNT,
    "sha256": TEXT,
    "width": MAYBE_COUNT,
    "height": MAYBE_COUNT,
    "duration": MAYBE_NUMBER,
    "pages": MAYBE_COUNT,
}

_POINT = exactly({"x": FRACTION, "y": FRACTION})

COMPONENTS: dict[str, Schema] = {
    **BULK_COMPONENTS,
    **INHERITANCE_COMPONENTS,
    **COMPARISON_COMPONENTS,
    **LIKENESS_COMPONENTS,
    **LINK_COMPONENTS,
    **REVIEW_COMPONENTS,
    **SEARCH_TUNING_COMPONENTS,
    **NOTICE_COMPONENTS,
    **SHARE_COMPONENTS,
    **SAVED_COMPONENTS,
    **EMBEDDING_COMPONENTS,
    **MAPPING_COMPONENTS,
    **FIELD_COMPONENTS,
    **VOCABULARY_COMPONENTS,
    **INSIGHT_COMPONENTS,
    **WEBHOOK_COMPONENTS,
    "Problem": {
        "type": "object",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": many(exactly({"path": TEXT, "message": TEXT, "own": BY_LOCALE}, optional=("own",))),
            "allowed": TEXTS,
            "current": {"type": "object"},
            "yours": {"type": "object"},
        },
        "required": ["type", "title", "status", "detail", "errors"],
    },
    "Asset": exactly(
        {
            "id": TEXT,
            "title": TEXT,
            "description": TEXT,
            "tags": TEXTS,
            "fields": {"type": "object"},
            "kind": {"type": "string", "enum": ["image", "video", "audio", "document", "other"]},
            "status": STATUS,
            "status_reason": TEXT,
            "rights": _RIGHTS,
            "successor_id": MAYBE_TEXT,
            "focal_point": _POINT,
            "focal_source": {"type": "string", "enum": ["", "proposed", "person"]},
            "channel_focal_points": {"type": "object", "additionalProperties": _POINT},
            "alt": BY_LOCALE,
            "titles": BY_LOCALE,
            "descriptions": BY_LOCALE,
            "is_decorative": FLAG,
            **_FILE,
            "colours": many(ANYTHING),
            "version": {"type": "integer", "minimum": 1},
            "collections": TEXTS,
            "owner": _BY,
            "brand_id": TEXT,
            "popularity": COUNT,
            "is_demo": FLAG,
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "approved_at": MAYBE_MOMENT,
            "processing": exactly(
                {"state": TEXT, "done": COUNT, "total": COUNT, "errors": TEXTS, "percent": COUNT}
            ),
            "urls": {"type": "object", "additionalProperties": BY_LOCALE},
            "duplicate": FLAG,
            "why": WHY,
        },
        optional=("duplicate", "why"),
    ),
    "Version": exactly(
        {
            "number": {"type": "integer", "minimum": 1},
            "state": {"type": "string", "enum": ["arriving", "current", "earlier", "proposed", "refused"]},
            **_FILE,
            "facts": {"type": "object"},
            "created_by": _BY,
            "created_at": MOMENT,
            "comment": TEXT,
            "comment_by": TEXT,
            "reason": {"type": "string", "description": "Why a refused version is not wanted."},
        }
    ),
    "VersionDifference": exactly({"name": TEXT, "before": ANYTHING, "after": ANYTHING}),
    "Rendition": exactly(
        {
            "channel": TEXT,
            "preset": TEXT,
            "variant": TEXT,
            "format": TEXT,
            "state": {"type": "string", "enum": ["ready", "pending", "failed", "unavailable"]},
            "width": MAYBE_COUNT,
            "height": MAYBE_COUNT,
            "bytes": MAYBE_COUNT,
            "media_type": MAYBE_TEXT,
            "upscaled": FLAG,
            "url": TEXT,
            "immutable_url": MAYBE_TEXT,
            "is_private": FLAG,
            "error": MAYBE_TEXT,
            "warning": MAYBE_TEXT,
            "tracks": many(exactly({"locale": TEXT, "url": TEXT})),
            "seconds": MAYBE_NUMBER,
            "recipe": MAYBE_TEXT,
            "explanation": {"type": ["object", "null"]},
        },
        optional=("explanation",),
    ),
    "SignedUrl": exactly({"url": TEXT, "expires_at": MOMENT}),
    "Subtitles": exactly(
        {"locale": TEXT, "filename": TEXT, "bytes": COUNT, "sha256": TEXT, "updated_at": MOMENT}
    ),
    "Preset": exactly({"name": TEXT, "spec": {"type": "object"}, "revision": COUNT}),
    "Channel": exactly(
        {
            "name": TEXT,
            "title": BY_LOCALE,
            "is_enabled": FLAG,
            "is_private": FLAG,
            "fallback_asset_id": {"type": "string", "description": "The stand-in; empty for none"},
            "presets": many(ref("Preset")),
        }
    ),
    **PRESET_COMPONENTS,
    **RIGHT_COMPONENTS,
    **OWED_AND_SAID_COMPONENTS,
    **MANIFEST_COMPONENTS,
    **ACCESS_COMPONENTS,
    "Collection": exactly(
        {
            "id": TEXT,
            "name": TEXT,
            "description": TEXT,
            "owner_id": TEXT,
            "count": COUNT,
            "covers": TEXTS,
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
    ),
    "Tag": exactly({"tag": TEXT, "count": COUNT}),
    "Changed": exactly({"assets": COUNT}),
    "Person": exactly(
        {
            "id": TEXT,
            "email": TEXT,
            "name": TEXT,
            "role": MAYBE_ROLE,
            "locale": TEXT,
            "is_active": FLAG,
            "may_use_password": FLAG,
            "created_at": MOMENT,
            "last_seen_at": MAYBE_MOMENT,
        }
    ),
    "Token": exactly(
        {
            "id": TEXT,
            "name": TEXT,
            "role": ROLE,
            "scopes": TEXTS,
            "brand_id": MAYBE_TEXT,
            "prefix": TEXT,
            "created_at": MOMENT,
            "expires_at": MAYBE_MOMENT,
            "last_used_at": MAYBE_MOMENT,
            "token": TEXT,
        },
        optional=("token",),
    ),
    "AuditEntry": exactly(
        {
            "at": MOMENT,
            "caller": exactly({"kind": TEXT, "id": TEXT, "name": TEXT}),
            "action": TEXT,
            "subject": exactly({"kind": TEXT, "id": TEXT, "title": TEXT}),
            "details": {"type": "object"},
        }
    ),
    "Sighting": exactly(
        {
            "at": MOMENT,
            "caller": exactly({"kind": TEXT, "id": TEXT, "name": TEXT}),
            "asset": exactly({"id": TEXT, "title": TEXT}),
        }
    ),
    "ImportedLog": exactly(
        {
            "id": TEXT,
            "name": TEXT,
            "edge": TEXT,
            "format": TEXT,
            "lines": COUNT,
            "accepted": COUNT,
            "dropped": COUNT,
            "imported_at": MOMENT,
        }
    ),
    "Receipt": exactly(
        {
            "accepted": COUNT,
            "duplicate": COUNT,
            "dropped": many(exactly({"index": COUNT, "reason": TEXT, "detail": TEXT})),
        }
    ),
    "Withdrawal": exactly(
        {
            "id": TEXT,
            "cause": {
                "type": "string",
                "enum": ["withdrawn", "archived", "trashed", "rights_ended", "consent_ended"],
            },
            "reason": TEXT,
            "asked_by": TEXT,
            "asked_at": MOMENT,
            "state": {"type": "string", "enum": ["purging", "probing", "dark", "lit_again"]},
            "seconds": MAYBE_NUMBER,
            "dark_at": MAYBE_MOMENT,
            "lit_again_at": MAYBE_MOMENT,
            "urls": MAYBE_COUNT,
            "purges": many(
                exactly(
                    {
                        "edge": TEXT,
                        "key": TEXT,
                        "state": {"type": "string", "enum": ["waiting", "done"]},
                        "attempts": COUNT,
                        "error": TEXT,
                        "done_at": MAYBE_MOMENT,
                    }
                )
            ),
            "probes": many(
                exactly(
                    {
                        "url": TEXT,
                        "state": {"type": "string", "enum": ["waiting", "dark", "lit", "silent", "shared"]},
                        "status": MAYBE_COUNT,
                        "detail": TEXT,
                        "attempts": COUNT,
                        "asked_at": MAYBE_MOMENT,
                    }
                )
            ),
        }
    ),
    "Download": exactly(
        {
            "version": MAYBE_COUNT,
            "caller": _BY,
            "via": {"type": "string", "enum": ["session", "token", "url", "share", "portal"]},
            "at": MOMENT,
        }
    ),
    "Upload": exactly(
        {
            "id": TEXT,
            "offset": COUNT,
            "length": COUNT,
            "expires_at": MOMENT,
            "asset_id": MAYBE_TEXT,
            "duplicate": FLAG,
        }
    ),
}
