"""Labour reviews of the demo, one closed and one half done; the gaps of the cross-check, and what was done about them."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db import connection

from agencies.rules.wording import period_words
from employers.models import Gap, LabourReview, ReviewLine, ReviewShare, Source
from employers.queries.reviews import closing_key
from employers.services.cross_check import find_not_joined, run_cross_check
from employers.services.gaps import ask_inspection, explain_gap, record_joined
from employers.services.review_cells import save_cells
from employers.services.review_closing import close_labour_review, finish_labour_review
from employers.services.review_shares import accept_share, return_share, submit_share
from employers.services.reviews import open_labour_review
from portal.core.acts import THE_CLOCK
from portal.core.copying import copy_rows
from portal.core.models import Job
from portal.core.periods import Month
from portal.shell.demo.cast import clerks_of
from reports.services.demand_letters import draw_up_demands, issue_demands

if TYPE_CHECKING:
    from portal.shell.demo.register import Register

TYPED = ("found", "employed", "subject", "participating", "not_participating", "reason", "note")
DONE_OF_OPEN = 0.55
RETURNED = "Còn đơn vị ghi chưa đúng số đã tham gia; đề nghị kiểm tra lại."
SYMBOLS = {"kcn": "BQLKCN-QLLĐ", "xa": "UBND-VHXH"}


def _open(register: Register, *, title: str, period: str, as_of, opened, due_on) -> LabourReview:
    return open_labour_review(
        register.province, by=register.person("noivu.pheduyet"), at=register.at(opened), title=title, period=period,
        as_of=as_of, due_on=due_on,
    )  # fmt: skip


def _type(register: Register, lines: list[ReviewLine], at, chance: float = 1.0) -> None:
    """Fill lines in, as people typed them."""
    random = Random(f"{register.simulation.plan.seed}/review/{at.date()}/{chance}")
    workers, typed = register.books.workers, []
    for line in lines:
        if random.random() > chance:
            continue
        joined = workers.get(line.employer.unit_code, 0)
        line.found, more = ReviewLine.Found.OPERATING, random.choice((0, 0, 0, 0, 0, 1, 2, 5))
        if random.random() < 0.03:
            line.found = random.choice((ReviewLine.Found.NOT_FOUND, ReviewLine.Found.SUSPENDED))
            line.note = "Đã đến địa chỉ đăng ký (mô phỏng)."
        else:
            line.participating, line.not_participating, line.subject = joined, more, joined + more
            line.employed, line.reason = joined + more + random.choice((0, 0, 1)), "probation" if more else ""
        typed.append((line.pk, *(getattr(line, name) for name in TYPED)))
    _write(typed, at)


def _write(typed: list[tuple], at) -> None:
    """Thousands of lines in one statement: bulk_update would take ten times as long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE demo_typed (id bigint, found text, employed int, subject int, participating int,"
            " not_participating int, reason text, note text) ON COMMIT DROP"
        )
        copy_rows("demo_typed", ("id", *TYPED), typed)
        cursor.execute("ANALYZE demo_typed")
        columns = ", ".join(f"{name} = typed.{name}" for name in TYPED)
        cursor.execute(
            f"UPDATE employers_reviewline line SET {columns}, changed_at = %s, edits = 3 FROM demo_typed typed"
            " WHERE typed.id = line.id",
            [at],
        )
        cursor.execute("DROP TABLE demo_typed")


def _lines(shares) -> list[ReviewLine]:
    return list(ReviewLine.objects.filter(share__in=shares).select_related("employer").order_by("pk"))


def closed_review(register: Register) -> None:
    """The review of the quarter before the last, whole: handed in by every agency, taken, closed. None where the offices that
    would have shared it out were not there yet."""
    _name, first, _last = register.quarter
    before = Month.of(first).plus(-1)
    period, as_of = f"{before.year}-Q{before.month // 3}", before.last_day
    if as_of < register.opened_on:
        return
    review = _open(
        register, title=f"Rà soát lao động {period_words(period)}", period=period,
        as_of=as_of, opened=as_of + timedelta(days=4), due_on=as_of + timedelta(days=40),
    )  # fmt: skip
    shares, handed_in = list(review.shares.all()), register.at(as_of + timedelta(days=30))
    _type(register, _lines(shares), handed_in)
    _hand_in(register, shares, handed_in, accepted_at=register.at(as_of + timedelta(days=43)))
    ended_at = register.at(as_of + timedelta(days=46))
    review = close_labour_review(review, by=register.person("noivu.pheduyet"), at=ended_at)
    finish_labour_review(review, by=THE_CLOCK)
    done = {"state": Job.State.DONE, "attempts": 1, "started_at": ended_at, "finished_at": ended_at}
    Job.objects.filter(key=closing_key(review)).update(**done)


def _hand_in(register: Register, shares: list[ReviewShare], at, *, accepted_at=None) -> None:
    """As the acts leave a share: handed in by the agency's clerk, taken by the coordinator."""
    clerks, judge = clerks_of(register.province), register.person("noivu.pheduyet")
    for share in shares:
        share.status, share.is_late = ReviewShare.Status.SUBMITTED, False
        share.submitted_by, share.submitted_at = clerks.get(share.agency_id), at
        if accepted_at:
            share.status, share.decided_by, share.decided_at = ReviewShare.Status.ACCEPTED, judge, accepted_at
    columns = ("status", "is_late", "submitted_by", "submitted_at", "decided_by", "decided_at")
    ReviewShare.objects.bulk_update(shares, columns)


