"""What a preset was before: kept with who and when, told, and gone back to."""

from typing import Any

import pytest

from dam.accounts.caller import HOUSE, Caller, Role
from dam.changes import PresetChanged
from dam.core import Core
from dam.errors import Forbidden, Invalid, NotFound
from dam.feed import last_seq
from renditions.catalogue.channels import get_channel
from renditions.catalogue.models import Preset
from renditions.catalogue.preset_edits import delete_preset, save_preset
from renditions.catalogue.revisions import list_revisions, roll_back_preset
from renditions.presets import PresetSpec
from tests.cores import Recorder

CLAIRE = Caller("person", "c", "Claire", Role.MANAGER)
VIEWER = Caller("person", "v", "V", Role.VIEWER)
CARD: dict[str, Any] = {"fit": "width", "widths": [500], "formats": ["webp", "jpeg"]}


def _spec(core: Core, name: str = "card") -> PresetSpec:
    with core.db.read() as session:
        return next(preset.spec for preset in get_channel(session, "web").presets if preset.name == name)


def _seq(core: Core) -> int:
    with core.db.read() as session:
        return last_seq(session)


def test_each_save_is_kept_with_who_and_when(house: Core) -> None:
    save_preset(house, CLAIRE, "web", "card", CARD)
    save_preset(house, CLAIRE, "web", "card", {**CARD, "widths": [700], "source": "House"})
    revisions = list_revisions(house, VIEWER, "web", "card")
    assert [(one.revision, one.saved_by, one.is_current) for one in revisions] == [
        (3, "Claire", True),
        (2, "Claire", False),
        (1, "", False),
    ]
    assert revisions[0].changed == ("widths", "source")
    assert set(revisions[1].changed) - {"date"} == {"formats", "widths"}  # the built-in's date may be today
    assert revisions[2].spec.widths == (640,)
    assert revisions[0].saved_at >= revisions[1].saved_at >= revisions[2].saved_at


def test_what_nobody_has_edited_has_one_revision(house: Core) -> None:
    (only,) = list_revisions(house, HOUSE, "social", "story")
    assert (only.revision, only.saved_by, only.is_current) == (1, "", True)


def test_saving_what_is_there_leaves_no_trace(house: Core, announced: Recorder) -> None:
    seq = _seq(house)
    view = save_preset(house, CLAIRE, "web", "card", _spec(house))
    assert view.revision == 1
    assert (announced.changes, _seq(house)) == ([], seq)
    assert len(list_revisions(house, HOUSE, "web", "card")) == 1


@pytest.mark.parametrize("words", [{"source": "Elsewhere"}, {"date": "2027-01-01"}, {"shown_width": 300}])
def test_words_are_a_revision_that_rebuilds_nothing(
    house: Core, announced: Recorder, words: dict[str, Any]
) -> None:
    seq = _seq(house)
    view = save_preset(house, CLAIRE, "web", "card", {**_spec(house).to_json(), **words})
    assert view.revision == 2
    assert announced.changes == []
    assert (_seq(house) > seq) == ("shown_width" in words)
    with house.db.read() as session:
        assert session.get_one(Preset, ("web", "card")).planned_revision == 2


def test_the_order_of_formats_is_told_to_caches_and_rebuilds_nothing(
    house: Core, announced: Recorder
) -> None:
    seq = _seq(house)
    save_preset(house, CLAIRE, "web", "card", {**_spec(house).to_json(), "formats": ["webp", "jpeg", "avif"]})
    assert announced.changes == []
    assert _seq(house) > seq


def test_going_back_is_a_new_revision(house: Core, announced: Recorder) -> None:
    first = _spec(house)
    save_preset(house, CLAIRE, "web", "card", CARD)
    view = roll_back_preset(house, CLAIRE, "web", "card", 1)
    assert (view.revision, view.spec) == (3, first)
    assert _spec(house) == first
    assert announced.changes == [PresetChanged("web", "card")] * 2
    assert roll_back_preset(house, CLAIRE, "web", "card", 3).revision == 3


def test_a_removed_preset_comes_back(house: Core) -> None:
    first = _spec(house)
    save_preset(house, CLAIRE, "web", "card", CARD)
    delete_preset(house, CLAIRE, "web", "card")
    assert [one.is_current for one in list_revisions(house, HOUSE, "web", "card")] == [False, False]
    assert roll_back_preset(house, CLAIRE, "web", "card", 1).revision == 3
    assert _spec(house) == first
    delete_preset(house, CLAIRE, "web", "card")
    assert save_preset(house, CLAIRE, "web", "card", CARD).revision == 4


def test_what_never_was(house: Core) -> None:
    with pytest.raises(NotFound):
        list_revisions(house, HOUSE, "web", "fax")
    with pytest.raises(NotFound):
        list_revisions(house, HOUSE, "fax", "card")
    with pytest.raises(NotFound):
        roll_back_preset(house, HOUSE, "web", "card", 2)


def test_only_managers_go_back(house: Core) -> None:
    with pytest.raises(Forbidden):
        roll_back_preset(house, VIEWER, "web", "card", 1)


def test_no_size_loses_where_it_comes_from_and_since_when(house: Core) -> None:
    first = _spec(house)
    today = house.now().date().isoformat()
    assert save_preset(house, CLAIRE, "web", "card", {**first.to_json(), "source": ""}).revision == 1
    wider = save_preset(house, CLAIRE, "web", "card", CARD).spec
    assert (wider.source, wider.date) == (first.source, today)
    new = save_preset(house, CLAIRE, "web", "banner", CARD).spec
    assert (new.source, new.date) == ("", today)
    assert roll_back_preset(house, CLAIRE, "web", "card", 1).spec == first
    with pytest.raises(Invalid, match="date"):
        save_preset(house, CLAIRE, "web", "card", {**CARD, "date": "last spring"})
