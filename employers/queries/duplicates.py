"""Two files side by side, why they were put together, and where a file went."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.rules.wording import period_words
from employers.models import DuplicatePair, Employer, LabourCount, Merge, Scheme, Source, UnitKind
from employers.queries.search import employers_found
from employers.rules.likeness import in_words


@dataclass(frozen=True)
class Compared:
    """One fact of both files; `differs` where both say something and not the same."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return bool(self.first and self.second and self.first.casefold() != self.second.casefold())


def pairs_found(rows: QuerySet, text: str) -> QuerySet:
    """Pairs of which one file is found by the text."""
    found = employers_found(Employer.objects.order_by(), text).values("pk")
    return rows.filter(Q(first__in=found) | Q(second__in=found))


def reasons_of(pair: DuplicatePair) -> list[str]:
    return in_words(pair.reasons, lambda scheme: str(Scheme(scheme).label))


def merge_of(pair: DuplicatePair) -> Merge | None:
    """The merge that came of it, while it stands."""
    both = [pair.first_id, pair.second_id]
    return Merge.objects.filter(kept__in=both, absorbed__in=both, undone_at=None).first()


def kept_of(employer: Employer) -> Employer:
    """The file that stands for this one today: itself, or where it went, however often."""
    seen = {employer.pk}
    while employer.merged_into_id is not None and employer.merged_into_id not in seen:
        seen.add(employer.merged_into_id)
        employer = Employer.objects.get(pk=employer.merged_into_id)
    return employer


def compared(pair: DuplicatePair) -> list[Compared]:
    """The facts of both, in the order in which a person looks at them."""
    first, second = _facts(pair.first), _facts(pair.second)
    return [Compared(label, first[label], second[label]) for label in first]


def _facts(employer: Employer) -> dict[str, str]:
    kind = UnitKind.objects.filter(number=employer.kind).first() if employer.kind else None
    return {
        _("Tên đơn vị"): employer.name,
        _("Mã số thuế"): employer.tax_code
        + ("" if employer.tax_code_ok is not False else f" ({_('sai số kiểm tra')})"),
        _("Mã đơn vị BHXH"): employer.unit_code,
        _("Mã khác, mã trước đây"): _numbers(employer),
        _("Địa chỉ"): employer.address,
        _("Xã, phường"): employer.commune.name if employer.commune else "",
        _("Khu, cụm"): employer.zone.name if employer.zone else "",
        _("Loại hình"): str(kind or ""),
        _("Ngành"): employer.sector,
        _("Tình trạng"): str(employer.get_status_display()),
        _("Ngày bắt đầu hoạt động"): f"{employer.began_on:%d/%m/%Y}" if employer.began_on else "",
        _("Cơ quan quản lý"): employer.agency.short_name if employer.agency else "",
        _("Số lao động theo nguồn"): _counts(employer),
        _("Biến động"): str(employer.events.filter(withdrawn_at=None).count()),
        _("Nơi làm việc"): str(employer.workplaces.count()),
    }


def _numbers(employer: Employer) -> str:
    rows = employer.identifiers.exclude(value__in=[employer.unit_code, employer.tax_code])
    return ", ".join(f"{row.value} ({_('đến')} {row.valid_to:%d/%m/%Y})" if row.valid_to else row.value for row in rows)


def _counts(employer: Employer) -> str:
    rows = LabourCount.objects.filter(employer=employer, is_current=True, withdrawn_at=None).order_by(
        "-starts_on", "source"
    )
    return ", ".join(f"{Source(row.source).label} {period_words(row.period)}" for row in rows[:4])
