-- Writ's first schema. The same tables and columns stand in both engines' folders; a test compares them.
-- Times are microseconds since 1970 in UTC. Columns ending in `_sealed` are encrypted at rest (keys.rs).

-- audit ---------------------------------------------------------------------------------------------

CREATE TABLE log_entries (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL,
    n BIGINT NOT NULL,
    kind TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    journal_sealed BYTEA,
    at BIGINT NOT NULL,
    UNIQUE (case_id, n)
);

CREATE TABLE log_indexes (
    entry UUID PRIMARY KEY REFERENCES log_entries (id),
    log_index BIGINT NOT NULL UNIQUE
);

-- Entries that still wait for their number: what the sequencer reads, never "id greater than the last".
CREATE TABLE log_unnumbered (
    entry UUID PRIMARY KEY REFERENCES log_entries (id)
);

CREATE TABLE case_counters (
    case_id UUID PRIMARY KEY,
    entries BIGINT NOT NULL
);

CREATE TABLE log_openings (
    entry UUID NOT NULL REFERENCES log_entries (id),
    field TEXT NOT NULL,
    opening_sealed BYTEA,
    value_sealed BYTEA,
    erased_at BIGINT,
    PRIMARY KEY (entry, field)
);

CREATE TABLE log_tiles (
    level BIGINT NOT NULL,
    tile_index BIGINT NOT NULL,
    width BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (level, tile_index, width)
);

CREATE TABLE log_state (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    sequenced_at BIGINT NOT NULL
);

CREATE TABLE log_checkpoints (
    size BIGINT PRIMARY KEY,
    note TEXT NOT NULL,
    signed_at BIGINT NOT NULL
);

CREATE TABLE log_cosignatures (
    size BIGINT NOT NULL REFERENCES log_checkpoints (size),
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (size, witness)
);

-- What mirrors and strangers know the service by, and how it changes: its entries stand in one case, counted without gaps.
CREATE TABLE trust (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    log_case UUID NOT NULL
);

-- Each change, and the checkpoint with its cosignatures under which it was proven by the keys and the policy of before: from then on it
-- holds. One waits at a time.
CREATE TABLE trust_changes (
    entry UUID PRIMARY KEY REFERENCES log_entries (id),
    n BIGINT NOT NULL UNIQUE,
    size BIGINT,
    note TEXT,
    proven_at BIGINT
);

-- The keys that sign, each in a file of its own. The first of a purpose was announced by nobody, and signs from the beginning.
CREATE TABLE signing_keys (
    public_key BYTEA PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('order', 'log')),
    number BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    rotated_entry UUID REFERENCES log_entries (id),
    signs_from BIGINT,
    retired_entry UUID REFERENCES log_entries (id),
    retired_at BIGINT,
    UNIQUE (purpose, number)
);

CREATE TABLE witness_policies (
    entry UUID PRIMARY KEY REFERENCES log_entries (id),
    quorum BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    in_force_at BIGINT
);

-- The witnesses that count by the policy in force.
CREATE TABLE policy_witnesses (
    witness TEXT PRIMARY KEY,
    vkey TEXT NOT NULL
);

-- The portals of this service, and the newest key of each purpose whose file they have.
CREATE TABLE portals (
    id UUID PRIMARY KEY,
    seen_at BIGINT NOT NULL,
    order_key BIGINT NOT NULL,
    log_key BIGINT NOT NULL,
    public_url TEXT NOT NULL
);

CREATE FUNCTION log_never_changes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log never changes'; END $$;
-- What was published and a backup had forgotten was taken back from outside of the database. Nothing is served while one is not finished.
CREATE TABLE recoveries (
    id UUID PRIMARY KEY,
    log_case UUID NOT NULL,
    from_size BIGINT NOT NULL,
    to_size BIGINT,
    begun_at BIGINT NOT NULL,
    finished_at BIGINT
);

-- Each entry that was: when it was applied again, and why not, if not. Of an object that the backup never knew there is no row.
CREATE TABLE recovered_entries (
    entry UUID PRIMARY KEY REFERENCES log_entries (id),
    recovery UUID NOT NULL REFERENCES recoveries (id),
    applied_at BIGINT,
    left_over TEXT CHECK (left_over IN ('told', 'locked', 'unknown', 'unfinished')),
    object UUID
);
CREATE INDEX recovered_entries_waiting ON recovered_entries (recovery) WHERE applied_at IS NULL;

-- What the service as a whole is: which of its sites is it, by a number that grows with each promotion; and until when it serves, once it
-- is wound down.
CREATE TABLE service_life (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    epoch BIGINT NOT NULL,
    log_case UUID,
    wound_down_at BIGINT,
    ends_at BIGINT,
    -- Up to which account people were told of that.
    told_up_to UUID
);
INSERT INTO service_life (id, epoch) VALUES (1, 0);

CREATE TRIGGER log_entries_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entries
FOR EACH STATEMENT EXECUTE FUNCTION log_never_changes();
CREATE TRIGGER log_indexes_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log_indexes
FOR EACH STATEMENT EXECUTE FUNCTION log_never_changes();

-- accounts ------------------------------------------------------------------------------------------

CREATE TABLE accounts (
    id UUID PRIMARY KEY,
    email_lookup BYTEA NOT NULL UNIQUE,
    email_sealed BYTEA NOT NULL,
    locale TEXT NOT NULL,
    kdf_version BIGINT NOT NULL,
    kdf_salt BYTEA NOT NULL,
    kdf_rounds BIGINT NOT NULL,
    auth_hash TEXT NOT NULL,
    wrapped_master BYTEA NOT NULL,
    recovery_wrapped_master BYTEA NOT NULL,
    log_case UUID NOT NULL,
    created_at BIGINT NOT NULL,
    email_confirmed_at BIGINT,
    disabled_at BIGINT,
    -- When nothing of its person was left. Its address is nobody's from the moment it was closed.
    erased_at BIGINT
);

-- Accounts that their persons closed, to have everything of them erased: what must wait for something is looked at again.
CREATE TABLE account_closures (
    account UUID PRIMARY KEY REFERENCES accounts (id),
    closed_at BIGINT NOT NULL,
    look_at BIGINT,
    erased_at BIGINT,
    -- When what staff wrote about them was last written over.
    words_erased_at BIGINT
);

CREATE TABLE account_roles (
    account UUID NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('reviewer', 'senior', 'administrator', 'host')),
    granted_by UUID REFERENCES accounts (id),
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (account, role)
);

-- Sign-ups that wait for the code that was mailed. None is an account; several may wait for one address.
CREATE TABLE sign_ups (
    id UUID PRIMARY KEY,
    email_lookup BYTEA NOT NULL,
    kdf_version BIGINT NOT NULL,
    kdf_salt BYTEA NOT NULL,
    kdf_rounds BIGINT NOT NULL,
    auth_hash TEXT NOT NULL,
    wrapped_master BYTEA NOT NULL,
    recovery_wrapped_master BYTEA NOT NULL,
    locale TEXT NOT NULL,
    -- A keyed hash of the code; none where no code was mailed.
    code_hash BYTEA,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_ups_email ON sign_ups (email_lookup);
CREATE INDEX sign_ups_expires_at ON sign_ups (expires_at);

-- Browsers that an account signed in with before.
CREATE TABLE devices (
    token_hash BYTEA PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX devices_account ON devices (account);
CREATE INDEX devices_expires_at ON devices (expires_at);

-- One row, locked first by whatever changes who holds a role: who is the last administrator, and whether one may appoint
-- alone, is read and acted on by one transaction at a time.
CREATE TABLE role_turnstile (
    id BIGINT PRIMARY KEY CHECK (id = 1)
);
INSERT INTO role_turnstile (id) VALUES (1);

-- One-time links: the first administrator's, and those by which staff are invited. The reason is for the second person,
-- where a role takes two.
CREATE TABLE invitations (
    token_hash BYTEA PRIMARY KEY,
    role TEXT NOT NULL,
    reason_sealed BYTEA,
    invited_by UUID REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_by UUID REFERENCES accounts (id),
    used_at BIGINT
);

-- Steps that need two people: proposed by one, confirmed by another.
CREATE TABLE two_person_steps (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN (
        'direct-access', 'verification-override', 'agreement-publication', 'immediate-purge', 'order-without-custody',
        'senior-appointment', 'administrator-appointment', 'administrator-removal', 'mirror-removal',
        'mirror-giving-up', 'order-key-rotation', 'log-key-rotation', 'witness-quorum'
    )),
    subject UUID NOT NULL,
    reason_sealed BYTEA NOT NULL,
    proposed_by UUID NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    confirmed_by UUID REFERENCES accounts (id),
    confirmed_at BIGINT,
    cancelled_by UUID REFERENCES accounts (id),
    cancelled_at BIGINT,
    CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by),
    CHECK (confirmed_by IS NULL OR confirmed_by <> subject)
);
CREATE INDEX two_person_steps_subject ON two_person_steps (kind, subject);
CREATE UNIQUE INDEX two_person_steps_open ON two_person_steps (kind, subject)
    WHERE confirmed_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX two_person_steps_waiting ON two_person_steps (proposed_at, id)
    WHERE confirmed_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE sessions (
    id_hash BYTEA PRIMARY KEY,
    account UUID REFERENCES accounts (id),
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE api_tokens (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id),
    name_sealed BYTEA NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_tokens_account ON api_tokens (account);

-- A removed passkey stays: what it signed names its key.
CREATE TABLE passkeys (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id),
    name_sealed BYTEA NOT NULL,
    credential BYTEA NOT NULL UNIQUE,
    algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256', 'EdDSA', 'RS256')),
    public_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    removed_at BIGINT
);
CREATE INDEX passkeys_account ON passkeys (account);

