"""Consents as plain values."""

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from dam.assets.consent.covering import end_of
from dam.assets.consent.models import Consent
from dam.assets.days import last_day

STATES = ("active", "expired", "withdrawn", "of_age")
"""`of_age`: given by a guardian for somebody who has come of age since, and should be asked again."""


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One consent; days are those of the house's time zone, and `expires_on` is the last on which it holds.

    Empty channels, territories or purposes mean all. `assets` is how many it covers, `proofs` how many files prove it.
    """

    id: str
    role: str
    name: str
    code: str
    guardian: str
    contact: str
    notes: str
    of_age_on: date | None
    given_on: date
    expires_on: date | None
    withdrawn_at: datetime | None
    ends_at: datetime | None
    channels: tuple[str, ...]
    territories: tuple[str, ...]
    purposes: tuple[str, ...]
    state: str
    is_of_age: bool
    assets: int
    proofs: int
    revision: int
    created_by_name: str
    created_at: datetime
    updated_at: datetime
    erased_at: datetime | None

    @property
    def etag(self) -> str:
        """The entity tag of the consent's edits, with its quotes."""
        return f'"r{self.revision}"'

    @property
    def called(self) -> str:
        """What it is called in a list: the name, else the code, else the beginning of its id."""
        return self.name or self.code or self.id[:8]

    def without_person(self) -> "ConsentView":
        """Return the same for those who may know that it is there and not whose it is."""
        return replace(self, name="", guardian="", contact="", notes="", of_age_on=None)


def view_of(row: Consent, now: datetime, zone: tzinfo, assets: int = 0, proofs: int = 0) -> ConsentView:
    """Return a row as a value."""
    ends_at = end_of(row)
    today = now.astimezone(zone).date()
    is_of_age = row.role == "minor" and row.of_age_on is not None and row.of_age_on <= today
    state = "active"
    if ends_at is not None and ends_at <= now:
        state = "withdrawn" if row.withdrawn_at == ends_at else "expired"
    return ConsentView(
        id=row.id,
        role=row.role,
        name=row.name,
        code=row.code,
        guardian=row.guardian,
        contact=row.contact,
        notes=row.notes,
        of_age_on=row.of_age_on,
        given_on=row.given_on,
        expires_on=last_day(row.expires_at, zone),
        withdrawn_at=row.withdrawn_at,
        ends_at=ends_at,
        channels=tuple(row.channels),
        territories=tuple(row.territories),
        purposes=tuple(row.purposes),
        state=state,
        is_of_age=is_of_age,
        assets=assets,
        proofs=proofs,
        revision=row.revision,
        created_by_name=row.created_by_name,
        created_at=row.created_at,
        updated_at=row.updated_at,
        erased_at=row.erased_at,
    )
