"""One obligation with all that its page says: who was named and who holds it now, what was filed, what happened."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Manager, Q, QuerySet

from agencies.models import Agency, DutyParty, Evidence, FunctionHolder, Obligation, ObligationReceipt, ObligationStep
from agencies.queries.functions import IN_PARTS, HolderBook, part_holders
from agencies.queries.obligations import coordinator_function, coordinators

PARTS = tuple(DutyParty.Part)


def with_all(rows: Manager) -> QuerySet:
    """Obligations with what their page names of duty, directive and agencies."""
    named = rows.select_related("duty__clause", "directive__territory", "directive__province__unit", "province")
    return named.select_related("agency", "holder__kind", "fulfilled_by").prefetch_related("duty__parties")


@dataclass
class DutyBook(HolderBook):
    """Holders of the functions of one duty. Of kinds that have an agency in every commune only those that judge are read;
    `many` counts the others: kind -> (its name, how many stand on the day)."""

    functions: frozenset[str] = frozenset()
    judging: frozenset[str] = frozenset()
    many: dict[str, tuple[str, int]] = field(default_factory=dict)

    @cached_property
    def agencies(self) -> list[Agency]:
        rows = [row for row in self.rows if row.function_id in self.functions]
        wanted = [row for row in rows if row.kind_id not in self.many or row.function_id in self.judging]
        held = Q(kind__in={row.kind_id for row in wanted}) | Q(pk__in={row.agency_id for row in wanted})
        return list(self.province.agencies.filter(held).order_by("code").prefetch_related("kind"))


def book_of(obligation: Obligation, day: date) -> DutyBook:
    """Read once for a page; `duty.parties` are fetched already."""
    parties = [party for party in obligation.duty.parties.all() if party.function_id]
    coordinator = coordinator_function(obligation.directive, day)
    judging = {coordinator, *(party.function_id for party in parties if party.part == DutyParty.Part.RELAY)}
    book = DutyBook(
        obligation.province,
        functions=frozenset({coordinator, *(party.function_id for party in parties)}),
        judging=frozenset(judging),
    )
    if (
        obligation.directive.territory_id == obligation.province.unit_id
    ):  # of a former province the book itself knows which
        standing = obligation.province.agencies.as_of(day).filter(kind__tier__in=IN_PARTS, area=None)
        counted = standing.order_by().values_list("kind_id", "kind__name").annotate(number=Count("pk"))
        book.many = {kind: (name, number) for kind, name, number in counted}
    return book


@dataclass(frozen=True)
class PartyLine:
    """A body as the document names it, and who that is on a day. Another body that bears the same duty stands beside."""

    part: str
    name: str
    now: str
    since: date | None
    is_assumed: bool
    is_outside: bool
    is_requested: bool
    is_bearer_here: bool
    is_beside: bool

    @property
    def is_unheld(self) -> bool:
        """The function is known, but no text states who holds it now."""
        return not self.is_outside and not self.now


@dataclass(frozen=True)
class Standing:
    """What the reader is to this obligation."""

    is_holder: bool
    coordinates: bool
    relays: bool

    @property
    def judges(self) -> bool:
        return self.coordinates or self.relays


def standing_of(obligation: Obligation, user, day: date, book: DutyBook) -> Standing:
    """Whether the reader's agency has to do it, watches over its directive, or passes it on; not what the person may do."""
    agency = user.posting.agency_id
    others = agency not in (obligation.holder_id, obligation.agency_id)
    watching = {one.pk for one in coordinators(obligation.directive, day, book)} if others else set()
    relaying = part_holders(obligation.duty, DutyParty.Part.RELAY, day, book) if others else []
    return Standing(
        is_holder=agency == obligation.holder_id,
        coordinates=agency in watching,
        relays=any(agency == one.pk for _party, found in relaying for one in found),
    )


def parties_of(obligation: Obligation, day: date, book: DutyBook) -> list[PartyLine]:
    """Every body of the duty, bearers first; functions are looked up once for all."""
    held = {code: _names(agencies) for code, agencies in book.on(obligation.directive.territory, day).items()}
    for row in book.rows:
        if row.kind_id in book.many and row.valid_from <= day and (row.valid_to is None or row.valid_to >= day):
            name, number = book.many[row.kind_id]
            held[row.function_id] = f"{name} ({number})"
    parties = sorted(obligation.duty.parties.all(), key=lambda party: (PARTS.index(party.part), party.pk))
    return [
        _line(obligation, party, held.get(party.function_id or "", ""), _row_on(book, party, day)) for party in parties
    ]


def _line(obligation: Obligation, party: DutyParty, holders: str, row: FunctionHolder | None) -> PartyLine:
    is_here = party.part == DutyParty.Part.BEARER and party.slug == obligation.party
    now = str(obligation.holder or "") if is_here else holders
    return PartyLine(
        part=party.get_part_display(),
        name=party.name,
        now=now,
        since=row.valid_from if row and now else None,
        is_assumed=bool(row and row.is_assumed),
        is_outside=party.function_id is None,
        is_requested=party.is_requested,
        is_bearer_here=is_here,
        is_beside=party.part == DutyParty.Part.BEARER and not is_here,
    )


def _row_on(book: HolderBook, party: DutyParty, day: date) -> FunctionHolder | None:
    """The row by which the function is held on the day, the newest of several."""
    rows = [row for row in book.rows if row.function_id == party.function_id and row.valid_from <= day]
    return next((row for row in reversed(rows) if row.valid_to is None or row.valid_to >= day), None)


def _names(agencies: list) -> str:
    """Where a kind has an agency in every commune, its name and their number stand for all of them."""
    kinds: dict[str, int] = {}
    single = []
    for agency in agencies:
        if agency.kind.tier in IN_PARTS:
            kinds[agency.kind.name] = kinds.get(agency.kind.name, 0) + 1
        else:
            single.append(agency.name)
    return "; ".join([*single, *(f"{name} ({number})" for name, number in kinds.items())])


def evidence_of(obligation: Obligation, user) -> list[Evidence]:
    """The files that the reader may know of, the newest version of each first."""
    files = Evidence.objects.visible_to(user).filter(obligation=obligation)
    return list(files.select_related("file", "uploaded_by", "agency", "supersedes", "superseded_by").order_by("-pk"))


def steps_of(obligation: Obligation, user) -> list[ObligationStep]:
    """What happened, the newest first."""
    steps = ObligationStep.objects.visible_to(user).filter(obligation=obligation)
    return list(steps.select_related("agency").order_by("-pk"))


def receipts_of(obligation: Obligation, user) -> list[ObligationReceipt]:
    receipts = ObligationReceipt.objects.visible_to(user).filter(obligation=obligation)
    return list(receipts.select_related("agency", "acknowledged_by").order_by("pk"))


def note_of(obligation: Obligation, user, receipts: list[ObligationReceipt]) -> str:
    """What was reported in words, for those who may read the evidence: others see that it was done, not what it says."""
    own = {obligation.agency_id, obligation.holder_id} | {receipt.agency_id for receipt in receipts}
    return obligation.note if user.may("see_all_obligations") or user.posting.agency_id in own else ""
