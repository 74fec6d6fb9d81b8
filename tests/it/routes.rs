//! Every route with every kind of person: who is let in, and who is turned away as if nothing were there. A route that the
//! sources declare and the table does not, or the other way about, fails the test.

use std::collections::BTreeSet;
use std::path::Path;

use axum::Router;
use axum::body::{Body, Bytes};
use futures_util::stream;
use http::{Request, StatusCode, header};
use writ::accounts::api_tokens::{self, TokenName};
use writ::accounts::standing::Scope;
use writ::accounts::{Actor, Auth, Email, Role, entries, passkeys, sessions};
use writ::audit;
use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decided;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::drafts::{self, Law};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::organisations::{self, MemberRole, inquiries, invitations};
use writ::claims::principals::{self, NewPrincipal};
use writ::claims::programs::endpoints;
use writ::claims::programs::keys::{self, NewKey};
use writ::claims::signatures::copies;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{agreements, correspondents, direct, queue, reports, works};
use writ::ids::{ClaimId, CounterNoticeId, DecisionId, EntryId, EvidenceFileId, NoticeId, TargetId, uuid_v4};
use writ::notices;
use writ::process;
use writ::process::appeals::{self, Appellant};
use writ::process::complaints::{self, Typed};
use writ::process::counter_notices::{self, CounterInput};
use writ::process::disputes::{self, DisputeInput, Kind};
use writ::process::misuse;
use writ::service::Service;
use writ::takedown;
use writ::texts::Language;
use writ::tokens::Digest;
use writ::vault::{downloads, uploads};

use crate::accounts::{account, appointed, auth, session_of, with_role};
use crate::app::{TestService, link_in, mailed};
use crate::claims::cast::{self, Cast, File, file, target};
use crate::http::{Answer, send_to};
use crate::outside::Internet;
use crate::vault::applications::joined;

/// The method and path of every route that the sources declare: the portal's pages, API, log, static files and health.
pub fn declared() -> BTreeSet<(String, String)> {
    fn walk(path: &Path, prefix: &str, found: &mut BTreeSet<(String, String)>) {
        if path.is_dir() {
            for file in std::fs::read_dir(path).unwrap() {
                walk(&file.unwrap().path(), prefix, found);
            }
            return;
        }
        let source = std::fs::read_to_string(path).unwrap();
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<String>();
        for call in code.split(".route(").skip(1) {
            let call = &call[..balanced(call)];
            let route = call.split('"').nth(1).unwrap();
            let handlers = call.split_once("\",").unwrap().1.trim();
            // What is mounted under a name of its own is read where it is made.
            let made = code.split(&format!("let {handlers} = ")).nth(1).and_then(|rest| rest.split(';').next());
            let handlers = made.unwrap_or(handlers);
            let mut any = false;
            for method in ["get", "post", "put", "patch", "delete"] {
                if handlers.starts_with(&format!("{method}(")) || handlers.contains(&format!(".{method}(")) {
                    found.insert((method.to_uppercase(), format!("{prefix}{route}")));
                    any = true;
                }
            }
            assert!(any, "{route} has a method that this test does not see: {handlers}");
        }
    }
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    let mut found = BTreeSet::new();
    walk(&sources.join("pages"), "", &mut found);
    walk(&sources.join("api"), "/api/v1", &mut found);
    for file in ["log.rs", "health.rs", "hooks.rs", "static_files.rs"] {
        walk(&sources.join(file), "", &mut found);
    }
    assert!(found.len() > 110, "{} routes", found.len());
    found
}

/// Where the parenthesis that was opened before `text` is closed.
fn balanced(text: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return at;
        }
    }
    panic!("a call that does not end: {text}");
}

/// Kinds of people, each with a session of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Nobody: no session.
    Stranger,
    /// Somebody with an account and nothing else.
    Account,
    /// Who stored the file of the claim.
    Uploader,
    /// An owner of the organisation that filed the claim.
    Member,
    /// An owner of another organisation, verified too.
    Rival,
    Reviewer,
    Senior,
    Administrator,
}

use Who::{Account, Administrator, Member, Reviewer, Rival, Senior, Stranger, Uploader};

const EVERYBODY: &[Who] = &[Stranger, Account, Uploader, Member, Rival, Reviewer, Senior, Administrator];
const SIGNED_IN: &[Who] = &[Account, Uploader, Member, Rival, Reviewer, Senior, Administrator];
const STAFF: &[Who] = &[Reviewer, Senior, Administrator];

/// For programs with a key, whoever's session comes along: `claims::programs` is about them, and `vault::polling` about mirrors.
const PROGRAMS: &[Who] = &[];

const HOLDERS: &[Who] = &[Member, Rival];
const REVIEWERS: &[Who] = &[Reviewer, Senior];