def open_review(register: Register) -> None:
    """The review of the running quarter, half done: most have begun, some have handed in, one was given back."""
    month = Month.of(register.as_of)
    as_of, period = month.first_day, f"{month.year}-Q{(month.month + 2) // 3}"
    opened = max(as_of, register.as_of - timedelta(days=14))
    review = _open(
        register, title=f"Rà soát lao động {period_words(period)}",
        period=period, as_of=as_of, opened=opened, due_on=register.as_of + timedelta(days=25),
    )  # fmt: skip
    own = {register.people[name].posting.agency_id: name for name in ("kcn.canbo", "xa.canbo1", "xaydung.canbo")}
    others = list(review.shares.exclude(agency__in=own).exclude(agency=review.coordinator).order_by("agency__code"))
    done, begun = others[: int(len(others) * DONE_OF_OPEN)], others[int(len(others) * DONE_OF_OPEN) :]
    at = register.at(register.as_of - timedelta(days=3))
    _type(register, _lines(done), at)
    _type(register, _lines(begun), at, chance=0.4)
    _hand_in(register, done, at)
    judge = register.person("noivu.pheduyet")
    for share in done[:4]:
        accept_share(share, by=judge, at=register.at(register.as_of - timedelta(days=1)))
    if len(done) > 4:
        return_share(done[4], by=judge, at=register.at(register.as_of - timedelta(days=1)), reason=RETURNED)
    for agency, name in own.items():
        if share := review.shares.filter(agency=agency).first():
            _type_by_hand(register, share, name)


def _type_by_hand(register: Register, share: ReviewShare, name: str) -> None:
    """Some cells through the act, by somebody of the cast; the builders' department has handed in."""
    by, at = register.person(name), register.at(register.as_of - timedelta(days=2))
    lines = _lines([share])
    if name == "xaydung.canbo":
        _type(register, lines, at)
        submit_share(share, by=register.person("xaydung.lanhdao"), at=at)
        return
    cells = []
    for line in lines[: min(len(lines) // 2, 40)]:
        joined = register.books.workers.get(line.employer.unit_code, 0)
        cells += [(line.pk, "participating", None, joined), (line.pk, "not_participating", None, line.pk % 3 // 2)]
        cells += [(line.pk, "employed", None, joined + 1)]
    save_cells(share, by=by, cells=cells, at=at)


def cross_check(register: Register) -> None:
    """The tax office's list beside BHXH's participants, and who has not joined at all, quarter by quarter."""
    by, at = register.person("noivu.canbo"), register.at(register.as_of - timedelta(days=12))
    run_cross_check(register.province, by=by, period=register.tax_period, source=Source.TAX, at=at)
    find_not_joined(register.province, by=by, quarter=register.quarter[0], at=at)
    key = f"cross-check:{register.province.slug}:{register.tax_period}:"
    Job.objects.filter(key__startswith=key).update(state=Job.State.DONE, finished_at=at, attempts=1)


def outcomes(register: Register) -> None:
    """Gaps in every state: explained, joined, sent on for inspection; by the people whose they are."""
    for number, name in enumerate(("kcn.canbo", "xa.canbo1", "xaydung.canbo", "noivu.canbo")):
        by, at = register.person(name), register.at(register.as_of - timedelta(days=7 - number))
        waiting = Gap.objects.filter(agency=by.posting.agency, state=Gap.State.OPEN, kind=Gap.Kind.SHORT)
        for place, gap in enumerate(waiting.order_by("-size", "pk")[:8]):
            if place == 0:
                ask_inspection(
                    gap, by=by, at=at, note="Đơn vị không giải trình, nhiều lao động chưa tham gia (mô phỏng)."
                )
            elif place in (2, 5):
                explain_gap(gap, by=by, at=at, reason="seasonal" if place == 2 else "probation")
            elif place in (3, 6):
                record_joined(gap, by=by, at=at, number=gap.size if place == 3 else 1)


def demands(register: Register) -> None:
    """Letters of the zone board and of the first commune, signed; one more bundle of the board is a draft."""
    sent = register.at(register.as_of - timedelta(days=10))
    for cast, count in (("kcn", 12), ("xa", 6)):
        officer = register.person("kcn.canbo" if cast == "kcn" else "xa.canbo1")
        head = register.person("kcn.lanhdao" if cast == "kcn" else "xa.lanhdao1")
        waiting = Gap.objects.filter(agency=officer.posting.agency, state=Gap.State.OPEN, size__gt=0).order_by(
            "kind", "-size", "pk"
        )
        gaps = list(waiting.values_list("pk", flat=True)[:count])
        for part, days in ((gaps[: count // 2], 8), (gaps[count // 2 :], 15)):
            if not part:
                continue
            answer_by = sent.date() + timedelta(days=days)
            bundle = draw_up_demands(officer.posting.agency, by=officer, gaps=part, answer_by=answer_by, at=sent)
            number = 41 if days == 8 else 61
            issue_demands(bundle, by=head, at=sent, number=number, symbol=SYMBOLS[cast], issued_on=sent.date())
    officer = register.person("kcn.canbo")
    waiting = Gap.objects.filter(agency=officer.posting.agency, state=Gap.State.OPEN, size__gt=0).order_by(
        "kind", "-size", "pk"
    )
    gaps = list(waiting.values_list("pk", flat=True)[:5])
    if gaps:
        now = register.at(register.as_of)
        answer_by = register.as_of + timedelta(days=15)
        draw_up_demands(officer.posting.agency, by=officer, gaps=gaps, answer_by=answer_by, at=now)
