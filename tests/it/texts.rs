//! What people read is in their language: pages by their account or their browser, mail by their account or their notice.

mod third;

use axum::body::Body;
use http::{Request, StatusCode, header};
use mail_parser::{Message, MessageParser};
use serde_json::json;
use writ::accounts::{self, Role};
use writ::claims::statement::Basis;
use writ::claims::{queue, reports};
use writ::notices::{self, Automation, Explanation, Legal, Restricted};
use writ::service::Service;
use writ::texts::Language;

use crate::accounts::{account, appointed, auth, cookie, session_of, sign_in, with_role};
use crate::app::{TestService, both_engines, mailed};
use crate::claims::cast::{self, Cast, File};
use crate::http::{get, send};

/// Where the European Commission lists the bodies that settle disputes out of court.
pub const BODIES: &str = "https://digital-strategy.ec.europa.eu/en/policies/dsa-out-court-dispute-settlement";

fn french() -> Language {
    Language::named("fr").unwrap()
}

#[test]
fn whoever_writes_what_is_mailed_is_told_to_name_no_file() {
    let hints = [
        "case-reasons-hint",
        "bulk-reasons-hint",
        "samples-reasons-hint",
        "overturning-reasons-hint",
        "reasons-words-hint",
        "case-explanation-hint",
        "desk-appeal-readers",
        "desk-appeal-readers-claimant",
        "desk-appeal-readers-uploader",
        "desk-counter-missing-hint",
        "look-because-hint",
        "look-not-ended-hint",
        "standing-reasons-hint",
        "standing-gravity-hint",
        "standing-intention-hint",
    ];
    for hint in hints {
        let [english, french] = [Language::default(), french()].map(|language| language.say(hint).to_string());
        assert!(english.contains("person and no file"), "{hint}: {english}");
        assert!(french.contains("personne ni aucun fichier"), "{hint}: {french}");
    }
}

async fn read(service: &Service, path: &str, asks: &str, cookie: Option<&str>) -> crate::http::Answer {
    let mut request = get(path);
    request.headers_mut().insert(header::ACCEPT_LANGUAGE, asks.parse().unwrap());
    if let Some(cookie) = cookie {
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    }
    send(service, request).await
}

/// The words of a message: its subject, its plain text and its HTML.
fn parts(raw: &str) -> (String, String, String) {
    let message: Message<'_> = MessageParser::default().parse(raw.as_bytes()).unwrap();
    assert_eq!((message.text_body_count(), message.html_body_count()), (1, 1));
    let part = |text: Option<std::borrow::Cow<'_, str>>| text.unwrap().replace("\r\n", "\n");
    (message.subject().unwrap().to_owned(), part(message.body_text(0)), part(message.body_html(0)))
}

/// The words of an HTML part.
fn words_of(html: &str) -> Vec<String> {
    let (_, body) = html.split_once("<body>").unwrap();
    let text: String = body
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text))
        .fold(String::new(), |text, piece| text + " " + piece);
    let text = text.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&");
    text.split_whitespace().map(str::to_owned).collect()
}

both_engines!(a_page_is_in_the_browsers_language_until_its_reader_chooses, |app: TestService| async move {
    let service = &app.service;
    for (asks, lang, words) in [
        ("fr-FR,fr;q=0.9,en;q=0.5", "fr", "Vos fichiers, scellés avant de vous quitter."),
        ("en", "en", "Your files, sealed before they leave you."),
        ("tlh", "en", "Your files, sealed before they leave you."),
    ] {
        let page = read(service, "/", asks, None).await;
        assert!(page.body.contains(&format!("<html lang=\"{lang}\">")) && page.body.contains(words), "{}", page.body);
        assert_eq!(page.header(header::CONTENT_LANGUAGE), lang);
        assert!(page.header(header::VARY).contains("accept-language"));
    }
    let missing = read(service, "/nothing/here", "fr", None).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.body.contains("Introuvable") && missing.body.contains("<html lang=\"fr\">"), "{}", missing.body);

    account(service, "lea@example.org").await;
    let session = session_of(service, "lea@example.org").await;
    let choose = async |language: &str| {
        let request = Request::post("/account/language").header(header::COOKIE, &session);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        send(service, request.body(Body::from(format!("language={language}"))).unwrap()).await
    };
    let before = read(service, "/notices", "fr", Some(&session)).await;
    assert!(before.body.contains("<html lang=\"en\">") && before.body.contains("No notices"), "{}", before.body);
    assert_eq!(choose("tlh").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(choose("fr").await.status, StatusCode::SEE_OTHER);
    let after = read(service, "/notices", "en", Some(&session)).await;
    assert!(after.body.contains("<html lang=\"fr\">") && after.body.contains("Aucun avis"), "{}", after.body);
    assert!(after.body.contains("Vous lisez désormais le français."), "{}", after.body);
});

