"""Where a request came from, as told by the proxies that we trust."""

from starlette.types import Scope


def client_address(scope: Scope, trusted_proxies: int) -> str:
    """Return the address of whoever asks, as told by the last `trusted_proxies` proxies in front of us."""
    client = scope.get("client")
    peer = client[0] if client else ""
    if not trusted_proxies:
        return str(peer)
    lines = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    hops = [hop.strip() for hop in lines.decode("latin-1").split(",") if hop.strip()]
    return str([*hops, peer][max(0, len(hops) - trusted_proxies)])
