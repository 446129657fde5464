"""Making every file that a version needs: plan, claim, decode once, store each file, record each file."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dam.assets.models import Asset, Version
from dam.core import Core
from dam.jobs.called_off import stop_if_called_off
from dam.jobs.claims import Claims, claiming
from dam.jobs.port import Json
from dam.sandbox.run import ChildFailed
from renditions import reasons
from renditions.answers import checked
from renditions.catalogue.needs import Key
from renditions.catalogue.plan import plan_recipes
from renditions.elsewhere import are_settled, claimed, count_files, named
from renditions.following import Following, adopt_proposal, following
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.progress import OnColours, OnLikeness, OnProgress, OnShare, Progress, tell_nobody
from renditions.readers import READERS
from renditions.recording import Recorder
from renditions.settings import RenditionSettings
from renditions.sound.sounds import sound_lines
from renditions.source import Mezzanine, mezzanine_for
from renditions.tracks import burnt_tracks, carry_tracks
from renditions.video.animations import animation_lines
from renditions.video.films import film_lines
from renditions.work_folder import work_folder

FIRST = "admin"
"""The channel made first: people see their upload in the library while the rest is made."""

_BETWEEN_LOOKS = 0.1
"""Seconds between two looks at whether another process has found the point that crops follow: it takes about one."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be made of which version: `wanted` are ledger ids with their recipes, `digests` name those recipes.

    `channels` are those of the ids, `mezzanine` what can stand in for the original, `crops` those
    that wait for a focal point, and `elsewhere` holds what another process is making now.
    """

    version: Version
    kind: str
    wanted: tuple[Wanted, ...]
    digests: Mapping[str, str]
    channels: Mapping[str, str]
    mezzanine: Mezzanine | None
    crops: Following
    elsewhere: Mapping[str, str]


def make_renditions(
    core: Core,
    version_id: str,
    *,
    only: Key | None = None,
    settings: RenditionSettings | None = None,
    on_progress: OnProgress = tell_nobody,
    on_colours: OnColours = tell_nobody,
    on_likeness: OnLikeness = tell_nobody,
) -> bool:
    """Make every file the version still needs, or `only` one; what is made already is left alone: a repeat costs nothing.

    Each file is stored first and recorded then, on its own: killed at any moment, the next run goes on where this one
    stopped. An original that cannot be read leaves rows that say why, never an exception; only a store or a database
    that does not answer raises (`Unavailable`), so that the job is tried again. What another process is making is left
    to it; tells whether all that was asked for has been made or given up by now.
    `on_progress(done, total, errors, percent)`, `on_colours(colours)` and `on_likeness(pixels, points)` are called outside
    any transaction.
    """
    settings = settings or RenditionSettings()
    with claiming(core.db) as claims:
        begun = _begin(core, version_id, only, claims, on_progress)
        while begun is None and only is None:
            stop_if_called_off()
            time.sleep(_BETWEEN_LOOKS)
            begun = _begin(core, version_id, only, claims, on_progress)
        if begun is None:
            return False
        task, progress = begun
        progress.report(at_once=True)
        if task.kind == "video":
            carry_tracks(core, version_id)  # a film that is served already does not wait for its others
        if task.wanted:
            with work_folder(settings.work_folder) as folder:
                heard = (on_colours, task.crops.hear, on_likeness)
                recorder = Recorder(core, folder, dict(task.digests), task.channels, progress, *heard)
                _make(core, task, recorder, settings)
        if task.kind == "video":
            carry_tracks(core, version_id)
    if task.elsewhere or only is not None:
        progress.done, progress.total = count_files(core, version_id)
    progress.report(at_once=True)
    return are_settled(core, task.elsewhere)


def _begin(
    core: Core, version_id: str, only: Key | None, claims: Claims, on_progress: OnProgress
) -> tuple[_Task, Progress] | None:
    """Bring the ledger in step, list what is left to make, and claim it; None while another looks for the crops' point."""
    with core.db.write() as session:
        adopt_proposal(session, version_id)
        planned = plan_recipes(session, version_id)
        version = session.get_one(Version, version_id)
        asset = session.get_one(Asset, version.asset_id)
        still = sorted((each for each in planned if each.is_open), key=lambda each: each.row.channel != FIRST)
        left, elsewhere = claimed(claims, still if only is None else named(session, version_id, only, still))
        crops = following(core, version, asset, planned, left, claims)
        if crops.recipes and not claims.take([f"point:{version_id}"]):
            return None
        total = sum(each.row.state != "unavailable" for each in planned)
        wanted = tuple(Wanted(each.row.id, crops.recipe(each.row.id, each.recipe)) for each in left)
        task = _Task(
            version,
            asset.kind,
            wanted,
            {each.row.id: each.row.wanted_recipe for each in left},
            {each.row.id: each.row.channel for each in left},
            mezzanine_for(version, planned, [each.recipe for each in wanted]),
            crops,
            elsewhere,
        )
        return task, Progress(total, total - len(still), on_progress)


def _make(core: Core, task: _Task, recorder: Recorder, settings: RenditionSettings) -> None:
    if task.mezzanine is not None and _made_of_mezzanine(core, task, task.mezzanine, recorder, settings):
        return
    with core.store.local(task.version.sha256) as original:
        if original is None:
            recorder.fail_what_is_left(reasons.MISSING)
            return
        subtitles = burnt_tracks(core, recorder.folder, task.wanted)
        is_new = not recorder.progress.done
        job = SetJob(
            original,
            recorder.folder,
            task.wanted,
            settings,
            subtitles,
            wants_colours=is_new,
            wants_likeness=is_new and task.kind in ("image", "video"),
        )
        _record(recorder, _lines(task, job, recorder.progress.share_done))


def _made_of_mezzanine(
    core: Core, task: _Task, mezzanine: Mezzanine, recorder: Recorder, settings: RenditionSettings
) -> bool:
    """Make everything from the mezzanine; False when the store has lost it, which costs nothing but time."""
    with core.store.local(mezzanine.sha256) as copy:
        if copy is None:
            return False
        job = SetJob(
            copy,
            recorder.folder,
            task.wanted,
            settings,
            stands_for=mezzanine.original,
            warning=mezzanine.warning,
            wants_colours=False,
        )
        _record(recorder, still_lines(job))
    return True


def _record(recorder: Recorder, lines: Iterator[Json]) -> None:
    try:
        recorder.record(checked(lines, recorder.folder))
    except ChildFailed as error:
        recorder.fail_what_is_left(str(error))
    recorder.fail_what_is_left()


def _lines(task: _Task, job: SetJob, on_share: OnShare) -> Iterator[Json]:
    version = task.version
    if task.kind == "video":
        return film_lines(job, still_lines, on_share)
    if task.kind == "audio":
        return sound_lines(job, still_lines)
    reader = READERS[version.media_type]
    return animation_lines(job, lambda stills: still_lines(stills, reader), version.media_type, on_share)
