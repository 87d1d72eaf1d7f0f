"""What passes from a leaver to the successor; steps of settings.HANDOVER_STEPS, run inside the act `hand_over_work`.

What was done stays under the name of who did it: only what is still to be done changes hands.
"""

from datetime import datetime

from agencies.models import DirectiveDraft, User
from portal.core.models import Job
from portal.core.notifications import tell


def pass_on_drafts(leaver: User, successor: User, *, at: datetime) -> int:
    """Drafts still being written; one that waits for approval stays the leaver's, so that the successor may approve it."""
    writing = [DirectiveDraft.Status.DRAFT, DirectiveDraft.Status.RETURNED]
    return DirectiveDraft.objects.filter(author=leaver, status__in=writing).update(author=successor)


def pass_on_jobs(leaver: User, successor: User, *, at: datetime) -> int:
    """Unfinished background work goes on with the successor's rights."""
    return Job.objects.filter(user=leaver).exclude(state=Job.State.DONE).update(user=successor)


def pass_on_notifications(leaver: User, successor: User, *, at: datetime) -> int:
    """Unread lines are told to the successor as well; the leaver's count as read."""
    unread = list(leaver.notifications.unread())
    for line in unread:
        tell([successor], key=f"{line.key}:{leaver.pk}"[:200], text=line.text, url=line.url)
    leaver.notifications.unread().update(read_at=at)
    return len(unread)
