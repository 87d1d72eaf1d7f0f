"""A directive written in the browser: split, checked, sent to another person, put in force; corrections from a day on."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict

from agencies.forms.drafts import DutyForm, duty_initial
from agencies.forms.due_rules import as_initial, due_rule_forms
from agencies.models import Directive, DirectiveDraft, Duty, Obligation
from agencies.packs import editing
from agencies.packs.checking import check_content
from agencies.packs.differing import duty_changes
from agencies.packs.reading import released
from agencies.packs.splitting import clauses_of, cleaned
from agencies.queries import drafts as queries
from agencies.reference_files import rows
from agencies.services import directives as services
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry, Job
from tests.factories.drafts import TEXT, make_draft, whole_content
from tests.factories.duties import make_directive, make_duty
from tests.factories.people import make_agency, make_person, make_province

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def stamp(draft: DirectiveDraft) -> str:
    return DirectiveDraft.objects.get(pk=draft.pk).changed_at.isoformat()


@pytest.fixture
def thu(province):
    return make_person(make_agency(province, "tax", "thue"), "thu", "approver")


@pytest.fixture
def draft(province, lan):
    return services.draft_directive(province, by=lan, content=whole_content(province))


def submitted(draft, lan):
    return services.submit_draft(draft, by=lan, stamp=stamp(draft))


def approved(draft, lan, minh, **facts) -> Directive:
    submitted(draft, lan)
    return services.approve_draft(draft, by=minh, stamp=stamp(draft), on=TODAY, **facts)


class TestPastedText:
    def test_each_line_belongs_to_one_clause_with_its_number(self):
        clauses = clauses_of(TEXT)
        assert [(row["lines"], row["kind"]) for row in clauses] == [
            ("1-3", "title"), ("4", "heading"), ("5", "duty"), ("6", "heading"), ("7", "duty"),
        ]  # fmt: skip

    def test_lines_that_a_page_broke_are_one_paragraph(self):
        text = "CHỈ THỊ\n\n1. Sở Nội vụ\n- Chủ trì, phối hợp với\n\ncác cơ quan liên quan.\n- Báo cáo;\n"
        assert [(row["lines"], row["text"]) for row in clauses_of(text)][2:] == [
            ("4,6", "- Chủ trì, phối hợp với các cơ quan liên quan."),
            ("7", "- Báo cáo;"),
        ]

    def test_control_characters_and_foreign_line_ends_are_taken_out(self):
        assert cleaned("a\r\nb\x07\x00\tc\u00a0d") == "a\nb c d\n"

    def test_markup_stays_text(self, province):
        content = editing.new_content("<script>alert(1)</script>\n", {})
        assert content["clauses"][0]["text"] == "<script>alert(1)</script>"

    def test_a_text_without_anything_wrong_passes_the_checker(self, province):
        assert check_content(whole_content(province)) == []

    def test_a_clause_joined_to_the_one_above_takes_its_duties_along(self, province):
        content = editing.with_kinds(whole_content(province), {"c004": "context"}, ["c005"])
        assert [row["id"] for row in content["clauses"]] == ["c001", "c004", "c006", "c007"]
        assert editing.clause_of(content, "c004")["lines"] == "4-5"
        assert editing.duty_of(content, "so-noi-vu-01")["clause"] == "c004"

    def test_a_quotation_is_found_at_its_lines(self, province):
        content = editing.new_content("1. A\n- Một\nhai ba.\n- Bốn.\n", {})
        clause = editing.clause_of(content, "c002")
        assert editing.lines_of(content, clause, "hai ba.") == "3"
        assert editing.lines_of(content, clause, "Một hai") == "2-3"
        assert editing.lines_of(content, clause, "không có") == "2-3"


class TestDrafting:
    def test_a_draft_is_begun_by_who_may(self, draft, lan):
        assert (draft.status, draft.author) == (DirectiveDraft.Status.DRAFT, lan)

    def test_nobody_else_begins_one(self, province, thu):
        with pytest.raises(PermissionDenied):
            services.draft_directive(province, by=thu, content=whole_content(province))

    def test_a_code_in_use_is_refused(self, province, lan):
        make_directive(province, "cu")
        for code in ("cu", "004", "du-thao"):
            with pytest.raises(ValidationError):
                services.draft_directive(province, by=lan, content=whole_content(province, code))

    def test_it_is_remembered_without_the_whole_text(self, draft):
        entry = AuditEntry.objects.get(act="draft_directive")
        assert "content" not in entry.detail["facts"]

    def test_people_without_the_powers_do_not_even_find_it(self, draft, thu, lan):
        assert not DirectiveDraft.objects.visible_to(thu).exists()
        assert DirectiveDraft.objects.visible_to(lan).get() == draft


class TestChanging:
    def test_the_second_of_two_writers_is_told_and_nothing_is_lost(self, draft, lan, quan):
        seen = stamp(draft)
        first = editing.with_facts(draft.content, {"subject": "Của Lan"})
        services.change_draft(draft, by=lan, content=first, stamp=seen, what="facts")
        with pytest.raises(NotPossible, match="vừa sửa"):
            services.change_draft(draft, by=quan, content=draft.content, stamp=seen, what="facts")
        assert DirectiveDraft.objects.get().content["directive"]["subject"] == "Của Lan"

    def test_a_wrong_person_changes_nothing(self, draft, thu):
        with pytest.raises(PermissionDenied):
            services.change_draft(draft, by=thu, content={}, stamp=stamp(draft), what="facts")

    def test_what_waits_for_approval_is_not_changed(self, draft, lan):
        submitted(draft, lan)
        with pytest.raises(NotPossible):
            services.change_draft(draft, by=lan, content=draft.content, stamp=stamp(draft), what="facts")

    def test_the_part_is_remembered(self, draft, lan):
        services.change_draft(draft, by=lan, content=draft.content, stamp=stamp(draft), what="duty a-01")
        assert AuditEntry.objects.get(act="change_draft").detail["facts"]["what"] == "duty a-01"


class TestSubmitting:
    def test_a_draft_with_mistakes_is_not_sent(self, province, lan):
        content = editing.without_duty(whole_content(province), "bhxh-tinh-01")
        draft = make_draft(province, lan, content=content)
        with pytest.raises(NotPossible, match="1 điều"):
            services.submit_draft(draft, by=lan, stamp=stamp(draft))

    def test_it_is_sent_once(self, draft, lan):
        assert submitted(draft, lan).status == DirectiveDraft.Status.SUBMITTED
        with pytest.raises(NotPossible):
            submitted(draft, lan)

    def test_not_by_others(self, draft, thu):
        with pytest.raises(PermissionDenied):
            services.submit_draft(draft, by=thu, stamp=stamp(draft))

    def test_it_is_discarded_by_a_drafter_unless_it_waits_for_approval(self, draft, lan, minh, thu):
        with pytest.raises(PermissionDenied):
            services.discard_draft(draft, by=thu)
        submitted(draft, lan)
        with pytest.raises(NotPossible):
            services.discard_draft(draft, by=lan)
        services.return_draft(draft, by=minh, reason="Không cần nữa")
        assert services.discard_draft(draft, by=lan).status == DirectiveDraft.Status.DISCARDED
        with pytest.raises(NotPossible):
            services.discard_draft(draft, by=lan)

    def test_it_is_returned_with_a_reason_by_another_person(self, draft, lan, minh, thu):
        submitted(draft, lan)
        with pytest.raises(PermissionDenied):
            services.return_draft(draft, by=thu, reason="Thiếu")
        with pytest.raises(ValidationError):
            services.return_draft(draft, by=minh, reason=" ")
        returned = services.return_draft(draft, by=minh, reason="Thiếu nơi nhận")
        assert (returned.status, returned.review, returned.reviewer) == ("returned", "Thiếu nơi nhận", minh)
        with pytest.raises(NotPossible):
            services.return_draft(draft, by=minh, reason="Lại")
        assert submitted(draft, lan).status == DirectiveDraft.Status.SUBMITTED


class TestApproving:
    def test_the_directive_stands_with_its_text_duties_and_bodies(self, draft, lan, minh):
        directive = approved(draft, lan, minh)
        assert (directive.code, directive.is_assumed, directive.coordinator_id) == ("thu-1", True, "social_insurance")
        assert directive.clauses.count() == 5
        duty = directive.duties.get(code="so-noi-vu-01")
        assert duty.due[0]["day"] == 5
        assert [party.function_id for party in duty.parties.all()] == ["labour_management"]
        assert Job.objects.filter(task="agencies.tasks.raise_obligations").count() == 1

    def test_its_author_does_not_approve_it(self, province, minh):
        draft = services.draft_directive(province, by=minh, content=whole_content(province))
        services.submit_draft(draft, by=minh, stamp=stamp(draft))
        with pytest.raises(PermissionDenied):
            services.approve_draft(draft, by=minh, stamp=stamp(draft), on=TODAY)

    def test_nor_does_anybody_who_changed_it(self, draft, lan, minh):
        services.change_draft(draft, by=minh, content=draft.content, stamp=stamp(draft), what="facts")
        submitted(draft, lan)
        with pytest.raises(NotPossible, match="Người đã soạn"):
            services.approve_draft(draft, by=minh, stamp=stamp(draft), on=TODAY)

    def test_nor_does_a_wrong_person_or_one_of_another_province(self, draft, lan, thu):
        submitted(draft, lan)
        there = make_person(make_agency(make_province("hai-phong")), "hai", "approver")
        for by in (lan, thu, there):
            with pytest.raises(PermissionDenied):
                services.approve_draft(draft, by=by, stamp=stamp(draft), on=TODAY)
        assert not Directive.objects.exists()

    def test_not_before_it_is_sent_and_not_twice(self, draft, lan, minh):
        with pytest.raises(NotPossible):
            services.approve_draft(draft, by=minh, stamp=stamp(draft), on=TODAY)
        approved(draft, lan, minh)
        with pytest.raises(NotPossible):
            services.approve_draft(draft, by=minh, stamp=stamp(draft), on=TODAY)

    def test_only_the_version_that_the_approver_read(self, draft, lan, minh):
        seen = stamp(draft)
        submitted(draft, lan)
        with pytest.raises(NotPossible, match="vừa sửa"):
            services.approve_draft(draft, by=minh, stamp=seen, on=TODAY)

    def test_it_is_remembered(self, draft, lan, minh):
        approved(draft, lan, minh)
        assert AuditEntry.objects.get(act="approve_draft").user == minh


class TestCorrections:
    @pytest.fixture
    def directive(self, draft, lan, minh):
        return approved(draft, lan, minh)

    def begin(self, directive, lan):
        content = queries.content_in_force(directive)
        return services.draft_directive(directive.province, by=lan, content=content, corrects=directive, reason="Sai")

    def test_a_correction_begins_from_what_is_in_force(self, directive, lan):
        draft = self.begin(directive, lan)
        assert duty_changes(queries.content_in_force(directive), draft.content) == []

    def test_it_needs_a_reason_and_there_is_one_at_a_time(self, directive, lan):
        content = queries.content_in_force(directive)
        with pytest.raises(ValidationError):
            services.draft_directive(directive.province, by=lan, content=content, corrects=directive)
        self.begin(directive, lan)
        with pytest.raises(NotPossible):
            self.begin(directive, lan)

    def test_what_it_changes_is_told_duty_by_duty(self, directive, lan):
        draft = self.begin(directive, lan)
        row = {**editing.duty_of(draft.content, "so-noi-vu-01"), "due": [{"every": "month", "day": 20}]}
        after = editing.without_duty(editing.with_duty(draft.content, row), "bhxh-tinh-01")
        changed, gone = duty_changes(draft.content, after)
        assert [one.label for one in changed.fields] == ["Thời hạn"]
        assert "20" in changed.fields[0].after
        assert (changed.is_new, changed.is_gone, gone.is_gone) == (False, False, True)

    def test_from_its_day_on_another_version_of_the_duty_counts(self, directive, lan, minh):
        draft = self.begin(directive, lan)
        row = {**editing.duty_of(draft.content, "so-noi-vu-01"), "due": [{"every": "month", "day": 20}]}
        content = editing.with_duty(draft.content, row)
        services.change_draft(draft, by=lan, content=content, stamp=stamp(draft), what="duty so-noi-vu-01")
        approved(draft, lan, minh, effective_on=date(2027, 1, 1))
        before, after = Duty.objects.filter(code="so-noi-vu-01").order_by("valid_from")
        assert (before.valid_to, after.valid_from) == (date(2026, 12, 31), date(2027, 1, 1))
        assert (before.due[0]["day"], after.due[0]["day"]) == (5, 20)

    @pytest.mark.parametrize("day", [None, date(2026, 11, 19)])
    def test_it_counts_from_today_at_the_earliest(self, directive, lan, minh, day):
        draft = self.begin(directive, lan)
        with pytest.raises(ValidationError):
            approved(draft, lan, minh, effective_on=day)

    def test_a_day_set_in_force_meanwhile_stays(self, directive, lan, minh):
        draft = self.begin(directive, lan)
        services.set_in_force(directive, by=minh, in_force_from=date(2026, 10, 1), reason="Bản có dấu", on=TODAY)
        approved(draft, lan, minh, effective_on=date(2027, 1, 1))
        directive.refresh_from_db()
        assert (directive.in_force_from, directive.is_assumed) == (date(2026, 10, 1), False)

    def test_its_code_stays(self, directive, lan):
        draft = self.begin(directive, lan)
        content = editing.with_facts(draft.content, {"code": "khac"})
        with pytest.raises(NotPossible):
            services.change_draft(draft, by=lan, content=content, stamp=stamp(draft), what="facts")


class TestDaysInForce:
    @pytest.fixture
    def directive(self, province):
        directive = make_directive(province)
        make_duty(directive, "mot")
        return directive

    def test_a_repealed_directive_stays_and_orders_nothing_new(self, directive, minh):
        services.repeal_directive(directive, by=minh, last_day=date(2026, 12, 31), reason="QĐ 1", on=TODAY)
        directive.refresh_from_db()
        assert directive.in_force_to == date(2026, 12, 31)
        assert "QĐ 1" in directive.in_force_reason
        assert Directive.objects.in_force(date(2026, 12, 31)).exists()
        assert not Directive.objects.in_force(date(2027, 1, 1)).exists()
        assert AuditEntry.objects.get(act="repeal_directive").user == minh

    def test_not_by_a_wrong_person_without_a_reason_or_before_it_began(self, directive, lan, minh):
        facts = {"last_day": date(2026, 12, 31), "on": TODAY}
        with pytest.raises(PermissionDenied):
            services.repeal_directive(directive, by=lan, reason="x", **facts)
        with pytest.raises(ValidationError):
            services.repeal_directive(directive, by=minh, reason="", **facts)
        with pytest.raises(ValidationError):
            services.repeal_directive(directive, by=minh, reason="x", last_day=date(2025, 1, 1), on=TODAY)

    def test_what_has_ended_does_not_end_again(self, directive, minh):
        services.repeal_directive(directive, by=minh, last_day=date(2026, 1, 1), reason="x", on=TODAY)
        with pytest.raises(NotPossible):
            services.repeal_directive(directive, by=minh, last_day=date(2026, 2, 1), reason="x", on=TODAY)

    def test_a_day_that_is_stated_is_no_assumption_any_more(self, directive, minh):
        services.set_in_force(directive, by=minh, in_force_from=date(2025, 10, 1), reason="Bản có dấu", on=TODAY)
        directive.refresh_from_db()
        assert (directive.in_force_from, directive.is_assumed) == (date(2025, 10, 1), False)
        assert directive.duties.get().valid_from == date(2025, 10, 1)

    def test_the_day_is_not_set_by_a_wrong_person_or_after_its_end(self, directive, lan, minh):
        with pytest.raises(PermissionDenied):
            services.set_in_force(directive, by=lan, in_force_from=TODAY, reason="x", on=TODAY)
        services.repeal_directive(directive, by=minh, last_day=TODAY, reason="x", on=TODAY)
        with pytest.raises(ValidationError):
            services.set_in_force(directive, by=minh, in_force_from=date(2027, 1, 1), reason="x", on=TODAY)


def test_open_obligations_that_a_correction_moves_are_counted(province):
    agency = make_agency(province, "home_affairs", "so-noi-vu")
    directive = make_directive(province, "thu-1")
    duty = make_duty(directive, "mot", bearer=agency)
    facts = {"province": province, "directive": directive, "duty": duty, "party": "so-noi-vu", "agency": agency}
    spans = {"period_start": date(2026, 11, 1), "period_end": date(2026, 11, 30), "opens_on": date(2026, 11, 1)}
    Obligation.objects.create(**facts, **spans, period="2026-11", holder=agency)
    before = {"parties": {}, "duties": [{"id": "mot", "summary": {"vi": "Một"}, "party": "", "fulfilment": {}}]}
    changes = duty_changes(before, {"parties": {}, "duties": []})
    assert queries.obligations_touched(directive, changes, TODAY) == {}
    Obligation.objects.update(due_on=date(2026, 12, 4), due_at="2026-12-04T16:59:59Z")
    assert queries.obligations_touched(directive, changes, TODAY) == {"mot": 1}


@pytest.mark.parametrize("code", ["000", "001", "002", "003", "004"])
def test_a_duty_of_a_document_saved_as_it_stands_says_the_same(code):
    """What the form does not show stays, what it shows comes back: nothing of a pack is lost by opening it in the browser."""
    content = next(pack.content for pack in released() if pack.content["directive"]["code"] == code)
    names = {row["code"]: row["name"] for row in rows("agencies", "functions")}
    for duty in content["duties"]:
        data = _posted(content, duty)
        form = DutyForm(data, content=content, functions=names)
        lines = due_rule_forms(data, duty.get("due") or [])
        assert form.is_valid() and lines.is_valid(), (duty["id"], form.errors, lines.errors)
        clause = editing.clause_of(content, duty["clause"])
        after, written = form.duty_in(content, clause, duty["id"], lines.rules())
        assert duty_changes(content, editing.with_duty(after, written)) == []
        kept = {name: value for name, value in duty.items() if value not in (None, [], "")}
        assert written | _said_otherwise(kept, written) == kept, duty["id"]


def _posted(content: dict, duty: dict) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in {**duty_initial(content, duty), "stamp": "x"}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    rules = duty.get("due") or []
    data["rule-TOTAL_FORMS"], data["rule-INITIAL_FORMS"] = str(len(rules)), str(len(rules))
    for number, rule in enumerate(rules):
        for name, value in as_initial(rule).items():
            if value not in (None, False, ""):
                data[f"rule-{number}-{name}"] = "on" if value is True else str(value)
    return data


def _said_otherwise(kept: dict, written: dict) -> dict:
    """Fields that say the same in other words: a rule spells out what holds unless said, a thing may stand as nothing."""
    same = {}
    if [as_initial(rule) for rule in kept.get("due", [])] == [as_initial(rule) for rule in written.get("due", [])]:
        same = {"due": kept["due"]} if "due" in kept else {}
    if {name: value for name, value in kept["fulfilment"].items() if value} == {
        name: value for name, value in written["fulfilment"].items() if value
    }:
        same["fulfilment"] = kept["fulfilment"]
    return same
