"""Editions: an approved list is published as a snapshot that never changes; afterwards lines leave it (paid, corrected) or
all of it is withdrawn, each as a row of its own that the public site shows at once.

Subject of every act is the list (Publication): the snapshot itself may not even be locked by the app's role.
"""

import secrets
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.models.settings import setting
from agencies.services.fulfilment import fulfil_by_execution
from arrears import permissions
from arrears.leaving import leave, make_files, published, standing
from arrears.models import Edition, EditionEvent, EditionFile, EditionLine, Publication, PublicationLine, PublicityProof
from arrears.queries import editions as queries
from arrears.queries.publication.standing import otherwise_now, unfounded
from arrears.rechecking import EACH, hold_still, lapsed, patience, recheck
from portal.core.acts import NotPossible, act
from portal.core.models import StoredFile
from portal.core.notifications import tell

State, Line, Kind = Publication.State, PublicationLine.State, EditionEvent.Kind
ONE_AT_A_TIME = 4212  # advisory lock: codes and numbers are given one after another
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read as something else
CODE_LENGTH = 16


@act(may=permissions.publish_edition)
def publish_edition(publication: Publication, *, by, at: datetime, number: int, symbol: str) -> Edition:
    """Make an approved list public, if nothing has changed since the approval up to this moment and it still holds."""
    if publication.state != State.APPROVED:
        raise NotPossible(_("Chỉ danh sách đã được duyệt mới công khai được."))
    if why := lapsed(publication, at=at):
        raise NotPossible(_("%(why)s Hãy bấm “Đối chiếu lại” rồi duyệt lại trước khi công khai.") % {"why": why})
    _refuse_what_changed(publication, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    numbered = _numbered(publication, number, symbol, localdate(at))
    edition, lines = queries.edition_of(publication, numbered=numbered, at=at)
    if not lines:
        raise NotPossible(_("Không còn đơn vị nào để công khai."))
    edition.verify_code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    edition.content_hash = queries.content_hash(edition, lines)
    edition.save(force_insert=True)
    for line in lines:
        line.edition = edition
    EditionLine.objects.bulk_create(lines, batch_size=1000)
    _seal(publication)
    publication.state = State.PUBLISHED
    publication.save(update_fields=["state"])
    make_files(edition, by=by)
    _fulfil(publication, edition, by=by, at=at)
    return edition


def _seal(publication: Publication) -> None:
    """The lines are published. What the database still refuses to see named is said in words."""
    try:
        with transaction.atomic():
            publication.lines.filter(state=Line.CANDIDATE).update(state=Line.PUBLISHED)
    except IntegrityError as refusal:
        raise NotPossible(
            _(
                "Có dòng không còn đủ căn cứ để nêu tên (đôn đốc, lý do chính đáng...); hãy bấm “Đối chiếu lại” rồi duyệt lại."
            )
        ) from refusal


def _refuse_what_changed(publication: Publication, at: datetime) -> None:
    if changes := recheck(publication, at=at):
        text = _(
            "%(count)d đơn vị có thay đổi từ lúc duyệt (đã nộp, tạm giữ, sửa số liệu...). Hãy đối chiếu lại rồi duyệt lại."
        )
        raise NotPossible(text % {"count": len(changes)})
    if publication.lines.filter(state=Line.STOPPED).exists():
        raise NotPossible(_("Còn dòng vướng chưa được người duyệt xử lý."))


def _numbered(publication: Publication, number: int, symbol: str, on: date) -> queries.Numbered:
    symbol = symbol.strip()
    if number < 1 or not symbol or len(symbol) > 40:
        raise ValidationError(_("Hãy ghi số và ký hiệu của danh sách, ký hiệu không quá 40 ký tự."))
    taken = Edition.objects.filter(publication__agency=publication.agency_id, year=on.year, number=number)
    if taken.exists():
        free = queries.next_number(publication, on)
        raise ValidationError(_("Số này đã dùng trong năm; số tiếp theo chưa dùng là %(free)d.") % {"free": free})
    return queries.Numbered(number, symbol)


def _fulfil(publication: Publication, edition: Edition, *, by, at: datetime) -> None:
    """The duty to publish who owes is done by the edition; praise is another duty's."""
    if publication.what == Publication.What.PRAISE:
        return
    label = _("%(title)s, số %(number)s") % {"title": edition.title, "number": edition.full_number}
    url = reverse("edition", args=[edition.code])
    month = publication.period
    fulfil_by_execution(
        publication.agency, by=by, thing="debtor_publication", on_period=month, at=at, label=label[:200], url=url
    )


@act(may=permissions.delist_line, hide=("text",))
def delist_line(publication: Publication, *, by, place: int, at: datetime, text: str = "") -> EditionEvent:
    """Take a line off because it was paid: from now on it is counted, not named."""
    edition, told = standing(publication), text or _("Đơn vị đã nộp đủ, được đưa ra khỏi danh sách.")
    _hold_named(edition, place)
    event = leave(edition, Kind.DELISTED, place, at=at, text=told)
    make_files(edition, by=by)
    _leave_elsewhere(event, by=by, at=at)
    return event


@act(may=permissions.correct_line, hide=("text",))
def correct_line(publication: Publication, *, by, place: int, at: datetime, text: str) -> EditionEvent:
    """Take a wrong line off and say so; the notice stands as long as the error did."""
    if not text.strip():
        raise ValidationError(_("Hãy ghi nội dung đính chính."))
    edition = standing(publication)
    _hold_named(edition, place)
    event = leave(edition, Kind.CORRECTED, place, at=at, text=text.strip())
    make_files(edition, by=by)
    _leave_elsewhere(event, by=by, at=at)
    return event


def _hold_named(edition: Edition, place: int) -> None:
    """Nobody publishes the employer of this line meanwhile: another list sees that it left here, or is seen to name it."""
    if (employer := queries.employers_by_place(edition).get(place)) is not None:
        hold_still(edition.publication, [employer])


def _leave_elsewhere(event: EditionEvent, *, by, at: datetime) -> None:
    """The same employer in the other editions that stand: off them too, or their makers are told."""
    for edition, place in queries.named_elsewhere(event):
        goes = _reaches(event, edition)
        if goes:
            with patience(EACH):  # two acts about the same employer do not wait for each other
                Publication.objects.select_for_update(no_key=True).get(pk=edition.publication_id)
            leave_too(edition.publication, by=by, at=at, event=event.pk, place=place)
        _tell_elsewhere(event, edition, place, at, has_left=goes)


def _reaches(event: EditionEvent, other: Edition) -> bool:
    """What was paid is paid in older lists too; what was wrong in figures is wrong in lists by the same month. Neither says
    anything of lists by newer figures, as those of the same month restated since."""
    source = event.edition
    is_same = source.publication.unit_id is None or source.publication.agency_id == other.publication.agency_id
    is_older = queries.figures_of(other) <= queries.figures_of(source)
    return is_same and is_older and (event.kind == Kind.DELISTED or other.month == source.month)


@act(may=permissions.leave_too)
def leave_too(publication: Publication, *, by, at: datetime, event: int, place: int) -> EditionEvent:
    """Take off the line of an employer that has just left another list for a reason that holds here too."""
    edition, because = standing(publication), EditionEvent.objects.select_related("edition__publication").get(pk=event)
    elsewhere = {(other.pk, where) for other, where in queries.named_elsewhere(because)}
    if (edition.pk, place) not in elsewhere or not _reaches(because, edition):
        raise PermissionDenied("another employer, or a reason of another list")
    text = _("%(text)s (theo danh sách số %(number)s)")
    told = text % {"text": because.text[:500], "number": because.edition.full_number}
    made = leave(edition, because.kind, place, at=at, text=told)
    make_files(edition, by=by)
    return made


def _tell_elsewhere(event: EditionEvent, edition: Edition, place: int, at: datetime, *, has_left: bool) -> None:
    """Whom it concerns stands on the edition's own pages alone."""
    people = User.objects.holding(localdate(at), agency=edition.publication.agency, power="see_publication")
    text = (
        _("Một đơn vị đã được đưa ra khỏi danh sách số %(number)s cùng với danh sách số %(source)s.")
        if has_left
        else _(
            "Danh sách số %(number)s còn nêu một đơn vị vừa được đưa ra khỏi danh sách số %(source)s; cần xem và đưa ra hoặc "
            "đính chính."
        )
    )
    told = text % {"number": edition.full_number, "source": event.edition.full_number}
    url = reverse("edition-line", args=[edition.code, place])
    tell(people, key=f"left-elsewhere:{event.pk}:{edition.pk}", text=told, url=url)


@act(may=permissions.withdraw_edition)
def withdraw_edition(publication: Publication, *, by, at: datetime, reason: str) -> EditionEvent:
    """Take the whole edition off: its address answers that it is gone, its files are given to nobody."""
    if not reason.strip():
        raise ValidationError(_("Hãy ghi lý do gỡ danh sách."))
    edition = standing(publication)
    publication.state, publication.ended_reason = State.WITHDRAWN, reason.strip()[:400]
    publication.save(update_fields=["state", "ended_reason"])
    return EditionEvent.objects.create(edition=edition, kind=Kind.WITHDRAWN, text=reason.strip()[:600], happened_at=at)


@act(may=permissions.delist_paid)
def delist_paid(publication: Publication, *, by, at: datetime) -> int:
    """Every hour, and when a payment was told: who has paid leaves the edition, as does who owed nothing by its own month once
    restated; files whose making had failed are asked for again; who may correct is told once of lines that nothing proves any
    more or that say what is no longer so. A second time finds nobody."""
    edition = published(publication)
    if queries.is_withdrawn(edition):
        return 0
    gone = 0 if edition.what == Publication.What.PRAISE else _correct_restated(edition, at) + _delist_paid(edition, at)
    if gone or not queries.has_files(edition):
        make_files(edition, by=by)
    lost = _("Số công khai %(number)s có %(n)d dòng nêu trốn đóng không còn đủ căn cứ; cần xem và đính chính.")
    _tell_doubtful(edition, "unfounded", unfounded(edition, today=localdate(at)), lost, at)
    other = _(
        "Số công khai %(number)s có %(n)d dòng khác với số liệu đã điều chỉnh của tháng hoặc với tên, mã số thuế trong hồ sơ "
        "hiện nay; cần xem và đính chính nếu sai."
    )
    _tell_doubtful(edition, "otherwise", otherwise_now(edition), other, at)
    return gone


def _delist_paid(edition: Edition, at: datetime) -> int:
    paid = queries.paid_since(edition)
    for place, why in paid.items():
        text = _("Đơn vị đã nộp đủ %(why)s, được đưa ra khỏi danh sách.") % {"why": why}
        leave(edition, Kind.DELISTED, place, at=at, text=text)
    return len(paid)


def _correct_restated(edition: Edition, at: datetime) -> int:
    """Who owes nothing by its own month was not late to pay: it is corrected, and the notice says whom it is about."""
    wrong = queries.wrong_since(edition)
    text = _(
        "Đính chính: %(name)s (mã %(code)s), dòng %(place)d, danh sách số %(number)s: theo số liệu tháng %(month)s đã điều "
        "chỉnh, đơn vị không chậm đóng, không trốn đóng."
    )
    about = {"number": edition.full_number, "month": edition.period.label}
    for line in edition.lines.filter(place__in=wrong):
        told = {"name": line.name, "code": line.unit_code, "place": line.place, **about}
        leave(edition, Kind.CORRECTED, line.place, at=at, text=text % told)
    return len(wrong)


def _tell_doubtful(edition: Edition, why: str, places: list[int], text: str, at: datetime) -> None:
    """Whom it concerns stands on the edition's own pages alone."""
    if not places:
        return
    people = User.objects.holding(localdate(at), agency=edition.publication.agency, power="approve_publication")
    told = {"number": edition.full_number, "n": len(places)}
    key = f"{why}:{edition.pk}:{len(places)}:{sum(places)}"
    tell(people, key=key, text=text % told, url=reverse("edition", args=[edition.code]))


@act(may=permissions.record_proof)
def record_proof(
    publication: Publication, *, by, at: datetime, channel: str, published_on: date, file: StoredFile, note: str = ""
) -> PublicityProof:
    """Proof that the list went out by a channel of the setting, on its day."""
    edition, today = published(publication), localdate(at)
    if channel not in setting(publication.province, "publication.channels", on=today):
        raise ValidationError(_("Kênh này không có trong thiết lập «Kênh công khai»."))
    if not localdate(edition.published_at) <= published_on <= today:
        raise ValidationError(_("Ngày đăng, phát phải từ ngày công khai đến hôm nay."))
    person = by if isinstance(by, User) else None
    return PublicityProof.objects.create(
        edition=edition,
        channel=channel,
        published_on=published_on,
        file=file,
        note=note.strip()[:300],
        recorded_by=person,
    )


@act(may=permissions.keep_edition_files, hide=("files",))
def keep_edition_files(publication: Publication, *, by, at: datetime, revision: int, files: list[EditionFile]) -> int:
    """Keep the files made of an edition's lines as they stood; those of this revision that are there already stay."""
    edition = published(publication)
    known = set(edition.files.filter(revision=revision).values_list("kind", flat=True))
    fresh = [file for file in files if file.kind not in known]
    for file in fresh:
        file.edition, file.revision, file.made_at = edition, revision, at
    EditionFile.objects.bulk_create(fresh)
    return len(fresh)


@act(may=permissions.keep_edition_files)
def make_edition_files_again(publication: Publication, *, by) -> None:
    """Ask once more for the files of the edition as it stands: their making had failed."""
    make_files(standing(publication), by=by)
