"""What shares and portals look like over the API."""

from dam.sharing.values import ALLOWS
from delivery.api.schemas import (
    BY_LOCALE,
    COUNT,
    FLAG,
    MAYBE_COUNT,
    MAYBE_MOMENT,
    MAYBE_TEXT,
    MOMENT,
    SHORT_TEXT,
    TEXT,
    TEXTS,
    Schema,
    exactly,
)

PASSWORD: Schema = {
    "type": ["string", "null"],
    "maxLength": 1000,
    "description": "What guests have to type; null or empty for none. It is never answered.",
}
ALLOWED: Schema = {"type": "string", "enum": list(ALLOWS)}

SHARE_EDITABLE: dict[str, Schema] = {
    "title": SHORT_TEXT,
    "message": {"type": "string", "maxLength": 4000},
    "channel": {**TEXT, "description": "Whose rights are asked and whose files may be taken."},
    "allows": ALLOWED,
    "takes_files": {
        **FLAG,
        "description": "Whether guests may send files, which become drafts of the owner.",
    },
    "most_views": MAYBE_COUNT,
    "most_downloads": MAYBE_COUNT,
    "expires_at": {**MAYBE_MOMENT, "description": "30 days from now when absent; null for no end."},
    "password": PASSWORD,
}
PORTAL_EDITABLE: dict[str, Schema] = {
    "titles": BY_LOCALE,
    "intros": BY_LOCALE,
    "accent": {"type": "string", "description": "A colour such as #0b6b66."},
    "logo_id": MAYBE_TEXT,
    "channel": TEXT,
    "allows": ALLOWED,
    "collections": TEXTS,
    "is_published": FLAG,
    "password": PASSWORD,
}

SHARE_COMPONENTS: dict[str, Schema] = {
    "Share": exactly(
        {
            "code": TEXT,
            "url": TEXT,
            "title": TEXT,
            "message": TEXT,
            "owner": exactly({"id": TEXT, "name": TEXT}),
            "asset_ids": TEXTS,
            "collection_id": MAYBE_TEXT,
            "channel": TEXT,
            "allows": ALLOWED,
            "takes_files": FLAG,
            "has_password": FLAG,
            "most_views": MAYBE_COUNT,
            "most_downloads": MAYBE_COUNT,
            "views": COUNT,
            "downloads": COUNT,
            "files_taken": COUNT,
            "revision": COUNT,
            "state": {"type": "string", "enum": ["active", "expired", "used_up", "revoked", "ownerless"]},
            "created_at": MOMENT,
            "expires_at": MAYBE_MOMENT,
            "revoked_at": MAYBE_MOMENT,
            "last_viewed_at": MAYBE_MOMENT,
        }
    ),
    "Portal": exactly(
        {
            "slug": TEXT,
            "url": TEXT,
            "titles": BY_LOCALE,
            "intros": BY_LOCALE,
            "accent": TEXT,
            "logo_id": MAYBE_TEXT,
            "owner": exactly({"id": TEXT, "name": TEXT}),
            "has_owner": FLAG,
            "channel": TEXT,
            "allows": ALLOWED,
            "has_password": FLAG,
            "collections": TEXTS,
            "views": COUNT,
            "downloads": COUNT,
            "revision": COUNT,
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "published_at": MAYBE_MOMENT,
        }
    ),
}
