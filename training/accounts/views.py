"""Sign in, activate, sign out, one's own account."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Field

from training.accounts.domain import device_name
from training.accounts.forms import ActivateForm, ChangePasswordForm, LoginForm
from training.accounts.login import put_in_cookie
from training.accounts.queries import account_of, open_sessions_of
from training.accounts.services import credentials, signing
from training.core import clock
from training.core.access import Permission, permission_required, public
from training.core.i18n import safe_next

bp = Blueprint("accounts", __name__)


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """One form; afterwards back to where one wanted to go."""
    form = LoginForm()
    address = safe_next(request.values.get("next"), url_for("learning.home"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(address, 303)
    if form.validate_on_submit():
        try:
            token = signing.sign_in(form.name.data, form.password.data, device=_device(), now=clock.now())
        except signing.SignInRefused:
            form.password.errors = [_("Nama dan kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.")]
            return _login_page(form, address), 400
        put_in_cookie(token)
        return redirect(address, 303)
    return _login_page(form, address), 400 if form.is_submitted() else 200


@bp.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """End this session; without one there is nothing to end."""
    if current_user.is_authenticated:
        signing.sign_out(current_user.session_id, now=clock.now())
    _forget_cookie()
    flash(_("Anda sudah keluar."))
    return redirect(url_for("accounts.login"), 303)


@bp.post("/account/logout-everywhere")
@permission_required(Permission.OWN_ACCOUNT)
def logout_everywhere() -> ResponseReturnValue:
    """End all sessions of this person, this one too."""
    signing.sign_out_everywhere(current_user.id, now=clock.now())
    _forget_cookie()
    flash(_("Anda sudah keluar dari semua perangkat."))
    return redirect(url_for("accounts.login"), 303)


@bp.route("/activate", methods=["GET", "POST"])
@public
def activate() -> ResponseReturnValue:
    """First sign-in, or a forgotten password: a code from the admin and a password of one's own."""
    form = ActivateForm()
    if form.validate_on_submit():
        try:
            token = credentials.activate(form.code.data, form.new_password.data, device=_device(), now=clock.now())
        except credentials.CodeRefused:
            form.code.errors = [
                _("Kode ini tidak dikenal, sudah dipakai, atau kedaluwarsa. Minta kode baru kepada admin unit Anda.")
            ]
        except credentials.PasswordRefused as refusal:
            _show_password_problem(form.new_password, refusal)
        else:
            put_in_cookie(token)
            flash(_("Kata sandi tersimpan dan Anda sudah masuk."))
            return redirect(url_for("learning.home"), 303)
    status = 400 if form.is_submitted() else 200
    return render_template("accounts/activate.html", form=form), status


@bp.route("/account", methods=["GET", "POST"])
@permission_required(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Who one is here, where one is signed in, and a new password."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            credentials.change_password(
                current_user.id,
                current=form.current_password.data,
                new=form.new_password.data,
                session_id=current_user.session_id,
                device=_device(),
                now=clock.now(),
            )
        except signing.SignInRefused:
            form.current_password.errors = [_("Kata sandi sekarang tidak cocok.")]
        except credentials.PasswordRefused as refusal:
            _show_password_problem(form.new_password, refusal)
        else:
            flash(_("Kata sandi baru tersimpan. Perangkat lain sudah dikeluarkan."))
            return redirect(url_for("accounts.account"), 303)
    user, membership, unit = account_of(current_user.id)
    page = render_template(
        "accounts/account.html",
        form=form,
        user=user,
        membership=membership,
        unit=unit,
        sessions=open_sessions_of(current_user.id, now=clock.now(), idle=_idle()),
        current_session_id=current_user.session_id,
    )
    return page, 400 if form.is_submitted() else 200


def _login_page(form: LoginForm, address: str) -> str:
    return render_template(
        "accounts/login.html", form=form, next=address, show_demo=current_app.config["SETTINGS"].is_demo
    )


def _idle() -> timedelta:
    return timedelta(seconds=current_app.config["SETTINGS"].session_idle_seconds)


def _device() -> signing.Device:
    return signing.Device(request.remote_addr or "", device_name(request.user_agent.string))


def _forget_cookie() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _show_password_problem(field: Field, refusal: credentials.PasswordRefused) -> None:
    field.errors = [
        {
            "short": _("Kata sandi terlalu pendek. Pakai paling sedikit 12 karakter."),
            "long": _("Kata sandi terlalu panjang. Pakai paling banyak 128 karakter."),
            "common": _("Kata sandi ini mudah ditebak. Pakai tiga kata atau lebih yang tidak berkaitan."),
        }[refusal.problem]
    ]
