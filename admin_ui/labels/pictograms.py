"""What is shown beside or instead of a word: drawings and patches of colour."""

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
