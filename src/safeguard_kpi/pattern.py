"""The settings that the sample comes with, which anybody's own begin from."""

WALSALL = """\
# Whose figures these are, and what this authority has chosen. Flags on the command win over it.

[authority]
name = "Walsall"
code = "E08000030"        # nine-character code of the Office for National Statistics
la_code = "335"           # three-digit code of the Department for Education
region = "West Midlands"
neighbours = ["2021", "2025"]  # models of statistical neighbours, the first is shown on the scorecard

[standards]
rag_hours = { red = 4, amber = 24, green = 72 }  # clock hours to a decision, by grade
visit_working_days = 10            # between visits to a child with a plan
early_help_assessment_days = 45    # working days to an early help assessment

[folders]
inputs = "inputs"
outputs = "outputs"
# store = "store"                  # what is kept between quarters; without it, store in the outputs
# schemas = "schemas-of-our-own"   # declarations that add to and override the product's
# codes = "our-codes.xlsx"         # what partners' words mean; without it, codes.xlsx in the inputs

[compare]
# authorities = ["Birmingham", "332"]   # others to stand beside: names, or the Department's three digits
# differs = { assessments_within_45_days = "The extract was taken in June, after the census." }

# [store]
# key = "/etc/safeguard-kpi/safeguard-kpi.key"   # the key of the pseudonyms; without it, beside this file
# retain = { default = "6 years" }   # how long `safeguard-kpi store retain` keeps rows; one feed: mash_contacts = "18 months"

[fetch]
on = false                         # whether `safeguard-kpi comparators fetch` may ask the Department's public API

[explain]
rows = false                       # whether `safeguard-kpi explain --rows` may write the rows behind a figure

[coverage]
# The months a feed was sent for are read from its dates. Say them here where that is wrong:
# early_help_episodes = { from = 2018-04-01, to = 2020-03-31 }
"""
"""The settings that the sample is written with, and the pattern for anybody else's."""
