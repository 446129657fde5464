"""The words people read for what code calls by a name: statuses, kinds, roles, colours, formats."""


def _n(sentence: str) -> str:
    """Mark a sentence for the catalogue without translating it here."""
    return sentence


LABELS: dict[str, dict[str, str]] = {
    "status": {
        "draft": _n("Draft"),
        "in_review": _n("In review"),
        "approved": _n("Approved"),
        "withdrawn": _n("Withdrawn"),
        "archived": _n("Archived"),
    },
    "kind": {
        "image": _n("Picture"),
        "video": _n("Film"),
        "audio": _n("Sound"),
        "document": _n("Document"),
        "other": _n("Other"),
    },
    "orientation": {"landscape": _n("Landscape"), "portrait": _n("Portrait"), "square": _n("Square")},
    "role": {
        "viewer": _n("Viewer"),
        "contributor": _n("Contributor"),
        "manager": _n("Manager"),
        "admin": _n("Admin"),
    },
    "colour": {
        "red": _n("Red"),
        "orange": _n("Orange"),
        "yellow": _n("Yellow"),
        "green": _n("Green"),
        "blue": _n("Blue"),
        "purple": _n("Purple"),
        "pink": _n("Pink"),
        "grey": _n("Grey"),
        "black": _n("Black"),
        "white": _n("White"),
    },
    "rendition": {
        "ready": _n("Ready"),
        "pending": _n("Being made"),
        "failed": _n("Failed"),
        "unavailable": _n("Not available"),
    },
    "version": {
        "arriving": _n("Being prepared"),
        "current": _n("Current"),
        "earlier": _n("Earlier"),
        "proposed": _n("Proposed"),
    },
    "move": {
        "draft": _n("Back to draft"),
        "in_review": _n("Send to review"),
        "approved": _n("Approve"),
        "withdrawn": _n("Withdraw"),
        "archived": _n("Archive"),
    },
    "sort": {
        "relevance": _n("Best match"),
        "newest": _n("Newest first"),
        "oldest": _n("Oldest first"),
        "title": _n("By title"),
        "popularity": _n("Most used"),
    },
    "class": {
        "fetched": _n("Deliveries"),
        "rendered": _n("Displays"),
        "seen": _n("Views"),
        "acted": _n("Actions"),
        "sold": _n("Sales"),
        "said": _n("Opinions"),
    },
    "look": {
        "high": _n("High"),
        "standard": _n("Standard"),
        "small": _n("Small files"),
        "own": _n("Numbers of my own"),
    },
    "style": {
        "": _n("As usual"),
        "progressive": _n("Progressive JPEG"),
        "cmyk": _n("For the press (CMYK, FOGRA39)"),
        "proof": _n("Proof of the press on a screen"),
        "mezzanine": _n("Source of later files"),
    },
    "film_style": {
        "": _n("As usual"),
        "web": _n("For web pages"),
        "social": _n("For social networks"),
        "signage": _n("For screens in shops"),
        "loop": _n("Short silent loop"),
    },
    "chroma": {
        "": _n("As the picture needs"),
        "420": _n("Halved (4:2:0)"),
        "444": _n("Full (4:4:4), for logos and text"),
    },
    "metadata": {
        "": _n("Copyright, creator and credit"),
        "none": _n("None"),
        "all": _n("All but places and serial numbers"),
    },
    "sound": {"": _n("Web (−16 LUFS)"), "broadcast": _n("Broadcast (−23 LUFS)"), "none": _n("Silent")},
    "place": {
        "top-left": _n("Top left"),
        "top-right": _n("Top right"),
        "bottom-left": _n("Bottom left"),
        "bottom-right": _n("Bottom right"),
        "centre": _n("Centre"),
    },
    "code": {"M": _n("A seventh (usual)"), "Q": _n("A quarter (sturdy, with more modules)")},
    "focal": {
        "channel": _n("This channel's own"),
        "person": _n("Chosen by a person"),
        "proposed": _n("Proposed from the picture"),
        "middle": _n("The middle"),
    },
    "step": {
        "decode": _n("Decode"),
        "base": _n("Reduce to the largest size"),
        "colour": _n("Convert the colours"),
        "draw": _n("Draw at its size"),
        "write": _n("Write the file"),
        "check": _n("Hold it to its preset"),
        "focal point": _n("Find the focal point"),
    },
    "theme": {"system": _n("As the system"), "light": _n("Light"), "dark": _n("Dark")},
    "field": {
        "text": _n("Text"),
        "choice": _n("Choice"),
        "date": _n("Date"),
        "number": _n("Number"),
        "link": _n("Link"),
        "boolean": _n("Yes or no"),
    },
}

ICONS = {
    "image": "image",
    "video": "film",
    "audio": "music",
    "document": "file-text",
    "other": "file-text",
    "draft": "pencil",
    "in_review": "clock",
    "approved": "check",
    "withdrawn": "circle-x",
    "archived": "archive",
    "web": "globe",
    "app": "smartphone",
    "social": "message-square",
    "instore": "tv",
    "email": "mail",
    "print": "printer",
    "sms": "message-square",
    "system": "monitor",
    "light": "sun",
    "dark": "moon",
}
"""The drawing that goes with a name."""

SWATCHES = {
    "red": "#c8372d",
    "orange": "#dd8426",
    "yellow": "#e6c42e",
    "green": "#3f8f4f",
    "blue": "#3a74bf",
    "purple": "#7a4aa3",
    "pink": "#dd6c9b",
    "black": "#1c1c1e",
    "grey": "#8d8d8b",
    "white": "#fdfdfb",
}
"""How the facet of colours paints each family."""
