"""Taking finished files from a pipeline, line by line: bytes into the store, then a row into the ledger."""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dam.core import Core
from dam.jobs.port import Json
from renditions import reasons
from renditions.catalogue.made import MadeFile, record_failed, record_ready, record_unavailable
from renditions.catalogue.parts import PartFile
from renditions.geometry import FocalPoint
from renditions.progress import OnColours, OnLikeness, Progress, tell_nobody
from renditions.publishing import LADDER, publish_ladder, read_ladder
from renditions.recipe import PART_MEDIA_TYPES

OnFocal = Callable[[FocalPoint], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records the files of one version; `left` names what is still to come: ledger id → digest of its recipe.

    `channels` names the channel of each ledger id. `on_focal` hears the point that was found in the picture, and
    answers the digests of the recipes that follow it.
    """

    core: Core
    folder: Path
    left: dict[str, str]
    channels: Mapping[str, str]
    progress: Progress
    on_colours: OnColours
    on_focal: OnFocal
    on_likeness: OnLikeness = tell_nobody

    def record(self, lines: Iterator[Json]) -> None:
        """Record each line (see `renditions.image.job`) as it comes."""
        for line in lines:
            assert isinstance(line, Mapping)
            match line["what"]:
                case "made":
                    self._made(line)
                case "colours":
                    self.on_colours(list(line["colours"]))  # type: ignore[arg-type]
                case "likeness":
                    self.on_likeness(line["pixels"], b64decode(line["points"]))  # type: ignore[arg-type]
                case "focal":
                    self.left.update(self.on_focal(FocalPoint(line["x"], line["y"])))  # type: ignore[arg-type]
                case "unreadable":
                    self.fail_what_is_left(str(line["reason"]))
                case _:
                    self._not_made(line)
            self.progress.file_done()

    def fail_what_is_left(self, reason: str = reasons.NOT_MADE) -> None:
        """Say of every file still to come why it will not."""
        if not self.left:
            return
        with self.core.db.write() as session:
            for rendition_id, digest in self.left.items():
                record_failed(session, rendition_id, digest, reason)
        self.left.clear()
        self.progress.errors[reason] = None

    def _made(self, line: Mapping[str, Any]) -> None:
        """Bytes before rows: a row without bytes cannot exist, and bytes without a row are swept."""
        parts = tuple(self._stored(part["file"], part["name"]) for part in line["parts"])
        taken = self._take(line)
        if not line["file"].endswith(LADDER):
            self._record(taken, line, self._stored(line["file"]), parts)
            return
        rungs = read_ladder(self.folder / line["file"])
        for channel in {self.channels[key]: None for key in taken}:
            main, playlists = publish_ladder(self.core.store, rungs, parts, channel)
            mine = {key: digest for key, digest in taken.items() if self.channels[key] == channel}
            self._record(mine, line, main, (*parts, *playlists), channel)

    def _record(
        self,
        taken: Mapping[str, str],
        line: Mapping[str, Any],
        file: PartFile,
        parts: tuple[PartFile, ...],
        channel: str = "",
    ) -> None:
        made = MadeFile(
            file.sha256,
            file.bytes,
            file.media_type,
            line["width"],
            line["height"],
            line["upscaled"],
            line["seconds"],
            line["warning"],
            parts=parts,
            steps=tuple(line["steps"]),
            channel=channel,
        )
        with self.core.db.write() as session:
            for rendition_id, digest in taken.items():
                record_ready(session, rendition_id, digest, made)
        self.progress.done += len(taken)

    def _stored(self, file: str, name: str = "") -> PartFile:
        path = self.folder / file
        blob = self.core.store.put_file(path)
        path.unlink()
        return PartFile(name, blob.digest, blob.bytes, PART_MEDIA_TYPES[path.suffix[1:]])

    def _not_made(self, line: Mapping[str, Any]) -> None:
        is_unavailable = line["what"] == "unavailable"
        record = record_unavailable if is_unavailable else record_failed
        taken = self._take(line)
        with self.core.db.write() as session:
            for rendition_id, digest in taken.items():
                record(session, rendition_id, digest, line["reason"])
        if is_unavailable:
            self.progress.total -= len(taken)
        else:
            self.progress.errors[line["reason"]] = None

    def _take(self, line: Mapping[str, Any]) -> dict[str, str]:
        return {key: self.left.pop(key) for key in line["keys"] if key in self.left}
