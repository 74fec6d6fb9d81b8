//! Opening links, my files, and notices, as a browser without scripts sees them.

use axum::body::Body;
use http::{Request, StatusCode, header};
use writ::accounts::Actor;
use writ::notices::{self, Automation, Explanation, Facts, Legal, Restricted};
use writ::seal::link::LinkAuth;
use writ::service::Service;
use writ::vault::links::{self, LinkTerms};
use writ::vault::{self, ObjectState};

use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::http::{Answer, get, send};
use crate::vault::rig;

/// What a page says without the number of its request.
fn said(answer: &Answer) -> String {
    answer.body.replace(answer.header("x-request-id"), "")
}

struct Person<'a> {
    service: &'a Service,
    actor: Actor,
    cookie: String,
}

impl<'a> Person<'a> {
    async fn new(service: &'a Service, email: &str) -> Self {
        let actor = account(service, email).await;
        let cookie = session_of(service, email).await;
        Self { service, actor, cookie }
    }

    async fn get(&self, path: &str) -> Answer {
        let mut request = get(path);
        request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        send(self.service, request).await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, &self.cookie)
            .body(Body::from(form.to_owned()))
            .unwrap();
        send(self.service, request).await
    }

    async fn restrict(&self, object: writ::ids::ObjectId, link: &writ::ids::LinkId) -> writ::ids::NoticeId {
        let facts = Facts {
            account: self.actor.account,
            object,
            target: None,
            decision: None,
            restricted: Restricted::File,
            territory: "worldwide",
            link,
            facts: "The file is the film <Harbour>.",
            rights_holder: Some(notices::Holder::verified("Example Pictures")),
            claimed: notices::Claimed::default(),
            order: None,
            automation: Automation { detection: false, decision: true },
            legal: Legal {
                ground: "17 U.S.C. § 512(c)".into(),
                explanation: Some(Explanation::Infringes),
                counter_notice: true,
            },
            strike: notices::Strike::Counts,
        };
        let mut tx = self.service.db.begin().await.unwrap();
        let id = notices::notify_restriction(&mut tx, self.service, facts).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}

