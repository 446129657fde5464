"""Renditions beside peers: sharp, thumbor, ipx, and what the codecs themselves cost."""

from tests.benchmarks.films import measure_films
from tests.benchmarks.renditions import (
    built_in,
    equal_looks,
    floor,
    machine,
    other_kinds,
    over_http,
    single,
    whole_set,
)
from tests.benchmarks.renditions.originals import ORIGINALS, SMALL, original
from tests.benchmarks.report import note

ROUNDS = {"small": 3, "full": 5}


def main(scale: str) -> None:
    """Run every comparison; a short run takes one original of each size."""
    is_small = scale == "small"
    names = SMALL if is_small else (*ORIGINALS, "wikipedia", "portrait")
    originals = [original(name) for name in names]
    for name, path in zip(names, originals, strict=True):
        made = ORIGINALS.get(name)
        note(f"{name}, {path.stat().st_size / 1e6:.1f} MB: {made or 'as it came out of the camera'}")
    rounds = ROUNDS[scale]
    whole_set.compare(originals, rounds)
    equal_looks.compare(originals, 2 if is_small else rounds, judged=1 if is_small else len(originals))
    single.compare(originals, rounds)
    other_kinds.compare(OTHER, 1 if is_small else rounds)
    floor.compare(originals, 2 if is_small else rounds)
    machine.memory(original(machine.LARGEST))
    machine.scaling(originals, 2 if is_small else rounds)
    over_http.compare(originals[:2] if is_small else originals, 2 if is_small else rounds)
    measure_films(scale)
    built_in.compare(originals[:1] if is_small else originals, 1 if is_small else rounds)


OTHER = "j08"
"""The original of 24 megapixels that is also written as PNG, TIFF and CMYK."""
