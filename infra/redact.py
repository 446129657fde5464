"""Takes secrets out of what is written to logs."""

import re

MARK = "…"

_VALUE = r"""[^\s'"&;,)}\]]+"""
_RULES = (
    (re.compile(r"(?i)((?:proxy-)?authorization['\"]?\s*[:=,]\s*(?:b?['\"])?)(?:(?:bearer|basic)\s+)?" + _VALUE), r"\1"),
    (re.compile(r"(?i)\b((?:bearer|basic)\s+)[a-z0-9._~+/=-]{8,}"), r"\1"),
    (re.compile(r"(?i)((?:set-)?cookie['\"]?\s*[:=,]\s*(?:b?['\"])?)[^'\"\r\n]+"), r"\1"),
    (re.compile(r"\b(vt_)[A-Za-z0-9_-]+"), r"\1"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@'\"]*:)[^\s/@'\"]+(?=@)"), r"\1"),
    (
        re.compile(
            r"(?i)((?:[\w-]*password|[\w-]*passwd|[\w-]*secret|secret[_-]key|access[_-]key|csrf[_-]token|token|"
            r"signature|sig|x-amz-(?:signature|credential|security-token))['\"]?\s*[:=]\s*(?:b?['\"])?)" + _VALUE
        ),
        r"\1",
    ),
)  # fmt: skip


def redact(text: str) -> str:
    """Replace every `Authorization`, cookie, token, signature, password and key in `text` by `…`."""
    for pattern, kept in _RULES:
        text = pattern.sub(kept + MARK, text)
    return text
