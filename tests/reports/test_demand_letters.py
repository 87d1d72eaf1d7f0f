"""An agency asks employers to join: drafted from its gaps, issued under numbers in a row, kept as it was, answered or not."""

import re
import zipfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.db.models import ProtectedError
from docx import Document
from pypdf import PdfReader

from agencies.models import Agency, AgencyKind, Function, User
from agencies.queries.territory import communes_of
from agencies.services.functions import name_holder
from employers.models import Gap
from portal.core.acts import OPERATOR, NotPossible
from portal.core.files import location
from portal.core.models import AuditEntry, Job, Notification
from portal.shell.finding.documents import documents
from portal.shell.finding.words import Typed
from reports import tasks
from reports.models import Demand, DemandBundle, DemandLine
from reports.queries.demand_documents import demand_document
from reports.queries.demand_grounds import law_on
from reports.queries.demands import by_agency, may_be_demanded, next_number, sums, unanswered, with_demand
from reports.services import demand_letters as services
from tests.factories.cast import opened_province
from tests.factories.gaps import make_employer, make_gap
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 20, 9, tzinfo=HANOI)
TODAY, ANSWER_BY = NOW.date(), date(2026, 12, 5)
ORDERED = "xác định các doanh nghiệp đang hoạt động nhưng chưa tham gia BHXH, BHYT, BHTN để yêu cầu doanh nghiệp"


class Running:
    """What a worker hands to a task; it may be killed after some letters."""

    def __init__(self, actor, dies_after: int = 10**6) -> None:
        self.actor, self.left, self.told = actor, dies_after, []

    def progress(self, done: int, total: int, message: str = "") -> None:
        self.told.append((done, total))
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


def titled(user: User, title: str) -> User:
    user.posts.update(title=title)
    return user


@pytest.fixture(scope="module")
def layer_builders() -> tuple:
    return (("province", lambda _below: opened_province()),)


@pytest.fixture
def province(of_layers):
    return of_layers["province"]


@pytest.fixture
def board(province) -> Agency:
    agency = Agency.objects.get(province=province, code="bql-kcn")
    make_person(agency, "can.bo")
    titled(make_person(agency, "truong.ban", "head"), "Trưởng ban")
    return agency


@pytest.fixture
def commune(province) -> Agency:
    """A committee of a commune that lay in the former Bắc Giang."""
    unit = communes_of(province, TODAY).get(name="Phường Bắc Giang")
    agency = Agency.objects.get(province=province, kind="commune_committee", territories__unit=unit)
    make_person(agency, "xa")
    titled(make_person(agency, "pho", "approver"), "Phó Chủ tịch UBND phường")
    agency.unit = unit
    return agency


def follow_the_districts(province) -> None:
    """The province has decided that communes do what districts did."""
    name_holder(
        province,
        by=OPERATOR,
        function=Function.objects.get(code="district_government"),
        on=date(2025, 7, 1),
        source="Quyết định",
        kind=AgencyKind.objects.get(code="commune_committee"),
    )


def person(name: str) -> User:
    return User.objects.get(username=name)


def gaps_of(agency: Agency, *names: str, **columns) -> list[Gap]:
    made = []
    for place, name in enumerate(names):
        facts = {"tax_code": f"99000000{place:02d}", "address": "Lô A1"} | columns
        made.append(make_gap(make_employer(agency.province, name, **facts), agency, counted=12 + place))
    return made


def drafted(agency: Agency, gaps, by: str = "can.bo", **facts) -> DemandBundle:
    facts = {"answer_by": ANSWER_BY} | facts
    return services.draw_up_demands(agency, by=person(by), gaps=[gap.pk for gap in gaps], at=NOW, **facts)


def issued(bundle: DemandBundle, number: int = 5, by: str = "truong.ban", **facts) -> DemandBundle:
    facts = {"symbol": "BQLKCN-LĐ", "issued_on": TODAY} | facts
    return services.issue_demands(bundle, by=person(by), at=NOW, number=number, **facts)


