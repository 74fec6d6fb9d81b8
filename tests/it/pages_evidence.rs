//! Files of evidence through the router: sent by forms, handed out so that no browser trusts them.

use axum::body::{Body, Bytes};
use futures_util::stream;
use http::{Request, StatusCode, header};
use writ::service::Service;

use crate::app::TestService;
use crate::claims::cast::{self, Cast, File, file, target};
use crate::http::{Answer, get, send};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a picture";

/// A member of a holder that has claimed a file: its cookie, and the address of the claim.
async fn scene(service: &Service) -> (String, String) {
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let auth = data_encoding::BASE64URL_NOPAD.encode(&[1; 32]);
    let body = serde_json::json!({"email": "member@pictures.example", "auth": auth}).to_string();
    let request = Request::post("/api/v1/sign-in").header(header::CONTENT_TYPE, "application/json");
    let answer = send(service, request.body(Body::from(body)).unwrap()).await;
    (answer.cookie("writ").to_owned(), format!("/rights/claims/{claim}"))
}

fn form(before: &str, name: &str, declared: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "{before}--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {declared}\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat()
}

/// Sends a form as networks do: in pieces.
async fn post(service: &Service, cookie: &str, path: &str, body: Vec<u8>) -> Answer {
    let pieces: Vec<_> =
        body.chunks(64 << 10).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
    let request = Request::post(path)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::COOKIE, cookie);
    send(service, request.body(Body::from_stream(stream::iter(pieces))).unwrap()).await
}

async fn read(service: &Service, cookie: &str, path: &str) -> Answer {
    let mut request = get(path);
    request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    send(service, request).await
}

/// The address by which the first file of a page is opened.
fn opening(page: &str) -> &str {
    page.split("action=\"/evidence/").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn a_file_is_sent_by_a_form_and_handed_out_sandboxed() {
    let app = TestService::new().await;
    let service = &app.service;
    let (cookie, claim) = scene(service).await;
    let address = format!("{claim}/evidence");
    let sent = post(service, &cookie, &address, form("", "a <b>.png", "image/png", PNG)).await;
    assert_eq!((sent.status, sent.header(header::LOCATION)), (StatusCode::SEE_OTHER, &*format!("{claim}#evidence")));
    let page = read(service, &cookie, &claim).await.body;
    assert!(page.contains("a &#60;b&#62;.png") && page.contains("PNG picture"), "{page}");

    let opened = post(service, &cookie, &format!("/evidence/{}", opening(&page)), Vec::new()).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert_eq!(opened.header(header::CONTENT_TYPE), "image/png");
    assert_eq!(opened.header(header::CONTENT_SECURITY_POLICY), "sandbox; default-src 'none'");
    assert_eq!(opened.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(opened.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(opened.header(header::CONTENT_LENGTH), PNG.len().to_string());
    assert!(opened.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"a _b_.png\""));
    let page = read(service, &cookie, &claim).await.body;
    assert!(page.contains("Opened once") && page.contains("A member,"), "who opened it stands beside it");
    let shown = opening(&page);
    let place = format!("data-brought=\"/evidence/{shown}\" data-name=\"a &#60;b&#62;.png\" data-type=\"image/png\"");
    assert!(page.contains(&place), "it can be shown on the page: {page}");
    assert!(page.contains("class=\"viewer is-blurred\" data-viewer hidden"), "blurred at first");
    assert!(page.contains("/js/evidence.js\"></script>"), "by the script that shows it");
    assert!(!page.contains("target=\"_blank\""), "and in no page of its own");

    // Whatever it is, it is saved under a name that ends as its kind does.
    post(service, &cookie, &address, form("", "deed.exe", "", b"%PDF-1.7\n\xe2\xe3")).await;
    let page = read(service, &cookie, &address).await.body;
    let (_, second) = page.split_once("deed.exe").unwrap();
    let saved = post(service, &cookie, &format!("/evidence/{}", opening(second)), Vec::new()).await;
    assert!(saved.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"deed.exe.pdf\""));
    assert!(second.contains("data-type=\"application/pdf\""), "a PDF is shown there, too: {second}");
    let gone = post(service, &cookie, &format!("/evidence/{}/removal", opening(second)), Vec::new()).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(!read(service, &cookie, &claim).await.body.contains("deed.exe"));
}

#[tokio::test]
async fn an_archive_stays_shut_and_what_is_asked_for_by_the_script_is_an_opening() {
    let app = TestService::new().await;
    let service = &app.service;
    let (cookie, claim) = scene(service).await;
    let address = format!("{claim}/evidence");
    post(service, &cookie, &address, form("", "all.zip", "application/zip", b"PK\x03\x04\x14\0\0\0\x08\0")).await;
    let page = read(service, &cookie, &claim).await.body;
    assert!(page.contains("all.zip") && page.contains("ZIP archive"), "{page}");
    assert!(!page.contains("data-brought") && !page.contains("js/evidence.js"), "there is nothing to show: {page}");

    // As the script asks: no form, no page wanted, and what is refused in words that it can say.
    post(service, &cookie, &address, form("", "note.eml", "message/rfc822", b"From: a@b.example\r\n\r\nHello")).await;
    let page = read(service, &cookie, &claim).await.body;
    let (_, place) = page.split_once("data-brought=\"").unwrap();
    let (place, facts) = place.split_once('"').unwrap();
    assert!(facts.contains("data-type=\"text/plain\""), "a message is read as text: {facts}");
    let ask = async |session: &str| {
        let request = Request::post(place).header(header::ACCEPT, "application/json").header(header::COOKIE, session);
        send(service, request.header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap()).await
    };
    let answer = ask(&cookie).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "From: a@b.example\r\n\r\nHello"));
    assert!(read(service, &cookie, &claim).await.body.contains("Opened once"));
    let refused = ask("").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.header(header::CONTENT_TYPE), "application/problem+json");
}

