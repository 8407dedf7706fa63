"""The closed lists of codes. A code is stored and sent; its label is translated; a status also has a definition."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(TextChoices):
    """What a document is."""

    RESOLUTION = "resolution", _("Resolution")
    PRESIDENTIAL_STATEMENT = "presidential_statement", _("Presidential statement")
    MEETING_RECORD = "meeting_record", _("Meeting record")


class ParagraphKind(TextChoices):
    """The part of a document a paragraph belongs to."""

    PREAMBULAR = "preambular", _("Preambular paragraph")
    OPERATIVE = "operative", _("Operative paragraph")
    ANNEX = "annex", _("Annex")


class Force(TextChoices):
    """What an act of the Council does, strongest first as listed here; no order of legal effect is implied."""

    DECIDES = "decides", _("Decides")
    DEMANDS = "demands", _("Demands")
    DIRECTS = "directs", _("Directs")
    REQUESTS = "requests", _("Requests")
    URGES = "urges", _("Urges")
    CALLS = "calls", _("Calls upon")
    ENCOURAGES = "encourages", _("Encourages")
    RESTATES = "restates", _("Restates a duty")
    DECLARES = "declares", _("Takes a position")


class LegalBasis(TextChoices):
    """Whether Chapter VII is named. 'Not named' never means 'not binding'."""

    CHAPTER_VII = "chapter_vii", _("Chapter VII is named")
    NOT_NAMED = "not_named", _("Not named in this text")
    DECIDED = "decided_by_staff", _("Decided by staff")


class Presence(TextChoices):
    """Whether the reference edition still says it."""

    FOUND = "found", _("In the text")
    NOT_FOUND = "not_found", _("No longer found, kept for its follow-up")
    RETIRED = "retired", _("Retired")


class Lifecycle(TextChoices):
    """Whether an obligation stands. Elapsed is computed from the text's own date and is not stored."""

    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")


