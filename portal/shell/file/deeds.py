"""Duties of an employer and what was done about it; its labour relations, corrections of its file, papers about it."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import User
from arrears.queries.alerts import alerts_panel
from employers.models import Employer
from employers.queries.corrections import FIELDS, corrections_panel
from employers.queries.employer_duties import duties_panel
from employers.queries.events import events_panel, relations_panel
from portal.shell.file.labour import demands_of


def measures_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """Alerts, what directives order it to do, demands. What tells of arrears is for those who see them."""
    return {
        "alerts": alerts_panel(user, employer) or [],
        "duties": duties_panel(user, employer, on) or [],
        "demands": demands_of(user, employer),
    }


def relations_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    return {"relations": relations_panel(user, employer) or [], "may_tell": user.may("record_labour_relation")}


def corrections_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    rows = corrections_panel(user, employer) or []
    return {
        "corrections": [(row, FIELDS.get(row.field, row.field)) for row in rows],
        "may_propose": user.may("propose_correction"),
    }


def papers_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """Every paper that the parts name, newest first: day, what it is, number, whose, where it opens."""
    papers = [*_of_events(user, employer), *_of_relations(user, employer), *_of_demands(user, employer)]
    papers += _of_duties(user, employer, on)
    return {"papers": sorted(papers, key=lambda paper: paper["day"], reverse=True)}


def _paper(day: date | datetime, what: str, number: str, agency, url: str = "") -> dict[str, Any]:
    return {"day": day, "what": what, "number": number, "agency": agency, "url": url}


def _of_events(user: User, employer: Employer) -> list[dict]:
    events = [event for event in events_panel(user, employer) or [] if event.document_no]
    return [
        _paper(event.document_on or event.happened_on, event.get_kind_display(), event.document_no, event.agency)
        for event in events
    ]


def _of_relations(user: User, employer: Employer) -> list[dict]:
    rows = [row for row in relations_panel(user, employer) or [] if row.document_no or row.file_id]
    return [_paper(row.begun_on, row.get_kind_display(), row.document_no, row.agency) for row in rows]


def _of_demands(user: User, employer: Employer) -> list[dict]:
    return [
        _paper(one.issued_on, _("Văn bản yêu cầu"), one.full_number, one.agency, reverse("demand", args=[one.pk]))
        for one in demands_of(user, employer)
        if one.issued_on
    ]


def _of_duties(user: User, employer: Employer, on: date) -> list[dict]:
    noted = [row for duty in duties_panel(user, employer, on) or [] for row in duty.evidence]
    return [
        _paper(row.happened_on, row.file.name, "", row.agency, reverse("duty-evidence-file", args=[row.pk]))
        for row in noted
        if row.file_id and row.withdrawn_at is None
    ]
