"""Work for the tests of the job list: it notes, dawdles, refuses and breaks."""

import time

from portal.core.acts import NotPossible

calls: list[dict] = []


def note(running, **arguments):
    calls.append(arguments)
    return {"calls": len(calls)}


def slowly(running, **arguments):
    calls.append(arguments)
    time.sleep(0.5)


def refuse(running, **arguments):
    raise NotPossible("Tháng đã khóa sổ.")


def break_down(running, **arguments):
    raise RuntimeError("hỏng")
