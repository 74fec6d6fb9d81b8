//! The network outside: a name server and a web server of our own on loopback, which lie, dawdle and lead astray.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::TXT;
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use writ::outside::{Answer, Outside, Trouble};
use writ::service::Service;

/// The domain that the web server has a certificate for.
pub const DOMAIN: &str = "pictures.example";
/// The file that is asked for.
pub const FILE: &str = "/.well-known/writ-verification.txt";

/// What the servers say and what they were asked.
#[derive(Default)]
struct World {
    texts: BTreeMap<String, Vec<String>>,
    addresses: BTreeMap<String, Vec<IpAddr>>,
    /// From the second question on, an address is this.
    rebound: Option<IpAddr>,
    /// Names whose server says nothing.
    silent: Vec<String>,
    pages: BTreeMap<String, String>,
    asked: Vec<(String, RecordType)>,
    connections: usize,
    requests: Vec<String>,
}

/// An internet of two servers.
pub struct Internet {
    world: Arc<Mutex<World>>,
    outside: Outside,
}

impl Internet {
    pub async fn start() -> Self {
        let world = Arc::new(Mutex::new(World::default()));
        let (dns, web) =
            (UdpSocket::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let (authority, acceptor) = certified();
        let outside = Outside {
            name_server: Some(dns.local_addr().unwrap()),
            authority: Some(authority),
            admitted: Some(web.local_addr().unwrap()),
            deadline: Duration::from_secs(5),
        };
        tokio::spawn(serve_names(dns, world.clone()));
        tokio::spawn(serve_pages(web, acceptor, world.clone()));
        let internet = Self { world, outside };
        internet.address(DOMAIN, &["127.0.0.1"]);
        internet
    }

    fn world<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.world.lock().unwrap())
    }

    /// The way to it.
    pub fn outside(&self) -> Outside {
        self.outside.clone()
    }

    /// The way to it that strangers get: no address is let through that is not the public's.
    pub fn strict(&self) -> Outside {
        Outside { admitted: None, ..self.outside() }
    }

    /// The same service with this internet outside.
    pub fn around(&self, service: &Service) -> Service {
        Service { outside: self.outside(), ..service.clone() }
    }

    pub fn text(&self, name: &str, texts: &[&str]) {
        self.world(|world| {
            world.texts.insert(name.to_owned(), texts.iter().map(|&text| text.to_owned()).collect());
        });
    }

    pub fn address(&self, name: &str, addresses: &[&str]) {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        self.world(|world| world.addresses.insert(name.to_owned(), addresses));
    }

    /// What the web server answers at a path, from the status line on.
    pub fn page(&self, path: &str, answer: impl Into<String>) {
        self.world(|world| world.pages.insert(path.to_owned(), answer.into()));
    }

    /// A page of plain text.
    pub fn file(&self, content: &str) {
        self.page(FILE, format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{content}", content.len()));
    }

    /// What it was asked, heads and bodies.
    pub fn requests(&self) -> Vec<String> {
        self.world(|world| world.requests.clone())
    }

    /// How often the web server was connected to.
    pub fn connections(&self) -> usize {
        self.world(|world| world.connections)
    }

    async fn fetch(&self, outside: &Outside) -> Result<Answer, Trouble> {
        outside.file(DOMAIN, &FILE[1..]).await
    }
}

