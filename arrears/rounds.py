"""What the clock does for lists and editions, each alone: one that fails is told to the administrators and keeps no other
waiting."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Province, User
from arrears.models import Publication
from arrears.queries.editions import editions_naming, editions_standing
from arrears.services.publication.checking import recheck_publication
from arrears.services.publication.editions import delist_paid
from arrears.services.publication.holds import expire_holds
from employers.models import Employer
from portal.core.acts import THE_CLOCK
from portal.core.notifications import tell

logger = logging.getLogger(__name__)
WAITING = (Publication.State.NOTICED, Publication.State.APPROVED)


class Unfinished(Exception):
    """Something of the round failed: the job is tried again."""


def look_after(province: Province, *, at: datetime) -> int:
    """End the holds that are over, look again at lists that wait for answers or stand approved. Returns how many."""
    lists = Publication.objects.filter(province=province, state__in=WAITING).order_by("pk")
    deeds = [
        lambda: expire_holds(province, by=THE_CLOCK, on=localdate(at)),
        *(lambda one=one: recheck_publication(one, by=THE_CLOCK, at=at) for one in lists),
    ]
    _each_alone(province, deeds, at)
    return len(deeds) - 1


def delist_whoever_paid(province: Province, *, at: datetime) -> int:
    """Take off every edition of the province who has paid. Returns how many editions were looked at."""
    return _delist(province, [edition.publication for edition in editions_standing(province)], at)


def delist_one_who_paid(employer: Employer, *, at: datetime) -> int:
    """The same for one employer, as soon as its payment was told."""
    return _delist(employer.province, [edition.publication for edition in editions_naming(employer)], at)


def _delist(province: Province, publications: Iterable[Publication], at: datetime) -> int:
    deeds = [lambda one=one: delist_paid(one, by=THE_CLOCK, at=at) for one in publications]
    _each_alone(province, deeds, at)
    return len(deeds)


def _each_alone(province: Province, deeds: Iterable[Callable[[], Any]], at: datetime) -> None:
    failed: list[Exception] = []
    for deed in deeds:
        try:
            deed()
        except Exception as problem:  # whatever it is, the next one is looked after
            logger.exception("a list or edition of %s was not looked after", province.slug)
            failed.append(problem)
    if failed:
        _tell_of_trouble(province, len(failed), at)
        raise Unfinished(f"{len(failed)}: {type(failed[0]).__name__}: {failed[0]}")


def _tell_of_trouble(province: Province, count: int, at: datetime) -> None:
    """Once a day."""
    people = User.objects.holding(localdate(at), agencies=province.agencies.all(), power="administer_users")
    text = _(
        "%(n)d việc tự động về danh sách công khai không làm được; cổng sẽ thử lại. Hãy báo người vận hành xem nhật ký."
    )
    tell(people, key=f"publication-trouble:{province.slug}:{localdate(at)}", text=text % {"n": count})
