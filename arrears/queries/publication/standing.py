"""Whether anything speaks against a line now: newer figures, holds, payments, objections, identity, class, ground, urging."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q

from arrears.models import (
    Edition,
    Hold,
    LedgerRow,
    LedgerVersion,
    Objection,
    PaymentReport,
    Publication,
    PublicationLine,
)
from arrears.models.ledger import PROVISIONAL
from arrears.queries import fund_sql
from arrears.queries.debtors import facts_of_list
from arrears.queries.editions import employers_by_place, left_places
from arrears.queries.publication.candidates import rows_of, still_owing, sums_of
from arrears.queries.publication.grounds import namings
from arrears.queries.publication.identity import identity_stops
from arrears.rules import publication as codes
from arrears.rules.debtor_lists import ListRule
from arrears.rules.naming import Naming
from portal.core import sql
from portal.core.folding import clean, fold
from portal.core.sql import among

What = Publication.What


@dataclass
class Verdict:
    """What speaks against one line: codes; and as what it may be named."""

    codes: list[str] = field(default_factory=list)
    naming: Naming | None = None

    @property
    def keeps_out(self) -> bool:
        return any(codes.holds_back(code) for code in self.codes)


def verdicts(publication: Publication, lines: Sequence[PublicationLine], *, today: date) -> dict[int, Verdict]:
    """Employer -> what speaks against naming it today. As many questions for one line as for all."""
    version = publication.version
    employers = [line.employer_id for line in lines]
    rows, newer = rows_of(version, employers), [(one, rows_of(one, employers)) for one in _newest_versions(version)]
    found: dict[int, Verdict] = defaultdict(Verdict)
    for source in (
        identity_stops(publication, lines, rows),
        _newer_figures(publication, lines, newer),
        _not_closed_yet(publication, employers),
        _left(publication, employers),
        _said_elsewhere(publication, employers),
        _cycles(publication, employers),
        _holds(lines, today),
        _payments(publication, lines),
        _objections(lines),
    ):
        for employer, told in source.items():
            found[employer].codes += told
    if publication.what != What.PRAISE:
        for one, of_one in [(version, rows), *newer]:
            for employer, named in namings(one, of_one.values(), today=today).items():
                _name(found[employer], named)
    return found


def _name(verdict: Verdict, named: Naming) -> None:
    """As what the list's own figures name it, unless newer ones no longer prove as much."""
    if verdict.naming is None or named.named_as < verdict.naming.named_as:
        verdict.naming = named


Newer = Sequence[tuple[LedgerVersion, dict[int, LedgerRow]]]


def _newer_figures(publication: Publication, lines: Sequence[PublicationLine], newer: Newer) -> dict[int, list[str]]:
    """By a restatement of the month, and by the newest closed month after it."""
    found: dict[int, list[str]] = defaultdict(list)
    for version, rows in newer:
        staying = _staying(publication, version, rows)
        for line in lines:
            row = rows.get(line.employer_id)
            if line.employer_id not in staying:
                found[line.employer_id].append(codes.OWES if publication.what == What.PRAISE else codes.SETTLED)
            elif version.month == publication.version.month and row is not None and _differs(line, row):
                found[line.employer_id].append(f"{codes.RESTATED}:{version.version}")
    return found


def _not_closed_yet(publication: Publication, employers: Sequence[int]) -> dict[int, list[str]]:
    """Who owes nothing by the files of a month that is not closed yet, or is being restated: somebody must have seen that."""
    if publication.what == What.PRAISE:
        return {}
    version = publication.version
    paying = LedgerRow.objects.filter(
        province_id=version.province_id, month__gte=version.month, version=PROVISIONAL, employer__in=among(employers),
        owed=0, is_absent=False,
    )  # fmt: skip
    found: dict[int, list[str]] = defaultdict(list)
    for employer, month in paying.order_by("month").values_list("employer", "month"):
        found[employer].append(f"{codes.PAYING}:{month:%Y-%m}")
    return found


