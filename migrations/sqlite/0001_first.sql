-- Writ's first schema. The same tables and columns stand in both engines' folders; a test compares them.
-- Times are microseconds since 1970 in UTC. Columns ending in `_sealed` are encrypted at rest (keys.rs).

-- audit ---------------------------------------------------------------------------------------------

CREATE TABLE log_entries (
    id BLOB PRIMARY KEY,
    case_id BLOB NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    bytes BLOB NOT NULL,
    journal_sealed BLOB,
    at INTEGER NOT NULL,
    UNIQUE (case_id, n)
) STRICT;

CREATE TABLE log_indexes (
    entry BLOB PRIMARY KEY REFERENCES log_entries (id),
    log_index INTEGER NOT NULL UNIQUE
) STRICT;

-- Entries that still wait for their number: what the sequencer reads, never "id greater than the last".
CREATE TABLE log_unnumbered (
    entry BLOB PRIMARY KEY REFERENCES log_entries (id)
) STRICT;

CREATE TABLE case_counters (
    case_id BLOB PRIMARY KEY,
    entries INTEGER NOT NULL
) STRICT;

CREATE TABLE log_openings (
    entry BLOB NOT NULL REFERENCES log_entries (id),
    field TEXT NOT NULL,
    opening_sealed BLOB,
    value_sealed BLOB,
    erased_at INTEGER,
    PRIMARY KEY (entry, field)
) STRICT;

CREATE TABLE log_tiles (
    level INTEGER NOT NULL,
    tile_index INTEGER NOT NULL,
    width INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (level, tile_index, width)
) STRICT;

CREATE TABLE log_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    sequenced_at INTEGER NOT NULL
) STRICT;

CREATE TABLE log_checkpoints (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL,
    signed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE log_cosignatures (
    size INTEGER NOT NULL REFERENCES log_checkpoints (size),
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (size, witness)
) STRICT;

-- What mirrors and strangers know the service by, and how it changes: its entries stand in one case, counted without gaps.
CREATE TABLE trust (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    log_case BLOB NOT NULL
) STRICT;

-- Each change, and the checkpoint with its cosignatures under which it was proven by the keys and the policy of before: from then on it
-- holds. One waits at a time.
CREATE TABLE trust_changes (
    entry BLOB PRIMARY KEY REFERENCES log_entries (id),
    n INTEGER NOT NULL UNIQUE,
    size INTEGER,
    note TEXT,
    proven_at INTEGER
) STRICT;

-- The keys that sign, each in a file of its own. The first of a purpose was announced by nobody, and signs from the beginning.
CREATE TABLE signing_keys (
    public_key BLOB PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('order', 'log')),
    number INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    rotated_entry BLOB REFERENCES log_entries (id),
    signs_from INTEGER,
    retired_entry BLOB REFERENCES log_entries (id),
    retired_at INTEGER,
    UNIQUE (purpose, number)
) STRICT;

CREATE TABLE witness_policies (
    entry BLOB PRIMARY KEY REFERENCES log_entries (id),
    quorum INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    in_force_at INTEGER
) STRICT;

-- The witnesses that count by the policy in force.
CREATE TABLE policy_witnesses (
    witness TEXT PRIMARY KEY,
    vkey TEXT NOT NULL
) STRICT;

-- The portals of this service, and the newest key of each purpose whose file they have.
CREATE TABLE portals (
    id BLOB PRIMARY KEY,
    seen_at INTEGER NOT NULL,
    order_key INTEGER NOT NULL,
    log_key INTEGER NOT NULL,
    public_url TEXT NOT NULL
) STRICT;

-- What was published and a backup had forgotten was taken back from outside of the database. Nothing is served while one is not finished.
CREATE TABLE recoveries (
    id BLOB PRIMARY KEY,
    log_case BLOB NOT NULL,
    from_size INTEGER NOT NULL,
    to_size INTEGER,
    begun_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;

-- Each entry that was: when it was applied again, and why not, if not. Of an object that the backup never knew there is no row.
CREATE TABLE recovered_entries (
    entry BLOB PRIMARY KEY REFERENCES log_entries (id),
    recovery BLOB NOT NULL REFERENCES recoveries (id),
    applied_at INTEGER,
    left_over TEXT CHECK (left_over IN ('told', 'locked', 'unknown', 'unfinished')),
    object BLOB
) STRICT;
CREATE INDEX recovered_entries_waiting ON recovered_entries (recovery) WHERE applied_at IS NULL;

-- What the service as a whole is: which of its sites is it, by a number that grows with each promotion; and until when it serves, once it
-- is wound down.
CREATE TABLE service_life (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    log_case BLOB,
    wound_down_at INTEGER,
    ends_at INTEGER,
    -- Up to which account people were told of that.
    told_up_to BLOB
) STRICT;
INSERT INTO service_life (id, epoch) VALUES (1, 0);

CREATE TRIGGER log_entries_never_change BEFORE UPDATE ON log_entries
BEGIN SELECT RAISE(ABORT, 'log entries never change'); END;
CREATE TRIGGER log_entries_never_go BEFORE DELETE ON log_entries
BEGIN SELECT RAISE(ABORT, 'log entries never change'); END;
CREATE TRIGGER log_indexes_never_change BEFORE UPDATE ON log_indexes
BEGIN SELECT RAISE(ABORT, 'log indexes never change'); END;
CREATE TRIGGER log_indexes_never_go BEFORE DELETE ON log_indexes
BEGIN SELECT RAISE(ABORT, 'log indexes never change'); END;

-- accounts ------------------------------------------------------------------------------------------

CREATE TABLE accounts (
    id BLOB PRIMARY KEY,
    email_lookup BLOB NOT NULL UNIQUE,
    email_sealed BLOB NOT NULL,
    locale TEXT NOT NULL,
    kdf_version INTEGER NOT NULL,
    kdf_salt BLOB NOT NULL,
    kdf_rounds INTEGER NOT NULL,
    auth_hash TEXT NOT NULL,
    wrapped_master BLOB NOT NULL,
    recovery_wrapped_master BLOB NOT NULL,
    log_case BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    email_confirmed_at INTEGER,
    disabled_at INTEGER,
    -- When nothing of its person was left. Its address is nobody's from the moment it was closed.
    erased_at INTEGER
) STRICT;

-- Accounts that their persons closed, to have everything of them erased: what must wait for something is looked at again.
CREATE TABLE account_closures (
    account BLOB PRIMARY KEY REFERENCES accounts (id),
    closed_at INTEGER NOT NULL,
    look_at INTEGER,
    erased_at INTEGER,
    -- When what staff wrote about them was last written over.
    words_erased_at INTEGER
) STRICT;

CREATE TABLE account_roles (
    account BLOB NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('reviewer', 'senior', 'administrator', 'host')),
    granted_by BLOB REFERENCES accounts (id),
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (account, role)
) STRICT;

