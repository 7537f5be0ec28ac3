"""The roof: plugs settings, extensions, features and commands together. Nothing imports it."""

import sys

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from training.accounts import cli as accounts_cli
from training.accounts import jobs as accounts_jobs
from training.accounts import listeners as accounts_listeners
from training.accounts import views as accounts_views
from training.accounts.login import init_login
from training.accounts.passwords import init_passwords
from training.accounts.queries import has_demo_accounts
from training.accounts.signals import people_moved, person_left, person_moved, person_returned
from training.assignments import jobs as assignments_jobs
from training.assignments import listeners as assignments_listeners
from training.assignments.signals import enrolment_completed
from training.assignments.views import builder as assignments_builder
from training.assignments.views import cycles as assignments_cycles
from training.assignments.views import duties as assignments_duties
from training.assignments.views import lists as assignments_lists
from training.assignments.views import one as assignments_one
from training.assignments.views import reminders as assignments_reminders
from training.attempts import cli as attempts_cli
from training.attempts import jobs as attempts_jobs
from training.attempts import listeners as attempts_listeners
from training.attempts import views as attempts_views
from training.auditlog import views as auditlog_views
from training.banks import cli as banks_cli
from training.banks import imports as banks_imports
from training.banks.signals import bank_folder_read, bank_folder_stored, item_use_asked
from training.banks.views import banks as banks_views
from training.banks.views import browse as items_views
from training.banks.views import editor as editor_views
from training.banks.views import exchange as exchange_views
from training.banks.views import item as item_views
from training.banks.views import preview as preview_views
from training.certificates import cli as certificates_cli
from training.certificates import listeners as certificates_listeners
from training.certificates.views import example as certificate_example_views
from training.certificates.views import holding as certificates_views
from training.core import health, navigation
from training.core import views as core_views
from training.core.access import Permission
from training.core.assets import init_assets
from training.core.collector import spare_what_stays
from training.core.config import REPOSITORY, Mode, Settings, SettingsInvalid, read_settings
from training.core.db import db, init_db
from training.core.error_pages import init_error_pages
from training.core.i18n import init_i18n
from training.core.jinja import init_jinja
from training.core.logging import configure_logging, init_request_log
from training.core.navigation import Section, init_navigation
from training.core.security import init_security, security_headers
from training.core.transaction import TransactionalFlask
from training.core.uploads import init_uploads
from training.demo import cli as demo_cli
from training.directory import cli as directory_cli
from training.directory.views import codes as codes_views
from training.directory.views import grants as grants_views
from training.directory.views import people as people_views
from training.directory.views import person as person_views
from training.directory.views import sheets as sheets_views
from training.directory.views import units as units_views
from training.imports import jobs as imports_jobs
from training.imports import views as imports_views
from training.jobs import cli as jobs_cli
from training.jobs import jobs as jobs_jobs
from training.learning.views import quiz as quiz_views
from training.learning.views import read as learning_views
from training.learning.views import trial as trial_views
from training.modules import listeners as modules_listeners
from training.modules.signals import modules_shown
from training.modules.views import certificate as modules_certificate_views
from training.modules.views import general as modules_general_views
from training.modules.views import lessons as modules_lessons_views
from training.modules.views import listing as modules_views
from training.modules.views import quiz as modules_quiz_views
from training.notifications import jobs as notifications_jobs
from training.org.signals import unit_closing
from training.reports import cli as reports_cli
from training.reports.views import duty as reports_duty
from training.reports.views import files as reports_files
from training.reports.views import overview as reports_overview
from training.reports.views import paper as reports_paper
from training.reports.views import people as reports_people
from training.reports.views import topics as reports_topics
from training.rules import cli as rules_cli
from training.rules import views as rules_views

