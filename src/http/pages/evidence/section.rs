//! The section in which the files of a case stand on its pages.

use super::super::prelude::*;
use crate::claims::evidence::files::{self, Brought, Files, Subject};
use crate::claims::withdrawal::Claimant;
use crate::http::static_files;
use crate::ids::{ClaimId, EvidenceFileId};

/// What the script says that shows evidence.
const SAYS: [&str; 29] = [
    "sealed-damaged",
    "sealed-truncated",
    "sealed-wrong-key",
    "case-fetch",
    "case-clear",
    "case-blur",
    "open-cancelled",
    "viewer-too-large",
    "viewer-begins",
    "viewer-plays",
    "viewer-other-kind",
    "viewer-no-room",
    "viewer-fetched",
    "viewer-verified",
    "viewer-part",
    "viewer-shown",
    "viewer-shown-clear",
    "viewer-to-play",
    "viewer-saved",
    "viewer-on-disk",
    "viewer-broke-off",
    "viewer-text-of",
    "viewer-picture",
    "viewer-cannot-show",
    "viewer-pdf-locked",
    "viewer-pdf-broken",
    "viewer-page-undrawn",
    "viewer-page",
    "viewer-page-of",
];

/// The files of a case on one of its pages: `evidence::section(section)` in `partials/evidence.html`.
pub(in crate::http::pages) struct Section {
    /// The text that is its heading.
    pub(in crate::http::pages) title: &'static str,
    /// The text that says what belongs here.
    pub(in crate::http::pages) lead: &'static str,
    pub(in crate::http::pages) files: Files,
    /// Where a file is sent, and what refusals come back to.
    pub(in crate::http::pages) bring: String,
    /// Before the id of a file to be opened.
    pub(in crate::http::pages) open: String,
    pub(in crate::http::pages) form: FormState,
}

impl Section {
    /// Of what evidence belongs to: of a claim for its claimant or for staff, of an application or a principal for members and administrators.
    /// Whoever calls this has checked that the page may be seen.
    pub(in crate::http::pages) async fn of(
        service: &Service,
        who: Claimant<'_>,
        subject: Subject,
    ) -> Result<Self, Error> {
        let files = files::list(service, who, subject).await?;
        let (title, lead) = match subject {
            Subject::Claim(_) => ("evidence-title", "evidence-lead"),
            Subject::Application(_) => ("evidence-documents", "evidence-application-lead"),
            Subject::Principal(_) => ("evidence-documents", "evidence-principal-lead"),
        };
        let bring = match (subject, who) {
            (Subject::Claim(_), Claimant::Holder(secret)) => format!("/report/{}/evidence", secret.0),
            (Subject::Claim(claim), Claimant::Person(_)) => format!("/rights/claims/{claim}/evidence"),
            (Subject::Application(organisation), _) => format!("/rights/documents?organisation={organisation}"),
            (Subject::Principal(principal), _) => format!("/rights/principals/{principal}/documents"),
        };
        let open = match who {
            Claimant::Person(_) => "/evidence".to_owned(),
            Claimant::Holder(secret) => format!("/report/{}/evidence", secret.0),
        };
        Ok(Self { title, lead, files, bring, open, form: FormState::new() })
    }

    /// The same for staff, who open what was disclosed on the same page.
    pub(in crate::http::pages) fn of_claimant(self) -> Self {
        Self { title: "evidence-of-claimant", ..self }
    }

    /// The same of an order of an authority, whose document staff bring.
    pub(in crate::http::pages) fn of_order(self, claim: ClaimId) -> Self {
        let lead = "evidence-order-lead";
        Self { title: "evidence-order", lead, bring: format!("/desk/claims/{claim}/evidence"), ..self }
    }

    pub(in crate::http::pages) fn sample(layout: &Layout, own: bool) -> Self {
        let brought = |n: u128, name: Option<Text>, kind| Brought {
            id: EvidenceFileId(uuid::Uuid::from_u128(n)),
            can_open: name.is_some(),
            name,
            kind,
            declared: String::new(),
            bytes: 234_567,
            sha256: crate::tokens::Digest([9; 32]),
            at: layout.now,
            can_remove: own,
            openings: vec![("member".into(), layout.now), ("reviewer".into(), layout.now)],
        };
        let files = vec![
            brought(1, Some("screenshot-of-the-forum-thread-where-the-link-was-posted.png".into()), files::Kind::Png),
            brought(2, own.then(|| "contract.pdf".into()), files::Kind::Pdf),
            brought(3, Some(Text::of("words-altered")), files::Kind::Pdf),
        ];
        Self {
            title: "evidence-title",
            lead: "evidence-lead",
            files: Files { files, can_bring: own, erased_at: None },
            bring: "/rights/claims/x/evidence".into(),
            open: "/evidence".into(),
            form: FormState::new(),
        }
    }

    pub(in crate::http::pages) fn refused(self, form: FormState) -> Self {
        Self { form, ..self }
    }
}

#[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "templates call methods, and by reference")]
impl Section {
    /// The text of as what somebody opened a file.
    pub(in crate::http::pages) fn opened_by(&self, role: &str) -> &'static str {
        match role {
            "member" => "line-member",
            "notifier" => "line-the-notifier",
            "reviewer" => "line-reviewer",
            "senior" => "line-senior",
            "administrator" => "line-administrator",
            _ => "line-somebody",
        }
    }

    /// Whether any of the files can be shown here.
    pub(in crate::http::pages) fn shows(&self) -> bool {
        self.files.files.iter().any(|file| file.shown_as().is_some())
    }

    /// What the script says that shows them.
    pub(in crate::http::pages) fn says(&self) -> &'static [&'static str] {
        &SAYS
    }

    /// The address of that script.
    pub(in crate::http::pages) fn script(&self) -> String {
        static_files::asset("js/evidence.js")
    }

    /// The text of what a file is, without its article.
    pub(in crate::http::pages) fn what(&self, kind: &files::Kind) -> String {
        format!("what-{}", kind.short())
    }
}
