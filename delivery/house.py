"""What every door of the house is given: the core, the search index, the delivery log and a few settings."""

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import HTTPConnection

from dam.assets.settings import DEFAULTS, IngestSettings
from dam.core import Core
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.search.port import SearchIndex
from delivery.settings import DeliverySettings
from renditions.settings import USUAL, RenditionSettings


@dataclass(frozen=True, slots=True)
class House:
    """Built once in `infra/assemble.py`; `spool` is the folder where uploads under way wait.

    `ingest` bounds originals, `renditions` says with which engines and efforts their files are made.
    """

    core: Core
    index: SearchIndex
    log: DeliveryLog
    settings: DeliverySettings
    spool: Path
    ingest: IngestSettings = DEFAULTS
    renditions: RenditionSettings = USUAL


def house_of(request: HTTPConnection) -> House:
    """Return the house that answers this request."""
    house = request.app.state.house
    assert isinstance(house, House)
    return house
