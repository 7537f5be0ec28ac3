"""Settings: read from `NETRAL_*` once, checked together, then frozen."""

import ipaddress
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from training.core.mail import SmtpServer, is_address, read_smtp_url

LARGEST_FILE_BYTES = 16 * 1024 * 1024
"""Of a sheet that somebody sends; everything else keeps to `max_body_bytes`."""
SECRET_MIN_CHARACTERS = 32
SETTING = re.compile(r"HOST|PORT|NETRAL_[A-Z_]+")
SECRET_FILE = "secret_key"  # noqa: S105 - its name
REPOSITORY = Path(__file__).resolve().parents[2]


class Mode(StrEnum):
    """Where the program runs: a trial on one machine, a laptop in a hall, or for real."""

    DEMO = "demo"
    HALL = "hall"
    PRODUCTION = "production"


class SettingsInvalid(Exception):
    """The environment cannot be used; `faults` lists every reason, one sentence each.

    `settings` are what was read nevertheless, where that is enough to look into the database.
    """

    def __init__(self, faults: list[str], settings: "Settings | None" = None) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults
        self.settings = settings


@dataclass(frozen=True)
class Settings:
    """What can differ between installations. Times in seconds, sizes in bytes."""

    mode: Mode
    database_url: str
    secret_key: str
    base_url: str
    data_dir: Path
    trusted_proxies: int = 0
    database_patience_seconds: float = 4.0
    session_idle_seconds: int = 12 * 3600
    session_lifetime_seconds: int = 14 * 24 * 3600
    hashes_at_once: int = 2
    argon2_memory_kib: int = 7 * 1024
    argon2_rounds: int = 5
    max_body_bytes: int = 2 * 1024 * 1024
    smtp: SmtpServer | None = None
    mail_from: str = ""
    log_level: str = "INFO"
    is_command: bool = False
    testing: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether demo accounts exist and are shown on the sign-in page."""
        return self.mode is Mode.DEMO

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies travel over https only."""
        return urlsplit(self.base_url).scheme == "https"


