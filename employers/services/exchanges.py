"""The book of data passed between bodies: who sent what to whom, in which form, of which period, and when it was received. A
file taken over by the portal writes its own line for each agency that is to have it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Province, User
from agencies.rules.wording import period_words
from agencies.services.fulfilment import fulfil_by_execution
from employers import permissions
from employers.models import DataExchange
from employers.queries.drops import drop_receivers, period_of
from employers.rules.drops import KIND_TITLES
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.models import ImportBatch, StoredFile
from portal.core.notifications import tell
from portal.core.periods import Month

Form = DataExchange.Form
BOOK = "/nguon-du-lieu/trao-doi/"


@dataclass(frozen=True)
class Side:
    """The other side: an agency of the province, or a body outside the portal by its name."""

    agency: Agency | None = None
    name: str = ""


@act(may=permissions.record_exchange)
def record_exchange(
    agency: Agency,
    *,
    by,
    at: datetime,
    is_sender: bool,
    other: Side,
    subject: str,
    form: str,
    sent_on: date,
    period: str = "",
    document_no: str = "",
    received_on: date | None = None,
    rows: int | None = None,
    note: str = "",
    file: StoredFile | None = None,
) -> DataExchange:
    """Write down what the own agency sent or received outside the portal. What it received counts as received."""
    _refuse_wrong(agency, other, subject, form, at, sent_on, received_on)
    own, theirs = (agency, ""), (other.agency, clean(other.name)[:200])
    (sender, sender_name), (receiver, receiver_name) = (own, theirs) if is_sender else (theirs, own)
    arrived = received_on or (None if is_sender else sent_on)
    exchange = DataExchange.objects.create(
        province=agency.province, sender=sender, sender_name=sender_name, receiver=receiver, receiver_name=receiver_name,
        subject=clean(subject)[:300], form=form, period=period, document_no=clean(document_no)[:80], sent_on=sent_on,
        received_on=arrived, received_by=_person(by) if arrived and not is_sender else None, rows=rows,
        note=clean(note)[:300], file=file, recorded_by=_person(by),
    )  # fmt: skip
    if is_sender:
        _fulfil(agency, by, exchange, at)
        _tell(exchange, at)
    return exchange


@act(may=permissions.receive_exchange)
def receive_exchange(exchange: DataExchange, *, by, at: datetime, on: date, note: str = "") -> DataExchange:
    """Say for one's agency that the data arrived."""
    if exchange.received_on is not None:
        raise NotPossible(_("Đã xác nhận nhận dữ liệu này."))
    if not exchange.sent_on <= on <= localdate(at):
        raise ValidationError({"on": _("Ngày nhận phải từ ngày gửi đến hôm nay.")})
    exchange.received_on, exchange.received_by = on, _person(by)
    exchange.note = f"{exchange.note} {clean(note)}".strip()[:300]
    exchange.save(update_fields=["received_on", "received_by", "note"])
    return exchange


@act(may=permissions.log_drop)
def log_drop(batch: ImportBatch, *, by, at: datetime) -> list[DataExchange]:
    """A file of the agency was taken over: write a line for each agency that is to have it, and tell their people. Asked
    again, nothing is written twice."""
    province = Province.objects.get(slug=batch.province_code)
    sender = province.agencies.get(code=batch.agency_code)
    known = set(DataExchange.objects.filter(batch=batch).values_list("receiver_id", flat=True))
    made = DataExchange.objects.bulk_create(
        _line(batch, province, sender, receiver, by, localdate(at))
        for receiver in drop_receivers(province, sender, batch.kind, localdate(at))
        if receiver.pk not in known
    )
    for exchange in made:
        _tell(exchange, at)
    if made:
        _fulfil(sender, by, made[0], at)
    return made


# --- What the acts share ---------------------------------------------------------------------------------------------


def _line(batch: ImportBatch, province: Province, sender: Agency, receiver: Agency, by, on: date) -> DataExchange:
    period = period_of(batch)
    title = KIND_TITLES.get(batch.kind, batch.kind)
    subject = _("%(title)s, kỳ %(period)s") % {"title": title, "period": period_words(period)}
    return DataExchange(
        province=province, sender=sender, receiver=receiver, subject=subject, form=Form.PORTAL, period=period,
        sent_on=on, rows=batch.accepted or batch.rows, batch=batch, recorded_by=_person(by),
    )  # fmt: skip


def _refuse_wrong(
    agency: Agency, other: Side, subject: str, form: str, at: datetime, sent_on: date, received_on: date | None
) -> None:
    problems = {}
    if (other.agency is None) == (not clean(other.name)):
        problems["other"] = _("Hãy chọn cơ quan, hoặc ghi tên cơ quan ngoài cổng; chỉ một trong hai.")
    if other.agency is not None and (other.agency.pk == agency.pk or other.agency.province_id != agency.province_id):
        problems["other"] = _("Bên kia phải là một cơ quan khác của tỉnh.")
    if not clean(subject):
        problems["subject"] = _("Cần ghi nội dung.")
    if form not in Form.values or form == Form.PORTAL:
        problems["form"] = _("Hãy chọn hình thức; tệp nộp trên cổng tự vào sổ.")
    if sent_on > localdate(at):
        problems["sent_on"] = _("Ngày này ở tương lai.")
    if received_on is not None and not sent_on <= received_on <= localdate(at):
        problems["received_on"] = _("Ngày nhận phải từ ngày gửi đến hôm nay.")
    if problems:
        raise ValidationError(problems)


def _fulfil(agency: Agency, by, exchange: DataExchange, at: datetime) -> None:
    """To send is what standing duties of sharing data order: a line in the log of each."""
    if not isinstance(by, User) or (by.posting and by.may("work_on_obligation")):
        label = _("%(form)s: %(subject)s") % {"form": exchange.get_form_display(), "subject": exchange.subject}
        fulfil_by_execution(
            agency, by=by, thing="data_exchange", on_period=Month.of(exchange.sent_on), at=at, label=label, url=BOOK,
            is_part=True,
        )  # fmt: skip


def _tell(exchange: DataExchange, at: datetime) -> None:
    if exchange.receiver is None or exchange.received_on is not None:
        return
    people = User.objects.holding(localdate(at), agency=exchange.receiver, power="receive_exchange")
    sender = exchange.sender.short_name if exchange.sender else exchange.sender_name
    text = _("%(sender)s gửi dữ liệu: %(subject)s") % {"sender": sender, "subject": exchange.subject}
    tell(people, key=f"exchange:{exchange.pk}", text=text, url=f"{BOOK}?state=unread")


def _person(by) -> User | None:
    return by if isinstance(by, User) else None
