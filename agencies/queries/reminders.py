"""What calls for a reminder: obligations due soon or overdue, who answers for them, and what was not mailed yet."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from agencies.models import Digest, Obligation, Post, Power, Province, Reminder, User
from agencies.models.users import Role
from agencies.rules.reminders import COORDINATOR, DUE_1, DUE_3, DUE_7, HEAD, OVERDUE

WORKERS = (Role.OFFICER, Role.APPROVER, Role.HEAD)


def waiting(province: Province, *, today: date):
    """Open obligations due within seven days or overdue, until the coordinator was told, with what a reminder names of them."""
    found = Obligation.objects.filter(province=province, holder__isnull=False, due_on__lte=today + timedelta(days=7))
    found = found.exclude(reminders__level=COORDINATOR)
    return found.open().begun(today).select_related("duty", "directive", "holder").order_by("due_at", "pk")


def already_told(obligations: Iterable[Obligation]) -> set[tuple[int, int, str]]:
    """(obligation, user, level) of every reminder that exists."""
    told = Reminder.objects.filter(obligation__in=[obligation.pk for obligation in obligations])
    return set(told.values_list("obligation_id", "user_id", "level"))


def people_of(province: Province, *, today: date) -> dict[tuple[int, str], list[int]]:
    """(agency, role) -> the active people who hold that post today."""
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for agency, role, user in _posts(province, today).values_list("agency_id", "role", "user_id"):
        found[agency, role].append(user)
    return found


def coordinators_of(province: Province, *, today: date) -> dict[int, list[int]]:
    """Agency -> its people who may coordinate duties today."""
    able = set(Power.objects.filter(act="coordinate_duties").values_list("agency_kind_id", "role"))
    found: dict[int, list[int]] = defaultdict(list)
    for agency, kind, role, user in _posts(province, today).values_list(
        "agency_id", "agency__kind_id", "role", "user_id"
    ):
        if (kind, role) in able:
            found[agency].append(user)
    return found


def _posts(province: Province, today: date):
    current = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gte=today))
    return Post.objects.filter(current, agency__province=province, user__is_active=True).order_by("user_id")


def to_mail(province: Province, *, today: date):
    """People with an address, reminders of open obligations that no mail carried, and no mail today."""
    unmailed = Reminder.objects.filter(mailed_at=None, obligation__province=province)
    unmailed = unmailed.filter(obligation__state__in=[Obligation.State.OPEN, Obligation.State.RETURNED])
    mailed_today = Digest.objects.filter(day=today, sent_at__isnull=False)
    people = User.objects.filter(is_active=True, pk__in=unmailed.values("user_id")).exclude(email="")
    return people.exclude(pk__in=mailed_today.values("user_id"))


def unmailed_of(person: User) -> list[Reminder]:
    """The person's reminders that no mail carried, of what is still open, the most pressing first."""
    mine = Reminder.objects.filter(user=person, mailed_at=None)
    mine = mine.filter(obligation__state__in=[Obligation.State.OPEN, Obligation.State.RETURNED])
    return list(mine.select_related("obligation__duty", "obligation__directive").order_by("obligation__due_at", "pk"))


ORDER = {level: place for place, level in enumerate((DUE_7, DUE_3, DUE_1, OVERDUE, HEAD, COORDINATOR))}


def newest(reminders: list[Reminder]) -> list[Reminder]:
    """One line for each obligation: its most urgent reminder."""
    lines: dict[int, Reminder] = {}
    for reminder in reminders:
        known = lines.get(reminder.obligation_id)
        if known is None or ORDER[reminder.level] > ORDER[known.level]:
            lines[reminder.obligation_id] = reminder
    return list(lines.values())
