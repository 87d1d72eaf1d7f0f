"""The six-monthly review of accounts and rights: the list, its file, and what is said of the accounts that are ticked."""

import django_filters as filters
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agencies.forms.accounts import ReviewForm
from agencies.login.step_up import recently_verified
from agencies.models import AccountReview, ReviewRound, User
from agencies.models.users import Role
from agencies.queries.accounts import last_review, open_review, review_due_on, reviewed_people, unreviewed
from agencies.queries.users import people_found
from agencies.services import reviews as services
from agencies.tables.accounts import REVIEW
from agencies.views.users import for_administrators
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

LEFT = "left"


class ReviewFilter(filters.FilterSet):
    """Who is still to be looked at, by role, open or closed."""

    verdict = filters.ChoiceFilter(
        label=gettext_lazy("Kết quả đợt này"),
        choices=[(LEFT, gettext_lazy("Chưa rà soát")), *AccountReview.Verdict.choices],
        method="only_said",
    )
    role = filters.ChoiceFilter(label=gettext_lazy("Vai trò"), choices=Role.choices)
    is_active = filters.ChoiceFilter(
        label=gettext_lazy("Tài khoản"),
        choices=[("1", gettext_lazy("Đang mở")), ("0", gettext_lazy("Đã khóa"))],
        method="only_open",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def only_said(self, rows, name, value):
        return rows.filter(Q(verdict=None, is_active=True)) if value == LEFT else rows.filter(verdict=value)

    def only_open(self, rows, name, value):
        return rows.filter(is_active=value == "1")


@for_administrators
def review_accounts(request):
    province, today = request.user.province, timezone.localdate()
    round = open_review(province)
    people = User.objects.visible_to(request.user)
    extra = {
        "round": round,
        "left": unreviewed(round).count() if round else 0,
        "last": last_review(province),
        "due_on": review_due_on(province, today),
        "today": today,
    }
    return list_page(
        request,
        table=REVIEW,
        rows=reviewed_people(people, round, on=today, now=timezone.now()),
        title=_("Rà soát tài khoản và quyền"),
        filterset=ReviewFilter,
        search=people_found,
        template="agencies/users/review.html",
        extra=extra,
        export_name="ra-soat-tai-khoan",
        on_export=lambda **told: audit.exported("review_list", by=request.user, **told),
    )


def deed(act):
    """A POST of the review: the act, its sentence, back to the list."""

    @require_POST
    @for_administrators
    @recently_verified
    def view(request):
        try:
            messages.success(request, act(request))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        return redirect("review-accounts")

    view.__name__ = act.__name__
    return view


def _round(request) -> ReviewRound:
    return get_visible_or_404(ReviewRound.objects, request.user, closed_at=None)


@deed
def open_round(request):
    services.open_review(request.user.province, by=request.user, at=timezone.now())
    return _("Đã mở đợt rà soát. Xem từng tài khoản và ghi kết quả.")


@deed
def record_review(request):
    visible = User.objects.visible_to(request.user).values_list("pk", flat=True)
    form = ReviewForm(request.POST, people=visible)
    if not form.is_valid():
        raise NotPossible(_("Hãy chọn ít nhất một tài khoản trong danh sách."))
    facts = {"verdict": form.cleaned_data["verdict"], "note": form.cleaned_data["note"]}
    count = services.review_accounts(
        _round(request),
        by=request.user,
        users=form.cleaned_data["user"],
        at=timezone.now(),
        on=timezone.localdate(),
        **facts,
    )
    if not count:
        raise NotPossible(_("Tài khoản của chính mình do người quản trị khác rà soát."))
    return _("Đã ghi kết quả cho %(count)d tài khoản.") % {"count": count}


@deed
def close_round(request):
    services.close_review(_round(request), by=request.user, at=timezone.now())
    return _("Đã kết thúc đợt rà soát.")
