"""What of a leaver's work is theirs personally, by panel: each function of settings.HANDOVER_PANELS lists one sort of thing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from agencies.models import DirectiveDraft, HandOver, Obligation, User
from agencies.queries.users import current_posts
from portal.core.models import ImportBatch, Job

SHOWN = 200  # of one sort; the number of all is told


@dataclass(frozen=True)
class Item:
    """One thing of the leaver's: what it is, where it stands, what becomes of it."""

    kind: str
    text: str
    url: str = ""
    passes_on: bool = False


def work_of(leaver: User, *, on: date) -> list[Item]:
    """Everything all panels list, of whatever storey."""
    return [item for name in settings.HANDOVER_PANELS for item in import_string(name)(leaver, on)]


def successors(leaver: User, *, on: date):
    """Who could take over: people with a post in the leaver's agency today."""
    if leaver.posting is None:
        return User.objects.none()
    people = User.objects.holding(on, agency=leaver.posting.agency).exclude(pk=leaver.pk)
    return people.order_by("full_name")


def posts_held(leaver: User, on: date) -> list[Item]:
    posts = leaver.posts.filter(Q(valid_to=None) | Q(valid_to__gte=on)).select_related("agency").order_by("valid_from")
    return [
        Item(_("Vị trí công tác"), f"{post.get_role_display()}, {post.agency.name} ({_period(post)})")
        for post in posts
        if post.valid_to is None or post.valid_to >= post.valid_from
    ]


def _period(post) -> str:
    return f"{post.valid_from:%d/%m/%Y} – {f'{post.valid_to:%d/%m/%Y}' if post.valid_to else '…'}"


def drafts(leaver: User, on: date) -> list[Item]:
    """Directives being drafted or waiting for approval; the successor goes on with them under the own name."""
    waiting = DirectiveDraft.objects.filter(author=leaver).exclude(status__in=DirectiveDraft.ENDED)
    return [
        Item(
            _("Dự thảo văn bản"),
            f"{_draft_name(draft)} – {draft.get_status_display()}",
            _page("draft", draft.pk),
            passes_on=draft.status != DirectiveDraft.Status.SUBMITTED,
        )
        for draft in waiting[:SHOWN]
    ]


def _draft_name(draft: DirectiveDraft) -> str:
    content = draft.content if isinstance(draft.content, dict) else {}
    told = content.get("directive") or {}
    return str(told.get("subject") or told.get("code") or f"#{draft.pk}")[:120]


def obligations(leaver: User, on: date) -> list[Item]:
    """Open duties of the agency in whose course the leaver is named."""
    named = Obligation.objects.open().filter(Q(steps__by=leaver) | Q(evidence__uploaded_by=leaver)).distinct()
    return [
        Item(_("Việc phải làm"), _duty_line(row), _page("obligation", row.pk))
        for row in named.select_related("duty").order_by("due_at", "pk")[:SHOWN]
    ]


def _duty_line(row: Obligation) -> str:
    due = _("hạn %(day)s") % {"day": f"{row.due_on:%d/%m/%Y}"} if row.due_on else _("không có hạn")
    return f"{row.duty.summary_vi} ({row.period}, {due})"[:300]


def imports(leaver: User, on: date) -> list[Item]:
    """Files the leaver brought in and nobody has confirmed; anybody of the agency who may can."""
    states = [ImportBatch.Status.UPLOADED, ImportBatch.Status.STAGED]
    waiting = ImportBatch.objects.filter(uploaded_by=leaver, status__in=states).select_related("file")
    return [Item(_("Tệp chờ xác nhận"), str(batch), _page("import", batch.pk)) for batch in waiting[:SHOWN]]


def jobs(leaver: User, on: date) -> list[Item]:
    """Background work in the leaver's name that is not finished: it would be refused once the account is closed."""
    waiting = Job.objects.filter(user=leaver).exclude(state=Job.State.DONE)
    return [
        Item(_("Công việc nền"), f"{job} – {job.get_state_display()}", _page("job-progress", job.pk), passes_on=True)
        for job in waiting[:SHOWN]
    ]


def notifications(leaver: User, on: date) -> list[Item]:
    """Only how many: what they say is for who was told, and for the successor."""
    count = leaver.notifications.unread().count()
    text = _("%(count)d thông báo chưa đọc") % {"count": count}
    return [Item(_("Thông báo"), text, passes_on=True)] if count else []


def by_kind(items: list[Item]) -> Iterator[tuple[str, list[Item]]]:
    """The items under their headings, in the order of the panels."""
    kinds = dict.fromkeys(item.kind for item in items)
    return ((kind, [item for item in items if item.kind == kind]) for kind in kinds)


def last_handover(leaver: User) -> HandOver | None:
    return HandOver.objects.filter(leaver=leaver).select_related("successor").first()


def is_in_agency(person: User, agency_id: int, on: date) -> bool:
    return current_posts(on).filter(user=person, user__is_active=True, agency_id=agency_id).exists()


def _page(route: str, pk: int) -> str:
    try:
        return reverse(route, args=[pk])
    except NoReverseMatch:  # the page of a room that is not open yet
        return ""
