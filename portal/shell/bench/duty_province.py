"""The provinces in which duties are measured: agencies by the thousand, the five documents in force in each, and a year in
which most did what they owed, some late, a few not at all.

The large and the small one have lived; the fresh one has agencies and directives and waits for its first obligations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Agency, AgencyTerritory, Obligation, Province, User
from agencies.packs.applying import apply_pack
from agencies.packs.reading import released
from agencies.queries.territory import communes_of, overseers, province_named
from agencies.services.obligations import judge_overdue, raise_obligations
from agencies.services.provinces import open_province
from agencies.services.reminders import remind
from portal.core import files, sql
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.folding import fold
from portal.core.models import AuditEntry
from portal.core.periods import Month
from portal.shell.bench.province import begin_bench, finish_bench, person_of, refuse_beside_others
from portal.shell.demo.cast import COMMUNE_1, COMMUNE_2, LOCAL_OFFICE, add_cast, add_clerks

LARGE, SMALL, FRESH = "gia-lai", "lao-cai", "da-nang"
LIVED_MONTHS, SEED = 12, 7
# Of a hundred agencies beyond those of the province itself; communes owe most, the police of a commune nothing dated.
SHARES = {
    "commune_committee": 25, "social_insurance_local": 20, "commune_police": 40, "education": 3, "health": 3, "justice": 3,
    "construction": 3, "science": 3,
}  # fmt: skip
OVERSEES = {"commune_committee", "social_insurance_local", "commune_police"}


@dataclass(frozen=True)
class Lived:
    """A province whose duties are measured, and the day on which it stands."""

    province: Province
    on: date

    @property
    def at(self) -> datetime:
        return datetime.combine(self.on, time(8), get_current_timezone())

    def person(self, name: str) -> User:
        return person_of(self.province, name)

    def agency(self, code: str) -> Agency:
        return Agency.objects.select_related("province__unit", "kind").get(province=self.province, code=code)


def lived(slug: str, *, agencies: int, on: date, is_fresh: bool = False, tell: Callable[[str], Any]) -> Lived:
    """The province with so many agencies, built now unless it is there. Never beside anybody's own data."""
    refuse_beside_others()
    begun = AuditEntry.objects.filter(act="begin_bench", province_code=slug).first()
    if begun is None:
        tell(f"{slug}: {agencies} agencies …")
        _build(slug, agencies, on, is_fresh=is_fresh, tell=tell)
    elif begun.detail["facts"].get("agencies") != agencies:
        raise NotPossible(
            _("Cơ sở dữ liệu này đo %(agencies)s cơ quan; đo số khác cần một cơ sở dữ liệu trống.")
            % {"agencies": begun.detail["facts"].get("agencies", 0)}
        )
    elif not AuditEntry.objects.filter(act="finish_bench", province_code=slug).exists():
        raise NotPossible(_("Lần dựng trước bị ngắt giữa chừng; hãy dùng một cơ sở dữ liệu trống."))
    else:
        on = date.fromisoformat(begun.detail["facts"]["as_of"])
    return Lived(Province.objects.select_related("unit").get(slug=slug), on)


def _build(slug: str, agencies: int, on: date, *, is_fresh: bool, tell: Callable[[str], Any]) -> None:
    unit = province_named(slug, on)
    if unit is None:
        raise NotPossible(_("Chưa có dữ liệu tham chiếu: hãy chạy manage.py load_reference trước."))
    province = open_province(unit, by=OPERATOR, on=on, is_demo=True)
    begin_bench(province, by=OPERATOR, employers=0, months=LIVED_MONTHS, as_of=on, agencies=agencies)
    _order_everything(province, on)
    _add_agencies(province, agencies, on)
    _add_people(province, on)
    if not is_fresh:
        _live(Lived(province, on), tell)
    finish_bench(province, by=OPERATOR)


def _order_everything(province: Province, on: date) -> None:
    """All five documents, as if each had been issued here."""
    here = set(province.directives.values_list("code", flat=True))
    for pack in released():
        facts = pack.content["directive"]
        if facts["code"] not in here:
            apply_pack(pack.content | {"directive": facts | {"territory": "every"}}, province, on=on)


@transaction.atomic
def _add_agencies(province: Province, wanted: int, on: date) -> None:
    """As many as wanted with those that the province has; each new commune or office oversees a commune of its own."""
    lacking = max(0, wanted - province.agencies.as_of(on).filter(area=None).count())
    kinds = [kind for kind, share in SHARES.items() for _each in range(share)]
    mixed = [kinds[37 * place % len(kinds)] for place in range(lacking)]
    since = max(province.unit.valid_from, Month.of(on).plus(-2 * LIVED_MONTHS).first_day)
    new = Agency.objects.bulk_create(
        (_agency(province, kind, number, since) for number, kind in enumerate(mixed, start=1)), batch_size=1000
    )
    places: list[AdminUnit] = list(communes_of(province, on).order_by("code"))
    AgencyTerritory.objects.bulk_create(
        AgencyTerritory(agency=agency, unit=unit, valid_from=since)
        for agency, unit in zip((one for one in new if one.kind_id in OVERSEES), cycle(places), strict=False)
    )


def _agency(province: Province, kind: str, number: int, since: date) -> Agency:
    name = f"Cơ quan mô phỏng số {number:04d}"
    return Agency(
        province=province, code=f"mo-phong-{number:04d}", kind_id=kind, name=name, short_name=f"Mô phỏng {number:04d}",
        folded=fold(name), valid_from=since,
    )  # fmt: skip


def _add_people(province: Province, on: date) -> None:
    communes = list(communes_of(province, on).order_by("code")[:2])
    offices = overseers(province, "social_insurance_local", on)
    codes = dict(province.agencies.values_list("pk", "code"))
    committees = overseers(province, "commune_committee", on)
    places = {
        LOCAL_OFFICE: codes[offices[communes[0].pk]],
        COMMUNE_1: codes[committees[communes[0].pk]],
        COMMUNE_2: codes[committees[communes[1].pk]],
    }
    add_cast(province, places, on=on)
    add_clerks(province, seed=SEED, on=on)


def _live(lived: Lived, tell: Callable[[str], Any]) -> None:
    """Raised a year ago and again today; what fell due was mostly done; the rest was judged and reminded of yesterday."""
    province, eve = lived.province, lived.at - timedelta(days=1)
    for day in (Month.of(lived.on).plus(-LIVED_MONTHS).first_day, lived.on):
        tell(f"{province.slug}: {raise_obligations(province, by=OPERATOR, on=day)}")
    proof = files.keep([b"%PDF-1.4"], name="mo-phong.pdf", content_type="application/pdf", province_code=province.slug)
    recipients = province.agencies.as_of(lived.on).filter(kind__in=["social_insurance", "home_affairs"], area=None)
    with transaction.atomic(), connection.cursor() as cursor:
        facts = {"province": province.pk, "at": eve, "file": proof.pk, "recipients": [one.pk for one in recipients]}
        cursor.execute(sql.text("portal.shell", "live_duties"), facts)
    judged = judge_overdue(province, by=THE_CLOCK, at=eve)
    told = remind(province, by=THE_CLOCK, at=eve)
    count = Obligation.objects.filter(province=province).count()
    tell(f"{province.slug}: {count} obligations, {judged} judged late, {told} reminders")
