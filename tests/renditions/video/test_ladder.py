"""Ladders: which rungs a film gets, and what comes out of one run of ffmpeg."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from renditions import reasons
from renditions.geometry import FocalPoint, Size
from renditions.image.job import SetJob, Wanted
from renditions.progress import OnShare, tell_nobody
from renditions.publishing import read_ladder
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video import gate
from renditions.video.footage import Footage
from renditions.video.ladder import SEGMENT_SECONDS, ladder, rung_files, rung_sizes
from renditions.video.playlists import Rung
from renditions.video.probe import probe
from renditions.video.streaming import ladder_line
from renditions.video.take import Take
from tests.films import make_film

QUICK = RenditionSettings(film_preset="ultrafast")
WEB = Recipe("hls", "inside", 1920, 1080, quality=30, style="web")
STORY = Recipe("hls", "cover", 1080, 1920, focal=FocalPoint(0.5, 0.5), quality=30, style="social")
FULL, HALF, SMALL = Size(1920, 1080), Size(1280, 720), Size(640, 360)


@pytest.mark.parametrize(
    ("recipe", "source", "sizes"),
    [
        (WEB, Size(3840, 2160), (FULL, HALF, SMALL)),
        (WEB, FULL, (FULL, HALF, SMALL)),
        (WEB, HALF, (HALF, SMALL)),
        (WEB, SMALL, (SMALL,)),
        (WEB, Size(320, 180), (Size(320, 180),)),
        (WEB, Size(1080, 1920), (Size(1080, 1920), Size(720, 1280), Size(360, 640))),
        (WEB, Size(1920, 804), (Size(1920, 804), Size(1718, 720), Size(860, 360))),
        (WEB, Size(641, 361), (Size(640, 360),)),
        (WEB, Size(17, 17), (Size(16, 16),)),
        (STORY, Size(2160, 3840), (Size(1080, 1920), Size(720, 1280), Size(360, 640))),
        (STORY, FULL, (Size(608, 1080), Size(360, 638))),
    ],
)
def test_rungs_by_arithmetic(recipe: Recipe, source: Size, sizes: tuple[Size, ...]) -> None:
    assert rung_sizes(recipe.frame(source)) == sizes


def test_one_run_decodes_once_and_only_local_files() -> None:
    rungs = rung_files(Path("/films/100%"), "key", WEB.frame(FULL))
    command = gate.guarded(ladder(Path("/films/o.mp4"), rungs, WEB, Footage(FULL, sound="aac"), QUICK))
    assert command.count("-i") == command.count("-format_whitelist") == 1
    assert command.count("-f") == len(rungs) == 3
    assert [each for each in command if each.endswith("-2.mp4")] == ["file:/films/100%%/key-2.mp4"]
    assert command[-1] == "file:/films/100%/key-2.m3u8"


def _line(source: Path, folder: Path, on_share: OnShare = tell_nobody) -> dict[str, Any]:
    take = Take(SetJob(source, folder, (), QUICK), probe(source), {})
    made = ladder_line(take, Wanted("key", WEB), on_share)
    assert isinstance(made, dict)
    return made


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A film of 13 seconds as three rungs: the folder and what the pipeline said."""
    folder = tmp_path_factory.mktemp("ladder")
    source = make_film(folder / "o.mov", seconds=13, width=1296, height=730, rate=10)
    heard: list[float] = []
    made = _line(source, folder, heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1, abs=0.03)
    return folder, made


def _rungs(line: tuple[Path, dict[str, Any]]) -> tuple[Rung, ...]:
    return read_ladder(line[0] / line[1]["file"])


def test_each_rung_is_one_film_whose_segments_follow_each_other(line: tuple[Path, dict[str, Any]]) -> None:
    folder, made = line
    rungs = _rungs(line)
    assert (made["width"], made["height"]) == (1296, 730)
    assert [part["name"] for part in made["parts"]] == ["730p.mp4", "720p.mp4", "360p.mp4"]
    assert [(rung.width, rung.height) for rung in rungs] == [(1296, 730), (1278, 720), (638, 360)]
    for rung, part in zip(rungs, made["parts"], strict=True):
        edges = [(each.start, each.start + each.length) for each in rung.segments]
        assert edges[0][0] == rung.head
        assert all(before[1] == after[0] for before, after in pairwise(edges))
        assert edges[-1][1] == (folder / part["file"]).stat().st_size
        assert rung.seconds == pytest.approx(13, abs=0.01)
        assert rung.rate == pytest.approx(10, abs=0.01)
        assert rung.average_bandwidth <= rung.peak_bandwidth
    assert rungs[0].average_bandwidth > rungs[2].average_bandwidth


