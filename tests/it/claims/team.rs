//! Members: how they come, what they may do, and that nothing is left of it when they are removed.

use std::time::Duration;

use writ::accounts::{Actor, Email};
use writ::audit;
use writ::claims::organisations::{self, MemberRole, domain, inquiries, invitations};
use writ::claims::proof::TargetInput;
use writ::claims::signatures::{self, copies};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::works::export::{self, After};
use writ::claims::works::{catalogue, import};
use writ::claims::{Error, agreements, cases, direct, filing, works};
use writ::ids::{MemberInvitationId, uuid_v4};
use writ::service::Service;

use super::cast::{self, Cast, File, claim_of, count, entries, person, target};
use crate::app::{TestService, both_engines, mailed};

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

async fn invite(service: &Service, who: &Actor, cast: &Cast, to: &str) -> Result<MemberInvitationId, Error> {
    invitations::invite(service, who, cast.organisation, &email(to), MemberRole::Agent).await
}

/// To this account there is no such invitation, to look at or to accept.
async fn nothing_for(service: &Service, who: &Actor, invitation: MemberInvitationId) {
    assert!(matches!(invitations::offer(service, who, invitation).await, Err(Error::NotFound)));
    assert!(matches!(invitations::accept(service, who, invitation).await, Err(Error::NotFound)));
}

both_engines!(an_invitation_is_for_the_account_of_its_address_only, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let stranger = person(service, "stranger").await;
    assert!(matches!(invite(service, &stranger, cast, "x@example.org").await, Err(Error::NotFound)));

    // Inviting an address that has no account looks like inviting one that has.
    cast::signed_up(service, "known", 7).await;
    let mut messages = Vec::new();
    for address in ["known@pictures.example", "unknown@pictures.example"] {
        let mails = mailed(service, async || {
            invite(service, &cast.member, cast, address).await.unwrap();
        })
        .await;
        service.clock.advance(Duration::from_secs(1));
        assert_eq!(mails.len(), 1);
        assert!(mails[0].contains(&format!("To: {address}")) && mails[0].contains("Example Pictures"), "{mails:?}");
        let text = mails[0].split("\r\n\r\n").skip(2).collect::<Vec<_>>().join("\n");
        messages.push(text.split("invitations/").next().unwrap().to_owned());
    }
    assert_eq!(messages[0], messages[1]);
    let open = invitations::open(service, &cast.member, cast.organisation).await.unwrap();
    let addresses: Vec<_> = open.iter().map(|invitation| invitation.email.to_string()).collect();
    assert_eq!(addresses, ["known@pictures.example", "unknown@pictures.example"]);

    // Whoever confirms the address later takes it up; nobody else does, with the link in hand or not.
    let invitation = open[1].id;
    let invited = cast::signed_up(service, "unknown", 8).await;
    for other in [stranger, cast.member, cast.first] {
        nothing_for(service, &other, invitation).await;
    }
    nothing_for(service, &invited, MemberInvitationId(uuid_v4(&service.entropy))).await;
    let offer = invitations::offer(service, &invited, invitation).await.unwrap();
    assert_eq!((offer.organisation.name.as_str(), offer.role), ("Example Pictures", MemberRole::Agent));
    assert!(matches!(
        cases::claims(service, &invited, cast.organisation, &cases::Sought::default()).await,
        Err(Error::NotFound)
    ));
    let (one, two) = tokio::join!(
        invitations::accept(service, &invited, invitation),
        invitations::accept(service, &invited, invitation)
    );
    assert!(one.is_ok() != two.is_ok(), "it is taken up once");
    cases::claims(service, &invited, cast.organisation, &cases::Sought::default()).await.unwrap();
    assert!(matches!(invite(service, &invited, cast, "x@example.org").await, Err(Error::Forbidden(_))));
    assert!(matches!(invitations::open(service, &invited, cast.organisation).await, Err(Error::Forbidden(_))));
    let again = invite(service, &cast.member, cast, "unknown@pictures.example").await;
    assert!(matches!(again, Err(Error::Invalid(_))), "a member is not invited");
    nothing_for(service, &invited, invitation).await;

    // The log says that a membership began, and not whose.
    let case = organisations::organisation(service, &invited, cast.organisation).await.unwrap().log_case;
    let log = entries(service, case).await;
    let joined = log.last().unwrap();
    assert_eq!(joined.kind, "member.joined");
    assert_eq!(joined.value["fields"]["role"], "agent");
    let members = organisations::members(service, &invited, cast.organisation).await.unwrap();
    let member = members.iter().find(|member| member.account == invited.account).unwrap();
    assert_eq!(joined.value["fields"]["member"], member.id.to_string());
    assert!(!joined.text.contains(&invited.account.to_string()) && !joined.text.contains('@'));
});

