"""CloudFront: an invalidation by path, or by cache tag where the distribution reads them."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from dam.clock import now
from delivery.outgoing.client import Client
from delivery.outgoing.edges import Edge
from delivery.outgoing.purge.port import Order, Place, PurgeFailed, batches

MOST_PATHS = 3000
"""Single paths that one distribution works on at a time, by CloudFront's limits."""

BUSY_SECONDS = 60.0
"""When to come back while it still works on others: an invalidation takes a minute or two."""


class CloudFrontDriver:
    """`cloudfront://DISTRIBUTION_ID`; keys as boto3 finds them, or `access_key` and `secret_key`.

    `by=keys` needs a distribution whose `CacheTagConfig` names the header `Cache-Tag`. A soft invalidation does not exist.
    """

    def __init__(self, edge: Edge, client: Client, place: Place) -> None:
        del client, place  # AWS signs its requests, which boto3 does
        self._edge = edge

    def purge(self, order: Order) -> None:
        """Create the invalidations; see `Driver.purge`. Acknowledged means created: the probes see when it is done."""
        if self._edge.option("by", "urls") == "keys":
            items: Sequence[str] = [f"#{key}" for key in order.keys]
        else:
            items = list(order.paths())
        for some in batches(items, MOST_PATHS):
            self._invalidate(some)

    def _invalidate(self, items: Sequence[str]) -> None:
        batch = {
            "Paths": {"Quantity": len(items), "Items": list(items)},
            "CallerReference": _reference(items),
        }
        try:
            self._cloudfront().create_invalidation(DistributionId=self._edge.address, InvalidationBatch=batch)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            is_busy = code in ("TooManyInvalidationsInProgress", "Throttling", "ThrottlingException")
            raise PurgeFailed(str(code), BUSY_SECONDS if is_busy else 0) from error
        except BotoCoreError as error:
            raise PurgeFailed(type(error).__name__) from error

    def _cloudfront(self) -> Any:
        return boto3.client(
            "cloudfront",
            region_name="us-east-1",
            endpoint_url=self._edge.option("endpoint") or None,
            aws_access_key_id=self._edge.option("access_key") or None,
            aws_secret_access_key=self._edge.option("secret_key") or None,
            config=Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 1}),
        )


def _reference(items: Sequence[str]) -> str:
    """The same order within one second is one invalidation: a repeat after a crash costs nothing."""
    return f"{now():%Y%m%dT%H%M%S}-{sha256(chr(10).join(items).encode()).hexdigest()[:16]}"