-- Sign-ups that wait for the code that was mailed. None is an account; several may wait for one address.
CREATE TABLE sign_ups (
    id BLOB PRIMARY KEY,
    email_lookup BLOB NOT NULL,
    kdf_version INTEGER NOT NULL,
    kdf_salt BLOB NOT NULL,
    kdf_rounds INTEGER NOT NULL,
    auth_hash TEXT NOT NULL,
    wrapped_master BLOB NOT NULL,
    recovery_wrapped_master BLOB NOT NULL,
    locale TEXT NOT NULL,
    -- A keyed hash of the code; none where no code was mailed.
    code_hash BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_ups_email ON sign_ups (email_lookup);
CREATE INDEX sign_ups_expires_at ON sign_ups (expires_at);

-- Browsers that an account signed in with before.
CREATE TABLE devices (
    token_hash BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX devices_account ON devices (account);
CREATE INDEX devices_expires_at ON devices (expires_at);

-- One row, locked first by whatever changes who holds a role: who is the last administrator, and whether one may appoint
-- alone, is read and acted on by one transaction at a time.
CREATE TABLE role_turnstile (
    id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;
INSERT INTO role_turnstile (id) VALUES (1);

-- One-time links: the first administrator's, and those by which staff are invited. The reason is for the second person,
-- where a role takes two.
CREATE TABLE invitations (
    token_hash BLOB PRIMARY KEY,
    role TEXT NOT NULL,
    reason_sealed BLOB,
    invited_by BLOB REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_by BLOB REFERENCES accounts (id),
    used_at INTEGER
) STRICT;

-- Steps that need two people: proposed by one, confirmed by another.
CREATE TABLE two_person_steps (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN (
        'direct-access', 'verification-override', 'agreement-publication', 'immediate-purge', 'order-without-custody',
        'senior-appointment', 'administrator-appointment', 'administrator-removal', 'mirror-removal',
        'mirror-giving-up', 'order-key-rotation', 'log-key-rotation', 'witness-quorum'
    )),
    subject BLOB NOT NULL,
    reason_sealed BLOB NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES accounts (id),
    proposed_at INTEGER NOT NULL,
    confirmed_by BLOB REFERENCES accounts (id),
    confirmed_at INTEGER,
    cancelled_by BLOB REFERENCES accounts (id),
    cancelled_at INTEGER,
    CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by),
    CHECK (confirmed_by IS NULL OR confirmed_by <> subject)
) STRICT;
CREATE INDEX two_person_steps_subject ON two_person_steps (kind, subject);
CREATE UNIQUE INDEX two_person_steps_open ON two_person_steps (kind, subject)
    WHERE confirmed_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX two_person_steps_waiting ON two_person_steps (proposed_at, id)
    WHERE confirmed_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE sessions (
    id_hash BLOB PRIMARY KEY,
    account BLOB REFERENCES accounts (id),
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_account ON sessions (account);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE api_tokens (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    name_sealed BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX api_tokens_account ON api_tokens (account);

-- A removed passkey stays: what it signed names its key.
CREATE TABLE passkeys (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    name_sealed BLOB NOT NULL,
    credential BLOB NOT NULL UNIQUE,
    algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256', 'EdDSA', 'RS256')),
    public_key BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    removed_at INTEGER
) STRICT;
CREATE INDEX passkeys_account ON passkeys (account);

-- Counted attempts: sign-ups, sign-ins, confirmations, password links, notices without an account. The subject is a keyed hash.
CREATE TABLE attempts (
    subject BLOB NOT NULL,
    window_start INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (subject, window_start)
) STRICT;
CREATE INDEX attempts_window ON attempts (window_start);

-- Sealed drive entries (sealed-objects.md, Account keys).
CREATE TABLE account_entries (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    sealed BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_entries_account ON account_entries (account);

-- policies ------------------------------------------------------------------------------------------

-- What the operator publishes of itself: each version of each item, as the JSON whose digest is in the log. The newest is in force.
CREATE TABLE publications (
    id BLOB PRIMARY KEY,
    item TEXT NOT NULL CHECK (item IN (
        'contact-agent', 'law', 'authorities', 'users', 'representative', 'moderation', 'repeat-infringers', 'misuse',
        'host-terms'
    )),
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    log_case BLOB NOT NULL,
    published_by BLOB NOT NULL REFERENCES accounts (id),
    published_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX publications_item ON publications (item, version);

-- The wrapping keys that were ever in the folder of keys, by the days they were made on. A key goes some time after nothing
-- has been under it.
CREATE TABLE wrapping_keys (
    name TEXT PRIMARY KEY,
    log_case BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    left_at INTEGER,
    destroyed_at INTEGER
) STRICT;

-- vault ---------------------------------------------------------------------------------------------

-- Who asked to run a mirror, and the exact terms that they accepted. What they call themselves and how they are reached lies sealed; the
-- name becomes public with the admission of their mirror. The reason is why it was declined, or why the mirror was refused that came of it.
CREATE TABLE host_applications (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'declined', 'withdrawn')),
    host_sealed BLOB NOT NULL,
    contact_sealed BLOB NOT NULL,
    jurisdiction TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    terms_version INTEGER NOT NULL,
    terms_locale TEXT NOT NULL,
    terms_text TEXT NOT NULL,
    terms_sha256 BLOB NOT NULL,
    log_case BLOB NOT NULL,
    applied_at INTEGER NOT NULL,
    decided_by BLOB REFERENCES accounts (id),
    decided_at INTEGER,
    reason_sealed BLOB,
    erased_at INTEGER
) STRICT;
CREATE INDEX host_applications_account ON host_applications (account);
CREATE UNIQUE INDEX host_applications_waiting ON host_applications (account) WHERE state = 'waiting';

-- Those of the service's own process have neither address nor capacity, and never applied. One that was refused was removed without
-- having been admitted. One that came by an invitation of a host's own has that host's application.
-- `own` are those that the operator runs itself, in this process or not: they keep files, and count as no witnesses.
-- `emptied_at` is when one that was being emptied held and owed nothing any more, and administrators were written so.
-- `change_told_at` is when administrators were last written that its host asks for a change, none of whom has decided about it since.
CREATE TABLE mirrors (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    public_key BLOB NOT NULL,
    url TEXT,
    capacity INTEGER,
    weight INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('applied', 'admitted', 'draining', 'failed', 'removed')),
    standing TEXT NOT NULL DEFAULT 'good' CHECK (standing IN ('good', 'watched', 'failing', 'failed')),
    own INTEGER NOT NULL DEFAULT 0,
    log_case BLOB NOT NULL,
    application BLOB REFERENCES host_applications (id),
    applied_at INTEGER,
    admitted_at INTEGER,
    stopped_at INTEGER,
    evacuated_at INTEGER,
    emptied_at INTEGER,
    failed_at INTEGER,
    given_up_at INTEGER,
    removed_at INTEGER,
    change_told_at INTEGER
) STRICT;
CREATE INDEX mirrors_application ON mirrors (application) WHERE application IS NOT NULL;
CREATE INDEX mirrors_waiting ON mirrors (applied_at, id) WHERE state = 'applied';

-- What each mirror last said of itself, when it last asked what it is to obey, and what lies on it by our own books. Its room is known until it
-- does not answer. `clock_ahead` is by how many seconds its clock was ahead of ours when it was asked, though it refused to answer. What it sent to readers it counts from its start on: `sent_then` is what it had said then, `sent_bytes` all of it.
CREATE TABLE mirror_reports (
    mirror BLOB PRIMARY KEY REFERENCES mirrors (id),
    asked_at INTEGER,
    error TEXT,
    clock_ahead INTEGER,
    answered_at INTEGER,
    free_bytes INTEGER,
    replicas INTEGER,
    version TEXT,
    last_order_at INTEGER,
    cosigned_size INTEGER,
    polled_at INTEGER,
    scrubbed_since INTEGER,
    refused_orders INTEGER,
    sent_then INTEGER,
    sent_bytes INTEGER,
    counted_at INTEGER,
    held_files INTEGER,
    held_bytes INTEGER,
    received_bytes INTEGER
) STRICT;

-- What mirrors asked to change of their address and room; one that an administrator refused, or that was asked anew, is gone.
CREATE TABLE mirror_changes (
    mirror BLOB NOT NULL REFERENCES mirrors (id),
    asked_at INTEGER NOT NULL,
    url TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    admitted_at INTEGER,
    PRIMARY KEY (mirror, asked_at)
) STRICT;
CREATE INDEX mirror_changes_waiting ON mirror_changes (asked_at, mirror) WHERE admitted_at IS NULL;

-- How much administrators had placed on mirrors, as a factor of the room of each; the last one stands at the mirror.
CREATE TABLE mirror_weights (
    entry BLOB PRIMARY KEY REFERENCES log_entries (id),
    mirror BLOB NOT NULL REFERENCES mirrors (id),
    weight INTEGER NOT NULL
) STRICT;

-- By which hosts join mirrors of their own: made by an administrator, or by whoever an administrator approved.
CREATE TABLE mirror_invitations (
    token_hash BLOB PRIMARY KEY,
    invited_by BLOB NOT NULL REFERENCES accounts (id),
    invited_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    application BLOB REFERENCES host_applications (id),
    mirror BLOB REFERENCES mirrors (id),
    used_at INTEGER
) STRICT;

CREATE TABLE objects (
    id BLOB PRIMARY KEY,
    owner BLOB NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL CHECK (state IN ('uploading', 'available', 'locked', 'purged', 'deleted', 'discarded')),
    key_share_sealed BLOB,
    sealed_metadata BLOB,
    content_header BLOB,
    root BLOB,
    sealed_size INTEGER,
    blob BLOB,
    log_case BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    stored_at INTEGER,
    deleted_at INTEGER,
    delete_after INTEGER,
    purged_at INTEGER
) STRICT;
CREATE INDEX objects_owner ON objects (owner, created_at);
CREATE INDEX objects_case ON objects (log_case);
CREATE INDEX objects_root ON objects (root);

CREATE TABLE blobs (
    id BLOB PRIMARY KEY,
    object BLOB NOT NULL REFERENCES objects (id),
    state TEXT NOT NULL CHECK (state IN ('staging', 'stored', 'deleted', 'discarded')),
    created_at INTEGER NOT NULL,
    stored_at INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE INDEX blobs_object ON blobs (object);

-- Placement: recorded before the first byte is sent (promise 6), and never removed. Where files are brought away from a mirror, the replica
-- is looked at next at `move_at`, and `move_error` says why it stays until then. One that is ordered away there is leaving.
CREATE TABLE replicas (
    blob BLOB NOT NULL REFERENCES blobs (id),
    mirror BLOB NOT NULL REFERENCES mirrors (id),
    state TEXT NOT NULL CHECK (state IN ('placed', 'stored', 'lost', 'leaving', 'deleted', 'discarded')),
    placed_at INTEGER NOT NULL,
    stored_at INTEGER,
    stored_token TEXT,
    move_at INTEGER NOT NULL,
    move_error TEXT,
    PRIMARY KEY (blob, mirror)
) STRICT;
CREATE INDEX replicas_mirror ON replicas (mirror, state, blob);
CREATE INDEX replicas_move ON replicas (mirror, move_at) WHERE state IN ('placed', 'stored', 'lost');

-- Replicas that hosts dropped under the law where they stand.
CREATE TABLE replica_refusals (
    id BLOB PRIMARY KEY,
    blob BLOB NOT NULL REFERENCES blobs (id),
    mirror BLOB NOT NULL REFERENCES mirrors (id),
    reason_sealed BLOB NOT NULL,
    refused_at INTEGER NOT NULL,
    UNIQUE (blob, mirror)
) STRICT;
CREATE INDEX replica_refusals_mirror ON replica_refusals (mirror, refused_at);

-- What mirrors showed of themselves, as long as their standing rests on it. `millis` is how long an answer took.
CREATE TABLE mirror_results (
    id BLOB PRIMARY KEY,
    mirror BLOB NOT NULL REFERENCES mirrors (id),
    outcome TEXT NOT NULL CHECK (outcome IN (
        'answered', 'silent', 'unheard', 'proved', 'wrong', 'gone', 'lost', 'late', 'unproved', 'damaged'
    )),
    blob BLOB REFERENCES blobs (id),
    millis INTEGER,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mirror_results_mirror ON mirror_results (mirror, made_at);
CREATE INDEX mirror_results_made ON mirror_results (made_at);

-- Since when the service has looked at mirrors without a gap, and when it did last.
CREATE TABLE mirror_watch (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    since INTEGER NOT NULL,
    looked_at INTEGER NOT NULL
) STRICT;

CREATE TABLE uploads (
    id BLOB PRIMARY KEY,
    object BLOB NOT NULL UNIQUE REFERENCES objects (id),
    blob BLOB NOT NULL REFERENCES blobs (id),
    account BLOB NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'completed', 'discarded')),
    sealed_size INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX uploads_account ON uploads (account);
CREATE INDEX uploads_expiry ON uploads (state, expires_at);

-- The first digest of a part is recorded before any byte goes to a mirror. Part -1 is the metadata.
CREATE TABLE upload_parts (
    upload BLOB NOT NULL REFERENCES uploads (id),
    part INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    leaf_hash BLOB,
    bytes INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    PRIMARY KEY (upload, part)
) STRICT;

CREATE TABLE links (
    id TEXT PRIMARY KEY,
    object BLOB NOT NULL REFERENCES objects (id),
    name_sealed BLOB,
    auth_hash BLOB,
    expires_at INTEGER,
    max_downloads INTEGER,
    downloads INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX links_object ON links (object);

CREATE TABLE downloads (
    id BLOB PRIMARY KEY,
    object BLOB NOT NULL REFERENCES objects (id),
    link TEXT REFERENCES links (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX downloads_object ON downloads (object);

CREATE TABLE custody_copies (
    object BLOB NOT NULL REFERENCES objects (id),
    store TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('securing', 'secured', 'destroying', 'destroyed')),
    root BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    secured_at INTEGER,
    destroyed_at INTEGER,
    PRIMARY KEY (object, store)
) STRICT;

-- claims --------------------------------------------------------------------------------------------

CREATE TABLE organisations (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    domain TEXT NOT NULL,
    -- What the domain must say to prove that the organisation controls it: random, and no secret.
    challenge TEXT NOT NULL,
    contact_sealed BLOB NOT NULL,
    -- Whose account the contact goes with: whoever wrote it last. None once it was erased.
    contact_by BLOB REFERENCES accounts (id),
    -- When they wrote it.
    contact_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('applied', 'verified', 'refused', 'suspended', 'ended')),
    log_case BLOB NOT NULL,
    applied_by BLOB NOT NULL REFERENCES accounts (id),
    applied_at INTEGER NOT NULL,
    decided_by BLOB REFERENCES accounts (id),
    decided_at INTEGER,
    decision_reason_sealed BLOB,
    ended_at INTEGER
) STRICT;
CREATE INDEX organisations_case ON organisations (log_case);
CREATE INDEX organisations_state ON organisations (state, applied_at);
CREATE INDEX organisations_domain ON organisations (domain, applied_at);

-- What the desk finds an organisation by: the folded words of its name.
CREATE TABLE organisation_words (
    word TEXT NOT NULL,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (word, organisation)
) STRICT, WITHOUT ROWID;

-- Each look at a domain, and what it showed: control is proven by one that found the challenge.
CREATE TABLE domain_checks (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    method TEXT NOT NULL CHECK (method IN ('dns', 'file')),
    outcome TEXT NOT NULL,
    found TEXT NOT NULL,
    checked_by BLOB NOT NULL REFERENCES accounts (id),
    checked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX domain_checks_organisation ON domain_checks (organisation, checked_at);

-- What administrators asked an applicant, and what it answered.
CREATE TABLE inquiries (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    question_sealed BLOB NOT NULL,
    asked_by BLOB NOT NULL REFERENCES accounts (id),
    asked_at INTEGER NOT NULL,
    answer_sealed BLOB,
    answered_by BLOB REFERENCES accounts (id),
    answered_at INTEGER
) STRICT;
CREATE INDEX inquiries_organisation ON inquiries (organisation, asked_at);
CREATE UNIQUE INDEX inquiries_open ON inquiries (organisation) WHERE answered_at IS NULL;

CREATE TABLE members (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    account BLOB NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'agent')),
    joined_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX members_account ON members (organisation, account);
CREATE INDEX members_by_account ON members (account);

-- For the account of this address only. Open while it was neither accepted nor taken back, until it lapses.
CREATE TABLE member_invitations (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    email_lookup BLOB NOT NULL,
    email_sealed BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'agent')),
    invited_by BLOB NOT NULL REFERENCES accounts (id),
    invited_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    accepted_at INTEGER,
    withdrawn_at INTEGER
) STRICT;
CREATE INDEX member_invitations_organisation ON member_invitations (organisation, invited_at);

CREATE TABLE agreements (
    id BLOB PRIMARY KEY,
    version INTEGER NOT NULL,
    log_case BLOB NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES accounts (id),
    proposed_at INTEGER NOT NULL,
    published_at INTEGER
) STRICT;
CREATE UNIQUE INDEX agreements_version ON agreements (version);

-- One text in each language. None changes once its version is published.
CREATE TABLE agreement_texts (
    agreement BLOB NOT NULL REFERENCES agreements (id),
    locale TEXT NOT NULL,
    text TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (agreement, locale)
) STRICT;

-- The signed record is kept as the exact bytes that were hashed; addresses and names lie inside it, sealed.
CREATE TABLE signatures (
    id BLOB PRIMARY KEY,
    agreement BLOB NOT NULL REFERENCES agreements (id),
    locale TEXT NOT NULL,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    member BLOB NOT NULL REFERENCES members (id),
    record_sealed BLOB,
    -- What the signer was then: an owner's signature binds the organisation.
    role TEXT NOT NULL CHECK (role IN ('owner', 'agent')),
    record_sha256 BLOB NOT NULL,
    -- With a passkey: its public half and what it signed, sealed JSON.
    assertion_sealed BLOB,
    method TEXT NOT NULL CHECK (method IN ('password', 'passkey')),
    log_entry BLOB NOT NULL,
    signed_at INTEGER NOT NULL,
    -- When the record was erased, long after it bound anybody: its SHA-256 stays.
    details_erased_at INTEGER
) STRICT;
CREATE INDEX signatures_organisation ON signatures (organisation, agreement);

CREATE TABLE direct_access (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    step BLOB NOT NULL REFERENCES two_person_steps (id),
    daily_targets INTEGER NOT NULL,
    granted_at INTEGER NOT NULL,
    stripped_by BLOB REFERENCES accounts (id),
    stripped_at INTEGER,
    strip_reason TEXT
) STRICT;
CREATE INDEX direct_access_organisation ON direct_access (organisation);

-- Whom an organisation acts for, each with one authority: a later one is a row of its own.
CREATE TABLE principals (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('named', 'confirmed', 'refused', 'withdrawn')),
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    named_by BLOB NOT NULL REFERENCES accounts (id),
    named_at INTEGER NOT NULL,
    decided_by BLOB REFERENCES accounts (id),
    decided_at INTEGER,
    decision_reason TEXT,
    withdrawn_by BLOB REFERENCES accounts (id),
    withdrawn_at INTEGER
) STRICT;
CREATE INDEX principals_organisation ON principals (organisation, named_at);

-- What a Digital Services Coordinator awarded (Regulation (EU) 2022/2065, Article 22): not the same as being verified.
CREATE TABLE trusted_flaggers (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    coordinator TEXT NOT NULL,
    expertise TEXT NOT NULL CHECK (expertise IN ('intellectual-property')),
    register_url TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER,
    set_by BLOB NOT NULL REFERENCES accounts (id),
    set_at INTEGER NOT NULL,
    set_reason TEXT NOT NULL,
    removed_by BLOB REFERENCES accounts (id),
    removed_at INTEGER,
    remove_reason TEXT
) STRICT;
CREATE UNIQUE INDEX trusted_flaggers_organisation ON trusted_flaggers (organisation) WHERE removed_at IS NULL;

CREATE TABLE works (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('owner', 'exclusive-licensee', 'agent')),
    -- Whom an agent acts for, by the name in its authority.
    principal TEXT,
    territory TEXT NOT NULL,
    revision INTEGER NOT NULL,
    registered_by BLOB NOT NULL REFERENCES accounts (id),
    registered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX works_organisation ON works (organisation, id);
CREATE INDEX works_agent ON works (organisation) WHERE basis = 'agent';
CREATE INDEX works_title ON works (organisation, title_folded, kind);

CREATE TABLE work_identifiers (
    organisation BLOB NOT NULL REFERENCES organisations (id),
    scheme TEXT NOT NULL CHECK (scheme IN ('isbn', 'isrc', 'eidr', 'doi', 'isan', 'iswc', 'other')),
    value TEXT NOT NULL,
    typed TEXT NOT NULL,
    work BLOB NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (organisation, scheme, value)
) STRICT;
CREATE UNIQUE INDEX work_identifiers_work ON work_identifiers (work, position);

-- What a search finds a work by: the folded words of its title and identifiers.
CREATE TABLE work_words (
    organisation BLOB NOT NULL REFERENCES organisations (id),
    word TEXT NOT NULL,
    work BLOB NOT NULL REFERENCES works (id),
    PRIMARY KEY (organisation, word, work)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX work_words_work ON work_words (work, word);

-- What a work said before it was corrected, where a claim relied on it.
CREATE TABLE work_corrections (
    work BLOB NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    identifiers TEXT NOT NULL,
    basis TEXT NOT NULL,
    principal TEXT,
    territory TEXT NOT NULL,
    corrected_by BLOB NOT NULL REFERENCES accounts (id),
    corrected_at INTEGER NOT NULL,
    PRIMARY KEY (work, position)
) STRICT;

CREATE TABLE work_references (
    work BLOB NOT NULL REFERENCES works (id),
    sha256 BLOB NOT NULL,
    label TEXT,
    registered_at INTEGER NOT NULL,
    PRIMARY KEY (work, sha256)
) STRICT;
CREATE INDEX work_references_registered ON work_references (work, registered_at, sha256);
CREATE INDEX work_references_sha256 ON work_references (sha256);

-- Who sends notices without an account, known by a mail address that they showed to read (claims/correspondents). Digest and address go
-- when nothing counts any more.
CREATE TABLE correspondents (
    id BLOB PRIMARY KEY,
    -- The keyed digest by which accounts are found, too.
    lookup BLOB UNIQUE,
    email_sealed BLOB NOT NULL,
    locale TEXT NOT NULL,
    log_case BLOB NOT NULL,
    -- When they last confirmed a notice as theirs.
    confirmed_at INTEGER NOT NULL,
    -- When they were last told that a notice with their address was not taken.
    turned_away_at INTEGER,
    -- When what staff wrote about them was last written over.
    words_erased_at INTEGER
) STRICT;

CREATE TABLE claims (
    id BLOB PRIMARY KEY,
    basis TEXT NOT NULL CHECK (basis IN ('us-dmca', 'eu-dsa', 'other-law', 'court')),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'in-review', 'needs-information', 'decided', 'withdrawn')),
    organisation BLOB REFERENCES organisations (id),
    account BLOB REFERENCES accounts (id),
    -- Who confirmed that this notice without an account is theirs.
    correspondent BLOB REFERENCES correspondents (id),
    agreement BLOB REFERENCES agreements (id),
    agreement_sha256 BLOB,
    -- By whose clock it is due: it stays when the organisation or its status ends.
    queue TEXT NOT NULL CHECK (queue IN ('authority', 'trusted-flagger', 'verified', 'standard')),
    -- The status under which it goes ahead.
    flagger BLOB REFERENCES trusted_flaggers (id),
    -- What the notifier reads, where no account says it.
    locale TEXT NOT NULL,
    territory TEXT NOT NULL,
    statement_sealed BLOB NOT NULL,
    private_link_hash BLOB UNIQUE,
    -- The private link that was mailed to who had confirmed the notice and lost the first, which still opens it (personal/lost_links).
    mailed_link_hash BLOB UNIQUE,
    log_case BLOB NOT NULL,
    submitted_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    assigned_to BLOB REFERENCES accounts (id),
    assigned_until INTEGER,
    -- The deadline of which staff were told that it is near.
    reminded_of INTEGER,
    decided_at INTEGER,
    withdrawn_at INTEGER,
    -- What the law still asks for, by the fields of the notice and in words; the clock stands still from then on, until the
    -- notice is amended or its day has come.
    information_asked_at INTEGER,
    information_until INTEGER,
    -- No answer came by that day.
    information_lapsed_at INTEGER,
    information_missing TEXT,
    information_wanted_sealed BLOB,
    -- Since when only a senior decides it, whoever claims: an order whose effect would be wider than its territory, or a case that was
    -- escalated.
    senior_since INTEGER,
    -- When who sent it, or is to be told of an order, was taken out of it: they have no account that says so (personal/strangers).
    sender_erased_at INTEGER,
    -- When what staff wrote about them was last written over.
    words_erased_at INTEGER,
    -- By what a notice that no organisation sent is found: keyed digests of the name and of the mail address in it, which anybody can
    -- type (claims/senders): that of the address is not an account's. They go with whoever sent it.
    name_lookup BLOB,
    email_lookup BLOB
) STRICT;
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
    claim BLOB NOT NULL REFERENCES claims (id),
    work BLOB NOT NULL REFERENCES works (id),
    title TEXT NOT NULL,
    PRIMARY KEY (claim, work)
) STRICT;
CREATE INDEX claim_works_work ON claim_works (work);