both_engines!(an_invitation_ends_in_each_of_its_ways, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let invited = cast::signed_up(service, "invited", 7).await;
    let again = async || invite(service, &cast.member, cast, "Invited@Pictures.example").await.unwrap();

    let lapsed = again().await;
    service.clock.advance(Duration::from_hours(7 * 24));
    nothing_for(service, &invited, lapsed).await;
    assert!(invitations::open(service, &cast.member, cast.organisation).await.unwrap().is_empty());

    let (replaced, taken_back) = (again().await, again().await);
    nothing_for(service, &invited, replaced).await;
    invitations::offer(service, &invited, taken_back).await.unwrap();
    let stranger = person(service, "stranger").await;
    let take_back = async |who| invitations::take_back(service, &who, cast.organisation, taken_back).await;
    assert!(matches!(take_back(stranger).await, Err(Error::NotFound)));
    take_back(cast.member).await.unwrap();
    assert!(matches!(take_back(cast.member).await, Err(Error::Conflict(_))));
    nothing_for(service, &invited, taken_back).await;

    // One organisation's owner takes back nothing of another's.
    let foreign = organisations::apply(service, &stranger, &cast::application("Another")).await.unwrap();
    let standing = again().await;
    let crossed = invitations::take_back(service, &stranger, foreign, standing).await;
    assert!(matches!(crossed, Err(Error::NotFound)));
    invitations::offer(service, &invited, standing).await.unwrap();

    // Suspended, it takes nobody in; afterwards the same invitation works.
    organisations::suspend(service, &cast.first, cast.organisation, "Wait").await.unwrap();
    assert!(matches!(invitations::accept(service, &invited, standing).await, Err(Error::Conflict(_))));
    assert!(matches!(invite(service, &cast.member, cast, "x@example.org").await, Err(Error::Conflict(_))));
    let verdict = organisations::Verdict::Verified;
    organisations::decide(service, &cast.first, cast.organisation, verdict, "Go on").await.unwrap();

    // Whoever invited is an owner no more.
    let heir = person(service, "heir").await;
    cast::join(service, &cast.member, cast.organisation, &heir, MemberRole::Owner).await;
    organisations::change_role(service, &heir, cast.organisation, cast.member.account, MemberRole::Agent)
        .await
        .unwrap();
    nothing_for(service, &invited, standing).await;
    organisations::change_role(service, &heir, cast.organisation, cast.member.account, MemberRole::Owner)
        .await
        .unwrap();
    invitations::accept(service, &invited, standing).await.unwrap();
});

both_engines!(nobody_is_flooded_with_invitations, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.invitations_per_hour = 3);
    let cast = &Cast::signed(service).await;
    invite(service, &cast.member, cast, "one@example.org").await.unwrap();
    assert!(matches!(invite(service, &cast.member, cast, "one@example.org").await, Err(Error::Accounts(_))));
    invite(service, &cast.member, cast, "two@example.org").await.unwrap();
    assert!(matches!(invite(service, &cast.member, cast, "three@example.org").await, Err(Error::Accounts(_))));
    // An applicant, whom nobody has looked at, is not named to strangers.
    let applicant = person(service, "applicant").await;
    let id = organisations::apply(service, &applicant, &cast::application("Win a prize")).await.unwrap();
    let mails = mailed(service, async || {
        let to = email("four@example.org");
        invitations::invite(service, &applicant, id, &to, MemberRole::Agent).await.unwrap();
    })
    .await;
    assert!(mails.len() == 1 && !mails[0].contains("Win a prize"), "{mails:?}");
});

