"""The S3 client: how long it waits, how often it tries again, and what its refusals mean to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as NoConnection

from dam.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

MAX_CONNECTIONS = 32

_CONFIG = Config(
    connect_timeout=4,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 4},
    max_pool_connections=MAX_CONNECTIONS,
    signature_version="s3v4",
    s3={"addressing_style": "path"},  # a private store seldom has a DNS name per bucket
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where blobs go; without keys and region boto3 looks for them where AWS tools do (profile, role of the machine)."""

    name: str
    prefix: str
    endpoint_url: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    region: str | None = None


def open_client(bucket: Bucket) -> "S3Client":
    """Build a client, which threads may share; nothing is sent yet."""
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint_url,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        region_name=bucket.region or "us-east-1",
        config=_CONFIG,
    )


def code_of(error: ClientError) -> str:
    """Return the store's own word for a refusal: `NoSuchKey`, `PreconditionFailed`, or a status such as `404`."""
    return error.response.get("Error", {}).get("Code", "")


def is_missing(error: ClientError) -> bool:
    """Tell whether the refusal means that there is no such blob; a missing bucket is trouble, not an answer."""
    return code_of(error) in ("NoSuchKey", "404", "NotFound")


@contextmanager
def refusing_s3_trouble(bucket: str) -> Iterator[None]:
    """Turn whatever the client raises into `Unavailable` with a sentence that holds neither keys nor addresses."""
    try:
        yield
    except ClientError as error:
        raise Unavailable(_sentence(bucket, code_of(error)), retry_after=15) from error
    except (HTTPClientError, NoConnection) as error:
        message = f"The store of the bucket {bucket} does not answer; try again soon."
        raise Unavailable(message, retry_after=15) from error
    except NoCredentialsError as error:
        message = f"The library has no keys for the bucket {bucket}; give them in the storage setting."
        raise Unavailable(message, retry_after=60) from error
    except BotoCoreError as error:
        message = f"The store of the bucket {bucket} cannot be used ({type(error).__name__})."
        raise Unavailable(message, retry_after=60) from error


def _sentence(bucket: str, code: str) -> str:
    if code == "NoSuchBucket":
        return f"The bucket {bucket} does not exist; create it or correct the storage setting."
    if code in ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"):
        return f"The store refuses the library's keys for the bucket {bucket} ({code})."
    return f"The store of the bucket {bucket} answered {code or 'nothing that makes sense'}; try again soon."
