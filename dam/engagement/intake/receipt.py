"""What a sender is told of its events."""

from dataclasses import dataclass

from dam.engagement.intake.doors import Drop


@dataclass(frozen=True, slots=True)
class Receipt:
    """`accepted` are new and counted, `duplicate` were counted before, `dropped` never will be, each with its reason."""

    accepted: int
    duplicate: int
    dropped: tuple[Drop, ...]

    @property
    def received(self) -> int:
        """How many events came."""
        return self.accepted + self.duplicate + len(self.dropped)


NOTHING = Receipt(0, 0, ())
