"""Questions of the ground floor that are more than a filter."""
