"""Fastly: purged by surrogate key, softly (what is stale may be served once more) or hard."""

import json

from delivery.outgoing.client import Client
from delivery.outgoing.edges import Edge
from delivery.outgoing.purge.port import Order, Place, batches, call

MOST_KEYS = 256
"""Keys in one request, by Fastly's API reference."""


class FastlyDriver:
    """`fastly://SERVICE_ID?token=…&soft=1`; with `soft=1` everything but a withdrawal is purged softly."""

    def __init__(self, edge: Edge, client: Client, place: Place) -> None:
        del place  # the service knows its own host
        self._edge = edge
        self._client = client
        self._url = f"{edge.option('api', 'https://api.fastly.com')}/service/{edge.address}/purge"

    def purge(self, order: Order) -> None:
        """Send the keys; see `Driver.purge`."""
        headers = {
            "Fastly-Key": self._edge.option("token"),
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        if self._edge.option("soft") == "1" and not order.is_hard:
            headers["Fastly-Soft-Purge"] = "1"
        for keys in batches(order.keys, MOST_KEYS):
            body = json.dumps({"surrogate_keys": list(keys)}).encode()
            call(self._client, "POST", self._url, headers, body)
