//! The claims API against its own document: schemathesis asks what the document allows, and what it does not, of a portal on a
//! socket, and finds nothing that the document does not say.

use std::process::Stdio;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use writ::claims::programs::keys::{self, NewKey, Scope};
use writ::http::connections;

use super::cast::{self, Cast, File, limited};
use crate::app::{TestService, both_engines};

both_engines!(schemathesis_finds_nothing_that_the_document_does_not_say, |app: TestService| async move {
    let Ok(python) = std::env::var("WRIT_TEST_PYTHON") else {
        println!("skipped: schemathesis, because WRIT_TEST_PYTHON names no Python");
        return;
    };
    // The clock stands still, so that no minute ends.
    let service = limited(&app.service, |limits| {
        limits.api_key_requests_per_minute = u32::MAX;
        limits.api_requests_per_minute = u32::MAX;
        limits.api_lines_per_minute = u32::MAX;
    });
    let cast = Cast::direct(&service).await;
    let file = File::upload(&service, "film.mkv").await;
    cast::file(&service, &cast, vec![cast::target(&file.url())]).await.unwrap();
    let new = NewKey {
        name: "schemathesis".into(),
        scopes: Scope::ALL.map(|scope| scope.as_str().to_owned()).to_vec(),
        days: "30".into(),
        confirmation: "DELETE".into(),
    };
    let (_, key) = keys::create(&service, &cast.member, cast.organisation, &new, &cast.auth).await.unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
    let (router, limits, stopped) = (writ::http::router(service.clone()), service.config.limits.clone(), stop.clone());
    let served = tokio::spawn(async move { connections::serve(listener, router, &limits, stopped).await });
    let asked = tokio::process::Command::new(python)
        .args(["-m", "schemathesis.cli", "run"])
        .arg(format!("http://{address}/api/v1/openapi.json"))
        .arg(format!("--header=Authorization: Bearer {}", key.expose()))
        // What the law asks a notice to say, and which links lead to files, no schema says: what it allows may be refused.
        .args(["--checks=all", "--exclude-checks=positive_data_acceptance"])
        .args(["--phases=examples,coverage,fuzzing", "--max-examples=40", "--seed=1", "--no-color", "--workers=2"])
        .args(["--generation-database=none", "--suppress-health-check=all"])
        .current_dir(app.folder())
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    stop.cancel();
    served.await.unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&asked.stdout), String::from_utf8_lossy(&asked.stderr));
    println!("{said}");
    assert!(asked.status.success(), "{said}");
    assert!(said.contains("8 selected") || said.contains("8 total"), "every operation is asked: {said}");
});
