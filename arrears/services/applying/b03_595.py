"""Form B03-TS of Decision 595 let in: statements of the month, as BHXH said them. Whom the register does not know, enters it.

A later file of the same speaker (agency and office of the letterhead) takes the whole place of the earlier one; of two speakers
who name the same employer, the later counts. The ledger of the month follows where it has figures."""

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency
from arrears.models import OldStatement
from arrears.queries import imports as questions
from arrears.queries.fund_sql import planned
from arrears.queries.law import figure_on
from arrears.services import register
from arrears.services.applier import Applier
from portal.core import sql
from portal.core.folding import fold
from portal.core.models import ImportBatch
from portal.core.periods import Month

KIND = "b03-595"
_LAW = "class595.late_from_months"


def _refuse_month(agency: Agency, month: Month) -> str:
    """Why the form says nothing of this month; empty where it does."""
    if figure_on(_LAW, month.last_day, province=agency.province) is not None:
        return ""
    return _(
        "Mẫu B03-TS theo Quyết định 595/QĐ-BHXH chỉ dùng cho số liệu từ tháng 7/2017 đến hết tháng 4/2026; tháng %(month)s "
        "không dùng mẫu này. Từ tháng 5/2026 hãy nộp mẫu B03a-TS, B03b-TS theo Quyết định 366/QĐ-BHXH."
    ) % {"month": month.label}


def _problems(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    return []


def _warnings(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    return questions.named_otherwise(batch, agency)


def _news(batch: ImportBatch, agency: Agency) -> dict[str, int]:
    """Beside what is applied of the month; absent are the units that the same speaker named before."""
    compared = questions.compared_columns(KIND)
    facts = {"batch": batch.pk, "applied": [one.pk for one in _of_month(batch)]}
    statement = sql.text("arrears", "import_news").format(
        table=questions.TABLES[KIND],
        mine=", ".join(f"mine.{column}" for column in compared),
        known=", ".join(f"known.{column}" for column in compared),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        new, changed, same = cursor.fetchone()
    return {"new": new, "changed": changed, "same": same, "absent": _absent(batch)}


def _absent(batch: ImportBatch) -> int:
    earlier = [one.pk for one in _of_month(batch) if _speaker(one) == _speaker(batch)]
    told = OldStatement.objects.filter(batch__in=earlier, is_current=True)
    return told.exclude(employer__unit_code__in=batch.old_b03_rows.values("unit_code")).count()


def _apply(batch: ImportBatch, *, by, at: datetime) -> None:
    register.take_into_register(batch, by=by, on=_day(at))
    with planned(**questions.JUST_COPIED):
        sql.execute("arrears", "old_statements_add", {"batch": batch.pk, "province": batch.province_code})
    _settle(batch)


def _undo(batch: ImportBatch, *, by, at: datetime) -> None:
    """What it said of the month is gone (its rows stay with the file), and the earlier files speak again."""
    OldStatement.objects.filter(batch=batch).delete()
    _settle(batch)
    register.put_back_register(batch, by=by, on=_day(at))
    register.forget_newcomers(batch, by=by)


def _settle(batch: ImportBatch) -> None:
    """Which statements of the month are in force: of the newest file of each speaker, the latest of each employer."""
    speaking = {_speaker(one): one.pk for one in _of_month(batch)}
    facts = {"province": batch.province_code, "month": batch.month, "files": list(speaking.values())}
    with planned(**questions.JUST_COPIED):
        sql.execute("arrears", "old_statements_end", facts)
        sql.execute("arrears", "old_statements_begin", facts)


def _of_month(batch: ImportBatch) -> list[ImportBatch]:
    applied = ImportBatch.objects.applied().filter(kind=KIND, province_code=batch.province_code, month=batch.month)
    return list(applied.order_by("sequence"))


def _speaker(batch: ImportBatch) -> tuple[str, str]:
    return batch.agency_code, fold(batch.outcome.get("office") or "")


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


APPLIER = Applier(
    parser="arrears.imports.b03_595:parse",
    problems=_problems,
    warnings=_warnings,
    news=_news,
    apply=_apply,
    undo=_undo,
    refuse_month=_refuse_month,
    is_followed=True,
)
