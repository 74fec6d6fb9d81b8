//! Rights holders and their claims: every refusal and every way that works, on both engines.

mod abuse;
pub mod altered;
mod bounds;
pub mod cast;
mod catalogue;
mod contract;
mod dangers;
mod desk;
mod drafts;
mod escalations;
mod extension;
mod files;
mod holds;
mod matching;
mod orders;
mod principals;
mod programs;
mod reasons;
mod samples;
mod seams;
mod secrecy;
mod team;
mod untold;
mod verification;
mod webhooks;
mod whole;

use std::collections::BTreeSet;
use std::time::Duration;

use writ::accounts::{self, Actor, two_person};
use writ::audit::note::{Algorithm, VerifierKey};
use writ::claims::agreements::Proposal;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::direct::{self, Obstacle};
use writ::claims::filing::{self, ClaimState, TargetState};
use writ::claims::organisations::{self, MemberRole, State, Verdict};
use writ::claims::proof::{Level, Problem};
use writ::claims::signatures::{self, Refusal, Who, copies, wordings};
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{Error, agreements, cases, evidence, questions, queue, reports, works};
use writ::ids::{ClaimId, TargetId};
use writ::seal::{self, LinkKey};
use writ::service::Service;
use writ::takedown;
use writ::texts::Language;
use writ::tokens::{self, Audience, Digest, Possession, VerifyingKey};
use writ::vault::{self, ObjectState, downloads, links};

use writ::webauthn::Assertion;

use self::cast::{Cast, File, claim_of, count, entries, file, notice, object_state, person, report, staff, target};
use crate::app::{TestService, both_engines};
use crate::authenticator::Authenticator;

const WRONG_KEY: &str = "BAECAwQFBgcICQoLDA0ODwAREhMUFRYXGBkaGxwdHh8";

// Organisations, agreement, signatures, works ---------------------------------------------------------

both_engines!(an_administrator_verifies_refuses_and_suspends, |app: TestService| async move {
    let service = &app.service;
    let (admin, second) = cast::administrators(service).await;
    let owner = person(service, "owner").await;
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();

    let verify = |who: Actor, why: &'static str| async move {
        organisations::decide(service, &who, id, Verdict::Verified, why).await
    };
    assert!(matches!(verify(owner, "it is us").await, Err(Error::Forbidden(_))));
    assert!(matches!(verify(admin, " ").await, Err(Error::Invalid(_))), "a decision has a reason");
    organisations::decide(service, &admin, id, Verdict::Refused, "No document").await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    cast::verify(service, &admin, &second, id).await;
    assert!(matches!(verify(admin, "again").await, Err(Error::Conflict(_))));
    organisations::suspend(service, &admin, id, "Frequent unfounded claims").await.unwrap();
    assert!(matches!(organisations::suspend(service, &admin, id, "again").await, Err(Error::Conflict(_))));
    let found = organisations::organisation(service, &owner, id).await.unwrap();
    assert_eq!(found.state, State::Suspended);
    assert_eq!(found.decision_reason(service).unwrap().unwrap(), "Frequent unfounded claims");
    verify(admin, "They mended their ways").await.unwrap();

    let kinds: Vec<String> = entries(service, found.log_case).await.into_iter().map(|entry| entry.kind).collect();
    let expected = ["applied", "refused", "verified", "suspended", "reinstated"];
    assert_eq!(kinds, expected.map(|what| format!("organisation.{what}")));
    let log = entries(service, found.log_case).await;
    assert!(!log[0].text.contains("Example Pictures") && !log[1].text.contains("Example Pictures"));
    assert!(log[2].text.contains("Example Pictures"), "the verified stand in clear");

    let stranger = person(service, "stranger").await;
    assert!(matches!(organisations::organisation(service, &stranger, id).await, Err(Error::NotFound)));
});

both_engines!(an_application_names_every_mistake, |app: TestService| async move {
    let service = &app.service;
    let owner = person(service, "owner").await;
    let mut application = cast::application(" ");
    application.country = "Atlantis".into();
    application.domain = "gmail.com".into();
    application.contact.email = "nobody".into();
    let Err(Error::Invalid(mistakes)) = organisations::apply(service, &owner, &application).await else {
        panic!("refused")
    };
    let fields: Vec<_> = mistakes.iter().map(|mistake| mistake.field).collect();
    assert_eq!(fields, ["name", "country", "domain", "contact_email"]);
    // An address, and names that only one network knows, are no domains.
    for domain in ["10.0.0.1", "0x7f.1", "files.internal", "nas.local", "1.0.0.127.in-addr.arpa"] {
        let application = organisations::Application { domain: domain.into(), ..cast::application("Example Pictures") };
        let refused = organisations::apply(service, &owner, &application).await;
        assert!(matches!(&refused, Err(Error::Invalid(mistakes)) if mistakes[0].field == "domain"), "{domain}");
    }
    assert_eq!(count(service, "SELECT COUNT(*) FROM organisations").await, 0);
});

both_engines!(nobody_decides_about_their_own_organisation, |app: TestService| async move {
    let service = &app.service;
    let admin = staff(service, "admin", accounts::Role::Administrator).await;
    let id = organisations::apply(service, &admin, &cast::application("Own")).await.unwrap();
    let own = organisations::decide(service, &admin, id, Verdict::Verified, "me").await;
    assert!(matches!(own, Err(Error::Forbidden(_))));
});

both_engines!(members_join_and_leave_and_an_owner_stays, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let agent = person(service, "agent").await;
    let change = |who: Actor, role| async move {
        organisations::change_role(service, &who, cast.organisation, agent.account, role).await
    };
    assert!(matches!(change(agent, MemberRole::Owner).await, Err(Error::NotFound)), "to strangers there is nothing");
    assert!(matches!(change(cast.member, MemberRole::Owner).await, Err(Error::NotFound)), "nor are they members");
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    assert!(matches!(change(agent, MemberRole::Owner).await, Err(Error::Forbidden(_))));
    let remove = |who: Actor, whom: Actor| async move {
        organisations::remove_member(service, &who, cast.organisation, whom.account).await
    };
    assert!(matches!(remove(agent, cast.member).await, Err(Error::Forbidden(_))));
    assert!(matches!(remove(cast.member, cast.member).await, Err(Error::Conflict(_))), "the only owner stays");
    remove(agent, agent).await.unwrap();
    assert!(matches!(
        cases::claims(service, &agent, cast.organisation, &cases::Sought::default()).await,
        Err(Error::NotFound)
    ));
});

both_engines!(an_agreement_is_published_by_two_people, |app: TestService| async move {
    let service = &app.service;
    let (first, second) = cast::administrators(service).await;
    let owner = person(service, "owner").await;
    let text = &Proposal::first();
    assert!(matches!(agreements::propose(service, &owner, text, "first").await, Err(Error::Forbidden(_))));
    let (draft, step) = agreements::propose(service, &first, text, "Counsel has approved it").await.unwrap();
    assert!(agreements::published(service).await.unwrap().is_empty(), "a proposal binds nobody");
    let again = agreements::propose(service, &second, text, "again").await;
    assert!(matches!(again, Err(Error::Accounts(accounts::Error::Conflict(_)))));
    let alone = agreements::publish(service, &first, step).await;
    assert!(matches!(alone, Err(Error::Accounts(accounts::Error::SamePerson))));
    let unentitled = agreements::publish(service, &owner, step).await;
    assert!(matches!(unentitled, Err(Error::Accounts(accounts::Error::Forbidden(_)))));

    // A step that was taken back is gone, and its draft is replaced by the next one.
    two_person::cancel(service, &first, step).await.unwrap();
    let ended = agreements::publish(service, &second, step).await;
    assert!(matches!(ended, Err(Error::Accounts(accounts::Error::Conflict(_)))));
    let (again, step) = agreements::propose(service, &second, text, "Now").await.unwrap();
    assert_eq!(draft, again);
    let waiting = two_person::waiting(service, &first).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].could_confirm), (1, 1));
    agreements::publish(service, &first, step).await.unwrap();
    let twice = agreements::publish(service, &first, step).await;
    assert!(matches!(twice, Err(Error::Accounts(accounts::Error::Conflict(_)))));

    let published = agreements::published(service).await.unwrap();
    assert_eq!(published[0].version, 1);
    let languages: Vec<_> = published[0].texts().map(|text| text.locale.as_str()).collect();
    assert_eq!(languages, ["en", "fr"]);
    for said in published[0].texts() {
        let proposed = text.text(said.locale.parse().unwrap());
        assert_eq!((said.text.as_str(), said.sha256), (proposed, Digest::of(proposed.as_bytes())));
    }
    let entry = entries(service, published[0].log_case).await.pop().unwrap();
    for text in published[0].texts() {
        assert!(entry.text.contains(&format!("\"{}\":\"{}\"", text.locale, text.sha256)), "{}", entry.text);
    }
    let half = text.clone().with(Language::named("fr").unwrap(), " ");
    let refused = agreements::propose(service, &first, &half, "One language only").await;
    let Err(Error::Invalid(mistakes)) = refused else { panic!("refused") };
    assert_eq!(mistakes[0].field, "fr", "whoever signed in a language goes on in it");
    let (_, step) = agreements::propose(service, &first, &cast::newer("Version 2"), "Newer").await.unwrap();
    agreements::publish(service, &second, step).await.unwrap();
    assert_eq!(agreements::published(service).await.unwrap()[0].version, 2);
});

