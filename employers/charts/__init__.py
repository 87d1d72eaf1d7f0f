"""Charts of the register's rooms: what a query found, as series and labels."""
