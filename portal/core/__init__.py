"""The cellar: acts, audit, scoping, periods, money, tables, jobs, staged imports. Knows no other storey."""
