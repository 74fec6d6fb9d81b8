//! Commands that write letters, as an operator gives them without the settings of the service: the real program, which has nothing but its defaults
//! then.

use std::process::Output;

use writ::accounts::Role;
use writ::vault::trust;

use crate::accounts::{administrator, with_role};
use crate::app::Engine;
use crate::kills::{Victim, on, unaddressed};

/// What writes letters with links, and what it says once it has done so.
const COMMANDS: [(&[&str], &str); 2] = [
    (&["admin", "evacuate", "nz", "--for-good"], "1 mirror in NZ begins to be emptied."),
    (&["admin", "wind-down", "--for-good"], "; 2 people are written to."),
];

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Where it is supposed and not said where people reach the service, nothing begins and nobody is written to: neither before a portal has said it
/// nor while one does. Told so, the same commands do all of it.
async fn no_letter_leads_to_where_nobody_said_the_service_is(engine: Engine) {
    let Some((victim, _folder)) = Victim::settle(engine).await else { return };
    // A portal that runs, once it has said where.
    let service = victim.open().await;
    let anna = administrator(&service, "anna@example.org").await;
    with_role(&service, anna, "bert@example.org", Role::Administrator).await;
    let refused = async |reached: &str| {
        for (words, _) in COMMANDS {
            let output = unaddressed(&victim.config, words).output().await.unwrap();
            let said = said(&output);
            assert!(!output.status.success(), "{words:?} goes on: {said}");
            let why = format!(
                "the service is reached at {reached}, and the links in its letters would begin with http://localhost:"
            );
            assert!(said.contains(&why) && said.contains("--public-url"), "{words:?}: {said}");
        }
    };
    refused("127.0.0.1").await;
    trust::go_on(&service).await.unwrap();
    refused(victim.config.public_url.as_str()).await;

    for (words, done) in COMMANDS {
        let output = on(&victim.config, words).output().await.unwrap();
        let said = said(&output);
        assert!(output.status.success() && said.contains(done), "something was done before: {words:?}: {said}");
    }
    service.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_leads_to_where_nobody_said_the_service_is_on_sqlite() {
    no_letter_leads_to_where_nobody_said_the_service_is(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_leads_to_where_nobody_said_the_service_is_on_postgres() {
    no_letter_leads_to_where_nobody_said_the_service_is(Engine::Postgres).await;
}
