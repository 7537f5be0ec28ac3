"""Errors that name the rule that was met; only this file knows the status each becomes."""

from flask_babel import lazy_gettext as _l


class DomainError(Exception):
    """A rule said no. `message` is for the person at the screen: what happened, what was kept, what to do next."""

    status = 400
    message = _l("Permintaan ini tidak dapat diproses.")

    def __init__(self, message: str | None = None, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(message or type(self).__name__)
        if message is not None:
            self.message = message
        self.retry_after_seconds = retry_after_seconds


class InputInvalid(DomainError):
    """What was sent cannot be read."""

    status = 400
    message = _l("Isian tidak dapat dibaca. Periksa kembali, lalu kirim sekali lagi.")


class NotAllowed(DomainError):
    """Signed in, but the role does not reach this far."""

    status = 403
    message = _l("Peran Anda tidak mencakup halaman ini.")


class NotFound(DomainError):
    """No such thing, or not one's own."""

    status = 404
    message = _l("Halaman atau data ini tidak ditemukan.")


class Conflict(DomainError):
    """Somebody or another device was faster."""

    status = 409
    message = _l("Data ini sudah diubah di tempat lain. Muat ulang halaman untuk melihat yang terbaru.")


class Gone(DomainError):
    """It was there, and its time is over."""

    status = 410
    message = _l("Ini sudah ditutup dan tidak dapat diubah lagi.")


class TooMany(DomainError):
    """Tried too often; `retry_after_seconds` says how long to wait."""

    status = 429
    message = _l("Untuk keamanan, percobaan dibatasi sebentar.")


class Busy(DomainError):
    """The server has more to do than it can do now; nothing was stored."""

    status = 503
    message = _l("Server sedang sibuk. Tunggu beberapa detik, lalu coba lagi.")