/// Who is let in where. What mirrors answer is for tokens, not for people, and has tests of its own.
const ROUTES: &[(&str, &str, &[Who])] = &[
    // For everybody.
    ("GET", "/", EVERYBODY),
    ("GET", "/agreement", EVERYBODY),
    ("GET", "/agreement/versions/{version}/{locale}", EVERYBODY),
    ("GET", "/contact", EVERYBODY),
    ("GET", "/policies", EVERYBODY),
    ("GET", "/privacy", EVERYBODY),
    ("GET", "/transparency", EVERYBODY),
    ("GET", "/mirrors", EVERYBODY),
    ("GET", "/host/terms", EVERYBODY),
    ("GET", "/transparency.csv", EVERYBODY),
    ("GET", "/transparency.json", EVERYBODY),
    ("GET", "/f/{link}", EVERYBODY),
    ("GET", "/f/{link}/complaint", EVERYBODY),
    ("POST", "/f/{link}/complaint", EVERYBODY),
    ("GET", "/report", EVERYBODY),
    ("POST", "/report", EVERYBODY),
    ("GET", "/report/again", EVERYBODY),
    ("POST", "/report/again", EVERYBODY),
    ("GET", "/report/{secret}", EVERYBODY),
    ("GET", "/report/{secret}/progress", EVERYBODY),
    ("GET", "/report/{secret}/amendment", EVERYBODY),
    ("POST", "/report/{secret}/amendment", EVERYBODY),
    ("GET", "/report/{secret}/withdrawal", EVERYBODY),
    ("POST", "/report/{secret}/withdrawal", EVERYBODY),
    ("GET", "/report/{secret}/counter-notices/{counter}/action", EVERYBODY),
    ("POST", "/report/{secret}/counter-notices/{counter}/action", EVERYBODY),
    ("GET", "/report/{secret}/disputes/{dispute}/end", EVERYBODY),
    ("POST", "/report/{secret}/disputes/{dispute}/end", EVERYBODY),
    ("GET", "/report/{secret}/decisions/{decision}/appeal", EVERYBODY),
    ("POST", "/report/{secret}/decisions/{decision}/appeal", EVERYBODY),
    ("POST", "/report/{secret}/decisions/{decision}/appeal/withdrawal", EVERYBODY),
    ("GET", "/report/confirmation/{claim}/{code}", EVERYBODY),
    ("POST", "/report/confirmation/{claim}/{code}", EVERYBODY),
    ("GET", "/report/measures/{measure}/{code}", EVERYBODY),
    ("POST", "/report/measures/{measure}/{code}", EVERYBODY),
    ("POST", "/report/measures/{measure}/{code}/withdrawal", EVERYBODY),
    ("GET", "/report/{secret}/evidence", EVERYBODY),
    ("POST", "/report/{secret}/evidence", EVERYBODY),
    ("GET", "/report/{secret}/personal-data", EVERYBODY),
    ("POST", "/report/{secret}/export", EVERYBODY),
    ("POST", "/report/{secret}/erasure", EVERYBODY),
    ("GET", "/sign-in", EVERYBODY),
    ("GET", "/sign-up", EVERYBODY),
    ("GET", "/sign-up/code", EVERYBODY),
    ("GET", "/invitation", EVERYBODY),
    ("GET", "/log", EVERYBODY),
    ("GET", "/log/entries/{index}", EVERYBODY),
    ("GET", "/log/checkpoint", EVERYBODY),
    ("GET", "/log/tile/{*path}", EVERYBODY),
    ("GET", "/log/vkey", EVERYBODY),
    ("GET", "/log/witnesses", EVERYBODY),
    ("GET", "/log/policy", EVERYBODY),
    ("GET", "/.well-known/jwks.json", EVERYBODY),
    ("GET", "/healthz", EVERYBODY),
    ("GET", "/readyz", EVERYBODY),
    ("GET", "/favicon.ico", EVERYBODY),
    ("GET", "/static/{*path}", EVERYBODY),
    ("GET", "/api/v1/links/{link}", EVERYBODY),
    ("POST", "/api/v1/links/{link}/downloads", EVERYBODY),
    ("POST", "/api/v1/links/{link}/downloads/{download}/ticket", EVERYBODY),
    ("POST", "/api/v1/accounts", EVERYBODY),
    ("POST", "/api/v1/accounts/confirmation", EVERYBODY),
    ("POST", "/api/v1/sign-in", EVERYBODY),
    ("POST", "/api/v1/sign-in/parameters", EVERYBODY),
    ("POST", "/api/v1/mirrors", EVERYBODY),
    ("POST", "/api/v1/mirrors/changes", EVERYBODY),
    ("GET", "/api/v1/openapi.json", EVERYBODY),
    // For programs.
    ("POST", "/hooks/bounces", PROGRAMS),
    ("GET", "/api/v1/orders", PROGRAMS),
    ("POST", "/api/v1/refusals", PROGRAMS),
    ("GET", "/api/v1/claims", PROGRAMS),
    ("POST", "/api/v1/claims", PROGRAMS),
    ("GET", "/api/v1/claims/{id}", PROGRAMS),
    ("PUT", "/api/v1/claims/{id}/statement", PROGRAMS),
    ("POST", "/api/v1/claims/{id}/deletion", PROGRAMS),
    ("POST", "/api/v1/claims/{id}/retraction", PROGRAMS),
    ("POST", "/api/v1/retractions", PROGRAMS),
    ("GET", "/api/v1/works", PROGRAMS),
    // For whoever has an account.
    ("GET", "/account", SIGNED_IN),
    ("GET", "/account/closing", SIGNED_IN),
    ("POST", "/account/closing", SIGNED_IN),
    ("GET", "/account/export", SIGNED_IN),
    ("POST", "/account/export", SIGNED_IN),
    ("GET", "/account/passkeys", SIGNED_IN),
    ("POST", "/account/passkeys", SIGNED_IN),
    ("GET", "/drive", SIGNED_IN),
    ("GET", "/host", SIGNED_IN),
    ("POST", "/host/applications", SIGNED_IN),
    ("GET", "/notices", SIGNED_IN),
    ("GET", "/account/standing", SIGNED_IN),
    ("GET", "/rights", SIGNED_IN),
    ("POST", "/rights", SIGNED_IN),
    ("GET", "/api/v1/account", SIGNED_IN),
    ("GET", "/api/v1/entries", SIGNED_IN),
    ("GET", "/api/v1/objects", SIGNED_IN),
    ("POST", "/api/v1/uploads", SIGNED_IN),
    ("POST", "/api/v1/account/keys", SIGNED_IN),
    ("PUT", "/api/v1/account/password", SIGNED_IN),
    ("PUT", "/api/v1/account/recovery-key", SIGNED_IN),
    ("PUT", "/api/v1/entries/{id}", &[Uploader]),
    ("POST", "/account/language", SIGNED_IN),
    ("POST", "/account/tokens", SIGNED_IN),
    ("POST", "/invitation", SIGNED_IN),
    // For a host, about what is its own.
    ("POST", "/host/applications/{application}/token", &[Account]),
    ("POST", "/host/applications/{application}/withdrawal", &[Account]),
    ("GET", "/host/mirrors/{mirror}", &[Account]),
    ("POST", "/host/mirrors/{mirror}/leaving", &[Account]),
    // For an uploader, about what is its own.
    ("GET", "/drive/{object}", &[Uploader]),
    ("GET", "/notices/{notice}", &[Uploader]),
    ("GET", "/notices/{notice}/counter-notice", &[Uploader]),
    ("POST", "/notices/{notice}/counter-notice", &[Uploader]),
    ("POST", "/notices/{notice}/counter-notice/withdrawal", &[Uploader]),
    ("GET", "/notices/{notice}/appeal", &[Uploader]),
    ("POST", "/notices/{notice}/appeal", &[Uploader]),
    ("POST", "/notices/{notice}/appeal/withdrawal", &[Uploader]),
    ("GET", "/api/v1/entries/{id}", &[Uploader]),
    ("GET", "/api/v1/objects/{object}", &[Uploader]),
    ("GET", "/api/v1/objects/{object}/links", &[Uploader]),
    ("POST", "/api/v1/objects/{object}/links", &[Uploader]),
    ("PATCH", "/api/v1/objects/{object}/links/{link}", &[Uploader]),
    ("POST", "/api/v1/objects/{object}/downloads", &[Uploader]),
    ("POST", "/api/v1/objects/{object}/downloads/{download}/ticket", &[Uploader]),
    ("GET", "/api/v1/uploads/{upload}", &[Uploader]),
    ("PUT", "/api/v1/uploads/{upload}/metadata", &[Uploader]),
    ("PUT", "/api/v1/uploads/{upload}/parts/{part}", &[Uploader]),
    ("POST", "/api/v1/uploads/{upload}/completion", &[Uploader]),
    ("POST", "/drive/{object}/links", &[Uploader]),
    // For members of a rights holder, about what is its own.
    ("GET", "/rights/agreement", HOLDERS),
    ("POST", "/rights/agreement", HOLDERS),
    ("POST", "/rights/agreement/passkey", HOLDERS),
    ("POST", "/rights/agreement/passkey/confirmation", HOLDERS),
    ("GET", "/rights/works", HOLDERS),
    ("POST", "/rights/works", HOLDERS),
    ("GET", "/rights/works/import", HOLDERS),
    ("POST", "/rights/works/import", HOLDERS),
    ("GET", "/rights/works/export", HOLDERS),
    ("GET", "/rights/works/{work}", &[Member]),
    ("POST", "/rights/works/{work}", &[Member]),
    ("POST", "/rights/works/{work}/references", &[Member]),
    ("GET", "/rights/claims", HOLDERS),
    ("GET", "/rights/claims/new", HOLDERS),
    ("POST", "/rights/claims/new", HOLDERS),
    ("GET", "/rights/documents", HOLDERS),
    ("POST", "/rights/documents", HOLDERS),
    ("GET", "/rights/claims/{id}/evidence", &[Member]),
    ("POST", "/rights/claims/{id}/evidence", &[Member]),
    ("POST", "/evidence/{file}", &[Member, Reviewer, Senior]),
    ("POST", "/report/{secret}/evidence/{file}", EVERYBODY),
    ("GET", "/rights/principals", HOLDERS),
    ("POST", "/rights/principals", HOLDERS),
    ("GET", "/rights/principals/{principal}", &[Member]),
    ("POST", "/rights/principals/{principal}/documents", &[Member]),
    ("POST", "/rights/domain", HOLDERS),
    ("POST", "/rights/answer", &[Member]),
    ("GET", "/rights/contact", HOLDERS),
    ("POST", "/rights/contact", HOLDERS),
    ("GET", "/rights/end", HOLDERS),
    ("POST", "/rights/end", HOLDERS),
    ("GET", "/rights/team", HOLDERS),
    ("POST", "/rights/team/invitations", HOLDERS),
    ("POST", "/rights/team/invitations/withdrawal", &[Member]),
    ("POST", "/rights/team/role", &[Member]),
    ("POST", "/rights/team/removal", &[Member]),
    ("GET", "/rights/keys", HOLDERS),
    ("POST", "/rights/keys", HOLDERS),
    ("POST", "/rights/keys/{id}/revocation", &[Member]),
    ("GET", "/rights/webhooks", HOLDERS),
    ("POST", "/rights/webhooks", HOLDERS),
    ("POST", "/rights/webhooks/{id}/test", &[Member]),
    ("POST", "/rights/webhooks/{id}/secret", &[Member]),
    ("POST", "/rights/webhooks/{id}/removal", &[Member]),
    ("GET", "/rights/invitations/{id}", &[Account]),
    ("GET", "/rights/agreement/copies/{id}", &[Member]),
    ("GET", "/rights/agreement/copies/{id}/file", &[Member]),
    ("GET", "/rights/claims/drafts/{draft}", &[Member]),
    ("GET", "/rights/claims/drafts/{draft}/law", &[Member]),
    ("POST", "/rights/claims/drafts/{draft}/law", &[Member]),
    ("GET", "/rights/claims/drafts/{draft}/links", &[Member]),
    ("POST", "/rights/claims/drafts/{draft}/links", &[Member]),
    ("POST", "/rights/claims/drafts/{draft}/links/proving", &[Member]),
    ("POST", "/rights/claims/drafts/{draft}/links/chosen", &[Member]),
    ("GET", "/rights/claims/drafts/{draft}/links/{line}", &[Member]),
    ("POST", "/rights/claims/drafts/{draft}/links/{line}", &[Member]),
    ("POST", "/rights/claims/drafts/{draft}/links/{line}/key", &[Member]),
    ("GET", "/rights/claims/drafts/{draft}/statement", &[Member]),
    ("POST", "/rights/claims/drafts/{draft}/statement", &[Member]),
    ("GET", "/rights/claims/drafts/{draft}/check", &[Member]),
    ("POST", "/rights/claims/drafts/{draft}/check", &[Member]),
    ("POST", "/rights/claims/{id}/links", &[Member]),
    ("GET", "/rights/claims/{id}", &[Member]),
    ("GET", "/rights/claims/{id}/progress", &[Member]),
    ("GET", "/rights/claims/{id}/targets/{target}/possession", &[Member]),
    ("GET", "/rights/claims/{id}/matching", &[Member]),
    ("GET", "/rights/claims/{id}/matching/progress", &[Member]),
    ("POST", "/rights/claims/{id}/matching", &[Member]),
    ("GET", "/rights/claims/{id}/deletion", &[Member]),
    ("POST", "/rights/claims/{id}/deletion", &[Member]),
    ("GET", "/rights/claims/{id}/amendment", &[Member]),
    ("POST", "/rights/claims/{id}/amendment", &[Member]),
    ("GET", "/rights/claims/{id}/sources", &[Member]),
    ("POST", "/rights/claims/{id}/sources", &[Member]),
    ("GET", "/rights/claims/{id}/withdrawal", &[Member]),
    ("POST", "/rights/claims/{id}/withdrawal", &[Member]),
    ("GET", "/rights/claims/{id}/counter-notices/{counter}/action", &[Member]),
    ("POST", "/rights/claims/{id}/counter-notices/{counter}/action", &[Member]),
    ("GET", "/rights/claims/{id}/disputes/{dispute}/end", &[Member]),
    ("POST", "/rights/claims/{id}/disputes/{dispute}/end", &[Member]),
    ("GET", "/rights/claims/{id}/decisions/{decision}/appeal", &[Member]),
    ("POST", "/rights/claims/{id}/decisions/{decision}/appeal", &[Member]),
    ("POST", "/rights/claims/{id}/decisions/{decision}/appeal/withdrawal", &[Member]),
    // For the staff.
    ("GET", "/desk", STAFF),
    ("GET", "/desk/mail", STAFF),
    ("GET", "/desk/steps", STAFF),
    ("GET", "/desk/objects/{object}", STAFF),
    ("GET", "/desk/objects/{object}/board", STAFF),
    ("GET", "/desk/objects/{object}/mail", STAFF),
    ("GET", "/desk/rights-holders", &[Administrator]),
    ("GET", "/desk/claims/{claim}", REVIEWERS),
    ("GET", "/desk/claims/{claim}/mail", REVIEWERS),
    ("POST", "/desk/search", STAFF),
    ("POST", "/desk/views", REVIEWERS),
    ("POST", "/desk/bulk", REVIEWERS),
    ("GET", "/desk/workload", &[Senior]),
    ("GET", "/desk/counter-notices", REVIEWERS),
    ("GET", "/desk/counter-notices/{counter}", REVIEWERS),
    ("POST", "/desk/counter-notices/{counter}", REVIEWERS),
    ("POST", "/desk/counter-notices/{counter}/assignment", REVIEWERS),
    ("POST", "/desk/counter-notices/{counter}/release", REVIEWERS),
    ("GET", "/desk/appeals", REVIEWERS),
    ("GET", "/desk/appeals/{appeal}", REVIEWERS),
    ("POST", "/desk/appeals/{appeal}", REVIEWERS),
    ("POST", "/desk/appeals/{appeal}/assignment", REVIEWERS),
    ("POST", "/desk/appeals/{appeal}/release", REVIEWERS),
    ("GET", "/desk/complaints", REVIEWERS),
    ("GET", "/desk/complaints/{complaint}", REVIEWERS),
    ("POST", "/desk/complaints/{complaint}", REVIEWERS),
    ("POST", "/desk/complaints/{complaint}/assignment", REVIEWERS),
    ("POST", "/desk/complaints/{complaint}/release", REVIEWERS),
    ("GET", "/desk/standing", REVIEWERS),
    ("GET", "/desk/standing/accounts/{account}", REVIEWERS),
    ("GET", "/desk/standing/accounts/{account}/mail", REVIEWERS),
    ("POST", "/desk/standing/accounts/{account}/review", REVIEWERS),
    ("POST", "/desk/standing/accounts/{account}/misuse", REVIEWERS),
    ("GET", "/desk/standing/organisations/{organisation}", REVIEWERS),
    ("GET", "/desk/standing/organisations/{organisation}/mail", REVIEWERS),
    ("POST", "/desk/standing/organisations/{organisation}/misuse", REVIEWERS),
    ("GET", "/desk/standing/correspondents/{correspondent}", REVIEWERS),
    ("GET", "/desk/standing/correspondents/{correspondent}/mail", REVIEWERS),
    ("POST", "/desk/standing/correspondents/{correspondent}/misuse", REVIEWERS),
    ("GET", "/desk/standing/marks/{mark}/retraction", &[Senior]),
    ("POST", "/desk/standing/marks/{mark}/retraction", &[Senior]),
    ("GET", "/desk/claims/{claim}/misuse", REVIEWERS),
    ("POST", "/desk/claims/{claim}/misuse", REVIEWERS),
    ("GET", "/desk/disputes", REVIEWERS),
    ("GET", "/desk/decisions/{decision}/dispute", REVIEWERS),
    ("POST", "/desk/decisions/{decision}/dispute", REVIEWERS),
    ("GET", "/desk/disputes/{dispute}", REVIEWERS),
    ("POST", "/desk/disputes/{dispute}", REVIEWERS),
    ("POST", "/desk/disputes/{dispute}/open", REVIEWERS),
    ("GET", "/desk/disputes/{dispute}/end", REVIEWERS),
    ("POST", "/desk/disputes/{dispute}/end", REVIEWERS),
    ("GET", "/desk/decisions/{decision}/overturning", &[Senior]),
    ("POST", "/desk/decisions/{decision}/overturning", &[Senior]),
    ("GET", "/desk/samples", &[Senior]),
    ("GET", "/desk/samples/{decision}", &[Senior]),
    ("POST", "/desk/samples/{decision}", &[Senior]),
    ("GET", "/api/v1/evidence/{target}/parts/{part}", REVIEWERS),
    ("POST", "/desk/next", REVIEWERS),
    ("GET", "/desk/orders", REVIEWERS),
    ("GET", "/desk/orders/new", REVIEWERS),
    ("POST", "/desk/orders/new", REVIEWERS),
    ("GET", "/desk/claims/{claim}/confirmation", REVIEWERS),
    ("POST", "/desk/claims/{claim}/confirmation", REVIEWERS),
    ("POST", "/desk/claims/{claim}/disclosure", &[Senior]),
    ("GET", "/desk/claims/{claim}/order-withdrawal", REVIEWERS),
    ("POST", "/desk/claims/{claim}/order-withdrawal", REVIEWERS),
    ("POST", "/desk/claims/{claim}/evidence", REVIEWERS),
    ("POST", "/desk/claims/{claim}/escalation", REVIEWERS),
    ("POST", "/desk/claims/{claim}/escalation/end", &[Senior]),
    ("POST", "/desk/claims/{claim}/notes", REVIEWERS),
    ("GET", "/desk/escalations", &[Senior]),
    ("GET", "/desk/reasons", &[Senior]),
    ("POST", "/desk/reasons", &[Senior]),
    ("GET", "/desk/reasons/{reason}", &[Senior]),
    ("POST", "/desk/reasons/{reason}", &[Senior]),
    ("POST", "/desk/reasons/{reason}/retirement", &[Senior]),
    ("POST", "/desk/objects/{object}/preservation", &[Senior]),
    ("POST", "/desk/objects/{object}/preservation/{preservation}/release", &[Senior]),
    ("POST", "/desk/claims/{claim}/assignment", REVIEWERS),
    ("POST", "/desk/claims/{claim}/targets/{target}/evidence", REVIEWERS),
    ("POST", "/desk/claims/{claim}/decision", REVIEWERS),
    ("POST", "/desk/claims/{claim}/question", REVIEWERS),
    ("POST", "/desk/claims/{claim}/release", REVIEWERS),
    ("POST", "/desk/claims/{claim}/reassignment", &[Senior]),
    ("POST", "/desk/objects/{object}/purge", &[Senior, Administrator]),
    ("POST", "/desk/objects/{object}/order-without-custody", &[Senior, Administrator]),
    ("GET", "/setup", &[Administrator]),
    ("POST", "/setup/contact-agent", &[Administrator]),
    ("POST", "/setup/law", &[Administrator]),
    ("POST", "/setup/second-administrator", &[Administrator]),
    ("GET", "/desk/accounts", &[Administrator]),
    ("POST", "/desk/accounts/invitations", &[Administrator]),
    ("GET", "/desk/accounts/{account}/removal", &[Administrator]),
    ("POST", "/desk/accounts/{account}/removal", &[Administrator]),
    ("POST", "/desk/accounts/{account}/roles/{role}/withdrawal", &[Administrator]),
    ("GET", "/desk/mirrors", &[Administrator]),
    ("POST", "/desk/mirrors/invitations", &[Administrator]),
    ("GET", "/desk/mirrors/evacuations", &[Administrator]),
    ("POST", "/desk/mirrors/evacuations", &[Administrator]),
    ("GET", "/desk/mirrors/where", &[Administrator]),
    ("GET", "/desk/mirrors/{mirror}", &[Administrator]),
    ("POST", "/desk/mirrors/{mirror}/{act}", &[Administrator]),
    ("GET", "/desk/hosts/{application}", &[Administrator]),
    ("POST", "/desk/hosts/{application}/{act}", &[Administrator]),
    ("GET", "/desk/trust", &[Administrator]),
    ("POST", "/desk/trust/order-key", &[Administrator]),
    ("POST", "/desk/trust/log-key", &[Administrator]),
    ("POST", "/desk/trust/quorum", &[Administrator]),
    ("GET", "/desk/policies", &[Administrator]),
    ("GET", "/desk/policies/{item}", &[Administrator]),
    ("POST", "/desk/policies/{item}", &[Administrator]),
    ("GET", "/desk/agreements", &[Administrator]),
    ("POST", "/desk/agreements", &[Administrator]),
    ("GET", "/desk/agreements/{agreement}", &[Administrator]),
    ("GET", "/desk/rights-holders/{organisation}", &[Administrator]),
    ("GET", "/desk/rights-holders/{organisation}/mail", &[Administrator]),
    ("POST", "/desk/rights-holders/{organisation}/{act}", &[Administrator]),
    ("GET", "/desk/principals/{principal}", &[Administrator]),
    ("POST", "/desk/principals/{principal}/confirmation", &[Administrator]),
    ("POST", "/desk/principals/{principal}/refusal", &[Administrator]),
    ("POST", "/desk/steps/{step}/confirmation", &[Administrator]),
    ("POST", "/desk/steps/{step}/cancellation", &[Administrator]),
    ("POST", "/desk/mail/{message}/sending", STAFF),
    ("POST", "/desk/mail/{message}/settlement", STAFF),
    ("POST", "/rights/principals/{principal}/withdrawal", &[Member]),
    ("POST", "/evidence/{file}/removal", &[Member]),
    ("POST", "/report/{secret}/evidence/{file}/removal", EVERYBODY),
    // What ends something, or makes somebody another kind of person, last.
    ("POST", "/desk/standing/measures/{measure}/lifting", REVIEWERS),
    ("POST", "/desk/standing/deletions/{decision}", REVIEWERS),
    ("POST", "/desk/views/{view}/removal", &[Senior]),
    ("POST", "/rights/claims/drafts/{draft}/discard", &[Member]),
    ("POST", "/rights/invitations/{id}", &[Account]),
    ("GET", "/account/roles/{role}/withdrawal", &[Reviewer]),
    ("POST", "/account/roles/{role}/withdrawal", SIGNED_IN),
    ("DELETE", "/api/v1/uploads/{upload}", &[Uploader]),
    ("DELETE", "/api/v1/entries/{id}", &[Uploader]),
    ("POST", "/drive/{object}/links/{link}/revocation", &[Uploader]),
    ("DELETE", "/api/v1/objects/{object}/links/{link}", &[Uploader]),
    ("POST", "/drive/{object}/deletion", &[Uploader]),
    ("POST", "/drive/{object}/deletion/undo", &[Uploader]),
    ("DELETE", "/api/v1/objects/{object}", &[Uploader]),
    ("DELETE", "/api/v1/objects/{object}/deletion", &[Uploader]),
    ("POST", "/account/tokens/{id}/revocation", &[Uploader]),
    ("POST", "/account/passkeys/{id}/removal", &[Uploader]),
    ("POST", "/account/sessions/{id}/end", &[Uploader]),
    ("POST", "/account/sessions/others/end", SIGNED_IN),
    ("POST", "/api/v1/sign-out", SIGNED_IN),
    ("POST", "/sign-out", EVERYBODY),
];