both_engines!(a_link_opens_with_its_own_policy_and_says_nothing_more_to_strangers, |app: TestService| async move {
    let service = &app.service;
    let owner = account(service, "owner@example.org").await.account;
    let (stored, link) = rig::stored(service, owner, 40_000).await;
    let locked = links::create(service, owner, stored.object, LinkTerms::default(), LinkAuth::decode(&"A".repeat(43)))
        .await
        .unwrap();

    let open = send(service, get(&format!("/f/{link}"))).await;
    assert_eq!(open.status, StatusCode::OK);
    assert_eq!(
        open.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
         connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; frame-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    assert_eq!(open.header(header::REFERRER_POLICY), "no-referrer");
    assert!(open.body.contains("<noscript>") && open.body.contains("JavaScript"), "it says why scripts are needed");
    assert!(!open.body.contains(&stored.object.to_string()), "a page names the link and nothing behind it");
    let with_password = send(service, get(&format!("/f/{locked}"))).await;
    assert_eq!(with_password.status, StatusCode::OK);
    let swapped = said(&with_password).replace(locked.as_str(), link.as_str());
    assert_eq!(swapped, said(&open), "whether there is a password stands in the fragment alone");

    // Unknown, malformed, revoked, used up, deleted: one answer.
    let unknown = send(service, get("/f/AAAAAAAAAAAAAAAAAAAAAA")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.header("content-security-policy"), writ::http::security::POLICY);
    let revoked = links::create(service, owner, stored.object, LinkTerms::default(), None).await.unwrap();
    links::revoke(service, owner, stored.object, &revoked).await.unwrap();
    let once = LinkTerms { max_downloads: Some(1), ..LinkTerms::default() };
    let once = links::create(service, owner, stored.object, once, None).await.unwrap();
    vault::downloads::download(service, &once, None).await.unwrap();
    for path in ["/f/short".to_owned(), format!("/f/{revoked}"), format!("/f/{once}")] {
        let answer = send(service, get(&path)).await;
        assert_eq!((answer.status, said(&answer)), (unknown.status, said(&unknown)), "{path}");
    }

    rig::hold(service, stored.object).await;
    let blocked = send(service, get(&format!("/f/{link}"))).await;
    assert_eq!(blocked.status, StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS);
    assert_eq!(blocked.header(header::LINK), "<http://localhost:8080/>; rel=\"blocked-by\"");
    assert!(blocked.body.contains("An order of a court or authority") && blocked.body.contains("/notices"));
    let revoked_still = send(service, get(&format!("/f/{revoked}"))).await;
    assert_eq!(revoked_still.status, StatusCode::NOT_FOUND, "revoked comes before locked");
    let password_still = send(service, get(&format!("/f/{locked}"))).await;
    assert_eq!(password_still.status, StatusCode::OK, "the password comes before what the law blocks");
});

both_engines!(an_owner_sees_files_and_links_and_nobody_else_does, |app: TestService| async move {
    let service = &app.service;
    let owner = Person::new(service, "owner@example.org").await;
    let stranger = Person::new(service, "stranger@example.org").await;
    assert!(owner.get("/drive").await.body.contains("writ put"), "an empty list says how to begin");
    let (stored, link) = rig::stored(service, owner.actor.account, 40_000).await;
    let place = format!("/drive/{}", stored.object);

    let signed_out = send(service, get("/drive")).await;
    assert_eq!(signed_out.status, StatusCode::SEE_OTHER);
    assert_eq!(signed_out.header(header::LOCATION), "/sign-in?next=%2Fdrive");
    let list = owner.get("/drive").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains(&place) && list.body.contains("40.0 kB") && list.body.contains("available"));
    assert!(!stranger.get("/drive").await.body.contains(&stored.object.to_string()));

    // Somebody else's file is no file.
    let nothing = stranger.get(&format!("/drive/{}", writ::ids::ObjectId(uuid::Uuid::nil()))).await;
    let foreign = stranger.get(&place).await;
    assert_eq!((foreign.status, nothing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(said(&foreign), said(&nothing));
    for (path, form) in [
        (format!("{place}/links"), "name=mine"),
        (format!("{place}/links/{link}/revocation"), ""),
        (format!("{place}/deletion"), "when=now&word=delete"),
        (format!("{place}/deletion/undo"), ""),
    ] {
        assert_eq!(stranger.post(&path, form).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(vault::downloads::look(service, &link, None).await.is_ok(), "and nothing happened to it");

    // A link with terms; what is wrong comes back with what was typed.
    let wrong = owner.post(&format!("{place}/links"), "name=Printer&expires_at=soon&max_downloads=0").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"Printer\"") && wrong.body.contains("Enter a day such as"));
    let past = owner.post(&format!("{place}/links"), "name=Printer&expires_at=2020-01-31&max_downloads=2").await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(past.body.contains("in the future") && past.body.contains("value=\"2020-01-31\""));
    let made = owner.post(&format!("{place}/links"), "name=Printer&expires_at=2027-01-31&max_downloads=2").await;
    assert_eq!(
        (made.status, made.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, format!("{place}#links").as_str())
    );
    let page = owner.get(&place).await.body;
    assert!(page.contains("Printer") && page.contains("31 January 2027") && page.contains("The link is made."));

    let revoked = owner.post(&format!("{place}/links/{link}/revocation"), "").await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    assert!(matches!(vault::downloads::look(service, &link, None).await, Err(vault::Error::NotFound)));
    assert!(owner.get(&place).await.body.contains("revoked"));
});

both_engines!(deleting_asks_for_a_word_and_can_be_undone, |app: TestService| async move {
    let service = &app.service;
    let owner = Person::new(service, "owner@example.org").await;
    let (stored, link) = rig::stored(service, owner.actor.account, 1_000).await;
    let place = format!("/drive/{}", stored.object);
    let deletion = format!("{place}/deletion");

    let unsure = owner.post(&deletion, "when=now&word=yes").await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsure.body.contains("value=\"yes\"") && unsure.body.contains("Type the word delete"));
    assert!(unsure.body.contains("id=\"when-2\" name=\"when\" value=\"now\" checked"), "the choice is kept");
    assert!(vault::downloads::look(service, &link, None).await.is_ok());

    let later = owner.post(&deletion, "when=later&word=Delete").await;
    assert_eq!((later.status, later.header(header::LOCATION)), (StatusCode::SEE_OTHER, place.as_str()));
    assert_eq!(send(service, get(&format!("/f/{link}"))).await.status, StatusCode::NOT_FOUND);
    assert!(owner.get("/drive").await.body.contains("undo until"));
    assert!(owner.get(&place).await.body.contains("Take the deletion back"));
    assert_eq!(owner.post(&format!("{deletion}/undo"), "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(send(service, get(&format!("/f/{link}"))).await.status, StatusCode::OK, "the same link works again");

    let now = owner.post(&deletion, "when=now&word=delete").await;
    assert_eq!((now.status, now.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/drive"));
    assert_eq!(owner.get(&place).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.post(&format!("{deletion}/undo"), "").await.status, StatusCode::CONFLICT);
});

both_engines!(a_notice_says_everything_to_its_uploader_and_nothing_to_others, |app: TestService| async move {
    let service = &app.service;
    let owner = Person::new(service, "owner@example.org").await;
    let stranger = Person::new(service, "stranger@example.org").await;
    assert!(owner.get("/notices").await.body.contains("No notices"));
    let (stored, link) = rig::stored(service, owner.actor.account, 1_000).await;
    rig::hold(service, stored.object).await;
    let id = owner.restrict(stored.object, &link).await;
    let place = format!("/notices/{id}");

    let list = owner.get("/notices").await.body;
    assert!(list.contains(&place) && list.contains("unread"));
    assert!(list.contains(">1.0 kB</span> · stored <time"), "which of their files it is about: {list}");
    assert!(list.contains("class=\"count\""), "every page counts what is unread");
    assert_eq!(stranger.get(&place).await.status, StatusCode::NOT_FOUND);
    assert_eq!(send(service, get(&place)).await.status, StatusCode::SEE_OTHER);

    let notice = owner.get(&place).await;
    assert_eq!(notice.status, StatusCode::OK);
    for words in [
        "Statement of reasons",
        "nobody can open it, you included",
        "worldwide",
        "until it is lifted",
        "The file is the film &#60;Harbour&#62;.",
        "Example Pictures",
        "17 U.S.C. § 512(c)",
        "What was found infringes the rights that the notice names",
        "without a reviewer of ours",
        "Send a counter-notice",
        "Appeal to us",
        "Go to an out-of-court body",
        "Go to court",
        "26 May 2027",
        "24 May 2027",
    ] {
        let found = notice.body.contains(words)
            || notice.body.contains(&words.replace("&#60;", "&lt;").replace("&#62;", "&gt;"));
        assert!(found, "{words}");
    }
    assert!(notice.body.contains(&format!("http://localhost:8080/f/{link}")));
    assert!(notice.body.contains(">1.0 kB</span> · stored <time"), "{}", notice.body);
    let again = owner.get("/notices").await.body;
    assert!(!again.contains("unread</span>") && !again.contains("class=\"count\""), "opened is read");

    // A locked file can be neither shared nor deleted.
    let file = owner.get(&format!("/drive/{}", stored.object)).await.body;
    assert!(!file.contains("Delete the file") && !file.contains("Make the link"));
    let refused = owner.post(&format!("/drive/{}/deletion", stored.object), "when=now&word=delete").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut tx = service.db.begin().await.unwrap();
    let row = vault::lock_row(&mut tx, stored.object).await.unwrap().unwrap();
    assert_eq!(row.state, ObjectState::Locked);
});