def test_one_letter_for_each_employer_with_its_figures(board):
    first, second = gaps_of(board, "Công ty An", "Công ty Bình")
    again = make_gap(first.employer, board, counted=15, source="zone_board")
    bundle = drafted(board, [first, second, again])
    assert [letter.name for letter in bundle.demands.all()] == ["Công ty An", "Công ty Bình"]
    lines = bundle.demands.first().lines.values_list("source", "counted", "participating", "size")
    assert list(lines) == [("tax", 12, 0, 12), ("zone_board", 15, 0, 15)]
    assert bundle.demands.first().workers == 15


def test_a_letter_names_the_period_that_was_counted_not_the_quarter_of_the_finding(board):
    (gap,) = gaps_of(board, "Công ty Một")
    Gap.objects.filter(pk=gap.pk).update(period="2026-Q4", starts_on=date(2026, 10, 1))
    line = DemandLine.objects.get(demand__bundle=drafted(board, [gap]))
    assert (line.gap.period, line.period, line.told_by) == ("2026-Q4", "2026-Q3", "Quyết toán thuế TNCN")


def test_numbers_run_on_and_no_number_is_given_twice_in_a_year(board):
    one, two, three = gaps_of(board, "A", "B", "C")
    first = issued(drafted(board, [one, two]), number=5)
    assert [letter.full_number for letter in first.demands.all()] == ["05/BQLKCN-LĐ", "06/BQLKCN-LĐ"]
    second = drafted(board, [three])
    with pytest.raises(ValidationError, match="7"):
        issued(second, number=6)
    assert next_number(board, 2026) == 7 and next_number(board, 2027) == 1
    assert issued(second, number=7).demands.get().number == 7


def test_every_gap_named_is_demanded_with_number_and_day(board):
    (gap,) = gaps_of(board, "A")
    issued(drafted(board, [gap]))
    gap.refresh_from_db()
    step = gap.steps.get()
    assert gap.state == Gap.State.DEMANDED
    assert (step.state, step.document_no, step.answer_by, step.agency) == (
        "demanded",
        "05/BQLKCN-LĐ",
        ANSWER_BY,
        board,
    )
    assert AuditEntry.objects.filter(act="issue_demands").exists()


def test_what_was_dealt_with_since_the_draft_is_left_out(board):
    done, still = gaps_of(board, "A", "B")
    bundle = drafted(board, [done, still])
    Gap.objects.filter(pk=done.pk).update(state=Gap.State.JOINED)
    assert [letter.name for letter in issued(bundle).demands.all()] == ["B"]
    done.refresh_from_db()
    assert done.state == Gap.State.JOINED and not done.steps.exists()


def test_a_draft_whose_gaps_are_all_dealt_with_is_not_issued(board):
    (gap,) = gaps_of(board, "A")
    bundle = drafted(board, [gap])
    Gap.objects.update(state=Gap.State.EXPLAINED)
    with pytest.raises(NotPossible):
        issued(bundle)
    bundle.refresh_from_db()
    assert bundle.status == "draft" and bundle.demands.count() == 1


def test_a_gap_in_a_draft_or_asked_about_already_gets_no_second_letter_until_the_answer_is_overdue(board):
    (gap,) = gaps_of(board, "A")
    bundle = drafted(board, [gap])
    with pytest.raises(NotPossible):
        drafted(board, [gap])
    issued(bundle)
    with pytest.raises(NotPossible):
        drafted(board, [gap])
    assert list(may_be_demanded(board, on=ANSWER_BY + timedelta(days=1))) == [gap]
    assert not may_be_demanded(board, on=ANSWER_BY).exists()