def environment(env_file: Path = REPOSITORY / ".env") -> Mapping[str, str]:
    """What the process was given, and from `.env` the settings it was not given.

    Lines are NAME=value, as run.sh reads them too: no quotes, the value goes to the end of the line.
    """
    lines = env_file.read_text(encoding="utf-8").splitlines() if env_file.is_file() else []
    named = (line.partition("=") for line in lines)
    kept = {name: value for name, sign, value in named if sign and SETTING.fullmatch(name)}
    return {**kept, **os.environ}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises SettingsInvalid with every fault at once."""
    source = _Source(environment() if environ is None else environ)
    mode = source.mode()
    data_dir = source.data_dir()
    settings = Settings(
        mode=mode,
        database_url=source.database_url(data_dir),
        secret_key=source.secret_key(mode, data_dir),
        base_url=source.base_url(mode),
        data_dir=data_dir,
        trusted_proxies=source.integer("NETRAL_TRUSTED_PROXIES", 0, 0, 10),
        database_patience_seconds=float(source.integer("NETRAL_DATABASE_PATIENCE_SECONDS", 4, 1, 30)),
        session_idle_seconds=source.integer("NETRAL_SESSION_IDLE_MINUTES", 12 * 60, 5, 7 * 24 * 60) * 60,
        hashes_at_once=source.integer("NETRAL_HASHES_AT_ONCE", 2, 1, 64),
        max_body_bytes=source.integer("NETRAL_MAX_BODY_KB", 2048, 64, 1024 * 1024) * 1024,
        smtp=source.smtp(),
        mail_from=source.mail_from(),
        log_level=source.choice("NETRAL_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        is_command=source.text("FLASK_RUN_FROM_CLI") == "true",
    )
    if source.faults:
        has_database = not any(fault.startswith("NETRAL_DATABASE_URL") for fault in source.faults)
        raise SettingsInvalid(source.faults, settings if has_database else None)
    return settings


class _Source:
    """Reads one environment and collects what is wrong with it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.faults.append(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
            return default
        return value

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            self.faults.append(f"{name} must be a whole number from {low} to {high}, not {value!r}")
            return default
        return int(value)

    def mode(self) -> Mode:
        return Mode(self.choice("NETRAL_MODE", Mode.DEMO, tuple(Mode)))

    def data_dir(self) -> Path:
        folder = Path(self.text("NETRAL_DATA_DIR", str(REPOSITORY / "data"))).expanduser().resolve()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            reason = "" if os.access(folder, os.W_OK | os.X_OK) else "not writable"
        except OSError as error:
            reason = error.strerror or str(error)
        if reason:
            self.faults.append(f"NETRAL_DATA_DIR cannot be used: {folder}: {reason}")
        return folder

    def database_url(self, data_dir: Path) -> str:
        url = self.text("NETRAL_DATABASE_URL", f"sqlite:///{data_dir / 'netral.db'}")
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError:
            backend = ""
        if backend not in ("sqlite", "postgresql"):
            self.faults.append("NETRAL_DATABASE_URL must begin with sqlite:/// or postgresql://")
            return url
        if backend == "sqlite" and make_url(url).database in (None, "", ":memory:"):
            self.faults.append("NETRAL_DATABASE_URL must name a file: an SQLite database in memory is lost at the end")
        return _with_psycopg(url)

    def base_url(self, mode: Mode) -> str:
        port = self.text("PORT", "8000")
        url = self.text("NETRAL_BASE_URL", f"http://{self.text('HOST', '127.0.0.1')}:{port}").rstrip("/")
        parts = urlsplit(url)
        if not _is_site(parts):
            self.faults.append("NETRAL_BASE_URL must look like https://netral.example, without a path")
        elif mode is Mode.PRODUCTION and parts.scheme != "https":
            self.faults.append("NETRAL_BASE_URL must begin with https:// in production")
        elif mode is Mode.HALL and parts.scheme == "http" and not _is_private(parts.hostname):
            self.faults.append("NETRAL_BASE_URL may use http only on a private address in hall mode")
        return url

    def smtp(self) -> SmtpServer | None:
        url = self.text("NETRAL_SMTP_URL")
        server = read_smtp_url(url) if url else None
        if url and server is None:
            self.faults.append("NETRAL_SMTP_URL must look like smtp://user:password@host:587 or smtps://…")
        return server

    def mail_from(self) -> str:
        address = self.text("NETRAL_MAIL_FROM")
        if address and not is_address(address):
            self.faults.append("NETRAL_MAIL_FROM must be one e-mail address, such as netral@kabupaten.go.id")
        elif bool(address) != bool(self.text("NETRAL_SMTP_URL")):
            self.faults.append("NETRAL_SMTP_URL and NETRAL_MAIL_FROM are set together, or neither")
        return address

    def secret_key(self, mode: Mode, data_dir: Path) -> str:
        secret = self.text("NETRAL_SECRET_KEY")
        if secret and len(secret) < SECRET_MIN_CHARACTERS:
            self.faults.append(f"NETRAL_SECRET_KEY must have at least {SECRET_MIN_CHARACTERS} characters")
        elif not secret and mode is Mode.PRODUCTION:
            self.faults.append("NETRAL_SECRET_KEY must be set in production")
        elif not secret and data_dir.is_dir() and os.access(data_dir, os.W_OK):
            secret = _kept_secret(data_dir)
            if len(secret) < SECRET_MIN_CHARACTERS:
                self.faults.append(f"{data_dir / SECRET_FILE} is damaged: remove it, and a new one is made")
        return secret


def _with_psycopg(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _is_site(parts: SplitResult) -> bool:
    """Scheme, host and perhaps a port; nothing before or after them."""
    try:
        whole = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        whole
        and parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not (parts.path or parts.query or parts.fragment or parts.username)
    )


def _is_private(host: str | None) -> bool:
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal"))


def _kept_secret(data_dir: Path) -> str:
    """The secret of a demo or hall installation: made once, readable by its owner only."""
    path = data_dir / SECRET_FILE
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, half = tempfile.mkstemp(dir=data_dir, prefix=SECRET_FILE)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(half, path)  # whole or not at all: server and worker start at the same moment
        Path(half).unlink()
    return path.read_text(encoding="ascii").strip()
