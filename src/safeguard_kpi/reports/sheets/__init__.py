"""The sheets of the subgroup's workbook, a module a kind."""
