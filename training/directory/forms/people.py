"""What an admin types about a person."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from training.accounts.domain.person_cells import (
    CellRefused,
    read_email,
    read_login_name,
    read_name,
    read_position,
)
from training.accounts.domain.service_number import NumberRefused, ServiceKind, ServiceNumber, read_service_number
from training.accounts.models import User
from training.accounts.services.people import NewPerson, PersonDetails
from training.core.fields import ChoiceField, DayField, offered
from training.core.forms import BaseForm, MaxLength, Required
from training.core.messages import Sentence, plain
from training.directory.forms.units import UnitChoice, translated
from training.rules.domain import CORPS_LABELS


class Reads:
    """Takes what is typed as a cell of an import would be taken: the field then holds the value that is kept."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self.read = read

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Raises ValidationError with what belongs there."""
        try:
            field.data = self.read(field.data or "")
        except CellRefused as refusal:
            raise ValidationError(in_words(refusal.reason)) from None


def in_words(sentence: Sentence) -> str:
    """A sentence of the domain in the language of the page."""
    return str(_(sentence.msgid, **sentence.values))


class PersonForm(BaseForm):
    """Name, sort of staff and the three things one can sign in with."""

    full_name = StringField(
        _l("Nama lengkap"),
        description=_l("Dengan gelar, seperti pada SK; nama ini dicetak di sertifikat."),
        validators=[Required(_l("Isi nama lengkap.")), MaxLength(200), Reads(read_name)],
    )
    corps = ChoiceField(_l("Jenis pegawai"), choices=offered(lambda: translated(CORPS_LABELS)))
    number = StringField(
        _l("NIP atau NRP"),
        description=_l("NIP 18 angka untuk PNS dan PPPK, NRP untuk TNI dan Polri. Spasi tidak masalah."),
        validators=[MaxLength(60)],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    email = StringField(
        _l("Surel"), validators=[MaxLength(254), Reads(read_email)], render_kw={"autocomplete": "off", "type": "email"}
    )
    login_name = StringField(
        _l("Nama masuk"),
        description=_l("Hanya bila tidak ada NIP/NRP dan surel."),
        validators=[MaxLength(60), Reads(read_login_name)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )

    service: ServiceNumber | None = None

    def __init__(self, *arguments: Any, person: User | None = None, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.person, self.today = person, today

    def validate_number(self, field: Field) -> None:
        """A number that is kept already stays, whatever its form; any other must be one of this sort of staff."""
        typed = "".join(plain(field.data or "").split())
        person = self.person
        if (
            person is not None
            and person.service_kind
            and (typed, self.corps.data) == (person.service_number, person.corps)
        ):
            self.service = ServiceNumber(ServiceKind(person.service_kind), typed)
            return
        try:
            self.service = read_service_number(field.data or "", self.corps.data or "", today=self.today)
        except NumberRefused as refusal:
            raise ValidationError(in_words(refusal.reason)) from None

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are fine and there is something to sign in with."""
        if not super().validate(extra_validators):
            return False
        if not (self.service or self.email.data or self.login_name.data):
            self.number.errors = [_("Isi NIP/NRP, surel, atau nama masuk: salah satunya diperlukan untuk masuk.")]
            return False
        return True

    def details(self) -> PersonDetails:
        """What was filled in."""
        return PersonDetails(**self._known())

    def show_taken(self, field: str, message: str) -> None:
        """Put "somebody else has this" where it belongs; `field` is an attribute of User."""
        shown = self.number if field == "service_number" else self[field]
        shown.errors = [message]

    def _known(self) -> dict[str, Any]:
        return {
            "full_name": self.full_name.data,
            "corps": self.corps.data,
            "email": self.email.data,
            "login_name": self.login_name.data,
            "service_kind": self.service.kind if self.service else None,
            "service_number": self.service.number if self.service else None,
        }


class PlaceForm(UnitChoice):
    """Where somebody works, as what, since when."""

    position = StringField(_l("Jabatan"), validators=[MaxLength(200), Reads(read_position)])
    on = DayField(_l("Mulai tanggal"), validators=[Required(_l("Isi tanggalnya."))])


class NewPersonForm(PersonForm, UnitChoice):
    """A person and their first unit."""

    position = StringField(_l("Jabatan"), validators=[MaxLength(200), Reads(read_position)])

    def new_person(self) -> NewPerson:
        """What was filled in."""
        return NewPerson(**self._known(), position=self.position.data)
