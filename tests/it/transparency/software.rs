//! What software did, and how often it was wrong: of what it found to be the same as a reference, what people then found.

use std::time::Duration;

use http::{Request, header};
use writ::claims::decisions::{Action, Finding};
use writ::claims::filing::Filed;
use writ::claims::matching;
use writ::claims::samples;
use writ::claims::withdrawal::Claimant;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::overturning::{self, Instead};
use writ::service::Service;

use super::rest::{expect, register};
use super::{decide, figures, section, share, stepped, told, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, person, target};
use crate::http::{get, send};

/// A claim on a file that software found to be the same as a reference.
async fn matched(service: &Service, cast: &Cast) -> (File, Filed) {
    let owner = person(service, "uploader").await;
    let film = File::upload_content(service, owner, "film.mkv", b"the film").await;
    let filed = cast::file(service, cast, vec![target(&film.url())]).await.unwrap();
    assert_eq!(matching::request(service, &cast.member, filed.claim).await.unwrap().begun, 1);
    worked(service).await;
    (film, filed)
}

/// Its uploader appeals, and somebody else grants it.
async fn granted(service: &Service, cast: &Cast, film: &File) {
    let notice = told(service, film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "A licence").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "A licence covers it.").await.unwrap();
}

both_engines!(its_error_rate_is_what_people_found_of_what_it_matched, |app: TestService| async move {
    let service = &stepped(&app.service, 1);
    let cast = Cast::direct(service).await;
    register(service, &cast, b"the film").await;
    service.clock.advance(Duration::from_mins(1));

    // Staff find three to infringe, and of these one is given back on appeal, and one by a senior; two not to, and of these one on appeal
    // of whoever claimed after all. One waits, and one that they find to infringe was never matched.
    let (_, right) = matched(service, &cast).await;
    let right = decide(service, &cast, &right, Action::LockAndDelete).await;
    let (film, filed) = matched(service, &cast).await;
    decide(service, &cast, &filed, Action::LockAndDelete).await;
    granted(service, &cast, &film).await;
    let (_, filed) = matched(service, &cast).await;
    let decision = decide(service, &cast, &filed, Action::LockAndDelete).await;
    let instead = Instead {
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is a review of it.".into(),
    };
    overturning::overturn(service, &cast.senior, decision, &instead).await.unwrap();
    let (_, filed) = matched(service, &cast).await;
    decide(service, &cast, &filed, Action::None).await;
    let (_, filed) = matched(service, &cast).await;
    let decision = decide(service, &cast, &filed, Action::None).await;
    let theirs = Appellant::Notifier(Claimant::Person(&cast.member), filed.claim, decision);
    let appeal = appeals::lodge(service, theirs, "It is the whole film").await.unwrap();
    let replaced = Verdict::Replace {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
    };
    appeals::decide(service, &cast.other_reviewer, appeal, &replaced, "It is.").await.unwrap();
    matched(service, &cast).await;
    let opened = File::upload(service, "film.mkv").await;
    let filed = cast::file(service, &cast, vec![target(&opened.url())]).await.unwrap();
    decide(service, &cast, &filed, Action::LockAndDelete).await;

    // Three the holder deletes itself, and a senior has looked at two.
    let mut direct = Vec::new();
    for stands in [Some(true), Some(false), None] {
        let (film, filed) = matched(service, &cast).await;
        let deleted = cast::delete(service, &cast.member, filed.claim, "DELETE", &cast.auth).await.unwrap().remove(0);
        let (finding, why) = (Finding::NotInfringing, "I looked at it.");
        match stands {
            Some(true) => samples::uphold(service, &cast.senior, deleted, why).await.unwrap(),
            Some(false) => {
                overturning::overturn_deletion(service, &cast.senior, deleted, finding, why).await.unwrap();
            }
            None => {}
        }
        direct.push(film);
    }
    worked(service).await;

    let now = figures(service, "2026-H2").await;
    expect(
        service,
        "2026-H2",
        &[
            (
                "decisions",
                &[
                    ("opened", "lock-and-delete", 1),
                    ("matched", "lock-and-delete", 1),
                    ("matched", "none", 1),
                    ("matched-refuted", "lock-and-delete", 2),
                    ("matched-refuted", "none", 1),
                ],
            ),
            ("direct", &[("matched", "upheld", 1), ("matched", "waiting", 1), ("matched-refuted", "overturned", 1)]),
            ("matching", &[("all", "matched", 9)]),
        ],
    )
    .await;
    // Three and one, of these and the two that stand and the one that a senior upheld: 57.14 percent.
    assert_eq!(share(&now, "matched"), ((4, 4), (7, 7), Some((57, 58))));
    assert_eq!(share(&now, "direct"), ((1, 1), (2, 2), Some((50, 50))), "as of all that were looked at");

    // Where it is said, and to whom.
    let english = send(service, get("/transparency?period=2026-H2")).await.body;
    let said = section(&english, "matching");
    assert!(said.contains("of 7 links") && said.contains("57–58 percent turned out not to infringe"), "{said}");
    let request = Request::get("/transparency?period=2026-H2").header(header::ACCEPT, "text/html");
    let request = request.header(header::ACCEPT_LANGUAGE, "fr").body(axum::body::Body::empty()).unwrap();
    let french = send(service, request).await.body;
    assert!(section(&french, "matching").contains("57–58 pour cent"), "{french}");
    let document = send(service, get("/transparency.json?period=2026-H2")).await.json();
    let of_software = document["shares"].as_array().unwrap().iter().find(|share| share["share"] == "matched").unwrap();
    let numbers = ["part_at_least", "of_at_most", "percent_at_least", "percent_at_most"];
    assert_eq!(numbers.map(|field| of_software[field].as_u64()), [Some(4), Some(7), Some(57), Some(58)]);
    // In steps of eight these are six cells of fewer than 8, and so six links at least: too few to say anything of.
    let coarse = stepped(&app.service, 8);
    let page = send(&coarse, get("/transparency?period=2026-H2")).await.body;
    assert!(section(&page, "matching").contains("is not given: it would stand for too few"), "{page}");

    // What one day was found right can turn out wrong: on appeal, and before a court.
    granted(service, &cast, &direct[0]).await;
    let lawsuit = DisputeInput {
        kind: Some(Kind::Lawsuit),
        forum: "District Court".into(),
        reference: "4:26-cv-01234".into(),
        begun_on: "2026-11-20".into(),
        ..DisputeInput::default()
    };
    let lawsuit = disputes::record(service, &cast.reviewer, right, &lawsuit).await.unwrap();
    disputes::end(service, &cast.reviewer, lawsuit, Outcome::ForUploader, "Judgment").await.unwrap();
    worked(service).await;
    service.clock.advance(service.config.limits.transparency_renewed);
    expect(
        service,
        "2026-H2",
        &[
            (
                "decisions",
                &[
                    ("opened", "lock-and-delete", 1),
                    ("matched", "none", 1),
                    ("matched-refuted", "lock-and-delete", 3),
                    ("matched-refuted", "none", 1),
                ],
            ),
            (
                "direct",
                &[("matched", "waiting", 1), ("matched-refuted", "upheld", 1), ("matched-refuted", "overturned", 1)],
            ),
        ],
    )
    .await;
    assert_eq!(share(&figures(service, "2026-H2").await, "matched"), ((6, 6), (7, 7), Some((85, 86))));
});
