"""Which typed rows count: held to their contract, to the calendar and to one another."""