/// An authority in PEM, and a server with a certificate for [`DOMAIN`] under it.
fn certified() -> (Vec<u8>, TlsAcceptor) {
    let (authority_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let certificate = CertificateParams::new(vec![DOMAIN.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    (pem.into_bytes(), TlsAcceptor::from(Arc::new(config)))
}

async fn serve_names(socket: UdpSocket, world: Arc<Mutex<World>>) {
    let mut buffer = [0; 4096];
    loop {
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        let question = Message::from_vec(&buffer[..length]).unwrap();
        if let Some(answer) = answer(&question, &mut world.lock().unwrap()) {
            socket.try_send_to(&answer.to_vec().unwrap(), from).unwrap();
        }
    }
}

fn answer(question: &Message, world: &mut World) -> Option<Message> {
    let query = question.queries[0].clone();
    let name = query.name().to_utf8().trim_end_matches('.').to_lowercase();
    let kind = query.query_type();
    let before = world.asked.iter().filter(|asked| **asked == (name.clone(), kind)).count();
    world.asked.push((name.clone(), kind));
    if world.silent.contains(&name) {
        return None;
    }
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata.recursion_available = true;
    let mut found: Vec<RData> = Vec::new();
    if kind == RecordType::TXT {
        let texts = world.texts.get(&name).into_iter().flatten();
        // In two strings each, as long records come.
        found.extend(texts.map(|text| {
            let (head, tail) = text.split_at(text.len() / 2);
            RData::TXT(TXT::new(vec![head.to_owned(), tail.to_owned()]))
        }));
    }
    for &address in world.addresses.get(&name).into_iter().flatten() {
        let address = if before > 0 { world.rebound.unwrap_or(address) } else { address };
        match (address, kind) {
            (IpAddr::V4(_), RecordType::A) | (IpAddr::V6(_), RecordType::AAAA) => found.push(address.into()),
            _ => {}
        }
    }
    if !world.addresses.contains_key(&name) && !world.texts.contains_key(&name) {
        answer.metadata.response_code = ResponseCode::NXDomain;
    }
    answer.add_answers(found.into_iter().map(|data| Record::from_rdata(query.name().clone(), 300, data)));
    answer.add_query(query);
    Some(answer)
}

async fn serve_pages(listener: TcpListener, acceptor: TlsAcceptor, world: Arc<Mutex<World>>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        world.lock().unwrap().connections += 1;
        tokio::spawn(serve_page(stream, acceptor.clone(), world.clone()));
    }
}

async fn serve_page(stream: TcpStream, acceptor: TlsAcceptor, world: Arc<Mutex<World>>) {
    // A client that does not trust us is gone.
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let (mut request, mut piece) = (Vec::new(), [0; 1024]);
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(length) if length > 0 => request.extend_from_slice(&piece[..length]),
            _ => return,
        }
    }
    let head = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let length = String::from_utf8_lossy(&request[..head])
        .to_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ").map(|length| length.parse::<usize>().unwrap()));
    while request.len() < head + length.unwrap_or(0) {
        match stream.read(&mut piece).await {
            Ok(length) if length > 0 => request.extend_from_slice(&piece[..length]),
            _ => return,
        }
    }
    let request = String::from_utf8(request).unwrap();
    let path = request.split(' ').nth(1).unwrap().to_owned();
    world.lock().unwrap().requests.push(request);
    let page = world.lock().unwrap().pages.get(&path).cloned();
    let page = page.unwrap_or_else(|| "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned());
    if page.is_empty() {
        std::future::pending::<()>().await;
    }
    // Whoever has read enough hangs up.
    let _ = stream.write_all(page.as_bytes()).await;
    let _ = stream.shutdown().await;
}

#[tokio::test]
async fn records_are_read_whole_and_none_is_an_answer() {
    let internet = Internet::start().await;
    internet.text("_writ-challenge.pictures.example", &["v=spf1 -all", "writ-verification=abc"]);
    let outside = internet.strict();
    let mut texts = outside.text_records("_writ-challenge.pictures.example").await.unwrap();
    texts.sort();
    assert_eq!(texts, ["v=spf1 -all", "writ-verification=abc"]);
    assert_eq!(outside.text_records("_writ-challenge.elsewhere.example").await, Ok(vec![]));
    assert_eq!(outside.text_records(DOMAIN).await, Ok(vec![]), "the name is there, the record is not");
    internet.world(|world| world.silent.push("_writ-challenge.slow.example".to_owned()));
    let hasty = Outside { deadline: Duration::from_millis(300), ..outside };
    assert_eq!(hasty.text_records("_writ-challenge.slow.example").await, Err(Trouble::TooSlow));
}

#[tokio::test]
async fn a_file_is_fetched_from_the_address_that_was_looked_at_and_asked_for_once() {
    let internet = Internet::start().await;
    internet.file("abc\n");
    // Whoever resolved the name again would be sent to another address.
    internet.world(|world| world.rebound = Some("127.0.0.2".parse().unwrap()));
    let answer = internet.fetch(&internet.outside()).await.unwrap();
    assert_eq!(answer, Answer { status: 200, content: b"abc\n".to_vec() });
    internet.world(|world| {
        let resolved = |kind| world.asked.iter().filter(|asked| **asked == (DOMAIN.to_owned(), kind)).count();
        assert_eq!((resolved(RecordType::A), resolved(RecordType::AAAA)), (1, 1));
        let request = world.requests.concat().to_lowercase();
        assert!(request.starts_with(&format!("get {FILE} http/1.1")), "{request}");
        assert!(request.contains("host: pictures.example"), "{request}");
        for nothing in ["cookie", "authorization", "referer"] {
            assert!(!request.contains(nothing), "{request}");
        }
    });
    // The second time the name leads where it may not, and nobody is asked.
    assert_eq!(internet.fetch(&internet.outside()).await, Err(Trouble::NotPublic("127.0.0.2".parse().unwrap())));
    assert_eq!(internet.connections(), 1);
}

#[tokio::test]
async fn nobody_is_led_to_an_address_that_is_not_the_publics() {
    let internet = Internet::start().await;
    internet.file("abc");
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "::ffff:10.0.0.1",
        "fd00::1",
    ] {
        internet.address(DOMAIN, &[address]);
        let refused = Err(Trouble::NotPublic(address.parse().unwrap()));
        assert_eq!(internet.fetch(&internet.strict()).await, refused, "{address}");
    }
    // One among good ones is enough: which of them is connected to would be the domain's choice.
    internet.address(DOMAIN, &["93.184.216.34", "10.0.0.1"]);
    let refused = Err(Trouble::NotPublic("10.0.0.1".parse().unwrap()));
    assert_eq!(internet.fetch(&internet.strict()).await, refused);
    // The address of the test's own server opens no other.
    internet.address(DOMAIN, &["127.0.0.1", "127.0.0.2"]);
    assert_eq!(internet.fetch(&internet.outside()).await, Err(Trouble::NotPublic("127.0.0.2".parse().unwrap())));
    // An address that stands as a name is connected to without being resolved: it is no domain.
    for name in ["127.0.0.1", "0x7f.1", "2130706433", "[::1]", "a.example/x@127.0.0.1", ""] {
        assert_eq!(internet.outside().file(name, "x").await, Err(Trouble::NoAddress), "{name}");
    }
    assert_eq!(internet.connections(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let internet = Internet::start().await;
    let port = internet.outside().admitted.unwrap().port();
    for location in
        [format!("https://{DOMAIN}:{port}/inside"), format!("https://127.0.0.1:{port}/inside"), "/inside".to_owned()]
    {
        let page = format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 3\r\n\r\nabc");
        internet.page(FILE, page);
        let answer = internet.fetch(&internet.outside()).await.unwrap();
        assert_eq!(answer, Answer { status: 302, content: Vec::new() });
    }
    internet.world(|world| assert!(world.requests.iter().all(|request| !request.contains("/inside"))));
    assert_eq!(internet.connections(), 3);
}

#[tokio::test]
async fn each_trouble_is_told_apart() {
    let internet = Internet::start().await;
    let outside = internet.outside();
    assert_eq!(internet.fetch(&outside).await.unwrap().status, 404);
    internet.file(&"x".repeat(4096));
    assert_eq!(internet.fetch(&outside).await.unwrap().content.len(), 4096);
    internet.file(&"x".repeat(4097));
    assert_eq!(internet.fetch(&outside).await, Err(Trouble::TooLong));
    internet.page(FILE, "");
    let hasty = Outside { deadline: Duration::from_millis(300), ..outside.clone() };
    assert_eq!(internet.fetch(&hasty).await, Err(Trouble::TooSlow));
    // A certificate of another authority, and one of another name.
    let stranger = Outside { authority: Some(certified().0), ..outside.clone() };
    assert_eq!(internet.fetch(&stranger).await, Err(Trouble::Untrusted));
    internet.address("other.example", &["127.0.0.1"]);
    assert_eq!(outside.file("other.example", "x").await, Err(Trouble::Untrusted));
    assert_eq!(outside.file("nowhere.example", "x").await, Err(Trouble::NoAddress));
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let closed = Outside { admitted: Some(address), ..outside.clone() };
    assert_eq!(internet.fetch(&closed).await, Err(Trouble::Unreachable));
    let nobody = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let server = nobody.local_addr().unwrap();
    drop(nobody);
    let nobody = Outside { name_server: Some(server), ..outside };
    let unanswered = internet.fetch(&nobody).await;
    assert!(matches!(unanswered, Err(Trouble::NoAnswer | Trouble::TooSlow)), "{unanswered:?}");
}
