-- Employers of the part from whom money was taken back, or who paid by another cycle once, are few: the rules in Python reckon
-- them.
DELETE FROM reckon_lines WHERE employer_id IN (
    SELECT employer_id FROM reckon_lines WHERE cycle_then <> cycle OR least(
        paid_{fund}, --each fund
    0) < 0)
RETURNING employer_id