def test_rungs_change_at_the_same_moments(line: tuple[Path, dict[str, Any]]) -> None:
    folder, made = line
    keys, lengths = [], []
    for rung, part in zip(_rungs(line), made["parts"], strict=True):
        with av.open(str(folder / part["file"])) as film:
            packets: list[Any] = [packet for packet in film.demux(video=0) if packet.pts is not None]
        assert len(packets) == 130
        begin = min(packet.pts for packet in packets)
        keys.append([float((each.pts - begin) * each.time_base) for each in packets if each.is_keyframe])
        lengths.append([segment.seconds for segment in rung.segments])
    assert keys[0] == keys[1] == keys[2] == [0, 2, 4, 6, 8, 10, 12]
    assert lengths[0] == lengths[1] == lengths[2] == [SEGMENT_SECONDS, SEGMENT_SECONDS, 1]


def test_rungs_decode_to_the_same_picture_and_say_their_codecs(line: tuple[Path, dict[str, Any]]) -> None:
    folder, made = line
    for rung, part in zip(_rungs(line), made["parts"], strict=True):
        with av.open(str(folder / part["file"])) as film:
            codec = film.streams.video[0].codec_context
            assert (codec.name, codec.pix_fmt) == ("h264", "yuv420p")
            assert film.streams.audio[0].codec_context.name == "aac"
            assert film.metadata.get("title") is None
            shots: list[Image.Image] = []
            for number, frame in enumerate(film.decode(video=0)):
                if number in (0, 60, 129):
                    shots.append(frame.to_image())  # type: ignore[no-untyped-call]
            assert codec.extradata is not None
            profile_and_level = codec.extradata[1:4].hex()
        assert rung.codecs == f"avc1.{profile_and_level},mp4a.40.2"
        assert len(shots) == 3
        assert shots[0].size == (rung.width, rung.height)
        assert _distance(shots[0], shots[1]) > 3, "the picture moves"


def _distance(one: Image.Image, other: Image.Image) -> float:
    pairs = zip(one.convert("L").tobytes(), other.convert("L").tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs) / (one.width * one.height)


def test_who_listens_can_call_it_off(tmp_path: Path) -> None:
    class CalledOff(Exception):
        pass

    def refuse(_share: float) -> None:
        raise CalledOff

    source = make_film(tmp_path / "o.mp4", seconds=1, width=64, height=48)
    with pytest.raises(CalledOff):
        _line(source, tmp_path, refuse)
    assert not list(tmp_path.glob("*.hls"))


def test_a_silent_film_has_one_codec(tmp_path: Path) -> None:
    source = make_film(tmp_path / "o.mp4", seconds=1, width=64, height=48)
    silent = tmp_path / "silent.mp4"
    gate.run_ffmpeg(["-i", f"file:{source}", "-c", "copy", "-an", f"file:{silent}"])
    (rung,) = read_ladder(tmp_path / _line(silent, tmp_path)["file"])
    assert rung.codecs.startswith("avc1.")
    assert "," not in rung.codecs
    assert rung.rate == pytest.approx(25, abs=0.01)


def test_what_is_no_film_is_refused_in_a_sentence(tmp_path: Path) -> None:
    playlist = tmp_path / "o.mp4"
    playlist.write_text("#EXTM3U\n#EXTINF:1,\n/etc/hostname\n#EXT-X-ENDLIST\n")
    take = Take(SetJob(playlist, tmp_path, (), QUICK), Footage(Size(64, 48)), {})
    said = ladder_line(take, Wanted("key", WEB), tell_nobody)
    assert said == {"what": "failed", "keys": ["key"], "reason": reasons.FILM_UNREADABLE}
    assert json.dumps(said)
