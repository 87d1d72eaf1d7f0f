-- As of which file has B03 spoken for the employer: the province's, or a later one of its own office?
greatest(%(b03_all)s::int, CASE WHEN %(is_by_office)s THEN
    (%(b03_order)s::int[])[array_position(%(b03_offices)s::bigint[], coalesce(o.office_id, n.own_office_id, 0))] END)
