"""Edges that take `PURGE` or `BAN` over HTTP: Varnish, Caddy with Souin, nginx with the purge module, Squid."""

from urllib.parse import urlsplit

from delivery.outgoing.client import Client
from delivery.outgoing.edges import Edge
from delivery.outgoing.purge.port import Order, Place, batches, call

MOST_KEYS = 100
"""Keys in one header: 100 of about 25 signs stay far below the 8 kB that servers take in a line."""

NOT_KEPT = (404, 412)
"""What Squid and nginx's purge module say of an address that they do not keep: there is nothing to forget."""


class HttpDriver:
    """By URL (`by=urls`, the usual) one request each; `by=keys` one request with a header that lists the keys."""

    def __init__(self, edge: Edge, client: Client, place: Place) -> None:
        self._edge = edge
        self._client = client
        self._host = edge.option("host") or urlsplit(edge.public_url or place.base_url).netloc

    def purge(self, order: Order) -> None:
        """Send the order; see `Driver.purge`."""
        headers = self._headers(is_hard=order.is_hard)
        method = self._edge.option("method", "PURGE")
        if self._edge.option("by", "urls") == "urls":
            for path in order.paths():
                call(self._client, method, self._edge.address + path, headers, also=NOT_KEPT)
            return
        name = self._edge.option("key_header", "Surrogate-Key")
        between = ", " if self._edge.option("join") == "comma" else " "
        for keys in batches(order.keys, MOST_KEYS):
            listed = {**headers, name: between.join(keys)}
            call(self._client, method, self._edge.address or "/", listed)

    def _headers(self, *, is_hard: bool) -> dict[str, str]:
        headers = {"Host": self._host}
        token, name = self._edge.option("token"), self._edge.option("token_header", "Authorization")
        if token:
            headers[name] = f"Bearer {token}" if name.lower() == "authorization" else token
        if self._edge.option("soft_header") and not is_hard:
            headers[self._edge.option("soft_header")] = "1"
        return headers
