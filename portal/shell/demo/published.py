"""Publication in the demo: an edition of BHXH with a line paid and a line corrected, a praise list, the next list waiting for
its approver with an objection, a stop and a hold, and a commune's own draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agencies.models import Agency, User
from agencies.models.settings import setting
from arrears.models import Edition, Hold, LedgerRow, LedgerVersion, Publication, PublicationLine
from arrears.queries.publication.candidates import list_of, versions_of_praise
from arrears.queries.publication.notices import drawing_key, next_number
from arrears.queries.publication.publishers import publishing_right
from arrears.services.publication.approving import approve_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.drawing import draw_lines, draw_up_publication
from arrears.services.publication.editions import correct_line, delist_line, publish_edition, record_proof
from arrears.services.publication.holds import record_hold
from arrears.services.publication.lines import pass_stop
from arrears.services.publication.noticing import notice_publication, record_notice_sent
from arrears.services.publication.objections import record_objection
from employers.services.corrections import propose_correction
from portal.core import files
from portal.core.models import Job
from portal.core.periods import Month
from portal.shell.demo.duties import blank_page

if TYPE_CHECKING:
    from portal.shell.demo.register import Register

What, Line = Publication.What, PublicationLine.State
OFFICER, APPROVER, COMMUNE = "bhxh.canbo", "bhxh.pheduyet", "xa.canbo1"
LETTERS, EDITIONS = "TB-BHXH", "DS-BHXH"
TO_WAIT = 12
"""The newest list was drawn up so many days ago: the days to answer are over, its approver may decide."""

FIRST_DRAWN = 58
"""The list that is public was drawn up so many days ago."""

SEEN = "Đã đối chiếu hồ sơ đăng ký, đúng đơn vị nợ (mô phỏng)."


def _version(register: Register, month: Month) -> LedgerVersion:
    return LedgerVersion.objects.filter(province=register.province, month=month.first_day).latest("version")


def _can_be_named(register: Register, month: Month, *, back: int) -> bool:
    """The month has a list with somebody on it, BHXH is who publishes here and was it already when the list was drawn up."""
    if not _is_open(register, back):
        return False
    made = list_of(_version(register, month))
    bhxh = register.person(OFFICER).posting.agency
    return made is not None and made.entries.exists() and publishing_right(bhxh, register.as_of) is not None


def _is_open(register: Register, back: int) -> bool:
    """The offices of today were there so many days ago."""
    return register.as_of - timedelta(days=back) >= register.opened_on


def _noticed(register: Register, month: Month, *, back: int) -> Publication:
    """Drawn up, looked through, doubts decided by the other person, every employer told."""
    officer, drawn = register.person(OFFICER), register.at(register.as_of - timedelta(days=back))
    agency = officer.posting.agency
    found = _drawn(agency, by=officer, at=drawn, what=What.DEBTORS, version=_version(register, month))
    _pass_stops(register, found, back)
    found = check_publication(found, by=officer, at=drawn)
    told = register.at(drawn.date() + timedelta(days=1))
    number = next_number(agency, told.year)
    facts = {"number": number, "symbol": LETTERS, "issued_on": told.date()}
    found = notice_publication(found, by=officer, at=told, **facts)
    record_notice_sent(found, by=officer, at=told, sent_on=told.date())
    return Publication.objects.get(pk=found.pk)


def _drawn(agency: Agency, *, by: User, at: datetime, **facts) -> Publication:
    """With its lines, also where a job would write them."""
    found = draw_lines(draw_up_publication(agency, by=by, at=at, **facts), by=by, at=at)
    Job.objects.filter(key=drawing_key(found)).delete()
    return found


def _pass_stops(register: Register, found: Publication, back: int) -> None:
    at, approver = register.at(register.as_of - timedelta(days=back), 15), register.person(APPROVER)
    for line in found.lines.filter(state=Line.STOPPED).order_by("place"):
        pass_stop(found, by=approver, at=at, line=line.pk, reason=SEEN)


def edition(register: Register) -> None:
    """The list of the month before the newest, public for weeks: one line has paid, one was wrong, the newspaper printed it."""
    months = register.simulation.plan.history[-2:]
    if len(months) < 2 or not _can_be_named(register, months[0], back=FIRST_DRAWN):
        return
    month = months[0]
    found = _noticed(register, month, back=FIRST_DRAWN)
    if not found.lines.filter(state=Line.CANDIDATE).exists():
        return
    published = _public(register, found, back=45, number=1)
    approver, places = (
        register.person(APPROVER),
        list(published.lines.order_by("place").values_list("place", flat=True)),
    )
    publication = published.publication
    if len(places) > 4:
        delist_line(publication, by=approver, place=places[-2], at=register.at(register.as_of - timedelta(days=30)))
        text = "Số tháng nợ đã công khai cao hơn số đúng do hạch toán chậm một chứng từ; dòng này được gỡ (mô phỏng)."
        corrected = register.at(register.as_of - timedelta(days=12))
        correct_line(publication, by=approver, place=places[2], at=corrected, text=text)
    _proof(register, published)
    _only_newest_files(published)


def _public(register: Register, found: Publication, *, back: int, number: int) -> Edition:
    approver, at = register.person(APPROVER), register.at(register.as_of - timedelta(days=back))
    found = approve_publication(found, by=approver, at=at)
    facts = {"number": number, "symbol": EDITIONS}
    return publish_edition(found, by=approver, at=at + timedelta(hours=1), **facts)


def _proof(register: Register, published: Edition) -> None:
    """The page of the newspaper, without a word on it."""
    on, slug = published.published_at.date() + timedelta(days=3), register.province.slug
    channel = setting(register.province, "publication.channels", on=register.as_of)[0]
    facts = {"name": "trang-bao-mo-phong.pdf", "content_type": "application/pdf", "province_code": slug}
    record_proof(
        published.publication, by=register.person(OFFICER), at=register.at(register.as_of), channel=channel,
        published_on=on, file=files.keep([blank_page()], **facts), note="Trang 5 (mô phỏng)",
    )  # fmt: skip


def _only_newest_files(published: Edition) -> None:
    """Files of the edition as it stood before a line left it are drawn for nobody."""
    own = Job.objects.filter(task="reports.tasks.make_edition_files", arguments__edition=published.pk)
    own.exclude(pk=own.order_by("-pk").values("pk")[:1]).delete()


def praise(register: Register) -> None:
    """Who owed nothing for as many months as the setting asks."""
    officer, back = register.person(OFFICER), 40
    version, agency = _version(register, register.month), officer.posting.agency
    months = setting(register.province, "publication.praise_months", on=register.month.last_day)
    is_long = len(versions_of_praise(version, months)) >= months
    if not (is_long and _is_open(register, back)) or publishing_right(agency, register.as_of) is None:
        return
    at = register.at(register.as_of - timedelta(days=back))
    found = _drawn(agency, by=officer, at=at, what=What.PRAISE, version=version)
    _pass_stops(register, found, back)
    if found.lines.filter(state=Line.CANDIDATE).exists():
        found = notice_publication(check_publication(found, by=officer, at=at), by=officer, at=at)
        _public(register, found, back=back - 2, number=2)


def waiting(register: Register) -> None:
    """The newest month's list, told to everyone on it: one objects, one pays by instalments, one's name is in doubt."""
    if not _can_be_named(register, register.month, back=TO_WAIT):
        return
    found = _noticed(register, register.month, back=TO_WAIT)
    officer = register.person(OFFICER)
    chosen = list(found.lines.filter(state=Line.CANDIDATE).select_related("employer").order_by("place")[1:4])
    if len(chosen) < 3:
        return
    objects, pays, doubted = chosen
    on = register.as_of - timedelta(days=TO_WAIT - 6)
    record_objection(
        found, by=officer, at=register.at(on), line=objects.pk, received_on=on,
        text="Đơn vị cho rằng đã nộp một phần tiền tháng 7, đề nghị đối chiếu lại chứng từ trước khi công khai (mô phỏng).",
    )  # fmt: skip
    record_hold(
        pays.employer, by=officer, agency=officer.posting.agency, kind=Hold.Kind.INSTALMENTS, on=on, begins_on=on,
        reason="Cam kết trả dần trong ba tháng, đã nộp kỳ đầu (mô phỏng).", expires_on=register.as_of + timedelta(days=60),
    )  # fmt: skip
    propose_correction(
        doubted.employer, by=register.person("thue.canbo"), field="name", proposed=f"{doubted.employer.name} (tên mới)",
        reason="Theo thông báo thay đổi đăng ký thuế (mô phỏng).", at=register.at(on),
    )  # fmt: skip
    recheck_publication(found, by=officer, at=register.at(on, 16))


def draft(register: Register) -> None:
    """A commune begins its own list where the province's setting lets it: of long debtors, or of all who are late where it
    has none; where nobody in it is late there is nothing to draw up."""
    officer, at = register.person(COMMUNE), register.at(register.as_of - timedelta(days=2))
    agency, version = officer.posting.agency, _version(register, register.month)
    right, made = publishing_right(agency, register.as_of), list_of(version)
    if right is None or made is None or version.submitted_at is None:
        return
    mine = {"commune__in": right.communes or ()}
    what = What.DEBTORS if made.entries.filter(**mine).exists() else What.LATE
    if LedgerRow.objects.of(version).owing().filter(**mine).exists():
        _drawn(agency, by=officer, at=at, what=what, version=version)
