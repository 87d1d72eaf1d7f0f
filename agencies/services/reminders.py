"""Reminding: nobody is late unwarned, nobody is told the same thing twice, and nobody gets more than one mail a day.

What was said is a row (Reminder), so a run that was missed is made up for by the next one and a repeated run says nothing.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Digest, Obligation, Province, Reminder, User
from agencies.models.settings import setting
from agencies.models.users import Role
from agencies.queries import reminders as queries
from agencies.queries.functions import holder_map
from agencies.rules.reminders import COORDINATOR, HEAD, levels_reached
from portal.core.acts import act
from portal.core.notifications import tell

LINES_IN_A_MAIL = 40


@act(may=permissions.remind)
def remind(province: Province, *, by, at: datetime) -> int:
    """Remind whoever answers for what is due in 7, 3, 1 days or overdue; days later the head, then the coordinator.

    Returns how many reminders were new. Each person gets one line in the portal about all of them."""
    today = timezone.localtime(at).date()
    after = {
        "head_after": setting(province, "reminders.head_after_days", on=today),
        "coordinator_after": setting(province, "reminders.coordinator_after_days", on=today),
    }
    found = list(queries.waiting(province, today=today))
    told = queries.already_told(found)
    people = _Answering(province, today)
    new = [
        Reminder(obligation=obligation, user_id=user, level=level, told_at=at)
        for obligation in found
        for level in levels_reached(obligation.due_on, today=today, **after)
        for user in people.to_tell(obligation, level)
        if (obligation.pk, user, level) not in told
    ]
    Reminder.objects.bulk_create(new, batch_size=2000, ignore_conflicts=True)
    _tell_each(new, at)
    return len(new)


class _Answering:
    """Who is told at which level, read once a run."""

    def __init__(self, province: Province, today: date) -> None:
        self.province, self.today = province, today
        self.people = queries.people_of(province, today=today)
        self.coordinators = queries.coordinators_of(province, today=today)
        self.holders: dict[int, dict] = {}

    def to_tell(self, obligation: Obligation, level: str) -> list[int]:
        if level == HEAD:
            return self.people.get((obligation.holder_id, Role.HEAD), [])
        if level == COORDINATOR:
            return [user for agency in self._coordinating(obligation) for user in self.coordinators.get(agency.pk, [])]
        return [user for role in queries.WORKERS for user in self.people.get((obligation.holder_id, role), [])]

    def _coordinating(self, obligation: Obligation) -> list:
        directive = obligation.directive
        if directive.pk not in self.holders:
            self.holders[directive.pk] = holder_map(self.province, directive.territory, self.today)
        return self.holders[directive.pk].get(directive.coordinator_id, [])


def _tell_each(new: list[Reminder], at: datetime) -> None:
    lines: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in new:
        lines[reminder.user_id].append(reminder)
    day, told = timezone.localtime(at).date(), defaultdict(list)
    for user in User.objects.filter(pk__in=lines):
        mine = queries.newest(lines[user.pk])
        late = sum(reminder.obligation.due_on < day for reminder in mine)
        told[_sentence(late, len(mine) - late)].append(user)
    for text, users in told.items():  # many are told the same: one question for each sentence, not for each person
        tell(users, key=f"reminders:{at.isoformat()}", text=text, url=reverse("obligations"))


def _sentence(late: int, soon: int) -> str:
    if late and soon:
        return _("%(late)d việc quá hạn, %(soon)d việc sắp đến hạn.") % {"late": late, "soon": soon}
    if late:
        return _("%(late)d việc quá hạn.") % {"late": late}
    return _("%(soon)d việc sắp đến hạn.") % {"soon": soon}


@act(may=permissions.remind)
def claim_digests(province: Province, *, by, at: datetime) -> list[int]:
    """Set aside one mail for each person who has reminders that no mail carried, and no mail today. Returns the mails' ids."""
    today = timezone.localtime(at).date()
    if not setting(province, "reminders.by_mail", on=today):
        return []
    people = queries.to_mail(province, today=today)
    Digest.objects.bulk_create([Digest(user=user, day=today) for user in people], ignore_conflicts=True)
    unsent = Digest.objects.filter(user__in=people, day=today, sent_at=None)
    return list(unsent.order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Mail:
    """What leaves: subject and plain text, to one person."""

    to: str
    subject: str
    body: str


@act(may=permissions.remind)
def begin_digest(digest: Digest, *, by, at: datetime) -> Mail | None:
    """Write down that this mail leaves, and what it carries. The mail itself leaves after this is committed: whatever breaks
    then, nobody gets two in a day."""
    reminders = queries.unmailed_of(digest.user)
    if digest.sent_at is not None or not reminders:
        return None
    lines = queries.newest(reminders)
    digest.sent_at, digest.lines = at, len(lines)
    digest.save(update_fields=["sent_at", "lines"])
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in reminders]).update(mailed_at=at)
    return _mail(digest.user, [line.obligation for line in lines], timezone.localtime(at).date())


def _mail(person: User, obligations: list[Obligation], today: date) -> Mail:
    facts = {
        "person": person,
        "today": today,
        "late": [obligation for obligation in obligations if obligation.due_on < today][:LINES_IN_A_MAIL],
        "soon": [obligation for obligation in obligations if obligation.due_on >= today][:LINES_IN_A_MAIL],
        "count": len(obligations),
        "address": f"{settings.PUBLIC_URL}{reverse('my-duties')}" if settings.PUBLIC_URL else "",
    }
    subject = render_to_string("agencies/reminders/subject.txt", facts).strip()
    return Mail(person.email, subject, render_to_string("agencies/reminders/digest.txt", facts))


@act(may=permissions.remind)
def give_up_digest(digest: Digest, *, by) -> int:
    """The mail did not leave: what it carried goes into tomorrow's. Returns how many reminders wait again."""
    return Reminder.objects.filter(user=digest.user, mailed_at=digest.sent_at).update(mailed_at=None)
