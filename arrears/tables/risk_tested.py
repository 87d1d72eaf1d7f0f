"""A back-test in plain sentences, for whoever decides by the scores."""

from decimal import Decimal

from django.utils.translation import gettext as _

from arrears.models import RiskRun
from arrears.queries.risk_back_test import AHEAD, Precision, percent_of
from portal.core.figures import NOTHING, decimal_text, grouped
from portal.core.periods import Month


def sentences_of(run: RiskRun, found: Precision, *, totals: bool) -> list[str]:
    """What the test came to, and whether the scores are worth more than a plain rule; or why there is none yet."""
    if not found.cases:
        return [_too_short(run)]
    facts = {
        "score": _percent(found.score),
        "owed": _percent(found.owed),
        "months": _percent(found.months),
        "base": _percent(found.base),
    }
    said = [
        _(
            "Trong 10%% đơn vị có điểm cao nhất, %(score)s nợ từ 3 tháng trở lên sau 6 tháng. Chọn cùng số đơn vị theo số tiền "
            "đang nợ thì được %(owed)s, theo số tháng đang nợ thì được %(months)s; lấy ngẫu nhiên thì được %(base)s."
        )
        % facts,
        _verdict(found),
    ]
    if totals:
        numbers = {"cases": grouped(found.cases), "came": grouped(found.came), "chosen": grouped(found.chosen)}
        said.append(
            _(
                "Đã kiểm nghiệm %(cases)s lượt đơn vị, %(came)s lượt nợ từ 3 tháng sau 6 tháng, %(chosen)s lượt được chọn."
            )
            % numbers
        )
    return said


def _percent(share: Decimal | None) -> str:
    return NOTHING if share is None else f"{decimal_text(share)}%"


def _verdict(found: Precision) -> str:
    if not found.came:
        return _("Không đơn vị nào nợ đến 3 tháng sau đó: chưa kết luận được.")
    plain = max(found.by_owed, found.by_months)
    if found.by_score == plain:
        return _("Điểm rủi ro báo trước ngang với cách chọn đơn giản tốt nhất.")
    points = decimal_text(percent_of(abs(found.by_score - plain), found.chosen))
    if found.by_score > plain:
        return _("Điểm rủi ro báo trước hơn cách chọn đơn giản tốt nhất %(points)s điểm phần trăm.") % {
            "points": points
        }
    return _(
        "Điểm rủi ro báo trước kém cách chọn đơn giản tốt nhất %(points)s điểm phần trăm: nên xem cả số tiền và số tháng nợ."
    ) % {"points": points}


def _too_short(run: RiskRun) -> str:
    tested = run.back_test.get("months", [])
    if tested:
        return _("Không có đơn vị nào để kiểm nghiệm trong các tháng đã chấm.")
    until = Month.of(run.version.month).plus(AHEAD)
    return _(
        "Lịch sử còn ngắn, chưa kiểm nghiệm được: cần sổ đã khóa của 6 tháng sau một tháng đã chấm điểm. Tháng %(month)s kiểm "
        "nghiệm được khi khóa sổ tháng %(until)s."
    ) % {"month": run.version.period.label, "until": until.label}
