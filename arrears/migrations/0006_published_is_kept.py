"""What is published, staged or served never changes: the database refuses, whoever asks."""

from django.conf import settings
from django.db import migrations

from portal.core.protection import refuse, take_from_app

WRITTEN_ONCE = (
    "arrears_edition",
    "arrears_editionline",
    "arrears_editionfile",
    "arrears_editionevent",
    "arrears_oldb03row",
)
NEVER_DELETED = (
    *("arrears_publication", "arrears_publicationnotice", "arrears_objection", "arrears_hold", "arrears_paymentreport"),
    *("arrears_evasionground", "arrears_justifiedreason", "arrears_urgingnotice", "arrears_publicityproof"),
    *("arrears_oldstatement", "arrears_legalrule"),
)
LINE_IS_PUBLISHED = """
    CREATE TRIGGER published_line_is_kept BEFORE UPDATE OR DELETE ON arrears_publicationline FOR EACH ROW
    WHEN (OLD.state = 'published') EXECUTE FUNCTION portal_refuse_change();
    CREATE TRIGGER published_list_is_kept BEFORE UPDATE ON arrears_publication FOR EACH ROW
    WHEN (OLD.state IN ('published', 'withdrawn') AND (NEW.rule, NEW.version_id, NEW.made_by_id, NEW.approved_by_id,
          NEW.approved_at, NEW.legal_basis, NEW.what, NEW.unit_id) IS DISTINCT FROM (OLD.rule, OLD.version_id,
          OLD.made_by_id, OLD.approved_by_id, OLD.approved_at, OLD.legal_basis, OLD.what, OLD.unit_id))
    EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0005_by_law"),
        ("core", "0003_kept_for_good"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            LINE_IS_PUBLISHED
            + "".join(refuse(table, "UPDATE OR DELETE", name=f"{table}_is_kept") for table in WRITTEN_ONCE)
            + "".join(
                refuse(table, "TRUNCATE", name=f"{table}_is_not_emptied") for table in WRITTEN_ONCE + NEVER_DELETED
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(take_from_app("UPDATE, DELETE", *WRITTEN_ONCE), migrations.RunPython.noop),
    ]
