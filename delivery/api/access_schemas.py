"""Shapes of brands, groups and grants."""

from collections.abc import Mapping

from dam.accounts.access.brands import MARKED
from dam.accounts.access.grants import SCOPES, SUBJECTS
from dam.accounts.caller import Role
from delivery.api.schemas import (
    FLAG,
    MAYBE_MOMENT,
    MOMENT,
    ROLE,
    SHORT_TEXT,
    TEXT,
    TEXTS,
    Schema,
    exactly,
    many,
    some_of,
)

MARKS: Schema = many({"type": "string", "enum": list(MARKED)})
SUBJECT: Schema = {"type": "string", "enum": list(SUBJECTS)}
PLACE: Schema = {"type": "string", "enum": list(SCOPES)}
MAYBE_ROLE: Schema = {"type": ["string", "null"], "enum": [*(role.value for role in Role), None]}

_BRAND: Mapping[str, Schema] = {
    "name": SHORT_TEXT,
    "marks": MARKS,
    "unmarked_role": ROLE,
    "mark_text": {"type": "string", "maxLength": 80},
    "asks_purpose": FLAG,
    "purposes": many(SHORT_TEXT),
}

NEW_BRAND = some_of({"name": SHORT_TEXT}, required=("name",))
BRAND_CHANGES = some_of(_BRAND)
TO_BRAND = some_of({"brand_id": TEXT}, required=("brand_id",))

NEW_GROUP = some_of({"name": SHORT_TEXT, "claim": SHORT_TEXT}, required=("name",))
GROUP_CHANGES = some_of({"name": SHORT_TEXT, "claim": SHORT_TEXT})

NEW_GRANT = some_of(
    {
        "subject_kind": SUBJECT,
        "subject_id": TEXT,
        "scope_kind": PLACE,
        "scope_id": TEXT,
        "role": ROLE,
        "expires_at": MAYBE_MOMENT,
    },
    required=("subject_kind", "subject_id", "scope_kind", "role"),
)

ACCESS_COMPONENTS: Mapping[str, Schema] = {
    "Brand": exactly({"id": TEXT, **_BRAND}),
    "Group": exactly({"id": TEXT, "name": TEXT, "claim": TEXT, "members": TEXTS}),
    "Grant": exactly(
        {
            "id": TEXT,
            "subject_kind": SUBJECT,
            "subject_id": TEXT,
            "scope_kind": PLACE,
            "scope_id": TEXT,
            "role": ROLE,
            "expires_at": MAYBE_MOMENT,
            "created_by": TEXT,
            "created_at": MOMENT,
        }
    ),
    "DownloadLine": exactly(
        {
            "at": MOMENT,
            "asset_id": TEXT,
            "title": TEXT,
            "brand_id": TEXT,
            "version": {"type": ["integer", "null"]},
            "caller_id": TEXT,
            "caller_name": TEXT,
            "via": {"type": "string", "enum": ["session", "token", "url", "share", "portal"]},
            "purpose": TEXT,
        }
    ),
}
"""What the API says of access."""
