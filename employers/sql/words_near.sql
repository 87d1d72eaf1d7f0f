-- Words of names that are one of the near ones, or, of the word still being typed, begin with one.
SELECT word, employers FROM employers_searchword WHERE word = ANY(%(near)s)
UNION
SELECT word, employers FROM employers_searchword
WHERE left(word, %(length)s - 1) = ANY(%(begun)s) OR left(word, %(length)s) = ANY(%(begun)s)
    OR left(word, %(length)s + 1) = ANY(%(begun)s)
ORDER BY employers DESC, word LIMIT %(most)s
