"""What only the edge refuses: conditions of HTTP and of the tus protocol that the core knows nothing of."""

from dam.errors import Conflict, Invalid, Unavailable, VitrineError


class Locked(Conflict):
    """Another request is writing the same upload at this moment."""


class WrongChecksum(Invalid):
    """The bytes that came are not those that the client meant to send."""


class WrongTusVersion(VitrineError):
    """The client speaks another version of tus, or none."""


class StorageFull(Unavailable):
    """There is no room left for what is being sent."""


class WrongMediaType(VitrineError):
    """The body is not of the type that the address takes."""
