"""Questions about what was published: what an edition will say, its content as one hash, which lines have left it, who has
paid since."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Province
from agencies.models.settings import setting
from arrears.models import (
    Edition,
    EditionEvent,
    EditionLine,
    LedgerMonth,
    LedgerRow,
    PaymentReport,
    Publication,
    PublicationLine,
)
from arrears.queries.shown import stamp_of
from arrears.rules.masking import HOUSEHOLD, short_address, short_name, short_number
from employers.models import Employer
from employers.rules.file_choices import UNIT_KINDS
from portal.core.folding import fold
from portal.core.models import Job
from portal.core.money import dong
from portal.core.sql import among

Kind, What = EditionEvent.Kind, Publication.What
LEAVES = (Kind.DELISTED, Kind.CORRECTED)
HEAD = (
    *("code", "province_slug", "province_name", "what", "title", "publisher", "unit_name", "year", "number"),
    *("full_number", "month", "data_on", "source", "legal_basis", "rule_text", "previous_code", "published_at"),
)
LINE = (
    *("place", "name", "unit_code", "tax_code", "address", "workers", "months", "late", "evaded", "owed"),
    *("named_as", "class_word", "note", "is_masked"),
)
TITLES = {
    What.DEBTORS: gettext_lazy("Danh sách đơn vị nợ BHXH, BHYT, BHTN"),
    What.LATE: gettext_lazy("Danh sách đơn vị chậm đóng, trốn đóng BHXH, BHYT, BHTN"),
    What.EVASION: gettext_lazy("Danh sách đơn vị trốn đóng BHXH, BHYT, BHTN"),
    What.PRAISE: gettext_lazy("Danh sách đơn vị thực hiện tốt việc đóng BHXH, BHYT, BHTN"),
}
LATE, EVASION = 2, 3
KIND_WORDS = {int(kind.code): kind.word for kind in UNIT_KINDS}
OF_EDITION = ("publication__province", "publication__version__province", "publication__agency")
FUND_WORDS = {"bhxh": "BHXH", "bhyt": "BHYT", "bhtn": "BHTN"}


@dataclass(frozen=True)
class Numbered:
    """What a person gives an edition: its number of the year and its symbol."""

    number: int
    symbol: str

    @property
    def full(self) -> str:
        return f"{self.number:02d}/{self.symbol}"


def edition_of(publication: Publication, *, numbered: Numbered, at: datetime) -> tuple[Edition, list[EditionLine]]:
    """The edition and its lines as they would be published now, not saved: the preview and the act say the same."""
    on, month, unit = localdate(at), publication.period, publication.unit or publication.province.unit
    is_masked = setting(publication.province, "publication.mask_households", on=on)
    chosen = publication.lines.filter(state=PublicationLine.State.CANDIDATE).order_by("place", "pk")
    lines = [_line(place, line, is_masked) for place, line in enumerate(chosen, 1)]
    stamp = stamp_of(publication.version)
    edition = Edition(
        publication=publication,
        code=next_code(publication),
        province_slug=publication.province.slug,
        province_name=publication.province.name,
        what=publication.what,
        title=title_of(publication),
        publisher=publication.agency.name_on(on),
        unit_name=unit.name,
        year=on.year,
        number=numbered.number,
        full_number=numbered.full,
        month=month.first_day,
        data_on=month.last_day,
        source=_("%(source)s, phiên bản %(version)s")
        % {"source": stamp.source, "version": publication.version.version},
        legal_basis=publication.legal_basis,
        rule_text=rule_words(publication.rule)[:500],
        previous_code=previous_code(publication),
        lines_count=len(lines),
        workers=sum(line.workers for line in lines),
        owed=sum(line.owed for line in lines),
        published_at=at,
    )
    return edition, lines


def _line(place: int, line: PublicationLine, is_masked: bool) -> EditionLine:
    hides = is_masked and line.kind == HOUSEHOLD
    name = short_name(line.name) if hides else line.name
    return EditionLine(
        place=place,
        name=name,
        folded=fold(f"{name} {line.unit_code} {'' if hides else line.tax_code}")[:320],
        unit_code=line.unit_code,
        tax_code=short_number(line.tax_code) if hides else line.tax_code,
        address=short_address(line.address) if hides else line.address,
        workers=line.workers,
        months=line.months,
        late=line.late,
        evaded=line.evaded,
        owed=line.owed,
        named_as=line.named_as,
        class_word=class_word(line.named_as, line.ground),
        note=line.note,
        is_masked=hides,
    )


def class_word(named_as: int, ground: str) -> str:
    """The class never stands without its legal basis (Law 41/2024/QH15)."""
    if named_as == LATE:
        return _("Chậm đóng (Luật BHXH, Điều 38)")
    if named_as == EVASION:
        point = _(", điểm %(ground)s khoản 1") % {"ground": ground} if ground else ""
        return _("Trốn đóng (Luật BHXH, Điều 39%(point)s)") % {"point": point}
    return ""


def title_of(publication: Publication) -> str:
    title, rule = str(TITLES[publication.what]), publication.rule
    if publication.what == What.DEBTORS and (threshold := rule.get("threshold_months")):
        words = _("từ %(months)02d tháng trở lên") if rule.get("inclusive", True) else _("trên %(months)02d tháng")
        title = f"{title} {words % {'months': threshold}}"
    return _("%(title)s, tháng %(month)s") % {"title": title, "month": publication.period.label}


def rule_words(rule: dict[str, Any]) -> str:
    """The rule in one sentence, as the public reads it."""
    said = []
    if threshold := rule.get("threshold_months"):
        words = _("nợ từ %(n)s tháng trở lên") if rule.get("inclusive", True) else _("nợ trên %(n)s tháng")
        said.append(words % {"n": threshold})
    if months := rule.get("months"):
        said.append(_("%(n)s tháng liền không nợ") % {"n": months})
    if (fund := rule.get("fund")) in FUND_WORDS:
        said.append(_("tính theo quỹ %(fund)s") % {"fund": FUND_WORDS[fund]})
    if minimum := rule.get("minimum"):
        said.append(_("số tiền từ %(least)s đồng") % {"least": dong(minimum)})
    if kinds := rule.get("kinds"):
        said.append(_("loại hình: %(kinds)s") % {"kinds": ", ".join(KIND_WORDS.get(kind, str(kind)) for kind in kinds)})
    return "; ".join(said)


def next_code(publication: Publication) -> str:
    """bac-ninh-2026-10-01: province, month of the figures, running number over all its publishers."""
    start = f"{publication.province.slug}-{publication.period}-"
    taken = Edition.objects.filter(code__startswith=start).values_list("code", flat=True)
    last = max((int(code.removeprefix(start)) for code in taken), default=0)
    return f"{start}{last + 1:02d}"


def previous_code(publication: Publication) -> str:
    """The last edition of the same list by the same publisher."""
    same = Edition.objects.filter(
        publication__agency=publication.agency_id, publication__unit=publication.unit_id, what=publication.what
    )
    return same.order_by("-published_at", "-pk").values_list("code", flat=True).first() or ""


def next_number(publication: Publication, on: date) -> int:
    mine = Edition.objects.filter(publication__agency=publication.agency_id, year=on.year)
    return (mine.aggregate(last=Max("number"))["last"] or 0) + 1


def content_hash(edition: Edition, lines: Iterable[EditionLine]) -> str:
    """SHA-256 of head and lines as canonical JSON: keys in order, no spaces, UTF-8."""
    content = {
        "edition": {name: _plain(getattr(edition, name)) for name in HEAD},
        "lines": [{name: _plain(getattr(line, name)) for name in LINE} for line in lines],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """As JSON holds it, the same before it is saved and after it is read."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    return f"{value:.2f}"


