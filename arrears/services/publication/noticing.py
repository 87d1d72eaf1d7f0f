"""Tell employers that they are about to be named: letters under numbers in a row, and until when each may object."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency
from arrears import permissions
from arrears.models import Publication, PublicationLine, PublicationNotice
from arrears.queries.publication.notices import has_all_letters, job_key, mark_now, mark_of, next_number
from portal.core import files, jobs
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.models import Job

State = Publication.State
Line = PublicationLine.State
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = {"pdf": "application/pdf", "docx": WORD}


@act(may=permissions.work_on_publication, hide=("number", "symbol"))
def notice_publication(
    publication: Publication, *, by, at: datetime, number: int = 0, symbol: str = "", issued_on: date | None = None
) -> Publication:
    """Send each employer that would be named its letter; the first gets the number, the others follow it. Who was told before
    gets no second one. Those to be praised are not warned."""
    if publication.state != State.CHECKED:
        raise NotPossible(_("Chỉ thông báo được khi đợt đã kiểm tra."))
    if publication.lines.filter(state=Line.STOPPED).exists():
        raise NotPossible(_("Còn dòng vướng chưa quyết định; hãy cho qua hoặc loại trước khi thông báo cho đơn vị."))
    if publication.what != Publication.What.PRAISE:
        _write(publication, at=at, number=number, symbol=symbol, issued_on=issued_on or localdate(at))
        _files_later(publication, mark_now(publication), by)
    publication.state, publication.noticed_at = State.NOTICED, at
    publication.save(update_fields=["state", "noticed_at", "answer_by"])
    return publication


def _write(publication: Publication, *, at: datetime, number: int, symbol: str, issued_on: date) -> None:
    untold = list(publication.lines.filter(state=Line.CANDIDATE, notice=None).order_by("place"))
    if not untold:
        if publication.answer_by is None:
            raise NotPossible(_("Không còn đơn vị nào để thông báo."))
        return
    symbol = "".join(sign for sign in clean(symbol) if sign.isprintable()).strip(" /")
    _refuse_unless_right(publication, at=at, number=number, symbol=symbol, issued_on=issued_on)
    Agency.objects.select_for_update(no_key=True).get(pk=publication.agency_id)  # one list at a time takes numbers
    _refuse_taken(publication, number, len(untold), issued_on.year)
    answer_by = issued_on + timedelta(days=publication.objection_days)
    PublicationNotice.objects.bulk_create(
        (
            PublicationNotice(
                line=line,
                agency_id=publication.agency_id,
                year=issued_on.year,
                number=number + place,
                symbol=symbol,
                issued_on=issued_on,
                answer_by=answer_by,
            )
            for place, line in enumerate(untold)
        ),
        batch_size=1000,
    )
    publication.answer_by = max(answer_by, publication.answer_by or answer_by)


def _refuse_unless_right(publication: Publication, *, at: datetime, number: int, symbol: str, issued_on: date) -> None:
    if number < 1 or not symbol or len(symbol) > 40:
        raise ValidationError(_("Hãy ghi số bắt đầu và ký hiệu của thông báo, ký hiệu không quá 40 ký tự."))
    if not localdate(publication.made_at) <= issued_on <= localdate(at):
        raise ValidationError(_("Ngày ban hành không trước ngày lập đợt và không sau hôm nay."))


def _refuse_taken(publication: Publication, number: int, count: int, year: int) -> None:
    taken = PublicationNotice.objects.filter(
        agency=publication.agency_id, year=year, number__range=(number, number + count - 1)
    )
    if taken.exists():
        free = next_number(publication.agency, year)
        raise ValidationError(_("Số này đã dùng trong năm; số tiếp theo chưa dùng là %(free)d.") % {"free": free})


@act(may=permissions.work_on_publication)
def record_notice_sent(publication: Publication, *, by, at: datetime, sent_on: date) -> int:
    """Write down the day on which the letters left, after they were drawn up; days to answer count from it where it is later
    than their date."""
    if publication.state != State.NOTICED:
        raise NotPossible(_("Chỉ ghi ngày gửi khi đợt đang chờ đơn vị phản hồi."))
    notices = PublicationNotice.objects.filter(line__publication=publication, sent_on=None)
    latest = notices.aggregate(last=Max("issued_on"))["last"]
    if latest is None:
        raise NotPossible(_("Mọi thông báo đã có ngày gửi."))
    drawn_up = localdate(publication.noticed_at or publication.made_at)
    if not max(latest, drawn_up) <= sent_on <= localdate(at):
        raise ValidationError({"sent_on": _("Ngày gửi từ ngày lập thông báo, ngày ban hành đến hôm nay.")})
    answer_by = sent_on + timedelta(days=publication.objection_days)
    publication.answer_by = max(answer_by, publication.answer_by or answer_by)
    publication.save(update_fields=["answer_by"])
    return notices.update(sent_on=sent_on, answer_by=answer_by)


@act(may=permissions.work_on_publication)
def ask_for_notice_files(publication: Publication, *, by) -> Job | None:
    """Have the letters drawn and put into one file: their making had failed, lines have gone since, or they are older than such
    files. Where it is all there, or being made, nothing is begun."""
    mark = mark_now(publication)
    if not mark:
        raise NotPossible(_("Đợt này không còn thông báo nào để lập tệp."))
    undrawn = PublicationNotice.objects.filter(line__publication=publication, docx=None)
    if has_all_letters(publication, mark) and not undrawn.exists():
        return None
    return _files_later(publication, mark, by)


@act(may=permissions.keep_notice_files)
def keep_notice_files(notice: PublicationNotice, *, by, pdf: Path, docx: Path) -> PublicationNotice:
    """Keep the two files of a letter; those that are kept already stay."""
    wanted = [(kind, path) for kind, path in (("pdf", pdf), ("docx", docx)) if getattr(notice, f"{kind}_id") is None]
    for kind, path in wanted:
        name = f"thong-bao-cong-khai-{notice.year}-{notice.number:04d}.{kind}"
        stored = files.keep_path(path, name=name, content_type=CONTENT_TYPES[kind], province_code=notice.province_code)
        setattr(notice, kind, stored)
    notice.save(update_fields=[kind for kind, _path in wanted])
    return notice


@act(may=permissions.keep_notice_files, hide=("letters",))
def keep_all_letters(
    publication: Publication, *, by, merged: Path, archive: Path, letters: Iterable[int]
) -> Publication:
    """Keep what holds all letters of the list, for the post: one PDF, one ZIP of these letters. Where others are to be sent by
    now nothing is kept: who changed the list has asked, or asks, for another file."""
    mark = mark_of(letters)
    if mark != mark_now(publication):
        return publication
    for name, path, ending, content_type in (
        ("letters_pdf", merged, "pdf", CONTENT_TYPES["pdf"]),
        ("letters_zip", archive, "zip", "application/zip"),
    ):
        called = f"thong-bao-dot-{publication.pk}.{ending}"
        facts = {"name": called, "content_type": content_type, "province_code": publication.province_code}
        setattr(publication, name, files.keep_path(path, **facts))
    publication.letters_mark = mark
    publication.save(update_fields=["letters_pdf", "letters_zip", "letters_mark"])
    return publication


def _files_later(publication: Publication, mark: str, by) -> Job:
    return jobs.later(
        "reports.tasks.make_publication_notices",
        key=job_key(publication, mark),
        title=_("Lập tệp văn bản"),
        by=by,
        again=True,
        province_code=publication.province_code,
        publication=publication.pk,
    )
