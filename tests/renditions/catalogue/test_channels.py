"""Channels and presets as people edit them: seeded once, checked, announced, audited."""

from typing import Any

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Role
from dam.accounts.models import AuditEntry
from dam.changes import PresetChanged
from dam.core import Core
from dam.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from renditions.built_in import BUILT_IN
from renditions.catalogue.channels import (
    ChannelView,
    delete_channel,
    get_channel,
    list_channels,
    save_channel,
    seed_built_in,
)
from renditions.catalogue.preset_edits import delete_preset, save_preset
from tests.cores import Recorder

CONTRIBUTOR = Caller("person", "c", "C", Role.CONTRIBUTOR)
CARD: dict[str, Any] = {"fit": "width", "widths": [500], "formats": ["webp"]}


def _channels(core: Core) -> list[ChannelView]:
    with core.db.read() as session:
        return list_channels(session)


def test_the_built_in_channels_stand_in_their_order(house: Core) -> None:
    channels = _channels(house)
    assert [channel.name for channel in channels] == [channel.name for channel in BUILT_IN]
    assert all(channel.is_enabled and channel.title["fr"] and channel.title["en"] for channel in channels)
    assert [preset.name for preset in channels[0].presets] == list(BUILT_IN[0].presets)


def test_seeding_again_leaves_edits_alone(house: Core) -> None:
    save_preset(house, HOUSE, "web", "card", CARD)
    delete_preset(house, HOUSE, "web", "thumb")
    before = _channels(house)
    with house.db.write() as session:
        seed_built_in(session)
    assert _channels(house) == before


def test_saving_a_preset_counts_announces_and_is_audited(house: Core, announced: Recorder) -> None:
    view = save_preset(house, HOUSE, "web", "card", CARD)
    assert (view.revision, view.spec.widths) == (2, (500,))
    assert announced.changes == [PresetChanged("web", "card")]
    with house.db.read() as session:
        entries = session.execute(sa.select(AuditEntry.action, AuditEntry.subject_id)).all()
    assert [tuple(entry) for entry in entries] == [("preset.saved", "web/card")]


def test_a_new_preset_stands_last(house: Core) -> None:
    save_preset(house, HOUSE, "web", "banner", CARD)
    with house.db.read() as session:
        names = [preset.name for preset in get_channel(session, "web").presets]
    assert names[-1] == "banner"


def test_a_new_channel_takes_presets(house: Core) -> None:
    save_channel(house, HOUSE, "kiosk", title={"fr": "Borne", "en": "Kiosk"})
    save_preset(house, HOUSE, "kiosk", "card", CARD)
    last = _channels(house)[-1]
    assert (last.name, last.title["fr"], len(last.presets)) == ("kiosk", "Borne", 1)


def test_switching_a_channel_off_is_announced_once(house: Core, announced: Recorder) -> None:
    assert save_channel(house, HOUSE, "sms", is_enabled=False).is_enabled is False
    save_channel(house, HOUSE, "sms", title={"fr": "Textos", "en": "Texts"})
    assert announced.changes == [PresetChanged("sms", None)]


def test_removing(house: Core, announced: Recorder) -> None:
    delete_channel(house, HOUSE, "sms")
    assert "sms" not in [channel.name for channel in _channels(house)]
    assert announced.changes == [PresetChanged("sms", None)]


@pytest.mark.parametrize("name", ["", "Web", "a b", "-x", "é", "x" * 41, "a/b", "a@b", "1"])
def test_names_stand_in_urls(house: Core, name: str) -> None:
    with pytest.raises(Invalid):
        save_channel(house, HOUSE, name)
    with pytest.raises(Invalid):
        save_preset(house, HOUSE, "web", name, CARD)


def test_a_wrong_preset_changes_nothing(house: Core, announced: Recorder) -> None:
    before = _channels(house)
    with pytest.raises(Invalid):
        save_preset(house, HOUSE, "web", "card", {"fit": "width"})
    assert _channels(house) == before
    assert announced.changes == []


def test_what_is_not_there(house: Core) -> None:
    with pytest.raises(NotFound):
        save_preset(house, HOUSE, "fax", "card", CARD)
    with pytest.raises(NotFound):
        delete_preset(house, HOUSE, "web", "fax")
    with pytest.raises(NotFound):
        delete_channel(house, HOUSE, "fax")


def test_the_library_keeps_its_own(house: Core) -> None:
    with pytest.raises(Conflict):
        delete_channel(house, HOUSE, "admin")
    with pytest.raises(Conflict):
        delete_preset(house, HOUSE, "admin", "thumb")
    with pytest.raises(Conflict):
        save_channel(house, HOUSE, "admin", is_enabled=False)


@pytest.mark.parametrize(("caller", "error"), [(CONTRIBUTOR, Forbidden), (ANONYMOUS, NotSignedIn)])
def test_only_managers_edit(house: Core, caller: Caller, error: type[Exception]) -> None:
    with pytest.raises(error):
        save_preset(house, caller, "web", "card", CARD)
    with pytest.raises(error):
        delete_preset(house, caller, "web", "card")
    with pytest.raises(error):
        save_channel(house, caller, "kiosk")
    with pytest.raises(error):
        delete_channel(house, caller, "sms")
