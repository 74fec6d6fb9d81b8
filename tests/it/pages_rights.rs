//! The pages of rights holders and of whoever sends a notice, through the router without a socket.

use std::fmt::Write;
use std::time::Duration;

use axum::body::Body;
use data_encoding::BASE64URL_NOPAD;
use http::{Request, StatusCode, header};
use serde_json::json;
use writ::accounts::Actor;
use writ::accounts::standing::Scope;
use writ::audit;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::filing::{self, ClaimInput};
use writ::claims::organisations::{self, MemberRole, domain, inquiries, invitations};
use writ::claims::programs::endpoints;
use writ::claims::{agreements, direct, queue, signatures, works};
use writ::db;
use writ::ids::{ClaimId, OrganisationId, WorkId};
use writ::notices;
use writ::process::misuse;
use writ::service::Service;
use writ::vault::ObjectState;
use writ::vault::links::LinkTerms;
use writ::work;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::http::{Answer, get, send};
use crate::outside::Internet;

/// A browser with its cookie.
struct Browser {
    cookie: String,
}

impl Browser {
    /// Signs `NAME@pictures.example` in, as `cast::signed_up` made it.
    async fn signed_in(service: &Service, name: &str, n: u8) -> Self {
        let body = json!({"email": format!("{name}@pictures.example"), "auth": auth(n)});
        let request = Request::post("/api/v1/sign-in")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let answer = send(service, request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Self { cookie: answer.cookie("writ").to_owned() }
    }

    fn stranger() -> Self {
        Self { cookie: String::new() }
    }

    async fn get(&self, service: &Service, path: &str) -> Answer {
        let mut request = get(path);
        if !self.cookie.is_empty() {
            request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        }
        send(service, request).await
    }

    async fn post(&self, service: &Service, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        send(service, request.body(Body::from(body)).unwrap()).await
    }
}

impl Browser {
    /// Sends the form of links, with a file if one is given.
    async fn send_links(&self, service: &Service, draft: &str, links: &str, more: &[(&str, &str)]) -> Answer {
        let mut body = String::new();
        for (name, value) in [("targets", links)].iter().chain(more) {
            let file = if *name == "file" { "; filename=\"links.csv\"" } else { "" };
            write!(body, "--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n").unwrap();
        }
        body += "--edge--\r\n";
        let request = Request::post(format!("{draft}/links"))
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .header(header::COOKIE, &self.cookie);
        send(service, request.body(Body::from(body)).unwrap()).await
    }
}

/// What a browser makes of the password of `cast::signed_up`'s `n`th account.
fn auth(n: u8) -> String {
    BASE64URL_NOPAD.encode(&[n; 32])
}

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.header(header::LOCATION)
}

/// The fields of a complete DMCA notice but for its links and its signature.
const NOTICE: [(&str, &str); 8] = [
    ("works", "The Long Way Home (film, 2024)"),
    ("name", "Ada Example"),
    ("address", "1 Example Street"),
    ("telephone", "+33 1 23 45 67 89"),
    ("email", "ada@pictures.example"),
    ("good_faith", "yes"),
    ("accurate", "yes"),
    ("authorised", "yes"),
];

/// A member begins a claim and enters its links, without a script. Gives the address of the draft and the page that came.
async fn begin(service: &Service, browser: &Browser, links: &str) -> (String, Answer) {
    let begun = browser.post(service, "/rights/claims/new", &[("basis", "us-dmca")]).await;
    let draft = location(&begun).strip_suffix("/links").unwrap().to_owned();
    let entered = browser.send_links(service, &draft, links, &[]).await;
    (draft, entered)
}

/// States what the law asks for, and sends the claim.
async fn finish(service: &Service, browser: &Browser, draft: &str) -> Answer {
    let stated = browser.post(service, &format!("{draft}/statement"), &NOTICE).await;
    assert_eq!(location(&stated), format!("{draft}/check"));
    let page = browser.get(service, &format!("{draft}/check")).await.body;
    // Who signs is whom the statement names, which need not be who sends it.
    assert!(page.contains("Type Ada Example, the name that sends this notice"), "{page}");
    assert!(page.contains(&format!("href=\"{draft}/statement#name\"")), "{page}");
    let revision = page.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    browser.post(service, &format!("{draft}/check"), &[("revision", revision), ("signature", "Ada Example")]).await
}

async fn grant(service: &Service, first: &Actor, second: &Actor, organisation: OrganisationId) {
    let step = direct::propose_grant(service, first, organisation, "Accurate").await.unwrap();
    direct::confirm_grant(service, second, step).await.unwrap();
}

