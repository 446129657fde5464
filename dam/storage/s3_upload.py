"""Sending one file to S3 under a name that must not change its content: in one piece, or in parts with flat memory."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dam.storage.s3_client import code_of

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES = 16 * 1024**2
"""Above this a file goes in parts; four of them under way hold 64 MiB."""

_PARTS_AT_ONCE = 4
_MOST_PARTS = 9_000  # S3 allows 10,000; larger files get larger parts

_ALREADY_THERE = ("PreconditionFailed", "412", "ConditionalRequestConflict")


def send_file(client: "S3Client", bucket: str, key: str, path: Path, *, is_renewal: bool) -> None:
    """Put the file at `key` unless something stands there: equal keys mean equal bytes, so the first writer wins.

    A renewal writes the same bytes over themselves, for the sake of their time.
    """
    length = path.stat().st_size
    condition = {} if is_renewal else {"IfNoneMatch": "*"}
    try:
        if length <= PART_BYTES:
            _send_whole(client, bucket, key, path, condition)
        else:
            _send_parts(client, bucket, key, path, length, condition)
    except ClientError as error:
        if code_of(error) not in _ALREADY_THERE:
            raise


def _send_whole(client: "S3Client", bucket: str, key: str, path: Path, condition: dict[str, Any]) -> None:
    with path.open("rb") as body:
        client.put_object(Bucket=bucket, Key=key, Body=body, **condition)


def _send_parts(
    client: "S3Client", bucket: str, key: str, path: Path, length: int, condition: dict[str, Any]
) -> None:
    upload_id = client.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    part_bytes = max(PART_BYTES, -(-length // _MOST_PARTS))

    def send(number: int) -> "CompletedPartTypeDef":
        with path.open("rb") as file:
            file.seek((number - 1) * part_bytes)
            body = file.read(part_bytes)
        sent = client.upload_part(Bucket=bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=body)
        return {"PartNumber": number, "ETag": sent["ETag"]}

    try:
        with ThreadPoolExecutor(_PARTS_AT_ONCE, thread_name_prefix="s3-part") as pool:
            parts = list(pool.map(send, range(1, -(-length // part_bytes) + 1)))
        client.complete_multipart_upload(
            Bucket=bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}, **condition
        )
    except BaseException:
        client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload_id)
        raise
