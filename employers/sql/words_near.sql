-- Words of names that are one letter away from those asked, or, of the word still being typed, begin with such a one.
SELECT pairs.asked, word, employers
FROM unnest(%(asked)s::text[], %(near)s::text[]) AS pairs (asked, other)
CROSS JOIN LATERAL (SELECT word, employers FROM employers_searchword WHERE word = pairs.other OFFSET 0) AS known
UNION
SELECT %(last)s, word, employers
FROM unnest(%(begun)s::text[]) AS beginning
CROSS JOIN LATERAL (
    SELECT word, employers FROM employers_searchword
    WHERE word >= beginning AND word < beginning || '~'
    ORDER BY word LIMIT %(most)s
) AS begun
ORDER BY employers DESC, word
