"""The roof: home pages, the employer file, the audit trail, health. May read from every storey below."""
