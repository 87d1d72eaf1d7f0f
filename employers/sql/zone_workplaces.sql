-- A place of work in the zone for each employer that has none open there, or none on that plot.
INSERT INTO employers_workplace (employer_id, name, address, commune_id, zone_id, plot, workers, valid_from, source)
SELECT s.employer_id, left(s.zone_name, 300), s.address, s.commune_id, s.zone_id, s.plot, s.workers, s.since, %(source)s
FROM zone_said s
WHERE NOT EXISTS (
    SELECT 1 FROM employers_workplace w
    WHERE w.employer_id = s.employer_id AND w.zone_id = s.zone_id AND w.valid_to IS NULL AND (s.plot = '' OR w.plot = s.plot)
)
