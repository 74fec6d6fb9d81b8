//! What the operator publishes: versions, what is missing, and the renewal of the contact agent's registration.

use std::time::Duration;

use http::{Request, StatusCode, header};
use writ::accounts::Actor;
use writ::accounts::first_run::{Missing, missing};
use writ::audit::verify::Trust;
use writ::clock::Time;
use writ::policies::{
    self, ContactAgent, ContactPoint, Error, Item, Law, Misuse, Moderation, Policy, Registration, Representative,
    Texts, Users,
};
use writ::service::Service;
use writ::texts::Language;
use writ::{audit, work};

use crate::app::{TestService, both_engines};
use crate::audit::verification::verified;
use crate::claims::cast;
use crate::http::{Answer, get, send};

fn agent(registered_on: Option<&str>) -> ContactAgent {
    let agent =
        ContactAgent::parse("Notices desk", "Example Files", "1 Street", "notices@files.example", "+33 1 23").unwrap();
    agent.registered(registered_on.and_then(|day| Registration::parse("DMCA-1234567", day).unwrap()))
}

fn point(email: &str) -> ContactPoint {
    ContactPoint::parse(email, "", "French, English").unwrap()
}

async fn read(service: &Service, path: &str, language: &str) -> String {
    let request = Request::get(path).header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, language);
    let Answer { status, body, .. } = send(service, request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    body
}

both_engines!(each_version_is_kept_and_logged_and_nobody_overwrites_one_unseen, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    let (first, second) = cast::administrators(service).await;
    policies::publish(service, first, &agent(None), 0).await.unwrap();
    // Both look at version 1, and each publishes another.
    policies::publish(service, second, &agent(Some("2026-11-02")), 1).await.unwrap();
    let late = policies::publish(service, first, &agent(Some("2026-10-01")), 1).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    let ahead = policies::publish(service, first, &agent(None), 7).await;
    assert!(matches!(ahead, Err(Error::Conflict(_))), "no version is left out: {ahead:?}");
    let now = policies::in_force::<ContactAgent>(service).await.unwrap().unwrap();
    assert_eq!((now.version, now.value), (2, agent(Some("2026-11-02"))));
    let all = policies::published(service, first).await.unwrap();
    assert_eq!(
        all.iter().map(|row| (row.item, row.version)).collect::<Vec<_>>(),
        [(Item::ContactAgent, 2), (Item::ContactAgent, 1)]
    );
    // Who is none, or is none any more, publishes nothing.
    let stranger = cast::person(service, "stranger").await;
    let before = Actor { roles: first.roles, ..stranger };
    for nobody in [stranger, before] {
        let refused = policies::publish(service, nobody, &Representative::NotNeeded, 0).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        assert!(policies::in_force::<Representative>(service).await.unwrap().is_none());
    }
    audit::settle(service).await.unwrap();
    let folder = service.log.second_store().folder();
    assert_eq!(verified(folder, &Trust::default(), Some(service)).await.faults, []);
});

both_engines!(what_is_missing_is_said_and_nothing_is_made_up, |app: TestService| async move {
    let service = &app.service;
    let (first, _) = cast::administrators(service).await;
    let contact = read(service, "/contact", "en").await;
    for words in [
        "has not yet named a contact agent",
        "has not yet named a point of contact for authorities",
        "has not yet named a point of contact for users",
        "has not yet said who represents it in the European Union",
    ] {
        assert!(contact.contains(words), "{words}");
    }
    assert!(missing(service).await.unwrap().contains(&Missing::ContactPoints));
    policies::publish(service, first, &agent(None), 0).await.unwrap();
    policies::publish(service, first, &Law::parse("FR", "The courts of Paris").unwrap(), 0).await.unwrap();
    policies::publish(service, first, &point("authorities@files.example"), 0).await.unwrap();
    policies::publish(service, first, &Users(point("help@files.example")), 0).await.unwrap();
    assert!(missing(service).await.unwrap().contains(&Missing::ContactPoints), "nobody was named, nor nobody needed");
    policies::publish(service, first, &Representative::NotNeeded, 0).await.unwrap();
    assert!(!missing(service).await.unwrap().contains(&Missing::ContactPoints));
    let contact = read(service, "/contact", "en").await;
    for words in
        ["authorities@files.example", "help@files.example", "so none is needed", "under which number this agent"]
    {
        assert!(contact.contains(words), "{words}");
    }
    policies::publish(service, first, &agent(Some("2026-11-02")), 1).await.unwrap();
    let contact = read(service, "/contact", "fr").await;
    assert!(contact.contains("Enregistrement DMCA-1234567 du 2 novembre 2026"));
    assert!(!contact.contains("n’a pas encore"));
});

