"""What holds on the customer's page, without any table: standing, choices, tokens, signatures, the record."""
