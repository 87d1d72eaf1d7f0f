"""What the public reads: snapshots that never change. Edition, lines and files are written once; what happens to them later
(withdrawn, a line taken off, a correction) is a row of its own. The public site's database role reads nothing else, so they
hold no key of an employer and no file of the portal's store; lines and the bytes of files it reads through views, which have
those of editions as they stand now."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from arrears.models.publication import Publication
from portal.core.models import StoredFile
from portal.core.periods import Month
from portal.core.scoping import ScopedQuerySet


class PublicQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Published is published: everyone with an account reads it, as everyone without."""
        return self


class Edition(models.Model):
    """A published list (số công khai). `code` is its public address; `verify_code` stands in the QR; `content_hash` is the
    SHA-256 of the canonical JSON of its head and lines."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="edition")
    code = models.CharField(max_length=60, unique=True)
    verify_code = models.CharField(max_length=32, unique=True)
    province_slug = models.CharField(max_length=40)
    province_name = models.CharField(max_length=120)
    what = models.CharField(max_length=10, choices=Publication.What.choices)
    title = models.CharField(max_length=300)
    publisher = models.CharField(_("cơ quan công khai"), max_length=200)
    unit_name = models.CharField(_("địa bàn"), max_length=200)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(_("số"))
    full_number = models.CharField(_("số, ký hiệu"), max_length=60)
    month = models.DateField(_("số liệu tháng"))
    data_on = models.DateField(_("số liệu đến ngày"))
    source = models.CharField(_("nguồn"), max_length=300)
    legal_basis = models.CharField(_("căn cứ"), max_length=500)
    rule_text = models.CharField(_("quy tắc"), max_length=500, blank=True)
    previous_code = models.CharField(max_length=60, blank=True)
    lines_count = models.PositiveIntegerField(default=0)
    workers = models.PositiveIntegerField(default=0)
    owed = models.BigIntegerField(default=0)
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("công khai lúc"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("số công khai")
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["province_slug", "-published_at"], name="edition_newest")]

    def __str__(self) -> str:
        return f"{self.full_number} {self.title}"

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def province_code(self) -> str:
        return self.province_slug


class NamedLine(models.Model):
    """What is said of one employer, masked where the settings say."""

    place = models.PositiveIntegerField(_("STT"))
    name = models.CharField(_("tên đơn vị"), max_length=300)
    folded = models.CharField(max_length=320)
    unit_code = models.CharField(_("mã đơn vị"), max_length=20, blank=True)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=400, blank=True)
    workers = models.PositiveIntegerField(_("số lao động"), default=0)
    months = models.DecimalField(_("số tháng"), max_digits=7, decimal_places=2, null=True)
    late = models.BigIntegerField(_("chậm đóng"), default=0)
    evaded = models.BigIntegerField(_("trốn đóng"), default=0)
    owed = models.BigIntegerField(_("tổng"), default=0)
    named_as = models.PositiveSmallIntegerField()
    class_word = models.CharField(_("phân loại"), max_length=120, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    is_masked = models.BooleanField(default=False)

    objects = PublicQuerySet.as_manager()

    class Meta:
        abstract = True


class EditionLine(NamedLine):
    """One employer as published (dòng số công khai)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="lines", db_index=False)

    class Meta:
        verbose_name = _("dòng số công khai")
        ordering = ["edition", "place"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "place"], name="edition_line_once"),
            models.UniqueConstraint(
                fields=["edition", "unit_code"],
                condition=~models.Q(unit_code="") & models.Q(named_as__gt=0),
                name="edition_names_once",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "unit_code"], name="edition_praise_unit", condition=models.Q(named_as=0))
        ]


class PublicLine(NamedLine):
    """A view (migration 0023): the lines of editions that stand, without those that have left, for the public site's role."""

    edition = models.ForeignKey(Edition, models.DO_NOTHING, related_name="+", db_index=False)

    class Meta:
        managed = False
        db_table = "arrears_publicline"
        verbose_name = _("dòng số công khai")


class EditionFile(models.Model):
    """The edition as a file (tệp số công khai), its bytes in the database: the public site needs no store. `revision`: how
    many lines had left the edition when it was made; only the newest is given out, so that no file names who has left."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"
        JSON = "json", "JSON"
        D15 = "d15", _("Mẫu D15-TS")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(_("số dòng đã đưa ra"), default=0)
    is_signed = models.BooleanField(default=False)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp số công khai")
        constraints = [models.UniqueConstraint(fields=["edition", "kind", "revision"], name="edition_file_once")]


class PublicFile(models.Model):
    """A view (migration 0021): the files of editions as they stand, for the public site's role. The bytes of a file that still
    names who has left, or of a withdrawn edition, are not in it."""

    edition = models.ForeignKey(Edition, models.DO_NOTHING, related_name="+", db_index=False)
    kind = models.CharField(max_length=6, choices=EditionFile.Kind.choices)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=120)
    content = models.BinaryField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "arrears_publicfile"
        verbose_name = _("tệp số công khai")


class EditionEvent(models.Model):
    """What happened to an edition or one of its lines afterwards (diễn biến sau công khai). `shown_until`: a correction notice
    stands as long as the error did."""

    class Kind(models.TextChoices):
        DELISTED = "delisted", _("Đã nộp đủ, đưa ra khỏi danh sách")
        CORRECTED = "corrected", _("Đính chính")
        WITHDRAWN = "withdrawn", _("Gỡ toàn bộ")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="events")
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    place = models.PositiveIntegerField(_("dòng"), null=True)
    text = models.CharField(_("nội dung"), max_length=600)
    happened_at = models.DateTimeField(_("lúc"))
    shown_until = models.DateTimeField(null=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("diễn biến sau công khai")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "place"],
                condition=models.Q(kind__in=["delisted", "corrected"]),
                name="edition_line_ends_once",
            ),
            models.UniqueConstraint(
                fields=["edition"], condition=models.Q(kind="withdrawn"), name="edition_withdrawn_once"
            ),
        ]


class ProofQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(edition__publication__in=Publication.objects.visible_to(user))


class PublicityProof(models.Model):
    """Proof that a list went out by a channel (chứng cứ đăng, phát): newspaper, television, loudspeaker (000:103-105)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="proofs")
    channel = models.CharField(_("kênh"), max_length=120)
    published_on = models.DateField(_("ngày đăng, phát"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("tệp"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("chứng cứ đăng, phát")

    @property
    def province_code(self) -> str:
        return self.edition.province_slug