both_engines!(a_signature_keeps_the_exact_record_and_proves_itself, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let agreement = agreements::published(service).await.unwrap().remove(0);
    let signing = cast::signing(agreement.id);

    let mut unticked = signing.clone();
    unticked.affirmed[1] = false;
    unticked.name = String::new();
    let refused = signatures::sign(service, &cast.member, cast.organisation, &unticked, &cast.auth).await;
    let Err(Error::Invalid(mistakes)) = refused else { panic!("refused") };
    assert_eq!(mistakes.iter().map(|mistake| mistake.field).collect::<Vec<_>>(), ["intent", "name"]);
    let wrong = accounts::Auth::parse(&[9; 32]).unwrap();
    let refused = signatures::sign(service, &cast.member, cast.organisation, &signing, &wrong).await;
    assert!(matches!(refused, Err(Error::Accounts(_))));
    assert_eq!(count(service, "SELECT COUNT(*) FROM signatures").await, 0);
    let stranger = cast::signed_up(service, "stranger", 3).await;
    let refused = signatures::sign(service, &stranger, cast.organisation, &signing, &cast::auth(3)).await;
    assert!(matches!(refused, Err(Error::NotFound)));

    signatures::sign(service, &cast.member, cast.organisation, &signing, &cast.auth).await.unwrap();
    let again = signatures::sign(service, &cast.member, cast.organisation, &signing, &cast.auth).await;
    assert!(matches!(again, Err(Error::Conflict(_))));

    let copy = copies::of_organisation(service, &cast.member, cast.organisation).await.unwrap().remove(0);
    let record = copies::verify(&copy.text.text, &copy.bytes, &copy.sha256).unwrap();
    assert_eq!((record.signer.name.as_str(), record.method.as_str()), ("Ada Example", "password"));
    assert_eq!(record.agreement.sha256, agreement.english.sha256);
    assert_eq!(record.affirmations.len(), 3);
    let mut bent = copy.bytes.to_vec();
    for at in 0..bent.len() {
        bent[at] ^= 1;
        assert!(copies::verify(&copy.text.text, &bent, &copy.sha256).is_err());
        bent[at] ^= 1;
    }
    assert!(copies::verify("another text", &copy.bytes, &copy.sha256).is_err());
    // Nothing of the person stands in the log.
    let case = organisations::organisation(service, &cast.member, cast.organisation).await.unwrap().log_case;
    let entry = entries(service, case).await.pop().unwrap();
    assert_eq!(entry.kind, "agreement.signed");
    assert!(!entry.text.contains("Ada") && !entry.text.contains("203.0.113.9"));

    // The page showed another version than the one in force by now.
    let (first, second) = (cast.first, cast.second);
    let (_, step) = agreements::propose(service, &first, &cast::newer("Version 2"), "Newer").await.unwrap();
    agreements::publish(service, &second, step).await.unwrap();
    let stale = signatures::sign(service, &cast.member, cast.organisation, &signing, &cast.auth).await;
    assert!(matches!(stale, Err(Error::Conflict(_))));
});

both_engines!(a_signed_copy_verifies_by_itself_and_no_byte_of_it_can_change, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let agreement = agreements::published(service).await.unwrap().remove(0);
    let signing = signatures::Signing { locale: "fr".into(), ..cast::signing(agreement.id) };
    let id = signatures::sign(service, &cast.member, cast.organisation, &signing, &cast.auth).await.unwrap();
    let copy = copies::copy(service, &cast.member, cast.organisation, id).await.unwrap();
    assert_eq!(Some(&copy.text), agreement.text("fr"), "the text of the language that was signed");
    assert_eq!(copy.record.affirmations, wordings("fr"));
    assert!(copy.record.affirmations[0].starts_with("J’ai qualité pour signer"), "{:?}", copy.record.affirmations);

    // Before the log has it under a checkpoint there is no proof, and afterwards there is.
    assert!(matches!(copies::file(service, &copy).await, Err(Error::Conflict(_))));
    writ::audit::sequence(service).await.unwrap();
    let file = copies::file(service, &copy).await.unwrap();
    let key = writ::audit::verifier_keys(service).unwrap().lines().next().unwrap().parse().unwrap();
    let checked = copies::check(&file, &[key]);
    assert!(checked.holds(), "{:?}", checked.faults);
    let story = &checked.story[0];
    assert!(story.contains("Ada Example") && story.contains("in Français"), "{story}");
    let said = checked.not_proven.join(" ");
    assert!(said.contains("simple electronic signature") && !said.contains("Whose log"), "{said}");
    assert!(copies::check(&file, &[]).not_proven.join(" ").contains("Whose log this is"));

    // Cosignatures are other people's and are not needed; every other byte is bound.
    let text = String::from_utf8(file.clone()).unwrap();
    let spared = text.match_indices("\u{2014} ").map(|(at, _)| at).nth(1);
    let proof = text.find("\"proof\"").unwrap();
    let ends = text[proof..].find("\",\"record\"").map(|at| proof + at).unwrap();
    let mut bent = file.clone();
    for at in (0..bent.len()).filter(|at| spared.is_none_or(|from| !(from..ends).contains(at))) {
        bent[at] ^= 1;
        assert!(!copies::check(&bent, &[]).holds(), "byte {at} of {}", bent.len());
        bent[at] ^= 1;
    }

    // Another log's key, and what a proof may carry without proving it.
    let foreign = VerifierKey::new("files.example", Algorithm::Ed25519, [1; 32]).unwrap();
    let checked = copies::check(&file, &[foreign]);
    assert!(!checked.holds() && checked.story.is_empty(), "nothing is told of a log that was not asked about");
    let carrying = text.replace("tlog-proof@v1\\nindex", "tlog-proof@v1\\nextra AAAA\\nindex");
    assert!(carrying != text && !copies::check(carrying.as_bytes(), &[]).holds());

    // It is for members and administrators only.
    let stranger = person(service, "stranger").await;
    for who in [stranger, cast.reviewer] {
        assert!(matches!(copies::copy(service, &who, cast.organisation, id).await, Err(Error::NotFound)));
    }
    copies::copy(service, &cast.first, cast.organisation, id).await.unwrap();
});

