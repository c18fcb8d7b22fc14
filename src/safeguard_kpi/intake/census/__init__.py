"""The children in need census, as XML and as the tables that people open in Excel."""
