"""A furnished house with one of everything, and everybody who may come to its door."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.admin_ui.houses import open_home
from tests.admin_ui.permissions.doors import Door
from tests.admin_ui.permissions.people import Visitor, let_in
from tests.admin_ui.permissions.things import bring_in, make_things


@dataclass(frozen=True, slots=True)
class Prepared:
    """The folder of a house that is not to be changed, the ids of what is there, and who is signed in."""

    folder: Path
    things: Mapping[str, str]
    visitors: Mapping[str, Visitor]

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Door]:
        """Open the door of a copy."""
        shutil.copytree(self.folder, folder)
        home = open_home(folder)
        with asyncio.Runner() as runner:
            door = Door(home, self.visitors, runner)
            yield door
            door.close()
        home.core.db.dispose()


@pytest.fixture(scope="package")
def prepared(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A house with one of everything."""
    folder = tmp_path_factory.mktemp("permissions") / "house"
    shutil.copytree(furnished, folder)
    home = open_home(folder)
    home.house.spool.mkdir(exist_ok=True)
    things = make_things(home)
    visitors = let_in(home, things["brand_id"])
    bring_in(home, visitors, things)
    home.finish()
    home.core.db.dispose()
    return Prepared(folder, things, visitors)


@pytest.fixture(scope="package")
def things(prepared: Prepared) -> Mapping[str, str]:
    """The ids of what is there, by the names that routes give them."""
    return prepared.things


@pytest.fixture(scope="module")
def door(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The door of a house that the tests of one file share."""
    with prepared.opened(tmp_path_factory.mktemp("matrix") / "house") as door:
        yield door


@pytest.fixture
def own_door(prepared: Prepared, tmp_path: Path) -> Iterator[Door]:
    """The door of a house for one test alone."""
    with prepared.opened(tmp_path / "house") as door:
        yield door