both_engines!(a_passkey_signs_the_record_and_anyone_can_check_it, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let agreement = agreements::published(service).await.unwrap().remove(0);
    let signing = cast::signing(agreement.id);
    let prepare = async || signatures::prepare(service, &cast.member, cast.organisation, &signing).await;
    assert!(matches!(prepare().await, Err(Error::Conflict(_))), "there is no passkey yet");
    let device = cast::passkey(service, cast.member, &cast.auth, 1).await;
    let foreign = cast::passkey(service, cast::signed_up(service, "other", 2).await, &cast::auth(2), 2).await;
    let prepared = prepare().await.unwrap();
    let (party, challenge) = (&prepared.party, &prepared.challenge);
    let sign = async |token: &str, by: &Authenticator, answer: Assertion| {
        signatures::sign_by_passkey(service, &cast.member, cast.organisation, token, &by.id(), answer).await
    };

    // Only a passkey of this account, and only its answer to this record.
    let refused = sign(&prepared.token, &foreign, foreign.answer(party, challenge)).await;
    assert!(matches!(refused, Err(Error::Accounts(accounts::Error::Invalid { field: "passkey", .. }))), "{refused:?}");
    let refused = sign(&prepared.token, &device, device.answer(party, &Digest::of(b"another record"))).await;
    assert!(matches!(refused, Err(Error::Accounts(accounts::Error::Invalid { field: "passkey", .. }))), "{refused:?}");
    let refused = sign(&prepared.token, &device, foreign.answer(party, challenge)).await;
    assert!(matches!(refused, Err(Error::Accounts(accounts::Error::Invalid { field: "passkey", .. }))), "{refused:?}");
    // What was prepared is the signer's alone, and cannot be bent.
    let mut bent = prepared.token.clone();
    bent.replace_range(40..41, if &bent[40..41] == "A" { "B" } else { "A" });
    assert!(matches!(sign(&bent, &device, device.answer(party, challenge)).await, Err(Error::Conflict(_))));
    let stolen = signatures::sign_by_passkey(
        service,
        &cast.first,
        cast.organisation,
        &prepared.token,
        &device.id(),
        device.answer(party, challenge),
    )
    .await;
    assert!(matches!(stolen, Err(Error::Conflict(_))), "{stolen:?}");
    assert_eq!(count(service, "SELECT COUNT(*) FROM signatures").await, 0);

    let id = sign(&prepared.token, &device, device.answer(party, challenge)).await.unwrap();
    let twice = sign(&prepared.token, &device, device.answer(party, challenge)).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "signed already");

    // The copy proves it offline, also when the passkey is gone.
    let passkey = accounts::passkeys::list(service, cast.member).await.unwrap().remove(0);
    assert!(passkey.last_used_at.is_some());
    accounts::passkeys::remove(service, cast.member, passkey.id).await.unwrap();
    writ::audit::sequence(service).await.unwrap();
    let copy = copies::copy(service, &cast.member, cast.organisation, id).await.unwrap();
    let file = copies::file(service, &copy).await.unwrap();
    let checked = copies::check(&file, &[]);
    assert!(checked.holds(), "{:?}", checked.faults);
    assert!(checked.proven.join(" ").contains("signed exactly this record"), "{:?}", checked.proven);
    let text = String::from_utf8(file).unwrap();
    // Without the passkey's answer, or with another one, it holds no more.
    let other = foreign.answer(party, challenge);
    let by = copy.by_passkey.unwrap();
    for bent in [
        text.replace(&by.assertion.signature.to_string(), &other.signature.to_string()),
        text.replace(&by.credential.id.to_string(), &foreign.id().to_string()),
        text.replace("\\\"method\\\":\\\"passkey\\\"", "\\\"method\\\":\\\"password\\\""),
    ] {
        assert_ne!(bent, text);
        assert!(!copies::check(bent.as_bytes(), &[]).holds());
    }
});

both_engines!(what_was_prepared_for_a_passkey_lapses_when_anything_changed, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let agreement = agreements::published(service).await.unwrap().remove(0);
    let signing = cast::signing(agreement.id);
    let device = cast::passkey(service, cast.member, &cast.auth, 1).await;
    let sign = async |prepared: &signatures::Prepared| {
        let answer = device.answer(&prepared.party, &prepared.challenge);
        let (organisation, token) = (cast.organisation, prepared.token.as_str());
        signatures::sign_by_passkey(service, &cast.member, organisation, token, &device.id(), answer).await
    };
    let prepare = async |signing| signatures::prepare(service, &cast.member, cast.organisation, signing).await.unwrap();

    let late = prepare(&signing).await;
    service.clock.advance(accounts::passkeys::CEREMONY);
    assert!(matches!(sign(&late).await, Err(Error::Conflict(_))), "ten minutes");

    let outdated = prepare(&signing).await;
    let (_, step) = agreements::propose(service, &cast.first, &cast::newer("Version 2"), "Newer").await.unwrap();
    agreements::publish(service, &cast.second, step).await.unwrap();
    assert!(matches!(sign(&outdated).await, Err(Error::Conflict(_))), "another version is in force");

    let second = agreements::published(service).await.unwrap().remove(0);
    let removed = prepare(&cast::signing(second.id)).await;
    let agent = cast::signed_up(service, "agent", 3).await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Owner).await;
    organisations::remove_member(service, &cast.member, cast.organisation, cast.member.account).await.unwrap();
    assert!(matches!(sign(&removed).await, Err(Error::NotFound)), "no member any more");
    assert_eq!(count(service, "SELECT COUNT(*) FROM signatures").await, 0);
});

both_engines!(a_claim_records_the_text_that_binds_its_organisation, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let agreement = agreements::published(service).await.unwrap().remove(0);
    let signing = signatures::Signing { locale: "fr".into(), ..cast::signing(agreement.id) };
    signatures::sign(service, &cast.member, cast.organisation, &signing, &cast.auth).await.unwrap();
    let found = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&found.url())]).await.unwrap();
    let view = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(view.agreement, agreement.text("fr").map(|text| text.sha256));
});

both_engines!(works_carry_references_with_their_dates, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let digest = Digest::of(b"our film").to_string();
    let mut work = cast::work();
    work.references = vec![digest.clone(), "nonsense".into()];
    work.kind = "hat".into();
    let refused = works::register(service, &cast.member, cast.organisation, &work).await;
    let Err(Error::Invalid(mistakes)) = refused else { panic!("refused") };
    assert_eq!(mistakes.iter().map(|mistake| mistake.field).collect::<Vec<_>>(), ["kind", "references"]);
    work.references.pop();
    work.kind = "film".into();
    let id = works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
    let registered = service.clock.now();
    service.clock.advance(Duration::from_hours(1));
    let again = works::add_references(service, &cast.member, id, std::slice::from_ref(&digest), "").await.unwrap();
    assert_eq!(again, works::Added { added: 0, known: 1 });
    let entry = works::catalogue::work(service, &cast.member, id, None).await.unwrap();
    let dates: Vec<_> = entry.references.iter().map(|it| (it.sha256, it.registered_at)).collect();
    assert_eq!(dates, [(Digest::of(b"our film"), registered)], "an earlier date stays");
    let stranger = person(service, "stranger").await;
    let refused = works::register(service, &stranger, cast.organisation, &work).await;
    assert!(matches!(refused, Err(Error::NotFound)));
});

// Filing and proof -------------------------------------------------------------------------------------

both_engines!(a_disclosed_key_opens_and_the_proof_of_it_is_signed, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let messages = cast::rows(service, "messages").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    let target = &filed.targets[0];
    assert_eq!((target.level, target.wrong_key), (Level::Opened, false));
    assert_eq!(filed.due_at.since(filed.submitted_at), Duration::from_hours(4), "the verified queue");

    let keys = [VerifyingKey::from(&service.keys.order)];
    let audience = filed.claim.to_string();
    let token = target.possession.as_deref().unwrap();
    let proof: Possession =
        tokens::verify(token, &keys, &service.keys.origin, Audience::Is(&audience), service.clock.now()).unwrap();
    assert_eq!((proof.object, proof.root, proof.level), (film.object, Digest(film.root), tokens::Level::Opened));

    let view = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    let metadata = view.targets[0].metadata.as_ref().unwrap();
    assert_eq!((metadata.name.as_str(), metadata.media_type.as_str()), ("film.mkv", "video/x-matroska"));
    assert_eq!(view.agreement, Some(agreements::published(service).await.unwrap()[0].english.sha256));
    assert_eq!(view.state, ClaimState::Submitted);
    // Neither link, key, object nor name stand anywhere in clear.
    let log = entries(service, view.log_case).await;
    assert_eq!(log[0].kind, "claim.filed");
    for secret in [film.key.encode().as_str(), film.link.as_str(), "film.mkv", &film.object.to_string()] {
        assert!(!log[0].text.contains(secret), "{secret}");
    }
    assert_eq!(cast::rows(service, "messages").await - messages, 1, "the receipt");
    let stranger = person(service, "stranger").await;
    assert!(matches!(cases::claim(service, &stranger, filed.claim).await, Err(Error::NotFound)));
});

both_engines!(each_way_of_disclosing_a_key_opens, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    // The whole file key, without a link key.
    let film = File::upload(service, "a.mkv").await;
    let mut by_file_key = target(&film.bare());
    by_file_key.file_key = film.file_key().encode();
    let song = File::upload(service, "b.flac").await;
    // A password link, unmasked in the browser: it comes as the plain link key under the password link's id.
    let secret = song.password_link(service, "correct horse").await;
    let filed = file(service, cast, vec![by_file_key, target(&secret.unlocked_url("correct horse"))]).await.unwrap();
    assert!(filed.targets.iter().all(|target| target.level == Level::Opened));
    // With a wrong password another key comes out: located, and it says so.
    let filed = file(service, cast, vec![target(&secret.unlocked_url("wrong"))]).await.unwrap();
    assert_eq!((filed.targets[0].level, filed.targets[0].wrong_key), (Level::Located, true));
    // Still masked: the browser has to unlock it.
    let refused = file(service, cast, vec![target(&secret.masked_url())]).await;
    assert_eq!(problems(refused), [(1, Problem::Password)]);
});