/// What is shown of what others sent is shown in a page without an origin, which needs nobody's session and hands nothing out.
#[tokio::test]
async fn the_frame_of_evidence_has_no_origin_and_fetches_nothing_but_its_own_files() {
    let app = TestService::new().await;
    let service = &app.service;
    let frame = send(service, get("/static/viewer.html")).await;
    let ours = format!("'self' {}", service.config.public_url.origin().ascii_serialization());
    let policy = format!(
        "sandbox allow-scripts; default-src 'none'; script-src {ours}; style-src {ours}; font-src {ours}; img-src blob:; \
         media-src blob:; form-action 'none'; base-uri 'none'; frame-ancestors {ours}"
    );
    assert_eq!((frame.status, frame.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/html; charset=utf-8"));
    assert_eq!(frame.header(header::CONTENT_SECURITY_POLICY), policy);
    assert_eq!(frame.header(header::X_FRAME_OPTIONS), "SAMEORIGIN");
    assert!(frame.headers.get(header::SET_COOKIE).is_none(), "nobody is anybody there");
    // A browser that kept it takes the headers of this answer for its own.
    let mut again = get("/static/viewer.html");
    again.headers_mut().insert(header::IF_NONE_MATCH, frame.header(header::ETAG).parse().unwrap());
    let again = send(service, again).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.header(header::CONTENT_SECURITY_POLICY), policy);
    assert_eq!(again.header(header::X_FRAME_OPTIONS), "SAMEORIGIN");

    // What it loads is there for a page without an origin, and is asked for without a session.
    let loaded = frame.body.split(['"', '\'']).filter(|text| text.starts_with("css/") || text.starts_with("js/"));
    let loaded: Vec<_> = loaded.collect();
    assert_eq!(loaded, ["css/writ.css", "js/viewer.js"]);
    assert!(frame.body.contains("href=\"css/writ.css\" crossorigin"));
    let scripts = ["js/pdf.js", "js/show.js", "vendor/pdfjs/pdf.min.mjs", "vendor/pdfjs/pdf.worker.min.mjs"];
    for file in loaded.into_iter().chain(scripts) {
        let mut request = get(&format!("/static/{file}"));
        request.headers_mut().insert(header::ORIGIN, "null".parse().unwrap());
        request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        let answer = send(service, request).await;
        assert_eq!(
            (answer.status, answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN)),
            (StatusCode::OK, "*"),
            "{file}"
        );
    }
    // Nothing else says that of itself, nor lets itself be put into a frame.
    for path in ["/", "/api/v1/session", "/healthz"] {
        let answer = send(service, get(path)).await;
        assert!(answer.headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none(), "{path}");
        assert_eq!(answer.header(header::X_FRAME_OPTIONS), "DENY", "{path}");
    }
}

#[tokio::test]
async fn refusals_stand_at_the_form() {
    let app = TestService::new().await;
    let service = &cast::limited(&app.service, |limits| limits.evidence_bytes = 3 << 20);
    let (cookie, claim) = scene(service).await;
    let address = &format!("{claim}/evidence");
    let refused = post(service, &cookie, address, form("", "a.png", "image/png", b"PK\x03\x04 no picture\0")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("said to be a PNG picture, and its bytes are a ZIP archive."), "{}", refused.body);
    let none = post(service, &cookie, address, form("", "", "application/octet-stream", b"")).await;
    assert!(none.body.contains("Choose a file."), "{}", none.body);
    let large = post(service, &cookie, address, form("", "a.txt", "", &vec![b'a'; (3 << 20) + 1])).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(large.body.contains("you can send 3 MiB now"));
    let broken = form("", "a.txt", "", b"and then nothing");
    let broken = post(service, &cookie, address, broken[..broken.len() - 12].to_vec()).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.body.contains("broke off"), "{}", broken.body);
    // More than a body may have is let through for the file alone, and everywhere else for nothing.
    let padded = form(&"x".repeat(2 << 20), "a.png", "", PNG);
    let padded = post(service, &cookie, address, padded).await;
    assert_eq!(padded.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fits = post(service, &cookie, address, form("", "a.txt", "", &vec![b'a'; 2 << 20])).await;
    assert_eq!(fits.status, StatusCode::SEE_OTHER);
    let elsewhere = Request::post("/report")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(vec![b'a'; (1 << 20) + 1]));
    assert!(send(service, elsewhere.unwrap()).await.status.is_client_error());
}
