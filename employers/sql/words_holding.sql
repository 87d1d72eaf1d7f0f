-- For each asked part of a word the words of names in which it stands: how many there are, how many employers have them
-- together, and the first so many of them. Parts of less than three letters are in no index.
SELECT asked, count(*) AS words, sum(employers) AS employers, (array_agg(word ORDER BY employers DESC, word))[:%(most)s] AS held
FROM (
    SELECT asked, word, employers
    FROM unnest(%(asked)s::text[]) AS asked
    JOIN employers_searchword ON length(asked) < 3 AND strpos(word, asked) > 0
    UNION ALL
    SELECT asked, word, employers
    FROM unnest(%(asked)s::text[]) AS asked
    CROSS JOIN LATERAL (
        SELECT word, employers FROM employers_searchword
        WHERE portal_triples(word) @> portal_triples(asked) AND strpos(word, asked) > 0
        OFFSET 0
    ) AS holding
    WHERE length(asked) >= 3
) AS found
GROUP BY asked
