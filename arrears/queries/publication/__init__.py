"""Questions of publication: who may publish what (publishers), who would be named (candidates), as what (grounds), whether it
is surely this employer (identity), and whether anything speaks against it now (standing)."""
