-- New names with their search and sort keys.
UPDATE register_known k SET name = n.name, folded = n.folded, sort_key = n.sort_key
FROM register_names n WHERE n.employer_id = k.employer_id
