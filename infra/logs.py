"""Structured logs on stderr: text for people or JSON for machines, never a secret."""

import json
import logging
import sys
from datetime import UTC, datetime

from infra.redact import MARK, redact

FIELDS = "fields"
"""`logger.info("…", extra={FIELDS: {"asset": …}})` adds values that machines can select by."""

QUIET = ("botocore", "boto3", "s3transfer", "urllib3", "PIL", "httpx", "httpcore", "asyncio", "alembic")
"""Libraries of which only warnings are news."""


class TextFormatter(logging.Formatter):
    """One line for people: time, level, who, what."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record, with its traceback below when it has one."""
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        line = f"{_moment(record)} {record.levelname:<7} {record.name}  {record.getMessage()}{fields}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return redact(line)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `at`, `level`, `logger`, `message`, `error`, and the record's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record; a traceback stays inside its line."""
        values: dict[str, object] = {
            "at": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            values["error"] = self.formatException(record.exc_info)
        return json.dumps(_clean("", values), ensure_ascii=False)


def set_up_logging(log_format: str, level: int = logging.INFO) -> None:
    """Send the logs of the whole process to stderr in one form; calling it again replaces the form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def _clean(name: str, value: object) -> object:
    """Redact inside the values, not in the finished JSON, which must stay JSON; a secret name hides its whole value."""
    if isinstance(value, dict):
        return {str(inner): _clean(str(inner), kept) for inner, kept in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(name, kept) for kept in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return MARK if redact(f"{name}=x") != f"{name}=x" else redact(str(value))


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields = getattr(record, FIELDS, None)
    return dict(fields) if isinstance(fields, dict) else {}


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
