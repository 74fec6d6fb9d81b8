//! Every power of a rights holder, tried by those who do not have it: refused in plain words, and no row of any table is
//! another one afterwards.

use std::collections::BTreeSet;

use bytes::Bytes;
use futures_util::stream;
use writ::accounts::{Actor, Auth};
use writ::claims::drafts::{self, Law, lines};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::organisations::{self, MemberRole};
use writ::claims::principals::{self, NewPrincipal};
use writ::claims::programs::endpoints;
use writ::claims::programs::keys::{self, NewKey};
use writ::claims::proof::Problem;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::works;
use writ::claims::{Error, agreements, direct, extension, filing, matching};
use writ::db;
use writ::ids::{ClaimId, DraftId, OrganisationId};
use writ::service::Service;
use writ::tokens::Digest;

use super::cast::{self, Cast, File, claim_of, file, limited, person, target};
use crate::app::{TestService, both_engines};
use crate::standing;

/// Who tries, on what.
struct Attempt<'a> {
    service: &'a Service,
    actor: Actor,
    auth: Auth,
    organisation: OrganisationId,
    /// A claim of the organisation that waits for its decision, all of it opened.
    claim: ClaimId,
    /// A draft of its member that only needs to be sent, and the revision that was checked.
    draft: (DraftId, i64),
    /// A file that is not claimed yet.
    file: &'a File,
}

const SIGNATURE: &str = "Ada Example";

/// What a rights holder can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Power {
    File,
    Delete,
    Match,
    Extend,
    Bring,
    Withdraw,
    Register,
    SendDraft,
    NamePrincipal,
    MakeKey,
    AddEndpoint,
}

const POWERS: [Power; 11] = [
    Power::File,
    Power::Delete,
    Power::Match,
    Power::Extend,
    Power::Bring,
    Power::Withdraw,
    Power::Register,
    Power::SendDraft,
    Power::NamePrincipal,
    Power::MakeKey,
    Power::AddEndpoint,
];

impl Power {
    async fn attempt(self, attempt: &Attempt<'_>) -> Result<(), Error> {
        let Attempt { service, actor, auth, organisation, claim, draft, file } = attempt;
        match self {
            Self::File => {
                let input = claim_of(vec![target(&file.url())]);
                filing::file(service, actor, *organisation, &input).await.map(drop)
            }
            Self::Delete => cast::delete(service, actor, *claim, direct::CONFIRMATION, auth).await.map(drop),
            Self::Match => matching::request(service, actor, *claim).await.map(drop),
            Self::Extend => extension::extend(service, actor, *claim, &[target(&file.url())]).await.map(drop),
            Self::Bring => {
                let sent = Sent { name: "contract.txt", declared: "text/plain" };
                let body = stream::iter([Ok(Bytes::from_static(b"We authorise nobody."))]);
                files::bring(service, Claimant::Person(actor), Subject::Claim(*claim), sent, body).await.map(drop)
            }
            Self::Withdraw => {
                withdrawal::withdraw(service, Claimant::Person(actor), *claim, Extent::Whole, "An error of ours").await
            }
            Self::Register => works::register(service, actor, *organisation, &cast::work()).await.map(drop),
            Self::SendDraft => {
                let (draft, revision) = *draft;
                drafts::file(service, actor, draft, revision, SIGNATURE).await.map(drop)
            }
            Self::NamePrincipal => {
                let today = service.clock.now().rfc3339()[..10].to_owned();
                let new = NewPrincipal { name: "Lighthouse Films".into(), from: today, until: "2099-12-31".into() };
                principals::name(service, actor, *organisation, &new).await.map(drop)
            }
            Self::MakeKey => {
                let scopes = vec!["claims:read".into(), "claims:delete".into()];
                let confirmation = direct::CONFIRMATION.into();
                let new = NewKey { name: "Crawler".into(), scopes, days: "30".into(), confirmation };
                keys::create(service, actor, *organisation, &new, auth).await.map(drop)
            }
            Self::AddEndpoint => {
                endpoints::add(service, actor, *organisation, "https://pictures.example/hooks").await.map(drop)
            }
        }
    }
}

/// Why somebody does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    Unsigned,
    Outdated,
    Suspended,
    Stripped,
    Removed,
    OtherOrganisation,
    Stranger,
    GuessedIds,
}