both_engines!(a_rights_holder_goes_from_the_application_to_a_deletion, |app: TestService| async move {
    let service = &app.service;
    let (first, second) = cast::administrators(service).await;
    let empty = Browser::stranger().get(service, "/agreement").await;
    assert!(empty.body.contains("Not published yet"));
    let (_, step) = agreements::propose(service, &first, &agreements::Proposal::first(), "Approved").await.unwrap();
    agreements::publish(service, &second, step).await.unwrap();
    let member = cast::signed_up(service, "member", 1).await;
    let browser = Browser::signed_in(service, "member", 1).await;

    // Who belongs to no organisation is led to the application, which keeps what was typed.
    assert_eq!(location(&browser.get(service, "/rights/claims").await), "/rights");
    let mut fields = vec![
        ("name", "Example <Pictures>"),
        ("country", "FR"),
        ("domain", "gmail.com"),
        ("contact_name", "Ada Example"),
        ("contact_address", "1 Example Street"),
        ("contact_telephone", "+33 1"),
        ("contact_email", "ada@pictures.example"),
    ];
    let refused = browser.post(service, "/rights", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Example &#60;Pictures&#62;") && refused.body.contains("href=\"#domain\""));
    fields[2].1 = "pictures.example";
    assert_eq!(location(&browser.post(service, "/rights", &fields).await), "/rights");
    let page = browser.get(service, "/rights").await;
    assert!(page.body.contains("Applied") && page.body.contains("is with the administrators"));

    // Before verification and signature a claim is closed, and says so.
    let closed = browser.get(service, "/rights/claims/new").await;
    assert!(closed.body.contains("not verified") && closed.body.contains("/report"));
    let organisation = organisations::of_person(service, &member).await.unwrap()[0].0.id;
    cast::verify(service, &first, &second, organisation).await;
    let closed = browser.get(service, "/rights/claims/new").await;
    assert!(closed.body.contains("is not signed"), "{}", closed.body);

    // Signing: every affirmation, and the password's proof.
    let current = agreements::published(service).await.unwrap().remove(0);
    let (id, proof) = (current.id.to_string(), auth(1));
    let mut fields = vec![
        ("agreement", id.as_str()),
        ("locale", "fr"),
        ("name", "Ada Example"),
        ("title", "Head of legal"),
        ("authority", "Managing director"),
        ("capacity", "yes"),
        ("intent", "yes"),
        ("auth", &proof),
    ];
    let refused = browser.post(service, "/rights/agreement", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"Head of legal\"") && refused.body.contains("href=\"#electronic\""));
    fields.push(("electronic", "yes"));
    let wrong = auth(9);
    fields[7].1 = &wrong;
    let refused = browser.post(service, "/rights/agreement", &fields).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("href=\"#password\""));
    fields[7].1 = &proof;
    assert_eq!(location(&browser.post(service, "/rights/agreement", &fields).await), "/rights/agreement");
    let signed = browser.get(service, "/rights/agreement").await;
    assert!(signed.body.contains("You have signed version 1") && signed.body.contains("prove each other"));
    assert!(signed.body.contains("<title>The agreement") && !signed.body.contains("Sign the agreement"));
    let at = |words: &str| signed.body.find(words).unwrap();
    assert!(at("prove each other") < at("<article class=\"prose"), "the signature stands before the text");
    let copy = signed.body.split("/rights/agreement/copies/").nth(1).unwrap().split('"').next().unwrap();
    let copy = format!("/rights/agreement/copies/{copy}");
    let page = browser.get(service, &copy).await;
    assert!(page.body.contains("lang=\"fr\"") && page.body.contains("répond des suppressions"), "{}", page.body);
    writ::audit::sequence(service).await.unwrap();
    let file = browser.get(service, &format!("{copy}/file")).await;
    assert!(signatures::copies::check(file.body.as_bytes(), &[]).holds());
    cast::signed_up(service, "stranger", 2).await;
    let stranger = Browser::signed_in(service, "stranger", 2).await;
    for path in [copy.clone(), format!("{copy}/file")] {
        assert_eq!(stranger.get(service, &path).await.status, StatusCode::NOT_FOUND);
    }
    let text = browser.get(service, "/agreement/versions/1/fr").await;
    assert_eq!(text.body, agreements::Proposal::first().text(writ::texts::Language::named("fr").unwrap()));
    let none = browser.get(service, "/agreement/versions/1/tlh").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "nobody signs in a language that it is not in");

    // A work, then a claim whose mistakes are told line by line and whose words are kept.
    let work = [("title", "The Long Way Home"), ("kind", "film"), ("basis", "owner"), ("territory", "worldwide")];
    assert_eq!(location(&browser.post(service, "/rights/works", &work).await), "/rights/works");
    assert!(browser.get(service, "/rights/works").await.body.contains("The Long Way Home"));
    let file = File::upload(service, "the-long-way-home.mkv").await;
    let good = format!("{} https://forum.example/thread/1", file.url());
    let bad = format!("{good}\n\nhttps://elsewhere.example/f/AAECAwQFBgcICQoLDA0ODw");
    let (draft, entered) = begin(service, &browser, &bad).await;
    assert_eq!(location(&entered), format!("{draft}/links#progress"), "on to what came of it");
    let links = browser.get(service, &format!("{draft}/links")).await.body;
    assert!(links.contains("This link leads to https://elsewhere.example") && links.contains("1 opened"), "{links}");
    let key = file.url().split('#').nth(1).unwrap().to_owned();
    assert!(!links.contains(&key), "a page of many links shows no keys");
    let gone = [("which", "wrong"), ("act", "remove")];
    location(&browser.post(service, &format!("{draft}/links/chosen"), &gone).await);
    let incomplete = browser.post(service, &format!("{draft}/statement"), &NOTICE[..3]).await;
    assert_eq!(incomplete.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(incomplete.body.contains("href=\"#telephone\"") && incomplete.body.contains("1 Example Street"));
    assert_eq!(location(&browser.get(service, &draft).await), format!("{draft}/statement"), "goes on where it stood");
    assert!(browser.get(service, "/rights/claims").await.body.contains(&draft));
    let answer = finish(service, &browser, &draft).await;
    let claim = location(&answer).to_owned();
    let page = browser.get(service, &claim).await;
    assert!(page.body.contains("the-long-way-home.mkv") && page.body.contains("Opened"));
    assert!(page.body.contains("has no direct access") && !page.body.contains(file.url().split('#').nth(1).unwrap()));
    assert!(browser.get(service, "/rights/claims").await.body.contains(&claim));

    let token = page.body.split("href=\"").find(|it| it.contains("/possession")).unwrap().split('"').next().unwrap();
    let token = browser.get(service, token).await;
    assert!(token.header(header::CONTENT_DISPOSITION).contains("possession-1.jwt"));
    assert_eq!(token.body.split('.').count(), 3, "{}", token.body);

    // Nobody else learns that the claim is there.
    cast::signed_up(service, "other", 2).await;
    let other = Browser::signed_in(service, "other", 2).await;
    for path in ["", "/progress", "/deletion", "/withdrawal"] {
        let answer = other.get(service, &format!("{claim}{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let taken = [("confirmation", "DELETE"), ("auth", &auth(2))];
    assert_eq!(other.post(service, &format!("{claim}/deletion"), &taken).await.status, StatusCode::NOT_FOUND);
    let withdrawal = [("extent", "whole"), ("reason", "x")];
    assert_eq!(other.post(service, &format!("{claim}/withdrawal"), &withdrawal).await.status, StatusCode::NOT_FOUND);

    // Direct access: the blast radius, the word, the password; then the board.
    let deletion = format!("{claim}/deletion");
    assert_eq!(browser.get(service, &deletion).await.status, StatusCode::CONFLICT);
    grant(service, &first, &second, organisation).await;
    let offered = browser.get(service, &deletion).await;
    assert!(offered.body.contains("paris (FR)") && offered.body.contains("Type DELETE to confirm"));
    let refused = browser.post(service, &deletion, &[("confirmation", "delete"), ("auth", &proof)]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("value=\"delete\""));
    assert_eq!(cast::object_state(service, file.object).await, ObjectState::Available);
    // The form says which files it showed; without that nothing is deleted.
    let unseen = browser.post(service, &deletion, &[("confirmation", "DELETE"), ("auth", &proof)]).await;
    assert!(unseen.status == StatusCode::UNPROCESSABLE_ENTITY && unseen.body.contains("since you looked"));
    let shown = offered.body.split("name=\"target\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let typed = [("target", shown), ("confirmation", "DELETE"), ("auth", &proof)];
    let done = browser.post(service, &deletion, &typed).await;
    assert_eq!(location(&done), claim);
    assert_eq!(cast::object_state(service, file.object).await, ObjectState::Locked);
    let page = browser.get(service, &claim).await;
    assert!(page.body.contains("by you under direct access") && page.body.contains("data-live"));
    let board = browser.get(service, &format!("{claim}/progress")).await;
    audit::sequence(service).await.unwrap();
    let happened = browser.get(service, &format!("{claim}/progress")).await.body;
    assert!(happened.contains("deleted the-long-way-home.mkv under direct access"), "{happened}");
    assert!(board.body.starts_with("<div class=\"section\" data-progress data-live>"), "{}", board.body);

    // Withdrawal asks how much and why, then lifts the hold.
    let refused = browser.post(service, &format!("{claim}/withdrawal"), &[("extent", "targets")]).await;
    assert!(refused.body.contains("Choose at least one file."));
    let done =
        browser.post(service, &format!("{claim}/withdrawal"), &[("extent", "whole"), ("reason", "Licensed")]).await;
    assert_eq!(location(&done), claim);
    assert!(browser.get(service, &claim).await.body.contains("Lock lifted"));
});

both_engines!(all_that_is_wrong_with_a_notice_is_told_at_once, |app: TestService| async move {
    let service = &app.service;
    let file = File::upload(service, "film.mkv").await;
    let stranger = Browser::stranger();
    let links = format!("https://elsewhere.example/f/AAECAwQFBgcICQoLDA0ODw\n{} a b", file.bare());
    let bare = file.bare();
    let elsewhere = "Line 1: This link leads to";
    let mut fields = vec![
        ("basis", "eu-dsa"),
        ("reasons", ""),
        ("name", "Ada"),
        ("email", "ada@pictures.example"),
        ("targets", links.as_str()),
    ];
    for _ in 0..service.config.limits.reports_per_hour {
        let refused = stranger.post(service, "/report", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for told in [
            elsewhere,
            "Line 2: one link and one address",
            "And 2 more, in the list at the top",
            "href=\"#reasons\"",
            "href=\"#good_faith\"",
        ] {
            assert!(refused.body.contains(told), "{told}: {}", refused.body);
        }
    }
    // Nobody has links looked for without end by what is not sent, but what it says is told of still.
    let refused = stranger.post(service, "/report", &fields).await;
    assert!(!refused.body.contains(elsewhere) && refused.body.contains("href=\"#reasons\""), "{}", refused.body);
    assert_eq!(cast::rows(service, "claims").await, 0);
    // What is right is taken.
    fields[1].1 = "It is a copy of our film.";
    fields[4].1 = &bare;
    fields.push(("good_faith", "yes"));
    let sent = stranger.post(service, "/report", &fields).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
});

both_engines!(anyone_sends_a_notice_and_follows_it_by_a_private_link, |app: TestService| async move {
    let service = &app.service;
    let file = File::upload(service, "film.mkv").await;
    let stranger = Browser::stranger();
    assert!(stranger.get(service, "/report").await.body.contains("European Union: DSA notice"));
    let form = stranger.get(service, "/report?basis=eu-dsa").await.body;
    assert!(form.contains("name=\"reasons\"") && !form.contains("name=\"signature\"") && !form.contains("perjury"));
    // What is wrong is told in the order of the form.
    let empty = stranger.post(service, "/report", &[("basis", "us-dmca")]).await.body;
    let fields = ["targets", "works", "name", "address", "telephone", "email", "good_faith", "accurate", "authorised"];
    let places = fields.map(|field| empty.find(&format!("<a href=\"#{field}\">")).unwrap());
    assert!(places.is_sorted(), "{places:?}: {empty}");
    let wrong_key = format!("{}#{}", file.bare(), "A".repeat(43));
    let mut fields = vec![
        ("basis", "eu-dsa"),
        ("reasons", "It is a copy of our film."),
        ("name", "Ada"),
        ("email", "ada@pictures.example"),
        ("targets", wrong_key.as_str()),
    ];
    let refused = stranger.post(service, "/report", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("It is a copy of our film.") && refused.body.contains("href=\"#good_faith\""));
    assert!(refused.headers.get(header::SET_COOKIE).is_none(), "strangers get no cookie");
    fields.push(("good_faith", "yes"));
    let sent = stranger.post(service, "/report", &fields).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert!(sent.body.contains("located only, not opened"));
    let link = sent.body.split("/report/").nth(1).unwrap()[..43].to_owned();

    // What was sent can be corrected, and stands there to be.
    let amendment = format!("/report/{link}/amendment");
    let page = stranger.get(service, &amendment).await.body;
    assert!(page.contains("It is a copy of our film.") && page.contains("ada@pictures.example"), "{page}");
    let mut corrected = fields[1..].to_vec();
    corrected[0].1 = "";
    let refused = stranger.post(service, &amendment, &corrected).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("href=\"#reasons\""));
    corrected[0].1 = "The first ten minutes are ours.";
    assert_eq!(location(&stranger.post(service, &amendment, &corrected).await), format!("/report/{link}"));
    assert!(stranger.get(service, &amendment).await.body.contains("The first ten minutes are ours."));

    let case = stranger.get(service, &format!("/report/{link}")).await;
    assert!(case.body.contains("Located") && case.body.contains("A person decides it"), "{}", case.body);
    assert_eq!(stranger.get(service, &format!("/report/{}", "x".repeat(43))).await.status, StatusCode::NOT_FOUND);
    let path = format!("/report/{link}/withdrawal");
    let withdrawn = stranger.post(service, &path, &[("extent", "whole"), ("reason", "A mistake")]).await;
    assert_eq!(location(&withdrawn), format!("/report/{link}"));
    assert!(stranger.get(service, &format!("/report/{link}")).await.body.contains("Withdrawn"));
});

both_engines!(a_new_version_of_the_agreement_must_be_signed_before_another_claim, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let browser = Browser::signed_in(service, "member", 1).await;
    let file = File::upload(service, "film.mkv").await;
    let good = format!("{} https://forum.example/thread/1", file.url());
    let (draft, _) = begin(service, &browser, &good).await;
    let claim = location(&finish(service, &browser, &draft).await).to_owned();
    assert!(browser.get(service, &claim).await.body.contains("Delete from all mirrors…"));
    let (_, step) = agreements::propose(service, &cast.first, &cast::newer("# Agreement\n\nAnother text."), "Changed")
        .await
        .unwrap();
    agreements::publish(service, &cast.second, step).await.unwrap();

    let page = browser.get(service, "/rights/agreement").await;
    assert!(page.body.contains("A new version must be signed") && page.body.contains("Another text."));
    let page = browser.get(service, &claim).await;
    assert!(page.body.contains("version 2 is in force") && !page.body.contains("Delete from all mirrors…"));
    let refused = browser.post(service, "/rights/claims/new", &[("basis", "us-dmca")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("version 2 is in force") && refused.body.contains("/report"));
});

both_engines!(an_applicant_proves_its_domain_and_answers_on_its_page, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&cast::limited(&app.service, |limits| limits.domain_checks_per_hour = 2));
    let member = cast::signed_up(service, "member", 1).await;
    let id = organisations::apply(service, &member, &cast::application("Example Pictures")).await.unwrap();
    let browser = Browser::signed_in(service, "member", 1).await;
    let challenge = domain::control(service, &member, id).await.unwrap().challenge;
    let page = browser.get(service, "/rights").await.body;
    for exact in [challenge.record_name(), challenge.record_value(), challenge.file_address()] {
        assert!(page.contains(&format!("data-copy=\"{exact}\"")), "{exact}");
    }
    let stranger = cast::signed_up(service, "stranger", 2).await;
    let other = Browser::signed_in(service, "stranger", 2).await;
    let which = id.to_string();
    let fields = [("organisation", which.as_str())];
    assert_eq!(other.post(service, "/rights/domain", &fields).await.status, StatusCode::NOT_FOUND);

    assert_eq!(location(&browser.post(service, "/rights/domain", &fields).await), "/rights#domain");
    let page = browser.get(service, "/rights").await.body;
    assert!(page.contains("No such TXT record was found") && page.contains("The server answered 404"), "{page}");
    internet.text(&challenge.record_name(), &[&challenge.record_value()]);
    assert_eq!(location(&browser.post(service, "/rights/domain", &fields).await), "/rights#domain");
    let page = browser.get(service, "/rights").await.body;
    assert!(page.contains("Proven") && page.contains("seen in DNS") && !page.contains("Check now"));
    let refused = browser.post(service, "/rights/domain", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("at most 2 an hour"), "{}", refused.body);

    // What it is asked stands on its page, and its answer stays.
    let (admin, _) = cast::administrators(service).await;
    inquiries::ask(service, &admin, id, "Which <officer> do you act under?").await.unwrap();
    let page = browser.get(service, "/rights").await.body;
    assert!(page.contains("do you act under?") && !page.contains("<officer>") && page.contains("Your answer"));
    let inquiry = inquiries::inquiries(service, &member, id).await.unwrap()[0].id.to_string();
    let answer = |text| [("organisation", which.as_str()), ("inquiry", inquiry.as_str()), ("answer", text)];
    let refused = browser.post(service, "/rights/answer", &answer(" ")).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("href=\"#answer\""));
    assert_eq!(other.post(service, "/rights/answer", &answer("Mine")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        location(&browser.post(service, "/rights/answer", &answer("The head of legal")).await),
        "/rights#inquiries"
    );
    let page = browser.get(service, "/rights").await.body;
    assert!(page.contains("The head of legal") && !page.contains("Send the answer"));
    assert!(organisations::of_person(service, &stranger).await.unwrap().is_empty());
});

both_engines!(an_owner_invites_and_removes_on_the_team_page, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = Browser::signed_in(service, "member", 1).await;
    let invited = cast::signed_up(service, "invited", 2).await;
    let guest = Browser::signed_in(service, "invited", 2).await;
    let (id, account) = (cast.organisation.to_string(), invited.account.to_string());
    assert_eq!(location(&guest.get(service, "/rights/team").await), "/rights");
    assert!(owner.get(service, "/rights/team").await.body.contains("Nobody is invited at the moment"));

    let refused = owner.post(service, "/rights/team/invitations", &[("email", "nobody")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#email\"") && refused.body.contains("href=\"#role\""));
    assert!(refused.body.contains("value=\"nobody\""), "what was typed is kept");
    let fields = [("email", "invited@pictures.example"), ("role", "agent")];
    let said = owner.post(service, "/rights/team/invitations", &fields).await;
    assert_eq!(location(&said), "/rights/team");
    let invitation = invitations::open(service, &cast.member, cast.organisation).await.unwrap()[0].id;
    assert!(owner.get(service, "/rights/team").await.body.contains("invited@pictures.example"));

    // The link leads the right account on, and everybody else to one and the same answer.
    let path = format!("/rights/invitations/{invitation}");
    let unasked = Browser::stranger().get(service, &path).await;
    assert_eq!(location(&unasked), format!("/sign-in?next=%2Frights%2Finvitations%2F{invitation}"));
    let unknown = format!("/rights/invitations/{}", cast.organisation);
    for (browser, path) in [(&owner, &path), (&guest, &unknown)] {
        let nothing = browser.get(service, path).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
        assert!(
            nothing.body.contains("There is no invitation for you here") && !nothing.body.contains("Example Pictures")
        );
        assert_eq!(browser.post(service, path, &[]).await.status, StatusCode::NOT_FOUND);
    }
    assert!(guest.get(service, &path).await.body.contains("Act for Example Pictures"));
    let accepted = guest.post(service, &path, &[]).await;
    assert_eq!(location(&accepted), format!("/rights?organisation={id}"));
    let team = guest.get(service, "/rights/team").await.body;
    assert!(team.contains("member@pictures.example") && team.contains("Leave") && !team.contains("Invite somebody"));

    // An agent's hand-made form does nothing; the last owner stays, with the reason on the page.
    let promote = [("organisation", id.as_str()), ("account", &account), ("role", "owner")];
    assert_eq!(guest.post(service, "/rights/team/role", &promote).await.status, StatusCode::FORBIDDEN);
    let own = cast.member.account.to_string();
    let team = owner.get(service, "/rights/team").await.body;
    assert!(team.contains("The only owner stays one") && !team.contains("Leave") && team.contains("Make an owner"));
    let refused = owner.post(service, "/rights/team/removal", &[("account", own.as_str())]).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("An organisation needs an owner")
    );
    assert_eq!(location(&owner.post(service, "/rights/team/role", &promote).await), "/rights/team");
    assert!(guest.get(service, "/rights/team").await.body.contains("Invite somebody"));
    assert!(owner.get(service, "/rights/team").await.body.contains("Leave"), "there are two now");
    let removed = owner.post(service, "/rights/team/removal", &[("account", account.as_str())]).await;
    assert_eq!(location(&removed), "/rights/team");
    let gone = guest.get(service, &format!("/rights/team?organisation={id}")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "a page that is open shows nothing any more");
});

both_engines!(endpoints_and_keys_are_offered_to_verified_organisations_only, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = Browser::signed_in(service, "member", 1).await;
    let page = owner.get(service, "/rights/webhooks").await.body;
    assert!(page.contains("Add an endpoint"), "{page}");
    assert!(owner.get(service, "/rights/keys").await.body.contains("Make a key"));
    let colleague = cast::signed_up(service, "colleague", 2).await;
    cast::join(service, &cast.member, cast.organisation, &colleague, MemberRole::Owner).await;
    endpoints::add(service, &colleague, cast.organisation, "https://pictures.example/hooks").await.unwrap();
    assert!(owner.get(service, "/rights/webhooks").await.body.contains("by colleague@pictures.example"));
    organisations::remove_member(service, &cast.member, cast.organisation, colleague.account).await.unwrap();
    let page = owner.get(service, "/rights/webhooks").await.body;
    assert!(page.contains("by a former member") && !page.contains("colleague@"), "{page}");

    let newcomer = cast::signed_up(service, "newcomer", 3).await;
    organisations::apply(service, &newcomer, &cast::application("Newcomer")).await.unwrap();
    let browser = Browser::signed_in(service, "newcomer", 3).await;
    let page = browser.get(service, "/rights/webhooks").await.body;
    assert!(!page.contains("Add an endpoint") && page.contains("Newcomer is applied, not verified"), "{page}");
    let page = browser.get(service, "/rights/keys").await.body;
    assert!(!page.contains("Make a key") && page.contains("Newcomer is applied, not verified"), "{page}");
});

