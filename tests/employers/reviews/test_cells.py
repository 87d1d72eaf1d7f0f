"""Typing into a share: two figures tell the third, what does not add up is refused alone, nobody's cell is lost."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from agencies.models import User
from employers.models import ReviewLine, ReviewShare
from employers.services.review_cells import save_cells
from employers.services.review_shares import submit_share
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import AuditEntry
from tests.employers.reviews.conftest import AT, Reviewed

PEOPLE = 40


@pytest.fixture
def share(here):
    here.several()
    return here.open().shares.get(agency=here.board)


@pytest.fixture
def line(share):
    return share.lines.order_by("pk")[0]


@pytest.fixture
def lan(here):
    return here.person(here.board, name="lan")


def typed(share, line, by=OPERATOR, at=AT, was=None, **cells):
    """Type these, having seen the line as it is, or as `was` says."""
    now = ReviewLine.objects.get(pk=line.pk)
    seen = {name: getattr(now, name) for name in cells} | (was or {})
    return save_cells(share, by=by, at=at, cells=[(line.pk, name, seen[name], value) for name, value in cells.items()])


def kept(line) -> tuple:
    line.refresh_from_db()
    return line.found, line.subject, line.participating, line.not_participating


def test_two_figures_tell_the_third_and_that_it_operates(share, line, lan):
    answer = typed(share, line, lan, subject="1.120", participating="95")
    assert kept(line) == ("operating", 1120, 95, 1025)
    assert answer.saved == [[line.pk, "subject", 1120], [line.pk, "participating", 95]]
    assert answer.filled == [[line.pk, "not_participating", 1025], [line.pk, "found", "operating"]]
    assert (line.edits, line.changed_by) == (1, lan)


def test_three_that_do_not_add_up_cost_only_the_last_cell(share, line):
    answer = typed(share, line, subject=120, participating=95, not_participating=20, note="ca tối")
    assert [wrong["field"] for wrong in answer.refused] == ["not_participating"]
    assert "120" in answer.refused[0]["why"] and answer.refused[0]["value"] is None
    assert kept(line) == ("operating", 120, 95, None)
    assert line.note == "ca tối"


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ({"subject": 10, "participating": 11}, "participating"),
        ({"employed": 5, "subject": 6}, "subject"),
        ({"subject": "-3"}, "subject"),
        ({"subject": "12,5"}, "subject"),
        ({"subject": "1.23"}, "subject"),
        ({"employed": "9999999"}, "employed"),
        ({"found": "đâu đó"}, "found"),
        ({"reason": "vì thế"}, "reason"),
        ({"note": "x" * 301}, "note"),
        ({"share_id": "1"}, "share_id"),
        ({"found": "stopped", "employed": 3}, "employed"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(share, line, cells, refused):
    before = dict(ReviewLine.objects.filter(pk=line.pk).values()[0])
    answer = save_cells(
        share, by=OPERATOR, at=AT, cells=[(line.pk, name, None, value) for name, value in cells.items()]
    )
    assert [wrong["field"] for wrong in answer.refused] == [refused] and answer.refused[0]["why"]
    assert ReviewLine.objects.filter(pk=line.pk).values()[0][refused] == before[refused]


def test_a_label_pasted_from_excel_is_known_without_its_marks(share, line):
    typed(share, line, found="TAM NGUNG", reason="Lao động thời vụ")
    line.refresh_from_db()
    assert (line.found, line.reason) == ("suspended", "seasonal")


def test_a_cell_that_a_colleague_changed_meanwhile_is_told_not_overwritten(here, share, line, lan):
    typed(share, line, lan, employed=100)
    minh = here.person(here.board, name="minh")
    answer = typed(share, line, minh, was={"employed": None}, employed=90, note="của Minh")
    assert answer.conflicts == [
        {"line": line.pk, "field": "employed", "theirs": 100, "who": "lan", "at": AT.isoformat()}
    ]
    line.refresh_from_db()
    assert (line.employed, line.note) == (100, "của Minh")
    assert not typed(share, line, minh, was={"employed": 100}, employed=90).conflicts
    again = typed(share, line, minh, was={"employed": None}, employed=90)
    assert again.saved and not again.conflicts  # the same once more, after a lost answer


def test_an_emptied_cell_stays_empty(share, line):
    typed(share, line, subject=120, participating=95)
    typed(share, line, participating="")
    assert kept(line) == ("operating", 120, None, 25)
    typed(share, line, not_participating=20)
    assert kept(line) == ("operating", 120, 100, 20)


def test_only_its_own_agency_types_and_only_while_it_is_open(here, share, line, lan):
    for wrong in (
        here.person(here.construction),
        here.person(here.coordinator),
        here.person(here.board, "head"),
        THE_CLOCK,
    ):
        with pytest.raises(PermissionDenied):
            typed(share, line, wrong, subject=1)
    other = ReviewLine.objects.exclude(share=share)[0]
    answer = typed(share, other, lan, subject=1)
    assert not answer.saved and answer.refused
    other.refresh_from_db()
    assert other.subject is None
    submit_share(share, by=OPERATOR, at=AT, reason="bận")
    with pytest.raises(NotPossible):
        typed(share, line, lan, subject=1)
    assert AuditEntry.objects.filter(act="save_cells").count() == 1


def test_forty_people_saving_at_once_lose_no_cell(own_database):
    """Half of them in one agency, each typing own cells into the same lines; half in another; cells also collide."""
    here = Reviewed()
    for _place in range(12):
        here.employer(zone=here.zone)
        here.employer(sector="F")
    review = here.open()
    shares = {agency.pk: review.shares.get(agency=agency) for agency in (here.board, here.construction)}
    people = [
        here.person(here.board if place % 2 else here.construction, name=f"nguoi{place:02d}") for place in range(PEOPLE)
    ]
    lines = {agency: list(share.lines.order_by("pk")) for agency, share in shares.items()}
    acknowledged, failures, start = [], [], threading.Barrier(PEOPLE)

    def work(place: int, user: User) -> None:
        try:
            user = User.objects.get(pk=user.pk)
            agency = user.posting.agency_id
            start.wait()
            for turn, line in enumerate(lines[agency]):
                name = ("employed", "subject", "note", "reason")[(place // 2 + turn) % 4]
                value = {"employed": 900 + place, "subject": place, "note": f"{place}/{turn}", "reason": "other"}[name]
                share = ReviewShare.objects.get(pk=shares[agency].pk)
                at = AT + timedelta(seconds=turn)
                answer = save_cells(
                    share, by=user, at=at, cells=[(line.pk, name, "" if name in ("note", "reason") else None, value)]
                )
                acknowledged.extend(map(tuple, answer.saved))
                failures.extend(answer.refused)
        except Exception as problem:
            failures.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(place, user)) for place, user in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures[:3]
    assert len(set(acknowledged)) >= 4 * 12 * 2 - 12
    for pk, name, value in acknowledged:
        assert ReviewLine.objects.values_list(name, flat=True).get(pk=pk) == value
