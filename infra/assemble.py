"""The composition root: plain constructor calls, in the order in which things need each other."""

from zoneinfo import ZoneInfo

from dam.accounts.seen.book import SightingBook
from dam.assets.reuse.settings import ReuseSettings
from dam.assets.settings import IngestSettings
from dam.core import Core
from dam.db import Database
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.jobs.dbos_engine import DbosJobs
from dam.search.open import open_index
from dam.storage.open import open_store
from delivery.house import House
from delivery.outgoing.telling import is_anybody_told
from delivery.settings import DeliverySettings
from infra.reactions import announcer
from infra.settings import Settings
from renditions.settings import RenditionSettings


def assemble(settings: Settings) -> House:
    """Build the house that a web process, a worker or a command works with; nothing is started yet."""
    settings.spool.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    jobs = DbosJobs(settings.database_url)
    return House(
        core=Core(
            db=database,
            store=open_store(settings.storage_url, spool=settings.spool),
            jobs=jobs,
            announce=announcer(jobs, is_anybody_told),
            zone=ZoneInfo(settings.timezone),
        ),
        index=open_index(settings.search_url, database),
        log=DeliveryLog(settings.logs, VisitorKeys(database, settings.home)),
        settings=_delivery(settings),
        spool=settings.spool,
        exiftool=settings.exiftool,
        renditions=RenditionSettings(engine=settings.image_engine, film_preset=settings.film_preset),
        seen=SightingBook(settings.seen_days, ZoneInfo(settings.timezone)),
        reuse=ReuseSettings(settings.trash_days, settings.quarantine_days),
        ingest=IngestSettings(max_bytes=settings.max_upload_bytes, quota_bytes=settings.quota_bytes),
    )


def _delivery(settings: Settings) -> DeliverySettings:
    return DeliverySettings(
        base_url=settings.base_url,
        secret_key=settings.secret_key,
        locale=settings.locale,
        two_factors=settings.two_factors,
        provider=settings.provider,
        trusted_proxies=settings.trusted_proxies,
        cache=settings.cache,
        cache_bytes=settings.cache_bytes,
        send_files=settings.send_files,
        territory_header=settings.territory_header.lower(),
        cdn_cache_control=settings.cdn_cache_control,
        edges=settings.edges,
        edge_secret=settings.edge_secret,
        outgoing_allow=settings.outgoing_allow,
        log_places=settings.log_places,
        journey_sites=settings.journey_sites,
        smtp_url=settings.smtp_url,
        mail_from=settings.mail_from,
    )
