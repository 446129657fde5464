"""The worker and the chores of an assembled house."""

from functools import partial

from dam.accounts.seen.book import write_sightings
from dam.accounts.seen.sealing import forget_sightings, seal_sightings
from dam.assets.bulk.forgetting import forget_bulk_edits
from dam.assets.endings.clock import follow_clock
from dam.assets.endings.warn import warn_of_ends
from dam.assets.purging.purge import purge_due
from dam.assets.reuse.quarantine import warn_owners
from dam.assets.review.reminders import remind_of_reviews
from dam.engagement.acts.fold import fold_acts
from dam.engagement.attribution.chore import credit_journeys
from dam.engagement.comparing.moves import move_by_the_clock
from dam.engagement.comparing.settle import settle_comparisons
from dam.engagement.foreign.imports import forget_imports
from dam.engagement.logs.delivery_log import fold_logs
from dam.engagement.recounting.purge import purge_engagement
from dam.engagement.rollups.packing import pack_rollups
from dam.engagement.visitors.keys import VisitorKeys
from dam.jobs.dbos_engine import DbosJobs
from dam.jobs.settings import JobsSettings
from dam.jobs.turns import in_turn
from dam.jobs.worker import Worker
from dam.search.demand.board import forget_demand
from dam.search.demand.counter import write_demand
from dam.search.reindex import reindex
from dam.search.saved.alerts import look_for_news
from dam.search.upkeep.runs import count_waiting
from delivery.api.find import read_address
from delivery.api.tus.sweep import sweep_uploads
from delivery.files.disk.folder import Folder
from delivery.house import House
from delivery.outgoing.deliveries import prune_deliveries
from delivery.outgoing.endings import tell_ended, tell_endings
from delivery.outgoing.forgetting import prune_receipts
from delivery.outgoing.sending import ask_for_due
from infra.audit_heads import note_head
from infra.edges import LOOK_SECONDS, forget_other_edges, keep_edges_in_step
from infra.jobs import bind_jobs
from infra.likeness import ask_for_looks
from infra.mailing import mail_chores
from infra.periodic import Chore, Scheduler
from infra.read_words import read_unread_words
from infra.refining import ask_for_refining
from infra.settings import Settings
from infra.statistics import keep_statistics
from infra.unwanted import sweep_unwanted
from infra.watch import watch_source
from infra.watched_logs import watch_logs

HOUR = 3600.0

FOLD_SECONDS = 1.0
"""A fetch is seen in the insights within 5 s: written, folded, read."""

FOLD_AT_MOST = 0.05
"""Seconds of each turn in a process that serves: enough for 5,000 fetches a second, day and night. A storm of more leaves the
processor to whoever answers it and is folded afterwards; a worker on the same machine folds without such a bound."""


PACK_SECONDS = 30.0
"""How long an hour that is over may be read from its roll-ups, which is as true and takes longer."""

PACK_AT_MOST = 1.0
"""Seconds of each turn: the other chores wait that long."""

LOGS_AT_MOST = 5.0
"""Seconds of each turn that a worker reads logs of edges: its other chores wait that long while years of logs come in."""

CREDIT_SECONDS = 2.0
"""A sale is credited to what was touched before it within 5 s, as it is counted."""

SEND_SECONDS = 2.0
"""The shortest wait before an event is sent again is 5 s."""


def build_worker(house: House, settings: Settings) -> Worker:
    """Return a worker that can do every job of the house."""
    return Worker(settings.database_url, bind_jobs(house), JobsSettings(heavy_slots=settings.heavy_jobs))


def build_scheduler(
    house: House, settings: Settings, *, with_worker: bool, fold_seconds: float = FOLD_AT_MOST
) -> Scheduler:
    """Return the chores of this process: those of its machine, and beside a worker those of the whole house.

    `fold_seconds` bound each pass over the delivery log; 0 where another process of this machine does that.
    """
    chores = _machine_chores(house, settings, fold_seconds)
    return Scheduler([*chores, *_house_chores(house, settings, fold_seconds)] if with_worker else chores)


def keys_of(house: House) -> VisitorKeys:
    """Return the visitor keys of this process."""
    keys = house.log.keys
    assert isinstance(keys, VisitorKeys)
    return keys


def _machine_chores(house: House, settings: Settings, fold_seconds: float) -> list[Chore]:
    """Every machine has its own delivery log and its own spool, so that every process looks after them."""
    keys = keys_of(house)
    chores = [
        Chore("turn visitor salts over", 300, lambda: keys.refresh(house.core.now())),
        Chore("sweep uploads", HOUR, lambda: sweep_uploads(house)),
        Chore("write what people look for", 10, lambda: write_demand(house.core, house.demand)),
        Chore("write who saw what", 10, lambda: write_sightings(house.core, house.seen)),
        Chore("note the head of the audit trail", HOUR, lambda: note_head(house, settings.home)),
    ]
    if settings.cache_bytes:  # pieces of pictures stand there, too, wherever the store is
        chores.append(Chore("sweep the disk cache", HOUR, Folder(settings.cache, settings.cache_bytes).sweep))
    if fold_seconds:
        fold = partial(fold_logs, house.core, settings.logs, seconds=fold_seconds)
        chores.append(Chore("fold the delivery log", FOLD_SECONDS, fold))
        acts = partial(fold_acts, house.core, settings.logs, seconds=fold_seconds)
        chores.append(Chore("fold what people did by short links", FOLD_SECONDS, acts))
    return chores