both_engines!(a_removed_member_can_do_nothing_and_what_it_signed_stays, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let (id, agent) = (cast.organisation, cast::signed_up(service, "agent", 5).await);
    cast::join(service, &cast.member, id, &agent, MemberRole::Owner).await;
    let agreement = agreements::published(service).await.unwrap().remove(0);
    let (signing, auth) = (cast::signing(agreement.id), cast::auth(5));
    let signed = signatures::sign(service, &agent, id, &signing, &auth).await.unwrap();
    let film = File::upload(service, "film.mkv").await;
    let input = claim_of(vec![target(&film.url())]);
    let claim = filing::file(service, &agent, id, &input).await.unwrap().claim;
    let work = works::register(service, &agent, id, &cast::work()).await.unwrap();
    let invitation = invite(service, &agent, cast, "invited@example.org").await.unwrap();
    let before = count(service, "SELECT COUNT(*) FROM log_entries").await;

    organisations::remove_member(service, &cast.member, id, agent.account).await.unwrap();
    let refused = |what: &str, outcome: Result<(), Error>| {
        assert!(matches!(outcome, Err(Error::NotFound)), "{what}: {outcome:?}");
    };
    refused("organisation", organisations::organisation(service, &agent, id).await.map(drop));
    refused("contact", organisations::contact(service, &agent, id).await.map(drop));
    refused("members", organisations::members(service, &agent, id).await.map(drop));
    refused("role", organisations::change_role(service, &agent, id, cast.member.account, MemberRole::Agent).await);
    refused("removal", organisations::remove_member(service, &agent, id, cast.member.account).await);
    refused("leaving", organisations::remove_member(service, &agent, id, agent.account).await);
    refused("invite", invite(service, &agent, cast, "another@example.org").await.map(drop));
    refused("open", invitations::open(service, &agent, id).await.map(drop));
    refused("take back", invitations::take_back(service, &agent, id, invitation).await);
    refused("control", domain::control(service, &agent, id).await.map(drop));
    refused("check", domain::check(service, &agent, id).await.map(drop));
    refused("inquiries", inquiries::inquiries(service, &agent, id).await.map(drop));
    let inquiry = writ::ids::InquiryId::new(&service.clock, &service.entropy);
    refused("answer", inquiries::answer(service, &agent, id, inquiry, "Mine").await);
    refused("sign", signatures::sign(service, &agent, id, &signing, &auth).await.map(drop));
    refused("signatures", copies::of_organisation(service, &agent, id).await.map(drop));
    refused("standing", signatures::standing(service, &agent, id).await.map(drop));
    refused("register", works::register(service, &agent, id, &cast::work()).await.map(drop));
    refused("correct", works::correct(service, &agent, work, 1, &cast::work()).await);
    refused("references", works::add_references(service, &agent, work, &["ab".repeat(32)], "").await.map(drop));
    refused("works", catalogue::page(service, &agent, id, "", None).await.map(drop));
    refused("work", catalogue::work(service, &agent, work, None).await.map(drop));
    refused(
        "import",
        import::import(service, &agent, id, b"title,kind,basis,territory\nA,film,owner,FR").await.map(drop),
    );
    refused("export", export::piece(service, &agent, id, After::NOTHING).await.map(drop));
    refused("file", filing::file(service, &agent, id, &claim_of(vec![TargetInput::default()])).await.map(drop));
    refused("claims", cases::claims(service, &agent, id, &cases::Sought::default()).await.map(drop));
    refused("its claim", cases::claim(service, &agent, claim).await.map(drop));
    let claimant = || Claimant::Person(&agent);
    refused("amend", filing::amend(service, claimant(), claim, &input.statement).await);
    refused("withdraw", withdrawal::withdraw(service, claimant(), claim, Extent::Whole, "Mine").await);
    refused("grant", direct::grant(service, &agent, id).await.map(drop));
    refused("delete", cast::delete(service, &agent, claim, "DELETE", &auth).await.map(drop));
    assert!(organisations::of_person(service, &agent).await.unwrap().is_empty());
    assert_eq!(count(service, "SELECT COUNT(*) FROM log_entries").await, before + 1, "only the removal is logged");

    // The removal names the membership and nobody; what was signed is evidence as it was.
    let case = organisations::organisation(service, &cast.member, id).await.unwrap().log_case;
    let log = entries(service, case).await;
    let (removed, joined) = (log.last().unwrap(), log.iter().rfind(|entry| entry.kind == "member.joined").unwrap());
    assert_eq!(removed.kind, "member.removed");
    assert_eq!(removed.value["fields"]["member"], joined.value["fields"]["member"]);
    assert!(!removed.text.contains(&agent.account.to_string()));
    audit::settle(service).await.unwrap();
    for reader in [cast.member, cast.first] {
        let copy = copies::copy(service, &reader, id, signed).await.expect("it is still shown");
        let record = copies::verify(&copy.text.text, &copy.bytes, &copy.sha256).unwrap();
        assert_eq!(record.signer.account, agent.account);
        assert!(copies::check(&copies::file(service, &copy).await.unwrap(), &[]).holds(), "and proves itself offline");
    }
    cases::claim(service, &cast.member, claim).await.unwrap();
    cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await.unwrap();
});