-- Counted attempts: sign-ups, sign-ins, confirmations, password links, notices without an account. The subject is a keyed hash.
CREATE TABLE attempts (
    subject BYTEA NOT NULL,
    window_start BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (subject, window_start)
);
CREATE INDEX attempts_window ON attempts (window_start);

-- Sealed drive entries (sealed-objects.md, Account keys).
CREATE TABLE account_entries (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id),
    sealed BYTEA NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX account_entries_account ON account_entries (account);

-- policies ------------------------------------------------------------------------------------------

-- What the operator publishes of itself: each version of each item, as the JSON whose digest is in the log. The newest is in force.
CREATE TABLE publications (
    id UUID PRIMARY KEY,
    item TEXT NOT NULL CHECK (item IN (
        'contact-agent', 'law', 'authorities', 'users', 'representative', 'moderation', 'repeat-infringers', 'misuse',
        'host-terms'
    )),
    version BIGINT NOT NULL,
    value TEXT NOT NULL,
    log_case UUID NOT NULL,
    published_by UUID NOT NULL REFERENCES accounts (id),
    published_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX publications_item ON publications (item, version);

-- The wrapping keys that were ever in the folder of keys, by the days they were made on. A key goes some time after nothing
-- has been under it.
CREATE TABLE wrapping_keys (
    name TEXT PRIMARY KEY,
    log_case UUID NOT NULL,
    made_at BIGINT NOT NULL,
    left_at BIGINT,
    destroyed_at BIGINT
);

-- vault ---------------------------------------------------------------------------------------------

-- Who asked to run a mirror, and the exact terms that they accepted. What they call themselves and how they are reached lies sealed; the
-- name becomes public with the admission of their mirror. The reason is why it was declined, or why the mirror was refused that came of it.
CREATE TABLE host_applications (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'declined', 'withdrawn')),
    host_sealed BYTEA NOT NULL,
    contact_sealed BYTEA NOT NULL,
    jurisdiction TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    terms_version BIGINT NOT NULL,
    terms_locale TEXT NOT NULL,
    terms_text TEXT NOT NULL,
    terms_sha256 BYTEA NOT NULL,
    log_case UUID NOT NULL,
    applied_at BIGINT NOT NULL,
    decided_by UUID REFERENCES accounts (id),
    decided_at BIGINT,
    reason_sealed BYTEA,
    erased_at BIGINT
);
CREATE INDEX host_applications_account ON host_applications (account);
CREATE UNIQUE INDEX host_applications_waiting ON host_applications (account) WHERE state = 'waiting';

-- Those of the service's own process have neither address nor capacity, and never applied. One that was refused was removed without
-- having been admitted. One that came by an invitation of a host's own has that host's application.
-- `own` are those that the operator runs itself, in this process or not: they keep files, and count as no witnesses.
-- `emptied_at` is when one that was being emptied held and owed nothing any more, and administrators were written so.
-- `change_told_at` is when administrators were last written that its host asks for a change, none of whom has decided about it since.
CREATE TABLE mirrors (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    url TEXT,
    capacity BIGINT,
    weight BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('applied', 'admitted', 'draining', 'failed', 'removed')),
    standing TEXT NOT NULL DEFAULT 'good' CHECK (standing IN ('good', 'watched', 'failing', 'failed')),
    own BOOLEAN NOT NULL DEFAULT FALSE,
    log_case UUID NOT NULL,
    application UUID REFERENCES host_applications (id),
    applied_at BIGINT,
    admitted_at BIGINT,
    stopped_at BIGINT,
    evacuated_at BIGINT,
    emptied_at BIGINT,
    failed_at BIGINT,
    given_up_at BIGINT,
    removed_at BIGINT,
    change_told_at BIGINT
);
CREATE INDEX mirrors_application ON mirrors (application) WHERE application IS NOT NULL;
CREATE INDEX mirrors_waiting ON mirrors (applied_at, id) WHERE state = 'applied';

-- What each mirror last said of itself, when it last asked what it is to obey, and what lies on it by our own books. Its room is known until it
-- does not answer. `clock_ahead` is by how many seconds its clock was ahead of ours when it was asked, though it refused to answer. What it sent to readers it counts from its start on: `sent_then` is what it had said then, `sent_bytes` all of it.
CREATE TABLE mirror_reports (
    mirror UUID PRIMARY KEY REFERENCES mirrors (id),
    asked_at BIGINT,
    error TEXT,
    clock_ahead BIGINT,
    answered_at BIGINT,
    free_bytes BIGINT,
    replicas BIGINT,
    version TEXT,
    last_order_at BIGINT,
    cosigned_size BIGINT,
    polled_at BIGINT,
    scrubbed_since BIGINT,
    refused_orders BIGINT,
    sent_then BIGINT,
    sent_bytes BIGINT,
    counted_at BIGINT,
    held_files BIGINT,
    held_bytes BIGINT,
    received_bytes BIGINT
);

-- What mirrors asked to change of their address and room; one that an administrator refused, or that was asked anew, is gone.
CREATE TABLE mirror_changes (
    mirror UUID NOT NULL REFERENCES mirrors (id),
    asked_at BIGINT NOT NULL,
    url TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    admitted_at BIGINT,
    PRIMARY KEY (mirror, asked_at)
);
CREATE INDEX mirror_changes_waiting ON mirror_changes (asked_at, mirror) WHERE admitted_at IS NULL;

-- How much administrators had placed on mirrors, as a factor of the room of each; the last one stands at the mirror.
CREATE TABLE mirror_weights (
    entry UUID PRIMARY KEY REFERENCES log_entries (id),
    mirror UUID NOT NULL REFERENCES mirrors (id),
    weight BIGINT NOT NULL
);

-- By which hosts join mirrors of their own: made by an administrator, or by whoever an administrator approved.
CREATE TABLE mirror_invitations (
    token_hash BYTEA PRIMARY KEY,
    invited_by UUID NOT NULL REFERENCES accounts (id),
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    application UUID REFERENCES host_applications (id),
    mirror UUID REFERENCES mirrors (id),
    used_at BIGINT
);

CREATE TABLE objects (
    id UUID PRIMARY KEY,
    owner UUID NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL CHECK (state IN ('uploading', 'available', 'locked', 'purged', 'deleted', 'discarded')),
    key_share_sealed BYTEA,
    sealed_metadata BYTEA,
    content_header BYTEA,
    root BYTEA,
    sealed_size BIGINT,
    blob UUID,
    log_case UUID NOT NULL,
    created_at BIGINT NOT NULL,
    stored_at BIGINT,
    deleted_at BIGINT,
    delete_after BIGINT,
    purged_at BIGINT
);
CREATE INDEX objects_owner ON objects (owner, created_at);
CREATE INDEX objects_case ON objects (log_case);
CREATE INDEX objects_root ON objects (root);

CREATE TABLE blobs (
    id UUID PRIMARY KEY,
    object UUID NOT NULL REFERENCES objects (id),
    state TEXT NOT NULL CHECK (state IN ('staging', 'stored', 'deleted', 'discarded')),
    created_at BIGINT NOT NULL,
    stored_at BIGINT,
    deleted_at BIGINT
);
CREATE INDEX blobs_object ON blobs (object);

-- Placement: recorded before the first byte is sent (promise 6), and never removed. Where files are brought away from a mirror, the replica
-- is looked at next at `move_at`, and `move_error` says why it stays until then. One that is ordered away there is leaving.
CREATE TABLE replicas (
    blob UUID NOT NULL REFERENCES blobs (id),
    mirror UUID NOT NULL REFERENCES mirrors (id),
    state TEXT NOT NULL CHECK (state IN ('placed', 'stored', 'lost', 'leaving', 'deleted', 'discarded')),
    placed_at BIGINT NOT NULL,
    stored_at BIGINT,
    stored_token TEXT,
    move_at BIGINT NOT NULL,
    move_error TEXT,
    PRIMARY KEY (blob, mirror)
);
CREATE INDEX replicas_mirror ON replicas (mirror, state, blob);
CREATE INDEX replicas_move ON replicas (mirror, move_at) WHERE state IN ('placed', 'stored', 'lost');

-- Replicas that hosts dropped under the law where they stand.
CREATE TABLE replica_refusals (
    id UUID PRIMARY KEY,
    blob UUID NOT NULL REFERENCES blobs (id),
    mirror UUID NOT NULL REFERENCES mirrors (id),
    reason_sealed BYTEA NOT NULL,
    refused_at BIGINT NOT NULL,
    UNIQUE (blob, mirror)
);
CREATE INDEX replica_refusals_mirror ON replica_refusals (mirror, refused_at);

-- What mirrors showed of themselves, as long as their standing rests on it. `millis` is how long an answer took.
CREATE TABLE mirror_results (
    id UUID PRIMARY KEY,
    mirror UUID NOT NULL REFERENCES mirrors (id),
    outcome TEXT NOT NULL CHECK (outcome IN (
        'answered', 'silent', 'unheard', 'proved', 'wrong', 'gone', 'lost', 'late', 'unproved', 'damaged'
    )),
    blob UUID REFERENCES blobs (id),
    millis BIGINT,
    made_at BIGINT NOT NULL
);
CREATE INDEX mirror_results_mirror ON mirror_results (mirror, made_at);
CREATE INDEX mirror_results_made ON mirror_results (made_at);

-- Since when the service has looked at mirrors without a gap, and when it did last.
CREATE TABLE mirror_watch (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    since BIGINT NOT NULL,
    looked_at BIGINT NOT NULL
);

