//! What the operator is under the Digital Services Act (`--eu-tier`), and what that changes: flaggers, texts and figures.

use std::sync::Arc;

use writ::claims::filing::{self, ClaimInput};
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::statement::Basis;
use writ::claims::{Error, queue};
use writ::config::{Config, EuTier};
use writ::service::Service;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, claim_of, target};
use crate::http::{get, send};

/// The same service as another kind.
fn under(service: &Service, tier: EuTier) -> Service {
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
