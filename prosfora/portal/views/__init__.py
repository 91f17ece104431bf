"""Pages: the customer's, behind a guard of its own; links and questions beside the quotation."""
