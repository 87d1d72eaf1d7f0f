-- The rows of newcomers point at the employers they made.
UPDATE employers_match m SET employer_id = n.id
FROM newcomer n JOIN employers_employer e ON e.id = n.id
WHERE m.batch_id = %(batch)s AND m.row_no = n.row_no
