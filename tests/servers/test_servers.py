"""The servers are real: they check passwords and signatures, and they come back after a kill."""

import boto3
import psycopg
import pytest
import sqlalchemy as sa
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError
from mypy_boto3_s3 import S3Client

from tests.journeys.waiting import wait_until
from tests.servers.postgres import Postgres
from tests.servers.s3 import ACCESS_KEY, BUCKET, S3, S3Address
from tests.servers.shared import shared_postgres, shared_s3

pytestmark = pytest.mark.servers


def test_postgres_is_a_postgres_with_the_extensions_that_search_needs(pg_url: str) -> None:
    engine = sa.create_engine(pg_url)
    with engine.begin() as connection:
        for extension in ("pg_trgm", "unaccent"):
            connection.execute(sa.text(f"create extension {extension}"))
        assert connection.scalar(sa.text("select unaccent('été')")) == "ete"
        assert connection.scalar(sa.text("select lower('ÉTÉ')")) == "été"
    engine.dispose()


def test_postgres_asks_for_the_password() -> None:
    address = shared_postgres()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host="127.0.0.1", port=address.port, user="vitrine", password="wrong")


def test_postgres_keeps_its_rows_through_a_kill(own_postgres: Postgres) -> None:
    with own_postgres.address.connect() as connection:
        connection.execute("create table kept as select 1 as one")
        connection.execute("checkpoint")
    address = own_postgres.address
    own_postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        address.connect()
    own_postgres.start()
    with own_postgres.address.connect() as connection:
        assert connection.execute("select one from kept").fetchone() == (1,)


def test_s3_keeps_what_was_put_and_refuses_a_wrong_key(s3_url: str) -> None:
    address = shared_s3()
    client = s3_client(address, address.secret_key)
    client.put_object(Bucket=BUCKET, Key="été/a", Body=b"bytes")
    assert client.get_object(Bucket=BUCKET, Key="été/a")["Body"].read() == b"bytes"
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        s3_client(address, "wrong").get_object(Bucket=BUCKET, Key="été/a")


def test_s3_can_be_killed_and_started_again(own_s3: S3) -> None:
    client = s3_client(own_s3.address, own_s3.secret_key)
    client.put_object(Bucket=BUCKET, Key="a", Body=b"bytes")
    own_s3.kill()
    with pytest.raises(EndpointConnectionError):
        client.get_object(Bucket=BUCKET, Key="a")
    own_s3.start()
    wait_until(lambda: _reads(client) == b"bytes", seconds=20, what="the object is read again")


def _reads(client: S3Client) -> bytes | None:
    """Return the object's bytes; None while the store is still finding its feet."""
    try:
        return client.get_object(Bucket=BUCKET, Key="a")["Body"].read()
    except ClientError:
        return None


def s3_client(address: S3Address, secret_key: str) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=address.endpoint_url,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=secret_key,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, connect_timeout=2),
    )