def _house_chores(house: House, settings: Settings, fold_seconds: float) -> list[Chore]:
    """These are done by one process in turn, however many workers there are; watched places remember their files."""
    database = house.core.db
    jobs = DbosJobs(settings.database_url)
    prune = in_turn(database, "prune jobs", HOUR, lambda: jobs.prune(house.core.now(), JobsSettings()))
    fill = in_turn(database, "fill an empty index", 60, lambda: _fill_empty_index(house))
    words = in_turn(database, "read words", 60, lambda: read_unread_words(house))
    purge = in_turn(database, "purge engagement", 24 * HOUR, lambda: purge_engagement(house.core))
    statistics = in_turn(database, "look at how rows lie", HOUR, lambda: keep_statistics(database))
    pack_some = partial(pack_rollups, house.core, seconds=PACK_AT_MOST)
    pack = in_turn(database, "pack roll-ups", PACK_SECONDS, pack_some)
    forget_logs = in_turn(database, "forget imported logs", 24 * HOUR, lambda: forget_imports(house.core))
    news = partial(look_for_news, house.core, house.index, read_address)
    look = in_turn(database, "tell what saved searches find", 60, news)
    forget_wishes = in_turn(database, "forget wishes", 24 * HOUR, lambda: forget_demand(house.core))
    forget = in_turn(database, "prune receipts", 24 * HOUR, lambda: prune_receipts(house.core))
    chores = [
        *_webhook_chores(house),
        *_seen_chores(house),
        *mail_chores(house),
        Chore("tell what saved searches find", 60, look),
        Chore("forget old wishes", HOUR, forget_wishes),
        Chore("start and end comparisons", LOOK_SECONDS, lambda: move_by_the_clock(house.core)),
        Chore("remind of reviews", 300, lambda: remind_of_reviews(house.core)),
        Chore("settle comparisons", HOUR, lambda: settle_comparisons(house.core)),
        Chore("forget old receipts", HOUR, forget),
        Chore("prune jobs", 60, prune),
        Chore("look at how rows lie", HOUR, statistics),
        Chore("fill an empty index", HOUR, fill),
        Chore("look at what nobody has looked at", HOUR, lambda: ask_for_looks(house.core)),
        *_trash_chores(house),
        Chore("read the words of documents", 60, words),
        Chore("purge engagement", HOUR, purge),
        Chore("pack roll-ups", PACK_SECONDS, pack),
        Chore("credit sales to journeys", CREDIT_SECONDS, lambda: credit_journeys(house.core)),
        Chore("forget imported logs", HOUR, forget_logs),
        Chore(
            "forget bulk edits",
            HOUR,
            in_turn(database, "forget bulk edits", 24 * HOUR, lambda: forget_bulk_edits(house.core)),
        ),
        Chore("forget other edges", 24 * HOUR, lambda: forget_other_edges(house)),
        Chore("keep edges in step", LOOK_SECONDS, lambda: keep_edges_in_step(house)),
    ]
    if settings.refine_per_hour:
        ask = in_turn(database, "refine", HOUR, lambda: ask_for_refining(house, settings.refine_per_hour))
        chores.append(Chore("ask for lighter files of what is fetched most", 300, ask))
    if settings.watch:
        chores.append(Chore("watch", 5, watch_source(house, settings.watch)))
    if settings.log_places:
        seconds = min(fold_seconds or FOLD_AT_MOST, LOGS_AT_MOST)
        logs = watch_logs(house, settings.log_places, seconds)
        chores.append(Chore("read the logs of edges", FOLD_SECONDS, logs.look))
    return chores


def _webhook_chores(house: House) -> list[Chore]:
    core, base_url = house.core, house.settings.base_url
    warnings = in_turn(core.db, "warn of rights", HOUR, lambda: warn_of_ends(core))
    endings = in_turn(core.db, "tell of rights", HOUR, lambda: tell_endings(core, base_url))
    forget = in_turn(core.db, "prune deliveries", HOUR, lambda: prune_deliveries(core))
    return [
        Chore("send what is due to webhooks", SEND_SECONDS, lambda: ask_for_due(core)),
        Chore("tell of rights that have ended", 5, lambda: tell_ended(core, base_url)),
        Chore("tell of rights that end soon", 60, endings),
        Chore("forget old deliveries to webhooks", HOUR, forget),
        Chore("follow the clock of rights", LOOK_SECONDS, lambda: follow_clock(core)),
        Chore("warn of rights that end", 60, warnings),
    ]


def _seen_chores(house: House) -> list[Chore]:
    core, days = house.core, house.seen.days_kept
    seal = in_turn(core.db, "seal who saw what", HOUR, lambda: seal_sightings(core))
    forget = in_turn(core.db, "forget who saw what", 24 * HOUR, lambda: forget_sightings(core, days))
    return [
        Chore("seal who saw what on days that are over", 300, seal),
        Chore("forget who saw what long ago", HOUR, forget),
    ]


def _trash_chores(house: House) -> list[Chore]:
    core, waits = house.core, house.reuse
    purge = in_turn(core.db, "purge the trash", 6 * HOUR, lambda: purge_due(core, waits))
    sweep = in_turn(core.db, "sweep unwanted bytes", HOUR, lambda: sweep_unwanted(core))
    warn = in_turn(core.db, "warn owners", HOUR, lambda: warn_owners(core, waits.quarantine_days))
    return [
        Chore("purge the trash", HOUR, purge),
        Chore("sweep bytes that nobody names any more", HOUR, sweep),
        Chore("warn owners of what nobody uses", HOUR, warn),
    ]


def _fill_empty_index(house: House) -> None:
    """Index everything when the index holds nothing: its folder was lost, or this release writes another format.

    What waits without a job, as after an update that asks for every asset to be put again, gets its job.
    """
    if house.index.count() == 0:
        reindex(house.core, house.index)
    with house.core.db.read() as session:
        waiting = count_waiting(session)
    if waiting:
        with house.core.db.write() as session:
            house.core.jobs.enqueue(session, "index_waiting", {}, key="index-waiting", priority=5)