CREATE TABLE uploads (
    id UUID PRIMARY KEY,
    object UUID NOT NULL UNIQUE REFERENCES objects (id),
    blob UUID NOT NULL REFERENCES blobs (id),
    account UUID NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'completed', 'discarded')),
    sealed_size BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX uploads_account ON uploads (account);
CREATE INDEX uploads_expiry ON uploads (state, expires_at);

-- The first digest of a part is recorded before any byte goes to a mirror. Part -1 is the metadata.
CREATE TABLE upload_parts (
    upload UUID NOT NULL REFERENCES uploads (id),
    part BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    leaf_hash BYTEA,
    bytes BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    PRIMARY KEY (upload, part)
);

CREATE TABLE links (
    id TEXT PRIMARY KEY,
    object UUID NOT NULL REFERENCES objects (id),
    name_sealed BYTEA,
    auth_hash BYTEA,
    expires_at BIGINT,
    max_downloads BIGINT,
    downloads BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX links_object ON links (object);

CREATE TABLE downloads (
    id UUID PRIMARY KEY,
    object UUID NOT NULL REFERENCES objects (id),
    link TEXT REFERENCES links (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX downloads_object ON downloads (object);

CREATE TABLE custody_copies (
    object UUID NOT NULL REFERENCES objects (id),
    store TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('securing', 'secured', 'destroying', 'destroyed')),
    root BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    secured_at BIGINT,
    destroyed_at BIGINT,
    PRIMARY KEY (object, store)
);

-- claims --------------------------------------------------------------------------------------------

CREATE TABLE organisations (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    domain TEXT NOT NULL,
    -- What the domain must say to prove that the organisation controls it: random, and no secret.
    challenge TEXT NOT NULL,
    contact_sealed BYTEA NOT NULL,
    -- Whose account the contact goes with: whoever wrote it last. None once it was erased.
    contact_by UUID REFERENCES accounts (id),
    -- When they wrote it.
    contact_at BIGINT,
    state TEXT NOT NULL CHECK (state IN ('applied', 'verified', 'refused', 'suspended', 'ended')),
    log_case UUID NOT NULL,
    applied_by UUID NOT NULL REFERENCES accounts (id),
    applied_at BIGINT NOT NULL,
    decided_by UUID REFERENCES accounts (id),
    decided_at BIGINT,
    decision_reason_sealed BYTEA,
    ended_at BIGINT
);
CREATE INDEX organisations_case ON organisations (log_case);
CREATE INDEX organisations_state ON organisations (state, applied_at);
CREATE INDEX organisations_domain ON organisations (domain, applied_at);

-- What the desk finds an organisation by: the folded words of its name.
CREATE TABLE organisation_words (
    word TEXT COLLATE "C" NOT NULL,
    organisation UUID NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (word, organisation)
);

-- Each look at a domain, and what it showed: control is proven by one that found the challenge.
CREATE TABLE domain_checks (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    method TEXT NOT NULL CHECK (method IN ('dns', 'file')),
    outcome TEXT NOT NULL,
    found TEXT NOT NULL,
    checked_by UUID NOT NULL REFERENCES accounts (id),
    checked_at BIGINT NOT NULL
);
CREATE INDEX domain_checks_organisation ON domain_checks (organisation, checked_at);

-- What administrators asked an applicant, and what it answered.
CREATE TABLE inquiries (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    question_sealed BYTEA NOT NULL,
    asked_by UUID NOT NULL REFERENCES accounts (id),
    asked_at BIGINT NOT NULL,
    answer_sealed BYTEA,
    answered_by UUID REFERENCES accounts (id),
    answered_at BIGINT
);
CREATE INDEX inquiries_organisation ON inquiries (organisation, asked_at);
CREATE UNIQUE INDEX inquiries_open ON inquiries (organisation) WHERE answered_at IS NULL;

CREATE TABLE members (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    account UUID NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'agent')),
    joined_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE UNIQUE INDEX members_account ON members (organisation, account);
CREATE INDEX members_by_account ON members (account);

-- For the account of this address only. Open while it was neither accepted nor taken back, until it lapses.
CREATE TABLE member_invitations (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    email_lookup BYTEA NOT NULL,
    email_sealed BYTEA NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'agent')),
    invited_by UUID NOT NULL REFERENCES accounts (id),
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    withdrawn_at BIGINT
);
CREATE INDEX member_invitations_organisation ON member_invitations (organisation, invited_at);

CREATE TABLE agreements (
    id UUID PRIMARY KEY,
    version BIGINT NOT NULL,
    log_case UUID NOT NULL,
    proposed_by UUID NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    published_at BIGINT
);
CREATE UNIQUE INDEX agreements_version ON agreements (version);

-- One text in each language. None changes once its version is published.
CREATE TABLE agreement_texts (
    agreement UUID NOT NULL REFERENCES agreements (id),
    locale TEXT NOT NULL,
    text TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    PRIMARY KEY (agreement, locale)
);

-- The signed record is kept as the exact bytes that were hashed; addresses and names lie inside it, sealed.
CREATE TABLE signatures (
    id UUID PRIMARY KEY,
    agreement UUID NOT NULL REFERENCES agreements (id),
    locale TEXT NOT NULL,
    organisation UUID NOT NULL REFERENCES organisations (id),
    member UUID NOT NULL REFERENCES members (id),
    record_sealed BYTEA,
    -- What the signer was then: an owner's signature binds the organisation.
    role TEXT NOT NULL CHECK (role IN ('owner', 'agent')),
    record_sha256 BYTEA NOT NULL,
    -- With a passkey: its public half and what it signed, sealed JSON.
    assertion_sealed BYTEA,
    method TEXT NOT NULL CHECK (method IN ('password', 'passkey')),
    log_entry UUID NOT NULL,
    signed_at BIGINT NOT NULL,
    -- When the record was erased, long after it bound anybody: its SHA-256 stays.
    details_erased_at BIGINT
);
CREATE INDEX signatures_organisation ON signatures (organisation, agreement);

CREATE TABLE direct_access (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    step UUID NOT NULL REFERENCES two_person_steps (id),
    daily_targets BIGINT NOT NULL,
    granted_at BIGINT NOT NULL,
    stripped_by UUID REFERENCES accounts (id),
    stripped_at BIGINT,
    strip_reason TEXT
);
CREATE INDEX direct_access_organisation ON direct_access (organisation);

-- Whom an organisation acts for, each with one authority: a later one is a row of its own.
CREATE TABLE principals (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('named', 'confirmed', 'refused', 'withdrawn')),
    valid_from BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    named_by UUID NOT NULL REFERENCES accounts (id),
    named_at BIGINT NOT NULL,
    decided_by UUID REFERENCES accounts (id),
    decided_at BIGINT,
    decision_reason TEXT,
    withdrawn_by UUID REFERENCES accounts (id),
    withdrawn_at BIGINT
);
CREATE INDEX principals_organisation ON principals (organisation, named_at);

-- What a Digital Services Coordinator awarded (Regulation (EU) 2022/2065, Article 22): not the same as being verified.
CREATE TABLE trusted_flaggers (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    coordinator TEXT NOT NULL,
    expertise TEXT NOT NULL CHECK (expertise IN ('intellectual-property')),
    register_url TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    set_by UUID NOT NULL REFERENCES accounts (id),
    set_at BIGINT NOT NULL,
    set_reason TEXT NOT NULL,
    removed_by UUID REFERENCES accounts (id),
    removed_at BIGINT,
    remove_reason TEXT
);
CREATE UNIQUE INDEX trusted_flaggers_organisation ON trusted_flaggers (organisation) WHERE removed_at IS NULL;

CREATE TABLE works (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('owner', 'exclusive-licensee', 'agent')),
    -- Whom an agent acts for, by the name in its authority.
    principal TEXT,
    territory TEXT NOT NULL,
    revision BIGINT NOT NULL,
    registered_by UUID NOT NULL REFERENCES accounts (id),
    registered_at BIGINT NOT NULL
);
CREATE INDEX works_organisation ON works (organisation, id);
CREATE INDEX works_agent ON works (organisation) WHERE basis = 'agent';
CREATE INDEX works_title ON works (organisation, title_folded, kind);

