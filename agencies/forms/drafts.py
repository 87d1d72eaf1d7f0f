"""Forms of a draft: the document's own facts, its clauses, and one duty. Each turns into the shape that packs have."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agencies.forms.directives import reason_field
from agencies.forms.due_rules import day_field
from agencies.models import AdminUnit, Directive, Duty
from agencies.packs import editing
from agencies.packs.shapes import GATES
from agencies.reference_files import rows
from portal.core.folding import fold

LONGEST_TEXT = 400_000
GATE_NAMES = {
    "commendation": _("Xét khen thưởng"),
    "expansion": _("Mở rộng đầu tư"),
    "dissolution": _("Tạm ngừng, giải thể, phá sản"),
}


class StampForm(forms.Form):
    """The version of the draft that the writer saw."""

    stamp = forms.CharField(widget=forms.HiddenInput, max_length=40)


class FactsForm(forms.Form):
    """Who says it, when, where it counts and since when."""

    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=Directive.Kind.choices)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60, required=False)
    issued_on = day_field(_("Ngày ban hành"))
    date_note = forms.CharField(label=_("Ghi chú về số và ngày"), max_length=300, required=False)
    subject = forms.CharField(label=_("Trích yếu"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    in_force_from = day_field(_("Có hiệu lực từ ngày"), required=True)
    is_assumed = forms.BooleanField(
        label=_("Ngày hiệu lực là giả định"), required=False, help_text=_("Văn bản không nêu ngày có hiệu lực.")
    )
    why = forms.CharField(label=_("Căn cứ của ngày hiệu lực"), max_length=300, required=False)
    coordinator = forms.ChoiceField(label=_("Cơ quan điều phối"), required=False)

    def __init__(self, *args: Any, functions: dict[str, str], keeps_days: bool = False, **kwargs: Any) -> None:
        """`keeps_days`: of a correction, since when the directive counts is another decision."""
        super().__init__(*args, **kwargs)
        for name in ("in_force_from", "is_assumed", "why") if keeps_days else ():
            del self.fields[name]
        self.fields["coordinator"].choices = [("", _("Văn bản không nêu")), *functions.items()]

    def clean(self):
        data = super().clean()
        if data.get("is_assumed") and not data.get("why"):
            self.add_error("why", _("Ngày giả định phải nêu lý do."))
        return data

    def facts(self) -> dict[str, Any]:
        """The directive's part of the content; the coordinator is a body and comes in by itself."""
        data = self.cleaned_data
        return self._days() | {
            "kind": data["kind"],
            "issuer": {"name": data["issuer"]},
            "number": data["number"] or None,
            "issued_on": data["issued_on"].isoformat() if data["issued_on"] else None,
            "date_note": data["date_note"] or None,
            "subject": data["subject"],
        }

    def _days(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "in_force_from" not in data:
            return {}
        force = {"from": data["in_force_from"].isoformat(), "is_assumed": data["is_assumed"]}
        return {"in_force": force | ({"why": data["why"]} if data["why"] else {})}


def facts_initial(content: dict[str, Any]) -> dict[str, Any]:
    told = content["directive"]
    coordinator = content["parties"].get(told.get("coordinator") or "", {})
    return {
        **{name: told.get(name) or "" for name in ("kind", "number", "date_note", "subject")},
        "issuer": told["issuer"]["name"],
        "issued_on": told.get("issued_on"),
        "in_force_from": told["in_force"]["from"],
        "is_assumed": bool(told["in_force"].get("is_assumed")),
        "why": told["in_force"].get("why") or "",
        "coordinator": coordinator.get("function") or "",
    }


def _unit_name(unit) -> str:
    """A former province bears the name of the present one: its last day tells them apart."""
    if unit.valid_to is None:
        return unit.name
    return _now("%(name)s (đến ngày %(day)s)") % {"name": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"}


class NewDraftForm(FactsForm):
    code = forms.CharField(
        label=_("Mã văn bản"),
        max_length=40,
        help_text=_("Chữ thường không dấu, số, gạch ngang; là địa chỉ của văn bản trong cổng."),
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Chỉ dùng chữ thường không dấu, số và gạch ngang."))],
    )
    territory = forms.ChoiceField(label=_("Địa bàn áp dụng"))
    text = forms.CharField(
        label=_("Toàn văn"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Dán nguyên văn. Cổng tách thành từng đoạn kèm số dòng; loại đoạn sửa được ở bước sau."),
    )

    field_order = ("code", "kind", "number", "issued_on", "date_note", "issuer", "subject", "territory")

    def __init__(self, *args: Any, territories: Sequence[AdminUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territories = {str(unit.pk): unit for unit in territories}
        self.fields["territory"].choices = [(pk, _unit_name(unit)) for pk, unit in self.territories.items()]

    def facts(self) -> dict[str, Any]:
        unit = self.territories[self.cleaned_data["territory"]]
        place = {"code": unit.code, "valid_from": unit.valid_from.isoformat(), "name": unit.name}
        return {**super().facts(), "code": self.cleaned_data["code"], "territory": place, "legal_basis": []}


class CorrectionForm(forms.Form):
    reason = reason_field()


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("Cần sửa gì"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ApproveForm(StampForm):
    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_correction:
            self.fields["effective_on"] = day_field(_("Bản sửa áp dụng từ ngày"), required=True)


class _Bodies(forms.MultipleChoiceField):
    """Bodies of the draft, then everybody else by function."""

    def __init__(self, label: Any, *, required: bool = False) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(label=label, required=required, widget=widget)


class DutyForm(StampForm):
    text = forms.CharField(
        label=_("Nguyên văn câu giao việc"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Một phần của đoạn; số dòng được tìm theo câu này."),
    )
    party = _Bodies(_("Cơ quan chịu trách nhiệm"), required=True)
    role = forms.ChoiceField(label=_("Vai trò"), choices=Duty.Role.choices, initial=Duty.Role.OWN)
    kind = forms.ChoiceField(label=_("Loại nhiệm vụ"), choices=Duty.Kind.choices)
    due_as_written = forms.CharField(label=_("Thời hạn như văn bản ghi"), max_length=300, required=False)
    trigger = forms.CharField(label=_("Khi nào phát sinh"), max_length=300, required=False)
    gate = forms.ChoiceField(
        label=_("Phải kiểm tra trước khi"),
        required=False,
        choices=[("", "—"), *((gate, GATE_NAMES[gate]) for gate in sorted(GATES))],
    )
    summary_vi = forms.CharField(label=_("Tóm tắt một câu"), max_length=400)
    summary_en = forms.CharField(
        label=_("Tóm tắt bằng tiếng Anh"),
        max_length=400,
        required=False,
        help_text=_("Để trống thì dùng câu tiếng Việt."),
    )
    mode = forms.ChoiceField(label=_("Hoàn thành bằng"), choices=Duty.Mode.choices, initial=Duty.Mode.EVIDENCED)
    thing = forms.ChoiceField(label=_("Việc trên cổng"), required=False)
    recipients = _Bodies(_("Nơi nhận"))
    via = _Bodies(_("Chuyển qua"))
    cooperating = _Bodies(_("Cơ quan phối hợp"))
    performed_by = _Bodies(_("Trực tiếp làm"))

    BODIES = ("party", "recipients", "via", "cooperating", "performed_by")

    def __init__(self, data: Any = None, *, content: dict[str, Any], functions: dict[str, str], **kwargs: Any) -> None:
        super().__init__(_as_in(content, data, self.BODIES), **kwargs)
        self.content, self.functions = content, functions
        for name in self.BODIES:
            chosen = set(self.initial.get(name) or [])
            choices = sorted(_body_choices(content, functions), key=lambda pair: (pair[0] not in chosen, fold(pair[1])))
            self.fields[name].choices = choices
        things = [(row["code"], row["name"]) for row in rows("agencies", "things")]
        self.fields["thing"].choices = [("", "—"), *things]

    def clean(self):
        data = super().clean()
        if data.get("mode") == Duty.Mode.EXECUTED and not data.get("thing"):
            self.add_error("thing", _("Chọn việc trên cổng làm cho nhiệm vụ này hoàn thành."))
        if data.get("kind") == Duty.Kind.GATE and not data.get("gate"):
            self.add_error("gate", _("Nêu việc phải kiểm tra trước."))
        return data

    def duty_in(self, content: dict, clause: dict, code: str, rules: list) -> tuple[dict, dict]:
        """The content with the bodies named, and the duty."""
        data = self.cleaned_data
        parts: dict[str, list[str]] = {}
        for name in self.BODIES:
            parts[name] = []
            for chosen in data[name]:
                called = self.functions.get(chosen.removeprefix(editing.FUNCTION), chosen)
                content, slug = editing.with_party(content, chosen, called)
                parts[name].append(slug)
        content, bearer = editing.with_group(content, parts.pop("party"))
        code = code or editing.next_code(content, bearer)
        was = next((row for row in content["duties"] if row["id"] == code), {})
        return content, _duty(data, was, clause, code, bearer, parts, rules, content)


def _duty(data, was, clause, code, bearer, parts, rules, content) -> dict[str, Any]:
    """What the form does not show stays as it was."""
    fulfilment = {**was.get("fulfilment", {}), "mode": data["mode"]}
    fulfilment["by"] = data["thing"] if data["mode"] == Duty.Mode.EXECUTED else None
    given = {
        "id": code,
        "clause": clause["id"],
        "lines": was["lines"] if data["text"] == was.get("text") else editing.lines_of(content, clause, data["text"]),
        "text": data["text"],
        "party": bearer,
        "role": data["role"],
        "kind": data["kind"],
        "category": was.get("category", "other"),
        "due": rules or None,
        "due_as_written": data["due_as_written"] or None,
        "trigger": data["trigger"] or None,
        "gate": data["gate"] if data["kind"] == Duty.Kind.GATE else None,
        "fulfilment": {name: value for name, value in fulfilment.items() if value is not None},
        "summary": {"vi": data["summary_vi"], "en": data["summary_en"] or data["summary_vi"]},
        **{name: slugs or None for name, slugs in parts.items()},
    }
    if bearer != was.get("party"):
        given["function"] = None
    return {name: value for name, value in {**was, **given}.items() if value is not None}


def duty_initial(content: dict[str, Any], duty: dict[str, Any]) -> dict[str, Any]:
    bearer = content["parties"].get(duty["party"], {})
    made_here = duty["party"].startswith("nhom-") and bearer.get("members")
    return {
        **{name: duty.get(name) or "" for name in ("text", "role", "kind", "due_as_written", "trigger", "gate")},
        **{name: duty.get(name) or [] for name in ("recipients", "via", "cooperating", "performed_by")},
        "party": bearer["members"] if made_here else [duty["party"]],
        "mode": duty["fulfilment"]["mode"],
        "thing": duty["fulfilment"].get("by") or "",
        "summary_vi": duty["summary"]["vi"],
        "summary_en": duty["summary"]["en"],
    }


def _as_in(content: dict[str, Any], data: Any, names: Sequence[str]) -> Any:
    """A function chosen on a page from before somebody brought its body in stands for that body."""
    if data is None:
        return None
    bodies = {
        f"{editing.FUNCTION}{party['function']}": slug
        for slug, party in content["parties"].items()
        if party.get("function")
    }
    data = data.copy()
    for name in names:
        chosen = data.getlist(name)
        data.setlist(name, [bodies.get(value, value) for value in chosen])
    return data


def _body_choices(content: dict[str, Any], functions: dict[str, str]) -> list[tuple[str, str]]:
    parties = content["parties"]
    known = {party.get("function") for party in parties.values()}
    here = [(slug, _body_name(party, parties)) for slug, party in parties.items()]
    return here + [(f"{editing.FUNCTION}{code}", name) for code, name in functions.items() if code not in known]


def _body_name(party: dict[str, Any], parties: dict[str, Any]) -> str:
    if party.get("members"):
        return _now("Nhóm: %(name)s") % {"name": party["name"]}
    return _now("%(name)s (ngoài cổng)") % {"name": party["name"]} if party.get("outside") else party["name"]
