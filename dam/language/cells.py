"""Cells that a spreadsheet program would run as a formula, written so that it does not, and read back as they were.

OWASP, "CSV Injection": a cell that begins with = + - @, a tab or a line break may be run when the file is opened.
"""

_DANGEROUS = tuple("=+-@\t\r\n")


def escaped(text: str) -> str:
    """Put an apostrophe before what would be run, and before an apostrophe that would be taken for ours."""
    is_ours = text.startswith("'") and text[1:2] in (*_DANGEROUS, "'")
    return f"'{text}" if text.startswith(_DANGEROUS) or is_ours else text


def unescaped(text: str) -> str:
    """Take our apostrophe away again; one that somebody wrote before a letter stays."""
    return text[1:] if text.startswith("'") and text[1:2] in (*_DANGEROUS, "'") else text