both_engines!(who_signs_up_is_written_to_in_the_language_of_their_browser, |app: TestService| async move {
    let service = &app.service;
    let body = crate::accounts::sign_up_body(service, "lea@example.org", "right").await;
    let sign_up = async |asks: &str| {
        let request = Request::post("/api/v1/accounts").header(header::CONTENT_TYPE, "application/json");
        let request = request.header(header::ACCEPT_LANGUAGE, asks).body(Body::from(body.to_string())).unwrap();
        mailed(service, async || assert_eq!(send(service, request).await.status, StatusCode::ACCEPTED)).await
    };
    let mails = sign_up("fr").await;
    let (subject, plain, html) = parts(&mails[0]);
    assert_eq!(subject, "Votre code pour confirmer cette adresse");
    let code = plain.lines().find_map(|line| line.strip_prefix("    ")).expect("the code is on a line of its own");
    assert!(html.contains(code.trim()), "{html}");
    let confirmation = json!({
        "email": "lea@example.org", "auth": data_encoding::BASE64URL_NOPAD.encode(&auth("right")), "code": code.trim(),
    });
    let request = Request::post("/api/v1/accounts/confirmation").header(header::CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(confirmation.to_string())).unwrap();
    assert!(send(service, request).await.status.is_success());
    let session = session_of(service, "lea@example.org").await;
    assert!(read(service, "/drive", "en", Some(&session)).await.body.contains("<html lang=\"fr\">"));
    // Who has an account is written to in its language, whoever asks.
    let (subject, ..) = parts(&sign_up("en").await[0]);
    assert_eq!(subject, "Vous avez déjà un compte");
});

