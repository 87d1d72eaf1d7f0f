"""The list of employers owing for N months and more: made from one frozen version, once per purpose and threshold."""

from datetime import datetime

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.queries.obligations import insurance_owing
from agencies.services.fulfilment import fulfil_by_execution
from arrears import permissions
from arrears.models import DebtorList, LedgerVersion
from arrears.queries import fund_sql
from arrears.queries.debtors import facts_of_list, list_rules
from arrears.rules.debtor_lists import ListRule
from portal.core.acts import NotPossible, act


@act(may=permissions.finish_closing)
def make_debtor_list(
    version: LedgerVersion, *, by, at: datetime, purpose: str, threshold: int, kinds: list[int], **rest
) -> DebtorList:
    """List who owes for at least `threshold` months by this version; `rest`: the other parts of a ListRule. The same list
    again is the list there is."""
    return _made(version, ListRule(threshold=threshold, kinds=tuple(kinds), **rest), purpose, at)


def _made(version: LedgerVersion, rule: ListRule, purpose: str, at: datetime) -> DebtorList:
    if version.frozen_at is None:
        raise NotPossible(_("Danh sách chỉ lập từ số liệu đã khóa sổ."))
    made, is_new = DebtorList.objects.get_or_create(
        version=version,
        purpose=purpose,
        threshold=rule.threshold,
        defaults={
            "province_id": version.province_id,
            "kinds": list(rule.kinds),
            "rule": rule.snapshot,
            "made_at": at,
        },
    )
    if is_new:
        facts = facts_of_list(version, rule) | {"list": made.pk}
        fund_sql.execute("debtors_keep", facts, chosen=fund_sql.text("debtors_chosen"))
        sums = made.entries.aggregate(entries=Count("pk"), owed=Sum("owed"))
        made.entries_count, made.owed = sums["entries"], sums["owed"] or 0
        made.save(update_fields=["entries_count", "owed"])
    return made


@act(may=permissions.finish_closing)
def list_debtors(version: LedgerVersion, *, by, at: datetime) -> LedgerVersion:
    """Make the lists of every purpose by the settings in force at the month's end. Once."""
    if version.listed_at is None:
        for purpose, rule in list_rules(version.province, version.period.last_day).items():
            _made(version, rule, purpose, at)
        version.listed_at = at
        version.save(update_fields=["listed_at"])
        for agency in insurance_owing(version.province, "debtor_list", localdate(at)):
            _fulfil(agency, version, by=by, at=at)
    return version


def _fulfil(agency: Agency, version: LedgerVersion, *, by, at: datetime) -> None:
    """The duty to list who owes for three months and more is done by the list."""
    fulfil_by_execution(
        agency,
        by=by,
        thing="debtor_list",
        on_period=version.period,
        at=at,
        label=_("Danh sách đơn vị nợ tháng %(month)s") % {"month": version.period.label},
        url=reverse("month", args=[version.period]),
    )
