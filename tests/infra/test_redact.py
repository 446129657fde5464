"""No secret reaches a log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.redact import redact

SECRET = "hunter2ABCdef012345"

LINES = (
    "Authorization: Bearer {}",
    "authorization=Basic {}",
    "[(b'authorization', b'Bearer {}'), (b'host', b'x')]",
    "{{'Authorization': 'Bearer {}'}}",
    "sent Bearer {} to the API",
    "token vt_{} is revoked",
    "GET /d/web/hero/abc?s=1&signature={} 403",
    "GET /i/web/abc?sig={}&x=1",
    "https://s3.example.org/b/k?X-Amz-Credential={}&X-Amz-Date=1",
    "https://s3.example.org/b/k?X-Amz-Signature={}",
    "s3://bucket/prefix?access_key={}&secret_key={}",
    "postgresql+psycopg://vitrine:{}@db.example.org/vitrine",
    'form {{"email": "a@example.org", "password": "{}"}}',
    "password={} email=a@example.org",
    "new_password: {}",
    "Cookie: __Host-session={}; theme=dark",
    "set-cookie: __Host-session={}; Path=/; Secure",
    "VITRINE_SECRET_KEY={}",
    "csrf_token={}",
)


@pytest.mark.parametrize("line", LINES)
def test_secrets_are_taken_out(line: str) -> None:
    clean = redact(line.replace("{}", SECRET).replace("{{", "{").replace("}}", "}"))
    assert SECRET not in clean
    assert "…" in clean


@pytest.mark.parametrize(
    "line",
    [
        "asset été.jpg approved by admin@example.org",
        "GET /d/web/hero@640w/4f9xk2-été.webp 200",
        "https://assets.example.org:8000/d/web/hero/abc?download=1",
        "the sign-in of admin@example.org failed",
        "postgresql://db.example.org:5432/vitrine",
    ],
)
def test_the_rest_is_left_alone(line: str) -> None:
    assert redact(line) == line


@given(st.text())
def test_any_text_can_be_redacted_twice(text: str) -> None:
    assert redact(redact(text)) == redact(text)
