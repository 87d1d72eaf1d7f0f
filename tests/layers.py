"""What many tests of a room begin with, built once for them all: layers of rows beneath each test's own transaction.

A layer is a savepoint: a test that needs less than the one before it takes the upper ones away, one that needs more
lays them. What a test gets is a copy, with which it may do what it likes.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from django.db import transaction


class Layers:
    def __init__(self) -> None:
        self.things: dict[str, Any] = {}
        self._laid: list[tuple[str, transaction.Atomic, dict[str, Any]]] = []

    def reach(self, wanted: Sequence[tuple[str, Callable[[dict[str, Any]], Any]]]) -> None:
        """Exactly these layers, the lowest first; a builder gets the things of those below it by name."""
        names = [name for name, _build in wanted]
        while [name for name, *_ in self._laid] != names[: len(self._laid)]:
            self._take_away()
        for name, build in wanted[len(self._laid) :]:
            savepoint = transaction.atomic()
            savepoint._from_testcase = True  # as Django's own tests mark theirs: durable blocks may stand inside
            savepoint.__enter__()
            self._laid.append((name, savepoint, deepcopy(self.things)))
            try:
                self.things[name] = build(self.things)
            except BaseException:
                self.leave()
                raise

    @property
    def laid(self) -> bool:
        return bool(self._laid)

    def copies(self) -> dict[str, Any]:
        """One copy of all of it: what is the same thing in two of them stays the same."""
        return deepcopy(self.things)

    def leave(self) -> None:
        while self._laid:
            self._take_away()

    def _take_away(self) -> None:
        _name, savepoint, self.things = self._laid.pop()
        transaction.set_rollback(True)
        savepoint.__exit__(None, None, None)
