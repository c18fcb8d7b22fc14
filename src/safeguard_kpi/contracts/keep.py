"""How much of what partners send is kept between quarters."""

from enum import StrEnum


class Keep(StrEnum):
    """How much of a field's cells is kept between quarters."""

    AS_IT_IS = "as_it_is"
    """Codes, dates of events, numbers: nothing in them says who a child is."""

    PSEUDONYM = "pseudonym"
    """A keyed pseudonym in place of the identifier: the same one for the same child, and no way back."""

    MONTH = "month"
    """The month alone of a date, as its first day, with the age at each of the row's other dates."""

    SECTOR = "sector"
    """Of a postcode what stands before its last two letters."""

    NEVER = "never"
    """Nothing: it may be read and checked, and is not kept."""
