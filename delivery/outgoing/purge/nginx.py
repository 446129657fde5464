"""Plain nginx, which cannot purge: each address is asked for anew past its cache, and the answer overwrites what it kept."""

from urllib.parse import urlsplit

from delivery.outgoing.client import Client
from delivery.outgoing.edges import Edge
from delivery.outgoing.purge.port import Order, Place, call

TASTES = ("image/avif,image/webp,*/*", "image/webp,*/*", "*/*")
"""One `Accept` for each entry that the shipped configuration keeps of an address."""

DARK = (403, 404, 410, 415, 422, 451)
"""Answers that are as good as a file here: what nginx holds of the address now is what the house says."""


class NginxDriver:
    """Speaks to an nginx with `infra/front/nginx.conf`: `Vitrine-Refresh` makes it ask the house."""

    def __init__(self, edge: Edge, client: Client, place: Place) -> None:
        self._edge = edge
        self._client = client
        self._host = urlsplit(edge.public_url or place.base_url).netloc
        self._secret = place.edge_secret

    def purge(self, order: Order) -> None:
        """Refresh every address in every taste; see `Driver.purge`."""
        for path in order.paths():
            for taste in TASTES:
                headers = {
                    "Host": self._host,
                    "Accept": taste,
                    "Vitrine-Refresh": "1",
                    "User-Agent": "Vitrine-Check (purge)",
                }
                if self._secret:
                    headers["Vitrine-Edge"] = self._secret
                call(self._client, "GET", self._edge.address + path, headers, also=DARK)
