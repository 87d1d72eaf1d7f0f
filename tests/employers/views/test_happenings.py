"""The pages of what happens to an employer and who it is: forms that act, sentences where they may not, two people at once."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from employers.models import Correction, DuplicatePair, Employer, LabourRelation, Merge, StatusEvent
from employers.services.duplicates import decide_duplicate
from portal.core.acts import NotPossible
from tests.factories.ledger import NOW, Ledger
from tests.factories.people import make_agency, make_person

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def ledger(db) -> Ledger:
    return Ledger()


@pytest.fixture
def firm(ledger) -> Employer:
    return ledger.employer("TA1", agency=ledger.committees[0])


def as_(person) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_an_event_is_told_on_the_page_and_taken_back(ledger, firm):
    mai = as_(make_person(ledger.committees[0], "mai"))
    address = f"/don-vi/{firm.pk}/bien-dong"
    wrong = mai.post(address, {"kind": "dissolved", "happened_on": "01/11/2026", "until": "05/11/2026"})
    assert "Chỉ tạm ngừng" in text(wrong)
    told = mai.post(address, {"kind": "dissolved", "happened_on": "01/11/2026", "document_no": "7/TB"}, follow=True)
    assert "Đã giải thể" in text(told) and "7/TB" in text(told)
    event = StatusEvent.objects.get()
    assert "Lý do" in text(mai.post(f"/don-vi/bien-dong/{event.pk}/rut", {"reason": ""}, follow=True))
    assert "Đã rút" in text(mai.post(f"/don-vi/bien-dong/{event.pk}/rut", {"reason": "Nhầm"}, follow=True))
    listed = mai.get("/don-vi/bien-dong/")
    assert "Công ty TA1" not in text(listed)
    assert "Công ty TA1" in text(mai.get("/don-vi/bien-dong/?withdrawn=1"))


def test_a_strike_is_written_ended_and_listed_with_its_days(ledger, firm):
    union = as_(make_person(make_agency(ledger.province, "trade_union", "ldld"), "cong"))
    address = f"/don-vi/{firm.pk}/quan-he-lao-dong"
    assert "Bắt buộc" in text(union.get(address))
    union.post(address, {"kind": "strike", "begun_on": "01/10/2026", "workers": "120"})
    relation = LabourRelation.objects.get()
    union.post(f"/don-vi/quan-he-lao-dong/{relation.pk}/ket-thuc", {"ended_on": "03/10/2026"})
    page = text(union.get("/don-vi/quan-he-lao-dong/?kind=strike&year=2026"))
    assert "Công ty TA1" in page and "Tổng cộng" in page
    assert "Công ty TA1" not in text(union.get("/don-vi/quan-he-lao-dong/?year=2025"))
    for agency, kind in (("tax", "tax"), ("tc", "finance")):
        stranger = as_(make_person(make_agency(ledger.province, kind, agency), kind))
        assert stranger.get(address).status_code == stranger.get("/don-vi/quan-he-lao-dong/").status_code == 404


def test_a_correction_goes_from_the_form_to_the_owner_and_back(ledger, firm):
    finance = as_(make_person(make_agency(ledger.province, "finance", "tc"), "tai"))
    mai = as_(make_person(ledger.committees[0], "mai"))
    for field in ("name", "address", "tax_code", "unit_code", "commune", "zone", "kind", "sector", "xyz"):
        assert finance.get(f"/don-vi/{firm.pk}/dinh-chinh?muc={field}").status_code == 200
    finance.post(f"/don-vi/{firm.pk}/dinh-chinh?muc=address", {"proposed": "Số 9", "reason": "ĐKKD"})
    found = Correction.objects.get()
    address = f"/don-vi/dinh-chinh/{found.pk}/"
    assert "Sửa theo đề nghị" not in text(finance.get(address)) and "Rút đề nghị" in text(finance.get(address))
    assert finance.post(f"{address}quyet-dinh", {"accepted": "1"}).status_code == 403
    assert "Sửa theo đề nghị" in text(mai.get(address))
    mai.post(f"{address}quyet-dinh", {"accepted": "1"})
    firm.refresh_from_db()
    assert firm.address == "Số 9"
    assert "Công ty TA1" in text(mai.get("/don-vi/dinh-chinh/?whose=decide&state=accepted"))


def _pair(ledger: Ledger) -> DuplicatePair:
    firms = []
    for name in ("Công ty Hoà Bình", "Công ty Hòa Bình"):
        firms.append(Employer(province=ledger.province, commune=ledger.communes[0]))
        firms[-1].rename(name)
        firms[-1].save()
    return DuplicatePair.objects.create(
        first=firms[0], second=firms[1], score=45, reasons=[{"ground": "same_name"}, {"ground": "same_commune"}]
    )


def test_two_files_stand_side_by_side_are_merged_and_parted_again(ledger):
    pair = _pair(ledger)
    head = as_(make_person(ledger.bhxh, "thanh", "head"))
    address = f"/don-vi/trung/{pair.pk}/"
    page = text(head.get(address))
    assert "Cùng xã, phường" in page and "45/100" in page
    assert "Hòa Bình" in text(head.get("/don-vi/trung/?q=hoa+binh"))
    done = head.post(f"{address}quyet-dinh", {"keep": str(pair.second_id), "note": "Một đơn vị"}, follow=True)
    assert "Đã gộp hai hồ sơ" in text(done) and "Hoàn tác việc gộp" in text(done)
    assert "đã được gộp" in text(head.get(f"/don-vi/{pair.first_id}/"))
    assert "Hoà Bình" not in text(head.get("/don-vi/"))
    head.post(f"/don-vi/trung/gop/{Merge.objects.get().pk}/hoan-tac")
    assert Employer.objects.live().filter(pk=pair.first_id).exists()
    officer = as_(make_person(ledger.committees[0], "mai"))
    assert officer.get(address).status_code == officer.get("/don-vi/trung/").status_code == 404


def test_two_people_merging_one_pair_at_once_merge_it_once(own_database):
    ledger = Ledger()
    pair = _pair(ledger)
    people = [make_person(ledger.bhxh, f"nguoi{n}", "head") for n in (1, 2)]
    together, told = Barrier(2), []

    def decide(person, keep: int) -> None:
        together.wait()
        try:
            kept = Employer.objects.get(pk=keep)
            decide_duplicate(pair, by=person, decision="merged", at=NOW, note="Một", keep=kept)
            told.append("done")
        except NotPossible:
            told.append("not possible")
        finally:
            connection.close()

    threads = [Thread(target=decide, args=facts) for facts in zip(people, (pair.first_id, pair.second_id), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "not possible"]
    assert Merge.objects.count() == 1
    assert Employer.objects.live().count() == 1