BLUEPRINTS = (
    health.bp,
    core_views.bp,
    navigation.bp,
    accounts_views.bp,
    rules_views.bp,
    imports_views.bp,
    learning_views.bp,
    quiz_views.bp,
    attempts_views.bp,
    certificates_views.bp,
    reports_overview.bp,
    reports_people.bp,
    reports_duty.bp,
    assignments_lists.bp,
    assignments_builder.bp,
    assignments_one.bp,
    assignments_cycles.bp,
    assignments_duties.bp,
    assignments_reminders.bp,
    reports_files.bp,
    reports_topics.bp,
    reports_paper.bp,
    banks_views.bp,
    exchange_views.bp,
    items_views.bp,
    item_views.bp,
    editor_views.bp,
    preview_views.bp,
    people_views.bp,
    sheets_views.people_bp,
    sheets_views.units_bp,
    codes_views.bp,
    person_views.bp,
    grants_views.bp,
    units_views.bp,
    auditlog_views.bp,
    modules_views.bp,
    modules_general_views.bp,
    modules_lessons_views.bp,
    modules_quiz_views.bp,
    modules_certificate_views.bp,
    certificate_example_views.bp,
    trial_views.bp,
)
COMMANDS = (
    accounts_cli.users,
    rules_cli.rules,
    banks_cli.banks,
    attempts_cli.attempts,
    certificates_cli.certificates,
    reports_cli.reports,
    jobs_cli.jobs,
    directory_cli.org,
    directory_cli.people,
    demo_cli.demo,
    demo_cli.setup,
)
LISTENERS = (
    (bank_folder_read, modules_listeners.check_module),
    (bank_folder_stored, modules_listeners.store),
    (item_use_asked, modules_listeners.name_modules),
    (item_use_asked, attempts_listeners.count_attempts),
    (enrolment_completed, certificates_listeners.issue),
    (modules_shown, assignments_listeners.count_running),
    (unit_closing, accounts_listeners.people_need_it),
    (person_moved, assignments_listeners.follow),
    (people_moved, assignments_listeners.follow_all),
    (person_left, assignments_listeners.end),
    (person_returned, assignments_listeners.reopen),
)
JOB_MODULES = (accounts_jobs, assignments_jobs, attempts_jobs, imports_jobs, jobs_jobs, notifications_jobs)
IMPORT_MODULES = (banks_imports,)
SECTIONS: tuple[Section, ...] = (
    Section("reports", _l("Laporan"), "reports.index", Permission.VIEW_REPORTS),
    Section("assignments", _l("Penugasan"), "assignments.index", Permission.MANAGE_ASSIGNMENTS),
    Section("people", _l("Pegawai"), "people.index", Permission.MANAGE_PEOPLE),
    Section("units", lazy_pgettext("menu", "Unit"), "units.index", Permission.MANAGE_UNITS),
    Section("banks", _l("Bank soal"), "banks.index", Permission.VIEW_BANKS),
    Section("modules", _l("Pelatihan"), "modules.index", Permission.MANAGE_MODULES),
    Section("audit", _l("Catatan"), "auditlog.index", Permission.VIEW_AUDIT),
)


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application; ends the process with every fault of the environment when it cannot be used.

    Without settings it is the only one of its process, and what it consists of stays until the end.
    """
    try:
        app = _assemble(settings or read_settings())
    except SettingsInvalid as invalid:
        faults = invalid.faults + (_faults_inside(invalid.settings) if invalid.settings else [])
        sys.exit("\n".join(["Netral cannot start:", *(f"- {fault}" for fault in faults)]))
    if settings is None:
        spare_what_stays()
    return app


def _assemble(settings: Settings) -> Flask:
    configure_logging(settings.log_level)
    app = TransactionalFlask(__name__, static_folder=None, template_folder=str(REPOSITORY / "templates"))
    _configure(app, settings)
    init_db(app, settings)
    init_security(app, https=settings.secure_cookies)
    init_request_log(app)
    init_i18n(app)
    init_jinja(app)
    init_error_pages(app)
    init_uploads(app)
    CSRFProtect(app)
    init_passwords(app, settings)
    init_login(app)
    init_navigation(app, SECTIONS)
    Compress(app)
    Migrate(app, db, directory=str(REPOSITORY / "migrations"), render_as_batch=True)
    _plug_features(app)
    headers = security_headers(https=settings.secure_cookies)
    init_assets(app, REPOSITORY / "static", settings.data_dir / "assets", headers=headers)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    faults = _faults_of_database(app, settings)
    if faults:
        raise SettingsInvalid(faults)
    return app


def _plug_features(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    for signal, listener in LISTENERS:
        signal.connect(listener)


def _faults_inside(settings: Settings) -> list[str]:
    """What the database adds to the faults of an environment that cannot be used."""
    look = Flask(__name__)
    init_db(look, settings)
    return _faults_of_database(look, settings)


def _faults_of_database(app: Flask, settings: Settings) -> list[str]:
    if settings.mode is Mode.DEMO:
        return []
    with app.app_context():
        is_demo = has_demo_accounts()
        db.session.remove()
        db.engine.dispose()  # the processes of a server that forks must not share a connection
    return ["the database holds demo accounts, whose password everybody knows"] if is_demo else []


def _configure(app: Flask, settings: Settings) -> None:
    app.url_map.strict_slashes = False  # an address typed off paper may end in a slash
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