CREATE TABLE work_identifiers (
    organisation UUID NOT NULL REFERENCES organisations (id),
    scheme TEXT NOT NULL CHECK (scheme IN ('isbn', 'isrc', 'eidr', 'doi', 'isan', 'iswc', 'other')),
    value TEXT NOT NULL,
    typed TEXT NOT NULL,
    work UUID NOT NULL REFERENCES works (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (organisation, scheme, value)
);
CREATE UNIQUE INDEX work_identifiers_work ON work_identifiers (work, position);

-- What a search finds a work by: the folded words of its title and identifiers.
-- Compared by byte, so that a range of the index is a prefix in every database's language.
CREATE TABLE work_words (
    organisation UUID NOT NULL REFERENCES organisations (id),
    word TEXT COLLATE "C" NOT NULL,
    work UUID NOT NULL REFERENCES works (id),
    PRIMARY KEY (organisation, word, work)
);
CREATE UNIQUE INDEX work_words_work ON work_words (work, word);

-- What a work said before it was corrected, where a claim relied on it.
CREATE TABLE work_corrections (
    work UUID NOT NULL REFERENCES works (id),
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    identifiers TEXT NOT NULL,
    basis TEXT NOT NULL,
    principal TEXT,
    territory TEXT NOT NULL,
    corrected_by UUID NOT NULL REFERENCES accounts (id),
    corrected_at BIGINT NOT NULL,
    PRIMARY KEY (work, position)
);

CREATE TABLE work_references (
    work UUID NOT NULL REFERENCES works (id),
    sha256 BYTEA NOT NULL,
    label TEXT,
    registered_at BIGINT NOT NULL,
    PRIMARY KEY (work, sha256)
);
CREATE INDEX work_references_registered ON work_references (work, registered_at, sha256);
CREATE INDEX work_references_sha256 ON work_references (sha256);

-- Who sends notices without an account, known by a mail address that they showed to read (claims/correspondents). Digest and address go
-- when nothing counts any more.
CREATE TABLE correspondents (
    id UUID PRIMARY KEY,
    -- The keyed digest by which accounts are found, too.
    lookup BYTEA UNIQUE,
    email_sealed BYTEA NOT NULL,
    locale TEXT NOT NULL,
    log_case UUID NOT NULL,
    -- When they last confirmed a notice as theirs.
    confirmed_at BIGINT NOT NULL,
    -- When they were last told that a notice with their address was not taken.
    turned_away_at BIGINT,
    -- When what staff wrote about them was last written over.
    words_erased_at BIGINT
);

CREATE TABLE claims (
    id UUID PRIMARY KEY,
    basis TEXT NOT NULL CHECK (basis IN ('us-dmca', 'eu-dsa', 'other-law', 'court')),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'in-review', 'needs-information', 'decided', 'withdrawn')),
    organisation UUID REFERENCES organisations (id),
    account UUID REFERENCES accounts (id),
    -- Who confirmed that this notice without an account is theirs.
    correspondent UUID REFERENCES correspondents (id),
    agreement UUID REFERENCES agreements (id),
    agreement_sha256 BYTEA,
    -- By whose clock it is due: it stays when the organisation or its status ends.
    queue TEXT NOT NULL CHECK (queue IN ('authority', 'trusted-flagger', 'verified', 'standard')),
    -- The status under which it goes ahead.
    flagger UUID REFERENCES trusted_flaggers (id),
    -- What the notifier reads, where no account says it.
    locale TEXT NOT NULL,
    territory TEXT NOT NULL,
    statement_sealed BYTEA NOT NULL,
    private_link_hash BYTEA UNIQUE,
    -- The private link that was mailed to who had confirmed the notice and lost the first, which still opens it (personal/lost_links).
    mailed_link_hash BYTEA UNIQUE,
    log_case UUID NOT NULL,
    submitted_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    assigned_to UUID REFERENCES accounts (id),
    assigned_until BIGINT,
    -- The deadline of which staff were told that it is near.
    reminded_of BIGINT,
    decided_at BIGINT,
    withdrawn_at BIGINT,
    -- What the law still asks for, by the fields of the notice and in words; the clock stands still from then on, until the
    -- notice is amended or its day has come.
    information_asked_at BIGINT,
    information_until BIGINT,
    -- No answer came by that day.
    information_lapsed_at BIGINT,
    information_missing TEXT,
    information_wanted_sealed BYTEA,
    -- Since when only a senior decides it, whoever claims: an order whose effect would be wider than its territory, or a case that was
    -- escalated.
    senior_since BIGINT,
    -- When who sent it, or is to be told of an order, was taken out of it: they have no account that says so (personal/strangers).
    sender_erased_at BIGINT,
    -- When what staff wrote about them was last written over.
    words_erased_at BIGINT,
    -- By what a notice that no organisation sent is found: keyed digests of the name and of the mail address in it, which anybody can
    -- type (claims/senders): that of the address is not an account's. They go with whoever sent it.
    name_lookup BYTEA,
    email_lookup BYTEA
);
-- The desk's queue, in the order in which its pages are read (claims/queue): all of it, and each of the streams into which
-- filters part it, with what says whether the reader is a party, so that counting needs no row. A clock stands still exactly
-- while the state is 'needs-information'.
CREATE INDEX claims_running ON claims (due_at, id, account, organisation) WHERE state IN ('submitted', 'in-review');
CREATE INDEX claims_paused ON claims (due_at, id, account, organisation) WHERE state = 'needs-information';
CREATE INDEX claims_stream ON claims (queue, basis, state, due_at, id, account, organisation);
-- In the order of the queue. What was taken and let lapse, or waits for its sender, is passed over in the index.
CREATE INDEX claims_assigned ON claims (assigned_to, due_at, id, assigned_until, information_asked_at) WHERE assigned_to IS NOT NULL;
CREATE INDEX claims_limited ON claims (due_at, id)
    WHERE organisation IS NOT NULL AND territory <> 'worldwide' AND state IN ('submitted', 'in-review', 'needs-information');
CREATE INDEX claims_senior ON claims (due_at, id)
    WHERE senior_since IS NOT NULL AND state IN ('submitted', 'in-review', 'needs-information');
CREATE INDEX claims_party ON claims (organisation, state, id);
CREATE INDEX claims_case ON claims (log_case);
CREATE INDEX claims_organisation ON claims (organisation, submitted_at);
CREATE INDEX claims_account ON claims (account, id) WHERE account IS NOT NULL;
-- What somebody with an account sent for themselves.
CREATE INDEX claims_notices ON claims (account, id) WHERE account IS NOT NULL AND organisation IS NULL;
CREATE INDEX claims_correspondent ON claims (correspondent, id) WHERE correspondent IS NOT NULL;
-- What gives a name, and what gives an address (claims/queue/search).
CREATE INDEX claims_named ON claims (name_lookup, id) WHERE name_lookup IS NOT NULL;
CREATE INDEX claims_addressed ON claims (email_lookup, id) WHERE email_lookup IS NOT NULL;
-- Of whom nobody with an account answers for it.
CREATE INDEX claims_unerased ON claims (id) WHERE account IS NULL AND organisation IS NULL AND sender_erased_at IS NULL;
CREATE INDEX claims_by_id ON claims (organisation, id);
-- What the transparency report counts of a half year.
CREATE INDEX claims_submitted ON claims (submitted_at);

CREATE TABLE claim_works (
    claim UUID NOT NULL REFERENCES claims (id),
    work UUID NOT NULL REFERENCES works (id),
    title TEXT NOT NULL,
    PRIMARY KEY (claim, work)
);
CREATE INDEX claim_works_work ON claim_works (work);

-- Under whose authority a claim was filed, for whom it was.
CREATE TABLE claim_principals (
    claim UUID NOT NULL REFERENCES claims (id),
    name TEXT NOT NULL,
    principal UUID NOT NULL REFERENCES principals (id),
    PRIMARY KEY (claim, name)
);

CREATE TABLE targets (
    id UUID PRIMARY KEY,
    claim UUID NOT NULL REFERENCES claims (id),
    position BIGINT NOT NULL,
    link TEXT NOT NULL REFERENCES links (id),
    object UUID NOT NULL REFERENCES objects (id),
    level TEXT NOT NULL CHECK (level IN ('located', 'opened', 'matched')),
    found_at_url_sealed BYTEA,
    found_on BIGINT,
    key_sealed BYTEA,
    unsealed_metadata_sealed BYTEA,
    possession_token TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'decided', 'withdrawn')),
    withdrawn_at BIGINT,
    -- 0 with the claim itself, else by which extension; each target is due within its queue's time of being added.
    extension BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    -- The same holder had a deletion of this file lifted before: only a senior decides, and the queue finds it by this.
    restored_before BOOLEAN NOT NULL DEFAULT FALSE,
    -- When to look whether its last window has closed: until then what was disclosed of it is kept.
    evidence_look_at BIGINT,
    evidence_erased_at BIGINT
);
CREATE UNIQUE INDEX targets_position ON targets (claim, position);
CREATE INDEX targets_object ON targets (object, claim);
CREATE INDEX targets_link ON targets (link);
CREATE INDEX targets_evidence ON targets (evidence_look_at) WHERE evidence_look_at IS NOT NULL;
CREATE INDEX targets_level ON targets (claim, level, object);
CREATE INDEX targets_pending ON targets (object, claim) WHERE state = 'pending';
CREATE INDEX targets_restored ON targets (claim) WHERE state = 'pending' AND restored_before = TRUE;

-- A claim that a member is still writing, or links for one that was filed. Filing strikes it off.
CREATE TABLE claim_drafts (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    account UUID NOT NULL REFERENCES accounts (id),
    claim UUID REFERENCES claims (id),
    basis TEXT NOT NULL CHECK (basis IN ('us-dmca', 'eu-dsa', 'other-law')),
    step TEXT NOT NULL CHECK (step IN ('law', 'links', 'statement', 'check')),
    words_sealed BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX claim_drafts_member ON claim_drafts (organisation, account);

CREATE TABLE claim_draft_lines (
    draft UUID NOT NULL REFERENCES claim_drafts (id) ON DELETE CASCADE,
    line BIGINT NOT NULL,
    typed_sealed BYTEA NOT NULL,
    -- What was proven of it last, and of which object; nothing until it was looked at.
    proof_sealed BYTEA,
    object UUID REFERENCES objects (id),
    PRIMARY KEY (draft, line)
);

-- Who speaks for an organisation, where a draft of somebody else was filled in with it, and as far as the claim filed from that repeats it:
-- it goes with the account of whoever wrote it.
CREATE TABLE contact_copies (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    draft UUID UNIQUE REFERENCES claim_drafts (id) ON DELETE CASCADE,
    claim UUID UNIQUE REFERENCES claims (id),
    written_by UUID NOT NULL REFERENCES accounts (id),
    contact_sealed BYTEA NOT NULL,
    CHECK ((draft IS NULL) <> (claim IS NULL))
);
CREATE INDEX contact_copies_writer ON contact_copies (written_by, id);

-- The content of one object of a claim, held against the claimant's references. Of its digest only the state between two
-- slices is kept, sealed.
CREATE TABLE matchings (
    id UUID PRIMARY KEY,
    claim UUID NOT NULL REFERENCES claims (id),
    organisation UUID NOT NULL REFERENCES organisations (id),
    object UUID NOT NULL REFERENCES objects (id),
    target UUID NOT NULL REFERENCES targets (id),
    sealed_size BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'matched', 'matched-later', 'different', 'unreadable', 'stopped')),
    chunk BIGINT NOT NULL,
    hash_sealed BYTEA,
    tries BIGINT NOT NULL,
    work UUID REFERENCES works (id),
    registered_at BIGINT,
    problem TEXT,
    requested_by UUID NOT NULL REFERENCES accounts (id),
    requested_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE UNIQUE INDEX matchings_object ON matchings (claim, object) WHERE state NOT IN ('unreadable', 'stopped');
