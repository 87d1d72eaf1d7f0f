"""Files of the business registry: newcomers get their record; of known employers the registry corrects what is its own to say
(name, address, registration number, branch of the economy) and fills what is blank. What changed is kept beside the batch."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Province
from employers.models import Employer, Match, RegisterChange
from employers.queries.newcomers import is_built_on
from employers.services.applier import Applier
from employers.services.newcomers import create_newcomers
from employers.vocabulary import complete_sort_keys
from portal.core import sql
from portal.core.acts import NotPossible
from portal.core.models import ImportBatch

PUT_BACK = (
    *("name", "folded", "sort_key", "address", "tax_code", "tax_code_ok", "kind", "sector", "vsic", "vsic_version"),
    *("parent_id", "began_on", "commune_id", "zone_id"),
)
COLUMNS = [name.removesuffix("_id") for name in PUT_BACK]


def _problems(batch: ImportBatch, agency) -> list[dict[str, Any]]:
    """Nothing that the register knows refuses a file of the registry."""
    return []


def _news(batch: ImportBatch) -> dict[str, int]:
    """Newcomers, known ones that the file knows better, known ones that stay as they are."""
    question = sql.text("employers", "registry_said")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE is_changed), count(*) FROM ({question}) AS said", _facts(batch, None)
        )
        changed, known = cursor.fetchone()
    new = Match.objects.filter(batch=batch, state=Match.State.NEW).count()
    return {"new": new, "changed": changed, "same": known - changed}


def _apply(batch: ImportBatch, *, by, at: datetime) -> dict[str, Any]:
    """All newcomers and all known ones at once."""
    made = create_newcomers(batch, by=by, at=at)
    return {"made": made, "corrected": _correct(batch, None), "register": True}


def _apply_row(batch: ImportBatch, row, employer: Employer, *, by, at: datetime) -> None:
    """One row that a person told whose it is."""
    _correct(batch, [row.row_no])


def _undo(batch: ImportBatch, *, by, at: datetime, reason: str) -> None:
    """Put back what the file corrected, where nothing has changed it since; its newcomers leave afterwards."""
    if is_built_on(batch):
        raise NotPossible(
            _("Đơn vị do tệp này lập hồ sơ đã có số liệu từ nguồn khác nên không hoàn tác được. Hãy nộp tệp sửa.")
        )
    changes = RegisterChange.objects.filter(batch=batch).order_by("-pk")
    touched = Employer.objects.filter(pk__in=changes.order_by().values("employer"))
    held = {one.pk: one for one in touched.select_for_update(no_key=True).order_by("pk")}
    for change in changes:
        employer = held[change.employer_id]
        for name, value in change.after.items():
            if _plain(getattr(employer, name)) == value:
                setattr(employer, name, change.before[name])
    Employer.objects.bulk_update(held.values(), COLUMNS, batch_size=500)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _facts(batch: ImportBatch, rows: list[int] | None) -> dict[str, Any]:
    province = Province.objects.get(slug=batch.province_code)
    return {"batch": batch.pk, "province": province.pk, "unit": province.unit_id, "rows": rows}


class _Said:
    """The temporary table of what the file says of known employers, beside what is known."""

    def __init__(self, batch: ImportBatch, rows: list[int] | None):
        self.facts = _facts(batch, rows)

    def __enter__(self):
        self.cursor = connection.cursor()
        question = sql.text("employers", "registry_said")
        self.cursor.execute(f"CREATE TEMP TABLE registry_said ON COMMIT DROP AS {question}", self.facts)
        return self.cursor

    def __exit__(self, *error):
        if error[0] is None:
            self.cursor.execute("DROP TABLE registry_said")
        self.cursor.close()


def _correct(batch: ImportBatch, rows: list[int] | None) -> int:
    """Write what the file knows better, and what it was before."""
    with _Said(batch, rows) as cursor:
        complete_sort_keys(cursor, "registry_said")
        cursor.execute(sql.text("employers", "registry_remember"), {"batch": batch.pk})
        cursor.execute(sql.text("employers", "registry_correct"))
        corrected = cursor.rowcount
        facts = {"batch": batch.pk, "rows": rows, "source": _("Đăng ký kinh doanh")}
        cursor.execute(sql.text("employers", "registry_numbers"), facts)
    return int(corrected)


APPLIER = Applier(problems=_problems, news=_news, apply=_apply, apply_row=_apply_row, undo=_undo)
