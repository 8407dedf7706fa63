"""The columns of each list as a table: where in an answer a value stands, which is also the head of its column. Lists inside a value are joined."""

DOCUMENTS = ("slug", "symbol", "kind.code", "kind.label", "title", "adopted_on", "meeting", "reference_edition", "links.page")
PARAGRAPHS = (
    "slug",
    "document.symbol",
    "label",
    "kind.code",
    "present",
    "text",
    "subjects.code",
    "obligations.key",
    "deadlines.first_due",
    "citations.target",
    "links.page",
)
OBLIGATIONS = (
    "key",
    "slug",
    "document.symbol",
    "document.adopted_on",
    "paragraph.label",
    "verb.verb",
    "verb.label",
    "verb.basis",
    "force.code",
    "force.label",
    "force.basis",
    "hedges",
    "tracked.value",
    "legal_basis.code",
    "addressees.code",
    "addressees.name",
    "subjects.code",
    "deadlines.first_due",
    "presence.code",
    "lifecycle.code",
    "applies_as",
    "text",
    "links.page",
)
_OF_OBLIGATION = ("obligation.key", "obligation.document.symbol", "obligation.paragraph.label", "obligation.force.code", "obligation.force.label")
ASSESSMENTS = (
    *_OF_OBLIGATION,
    "obligation.hedges",
    "actor.code",
    "actor.name",
    "version",
    "status.code",
    "status.label",
    "summary",
    "as_of",
    "approved_at",
    "replaced_at",
    "links.page",
)
VERSIONS = (
    *ASSESSMENTS[:-1],
    "details",
    "sources",
    "evidence.evidence.slug",
    "evidence.evidence.title",
    "evidence.locator",
    "comments.text",
    "desk.state.code",
    "desk.audience.code",
    "links.page",
)
COMMITMENT_VERSIONS = ("commitment.key", "commitment.condition", *VERSIONS[len(_OF_OBLIGATION) + 1 :])
DEADLINES = (
    "document.symbol",
    "paragraph.label",
    "due_on",
    "words",
    "every",
    "ends",
    "state.code",
    "state.label",
    "symbol",
    "dated",
    "replaces",
    "obligations.key",
    "obligations.force.code",
    "links.page",
)
MEETINGS = ("document.symbol", "document.adopted_on", "president", "presiding.code", "agenda", "members.code", "links.page")
SPEECHES = (
    "meeting.symbol",
    "order",
    "speaker",
    "actor_code",
    "actor.name",
    "group",
    "affiliation",
    "capacity.code",
    "language",
    "text",
    "commitments.key",
    "links.page",
)
VOTES = (
    "meeting.symbol",
    "number",
    "draft",
    "procedural",
    "outcome",
    "resolution",
    "stated.in_favour",
    "stated.against",
    "stated.abstaining",
    "differs",
    "ballots.actor.code",
    "ballots.choice.code",
    "links.page",
)
COMMITMENTS = (
    "key",
    "document.symbol",
    "speech.speaker",
    "actor_code",
    "actor.name",
    "kind.code",
    "kind.label",
    "text",
    "amount",
    "currency",
    "condition",
    "horizon",
    "beneficiary",
    "instruments",
    "subjects.code",
    "opinion.code",
    "ties.obligation.key",
    "follow_up.status.code",
    "follow_up.status.label",
    "follow_up.summary",
    "follow_up.as_of",
    "links.page",
)
EVIDENCE = (
    "slug",
    "kind.code",
    "kind.label",
    "title",
    "issuer.code",
    "actors.code",
    "url",
    "file.filename",
    "file.sha256",
    "language",
    "published_on",
    "expires_on",
    "document.symbol",
    "commitment",
    "revision",
    "revises",
    "revised_by",
    "withdrawn_at",
    "statuses",
    "links.page",
)
ROUNDS = ("slug", "name", "opens_on", "closes_on", "closed_at", "state_first", "days_to_comment", "state_count", "obligation_count", "links.page")
ROUND_CELLS = (
    "obligation.key",
    "obligation.symbol",
    "obligation.force.code",
    "obligation.hedges",
    "actor.code",
    "actor.name",
    "state.code",
    "status.code",
    "version",
    "as_of",
)
COMMENTS = ("number", "answers", "obligation.key", "commitment", "actor.code", "version", "text", "author", "at", "resolved_at")
ACTORS = ("code", "kind.code", "name", "formal_name", "regional_group.code", "since", "until", "successors", "position", "links.page")
SUBJECT_AREAS = ("code", "label", "definition", "position")
VERBS = ("code", "verb", "label", "force.code", "force_with_duty.code", "position")
INSTRUMENTS = ("code", "title", "year")
CODES = ("list", "code", "label.zh", "label.en", "definition.zh", "definition.en")
EDITIONS = ("number", "language", "reference", "sha256", "media_type", "filename", "size", "lexicon_version", "added_at", "links.file")
PROBLEMS = ("edition", "reference", "line", "code", "what", "advice")
APPLICABILITY = ("actor.code", "actor.name", "value.code", "value.label", "reason", "recorded_at", "replaced_at", "by", "links.page")
HISTORY = ("number", "at", "by", "action", "of", "key", "reason", "batch")