const LACKS: [Lack; 8] = [
    Lack::Unsigned,
    Lack::Outdated,
    Lack::Suspended,
    Lack::Stripped,
    Lack::Removed,
    Lack::OtherOrganisation,
    Lack::Stranger,
    Lack::GuessedIds,
];

/// What may be done all the same: a member always retracts, and shows evidence for what was claimed; and what the law or the
/// catalogue asks no signature for: a key or an endpoint gives no power that is not looked at again when it is used.
fn still_allowed(lack: Lack, power: Power) -> bool {
    match lack {
        Lack::Unsigned | Lack::Outdated => matches!(
            power,
            Power::Bring
                | Power::Withdraw
                | Power::Register
                | Power::NamePrincipal
                | Power::MakeKey
                | Power::AddEndpoint
        ),
        Lack::Suspended => matches!(power, Power::Bring | Power::Withdraw),
        Lack::Stripped => power != Power::Delete,
        Lack::Removed | Lack::OtherOrganisation | Lack::Stranger | Lack::GuessedIds => false,
    }
}

fn is_the_refusal(lack: Lack, refused: &Error) -> bool {
    match lack {
        Lack::Unsigned | Lack::Outdated => matches!(refused, Error::Agreement(_)),
        Lack::Suspended => matches!(refused, Error::NotVerified { .. }),
        Lack::Stripped => matches!(refused, Error::NotDirect(direct::Obstacle::NoGrant)),
        // To all of these it does not exist.
        Lack::Removed | Lack::OtherOrganisation | Lack::Stranger | Lack::GuessedIds => {
            matches!(refused, Error::NotFound)
        }
    }
}

/// Every row of every table but the counts of attempts, which are there to be kept.
async fn rows(service: &Service) -> BTreeSet<String> {
    let mut rows = standing::rows(service).await;
    rows.retain(|row| !row.starts_with("attempts: "));
    rows
}

/// A draft of the member's with one link, as complete as can be, and its revision.
async fn ready_to_send(service: &Service, cast: &Cast, file: &File) -> (DraftId, i64) {
    let law = Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() };
    let draft = drafts::begin(service, &cast.member, cast.organisation, &law).await.unwrap();
    lines::enter(service, &cast.member, draft, &file.url()).await.unwrap();
    lines::prove_all(service, &cast.member, draft).await.unwrap();
    let statement = StatementInput { signature: String::new(), ..cast::notice(Basis::UsDmca) };
    drafts::set_statement(service, &cast.member, draft, &statement).await.unwrap();
    let found = drafts::draft(service, &cast.member, draft).await.unwrap();
    (draft, found.revision)
}

