"""Charts of the ground floor: what a query found, as series and labels."""
