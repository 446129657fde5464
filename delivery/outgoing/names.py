"""Looking names up, in no more time than there is."""

import socket
import threading
from collections.abc import Sequence

from delivery.outgoing.guard import Resolve


def resolve_name(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as texts, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve_within(resolve: Resolve, host: str, port: int, seconds: float) -> Sequence[str]:
    """Look a name up, or raise `TimeoutError`; the system's own patience is up to half a minute."""
    answers: list[Sequence[str] | Exception] = []

    def ask() -> None:
        try:
            answers.append(resolve(host, port))
        except Exception as error:
            answers.append(error)

    thread = threading.Thread(target=ask, name="resolve", daemon=True)
    thread.start()
    thread.join(seconds)
    if not answers:
        raise TimeoutError(f"{host} was not found within {seconds:g} s")
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]
