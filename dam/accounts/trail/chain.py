"""How the lines of the audit trail hold together: each is hashed with the one before it.

What names people (the caller's name, the details) enters the chain as the SHA-256 of itself and a salt of its own. When
somebody's personal data is erased, words and salt go and the digest stays: the chain holds, and the words cannot be
guessed from what is left (RFC 9162 on logs; GDPR, article 17).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
"""What stands before the first line."""


@dataclass(frozen=True, slots=True)
class Words:
    """What of a line can name people."""

    caller_name: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bones:
    """What of a line stays for ever; `at` in UTC, exact to the microsecond."""

    at: datetime
    caller_kind: str
    caller_id: str
    action: str
    subject_kind: str
    subject_id: str
    words_digest: str


def digest_words(words: Words, salt: str) -> str:
    """Return 64 hexadecimal digits that stand for the words once they are gone."""
    return _hash([salt, words.caller_name, words.details])


def link(previous: str, bones: Bones) -> str:
    """Return the hash of a line after the line whose hash is `previous`."""
    return _hash(
        [
            previous,
            bones.at.isoformat(timespec="microseconds"),
            bones.caller_kind,
            bones.caller_id,
            bones.action,
            bones.subject_kind,
            bones.subject_id,
            bones.words_digest,
        ]
    )


def _hash(values: list[Any]) -> str:
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(canonical.encode()).hexdigest()