both_engines!(a_wrong_key_on_a_live_link_is_located_and_says_so, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let wrong = target(&format!("{}#{WRONG_KEY}", film.bare()));
    let filed = file(service, cast, vec![wrong]).await.unwrap();
    assert_eq!((filed.targets[0].level, filed.targets[0].wrong_key), (Level::Located, true));
    assert!(filed.targets[0].possession.is_none());
    assert_eq!(count(service, "SELECT COUNT(*) FROM targets WHERE key_sealed IS NULL").await, 1, "no evidence");
    let without = file(service, cast, vec![target(&film.bare())]).await.unwrap();
    assert_eq!((without.targets[0].level, without.targets[0].wrong_key), (Level::Located, false));
});

both_engines!(on_a_dead_link_only_the_right_key_gets_more_than_a_stranger, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    links::revoke(service, film.owner.account, film.object, &film.link).await.unwrap();
    let unknown = "http://localhost:8080/f/AAECAwQFBgcICQoLDA0ODw";
    for (dead, none) in
        [(film.bare(), unknown.to_owned()), (format!("{}#{WRONG_KEY}", film.bare()), format!("{unknown}#{WRONG_KEY}"))]
    {
        let dead = problems(file(service, cast, vec![target(&dead)]).await);
        let none = problems(file(service, cast, vec![target(&none)]).await);
        assert_eq!(dead, none);
        assert_eq!(dead, [(1, Problem::Unknown)]);
    }
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    assert_eq!(filed.targets[0].level, Level::Opened);
});

both_engines!(a_locked_object_can_still_be_opened_by_another_claimant, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    decide(service, cast, &film, Action::LockAndDelete).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    assert_eq!(filed.targets[0].level, Level::Opened);
});

both_engines!(every_bad_line_is_named_and_nothing_is_half_done, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, gone) = (File::upload(service, "a.mkv").await, File::upload(service, "b.mkv").await);
    cast::purge(service, gone.object).await;
    let lines = vec![
        target(&film.url()),
        target("https://localhost/drive"),
        target(&format!("{}#short", film.bare())),
        target("http://localhost:8080/f/AAECAwQFBgcICQoLDA0ODw"),
        target("https://other.example/f/BAECAwQFBgcICQoLDA0ODw"),
        target(&gone.url()),
        target(&film.bare()),
    ];
    let messages = cast::rows(service, "messages").await;
    let found = problems(file(service, cast, lines).await);
    assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
    assert_eq!(found[2].1, Problem::Unknown);
    assert!(matches!(&found[3].1, Problem::Elsewhere(host) if host == "https://other.example"));
    assert_eq!(found[4].1, Problem::Purged);
    assert_eq!(found[5].1, Problem::Repeated(1));
    for table in ["claims", "targets", "claim_works"] {
        assert_eq!(cast::rows(service, table).await, 0, "{table}");
    }
    assert_eq!(cast::rows(service, "messages").await, messages);
    let Err(Error::Invalid(none)) = file(service, cast, Vec::new()).await else { panic!("refused") };
    assert_eq!(none[0].field, "targets");
});

both_engines!(what_opens_the_verified_queue_is_checked_and_offers_report, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let send = || file(service, cast, vec![target(&film.url())]);
    let unsigned = send().await.unwrap_err();
    assert!(
        matches!(&unsigned, Error::Agreement(Refusal::Unsigned { who: Who::Organisation, current: 1 })),
        "{unsigned}"
    );
    assert!(unsigned.to_string().contains("/report"));
    cast.sign(service).await;
    send().await.unwrap();

    let (_, step) = agreements::propose(service, &cast.first, &cast::newer("Version 2"), "Newer").await.unwrap();
    agreements::publish(service, &cast.second, step).await.unwrap();
    let outdated = send().await.unwrap_err();
    let expected = Refusal::Outdated { who: Who::Organisation, signed: 1, current: 2 };
    assert!(matches!(&outdated, Error::Agreement(refusal) if *refusal == expected), "{outdated}");
    assert!(outdated.to_string().contains("/report"));
    cast.sign(service).await;

    organisations::suspend(service, &cast.first, cast.organisation, "Frequent unfounded claims").await.unwrap();
    let suspended = send().await.unwrap_err();
    assert!(matches!(suspended, Error::NotVerified { state: State::Suspended, .. }));
    assert!(suspended.to_string().contains("/report"));
    let stranger = person(service, "stranger").await;
    let input = claim_of(vec![target(&film.url())]);
    assert!(matches!(filing::file(service, &stranger, cast.organisation, &input).await, Err(Error::NotFound)));
});

both_engines!(an_agents_signature_does_not_bind_the_organisation, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let agent = cast::signed_up(service, "agent", 5).await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let agreement = agreements::published(service).await.unwrap().remove(0);
    let signing = cast::signing(agreement.id);
    signatures::sign(service, &agent, cast.organisation, &signing, &cast::auth(5)).await.unwrap();
    let standing = signatures::standing(service, &agent, cast.organisation).await.unwrap();
    assert_eq!(standing.member, None);
    assert_eq!(standing.organisation, Some(Refusal::Unsigned { who: Who::Organisation, current: 1 }));
});

both_engines!(guessing_keys_is_throttled_and_then_even_the_right_one_says_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let limit = service.config.limits.guesses_per_hour;
    for _ in 0..limit {
        let guess = LinkKey::generate(&service.entropy);
        let guess = target(&format!("{}#{}", film.bare(), guess.encode().as_str()));
        assert_eq!(file(service, cast, vec![guess]).await.unwrap().targets[0].level, Level::Located);
    }
    let right = || file(service, cast, vec![target(&film.url())]);
    assert_eq!(problems(right().await), [(1, Problem::TooManyGuesses(limit))]);
    // Other files are not touched by it, and the claim itself needs no key.
    let other = File::upload(service, "other.mkv").await;
    file(service, cast, vec![target(&other.url()), target(&film.bare())]).await.unwrap();
    service.clock.advance(Duration::from_mins(70));
    assert_eq!(right().await.unwrap().targets[0].level, Level::Opened);
});

// Deciding ---------------------------------------------------------------------------------------------

both_engines!(a_reviewer_decides_each_target_by_itself, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let files = [File::upload(service, "a").await, File::upload(service, "b").await, File::upload(service, "c").await];
    let filed = file(service, cast, files.iter().map(|file| target(&file.url())).collect()).await.unwrap();
    let reviewer = cast.reviewer;

    let waiting = queue::page(service, &reviewer, &queue::Sought::default(), None).await.unwrap().claims;
    assert_eq!((waiting[0].claim, waiting[0].targets, waiting[0].opened), (filed.claim, 3, 3));
    let all: Vec<Ruling> = vec![
        ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete),
        ruling(filed.targets[1].target, Finding::Infringing, Action::DisableLink),
        ruling(filed.targets[2].target, Finding::NotInfringing, Action::None),
    ];
    let untaken = decisions::decide(service, &reviewer, filed.claim, &all).await;
    assert!(matches!(untaken, Err(Error::Conflict(_))), "a claim is taken first");
    queue::take(service, &reviewer, filed.claim).await.unwrap();
    assert!(matches!(queue::take(service, &cast.other_reviewer, filed.claim).await, Err(Error::Conflict(_))));
    let foreign = decisions::decide(service, &cast.other_reviewer, filed.claim, &all).await;
    assert!(matches!(foreign, Err(Error::Conflict(_))));
    assert!(matches!(decisions::decide(service, &cast.member, filed.claim, &all).await, Err(Error::Forbidden(_))));
    let mut restricting = all.clone();
    restricting[2].action = Action::DisableLink;
    restricting[1].reasons = String::new();
    restricting[0].ground = String::new();
    let refused = decisions::decide(service, &reviewer, filed.claim, &restricting).await;
    let Err(Error::Invalid(mistakes)) = refused else { panic!("refused") };
    assert_eq!(mistakes.iter().map(|mistake| mistake.field).collect::<Vec<_>>(), ["ground", "reasons", "action"]);
    // Where nothing is done a ground may be missing; one that is there is a line like any other.
    for ground in ["17 U.S.C. 106\0".to_owned(), "17 U.S.C. ".repeat(31)] {
        let mut unfit = all.clone();
        unfit[2].ground = ground;
        let refused = decisions::decide(service, &reviewer, filed.claim, &unfit).await;
        let Err(Error::Invalid(mistakes)) = refused else { panic!("refused") };
        assert_eq!(mistakes.iter().map(|mistake| mistake.field).collect::<Vec<_>>(), ["ground"]);
    }

    // Some first: the claim stays open. Then the rest.
    decisions::decide(service, &reviewer, filed.claim, &all[..1]).await.unwrap();
    let case = cases::desk_case(service, &reviewer, filed.claim).await.unwrap().case;
    assert_eq!(case.state, ClaimState::InReview);
    assert!(case.targets.iter().all(|target| target.metadata.is_none()), "evidence is opened, not shown");
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Locked);
    let twice = decisions::decide(service, &reviewer, filed.claim, &all).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    assert_eq!(cast::rows(service, "decisions").await, 1, "all of a decision or none of it");
    decisions::decide(service, &reviewer, filed.claim, &all[1..]).await.unwrap();

    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(case.state, ClaimState::Decided);
    assert_eq!(object_state(service, files[1].object).await, ObjectState::Available);
    assert_eq!(cast::rows(service, "link_disablements").await, 1);
    // A stranger is told the ground in one of the fixed words, never in the reviewer's own.
    for blocked in &files[..2] {
        let answer = downloads::look(service, &blocked.link, None).await;
        let Err(vault::Error::Restricted(restriction)) = answer else { panic!("it opens: {answer:?}") };
        assert_eq!(restriction.ground, "copyright");
        assert_eq!(restriction.organisation.as_deref(), Some("Example Pictures"));
    }
    assert_eq!(cast::rows(service, "holds").await, 1);
    assert_eq!(cast::rows(service, "notices").await, 2, "the two whose files are restricted");
    let log = entries(service, case.log_case).await;
    let mut decided: Vec<_> = log.iter().filter(|entry| entry.kind == "target.decided").collect();
    decided.sort_by_key(|entry| entry.value["fields"]["target"].as_i64());
    let outcomes: Vec<_> = decided.iter().map(|entry| entry.value["fields"]["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["removed", "link-disabled", "no-action"]);
    assert_eq!(decided[0].value["fields"]["organisation"], "Example Pictures");
    assert!(!log.iter().any(|entry| entry.text.contains(&files[0].object.to_string())));
    let ended = decisions::decide(service, &reviewer, filed.claim, &all[..1]).await;
    assert!(matches!(ended, Err(Error::Conflict(_))));
});