both_engines!(whoever_lacks_a_power_is_refused_and_leaves_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let references = vec![Digest::of(b"the film").to_string()];
    let work = works::NewWork { references, title: "Referenced".into(), ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
    let (claimed, unclaimed) = (File::upload(service, "a.mkv").await, File::upload(service, "b.mkv").await);
    let claim = file(service, cast, vec![target(&claimed.url())]).await.unwrap().claim;
    let draft = ready_to_send(service, cast, &unclaimed).await;
    let heir = person(service, "heir").await;
    cast::join(service, &cast.member, cast.organisation, &heir, MemberRole::Owner).await;
    let Cast { member: rival, organisation: other, .. } = cast.rival(service, 7).await;
    let stranger = cast::signed_up(service, "stranger", 8).await;

    for lack in LACKS {
        let (mut actor, mut auth) = (cast.member, cast::auth(1));
        let (mut organisation, mut wanted, mut draft) = (cast.organisation, claim, draft);
        match lack {
            Lack::Unsigned => {
                let mut tx = service.db.begin().await.unwrap();
                db::execute!(tx, "UPDATE signatures SET organisation = $1", other).unwrap();
                tx.commit().await.unwrap();
            }
            Lack::Outdated => {
                let (_, step) =
                    agreements::propose(service, &cast.first, &cast::newer("Version 2"), "Newer").await.unwrap();
                agreements::publish(service, &cast.second, step).await.unwrap();
            }
            Lack::Suspended => {
                cast.sign(service).await;
                organisations::suspend(service, &cast.first, organisation, "Unfounded").await.unwrap();
            }
            Lack::Stripped => {
                organisations::decide(service, &cast.first, organisation, organisations::Verdict::Verified, "Mended")
                    .await
                    .unwrap();
                direct::strip(service, &cast.first, organisation, "Unfounded").await.unwrap();
            }
            Lack::Removed => {
                organisations::remove_member(service, &heir, organisation, cast.member.account).await.unwrap();
            }
            Lack::OtherOrganisation => (actor, auth) = (rival, cast::auth(7)),
            Lack::Stranger => (actor, auth) = (stranger, cast::auth(8)),
            Lack::GuessedIds => {
                (actor, auth) = (rival, cast::auth(7));
                wanted = ClaimId::new(&service.clock, &service.entropy);
                draft.0 = DraftId::new(&service.clock, &service.entropy);
                organisation = OrganisationId::new(&service.clock, &service.entropy);
            }
        }
        for power in POWERS.into_iter().filter(|power| !still_allowed(lack, *power)) {
            let (auth, file) = (auth.clone(), &unclaimed);
            let attempt = Attempt { service, actor, auth, organisation, claim: wanted, draft, file };
            let before = rows(service).await;
            // In two tabs at once, and once more.
            let (one, two) = tokio::join!(power.attempt(&attempt), power.attempt(&attempt));
            for result in [one, two, power.attempt(&attempt).await] {
                let refused = result.unwrap_err();
                assert!(is_the_refusal(lack, &refused), "{lack:?}, {power:?}: {refused:?}");
                assert!(!refused.to_string().is_empty());
            }
            let after = rows(service).await;
            assert!(
                before == after,
                "{lack:?}, {power:?}: {:?}",
                after.symmetric_difference(&before).collect::<Vec<_>>()
            );
        }
    }
});

both_engines!(whoever_lacks_nothing_has_every_power, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let references = vec![Digest::of(b"the film").to_string()];
    let work = works::NewWork { references, title: "Referenced".into(), ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
    let unclaimed = File::upload(service, "b.mkv").await;
    for power in POWERS {
        let claimed = File::upload(service, "a.mkv").await;
        let claim = file(service, cast, vec![target(&claimed.url())]).await.unwrap().claim;
        let draft = ready_to_send(service, cast, &unclaimed).await;
        let (actor, auth, organisation, file) = (cast.member, cast::auth(1), cast.organisation, &unclaimed);
        let attempt = Attempt { service, actor, auth, organisation, claim, draft, file };
        // So that the refusals of the table are refusals of a lack, and of nothing else.
        power.attempt(&attempt).await.unwrap_or_else(|refused| panic!("{power:?}: {refused:?}"));
    }
});

both_engines!(what_is_wrong_in_a_claim_refuses_all_of_it_and_leaves_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let good = target(&film.url());
    let before = rows(service).await;
    // A link that another service made, beside one of ours: neither is filed.
    // Its id may even be one of ours.
    for id in ["AAECAwQFBgcICQoLDA0ODw".to_owned(), song.link.to_string()] {
        let foreign = format!("https://files.example/f/{id}#{}", song.key.encode().as_str());
        match file(service, cast, vec![good.clone(), target(&foreign)]).await {
            Err(Error::Targets(errors)) => {
                assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [2]);
                assert!(matches!(&errors[0].problem, Problem::Elsewhere(origin) if origin == "https://files.example"));
            }
            other => panic!("{other:?}"),
        }
        assert!(before == rows(service).await);
    }

    // The fragment of one link behind the address of another: located, and said so.
    let mixed = target(&format!("{}#{}", film.bare(), song.key.encode().as_str()));
    let filed = file(service, cast, vec![mixed]).await.unwrap();
    assert!(filed.targets[0].wrong_key && filed.targets[0].possession.is_none());

    // More than a claim holds.
    let few = &limited(service, |limits| limits.claim_targets = 2);
    let known = rows(service).await;
    let many = file(few, cast, vec![good.clone(), good.clone(), good]).await;
    assert!(
        matches!(&many, Err(Error::Invalid(errors)) if errors[0].message.contains("at most 2 targets")),
        "{many:?}"
    );
    assert!(known == rows(service).await);
});