/// A form with a file, as browsers send it.
async fn upload(browser: &Browser, service: &Service, path: &str, file: &[u8]) -> Answer {
    let around = "--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"works.csv\"\r\n\r\n";
    let body = [around.as_bytes(), file, b"\r\n--part--\r\n"].concat();
    let request = Request::post(path)
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, &browser.cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=part");
    send(service, request.body(Body::from(body)).unwrap()).await
}

both_engines!(works_are_looked_through_corrected_and_carried_in_and_out, |app: TestService| async move {
    let service = &app.service;
    Cast::signed(service).await;
    let browser = Browser::signed_in(service, "member", 1).await;

    // Mistakes stand at their field, and what was typed stays.
    let mut work = vec![
        ("title", "The <Long> Way Home"),
        ("kind", "film"),
        ("basis", "owner"),
        ("territory", "worldwide"),
        ("identifiers", "0-306-40615-3"),
    ];
    let refused = browser.post(service, "/rights/works", &work).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("the check digit should be 2") && refused.body.contains("href=\"#identifiers\""));
    assert!(
        refused.body.contains("The &#60;Long&#62; Way Home") && refused.body.contains("\n0-306-40615-3</textarea>")
    );
    work[4].1 = "0-306-40615-2";
    assert_eq!(location(&browser.post(service, "/rights/works", &work).await), "/rights/works");

    // In from CSV: every line's mistakes, then all of it, then what was there.
    let import = "/rights/works/import";
    let head = "title;kind;basis;territory";
    let refused = upload(&browser, service, import, format!("{head}\nReel;hat;owner;FR\n").as_bytes()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Line 2")
            && refused.body.contains("Enter one of film")
            && refused.body.contains("Nothing was imported")
    );
    let reels = (0..60).map(|n| format!("Reel {n};film;owner;FR\n"));
    let file: String = std::iter::once(format!("{head}\n")).chain(reels).collect();
    assert_eq!(location(&upload(&browser, service, import, file.as_bytes()).await), "/rights/works");
    let again = upload(&browser, service, import, file.as_bytes()).await;
    assert!(again.status == StatusCode::OK && again.body.contains("Line 61") && again.body.contains("is registered"));
    let empty = upload(&browser, service, import, b"").await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("href=\"#file\""));
    let large = upload(&browser, service, import, &vec![b'a'; (10 << 20) + (1 << 20)]).await;
    assert!(large.status == StatusCode::PAYLOAD_TOO_LARGE && large.body.contains("10 MiB"), "{}", large.body);
    let bare = browser.post(service, import, &[("file", "x")]).await;
    assert_eq!(bare.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);

    // Pages, and a search.
    let first = browser.get(service, "/rights/works").await.body;
    assert!(
        first.matches("<th scope=\"row\"").count() == 50 && first.contains(">Older</a>") && !first.contains("Newest")
    );
    let older = first.split("before=").nth(1).unwrap()[..36].to_owned();
    let last = browser.get(service, &format!("/rights/works?before={older}")).await.body;
    assert!(last.matches("<th scope=\"row\"").count() == 11 && last.contains("Newest") && !last.contains(">Older</a>"));
    let found = browser.get(service, "/rights/works?q=long+home").await.body;
    assert!(found.matches("<th scope=\"row\"").count() == 1 && found.contains("value=\"long home\""));
    assert!(browser.get(service, "/rights/works?q=nowhere").await.body.contains("No work fits"));

    // One work: its references, and a correction.
    let place = format!(
        "/rights/works/{}",
        &found.split("href=\"/rights/works/").find(|it| it.as_bytes()[8] == b'-').unwrap()[..36]
    );
    let references = format!("{place}/references");
    let refused = browser.post(service, &references, &[("references", "7"), ("label", "Reel one")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#references\"") && refused.body.contains("value=\"Reel one\""));
    let digest = "ab".repeat(32);
    let added = browser.post(service, &references, &[("references", &digest), ("label", "Reel one")]).await;
    assert_eq!(location(&added), place);
    let shown = browser.get(service, &place).await.body;
    assert!(shown.contains(&digest) && shown.contains("Reel one") && shown.contains("One reference is registered."));
    let mut fields = work.clone();
    fields[0].1 = "Home";
    fields.push(("revision", "7"));
    let refused = browser.post(service, &place, &fields).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Somebody corrected"));
    fields[5].1 = "1";
    assert_eq!(location(&browser.post(service, &place, &fields).await), place);

    // Out again.
    let export = browser.get(service, "/rights/works/export").await;
    assert!(
        export.header(header::CONTENT_TYPE).starts_with("text/csv")
            && export.header(header::CONTENT_DISPOSITION).contains("works.csv")
    );
    assert!(
        export.body.lines().count() == 62
            && export.body.contains(&digest)
            && export.body.contains("isbn:9780306406157")
    );

    // A claim finds works beside the newest, and loses nothing that was typed.
    let id = place.rsplit('/').next().unwrap();
    let begun = browser.get(service, &format!("/rights/claims/new?basis=us-dmca&work={id}")).await.body;
    assert!(begun.contains(&format!("value=\"{id}\" checked")) && begun.contains("Find other works"));
    let looking = [
        ("basis", "us-dmca"),
        ("find", "yes"),
        ("find_works", "reel 59"),
        ("work", id),
        ("territory", "Somewhere else"),
    ];
    let looked = browser.post(service, "/rights/claims/new", &looking).await;
    assert!(
        looked.status == StatusCode::OK && looked.body.contains("Reel 59 (film)") && !looked.body.contains("Reel 58")
    );
    assert!(looked.body.contains(&format!("value=\"{id}\" checked")) && looked.body.contains("Somewhere else"));

    // To others there is nothing of it.
    cast::signed_up(service, "other", 2).await;
    let other = Browser::signed_in(service, "other", 2).await;
    assert_eq!(other.get(service, &place).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(service, &place, &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        other.post(service, &references, &[("references", digest.as_str())]).await.status,
        StatusCode::NOT_FOUND
    );
    for path in ["/rights/works", import, "/rights/works/export"] {
        assert_eq!(location(&other.get(service, path).await), "/rights", "{path}");
    }
    assert_eq!(Browser::stranger().get(service, &place).await.status, StatusCode::SEE_OTHER, "sign in first");
});

both_engines!(links_are_entered_by_hundreds_and_each_is_put_right_in_its_place, |app: TestService| async move {
    let service = &app.service;
    Cast::signed(service).await;
    let browser = Browser::signed_in(service, "member", 1).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let locked = song.password_link(service, "correct horse").await;
    let mut many = format!("{}\n{}\n", film.url(), locked.masked_url());
    for n in 0..298 {
        writeln!(many, "https://elsewhere.example/f/AAECAwQFBgcICQoLDA{n:04}").unwrap();
    }
    // With a script the links are looked at a few at a time, each time with what is left.
    let begun = browser.post(service, "/rights/claims/new", &[("basis", "us-dmca")]).await;
    let draft = location(&begun).strip_suffix("/links").unwrap().to_owned();
    let entered = browser.send_links(service, &draft, &many, &[("live", "yes")]).await;
    let links = location(&entered).strip_suffix("#progress").unwrap().to_owned();
    let page = browser.get(service, &links).await.body;
    assert!(page.contains("300 still to be looked at") && page.contains("data-live"), "{page}");
    let proving = format!("{links}/proving?show=wrong");
    let fragment = browser.post(service, &proving, &[("live", "yes")]).await.body;
    assert!(fragment.starts_with("<div class=\"section\" data-progress data-live>") && fragment.contains("250 still"));
    // Without one, the rest at once.
    location(&browser.post(service, &proving, &[]).await);
    let page = browser.get(service, &links).await.body;
    assert!(page.contains("1 opened, 0 located, 299 need attention") && !page.contains("data-live"));
    let warned = "<span class=\"count\">299</span>";
    assert!(page.contains(warned) && page.matches("299 links need attention first").count() == 2, "{page}");
    assert!(page.contains("form=\"enter\" id=\"go-on\"") && page.contains("more fit into this claim."));
    assert!(page.contains("film.mkv") && page.contains("video/x-matroska") && page.contains("Link 50"));
    assert!(!page.contains("Link 51<") && page.contains("?from=51") && page.contains("?show=wrong"));
    let next = browser.get(service, &format!("{links}?show=wrong&from=52")).await.body;
    assert!(next.contains("Link 52<") && next.contains("rel=\"prev\"") && !next.contains("film.mkv"));
    // A locked link has what its browser needs to unlock it, and the line takes the key.
    assert!(page.contains(&format!("data-lock=\"{}\"", locked.masked_url())));
    let key = [("link", locked.unlocked_url("correct horse"))];
    let key = [("link", key[0].1.as_str())];
    assert_eq!(location(&browser.post(service, &format!("{links}/2/key"), &key).await), format!("{links}?from=2"));
    assert!(browser.get(service, &links).await.body.contains("song.flac"));

    // One is edited: its form alone shows what it discloses.
    let line = browser.get(service, &format!("{links}/1")).await.body;
    assert!(line.contains(&film.url()));
    let wrong = browser.post(service, &format!("{links}/1"), &[("link", &film.url()), ("found_on", "yesterday")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#found_on\"") && wrong.body.contains(&film.url()));
    assert_eq!(browser.get(service, &format!("{links}/999")).await.status, StatusCode::NOT_FOUND);
    // Many at once.
    let found = [
        ("which", "all"),
        ("act", "found"),
        ("found_at", "https://forum.example/thread/9"),
        ("found_on", "2026-11-20"),
    ];
    location(&browser.post(service, &format!("{links}/chosen"), &found).await);
    let page = browser.get(service, &links).await.body;
    assert!(page.contains("found at https://forum.example/thread/9") && page.contains("Set for 300 links."));
    let elsewhere = [("which", "all"), ("act", "found"), ("found_at", "https://forum.example/thread/10")];
    location(&browser.post(service, &format!("{links}/chosen"), &elsewhere).await);
    let page = browser.get(service, &links).await.body;
    assert!(!page.contains("thread/10") && page.contains("Every one of them says it already"), "{page}");
    let none = browser.post(service, &format!("{links}/chosen"), &[("which", "chosen"), ("act", "remove")]).await;
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.body.contains("Choose at least one link."));
    location(&browser.post(service, &format!("{links}/chosen"), &[("which", "wrong"), ("act", "remove")]).await);
    assert!(browser.get(service, &links).await.body.contains("2 links: 2 opened, 0 located."));

    // Too much is refused in plain words, and the draft stays as it was.
    let many = "https://files.example/f/AAECAwQFBgcICQoLDA0ODw\n".repeat(60_000);
    let refused = browser.send_links(service, &draft, &many, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Only 998 more links fit"));
    let refused = browser.send_links(service, &draft, &many.repeat(3), &[]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.body.contains("nothing was taken"), "{}", refused.body);
    let bad = "link,found_on\n".to_owned() + &"x,never\n".repeat(300);
    let refused = browser.send_links(service, &draft, "", &[("file", &bad)]).await;
    assert!(refused.body.contains("Line 2, found_on: Write the day") && refused.body.contains("And 280 more lines."));
    assert!(browser.get(service, &links).await.body.contains("2 links: 2 opened, 0 located."));
    // On to the statement, which is filled in; then all of it on one page.
    let on = browser.send_links(service, &draft, "", &[("next", "yes")]).await;
    assert_eq!(location(&on), format!("{draft}/statement"));
    let statement = browser.get(service, location(&on)).await.body;
    assert!(statement.contains("value=\"Ada Example\"") && !statement.contains("name=\"signature\""));
    let early = browser.get(service, &format!("{draft}/check")).await.body;
    assert!(early.contains("It cannot be sent yet.") && early.contains("/statement#good_faith"));
    for each in
        ["good faith belief that the use", "that the notification is accurate", "under penalty of perjury, that you"]
    {
        assert!(early.contains(each), "{each}");
    }
    let claim = location(&finish(service, &browser, &draft).await).to_owned();
    assert_eq!(browser.get(service, &draft).await.status, StatusCode::NOT_FOUND);

    // Links are added to it on the same pages.
    let third = File::upload(service, "third.mkv").await;
    let begun = browser.post(service, &format!("{claim}/links"), &[]).await;
    let draft = location(&begun).strip_suffix("/links").unwrap().to_owned();
    assert_eq!(browser.get(service, &format!("{draft}/statement")).await.status, StatusCode::NOT_FOUND);
    let page = browser.get(service, &format!("{draft}/links")).await.body;
    assert!(
        page.contains("</span> more fit into this claim, which has <span class=\"num\">2</span> already."),
        "{page}"
    );
    let on = browser.send_links(service, &draft, &third.url(), &[("next", "yes")]).await;
    assert_eq!(location(&on), format!("{draft}/check"));
    let page = browser.get(service, location(&on)).await.body;
    assert!(page.contains("Add the links to the claim") && !page.contains("name=\"signature\""));
    let revision = page.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let stale = browser.post(service, location(&on), &[("revision", "1")]).await;
    assert!(stale.status == StatusCode::UNPROCESSABLE_ENTITY && stale.body.contains("changed in another window"));
    assert_eq!(location(&browser.post(service, location(&on), &[("revision", revision)]).await), claim);
    let page = browser.get(service, &claim).await.body;
    assert!(page.contains("third.mkv"), "{page}");

    // A draft is thrown away by its member.
    let (draft, _) = begin(service, &browser, "x").await;
    location(&browser.post(service, &format!("{draft}/discard"), &[]).await);
    assert_eq!(browser.get(service, &draft).await.status, StatusCode::NOT_FOUND);
});

both_engines!(a_claim_page_says_what_happens_next_and_holds_hundreds_of_files, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let browser = Browser::signed_in(service, "member", 1).await;
    let film = File::upload(service, "film.mkv").await;
    let mut links = vec![cast::target(&film.url())];
    for _ in 0..59 {
        let more = writ::vault::links::create(service, film.owner.account, film.object, LinkTerms::default(), None);
        let more = more.await.unwrap();
        links.push(cast::target(&format!("http://localhost:8080/f/{more}#{}", film.key.encode().as_str())));
    }
    let filed = cast::file(service, &cast, links).await.unwrap();
    let claim = format!("/rights/claims/{}", filed.claim);
    let page = browser.get(service, &claim).await.body;
    assert!(
        page.contains("A person decides it.")
            && page.contains("data-watch")
            && page.contains("Waits for its decision 60")
    );
    assert_eq!(page.matches("<article").count(), 50);
    let rest = browser.get(service, &format!("{claim}?from=51")).await.body;
    assert_eq!(rest.matches("<article").count(), 10);

    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    assert!(browser.get(service, &claim).await.body.contains("A reviewer has it."));
    writ::claims::questions::ask(service, &cast.reviewer, filed.claim, &["works"], "Which reel is it?").await.unwrap();
    let page = browser.get(service, &claim).await.body;
    assert!(page.contains("Which reel is it?") && page.contains(&format!("{claim}/amendment")), "{page}");
    assert!(page.contains("<li>the work or works</li>"), "what was ticked is said, too");
    let list = browser.get(service, "/rights/claims").await.body;
    assert!(list.contains("Paused") && list.contains("with 4 hours left") && !list.contains("urgent"));
    let amendment = browser.get(service, &format!("{claim}/amendment")).await.body;
    assert!(
        amendment.contains("<h1>Complete the notice</h1>")
            && amendment.contains("<a href=\"#works\">the work or works</a>")
    );
    let mut notice = NOTICE.to_vec();
    notice.push(("signature", "Ada Example"));
    assert_eq!(location(&browser.post(service, &format!("{claim}/amendment"), &notice).await), claim);
    let ruling = |target: &writ::claims::filing::FiledTarget, action| Ruling {
        target: target.target,
        finding: if action == Action::None { Finding::NotInfringing } else { Finding::Infringing },
        action,
        ground: "Copyright".into(),
        reasons: "It was looked at.".into(),
    };
    let mut rulings: Vec<_> = filed.targets[1..].iter().map(|target| ruling(target, Action::None)).collect();
    rulings.push(ruling(&filed.targets[0], Action::LockAndDelete));
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    let page = browser.get(service, &claim).await.body;
    assert!(page.contains("Nobody can open one file any more") && page.contains("data-live"), "{page}");
    let amended = browser.get(service, &format!("{claim}/amendment")).await;
    assert_eq!(amended.status, StatusCode::CONFLICT);
    work::run_due(service).await.unwrap();
    audit::settle(service).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    work::run_due(service).await.unwrap();
    audit::settle(service).await.unwrap();
    let shown = browser.get(service, &format!("{claim}?show=deleted")).await.body;
    assert!(shown.contains("It is done.") && shown.contains("an appeal can be made until"), "{shown}");
    assert!(shown.contains("Deleted everywhere 1") && shown.contains("Not restricted 59"), "{shown}");
    assert_eq!((shown.matches("<article").count(), shown.matches("Gone").count()), (1, 3));
    assert!(shown.contains("of the receipt of paris") && !shown.contains("data-live") && !shown.contains("data-watch"));
    let fragment = browser.get(service, &format!("{claim}/progress?show=not-restricted")).await.body;
    for part in ["state", "direct", "files", "actions", "timeline"] {
        assert!(fragment.contains(&format!("data-part=\"{part}\"")), "{part}: what else changes comes with the board");
    }
    assert!(fragment.contains("decided film.mkv: not infringing, no action"));
    assert!(fragment.starts_with("<div class=\"section\" data-progress>") && !fragment.contains("Gone"), "{fragment}");
});

both_engines!(claims_are_found_by_reference_work_state_and_number, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.page_rows = 2);
    let cast = Cast::signed(service).await;
    let browser = Browser::signed_in(service, "member", 1).await;
    let film = File::upload(service, "film.mkv").await;
    let work = works::register(service, &cast.member, cast.organisation, &cast::work()).await.unwrap();
    let claim = async |works: Vec<WorkId>, link: String| {
        service.clock.advance(Duration::from_mins(1));
        let input = ClaimInput { works, ..cast::claim_of(vec![cast::target(&link)]) };
        filing::file(service, &cast.member, cast.organisation, &input).await.unwrap().claim
    };
    let of_work = claim(vec![work], film.url()).await;
    let of_file = claim(Vec::new(), film.url()).await;
    let bare = claim(Vec::new(), film.bare()).await;
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(
        tx,
        "INSERT INTO claim_references (organisation, reference, claim) VALUES ($1, '2026-000123', $2)",
        cast.organisation,
        bare
    )
    .unwrap();
    tx.commit().await.unwrap();
    queue::take(service, &cast.reviewer, of_file).await.unwrap();

    // Each is called by its work, else by its file, else by how many there are; and they come in pages.
    let list = async |query: &str| browser.get(service, &format!("/rights/claims?{query}")).await.body;
    let named = |claim: ClaimId, name: &str| format!("<a href=\"/rights/claims/{claim}\">{name}</a>");
    let first = list("").await;
    assert!(first.contains(&named(bare, "One file")) && first.contains("Your reference: 2026-000123"), "{first}");
    assert!(first.contains(&named(of_file, "film.mkv")) && !first.contains("The Long Way Home"));
    let older = first.split("before=").nth(1).unwrap()[..36].to_owned();
    let last = list(&format!("before={older}")).await;
    assert!(
        last.contains(&named(of_work, "The Long Way Home")) && last.contains("film.mkv") && last.contains("Newest")
    );
    assert!(!last.contains(&of_file.to_string()) && !last.contains(">Older</a>"));

    let whole = bare.to_string();
    for (query, found) in [
        ("q=2026-0", vec![bare]),
        (&format!("q={whole}"), vec![bare]),
        ("q=home+long", vec![of_work]),
        ("state=in-review", vec![of_file]),
        ("q=2026&state=in-review", vec![]),
        ("q=00123", vec![]),
        ("q=%25", vec![]),
    ] {
        let page = list(query).await;
        for claim in [of_work, of_file, bare] {
            let shown = page.contains(&format!("href=\"/rights/claims/{claim}\""));
            assert_eq!(shown, found.contains(&claim), "{query}: {claim}");
        }
        assert_eq!(page.contains("No claim fits"), found.is_empty(), "{query}");
    }
    assert!(browser.get(service, &format!("/rights/claims/{bare}")).await.body.contains("2026-000123"));
    cast::signed_up(service, "other", 2).await;
    let other = Browser::signed_in(service, "other", 2).await;
    assert_eq!(location(&other.get(service, "/rights/claims?q=2026").await), "/rights");
});

