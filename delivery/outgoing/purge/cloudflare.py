"""Cloudflare: purged by cache tag."""

import json

from delivery.outgoing.client import Answer, Client
from delivery.outgoing.edges import Edge
from delivery.outgoing.purge.port import Order, Place, PurgeFailed, batches, call

MOST_TAGS = 30
"""Tags in one request that every plan takes."""


class CloudflareDriver:
    """`cloudflare://ZONE_ID?token=…`; the token needs the permission Cache Purge for the zone."""

    def __init__(self, edge: Edge, client: Client, place: Place) -> None:
        del place  # the zone knows its own host
        self._edge = edge
        self._client = client
        self._url = (
            f"{edge.option('api', 'https://api.cloudflare.com')}/client/v4/zones/{edge.address}/purge_cache"
        )

    def purge(self, order: Order) -> None:
        """Send the tags; see `Driver.purge`. Cloudflare has no soft purge."""
        headers = {
            "Authorization": f"Bearer {self._edge.option('token')}",
            "Content-Type": "application/json",
        }
        for tags in batches(order.keys, MOST_TAGS):
            body = json.dumps({"tags": list(tags)}).encode()
            answer = call(self._client, "POST", self._url, headers, body)
            if not _is_success(answer):
                raise PurgeFailed("HTTP 200, but without success")


def _is_success(answer: Answer) -> bool:
    """Its answers say it in the body, whatever the status."""
    try:
        said = json.loads(answer.body)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("success") is True
