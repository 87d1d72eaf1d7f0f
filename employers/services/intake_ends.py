"""The two ends of an applied register file: it is noted as received, and it can be taken out again."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Province
from agencies.rules.wording import period_words
from agencies.services.fulfilment import fulfil_by_execution
from employers import permissions
from employers.models import RegisterChange
from employers.rules.count_periods import ends_with
from employers.rules.file_kinds import KINDS
from employers.services.applying import APPLIERS
from employers.services.exchanges import log_drop
from employers.services.identifiers import release_identifiers
from employers.services.managing import settle_managing
from employers.services.newcomers import forget_newcomers
from employers.settling import settle_unconfirmed
from employers.turns import take_register
from portal.core.acts import NotPossible, act
from portal.core.models import ImportBatch


@act(may=permissions.receive_register_file)
def receive_register_file(batch: ImportBatch, *, by, at: datetime) -> None:
    """The province has the agency's data of the period: the book of exchanges says so, and the duty to supply them is done.
    A file without anything new is received all the same. Called before the batch is settled."""
    log_drop(batch, by=by, at=at)
    agency = Agency.objects.get(province__slug=batch.province_code, code=batch.agency_code)
    told = _("%(kind)s, kỳ %(period)s") % {"kind": KINDS[batch.kind].title, "period": period_words(batch.period)}
    if not KINDS[batch.kind].thing:
        return
    fulfil_by_execution(
        agency,
        by=by,
        thing=KINDS[batch.kind].thing,
        on_period=ends_with(batch.period),
        at=at,
        label=told,
        url=reverse("register-file", args=[batch.pk]),
    )


@act(may=permissions.undo_register_file)
def take_back_register_file(batch: ImportBatch, *, by, at: datetime, reason: str) -> None:
    """Undo what the applied file did. Raises NotPossible with why where something later stands on it."""
    take_register(Province.objects.get(slug=batch.province_code).pk)
    province = Province.objects.select_for_update(no_key=True).get(slug=batch.province_code)
    later = ImportBatch.objects.applied().filter(
        province_code=batch.province_code, agency_code=batch.agency_code, kind=batch.kind, sequence__gt=batch.sequence
    )
    if after := later.order_by("sequence").first():
        told = {"name": after.file.name, "period": period_words(after.period)}
        raise NotPossible(
            _("Tệp «%(name)s» (kỳ %(period)s) được ghi nhận sau tệp này; hãy hoàn tác tệp đó trước.") % told
        )
    changed = list(RegisterChange.objects.filter(batch=batch).values_list("employer_id", flat=True))
    APPLIERS[batch.kind].undo(batch, by=by, at=at, reason=reason)
    if not KINDS[batch.kind].names_employers:
        return
    forget_newcomers(batch, by=by)
    settle_unconfirmed(province, leaving=batch)
    release_identifiers(province, by=by, batch=batch, employers=changed)
    settle_managing(province, by=by, on=localdate(at))
