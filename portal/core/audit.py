"""Memory: what was done, read, exported or refused, by whom, on what. Rows are only ever added."""

from datetime import date, datetime
from typing import Any

from django.db import models

from portal.core.models import AuditEntry
from portal.core.periods import Month
from portal.core.request_memory import current_address

_HIDDEN = {"password", "secret", "token"}
"""Beside these a model may name columns of its own that are no part of memory: `UNREMEMBERED`."""


def picture(subject: Any) -> dict[str, Any]:
    """The plain column values of a record, to see afterwards what an act changed."""
    if not isinstance(subject, models.Model) or subject.pk is None:
        return {}
    hidden = _HIDDEN | set(getattr(subject, "UNREMEMBERED", ()))
    return {
        field.attname: plain(getattr(subject, field.attname))
        for field in subject._meta.concrete_fields
        if field.attname not in hidden and not isinstance(field, models.JSONField)
    }


def plain(value: Any) -> Any:
    """A value as JSON can hold it; a record as its label and id."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in list(value)[:50]]
    if isinstance(value, date | datetime | Month):
        return value.isoformat() if isinstance(value, date) else str(value)
    return str(value)[:300]


def remember(name: str, subject: Any, *, by: Any, before: dict, facts: dict, result: Any) -> AuditEntry:
    """One row for one act: the facts it was given and what it changed on its subject."""
    after = picture(result) if type(result) is type(subject) else picture(subject)
    changed = {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
    return record(AuditEntry.Kind.ACT, name, by=by, subject=subject, detail={"facts": plain(facts), "changed": changed})


def record(kind: str, name: str, *, by: Any, subject: Any = None, detail: dict | None = None) -> AuditEntry:
    """Add one row. `by` is a user, a machine, or None for a stranger."""
    is_person = isinstance(by, models.Model)
    return AuditEntry.objects.create(
        kind=kind,
        act=name,
        user=by if is_person else None,
        actor=str(by)[:200] if by is not None else "–",
        province_code=(by.province_code if is_person else getattr(subject, "province_code", "")) or "",
        agency_code=(by.agency_code if is_person else "") or "",
        subject_type=subject._meta.label if isinstance(subject, models.Model) else "",
        subject_id=str(subject.pk)[:80] if isinstance(subject, models.Model) else "",
        subject=_named(subject)[:300],
        detail=plain(detail or {}),
        address=current_address(),
    )


def _named(subject: Any) -> str:
    """Who reads the trail sees no arrears: an employer stands in it by its code (`audit_name`), not by its name."""
    if subject is None:
        return ""
    return str(getattr(subject, "audit_name", subject))


def read(name: str, *, by: Any, subject: Any = None, **filters: Any) -> None:
    """A person looked at employer-level arrears; the filter is what they asked for."""
    record(AuditEntry.Kind.READ, name, by=by, subject=subject, detail=filters)


def exported(name: str, *, by: Any, subject: Any = None, **filters: Any) -> None:
    """A person took a file away."""
    record(AuditEntry.Kind.EXPORT, name, by=by, subject=subject, detail=filters)
