-- The status of the day of many employers at once.
UPDATE employers_employer AS e
SET status = told.status, status_on = told.status_on, began_on = told.began_on
FROM unnest(%(employers)s::bigint[], %(statuses)s::text[], %(days)s::date[], %(begun)s::date[])
    AS told(id, status, status_on, began_on)
WHERE e.id = told.id
