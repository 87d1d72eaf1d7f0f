-- Each unit of the file as a statement about the employer that has its code; in force only once the month is settled.
INSERT INTO arrears_oldstatement (
    employer_id, month, batch_id, row_no, is_current, section, workers, months, owed, measures, document_no, document_on, note,
    owed_bhxh, owed_bhyt, owed_bhtn, owed_tnld_bnn, owed_interest)
SELECT e.id, b.month, r.batch_id, r.row_no, FALSE, r.section, r.workers, r.months, r.owed, coalesce(r.measures, ''),
       coalesce(r.document_no, ''), r.document_on, coalesce(r.note, ''),
       r.owed_bhxh, r.owed_bhyt, r.owed_bhtn, r.owed_tnld_bnn, r.owed_interest
FROM arrears_oldb03row r
JOIN core_importbatch b ON b.id = r.batch_id
JOIN agencies_province p ON p.slug = %(province)s
JOIN employers_employer e ON e.province_id = p.id AND e.unit_code = r.unit_code
WHERE r.batch_id = %(batch)s
  AND NOT EXISTS (SELECT FROM arrears_oldstatement s WHERE s.batch_id = r.batch_id AND s.row_no = r.row_no)
