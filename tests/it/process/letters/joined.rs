//! What is written to who has an account or asks for one, to staff about their roles, and to owners of organisations about those.

use bytes::Bytes;
use futures_util::stream;
use writ::accounts::{self, Auth, Email, NewAccount, Role, Wrapped};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::organisations::{self, MemberRole, inquiries, invitations};
use writ::claims::principals::{self, NewPrincipal};
use writ::claims::programs::endpoints;
use writ::claims::withdrawal::Claimant;
use writ::policies::{self, ContactAgent, Registration};
use writ::service::Service;
use writ::texts::Language;

use super::super::worked;
use super::{Reader, assert_told, french};
use crate::accounts::appointed;
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast};
use crate::outside::{DOMAIN, Internet};

pub(super) const KINDS: [&str; 16] = [
    // To whoever signs up.
    "mail-code",
    "mail-known",
    // To staff.
    "mail-role-given",
    "mail-role-taken",
    "mail-renewal",
    // To owners of organisations, and whom they invite.
    "mail-verified",
    "mail-application-refused",
    "mail-suspended",
    "mail-reinstated",
    "mail-ended",
    "mail-inquiry",
    "mail-principal-confirmed",
    "mail-principal-refused",
    "mail-authority-ends",
    "mail-endpoint",
    "mail-invited",
];

/// Somebody asks for an account, and reads French.
async fn sign_up(service: &Service, address: &str) {
    let email = Email::parse(address).unwrap();
    let new = NewAccount {
        parameters: accounts::sign_in_parameters(service, &email).await.unwrap(),
        auth: Auth::parse(&[9; 32]).unwrap(),
        wrapped_master: Wrapped::parse("wrapped_master", &[9; 60]).unwrap(),
        recovery_wrapped_master: Wrapped::parse("recovery_wrapped_master", &[9; 60]).unwrap(),
        email,
        language: french(),
    };
    accounts::sign_up(service, new, address).await.unwrap();
}

/// What is decided about an organisation that applies, about one that is verified, and about those for whom it acts.
async fn decided(service: &Service, cast: &Cast, applicant: &accounts::Actor) {
    let admin = &cast.first;
    let applied = organisations::apply(service, applicant, &cast::application("Third Pictures")).await.unwrap();
    inquiries::ask(service, admin, applied, "Is it Zephyrine?").await.unwrap();
    let refused = organisations::Verdict::Refused;
    organisations::decide(service, admin, applied, refused, "Kestrel is unknown").await.unwrap();
    organisations::end(service, applicant, applied, true).await.unwrap();
    let names = ["Lighthouse Films", "Meridian Films"];
    for (name, verdict) in names.into_iter().zip([principals::Verdict::Refused, principals::Verdict::Confirmed]) {
        let new = NewPrincipal { name: name.into(), from: "2026-01-01".into(), until: "2027-01-31".into() };
        let id = principals::name(service, &cast.member, cast.organisation, &new).await.unwrap();
        let body = stream::iter([Ok(Bytes::from_static(b"%PDF-1.7\nWe authorise Example Pictures."))]);
        let sent = Sent { name: "authority.pdf", declared: "application/pdf" };
        files::bring(service, Claimant::Person(&cast.member), Subject::Principal(id), sent, body).await.unwrap();
        principals::decide(service, admin, id, verdict, "Kestrel was seen").await.unwrap();
        principals::remind(service, id).await.unwrap();
    }
    organisations::suspend(service, admin, cast.organisation, "Ostrava complained").await.unwrap();
    let verified = organisations::Verdict::Verified;
    organisations::decide(service, admin, cast.organisation, verified, "Marigold explained").await.unwrap();
}

both_engines!(accounts_staff_and_organisations_are_written_what_is_theirs_alone, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let cast = Cast::signed(service).await;
    let english = Language::default();
    let member = Reader::of(service, &cast.member).await;
    let applicant = cast::signed_up(service, "applicant", 5).await;
    let applying = Reader::in_french(service, &applicant).await;

    sign_up(service, "nadia@example.org").await;
    sign_up(service, &member.address).await;
    decided(service, &cast, &applicant).await;
    let email = Email::parse("nina@example.org").unwrap();
    invitations::invite(service, &cast.member, cast.organisation, &email, MemberRole::Agent).await.unwrap();
    let url = format!("https://{DOMAIN}/hooks/Quuxworth");
    let (endpoint, _) = endpoints::add(service, &cast.member, cast.organisation, &url).await.unwrap();
    internet.page("/hooks/Quuxworth", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n");
    endpoints::test(service, &cast.member, cast.organisation, endpoint).await.unwrap();

    // An agent's registration lapsed; of three administrators one is no more, and two appoint a senior.
    let person = cast::staff(service, "third", Role::Administrator).await;
    let (first, third) = (Reader::of(service, &cast.first).await, Reader::of(service, &person).await);
    let second = Reader::in_french(service, &cast.second).await;
    let agent = ContactAgent::parse("Desk", "Example Files", "1 Street", "notices@files.example", "+33 1 23").unwrap();
    let agent = agent.registered(Registration::parse("DMCA-1234567", "2020-01-01").unwrap());
    policies::publish(service, cast.first, &agent, 0).await.unwrap();
    worked(service).await;
    let step = accounts::propose_removal(service, cast.first, cast.second.account, "Quagmire").await.unwrap();
    accounts::confirm_removal(service, person, step).await.unwrap();
    let senior = appointed(service, [cast.first, person], "rita@example.org", Role::Senior).await;
    let senior = Reader::of(service, &senior).await;
    worked(service).await;

    let (asked, invited) = (Reader::at("nadia@example.org", french()), Reader::at("nina@example.org", english));
    let told = [
        ("mail-code", "mail-code-enter", &asked),
        ("mail-known", "mail-known-not-you", &member),
        ("mail-role-given", "mail-role-given-sign-in", &senior),
        ("mail-role-taken", "mail-role-taken", &second),
        ("mail-renewal", "mail-renewal-page", &first),
        ("mail-renewal", "mail-renewal-page", &second),
        ("mail-renewal", "mail-renewal-page", &third),
        ("mail-verified", "mail-organisation-page", &member),
        ("mail-application-refused", "mail-organisation-page", &applying),
        ("mail-suspended", "mail-organisation-page", &member),
        ("mail-reinstated", "mail-organisation-page", &member),
        ("mail-inquiry", "mail-organisation-page", &applying),
        ("mail-ended", "mail-organisation-page", &applying),
        ("mail-principal-confirmed", "mail-organisation-page", &member),
        ("mail-principal-refused", "mail-organisation-page", &member),
        ("mail-authority-ends", "mail-organisation-page", &member),
        ("mail-endpoint", "mail-endpoint-page", &member),
        ("mail-invited", "mail-invited-accept", &invited),
    ];
    let private: [(&str, &[&Reader]); 10] = [
        ("Zephyrine", &[]),
        ("Kestrel", &[]),
        ("Ostrava", &[]),
        ("Marigold", &[]),
        ("Quuxworth", &[]),
        ("Quagmire", &[&second]),
        ("Lighthouse Films", &[]),
        ("Meridian Films", &[]),
        ("Third Pictures", &[&applying]),
        ("Example Pictures", &[&member, &invited]),
    ];
    assert_told(service, &KINDS, &told, &private, &["authority.pdf".to_owned()]).await;
});