CREATE INDEX matchings_claim ON matchings (claim, object);
CREATE INDEX matchings_organisation ON matchings (organisation, requested_at);
CREATE INDEX matchings_waiting ON matchings (organisation, tries, requested_at, id) WHERE state = 'waiting';

CREATE TABLE decisions (
    id UUID PRIMARY KEY,
    target UUID NOT NULL REFERENCES targets (id),
    finding TEXT NOT NULL CHECK (finding IN ('infringing', 'not-infringing', 'other-illegal', 'incomplete', 'ordered')),
    ground TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('none', 'disable-link', 'lock-and-delete')),
    reasons TEXT NOT NULL,
    direct BOOLEAN NOT NULL,
    decided_by UUID NOT NULL REFERENCES accounts (id),
    decided_at BIGINT NOT NULL,
    -- When another decision took its place: after an appeal, or since a senior overturned it.
    superseded_at BIGINT
);
CREATE UNIQUE INDEX decisions_target ON decisions (target) WHERE superseded_at IS NULL;
CREATE INDEX decisions_of_target ON decisions (target);
CREATE INDEX decisions_decided_at ON decisions (decided_at, decided_by);

-- Deletions under direct access that were drawn for a senior.
CREATE TABLE samples (
    decision UUID PRIMARY KEY REFERENCES decisions (id),
    drawn_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    reminded_at BIGINT,
    outcome TEXT CHECK (outcome IN ('upheld', 'overturned')),
    reasons TEXT,
    reviewed_by UUID REFERENCES accounts (id),
    reviewed_at BIGINT
);
CREATE INDEX samples_waiting ON samples (due_at, decision) WHERE outcome IS NULL;

-- Decisions that a senior overturned unasked, direct deletions that were drawn among them, and what they decided in their place: by whom, when
-- and why stand there.
CREATE TABLE overturnings (
    decision UUID PRIMARY KEY REFERENCES decisions (id),
    ruling UUID NOT NULL UNIQUE REFERENCES decisions (id)
);

-- Who opened which evidence, and when; also a log entry.
CREATE TABLE evidence_openings (
    id UUID PRIMARY KEY,
    target UUID NOT NULL REFERENCES targets (id),
    account UUID NOT NULL REFERENCES accounts (id),
    opened_at BIGINT NOT NULL
);
CREATE INDEX evidence_openings_target ON evidence_openings (target);

-- A key under which evidence of one case lies sealed: of a claim, an application or a principal. Erasing destroys it, and
-- with it whatever it sealed, wherever copies of that lie.
CREATE TABLE evidence_keys (
    id UUID PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim', 'application', 'principal')),
    subject UUID NOT NULL,
    log_case UUID NOT NULL,
    key_sealed BYTEA,
    made_at BIGINT NOT NULL,
    -- Of documents, once there is a verdict: when they go. Such a key seals nothing more.
    erase_at BIGINT,
    erased_at BIGINT
);
CREATE UNIQUE INDEX evidence_keys_open ON evidence_keys (subject) WHERE erase_at IS NULL AND erased_at IS NULL;
CREATE INDEX evidence_keys_subject ON evidence_keys (subject);

