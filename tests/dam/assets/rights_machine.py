"""Status × rights × time × consents × trash × territories: whatever happens in whatever order, every door says what a simple model says.

The model keeps one dictionary and no cleverness: a use is allowed when everything allows it. Asked of it are the permission of
delivery, the answer in words, the original for a viewer, the next edge, and the list of what a caller sees.
"""

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dam.accounts.caller import HOUSE, Role
from dam.assets.consent.cover import cover_assets, uncover_assets
from dam.assets.consent.register import add_consent, edit_consent, withdraw_consent
from dam.assets.days import end_of_day
from dam.assets.edit import edit_asset
from dam.assets.originals import open_original
from dam.assets.serving import Light, light, load_servable, next_edge, preview_light
from dam.assets.status import ALLOWED_MOVES, move_status
from dam.assets.trash import restore_asset, trash_asset
from dam.assets.usable.answer import can_use
from dam.assets.usable.question import Question
from dam.clock import rfc3339
from dam.core import Core
from dam.errors import Forbidden, NotFound
from tests.dam.accounts.world import make_caller, make_world
from tests.dam.assets.factory import make_asset

PARIS = ZoneInfo("Europe/Paris")

STARTS = (
    datetime(2026, 3, 28, 22, 30, tzinfo=UTC),  # the evening before summer time
    datetime(2026, 10, 24, 21, 30, tzinfo=UTC),  # the evening before winter time
    datetime(2028, 2, 28, 22, 30, tzinfo=UTC),  # the evening before a leap day
)
CHANNELS = ("web", "social")
COUNTRIES = ("FR", "US")
TERRITORIES: dict[tuple[str, ...], set[str]] = {
    (): {"FR", "US", "?"},
    ("EU",): {"FR"},
    ("-FR",): {"US"},
    ("FR", "US"): {"FR", "US"},
    ("FR", "-FR"): set(),
}
"""What is written, and which of the visitors it covers; `?` is one of unknown territory."""

SOME_CHANNELS = ((), ("web",), ("social", "web"))
VIEWER = make_caller(Role.VIEWER)


@dataclass
class Paper:
    """What one licence or consent of the model says."""

    ends_at: datetime | None = None
    starts_at: datetime | None = None
    channels: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()

    def covers(self, channel: str, visitor: str, now: datetime) -> bool:
        return (
            (self.starts_at is None or now >= self.starts_at)
            and (self.ends_at is None or now < self.ends_at)
            and (not self.channels or channel in self.channels)
            and visitor in TERRITORIES[self.territories]
        )


@dataclass
class Model:
    """All that is true of the asset."""

    status: str = "draft"
    was_approved: bool = False
    is_trashed: bool = False
    embargo_until: datetime | None = None
    licence: Paper = field(default_factory=Paper)
    consents: dict[str, Paper] = field(default_factory=dict)

    def allows(self, channel: str, visitor: str, now: datetime) -> bool:
        is_open = self.embargo_until is None or now >= self.embargo_until
        papers = [self.licence, *self.consents.values()]
        is_shown = self.status == "approved" and not self.is_trashed and is_open
        return is_shown and all(paper.covers(channel, visitor, now) for paper in papers)

    @property
    def edges(self) -> list[datetime]:
        """Every moment at which something begins or ends by itself."""
        papers = (self.licence, *self.consents.values())
        edges = [each for paper in papers for each in (paper.starts_at, paper.ends_at)]
        return [each for each in (*edges, self.embargo_until) if each is not None]


