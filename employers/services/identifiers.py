"""By which numbers an employer is known, from when to when; branches hang on their legal unit. Nothing is refused for a wrong
check digit: it is written down, shown, and kept from what is published."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Province
from employers import permissions
from employers.models import Employer, Identifier, Scheme
from employers.rules.tax_codes import is_personal, is_right
from employers.turns import beside_others
from portal.core import sql
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.models import ImportBatch
from portal.core.workbooks.text import tax_code

OF_THE_EMPLOYER = {Scheme.UNIT_CODE: "unit_code", Scheme.TAX_CODE: "tax_code"}
"""The schemes whose newest code stands on the employer itself."""


@act(may=permissions.settle_managing)
def keep_identifiers(
    province: Province, *, by, on: date, source: str, batch: ImportBatch | None = None, matched: bool = False
) -> int:
    """After the register changed: each code it now says is an identifier from the day on; `matched`: only of the employers that
    the batch's rows are of. Returns how many are new."""
    told = batch and batch.pk
    facts = {
        "province": province.pk,
        "on": on,
        "source": source[:200],
        "batch": told,
        "matched": told if matched else None,
    }
    return sql.execute("employers", "identifiers_keep", facts)


@act(may=permissions.settle_managing, hide=("employers",))
def release_identifiers(province: Province, *, by, batch: ImportBatch, employers: Iterable[int]) -> int:
    """After a file was undone: what only it said is forgotten, what these employers say again goes on."""
    forgotten = sql.execute("employers", "identifiers_release", {"batch": batch.pk})
    return forgotten + sql.execute("employers", "identifiers_reopen", {"employers": list(employers)})


@act(may=permissions.settle_managing)
def link_branches(province: Province, *, by) -> int:
    """Branches get the legal unit that their code names, where the register has exactly one. Returns how many changed."""
    return sql.execute("employers", "branches_link", {"province": province.pk})


@act(may=permissions.write_identifier, first=beside_others("province_id"))
def record_identifier(
    employer: Employer, *, by, scheme: str, value: str, valid_from: date | None, source: str
) -> Identifier:
    """Write down a number; a new unit code or tax code becomes the employer's, and the one before ends the day before."""
    if employer.merged_into_id is not None:
        raise NotPossible(_("Hồ sơ này đã gộp vào đơn vị khác; ghi mã ở hồ sơ đó."))
    value = _written(scheme, value)
    open_ones = employer.identifiers.filter(scheme=scheme, valid_to=None)
    if open_ones.filter(value=value).exists():
        raise NotPossible(_("Mã này đang được ghi cho đơn vị."))
    if scheme in OF_THE_EMPLOYER:
        _end_those_before(open_ones, valid_from)
        _write_on(employer, scheme, value)
    elif scheme == Scheme.PERSONAL and not employer.tax_code:
        _write_on(employer, scheme, value)  # a household is taxed by its owner's number
    found, _created = Identifier.objects.update_or_create(
        employer=employer,
        scheme=scheme,
        value=value,
        valid_from=valid_from,
        defaults={"is_right": _verdict(scheme, value), "valid_to": None, "source": clean(source)[:200]},
    )
    link_branches(employer.province, by=by)
    return found


@act(may=permissions.record_employer_facts, first=beside_others("province_id"))
def end_identifier(employer: Employer, *, by, identifier: Identifier, valid_to: date) -> Identifier:
    """The number is the employer's no longer; one that stands on the employer is replaced by recording another."""
    if identifier.employer_id != employer.pk or identifier.valid_to is not None:
        raise NotPossible(_("Mã này không còn hiệu lực ở đơn vị."))
    if identifier.value in (employer.unit_code, employer.tax_code):
        raise NotPossible(_("Đây là mã đang dùng; hãy ghi mã mới thay thế."))
    if identifier.valid_from is not None and valid_to < identifier.valid_from:
        raise ValidationError(_("Ngày kết thúc trước ngày bắt đầu."))
    identifier.valid_to = valid_to
    identifier.save(update_fields=["valid_to"])
    return identifier


def _written(scheme: str, value: str) -> str:
    """The number in its one spelling. Raises ValidationError where it cannot be one of the scheme at all."""
    value = (tax_code(value) if scheme == Scheme.TAX_CODE else clean(value)) or ""
    if not value or len(value) > (14 if scheme == Scheme.TAX_CODE else 20 if scheme == Scheme.UNIT_CODE else 40):
        raise ValidationError(_("Mã không đúng độ dài."))
    if scheme == Scheme.PERSONAL and not is_personal(value):
        raise ValidationError(_("Số định danh cá nhân gồm 12 chữ số."))
    return value


def _verdict(scheme: str, value: str) -> bool | None:
    return is_right(value) if scheme in (Scheme.TAX_CODE, Scheme.PERSONAL) else None


def _end_those_before(open_ones, valid_from: date | None) -> None:
    """Those that were current end on the eve."""
    for old in open_ones:
        if valid_from is None:
            raise ValidationError(_("Mã này thay mã đang dùng: cần nêu từ ngày nào."))
        if old.valid_from is not None and old.valid_from >= valid_from:
            raise ValidationError(_("Mã đang dùng có hiệu lực từ ngày sau ngày này."))
        old.valid_to = valid_from - timedelta(days=1)
        old.save(update_fields=["valid_to"])


def _write_on(employer: Employer, scheme: str, value: str) -> None:
    if scheme == Scheme.UNIT_CODE:
        others = Employer.objects.filter(province=employer.province_id, unit_code=value).exclude(pk=employer.pk)
        if others.exists():
            raise NotPossible(_("Đơn vị khác của tỉnh đang có mã đơn vị này."))
        employer.unit_code = value
        employer.save(update_fields=["unit_code"])
        return
    employer.tax_code, employer.tax_code_ok = value, is_right(value)
    employer.save(update_fields=["tax_code", "tax_code_ok"])