-- One file of evidence. Its sealed bytes lie in the folder of evidence, under its id; the row stands before the first of
-- them. What it is stands here once it has arrived.
CREATE TABLE evidence_files (
    id UUID PRIMARY KEY,
    key_id UUID NOT NULL REFERENCES evidence_keys (id),
    state TEXT NOT NULL CHECK (state IN ('arriving', 'kept', 'removed', 'erased', 'discarded')),
    name_sealed BYTEA,
    declared TEXT NOT NULL,
    kind TEXT,
    -- While it is arriving, what may come.
    bytes BIGINT,
    sha256 BYTEA,
    -- Nobody: whoever holds the private link of a notice.
    brought_by UUID REFERENCES accounts (id),
    begun_at BIGINT NOT NULL,
    kept_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX evidence_files_key ON evidence_files (key_id, begun_at);
CREATE INDEX evidence_files_account ON evidence_files (brought_by, kept_at);

-- Who opened which file, and when; also a log entry.
CREATE TABLE evidence_file_openings (
    id UUID PRIMARY KEY,
    file UUID NOT NULL REFERENCES evidence_files (id),
    account UUID REFERENCES accounts (id),
    role TEXT NOT NULL,
    opened_at BIGINT NOT NULL
);
CREATE INDEX evidence_file_openings_file ON evidence_file_openings (file, opened_at);

-- Keys by which programs act for a member: `scopes` are words with a space between.
CREATE TABLE api_keys (
    id UUID PRIMARY KEY,
    member UUID NOT NULL REFERENCES members (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    key_hash BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_keys_member ON api_keys (member);

-- What programs asked in a window of time: of one key, or of one organisation.
CREATE TABLE api_usage (
    subject UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('requests', 'lines', 'targets', 'answer-bytes')),
    window_start BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (subject, kind, window_start)
);

-- Requests under an idempotency key: being worked by one attempt, or answered. Keys and requests are keyed hashes.
CREATE TABLE api_answers (
    api_key UUID NOT NULL REFERENCES api_keys (id),
    idempotency_key BYTEA NOT NULL,
    request BYTEA NOT NULL,
    attempt UUID NOT NULL,
    attempt_until BIGINT NOT NULL,
    status BIGINT,
    answer_sealed BYTEA,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (api_key, idempotency_key)
);
CREATE INDEX api_answers_expires_at ON api_answers (api_key, expires_at);

-- What a sender calls its claim. Within one organisation a reference names one claim.
CREATE TABLE claim_references (
    organisation UUID NOT NULL REFERENCES organisations (id),
    reference TEXT COLLATE "C" NOT NULL,
    claim UUID NOT NULL UNIQUE REFERENCES claims (id),
    PRIMARY KEY (organisation, reference)
);
CREATE INDEX claim_references_reference ON claim_references (reference, claim);

-- Orders of courts and authorities: each is a claim of the basis 'court'. Who issued it and what it says lies in the claim's statement;
-- here stands what is counted, and what is hidden for how long.
CREATE TABLE authority_orders (
    claim UUID PRIMARY KEY REFERENCES claims (id),
    kind TEXT NOT NULL CHECK (kind IN ('removal', 'preservation', 'information')),
    law TEXT NOT NULL CHECK (law IN ('digital-services', 'terrorist-content', 'court', 'other')),
    -- Of whoever issued it, ISO 3166-1 alpha-2.
    country TEXT NOT NULL,
    -- Until when what it names is to be preserved, if it says.
    preserve_until BIGINT,
    -- What is hidden from everybody but staff: nothing, who issued it and what it says, or the whole notice.
    gag TEXT NOT NULL CHECK (gag IN ('none', 'party', 'notice')),
    gag_until BIGINT,
    gag_ended_at BIGINT,
    -- Nobody: its day had come.
    gag_ended_by UUID REFERENCES accounts (id),
    entered_by UUID NOT NULL REFERENCES accounts (id),
    entered_at BIGINT NOT NULL,
    -- By when its authority is to be told what was done: from when it is decided until they are told, or took it back.
    effect_due_at BIGINT,
    -- When staff were told that this is near, and that it is over.
    effect_reminded_at BIGINT,
    effect_late_told_at BIGINT
);
CREATE INDEX authority_orders_country ON authority_orders (country, kind);
CREATE INDEX authority_orders_unconfirmed ON authority_orders (effect_due_at, claim) WHERE effect_due_at IS NOT NULL;

-- The authority was told what was done, and when (Regulation (EU) 2022/2065, Articles 9(1) and 10(1)).
CREATE TABLE order_confirmations (
    claim UUID PRIMARY KEY REFERENCES authority_orders (claim),
    means TEXT NOT NULL CHECK (means IN ('mail', 'print')),
    words_sealed BYTEA NOT NULL,
    confirmed_by UUID NOT NULL REFERENCES accounts (id),
    confirmed_at BIGINT NOT NULL
);

-- The authority took its order back: what rested on it has ended.
CREATE TABLE order_withdrawals (
    claim UUID PRIMARY KEY REFERENCES authority_orders (claim),
    -- The day, as what says so says.
    withdrawn_on TEXT NOT NULL,
    told_by_sealed BYTEA NOT NULL,
    words_sealed BYTEA NOT NULL,
    -- How the authority is told what that came to, and in what words.
    means TEXT NOT NULL CHECK (means IN ('mail', 'print')),
    effect_sealed BYTEA NOT NULL,
    recorded_by UUID NOT NULL REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL
);

-- A case that somebody at the desk handed to a senior: a life or a child in danger, or another's judgement. What it locked at once
-- it lets go when it ends. Or one that is a senior's since its notice says that somebody is in danger: that has no words, is by nobody and
-- locks nothing.
CREATE TABLE escalations (
    id UUID PRIMARY KEY,
    claim UUID NOT NULL REFERENCES claims (id),
    kind TEXT NOT NULL CHECK (kind IN ('life', 'child', 'judgement')),
    words_sealed BYTEA,
    raised_by UUID REFERENCES accounts (id),
    raised_at BIGINT NOT NULL,
    -- By how much what its notice named is due sooner than under its own law, in microseconds, and since when: given back, what was there then is
    -- due when it would have been.
    hastened_by BIGINT NOT NULL DEFAULT 0,
    hastened_at BIGINT,
    -- When seniors were told that it stands though nothing of its claim is to be decided any more, or its clock stands still.
    reminded_at BIGINT,
    outcome TEXT CHECK (outcome IN ('decided', 'sent-back', 'confirmed', 'overtaken', 'withdrawn', 'closed')),
    note_sealed BYTEA,
    ended_by UUID REFERENCES accounts (id),
    ended_at BIGINT,
    -- When words and note were emptied (personal/desk.rs): what is empty without it was altered.
    words_erased_at BIGINT,
    CHECK (raised_by IS NULL OR words_sealed IS NOT NULL),
    CHECK ((hastened_by = 0) = (hastened_at IS NULL))
);
CREATE UNIQUE INDEX escalations_open ON escalations (claim) WHERE ended_at IS NULL;
CREATE INDEX escalations_waiting ON escalations (raised_at, id) WHERE ended_at IS NULL;
CREATE INDEX escalations_claim ON escalations (claim, raised_at);
CREATE INDEX escalations_said ON escalations (raised_at) WHERE raised_by IS NULL;

-- Files that nobody but seniors looks at while an escalation by somebody at the desk stands that stops the looking, whichever claim names them.
CREATE TABLE withheld_objects (
    object UUID NOT NULL REFERENCES objects (id),
    escalation UUID NOT NULL REFERENCES escalations (id),
    PRIMARY KEY (object, escalation)
);
CREATE INDEX withheld_objects_escalation ON withheld_objects (escalation);

-- Notes of staff on a case. No party reads them.
CREATE TABLE case_notes (
    id UUID PRIMARY KEY,
    claim UUID NOT NULL REFERENCES claims (id),
    words_sealed BYTEA NOT NULL,
    written_by UUID NOT NULL REFERENCES accounts (id),
    written_at BIGINT NOT NULL,
    -- When the words were emptied (personal/desk.rs): what is empty without it was altered.
    words_erased_at BIGINT
);
CREATE INDEX case_notes_claim ON case_notes (claim, written_at);

-- Reasons that come up again and again, which seniors keep. A row never changes: what is edited is retired, and another takes its place.
CREATE TABLE kept_reasons (
    id UUID PRIMARY KEY,
    position BIGINT NOT NULL,
    -- Nobody: it came with the first start.
    made_by UUID REFERENCES accounts (id),
    made_at BIGINT NOT NULL,
    retired_by UUID REFERENCES accounts (id),
    retired_at BIGINT,
    replaced_by UUID REFERENCES kept_reasons (id),
    -- Its case in the log, which what takes its place goes on with.
    log_case UUID NOT NULL
);
CREATE INDEX kept_reasons_offered ON kept_reasons (position, id) WHERE retired_at IS NULL;

-- The same in each language.
CREATE TABLE kept_reason_words (
    reason UUID NOT NULL REFERENCES kept_reasons (id),
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (reason, locale)
);

-- What a member of staff looks for again and again: a filter and a search, as the address of the queue has them.
CREATE TABLE queue_views (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    -- For everybody at the desk.
    shared BOOLEAN NOT NULL,
    saved_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX queue_views_name ON queue_views (account, name);

-- takedown ------------------------------------------------------------------------------------------

CREATE TABLE holds (
    id UUID PRIMARY KEY,
    object UUID NOT NULL REFERENCES objects (id),
    decision UUID REFERENCES decisions (id),
    ground TEXT NOT NULL CHECK (ground IN ('copyright', 'other-law', 'court')),
    -- The object's blob when this was opened: the order for it is an order under this hold, even if it went out before.
    blob UUID NOT NULL REFERENCES blobs (id),
    opened_at BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_because TEXT,
    -- When the object was available again after this was lifted.
    restored_at BIGINT
);
CREATE INDEX holds_object ON holds (object, lifted_at);
CREATE UNIQUE INDEX holds_decision ON holds (decision);
CREATE INDEX holds_lifted ON holds (object, decision) WHERE lifted_at IS NOT NULL;

-- What an escalation locked at once.
CREATE TABLE escalation_holds (
    hold UUID PRIMARY KEY REFERENCES holds (id),
    escalation UUID NOT NULL REFERENCES escalations (id),
    object UUID NOT NULL REFERENCES objects (id)
);
CREATE INDEX escalation_holds_escalation ON escalation_holds (escalation, object);

CREATE TABLE link_disablements (
    id UUID PRIMARY KEY,
    link TEXT NOT NULL REFERENCES links (id),
    decision UUID NOT NULL UNIQUE REFERENCES decisions (id),
    ground TEXT NOT NULL CHECK (ground IN ('copyright', 'other-law', 'court')),
    disabled_at BIGINT NOT NULL,
    lifted_at BIGINT
);
CREATE INDEX link_disablements_link ON link_disablements (link, lifted_at);

CREATE TABLE orders (
    id UUID PRIMARY KEY,
    blob UUID NOT NULL UNIQUE REFERENCES blobs (id),
    object UUID NOT NULL REFERENCES objects (id),
    ground TEXT NOT NULL CHECK (ground IN ('copyright', 'other-law', 'court', 'owner', 'evacuation')),
    token TEXT NOT NULL,
    sha256 BYTEA NOT NULL UNIQUE,
    log_entry UUID NOT NULL,
    issued_at BIGINT NOT NULL,
    completed_at BIGINT
);
CREATE INDEX orders_object ON orders (object);
CREATE INDEX orders_issued ON orders (issued_at);
CREATE INDEX orders_entry ON orders (log_entry);

CREATE TABLE order_deliveries (
    order_id UUID NOT NULL REFERENCES orders (id),
    mirror UUID NOT NULL REFERENCES mirrors (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused', 'unreachable')),
    attempts BIGINT NOT NULL,
    last_attempt_at BIGINT,
    last_error TEXT,
    result TEXT,
    receipt_token TEXT,
    receipt_log_entry UUID,
    receipted_at BIGINT,
    probe_outcome TEXT,
    probe_log_entry UUID,
    probed_at BIGINT,
    PRIMARY KEY (order_id, mirror)
);
CREATE INDEX order_deliveries_mirror ON order_deliveries (mirror, state);
CREATE INDEX order_deliveries_owed ON order_deliveries (mirror, state, order_id) WHERE state <> 'done';
CREATE INDEX order_deliveries_untrue ON order_deliveries (mirror, probed_at) WHERE probe_outcome = 'held';
CREATE INDEX order_deliveries_unseen ON order_deliveries (mirror) WHERE probed_at IS NULL;

-- Orders to one mirror that is being emptied, of blobs that stay on others: no other mirror obeys them, and no file goes with them.
CREATE TABLE evacuation_orders (
    id UUID PRIMARY KEY,
    blob UUID NOT NULL REFERENCES blobs (id),
    mirror UUID NOT NULL REFERENCES mirrors (id),
    object UUID NOT NULL REFERENCES objects (id),
    token TEXT NOT NULL,
    sha256 BYTEA NOT NULL UNIQUE,
    log_entry UUID NOT NULL,
    issued_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused', 'unreachable')),
    deliver_at BIGINT NOT NULL,
    last_error TEXT,
    result TEXT,
    receipt_token TEXT,
    receipt_log_entry UUID,
    receipted_at BIGINT,
    probe_outcome TEXT,
    probe_log_entry UUID,
    probed_at BIGINT,
    UNIQUE (blob, mirror)
);
CREATE INDEX evacuation_orders_object ON evacuation_orders (object);
CREATE INDEX evacuation_orders_entry ON evacuation_orders (log_entry);
CREATE INDEX evacuation_orders_owed ON evacuation_orders (mirror, deliver_at) WHERE state <> 'done';
CREATE INDEX evacuation_orders_mirror ON evacuation_orders (mirror, state);
CREATE INDEX evacuation_orders_untrue ON evacuation_orders (mirror, probed_at) WHERE probe_outcome = 'held';

CREATE TABLE restorations (
    id UUID PRIMARY KEY,
    object UUID NOT NULL REFERENCES objects (id),
    blob UUID REFERENCES blobs (id),
    reason TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    completed_at BIGINT,
    cancelled_at BIGINT
);
CREATE INDEX restorations_object ON restorations (object);

CREATE TABLE purges (
    id UUID PRIMARY KEY,
    object UUID NOT NULL UNIQUE REFERENCES objects (id),
    step UUID REFERENCES two_person_steps (id),
    ordered_log_entry UUID NOT NULL,
    ordered_at BIGINT NOT NULL,
    destroyed_log_entry UUID,
    destroyed_at BIGINT
);

-- Custody that could not be secured: the object stays locked, its order waits, and seniors are told.
CREATE TABLE custody_failures (
    object UUID PRIMARY KEY REFERENCES objects (id),
    first_failed_at BIGINT NOT NULL,
    last_failed_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT NOT NULL
);

-- What must not be purged or erased, whatever windows close: reported to an authority, or evidence in a lawsuit.
CREATE TABLE preservation_holds (
    id UUID PRIMARY KEY,
    object UUID NOT NULL REFERENCES objects (id),
    -- Why: an order or an escalation, whose words stand there; or what a senior said.
    kind TEXT NOT NULL CHECK (kind IN ('order', 'escalation', 'senior')),
    authority_order UUID REFERENCES authority_orders (claim),
    escalation UUID REFERENCES escalations (id),
    reason_sealed BYTEA,
    placed_by UUID NOT NULL REFERENCES accounts (id),
    placed_at BIGINT NOT NULL,
    until BIGINT,
    released_by UUID REFERENCES accounts (id),
    released_at BIGINT,
    release_reason_sealed BYTEA,
    -- When both reasons were emptied (personal/desk.rs): what is empty without it was altered.
    words_erased_at BIGINT,
    CHECK (CASE kind WHEN 'order' THEN authority_order IS NOT NULL WHEN 'escalation' THEN escalation IS NOT NULL
           ELSE reason_sealed IS NOT NULL END)
);
CREATE INDEX preservation_holds_object ON preservation_holds (object, released_at);

-- process -------------------------------------------------------------------------------------------

-- Uploads against which so much was decided that somebody has to look at their account (process/strikes.rs).
CREATE TABLE account_reviews (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id),
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    reminded_at BIGINT,
    outcome TEXT CHECK (outcome IN ('nothing', 'warning', 'suspension', 'termination', 'moot')),
    reasons_sealed BYTEA,
    decided_by UUID REFERENCES accounts (id),
    ended_at BIGINT
);
CREATE UNIQUE INDEX account_reviews_open ON account_reviews (account) WHERE ended_at IS NULL;
CREATE INDEX account_reviews_account ON account_reviews (account, opened_at);
CREATE INDEX account_reviews_waiting ON account_reviews (due_at, id) WHERE ended_at IS NULL;

-- What counted when a review was decided: it is not put before anybody a second time.
CREATE TABLE account_review_targets (
    review UUID NOT NULL REFERENCES account_reviews (id),
    target UUID NOT NULL REFERENCES targets (id),
    PRIMARY KEY (review, target)
);

-- What was decided against a person or an organisation itself, not against a file: after strikes (`review`), or for misuse. What
-- each of them may not do follows from the row alone (accounts/standing.rs).
CREATE TABLE measures (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('warning', 'suspension', 'termination')),
    scope TEXT NOT NULL CHECK (scope IN ('uploads', 'notices', 'complaints')),
    account UUID REFERENCES accounts (id),
    organisation UUID REFERENCES organisations (id),
    correspondent UUID REFERENCES correspondents (id),
    review UUID UNIQUE REFERENCES account_reviews (id),
    reasons_sealed BYTEA NOT NULL,
    -- Of misuse: how many were manifestly unfounded, of how many sent, and what was weighed beside the numbers.
    unfounded BIGINT,
    sent BIGINT,
    gravity_sealed BYTEA,
    intention_sealed BYTEA,
    -- Of a suspension its end, of a termination the end of the days in which files can be saved.
    until BIGINT,
    log_case UUID NOT NULL,
    taken_by UUID NOT NULL REFERENCES accounts (id),
    taken_at BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_by UUID REFERENCES accounts (id),
    lifted_because TEXT CHECK (lifted_because IN ('appeal-granted', 'strikes-void', 'marks-retracted', 'reconsidered')),
    CHECK (CASE WHEN account IS NULL THEN 0 ELSE 1 END + CASE WHEN organisation IS NULL THEN 0 ELSE 1 END
           + CASE WHEN correspondent IS NULL THEN 0 ELSE 1 END = 1)
);
CREATE INDEX measures_account ON measures (account, taken_at) WHERE account IS NOT NULL;
CREATE INDEX measures_organisation ON measures (organisation, taken_at) WHERE organisation IS NOT NULL;
CREATE INDEX measures_correspondent ON measures (correspondent, taken_at) WHERE correspondent IS NOT NULL;
CREATE INDEX measures_case ON measures (log_case);

CREATE TABLE notices (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id),
    -- The file it is about; none where it is about a measure.
    object UUID REFERENCES objects (id),
    target UUID REFERENCES targets (id),
    -- The decision or the measure it tells of, if it tells of one.
    decision UUID REFERENCES decisions (id),
    measure UUID REFERENCES measures (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'restriction', 'restoration', 'purge', 'counter-notice', 'looked-at-again', 'stays-so', 'still-held', 'appeal', 'overturned',
        'measure', 'measure-lifted'
    )),
    statement_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT,
    -- The message that told of it, in the outbox.
    message UUID,
    CHECK ((object IS NULL) <> (measure IS NULL))
);
CREATE INDEX notices_account ON notices (account, created_at);
CREATE INDEX notices_decision ON notices (decision, created_at);

