"""Small children in need censuses drawn for the tests, year by year as the Department asked for them."""

from datetime import date
from pathlib import Path

from intake_drawn import CONTRACTS
from safeguard_kpi.intake import Admitted, admit, read_in

TODAY = date(2026, 11, 1)
REFERRAL = "<CINreferralDate>2023-05-02</CINreferralDate><ReferralSource>3A</ReferralSource>"
NOT_NFA = "<ReferralNFA>false</ReferralNFA>"
ASSESSED = """<Assessments>
  <AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate>
  <AssessmentAuthorisationDate>2023-06-05</AssessmentAuthorisationDate>
  <FactorsIdentifiedAtAssessment>
    <AssessmentFactors>3B</AssessmentFactors><AssessmentFactors>16A</AssessmentFactors>
  </FactorsIdentifiedAtAssessment></Assessments>"""
ENQUIRED = """<Section47><S47ActualStartDate>2023-06-01</S47ActualStartDate>
  <InitialCPCtarget>2023-06-22</InitialCPCtarget><DateOfInitialCPC>2023-06-20</DateOfInitialCPC>
  <ICPCnotRequired>false</ICPCnotRequired></Section47>"""
PLAN = """<ChildProtectionPlans><CPPstartDate>2023-06-20</CPPstartDate>
  <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
  <LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse><NumberOfPreviousCPP>1</NumberOfPreviousCPP>
  <Reviews><CPPreviewDate>2023-09-01</CPPreviewDate><CPPreviewDate>2024-02-01</CPPreviewDate></Reviews>
  <Reviews><CPPreviewDate>2024-03-20</CPPreviewDate></Reviews></ChildProtectionPlans>"""


def header(year: int = 2024, *, reference: str | None = None, collection: str = "CIN") -> str:
    """Draw the header of the census of the year to 31 March."""
    day = f"{year}-03-31" if reference is None else reference
    return f"""<Header><CollectionDetails><Collection>{collection}</Collection><Year>{year}</Year>
      <ReferenceDate>{day}</ReferenceDate></CollectionDetails>
      <Source><SourceLevel>L</SourceLevel><LEA>335</LEA><DateTime>{year}-05-23T11:14:05Z</DateTime>
      </Source></Header>"""


def details(*modules: str, referral: str = REFERRAL, need: str = "N1", nfa: str = NOT_NFA) -> str:
    """Draw one episode with its modules."""
    return f"""<CINdetails>{referral}<PrimaryNeedCode>{need}</PrimaryNeedCode>
      {"".join(modules)}{nfa}</CINdetails>"""


def child(
    *episodes: str, ident: str = "<LAchildID>A1</LAchildID>", sex: str = "<Sex>F</Sex>"
) -> str:
    """Draw one child."""
    return f"""<Child><ChildIdentifiers>{ident}<PersonBirthDate>2015-03-27</PersonBirthDate>{sex}
      </ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities>
      <Disability>NONE</Disability></Disabilities></ChildCharacteristics>
      {"".join(episodes)}</Child>"""


def message(*children: str, head: str | None = None) -> str:
    """Draw a whole census."""
    top = header() if head is None else head
    return f"<Message>{top}<Children>{''.join(children)}</Children></Message>"


def saved(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    """Save a census."""
    path.write_bytes(text.encode(encoding))
    return path


def taken(*paths: Path, workers: int = 0) -> Admitted:
    """Read and admit files, in this process unless told otherwise."""
    return admit(read_in(paths, CONTRACTS, workers=workers), CONTRACTS, today=TODAY)
