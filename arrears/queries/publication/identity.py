"""Whether a line surely names the right employer: what the register, the month's file and the last edition say of it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arrears.models import B03Row, C12Row, EmployerChange, LedgerRow, Publication, PublicationLine
from arrears.rules import publication as codes
from employers.models import Correction, Employer
from employers.models.registry import Status
from employers.queries.publication import publication_blocks
from portal.core.folding import clean, fold
from portal.core.sql import among

UNABLE_STATES = frozenset({2, 5, 6, 7, 8, 9, 10, 11})
"""Columns 38 to 48 of form B03 that speak of an end or a stop: suspended, bankrupt, dissolving, gone, revoked."""
NAMES_KEPT = ("name", "tax_code")


@dataclass(frozen=True)
class SaidName:
    """What a source calls the employer."""

    name: str = ""
    tax_code: str = ""
    address: str = ""


def identity_stops(
    publication: Publication, lines: Sequence[PublicationLine], rows: dict[int, LedgerRow]
) -> dict[int, list[str]]:
    """Employer -> codes of what makes it doubtful who would be named; `rows`: the rows of the publication's version."""
    employers = [line.employer_id for line in lines]
    found: dict[int, list[str]] = defaultdict(list)
    for employer, blocks in publication_blocks(employers).items():
        found[employer] += blocks
    filed, published = said_by_files(lines, rows), said_by_editions(publication, employers)
    corrected = _open_corrections(employers)
    parents = set(Employer.objects.filter(parent__in=among(employers)).values_list("parent", flat=True))
    renamed = set(_renamed(rows.values()))
    for line in lines:
        own = found[line.employer_id]
        own += _register_stops(line, rows.get(line.employer_id))
        own += _differences(line, filed.get(line.employer_id), codes.NAME_OF_FILE, codes.TAX_OF_FILE)
        own += _differences(line, published.get(line.employer_id), codes.NAME_OF_EDITION, codes.TAX_OF_EDITION)
        own += corrected.get(line.employer_id, ())
        told = ((codes.PARENT_UNIT, parents), (codes.RENAMED, renamed))
        own += [code for code, those in told if line.employer_id in those]
    return {employer: own for employer, own in found.items() if own}


def _marked(code: str, *said: str) -> str:
    """The code with what was said, shortened: who let one name pass has not seen the next."""
    return f"{code}:{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:12]}"


def _register_stops(line: PublicationLine, row: LedgerRow | None) -> list[str]:
    """What the register's own entry says. A household without a tax code is known by another number."""
    now = line.employer
    said = (now.name, now.tax_code, now.unit_code)
    told = (
        (codes.BRANCH, now.parent_id is not None),
        (
            f"{codes.STATE}:{now.status}",
            now.status != Status.OPERATING or (row is not None and row.state in UNABLE_STATES),
        ),
        (codes.NO_PLACE, now.commune_id is None),
        (codes.MOVED, row is not None and now.commune_id is not None and row.commune_id != now.commune_id),
        (codes.NO_KIND, line.kind is None),
        (codes.NO_CODE, not now.tax_code),
    )
    changed = [_marked(codes.CHANGED, *said)] if said != (line.name, line.tax_code, line.unit_code) else []
    return changed + [code for code, holds in told if holds]


def _differences(line: PublicationLine, said: SaidName | None, name_code: str, tax_code: str) -> list[str]:
    """Names are compared without accents and spaces: another way of typing is no other name. An empty code is no other."""
    if said is None:
        return []
    differs = bool(said.name) and said.name != line.name and fold(clean(said.name)) != fold(clean(line.name))
    other_code = bool(said.tax_code) and said.tax_code != line.tax_code
    return [code for code, holds in ((name_code, differs), (tax_code, other_code)) if holds]


def said_by_files(lines: Iterable[PublicationLine], rows: dict[int, LedgerRow]) -> dict[int, SaidName]:
    """Employer -> what the file that the month's figures come from calls it; C12 before B03."""
    wanted: dict[tuple[int, str], int] = {}
    for line in lines:
        row = rows.get(line.employer_id)
        for batch in (row.b03_batch, row.c12_batch) if row is not None else ():
            if batch is not None:
                wanted[batch, line.unit_code] = line.employer_id
    batches, unit_codes = {batch for batch, _code in wanted}, {code for _batch, code in wanted}
    found = {}
    for model, fields in ((B03Row, ("name", "address")), (C12Row, ("name", "address", "tax_code"))):
        told = model.objects.filter(batch__in=batches, unit_code__in=unit_codes)
        for batch, unit_code, *values in told.values_list("batch", "unit_code", *fields):
            if (batch, unit_code) in wanted:
                said = dict(zip(fields, (value or "" for value in values), strict=True))
                found[wanted[batch, unit_code]] = SaidName(**said)
    return found


def said_by_editions(publication: Publication, employers: Iterable[int]) -> dict[int, SaidName]:
    """Employer -> what the last published list of this publisher called it."""
    lines = PublicationLine.objects.filter(
        employer__in=among(employers), state=PublicationLine.State.PUBLISHED, publication__agency=publication.agency_id
    ).exclude(publication=publication.pk)
    newest = lines.order_by("employer", "-publication").distinct("employer")
    return {line.employer_id: SaidName(line.name, line.tax_code, line.address) for line in newest}


def _open_corrections(employers: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    open_ = Correction.objects.filter(employer__in=among(employers), state=Correction.State.OPEN)
    for pk, employer in open_.order_by("pk").values_list("pk", "employer"):
        found[employer].append(f"{codes.CORRECTION}:{pk}")
    return found


def _renamed(rows: Iterable[LedgerRow]) -> list[int]:
    """Whose name or tax code the files of these figures changed in the register."""
    of_batch: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        for batch in (row.c12_batch, row.b03_batch):
            if batch is not None:
                of_batch[batch].add(row.employer_id)
    named = among(set().union(*of_batch.values()))
    made = EmployerChange.objects.filter(batch__in=of_batch, employer__in=named).exclude(before={})
    changes = made.values_list("batch", "employer", "before", "after")
    return [employer for batch, employer, *change in changes if employer in of_batch[batch] and _is_new_name(*change)]


def _is_new_name(before: dict, after: dict) -> bool:
    """A name or code that was there and is another now; one that was not known before is no change."""
    return any(before.get(name) and name in after and before[name] != after[name] for name in NAMES_KEPT)
