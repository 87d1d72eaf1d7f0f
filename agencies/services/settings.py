"""What a province decides where the texts leave it open: a new value from a day on, with its reason. Nothing is rewritten."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Province, ProvinceSetting
from agencies.packs.due_grammar import due_rules
from agencies.queries.settings import definition_of, due_duty
from agencies.raising import raise_later
from agencies.rules.settings import DUE, Definition, mistakes_in
from portal.core.acts import NotPossible, act
from portal.core.folding import clean

MOVES_DUE_DAYS = ("due.", "report.requested_bodies_must")


@act(may=permissions.change_settings)
def change_setting(
    province: Province, *, by, key: str, value: Any, valid_from: date, reason: str, on: date
) -> ProvinceSetting:
    """Give a key another value from a day on, today at the earliest; what held before stays as it was."""
    try:
        definition = definition_of(province, key, on=on)
    except LookupError:
        raise NotPossible(_("Không có tham số này.")) from None
    reason = clean(reason)
    if not reason:
        raise ValidationError({"reason": _("Cần ghi căn cứ hoặc lý do.")})
    if valid_from < on:
        raise ValidationError({"valid_from": _("Giá trị mới chỉ áp dụng từ hôm nay trở đi; quá khứ giữ nguyên.")})
    if wrong := _mistakes(province, definition, value, on):
        raise ValidationError({"value": wrong})
    row = ProvinceSetting.objects.create(
        province=province, key=key, value=value, valid_from=valid_from, reason=reason, changed_by=_person(by)
    )
    if key.startswith(MOVES_DUE_DAYS):
        raise_later(province, key=f"setting-{row.pk}")
    return row


def _mistakes(province: Province, definition: Definition, value: Any, on: date) -> list[str]:
    if definition.kind != "due_rules":
        return mistakes_in(definition, value)
    if not isinstance(value, list) or not all(isinstance(rule, dict) for rule in value):
        return [_("Phải là danh sách các quy tắc thời hạn.")]
    kind = due_duty(province, f"{DUE}{definition.key.removeprefix(DUE)}", on=on).kind
    return [f"{'.'.join(str(part) for part in path)}: {sentence}" for path, sentence in due_rules(kind, value, ())]


def _person(by: Any):
    return by if hasattr(by, "pk") else None
