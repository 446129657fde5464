"""What runs the house: roles, mail, deliveries, themes and units."""

from admin_ui.labels.marked import _n

LABELS: dict[str, dict[str, str]] = {
    "mail": {
        "never": _n("Never"),
        "now": _n("At once"),
        "daily": _n("Each morning"),
        "weekly": _n("On Mondays"),
    },
    "role": {
        "viewer": _n("Viewer"),
        "contributor": _n("Contributor"),
        "manager": _n("Manager"),
        "admin": _n("Admin"),
    },
    "delivery": {
        "waiting": _n("Waiting"),
        "delivered": _n("Arrived"),
        "failed": _n("Failed"),
        "dropped": _n("Given up"),
    },
    "via": {"session": _n("Here"), "token": _n("With a token"), "url": _n("By a signed link")},
    "unit": {"min": _n("min"), "h": _n("h"), "d": _n("d")},
    "theme": {"system": _n("As the system"), "light": _n("Light"), "dark": _n("Dark")},
}
