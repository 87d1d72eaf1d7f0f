"""Letters of the coordinator: drawn up from the record, read over, issued under a number, kept as PDF and DOCX."""

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agencies.models import Agency, ObligationStep, User
from agencies.services.fulfilment import fulfil_by_execution
from portal.core import files, jobs
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.notifications import tell
from portal.core.periods import Month
from reports import permissions
from reports.models import Letter, LetterLine
from reports.queries.letters import FIGURES, late_agencies, lines_of, names_on, overdue, year_of

DRAWN_UP = ("as_of", "created_at", "created_by", "sender_name", "addressee_name")
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@act(may=permissions.draw_up_letter)
def draw_up_urging_letter(sender: Agency, *, by, to: Agency, at: datetime) -> Letter:
    """Draft the letter to one late agency. A draft that waits is drawn up anew from the record of now."""
    found = list(overdue(sender, at=at).filter(holder=to))
    if not found:
        raise NotPossible(_("%(agency)s không có việc quá hạn.") % {"agency": to.name})
    return _drafted(Letter.Kind.URGING, sender, {to: lines_of(found)}, by=by, at=at)[0]


@act(may=permissions.draw_up_letter)
def draw_up_urging_letters(sender: Agency, *, by, at: datetime) -> list[int]:
    """A draft for every agency that is late. Returns the letters."""
    found = list(overdue(sender, at=at))
    if not found:
        raise NotPossible(_("Không có cơ quan nào có việc quá hạn."))
    of_each: dict[int, list] = defaultdict(list)
    for obligation in found:
        of_each[obligation.holder_id].append(obligation)
    wanted = {agency: lines_of(of_each[agency.pk]) for agency in late_agencies(sender, at=at)}
    return [letter.pk for letter in _drafted(Letter.Kind.URGING, sender, wanted, by=by, at=at)]


@act(may=permissions.draw_up_letter)
def draw_up_assessment(sender: Agency, *, by, year: int, at: datetime) -> Letter:
    """Draft the assessment of a year, addressed to the province's leadership."""
    chair = sender.province.agencies.as_of(localtime(at).date()).filter(kind="provincial_chair").order_by("pk").first()
    rows = year_of(sender, year, at=at)
    if chair is None or not rows:
        raise NotPossible(_("Năm %(year)s chưa có việc nào đến hạn để đánh giá.") % {"year": year})
    lines = [
        {"agency": row["agency"], "name": row["name"], "figures": {name: row[name] for name in FIGURES}} for row in rows
    ]
    return _drafted(Letter.Kind.ASSESSMENT, sender, {chair: lines}, by=by, at=at, year=year)[0]


def _drafted(
    kind: str, sender: Agency, wanted: dict[Agency, list[dict]], *, by, at: datetime, year=None
) -> list[Letter]:
    """A draft for each addressee with its lines; one that waits is drawn up anew. As many questions for one as for all."""
    day = localtime(at).date()
    waiting = Letter.objects.select_for_update(no_key=True).filter(
        kind=kind, sender=sender, year=year, status=Letter.Status.DRAFT, addressee__in=wanted
    )
    known = {letter.addressee_id: letter for letter in waiting}
    names = names_on([sender, *wanted], day)
    letters = []
    for agency in wanted:
        same = {"province_id": sender.province_id, "kind": kind, "sender": sender, "addressee": agency, "year": year}
        letter = known.get(agency.pk) or Letter(**same)
        letter.as_of, letter.created_at, letter.created_by = day, at, by if isinstance(by, User) else None
        letter.sender_name, letter.addressee_name = names[sender.pk], names[agency.pk]
        letters.append(letter)
    Letter.objects.bulk_create([letter for letter in letters if letter.pk is None])
    Letter.objects.bulk_update(known.values(), DRAWN_UP)
    LetterLine.objects.filter(letter__in=list(known.values())).delete()
    LetterLine.objects.bulk_create(
        (
            LetterLine(letter=letter, place=place, **line)
            for letter in letters
            for place, line in enumerate(wanted[letter.addressee], start=1)
        ),
        batch_size=2000,
    )
    return letters


@act(may=permissions.change_letter)
def change_letter(letter: Letter, *, by, answer_by: date | None, remark: str) -> Letter:
    """Set until when an answer is asked for, and what is said besides."""
    _refuse_unless_draft(letter)
    if answer_by is not None and answer_by <= letter.as_of:
        raise ValidationError(_("Ngày đề nghị thực hiện phải sau ngày lập văn bản."))
    letter.answer_by, letter.remark = answer_by, remark.strip()
    letter.save(update_fields=["answer_by", "remark"])
    return letter


