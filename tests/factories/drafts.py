"""Drafts of directives for tests: a short text with one section and what it orders."""

from typing import Any

from agencies.models import DirectiveDraft, Province, User
from agencies.packs import editing

TEXT = """CHỈ THỊ
Về việc thử
Thời gian qua có việc phải làm.
1. Sở Nội vụ
- Hằng tháng báo cáo kết quả với Ủy ban nhân dân tỉnh.
2. Bảo hiểm xã hội tỉnh
- Tuyên truyền chính sách.
"""
BODIES = {
    "so-noi-vu": {"name": "Sở Nội vụ", "function": "labour_management", "addressed": True, "lines": "4"},
    "bhxh-tinh": {"name": "Bảo hiểm xã hội tỉnh", "function": "social_insurance", "addressed": True, "lines": "6"},
}
DUE = [{"every": "month", "day": 5, "offset": 1, "inclusive": False}]


def facts_of(province: Province, code: str = "thu-1", **facts: Any) -> dict[str, Any]:
    unit = province.unit
    return {
        "code": code,
        "kind": "chi_thi",
        "issuer": {"name": "Chủ tịch UBND tỉnh"},
        "territory": {"code": unit.code, "valid_from": unit.valid_from.isoformat(), "name": unit.name},
        "subject": "Về việc thử",
        "in_force": {"from": "2026-11-01", "is_assumed": True, "why": "Văn bản không ghi ngày"},
        "coordinator": "bhxh-tinh",
        **facts,
    }


def duty_row(code: str, clause: str, lines: str, party: str, text: str, **facts: Any) -> dict[str, Any]:
    return {
        "id": code,
        "clause": clause,
        "lines": lines,
        "text": text,
        "party": party,
        "role": "own",
        "kind": "standing",
        "category": "other",
        "fulfilment": {"mode": "tracked"},
        "summary": {"vi": f"Tóm tắt {code}", "en": f"Summary {code}"},
        **facts,
    }


def whole_content(province: Province, code: str = "thu-1") -> dict[str, Any]:
    """A content in which the checker finds nothing wrong."""
    content = editing.new_content(TEXT, facts_of(province, code))
    content["parties"] = {name: dict(body) for name, body in BODIES.items()}
    report = "Hằng tháng báo cáo kết quả với Ủy ban nhân dân tỉnh."
    monthly = {"kind": "deliverable", "due": DUE, "fulfilment": {"mode": "evidenced"}}
    content["duties"] = [
        duty_row("so-noi-vu-01", "c005", "5", "so-noi-vu", report, **monthly),
        duty_row("bhxh-tinh-01", "c007", "7", "bhxh-tinh", "Tuyên truyền chính sách."),
    ]
    return content


def make_draft(
    province: Province, author: User | None = None, *, code: str = "thu-1", **columns: Any
) -> DirectiveDraft:
    content = columns.pop("content", None) or whole_content(province, code)
    return DirectiveDraft.objects.create(province=province, author=author, content=content, **columns)
