"""The due rules of a duty as a form in words: one line for each rule, to and from the shape that packs use."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.days import DayInput

EVERY = [
    ("", _("Không có quy tắc")),
    ("month", _("Mỗi tháng")),
    ("quarter", _("Mỗi quý")),
    ("half", _("6 tháng một lần")),
    ("year", _("Mỗi năm")),
    ("week", _("Mỗi tuần")),
    ("once", _("Một lần")),
    ("season", _("Theo mùa")),
]
DAYS = [
    ("", _("Không nêu ngày")),
    *((str(day), str(day)) for day in range(1, 32)),
    ("last", _("Ngày cuối cùng")),
    ("last_working", _("Ngày làm việc cuối cùng")),
]
MONTHS = [("", _("Không nêu tháng")), *((str(month), str(month)) for month in range(1, 13))]
MOST = 4


def day_field(label, *, required: bool = False, help_text: str = "") -> forms.DateField:
    widget = DayInput()
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _choice(label, choices, **kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, **kwargs)


class DueRuleForm(forms.Form):
    every = _choice(_("Bao lâu một lần"), EVERY)
    inclusive = _choice(
        _("Cách ghi hạn"),
        [("yes", _("Chậm nhất đến ngày (tính cả ngày đó)")), ("no", _("Trước ngày (không tính ngày đó)"))],
    )
    day = _choice(_("Ngày"), DAYS)
    month = _choice(_("Tháng"), MONTHS, help_text=_("Với quý: tháng thứ mấy của quý (1, 2 hoặc 3)."))
    offset = _choice(_("Hạn nằm ở"), [("0", _("Trong kỳ")), ("1", _("Kỳ sau"))])
    halves = _choice(_("Nửa năm nào"), [("", _("Cả hai")), ("1", _("6 tháng đầu năm")), ("2", _("6 tháng cuối năm"))])
    count = forms.IntegerField(label=_("Số lần mỗi tuần"), required=False, min_value=1, max_value=31)
    covers = _choice(_("Kỳ được báo cáo"), [("", _("Không nêu")), ("this", _("Kỳ này")), ("previous", _("Kỳ trước"))])
    roll = _choice(
        _("Hạn rơi vào ngày nghỉ"),
        [
            ("none", _("Giữ nguyên")),
            ("earlier", _("Lùi về ngày làm việc trước")),
            ("later", _("Sang ngày làm việc sau")),
        ],
    )
    once_on = day_field(_("Việc làm một lần: xong ngày"))
    start = day_field(_("Việc làm một lần: bắt đầu từ ngày"))
    begins = day_field(_("Áp dụng cho hạn từ ngày"))
    until = day_field(_("Đến ngày"))
    assumed = forms.BooleanField(
        label=_("Giả định"), required=False, help_text=_("Văn bản không nêu; cổng hoặc tỉnh tự đặt.")
    )
    why = forms.CharField(label=_("Căn cứ của giả định"), required=False, max_length=300)

    def clean(self):
        data = super().clean()
        if data.get("assumed") and not data.get("why"):
            self.add_error("why", _("Thời hạn giả định phải nêu căn cứ."))
        if data.get("begins") and data.get("until") and data["begins"] > data["until"]:
            self.add_error("until", _("Ngày kết thúc trước ngày bắt đầu."))
        return data

    def rule(self) -> dict[str, Any] | None:
        """The rule as a pack writes it; nothing for a line left empty."""
        data = self.cleaned_data
        if not data.get("every"):
            return None
        rule: dict[str, Any] = {"every": data["every"]}
        rule |= {name: int(data[name]) for name in ("month", "count") if data.get(name)}
        if data["day"]:
            rule["day"] = int(data["day"]) if data["day"].isdigit() else data["day"]
        if data["day"] or data.get("once_on"):
            rule["inclusive"] = data["inclusive"] != "no"
        if data["offset"] == "1":
            rule["offset"] = 1
        if data["halves"]:
            rule["halves"] = [int(data["halves"])]
        rule |= {name: data[name] for name in ("covers", "why") if data.get(name)}
        rule |= {name: data[field].isoformat() for name, field in _SPAN if data.get(field)}
        if data["roll"] not in ("", "none"):
            rule["roll"] = data["roll"]
        return rule | ({"assumed": True} if data["assumed"] else {})


_SPAN = (("from", "begins"), ("until", "until"), ("date", "once_on"), ("start", "start"))


def as_initial(rule: dict[str, Any]) -> dict[str, Any]:
    """What the form shows for a rule that is already there."""
    return {
        "every": rule.get("every", ""),
        "inclusive": "yes" if rule.get("inclusive", True) else "no",
        "day": str(rule.get("day", "")),
        "month": str(rule.get("month", "")),
        "offset": str(rule.get("offset", 0)),
        "halves": str(rule["halves"][0]) if len(rule.get("halves", [])) == 1 else "",
        "count": rule.get("count"),
        "covers": rule.get("covers", ""),
        "roll": rule.get("roll", "none"),
        "once_on": rule.get("date"),
        "start": rule.get("start"),
        "begins": rule.get("from"),
        "until": rule.get("until"),
        "assumed": bool(rule.get("assumed")),
        "why": rule.get("why", ""),
    }


class _Rules(forms.BaseFormSet):
    def rules(self) -> list[dict[str, Any]]:
        return [rule for form in self.forms if (rule := form.rule())]


def due_rule_forms(data: Any, rules: list[dict[str, Any]]) -> _Rules:
    """The rules there are and one empty line. Fields of a rule that the form does not show are not kept."""
    made = forms.formset_factory(DueRuleForm, formset=_Rules, extra=1, max_num=MOST, validate_max=True)
    return made(data, initial=[as_initial(rule) for rule in rules], prefix="rule")
