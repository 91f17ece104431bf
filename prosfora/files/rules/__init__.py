"""Pure rules of files: names, encodings, tables, columns of imports."""
