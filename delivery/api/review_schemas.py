"""What reviews, the rules of approval and discussions look like over the API."""

from dam.assets.review.comments import MOST_LETTERS
from dam.assets.review.verdicts import VERDICTS, WHOLE
from dam.assets.status import MAX_REASON
from dam.assets.workflow.checklist import KINDS, MOST_ITEMS, RULES
from dam.assets.workflow.checklist import MOST_LETTERS as ITEM_LETTERS
from dam.assets.workflow.rules import MOST_DAYS
from dam.assets.workflow.state import ASPECTS
from delivery.api.schemas import (
    BY_LOCALE,
    COUNT,
    FLAG,
    FRACTION,
    MAYBE_MOMENT,
    MOMENT,
    STATUS,
    TEXT,
    TEXTS,
    Schema,
    exactly,
    many,
    ref,
    some_of,
)

_ID: Schema = {"type": "string", "maxLength": 32}
_DAY: Schema = {"type": ["string", "null"], "description": "A local day, such as 2027-03-28, or null."}
_ASPECT: Schema = {"type": "string", "enum": list(ASPECTS)}
_PERSON = exactly({"id": TEXT, "name": TEXT})
_ASSIGNEE = exactly({"kind": {"type": "string", "enum": ["person", "group"]}, "id": TEXT, "name": TEXT})

WISHED_ASSIGNEE: Schema = {
    "type": ["object", "null"],
    "properties": {"kind": {"type": "string", "enum": ["person", "group"]}, "id": _ID},
    "required": ["kind", "id"],
    "additionalProperties": False,
}

ASSIGNMENT = some_of({"assignee": WISHED_ASSIGNEE, "due_on": _DAY})

OVERRIDE: Schema = {
    "type": "string",
    "maxLength": MAX_REASON,
    "description": "Why it is approved although required fields or items are open; for admins, kept in the trail.",
}

VERDICT = some_of(
    {
        "verdict": {"type": "string", "enum": list(VERDICTS)},
        "aspect": {
            "type": "string",
            "enum": [WHOLE, *ASPECTS],
            "description": "What is approved; picture or data where the brand approves them separately, else whole.",
        },
        "reason": {"type": "string", "maxLength": MAX_REASON},
        "override": OVERRIDE,
        "version": {**COUNT, "description": "The version that was looked at; another by now answers 409."},
    },
    required=("verdict",),
)

TICK = some_of({"is_done": FLAG}, required=("is_done",))

PIN: Schema = {
    "type": ["object", "null"],
    "properties": {
        "x": {"type": ["number", "null"]},
        "y": {"type": ["number", "null"]},
        "second": {"type": ["number", "null"]},
        "page": {"type": ["number", "null"]},
    },
    "additionalProperties": False,
    "description": "x and y from 0 to 1 of a picture, the second of a film or sound, the page of a document.",
}

_BODY: Schema = {"type": "string", "description": f"1 to {MOST_LETTERS} characters; @Name mentions somebody."}
_MENTIONS: Schema = {
    **many(_ID),
    "maxItems": 100,
    "description": "Ids of people, where a name alone does not say whom.",
}

NEW_COMMENT = some_of(
    {
        "body": _BODY,
        "thread_id": {**_ID, "description": "The thread that this answers."},
        "version": {**COUNT, "description": "The version that it is about; the current one when absent."},
        "pin": PIN,
        "mentions": _MENTIONS,
    },
    required=("body",),
)

CHANGED_COMMENT = some_of({"body": _BODY, "mentions": _MENTIONS, "is_resolved": FLAG})

_ITEM = some_of(
    {
        "key": TEXT,
        "titles": {**BY_LOCALE, "additionalProperties": {"type": "string", "maxLength": ITEM_LETTERS}},
        "is_required": FLAG,
        "rule": {"type": "string", "enum": list(RULES), "description": "What ticks it; empty: a person."},
    },
    required=("key", "titles"),
)

_CHECKLISTS = some_of({kind: {**many(_ITEM), "maxItems": MOST_ITEMS} for kind in KINDS})

RULES_CHANGES = some_of(
    {
        "four_eyes": FLAG,
        "is_separate": FLAG,
        "due_days": {"type": ["integer", "null"], "minimum": 1, "maximum": MOST_DAYS},
        "checklists": _CHECKLISTS,
    }
)

REVIEW_COMPONENTS: dict[str, Schema] = {
    "Review": exactly(
        {
            "asset_id": TEXT,
            "status": STATUS,
            "version": COUNT,
            "assignee": {"anyOf": [_ASSIGNEE, {"type": "null"}]},
            "due_on": _DAY,
            "is_overdue": FLAG,
            "asked_by": TEXT,
            "asked_at": MAYBE_MOMENT,
            "four_eyes": FLAG,
            "is_separate": FLAG,
            "is_own_work": {
                **FLAG,
                "description": "Four eyes are asked for, and the caller's would be the first two.",
            },
            "checklist": many(
                exactly(
                    {
                        "key": TEXT,
                        "titles": BY_LOCALE,
                        "is_required": FLAG,
                        "rule": TEXT,
                        "is_done": FLAG,
                        "by": TEXT,
                    }
                )
            ),
            "open_fields": {**TEXTS, "description": "Keys of required fields that hold nothing yet."},
            "verdicts": many(exactly({"aspect": _ASPECT, "by": _PERSON, "at": MOMENT})),
            "missing": {
                **many(_ASPECT),
                "description": "What is still to be approved, where that is separate.",
            },
            "is_blocked": FLAG,
            "may_decide": FLAG,
            "may_assign": FLAG,
            "may_override": FLAG,
        }
    ),
    "WaitingReview": exactly({"asset": ref("Asset"), "review": ref("Review")}),
    "ReviewStep": exactly(
        {
            "at": MOMENT,
            "action": TEXT,
            "by": TEXT,
            "before": TEXT,
            "after": TEXT,
            "reason": TEXT,
            "detail": TEXT,
        }
    ),
    "Workflow": exactly(
        {
            "brand": {**TEXT, "description": "Empty for the rules of the house."},
            "four_eyes": FLAG,
            "is_separate": FLAG,
            "due_days": {"type": ["integer", "null"]},
            "checklists": _CHECKLISTS,
            "is_own": {**FLAG, "description": "Whether the brand has rules of its own."},
            "revision": COUNT,
        }
    ),
    "Thread": exactly(
        {
            "id": TEXT,
            "number": COUNT,
            "version": COUNT,
            "is_earlier": {
                **FLAG,
                "description": "Whether it is about a version that is not the current one.",
            },
            "pin": exactly(
                {
                    "x": {"type": ["number", "null"], **{k: v for k, v in FRACTION.items() if k != "type"}},
                    "y": {"type": ["number", "null"], **{k: v for k, v in FRACTION.items() if k != "type"}},
                    "second": {"type": ["number", "null"]},
                    "page": {"type": ["integer", "null"]},
                }
            ),
            "is_resolved": FLAG,
            "resolved_by": TEXT,
            "resolved_at": MAYBE_MOMENT,
            "comments": many(
                exactly(
                    {
                        "id": TEXT,
                        "body": TEXT,
                        "mentions": many(_PERSON),
                        "by": exactly({"kind": TEXT, "id": TEXT, "name": TEXT}),
                        "created_at": MOMENT,
                        "edited_at": MAYBE_MOMENT,
                        "is_removed": FLAG,
                    }
                )
            ),
        }
    ),
    "Mentionable": _PERSON,
    "Assignee": _ASSIGNEE,
}
"""Shapes of answers."""
