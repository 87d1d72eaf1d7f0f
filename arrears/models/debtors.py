"""The list of employers owing for N months and more, made from one closed version; its entries are frozen with it."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agencies.models import Province
from arrears.models.ledger import SEES_BEFORE_SUBMISSION, LedgerVersion
from employers.models import Employer
from employers.models.reach import READS_PART, within_reach
from portal.core.periods import Month
from portal.core.scoping import ScopedQuerySet


class DebtorListQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        if not user.may("see_employer_arrears"):
            return self.none()
        ours = self.filter(province_id=user.posting.agency.province_id)
        if user.posting.agency.kind_id in SEES_BEFORE_SUBMISSION:
            return ours
        return ours.exclude(version__submitted_at=None)

    def counted_for(self, user):
        """With `entries_seen` and `owed_seen`: of the whole list, or of the reader's own part of it."""
        if user.posting is None or user.posting.agency.kind_id not in READS_PART:
            return self.annotate(entries_seen=models.F("entries_count"), owed_seen=models.F("owed"))
        mine = DebtorEntry.objects.visible_to(user).filter(debtor_list=models.OuterRef("pk")).order_by()
        mine = mine.values("debtor_list")
        return self.annotate(
            entries_seen=Coalesce(models.Subquery(mine.annotate(n=models.Count("pk")).values("n")), 0),
            owed_seen=Coalesce(
                models.Subquery(mine.annotate(n=models.Sum("owed")).values("n")),
                0,
                output_field=models.BigIntegerField(),
            ),
        )


class DebtorList(models.Model):
    """Employers owing `threshold` months and more at the month's end, for one purpose (danh sách đơn vị nợ từ 3 tháng)."""

    UNREMEMBERED = ("entries_count", "owed")

    class Purpose(models.TextChoices):
        PUBLICATION = "publication", _("Công khai")
        INSPECTION = "inspection", _("Kiểm tra")
        GATE = "gate", _("Xét khen thưởng, đầu tư")
        REPORT = "report", _("Báo cáo tháng")

    province = models.ForeignKey(Province, models.PROTECT, related_name="debtor_lists")
    version = models.ForeignKey(LedgerVersion, models.PROTECT, related_name="debtor_lists")
    purpose = models.CharField(_("mục đích"), max_length=12, choices=Purpose.choices, default=Purpose.REPORT)
    threshold = models.PositiveSmallIntegerField(_("ngưỡng (tháng)"))
    kinds = models.JSONField(_("loại hình được tính"), default=list)
    rule = models.JSONField(_("quy tắc"), default=dict)
    entries_count = models.PositiveIntegerField(default=0)
    owed = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("lập lúc"))

    objects = DebtorListQuerySet.as_manager()

    class Meta:
        verbose_name = _("danh sách đơn vị nợ")
        constraints = [models.UniqueConstraint(fields=["version", "purpose", "threshold"], name="debtor_list_once")]

    def __str__(self) -> str:
        return f"{self.version} ≥ {self.threshold}"

    @property
    def period(self) -> Month:
        return Month.of(self.version.month)

    @property
    def province_code(self) -> str:
        return self.province.slug


class DebtorEntryQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The same people and the same rows as the ledger's."""
        if not user.may("see_employer_arrears"):
            return self.none()
        agency = user.posting.agency
        ours = self.filter(province_id=agency.province_id)
        if agency.kind_id not in SEES_BEFORE_SUBMISSION:
            ours = ours.exclude(debtor_list__version__submitted_at=None)
        return within_reach(ours, agency)


class DebtorEntry(models.Model):
    """One employer on one list, with the figures that put it there (dòng danh sách)."""

    debtor_list = models.ForeignKey(DebtorList, models.PROTECT, related_name="entries", db_index=False)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", db_index=False)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="listings")
    place = models.PositiveIntegerField(_("thứ tự"))
    unit_code = models.CharField(_("mã đơn vị"), max_length=20)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    name = models.CharField(_("tên đơn vị"), max_length=300)
    folded = models.CharField(max_length=300)
    commune = models.ForeignKey("agencies.AdminUnit", models.PROTECT, null=True, related_name="+", db_index=False)
    zone = models.ForeignKey("employers.Zone", models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.PositiveSmallIntegerField(_("loại hình"), null=True)
    state = models.PositiveSmallIntegerField(_("tình trạng"), null=True)
    worst = models.PositiveSmallIntegerField(_("phân loại"))
    workers = models.PositiveIntegerField(_("lao động"))
    months = models.DecimalField(_("số tháng"), max_digits=7, decimal_places=2)
    months_source = models.PositiveSmallIntegerField()
    late = models.BigIntegerField(_("chậm đóng"))
    evaded = models.BigIntegerField(_("trốn đóng"))
    owed = models.BigIntegerField(_("tổng chậm + trốn"))
    owed_by_fund = models.JSONField(default=dict)
    is_publishable = models.BooleanField(_("đủ điều kiện công khai"), default=True)

    objects = DebtorEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng danh sách nợ")
        constraints = [models.UniqueConstraint(fields=["debtor_list", "employer"], name="debtor_entry_once")]
        indexes = [models.Index(fields=["debtor_list", "place"], name="debtor_entry_place")]

    def __str__(self) -> str:
        return self.name
