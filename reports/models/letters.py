"""Letters made of the record of duties: the urging letter to an agency that is late, the yearly assessment of coordination.

Their lines are frozen: what an agency owed and had done when the letter was drawn up, whatever it does afterwards.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Obligation, Province
from portal.core.models import StoredFile
from portal.core.scoping import ScopedQuerySet


class LetterQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The sender sees its drafts and letters; the addressee, and who watches over the province, what was issued."""
        agency = user.posting.agency_id
        ours = self.filter(province_id=user.posting.agency.province_id)
        sent = models.Q(sender_id=agency) if user.may("coordinate_duties") else models.Q(pk__in=[])
        received = models.Q(status=Letter.Status.ISSUED, addressee_id=agency)
        if user.may("see_all_obligations"):
            received |= models.Q(status=Letter.Status.ISSUED)
        return ours.filter(sent | received)


class Letter(models.Model):
    """draft -> issued | discarded (công văn đôn đốc; báo cáo đánh giá công tác phối hợp hằng năm).

    An urging letter lists the obligations of one agency that were overdue on `as_of`; the assessment of `year` one line an
    agency. Number, day, signer, files and hash are written at issue and never change.
    """

    class Kind(models.TextChoices):
        URGING = "urging", _("Công văn đôn đốc")
        ASSESSMENT = "assessment", _("Đánh giá công tác phối hợp")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        ISSUED = "issued", _("Đã ban hành")
        DISCARDED = "discarded", _("Đã bỏ")

    MOVES = {"draft": {"issued", "discarded"}}

    province = models.ForeignKey(Province, models.PROTECT, related_name="letters")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices)
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    sender = models.ForeignKey(Agency, models.PROTECT, related_name="letters_sent")
    addressee = models.ForeignKey(Agency, models.PROTECT, related_name="letters_received")
    as_of = models.DateField(_("tính đến ngày"))
    year = models.PositiveSmallIntegerField(_("năm"), null=True)
    answer_by = models.DateField(_("đề nghị thực hiện trước ngày"), null=True)
    remark = models.TextField(_("nội dung thêm"), blank=True, max_length=4000)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    sender_name = models.CharField(max_length=200)
    addressee_name = models.CharField(max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("lập lúc"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("ban hành lúc"), null=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "addressee", "kind", "year"],
                name="letter_one_draft",
                condition=models.Q(status="draft"),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.addressee_name}"

    @property
    def province_code(self) -> str:
        return self.province.slug


class LetterLineQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(letter__in=Letter.objects.visible_to(user))


class LetterLine(models.Model):
    """One overdue obligation, or one agency's year: `figures` {expected, on_time, late, missing, returned, nothing}."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("nội dung"), max_length=400)
    source = models.CharField(_("căn cứ"), max_length=200, blank=True)
    period = models.CharField(_("kỳ"), max_length=20, blank=True)
    due_on = models.DateField(_("hạn"), null=True)
    figures = models.JSONField(default=dict)

    objects = LetterLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng văn bản")
        ordering = ["letter", "place"]
        constraints = [models.UniqueConstraint(fields=["letter", "place"], name="letter_line_place")]
