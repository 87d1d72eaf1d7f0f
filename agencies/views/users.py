"""Administration of people: the list, one person's file, and a button for each act."""

import functools

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from agencies.forms import AddUserForm, ReasonForm
from agencies.forms.accounts import DayForm, PostPeriodForm
from agencies.login import passwords
from agencies.login.step_up import recently_verified
from agencies.models import Agency, Post, User
from agencies.queries.accounts import chores
from agencies.queries.handover import last_handover
from agencies.queries.users import people_found, people_listed
from agencies.services import users as services
from agencies.tables.users import USERS
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


def for_administrators(view):
    """The pages about people are for those who may administer them; the acts ask again, record by record."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.may("administer_users"):
            raise PermissionDenied("administer_users")
        return view(request, *args, **kwargs)

    return wrapper


@for_administrators
def users(request):
    people = User.objects.visible_to(request.user)
    listed = people_listed(people, on=timezone.localdate(), now=timezone.now())
    return list_page(
        request,
        table=USERS,
        rows=listed,
        title=_("Người dùng"),
        search=people_found,
        template="agencies/users/list.html",
        extra={"chores": chores(request.user, on=timezone.localdate())},
        export_name="nguoi-dung",
    )


@for_administrators
@recently_verified
@sensitive_variables("password")
def add_user(request):
    form = AddUserForm(request.POST or None, agencies=_agencies(request))
    if request.method == "POST" and form.is_valid():
        facts, password = dict(form.cleaned_data), passwords.one_time()
        agency = facts.pop("agency")
        try:
            user = services.add_user(agency, by=request.user, password=password, on=timezone.localdate(), **facts)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _password_once(request, user, password)
    return render(request, "agencies/users/add.html", {"title": _("Thêm người dùng"), "form": form})


@for_administrators
def user(request, pk: int):
    person, today = get_visible_or_404(User.objects, request.user, pk=pk), timezone.localdate()
    context = {
        "title": person.full_name,
        "person": _listed(request, person),
        "posting": person.posting,
        "posts": _posts(person, today),
        "post_form": PostPeriodForm(agencies=_agencies(request), initial={**_as_now(person), "on": today}),
        "release_form": DayForm(today=today, label=_("Thôi từ ngày"), auto_id="release_%s"),
        "reason_form": ReasonForm(),
        "is_oneself": person.pk == request.user.pk,
        "handover": last_handover(person),
    }
    return render(request, "agencies/users/user.html", context)


def _posts(person: User, today) -> list[Post]:
    """Those that were or will be in force; each that can still be ended with the form for it."""
    held = person.posts.select_related("agency").order_by("-valid_from", "-pk")
    posts = [post for post in held if post.valid_to is None or post.valid_to >= post.valid_from]
    for post in posts:
        if post.valid_to is None or post.valid_to >= today:
            post.end_id = f"end-post-{post.pk}"
            post.end_form = DayForm(today=today, label=_("Ngày cuối cùng"), auto_id=f"end_{post.pk}_%s")
    return posts


def _listed(request, person: User) -> User:
    mine = User.objects.visible_to(request.user).filter(pk=person.pk)
    return people_listed(mine, on=timezone.localdate(), now=timezone.now()).get()


def _as_now(person: User) -> dict:
    post = person.posting
    return {"agency": post.agency_id, "role": post.role, "title": post.title} if post else {}


def _agencies(request):
    return Agency.objects.visible_to(request.user).as_of(timezone.localdate()).order_by("name")


def _password_once(request, person: User, password: str):
    """The only time it is seen: it is kept nowhere."""
    context = {"title": _("Mật khẩu dùng một lần"), "person": person, "password": password}
    return render(request, "agencies/users/password_once.html", context)


def button(act):
    """A POST about one person: the act, its sentence, back to the person's file. What is not possible is said there."""

    @require_POST
    @for_administrators
    @recently_verified
    @functools.wraps(act)
    def view(request, pk: int):
        person = get_visible_or_404(User.objects, request.user, pk=pk)
        try:
            answer = act(request, person)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            if not isinstance(answer, str):
                return answer
            messages.success(request, answer)
        return redirect("user", pk=pk)

    return view


def _reason(request) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("Cần ghi lý do."))
    return form.cleaned_data["reason"]


@button
def appoint(request, person):
    form = PostPeriodForm(request.POST, agencies=_agencies(request))
    if not form.is_valid():
        raise NotPossible(_("Cần chọn cơ quan, vai trò và ngày bắt đầu hợp lệ."))
    facts, today = dict(form.cleaned_data), timezone.localdate()
    agency, facts["on"] = facts.pop("agency"), facts["on"] or today
    if facts["on"] < today:
        raise NotPossible(_("Chọn từ hôm nay trở đi: việc đã qua không sửa lại."))
    services.appoint(agency, by=request.user, user=person, **facts)
    if facts["on"] > today:
        return _("Đã giao vị trí từ ngày %(day)s.") % {"day": f"{facts['on']:%d/%m/%Y}"}
    return _("Đã giao vị trí mới. Các phiên đăng nhập cũ đã kết thúc.")


@button
def release(request, person):
    day = _day(request)
    services.release(person, by=request.user, on=day)
    if day > timezone.localdate():
        return _("Thôi giao vị trí từ ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"}
    return _("Đã thôi giao vị trí. Các phiên đăng nhập đã kết thúc.")


def _day(request):
    form = DayForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        raise NotPossible(_("Chọn một ngày từ hôm nay trở đi."))
    return form.cleaned_data["on"]


@require_POST
@for_administrators
@recently_verified
def end_post(request, pk: int):
    post = get_visible_or_404(Post.objects, request.user, pk=pk)
    try:
        ended = services.end_post(post, by=request.user, on=_day(request))
        messages.success(request, _("Vị trí kết thúc ngày %(day)s.") % {"day": f"{ended.valid_to:%d/%m/%Y}"})
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("user", pk=post.user_id)


@button
def disable_user(request, person):
    services.disable_user(person, by=request.user, on=timezone.localdate(), reason=_reason(request))
    return _("Đã khóa tài khoản. Các phiên đăng nhập đã kết thúc.")


@button
def enable_user(request, person):
    services.enable_user(person, by=request.user)
    return _("Đã mở lại tài khoản.")


@button
def unlock_user(request, person):
    services.unlock_user(person, by=request.user)
    return _("Đã mở khóa đăng nhập.")


@button
@sensitive_variables("password")
def reset_password(request, person):
    password = passwords.one_time()
    services.reset_password(person, by=request.user, password=password)
    return _password_once(request, person, password)


@button
def reset_second_factor(request, person):
    services.reset_second_factor(person, by=request.user, reason=_reason(request))
    return _("Đã gỡ lớp xác thực thứ hai. Người dùng sẽ thiết lập lại khi đăng nhập.")
