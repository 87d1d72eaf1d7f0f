"""The duties of the demo: what each agency did in the past months for what the directives order, some of it late, some not.

Written in bulk, as the acts of agencies/services/fulfilment.py would have left it; what falls due from now on is left to
whoever tries the portal.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random

from django.db import transaction
from django.utils.timezone import get_current_timezone
from pypdf import PdfWriter

from agencies.models import (
    Agency,
    AgencyKind,
    Evidence,
    Function,
    Obligation,
    ObligationReceipt,
    ObligationStep,
    Province,
)
from agencies.queries.functions import HolderBook, unheld
from agencies.services.functions import name_holder
from agencies.services.obligations import judge_overdue, raise_obligations
from portal.core import files
from portal.core.acts import OPERATOR
from portal.core.models import StoredFile
from portal.shell.demo.cast import clerks_of

DISTRICTS_ENDED = date(2025, 7, 1)
DECIDED = "Quyết định mô phỏng của UBND tỉnh: UBND xã, phường tiếp nhận nhiệm vụ của UBND cấp huyện"
LEFT_OPEN_DAYS = 10
RELIABLE = (0.99, 0.96, 0.9, 0.78)
DONE = {
    "note": "Đã thực hiện theo văn bản chỉ đạo; kết quả cụ thể gửi kèm.",
    "nothing": "Trong kỳ không phát sinh trên địa bàn, lĩnh vực phụ trách.",
    "logs": (
        "Tổ chức hội nghị tuyên truyền chính sách BHXH, BHYT, BHTN cho người lao động.",
        "Đối thoại với doanh nghiệp, giải đáp vướng mắc về đóng BHXH bắt buộc.",
        "Rà soát, cập nhật dữ liệu doanh nghiệp trên địa bàn.",
        "Gửi văn bản nhắc các đơn vị chậm đóng.",
    ),
}


def order_duties(province: Province, *, since: date, as_of: date) -> None:
    """Raise what the directives order since the first month; the province has decided who follows the districts."""
    if "district_government" in unheld(province, as_of):
        communes = AgencyKind.objects.get(code="commune_committee")
        district = Function.objects.get(code="district_government")
        name_holder(province, by=OPERATOR, function=district, on=DISTRICTS_ENDED, source=DECIDED, kind=communes)
    for day in (since, as_of):
        raise_obligations(province, by=OPERATOR, on=day)


@transaction.atomic
def live_duties(province: Province, *, seed: int, as_of: date) -> int:
    """Do what was due before the last days, more or less in time. Returns how many obligations were done."""
    at = datetime.combine(as_of, time(8), get_current_timezone())
    open_ones = Obligation.objects.filter(province=province, holder__isnull=False, quota=0).open()
    due = open_ones.filter(verdict="", due_on__lt=as_of - timedelta(days=LEFT_OPEN_DAYS)).select_related(
        "duty__directive__territory", "holder"
    )
    due = due.prefetch_related("duty__parties")
    life = _Life(province, Random(f"{seed}/duties/{province.slug}"), at)
    for obligation in due.order_by("pk"):
        life.live(obligation)
    for obligation in (
        open_ones.filter(due_on=None, opens_on__lte=as_of, counted=0).select_related("duty", "holder").order_by("pk")
    ):
        life.log(obligation)
    life.write()
    judge_overdue(province, by=OPERATOR, at=at)
    return len(life.done)


@dataclass
class _Life:
    """Decides what became of each obligation and gathers the rows that say so."""

    province: Province
    random: Random
    at: datetime
    done: list[Obligation] = field(default_factory=list)
    counted: list[Obligation] = field(default_factory=list)
    steps: list[ObligationStep] = field(default_factory=list)
    receipts: list[ObligationReceipt] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = clerks_of(self.province)
        self.reliability: dict[int, float] = {}
        self.book = HolderBook(self.province)
        self.file: StoredFile | None = None

    def live(self, obligation: Obligation) -> None:
        """Most do it in the last week before it is due, some after it, a few not at all."""
        luck = self.random.random()
        reliable = self.reliability.setdefault(obligation.holder_id, self.random.choice(RELIABLE))
        last = obligation.due_at - timedelta(hours=self.random.randrange(9, 150))
        if luck > reliable:
            if luck > reliable + (1 - reliable) / 2:
                return
            last = obligation.due_at + timedelta(days=self.random.randrange(1, 9), hours=-self.random.randrange(7, 15))
        if last < self.at:
            self._fulfil(obligation, max(last, self._opened(obligation)))

    def _opened(self, obligation: Obligation) -> datetime:
        return datetime.combine(obligation.opens_on, time(9), get_current_timezone())

    def _fulfil(self, obligation: Obligation, when: datetime) -> None:
        nothing = self.random.random() < 0.08
        obligation.means = Obligation.Means.NOTHING if nothing else Obligation.Means.EVIDENCE
        obligation.note = DONE["nothing"] if nothing else DONE["note"]
        obligation.state = Obligation.State.SUBMITTED if self.random.random() < 0.3 else Obligation.State.ACCEPTED
        obligation.fulfilled_at, obligation.fulfilled_by = when, self.people.get(obligation.holder_id)
        obligation.fulfilled_as = obligation.holder.name
        on_time = when <= obligation.due_at
        obligation.verdict = Obligation.Verdict.ON_TIME if on_time else Obligation.Verdict.LATE
        obligation.verdict_at = when if on_time else obligation.due_at
        kind = ObligationStep.Kind.NOTHING if nothing else ObligationStep.Kind.SUBMIT
        self._step(obligation, kind, when, obligation.note)
        if not nothing:
            self._prove(obligation, when)
        if obligation.state == Obligation.State.ACCEPTED:
            self._step(obligation, ObligationStep.Kind.ACCEPT, when + timedelta(hours=20), by_coordinator=True)
        self._send(obligation, when)
        self.done.append(obligation)

    def _step(self, obligation, kind: str, when: datetime, text: str = "", by_coordinator: bool = False) -> None:
        person = None if by_coordinator else self.people.get(obligation.holder_id)
        actor = person.full_name if person else "Cơ quan điều phối" if by_coordinator else obligation.holder.name
        self.steps.append(
            ObligationStep(
                obligation=obligation,
                kind=kind,
                text=text,
                at=min(when, self.at),
                by=person,
                actor=actor,
                agency=None if by_coordinator else obligation.holder,
                is_submitted=True,
            )
        )

    def _prove(self, obligation: Obligation, when: datetime) -> None:
        if self.file is None:
            self.file = files.keep(
                [blank_page()],
                name="minh-chung-mo-phong.pdf",
                content_type="application/pdf",
                province_code=self.province.slug,
            )
        self.evidence.append(
            Evidence(
                obligation=obligation,
                file=self.file,
                title="Báo cáo kết quả (mô phỏng)",
                effective_on=when.date(),
                is_submitted=True,
                agency=obligation.holder,
                uploaded_by=obligation.fulfilled_by,
            )
        )

    def _send(self, obligation: Obligation, when: datetime) -> None:
        for part, agency in self._receivers(obligation):
            received = when + timedelta(hours=self.random.randrange(2, 60))
            is_read = received < self.at and self.random.random() < 0.8
            self.receipts.append(
                ObligationReceipt(
                    obligation=obligation,
                    agency=agency,
                    part=part,
                    sent_at=when,
                    acknowledged_at=received if is_read else None,
                    acknowledged_by=self.people.get(agency.pk) if is_read else None,
                )
            )

    def _receivers(self, obligation: Obligation) -> list[tuple[str, Agency]]:
        """The relay where there is one, else the recipients, as they stood when the period ended."""
        parties = [party for party in obligation.duty.parties.all() if party.function_id]
        part = "relay" if any(party.part == "relay" for party in parties) else "recipient"
        territory, day = obligation.duty.directive.territory, obligation.period_end
        functions = [party.function_id for party in parties if party.part == part]
        found = {agency for function in functions for agency in self.book.holders(function, territory, day)}
        return [(part, agency) for agency in sorted(found - {obligation.holder}, key=lambda agency: agency.pk)]

    def log(self, obligation: Obligation) -> None:
        """Standing duties: most agencies have written down once or twice a year what they did."""
        for _time in range(self.random.choice((0, 1, 1, 2))):
            span = (min(self.at.date(), obligation.period_end) - obligation.period_start).days
            day = obligation.period_start + timedelta(days=self.random.randrange(max(span, 1)))
            if day >= self.at.date():
                continue
            when = datetime.combine(day, time(15), get_current_timezone())
            self._step(obligation, ObligationStep.Kind.COUNT, when, self.random.choice(DONE["logs"]))
            self.steps[-1].happened_on = day
            self.steps[-1].is_submitted = False
            obligation.counted += 1
        if obligation.counted:
            self.counted.append(obligation)

    def write(self) -> None:
        columns = ("means", "note", "state", "fulfilled_at", "fulfilled_by", "fulfilled_as", "verdict", "verdict_at")
        Obligation.objects.bulk_update(self.done, columns, batch_size=500)
        Obligation.objects.bulk_update(self.counted, ["counted"], batch_size=500)
        ObligationStep.objects.bulk_create(self.steps, batch_size=2000)
        Evidence.objects.bulk_create(self.evidence, batch_size=2000)
        unique = {(receipt.obligation_id, receipt.agency_id): receipt for receipt in self.receipts}
        ObligationReceipt.objects.bulk_create(unique.values(), batch_size=2000)


def blank_page() -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": "Minh chứng mô phỏng"})
    writer.write(out)
    return out.getvalue()