def test_a_draft_is_changed_thinned_and_discarded_and_its_gaps_wait_again(board):
    one, two = gaps_of(board, "A", "B")
    bundle = drafted(board, [one, two])
    by = person("can.bo")
    services.change_demands(bundle, by=by, answer_by=date(2026, 12, 20), remark="Liên hệ phòng Lao động.")
    services.leave_out_demand(bundle, by=by, demand=bundle.demands.get(name="A").pk)
    assert [letter.answer_by for letter in bundle.demands.all()] == [date(2026, 12, 20)]
    assert list(may_be_demanded(board, on=TODAY)) == [one]
    services.discard_demands(bundle, by=by)
    assert may_be_demanded(board, on=TODAY).count() == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"number": 0},
        {"symbol": " / "},
        {"issued_on": TODAY + timedelta(days=1)},
        {"issued_on": TODAY - timedelta(days=1)},
    ],
)
def test_a_letter_needs_a_number_a_symbol_and_its_day(board, facts):
    (gap,) = gaps_of(board, "A")
    bundle = drafted(board, [gap])
    with pytest.raises(ValidationError):
        issued(bundle, **facts)
    gap.refresh_from_db()
    assert gap.state == Gap.State.OPEN


def test_an_answer_is_asked_for_after_the_letter(board):
    (gap,) = gaps_of(board, "A")
    with pytest.raises(ValidationError):
        drafted(board, [gap], answer_by=TODAY)


def test_only_the_agencys_people_draft_and_only_who_signs_issues(province, board, commune):
    (gap,) = gaps_of(board, "A")
    bundle = drafted(board, [gap])
    for wrong in (
        lambda: drafted(board, [gap], by="xa"),
        lambda: issued(bundle, by="can.bo"),
        lambda: issued(bundle, by="pho"),
        lambda: services.discard_demands(bundle, by=person("xa")),
    ):
        with pytest.raises(PermissionDenied):
            wrong()
    with pytest.raises(NotPossible):  # another agency's gap is not its to ask about
        drafted(commune, [gap], by="xa")


