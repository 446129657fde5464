"""What is said to somebody whose scan leads nowhere, by language and status; strangers read it, so it is short."""

WORDS = {
    "fr": {
        404: ("Ce code ne mène nulle part", "Vérifiez les signes, ou scannez-le encore une fois."),
        410: ("Ce contenu n’est plus là", "Il a été retiré. Ce code pourra mener ailleurs un jour."),
        451: ("Ce contenu ne peut pas être montré ici", "Ses droits ne couvrent pas ce lieu."),
        429: ("Trop d’essais", "Attendez un moment, puis réessayez."),
        503: (
            "Encore un instant",
            "Une partie de la maison ne répond pas. Réessayez dans quelques secondes.",
        ),
    },
    "en": {
        404: ("This code leads nowhere", "Check its signs, or scan it once more."),
        410: ("This is not here any more", "It was taken down. The code may lead somewhere else one day."),
        451: ("This cannot be shown here", "Its rights do not cover this place."),
        429: ("Too many tries", "Wait a moment and try again."),
        503: ("One moment", "A part of the house does not answer. Try again in a few seconds."),
    },
}

LANGUAGES = frozenset(WORDS)