def left_places(edition: Edition) -> dict[int, str]:
    """Places of the lines that have left the edition, and how."""
    return dict(edition.events.filter(kind__in=LEAVES).values_list("place", "kind"))


def lines_now(edition: Edition) -> QuerySet:
    """The lines that still stand."""
    left = edition.events.filter(kind__in=LEAVES).values("place")
    return edition.lines.exclude(place__in=left).order_by("place")


def files_job(edition: Edition, left: int) -> Job | None:
    """The work that makes the files of the edition as it stands."""
    return Job.objects.filter(key=files_key(edition, left)).first()


def files_key(edition: Edition, left: int) -> str:
    return f"edition-files:{edition.pk}:{left}"


def is_withdrawn(edition: Edition) -> bool:
    return edition.events.filter(kind=Kind.WITHDRAWN).exists()


def employers_by_place(edition: Edition) -> dict[int, int]:
    """Whom each place names: the edition itself keeps no key of an employer."""
    named = edition.publication.lines.filter(state=PublicationLine.State.PUBLISHED).order_by("place", "pk")
    return dict(enumerate(named.values_list("employer_id", flat=True), 1))


def named_elsewhere(event: EditionEvent) -> list[tuple[Edition, int]]:
    """The other editions of the province that stand and still name, for what is owed, whom the event took off one: with its
    place there. Praise is another matter."""
    source = event.edition
    if source.what == What.PRAISE:
        return []
    employer = employers_by_place(source).get(event.place or 0)
    places = places_of(employer, source.province_slug) if employer is not None else []
    return [(edition, place) for edition, place in places if edition.pk != source.pk]


