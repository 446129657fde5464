"""How long signed URLs live, and what signs them."""

from dataclasses import dataclass, field

USUAL_SECONDS = 3_600
"""An hour: long enough to open a mail and look."""

MOST_SECONDS = 30 * 86_400
"""What circulates longer than a month has been forgotten by whoever gave it out."""


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """`base_url` without a trailing slash; the secrets of the keys are derived from `secret_key`."""

    base_url: str
    secret_key: str = field(repr=False)
