"""Names that people type for fields and values, in French and English, folded."""

WORD_FIELDS = frozenset({"title", "filename"})
"""Fields whose words can be asked for alone: the short ones, because each takes its words into the index again."""

VALUE_FIELDS = frozenset(
    {
        "tag",
        "kind",
        "status",
        "colour",
        "collection",
        "channel",
        "orientation",
        "format",
        "id",
        "brand",
        "creator",
    }
)
"""Fields whose value is compared as a whole."""

NAMED_FIELDS = frozenset({"collection", "creator"})
"""Fields whose values are ids, and are found by the names that people gave to them as well."""

FIELD_NAMES = {
    "titre": "title",
    "file": "filename",
    "fichier": "filename",
    "name": "filename",
    "nom": "filename",
    "tags": "tag",
    "keyword": "tag",
    "etiquette": "tag",
    "mot-cle": "tag",
    "type": "kind",
    "genre": "kind",
    "statut": "status",
    "color": "colour",
    "couleur": "colour",
    "canal": "channel",
    "sens": "orientation",
    "marque": "brand",
    "createur": "creator",
    "owner": "creator",
    "extension": "format",
}
"""Other names of fields."""

VALUE_NAMES = {
    "kind": {"photo": "image", "picture": "image", "film": "video", "son": "audio", "sound": "audio"},
    "status": {
        "brouillon": "draft",
        "en revue": "in_review",
        "review": "in_review",
        "approuve": "approved",
        "valide": "approved",
        "retire": "withdrawn",
        "archive": "archived",
    },
    "colour": {
        "rouge": "red",
        "jaune": "yellow",
        "vert": "green",
        "bleu": "blue",
        "violet": "purple",
        "rose": "pink",
        "noir": "black",
        "gris": "grey",
        "gray": "grey",
        "blanc": "white",
    },
    "orientation": {"paysage": "landscape", "carre": "square"},
    "format": {"jpg": "jpeg", "tif": "tiff"},
}
"""Other names of values, by field."""
