//! A third language, on the real process: made up of the English texts between brackets, read from a folder at the start, and offered wherever
//! languages are. No line of code knows it.

use std::path::Path;
use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE, COOKIE, SET_COOKIE};
use mail_parser::MessageParser;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::json;
use writ::accounts::Role;
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::signatures::copies;
use writ::claims::{cases, queue};
use writ::texts::Language;
use writ::{audit, notices};

use crate::accounts::{account, appointed, auth, sign_up_body, with_role};
use crate::app::Engine;
use crate::claims::cast::{self, Cast, File, target};
use crate::claims::ruling;
use crate::kills::{PATIENCE, Victim};

/// Left to private use, so that nobody translates Writ into it.
const TAG: &str = "qaa";

/// A file of texts with each text between brackets.
fn bracketed(english: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    // The last line of the text at hand, and whether its bracket has yet to open.
    let (mut last, mut opens) = (None, false);
    for line in english.lines() {
        let begins = line.split_once(" =").filter(|(key, _)| key.starts_with(|c: char| c.is_ascii_lowercase()));
        if begins.is_some() || line.starts_with('#') {
            close(&mut lines, last.take());
        }
        let text = match begins {
            Some((key, value)) if value.trim().is_empty() => {
                opens = true;
                format!("{key} =")
            }
            Some((key, value)) => format!("{key} = ⟦{}", value.trim_start()),
            None if opens && !line.trim().is_empty() => {
                opens = false;
                format!("    ⟦{}", line.trim_start())
            }
            None => line.to_owned(),
        };
        if begins.is_some() || (last.is_some() && !line.trim().is_empty()) {
            last = Some(lines.len());
        }
        lines.push(text);
    }
    close(&mut lines, last);
    lines.join("\n") + "\n"
}

fn close(lines: &mut [String], last: Option<usize>) {
    if let Some(line) = last {
        lines[line].push('⟧');
    }
}

/// A folder of languages with this one, the text of its agreement among its texts.
fn made_up(folder: &Path) {
    let place = folder.join(TAG);
    std::fs::create_dir_all(&place).unwrap();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let is_texts = path.extension().is_some_and(|kind| kind == "ftl");
        let own = if is_texts { bracketed(&text) } else { format!("⟦{text}⟧") };
        std::fs::write(place.join(path.file_name().unwrap()), own).unwrap();
    }
}

/// A text without arguments, as this language says it.
fn own(key: &str) -> String {
    format!("⟦{}⟧", Language::default().say(key))
}

/// Somebody before a browser, signed in or not.
struct Browser {
    url: String,
    client: Client,
    asks: &'static str,
    session: String,
}

struct Answer {
    status: StatusCode,
    language: String,
    session: Option<String>,
    body: String,
}

impl Browser {
    fn new(victim: &Victim, asks: &'static str) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { url: victim.url.clone(), client, asks, session: String::new() }
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.header(ACCEPT_LANGUAGE, self.asks).header(COOKIE, &self.session);
        let answer = request.send().await.unwrap();
        let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
        let cookies = answer.headers().get_all(SET_COOKIE).iter().map(text);
        let mut pairs = cookies.map(|line| line.split(';').next().unwrap_or_default().to_owned());
        let session = pairs.find(|pair| pair.starts_with("writ="));
        let language = answer.headers().get(CONTENT_LANGUAGE).map(text).unwrap_or_default();
        Answer { status: answer.status(), language, session, body: answer.text().await.unwrap() }
    }

