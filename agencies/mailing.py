"""Mails leave here: one at a time, and a mail server that fails takes down no more than its own mail."""

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from agencies.models import Digest
from agencies.services.reminders import begin_digest, give_up_digest

logger = logging.getLogger(__name__)


def send_digests(digests: Iterable[int], *, by, at: datetime) -> int:
    """Send the mails set aside; what does not leave is told tomorrow. Returns how many left."""
    sent = 0
    for digest in Digest.objects.filter(pk__in=list(digests)).select_related("user"):
        mail = begin_digest(digest, by=by, at=at)
        if mail is None:
            continue
        try:
            sent += send_mail(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.to])
        except (SMTPException, OSError):
            logger.exception("the mail of digest %s did not leave", digest.pk)
            give_up_digest(digest, by=by)
    return sent