-- Under whose authority a claim was filed, for whom it was.
CREATE TABLE claim_principals (
    claim BLOB NOT NULL REFERENCES claims (id),
    name TEXT NOT NULL,
    principal BLOB NOT NULL REFERENCES principals (id),
    PRIMARY KEY (claim, name)
) STRICT;

CREATE TABLE targets (
    id BLOB PRIMARY KEY,
    claim BLOB NOT NULL REFERENCES claims (id),
    position INTEGER NOT NULL,
    link TEXT NOT NULL REFERENCES links (id),
    object BLOB NOT NULL REFERENCES objects (id),
    level TEXT NOT NULL CHECK (level IN ('located', 'opened', 'matched')),
    found_at_url_sealed BLOB,
    found_on INTEGER,
    key_sealed BLOB,
    unsealed_metadata_sealed BLOB,
    possession_token TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'decided', 'withdrawn')),
    withdrawn_at INTEGER,
    -- 0 with the claim itself, else by which extension; each target is due within its queue's time of being added.
    extension INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    -- The same holder had a deletion of this file lifted before: only a senior decides, and the queue finds it by this.
    restored_before INTEGER NOT NULL DEFAULT 0,
    -- When to look whether its last window has closed: until then what was disclosed of it is kept.
    evidence_look_at INTEGER,
    evidence_erased_at INTEGER
) STRICT;
CREATE UNIQUE INDEX targets_position ON targets (claim, position);
CREATE INDEX targets_object ON targets (object, claim);
CREATE INDEX targets_link ON targets (link);
CREATE INDEX targets_evidence ON targets (evidence_look_at) WHERE evidence_look_at IS NOT NULL;
CREATE INDEX targets_level ON targets (claim, level, object);
CREATE INDEX targets_pending ON targets (object, claim) WHERE state = 'pending';
CREATE INDEX targets_restored ON targets (claim) WHERE state = 'pending' AND restored_before = TRUE;

