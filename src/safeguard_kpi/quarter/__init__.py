"""The room of what is done with a quarter once it is made: released, verified, compared, explained."""
