"""How a sentence is marked for the catalogue where it is only named."""


def _n(sentence: str) -> str:
    """Mark a sentence for the catalogue without translating it here."""
    return sentence
