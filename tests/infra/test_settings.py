"""Settings are read once, checked, and explained when they are wrong."""

import os
import stat
from pathlib import Path

import pytest

from dam.errors import Invalid
from infra.settings import TABLE, read_settings


def test_defaults_stand_on_one_machine(tmp_path: Path) -> None:
    settings = read_settings(environment={"VITRINE_HOME": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/vitrine.sqlite3"
    assert settings.storage_url == f"file://{tmp_path}/blobs"
    assert settings.search_url == f"whoosh://{tmp_path}/search"
    assert settings.base_url == "http://127.0.0.1:8000"


def test_search_follows_the_database(tmp_path: Path) -> None:
    settings = read_settings(
        environment={"VITRINE_HOME": str(tmp_path), "VITRINE_DATABASE_URL": "postgresql://u:p@h/d"}
    )
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert settings.search_url == "postgresql"


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = read_settings(environment={"VITRINE_HOME": str(tmp_path)}).secret_key
    assert len(first) >= 32
    assert read_settings(environment={"VITRINE_HOME": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_home_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    read_settings(environment={"VITRINE_HOME": str(tmp_path / "home")})
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("VITRINE_STORAGE_ULR", "x", "Did you mean VITRINE_STORAGE_URL"),
        ("VITRINE_DATABASE_URL", "mysql://h/d", "sqlite:/// or postgresql://"),
        ("VITRINE_BASE_URL", "example.org", "must look like https://"),
        ("VITRINE_SECRET_KEY", "short", "32 characters"),
        ("VITRINE_LOCALE", "de", "fr or en"),
        ("VITRINE_QUOTA_BYTES", "-1", "whole number"),
        ("VITRINE_MAX_UPLOAD_BYTES", "0", "from 1 up"),
        ("VITRINE_TERRITORY_HEADER", "CF IPCountry", "the name of a header"),
        ("VITRINE_CDN_CACHE_CONTROL", "max-age=1d", "max-age=SECONDS"),
        ("VITRINE_CDN_CACHE_CONTROL", "max-age", "may hold"),
        ("VITRINE_CDN_CACHE_CONTROL", "private, max-age=60", "not 'private'"),
        ("VITRINE_OUTGOING_ALLOW", "10.0.0.1/8", "must hold networks"),
        ("VITRINE_LOG_FORMAT", "xml", "text or json"),
        ("VITRINE_LOGS", "by-hand", "needs VITRINE_EDGE_SECRET"),
        ("VITRINE_LOGS", "/var/log/nginx/access.log", "begins with its format and a colon"),
        ("VITRINE_LOGS", "apache:/var/log/access.log", "combined"),
        ("VITRINE_LOGS", "nginx:access.log", "absolute path or s3://"),
        ("VITRINE_LOGS", "auto:ftp://host/logs", "absolute path or s3://"),
        ("VITRINE_LOGS", "nginx?x=y:/logs", "has no options"),
        ("VITRINE_LOGS", "nginx:/var/log/**.log", "stands for folders"),
        ("VITRINE_TIMEZONE", "right/UTC", "a name such as Europe/Paris"),
        ("VITRINE_LOGS", "fastly?colour=c:/logs", "not 'colour'"),
        ("VITRINE_LOGS", "cloudfront:s3://bucket/prefix?key=k", "not 'key'"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence.replace("(", r"\(")):
        read_settings(environment={"VITRINE_HOME": str(tmp_path), name: value})


def test_other_names_are_nobody_s_business(tmp_path: Path) -> None:
    read_settings(environment={"VITRINE_HOME": str(tmp_path), "OTHER_THING": "x"})


def test_the_table_names_each_setting_once() -> None:
    names = [setting.name for setting in TABLE]
    assert len(names) == len(set(names))


def test_a_start_that_was_killed_does_not_hinder_the_next(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / f"secret-key.{os.getpid()}").write_text("half")  # in a container every start has the same number
    key = read_settings(environment={"VITRINE_HOME": str(home)}).secret_key
    assert len(key) >= 32
    assert (home / "secret-key").read_text() == key
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
