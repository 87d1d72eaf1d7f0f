-- Into which unit, valid on the day, does each unit pass? Follows the main successor, step by step; a unit still valid
-- answers itself. `is_split`: some step divided the unit, so that this is where its main part went. Ends without an
-- answer (a district abolished in 2025) are left out. Usable as a CTE: WITH current_units AS ( ... ).
WITH RECURSIVE road(unit_id, current_id, is_split) AS (
    SELECT id, id, FALSE FROM agencies_adminunit
    UNION
    SELECT road.unit_id, step.successor_id, road.is_split OR step.is_partial
    FROM road
    JOIN agencies_unitsuccession step
      ON step.predecessor_id = road.current_id AND step.is_main AND step.effective_on <= %(day)s
)
SELECT road.unit_id, road.current_id, road.is_split
FROM road
JOIN agencies_adminunit unit ON unit.id = road.current_id
WHERE unit.valid_from <= %(day)s AND (unit.valid_to IS NULL OR unit.valid_to >= %(day)s)
