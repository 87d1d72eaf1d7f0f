-- Words of names that are one letter away from those asked, or, of the word still being typed, begin with such a one.
SELECT pairs.asked, word, employers
FROM unnest(%(asked)s::text[], %(near)s::text[]) AS pairs (asked, other)
JOIN employers_searchword ON word = pairs.other
UNION
SELECT %(last)s, word, employers
FROM employers_searchword
WHERE left(word, %(length)s - 1) = ANY(%(begun)s::text[]) OR left(word, %(length)s) = ANY(%(begun)s::text[])
    OR left(word, %(length)s + 1) = ANY(%(begun)s::text[])
ORDER BY employers DESC, word
