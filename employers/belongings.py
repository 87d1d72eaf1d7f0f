"""What hangs on an employer, in every storey, by what the models say; and what becomes of it when two files become one."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from employers.models import Correction, Employer, LabourReview


@dataclass(frozen=True)
class Move:
    """What becomes of the rows of one relation. `alike`: with these columns the same on both sides a row cannot go over:
    `stays` says that it then stays behind (the kept file has the same), else it blocks; only rows `among` count. `blocks`:
    rows that must be dealt with first. `is_left`: all rows stay with the absorbed file as its past. `numbered`: the column
    that numbers rows alike: what goes over is numbered on from the kept file's, and what is not `among` is left as well."""

    alike: tuple[str, ...] = ()
    stays: bool = False
    among: Q = Q()
    blocks: Q | None = None
    is_left: bool = False
    numbered: str = ""
    says: Any = ""


LEFT = Move(is_left=True)
MOVES: dict[str, Move] = {
    "employers.Identifier.employer": Move(alike=("scheme", "value", "valid_from"), stays=True),
    "employers.Workplace.employer": Move(),
    "employers.StatusEvent.employer": Move(alike=("kind", "happened_on"), stays=True, among=Q(withdrawn_at=None)),
    "employers.LabourRelation.employer": Move(),
    "employers.Alert.employer": Move(alike=("kind", "key"), stays=True),
    "employers.LabourCount.employer": Move(
        alike=("source", "period"),
        among=Q(withdrawn_at=None),  # what a source took back is no loss
        numbered="version",
        says=gettext_lazy("Cả hai hồ sơ có số lao động của cùng nguồn, cùng kỳ; gộp thì một số bị mất."),
    ),
    "employers.Gap.employer": Move(
        alike=("kind", "period", "source"),
        says=gettext_lazy("Cả hai hồ sơ có chênh lệch của cùng kỳ, cùng nguồn; gộp thì một chênh lệch bị mất."),
    ),
    "employers.ReviewLine.employer": Move(
        alike=("share",),
        stays=True,
        blocks=~Q(share__review__status=LabourReview.Status.CLOSED),
        says=gettext_lazy("Hồ sơ bị gộp đang có dòng trong một đợt rà soát chưa kết thúc."),
    ),
    "employers.Correction.employer": Move(
        blocks=Q(state=Correction.State.OPEN),
        says=gettext_lazy("Hồ sơ bị gộp có đề nghị đính chính đang chờ quyết định."),
    ),
    "employers.DutyEvidence.employer": Move(),
    "employers.Employer.parent": Move(),
    "employers.Employer.merged_into": LEFT,
    "employers.PastPlace.employer": LEFT,
    "employers.DuplicatePair.first": LEFT,
    "employers.DuplicatePair.second": LEFT,
    "employers.Merge.kept": LEFT,
    "employers.Merge.absorbed": LEFT,
    "employers.Match.employer": LEFT,
    "employers.RegisterChange.employer": LEFT,
}


def relations() -> list[models.ForeignKey]:
    """Every foreign key of every storey that names an employer."""
    found = [
        field.field
        for field in Employer._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and isinstance(field.field, models.ForeignKey)
    ]
    return sorted(found, key=name_of)


def name_of(relation: models.ForeignKey) -> str:
    return f"{relation.model._meta.label}.{relation.name}"