both_engines!(two_owners_who_remove_each_other_at_once_leave_one, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let other = person(service, "other").await;
    cast::join(service, &cast.member, cast.organisation, &other, MemberRole::Owner).await;
    let (one, two) = tokio::join!(
        organisations::remove_member(service, &cast.member, cast.organisation, other.account),
        organisations::remove_member(service, &other, cast.organisation, cast.member.account)
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let left = if one.is_ok() { cast.member } else { other };
    let members = organisations::members(service, &left, cast.organisation).await.unwrap();
    assert_eq!(
        members.iter().map(|member| (member.account, member.role)).collect::<Vec<_>>(),
        [(left.account, MemberRole::Owner)]
    );
});

both_engines!(an_owner_changes_roles_and_the_last_one_stays, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let agent = person(service, "agent").await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let change = async |who: Actor, whom: Actor, role| {
        organisations::change_role(service, &who, cast.organisation, whom.account, role).await
    };
    assert!(matches!(change(cast.member, cast.member, MemberRole::Agent).await, Err(Error::Conflict(_))));
    assert!(matches!(change(agent, agent, MemberRole::Owner).await, Err(Error::Forbidden(_))));
    assert!(matches!(change(cast.first, agent, MemberRole::Owner).await, Err(Error::NotFound)));
    change(cast.member, agent, MemberRole::Owner).await.unwrap();
    assert!(matches!(change(cast.member, agent, MemberRole::Owner).await, Err(Error::Conflict(_))));
    // Each makes the other an agent: one comes first, and then the other may not.
    let (one, two) =
        tokio::join!(change(cast.member, agent, MemberRole::Agent), change(agent, cast.member, MemberRole::Agent));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let case = organisations::organisation(service, &agent, cast.organisation).await.unwrap().log_case;
    let log = entries(service, case).await;
    let changes: Vec<_> = log.iter().filter(|entry| entry.kind == "member.role-changed").collect();
    let roles: Vec<_> = changes.iter().map(|entry| entry.value["fields"]["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["owner", "agent"]);
    assert!(changes.iter().all(|entry| !entry.text.contains(&agent.account.to_string())));
});
