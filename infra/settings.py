"""The only reader of the environment: every setting, its default and its meaning in one table."""

import contextlib
import difflib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

from dam.accounts.caller import Role
from dam.accounts.settings import TWO_FACTORS
from dam.errors import Invalid
from delivery.outgoing.edges import read_edges
from delivery.outgoing.guard import read_networks
from delivery.outgoing.mail.server import read_mail_server
from delivery.settings import SENDERS, ProviderSettings, read_directives
from infra.log_places import read_places
from renditions.settings import ENGINES, FILM_PRESETS

PREFIX = "VITRINE_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table; `default` is what people read, `meaning` one sentence."""

    name: str
    default: str
    meaning: str


TABLE = (
    Setting("HOME", "./var", "Folder for everything that Vitrine keeps on this machine."),
    Setting("DATABASE_URL", "sqlite in HOME", "Rows: `sqlite:////path/file` or `postgresql://user:password@host/name`."),
    Setting("STORAGE_URL", "a folder in HOME", "Originals and renditions: `file:///path` or `s3://bucket/prefix?endpoint_url=…`."),
    Setting("SEARCH_URL", "follows the database", "Search index: `whoosh:///path` or `postgresql`."),
    Setting("BASE_URL", "http://HOST:PORT", "How the outside world reaches this house; `https://` turns on secure cookies."),
    Setting("SECRET_KEY", "made and kept in HOME", "Signs and seals; the same in every process of one house, 32 characters at least."),
    Setting("LOCALE", "fr", "Language of pages for people who have not chosen: `fr` or `en`."),
    Setting("MAX_UPLOAD_BYTES", "21474836480", "Largest original, in bytes."),
    Setting("QUOTA_BYTES", "0", "Most bytes of originals in the library; 0 means no limit."),
    Setting("TRASH_DAYS", "30", "Days after which what nobody uses leaves the trash for good."),
    Setting("QUARANTINE_DAYS", "180", "Days without a fetch after which what was set aside may be removed for good."),
    Setting("SEEN_DAYS", "180", "Days for which the house keeps who opened which asset; 0: it is not noted."),
    Setting("TRUSTED_PROXIES", "0", "How many proxies in front add to `X-Forwarded-For`."),
    Setting("WATCH", "nothing", "Folder, or `s3://…` prefix, whose new files become assets."),
    Setting("HEAVY_JOBS", "number of cores", "How many originals one worker prepares at once."),
    Setting("IMAGE_ENGINE", "auto", "`auto` resamples and writes JPEG with what is installed, `simd` leaves JPEG to Pillow, `pillow` everything."),
    Setting("EXIFTOOL", "nothing", "Program that writes words into renditions and originals; without a name, the `exiftool` on the path."),
    Setting("FILM_PRESET", "veryfast", "How long films are thought over: x264's `ultrafast` (heavy files) to `slower` (light ones)."),
    Setting("REFINE_PER_HOUR", "20", "How many of the most fetched assets get lighter AVIF files each hour; 0 for none."),
    Setting("CACHE_BYTES", "2147483648", "Most bytes of renditions kept on this machine's disk when the store is elsewhere; 0 for none."),
    Setting("SEND_FILES", "vitrine", "Who sends large files: `vitrine`, `accel` (nginx by `X-Accel-Redirect`), `sendfile` (`X-Sendfile`) or `redirect` (a presigned URL of the S3 store)."),
    Setting("TERRITORY_HEADER", "nothing", "Header in which the edge tells the visitor's country (ISO 3166-1), such as `CF-IPCountry`; believed behind a trusted proxy only."),
    Setting("CDN_CACHE_CONTROL", "nothing", "What `CDN-Cache-Control` says of stable URLs, such as `max-age=86400`, where the edge is purged."),
    Setting("EDGES", "nothing", "Edges that are purged, with a space between: `nginx+http://10.0.0.5`, `http://10.0.0.5:8080?by=keys`, `fastly://…`, `cloudflare://…`, `cloudfront://…`."),
    Setting("EDGE_SECRET", "nothing", "What our own edge sends in `Vitrine-Edge`, and any other in `Vitrine-Logged`, so that its requests are known."),
    Setting("OUTGOING_ALLOW", "nothing", "Private networks that webhooks may reach, such as `10.0.0.0/8`; the public internet always."),
    Setting("TIMEZONE", "UTC", "Where a day of the figures begins and ends: a name such as `Europe/Paris`."),
    Setting("LOGS", "nothing", "Logs of edges to import, with a space between: `nginx:/var/log/edge/*.log`, `cloudfront:s3://bucket/prefix`, or `by-hand`; what bears VITRINE_EDGE_SECRET is then counted from them alone."),
    Setting("JOURNEY_SITES", "nothing", "Sites, with a comma between, whose links may carry a journey token, such as `shop.example.org`."),
    Setting("SMTP_URL", "nothing", "Mail server: `smtp://user:password@mail.example.org:587` (STARTTLS) or `smtps://…`; `?tls=none` for a relay on this machine. Without it nobody is told by e-mail."),
    Setting("MAIL_FROM", "vitrine@ the host of BASE_URL", "Whom letters are from."),
    Setting("TWO_FACTORS", "nobody", "Whom the house asks for one-time codes at sign-in: `nobody` (each as they like), `admins` or `all`."),
    Setting("OIDC_ISSUER", "nothing", "Identity provider by which people may sign in, such as `https://id.example.org/realms/brand`."),
    Setting("OIDC_CLIENT_ID", "vitrine", "What the identity provider calls this house; it sends people back to `BASE_URL/sign-in/provider/back`."),
    Setting("OIDC_CLIENT_SECRET", "nothing", "The secret shared with the identity provider; without one PKCE alone proves who asks."),
    Setting("OIDC_TITLE", "the host of OIDC_ISSUER", "What the button on the sign-in page calls the provider."),
    Setting("OIDC_SCOPES", "openid email profile", "What the provider is asked to tell, with a space between."),
    Setting("OIDC_ADMITS", "nobody", "Domains of e-mail, with a comma between, whose people are added when they first come by the provider; others have to be here already."),
    Setting("OIDC_GROUPS_CLAIM", "groups", "Claim in which the provider names somebody's groups."),
    Setting("OIDC_ROLES", "nothing", "Roles in the house by those names, such as `dam-admins=admin, marketing=contributor`; the provider then decides the role of all who come by it."),
    Setting("LOG_FORMAT", "text", "`text` for people or `json` for machines."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked and with their defaults filled in."""

    home: Path
    database_url: str = field(repr=False)
    storage_url: str = field(repr=False)
    search_url: str
    base_url: str
    secret_key: str = field(repr=False)
    locale: str
    max_upload_bytes: int
    quota_bytes: int
    trash_days: int
    quarantine_days: int
    seen_days: int
    trusted_proxies: int
    watch: str
    heavy_jobs: int
    image_engine: str
    exiftool: str
    film_preset: str
    refine_per_hour: int
    cache_bytes: int
    send_files: str
    territory_header: str
    cdn_cache_control: str
    edges: str = field(repr=False)
    edge_secret: str = field(repr=False)
    outgoing_allow: str
    timezone: str
    log_places: str = field(repr=False)
    journey_sites: tuple[str, ...]
    smtp_url: str = field(repr=False)
    mail_from: str
    two_factors: str
    provider: ProviderSettings | None
    log_format: str

    @property
    def spool(self) -> Path:
        """Where uploads under way wait, on the disk of this machine."""
        return self.home / "spool"

    @property
    def cache(self) -> Path:
        """Where renditions are kept on the disk of this machine."""
        return self.home / "cache"

    @property
    def logs(self) -> Path:
        """Where the delivery log of this machine is written."""
        return self.home / "delivery-log"


def read_settings(
    *, host: str = "127.0.0.1", port: int = 8000, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read `.env` and the environment (which wins); a wrong or unknown name or value raises `Invalid`.

    Nothing is written but the secret key, made on the first start and kept in HOME.
    """
    given = _given(environment)
    home = Path(given.get("HOME") or "var").expanduser().resolve()
    database_url = _database_url(given.get("DATABASE_URL") or f"sqlite:///{home / 'vitrine.sqlite3'}")
    embedded = database_url.startswith("sqlite")
    base_url = _base_url(given.get("BASE_URL") or f"http://{host}:{port}")
    return Settings(
        home=home,
        database_url=database_url,
        storage_url=given.get("STORAGE_URL") or f"file://{home / 'blobs'}",
        search_url=given.get("SEARCH_URL") or (f"whoosh://{home / 'search'}" if embedded else "postgresql"),
        base_url=base_url,
        secret_key=_secret_key(given.get("SECRET_KEY"), home),
        locale=_one_of(given, "LOCALE", "fr", ("fr", "en")),
        max_upload_bytes=_number(given, "MAX_UPLOAD_BYTES", 20 * 1024**3, least=1),
        quota_bytes=_number(given, "QUOTA_BYTES", 0),
        trash_days=_number(given, "TRASH_DAYS", 30, least=1),
        quarantine_days=_number(given, "QUARANTINE_DAYS", 180, least=1),
        seen_days=_number(given, "SEEN_DAYS", 180),
        trusted_proxies=_number(given, "TRUSTED_PROXIES", 0),
        watch=given.get("WATCH", ""),
        heavy_jobs=_number(given, "HEAVY_JOBS", os.cpu_count() or 1, least=1),
        image_engine=_one_of(given, "IMAGE_ENGINE", "auto", ENGINES),
        exiftool=given.get("EXIFTOOL", ""),
        film_preset=_one_of(given, "FILM_PRESET", "veryfast", FILM_PRESETS),
        refine_per_hour=_number(given, "REFINE_PER_HOUR", 20),
        cache_bytes=_number(given, "CACHE_BYTES", 2 * 1024**3),
        send_files=_one_of(given, "SEND_FILES", "vitrine", SENDERS),
        territory_header=_header_name(given, "TERRITORY_HEADER"),
        cdn_cache_control=_directives(given, "CDN_CACHE_CONTROL"),
        edges=_edges(given.get("EDGES", "")),
        edge_secret=given.get("EDGE_SECRET", ""),
        outgoing_allow=_networks(given.get("OUTGOING_ALLOW", "")),
        timezone=_zone(given.get("TIMEZONE") or "UTC"),
        log_places=_log_places(given),
        journey_sites=_hosts(given, "JOURNEY_SITES"),
        **_mail(given, base_url),
        two_factors=_one_of(given, "TWO_FACTORS", "nobody", TWO_FACTORS),
        provider=_provider(given),
        log_format=_one_of(given, "LOG_FORMAT", "text", ("text", "json")),
    )


def _given(environment: Mapping[str, str] | None) -> dict[str, str]:
    """Return what was set, without the prefix; an unknown name is an error that names the nearest right one."""
    from_file = {} if environment is not None else {k: v or "" for k, v in dotenv_values(".env").items()}
    merged = {**from_file, **(os.environ if environment is None else environment)}
    given = {name.removeprefix(PREFIX): value for name, value in merged.items() if name.startswith(PREFIX)}
    known = [setting.name for setting in TABLE]
    for name in given:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
            hint = f" Did you mean {PREFIX}{nearest[0]}?" if nearest else ""
            raise Invalid(f"There is no setting {PREFIX}{name}.{hint}")
    return given


def _database_url(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise Invalid(
        f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://, not with {url.split(':')[0]}:."
    )


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise Invalid(f"{PREFIX}BASE_URL must look like https://assets.example.org, not like {url!r}.")
    return url.rstrip("/")


def _edges(text: str) -> str:
    """Check every edge; the text is read again where it is needed."""
    read_edges(text)
    return text


def _log_places(given: Mapping[str, str]) -> str:
    """Check every place; the text is read again where it is needed."""
    text = given.get("LOGS", "").strip()
    try:
        read_places(text)
    except Invalid as error:
        raise Invalid(f"{PREFIX}LOGS: {error}") from None
    if text and not given.get("EDGE_SECRET"):
        raise Invalid(
            f"{PREFIX}LOGS needs {PREFIX}EDGE_SECRET, which your edge sends in `Vitrine-Edge` or `Vitrine-Logged`: "
            "without it every fetch through the edge would count twice."
        )
    return text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
        if name.startswith("right/"):
            raise ValueError  # their clocks count leap seconds: no hour of theirs is one of the figures
    except (ValueError, OSError, KeyError):
        raise Invalid(f"{PREFIX}TIMEZONE must be a name such as Europe/Paris, not {name!r}.") from None
    return name


def _mail(given: Mapping[str, str], base_url: str) -> dict[str, str]:
    """Return where letters are handed in, as written, once it is known to be sound."""
    url, sender = given.get("SMTP_URL", ""), given.get("MAIL_FROM", "")
    read_mail_server(url, sender, base_url)
    return {"smtp_url": url, "mail_from": sender}


def _hosts(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in given.get(name, "").split(",") if host.strip())
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", host):
            raise Invalid(f"{PREFIX}{name} must name hosts such as shop.example.org, not {host!r}.")
    return hosts


def _provider(given: Mapping[str, str]) -> ProviderSettings | None:
    """Read by whom people may sign in; over plain HTTP only a provider on this machine."""
    issuer = given.get("OIDC_ISSUER", "")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    is_here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or is_here) or parts.query or parts.fragment:
        raise Invalid(f"VITRINE_OIDC_ISSUER is a URL like https://id.example.org, and {issuer!r} came.")
    return ProviderSettings(
        issuer=issuer,
        client_id=given.get("OIDC_CLIENT_ID") or "vitrine",
        client_secret=given.get("OIDC_CLIENT_SECRET", ""),
        title=given.get("OIDC_TITLE") or parts.hostname,
        scopes=_scopes(given.get("OIDC_SCOPES") or "openid email profile"),
        groups_claim=given.get("OIDC_GROUPS_CLAIM") or "groups",
        domains=frozenset(_words(given.get("OIDC_ADMITS", "").casefold())),
        roles=tuple(_role_of(pair) for pair in _words(given.get("OIDC_ROLES", ""))),
    )


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _scopes(text: str) -> str:
    scopes = text.split()
    if "openid" not in scopes:
        raise Invalid(f"VITRINE_OIDC_SCOPES holds openid, and {text!r} came.")
    return " ".join(scopes)


def _role_of(pair: str) -> tuple[str, str]:
    name, _, role = pair.rpartition("=")
    if not name.strip() or role.strip() not in list(Role):
        raise Invalid(f"VITRINE_OIDC_ROLES holds pairs like dam-admins=admin, and {pair!r} came.")
    return name.strip(), role.strip()


def _secret_key(given: str | None, home: Path) -> str:
    """Return the given key, or the one kept in HOME, made with mode 0600 the first time."""
    if given:
        if len(given) < 32:
            raise Invalid(f"{PREFIX}SECRET_KEY must have 32 characters at least; this one has {len(given)}.")
        return given
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def _networks(text: str) -> str:
    try:
        read_networks(text)
    except ValueError as error:
        raise Invalid(
            f"{PREFIX}OUTGOING_ALLOW must hold networks, like 10.0.0.0/8 fd00::/8, not {text!r}."
        ) from error
    return text


def _number(given: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    text = given.get(name)
    if not text:
        return default
    if not text.isdecimal() or int(text) < least:
        raise Invalid(f"{PREFIX}{name} must be a whole number from {least} up, not {text!r}.")
    return int(text)


def _one_of(given: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    text = given.get(name) or default
    if text not in allowed:
        raise Invalid(f"{PREFIX}{name} must be {' or '.join(allowed)}, not {text!r}.")
    return text


def _header_name(given: Mapping[str, str], name: str) -> str:
    text = given.get(name, "").strip()
    if text and not re.fullmatch(r"[A-Za-z0-9-]+", text):
        raise Invalid(f"{PREFIX}{name} must be the name of a header, such as CF-IPCountry, not {text!r}.")
    return text


def _directives(given: Mapping[str, str], name: str) -> str:
    text = given.get(name, "").strip()
    try:
        read_directives(text)
    except Invalid as error:
        raise Invalid(f"{PREFIX}{name}: {error}") from None
    return text


def _write_once(path: Path, text: str) -> None:
    """Write a file whole with mode 0600 unless another process has been faster: written aside, then linked."""
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    Path(aside).unlink()
