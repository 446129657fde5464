"""What every door of the house is given: the core, the search index, the delivery log and a few settings."""

from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import HTTPConnection

from dam.accounts.seen.book import SightingBook
from dam.assets.reuse.settings import USUAL as USUAL_REUSE
from dam.assets.reuse.settings import ReuseSettings
from dam.assets.settings import DEFAULTS, IngestSettings
from dam.assets.used_space import UsedSpace
from dam.core import Core
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.search.demand.counter import DemandCounter
from dam.search.port import SearchIndex
from delivery.settings import DeliverySettings
from renditions.settings import USUAL, RenditionSettings


@dataclass(frozen=True, slots=True)
class House:
    """Built once in `infra/assemble.py`; `spool` is the folder where uploads under way wait.

    `ingest` bounds originals, `reuse` says how long the trash and what is set aside wait, `renditions`
    with which engines and efforts their files are made.
    `demand` counts what people look for in this process, `seen` notes who opens which asset, `used` knows what originals weigh.
    `exiftool` where the program is that writes words into them ("" for the one on the path).
    """

    core: Core
    index: SearchIndex
    log: DeliveryLog
    settings: DeliverySettings
    spool: Path
    ingest: IngestSettings = DEFAULTS
    reuse: ReuseSettings = USUAL_REUSE
    renditions: RenditionSettings = USUAL
    demand: DemandCounter = field(default_factory=DemandCounter)
    seen: SightingBook = field(default_factory=SightingBook)
    used: UsedSpace = field(default_factory=UsedSpace)
    exiftool: str = ""


def house_of(request: HTTPConnection) -> House:
    """Return the house that answers this request."""
    house = request.app.state.house
    assert isinstance(house, House)
    return house
