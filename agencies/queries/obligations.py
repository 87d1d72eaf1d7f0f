"""Who judges an obligation and who receives it, what a note is enough for, and where nothing lies ahead."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from agencies.models import Agency, Directive, Duty, DutyParty, Obligation, Province, ProvinceSetting
from agencies.queries.functions import HolderBook, part_holders
from agencies.reference_files import rows as reference_rows

LABOUR = "labour_management"
DEFAULT_COORDINATOR = "directive.default_coordinator"
DEFAULTS = {"obligations.horizon_months": 18, "obligations.alarm_days": 60, "obligations.event_days": 15}


def coordinator_function(directive: Directive, day: date) -> str:
    """The function that watches over the directive: as the document says, else as the province has settled."""
    if directive.coordinator_id:
        return directive.coordinator_id
    rows = ProvinceSetting.objects.filter(province=directive.province_id).valid_on(DEFAULT_COORDINATOR, day)
    return rows.values_list("value", flat=True).first() or LABOUR


def coordinators(directive: Directive, day: date, book: HolderBook | None = None) -> list[Agency]:
    """The agencies that watch over the directive on the day."""
    book = book or HolderBook(directive.province)
    return book.holders(coordinator_function(directive, day), directive.territory, day)


def coordinates(user, directive: Directive, day: date) -> bool:
    """Whether the person's agency watches over the directive on the day, and the person may do so for it."""
    if user.posting is None or not user.may("coordinate_duties"):
        return False
    return user.posting.agency_id in {agency.pk for agency in coordinators(directive, day)}


def relays(obligation: Obligation, day: date) -> list[Agency]:
    """The agencies through which the obligation goes on to its recipients; none where its own agency is the relay."""
    found = agencies_with(obligation.duty, DutyParty.Part.RELAY, day)
    return [agency for agency in found if agency.pk not in _own(obligation)]


def recipients(obligation: Obligation, day: date) -> list[Agency]:
    """The agencies of the day that are to have it in the end, without its own and without the relay."""
    on_the_way = {agency.pk for agency in relays(obligation, day)} | _own(obligation)
    found = agencies_with(obligation.duty, DutyParty.Part.RECIPIENT, day)
    return [agency for agency in found if agency.pk not in on_the_way]


def agencies_with(duty: Duty, part: str, day: date) -> list[Agency]:
    """The agencies of the day with this part in the duty, each once."""
    return _once(agency for _party, agencies in part_holders(duty, part, day) for agency in agencies)


def judges(user, obligation: Obligation, day: date) -> bool:
    """Whether the person may accept or return it: for the coordinator of the directive, or for its relay."""
    if coordinates(user, obligation.directive, day):
        return True
    return user.posting is not None and user.posting.agency_id in {agency.pk for agency in relays(obligation, day)}


def number_setting(province: Province, key: str, day: date) -> int:
    """A number that the engine goes by; a province opened before the key existed has the default."""
    rows = ProvinceSetting.objects.filter(province=province).valid_on(key, day)
    found = rows.values_list("value", flat=True).first()
    return DEFAULTS[key] if found is None else found


def without_anything_ahead(province: Province, *, on: date, days: int) -> list[str]:
    """Codes of the province's directives in force that order something, whose obligations do not reach that far ahead."""
    found = _ordering_into_nothing(on, days).filter(province=province)
    return list(found.order_by("code").values_list("code", flat=True))


def empty_calendars(on: date) -> int:
    """In how many provinces the generator seems to have stopped."""
    found = _ordering_into_nothing(on, DEFAULTS["obligations.alarm_days"])
    return found.order_by().values("province").distinct().count()


def _ordering_into_nothing(on: date, days: int):
    """By the ends of periods, not by due days: between two yearly deadlines nothing falls due, and all is well."""
    asked = Duty.objects.filter(directive=OuterRef("pk")).on(on).tracked().exclude(kind=Duty.Kind.EVENT)
    borne = DutyParty.objects.filter(duty=OuterRef("pk"), part=DutyParty.Part.BEARER, function__isnull=False)
    ahead = Obligation.objects.filter(directive=OuterRef("pk"), period_end__gte=on + timedelta(days=days))
    ahead = ahead.exclude(state=Obligation.State.WITHDRAWN)
    found = Directive.objects.in_force(on).in_force(on + timedelta(days=days))
    return found.filter(Exists(asked.filter(Exists(borne))), ~Exists(ahead))


def insurance_owing(province: Province, thing: str, day: date) -> list[Agency]:
    """BHXH of the province on the day, where it has something open that the thing would do: an upper storey did it."""
    owing = Obligation.objects.filter(holder=OuterRef("pk"), duty__thing=thing, duty__mode=Duty.Mode.EXECUTED).open()
    return list(province.agencies.as_of(day).filter(Exists(owing), kind="social_insurance", area=None))


def provinces_with_overdue(at: datetime) -> list[Province]:
    """Where an open obligation has passed its due instant and nobody has said so yet."""
    overdue = Obligation.objects.filter(province=OuterRef("pk"), verdict="").overdue(at)
    return list(Province.objects.filter(Exists(overdue)))


def needs_evidence(duty: Duty) -> bool:
    """Whether a note is not enough: it is done outside, or by a room of the portal that is another's or not open yet."""
    if duty.mode == Duty.Mode.TRACKED:
        return False
    here = {row["code"] for row in reference_rows("agencies", "things") if row["room"] == "agencies"}
    return duty.mode == Duty.Mode.EVIDENCED or duty.thing not in here


def _own(obligation: Obligation) -> set[int | None]:
    return {obligation.agency_id, obligation.holder_id}


def _once(agencies: Iterable[Agency]) -> list[Agency]:
    return list({agency.pk: agency for agency in agencies}.values())