class RightsMachine(RuleBasedStateMachine):
    """One asset, two consents that may cover it, and a clock."""

    @initialize(start=st.sampled_from(STARTS))
    def open_house(self, start: datetime) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.world = make_world(f"sqlite:///{Path(self.folder.name) / 'rows.sqlite'}")
        self.world.moment = start
        given = self.world.core
        self.core = Core(given.db, given.store, given.jobs, given.announce, self.world.now, PARIS)
        self.model = Model()
        self.asset_id = make_asset(self.core)
        wanted = {"role": "model", "code": "M", "given_on": "2026-01-01"}
        self.consents = [add_consent(self.core, HOUSE, wanted).id for _ in range(2)]
        self.papers = {consent_id: Paper() for consent_id in self.consents}
        self.withdrawn: set[str] = set()
        self.open_doors()

    def open_doors(self) -> None:
        """Whoever asks at further doors opens them here, and closes them in `close_doors`."""

    def close_doors(self) -> None:
        """Nothing is open here."""

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.close_doors()
            self.core.db.dispose()
            self.folder.cleanup()

    @property
    def now(self) -> datetime:
        return self.world.moment

    @rule(minutes=st.sampled_from((0, 1, 29, 30, 31, 90, 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.world.moment += timedelta(minutes=minutes)

    @precondition(lambda self: not self.model.is_trashed)
    @rule(data=st.data())
    def the_status_moves(self, data: st.DataObject) -> None:
        self.model.status = data.draw(st.sampled_from(ALLOWED_MOVES[self.model.status]))
        self.model.was_approved |= self.model.status == "approved"
        move_status(self.core, HOUSE, self.asset_id, self.model.status)

    @rule()
    def it_goes_to_the_trash_or_comes_back(self) -> None:
        (restore_asset if self.model.is_trashed else trash_asset)(self.core, HOUSE, self.asset_id)
        self.model.is_trashed = not self.model.is_trashed

    @precondition(lambda self: not self.model.is_trashed)
    @rule(
        starts=st.none() | st.integers(-60, 60),
        lasts=st.none() | st.integers(1, 180),
        channels=st.sampled_from(SOME_CHANNELS),
        territories=st.sampled_from(list(TERRITORIES)),
        embargo=st.none() | st.integers(-30, 90),
    )
    def the_licence_changes(
        self,
        starts: int | None,
        lasts: int | None,
        channels: tuple[str, ...],
        territories: tuple[str, ...],
        embargo: int | None,
    ) -> None:
        starts_at = self.later(starts)
        ends_at = None if lasts is None else (starts_at or self.now) + timedelta(minutes=lasts)
        self.model.licence = Paper(ends_at, starts_at, channels, territories)
        self.model.embargo_until = self.later(embargo)
        rights: dict[str, Any] = {
            "starts_at": starts_at and rfc3339(starts_at),
            "expires_at": ends_at and rfc3339(ends_at),
            "embargo_until": self.model.embargo_until and rfc3339(self.model.embargo_until),
            "channels": channels,
            "territories": territories,
        }
        edit_asset(self.core, HOUSE, self.asset_id, {"rights": rights})

    @precondition(lambda self: not self.model.is_trashed)
    @rule(which=st.integers(0, 1))
    def a_consent_covers_or_not(self, which: int) -> None:
        consent_id = self.consents[which]
        if consent_id in self.model.consents:
            del self.model.consents[consent_id]
            uncover_assets(self.core, HOUSE, consent_id, [self.asset_id])
        else:
            self.model.consents[consent_id] = self.papers[consent_id]
            cover_assets(self.core, HOUSE, consent_id, [self.asset_id])

    @rule(
        which=st.integers(0, 1),
        days=st.none() | st.integers(-1, 2),
        channels=st.sampled_from(SOME_CHANNELS),
        territories=st.sampled_from(list(TERRITORIES)),
    )
    def a_consent_changes(
        self, which: int, days: int | None, channels: tuple[str, ...], territories: tuple[str, ...]
    ) -> None:
        consent_id = self.consents[which]
        if consent_id in self.withdrawn:
            return
        last: date | None = None
        if days is not None:
            last = self.now.astimezone(PARIS).date() + timedelta(days=days)
        paper = self.papers[consent_id]
        paper.channels, paper.territories = channels, territories
        paper.ends_at = None if last is None else end_of_day(last, PARIS)
        patch = {
            "expires_on": last and last.isoformat(),
            "channels": channels,
            "territories": territories,
        }
        edit_consent(self.core, HOUSE, consent_id, patch)

    @rule(which=st.integers(0, 1))
    def a_consent_is_withdrawn(self, which: int) -> None:
        consent_id, paper = self.consents[which], self.papers[self.consents[which]]
        if consent_id not in self.withdrawn:
            self.withdrawn.add(consent_id)
            paper.ends_at = min(filter(None, (paper.ends_at, self.now)))
            withdraw_consent(self.core, HOUSE, consent_id)

    @invariant()
    def every_door_says_what_the_model_says(self) -> None:
        with self.core.db.read() as session:
            servable = load_servable(session, self.asset_id)
        assert servable is not None
        for channel in CHANNELS:
            for visitor in (*COUNTRIES, "?"):
                territory = None if visitor == "?" else visitor
                answer = light(servable, channel=channel, territory=territory, now=self.now)
                assert (answer is Light.LIT) is self.model.allows(channel, visitor, self.now)
                edge = next_edge(servable, self.now)
                if edge is not None:
                    before = edge - timedelta(microseconds=1)
                    kept = light(servable, channel=channel, territory=territory, now=before)
                    assert kept is answer, "an answer is kept up to the next edge"
        papers = (self.model.licence, *self.model.consents.values())
        has_ended = any(paper.ends_at is not None and self.now >= paper.ends_at for paper in papers)
        is_kept_back = self.model.embargo_until is not None and self.now < self.model.embargo_until
        if has_ended or is_kept_back:
            assert preview_light(servable, self.now) is not Light.LIT
        self.ask_for_the_original(has_ended)

    def ask_for_the_original(self, has_ended: bool) -> None:
        is_seen = self.model.status == "approved" and not self.model.is_trashed
        try:
            open_original(self.core, VIEWER, self.asset_id)
        except Forbidden:
            assert has_ended or self.model.embargo_until is not None
        except NotFound:
            assert not is_seen or self.model.embargo_until is not None
        else:
            assert is_seen
            assert not has_ended

    @precondition(lambda self: not self.model.is_trashed)
    @rule(
        channel=st.sampled_from(CHANNELS),
        country=st.sampled_from(COUNTRIES),
        begins=st.integers(0, 60),
        lasts=st.integers(1, 240),
    )
    def somebody_asks_in_words(self, channel: str, country: str, begins: int, lasts: int) -> None:
        """Yes means at every minute, no means at none, partly some."""
        starts_at = self.now + timedelta(minutes=begins)
        ends_at = starts_at + timedelta(minutes=lasts)
        answer = can_use(self.core, HOUSE, self.asset_id, Question(channel, starts_at, ends_at, (country,)))
        inside = [each for each in self.model.edges if starts_at < each < ends_at]
        told = {self.model.allows(channel, country, at) for at in (starts_at, *inside)}
        assert answer.verdict == ("yes" if told == {True} else "no" if told == {False} else "partly")

    def later(self, minutes: int | None) -> datetime | None:
        return None if minutes is None else self.now + timedelta(minutes=minutes)