/// Whether somebody was turned away: told to sign in, refused, told that nothing is there, or led to apply first.
fn turned_away(answer: &Answer) -> bool {
    match answer.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => true,
        StatusCode::SEE_OTHER => {
            let place = answer.header(header::LOCATION);
            place.starts_with("/sign-in") || place == "/rights"
        }
        _ => false,
    }
}

/// The cast, everything a path can name, and a session for each kind of person.
struct Scene {
    portal: Router,
    sessions: Vec<(Who, String)>,
    /// What stands in a path for each name.
    names: Vec<(&'static str, String)>,
    /// The body for a path that ends so; others are asked with an empty one.
    bodies: Vec<(&'static str, String)>,
    _app: TestService,
}

impl Scene {
    async fn new() -> Self {
        let app = TestService::new().await;
        let service = &Internet::start().await.around(&app.service);
        let cast = Cast::verified(service).await;
        let mut sessions = vec![(Stranger, String::new())];
        let mut people = Vec::new();
        for (who, name) in [(Account, "account"), (Uploader, "uploader"), (Member, "member"), (Rival, "rival")] {
            let email = format!("{name}@files.example");
            people.push(account(service, &email).await);
            sessions.push((who, session_of(service, &email).await));
        }
        let mut staff = Vec::new();
        for (who, role) in [(Reviewer, Role::Reviewer), (Senior, Role::Senior), (Administrator, Role::Administrator)] {
            let email = format!("{}@files.example", role.as_str());
            staff.push(match role.appointment() {
                Some(_) => appointed(service, [cast.first, cast.second], &email, role).await,
                None => with_role(service, cast.first, &email, role).await,
            });
            sessions.push((who, session_of(service, &email).await));
        }
        let (uploader, reviewer) = (people[1], staff[0]);
        let view = queue::views::save(service, &staff[1], "Overdue", "due=overdue", true).await.unwrap();

        // Two organisations, both verified and signed for.
        let mut holders = Vec::new();
        for (n, owner) in [people[2], people[3]].into_iter().enumerate() {
            let application = cast::application(&format!("Pictures {n}"));
            let organisation = organisations::apply(service, &owner, &application).await.unwrap();
            inquiries::ask(service, &cast.first, organisation, "Who is the officer?").await.unwrap();
            cast::verify(service, &cast.first, &cast.second, organisation).await;
            let holder =
                Cast { member: owner, organisation, auth: Auth::parse(&auth("right")).unwrap(), ..cast.clone() };
            holder.sign(service).await;
            holders.push(holder);
        }
        let holder = &holders[0];
        let copy = copies::of_organisation(service, &holder.member, holder.organisation).await.unwrap().remove(0);
        let inquiry = inquiries::inquiries(service, &holder.member, holder.organisation).await.unwrap().remove(0).id;
        let mut invitations = Vec::new();
        for name in ["account", "nobody"] {
            let email = Email::parse(&format!("{name}@files.example")).unwrap();
            let (owner, organisation) = (&holder.member, holder.organisation);
            let invitation = invitations::invite(service, owner, organisation, &email, MemberRole::Agent).await;
            invitations.push(invitation.unwrap());
        }
        let work = works::register(service, &holder.member, holder.organisation, &cast::work()).await.unwrap();
        let step = direct::propose_grant(service, &cast.first, holder.organisation, "Accurate").await.unwrap();

        // One claim waits with a reviewer who has opened its evidence; another is decided, and its uploader told.
        let [waiting, decided] = [
            File::upload_of(service, uploader, "waiting.mkv").await,
            File::upload_of(service, uploader, "decided.mkv").await,
        ];
        let filed = file(service, holder, vec![target(&waiting.url())]).await.unwrap();
        queue::take(service, &reviewer, filed.claim).await.unwrap();
        decisions::open_evidence(service, &reviewer, filed.targets[0].target).await.unwrap();
        let other = file(service, holder, vec![target(&decided.url())]).await.unwrap();
        queue::take(service, &cast.reviewer, other.claim).await.unwrap();
        let ruling = Ruling {
            target: other.targets[0].target,
            finding: Finding::Infringing,
            action: Action::LockAndDelete,
            ground: "Copyright".into(),
            reasons: "It is the whole film.".into(),
        };
        decisions::decide(service, &cast.reviewer, other.claim, &[ruling]).await.unwrap();
        let notice = notices::notices_of(service, uploader.account).await.unwrap().remove(0).id;
        let message = process::delivery::of_claim(service, &cast.reviewer, other.claim).await.unwrap().remove(0).id;
        let typed = Typed { words: "It is our own.", email: "", language: Language::default() };
        let complaint = complaints::send(service, "192.0.2.9", &decided.link, None, typed).await.unwrap().id;
        // Both sides answer what was decided, and somebody without an account does, too.
        let sent = countered(service, &uploader, notice).await;
        let member = Claimant::Person(&holder.member);
        let told = disputes::tell_of_action(service, member, other.claim, sent, &action()).await.unwrap();
        let theirs = Appellant::Uploader(&uploader, notice);
        let appeal = appeals::lodge(service, theirs, "I have a licence").await.unwrap();
        let refused = File::upload_of(service, uploader, "refused.mkv").await;
        let refused = file(service, holder, vec![target(&refused.url())]).await.unwrap();
        let nothing = ruled(service, &cast.reviewer, refused.claim, refused.targets[0].target, Action::None).await;
        let unfounded = misuse::What::Target(refused.targets[0].target);
        let mark = misuse::mark(service, &cast.reviewer, unfounded, "It is another film").await.unwrap();
        let party = misuse::Party::Organisation(holder.organisation);
        let [reasons, gravity, intention] = ["Once more", "A day offline", "It cannot be told"].map(str::to_owned);
        let words = misuse::Words { reasons, gravity, intention };
        let (scope, warn) = (Scope::Notices, misuse::Decision::Warn);
        let measure = misuse::decide(service, &cast.reviewer, party, scope, warn, &words).await.unwrap();
        appeals::lodge(service, Appellant::Notifier(member, refused.claim, nothing), "It is ours").await.unwrap();
        let [locked, left] = [
            File::upload_of(service, uploader, "locked.mkv").await,
            File::upload_of(service, uploader, "left.mkv").await,
        ];
        let mut both = cast::report(Basis::UsDmca, &locked.url());
        both.targets.push(target(&left.url()));
        let both = reports::send(service, "192.0.2.9", None, &both).await.unwrap();
        queue::take(service, &cast.reviewer, both.claim).await.unwrap();
        let rulings = [Action::LockAndDelete, Action::None].into_iter().zip(&both.targets);
        let rulings: Vec<_> = rulings.map(|(action, filed)| ruling_of(filed.target, action)).collect();
        let made = decisions::decide(service, &cast.reviewer, both.claim, &rulings).await.unwrap();
        let by_link_secret = both.private_link.unwrap().expose().to_owned();
        let mut of_link = (None, None, None);
        for decision in made {
            let mut tx = service.db.read().await.unwrap();
            let so = decided::read(&mut tx, decision).await.unwrap();
            drop(tx);
            if so.restricts {
                let all = notices::notices_of(service, uploader.account).await.unwrap();
                let told = all.into_iter().find(|told| told.object == Some(so.object)).unwrap().id;
                let answer = countered(service, &uploader, told).await;
                let text = PrivateLinkText(&by_link_secret);
                let holder = Claimant::Holder(&text);
                let acted = disputes::tell_of_action(service, holder, both.claim, answer, &action()).await.unwrap();
                (of_link.0, of_link.2) = (Some(answer), Some(acted));
            } else {
                let text = PrivateLinkText(&by_link_secret);
                let holder = Appellant::Notifier(Claimant::Holder(&text), both.claim, decision);
                appeals::lodge(service, holder, "It is ours").await.unwrap();
                of_link.1 = Some(decision);
            }
        }
        let (of_link, left, acted) = (of_link.0.unwrap(), of_link.1.unwrap(), of_link.2.unwrap());
        let reported = cast::report(Basis::EuDsa, &waiting.url());
        let reported = reports::send(service, "192.0.2.9", None, &reported).await.unwrap();
        // Another sender confirms that a notice is theirs, is warned, and appeals.
        let spam = File::upload_of(service, uploader, "spam.mkv").await;
        let mut sent_by_them = None;
        let letters = mailed(service, async || {
            let spam = cast::report(Basis::EuDsa, &spam.url());
            sent_by_them = Some(reports::send(service, "192.0.2.9", None, &spam).await.unwrap());
        })
        .await;
        let spam = sent_by_them.unwrap();
        let confirmation = link_in(&letters[0], &format!("/report/confirmation/{}/", spam.claim));
        correspondents::confirm(service, spam.claim, &confirmation).await.unwrap();
        ruled(service, &cast.reviewer, spam.claim, spam.targets[0].target, Action::None).await;
        let unfounded = misuse::What::Target(spam.targets[0].target);
        misuse::mark(service, &cast.reviewer, unfounded, "It is another film").await.unwrap();
        let records = misuse::records(service, &cast.reviewer).await.unwrap();
        let correspondent = records.iter().find_map(|record| record.party.correspondent()).unwrap();
        let mut warned = None;
        let letters = mailed(service, async || {
            let party = misuse::Party::Correspondent(correspondent);
            warned = Some(misuse::decide(service, &cast.reviewer, party, scope, warn, &words).await.unwrap());
        })
        .await;
        let warned = warned.unwrap();
        let warning = link_in(&letters[0], &format!("/report/measures/{warned}/"));
        appeals::lodge_by_link(service, warned, &PrivateLinkText(&warning), "It was right").await.unwrap();

        let secret = reported.private_link.unwrap().expose().to_owned();
        let new = NewPrincipal { name: "Lighthouse".into(), from: "2026-01-01".into(), until: "2027-01-01".into() };
        let principal = principals::name(service, &holder.member, holder.organisation, &new).await.unwrap();
        let brought = evidence_of(service, Claimant::Person(&holder.member), filed.claim).await;
        let by_link = evidence_of(service, Claimant::Holder(&PrivateLinkText(&secret)), reported.claim).await;
        let draft = Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() };
        let draft = drafts::begin(service, &holder.member, holder.organisation, &draft).await.unwrap();
        drafts::lines::enter(service, &holder.member, draft, &waiting.url()).await.unwrap();
        // The other organisation deletes by itself, and that is drawn.
        let rival = &holders[1];
        rival.grant(service).await;
        let deleted = File::upload(service, "deleted.mkv").await;
        let claimed = file(service, rival, vec![target(&deleted.url())]).await.unwrap().claim;
        let pressed = cast::delete(service, &rival.member, claimed, "DELETE", &rival.auth).await;
        let decision = pressed.unwrap().remove(0);
        let dispute = DisputeInput {
            kind: Some(Kind::Lawsuit),
            forum: "District Court".into(),
            reference: "4:26-cv-01234".into(),
            begun_on: "2026-11-20".into(),
            ..DisputeInput::default()
        };
        let dispute = disputes::record(service, &cast.reviewer, decision, &dispute).await.unwrap();

        let order = cast::order(&[&waiting.bare()]);
        let order = OrderInput { gag: Some(Gag::Notice), ..order };
        let order = authorities::enter(service, &cast.reviewer, &order).await.unwrap().claim;
        let seniors = takedown::preserve(service, &cast.senior, decided.object, None, "A lawsuit");
        let preservation = seniors.await.unwrap();
        let download = downloads::download(service, &waiting.link, None).await.unwrap().download;
        let own = downloads::download_as_owner(service, uploader.account, waiting.object).await.unwrap().download;
        let upload = uploads::begin(service, uploader.account, None).await.unwrap().upload;
        let entry = EntryId(uuid_v4(&service.entropy));
        entries::put(service, uploader, entry, b"sealed").await.unwrap();
        let (token, _) = api_tokens::issue(service, uploader, TokenName::parse("one").unwrap(), None).await.unwrap();
        cast::passkey(service, uploader, &Auth::parse(&auth("right")).unwrap(), 1).await;
        let passkey = passkeys::list(service, uploader).await.unwrap().remove(0).id;
        let before = sessions::list(service, uploader).await.unwrap();
        session_of(service, "uploader@files.example").await;
        let mut now = sessions::list(service, uploader).await.unwrap().into_iter().map(|(id, _)| id);
        let session = now.find(|id| before.iter().all(|(known, _)| known != id)).unwrap();
        let new =
            NewKey { name: "One".into(), scopes: vec!["claims:read".into()], days: "30".into(), ..NewKey::default() };
        let key = keys::create(service, &holder.member, holder.organisation, &new, &holder.auth).await.unwrap().0;
        let (member, hooks) = (&holder.member, "https://pictures.example/hooks");
        let endpoint = endpoints::add(service, member, holder.organisation, hooks).await.unwrap().0;
        let agreement = agreements::published(service).await.unwrap().remove(0).id;

        let mirror = service.mirrors.embedded()[0].mirror.id();
        let (application, own_mirror) = joined(service, &cast.first, &people[0]).await;

        // What some are asked with, so that they look at who asks before they look at the form.
        let bodies = vec![
            ("/completion", format!("{{\"root\":\"{}\",\"sealed_size\":5000}}", Digest([7; 32]))),
            ("/rights/agreement", format!("agreement={agreement}&locale=en")),
            ("/rights/agreement/passkey", format!("agreement={agreement}&locale=en")),
            ("/rights/answer", format!("inquiry={inquiry}&answer=Ada")),
            ("/team/invitations/withdrawal", format!("invitation={}", invitations[1])),
            ("/team/role", format!("account={}&role=agent", holder.member.account)),
            ("/team/removal", format!("account={}", holder.member.account)),
        ];
        let names = vec![
            ("/entries/{id}", format!("/entries/{entry}")),
            ("/passkeys/{id}", format!("/passkeys/{passkey}")),
            ("/tokens/{id}", format!("/tokens/{token}")),
            ("/keys/{id}", format!("/keys/{key}")),
            ("/webhooks/{id}", format!("/webhooks/{endpoint}")),
            ("/sessions/{id}", format!("/sessions/{}", session.to_hex())),
            ("/invitations/{id}", format!("/invitations/{}", invitations[0])),
            ("/copies/{id}", format!("/copies/{}", copy.id)),
            ("/report/confirmation/{claim}/{code}", format!("/report/confirmation/{}/{confirmation}", spam.claim)),
            ("/report/measures/{measure}/{code}", format!("/report/measures/{warned}/{warning}")),
            ("/desk/mirrors/{mirror}/{act}", format!("/desk/mirrors/{mirror}/removal")),
            ("/desk/hosts/{application}/{act}", format!("/desk/hosts/{application}/approval")),
            ("/host/mirrors/{mirror}", format!("/host/mirrors/{own_mirror}")),
            ("{application}", application.to_string()),
            ("{mirror}", mirror.to_string()),
            ("{correspondent}", correspondent.to_string()),
            ("{mark}", mark.to_string()),
            ("/claims/{id}/counter-notices/{counter}", format!("/claims/{}/counter-notices/{sent}", other.claim)),
            ("/claims/{id}/disputes/{dispute}", format!("/claims/{}/disputes/{told}", other.claim)),
            ("/report/{secret}/disputes/{dispute}", format!("/report/{by_link_secret}/disputes/{acted}")),
            ("/claims/{id}/decisions/{decision}", format!("/claims/{}/decisions/{nothing}", refused.claim)),
            (
                "/report/{secret}/counter-notices/{counter}",
                format!("/report/{by_link_secret}/counter-notices/{of_link}"),
            ),
            ("/report/{secret}/decisions/{decision}", format!("/report/{by_link_secret}/decisions/{left}")),
            ("/desk/claims/{claim}/confirmation", format!("/desk/claims/{order}/confirmation")),
            ("/desk/claims/{claim}/disclosure", format!("/desk/claims/{order}/disclosure")),
            ("/desk/claims/{claim}/order-withdrawal", format!("/desk/claims/{order}/order-withdrawal")),
            ("/desk/claims/{claim}/evidence", format!("/desk/claims/{order}/evidence")),
            ("{preservation}", preservation.to_string()),
            ("{reason}", uuid::Uuid::from_u128(1).to_string()),
            ("/claims/{id}", format!("/claims/{}", filed.claim)),
            ("{counter}", sent.to_string()),
            ("{appeal}", appeal.to_string()),
            ("{complaint}", complaint.to_string()),
            ("{dispute}", dispute.to_string()),
            ("{measure}", measure.to_string()),
            ("/objects/{object}/downloads/{download}", format!("/objects/{}/downloads/{own}", waiting.object)),
            ("/report/{secret}/evidence/{file}", format!("/report/{secret}/evidence/{by_link}")),
            ("{file}", brought.to_string()),
            ("{principal}", principal.to_string()),
            ("{draft}", draft.to_string()),
            ("{line}", "1".to_owned()),
            ("{decision}", decision.to_string()),
            ("{view}", view.to_string()),
            ("{message}", message.to_string()),
            ("{claim}", filed.claim.to_string()),
            ("{target}", filed.targets[0].target.to_string()),
            ("{object}", waiting.object.to_string()),
            ("/f/{link}/complaint", format!("/f/{}/complaint", decided.link)),
            ("{link}", waiting.link.as_str().to_owned()),
            ("{download}", download.to_string()),
            ("{upload}", upload.to_string()),
            ("{work}", work.to_string()),
            ("{part}", "0".to_owned()),
            ("{agreement}", agreement.to_string()),
            ("{organisation}", holder.organisation.to_string()),
            ("{act}", "suspension".to_owned()),
            ("{item}", "contact-agent".to_owned()),
            ("{step}", step.to_string()),
            ("{notice}", notice.to_string()),
            ("{secret}", secret),
            ("/roles/{role}/withdrawal", "/roles/reviewer/withdrawal".to_owned()),
            ("/accounts/{account}/removal", format!("/accounts/{}/removal", cast.second.account)),
            ("{account}", cast.other_reviewer.account.to_string()),
            ("{version}", "1".to_owned()),
            ("{locale}", "fr".to_owned()),
            ("{index}", "0".to_owned()),
            ("/tile/{*path}", "/tile/entries/000.p/1".to_owned()),
            ("/static/{*path}", "/static/css/base.css".to_owned()),
        ];
        audit::sequence(service).await.unwrap();
        Self { portal: writ::http::router(service.clone()), sessions, names, bodies, _app: app }
    }

    async fn ask(&self, method: &str, path: &str, session: &str) -> Answer {
        let path = self.names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
        let (kind, empty) = if path.starts_with("/api/") {
            ("application/json", "{}")
        } else {
            ("application/x-www-form-urlencoded", "")
        };
        let body = self.bodies.iter().find(|(ending, _)| path.ends_with(ending)).map(|(_, body)| body.clone());
        let mut request = Request::builder()
            .method(method)
            .uri(&path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, kind);
        if !session.is_empty() {
            request = request.header(header::COOKIE, session);
        }
        send_to(&self.portal, request.body(Body::from(body.unwrap_or_else(|| empty.to_owned()))).unwrap()).await
    }
}

/// An action, as its claimant tells of it.
fn action() -> DisputeInput {
    DisputeInput {
        kind: Some(Kind::Action),
        forum: "District Court".into(),
        reference: "4:26-cv-01235".into(),
        begun_on: "2026-11-20".into(),
        restrains: true,
        signature: "Ada Example".into(),
    }
}

fn ruling_of(target: TargetId, action: Action) -> Ruling {
    let finding = if action == Action::None { Finding::NotInfringing } else { Finding::Infringing };
    Ruling { target, finding, action, ground: "Copyright".into(), reasons: "It is the whole film.".into() }
}

/// A claim of one target, decided.
async fn ruled(service: &Service, reviewer: &Actor, claim: ClaimId, target: TargetId, action: Action) -> DecisionId {
    queue::take(service, reviewer, claim).await.unwrap();
    decisions::decide(service, reviewer, claim, &[ruling_of(target, action)]).await.unwrap().remove(0)
}

async fn countered(service: &Service, uploader: &Actor, notice: NoticeId) -> CounterNoticeId {
    let input = CounterInput {
        material: "My own recording".into(),
        location: "http://localhost:8080/f/AAAAAAAAAAAAAAAAAAAAAA".into(),
        name: "Sam Example".into(),
        address: "1 Example Street".into(),
        telephone: "+33 1 23 45 67 89".into(),
        mistake: true,
        jurisdiction: true,
        service_of_process: true,
        signature: "Sam Example".into(),
        ..CounterInput::default()
    };
    counter_notices::send(service, uploader, notice, &input).await.unwrap()
}

/// A file of evidence, brought to a claim.
async fn evidence_of(service: &Service, who: Claimant<'_>, claim: ClaimId) -> EvidenceFileId {
    let body = stream::iter([Ok(Bytes::from_static(b"It says so here."))]);
    files::bring(service, who, Subject::Claim(claim), Sent { name: "note.txt", declared: "" }, body).await.unwrap()
}

#[tokio::test]
async fn every_route_lets_in_whom_it_is_for_and_nobody_else() {
    let tabled: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(tabled.len(), ROUTES.len(), "a route stands in the table twice");
    let declared = declared();
    let missing: Vec<_> = declared.symmetric_difference(&tabled).collect();
    assert!(missing.is_empty(), "declared and not in the table, or the other way about: {missing:?}");

    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for (method, path, for_whom) in ROUTES {
        // Whoever is to be turned away goes first: what they ask must not have happened already.
        let (inside, outside): (Vec<_>, Vec<_>) = scene.sessions.iter().partition(|(who, _)| for_whom.contains(who));
        for (who, session) in outside.into_iter().chain(inside) {
            let answer = scene.ask(method, path, session).await;
            if turned_away(&answer) == for_whom.contains(who) || answer.status.is_server_error() {
                wrong.push(format!("{method} {path}: {who:?} gets {}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