-- Counter-notices (17 U.S.C. § 512(g)(3)). What the law lets follow is in the rows: the material returns at `returns_at`, and not to have
-- returned it by `breach_at` is a breach, unless a dispute of the claimant's stops it.
CREATE TABLE counter_notices (
    id UUID PRIMARY KEY,
    notice UUID NOT NULL REFERENCES notices (id),
    decision UUID NOT NULL REFERENCES decisions (id),
    account UUID NOT NULL REFERENCES accounts (id),
    statement_sealed BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    returns_at BIGINT NOT NULL,
    breach_at BIGINT NOT NULL,
    checked_by UUID REFERENCES accounts (id),
    checked_at BIGINT,
    reminded_at BIGINT,
    -- Staff were told that it did not return when it should have.
    overdue_told_at BIGINT,
    ended_at BIGINT,
    outcome TEXT CHECK (outcome IN ('returned', 'incomplete', 'withdrawn', 'moot', 'restrained')),
    incomplete_because_sealed BYTEA,
    -- Who has it in hand, and until when.
    assigned_to UUID REFERENCES accounts (id),
    assigned_until BIGINT
);
CREATE INDEX counter_notices_decision ON counter_notices (decision);
CREATE INDEX counter_notices_account ON counter_notices (account, received_at);
CREATE UNIQUE INDEX counter_notices_open ON counter_notices (decision) WHERE ended_at IS NULL;
CREATE INDEX counter_notices_waiting ON counter_notices (returns_at, id) WHERE ended_at IS NULL;
CREATE INDEX counter_notices_unchecked ON counter_notices (returns_at, id) WHERE ended_at IS NULL AND checked_at IS NULL;

-- What is fought out elsewhere: while one is open, nothing it is about is purged. A claimant's action answers a counter-notice.
CREATE TABLE disputes (
    id UUID PRIMARY KEY,
    decision UUID NOT NULL REFERENCES decisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('action', 'copyright-claims-board', 'out-of-court', 'lawsuit')),
    counter_notice UUID REFERENCES counter_notices (id),
    forum_sealed BYTEA NOT NULL,
    reference_sealed BYTEA NOT NULL,
    begun_on TEXT NOT NULL,
    statement_sealed BYTEA,
    -- Nobody: whoever holds the private link of a notice.
    told_by UUID REFERENCES accounts (id),
    told_as TEXT NOT NULL CHECK (told_as IN ('member', 'notifier', 'staff')),
    told_at BIGINT NOT NULL,
    -- When a reviewer looked at what was told of an action: what they found stands in its own row, and by this what waits is found.
    checked_at BIGINT,
    -- Staff were told that nobody has looked at it.
    reminded_at BIGINT,
    ended_at BIGINT,
    outcome TEXT CHECK (outcome IN ('for-uploader', 'for-claimant', 'no-result', 'names-none')),
    ended_by UUID REFERENCES accounts (id),
    end_note_sealed BYTEA
);
CREATE INDEX disputes_decision ON disputes (decision);
CREATE INDEX disputes_open ON disputes (told_at, id) WHERE ended_at IS NULL;
CREATE INDEX disputes_unchecked ON disputes (told_at, id)
    WHERE ended_at IS NULL AND checked_at IS NULL AND kind IN ('action', 'copyright-claims-board');

-- What a reviewer found of what was told of an action, once.
CREATE TABLE dispute_checks (
    dispute UUID PRIMARY KEY REFERENCES disputes (id),
    found TEXT NOT NULL CHECK (found IN ('names-action', 'names-none')),
    because_sealed BYTEA,
    checked_by UUID NOT NULL REFERENCES accounts (id),
    checked_at BIGINT NOT NULL
);

-- How a claimant says that its action ended. What speaks for the claimant ends nothing before staff have looked at it.
CREATE TABLE dispute_reports (
    id UUID PRIMARY KEY,
    dispute UUID NOT NULL REFERENCES disputes (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('for-uploader', 'for-claimant', 'no-result')),
    ended_on TEXT NOT NULL,
    words_sealed BYTEA NOT NULL,
    -- Nobody: whoever holds the private link of a notice.
    told_by UUID REFERENCES accounts (id),
    told_as TEXT NOT NULL CHECK (told_as IN ('member', 'notifier')),
    told_at BIGINT NOT NULL,
    -- Staff were told that nobody has.
    reminded_at BIGINT,
    -- Staff looked at it, and what they found.
    came_to TEXT CHECK (came_to IN ('for-uploader', 'for-claimant', 'no-result', 'open')),
    checked_by UUID REFERENCES accounts (id),
    checked_at BIGINT
);
CREATE UNIQUE INDEX dispute_reports_open ON dispute_reports (dispute) WHERE checked_at IS NULL;
CREATE INDEX dispute_reports_waiting ON dispute_reports (told_at, id) WHERE checked_at IS NULL;
CREATE INDEX dispute_reports_dispute ON dispute_reports (dispute);
CREATE INDEX dispute_reports_by ON dispute_reports (told_by, id);

