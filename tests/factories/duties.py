"""A directive, duties in it, and what an agency owes for them: no more than a test names, the rest as is usual."""

import itertools
from datetime import date, datetime, time

from django.db.models import Max
from django.utils.timezone import get_current_timezone

from agencies.models import (
    Agency,
    Clause,
    Directive,
    Duty,
    DutyParty,
    Evidence,
    Function,
    FunctionHolder,
    Obligation,
    ObligationReceipt,
    ObligationStep,
    Province,
)
from portal.core.models import StoredFile
from portal.core.periods import Month

LAST_INSTANT = time(23, 59, 59, 999000)
LONG_AGO = date(2020, 1, 1)
OCTOBER = Month(2026, 10)
MONTHLY = [{"every": "month", "day": 5, "offset": 1, "inclusive": False}]
_numbers = itertools.count(1)


def last_instant(day: date) -> datetime:
    return datetime.combine(day, LAST_INSTANT, get_current_timezone())


def make_function(code: str, holder: Agency | None = None, *, since: date = LONG_AGO) -> Function:
    """A function, held by the agency when one is named."""
    function = Function.objects.get_or_create(code=code, defaults={"name": code, "english": code})[0]
    if holder is not None:
        FunctionHolder.objects.get_or_create(
            province=holder.province, function=function, agency=holder, valid_from=since, defaults={"source": "thử"}
        )
    return function


def make_directive(province: Province, code: str = "004", *, coordinator: Agency | None = None, **columns) -> Directive:
    """A directive in force since September 2025; `coordinator` holds its coordinating function."""
    function = make_function("social_insurance", coordinator) if coordinator else None
    facts = {
        "kind": Directive.Kind.DIRECTIVE,
        "issuer": "Chủ tịch UBND tỉnh",
        "number": f"{code}/CT-UBND",
        "subject": "Tăng cường thực hiện chính sách BHXH, BHYT, BHTN",
        "territory": province.unit,
        "in_force_from": date(2025, 9, 1),
        "is_assumed": True,
        "text": "Nhiệm vụ thử.\n",
        "fingerprint": "0" * 64,
        "coordinator": function,
    }
    return Directive.objects.get_or_create(province=province, code=code, defaults=facts | columns)[0]


def make_duty(
    directive: Directive,
    code: str = "",
    *,
    bearer: Agency | None = None,
    cooperating: tuple[Agency, ...] = (),
    recipients: tuple[Agency, ...] = (),
    relay: Agency | None = None,
    **columns,
) -> Duty:
    """A monthly deliverable, evidenced by a file. Each agency named comes in by a function that it alone holds."""
    number = next(_numbers)
    code = code or f"nv-{number}"
    text = columns.setdefault("text", f"Báo cáo kết quả thực hiện nội dung số {number} theo quy định.")
    order = 1 + (directive.clauses.aggregate(last=Max("order"))["last"] or 0)
    clause = columns.pop("clause", None) or Clause.objects.create(
        directive=directive, code=f"c{order}", order=order, kind="paragraph", lines=str(10 + 2 * order), text=text
    )
    facts = {
        "lines": clause.lines,
        "order": clause.order,
        "valid_from": directive.in_force_from,
        "role": Duty.Role.OWN,
        "kind": Duty.Kind.DELIVERABLE,
        "category": "report",
        "due": MONTHLY,
        "mode": Duty.Mode.EVIDENCED,
        "summary_vi": f"Báo cáo nội dung số {number}",
        "summary_en": f"Report matter {number}",
    }
    duty = Duty.objects.create(directive=directive, clause=clause, code=code, **facts | columns)
    parts = {
        DutyParty.Part.BEARER: (bearer,) if bearer else (),
        DutyParty.Part.COOPERATING: cooperating,
        DutyParty.Part.RECIPIENT: recipients,
        DutyParty.Part.RELAY: (relay,) if relay else (),
    }
    for part, agencies in parts.items():
        for agency in agencies:
            add_party(duty, part, agency)
    return duty


def add_party(duty: Duty, part: str, agency: Agency) -> DutyParty:
    """The agency takes this part in the duty."""
    function = make_function(f"cua-{agency.code}"[:40], agency)
    return DutyParty.objects.create(duty=duty, part=part, slug=agency.code, name=agency.name, function=function)


def make_obligation(duty: Duty, agency: Agency, month: Month | None = OCTOBER, **columns) -> Obligation:
    """What the agency owes for the month (for the year 2026 without one): by default open, due on the 4th of the next month."""
    start, end = (month.first_day, month.last_day) if month else (date(2026, 1, 1), date(2026, 12, 31))
    due_on = columns.pop("due_on", month.plus(1).first_day.replace(day=4) if month else None)
    facts = {
        "province": agency.province,
        "directive": duty.directive,
        "party": agency.code[:60],
        "holder": agency,
        "period": str(month) if month else "2026",
        "period_start": start,
        "period_end": end,
        "opens_on": start,
        "due_on": due_on,
        "due_at": last_instant(due_on) if due_on else None,
    }
    return Obligation.objects.create(duty=duty, agency=agency, **facts | columns)


def make_receipt(obligation: Obligation, agency: Agency, *, at: datetime, **columns) -> ObligationReceipt:
    """The obligation was sent on to the agency."""
    part = columns.pop("part", DutyParty.Part.RECIPIENT)
    return ObligationReceipt.objects.create(obligation=obligation, agency=agency, part=part, sent_at=at, **columns)


def make_step(obligation: Obligation, kind: str, *, at: datetime, text: str = "", **columns) -> ObligationStep:
    facts = {"actor": "Người thử", "agency": obligation.holder or obligation.agency}
    return ObligationStep.objects.create(obligation=obligation, kind=kind, at=at, text=text, **facts | columns)


def make_evidence(
    obligation: Obligation, *, title: str = "Báo cáo", on: date = date(2026, 11, 3), **columns
) -> Evidence:
    """A file that is a row only; nothing lies on disk."""
    number = next(_numbers)
    stored = StoredFile.objects.create(
        name=f"bao-cao-{number}.pdf",
        path=f"thu/{number}-{obligation.pk}",
        size=1024,
        sha256=f"{number:064x}",
        content_type="application/pdf",
        province_code=obligation.province.slug,
    )
    facts = {"file": stored, "title": title, "effective_on": on, "agency": obligation.holder or obligation.agency}
    return Evidence.objects.create(obligation=obligation, **facts | columns)
