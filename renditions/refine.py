"""A second, unhurried encoding of the AVIF files that people fetch most: the same look in fewer bytes."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dam.assets.models import Asset, Version
from dam.core import Core
from dam.sandbox.run import ChildFailed
from renditions.answers import checked
from renditions.catalogue.made import MadeFile
from renditions.catalogue.plan import plan_recipes
from renditions.catalogue.refined import KINDS, record_refined, unrefined_of
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.readers import READERS
from renditions.recipe import MEDIA_TYPES, Recipe
from renditions.settings import RenditionSettings
from renditions.work_folder import work_folder

logger = logging.getLogger("vitrine.refine")


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is served now: how it is made, its digest and its weight."""

    recipe: Recipe
    sha256: str
    bytes: int


def refine_asset(core: Core, asset_id: str, *, settings: RenditionSettings | None = None) -> int:
    """Encode an asset's AVIF files again from the original, keep those that came out lighter, return the bytes saved.

    Each file is noted on its own: killed at any moment, the next run does only what is left, and a run with nothing
    left reads a few rows. An original that cannot be read any more leaves everything as it is.
    """
    settings = settings or RenditionSettings()
    version, files = _files_of(core, asset_id)
    if version is None or not files:
        return 0
    with work_folder(settings.work_folder) as folder, core.store.local(version.sha256) as original:
        if original is None:
            return 0
        wanted = [Wanted(key, file.recipe) for key, file in files.items()]
        slowly = replace(settings, avif_speed=settings.refined_avif_speed)
        lines = _lines(SetJob(original, folder, wanted, slowly, wants_colours=False), version)
        return sum(_take(core, folder, files, line) for line in lines if line["what"] == "made")


def _files_of(core: Core, asset_id: str) -> tuple[Version | None, dict[str, _File]]:
    with core.db.write() as session:
        asset = session.get(Asset, asset_id)
        if asset is None or asset.status != "approved" or asset.kind not in KINDS:
            return None, {}
        version = session.get(Version, asset.current_version_id) if asset.current_version_id else None
        open_ids = set(unrefined_of(session, version.id)) if version else set()
        if version is None or not open_ids:
            return version, {}
        return version, {
            each.row.id: _File(each.recipe, each.row.sha256, each.row.bytes or 0)
            for each in plan_recipes(session, version.id)
            if each.row.id in open_ids and each.row.sha256 and not each.is_open
        }


def _lines(job: SetJob, version: Version) -> Iterator[Mapping[str, Any]]:
    """What a child that breaks off has finished until then is good; the rest stays as it is."""
    try:
        for line in checked(still_lines(job, READERS[version.media_type]), job.folder):
            assert isinstance(line, Mapping)
            yield line
    except ChildFailed as error:
        logger.warning("version %s was not refined to its end: %s", version.id, error)


def _take(core: Core, folder: Path, files: Mapping[str, _File], line: Mapping[str, Any]) -> int:
    """Keep a file where it is lighter than what it would replace: bytes into the store, then a row."""
    path, saved = folder / line["file"], 0
    weight = path.stat().st_size
    lighter = {key: files[key] for key in line["keys"] if weight < files[key].bytes}
    made = _stored(core, path, line) if lighter else None
    with core.db.write() as session:
        for key in line["keys"]:
            taken = record_refined(session, key, files[key].sha256, made if key in lighter else None)
            saved += files[key].bytes - weight if taken and key in lighter else 0
    path.unlink()
    return saved


def _stored(core: Core, path: Path, line: Mapping[str, Any]) -> MadeFile:
    blob = core.store.put_file(path)
    return MadeFile(
        blob.digest,
        blob.bytes,
        MEDIA_TYPES[path.suffix[1:]],
        line["width"],
        line["height"],
        line["upscaled"],
        line["seconds"],
        line["warning"],
        steps=tuple(line["steps"]),
    )