both_engines!(policies_state_the_limits_until_the_operator_says_it_in_its_own_words, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.appeal_due = Duration::from_hours(9 * 24));
    let (first, _) = cast::administrators(service).await;
    let page = read(service, "/policies", "en").await;
    for words in ["3 strikes within 6 months", "within 24 hours of its receipt", "decides, within 9 days, with reasons"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(read(service, "/policies", "fr").await.contains("dans un délai de 9 jours"));
    let [english, french] = [Language::default(), Language::named("fr").unwrap()];
    let own = Texts::parse(&[(english, "Be <kind>.\n\nAlways.".into()), (french, "Soyez aimable.".into())]).unwrap();
    policies::publish(service, first, &Moderation::new(own), 0).await.unwrap();
    let page = read(service, "/policies", "en").await;
    assert!(page.contains("<p>Be &lt;kind&gt;.</p><p>Always.</p>") && !page.contains("within 9 days"));
    assert!(read(service, "/policies", "fr").await.contains("Soyez aimable."));
    // The others are as they were, and this one can be so again.
    assert!(page.contains("3 strikes within 6 months"));
    policies::publish(service, first, &Moderation::new(Texts::default()), 1).await.unwrap();
    assert!(read(service, "/policies", "en").await.contains("within 9 days"));
    policies::publish(service, first, &Misuse::new(Texts::default()), 0).await.unwrap();
});

both_engines!(administrators_are_told_before_a_registration_lapses, |app: TestService| async move {
    let service = &app.service;
    let (first, second) = cast::administrators(service).await;
    cast::staff(service, "reviewer", writ::accounts::Role::Reviewer).await;
    let told = async || {
        work::run_due(service).await.unwrap();
        let folder = service.config.data.join("mail");
        let files = std::fs::read_dir(folder).unwrap();
        let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        texts.filter(|text| text.contains("Renew the designation")).count()
    };
    let turn_to = |time: &str| {
        let time = Time::parse_rfc3339(time).unwrap();
        service.clock.advance(time.since(service.clock.now()));
    };
    // Registered on 2 November 2026: it lapses on 2 November 2029, and 60 days before is 3 September.
    policies::publish(service, first, &agent(Some("2026-11-02")), 0).await.unwrap();
    turn_to("2029-09-02T23:59:59Z");
    assert_eq!((told().await, policies::renewal_due(service).await.unwrap()), (0, None));
    turn_to("2029-09-03T00:00:00Z");
    assert_eq!(told().await, 2, "both administrators, and nobody else");
    assert_eq!(policies::renewal_due(service).await.unwrap(), Some("2029-11-02".parse().unwrap()));
    // Renewed: it is due in three years, and the same day of the older one tells nobody.
    policies::publish(service, second, &agent(Some("2029-10-01")), 1).await.unwrap();
    assert_eq!(policies::renewal_due(service).await.unwrap(), None);
    policies::publish(service, second, &agent(Some("2029-10-02")), 2).await.unwrap();
    turn_to("2032-08-02T12:00:00Z");
    assert_eq!(told().await, 2, "what was replaced tells nobody");
    turn_to("2032-08-03T12:00:00Z");
    assert_eq!(told().await, 4);
    // What is entered when it is late already is told at once.
    policies::publish(service, first, &agent(Some("2020-01-01")), 3).await.unwrap();
    assert_eq!(told().await, 6);
});

both_engines!(a_form_keeps_what_was_typed_and_says_what_is_wrong, |app: TestService| async move {
    let service = &app.service;
    let administrator = crate::accounts::administrator(service, "first@example.org").await;
    let session = crate::accounts::session_of(service, "first@example.org").await;
    let post = async |item: &str, body: &str| {
        let request = Request::post(format!("/desk/policies/{item}"))
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &session)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        send(service, request.body(axum::body::Body::from(body.to_owned())).unwrap()).await
    };
    let half = "instead_of=0&name=Desk&organisation=Ex&address=1+Street&email=a%40b.example&telephone=%2B33&registration=DMCA-7";
    let wrong = post("contact-agent", half).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Enter the day of the registration") && wrong.body.contains("value=\"DMCA-7\""));
    assert!(policies::in_force::<ContactAgent>(service).await.unwrap().is_none());
    let french = Language::named("fr").unwrap();
    let words = |language: Language| if language == french { "" } else { "Be+kind" };
    let texts: Vec<_> = Language::all().map(|language| format!("&text_{language}={}", words(language))).collect();
    let empty = post("moderation", &format!("instead_of=0&whose=own{}", texts.concat())).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("Français is missing"));
    // A language that came after the texts were published begins empty, and not with the words of another.
    let before = Texts::parse(&[(Language::default(), "Be kind.".into())]).unwrap();
    policies::publish(service, administrator, &Moderation::new(before), 0).await.unwrap();
    let request = Request::get("/desk/policies/moderation").header(header::COOKIE, &session);
    let form = send(service, request.body(axum::body::Body::empty()).unwrap()).await.body;
    assert_eq!(form.matches("Be kind.").count(), 1, "{form}");
    let point = "instead_of=0&email=help%40files.example&telephone=&languages=French";
    assert_eq!(post("users", point).await.status, StatusCode::SEE_OTHER);
    let again = post("users", point).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.body.contains("published another version"));
    assert_eq!(post("no-such-item", point).await.status, StatusCode::NOT_FOUND);
    let request = get("/desk/policies");
    assert_eq!(send(service, request).await.status, StatusCode::SEE_OTHER, "a stranger is led to the sign-in");
});