    async fn page(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.url)).header(ACCEPT, "text/html")).await
    }

    async fn form(&self, path: &str, fields: &str) -> Answer {
        let request = self.client.post(format!("{}{path}", self.url)).header(ACCEPT, "text/html");
        self.send(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(fields.to_owned())).await
    }

    async fn json(&self, path: &str, body: &serde_json::Value) -> Answer {
        let request = self.client.post(format!("{}{path}", self.url)).header(CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_string())).await
    }

    /// Signs in with what [`account`] gave.
    async fn sign_in(self, email: &str) -> Self {
        self.sign_in_by(email, auth("right")).await
    }

    async fn sign_in_by(mut self, email: &str, auth: [u8; 32]) -> Self {
        let body = json!({"email": email, "auth": BASE64URL_NOPAD.encode(&auth)});
        let answer = self.json("/api/v1/sign-in", &body).await;
        self.session = answer.session.unwrap_or_else(|| panic!("{} {}", answer.status, answer.body));
        self
    }

    /// That a page is in this language: it says so, and so do the window's title, the heading and the frame.
    async fn reads(&self, path: &str, title: &str, heading: &str) -> String {
        let page = self.page(path).await;
        assert_eq!((page.status, page.language.as_str()), (StatusCode::OK, TAG), "{path}: {}", page.body);
        for said in [
            format!("<html lang=\"{TAG}\">"),
            format!("<title>{} · Writ</title>", own(title)),
            format!("<h1>{}</h1>", own(heading)),
            format!(">{}</a>", own("skip")),
            format!(">{}</a>", own("foot-privacy")),
        ] {
            assert!(page.body.contains(&said), "{path}: {said}: {}", page.body);
        }
        page.body
    }
}

