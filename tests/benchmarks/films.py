"""What a film costs here beside plain ffmpeg told the same: processor seconds for each second of the finished film."""

import resource
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from dam.sandbox.limits import Json
from renditions.image.job import SetJob, Wanted
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video.loudness import find_gains
from renditions.video.probe import probe
from renditions.video.take import Take, film_line
from tests.benchmarks.report import bench, note
from tests.films import run_plain
from tests.photographs import photograph

SECONDS = {"small": 12, "full": 30}
ROUNDS = {"small": 2, "full": 5}

RECIPE = Recipe("mp4", "inside", 1920, 1080, quality=23, style="web")
"""A film of 1080p as pages get it: the same size in and out, so that all of the work is the encoder's."""

PLAIN = (
    "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "23", "-maxrate", "8M", "-bufsize", "16M",
    "-pix_fmt", "yuv420p", "-threads", "8", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000",
    "-map_metadata", "-1", "-movflags", "+faststart",
)  # fmt: skip


def measure_films(scale: str) -> None:
    """Print the ratio, with the median of each side in processor seconds for a second of film."""
    seconds = SECONDS[scale]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        original = _panned(folder / "original.mp4", seconds)
        ours, plain, loudness = [], [], []
        for _ in range(ROUNDS[scale]):
            plain.append(_cost(lambda: run_plain("-i", str(original), *PLAIN, str(folder / "plain.mp4"))))
            ours.append(_cost(lambda: _film(original, folder)))
            loudness.append(_cost(lambda: find_gains(original, folder, probe(original), [""])))
    ratio = statistics.median(a / b for a, b in zip(ours, plain, strict=True))
    bench("renditions.film.x264_overhead", ratio, "x", "plain ffmpeg with the same flags")
    note(
        f"film: {_each(ours, seconds)} s of processor for each second of 1080p, plain {_each(plain, seconds)}; looked into"
    )
    note(
        f"before and after; its loudness is measured in {_each(loudness, seconds)} more, once for all its films"
    )


def _film(original: Path, folder: Path) -> None:
    take = Take(SetJob(original, folder, (), RenditionSettings()), probe(original), {})
    line: Json = film_line(take, Wanted("film", RECIPE), lambda _share: None)
    assert isinstance(line, dict)
    assert line["what"] == "made", line


def _panned(path: Path, seconds: int) -> Path:
    """A slow walk over a photograph, with grain and a tone: nearer to film than any test pattern."""
    walk = f"scale=3840:-2,crop=1920:1080:x='(iw-ow)*t/{seconds}':y='(ih-oh)*t/{seconds}',noise=alls=4:allf=t"
    run_plain(
        "-loop", "1", "-r", "25", "-t", str(seconds), "-i", str(photograph("coffee")),
        "-f", "lavfi", "-i", f"anoisesrc=a=0.05:d={seconds}",
        "-vf", walk, "-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-pix_fmt", "yuv420p", "-c:a", "aac", str(path),
    )  # fmt: skip
    return path


def _cost(work: Callable[[], object]) -> float:
    """Return processor seconds of the work and of all processes that it started."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    usages: Iterator[resource.struct_rusage] = map(
        resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _each(costs: list[float], seconds: int) -> str:
    return f"{statistics.median(costs) / seconds:.2f}"


if __name__ == "__main__":
    measure_films("small")
