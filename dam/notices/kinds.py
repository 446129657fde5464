"""What people can be told of: the one table of kinds, their sentences and how they are told by default."""

from dataclasses import dataclass
from typing import Literal

MailWish = Literal["never", "now", "daily", "weekly"]

WISHES: tuple[MailWish, ...] = ("never", "now", "daily", "weekly")
"""How a kind may reach somebody by e-mail."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is what people choose by; `sentence` tells one notice: `by` and the notice's own values fill it in."""

    name: str
    sentence: str
    mail: MailWish = "daily"


KINDS: dict[str, Kind] = {
    "mention": Kind("Somebody mentions me", "%(by)s mentioned you on %(title)s.", "now"),
    "reply": Kind("Somebody answers my comment", "%(by)s answered you on %(title)s."),
    "comment": Kind("Somebody comments on what is mine", "%(by)s commented on %(title)s."),
    "assigned": Kind("Something is given to me to review", "%(by)s asks you to review %(title)s.", "now"),
    "due_soon": Kind("A review is due soon", "The review of %(title)s is due on %(day)s."),
    "overdue": Kind("A review is overdue", "The review of %(title)s was due on %(day)s.", "now"),
    "approved": Kind("What is mine is approved", "%(by)s approved %(title)s."),
    "sent_back": Kind("What is mine is sent back", "%(by)s sent %(title)s back: %(reason)s", "now"),
    "withdrawn": Kind("What I use or own is withdrawn", "%(by)s withdrew %(title)s.", "now"),
    "rights_ending": Kind(
        "Rights of what I own or downloaded end soon", "The rights of %(title)s end on %(day)s.", "now"
    ),
    "rights_ended": Kind(
        "Rights of what I own or downloaded have ended", "The rights of %(title)s have ended.", "now"
    ),
    "consent_ended": Kind(
        "A consent on what I own or downloaded has ended", "A consent on %(title)s no longer holds.", "now"
    ),
    "embargo_over": Kind(
        "An embargo on what is mine is over",
        "%(title)s may be seen and used now: its embargo is over.",
        "now",
    ),
    "purge_soon": Kind("What is mine will be removed for good", "%(title)s is removed for good on %(day)s."),
    "quarantined": Kind("What is mine is set aside, because nobody uses it", "%(title)s was set aside."),
    "search_hit": Kind("A saved search finds something new", "%(search)s finds something new: %(title)s."),
    "search_hits": Kind(
        "A saved search finds many new things at once", "%(search)s finds %(number)s more that are new."
    ),
    "guest_upload": Kind("A guest sends a file", "%(by)s sent %(title)s."),
    "made_owner": Kind("Something becomes mine", "%(by)s made you the owner of %(title)s."),
    "work_done": Kind("Work that I started has ended", "%(title)s is done.", "never"),
}
"""Every kind by its name in code."""
