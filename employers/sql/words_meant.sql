-- What each asked word may begin, commonest first: words of names, with how many employers have them.
SELECT asked, word, employers
FROM unnest(%(asked)s::text[]) AS asked
CROSS JOIN LATERAL (
    SELECT word, employers FROM employers_searchword
    WHERE word >= asked AND word < asked || '~'
    ORDER BY employers DESC, word LIMIT %(most)s
) AS begun
