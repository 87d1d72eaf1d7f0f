-- How many rows of the list (zone_said) put an employer where the register does not have it yet.
SELECT count(*) FROM zone_said s
WHERE NOT EXISTS (
    SELECT 1 FROM employers_workplace w
    WHERE w.employer_id = s.employer_id AND w.zone_id = s.zone_id AND w.valid_to IS NULL AND (s.plot = '' OR w.plot = s.plot)
)
