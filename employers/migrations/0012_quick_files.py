"""What a long file waited for. Letters in the middle of a word are looked for among the words that there are, which every name
brings along, and no longer among the triples of all names; only codes keep theirs. Indexes that nobody asked are gone. What an
employer stands in is looked up once for all rows of a statement, with the same lock and the same refusal as a key's own check."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT, SET_NULL

LOOSE = {"on_delete": PROTECT, "db_constraint": False}
BARE = {**LOOSE, "db_index": False}


def _cut(told: str, longest: int) -> str:
    pieces = ", ".join(f"substr({told}, {place}, 3)" for place in range(1, longest - 1))
    return f"(ARRAY[{pieces}])[:length({told}) - 2]"


# Each of the two codes by itself, in small letters.
CODES = f"""
    CREATE FUNCTION employer_code_triples(unit_code text, tax_code text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 300 AS $$
    DECLARE unit text := lower(unit_code); tax text := lower(tax_code);
    BEGIN
        RETURN {_cut("unit", 20)} || {_cut("tax", 14)};
    END
    $$;
    CREATE INDEX employer_codes ON employers_employer USING gin (employer_code_triples(unit_code, tax_code))
        WITH (gin_pending_list_limit = 32768);
    ALTER INDEX employer_words SET (gin_pending_list_limit = 32768);
    DROP INDEX employer_triples;
    DROP FUNCTION employer_triples(text, text, text);
"""
TRIPLES = """
    CREATE FUNCTION employer_triples(folded text, unit_code text, tax_code text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 3000 AS $$
    DECLARE told text := folded || ' ' || lower(unit_code) || ' ' || lower(tax_code);
    BEGIN
        RETURN string_to_array(regexp_replace(told, '...', E'\\\\&\\x01', 'g'), E'\\x01')
            || string_to_array(regexp_replace(substr(told, 2), '...', E'\\\\&\\x01', 'g'), E'\\x01')
            || string_to_array(regexp_replace(substr(told, 3), '...', E'\\\\&\\x01', 'g'), E'\\x01');
    END
    $$;
    CREATE INDEX employer_triples ON employers_employer USING gin (employer_triples(folded, unit_code, tax_code));
    ALTER INDEX employer_words RESET (gin_pending_list_limit);
    DROP INDEX employer_codes;
    DROP FUNCTION employer_code_triples(text, text);
"""

# The words of all names are few, and each is cut once.
PARTS = f"""
    CREATE FUNCTION portal_triples(told text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 300 AS $$
    BEGIN
        RETURN {_cut("told", 40)};
    END
    $$;
    CREATE INDEX search_word_parts ON employers_searchword USING gin (portal_triples(word));
"""
NO_PARTS = "DROP INDEX search_word_parts; DROP FUNCTION portal_triples(text)"

# New rows wait unsorted in an index of words until somebody has the time: the role of the portal may ask for it.
TIDY = """
    CREATE FUNCTION portal_tidy_search() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT gin_clean_pending_list('public.employer_words') + gin_clean_pending_list('public.employer_codes')
            + gin_clean_pending_list('public.search_word_parts')
    $$
"""

WORDS = """
    CREATE FUNCTION employer_words_known() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO employers_searchword (word, employers)
        SELECT word, count(*) FROM added, unnest(string_to_array(added.folded, ' ')) AS word
        WHERE length(word) BETWEEN 1 AND 40 GROUP BY word ORDER BY word
        ON CONFLICT (word) DO NOTHING;
        RETURN NULL;
    END
    $$;
    CREATE FUNCTION employer_new_words_known() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO employers_searchword (word, employers)
        SELECT DISTINCT word, 1 FROM unnest(string_to_array(NEW.folded, ' ')) AS word
        WHERE length(word) BETWEEN 1 AND 40 AND NOT word = ANY (string_to_array(OLD.folded, ' ')) ORDER BY word
        ON CONFLICT (word) DO NOTHING;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER words_known AFTER INSERT ON employers_employer REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION employer_words_known();
    CREATE TRIGGER new_words_known AFTER UPDATE OF folded ON employers_employer
        FOR EACH ROW WHEN (NEW.folded <> OLD.folded) EXECUTE FUNCTION employer_new_words_known();
    INSERT INTO employers_searchword (word, employers)
        SELECT word, count(*) FROM employers_employer, unnest(string_to_array(folded, ' ')) AS word
        WHERE length(word) BETWEEN 1 AND 40 GROUP BY word ORDER BY word
        ON CONFLICT (word) DO NOTHING;
"""
NO_WORDS = """
    DROP TRIGGER words_known ON employers_employer;
    DROP TRIGGER new_words_known ON employers_employer;
    DROP FUNCTION employer_words_known();
    DROP FUNCTION employer_new_words_known();
"""

STANDS = {
    "employers_employer": {
        "province_id": "agencies_province",
        "commune_id": "agencies_adminunit",
        "zone_id": "employers_zone",
        "office_id": "agencies_agency",
        "agency_id": "agencies_agency",
    },
    "employers_labourcount": {"employer_id": "employers_employer", "agency_id": "agencies_agency"},
    "employers_identifier": {"employer_id": "employers_employer"},
    "employers_match": {"employer_id": "employers_employer"},
    "employers_registerchange": {"employer_id": "employers_employer"},
}
# Arguments of both: a column and a table, as often as there are.
THERE = """
    CREATE FUNCTION portal_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE missing bigint;
    BEGIN
        FOR place IN 0 .. TG_NARGS - 1 BY 2 LOOP
            EXECUTE format('WITH asked AS MATERIALIZED (SELECT DISTINCT %1$I AS id FROM added WHERE %1$I IS NOT NULL),'
                ' held AS MATERIALIZED (SELECT t.id FROM %2$I t WHERE t.id IN (SELECT id FROM asked) FOR KEY SHARE OF t)'
                ' SELECT id FROM asked EXCEPT SELECT id FROM held LIMIT 1', TG_ARGV[place], TG_ARGV[place + 1]) INTO missing;
            IF missing IS NOT NULL THEN
                RAISE foreign_key_violation USING MESSAGE = format('%s.%s: no %s with id %s', TG_TABLE_NAME, TG_ARGV[place],
                    TG_ARGV[place + 1], missing);
            END IF;
        END LOOP;
        RETURN NULL;
    END
    $$;
    CREATE FUNCTION portal_is_named() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE found boolean;
    BEGIN
        FOR place IN 0 .. TG_NARGS - 1 BY 2 LOOP
            EXECUTE format('SELECT EXISTS (SELECT FROM %1$I WHERE %2$I IN (SELECT id FROM gone))', TG_ARGV[place + 1],
                TG_ARGV[place]) INTO found;
            IF found THEN
                RAISE foreign_key_violation USING MESSAGE = format('%s is still named by %s.%s', TG_TABLE_NAME,
                    TG_ARGV[place + 1], TG_ARGV[place]);
            END IF;
        END LOOP;
        RETURN NULL;
    END
    $$;
"""


def _told(pairs: list[tuple[str, str]]) -> str:
    return ", ".join(f"'{column}', '{table}'" for column, table in pairs)


def _watched() -> str:
    made = [THERE]
    for table, columns in STANDS.items():
        for event in ("INSERT", "UPDATE"):
            made.append(
                f"CREATE TRIGGER stands_{event.lower()} AFTER {event} ON {table} REFERENCING NEW TABLE AS added"
                f" FOR EACH STATEMENT EXECUTE FUNCTION portal_is_there({_told(list(columns.items()))});"
            )
    for parent, pairs in _named().items():
        made.append(
            f"CREATE TRIGGER named_delete AFTER DELETE ON {parent} REFERENCING OLD TABLE AS gone"
            f" FOR EACH STATEMENT EXECUTE FUNCTION portal_is_named({_told(pairs)});"
        )
    return "\n".join(made)


def _named() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for table, columns in STANDS.items():
        for column, parent in columns.items():
            found.setdefault(parent, []).append((column, table))
    return found


def _unwatched() -> str:
    gone = [f"DROP TRIGGER stands_{event} ON {table};" for table in STANDS for event in ("insert", "update")]
    gone += [f"DROP TRIGGER named_delete ON {parent};" for parent in _named()]
    return "\n".join([*gone, "DROP FUNCTION portal_is_there();", "DROP FUNCTION portal_is_named();"])


def _where_known(model: str, field: str, name: str):
    condition = models.Q(**{f"{field}__isnull": False})
    return migrations.AddIndex(model, models.Index(fields=[field], name=name, condition=condition))


AGENCY = {"null": True, "related_name": "+", "to": "agencies.agency"}
ITSELF = {"null": True, "on_delete": PROTECT, "db_index": False, "to": "employers.employer"}


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_draft_discarded"),
        ("core", "0004_period"),
        ("employers", "0011_one_index_each"),
    ]

    operations = [
        migrations.RemoveIndex("employer", "employer_folded"),
        migrations.RemoveIndex("match", "match_state"),
        migrations.RemoveIndex("sourcerow", "source_row_tax_code"),
        migrations.AddIndex(
            "match", models.Index(fields=["batch"], name="match_asks", condition=models.Q(state="asks"))
        ),
        migrations.AlterField(
            "employer", "province", models.ForeignKey(related_name="employers", to="agencies.province", **BARE)
        ),
        migrations.AlterField(
            "employer",
            "commune",
            models.ForeignKey(
                null=True, related_name="employers", to="agencies.adminunit", verbose_name="xã, phường", **BARE
            ),
        ),
        migrations.AlterField(
            "employer",
            "zone",
            models.ForeignKey(
                null=True, related_name="employers", to="employers.zone", verbose_name="khu, cụm", **BARE
            ),
        ),
        migrations.AlterField("employer", "office", models.ForeignKey(verbose_name="BHXH cơ sở", **AGENCY, **BARE)),
        migrations.AlterField(
            "employer", "agency", models.ForeignKey(verbose_name="cơ quan quản lý", **AGENCY, **LOOSE)
        ),
        migrations.AlterField(
            "employer",
            "parent",
            models.ForeignKey(related_name="branches", verbose_name="pháp nhân chủ quản", **ITSELF),
        ),
        migrations.AlterField(
            "employer", "merged_into", models.ForeignKey(related_name="absorbed", verbose_name="đã gộp vào", **ITSELF)
        ),
        *(_where_known("employer", name, f"employer_{name}") for name in ("zone", "office", "parent", "merged_into")),
        migrations.AlterField(
            "identifier", "batch", models.ForeignKey(null=True, related_name="+", to="core.importbatch", **BARE)
        ),
        migrations.AlterField(
            "identifier",
            "employer",
            models.ForeignKey(related_name="identifiers", to="employers.employer", **{**BARE, "on_delete": CASCADE}),
        ),
        migrations.AlterField(
            "match",
            "employer",
            models.ForeignKey(null=True, related_name="+", to="employers.employer", **{**LOOSE, "on_delete": SET_NULL}),
        ),
        migrations.AlterField(
            "registerchange",
            "employer",
            models.ForeignKey(
                related_name="register_changes", to="employers.employer", **{**LOOSE, "on_delete": CASCADE}
            ),
        ),
        migrations.AlterField(
            "labourcount", "employer", models.ForeignKey(related_name="counts", to="employers.employer", **BARE)
        ),
        migrations.AlterField("labourcount", "agency", models.ForeignKey(**AGENCY, **BARE)),
        migrations.AlterField(
            "labourcount",
            "review",
            models.ForeignKey(
                null=True, on_delete=PROTECT, db_index=False, related_name="+", to="employers.labourreview"
            ),
        ),
        _where_known("labourcount", "review", "labour_count_review"),
        migrations.RunSQL(CODES, TRIPLES),
        migrations.RunSQL(PARTS, NO_PARTS),
        migrations.RunSQL(TIDY, "DROP FUNCTION portal_tidy_search()"),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(_watched(), _unwatched()),
    ]