def test_issued_it_changes_no_more_not_even_in_the_database(board):
    (gap,) = gaps_of(board, "A")
    bundle = issued(drafted(board, [gap]))
    with pytest.raises(NotPossible):
        services.change_demands(bundle, by=person("can.bo"), answer_by=date(2026, 12, 20), remark="")
    with pytest.raises(NotPossible):
        issued(bundle, number=9)
    for rows, change in (
        (DemandBundle.objects.all(), {"remark": "khác"}),
        (Demand.objects.all(), {"number": 9}),
        (DemandLine.objects.all(), {"size": 1}),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(ProtectedError):
        Demand.objects.all().delete()


def test_the_letter_quotes_the_directive_of_the_place_and_the_law_of_the_day(province, commune, board):
    follow_the_districts(province)
    (gap,) = gaps_of(commune, "Công ty Sáng", commune=commune.unit)
    letter = drafted(commune, [gap], by="xa").demands.get()
    text = " ".join(demand_document(letter).letter.html().split())
    for words in (
        ORDERED,
        "khoản 1 Điều 13",
        "khoản 1 Điều 28",
        "30 ngày",
        "khoản 2 Điều 38",
        "điểm a khoản 1 Điều 39",
    ):
        assert words in text, words
    assert "Dự thảo" in text and "05/12/2026" in text


def test_no_directive_is_quoted_where_none_applies(province, board):
    """The directive of the former Bắc Giang says nothing of employers of the former Bắc Ninh."""
    communes = communes_of(province, TODAY)
    here, there = communes.get(name="Phường Bắc Giang"), communes.get(name="Phường Kinh Bắc")
    (one,), (other,) = gaps_of(board, "A", commune=here), gaps_of(board, "B", commune=there)
    first, second = drafted(board, [one, other]).demands.order_by("name")
    assert "rà soát, đôn đốc các doanh nghiệp trong khu công nghiệp" in first.grounds["sentence"]
    assert "sentence" not in second.grounds and "Thực hiện" not in demand_document(second).letter.html()


def test_before_july_2025_the_older_law_counts():
    assert "58/2014/QH13" in law_on(date(2025, 6, 30)).duty and "Điều" not in law_on(date(2025, 6, 30)).duty
    assert "41/2024/QH15" in law_on(date(2025, 7, 1)).duty


def made(bundle: DemandBundle, running: Running | None = None) -> DemandBundle:
    arguments = Job.objects.get(key=f"demand-files:{bundle.pk}").arguments
    tasks.make_demand_files(running or Running(bundle.issued_by), **arguments)
    bundle.refresh_from_db()
    return bundle


def test_the_files_say_what_the_letter_says(board):
    gap = make_gap(make_employer(board.province, "Công ty Ánh & <Sáng>", tax_code="9900000001"), board, counted=120)
    letter = made(issued(drafted(board, [gap], remark="Liên hệ: <b>Phòng</b>"))).demands.get()
    pdf = " ".join(" ".join(page.extract_text() for page in PdfReader(location(letter.pdf)).pages).split())
    docx = Document(str(location(letter.docx)))
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    text = " ".join("\n".join([*(paragraph.text for paragraph in docx.paragraphs), *cells]).split())
    for words in (
        "05/BQLKCN-LĐ",
        "Công ty Ánh & <Sáng>",
        "mã số thuế 9900000001",
        "Quyết toán thuế TNCN",
        "120",
        "20/11/2026",
        "hết ngày 05/12/2026",
        "<b>Phòng</b>",
        "khoản 1 Điều 28",
        "Sở Nội vụ",
    ):
        assert words in pdf, words
        assert words in text, words
    assert "TRƯỞNG BAN" in pdf.upper() and "Dữ liệu mô phỏng" in pdf


def test_a_committee_signs_for_itself_and_its_deputy_for_the_chair(commune):
    (gap,) = gaps_of(commune, "A", commune=commune.unit)
    bundle = issued(drafted(commune, [gap], by="xa"), by="pho", symbol="UBND-VHXH")
    html = demand_document(bundle.demands.get()).letter.html()
    for words in ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch", "05/UBND-VHXH", "Bắc Giang, ngày 20"):
        assert words in html, words


def test_a_killed_job_goes_on_with_the_letters_that_are_missing(board):
    bundle = issued(drafted(board, gaps_of(board, *"ABCDE")))
    with pytest.raises(KeyboardInterrupt):
        made(bundle, Running(person("truong.ban"), dies_after=2))
    kept = {letter.pk: letter.pdf_id for letter in bundle.demands.exclude(pdf=None)}
    running = Running(person("truong.ban"))
    made(bundle, running)
    assert running.told[0] == (len(kept) + 1, 5) and 0 < len(kept) < 5
    assert all(bundle.demands.get(pk=pk).pdf_id == file for pk, file in kept.items())
    assert len(PdfReader(location(bundle.merged)).pages) >= 5
    with zipfile.ZipFile(location(bundle.archive)) as archive:
        assert len(archive.namelist()) == 10 and "van-ban-yeu-cau-2026-0005.pdf" in archive.namelist()


def test_unanswered_letters_show_and_their_agency_is_told_once(board):
    gaps = gaps_of(board, "A", "B")
    bundle = issued(drafted(board, gaps))
    Gap.objects.filter(pk=gaps[0].pk).update(state=Gap.State.JOINED)
    late = ANSWER_BY + timedelta(days=1)
    assert services.remind_of_demands(board, by=person("truong.ban"), on=ANSWER_BY) == 0
    for _twice in range(2):
        services.remind_of_demands(board, by=person("truong.ban"), on=late)
    line = Notification.objects.get(user__username="can.bo", key=f"demands-unanswered:{bundle.pk}")
    assert line.text.startswith("1 đơn vị")
    assert list(unanswered(Gap.objects.all(), late)) == [gaps[1]]


def test_sums_agree_with_their_rows(board, commune):
    gaps_of(board, "A", "B")
    gaps_of(commune, "C", commune=commune.unit)
    rows = Gap.objects.all()
    whole = sums(rows)
    agencies = list(by_agency(rows))
    assert whole["employers"] == sum(one.count_employers for one in agencies) == 3
    assert whole["workers"] == sum(one.count_workers for one in agencies) == 37
    assert with_demand(rows).count() == 3


def test_what_waits_of_earlier_quarters_is_shown_until_it_is_dealt_with_and_every_sum_opens_its_rows(board, client):
    old = {"period": "2026-Q1", "starts_on": date(2026, 1, 1)}
    waits, told = gaps_of(board, "An", "Bình")
    for gap, state in ((waits, Gap.State.OPEN), (told, Gap.State.EXPLAINED)):
        Gap.objects.filter(pk=gap.pk).update(state=state, **old)
    make_gap(make_employer(board.province, "Chi", tax_code="9900000077"), board, counted=9)
    client.force_login(person("can.bo"), "django.contrib.auth.backends.ModelBackend")

    def rows(address: str) -> int:
        return int(re.search(r'role="status"><b>([\d.]+)', client.get(address).content.decode())[1])

    page = "/doi-chieu/chua-tham-gia/"
    assert (rows(page), rows(f"{page}?period=2026-Q1"), rows(f"{page}?period=2026-Q3")) == (2, 2, 1)
    for address in (page, f"{page}?period=2026-Q1"):
        text = client.get(address).content.decode()
        sums_shown = re.search(r'<dl class="stat-list">.*?</dl>', text, re.S)[0]
        opened = re.findall(r'<a href="([^"]+)">([^<]+)</a></dt><dd>(\d+)', sums_shown)
        assert len(opened) >= 3
        for link, label, number in opened:
            if label != "Lao động chưa tham gia" and int(number):
                assert rows(link.replace("&amp;", "&")) == int(number), (address, label)
    text = client.get(f"{page}co-quan/").content.decode()
    assert "2026-Q1" in text
    client.post("/doi-chieu/van-ban-yeu-cau/lap/", {"all": "", "answer_by": "2026-12-05"})
    assert set(DemandLine.objects.values_list("gap__period", flat=True)) == {"2026-Q1", "2026-Q3"}


def test_the_box_of_search_finds_issued_letters_by_number_and_employer_for_those_who_may_read_them(board, commune):
    first, second = gaps_of(board, "Dệt Kim Sông Cầu", "May Mặc Số 5")
    issued(drafted(board, [first, second]), number=5)
    drafted(board, gaps_of(board, "Dệt Chưa Ban Hành", tax_code="9900000099"))

    def found(user: str, text: str) -> list[str]:
        return [hit.title for hit in documents(person(user), Typed(text), 10, "").hits if hit.key.startswith("demand")]

    letter = "05/BQLKCN-LĐ → Dệt Kim Sông Cầu"
    for text in ("det kim", "dệt song cau", "9900000000", "05/BQLKCN", "5", "05/BQLKCN-LĐ"):
        assert letter in found("can.bo", text), text
    assert found("can.bo", "may mac so 5") == ["06/BQLKCN-LĐ → May Mặc Số 5"]
    assert found("can.bo", "06/UBND") == found("can.bo", "chua ban hanh") == []
    assert found("xa", "det kim") == found("xa", "05/BQLKCN") == []


def test_many_letters_are_drawn_up_and_issued_in_a_handful_of_questions(board, django_assert_max_num_queries):
    many, by = gaps_of(board, *(f"N{place}" for place in range(60))), [person("can.bo"), person("truong.ban")]
    with django_assert_max_num_queries(50):
        bundle = services.draw_up_demands(board, by=by[0], gaps=[gap.pk for gap in many], at=NOW, answer_by=ANSWER_BY)
    with django_assert_max_num_queries(30):
        services.issue_demands(bundle, by=by[1], at=NOW, number=5, symbol="BQL", issued_on=TODAY)
    assert sorted(bundle.demands.values_list("number", flat=True)) == list(range(5, 65))
    assert Gap.objects.filter(pk__in=[gap.pk for gap in many], state="demanded").count() == 60


def test_its_own_agency_reads_drafts_those_who_watch_over_all_what_was_issued_others_nothing(province, board, commune):
    home = make_person(Agency.objects.get(province=province, code="so-noi-vu"), "so")
    (gap,) = gaps_of(board, "A")
    bundle = drafted(board, [gap])
    assert list(DemandBundle.objects.visible_to(person("can.bo"))) == [bundle]
    assert not DemandBundle.objects.visible_to(home).exists()
    issued(bundle)
    assert list(Demand.objects.visible_to(User.objects.get(pk=home.pk))) == list(bundle.demands.all())
    assert not Demand.objects.visible_to(person("xa")).exists()
