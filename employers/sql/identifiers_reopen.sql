-- A code that the register says again after the undoing goes on as if it had never ended.
UPDATE employers_identifier i SET valid_to = NULL
FROM employers_employer e
WHERE e.id = i.employer_id AND e.id = ANY (%(employers)s::bigint[]) AND i.valid_to IS NOT NULL
  AND (i.scheme = 'unit_code' AND i.value = e.unit_code OR i.scheme IN ('tax_code', 'personal_no') AND i.value = e.tax_code)
  AND NOT EXISTS (SELECT FROM employers_identifier o WHERE o.employer_id = e.id AND o.scheme = i.scheme AND o.value = i.value
                    AND (o.valid_to IS NULL OR (o.valid_to, o.id) > (i.valid_to, i.id)))
