"""Invitations: the administrator's list and letter, and the two pages of whoever was invited."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from agencies.forms.accounts import AcceptInvitationForm, InvitationCodeForm, InviteForm
from agencies.login import invitations as codes
from agencies.login import signing_in
from agencies.login.step_up import recently_verified
from agencies.models import Agency, Invitation
from agencies.permissions import THE_INVITED
from agencies.services import invitations as services
from agencies.tables.accounts import INVITATIONS
from agencies.views.login import _go_on, door
from agencies.views.users import for_administrators
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

logger = logging.getLogger(__name__)
SHOWN_CODE = "invitation"  # where the session keeps which invitation its holder proved
PROVED_MINUTES = 30


def can_mail() -> bool:
    """The console and other stand-ins deliver to nobody."""
    return settings.EMAIL_BACKEND.rsplit(".", 2)[-2] not in ("console", "dummy", "filebased")


@for_administrators
def invitations(request):
    rows = Invitation.objects.visible_to(request.user).select_related("agency", "invited_by")
    return list_page(
        request,
        table=INVITATIONS,
        rows=rows,
        title=_("Lời mời"),
        template="agencies/users/invitations.html",
        export_name="loi-moi",
    )


@for_administrators
@recently_verified
@sensitive_variables("code")
def invite(request):
    agencies = Agency.objects.visible_to(request.user).as_of(timezone.localdate()).order_by("name")
    form = InviteForm(request.POST or None, agencies=agencies, can_mail=can_mail())
    if request.method == "POST" and form.is_valid():
        facts, code = dict(form.cleaned_data), codes.new_code()
        agency, by_mail = facts.pop("agency"), facts.pop("by_mail", False)
        try:
            invitation = services.invite(
                agency, by=request.user, code=code, at=timezone.now(), on=timezone.localdate(), **facts
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _handed_out(request, invitation, code, by_mail)
    return render(request, "agencies/users/invite.html", {"title": _("Mời người dùng"), "form": form})


def _handed_out(request, invitation: Invitation, code: str, by_mail: bool):
    """By mail the administrator never sees the code; else it is shown once, to be printed."""
    if by_mail and _mailed(request, invitation, code):
        messages.success(request, _("Đã gửi mã mời tới %(mail)s.") % {"mail": invitation.email})
        return redirect("invitations")
    context = {"title": _("Mã mời dùng một lần"), "invitation": invitation, "code": code, "failed": by_mail}
    return render(request, "agencies/users/invitation_once.html", context | {"address": _address(request)})


def _address(request) -> str:
    path = reverse("take-invitation")
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _mailed(request, invitation: Invitation, code: str) -> bool:
    context = {"invitation": invitation, "code": code, "address": _address(request)}
    body = render_to_string("agencies/users/invitation_mail.txt", context)
    try:
        subject = _("Lời mời tạo tài khoản trên Cổng thu nộp BHXH, BHYT, BHTN")
        return bool(send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [invitation.email]))
    except (SMTPException, OSError):
        logger.exception("the mail of invitation %s did not leave", invitation.pk)
        return False


@require_POST
@for_administrators
@recently_verified
@sensitive_variables("code")
def renew_invitation(request, pk: int):
    invitation, code = get_visible_or_404(Invitation.objects, request.user, pk=pk), codes.new_code()
    try:
        invitation = services.renew_invitation(
            invitation, by=request.user, code=code, at=timezone.now(), on=timezone.localdate()
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("invitations")
    return _handed_out(request, invitation, code, by_mail=False)


@require_POST
@for_administrators
@recently_verified
def withdraw_invitation(request, pk: int):
    invitation = get_visible_or_404(Invitation.objects, request.user, pk=pk)
    try:
        services.withdraw_invitation(invitation, by=request.user, at=timezone.now())
        messages.success(request, _("Đã rút lời mời. Mã mời không còn dùng được."))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("invitations")


@door
def take_invitation(request):
    """The code; whatever is wrong with it, the answer is the same."""
    form = InvitationCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitation = codes.try_code(form.cleaned_data["code"], now=timezone.now())
        if invitation is not None:
            request.session.flush()
            request.session[SHOWN_CODE] = {
                "pk": invitation.pk,
                "proof": invitation.code_hash[:16],
                "at": int(timezone.now().timestamp()),
            }
            return redirect("accept-invitation")
        form.add_error("code", _("Mã mời không đúng, đã hết hạn, hoặc đã thử quá nhiều lần."))
    return render(request, "account/take_invitation.html", {"title": _("Nhận lời mời"), "form": form})


@door
def accept_invitation(request):
    """Name and password of the own; then the same road as after every password."""
    invitation = _proved(request)
    if invitation is None:
        return redirect("take-invitation")
    form = AcceptInvitationForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        user = _accepted(request, invitation, form)
        if user is not None:
            del request.session[SHOWN_CODE]
            signing_in.begin(request, user, now=timezone.now(), next_page="")
            return _go_on(request, user)
    context = {"title": _("Tạo tài khoản của bạn"), "form": form, "invitation": invitation}
    return render(request, "account/accept_invitation.html", context)


def _proved(request) -> Invitation | None:
    kept = request.session.get(SHOWN_CODE)
    if not kept or timezone.now().timestamp() - kept["at"] > PROVED_MINUTES * 60:
        return None
    return codes.shown(kept["pk"], kept["proof"], now=timezone.now())


def _accepted(request, invitation: Invitation, form):
    facts = {name: form.cleaned_data[name] for name in ("username", "full_name", "password")}
    try:
        return services.accept_invitation(
            invitation, by=THE_INVITED, at=timezone.now(), on=timezone.localdate(), **facts
        )
    except ValidationError as error:
        form.add_error("username" if hasattr(error, "error_dict") else "password", error.messages)
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
    return None
