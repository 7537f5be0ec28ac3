"""The roof: plugs settings, extensions, features and commands together. Nothing imports it."""

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from training.accounts import models as _accounts
from training.assignments import models as _assignments
from training.attempts import models as _attempts
from training.audit import models as _audit
from training.banks import models as _banks
from training.certificates import models as _certificates
from training.core import health, views
from training.core.assets import init_assets
from training.core.config import REPOSITORY, Settings, read_settings
from training.core.db import db, init_db
from training.core.error_pages import init_error_pages
from training.core.i18n import init_i18n
from training.core.jinja import init_jinja
from training.core.logging import configure_logging, init_request_log
from training.core.security import init_security
from training.core.transaction import TransactionalFlask
from training.jobs import models as _jobs
from training.modules import models as _modules
from training.org import models as _org
from training.quizzes import models as _quizzes
from training.rules import models as _rules

BLUEPRINTS = (health.bp, views.bp)
TABLES = (
    _org, _accounts, _audit, _jobs, _rules, _banks, _quizzes, _modules, _assignments, _attempts, _certificates,
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application. Raises SettingsInvalid with every fault of the environment at once."""
    settings = settings or read_settings()
    configure_logging(settings.log_level)
    app = TransactionalFlask(__name__, static_folder=None, template_folder=str(REPOSITORY / "templates"))
    _configure(app, settings)
    init_db(app, settings)
    init_security(app, https=settings.secure_cookies)
    init_request_log(app)
    init_i18n(app)
    init_jinja(app)
    init_error_pages(app)
    CSRFProtect(app)
    Compress(app)
    Migrate(app, db, directory=str(REPOSITORY / "migrations"), render_as_batch=True)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_assets(app, REPOSITORY / "static", settings.data_dir / "assets")
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="netral",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIN_SIZE=500,
        COMPRESS_MIMETYPES=["text/html", "application/json", "text/css", "image/svg+xml"],
        TRANSLATIONS_DIR=REPOSITORY / "translations",
        MIGRATIONS_DIR=REPOSITORY / "migrations",
    )