both_engines!(of_two_reviewers_deciding_at_once_one_decides, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    let press = || decisions::decide(service, &cast.reviewer, filed.claim, &rulings);
    // Twice by the same reviewer in two windows, and once by another who takes it when the hour is over.
    let (one, two) = tokio::join!(press(), press());
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    assert_eq!((cast::rows(service, "decisions").await, cast::rows(service, "holds").await), (1, 1));

    let song = File::upload(service, "song.flac").await;
    let filed = file(service, cast, vec![target(&song.url())]).await.unwrap();
    let take = |who: Actor| async move { queue::take(service, &who, filed.claim).await };
    let (one, two) = tokio::join!(take(cast.reviewer), take(cast.other_reviewer));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    service.clock.advance(service.config.limits.assignment);
    take(cast.other_reviewer).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    let late = decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await;
    assert!(matches!(late, Err(Error::Conflict(_))));
    queue::release(service, &cast.other_reviewer, filed.claim).await.unwrap();
    assert!(matches!(queue::release(service, &cast.reviewer, filed.claim).await, Err(Error::Conflict(_))));
});

both_engines!(of_two_reviewers_taking_the_next_one_at_once_each_has_another, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    for _ in 0..3 {
        let mut waiting = BTreeSet::new();
        for name in ["film.mkv", "song.flac"] {
            let stored = File::upload(service, name).await;
            waiting.insert(file(service, cast, vec![target(&stored.url())]).await.unwrap().claim);
        }
        let next = |who: Actor| async move { queue::take_next(service, &who).await.unwrap() };
        let (one, two) = tokio::join!(next(cast.reviewer), next(cast.other_reviewer));
        let taken: BTreeSet<_> = [one, two].into_iter().flatten().collect();
        assert_eq!(taken, waiting, "each of them one, and not the same: {one:?}, {two:?}");
        assert_eq!(next(cast.reviewer).await, None, "nothing is free");
        // Each decides what they took, which nobody else can.
        for (claim, holder, other) in
            [(one, cast.reviewer, cast.other_reviewer), (two, cast.other_reviewer, cast.reviewer)]
        {
            let claim = claim.unwrap();
            let waits = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
            let rulings = [ruling(waits, Finding::NotInfringing, Action::None)];
            let refused = decisions::decide(service, &other, claim, &rulings).await;
            assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
            decisions::decide(service, &holder, claim, &rulings).await.unwrap();
        }
    }
});

/// Refused as a party, in words that say so.
fn kept_out<T: std::fmt::Debug>(done: Result<T, Error>) {
    match done {
        Err(Error::Accounts(accounts::Error::Forbidden(why))) => assert!(why.contains("You are a party"), "{why}"),
        other => panic!("{other:?}"),
    }
}

both_engines!(nobody_works_a_case_in_which_they_are_a_party, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    let reviewer = accounts::Role::Reviewer;
    // The uploader of the file, a member of the claimant, and one who left it since the claim.
    let uploader = cast::with_role(service, film.owner, reviewer).await;
    let insider = cast::with_role(service, cast.member, reviewer).await;
    let agent = person(service, "agent").await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    service.clock.advance(Duration::from_secs(1));
    organisations::remove_member(service, &agent, cast.organisation, agent.account).await.unwrap();
    let agent = cast::with_role(service, agent, reviewer).await;
    // And whoever sent a notice.
    let song = File::upload(service, "song.flac").await;
    let notifier = staff(service, "notifier", reviewer).await;
    let notice = report(Basis::EuDsa, &song.bare());
    let sent = reports::send(service, "198.51.100.7", Some(notifier.account), &notice).await.unwrap();

    for (party, case) in [(uploader, &filed), (insider, &filed), (agent, &filed), (notifier, &sent)] {
        let target = case.targets[0].target;
        let waiting = queue::page(service, &party, &queue::Sought::default(), None).await.unwrap().claims;
        assert!(waiting.iter().all(|waiting| waiting.claim != case.claim), "the queue does not tell");
        assert_eq!(waiting.len(), 1, "of the other claim it does");
        kept_out(cases::desk_case(service, &party, case.claim).await.map(|_| ()));
        kept_out(queue::take(service, &party, case.claim).await);
        let rulings = [ruling(target, Finding::NotInfringing, Action::None)];
        kept_out(decisions::decide(service, &party, case.claim, &rulings).await);
        kept_out(questions::ask(service, &party, case.claim, &["reasons"], "Which scene?").await);
    }
    // Evidence is for whoever has taken the claim and for seniors; for them neither, if they are a party.
    let senior = cast::with_role(service, film.owner, accounts::Role::Senior).await;
    let target = filed.targets[0].target;
    kept_out(decisions::open_evidence(service, &senior, target).await);
    kept_out(evidence::part(service, &senior, target, 0).await);
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_openings").await, 0);

    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
});

both_engines!(nobody_takes_a_step_about_a_file_to_whose_case_they_are_a_party, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    decide(service, cast, &film, Action::LockAndDelete).await;
    let object = film.object;
    let other = staff(service, "other", accounts::Role::Senior).await;
    let uploader = cast::with_role(service, film.owner, accounts::Role::Senior).await;
    let insider = cast::with_role(service, cast.member, accounts::Role::Administrator).await;
    let step = takedown::propose_purge(service, &cast.senior, object, "order of the court").await.unwrap();
    for party in [uploader, insider] {
        kept_out(takedown::for_desk(service, &party, object).await.map_err(widened));
        kept_out(takedown::propose_purge(service, &party, object, "mine").await.map_err(widened));
        kept_out(takedown::order_purge(service, &party, step).await.map_err(widened));
        kept_out(takedown::propose_order_without_custody(service, &party, object, "x").await.map_err(widened));
        assert!(two_person::waiting(service, &party).await.unwrap().is_empty(), "nor do they learn of it");
        kept_out(two_person::cancel(service, &party, step).await.map_err(Error::from));
    }
    assert_eq!(two_person::waiting(service, &other).await.unwrap().len(), 1);
    takedown::for_desk(service, &other, object).await.unwrap();
    takedown::order_purge(service, &other, step).await.unwrap();
});

/// A refusal of the takedown as the claims room passes it on.
fn widened(error: takedown::Error) -> Error {
    match error {
        takedown::Error::Accounts(error) => error.into(),
        other => other.into(),
    }
}

