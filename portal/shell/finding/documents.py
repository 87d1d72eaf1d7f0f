"""Papers in the box of search: letters, demands to employers, monthly reports, titles of evidence; newest first, each as its
own page shows it."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Evidence, User
from portal.core.figures import date_text
from portal.core.folding import fold
from portal.shell.finding.hits import Answer, Hit, listed
from portal.shell.finding.words import Typed, Way, saying
from reports.models import Demand, Letter, MonthlyReport

LISTED = 100
DIGITS = 6
DEMAND_SAYS = ("name", "tax_code", "unit_code", "symbol")


def documents(user: User, typed: Typed, size: int, after: str) -> Answer:
    dated = [*_letters(user, typed), *_demands(user, typed), *_reports(user, typed), *_evidence(user, typed)]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return listed([hit for _day, hit in dated], size, after)


def _letters(user: User, typed: Typed) -> list[tuple[date, Hit]]:
    rows = Letter.objects.visible_to(user).order_by("-pk")
    found = saying(rows, typed, "number", "addressee_name", "remark", most=LISTED)
    return [(row.as_of, _letter(row)) for row in found]


def _letter(row: Letter) -> Hit:
    title = " ".join(filter(None, (row.get_kind_display(), row.number)))
    sub = _("%(status)s · gửi %(whom)s · %(day)s")
    facts = {"status": row.get_status_display(), "whom": row.addressee_name, "day": date_text(row.as_of)}
    return Hit(f"letter-{row.pk}", title, reverse("letter", args=[row.pk]), sub % facts, "send")


def _demands(user: User, typed: Typed) -> list[tuple[date, Hit]]:
    """Issued demands to an employer, by its name and codes and by the letter's own number: "12/UBND-VHXH", or its parts."""
    rows = Demand.objects.visible_to(user).exclude(issued_on=None).order_by("-issued_on", "-pk")
    found = {row.pk: row for row in [*_numbered(rows, typed), *saying(rows, typed, *DEMAND_SAYS, most=LISTED)]}
    return [(row.issued_on, _demand(row)) for row in found.values() if row.issued_on]


def _numbered(rows: QuerySet[Demand], typed: Typed) -> list[Demand]:
    """Those with the number that was typed, whose symbol begins with what stands behind it."""
    number, *behind = typed.words
    if not (number.isdigit() and len(number) <= DIGITS) or Way.TYPED not in typed.ways:
        return []
    numbered = rows.filter(number=int(number))[:LISTED]
    return [row for row in numbered if all(f" {word}" in f" {fold(row.symbol)}" for word in behind)]


def _demand(row: Demand) -> Hit:
    sub = _("Văn bản yêu cầu · %(agency)s · %(day)s")
    facts = {"agency": row.agency_name, "day": date_text(row.issued_on)}
    return Hit(f"demand-{row.pk}", str(row), reverse("demand", args=[row.pk]), sub % facts, "file-text")


def _reports(user: User, typed: Typed) -> list[tuple[date, Hit]]:
    rows = MonthlyReport.objects.visible_to(user).select_related("version").order_by("-version__month")
    told = ((row, _("Báo cáo tháng %(month)s") % {"month": row.period.label}) for row in rows[:LISTED])
    return [
        (row.version.month, _report(row, title))
        for row, title in told
        if typed.has_every(f"{title} {row.number} {row.period}")
    ]


def _report(row: MonthlyReport, title: str) -> Hit:
    sub = " · ".join(filter(None, (row.number, row.get_status_display())))
    return Hit(f"report-{row.pk}", title, reverse("monthly-report", args=[row.pk]), sub, "report")


def _evidence(user: User, typed: Typed) -> list[tuple[date, Hit]]:
    rows = Evidence.objects.visible_to(user).select_related("agency").order_by("-pk")
    return [(row.effective_on, _proof(row)) for row in saying(rows, typed, "title", most=LISTED)]


def _proof(row: Evidence) -> Hit:
    sub = _("Minh chứng · %(agency)s · %(day)s") % {"agency": row.agency.name, "day": date_text(row.effective_on)}
    return Hit(f"evidence-{row.pk}", row.title, reverse("obligation", args=[row.obligation_id]), sub, "paperclip")
