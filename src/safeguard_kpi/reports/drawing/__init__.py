"""How cells, tables and files are written: styles, measures, one cell and many rows."""
