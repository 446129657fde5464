"""Documents that act, reach out or never end: their page is drawn, or they are refused in a sentence."""

from pathlib import Path

from renditions.limits import CHILD_MEMORY, FILE_SECONDS, WRITING_SECONDS
from tests.renditions.hostile.canary import Canary, ran
from tests.renditions.hostile.documents import ACTING, COSTLY


def test_nothing_in_a_document_acts(canary: Canary, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(len(ACTING))]
    for path, make in zip(paths, ACTING.values(), strict=True):
        path.write_bytes(make(canary.bait))
    came = ran(canary, paths)
    assert {name: came[path].made for name, path in zip(ACTING, paths, strict=True)} == dict.fromkeys(
        ACTING, 1
    )


def test_no_document_costs_more_than_a_child_has(canary: Canary, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(len(COSTLY))]
    for path, make in zip(paths, COSTLY.values(), strict=True):
        path.write_bytes(make())
    for name, one in zip(COSTLY, ran(canary, paths).values(), strict=True):
        assert one.cpu < FILE_SECONDS + WRITING_SECONDS, name
        assert one.peak <= CHILD_MEMORY, name