both_engines!(a_notice_is_mailed_in_the_accounts_language_twice_the_same, |app: TestService| async move {
    let service = &app.service;
    let owner = account(service, "lea@example.org").await;
    accounts::choose_language(service, owner, french()).await.unwrap();
    let film = File::upload_of(service, owner, "holiday.mkv").await;
    let mut id = None;
    let mails = mailed(service, async || {
        let facts = notices::Facts {
            account: owner.account,
            object: film.object,
            target: None,
            decision: None,
            restricted: Restricted::File,
            territory: "worldwide",
            link: &film.link,
            facts: "The file is <the film> & nothing else.\n\nIt was opened.",
            rights_holder: Some(notices::Holder::verified("Example Pictures")),
            claimed: notices::Claimed::default(),
            order: None,
            automation: Automation::default(),
            legal: Legal {
                ground: "17 U.S.C. § 512(c)".to_owned(),
                explanation: Some(Explanation::Infringes),
                counter_notice: true,
            },
            strike: notices::Strike::Counts,
        };
        let mut tx = service.db.begin().await.unwrap();
        id = Some(notices::notify_restriction(&mut tx, service, facts).await.unwrap());
        tx.commit().await.unwrap();
    })
    .await;
    let id = id.unwrap();
    let (subject, plain, html) = parts(&mails[0]);
    assert_eq!(subject, "L’un de vos fichiers a été verrouillé");
    let here = format!("/notices/{id}");
    for said in [
        "monde entier",
        "Example Pictures",
        "The file is <the film> & nothing else.",
        "17 U.S.C. § 512(c)",
        "Ce qui a été constaté porte atteinte aux droits",
        "contre-notification",
        "règlement extrajudiciaire des litiges",
        BODIES,
        "Jusqu’au 24 mai 2027.",
        here.as_str(),
    ] {
        assert!(plain.contains(said), "{said}: {plain}");
    }
    assert!(html.contains("<html lang=\"fr\">") && html.contains("&#60;the film&#62;"), "{html}");
    let plain: Vec<_> = plain.split_whitespace().filter(|word| *word != "-").map(str::to_owned).collect();
    let html = words_of(&html.replace("&#60;", "\u{fdd0}").replace("&#62;", "\u{fdd1}"));
    let html: Vec<_> = html.into_iter().map(|word| word.replace('\u{fdd0}', "<").replace('\u{fdd1}', ">")).collect();
    assert_eq!(html, plain, "both parts say the same");
    assert!(!mails[0].contains("holiday"), "no file name in mail");

    // What was said once is read in whatever language its reader has now.
    let session = session_of(service, "lea@example.org").await;
    let page = read(service, &here, "en", Some(&session)).await.body;
    for said in [
        "Exposé des motifs",
        "Introduire une réclamation",
        "The file is &lt;the film&gt; &amp; nothing else.",
        "Ce qui a été constaté porte atteinte aux droits",
        "dans la langue",
        format!("<a class=\"address\" href=\"{BODIES}\">").as_str(),
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    accounts::choose_language(service, owner, Language::default()).await.unwrap();
    let page = read(service, &here, "fr", Some(&session)).await.body;
    assert!(page.contains("Statement of reasons") && page.contains("Appeal to us"), "{page}");
    assert!(page.contains("What was found infringes the rights that the notice names"), "{page}");
});

both_engines!(a_stranger_is_answered_in_the_language_of_their_notice, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let report = reports::Report { language: french(), ..cast::report(Basis::UsDmca, &film.url()) };
    let mut filed = None;
    let mails = mailed(service, async || {
        filed = Some(reports::send(service, "192.0.2.1", None, &report).await.unwrap());
    })
    .await;
    let claim = filed.unwrap().claim;
    let (subject, plain, _) = parts(&mails[0]);
    assert_eq!(subject, "Nous avons reçu votre notification");
    assert!(plain.contains(&claim.to_string()), "{plain}");
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let mails = mailed(service, async || {
        writ::claims::questions::ask(service, &cast.reviewer, claim, &["works", "good_faith"], "Quelle œuvre ?")
            .await
            .unwrap();
    })
    .await;
    let (subject, plain, _) = parts(&mails[0]);
    assert_eq!(subject, "Votre notification est incomplète");
    assert!(plain.contains("- l’œuvre ou les œuvres\n- la déclaration de bonne foi"), "{plain}");
});