def _newest_versions(version: LedgerVersion) -> list[LedgerVersion]:
    """The newest version of the same month, where it is another, and that of the newest closed month after it."""
    closed = LedgerVersion.objects.filter(
        province=version.province_id, month__gte=version.month, frozen_at__isnull=False
    ).order_by("-month", "-version")
    newest = {one.month: one for one in reversed(closed)}
    same, last = newest.get(version.month), max(newest, default=version.month)
    found = [same] if same is not None and same.pk != version.pk else []
    return found + ([newest[last]] if last > version.month else [])


def _staying(publication: Publication, version: LedgerVersion, rows: dict[int, LedgerRow]) -> set[int]:
    """Whose newer row still puts it on such a list; a month that does not speak of it at all is no proof of debt."""
    if publication.what == What.DEBTORS:
        rule = ListRule.of(publication.rule, publication.rule.get("cited", {}))
        chosen = fund_sql.rows("debtors_chosen", facts_of_list(version, rule))
        return {row["employer_id"] for row in chosen}
    owing = LedgerRow.objects.of(version).filter(still_owing(publication.what), employer__in=among(rows))
    return set(owing.values_list("employer", flat=True))


def _differs(line: PublicationLine, row: LedgerRow) -> bool:
    """Whether the list would say another figure by the row, also where only its parts share the sum otherwise."""
    if (line.worst, line.months, line.workers) != (row.worst, row.months, row.workers):
        return True
    return any(getattr(line, name) != amount for name, amount in money_of(row, line.named_as).items())


def _left(publication: Publication, employers: Sequence[int]) -> dict[int, list[str]]:
    """Who was taken off something published, whoever published it: by figures as new as these because it paid, or ever because
    it was named wrongly."""
    if publication.what == What.PRAISE:
        return {}
    asked = {"province": publication.province_code, "month": publication.version.month, "employers": list(employers)}
    found: dict[int, list[str]] = defaultdict(list)
    for row in sql.rows("arrears", "publication_left", asked):
        found[row["employer_id"]].append(f"{codes.LEFT if row['is_new'] else codes.CORRECTED}:{row['event']}")
    return found


def _said_elsewhere(publication: Publication, employers: Sequence[int]) -> dict[int, list[str]]:
    """What is known from other lists by figures as new as these: an answer that was not refused, whosever list it was given to;
    being struck off one of the own agency's. A list that is dropped and drawn up again forgets neither."""
    if publication.what == What.PRAISE:
        return {}
    others = PublicationLine.objects.filter(
        employer__in=among(employers),
        publication__province=publication.province_id,
        publication__version__month__gte=publication.version.month,
    ).exclude(publication=publication.pk)
    found: dict[int, list[str]] = defaultdict(list)
    answers = Objection.objects.filter(line__in=others).exclude(decision=Objection.Decision.REFUSED)
    for pk, employer, decision in answers.order_by("pk").values_list("pk", "line__employer", "decision"):
        found[employer].append(f"{codes.OBJECTED}:{pk}{decision}")
    struck = others.filter(state=PublicationLine.State.STRUCK, publication__agency=publication.agency_id)
    for pk, employer in struck.exclude(publication__what=What.EVASION).order_by("pk").values_list("pk", "employer"):
        found[employer].append(f"{codes.STRUCK}:{pk}")
    return found


def _cycles(publication: Publication, employers: Sequence[int]) -> dict[int, list[str]]:
    """Who paid by another cycle while its debt fell due: the ledger dates months by the cycle of today, and months that were
    to be paid together would be dated too early."""
    version = publication.version
    asked = {"month": version.month, "version": version.version, "employers": list(employers)}
    found = sql.rows("arrears", "publication_other_cycle", asked)
    return {row["employer_id"]: [codes.OTHER_CYCLE] for row in found}


def _holds(lines: Iterable[PublicationLine], today: date) -> dict[int, list[str]]:
    holding = Hold.objects.filter(
        employer__in=among(line.employer_id for line in lines),
        begins_on__lte=today,
        expires_on__gte=today,
        ended_on=None,
    )
    return {
        employer: [f"{codes.HOLD}:{kind}"] for employer, kind in holding.order_by("pk").values_list("employer", "kind")
    }


