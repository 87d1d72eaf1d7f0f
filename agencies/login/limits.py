"""The figures of the door: the province's settings of the day over the defaults in settings.SECURITY_DEFAULTS."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from agencies.models import Province, ProvinceSetting

DEMO_IDLE = timedelta(minutes=120)  # a newcomer reads the README between two clicks


@dataclass(frozen=True)
class Limits:
    failures_per_address: int
    first_delay: timedelta
    failures_per_user: int
    user_lock: timedelta
    forget: timedelta
    idle: timedelta
    idle_administrator: timedelta
    absolute: timedelta
    second_factor_for_all: bool
    invitation: timedelta
    idle_days: int
    review_months: int


def limits(province: Province | None, on: date) -> Limits:
    """One query; the newest row that has begun counts, a key without a row keeps its default."""
    values = dict(settings.SECURITY_DEFAULTS)
    rows = ProvinceSetting.objects.filter(province=province, key__in=values, valid_from__lte=on)
    values.update(rows.order_by("valid_from", "id").values_list("key", "value"))
    return Limits(
        failures_per_address=values["login.failures_per_address"],
        first_delay=timedelta(seconds=values["login.first_delay_seconds"]),
        failures_per_user=values["login.failures_per_user"],
        user_lock=timedelta(hours=values["login.user_lock_hours"]),
        forget=timedelta(hours=values["login.forget_hours"]),
        idle=DEMO_IDLE if settings.DEMO else timedelta(minutes=values["session.idle_minutes"]),
        idle_administrator=DEMO_IDLE
        if settings.DEMO
        else timedelta(minutes=values["session.idle_minutes_administrator"]),
        absolute=timedelta(hours=values["session.absolute_hours"]),
        second_factor_for_all=values["mfa.required_for_all"],
        invitation=timedelta(hours=values["users.invitation_hours"]),
        idle_days=values["users.idle_days"],
        review_months=values["users.review_months"],
    )