both_engines!(no_evidence_is_seen_without_an_entry_in_the_log, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let mut input = target(&film.url());
    input.archive_password = zeroize::Zeroizing::new("open sesame".into());
    let filed = file(service, cast, vec![input]).await.unwrap();
    let id = filed.targets[0].target;
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap().log_case;
    let openings = || async { entries(service, case).await.iter().filter(|e| e.kind == "evidence.opened").count() };

    assert!(matches!(decisions::open_evidence(service, &cast.reviewer, id).await, Err(Error::Forbidden(_))));
    assert!(matches!(decisions::open_evidence(service, &cast.member, id).await, Err(Error::Forbidden(_))));
    assert_eq!(openings().await, 0);
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let evidence = decisions::open_evidence(service, &cast.reviewer, id).await.unwrap();
    assert_eq!(openings().await, 1);
    assert_eq!(evidence.file_key.as_ref(), Some(&film.file_key()));
    assert_eq!(evidence.metadata.as_ref().unwrap().name, "film.mkv");
    assert_eq!(evidence.found_at.as_deref(), Some("https://forum.example/thread/1"));
    assert_eq!(evidence.archive_password.as_ref().unwrap().expose(), "open sesame");
    let printed = format!("{evidence:?}");
    assert!(!printed.contains("sesame") && !printed.contains(film.file_key().encode().as_str()));
    service.clock.advance(Duration::from_secs(1));
    decisions::open_evidence(service, &cast.senior, id).await.unwrap();
    let desk = cases::desk_case(service, &cast.reviewer, filed.claim).await.unwrap();
    let who: Vec<_> = desk.case.targets[0].openings.iter().map(|(account, _)| *account).collect();
    assert_eq!(who, [cast.reviewer.account, cast.senior.account]);
});

both_engines!(evidence_opens_from_custody_once_no_mirror_has_it, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    let id = filed.targets[0].target;
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    decisions::open_evidence(service, &cast.reviewer, id).await.unwrap();
    let before = evidence::part(service, &cast.reviewer, id, 0).await.unwrap();
    let rulings = [ruling(id, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    let ran = writ::work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty(), "{ran:?}");
    let board = takedown::board(service, film.object).await.unwrap();
    let probed: Vec<_> = board.orders[0].mirrors.iter().map(|mirror| mirror.probe_outcome.as_deref()).collect();
    assert_eq!(probed, [Some("gone"); 3], "no mirror has a byte of it");

    let unopened = evidence::part(service, &cast.senior, id, 0).await;
    assert!(matches!(unopened, Err(Error::Conflict(_))), "not without an entry of its own: {unopened:?}");
    let again = decisions::open_evidence(service, &cast.senior, id).await.unwrap();
    let part = evidence::part(service, &cast.senior, id, 0).await.unwrap();
    assert_eq!(part, before);
    let content = seal::format::open(&again.file_key.unwrap(), &seal::content_context(film.object), &part).unwrap();
    assert_eq!(content.as_slice(), b"the content of the file");
    for store in &service.config.custody {
        std::fs::remove_file(store.folder.join(film.object.to_string())).unwrap();
    }
    assert!(evidence::part(service, &cast.senior, id, 0).await.is_err(), "nothing else had it");
});

both_engines!(a_role_lost_between_the_page_and_the_press_is_lost, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    cast::without_roles(service, cast.reviewer).await;
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    let decided = decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await;
    assert!(matches!(decided, Err(Error::Forbidden(_))));
    let opened = decisions::open_evidence(service, &cast.reviewer, filed.targets[0].target).await;
    assert!(matches!(opened, Err(Error::Forbidden(_))));
    let step = direct::propose_grant(service, &cast.first, cast.organisation, "Accurate").await.unwrap();
    cast::without_roles(service, cast.second).await;
    let refused = direct::confirm_grant(service, &cast.second, step).await;
    assert!(matches!(refused, Err(Error::Accounts(accounts::Error::Forbidden(_)))));
    assert!(direct::grant(service, &cast.member, cast.organisation).await.unwrap().is_none());
});

both_engines!(the_clock_stands_still_for_what_the_law_asks_for_and_never_for_a_key, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let messages = cast::rows(service, "messages").await;
    let filed = reports::send(service, "198.51.100.7", None, &report(Basis::EuDsa, &film.bare())).await.unwrap();
    let secret = filed.private_link.unwrap();
    let ask = |missing: &'static str| async move {
        questions::ask(service, &cast.reviewer, filed.claim, &[missing], "Say which scene is yours").await
    };
    assert!(matches!(ask("reasons").await, Err(Error::Conflict(_))), "taken first");
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    for never in ["key", "link", "signature", "telephone"] {
        assert!(matches!(ask(never).await, Err(Error::Invalid(_))), "{never}");
    }
    ask("reasons").await.unwrap();
    assert!(matches!(ask("reasons").await, Err(Error::Conflict(_))));
    let case = reports::follow(service, secret.expose()).await.unwrap();
    assert_eq!((case.state, case.due_at), (ClaimState::NeedsInformation, filed.due_at));
    let asked = case.asked.unwrap();
    assert_eq!(
        (asked.missing.as_slice(), asked.explanation.to_string().as_str()),
        (&["reasons".to_owned()][..], "Say which scene is yours")
    );
    let rows = crate::standing::rows(service).await;
    assert!(!rows.iter().any(|row| row.contains("Say which scene")), "it lies sealed");
    let kept = async || {
        let values = writ::personal::wrapping::every_value(service).await.unwrap();
        values.iter().any(|(place, _)| place.starts_with("claims.information_wanted/"))
    };
    assert!(kept().await);

    service.clock.advance(Duration::from_hours(5));
    let holder = PrivateLinkText(secret.expose());
    let mut fuller = notice(Basis::EuDsa);
    fuller.reasons = String::new();
    let empty = filing::amend(service, Claimant::Holder(&holder), filed.claim, &fuller).await;
    assert!(matches!(empty, Err(Error::Invalid(_))));
    fuller.reasons = "The first ten minutes are ours.".into();
    let stranger = PrivateLinkText("nonsense");
    let foreign = filing::amend(service, Claimant::Holder(&stranger), filed.claim, &fuller).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    filing::amend(service, Claimant::Holder(&holder), filed.claim, &fuller).await.unwrap();
    assert!(!kept().await, "and goes with the answer");
    let case = reports::follow(service, secret.expose()).await.unwrap();
    assert_eq!((case.state, case.due_at), (ClaimState::InReview, filed.due_at.plus(Duration::from_hours(5))));
    let kinds: Vec<_> = entries(service, case.log_case).await.into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, ["claim.filed", "claim.information-asked", "claim.amended"]);
    assert_eq!(cast::rows(service, "messages").await - messages, 2);
});

both_engines!(a_question_without_an_answer_ends_on_its_day_and_the_clock_goes_on, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = reports::send(service, "198.51.100.7", None, &report(Basis::EuDsa, &film.bare())).await.unwrap();
    let secret = filed.private_link.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ask = || questions::ask(service, &cast.reviewer, filed.claim, &["reasons"], "Say which scene is yours");
    ask().await.unwrap();
    let until = reports::follow(service, secret.expose()).await.unwrap().asked.unwrap().until;
    assert_eq!(until, service.clock.now().plus(service.config.limits.information_due));
    service.clock.advance(until.minus(Duration::from_secs(1)).since(service.clock.now()));
    writ::work::run_due(service).await.unwrap();
    assert_eq!(reports::follow(service, secret.expose()).await.unwrap().state, ClaimState::NeedsInformation);

    let messages = cast::rows(service, "messages").await;
    service.clock.advance(Duration::from_secs(1));
    writ::work::run_due(service).await.unwrap();
    questions::end(service, filed.claim).await.unwrap();
    let case = reports::follow(service, secret.expose()).await.unwrap();
    assert!(case.asked.is_none() && case.unanswered == Some(until), "{case:?}");
    assert_eq!(
        (case.state, case.due_at),
        (ClaimState::InReview, filed.due_at.plus(service.config.limits.information_due))
    );
    assert_eq!(cast::rows(service, "messages").await - messages, 1);
    let kinds: Vec<_> = entries(service, case.log_case).await.into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, ["claim.filed", "claim.information-asked", "claim.question-ended"]);
    // It is decided on what it says, and not asked for once more, unless something new comes.
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    assert!(matches!(ask().await, Err(Error::Conflict(_))));
    let mut fuller = notice(Basis::EuDsa);
    fuller.reasons = "The first ten minutes are ours.".into();
    let holder = PrivateLinkText(secret.expose());
    filing::amend(service, Claimant::Holder(&holder), filed.claim, &fuller).await.unwrap();
    assert_eq!(reports::follow(service, secret.expose()).await.unwrap().unanswered, None);
    ask().await.unwrap();
});

