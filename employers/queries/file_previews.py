"""What a person reads before letting a register file in: what it would do, what it asks, what is odd."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from agencies.models import Agency, Power, User
from agencies.models.users import Role
from employers.models import Employer, Match, SourceRow
from employers.rules.file_kinds import KINDS, Kind
from portal.core.models import ImportBatch

SHOWN = 200
NAMED = 5
UNDO = "undo_register_file"


@dataclass
class Preview:
    """The preview of one batch. `asking`: rows that wait for a person, the first of them."""

    kind: Kind
    errors: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    totals: list[tuple[str, int]]
    matches: dict[str, int]
    drop: dict[str, int]
    asking: list[dict[str, Any]] = field(default_factory=list)
    asking_count: int = 0
    more_errors: int = 0

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Errors first, each kind from the top of the sheet down."""
        told = (("error", self.errors), ("warning", self.warnings))
        return [
            problem | {"level": level}
            for level, found in told
            for problem in sorted(found, key=lambda one: one.get("row") or 0)
        ]


def register_files(user) -> QuerySet[ImportBatch]:
    """The register files that the user may see, each with the name of its sender."""
    sender = Agency.objects.filter(province__slug=OuterRef("province_code"), code=OuterRef("agency_code"))
    rows = ImportBatch.objects.visible_to(user).filter(kind__in=KINDS)
    return rows.annotate(agency_name=Subquery(sender.values("name")[:1])).select_related("file", "uploaded_by")


def rows_told(batch: ImportBatch) -> QuerySet[SourceRow]:
    """The rows of a file that was seen to be visible, each with whose it was found to be."""
    match = Match.objects.filter(batch=batch, row_no=OuterRef("row_no")).values("state")[:1]
    return SourceRow.objects.filter(batch=batch).annotate(state=Subquery(match))


def who_takes_back(batch: ImportBatch, user, on: date) -> str:
    """To who may not: in which agency and role one may, and who sent it. Colleagues are told by name."""
    agency = Agency.objects.filter(province__slug=batch.province_code, code=batch.agency_code).first()
    if agency is None:
        return ""
    given = set(Power.objects.filter(agency_kind=agency.kind_id, act=UNDO).values_list("role", flat=True))
    roles = [str(role.label) for role in Role if role in given]
    facts = {
        "roles": " / ".join(roles),
        "agency": agency.name,
        "sender": batch.uploaded_by or _("Người vận hành máy chủ"),
    }
    if not roles:
        return _("Vai trò trong %(agency)s không hoàn tác được tệp này. Người nộp: %(sender)s.") % facts
    told = _("Chỉ %(roles)s của %(agency)s hoàn tác được tệp này. Người nộp: %(sender)s.") % facts
    people = [str(one) for one in User.objects.holding(on, agency=agency, power=UNDO).order_by("full_name", "pk")]
    if not people:
        return told + " " + _("Hiện chưa có ai giữ vai trò đó.")
    if user.agency_code != agency.code:
        return told
    names = "; ".join(people[:NAMED]) + ("; …" if len(people) > NAMED else "")
    return told + " " + _("Hiện là: %(names)s.") % {"names": names}


def preview_of(batch: ImportBatch, user) -> Preview:
    """Read from the batch's outcome; rows that ask are looked up."""
    outcome, kind = batch.outcome, KINDS[batch.kind]
    errors = outcome.get("errors", [])
    preview = Preview(
        kind=kind,
        errors=errors,
        warnings=outcome.get("warnings", []),
        totals=[(_title(kind, name), total) for name, total in outcome.get("totals", {}).items()],
        matches=outcome.get("matches", {}),
        drop=outcome.get("drop", {}),
        more_errors=max(0, outcome.get("error_count", 0) - len(errors)),
    )
    if batch.status in (ImportBatch.Status.STAGED, ImportBatch.Status.APPLIED):
        asking = Match.objects.filter(batch=batch, state=Match.State.ASKS).order_by("row_no")
        preview.asking_count = asking.count()
        preview.asking = _asked(batch, list(asking[:SHOWN]), user)
    return preview


def _title(kind: Kind, name: str) -> str:
    column = kind.column(name)
    return column.title if column else name


def _asked(batch: ImportBatch, matches: list[Match], user) -> list[dict[str, Any]]:
    rows = {row.row_no: row for row in SourceRow.objects.filter(batch=batch, row_no__in=[m.row_no for m in matches])}
    named = {one["employer"] for match in matches for one in match.candidates or ()}
    seen = Employer.objects.visible_to(user).filter(pk__in=named)
    names = {pk: f"{name} ({code or unit})" if code or unit else name for pk, name, code, unit in _codes(seen)}
    return [
        {
            "row_no": match.row_no,
            "name": rows[match.row_no].name or "",
            "codes": " · ".join(filter(None, (rows[match.row_no].tax_code, rows[match.row_no].unit_code))),
            "candidates": "; ".join(
                names[c["employer"]] for c in (match.candidates or ())[:3] if c["employer"] in names
            ),
        }
        for match in matches
        if match.row_no in rows
    ]


def _codes(employers: QuerySet[Employer]):
    return employers.values_list(F("pk"), "name", "tax_code", "unit_code")