both_engines!(matching_asks_for_a_reference_before_it_is_offered, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let browser = Browser::signed_in(service, "member", 1).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap();
    let matching = format!("/rights/claims/{}/matching", filed.claim);
    let page = browser.get(service, &matching).await.body;
    assert!(page.contains("A reference is needed first") && !page.contains("Read and match"), "{page}");
    let work = works::NewWork { references: vec!["ab".repeat(32)], ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
    let page = browser.get(service, &matching).await.body;
    assert!(!page.contains("A reference is needed first") && page.contains("Read and match"));
});

both_engines!(a_warned_organisation_reads_so_on_its_first_page_with_the_way_to_answer, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "trailer.mkv").await;
    let filed = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is their own trailer.".into(),
    };
    decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap();
    let what = misuse::What::Target(filed.targets[0].target);
    misuse::mark(service, &cast.reviewer, what, "Its own trailer").await.unwrap();
    let browser = Browser::signed_in(service, "member", 1).await;
    let page = browser.get(service, "/rights").await.body;
    assert!(!page.contains("A warning about notices"), "nothing is decided");
    let words = misuse::Words {
        reasons: "It named its own trailer.\nThe second line is for the statement.".into(),
        gravity: "A file was offline for a day.".into(),
        intention: "It cannot be told.".into(),
    };
    let party = misuse::Party::Organisation(cast.organisation);
    misuse::decide(service, &cast.reviewer, party, Scope::Notices, misuse::Decision::Warn, &words).await.unwrap();
    let notice = notices::notices_of(service, cast.member.account).await.unwrap()[0].id;
    let page = browser.get(service, "/rights").await.body;
    assert!(page.contains("A warning about notices") && page.contains("Since "), "{page}");
    assert!(page.contains("It named its own trailer.") && !page.contains("The second line"), "one line: {page}");
    assert!(page.contains(&format!("href=\"/notices/{notice}\"")), "{page}");
    assert!(page.contains(&format!("href=\"/notices/{notice}/appeal\"")), "{page}");
});