class Basis(TextChoices):
    """Where an effective label comes from."""

    MACHINE = "machine", _("Suggested, to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    CHANGED = "changed", _("Changed by staff")


class Label(TextChoices):
    """The kinds of labels that are suggested and decided."""

    VERB = "verb", _("Verb")
    FORCE = "force", _("Force")
    TRACKED = "tracked", _("Asks for action")
    ADDRESSEE = "addressee", _("Addressee")
    SUBJECT = "subject", _("Subject area")


class Verdict(TextChoices):
    """What a decision says: it sets a single value, or accepts, adds or rejects one member of a set."""

    SET = "set", _("Set")
    ACCEPT = "accept", _("Accept")
    ADD = "add", _("Add")
    REJECT = "reject", _("Reject")


class LexiconKind(TextChoices):
    """The kinds of words that staff can add."""

    VERBS = "verbs", _("Verb")
    ADDRESSEES = "addressees", _("Addressee")
    SUBJECTS = "subjects", _("Subject area")


class DueVerdict(TextChoices):
    """What staff record about one date that a deadline sets."""

    MET = "met", _("Submitted")
    ENDED = "ended", _("Discontinued")
    REPLACED = "replaced", _("Replaced by another date")


class Capacity(TextChoices):
    """In what capacity somebody speaks."""

    PRESIDENT = "president", _("President")
    MEMBER = "member", _("Member of the Council")
    BRIEFER = "briefer", _("Briefer")
    OTHER = "other", _("Other")


class Ballot(TextChoices):
    """How a State votes."""

    IN_FAVOUR = "in_favour", _("In favour")
    AGAINST = "against", _("Against")
    ABSTAINING = "abstaining", _("Abstaining")
    NOT_VOTING = "not_voting", _("Not voting")


class CommitmentKind(TextChoices):
    """What a speaker says of the own State or body."""

    PLEDGE = "pledge", _("Stated intention")
    MEASURE = "measure", _("Reported measure")


class ReviewState(TextChoices):
    """Where a version of follow-up stands between its author and its reviewer."""

    DRAFT = "draft", pgettext_lazy("a version of follow-up", "Draft")
    SUBMITTED = "submitted", _("Submitted for review")
    RETURNED = "returned", _("Returned with a note")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Approval withdrawn")
    DISCARDED = "discarded", _("Taken back by its author")


class Audience(TextChoices):
    """Who a version of follow-up is shown to, from the narrowest to the widest; each includes those before it."""

    STAFF = "staff", _("Staff")
    STATE = "state", _("The State concerned")
    READERS = "readers", _("All readers")
    PUBLIC = "public", _("Public")


class Applicability(TextChoices):
    """Whether an obligation concerns one of those it is addressed to."""

    APPLIES = "applies", _("Applies")
    DOES_NOT_APPLY = "does_not_apply", _("Does not apply")
    CONDITION_OPEN = "condition_open", _("Condition open")


class EvidenceKind(TextChoices):
    """What a piece of evidence is."""

    LAW = "law", _("Law or regulation")
    NATIONAL_REPORT = "national_report", _("National report")
    SPEECH = "speech", _("Speech")
    COMMITMENT = "commitment", _("Stated intention or reported measure")
    COMMITTEE_DOCUMENT = "committee_document", _("Committee document")
    FIELD_VISIT = "field_visit", _("Field visit")
    PRESS = "press", _("Press")


class EvidenceAccess(TextChoices):
    """Who may see a piece of evidence."""

    WITH_STATUS = "with_status", _("Whoever may see a status that it supports")
    STAFF = "staff", _("Staff only")


class RelationKind(TextChoices):
    """How one obligation relates to an earlier one."""

    REPEATS = "repeats", _("Repeats")
    STRENGTHENS = "strengthens", _("Strengthens")
    SUPERSEDES = "supersedes", _("Supersedes")
    IMPLEMENTS = "implements", _("Implements")


class BatchKind(TextChoices):
    """What wrote many rows at once."""

    BULK = "bulk", _("Same content for many cells")
    PASTE = "paste", _("Pasted block")
    SPREADSHEET = "spreadsheet", _("Imported spreadsheet")
    EVIDENCE = "evidence", _("Many cells from one piece of evidence")
    CARRY_OVER = "carry_over", _("Carried over")
    PUBLICATION = "publication", _("Published together")


class Opinion(TextChoices):
    """What is settled about a suggestion."""

    SUGGESTED = "suggested", _("Suggested, to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")


class ActorKind(TextChoices):
    """What an actor is."""

    STATE = "state", _("Member State")
    OBSERVER = "observer", _("Observer State")
    FORMER = "former", _("Former member")
    GROUP = "group", _("Group of States")
    COUNCIL = "council", _("Security Council")
    UN = "un", _("United Nations body")
    ORGANISATION = "organisation", _("Organization")


class RegionalGroup(TextChoices):
    """The regional groups of the General Assembly."""

    AFRICAN = "african_states", _("African States")
    ASIA_PACIFIC = "asia_pacific_states", _("Asia-Pacific States")
    EASTERN_EUROPEAN = "eastern_european_states", _("Eastern European States")
    LATIN_AMERICAN_CARIBBEAN = "latin_american_caribbean_states", _("Latin American and Caribbean States")
    WESTERN_EUROPEAN_OTHERS = "western_european_others_states", _("Western European and other States")


class Status(TextChoices):
    """How far one actor carries out one obligation, in words that claim no more than was seen."""

    NO_INFORMATION = "no_information", _("No information")
    NONE_FOUND = "none_found", _("No measure found in the sources consulted")
    IN_PROGRESS = "in_progress", _("Measures in progress")
    PARTIAL = "partial", _("Measures found for part")
    IMPLEMENTED = "implemented", _("Measures found")
    UNCLEAR = "unclear", _("Source unclear")


class CommitmentStatus(TextChoices):
    """What became of a commitment, in words that claim no more than was seen."""

    OPEN = "open", _("Open")
    REPORTED_DONE = "reported_done", _("Reported done")
    NO_LATER_INFORMATION = "no_later_information", _("No later information")
    WITHDRAWN = "withdrawn", _("Withdrawn by the State itself")


STATUS_DEFINITIONS = {
    Status.NO_INFORMATION: _("The sources consulted say nothing about this obligation and this actor."),
    Status.NONE_FOUND: _("The sources consulted deal with the matter, and no measure was found in them."),
    Status.IN_PROGRESS: _("A measure was announced or begun and is not yet in effect."),
    Status.PARTIAL: _("Measures were found that answer part of what the paragraph asks."),
    Status.IMPLEMENTED: _("Measures were found that answer what the paragraph asks."),
    Status.UNCLEAR: _("A source was found, and what it says does not settle the question."),
}

COMMITMENT_STATUS_DEFINITIONS = {
    CommitmentStatus.OPEN: _("The intention was stated, and its horizon has not passed or is not known."),
    CommitmentStatus.REPORTED_DONE: _("The actor, or a source named here, later reported it as done."),
    CommitmentStatus.NO_LATER_INFORMATION: _("The sources consulted say nothing about it after it was stated."),
    CommitmentStatus.WITHDRAWN: _("The actor's own later statement, named as the source, takes it back."),
}
