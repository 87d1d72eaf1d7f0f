-- In how many employers' names does each word stand; words of agencies, zones, communes and directives count as none.
WITH named AS (
    SELECT word, count(*) AS employers
    FROM employers_employer, unnest(string_to_array(folded, ' ')) AS word
    GROUP BY word
), others AS (
    SELECT folded FROM agencies_agency
    UNION ALL SELECT portal_folded(name) FROM employers_zone
    UNION ALL SELECT folded FROM agencies_adminunit
        WHERE province_id IN (SELECT unit_id FROM agencies_province) AND level = 3
    UNION ALL SELECT portal_folded(subject) FROM agencies_directive
    UNION ALL SELECT portal_folded(text) FROM agencies_clause
), counted AS (
    SELECT word, max(employers) AS employers
    FROM (
        SELECT word, employers FROM named
        UNION ALL SELECT DISTINCT word, 0 FROM others, unnest(string_to_array(folded, ' ')) AS word
    ) every
    WHERE length(word) BETWEEN 1 AND %(longest)s
    GROUP BY word
), gone AS (
    DELETE FROM employers_searchword old WHERE NOT EXISTS (SELECT 1 FROM counted WHERE counted.word = old.word)
)
INSERT INTO employers_searchword AS old (word, employers)
SELECT word, employers FROM counted ORDER BY word
ON CONFLICT (word) DO UPDATE SET employers = EXCLUDED.employers WHERE old.employers <> EXCLUDED.employers
