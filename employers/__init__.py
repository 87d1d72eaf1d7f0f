"""Who owes: the register of employers and the zones they stand in; labour counts and cross-checks come next.

registry  Sector, Zone, Employer
"""