def _payments(publication: Publication, lines: Iterable[PublicationLine]) -> dict[int, list[str]]:
    """What was paid after the day of the figures, or told after they were closed: as much as is owed keeps the line out, less
    stops it, each payment anew."""
    if publication.what == What.PRAISE:
        return {}
    version, owed = publication.version, {line.employer_id: line.owed for line in lines}
    later = Q(paid_on__gt=version.period.last_day) | Q(recorded_at__gt=version.closed_at)
    payments = PaymentReport.objects.filter(later, employer__in=among(owed), withdrawn_at=None)
    paid: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for employer, pk, amount in payments.order_by("pk").values_list("employer", "pk", "amount"):
        paid[employer].append((pk, amount))
    return {
        employer: [
            codes.PAID if sum(amount for _pk, amount in told) >= owed[employer] else f"{codes.PAID_PART}:{told[-1][0]}"
        ]
        for employer, told in paid.items()
    }


def _objections(lines: Iterable[PublicationLine]) -> dict[int, list[str]]:
    """Those that wait for a decision, and those by which figures are to be mended first."""
    by_line = {line.pk: line.employer_id for line in lines if line.pk}
    told = Objection.objects.filter(
        line__in=among(by_line), decision__in=[Objection.Decision.OPEN, Objection.Decision.CORRECTED]
    )
    found: dict[int, list[str]] = defaultdict(list)
    for pk, line, decision in told.order_by("pk").values_list("pk", "line", "decision"):
        found[by_line[line]].append(codes.AWAITS_FIGURES if decision else f"{codes.OBJECTION}:{pk}")
    return found


def unfounded(edition: Edition, *, today: date) -> list[int]:
    """Places of lines that an edition names as evading and that what is known today no longer proves so: an urging withdrawn,
    a reason accepted, a ground ended."""
    publication = edition.publication
    named = publication.lines.filter(state=PublicationLine.State.PUBLISHED, named_as=LedgerRow.Class.EVASION)
    said = dict(named.values_list("employer", "ground"))
    if not said:
        return []
    now = namings(publication.version, rows_of(publication.version, said).values(), today=today)
    lost = {employer for employer, ground in said.items() if employer not in now or now[employer].ground != ground}
    return _places_of(edition, lost)


def otherwise_now(edition: Edition) -> list[int]:
    """Places of lines that say something else than is known now: other figures by a restatement of their month, another name or
    tax code in the register."""
    publication = edition.publication
    lines = publication.lines.filter(state=PublicationLine.State.PUBLISHED)
    now = lines.exclude(name=F("employer__name"), tax_code=F("employer__tax_code")).select_related("employer")
    changed = {line.employer_id for line in now if _is_another(line)}
    same = [one for one in _newest_versions(publication.version) if one.month == publication.version.month]
    if same and publication.what != What.PRAISE:
        listed = list(lines)
        rows = rows_of(same[0], [line.employer_id for line in listed])
        changed |= set(_newer_figures(publication, listed, [(same[0], rows)]))
    return _places_of(edition, changed)


def _is_another(line: PublicationLine) -> bool:
    """Another way of typing is no other name."""
    now = line.employer
    return now.tax_code != line.tax_code or fold(clean(now.name)) != fold(clean(line.name))


def _places_of(edition: Edition, employers: set[int]) -> list[int]:
    """Where they still stand."""
    if not employers:
        return []
    left = left_places(edition)
    named = employers_by_place(edition).items()
    return [place for place, employer in named if employer in employers and place not in left]


def money_of(row: LedgerRow, named_as: int) -> dict[str, object]:
    """The amounts of a line: who is named late has nothing said of it as evaded."""
    sums = sums_of(row)
    is_evasion = named_as == LedgerRow.Class.EVASION
    return {
        "late": sums.late if is_evasion else sums.late + sums.evaded,
        "evaded": sums.evaded if is_evasion else 0,
        "owed": row.owed,
        "owed_by_fund": sums.by_fund,
    }
