"""Free loopback ports."""

import random
import socket

LOWEST, HIGHEST = 10_000, 22_000
"""Below the range from which the kernel lends ports (32768 on Linux), also with 10000 added for gRPC."""

GRPC_OFFSET = 10_000
"""SeaweedFS opens each port a second time, this far up."""


def free_ports(count: int) -> list[int]:
    """Return distinct ports that are free now, each together with its gRPC twin."""
    candidates = random.sample(range(LOWEST, HIGHEST), 50 * count)
    found = [port for port in candidates if _is_free(port) and _is_free(port + GRPC_OFFSET)]
    assert len(found) >= count, (
        f"expected {count} free ports between {LOWEST} and {HIGHEST}, got {len(found)}"
    )
    return found[:count]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