both_engines!(an_answer_and_the_day_of_a_question_come_to_one_end, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    for _ in 0..5 {
        let film = File::upload(service, "film.mkv").await;
        let filed = reports::send(service, "198.51.100.7", None, &report(Basis::EuDsa, &film.bare())).await.unwrap();
        let secret = filed.private_link.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        questions::ask(service, &cast.reviewer, filed.claim, &["reasons"], "Say which scene").await.unwrap();
        service.clock.advance(service.config.limits.information_due);
        let holder = PrivateLinkText(secret.expose());
        let fuller = notice(Basis::EuDsa);
        let (amended, ended) = tokio::join!(
            filing::amend(service, Claimant::Holder(&holder), filed.claim, &fuller),
            questions::end(service, filed.claim),
        );
        amended.unwrap();
        ended.unwrap();
        let case = reports::follow(service, secret.expose()).await.unwrap();
        assert_eq!(
            case.due_at,
            filed.due_at.plus(service.config.limits.information_due),
            "what was waited counts once"
        );
        assert!(case.asked.is_none() && case.unanswered.is_none(), "the answer came");
        service.clock.advance(Duration::from_hours(1));
    }
});

// Direct access ------------------------------------------------------------------------------------------

both_engines!(two_administrators_grant_direct_access_and_one_takes_it, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let propose = |who: Actor| async move {
        direct::propose_grant(service, &who, cast.organisation, "A year of accurate claims").await
    };
    assert!(matches!(propose(cast.member).await, Err(Error::Forbidden(_))));
    assert!(matches!(propose(cast.first).await, Err(Error::Agreement(Refusal::Unsigned { .. }))));
    cast.sign(service).await;
    let step = propose(cast.first).await.unwrap();
    assert!(matches!(propose(cast.second).await, Err(Error::Accounts(accounts::Error::Conflict(_)))));
    let alone = direct::confirm_grant(service, &cast.first, step).await;
    assert!(matches!(alone, Err(Error::Accounts(accounts::Error::SamePerson))));
    organisations::suspend(service, &cast.first, cast.organisation, "Wait").await.unwrap();
    assert!(matches!(direct::confirm_grant(service, &cast.second, step).await, Err(Error::NotVerified { .. })));
    organisations::decide(service, &cast.first, cast.organisation, Verdict::Verified, "Go on").await.unwrap();
    direct::confirm_grant(service, &cast.second, step).await.unwrap();
    assert!(direct::grant(service, &cast.member, cast.organisation).await.unwrap().is_some());
    assert!(matches!(propose(cast.first).await, Err(Error::Conflict(_))));
    direct::strip(service, &cast.first, cast.organisation, "Unfounded deletions").await.unwrap();
    assert!(direct::grant(service, &cast.member, cast.organisation).await.unwrap().is_none());
    let case = organisations::organisation(service, &cast.member, cast.organisation).await.unwrap().log_case;
    let kinds: Vec<_> = entries(service, case).await.into_iter().map(|entry| entry.kind).collect();
    assert!(kinds.contains(&"direct-access.granted".to_owned()));
    assert_eq!(kinds.last().unwrap(), "direct-access.stripped");
});

both_engines!(a_holder_deletes_what_it_opened_and_found_in_public, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let files = [File::upload(service, "a").await, File::upload(service, "b").await];
    let filed = file(service, cast, files.iter().map(|file| target(&file.url())).collect()).await.unwrap();
    assert_eq!(direct::obstacle(service, &cast.member, filed.claim).await.unwrap(), None);
    let unconfirmed = cast::delete(service, &cast.member, filed.claim, "yes", &cast.auth).await;
    assert!(matches!(unconfirmed, Err(Error::Invalid(_))));
    let wrong = accounts::Auth::parse(&[9; 32]).unwrap();
    let refused = cast::delete(service, &cast.member, filed.claim, "DELETE", &wrong).await;
    assert!(matches!(refused, Err(Error::Accounts(_))));
    assert_eq!(cast::rows(service, "holds").await, 0);

    press(service, cast, filed.claim).await.unwrap();
    for file in &files {
        assert_eq!(object_state(service, file.object).await, ObjectState::Locked);
    }
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(case.state, ClaimState::Decided);
    assert!(case.targets.iter().all(|target| target.decision.as_ref().unwrap().direct));
    let log = entries(service, case.log_case).await;
    assert!(log.iter().filter(|entry| entry.kind == "target.decided").all(|entry| entry.value["actor"] == "member"));
    assert_eq!(cast::rows(service, "notices").await, 2, "notified like any other");
    assert_eq!(direct::grant(service, &cast.member, cast.organisation).await.unwrap().unwrap().used, 2);
    assert!(matches!(press(service, cast, filed.claim).await, Err(Error::NotDirect(Obstacle::NothingPending))));
});

both_engines!(what_direct_access_does_not_reach_waits_for_a_person, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let film = File::upload(service, "film.mkv").await;
    let obstacle = |input: filing::ClaimInput| async move {
        let filed = filing::file(service, &cast.member, cast.organisation, &input).await.unwrap();
        match press(service, cast, filed.claim).await {
            Err(Error::NotDirect(obstacle)) => {
                assert_eq!(direct::obstacle(service, &cast.member, filed.claim).await.unwrap(), Some(obstacle.clone()));
                obstacle
            }
            other => panic!("{other:?}"),
        }
    };
    let located = claim_of(vec![target(&film.bare())]);
    assert_eq!(obstacle(located).await, Obstacle::NotOpened { position: 1 });
    for source in ["", "http://localhost:8080/f/abc", "http://192.168.0.7/share"] {
        let mut private = target(&film.url());
        private.found_at = source.into();
        assert_eq!(obstacle(claim_of(vec![private])).await, Obstacle::NoPublicSource { position: 1 });
    }
    let mut limited = claim_of(vec![target(&film.url())]);
    limited.territory = "FR".into();
    assert_eq!(obstacle(limited).await, Obstacle::Territory);
    let mut other = claim_of(vec![target(&film.url())]);
    other.basis = Basis::OtherLaw;
    other.statement = notice(Basis::OtherLaw);
    assert_eq!(obstacle(other).await, Obstacle::Territory);
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);

    // Deleted, taken back, and claimed again: a person looks at it.
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    press(service, cast, filed.claim).await.unwrap();
    withdrawal::withdraw(service, Claimant::Person(&cast.member), filed.claim, Extent::Whole, "Licensed after all")
        .await
        .unwrap();
    assert_eq!(obstacle(claim_of(vec![target(&film.url())])).await, Obstacle::RestoredBefore { position: 1 });
});

both_engines!(a_power_lost_between_the_page_and_the_press_is_lost, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    assert_eq!(direct::obstacle(service, &cast.member, filed.claim).await.unwrap(), None, "the page shows the button");

    organisations::suspend(service, &cast.first, cast.organisation, "Stop").await.unwrap();
    assert!(matches!(press(service, cast, filed.claim).await, Err(Error::NotVerified { .. })));
    organisations::decide(service, &cast.first, cast.organisation, Verdict::Verified, "Go on").await.unwrap();

    direct::strip(service, &cast.first, cast.organisation, "Stop").await.unwrap();
    assert!(matches!(press(service, cast, filed.claim).await, Err(Error::NotDirect(Obstacle::NoGrant))));
    cast.grant(service).await;

    let (_, step) = agreements::propose(service, &cast.first, &cast::newer("Version 2"), "Newer").await.unwrap();
    agreements::publish(service, &cast.second, step).await.unwrap();
    assert!(matches!(press(service, cast, filed.claim).await, Err(Error::Agreement(Refusal::Outdated { .. }))));
    cast.sign(service).await;

    let heir = person(service, "heir").await;
    cast::join(service, &cast.member, cast.organisation, &heir, MemberRole::Owner).await;
    organisations::remove_member(service, &heir, cast.organisation, cast.member.account).await.unwrap();
    assert!(matches!(press(service, cast, filed.claim).await, Err(Error::NotFound)));
    cast::join(service, &heir, cast.organisation, &cast.member, MemberRole::Agent).await;
    // An agent who has not signed for itself.
    let agent = cast::signed_up(service, "agent", 5).await;
    cast::join(service, &heir, cast.organisation, &agent, MemberRole::Agent).await;
    let unsigned = cast::delete(service, &agent, filed.claim, "DELETE", &cast::auth(5)).await.unwrap_err();
    assert!(matches!(unsigned, Error::Agreement(Refusal::Unsigned { who: Who::Member, .. })), "{unsigned}");

    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    press(service, cast, filed.claim).await.unwrap();
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
});

