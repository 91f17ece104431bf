"""Pure decisions about parties: what is a good address, identifier, record."""
