"""The act: the one way anything is changed. It asks permission, locks, runs in one transaction and remembers.

    @act(may=permissions.close_month)
    def close_month(ledger_month, *, by, on): ...

Subject first, then `by=` (a user, THE_CLOCK or OPERATOR), facts by keyword. A model subject is locked and read again, so
a stale copy cannot act twice; `first=` waits for a turn before that, so that nobody who waits in line holds a row. Three
exceptions only: ValidationError (the input is wrong), NotPossible (the state does not allow it; its text is for the user),
PermissionDenied.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from portal.core import audit


class NotPossible(Exception):
    """The state does not allow it. The text is a sentence for the user."""


@dataclass(frozen=True)
class Machine:
    """An actor that is not a person. The clock runs the schedule; the operator types commands on the server."""

    name: str
    label: str
    is_authenticated: bool = False
    is_machine: bool = True

    def __str__(self) -> str:
        return self.label


THE_CLOCK = Machine("clock", "Lịch tự động")
OPERATOR = Machine("operator", "Người vận hành máy chủ")
MACHINES = {machine.name: machine for machine in (THE_CLOCK, OPERATOR)}


def act(
    *, may: Callable[..., bool], hide: tuple[str, ...] = (), first: Callable[[Any], object] = lambda _subject: None
):
    """Make a function an act. `may(by, subject)` decides; `hide` names facts that are kept out of memory; `first(subject)`
    waits for whatever must be had before the subject is locked."""

    def decorate(function):
        @functools.wraps(function)
        def wrapper(subject: Any, /, *, by: Any, **facts: Any) -> Any:
            if by is None:
                raise PermissionDenied("An act has an actor.")
            with transaction.atomic():
                first(subject)
                fresh = _locked(subject)
                if not may(by, fresh):
                    raise PermissionDenied(function.__name__)
                before = audit.picture(fresh)
                result = function(fresh, by=by, **facts)
                remembered = {name: value for name, value in facts.items() if name not in hide}
                audit.remember(function.__name__, fresh, by=by, before=before, facts=remembered, result=result)
            return result

        wrapper.is_act = True  # type: ignore[attr-defined]
        wrapper.may = may  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _locked(subject: Any) -> Any:
    if isinstance(subject, models.Model) and subject.pk is not None:
        model = subject.__class__  # not type(): request.user is a lazy wrapper around the person
        return model._base_manager.select_for_update(no_key=True).get(pk=subject.pk)
    return subject
