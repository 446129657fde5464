"""What notices look like over the API."""

from dam.notices.kinds import KINDS, WISHES
from delivery.api.schemas import ANYTHING, FLAG, MAYBE_MOMENT, MOMENT, TEXT, Schema, exactly

NOTICE: Schema = exactly(
    {
        "id": TEXT,
        "kind": {"type": "string", "enum": list(KINDS)},
        "by": TEXT,
        "subject_kind": TEXT,
        "subject_id": TEXT,
        "url": TEXT,
        "values": {"type": "object", "additionalProperties": ANYTHING},
        "at": MOMENT,
        "read_at": MAYBE_MOMENT,
    }
)
CHOICE: Schema = exactly(
    {
        "kind": {"type": "string", "enum": list(KINDS)},
        "is_shown": FLAG,
        "mail": {"type": "string", "enum": list(WISHES)},
    }
)
NOTICE_COMPONENTS: dict[str, Schema] = {"Notice": NOTICE, "NoticeChoice": CHOICE}
