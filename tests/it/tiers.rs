//! What the operator is under the Digital Services Act (`--eu-tier`), and what that changes: flaggers, texts and figures.

use std::sync::Arc;

use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::filing::{self, ClaimInput};
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::statement::Basis;
use writ::claims::{Error, queue};
use writ::config::{Config, EuTier};
use writ::notices;
use writ::service::Service;
use writ::transparency::counting::{Asked, TABLES};

use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, claim_of, target};
use crate::http::{get, send};
use crate::pages_desk::look;

/// The same service as another kind.
pub fn under(service: &Service, tier: EuTier) -> Service {
    let config = Config { eu_tier: tier, ..Config::clone(&service.config) };
    Service { config: Arc::new(config), ..service.clone() }
}

both_engines!(only_a_platform_has_trusted_flaggers, |app: TestService| async move {
    let cast = &Cast::signed(&app.service).await;
    let film = File::upload(&app.service, "film.mkv").await;
    let status = NewStatus {
        coordinator: "Coordinator of Exampleland".into(),
        expertise: "intellectual-property".into(),
        register: "https://register.example/7".into(),
        from: "2026-11-01".into(),
        until: String::new(),
    };
    for tier in [EuTier::Micro, EuTier::Host] {
        let refused = flaggers::set(&under(&app.service, tier), &cast.first, cast.organisation, &status, "Seen").await;
        assert!(matches!(refused, Err(Error::Conflict(ref why)) if why.contains("--eu-tier")), "{tier}: {refused:?}");
    }
    let platform = under(&app.service, EuTier::Platform);
    flaggers::set(&platform, &cast.first, cast.organisation, &status, "Seen").await.unwrap();
    // A status that was noted while the service was a platform gives nothing once it is none.
    for (tier, ahead) in [(EuTier::Micro, false), (EuTier::Host, false), (EuTier::Platform, true)] {
        let service = &under(&app.service, tier);
        let limits = &service.config.limits;
        let due = if ahead { limits.trusted_flagger_claim_due } else { limits.verified_claim_due };
        let told = flaggers::due_in(service, &cast.member, cast.organisation, Basis::EuDsa).await.unwrap();
        assert_eq!(told, due, "{tier}");
        let statement = cast::notice(Basis::EuDsa);
        let input = ClaimInput { basis: Basis::EuDsa, statement, ..claim_of(vec![target(&film.url())]) };
        let filed = filing::file(service, &cast.member, cast.organisation, &input).await.unwrap();
        assert_eq!(filed.due_at.since(filed.submitted_at), due, "{tier}");
        let waiting = queue::page(service, &cast.reviewer, &queue::Sought::default(), None).await.unwrap().claims;
        let lane = waiting.iter().find(|claim| claim.claim == filed.claim).unwrap().queue;
        assert_eq!(lane == queue::Lane::Flagger, ahead, "{tier}");
        let policies = send(service, get("/policies")).await.body;
        assert_eq!(policies.contains("a trusted flagger’s within"), ahead, "{tier}");
    }
    // It is removed in any.
    let host = under(&app.service, EuTier::Host);
    flaggers::remove(&host, &cast.first, cast.organisation, "We are no platform any more").await.unwrap();
});

both_engines!(what_no_law_gives_is_said_to_be_offered, |app: TestService| async move {
    let cast = Cast::signed(&app.service).await;
    let owner = account(&app.service, "lea@example.org").await;
    let session = session_of(&app.service, "lea@example.org").await;
    for (tier, rules) in [
        (EuTier::Micro, "Articles 9 to 14 and 16 to 18 of"),
        (EuTier::Host, "Articles 9 to 18 of"),
        (EuTier::Platform, "Articles 9 to 18 and 20 to 24 of"),
    ] {
        let service = &under(&app.service, tier);
        let film = File::upload_of(service, owner, "film.mkv").await;
        let filed = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let ruling = Ruling {
            target: filed.targets[0].target,
            finding: Finding::Infringing,
            action: Action::LockAndDelete,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is the whole film.".into(),
        };
        decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap();
        let told = notices::notices_of(service, owner.account).await.unwrap();
        let told = told.into_iter().find(|notice| notice.object == Some(film.object)).unwrap().id;
        let page = look(service, &format!("/notices/{told}"), &session).await.body;
        let platform = tier == EuTier::Platform;
        assert!(page.contains("You can appeal to us, free of charge."), "{tier}: whoever it is");
        assert_eq!(page.contains("you can take the dispute to any certified"), platform, "{tier}");
        assert_eq!(page.contains("we offer it of our own accord"), !platform, "{tier}");
        assert!(send(service, get("/policies")).await.body.contains(rules), "{tier}");
    }
});

both_engines!(the_report_says_what_is_asked_for_and_hides_nothing, |app: TestService| async move {
    for (tier, of_hosts, of_platforms) in
        [(EuTier::Micro, false, false), (EuTier::Host, true, false), (EuTier::Platform, true, true)]
    {
        let page = send(&under(&app.service, tier), get("/transparency")).await.body;
        for (form, name) in TABLES.iter().flat_map(|form| form.names().map(move |name| (form, name))) {
            let section = page.split(&format!("<section class=\"section report\" id=\"{name}\">")).nth(1).unwrap();
            let section = section.split("</section>").next().unwrap();
            let (article, binds) = match form.asked {
                Asked::Nowhere => {
                    assert!(section.contains("No article of Regulation (EU) 2022/2065 asks"), "{tier}: {name}");
                    continue;
                }
                Asked::Host(point) => (format!("Article 15(1)({point})"), of_hosts),
                Asked::Platform(point) => (format!("Article 24(1)({point})"), of_platforms),
            };
            assert!(section.contains(&article), "{tier}: {name}: {section}");
            assert_eq!(section.contains("The law asks for these figures"), binds, "{tier}: {name}");
            assert_eq!(section.contains("published voluntarily"), !binds, "{tier}: {name}");
        }
    }
    let of = |name: &str| TABLES.iter().find(|form| form.name == name).unwrap().asked;
    assert_eq!((of("measures"), of("disputes")), (Asked::Platform("b"), Asked::Platform("a")));
    assert_eq!((of("authority-orders"), of("appeals")), (Asked::Host("a"), Asked::Host("d")));
});
