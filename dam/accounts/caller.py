"""Who is asking: a person, a token, the house itself, or nobody yet."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What a caller is trusted with; each role may do all that the one before may."""

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    MANAGER = "manager"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """0 for viewer up to 3 for admin."""
        return list(Role).index(self)

    def includes(self, other: "Role") -> bool:
        """Tell whether this role may do what `other` may."""
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Caller:
    """The one on whose behalf a core function acts; made at the edge, asked about inside the core."""

    kind: Literal["person", "token", "house", "anonymous"]
    id: str
    name: str
    role: Role | None
    locale: str = "fr"


HOUSE = Caller("house", "house", "Vitrine", Role.ADMIN)
"""The house itself: jobs, command line, demo library."""

ANONYMOUS = Caller("anonymous", "", "", None)
"""Nobody signed in."""