-- A claim that a member is still writing, or links for one that was filed. Filing strikes it off.
CREATE TABLE claim_drafts (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    account BLOB NOT NULL REFERENCES accounts (id),
    claim BLOB REFERENCES claims (id),
    basis TEXT NOT NULL CHECK (basis IN ('us-dmca', 'eu-dsa', 'other-law')),
    step TEXT NOT NULL CHECK (step IN ('law', 'links', 'statement', 'check')),
    words_sealed BLOB NOT NULL,
    revision INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_drafts_member ON claim_drafts (organisation, account);

CREATE TABLE claim_draft_lines (
    draft BLOB NOT NULL REFERENCES claim_drafts (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    typed_sealed BLOB NOT NULL,
    -- What was proven of it last, and of which object; nothing until it was looked at.
    proof_sealed BLOB,
    object BLOB REFERENCES objects (id),
    PRIMARY KEY (draft, line)
) STRICT;

-- Who speaks for an organisation, where a draft of somebody else was filled in with it, and as far as the claim filed from that repeats it:
-- it goes with the account of whoever wrote it.
CREATE TABLE contact_copies (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    draft BLOB UNIQUE REFERENCES claim_drafts (id) ON DELETE CASCADE,
    claim BLOB UNIQUE REFERENCES claims (id),
    written_by BLOB NOT NULL REFERENCES accounts (id),
    contact_sealed BLOB NOT NULL,
    CHECK ((draft IS NULL) <> (claim IS NULL))
) STRICT;
CREATE INDEX contact_copies_writer ON contact_copies (written_by, id);

-- The content of one object of a claim, held against the claimant's references. Of its digest only the state between two
-- slices is kept, sealed.
CREATE TABLE matchings (
    id BLOB PRIMARY KEY,
    claim BLOB NOT NULL REFERENCES claims (id),
    organisation BLOB NOT NULL REFERENCES organisations (id),
    object BLOB NOT NULL REFERENCES objects (id),
    target BLOB NOT NULL REFERENCES targets (id),
    sealed_size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'matched', 'matched-later', 'different', 'unreadable', 'stopped')),
    chunk INTEGER NOT NULL,
    hash_sealed BLOB,
    tries INTEGER NOT NULL,
    work BLOB REFERENCES works (id),
    registered_at INTEGER,
    problem TEXT,
    requested_by BLOB NOT NULL REFERENCES accounts (id),
    requested_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX matchings_object ON matchings (claim, object) WHERE state NOT IN ('unreadable', 'stopped');
CREATE INDEX matchings_claim ON matchings (claim, object);
CREATE INDEX matchings_organisation ON matchings (organisation, requested_at);
CREATE INDEX matchings_waiting ON matchings (organisation, tries, requested_at, id) WHERE state = 'waiting';

CREATE TABLE decisions (
    id BLOB PRIMARY KEY,
    target BLOB NOT NULL REFERENCES targets (id),
    finding TEXT NOT NULL CHECK (finding IN ('infringing', 'not-infringing', 'other-illegal', 'incomplete', 'ordered')),
    ground TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('none', 'disable-link', 'lock-and-delete')),
    reasons TEXT NOT NULL,
    direct INTEGER NOT NULL,
    decided_by BLOB NOT NULL REFERENCES accounts (id),
    decided_at INTEGER NOT NULL,
    -- When another decision took its place: after an appeal, or since a senior overturned it.
    superseded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX decisions_target ON decisions (target) WHERE superseded_at IS NULL;
CREATE INDEX decisions_of_target ON decisions (target);
CREATE INDEX decisions_decided_at ON decisions (decided_at, decided_by);

-- Deletions under direct access that were drawn for a senior.
CREATE TABLE samples (
    decision BLOB PRIMARY KEY REFERENCES decisions (id),
    drawn_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    reminded_at INTEGER,
    outcome TEXT CHECK (outcome IN ('upheld', 'overturned')),
    reasons TEXT,
    reviewed_by BLOB REFERENCES accounts (id),
    reviewed_at INTEGER
) STRICT;
CREATE INDEX samples_waiting ON samples (due_at, decision) WHERE outcome IS NULL;

-- Decisions that a senior overturned unasked, direct deletions that were drawn among them, and what they decided in their place: by whom, when
-- and why stand there.
CREATE TABLE overturnings (
    decision BLOB PRIMARY KEY REFERENCES decisions (id),
    ruling BLOB NOT NULL UNIQUE REFERENCES decisions (id)
) STRICT;

-- Who opened which evidence, and when; also a log entry.
CREATE TABLE evidence_openings (
    id BLOB PRIMARY KEY,
    target BLOB NOT NULL REFERENCES targets (id),
    account BLOB NOT NULL REFERENCES accounts (id),
    opened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_openings_target ON evidence_openings (target);

-- A key under which evidence of one case lies sealed: of a claim, an application or a principal. Erasing destroys it, and
-- with it whatever it sealed, wherever copies of that lie.
CREATE TABLE evidence_keys (
    id BLOB PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('claim', 'application', 'principal')),
    subject BLOB NOT NULL,
    log_case BLOB NOT NULL,
    key_sealed BLOB,
    made_at INTEGER NOT NULL,
    -- Of documents, once there is a verdict: when they go. Such a key seals nothing more.
    erase_at INTEGER,
    erased_at INTEGER
) STRICT;
CREATE UNIQUE INDEX evidence_keys_open ON evidence_keys (subject) WHERE erase_at IS NULL AND erased_at IS NULL;
CREATE INDEX evidence_keys_subject ON evidence_keys (subject);

-- One file of evidence. Its sealed bytes lie in the folder of evidence, under its id; the row stands before the first of
-- them. What it is stands here once it has arrived.
CREATE TABLE evidence_files (
    id BLOB PRIMARY KEY,
    key_id BLOB NOT NULL REFERENCES evidence_keys (id),
    state TEXT NOT NULL CHECK (state IN ('arriving', 'kept', 'removed', 'erased', 'discarded')),
    name_sealed BLOB,
    declared TEXT NOT NULL,
    kind TEXT,
    -- While it is arriving, what may come.
    bytes INTEGER,
    sha256 BLOB,
    -- Nobody: whoever holds the private link of a notice.
    brought_by BLOB REFERENCES accounts (id),
    begun_at INTEGER NOT NULL,
    kept_at INTEGER,
    ended_at INTEGER
) STRICT;
CREATE INDEX evidence_files_key ON evidence_files (key_id, begun_at);
CREATE INDEX evidence_files_account ON evidence_files (brought_by, kept_at);

-- Who opened which file, and when; also a log entry.
CREATE TABLE evidence_file_openings (
    id BLOB PRIMARY KEY,
    file BLOB NOT NULL REFERENCES evidence_files (id),
    account BLOB REFERENCES accounts (id),
    role TEXT NOT NULL,
    opened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_file_openings_file ON evidence_file_openings (file, opened_at);

-- Keys by which programs act for a member: `scopes` are words with a space between.
CREATE TABLE api_keys (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    key_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX api_keys_member ON api_keys (member);

-- What programs asked in a window of time: of one key, or of one organisation.
CREATE TABLE api_usage (
    subject BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('requests', 'lines', 'targets', 'answer-bytes')),
    window_start INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (subject, kind, window_start)
) STRICT;

-- Requests under an idempotency key: being worked by one attempt, or answered. Keys and requests are keyed hashes.
CREATE TABLE api_answers (
    api_key BLOB NOT NULL REFERENCES api_keys (id),
    idempotency_key BLOB NOT NULL,
    request BLOB NOT NULL,
    attempt BLOB NOT NULL,
    attempt_until INTEGER NOT NULL,
    status INTEGER,
    answer_sealed BLOB,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (api_key, idempotency_key)
) STRICT;
CREATE INDEX api_answers_expires_at ON api_answers (api_key, expires_at);

-- What a sender calls its claim. Within one organisation a reference names one claim.
CREATE TABLE claim_references (
    organisation BLOB NOT NULL REFERENCES organisations (id),
    reference TEXT NOT NULL,
    claim BLOB NOT NULL UNIQUE REFERENCES claims (id),
    PRIMARY KEY (organisation, reference)
) STRICT;
CREATE INDEX claim_references_reference ON claim_references (reference, claim);

-- Orders of courts and authorities: each is a claim of the basis 'court'. Who issued it and what it says lies in the claim's statement;
-- here stands what is counted, and what is hidden for how long.
CREATE TABLE authority_orders (
    claim BLOB PRIMARY KEY REFERENCES claims (id),
    kind TEXT NOT NULL CHECK (kind IN ('removal', 'preservation', 'information')),
    law TEXT NOT NULL CHECK (law IN ('digital-services', 'terrorist-content', 'court', 'other')),
    -- Of whoever issued it, ISO 3166-1 alpha-2.
    country TEXT NOT NULL,
    -- Until when what it names is to be preserved, if it says.
    preserve_until INTEGER,
    -- What is hidden from everybody but staff: nothing, who issued it and what it says, or the whole notice.
    gag TEXT NOT NULL CHECK (gag IN ('none', 'party', 'notice')),
    gag_until INTEGER,
    gag_ended_at INTEGER,
    -- Nobody: its day had come.
    gag_ended_by BLOB REFERENCES accounts (id),
    entered_by BLOB NOT NULL REFERENCES accounts (id),
    entered_at INTEGER NOT NULL,
    -- By when its authority is to be told what was done: from when it is decided until they are told, or took it back.
    effect_due_at INTEGER,
    -- When staff were told that this is near, and that it is over.
    effect_reminded_at INTEGER,
    effect_late_told_at INTEGER
) STRICT;
CREATE INDEX authority_orders_country ON authority_orders (country, kind);
CREATE INDEX authority_orders_unconfirmed ON authority_orders (effect_due_at, claim) WHERE effect_due_at IS NOT NULL;

-- The authority was told what was done, and when (Regulation (EU) 2022/2065, Articles 9(1) and 10(1)).
CREATE TABLE order_confirmations (
    claim BLOB PRIMARY KEY REFERENCES authority_orders (claim),
    means TEXT NOT NULL CHECK (means IN ('mail', 'print')),
    words_sealed BLOB NOT NULL,
    confirmed_by BLOB NOT NULL REFERENCES accounts (id),
    confirmed_at INTEGER NOT NULL
) STRICT;

-- The authority took its order back: what rested on it has ended.
CREATE TABLE order_withdrawals (
    claim BLOB PRIMARY KEY REFERENCES authority_orders (claim),
    -- The day, as what says so says.
    withdrawn_on TEXT NOT NULL,
    told_by_sealed BLOB NOT NULL,
    words_sealed BLOB NOT NULL,
    -- How the authority is told what that came to, and in what words.
    means TEXT NOT NULL CHECK (means IN ('mail', 'print')),
    effect_sealed BLOB NOT NULL,
    recorded_by BLOB NOT NULL REFERENCES accounts (id),
    recorded_at INTEGER NOT NULL
) STRICT;

-- A case that somebody at the desk handed to a senior: a life or a child in danger, or another's judgement. What it locked at once
-- it lets go when it ends. Or one that is a senior's since its notice says that somebody is in danger: that has no words, is by nobody and
-- locks nothing.
CREATE TABLE escalations (
    id BLOB PRIMARY KEY,
    claim BLOB NOT NULL REFERENCES claims (id),
    kind TEXT NOT NULL CHECK (kind IN ('life', 'child', 'judgement')),
    words_sealed BLOB,
    raised_by BLOB REFERENCES accounts (id),
    raised_at INTEGER NOT NULL,
    -- By how much what its notice named is due sooner than under its own law, in microseconds, and since when: given back, what was there then is
    -- due when it would have been.
    hastened_by INTEGER NOT NULL DEFAULT 0,
    hastened_at INTEGER,
    -- When seniors were told that it stands though nothing of its claim is to be decided any more, or its clock stands still.
    reminded_at INTEGER,
    outcome TEXT CHECK (outcome IN ('decided', 'sent-back', 'confirmed', 'overtaken', 'withdrawn', 'closed')),
    note_sealed BLOB,
    ended_by BLOB REFERENCES accounts (id),
    ended_at INTEGER,
    -- When words and note were emptied (personal/desk.rs): what is empty without it was altered.
    words_erased_at INTEGER,
    CHECK (raised_by IS NULL OR words_sealed IS NOT NULL),
    CHECK ((hastened_by = 0) = (hastened_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX escalations_open ON escalations (claim) WHERE ended_at IS NULL;
CREATE INDEX escalations_waiting ON escalations (raised_at, id) WHERE ended_at IS NULL;
CREATE INDEX escalations_claim ON escalations (claim, raised_at);
CREATE INDEX escalations_said ON escalations (raised_at) WHERE raised_by IS NULL;

-- Files that nobody but seniors looks at while an escalation by somebody at the desk stands that stops the looking, whichever claim names them.
CREATE TABLE withheld_objects (
    object BLOB NOT NULL REFERENCES objects (id),
    escalation BLOB NOT NULL REFERENCES escalations (id),
    PRIMARY KEY (object, escalation)
) STRICT;
CREATE INDEX withheld_objects_escalation ON withheld_objects (escalation);

-- Notes of staff on a case. No party reads them.
CREATE TABLE case_notes (
    id BLOB PRIMARY KEY,
    claim BLOB NOT NULL REFERENCES claims (id),
    words_sealed BLOB NOT NULL,
    written_by BLOB NOT NULL REFERENCES accounts (id),
    written_at INTEGER NOT NULL,
    -- When the words were emptied (personal/desk.rs): what is empty without it was altered.
    words_erased_at INTEGER
) STRICT;
CREATE INDEX case_notes_claim ON case_notes (claim, written_at);

-- Reasons that come up again and again, which seniors keep. A row never changes: what is edited is retired, and another takes its place.
CREATE TABLE kept_reasons (
    id BLOB PRIMARY KEY,
    position INTEGER NOT NULL,
    -- Nobody: it came with the first start.
    made_by BLOB REFERENCES accounts (id),
    made_at INTEGER NOT NULL,
    retired_by BLOB REFERENCES accounts (id),
    retired_at INTEGER,
    replaced_by BLOB REFERENCES kept_reasons (id),
    -- Its case in the log, which what takes its place goes on with.
    log_case BLOB NOT NULL
) STRICT;
CREATE INDEX kept_reasons_offered ON kept_reasons (position, id) WHERE retired_at IS NULL;

-- The same in each language.
CREATE TABLE kept_reason_words (
    reason BLOB NOT NULL REFERENCES kept_reasons (id),
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (reason, locale)
) STRICT;

-- What a member of staff looks for again and again: a filter and a search, as the address of the queue has them.
CREATE TABLE queue_views (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    -- For everybody at the desk.
    shared INTEGER NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX queue_views_name ON queue_views (account, name);

-- takedown ------------------------------------------------------------------------------------------

CREATE TABLE holds (
    id BLOB PRIMARY KEY,
    object BLOB NOT NULL REFERENCES objects (id),
    decision BLOB REFERENCES decisions (id),
    ground TEXT NOT NULL CHECK (ground IN ('copyright', 'other-law', 'court')),
    -- The object's blob when this was opened: the order for it is an order under this hold, even if it went out before.
    blob BLOB NOT NULL REFERENCES blobs (id),
    opened_at INTEGER NOT NULL,
    lifted_at INTEGER,
    lifted_because TEXT,
    -- When the object was available again after this was lifted.
    restored_at INTEGER
) STRICT;
CREATE INDEX holds_object ON holds (object, lifted_at);
CREATE UNIQUE INDEX holds_decision ON holds (decision);
CREATE INDEX holds_lifted ON holds (object, decision) WHERE lifted_at IS NOT NULL;

-- What an escalation locked at once.
CREATE TABLE escalation_holds (
    hold BLOB PRIMARY KEY REFERENCES holds (id),
    escalation BLOB NOT NULL REFERENCES escalations (id),
    object BLOB NOT NULL REFERENCES objects (id)
) STRICT;
CREATE INDEX escalation_holds_escalation ON escalation_holds (escalation, object);

CREATE TABLE link_disablements (
    id BLOB PRIMARY KEY,
    link TEXT NOT NULL REFERENCES links (id),
    decision BLOB NOT NULL UNIQUE REFERENCES decisions (id),
    ground TEXT NOT NULL CHECK (ground IN ('copyright', 'other-law', 'court')),
    disabled_at INTEGER NOT NULL,
    lifted_at INTEGER
) STRICT;
CREATE INDEX link_disablements_link ON link_disablements (link, lifted_at);

CREATE TABLE orders (
    id BLOB PRIMARY KEY,
    blob BLOB NOT NULL UNIQUE REFERENCES blobs (id),
    object BLOB NOT NULL REFERENCES objects (id),
    ground TEXT NOT NULL CHECK (ground IN ('copyright', 'other-law', 'court', 'owner', 'evacuation')),
    token TEXT NOT NULL,
    sha256 BLOB NOT NULL UNIQUE,
    log_entry BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    completed_at INTEGER
) STRICT;
CREATE INDEX orders_object ON orders (object);
CREATE INDEX orders_issued ON orders (issued_at);
CREATE INDEX orders_entry ON orders (log_entry);

CREATE TABLE order_deliveries (
    order_id BLOB NOT NULL REFERENCES orders (id),
    mirror BLOB NOT NULL REFERENCES mirrors (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused', 'unreachable')),
    attempts INTEGER NOT NULL,
    last_attempt_at INTEGER,
    last_error TEXT,
    result TEXT,
    receipt_token TEXT,
    receipt_log_entry BLOB,
    receipted_at INTEGER,
    probe_outcome TEXT,
    probe_log_entry BLOB,
    probed_at INTEGER,
    PRIMARY KEY (order_id, mirror)
) STRICT;
CREATE INDEX order_deliveries_mirror ON order_deliveries (mirror, state);
CREATE INDEX order_deliveries_owed ON order_deliveries (mirror, state, order_id) WHERE state <> 'done';
CREATE INDEX order_deliveries_untrue ON order_deliveries (mirror, probed_at) WHERE probe_outcome = 'held';
CREATE INDEX order_deliveries_unseen ON order_deliveries (mirror) WHERE probed_at IS NULL;

-- Orders to one mirror that is being emptied, of blobs that stay on others: no other mirror obeys them, and no file goes with them.
CREATE TABLE evacuation_orders (
    id BLOB PRIMARY KEY,
    blob BLOB NOT NULL REFERENCES blobs (id),
    mirror BLOB NOT NULL REFERENCES mirrors (id),
    object BLOB NOT NULL REFERENCES objects (id),
    token TEXT NOT NULL,
    sha256 BLOB NOT NULL UNIQUE,
    log_entry BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused', 'unreachable')),
    deliver_at INTEGER NOT NULL,
    last_error TEXT,
    result TEXT,
    receipt_token TEXT,
    receipt_log_entry BLOB,
    receipted_at INTEGER,
    probe_outcome TEXT,
    probe_log_entry BLOB,
    probed_at INTEGER,
    UNIQUE (blob, mirror)
) STRICT;
CREATE INDEX evacuation_orders_object ON evacuation_orders (object);
CREATE INDEX evacuation_orders_entry ON evacuation_orders (log_entry);
CREATE INDEX evacuation_orders_owed ON evacuation_orders (mirror, deliver_at) WHERE state <> 'done';
CREATE INDEX evacuation_orders_mirror ON evacuation_orders (mirror, state);
CREATE INDEX evacuation_orders_untrue ON evacuation_orders (mirror, probed_at) WHERE probe_outcome = 'held';

CREATE TABLE restorations (
    id BLOB PRIMARY KEY,
    object BLOB NOT NULL REFERENCES objects (id),
    blob BLOB REFERENCES blobs (id),
    reason TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    completed_at INTEGER,
    cancelled_at INTEGER
) STRICT;
CREATE INDEX restorations_object ON restorations (object);

CREATE TABLE purges (
    id BLOB PRIMARY KEY,
    object BLOB NOT NULL UNIQUE REFERENCES objects (id),
    step BLOB REFERENCES two_person_steps (id),
    ordered_log_entry BLOB NOT NULL,
    ordered_at INTEGER NOT NULL,
    destroyed_log_entry BLOB,
    destroyed_at INTEGER
) STRICT;

-- Custody that could not be secured: the object stays locked, its order waits, and seniors are told.
CREATE TABLE custody_failures (
    object BLOB PRIMARY KEY REFERENCES objects (id),
    first_failed_at INTEGER NOT NULL,
    last_failed_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT NOT NULL
) STRICT;

-- What must not be purged or erased, whatever windows close: reported to an authority, or evidence in a lawsuit.
CREATE TABLE preservation_holds (
    id BLOB PRIMARY KEY,
    object BLOB NOT NULL REFERENCES objects (id),
    -- Why: an order or an escalation, whose words stand there; or what a senior said.
    kind TEXT NOT NULL CHECK (kind IN ('order', 'escalation', 'senior')),
    authority_order BLOB REFERENCES authority_orders (claim),
    escalation BLOB REFERENCES escalations (id),
    reason_sealed BLOB,
    placed_by BLOB NOT NULL REFERENCES accounts (id),
    placed_at INTEGER NOT NULL,
    until INTEGER,
    released_by BLOB REFERENCES accounts (id),
    released_at INTEGER,
    release_reason_sealed BLOB,
    -- When both reasons were emptied (personal/desk.rs): what is empty without it was altered.
    words_erased_at INTEGER,
    CHECK (CASE kind WHEN 'order' THEN authority_order IS NOT NULL WHEN 'escalation' THEN escalation IS NOT NULL
           ELSE reason_sealed IS NOT NULL END)
) STRICT;
CREATE INDEX preservation_holds_object ON preservation_holds (object, released_at);

-- process -------------------------------------------------------------------------------------------

-- Uploads against which so much was decided that somebody has to look at their account (process/strikes.rs).
CREATE TABLE account_reviews (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    opened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    reminded_at INTEGER,
    outcome TEXT CHECK (outcome IN ('nothing', 'warning', 'suspension', 'termination', 'moot')),
    reasons_sealed BLOB,
    decided_by BLOB REFERENCES accounts (id),
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_reviews_open ON account_reviews (account) WHERE ended_at IS NULL;
CREATE INDEX account_reviews_account ON account_reviews (account, opened_at);
CREATE INDEX account_reviews_waiting ON account_reviews (due_at, id) WHERE ended_at IS NULL;

-- What counted when a review was decided: it is not put before anybody a second time.
CREATE TABLE account_review_targets (
    review BLOB NOT NULL REFERENCES account_reviews (id),
    target BLOB NOT NULL REFERENCES targets (id),
    PRIMARY KEY (review, target)
) STRICT;

-- What was decided against a person or an organisation itself, not against a file: after strikes (`review`), or for misuse. What
-- each of them may not do follows from the row alone (accounts/standing.rs).
CREATE TABLE measures (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('warning', 'suspension', 'termination')),
    scope TEXT NOT NULL CHECK (scope IN ('uploads', 'notices', 'complaints')),
    account BLOB REFERENCES accounts (id),
    organisation BLOB REFERENCES organisations (id),
    correspondent BLOB REFERENCES correspondents (id),
    review BLOB UNIQUE REFERENCES account_reviews (id),
    reasons_sealed BLOB NOT NULL,
    -- Of misuse: how many were manifestly unfounded, of how many sent, and what was weighed beside the numbers.
    unfounded INTEGER,
    sent INTEGER,
    gravity_sealed BLOB,
    intention_sealed BLOB,
    -- Of a suspension its end, of a termination the end of the days in which files can be saved.
    until INTEGER,
    log_case BLOB NOT NULL,
    taken_by BLOB NOT NULL REFERENCES accounts (id),
    taken_at INTEGER NOT NULL,
    lifted_at INTEGER,
    lifted_by BLOB REFERENCES accounts (id),
    lifted_because TEXT CHECK (lifted_because IN ('appeal-granted', 'strikes-void', 'marks-retracted', 'reconsidered')),
    CHECK (CASE WHEN account IS NULL THEN 0 ELSE 1 END + CASE WHEN organisation IS NULL THEN 0 ELSE 1 END
           + CASE WHEN correspondent IS NULL THEN 0 ELSE 1 END = 1)
) STRICT;
CREATE INDEX measures_account ON measures (account, taken_at) WHERE account IS NOT NULL;
CREATE INDEX measures_organisation ON measures (organisation, taken_at) WHERE organisation IS NOT NULL;
CREATE INDEX measures_correspondent ON measures (correspondent, taken_at) WHERE correspondent IS NOT NULL;
CREATE INDEX measures_case ON measures (log_case);

CREATE TABLE notices (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id),
    -- The file it is about; none where it is about a measure.
    object BLOB REFERENCES objects (id),
    target BLOB REFERENCES targets (id),
    -- The decision or the measure it tells of, if it tells of one.
    decision BLOB REFERENCES decisions (id),
    measure BLOB REFERENCES measures (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'restriction', 'restoration', 'purge', 'counter-notice', 'looked-at-again', 'stays-so', 'still-held', 'appeal', 'overturned',
        'measure', 'measure-lifted'
    )),
    statement_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER,
    -- The message that told of it, in the outbox.
    message BLOB,
    CHECK ((object IS NULL) <> (measure IS NULL))
) STRICT;
CREATE INDEX notices_account ON notices (account, created_at);
CREATE INDEX notices_decision ON notices (decision, created_at);

-- Counter-notices (17 U.S.C. § 512(g)(3)). What the law lets follow is in the rows: the material returns at `returns_at`, and not to have
-- returned it by `breach_at` is a breach, unless a dispute of the claimant's stops it.
CREATE TABLE counter_notices (
    id BLOB PRIMARY KEY,
    notice BLOB NOT NULL REFERENCES notices (id),
    decision BLOB NOT NULL REFERENCES decisions (id),
    account BLOB NOT NULL REFERENCES accounts (id),
    statement_sealed BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    returns_at INTEGER NOT NULL,
    breach_at INTEGER NOT NULL,
    checked_by BLOB REFERENCES accounts (id),
    checked_at INTEGER,
    reminded_at INTEGER,
    -- Staff were told that it did not return when it should have.
    overdue_told_at INTEGER,
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('returned', 'incomplete', 'withdrawn', 'moot', 'restrained')),
    incomplete_because_sealed BLOB,
    -- Who has it in hand, and until when.
    assigned_to BLOB REFERENCES accounts (id),
    assigned_until INTEGER
) STRICT;
CREATE INDEX counter_notices_decision ON counter_notices (decision);
CREATE INDEX counter_notices_account ON counter_notices (account, received_at);
CREATE UNIQUE INDEX counter_notices_open ON counter_notices (decision) WHERE ended_at IS NULL;
CREATE INDEX counter_notices_waiting ON counter_notices (returns_at, id) WHERE ended_at IS NULL;
CREATE INDEX counter_notices_unchecked ON counter_notices (returns_at, id) WHERE ended_at IS NULL AND checked_at IS NULL;

-- What is fought out elsewhere: while one is open, nothing it is about is purged. A claimant's action answers a counter-notice.
CREATE TABLE disputes (
    id BLOB PRIMARY KEY,
    decision BLOB NOT NULL REFERENCES decisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('action', 'copyright-claims-board', 'out-of-court', 'lawsuit')),
    counter_notice BLOB REFERENCES counter_notices (id),
    forum_sealed BLOB NOT NULL,
    reference_sealed BLOB NOT NULL,
    begun_on TEXT NOT NULL,
    statement_sealed BLOB,
    -- Nobody: whoever holds the private link of a notice.
    told_by BLOB REFERENCES accounts (id),
    told_as TEXT NOT NULL CHECK (told_as IN ('member', 'notifier', 'staff')),
    told_at INTEGER NOT NULL,
    -- When a reviewer looked at what was told of an action: what they found stands in its own row, and by this what waits is found.
    checked_at INTEGER,
    -- Staff were told that nobody has looked at it.
    reminded_at INTEGER,
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('for-uploader', 'for-claimant', 'no-result', 'names-none')),
    ended_by BLOB REFERENCES accounts (id),
    end_note_sealed BLOB
) STRICT;
CREATE INDEX disputes_decision ON disputes (decision);
CREATE INDEX disputes_open ON disputes (told_at, id) WHERE ended_at IS NULL;
CREATE INDEX disputes_unchecked ON disputes (told_at, id)
    WHERE ended_at IS NULL AND checked_at IS NULL AND kind IN ('action', 'copyright-claims-board');

-- What a reviewer found of what was told of an action, once.
CREATE TABLE dispute_checks (
    dispute BLOB PRIMARY KEY REFERENCES disputes (id),
    found TEXT NOT NULL CHECK (found IN ('names-action', 'names-none')),
    because_sealed BLOB,
    checked_by BLOB NOT NULL REFERENCES accounts (id),
    checked_at INTEGER NOT NULL
) STRICT;

-- How a claimant says that its action ended. What speaks for the claimant ends nothing before staff have looked at it.
CREATE TABLE dispute_reports (
    id BLOB PRIMARY KEY,
    dispute BLOB NOT NULL REFERENCES disputes (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('for-uploader', 'for-claimant', 'no-result')),
    ended_on TEXT NOT NULL,
    words_sealed BLOB NOT NULL,
    -- Nobody: whoever holds the private link of a notice.
    told_by BLOB REFERENCES accounts (id),
    told_as TEXT NOT NULL CHECK (told_as IN ('member', 'notifier')),
    told_at INTEGER NOT NULL,
    -- Staff were told that nobody has.
    reminded_at INTEGER,
    -- Staff looked at it, and what they found.
    came_to TEXT CHECK (came_to IN ('for-uploader', 'for-claimant', 'no-result', 'open')),
    checked_by BLOB REFERENCES accounts (id),
    checked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX dispute_reports_open ON dispute_reports (dispute) WHERE checked_at IS NULL;
CREATE INDEX dispute_reports_waiting ON dispute_reports (told_at, id) WHERE checked_at IS NULL;
CREATE INDEX dispute_reports_dispute ON dispute_reports (dispute);
CREATE INDEX dispute_reports_by ON dispute_reports (told_by, id);

-- Appeals (Regulation (EU) 2022/2065, Article 20), of the uploader or of the notifier, each once against one decision.
CREATE TABLE appeals (
    id BLOB PRIMARY KEY,
    -- Against one of the two.
    decision BLOB REFERENCES decisions (id),
    measure BLOB REFERENCES measures (id),
    side TEXT NOT NULL CHECK (side IN ('uploader', 'notifier')),
    -- Nobody: whoever holds the private link of a notice.
    account BLOB REFERENCES accounts (id),
    notice BLOB REFERENCES notices (id),
    grounds_sealed BLOB NOT NULL,
    lodged_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    reminded_at INTEGER,
    outcome TEXT CHECK (outcome IN ('granted', 'refused', 'withdrawn', 'moot')),
    -- Why it was decided so. Against a measure that is about one person: it lies sealed, and goes with them.
    reasons TEXT CHECK (reasons IS NULL OR measure IS NULL),
    reasons_sealed BLOB CHECK (reasons_sealed IS NULL OR decision IS NULL),
    decided_by BLOB REFERENCES accounts (id),
    ended_at INTEGER,
    -- What was decided in the place of the first decision.
    ruling BLOB REFERENCES decisions (id),
    -- After this dispute the decision is looked at again: nobody lodged that.
    dispute BLOB REFERENCES disputes (id),
    -- Who has it in hand, and until when.
    assigned_to BLOB REFERENCES accounts (id),
    assigned_until INTEGER,
    CHECK ((decision IS NULL) <> (measure IS NULL))
) STRICT;
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
    id BLOB PRIMARY KEY,
    link TEXT NOT NULL REFERENCES links (id),
    -- About one of the two; about none while nobody has decided about what blocks the link.
    decision BLOB REFERENCES decisions (id),
    measure BLOB REFERENCES measures (id),
    -- The case of the file, or of the account.
    log_case BLOB NOT NULL,
    -- None once they are erased.
    words_sealed BLOB,
    -- Where the answer goes: none where it goes nowhere, or went.
    email_sealed BLOB,
    language TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    -- Of the answer; of what was looked at again, by when a senior records what came of it.
    due_at INTEGER NOT NULL,
    reminded_at INTEGER,
    outcome TEXT CHECK (outcome IN ('stands', 'looked-at-again', 'moot')),
    answer_sealed BLOB,
    -- Nobody where it was moot.
    answered_by BLOB REFERENCES accounts (id),
    answered_at INTEGER,
    -- What came of what was looked at again.
    closed_as TEXT CHECK (closed_as IN ('stands', 'overturned', 'moot')),
    closing_sealed BLOB,
    closed_by BLOB REFERENCES accounts (id),
    ended_at INTEGER,
    -- Who has it in hand until it is answered, and until when.
    assigned_to BLOB REFERENCES accounts (id),
    assigned_until INTEGER,
    -- When it is looked at whether what it says is to be erased; none once it is.
    look_at INTEGER,
    CHECK (decision IS NULL OR measure IS NULL)
) STRICT;
CREATE INDEX complaints_link ON complaints (link, sent_at);
CREATE INDEX complaints_decision ON complaints (decision, sent_at);
CREATE INDEX complaints_measure ON complaints (measure, sent_at) WHERE measure IS NOT NULL;
CREATE INDEX complaints_waiting ON complaints (due_at, id) WHERE ended_at IS NULL;
CREATE INDEX complaints_look_at ON complaints (look_at) WHERE look_at IS NOT NULL;

-- What was manifestly unfounded (Regulation (EU) 2022/2065, Article 23(2); 17 U.S.C. § 512(f)): a line of a notice, a counter-notice or an
-- appeal, once. Whose it was stands here; where no account sent it, whose it was follows from its case, once they confirmed that.
CREATE TABLE misuse_marks (
    id BLOB PRIMARY KEY,
    scope TEXT NOT NULL CHECK (scope IN ('notices', 'complaints')),
    account BLOB REFERENCES accounts (id),
    organisation BLOB REFERENCES organisations (id),
    target BLOB UNIQUE REFERENCES targets (id),
    counter_notice BLOB UNIQUE REFERENCES counter_notices (id),
    appeal BLOB UNIQUE REFERENCES appeals (id),
    sent_at INTEGER NOT NULL,
    reasons_sealed BLOB NOT NULL,
    log_case BLOB NOT NULL,
    marked_by BLOB NOT NULL REFERENCES accounts (id),
    marked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX misuse_marks_account ON misuse_marks (account, marked_at) WHERE account IS NOT NULL;
CREATE INDEX misuse_marks_organisation ON misuse_marks (organisation, marked_at) WHERE organisation IS NOT NULL;
CREATE INDEX misuse_marks_marked_at ON misuse_marks (marked_at);
CREATE INDEX misuse_marks_case ON misuse_marks (log_case);

-- What a measure after misuse rests on: the marks that counted when it was taken.
CREATE TABLE measure_marks (
    measure BLOB NOT NULL REFERENCES measures (id),
    mark BLOB NOT NULL REFERENCES misuse_marks (id),
    PRIMARY KEY (measure, mark)
) STRICT;

-- A mark that a senior took back counts no longer, and what is marked is not marked again.
CREATE TABLE misuse_retractions (
    mark BLOB PRIMARY KEY REFERENCES misuse_marks (id),
    reasons_sealed BLOB NOT NULL,
    retracted_by BLOB NOT NULL REFERENCES accounts (id),
    retracted_at INTEGER NOT NULL
) STRICT;

-- mail ----------------------------------------------------------------------------------------------

CREATE TABLE messages (
    id BLOB PRIMARY KEY,
    recipient_sealed BLOB NOT NULL,
    content_sealed BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'bounced')),
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- When it was first about to be handed over, whatever came of that: from then on it can come back.
    handed_at INTEGER,
    sent_at INTEGER,
    last_error TEXT,
    -- The case it is about, and as what its recipient is written to there; none where it is about no case.
    log_case BLOB,
    addressee TEXT CHECK (addressee IN ('notifier', 'uploader', 'owner', 'invited', 'authority', 'staff', 'person', 'sharee')),
    -- Which claim it tells an uploader about, since its case is that of the file; none where it is about none, or its case says it.
    claim BLOB REFERENCES claims (id),
    account BLOB REFERENCES accounts (id),
    -- A keyed hash of case and address: what a mailbox shows as one conversation.
    thread BLOB,
    bounce TEXT CHECK (bounce IN ('hard', 'soft')),
    bounced_at INTEGER,
    -- Staff have reached the person another way, or say why not.
    settled_at INTEGER,
    settled_by BLOB REFERENCES accounts (id),
    settled_note_sealed BLOB
) STRICT;
CREATE INDEX messages_undelivered ON messages (created_at, id)
    WHERE state IN ('failed', 'bounced') AND settled_at IS NULL AND log_case IS NOT NULL;
CREATE INDEX messages_queued ON messages (created_at) WHERE state = 'queued';
CREATE INDEX messages_case ON messages (log_case);
CREATE INDEX messages_thread ON messages (thread, id);
CREATE INDEX messages_account ON messages (account, id) WHERE account IS NOT NULL;

-- webhooks ------------------------------------------------------------------------------------------

-- Where an organisation is told of what becomes of its claims.
CREATE TABLE webhook_endpoints (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisations (id),
    added_by BLOB NOT NULL REFERENCES accounts (id),
    url TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER,
    last_delivered_at INTEGER,
    last_error TEXT,
    failing_since INTEGER,
    next_try_at INTEGER,
    disabled_at INTEGER
) STRICT;
CREATE INDEX webhook_endpoints_organisation ON webhook_endpoints (organisation);

-- One in force, and beside it for a day the one before.
CREATE TABLE webhook_secrets (
    id BLOB PRIMARY KEY,
    endpoint BLOB NOT NULL REFERENCES webhook_endpoints (id),
    secret_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT;
CREATE INDEX webhook_secrets_endpoint ON webhook_secrets (endpoint);

CREATE TABLE webhook_deliveries (
    id BLOB PRIMARY KEY,
    endpoint BLOB NOT NULL REFERENCES webhook_endpoints (id),
    event TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    delivered_at INTEGER,
    given_up_at INTEGER
) STRICT;
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint, created_at);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint, created_at)
    WHERE delivered_at IS NULL AND given_up_at IS NULL;

-- jobs ----------------------------------------------------------------------------------------------

CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    -- By the kind of the job: it waits behind others of its lane only.
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    leased_until INTEGER,
    lease BLOB,
    last_error TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_run_at ON jobs (run_at);
-- Many are due at the same instant.
CREATE INDEX jobs_lane ON jobs (lane, run_at, id);
CREATE INDEX jobs_failed ON jobs (run_at) WHERE attempts > 0;
-- The same job is never done twice at once, whichever portal takes it.
CREATE UNIQUE INDEX jobs_leased ON jobs (payload) WHERE lease IS NOT NULL;
