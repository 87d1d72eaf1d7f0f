"""What happens to the demo's employers besides: strikes and agreements, corrections, pairs that may be one, alerts."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from arrears.services.alerts import raise_dissolving_owing
from employers.models import Alert, DuplicatePair, Employer, LabourRelation
from employers.services.alerts import answer_alert, raise_new_not_joined
from employers.services.corrections import decide_correction, propose_correction
from employers.services.duplicates import decide_duplicate, find_duplicates
from employers.services.relations import record_labour_relation
from portal.core.acts import THE_CLOCK

if TYPE_CHECKING:
    from portal.shell.demo.register import Register

Kind = LabourRelation.Kind
RELATIONS = (
    (Kind.RULES, 18, {}),
    (Kind.AGREEMENT, 10, {}),
    (Kind.DIALOGUE, 8, {}),
    (Kind.STRIKE, 3, {"workers": 140, "days": 2}),
    (Kind.STOPPAGE, 2, {"workers": 60, "days": 1}),
    (Kind.WAGE_ARREARS, 3, {"workers": 45, "amount": 380_000_000}),
)
SAID = {
    Kind.RULES: "Đăng ký nội quy lao động.",
    Kind.AGREEMENT: "Thỏa ước lao động tập thể, thời hạn 02 năm.",
    Kind.DIALOGUE: "Đối thoại định kỳ: tiền lương, bữa ăn ca, đóng BHXH.",
    Kind.STRIKE: "Người lao động yêu cầu trả lương đúng hạn và đóng đủ BHXH.",
    Kind.STOPPAGE: "Ngừng việc tập thể về đơn giá sản phẩm.",
    Kind.WAGE_ARREARS: "Nợ lương hai tháng.",
}


def relations(register: Register) -> None:
    """Written down by the labour authority, and for zones by their board."""
    random = Random(f"{register.simulation.plan.seed}/relations")
    board, labour = register.person("kcn.canbo"), register.person("noivu.canbo")
    inside = _larger(register).exclude(zone=None)[:24]
    outside = _larger(register).filter(zone=None)[:24]
    for kind, count, facts in RELATIONS:
        for by, employers in ((board, inside), (labour, outside)):
            for employer in random.sample(list(employers), min(len(employers), (count + 1) // 2)):
                begun = register.as_of - timedelta(days=random.randint(20, 600))
                days = facts.get("days")
                record_labour_relation(
                    employer, by=by, agency=by.posting.agency, kind=kind, begun_on=begun,
                    at=register.at(begun + timedelta(days=4)), note=SAID[kind], workers=facts.get("workers"),
                    ended_on=begun + timedelta(days=days) if days else None, amount=facts.get("amount"),
                )  # fmt: skip


def _larger(register: Register):
    """Employers of some size, in the order of their codes."""
    codes = [unit.unit_code for unit in register.simulation.units if unit.size >= 60 and unit.kind in (1, 2, 3)]
    return Employer.objects.filter(province=register.province, unit_code__in=codes).order_by("unit_code")


def corrections(register: Register) -> None:
    """Other agencies say that something is wrong: one was mended, one refused, some wait."""
    board, tax, finance = (register.person(name) for name in ("kcn.canbo", "thue.canbo", "taichinh.canbo"))
    inside = list(_larger(register).exclude(zone=None)[24:30])
    others = list(Employer.objects.filter(province=register.province, agency=board.posting.agency).order_by("pk")[:8])
    at = register.at(register.as_of - timedelta(days=9))
    made = []
    for by, employer, field, proposed in (
        (tax, others[0], "address", "Lô B12 (địa chỉ mới theo thông báo thuế)"),
        (finance, others[1], "address", "Lô C07, theo giấy chứng nhận đăng ký thay đổi lần 3"),
        (tax, others[2], "name", f"{others[2].name} (đổi tên)"),
        (finance, inside[0] if inside else others[3], "address", "Số 9, đường Sao Khuê"),
    ):
        reason = "Theo hồ sơ cơ quan đang quản lý (mô phỏng)."
        made.append(propose_correction(employer, by=by, field=field, proposed=proposed, reason=reason, at=at))
    later = register.at(register.as_of - timedelta(days=6))
    for correction, accepted, answer in ((made[0], True, ""), (made[1], False, "Đơn vị chưa chuyển địa điểm.")):
        decider = next((user for user in (board, register.person("bhxh.canbo"), register.person("noivu.canbo"))
                        if user.posting.agency_id == correction.owner_id), None)  # fmt: skip
        if decider:
            decide_correction(correction, by=decider, accepted=accepted, at=later, answer=answer)


def duplicates(register: Register) -> None:
    """Scored by the night; two employers of one name are told apart, the others wait."""
    find_duplicates(register.province, by=THE_CLOCK)
    pair = DuplicatePair.objects.filter(first__province=register.province, state="open").order_by("score", "pk").first()
    if pair is not None:
        decide_duplicate(
            pair, by=register.person("bhxh.pheduyet"), decision="different", at=register.at(register.as_of),
            note="Hai pháp nhân khác nhau, khác mã số thuế và địa chỉ (mô phỏng).",
        )  # fmt: skip


def alerts(register: Register) -> None:
    """Dissolving while owing, new and not joined: as the night finds them; one of each kind is answered."""
    raise_new_not_joined(register.province, by=THE_CLOCK, on=register.as_of)
    raise_dissolving_owing(register.province, by=THE_CLOCK, on=register.as_of)
    bhxh = register.person("bhxh.canbo")
    for kind in Alert.Kind.values:
        alert = Alert.objects.filter(employer__province=register.province, kind=kind).order_by("pk").first()
        if alert is not None:
            answer_alert(
                alert, by=bhxh, at=register.at(register.as_of),
                answer="Đã liên hệ đơn vị, hẹn làm việc trong tuần (mô phỏng).",
            )  # fmt: skip
