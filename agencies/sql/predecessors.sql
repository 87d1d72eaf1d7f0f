-- Every unit that came before the given one, however long ago.
WITH RECURSIVE before (unit) AS (
    SELECT predecessor_id FROM agencies_unitsuccession WHERE successor_id = %s
    UNION
    SELECT s.predecessor_id FROM agencies_unitsuccession s JOIN before b ON s.successor_id = b.unit
)
SELECT unit FROM before
