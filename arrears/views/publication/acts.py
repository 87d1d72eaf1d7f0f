"""What people do with a list as a whole: check, look again, notice, approve, send back, drop."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.login.step_up import recently_verified
from arrears.forms.publication import NoticeForm, ReasonForm, SentForm
from arrears.models import Publication
from arrears.services.publication.approving import approve_publication, discard_publication, return_publication
from arrears.services.publication.checking import check_publication, recheck_publication
from arrears.services.publication.noticing import ask_for_notice_files, notice_publication, record_notice_sent
from arrears.views.publication.frame import act_on, publication_of
from employers.views.deeds import done, facts_of


@require_POST
def check(request, pk):
    return act_on(
        request, pk, check_publication, _("Đã kiểm tra. Xem lại các dòng vướng trước khi thông báo."), at=timezone.now()
    )


@require_POST
def look_again(request, pk):
    said = _("Đã đối chiếu lại với số liệu mới, tạm giữ, khoản nộp, phản hồi và hồ sơ đơn vị.")
    return act_on(request, pk, recheck_publication, said, at=timezone.now())


def _with_form(request, pk, form, do, said: str):
    """An act whose facts a dialog asked for."""
    found = publication_of(request, pk)

    def write() -> str:
        do(found, by=request.user, **facts_of(form))
        return said

    done(request, write)
    return redirect("publication", pk)


@require_POST
@recently_verified
def notice(request, pk):
    """Letters under numbers in a row; those to be praised are told nothing."""
    found = publication_of(request, pk)
    if found.what == Publication.What.PRAISE:
        return act_on(request, pk, notice_publication, _("Đã chuyển sang chờ duyệt."), at=timezone.now())
    said = _("Đã lập thông báo. Tệp PDF và DOCX đang được lập.")
    do = lambda subject, **facts: notice_publication(subject, at=timezone.now(), **facts)  # noqa: E731
    return _with_form(request, pk, NoticeForm(request.POST), do, said)


@require_POST
def sent(request, pk):
    do = lambda subject, **facts: record_notice_sent(subject, at=timezone.now(), **facts)  # noqa: E731
    return _with_form(request, pk, SentForm(request.POST), do, _("Đã ghi ngày gửi."))


@require_POST
def make_files(request, pk):
    return act_on(request, pk, ask_for_notice_files, _("Đang lập tệp thư."))


@require_POST
@recently_verified
def approve(request, pk):
    """What changed is taken over first, and then stands for the approver to see; only a list that stands is approved."""
    found, at = publication_of(request, pk), timezone.now()

    def write() -> str:
        recheck_publication(found, by=request.user, at=at)
        approve_publication(found, by=request.user, at=at, seen=request.POST.get("seen"))
        return _("Đã duyệt. Danh sách chưa công khai cho đến khi được ban hành.")

    done(request, write)
    return redirect("publication", pk)


@require_POST
def send_back(request, pk):
    return _with_form(request, pk, ReasonForm(request.POST), return_publication, _("Đã đưa về dự thảo."))


@require_POST
def discard(request, pk):
    return _with_form(request, pk, ReasonForm(request.POST), discard_publication, _("Đã bỏ đợt."))