both_engines!(the_quota_holds_against_claims_deleted_at_once, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.direct_access_targets_per_day = 3);
    let cast = &Cast::direct(service).await;
    let mut claims = Vec::new();
    for n in 0..3 {
        let pair = [File::upload(service, "a").await, File::upload(service, "b").await];
        let filed = file(service, cast, pair.iter().map(|file| target(&file.url())).collect()).await.unwrap();
        claims.push(filed.claim);
        assert_eq!(claims.len(), n + 1);
    }
    let (one, two, three) =
        tokio::join!(press(service, cast, claims[0]), press(service, cast, claims[1]), press(service, cast, claims[2]));
    let refused: Vec<_> = [one, two, three].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 2);
    for error in refused {
        assert!(matches!(error, Error::Quota { limit: 3, used: 2, wanted: 2 }), "{error}");
    }
    assert_eq!(cast::rows(service, "holds").await, 2, "two targets, not four");
    service.clock.advance(Duration::from_hours(25));
    let left = futures_util::future::join_all(claims.iter().map(|claim| press(service, cast, *claim))).await;
    assert_eq!(left.iter().filter(|result| result.is_ok()).count(), 1);
});

// Withdrawal -----------------------------------------------------------------------------------------------

both_engines!(nobody_is_named_for_a_block_that_their_withdrawal_ended, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    // Its bytes are ordered away, so it comes back by a job.
    writ::work::run_due(service).await.unwrap();
    let blocked_by = async || match downloads::look(service, &film.link, None).await {
        Err(vault::Error::Restricted(restriction)) => restriction.organisation,
        other => panic!("{other:?}"),
    };
    assert_eq!(blocked_by().await.as_deref(), Some("Example Pictures"));
    let claimant = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, claimant, filed.claim, Extent::Whole, "A mistake").await.unwrap();
    assert_eq!(blocked_by().await, None, "while it is being restored");
    writ::work::run_due(service).await.unwrap();
    downloads::look(service, &film.link, None).await.unwrap();
});

both_engines!(a_claim_is_withdrawn_in_part_and_in_whole, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let files = [File::upload(service, "a").await, File::upload(service, "b").await, File::upload(service, "c").await];
    let filed = file(service, cast, files.iter().map(|file| target(&file.url())).collect()).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [
        ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete),
        ruling(filed.targets[1].target, Finding::Infringing, Action::DisableLink),
    ];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();

    let by = |who: Actor, extent: Vec<TargetId>| async move {
        withdrawal::withdraw(service, Claimant::Person(&who), filed.claim, Extent::Targets(&extent), "A mistake").await
    };
    let first = vec![filed.targets[0].target];
    assert!(matches!(by(cast.reviewer, first.clone()).await, Err(Error::NotFound)));
    by(cast.member, first.clone()).await.unwrap();
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Available);
    assert!(matches!(by(cast.member, first).await, Err(Error::Conflict(_))));
    // The one that was pending: what is left is decided, and so the claim is.
    by(cast.member, vec![filed.targets[2].target]).await.unwrap();
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(case.state, ClaimState::Decided);
    assert_eq!(
        case.targets.iter().map(|target| target.state).collect::<Vec<_>>(),
        [TargetState::Withdrawn, TargetState::Decided, TargetState::Withdrawn]
    );
    assert_eq!(count(service, "SELECT COUNT(*) FROM link_disablements WHERE lifted_at IS NULL").await, 1);
    let whole = withdrawal::withdraw(
        service,
        Claimant::Person(&cast.member),
        filed.claim,
        Extent::Whole,
        "All of it was a mistake",
    );
    whole.await.unwrap();
    assert_eq!(count(service, "SELECT COUNT(*) FROM link_disablements WHERE lifted_at IS NULL").await, 0);
    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(case.state, ClaimState::Withdrawn);
    let log = entries(service, case.log_case).await;
    let complete: Vec<_> = log
        .iter()
        .filter(|entry| entry.kind == "claim.withdrawn")
        .map(|entry| entry.value["fields"]["complete"].as_bool().unwrap())
        .collect();
    assert_eq!(complete, [false, false, true]);
});

both_engines!(lifting_one_of_two_holds_restores_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let first = decide(service, cast, &film, Action::LockAndDelete).await;
    let second = decide(service, cast, &film, Action::LockAndDelete).await;
    let back = |claim: ClaimId| async move {
        withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Mistake").await.unwrap();
    };
    back(first).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    back(second).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

// Reports ----------------------------------------------------------------------------------------------------

both_engines!(anyone_reports_without_an_account_into_the_same_queue, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let before = cast::rows(service, "messages").await;
    for basis in Basis::ALL {
        let filed = reports::send(service, "198.51.100.7", None, &report(basis, &film.bare())).await.unwrap();
        assert_eq!(filed.due_at.since(filed.submitted_at), Duration::from_hours(24), "the standard queue");
        assert_eq!(filed.targets[0].level, Level::Located);
        let secret = filed.private_link.unwrap();
        assert!(!format!("{secret:?}").contains(secret.expose()));
        let case = reports::follow(service, secret.expose()).await.unwrap();
        assert_eq!((case.claim, case.statement.basis(), case.organisation), (filed.claim, basis, None));
        let hash = Digest::of(secret.expose().as_bytes());
        assert_ne!(hash.to_string(), secret.expose());
    }
    let waiting = queue::page(service, &cast.reviewer, &queue::Sought::default(), None).await.unwrap().claims;
    assert_eq!(waiting.len(), 3);
    assert!(matches!(reports::follow(service, "nonsense").await, Err(Error::NotFound)));
    let messages = cast::rows(service, "messages").await;
    assert_eq!(messages - before, 3, "each is answered");

    // An unsigned agreement is no obstacle: the member sends the same notice here.
    let mine =
        reports::send(service, "198.51.100.8", Some(cast.member.account), &report(Basis::UsDmca, &film.url())).await;
    assert_eq!(mine.unwrap().targets[0].level, Level::Opened);
});

both_engines!(a_report_names_what_the_law_still_asks_for, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    let mut empty = report(Basis::UsDmca, &film.bare());
    empty.statement = StatementInput::default();
    let Err(Error::Invalid(mistakes)) = reports::send(service, "198.51.100.7", None, &empty).await else {
        panic!("refused")
    };
    assert_eq!(mistakes.len(), 9);
    let bad = reports::send(service, "198.51.100.7", None, &report(Basis::EuDsa, "https://localhost/nothing")).await;
    assert!(matches!(bad, Err(Error::Targets(_))));
    assert_eq!(cast::rows(service, "claims").await, 0);
});

both_engines!(reports_are_throttled_by_address, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    let send = |from: &'static str| {
        let report = report(Basis::EuDsa, &film.bare());
        async move { reports::send(service, from, None, &report).await }
    };
    let limit = service.config.limits.reports_per_hour;
    for _ in 0..limit {
        send("198.51.100.7").await.unwrap();
    }
    assert!(matches!(send("198.51.100.7").await, Err(Error::TooManyReports { .. })));
    send("198.51.100.8").await.unwrap();
});

both_engines!(a_notifier_withdraws_by_the_private_link, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = reports::send(service, "198.51.100.7", None, &report(Basis::UsDmca, &film.url())).await.unwrap();
    let other = reports::send(service, "198.51.100.7", None, &report(Basis::UsDmca, &film.url())).await.unwrap();
    let (secret, foreign) = (filed.private_link.unwrap(), other.private_link.unwrap());
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    let by = |secret: String| async move {
        let holder = PrivateLinkText(&secret);
        withdrawal::withdraw(service, Claimant::Holder(&holder), filed.claim, Extent::Whole, "My mistake").await
    };
    assert!(matches!(by(foreign.expose().to_owned()).await, Err(Error::NotFound)));
    by(secret.expose().to_owned()).await.unwrap();
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

// What the tests above share ---------------------------------------------------------------------------------

pub fn ruling(target: TargetId, finding: Finding, action: Action) -> Ruling {
    Ruling {
        target,
        finding,
        action,
        ground: "17 U.S.C. 512(c)".into(),
        reasons: "The file is a copy of the film.".into(),
    }
}

/// Files a claim on one file and has a reviewer decide it.
async fn decide(service: &Service, cast: &Cast, file_: &File, action: Action) -> ClaimId {
    let filed = file(service, cast, vec![target(&file_.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, action)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    filed.claim
}

async fn press(service: &Service, cast: &Cast, claim: ClaimId) -> Result<Vec<writ::ids::DecisionId>, Error> {
    cast::delete(service, &cast.member, claim, direct::CONFIRMATION, &cast.auth).await
}

fn problems(result: Result<filing::Filed, Error>) -> Vec<(usize, Problem)> {
    match result {
        Err(Error::Targets(errors)) => errors.into_iter().map(|error| (error.line, error.problem)).collect(),
        other => panic!("{other:?}"),
    }
}
