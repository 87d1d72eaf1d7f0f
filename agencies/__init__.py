"""The ground floor: who oversees. territory, agencies, users, settings; directives, obligations and targets come next.

territory  AdminUnit, UnitSuccession, Province      agencies  AgencyKind, Agency, AgencyTerritory
users      User, Post, Power, LoginFailure          settings  ProvinceSetting
"""
