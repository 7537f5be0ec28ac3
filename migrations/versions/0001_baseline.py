"""Baseline: units, people, roles, jobs, audit, rules, banks, modules, assignments, attempts, certificates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
PATH = sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql")

AUDIT_IS_APPEND_ONLY = "audit_events is append-only"
CONTENT_IS_FIXED = "the content of an approved item version never changes"
CONTENT_COLUMNS = ("item_id", "number", "kind", "content", "content_hash", "phases", "regime", "topic")
SQLITE_TRIGGERS = (
    f"""CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
        BEGIN SELECT RAISE(ABORT, '{AUDIT_IS_APPEND_ONLY}'); END""",
    f"""CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
        BEGIN SELECT RAISE(ABORT, '{AUDIT_IS_APPEND_ONLY}'); END""",
    f"""CREATE TRIGGER item_versions_content_fixed BEFORE UPDATE OF {", ".join(CONTENT_COLUMNS)} ON item_versions
        WHEN OLD.state IN ('approved', 'superseded', 'retired')
        BEGIN SELECT RAISE(ABORT, '{CONTENT_IS_FIXED}'); END""",
)
POSTGRESQL_TRIGGERS = (
    f"""CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{AUDIT_IS_APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
    """CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
    f"""CREATE FUNCTION refuse_content_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{CONTENT_IS_FIXED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER item_versions_content_fixed BEFORE UPDATE OF {", ".join(CONTENT_COLUMNS)} ON item_versions
        FOR EACH ROW WHEN (OLD.state IN ('approved', 'superseded', 'retired'))
        EXECUTE FUNCTION refuse_content_change()""",
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("args", DOCUMENT, nullable=False),
        sa.Column("key", sa.String(length=160), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("run_after", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tries_allowed", sa.Integer(), nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_jobs_known_state")),
        sa.CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name=op.f("ck_jobs_running_has_lease")),
        sa.CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name=op.f("ck_jobs_lease_ends")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_jobs_done",
            ["finished_at"],
            unique=False,
            sqlite_where=sa.text("state = 'done'"),
            postgresql_where=sa.text("state = 'done'"),
        )
        batch_op.create_index(
            "ix_jobs_due",
            ["run_after", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        )
        batch_op.create_index(
            "one_unfinished_job_per_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("key IS NOT NULL AND state IN ('queued', 'running')"),
            postgresql_where=sa.text("key IS NOT NULL AND state IN ('queued', 'running')"),
        )

    op.create_table(
        "quizzes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("blueprint", DOCUMENT, nullable=False),
        sa.Column("cut_score", sa.Integer(), nullable=False),
        sa.Column("time_limit_seconds", sa.Integer(), nullable=True),
        sa.Column("attempts_allowed", sa.Integer(), nullable=True),
        sa.Column("cool_down_seconds", sa.Integer(), nullable=False),
        sa.Column("feedback", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "attempts_allowed IS NULL OR attempts_allowed > 0", name=op.f("ck_quizzes_attempts_allowed_positive")
        ),
        sa.CheckConstraint("cool_down_seconds >= 0", name=op.f("ck_quizzes_cool_down_not_negative")),
        sa.CheckConstraint("cut_score BETWEEN 0 AND 10000", name=op.f("ck_quizzes_cut_score_is_a_share")),
        sa.CheckConstraint(
            "time_limit_seconds IS NULL OR time_limit_seconds > 0", name=op.f("ck_quizzes_time_limit_positive")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
    )
    op.create_table(
        "rules",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(length=300), nullable=False),
        sa.Column("article", sa.String(length=300), nullable=False),
        sa.Column("regime", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("binds", DOCUMENT, nullable=False),
        sa.Column("phases", DOCUMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sanction", DOCUMENT, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_note", sa.Text(), nullable=False),
        sa.Column("question_hint", sa.Text(), nullable=False),
        sa.Column("sources", DOCUMENT, nullable=False),
        sa.Column("confidence", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.String(length=30), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=True),
        sa.Column("valid_until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
    )
    with op.batch_alter_table("rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rules_topic"), ["topic"], unique=False)

    op.create_table(
        "throttles",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("window_started_at", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_started_at", name=op.f("pk_throttles")),
    )
    op.create_table(
        "units",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("corps", sa.String(length=20), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("path", PATH, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("path LIKE '/%/'", name=op.f("ck_units_path_form")),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_units_closed_after_opened")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
        sa.UniqueConstraint("path", name=op.f("uq_units_path")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", BIG, nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("corps", sa.String(length=20), nullable=False),
        sa.Column("service_kind", sa.String(length=20), nullable=True),
        sa.Column("service_number", sa.String(length=30), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("login_name", sa.String(length=60), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deactivated_at", MOMENT, nullable=True),
        sa.CheckConstraint("(service_kind IS NULL) = (service_number IS NULL)", name=op.f("ck_users_number_with_kind")),
        sa.CheckConstraint(
            "email IS NOT NULL OR service_number IS NOT NULL OR login_name IS NOT NULL",
            name=op.f("ck_users_can_be_named"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("login_name", name=op.f("uq_users_login_name")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(
            "one_user_per_service_number",
            ["service_number", "service_kind"],
            unique=True,
            sqlite_where=sa.text("service_number IS NOT NULL"),
            postgresql_where=sa.text("service_number IS NOT NULL"),
        )

    op.create_table(
        "activation_codes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_activation_codes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_activation_codes_code_hash")),
    )
    with op.batch_alter_table("activation_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activation_codes_user_id"), ["user_id"], unique=False)

    op.create_table(
        "audit_events",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=60), nullable=True),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_events_actor_id_users")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_audit_events_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_events_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_events_object_kind_object_id", ["object_kind", "object_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "banks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("description", DOCUMENT, nullable=False),
        sa.Column("owner_unit_id", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["units.id"], name=op.f("fk_banks_owner_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_banks")),
        sa.UniqueConstraint("code", name=op.f("uq_banks_code")),
    )
    with op.batch_alter_table("banks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_banks_owner_unit_id"), ["owner_unit_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("granted_by_id", BIG, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_grants_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name=op.f("fk_grants_granted_by_id_users")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_grants_unit_id_units")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_grants_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grants_user_id"), ["user_id"], unique=False)

    op.create_table(
        "login_sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_login_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
    )
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("position", sa.String(length=200), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_memberships_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_memberships_unit_id_units")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "ix_memberships_unit_id_open",
            ["unit_id"],
            unique=False,
            sqlite_where=sa.text("to_on IS NULL"),
            postgresql_where=sa.text("to_on IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_memberships_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "one_open_primary_membership",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("to_on IS NULL AND is_primary"),
            postgresql_where=sa.text("to_on IS NULL AND is_primary"),
        )

    op.create_table(
        "modules",
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("summary", DOCUMENT, nullable=False),
        sa.Column("corps", DOCUMENT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("owner_unit_id", BIG, nullable=True),
        sa.Column("certificate_title", DOCUMENT, nullable=False),
        sa.Column("jp_hours", sa.Integer(), nullable=False),
        sa.Column("legal_basis", DOCUMENT, nullable=False),
        sa.Column("validity_months", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("jp_hours >= 0", name=op.f("ck_modules_jp_not_negative")),
        sa.CheckConstraint("validity_months IS NULL OR validity_months > 0", name=op.f("ck_modules_validity_positive")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["units.id"], name=op.f("fk_modules_owner_unit_id_units")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_modules_quiz_id_quizzes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
        sa.UniqueConstraint("quiz_id", name=op.f("uq_modules_quiz_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_modules_slug")),
    )
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_modules_owner_unit_id"), ["owner_unit_id"], unique=False)

    op.create_table(
        "assignments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("module_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("whom", DOCUMENT, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("due_on IS NULL OR due_on >= opens_on", name=op.f("ck_assignments_due_after_opening")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_assignments_created_by_id_users")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_assignments_module_id_modules")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_assignments_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_module_id"), ["module_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignments_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "items",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_items_bank_id_banks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("bank_id", "code", name=op.f("uq_items_bank_id_code")),
    )
    op.create_table(
        "lessons",
        sa.Column("id", BIG, nullable=False),
        sa.Column("module_id", BIG, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("body_html", DOCUMENT, nullable=False),
        sa.Column("topics", DOCUMENT, nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_lessons_module_id_modules")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("module_id", "slug", name=op.f("uq_lessons_module_id_slug")),
    )
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lessons_module_id"), ["module_id"], unique=False)

    op.create_table(
        "enrolments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("module_id", BIG, nullable=False),
        sa.Column("assignment_id", BIG, nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("completed_unit_id", BIG, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(state = 'completed') = (completed_at IS NOT NULL)", name=op.f("ck_enrolments_completed_has_date")
        ),
        sa.CheckConstraint("state IN ('open', 'completed', 'ended')", name=op.f("ck_enrolments_known_state")),
        sa.CheckConstraint("(assignment_id IS NULL) = (cycle IS NULL)", name=op.f("ck_enrolments_cycle_of_assignment")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_enrolments_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(
            ["completed_unit_id"], ["units.id"], name=op.f("fk_enrolments_completed_unit_id_units")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_enrolments_module_id_modules")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_enrolments_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolments_completed_unit_id"), ["completed_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolments_module_id"), ["module_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolments_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "one_enrolment_per_assignment_cycle",
            ["assignment_id", "cycle", "user_id"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NOT NULL"),
            postgresql_where=sa.text("assignment_id IS NOT NULL"),
        )
        batch_op.create_index(
            "one_open_self_enrolment",
            ["user_id", "module_id"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL AND state = 'open'"),
            postgresql_where=sa.text("assignment_id IS NULL AND state = 'open'"),
        )

    op.create_table(
        "quiz_banks",
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_quiz_banks_bank_id_banks")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_banks_quiz_id_quizzes")),
        sa.PrimaryKeyConstraint("quiz_id", "bank_id", name=op.f("pk_quiz_banks")),
    )
    with op.batch_alter_table("quiz_banks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_banks_bank_id"), ["bank_id"], unique=False)
    op.create_table(
        "item_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("family", sa.String(length=80), nullable=True),
        sa.Column("phases", DOCUMENT, nullable=False),
        sa.Column("regime", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("difficulty", sa.String(length=10), nullable=False),
        sa.Column("case_on", sa.Date(), nullable=True),
        sa.Column("tags", DOCUMENT, nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("approved_by_id", BIG, nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'approved', 'superseded', 'retired')",
            name=op.f("ck_item_versions_known_state"),
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_item_versions_approved_by_id_users")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_item_versions_created_by_id_users")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_versions_item_id_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_versions")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_versions_item_id_number")),
    )
    with op.batch_alter_table("item_versions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_item_versions_approved_topic",
            ["topic", "difficulty"],
            unique=False,
            sqlite_where=sa.text("state = 'approved'"),
            postgresql_where=sa.text("state = 'approved'"),
        )
        batch_op.create_index(batch_op.f("ix_item_versions_item_id"), ["item_id"], unique=False)
        batch_op.create_index(
            "one_approved_version_per_item",
            ["item_id"],
            unique=True,
            sqlite_where=sa.text("state = 'approved'"),
            postgresql_where=sa.text("state = 'approved'"),
        )
        batch_op.create_index(
            "one_unfinished_version_per_item",
            ["item_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'in_review')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review')"),
        )

    op.create_table(
        "lesson_reads",
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("lesson_id", BIG, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_reads_lesson_id_lessons")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lesson_reads_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "lesson_id", name=op.f("pk_lesson_reads")),
    )
    op.create_table(
        "attempts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("participant_id", BIG, nullable=False),
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("enrolment_id", BIG, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("paper", DOCUMENT, nullable=False),
        sa.Column("cut_score", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("marks", sa.Integer(), nullable=True),
        sa.Column("out_of", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("scoring_rule", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(purpose = 'graded') = (enrolment_id IS NOT NULL)", name=op.f("ck_attempts_graded_has_enrolment")
        ),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)", name=op.f("ck_attempts_submitted_has_moment")
        ),
        sa.CheckConstraint("state IN ('open', 'submitted')", name=op.f("ck_attempts_known_state")),
        sa.CheckConstraint("marks BETWEEN 0 AND out_of", name=op.f("ck_attempts_marks_within_range")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_attempts_enrolment_id_enrolments")),
        sa.ForeignKeyConstraint(["participant_id"], ["users.id"], name=op.f("fk_attempts_participant_id_users")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_attempts_quiz_id_quizzes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("enrolment_id", "number", name=op.f("uq_attempts_enrolment_id_number")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attempts_closes_at_open",
            ["closes_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open' AND closes_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND closes_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_attempts_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_quiz_id"), ["quiz_id"], unique=False)
        batch_op.create_index(
            "one_open_attempt_per_enrolment",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open' AND enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND enrolment_id IS NOT NULL"),
        )
        batch_op.create_index(
            "one_open_practice",
            ["participant_id", "quiz_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open' AND enrolment_id IS NULL"),
            postgresql_where=sa.text("state = 'open' AND enrolment_id IS NULL"),
        )

    op.create_table(
        "certificates",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("holder_id", BIG, nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("valid_until_on", sa.Date(), nullable=True),
        sa.Column("snapshot", DOCUMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revocation_reason", sa.String(length=300), nullable=True),
        sa.Column("superseded_by_id", BIG, nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revocation_reason IS NULL)", name=op.f("ck_certificates_revoked_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_certificates_enrolment_id_enrolments")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["users.id"], name=op.f("fk_certificates_holder_id_users")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["certificates.id"], name=op.f("fk_certificates_superseded_by_id_certificates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificates_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificates_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(
            "one_certificate_per_enrolment",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("superseded_by_id IS NULL"),
            postgresql_where=sa.text("superseded_by_id IS NULL"),
        )

    op.create_table(
        "item_version_corps",
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("corps", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_versions.id"], name=op.f("fk_item_version_corps_version_id_item_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", "corps", name=op.f("pk_item_version_corps")),
    )
    with op.batch_alter_table("item_version_corps", schema=None) as batch_op:
        batch_op.create_index("ix_item_version_corps_corps", ["corps", "version_id"], unique=False)

    op.create_table(
        "item_version_rules",
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("rule_id", sa.String(length=80), nullable=False),
        sa.Column("is_background", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["rules.id"], name=op.f("fk_item_version_rules_rule_id_rules")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_versions.id"], name=op.f("fk_item_version_rules_version_id_item_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", "rule_id", name=op.f("pk_item_version_rules")),
    )
    with op.batch_alter_table("item_version_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_version_rules_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "responses",
        sa.Column("attempt_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("marks", sa.Integer(), nullable=True),
        sa.Column("out_of", sa.Integer(), nullable=True),
        sa.CheckConstraint("marks BETWEEN 0 AND out_of", name=op.f("ck_responses_marks_within_range")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_responses_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", "position", name=op.f("pk_responses")),
    )
    _create_triggers()


def downgrade() -> None:
    op.drop_table("responses")
    with op.batch_alter_table("item_version_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_version_rules_rule_id"))

    op.drop_table("item_version_rules")
    with op.batch_alter_table("item_version_corps", schema=None) as batch_op:
        batch_op.drop_index("ix_item_version_corps_corps")

    op.drop_table("item_version_corps")
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_index(
            "one_certificate_per_enrolment",
            sqlite_where=sa.text("superseded_by_id IS NULL"),
            postgresql_where=sa.text("superseded_by_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_certificates_holder_id"))
        batch_op.drop_index(batch_op.f("ix_certificates_enrolment_id"))

    op.drop_table("certificates")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_practice",
            sqlite_where=sa.text("state = 'open' AND enrolment_id IS NULL"),
            postgresql_where=sa.text("state = 'open' AND enrolment_id IS NULL"),
        )
        batch_op.drop_index(
            "one_open_attempt_per_enrolment",
            sqlite_where=sa.text("state = 'open' AND enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND enrolment_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attempts_quiz_id"))
        batch_op.drop_index(batch_op.f("ix_attempts_participant_id"))
        batch_op.drop_index(
            "ix_attempts_closes_at_open",
            sqlite_where=sa.text("state = 'open' AND closes_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND closes_at IS NOT NULL"),
        )

    op.drop_table("attempts")
    op.drop_table("lesson_reads")
    with op.batch_alter_table("item_versions", schema=None) as batch_op:
        batch_op.drop_index(
            "one_unfinished_version_per_item",
            sqlite_where=sa.text("state IN ('draft', 'in_review')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review')"),
        )
        batch_op.drop_index(
            "one_approved_version_per_item",
            sqlite_where=sa.text("state = 'approved'"),
            postgresql_where=sa.text("state = 'approved'"),
        )
        batch_op.drop_index(batch_op.f("ix_item_versions_item_id"))
        batch_op.drop_index(
            "ix_item_versions_approved_topic",
            sqlite_where=sa.text("state = 'approved'"),
            postgresql_where=sa.text("state = 'approved'"),
        )

    op.drop_table("item_versions")
    op.drop_table("quiz_banks")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_self_enrolment",
            sqlite_where=sa.text("assignment_id IS NULL AND state = 'open'"),
            postgresql_where=sa.text("assignment_id IS NULL AND state = 'open'"),
        )
        batch_op.drop_index(
            "one_enrolment_per_assignment_cycle",
            sqlite_where=sa.text("assignment_id IS NOT NULL"),
            postgresql_where=sa.text("assignment_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_enrolments_user_id"))
        batch_op.drop_index(batch_op.f("ix_enrolments_module_id"))
        batch_op.drop_index(batch_op.f("ix_enrolments_completed_unit_id"))

    op.drop_table("enrolments")
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lessons_module_id"))

    op.drop_table("lessons")
    op.drop_table("items")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_unit_id"))
        batch_op.drop_index(batch_op.f("ix_assignments_module_id"))

    op.drop_table("assignments")
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_modules_owner_unit_id"))

    op.drop_table("modules")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_primary_membership",
            sqlite_where=sa.text("to_on IS NULL AND is_primary"),
            postgresql_where=sa.text("to_on IS NULL AND is_primary"),
        )
        batch_op.drop_index(batch_op.f("ix_memberships_user_id"))
        batch_op.drop_index(
            "ix_memberships_unit_id_open",
            sqlite_where=sa.text("to_on IS NULL"),
            postgresql_where=sa.text("to_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_memberships_unit_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_sessions_user_id"))

    op.drop_table("login_sessions")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_user_id"))
        batch_op.drop_index(batch_op.f("ix_grants_unit_id"))

    op.drop_table("grants")
    with op.batch_alter_table("banks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_banks_owner_unit_id"))

    op.drop_table("banks")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_unit_id"))
        batch_op.drop_index("ix_audit_events_object_kind_object_id")
        batch_op.drop_index(batch_op.f("ix_audit_events_at"))
        batch_op.drop_index(batch_op.f("ix_audit_events_actor_id"))

    op.drop_table("audit_events")
    with op.batch_alter_table("activation_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activation_codes_user_id"))

    op.drop_table("activation_codes")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(
            "one_user_per_service_number",
            sqlite_where=sa.text("service_number IS NOT NULL"),
            postgresql_where=sa.text("service_number IS NOT NULL"),
        )

    op.drop_table("users")
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_units_parent_id"))

    op.drop_table("units")
    op.drop_table("throttles")
    with op.batch_alter_table("rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rules_topic"))

    op.drop_table("rules")
    op.drop_table("quizzes")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(
            "one_unfinished_job_per_key",
            sqlite_where=sa.text("key IS NOT NULL AND state IN ('queued', 'running')"),
            postgresql_where=sa.text("key IS NOT NULL AND state IN ('queued', 'running')"),
        )
        batch_op.drop_index(
            "ix_jobs_due",
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        )
        batch_op.drop_index(
            "ix_jobs_done",
            sqlite_where=sa.text("state = 'done'"),
            postgresql_where=sa.text("state = 'done'"),
        )

    op.drop_table("jobs")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
        op.execute("DROP FUNCTION refuse_content_change()")


def _create_triggers() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if is_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)
