"""Pages and fragments of inquiries, quotations and orders."""
