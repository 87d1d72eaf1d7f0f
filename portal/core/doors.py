"""Command doors for IT staff: one JSON value on stdout, text on stderr; exit 0 done, 2 refused with nothing applied, 1 fault.

They act as the operator; COMMAND_DOORS=0 shuts them.
"""

import json
import sys
import traceback
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandParser

from portal.core.acts import NotPossible

DONE, FAULT, REFUSED = 0, 1, 2


class Refusal(Exception):
    """Refused with nothing applied; `answer` is what goes to stdout."""

    def __init__(self, answer: Any, text: str = "") -> None:
        super().__init__(text)
        self.answer = answer


class Door(BaseCommand):
    """A command that answers in JSON. Subclasses write `answer(**options)`, which returns the value to print."""

    requires_system_checks: list = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Doors speak of versions of the ledger: their own --version takes the place of Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def answer(self, **options: Any) -> Any:
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        code, value = self._walk(options)
        self.stdout.write(json.dumps(value, ensure_ascii=False, default=str))
        if code:
            sys.exit(code)

    def _walk(self, options: dict[str, Any]) -> tuple[int, Any]:
        if not settings.COMMAND_DOORS:
            return REFUSED, self._said(
                {"status": "refused", "code": "doors_shut"}, "Lối lệnh đã đóng (COMMAND_DOORS=0)."
            )
        try:
            return DONE, self.answer(**options)
        except Refusal as refusal:
            return REFUSED, self._said(refusal.answer, str(refusal))
        except (NotPossible, PermissionDenied, ValidationError, ObjectDoesNotExist, ValueError) as problem:
            text = "; ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
            return REFUSED, self._said({"status": "refused", "code": type(problem).__name__, "message": text}, text)
        except Exception as fault:
            self.stderr.write(traceback.format_exc())
            return FAULT, {"status": "fault", "message": f"{type(fault).__name__}: {fault}"}

    def _said(self, value: Any, text: str) -> Any:
        if text:
            self.stderr.write(text)
        return value