def figures_of(edition: Edition) -> tuple[date, int]:
    """Month and version of what it was drawn from: the greater, the newer."""
    return edition.month, edition.publication.version.version


def editions_naming(employer: Employer) -> list[Edition]:
    """Those that stand and still name it for what is owed."""
    return [edition for edition, _place in places_of(employer.pk, employer.province.slug)]


def places_of(employer: int, province_slug: str) -> list[tuple[Edition, int]]:
    """Edition and place where the employer, or an entry that was merged with it, is named; in the order of the lists."""
    merged = Employer.objects.filter(pk=employer).values("merged_into")
    kin = Q(employer=employer) | Q(employer__merged_into=employer) | Q(employer__in=merged)
    lines = PublicationLine.objects.filter(kin, state=PublicationLine.State.PUBLISHED).values("publication")
    known = Edition.objects.filter(publication__in=lines, province_slug=province_slug).exclude(what=What.PRAISE)
    found = []
    for edition in known.exclude(events__kind=Kind.WITHDRAWN).select_related(*OF_EDITION).order_by("publication"):
        left = left_places(edition)
        found += [(edition, place) for place in _places_in(edition, kin) if place not in left]
    return found


def _places_in(edition: Edition, kin: Q) -> list[int]:
    """The place of a line in the edition is how many published lines stand up to it."""
    named = edition.publication.lines.filter(state=PublicationLine.State.PUBLISHED)
    return [named.filter(place__lte=place).count() for place in named.filter(kin).values_list("place", flat=True)]


def editions_standing(province: Province) -> QuerySet:
    """Published and not withdrawn."""
    named = Edition.objects.filter(province_slug=province.slug).exclude(events__kind=Kind.WITHDRAWN)
    return named.select_related(*OF_EDITION)


def has_files(edition: Edition) -> bool:
    """Whether the files of the edition as it stands are there."""
    return edition.files.filter(revision=len(left_places(edition))).exists()


def paid_since(edition: Edition) -> dict[int, str]:
    """Place -> why: the lines whose employer owes nothing more by a newer closed version, or whose payments since the day of
    the figures, or told after they were closed, cover what was published."""
    left, employers = left_places(edition), employers_by_place(edition)
    waiting = {place: employer for place, employer in employers.items() if place not in left}
    settled, paid = _settled(edition, set(waiting.values())), _paid(edition, set(waiting.values()))
    owed = dict(edition.lines.values_list("place", "owed"))
    found = {}
    for place, employer in waiting.items():
        if employer in settled:
            found[place] = _("theo số liệu khóa sổ mới")
        elif paid.get(employer, 0) >= owed[place] > 0:
            found[place] = _("theo chứng từ nộp tiền đã ghi nhận")
    return found


def wrong_since(edition: Edition) -> list[int]:
    """Places of those who owe nothing by a restatement of the edition's own month: they should not have been named."""
    left, version = left_places(edition), edition.publication.version
    employers = {place: one for place, one in employers_by_place(edition).items() if place not in left}
    newest = _closed(version.province).filter(month=version.month, version__gt=version.version).first()
    free = _owing_nothing(newest, set(employers.values())) if newest else set()
    return [place for place, employer in employers.items() if employer in free]


def _settled(edition: Edition, employers: set[int]) -> set[int]:
    """Who is in the newest closed month, later than that of the edition, and owes nothing there."""
    version = edition.publication.version
    newest = _closed(version.province).filter(month__gt=version.month).first()
    return _owing_nothing(newest, employers) if newest else set()


def _closed(province: Province) -> QuerySet:
    """Months that were closed with their newest version, newest first."""
    return LedgerMonth.objects.filter(province=province, version__gt=0).order_by("-month")


def _owing_nothing(closed: LedgerMonth, employers: set[int]) -> set[int]:
    rows = LedgerRow.objects.filter(
        province_id=closed.province_id,
        month=closed.month,
        version=closed.version,
        employer__in=among(employers),
        owed=0,
    )
    return set(rows.filter(is_absent=False).values_list("employer_id", flat=True))


def _paid(edition: Edition, employers: set[int]) -> dict[int, int]:
    later = Q(paid_on__gt=edition.data_on) | Q(recorded_at__gt=edition.publication.version.closed_at)
    reports = PaymentReport.objects.filter(later, employer__in=among(employers), withdrawn_at=None)
    return dict(reports.values_list("employer").annotate(paid=Sum("amount")))
