"""What rights, consents, proofs and answers about use look like over the API."""

from dam.assets.consent.wanted import ROLES, TEXTS
from dam.assets.cost import PER
from dam.assets.endings.rules import MOST_DAYS, MOST_NOTICES, PEOPLE_WITHOUT_CONSENT
from dam.assets.licences import KINDS
from dam.assets.proofs.files import KINDS as PROOF_KINDS
from dam.assets.rights import PEOPLE
from dam.assets.scopes import PURPOSES
from delivery.api.schemas import (
    COUNT,
    FLAG,
    MAYBE_MOMENT,
    MAYBE_TEXT,
    MOMENT,
    TEXT,
    Schema,
    exactly,
    many,
    ref,
    some_of,
)
from delivery.api.schemas import TEXTS as MANY_TEXTS

_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_TERRITORIES: Schema = {
    **MANY_TEXTS,
    "description": "Countries (ISO 3166-1), groups (EU, EEA, DACH, BENELUX, NORDICS) and exceptions such as -US; none means everywhere.",
}
_PURPOSES: Schema = many({"type": "string", "enum": list(PURPOSES)})

_COST = exactly({"amount": TEXT, "currency": TEXT, "per": {"type": "string", "enum": list(PER)}})

DECIDING: dict[str, Schema] = {
    "licence": TEXT,
    "kind": {"type": "string", "enum": ["", *KINDS]},
    "licence_url": TEXT,
    "holder": TEXT,
    "credit": TEXT,
    "is_exclusive": FLAG,
    "starts_at": MAYBE_MOMENT,
    "expires_at": MAYBE_MOMENT,
    "embargo_until": MAYBE_MOMENT,
    "channels": MANY_TEXTS,
    "territories": _TERRITORIES,
    "purposes": _PURPOSES,
    "people": {"type": "string", "enum": list(PEOPLE)},
}
"""The rights of an asset as everybody who sees it may know them."""


def _maybe(schema: Schema) -> Schema:
    """Let null through too: in a merge patch it removes; which words there are, the core says."""
    type_ = schema["type"]
    plain = {name: value for name, value in schema.items() if name not in ("enum", "description")}
    return {**plain, "type": type_ if isinstance(type_, list) else [type_, "null"]}


RIGHTS_PATCH = some_of(
    {
        **{name: _maybe(schema) for name, schema in DECIDING.items()},
        "purposes": _maybe(MANY_TEXTS),
        "cost": {
            "type": ["object", "null"],
            "properties": {"amount": MAYBE_TEXT, "currency": MAYBE_TEXT, "per": MAYBE_TEXT},
            "additionalProperties": False,
        },
    }
)

CONSENT_WORDS: dict[str, Schema] = {
    "role": {"type": "string", "enum": list(ROLES)},
    **{name: {"type": ["string", "null"], "maxLength": limit} for name, limit in TEXTS.items()},
    "of_age_on": {
        **_DAY,
        "description": "Of a minor: the day of coming of age, all that is kept of a birthday.",
    },
    "given_on": _DAY,
    "expires_on": {**_DAY, "description": "The last day, in the time zone of the house."},
    "channels": _maybe(MANY_TEXTS),
    "territories": _maybe(MANY_TEXTS),
    "purposes": _maybe(MANY_TEXTS),
}

USE: dict[str, Schema] = {
    "channel": {
        "type": "string",
        "description": "A channel of the house, or a network of `social` such as instagram.",
    },
    "territory": {
        "type": "string",
        "description": "Countries and groups, with a space between; none: the world.",
    },
    "from": {"type": "string", "description": "The first day; none: now."},
    "until": {
        "type": "string",
        "description": "The last day, in the time zone of the house; none: for ever.",
    },
    "purpose": {"type": "string", "description": f"One of {', '.join(PURPOSES)}; none: not said."},
}

RIGHT_COMPONENTS: dict[str, Schema] = {
    "AssetRights": exactly(
        {
            **DECIDING,
            "cost": {
                "anyOf": [_COST, {"type": "null"}],
                "description": "For those who may edit the asset; null for others.",
            },
            "ends_at": {
                **MAYBE_MOMENT,
                "description": "When all use ends: with the licence or the first consent.",
            },
            "lacks_consent": FLAG,
            "consents": many(ref("Consent")),
        }
    ),
    "Consent": exactly(
        {
            "id": TEXT,
            "role": {"type": "string", "enum": list(ROLES)},
            **dict.fromkeys(TEXTS, TEXT),
            "of_age_on": _DAY,
            "given_on": {"type": "string", "format": "date"},
            "expires_on": _DAY,
            "withdrawn_at": MAYBE_MOMENT,
            "ends_at": MAYBE_MOMENT,
            "channels": MANY_TEXTS,
            "territories": _TERRITORIES,
            "purposes": _PURPOSES,
            "state": {"type": "string", "enum": ["active", "expired", "withdrawn"]},
            "is_of_age": {
                **FLAG,
                "description": "Given by a guardian for somebody who has come of age since.",
            },
            "assets": COUNT,
            "proofs": COUNT,
            "revision": COUNT,
            "created_by": TEXT,
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "erased_at": MAYBE_MOMENT,
        }
    ),
    "Proof": exactly(
        {
            "id": TEXT,
            "kind": {"type": "string", "enum": list(PROOF_KINDS)},
            "filename": TEXT,
            "media_type": TEXT,
            "bytes": COUNT,
            "created_by": TEXT,
            "created_at": MOMENT,
        }
    ),
    "Use": exactly(
        {
            "asset_id": TEXT,
            "title": TEXT,
            "verdict": {"type": "string", "enum": ["yes", "no", "partly"]},
            "sentence": TEXT,
            "reasons": many(
                exactly(
                    {
                        "code": TEXT,
                        "weight": {"type": "string", "enum": ["no", "partly", "note"]},
                        "paper": {"type": "string", "enum": ["", "licence", "consent"]},
                        "at": MAYBE_MOMENT,
                        "names": MANY_TEXTS,
                        "sentence": TEXT,
                    }
                )
            ),
            "from": MOMENT,
            "until": MAYBE_MOMENT,
        }
    ),
    "RightsEnding": exactly(
        {
            "asset_id": TEXT,
            "title": TEXT,
            "ends_at": MOMENT,
            "cause": {"type": "string", "enum": ["licence", "consent"]},
            "has_ended": FLAG,
        }
    ),
    "RightsRules": exactly(
        {
            "notice_days": many({"type": "integer", "minimum": 1, "maximum": MOST_DAYS}),
            "people_without_consent": {"type": "string", "enum": list(PEOPLE_WITHOUT_CONSENT)},
        }
    ),
}

RULES_PATCH = some_of(
    {
        "notice_days": {
            "type": ["array", "null"],
            "items": {"type": "integer"},
            "description": f"At most {MOST_NOTICES}, from 1 to {MOST_DAYS} days before the end.",
        },
        "people_without_consent": MAYBE_TEXT,
    }
)
