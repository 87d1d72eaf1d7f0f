"""Words of names are found each by itself: an index over the words of a name, the words that there are with how many employers
have them, and names and codes in the order of their letters whatever the language of the database."""

from django.db import migrations, models

MARKED = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
PLAIN = "aaaaaaaaaaaaaaaaadeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyy"
# Not in SQL, which the planner would unfold and then take for as cheap as nothing.
FOLDED = f"""
    CREATE FUNCTION portal_folded(told text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 3000 AS $$
    BEGIN
        RETURN btrim(regexp_replace(
            translate(lower(normalize(told, NFC)), '{MARKED}{MARKED.upper()}', '{PLAIN * 2}'), '[^0-9a-z]+', ' ', 'g'
        ));
    END
    $$
"""
INDEXES = """
    CREATE INDEX employer_words ON employers_employer USING gin (string_to_array(folded, ' '));
    CREATE INDEX employer_begins ON employers_employer (province_id, folded COLLATE "C", id);
    CREATE INDEX identifier_begins ON employers_identifier (value COLLATE "C");
    ALTER FUNCTION employer_triples(text, text, text) COST 3000;
"""
NO_INDEXES = "DROP INDEX employer_words, employer_begins, identifier_begins"


class Migration(migrations.Migration):
    dependencies = [("employers", "0004_kept_for_good")]

    operations = [
        migrations.AlterField(
            "searchword",
            "word",
            models.CharField(db_collation="C", max_length=40, primary_key=True, serialize=False),
        ),
        migrations.AddField("searchword", "employers", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(FOLDED, "DROP FUNCTION portal_folded(text)"),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
