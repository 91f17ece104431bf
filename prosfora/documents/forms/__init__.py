"""Shape and parsing of what people type into documents; decisions are the services'."""