both_engines!(an_organisation_that_has_ended_offers_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let agent = cast::signed_up(service, "agent", 2).await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let browser = Browser::signed_in(service, "member", 1).await;
    let agents = Browser::signed_in(service, "agent", 2).await;
    let offers = |page: &str| page.contains("method=\"post\" action=\"/rights") || page.contains("/rights/claims/new");
    let pages = ["/rights/works", "/rights/principals", "/rights/claims", "/rights/contact", "/rights/end"];
    for path in pages {
        let page = browser.get(service, path).await.body;
        assert!(offers(&page), "{path}: {page}");
    }
    let owners = agents.get(service, "/rights/end").await;
    assert_eq!(owners.status, StatusCode::FORBIDDEN);
    assert!(owners.body.contains("Only an owner of the organisation can do this."), "{}", owners.body);
    assert!(owners.body.contains("Ask an owner") && !owners.body.contains("ask an administrator"), "{}", owners.body);

    organisations::end(service, &cast.member, cast.organisation, true).await.unwrap();
    for path in pages.into_iter().chain(["/rights", "/rights/agreement"]) {
        let page = browser.get(service, path).await.body;
        assert!(!offers(&page) && page.contains("The organisation has ended."), "{path}: {page}");
    }
    let team = browser.get(service, "/rights/team").await.body;
    assert!(team.contains("Leave") && !team.contains("/rights/team/invitations"), "{team}");
});