-- Appeals (Regulation (EU) 2022/2065, Article 20), of the uploader or of the notifier, each once against one decision.
CREATE TABLE appeals (
    id UUID PRIMARY KEY,
    -- Against one of the two.
    decision UUID REFERENCES decisions (id),
    measure UUID REFERENCES measures (id),
    side TEXT NOT NULL CHECK (side IN ('uploader', 'notifier')),
    -- Nobody: whoever holds the private link of a notice.
    account UUID REFERENCES accounts (id),
    notice UUID REFERENCES notices (id),
    grounds_sealed BYTEA NOT NULL,
    lodged_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    reminded_at BIGINT,
    outcome TEXT CHECK (outcome IN ('granted', 'refused', 'withdrawn', 'moot')),
    -- Why it was decided so. Against a measure that is about one person: it lies sealed, and goes with them.
    reasons TEXT CHECK (reasons IS NULL OR measure IS NULL),
    reasons_sealed BYTEA CHECK (reasons_sealed IS NULL OR decision IS NULL),
    decided_by UUID REFERENCES accounts (id),
    ended_at BIGINT,
    -- What was decided in the place of the first decision.
    ruling UUID REFERENCES decisions (id),
    -- After this dispute the decision is looked at again: nobody lodged that.
    dispute UUID REFERENCES disputes (id),
    -- Who has it in hand, and until when.
    assigned_to UUID REFERENCES accounts (id),
    assigned_until BIGINT,
    CHECK ((decision IS NULL) <> (measure IS NULL))
);
-- One that was taken back can be lodged anew.
CREATE UNIQUE INDEX appeals_side ON appeals (decision, side) WHERE dispute IS NULL AND (outcome IS NULL OR outcome <> 'withdrawn');
CREATE UNIQUE INDEX appeals_after_dispute ON appeals (decision) WHERE dispute IS NOT NULL AND outcome IS NULL;
CREATE INDEX appeals_decision ON appeals (decision, lodged_at);
CREATE UNIQUE INDEX appeals_measure ON appeals (measure) WHERE measure IS NOT NULL AND (outcome IS NULL OR outcome <> 'withdrawn');
CREATE INDEX appeals_of_measure ON appeals (measure, lodged_at) WHERE measure IS NOT NULL;
CREATE INDEX appeals_account ON appeals (account, lodged_at);
CREATE INDEX appeals_waiting ON appeals (due_at, id) WHERE outcome IS NULL;

-- What people with a link say of its being blocked, or of the termination of the account that shared it. Nobody's appeal: a party is told of
-- none, and none of them restricts or gives back anything by itself.
CREATE TABLE complaints (
    id UUID PRIMARY KEY,
    link TEXT NOT NULL REFERENCES links (id),
    -- About one of the two; about none while nobody has decided about what blocks the link.
    decision UUID REFERENCES decisions (id),
    measure UUID REFERENCES measures (id),
    -- The case of the file, or of the account.
    log_case UUID NOT NULL,
    -- None once they are erased.
    words_sealed BYTEA,
    -- Where the answer goes: none where it goes nowhere, or went.
    email_sealed BYTEA,
    language TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    -- Of the answer; of what was looked at again, by when a senior records what came of it.
    due_at BIGINT NOT NULL,
    reminded_at BIGINT,
    outcome TEXT CHECK (outcome IN ('stands', 'looked-at-again', 'moot')),
    answer_sealed BYTEA,
    -- Nobody where it was moot.
    answered_by UUID REFERENCES accounts (id),
    answered_at BIGINT,
    -- What came of what was looked at again.
    closed_as TEXT CHECK (closed_as IN ('stands', 'overturned', 'moot')),
    closing_sealed BYTEA,
    closed_by UUID REFERENCES accounts (id),
    ended_at BIGINT,
    -- Who has it in hand until it is answered, and until when.
    assigned_to UUID REFERENCES accounts (id),
    assigned_until BIGINT,
    -- When it is looked at whether what it says is to be erased; none once it is.
    look_at BIGINT,
    CHECK (decision IS NULL OR measure IS NULL)
);
CREATE INDEX complaints_link ON complaints (link, sent_at);
CREATE INDEX complaints_decision ON complaints (decision, sent_at);
CREATE INDEX complaints_measure ON complaints (measure, sent_at) WHERE measure IS NOT NULL;
CREATE INDEX complaints_waiting ON complaints (due_at, id) WHERE ended_at IS NULL;
CREATE INDEX complaints_look_at ON complaints (look_at) WHERE look_at IS NOT NULL;

-- What was manifestly unfounded (Regulation (EU) 2022/2065, Article 23(2); 17 U.S.C. § 512(f)): a line of a notice, a counter-notice or an
-- appeal, once. Whose it was stands here; where no account sent it, whose it was follows from its case, once they confirmed that.
CREATE TABLE misuse_marks (
    id UUID PRIMARY KEY,
    scope TEXT NOT NULL CHECK (scope IN ('notices', 'complaints')),
    account UUID REFERENCES accounts (id),
    organisation UUID REFERENCES organisations (id),
    target UUID UNIQUE REFERENCES targets (id),
    counter_notice UUID UNIQUE REFERENCES counter_notices (id),
    appeal UUID UNIQUE REFERENCES appeals (id),
    sent_at BIGINT NOT NULL,
    reasons_sealed BYTEA NOT NULL,
    log_case UUID NOT NULL,
    marked_by UUID NOT NULL REFERENCES accounts (id),
    marked_at BIGINT NOT NULL
);
CREATE INDEX misuse_marks_account ON misuse_marks (account, marked_at) WHERE account IS NOT NULL;
CREATE INDEX misuse_marks_organisation ON misuse_marks (organisation, marked_at) WHERE organisation IS NOT NULL;
CREATE INDEX misuse_marks_marked_at ON misuse_marks (marked_at);
CREATE INDEX misuse_marks_case ON misuse_marks (log_case);

-- What a measure after misuse rests on: the marks that counted when it was taken.
CREATE TABLE measure_marks (
    measure UUID NOT NULL REFERENCES measures (id),
    mark UUID NOT NULL REFERENCES misuse_marks (id),
    PRIMARY KEY (measure, mark)
);

-- A mark that a senior took back counts no longer, and what is marked is not marked again.
CREATE TABLE misuse_retractions (
    mark UUID PRIMARY KEY REFERENCES misuse_marks (id),
    reasons_sealed BYTEA NOT NULL,
    retracted_by UUID NOT NULL REFERENCES accounts (id),
    retracted_at BIGINT NOT NULL
);

-- mail ----------------------------------------------------------------------------------------------

CREATE TABLE messages (
    id UUID PRIMARY KEY,
    recipient_sealed BYTEA NOT NULL,
    content_sealed BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'bounced')),
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it was first about to be handed over, whatever came of that: from then on it can come back.
    handed_at BIGINT,
    sent_at BIGINT,
    last_error TEXT,
    -- The case it is about, and as what its recipient is written to there; none where it is about no case.
    log_case UUID,
    addressee TEXT CHECK (addressee IN ('notifier', 'uploader', 'owner', 'invited', 'authority', 'staff', 'person', 'sharee')),
    -- Which claim it tells an uploader about, since its case is that of the file; none where it is about none, or its case says it.
    claim UUID REFERENCES claims (id),
    account UUID REFERENCES accounts (id),
    -- A keyed hash of case and address: what a mailbox shows as one conversation.
    thread BYTEA,
    bounce TEXT CHECK (bounce IN ('hard', 'soft')),
    bounced_at BIGINT,
    -- Staff have reached the person another way, or say why not.
    settled_at BIGINT,
    settled_by UUID REFERENCES accounts (id),
    settled_note_sealed BYTEA
);
CREATE INDEX messages_undelivered ON messages (created_at, id)
    WHERE state IN ('failed', 'bounced') AND settled_at IS NULL AND log_case IS NOT NULL;
CREATE INDEX messages_queued ON messages (created_at) WHERE state = 'queued';
CREATE INDEX messages_case ON messages (log_case);
CREATE INDEX messages_thread ON messages (thread, id);
CREATE INDEX messages_account ON messages (account, id) WHERE account IS NOT NULL;

-- webhooks ------------------------------------------------------------------------------------------

-- Where an organisation is told of what becomes of its claims.
CREATE TABLE webhook_endpoints (
    id UUID PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisations (id),
    added_by UUID NOT NULL REFERENCES accounts (id),
    url TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    last_delivered_at BIGINT,
    last_error TEXT,
    failing_since BIGINT,
    next_try_at BIGINT,
    disabled_at BIGINT
);
CREATE INDEX webhook_endpoints_organisation ON webhook_endpoints (organisation);

-- One in force, and beside it for a day the one before.
CREATE TABLE webhook_secrets (
    id UUID PRIMARY KEY,
    endpoint UUID NOT NULL REFERENCES webhook_endpoints (id),
    secret_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX webhook_secrets_endpoint ON webhook_secrets (endpoint);

CREATE TABLE webhook_deliveries (
    id UUID PRIMARY KEY,
    endpoint UUID NOT NULL REFERENCES webhook_endpoints (id),
    event TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    delivered_at BIGINT,
    given_up_at BIGINT
);
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint, created_at);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint, created_at)
    WHERE delivered_at IS NULL AND given_up_at IS NULL;

-- jobs ----------------------------------------------------------------------------------------------

CREATE TABLE jobs (
    id UUID PRIMARY KEY,
    -- By the kind of the job: it waits behind others of its lane only.
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT,
    lease UUID,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_run_at ON jobs (run_at);
-- Many are due at the same instant.
CREATE INDEX jobs_lane ON jobs (lane, run_at, id);
CREATE INDEX jobs_failed ON jobs (run_at) WHERE attempts > 0;
-- The same job is never done twice at once, whichever portal takes it.
CREATE UNIQUE INDEX jobs_leased ON jobs (payload) WHERE lease IS NOT NULL;
