-- How many rows there are and that their keys differ; of the key alone, see ledger_status.
ANALYZE arrears_status (c12_row)
