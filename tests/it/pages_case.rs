//! The page of a case at the desk, through the router: whose history is told, what stays of a decision that is being written, and what
//! somebody may do here.

use writ::accounts::Role;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::reports::Report;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::{correspondents, queue, reports};
use writ::ids::{ClaimId, TargetId};
use writ::service::Service;

use crate::app::{TestService, both_engines, link_in, mailed};
use crate::claims::cast::{self, Cast, File};
use crate::pages_desk::{look, staff};

/// Nora's notice, and the code by which she confirms her address.
async fn noticed(service: &Service, link: &str) -> (ClaimId, TargetId, String) {
    let report = cast::report(Basis::EuDsa, link);
    let statement =
        StatementInput { name: "Nora Notifier".into(), email: "nora@example.net".into(), ..report.statement };
    let report = Report { statement, ..report };
    let mut filed = None;
    let mails = mailed(service, async || {
        filed = Some(reports::send(service, "192.0.2.1", None, &report).await.unwrap());
    })
    .await;
    let filed = filed.unwrap();
    let code = link_in(&mails[0], &format!("/report/confirmation/{}/", filed.claim));
    (filed.claim, filed.targets[0].target, code)
}

both_engines!(nobody_has_a_history_by_an_address_that_they_did_not_confirm, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let (first, target, code) = noticed(service, &film.url()).await;
    let (second, _, other) = noticed(service, &film.url()).await;
    queue::take(service, &cast.reviewer, first).await.unwrap();
    let ruling = Ruling {
        target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is another film.".into(),
    };
    decisions::decide(service, &cast.reviewer, first, &[ruling]).await.unwrap();
    let page = format!("/desk/claims/{second}");
    let unconfirmed = look(service, &page, &reviewer).await.body;
    assert!(unconfirmed.contains("Nora Notifier: no history is kept for a sender who has not confirmed an address"));
    assert!(!unconfirmed.contains("withdrawn before"), "what is not counted is no number");
    correspondents::confirm(service, first, &code).await.unwrap();
    correspondents::confirm(service, second, &other).await.unwrap();
    let known = look(service, &page, &reviewer).await.body;
    assert!(known.contains(">Nora Notifier</a>: 0 upheld, 1 rejected, 0 withdrawn before"), "{known}");
    // Each party leads to its record.
    let of_uploader = format!("href=\"/desk/standing/accounts/{}\"", film.owner.account);
    assert!(known.contains("href=\"/desk/standing/correspondents/") && known.contains(&of_uploader));
    let filed = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap();
    let shown = look(service, &format!("/desk/claims/{}", filed.claim), &reviewer).await.body;
    assert!(shown.contains(&format!("href=\"/desk/standing/organisations/{}\"", cast.organisation)));
});
