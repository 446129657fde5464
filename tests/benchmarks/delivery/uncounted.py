"""`vitrine` without a delivery log, to see what the log costs."""

from dam.engagement.logs.delivery_log import DeliveryLog
from infra.cli import main


def _nothing(*_: object, **__: object) -> bool:
    return False


if __name__ == "__main__":
    for name in ("note", "gather"):
        setattr(DeliveryLog, name, _nothing)
    main()