/// The message in a folder of mail whose subject this is, once it is there: its plain text.
async fn mailed(victim: &Victim, subject: &str) -> String {
    let begun = Instant::now();
    loop {
        for file in std::fs::read_dir(victim.config.data.join("mail")).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|kind| kind != "eml") {
                continue;
            }
            let raw = std::fs::read(path).unwrap();
            let message = MessageParser::default().parse(raw.as_slice()).unwrap();
            if message.subject() == Some(subject) {
                return message.body_text(0).unwrap().replace("\r\n", "\n");
            }
        }
        assert!(begun.elapsed() < PATIENCE, "no mail says {subject}: {}", victim.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn a_third_language_needs_no_code(engine: Engine) {
    let Some((mut victim, folder)) = Victim::settle(engine).await else { return };
    // An uploader who was told of a decision, and a reviewer, before there is such a language.
    let service = victim.open().await;
    let cast = Cast::signed(&service).await;
    let uploader = account(&service, "una@example.org").await;
    with_role(&service, cast.first, "rui@example.org", Role::Reviewer).await;
    let film = File::upload_of(&service, uploader, "film.mkv").await;
    let link = film.url().replace("http://localhost:8080", &victim.url);
    let claim = cast::file(&service, &cast, vec![target(&link)]).await.unwrap();
    queue::take(&service, &cast.reviewer, claim.claim).await.unwrap();
    let rulings = [ruling(claim.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(&service, &cast.reviewer, claim.claim, &rulings).await.unwrap();
    let notice = format!("/notices/{}", notices::notices_of(&service, uploader.account).await.unwrap()[0].id);
    let sign_up = sign_up_body(&service, "lea@example.org", "right").await;
    service.db.close().await;
    drop(service);

    let languages = folder.path().join("languages");
    made_up(&languages);
    victim.arguments = vec!["--locales".into(), languages.display().to_string()];
    let mut life = victim.start();
    victim.ready().await;

    // Whoever's browser asks for it reads it, and is mailed in it, and goes on reading it once there is an account.
    let lea = Browser::new(&victim, "qaa,fr;q=0.5");
    for (path, title, heading) in [
        ("/", "home-title", "home-heading"),
        ("/sign-in", "sign-in-title", "sign-in-title"),
        ("/sign-up", "sign-up-title", "sign-up-title"),
        ("/report", "nav-report", "report-title"),
        ("/privacy", "privacy-title", "privacy-title"),
        ("/policies", "policies-title", "policies-title"),
        ("/contact", "contact-title", "contact-title"),
        ("/log", "foot-log", "log-title"),
        ("/agreement", "foot-agreement", "public-agreement-title"),
    ] {
        lea.reads(path, title, heading).await;
    }
    assert_eq!(lea.json("/api/v1/accounts", &sign_up).await.status, StatusCode::ACCEPTED);
    let mail = mailed(&victim, &own("mail-code")).await;
    let code = mail.lines().find_map(|line| line.strip_prefix("    ")).expect("it is on a line of its own").trim();
    let confirmation = json!({"email": "lea@example.org", "auth": sign_up["auth"], "code": code});
    let confirmed = lea.json("/api/v1/accounts/confirmation", &confirmation).await;
    assert!(confirmed.status.is_success(), "{} {}", confirmed.status, confirmed.body);
    let lea = Browser::new(&victim, "en").sign_in("lea@example.org").await;
    lea.reads("/drive", "drive-title", "drive-title").await;

    // Who has an account chooses it, and reads in it what was decided before; whoever works at the desk, too.
    let una = Browser::new(&victim, "en").sign_in("una@example.org").await;
    assert!(una.page("/account").await.body.contains(&format!("<option value=\"{TAG}\"")), "it is offered");
    let unknown = una.form("/account/language", "language=tlh").await;
    assert_eq!((unknown.status, unknown.language.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "en"));
    assert_eq!(una.form("/account/language", "language=qaa").await.status, StatusCode::SEE_OTHER);
    let account = una.reads("/account", "account-title", "account-title").await;
    assert!(account.contains("English") && account.contains("Français"), "the others are offered as before");
    let refused = una.form("/account/language", "language=tlh").await;
    assert!(refused.body.contains(&own("language-unknown")), "what is refused is said in it: {}", refused.body);
    una.reads("/notices", "notices-title", "notices-title").await;
    let statement = una.reads(&notice, "notice-file-locked", "notice-file-locked").await;
    for key in ["notice-statement-of-reasons", "notice-worldwide", "notice-software-none", "notice-redress"] {
        assert!(statement.contains(&own(key)), "{key}: {statement}");
    }
    let rui = Browser::new(&victim, "en").sign_in("rui@example.org").await;
    assert_eq!(rui.form("/account/language", "language=qaa").await.status, StatusCode::SEE_OTHER);
    rui.reads("/desk", "desk-queue", "desk-queue").await;
    // And nobody else has to.
    let other = Browser::new(&victim, "fr").page("/").await;
    assert_eq!((other.language.as_str(), other.body.contains('⟦')), ("fr", false));

    life.start_kill().unwrap();
    life.wait().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_language_needs_no_code_on_sqlite() {
    a_third_language_needs_no_code(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_language_needs_no_code_on_postgres() {
    a_third_language_needs_no_code(Engine::Postgres).await;
}

/// What stands in a page between these two.
fn between<'a>(page: &'a str, before: &str, behind: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("{before}: {page}"));
    rest.split_once(behind).unwrap_or_else(|| panic!("{behind}: {rest}")).0
}

async fn the_agreement_is_signed_in_a_third_language(engine: Engine) {
    let Some((mut victim, folder)) = Victim::settle(engine).await else { return };
    let service = victim.open().await;
    // It is published in the languages that there are; two administrators sign in once there is another.
    let cast = Cast::verified(&service).await;
    for email in ["ada@example.org", "boris@example.org"] {
        appointed(&service, [cast.first, cast.second], email, Role::Administrator).await;
    }
    service.db.close().await;
    drop(service);
    let languages = folder.path().join("languages");
    made_up(&languages);
    victim.arguments = vec!["--locales".into(), languages.display().to_string()];
    let mut life = victim.start();
    victim.ready().await;

    let ada = Browser::new(&victim, "en").sign_in("ada@example.org").await;
    assert!(ada.page("/desk/agreements").await.body.contains("<textarea id=\"qaa\""), "it has a field of its own");
    let texts = "en=A+text.&fr=Un+texte.&qaa=%E2%9F%A6A+text.%E2%9F%A7&reason=It+is+translated";
    assert_eq!(ada.form("/desk/agreements", texts).await.status, StatusCode::SEE_OTHER);
    let boris = Browser::new(&victim, "en").sign_in("boris@example.org").await;
    let versions = boris.page("/desk/agreements").await.body;
    let draft = format!("/desk/agreements/{}", between(&versions, "href=\"/desk/agreements/", "\""));
    let draft = boris.page(&draft).await.body;
    assert!(draft.contains("<h2>⟦English⟧</h2>"), "under what it calls itself: {draft}");
    let step = between(&draft, "action=\"/desk/steps/", "/confirmation\"");
    let published = boris.form(&format!("/desk/steps/{step}/confirmation"), "").await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.body);
    let exact = boris.page("/agreement/versions/2/qaa").await;
    assert_eq!((exact.body.as_str(), exact.language.as_str()), ("⟦A text.⟧", TAG));

    // Its owner signs for the organisation, in that language, by words of that language.
    let owner = Browser::new(&victim, "en").sign_in_by("member@pictures.example", [1; 32]).await;
    let form = owner.page("/rights/agreement?locale=qaa").await.body;
    assert!(
        form.contains("Sign version 2, in ⟦English⟧") && form.contains(&own("agreement-affirm-capacity")),
        "{form}"
    );
    let agreement = between(&form, "name=\"agreement\" value=\"", "\"");
    let signed = format!(
        "agreement={agreement}&locale=qaa&capacity=yes&intent=yes&electronic=yes&name=Ada+Example&title=Head+of+legal\
         &authority=Managing+director&auth={}",
        BASE64URL_NOPAD.encode(&[1; 32])
    );
    let signed = owner.form("/rights/agreement", &signed).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    life.start_kill().unwrap();
    life.wait().await.unwrap();

    // It binds and proves itself where that language is not offered any more.
    let service = victim.open().await;
    let copy = copies::of_organisation(&service, &cast.member, cast.organisation).await.unwrap().remove(0);
    assert_eq!((copy.text.locale.as_str(), copy.text.text.as_str()), (TAG, "⟦A text.⟧"));
    assert_eq!(
        (copy.text.language_name().as_str(), &copy.record.affirmations[0]),
        (TAG, &own("agreement-affirm-capacity"))
    );
    audit::settle(&service).await.unwrap();
    let checked = copies::check(&copies::file(&service, &copy).await.unwrap(), &[]);
    assert!(checked.holds() && checked.story[0].contains("in qaa"), "{:?} {:?}", checked.story, checked.faults);
    let film = File::upload(&service, "film.mkv").await;
    let link = film.url().replace("http://localhost:8080", &victim.url);
    let claim = cast::file(&service, &cast, vec![target(&link)]).await.unwrap().claim;
    let claim = cases::claim(&service, &cast.member, claim).await.unwrap();
    assert_eq!(claim.agreement, Some(copy.text.sha256));
    service.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agreement_is_signed_in_a_third_language_on_sqlite() {
    the_agreement_is_signed_in_a_third_language(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agreement_is_signed_in_a_third_language_on_postgres() {
    the_agreement_is_signed_in_a_third_language(Engine::Postgres).await;
}

#[tokio::test]
async fn a_folder_that_holds_no_language_is_told_before_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let check = async |languages: &Path| {
        let data = folder.path().join("data");
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_writ"));
        command.args(["serve", "--check-config", "--data"]).arg(data).arg("--locales").arg(languages).env_clear();
        let output = command.output().await.unwrap();
        (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let languages = folder.path().join("languages");
    made_up(&languages);
    let (sound, said) = check(&languages).await;
    assert!(sound && said.contains("languages   en, fr, qaa"), "{said}");
    for (tag, text, told) in [("no tag", "", "is not the tag"), ("fr", "", "already"), ("qab", "one", "one.ftl")] {
        let languages = folder.path().join(format!("with {tag}"));
        std::fs::create_dir_all(languages.join(tag)).unwrap();
        std::fs::write(languages.join(tag).join("one.ftl"), text).unwrap();
        let (sound, said) = check(&languages).await;
        assert!(!sound && said.contains(told), "{tag}: {said}");
    }
    let (sound, said) = check(&folder.path().join("nowhere")).await;
    assert!(!sound && said.contains("--locales"), "{said}");
}
