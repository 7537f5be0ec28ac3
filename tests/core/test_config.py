"""Settings: read once, checked together, told all at once; what each mode refuses."""

import os
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import create_app
from tests.factories.people import make_user
from training.accounts.models import User
from training.core.config import REPOSITORY, Mode, Settings, SettingsInvalid, environment, read_settings
from training.core.db import db

SECRET = "0123456789abcdef0123456789abcdef"
PRODUCTION = {
    "NETRAL_MODE": "production",
    "NETRAL_SECRET_KEY": SECRET,
    "NETRAL_BASE_URL": "https://netral.example",
    "NETRAL_DATABASE_URL": "postgresql://netral@db/netral",
}


def read(folder: Path, **environ: str) -> Settings:
    return read_settings({"NETRAL_DATA_DIR": str(folder), **environ})


def faults(folder: Path, **environ: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as refused:
        read(folder, **environ)
    return refused.value.faults


def test_without_any_setting_it_is_a_demo_on_this_machine(tmp_path):
    settings = read(tmp_path)
    assert (settings.mode, settings.is_demo, settings.secure_cookies) == (Mode.DEMO, True, False)
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{tmp_path / 'netral.db'}"


def test_the_port_that_run_sh_was_given_is_in_the_address(tmp_path):
    assert read(tmp_path, PORT="8123", HOST="10.0.0.5").base_url == "http://10.0.0.5:8123"


def test_all_faults_are_told_at_once(tmp_path):
    told = faults(
        tmp_path,
        NETRAL_MODE="prod",
        NETRAL_DATABASE_URL="mysql://x/y",
        NETRAL_SECRET_KEY="short",
        NETRAL_BASE_URL="netral.example",
        NETRAL_TRUSTED_PROXIES="two",
        NETRAL_DATABASE_PATIENCE_SECONDS="0",
        NETRAL_SESSION_IDLE_MINUTES="٣٠",
        NETRAL_HASHES_AT_ONCE="65",
        NETRAL_MAX_BODY_KB="-1",
        NETRAL_LOG_LEVEL="loud",
    )
    names = [
        "NETRAL_MODE", "NETRAL_DATABASE_URL", "NETRAL_SECRET_KEY", "NETRAL_BASE_URL", "NETRAL_TRUSTED_PROXIES",
        "NETRAL_DATABASE_PATIENCE_SECONDS", "NETRAL_SESSION_IDLE_MINUTES", "NETRAL_HASHES_AT_ONCE",
        "NETRAL_MAX_BODY_KB", "NETRAL_LOG_LEVEL",
    ]  # fmt: skip
    assert [fault.split()[0] for fault in told] == names


def test_a_fault_never_repeats_a_secret(tmp_path):
    told = " ".join(faults(tmp_path, NETRAL_SECRET_KEY="geheim", NETRAL_DATABASE_URL="mysql://u:rahasia@x/y"))
    assert "geheim" not in told
    assert "rahasia" not in told


def test_production_starts_with_secret_https_and_database(tmp_path):
    settings = read(tmp_path, **PRODUCTION)
    assert (settings.mode, settings.secure_cookies, settings.is_demo) == (Mode.PRODUCTION, True, False)
    assert settings.database_url == "postgresql+psycopg://netral@db/netral"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("NETRAL_SECRET_KEY", "", "NETRAL_SECRET_KEY must be set in production"),
        ("NETRAL_SECRET_KEY", "x" * 31, "NETRAL_SECRET_KEY must have at least 32 characters"),
        ("NETRAL_BASE_URL", "http://netral.example", "NETRAL_BASE_URL must begin with https:// in production"),
        ("NETRAL_BASE_URL", "", "NETRAL_BASE_URL must begin with https:// in production"),
    ],
)
def test_production_refuses_what_is_unsafe(tmp_path, name, value, fault):
    assert faults(tmp_path, **PRODUCTION | {name: value}) == [fault]
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("mode", ["hall", "production"])
def test_a_database_with_demo_accounts_is_for_the_demo_only(app, settings, monkeypatch, mode):
    user = make_user()
    db.session.get_one(User, user.id).is_demo = True
    db.session.commit()
    for name, value in (PRODUCTION | {"NETRAL_MODE": mode}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NETRAL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NETRAL_DATA_DIR", str(settings.data_dir))
    with pytest.raises(SystemExit) as refused:
        create_app()
    assert refused.value.code == (
        "Netral cannot start:\n- the database holds demo accounts, whose password everybody knows"
    )


def test_production_tells_of_demo_accounts_together_with_all_other_faults(app, settings, monkeypatch):
    user = make_user()
    db.session.get_one(User, user.id).is_demo = True
    db.session.commit()
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NETRAL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NETRAL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("NETRAL_SECRET_KEY", "short")
    monkeypatch.setenv("NETRAL_BASE_URL", "http://netral.example")
    with pytest.raises(SystemExit) as refused:
        create_app()
    assert str(refused.value.code).splitlines() == [
        "Netral cannot start:",
        "- NETRAL_SECRET_KEY must have at least 32 characters",
        "- NETRAL_BASE_URL must begin with https:// in production",
        "- the database holds demo accounts, whose password everybody knows",
    ]


@pytest.mark.parametrize("environ", [{}, PRODUCTION])
def test_a_data_folder_that_cannot_be_made_is_a_fault(tmp_path, environ):
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    assert faults(folder, **environ) == [f"NETRAL_DATA_DIR cannot be used: {folder}: Not a directory"]


ENV_FILE = "PORT=8474\r\n# a note\n#NETRAL_MODE=hall\nNETRAL_SECRET_KEY=a=b==\nNETRAL_x=1\nFOO=1\nHOST\nHOST=::1\n\nNETRAL_LOG_LEVEL=INFO"
READ = {"PORT": "8474", "NETRAL_SECRET_KEY": "a=b==", "NETRAL_LOG_LEVEL": "INFO"}


@pytest.fixture
def env_file(tmp_path, monkeypatch):
    """A file of settings whose last line has no end; the environment sets one of them already."""
    for name in [*READ, "NETRAL_MODE", "FOO"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOST", "10.0.0.5")
    file = tmp_path / "settings.env"
    file.write_bytes(ENV_FILE.encode())
    return file


def test_settings_of_a_file_count_where_the_environment_has_none_of_that_name(env_file, tmp_path):
    found = environment(env_file)
    assert {name: found[name] for name in READ} == READ
    assert found["HOST"] == "10.0.0.5"
    assert {"NETRAL_x", "NETRAL_MODE", "FOO"}.isdisjoint(found)
    assert "PORT" not in environment(tmp_path / "none")


@pytest.mark.skipif(os.name != "posix", reason="needs sh")
def test_run_sh_reads_the_file_in_the_same_way(env_file):
    script = (REPOSITORY / "run.sh").read_text(encoding="utf-8")
    function = script[script.index("read_settings()") : script.index("if [ -f .env ]")]
    told = subprocess.run(
        ["sh", "-euc", f'{function}\nread_settings <"$1"\nenv -0', "sh", env_file], capture_output=True, check=True
    ).stdout.decode()
    found = dict(line.split("=", maxsplit=1) for line in told.split("\0") if "=" in line)
    assert {name: found[name] for name in READ} == READ
    assert found["HOST"] == "10.0.0.5"
    assert {"NETRAL_x", "NETRAL_MODE", "FOO"}.isdisjoint(found)


def test_an_environment_that_cannot_be_used_ends_the_process_with_every_fault(monkeypatch, tmp_path):
    monkeypatch.setenv("NETRAL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("NETRAL_MODE", "prod")
    monkeypatch.setenv("NETRAL_LOG_LEVEL", "loud")
    with pytest.raises(SystemExit) as refused:
        create_app()
    assert str(refused.value.code).splitlines() == [
        "Netral cannot start:",
        "- NETRAL_MODE must be one of demo, hall, production, not 'prod'",
        "- NETRAL_LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, not 'loud'",
    ]


@pytest.mark.parametrize(
    "address",
    ["http://192.168.43.1:8000", "http://10.1.2.3", "http://172.16.0.9", "http://[fd00::1]:8000", "http://localhost:8000",
     "http://aula", "http://aula.local", "http://aula.lan", "https://netral.example"],
)  # fmt: skip
def test_a_hall_may_use_http_on_its_own_network(tmp_path, address):
    assert read(tmp_path, NETRAL_MODE="hall", NETRAL_BASE_URL=address).base_url == address


@pytest.mark.parametrize(
    "address",
    [
        "http://netral.example",
        "http://8.8.8.8",
        "http://172.32.0.1",
        "http://local.example",
        "http://[2606:4700::1111]",
    ],
)
def test_a_hall_may_not_use_http_on_the_internet(tmp_path, address):
    told = faults(tmp_path, NETRAL_MODE="hall", NETRAL_BASE_URL=address)
    assert told == ["NETRAL_BASE_URL may use http only on a private address in hall mode"]


@pytest.mark.parametrize(
    "address",
    ["netral.example", "ftp://netral.example", "https://", "https://netral.example/site", "https://netral.example?x=1",
     "https://netral.example#x", "https://user:pass@netral.example", "https://netral.example:port", "//netral.example"],
)  # fmt: skip
def test_an_address_that_is_not_just_a_site_is_refused(tmp_path, address):
    assert faults(tmp_path, NETRAL_BASE_URL=address) == [
        "NETRAL_BASE_URL must look like https://netral.example, without a path"
    ]


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite", "/var/lib/netral.db"])
def test_a_database_we_do_not_know_is_refused(tmp_path, url):
    assert faults(tmp_path, NETRAL_DATABASE_URL=url) == [
        "NETRAL_DATABASE_URL must begin with sqlite:/// or postgresql://"
    ]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(tmp_path, url):
    [fault] = faults(tmp_path, NETRAL_DATABASE_URL=url)
    assert "must name a file" in fault


def test_the_secret_of_a_demo_is_made_once_and_only_its_owner_reads_it(tmp_path):
    folder = tmp_path / "new" / "data"
    first, second = read(folder), read(folder)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 48
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert read(tmp_path / "other").secret_key != first.secret_key


def test_server_and_worker_that_start_together_get_one_secret(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        secrets = {settings.secret_key for settings in threads.map(lambda _: read(tmp_path), range(16))}
    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_of_ones_own_leaves_no_file(tmp_path):
    assert read(tmp_path, NETRAL_SECRET_KEY=SECRET).secret_key == SECRET
    assert list(tmp_path.iterdir()) == []


def test_a_secret_file_that_is_cut_short_is_a_fault_not_a_weak_key(tmp_path):
    (tmp_path / "secret_key").write_text("")
    [fault] = faults(tmp_path)
    assert "secret_key" in fault


def test_the_example_names_exactly_the_settings_that_are_read(tmp_path):
    lines = (REPOSITORY / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {
        line.lstrip("# ").split("=")[0] for line in lines if "=" in line and line.lstrip("# ").startswith("NETRAL_")
    }
    assert named == names_read(tmp_path)


def names_read(folder: Path) -> set[str]:
    class Noting(dict[str, str]):
        asked: set[str] = set()

        def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
            self.asked.add(name)
            return super().get(name, default)

    read_settings(Noting(NETRAL_DATA_DIR=str(folder)))
    return {name for name in Noting.asked if name.startswith("NETRAL_")}


@pytest.mark.parametrize(
    ("url", "sender", "fault"),
    [
        ("smtp://mail.go.id", "", "set together"),
        ("", "netral@go.id", "set together"),
        ("mail.go.id", "netral@go.id", "NETRAL_SMTP_URL must look like"),
        ("smtp://mail.go.id", "Netral", "one e-mail address"),
        ("smtp://mail.go.id", "a@b.id, c@d.id", "one e-mail address"),
    ],
)
def test_mail_needs_a_server_and_a_sender(tmp_path: Path, url: str, sender: str, fault: str) -> None:
    environ = {"NETRAL_DATA_DIR": str(tmp_path), "NETRAL_SMTP_URL": url, "NETRAL_MAIL_FROM": sender}
    with pytest.raises(SettingsInvalid, match=fault):
        read_settings(environ)


def test_without_both_nothing_is_sent(tmp_path: Path) -> None:
    settings = read_settings({"NETRAL_DATA_DIR": str(tmp_path)})
    assert (settings.smtp, settings.mail_from) == (None, "")
