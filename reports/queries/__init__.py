"""Questions of the reports storey: what lies in an agency's scope, its figures, the documents made of them."""