@act(may=permissions.change_letter)
def discard_letter(letter: Letter, *, by) -> Letter:
    """Leave a draft unsent."""
    _refuse_unless_draft(letter)
    letter.status = Letter.Status.DISCARDED
    letter.save(update_fields=["status"])
    return letter


@act(may=permissions.issue_letter)
def issue_letter(letter: Letter, *, by, at: datetime, number: str) -> Letter:
    """Sign the letter under its number: what was done meanwhile is left out, the addressee is told, the files are made.

    An urging letter stands in the record of every obligation it names; the duty to urge or to assess is fulfilled by it."""
    _refuse_unless_draft(letter)
    number = "".join(letter for letter in clean(number) if letter.isprintable())
    if not number or len(number) > 60:
        raise ValidationError(_("Hãy ghi số, ký hiệu của văn bản, không quá 60 ký tự."))
    if letter.kind == Letter.Kind.URGING:
        _leave_out_what_is_done(letter, at)
        _remember_urging(letter, by=by, at=at, number=number)
    letter.status, letter.number, letter.issued_at = Letter.Status.ISSUED, number, at
    letter.issued_by = by if isinstance(by, User) else None
    letter.save(update_fields=["status", "number", "issued_at", "issued_by"])
    _fulfil(letter, by=by, at=at)
    _tell(letter, on=localtime(at).date())
    jobs.later(
        "reports.tasks.make_letter_files",
        key=f"letter-files:{letter.pk}",
        title=_("Lập tệp %(letter)s") % {"letter": letter},
        by=by,
        letter=letter.pk,
    )
    return letter


def _refuse_unless_draft(letter: Letter) -> None:
    if letter.status != Letter.Status.DRAFT:
        raise NotPossible(_("Văn bản này đã ban hành hoặc đã bỏ, không đổi được nữa."))


def _leave_out_what_is_done(letter: Letter, at: datetime) -> None:
    still = set(overdue(letter.sender, at=at).filter(holder=letter.addressee).values_list("pk", flat=True))
    letter.lines.exclude(obligation__in=still).delete()
    if not letter.lines.exists():
        raise NotPossible(_("Các việc trong dự thảo đều đã được thực hiện; hãy bỏ dự thảo này."))


def _remember_urging(letter: Letter, *, by, at: datetime, number: str) -> None:
    text = _("Công văn đôn đốc số %(number)s") % {"number": number}
    ObligationStep.objects.bulk_create(
        ObligationStep(
            obligation_id=obligation,
            kind=ObligationStep.Kind.URGE,
            text=text,
            at=at,
            by=letter.issued_by or (by if isinstance(by, User) else None),
            actor=str(by),
            agency=letter.sender,
            is_submitted=True,
        )
        for obligation in letter.lines.values_list("obligation", flat=True)
    )


def _fulfil(letter: Letter, *, by, at: datetime) -> None:
    urging = letter.kind == Letter.Kind.URGING
    fulfil_by_execution(
        letter.sender,
        by=by,
        thing="urging_letter" if urging else "coordination_assessment",
        on_period=Month.of(localtime(at).date()) if urging else letter.year,
        at=at,
        label=f"{letter} ({letter.number})"[:200],
        url=reverse("letter", args=[letter.pk]),
    )


def _tell(letter: Letter, *, on: date) -> None:
    tell(
        User.objects.holding(on, agency=letter.addressee),
        key=f"letter:{letter.pk}",
        text=_("%(sender)s đã gửi %(kind)s số %(number)s.")
        % {"sender": letter.sender_name, "kind": letter.get_kind_display().lower(), "number": letter.number},
        url=reverse("letter", args=[letter.pk]),
    )


@act(may=permissions.keep_letter_file)
def keep_letter_file(letter: Letter, *, by, kind: str, path: Path) -> Letter:
    """Keep a rendered file of an issued letter; the one that is kept already stays."""
    if letter.status != Letter.Status.ISSUED:
        raise NotPossible(_("Văn bản chưa ban hành, chưa có tệp chính thức."))
    if getattr(letter, f"{kind}_id") is None:
        stored = files.keep_path(
            path,
            name=f"van-ban-{letter.pk}.{kind}",
            content_type=CONTENT_TYPES[kind],
            province_code=letter.province_code,
        )
        setattr(letter, kind, stored)
        letter.save(update_fields=[kind])
    return letter
