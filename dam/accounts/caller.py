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
class Grant:
    """A role in one brand, or over the assets of one collection."""

    scope: Literal["brand", "collection"]
    scope_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class Caller:
    """The one on whose behalf a core function acts; made at the edge, asked about inside the core.

    `role` holds in the whole house, None: only `grants` count. `scopes` are what a token is confined to (see
    `dam.accounts.policy.SCOPES`), None: to nothing.
    """

    kind: Literal["person", "token", "house", "anonymous"]
    id: str
    name: str
    role: Role | None
    locale: str = "fr"
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] | None = None

    @property
    def is_somebody(self) -> bool:
        """Tell whether anybody signed in, whatever they may do."""
        return self.kind != "anonymous"

    @property
    def highest_role(self) -> Role | None:
        """The highest role that the caller has anywhere; None: nowhere any."""
        roles = [grant.role for grant in self.grants] + ([self.role] if self.role else [])
        return max(roles, key=lambda role: role.rank, default=None)


HOUSE = Caller("house", "house", "Vitrine", Role.ADMIN)
"""The house itself: jobs, command line, demo library."""

ANONYMOUS = Caller("anonymous", "", "", None)
"""Nobody signed in."""