both_engines!(anyones_notice_is_in_the_language_of_their_browser, |app: TestService| async move {
    let service = &app.service;
    let first = read(service, "/report", "fr", None).await.body;
    assert!(first.contains("Au titre de quelle loi") && first.contains("notification DMCA"), "{first}");
    let form = read(service, "/report?basis=us-dmca", "fr", None).await.body;
    assert!(main_of(&form).contains("tabindex") && !main_of(&form).contains("lang="), "{form}");
    assert!(form.contains("<label for=\"good_faith\" lang=\"en\">I have a good faith belief"), "{form}");
    let send_it = async |asks: &str| {
        let request = Request::post("/report").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.header(header::ACCEPT_LANGUAGE, asks);
        send(service, request.body(Body::from("basis=eu-dsa&email=nobody&targets=a+b+c")).unwrap()).await
    };
    let refused = send_it("fr").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Ligne 1\u{a0}: une ligne contient un lien"), "{}", refused.body);
    assert!(send_it("en").await.body.contains("Line 1: one link and one address"), "the same in English");
    let link = "basis=eu-dsa&email=nobody&targets=https%3A%2F%2Felsewhere.example%2Ff%2FAAECAwQFBgcICQoLDA0ODw%23x";
    let request = Request::post("/report").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.header(header::ACCEPT_LANGUAGE, "fr").body(Body::from(link)).unwrap();
    let refused = send(service, request).await;
    for said in
        ["Expliquez pourquoi ce contenu est illicite.", "Saisissez votre nom.", "Saisissez une adresse électronique"]
    {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
});

both_engines!(a_case_is_worked_in_the_language_of_whoever_works_it, |app: TestService| async move {
    use crate::pages_desk::{post, scene, staff};
    let service = &app.service;
    let scene = scene(service).await;
    let senior = staff(service, &scene.cast, "sam", Role::Senior).await;
    for session in [&scene.reviewer, &senior] {
        let chosen = post(service, "/account/language", session, &[("language", "fr")]).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    }
    let claim = format!("/desk/claims/{}", scene.claim);
    let file = format!("/desk/objects/{}", scene.file.object);
    for (path, session, said) in [
        ("/desk", &scene.reviewer, "</span> demande attend."),
        ("/desk?due=overdue", &scene.reviewer, "Aucune demande ne correspond à ce filtre"),
        (claim.as_str(), &scene.reviewer, "Prendre cette demande"),
        (file.as_str(), &scene.reviewer, "Ce qu’est devenu un fichier"),
        ("/desk/steps", &scene.reviewer, "Ce qui attend une seconde personne"),
        ("/desk/orders", &scene.reviewer, "Aucune injonction à confirmer"),
        ("/desk/orders/new", &scene.reviewer, "Saisir une injonction"),
        ("/desk/orders/new", &scene.reviewer, "Public\u{a0}: sauf si l’injonction l’interdit"),
        ("/desk/workload", &senior, "Tranchées aujourd’hui"),
        ("/desk/samples", &senior, "Toutes les suppressions tirées ont été examinées."),
        ("/desk/escalations", &senior, "Rien n’est transmis"),
        ("/desk/reasons", &senior, "Un autre motif"),
    ] {
        let page = read(service, path, "en", Some(session)).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.body.contains("<html lang=\"fr\">") && !main_of(&page.body).contains("lang="), "{path}");
        assert!(page.body.contains(said), "{path}: {}", page.body);
    }
    let refused = post(service, "/desk/search", &scene.reviewer, &[("q", &"k".repeat(43))]).await;
    assert!(refused.body.contains("Cela ressemble à une clé"), "{}", refused.body);

    // What was done is said on the next page, and what is wrong where it is wrong.
    let act = async |path: &str, fields: &[(&str, &str)]| {
        post(service, &format!("{claim}/{path}"), &scene.reviewer, fields).await
    };
    act("assignment", &[]).await;
    let mine = read(service, &claim, "en", Some(&scene.reviewer)).await.body;
    assert!(mine.contains("<p>La demande est à vous pendant") && mine.contains("À vous jusqu’au"), "{mine}");
    let wrong = act("decision", &[("finding-1", "infringing"), ("reasons-1", "C’est une copie.")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Choisissez ce qui est fait de la cible 1."), "{}", wrong.body);
    let mut typed = vec![("finding-1", "infringing"), ("action-1", "disable-link"), ("ground-1", "17 U.S.C. 106")];
    typed.push(("reasons-1", "C’est une copie."));
    let shown = act("decision", &typed).await.body;
    let ruled = "Cible 1\u{a0}: contrefaisant\u{a0}; le lien est désactivé";
    assert!(shown.contains("Rien n’est encore tranché.") && shown.contains(ruled), "{shown}");
    typed.push(("step", "confirm"));
    assert_eq!(act("decision", &typed).await.status, StatusCode::SEE_OTHER);
    writ::audit::sequence(service).await.unwrap();
    let decided = read(service, &claim, "en", Some(&scene.reviewer)).await.body;
    for said in ["<p>C’est tranché.", "décision (la cible 1), contrefaisant", "Un réviseur</span>", "tranchée</span>"]
    {
        assert!(decided.contains(said), "{said}: {decided}");
    }
});

both_engines!(a_rights_holder_reads_and_is_refused_in_their_language, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    accounts::choose_language(service, cast.member, french()).await.unwrap();
    let film = File::upload(service, "film.mkv").await;
    let report = reports::Report { language: french(), ..cast::report(Basis::UsDmca, &film.url()) };
    let private = reports::send(service, "192.0.2.1", None, &report).await.unwrap().private_link.unwrap();
    let notice = format!("/report/{}", private.expose());
    // The member's password, as the cast makes it.
    let password = "\u{1}".repeat(32);
    let session = cookie(&sign_in(service, "member@pictures.example", &password, None).await);
    for path in [
        "/rights",
        "/rights/team",
        "/rights/keys",
        "/rights/webhooks",
        "/rights/agreement",
        "/agreement",
        "/rights/works",
        "/rights/works/import",
        "/rights/principals",
        "/rights/claims",
        "/rights/claims/new",
        "/account/passkeys",
        "/log",
        "/report",
        "/report/again",
        notice.as_str(),
    ] {
        let page = read(service, path, "en", Some(&session)).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.body.contains("<html lang=\"fr\">") && !main_of(&page.body).contains("lang="), "{path}");
    }
    // The agreement is read and signed in the account's language, unless another is asked for.
    for (path, shown) in [
        ("/agreement", "<article class=\"prose\" lang=\"fr\""),
        ("/agreement?locale=en", "<article class=\"prose\" lang=\"en\""),
        ("/rights/agreement", "<article class=\"prose card\" lang=\"fr\""),
        ("/rights/agreement?locale=en", "<article class=\"prose card\" lang=\"en\""),
    ] {
        let page = read(service, path, "en", Some(&session)).await.body;
        assert!(page.contains(shown), "{path}: {page}");
    }
    let follows = read(service, &notice, "fr", None).await.body;
    for said in ["La suite", "Une personne la tranche.", "Ce qui s’est passé", "Retirer…"] {
        assert!(follows.contains(said), "{said}: {follows}");
    }
    let request = Request::post("/rights/works").header(header::COOKIE, &session);
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let refused = send(service, request.body(Body::from("title=&identifiers=10.1000")).unwrap()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Saisissez le titre de l’œuvre.", "Choisissez de quel genre d’œuvre il s’agit."] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    let forbidden = read(service, "/desk", "en", Some(&session)).await.body;
    assert!(forbidden.contains("<title>Introuvable"), "{forbidden}");
});

both_engines!(staff_read_the_desk_and_are_refused_in_their_language, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let reviewer = with_role(service, cast.first, "rui@files.example", Role::Reviewer).await;
    let administrator = appointed(service, [cast.first, cast.second], "ines@files.example", Role::Administrator).await;
    for person in [reviewer, administrator] {
        accounts::choose_language(service, person, french()).await.unwrap();
    }
    let reviewer = session_of(service, "rui@files.example").await;
    let administrator = session_of(service, "ines@files.example").await;
    let holder = format!("/desk/rights-holders/{}", cast.organisation);
    for (path, session, said) in [
        ("/desk/appeals", &reviewer, "Rien n’attend"),
        ("/desk/counter-notices", &reviewer, "le onzième jour ouvrable"),
        ("/desk/disputes", &reviewer, "Rien n’est en cours"),
        ("/desk/standing", &reviewer, "Aucun compte n’attend"),
        ("/desk/mail", &reviewer, "Courrier qui n’est pas arrivé"),
        ("/desk/accounts", &administrator, "Personnes et fonctions"),
        ("/desk/agreements", &administrator, "Proposer la version suivante"),
        ("/desk/policies", &administrator, "Toutes les versions"),
        ("/desk/rights-holders", &administrator, "vérifiée"),
        (holder.as_str(), &administrator, "Parle en son nom"),
    ] {
        let page = read(service, path, "en", Some(session)).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.body.contains("<html lang=\"fr\">") && !main_of(&page.body).contains("lang="), "{path}");
        assert!(page.body.contains(said), "{path}: {}", page.body);
    }
    for (path, fields, said) in [
        ("/desk/accounts/invitations", "role=", "Choisissez une fonction."),
        ("/desk/agreements", "en=&fr=x&reason=y", "Saisissez le texte de l’accord (English)."),
        ("/desk/policies/law", "instead_of=0&country=FR&courts=", "Indiquez les tribunaux compétents."),
    ] {
        let request = Request::post(path).header(header::COOKIE, &administrator);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let refused = send(service, request.body(Body::from(fields)).unwrap()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.body.contains(said), "{path}: {}", refused.body);
    }
    // What was done is said on the next page.
    let request = Request::post(format!("{holder}/suspension")).header(header::COOKIE, &administrator);
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let done = send(service, request.body(Body::from("reason=Seen.")).unwrap()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = read(service, &holder, "en", Some(&administrator)).await.body;
    assert!(page.contains("<p>L’organisation est suspendue.</p>"), "{page}");
});

/// The tag of a page's main part.
fn main_of(page: &str) -> &str {
    page.split_once("<main").and_then(|(_, rest)| rest.split_once('>')).map(|(tag, _)| tag).unwrap()
}
