use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::entropy::Entropy;

const NOW: Time = Time::from_seconds(1_800_000_000);
const SERVICE: &str = "writ.example";

fn entropy() -> Entropy {
    Entropy::seeded(7)
}

fn mirror() -> MirrorId {
    MirrorId(Uuid::from_u128(0x1111))
}

fn blob() -> BlobId {
    BlobId(Uuid::from_u128(0x2222))
}

fn root() -> Digest {
    Digest::of(b"root")
}

fn encode(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

/// Signs a header and claims of the test's own making.
fn forge(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    format!("{message}.{}", BASE64URL_NOPAD.encode(&key.sign(message.as_bytes())))
}

/// Everything that must be refused of every type: called with one good token of each.
fn refuses_all_but_itself<T: Token + PartialEq + fmt::Debug>(good: &T, other_typ: &str) {
    let key = SigningKey::generate(&entropy());
    let keys = [VerifyingKey::from(&key)];
    let issuer = good.issuer();
    let addressee = good.audience()[0].clone();
    let check = |compact: &str| verify::<T>(compact, &keys, &issuer, Audience::Is(&addressee), NOW);

    let compact = sign(&key, good).unwrap();
    assert_eq!(check(&compact).unwrap(), *good);
    assert_eq!(compact, sign(&key, good).unwrap(), "signing is repeatable");

    let header = json!({ "typ": T::TYP, "alg": "EdDSA", "kid": key.kid() });
    let claims = serde_json::to_value(good).unwrap();
    assert_eq!(check(&forge(&key, &header, &claims)).unwrap(), *good, "the forger's tools work");

    // Another type, or none.
    for typ in [json!(other_typ), json!("JWT"), Value::Null] {
        let mut header = header.clone();
        header["typ"] = typ;
        assert_eq!(check(&forge(&key, &header, &claims)), Err(Error::Type));
    }
    // Another algorithm: none, a secret-key one (keyed with the public key, the classic), one unheard of.
    for alg in ["none", "HS256", "RS256", "ES256", "EdDSA2"] {
        let mut header = header.clone();
        header["alg"] = json!(alg);
        assert_eq!(check(&forge(&key, &header, &claims)), Err(Error::Algorithm));
    }
    let unsigned = format!("{}.{}.", encode(&json!({ "typ": T::TYP, "alg": "none" })), encode(&claims));
    assert_eq!(check(&unsigned), Err(Error::Algorithm));
    let secret = jsonwebtoken::EncodingKey::from_secret(&key.public());
    let mut hs256 = Header::new(Algorithm::HS256);
    (hs256.typ, hs256.kid) = (Some(T::TYP.into()), Some(key.kid()));
    assert_eq!(check(&jsonwebtoken::encode(&hs256, good, &secret).unwrap()), Err(Error::Algorithm));
    // A header that says more than it may, or twice.
    for (name, value) in [("crit", json!(["exp"])), ("jku", json!("https://evil.example")), ("b64", json!(false))] {
        let mut header = header.clone();
        header[name] = value;
        assert_eq!(check(&forge(&key, &header, &claims)), Err(Error::Malformed), "{name}");
    }
    let double = format!(r#"{{"typ":"{0}","typ":"{0}","alg":"EdDSA","kid":"{1}"}}"#, T::TYP, key.kid());
    let message = format!("{}.{}", BASE64URL_NOPAD.encode(double.as_bytes()), encode(&claims));
    let double = format!("{message}.{}", BASE64URL_NOPAD.encode(&key.sign(message.as_bytes())));
    assert_eq!(check(&double), Err(Error::Malformed));
    // Another key: unknown, or claiming to be the known one.
    let other = SigningKey::from_seed(&[9; 32]);
    assert_eq!(check(&sign(&other, good).unwrap()), Err(Error::Key));
    assert_eq!(check(&forge(&other, &header, &claims)), Err(Error::Signature));
    let mut nameless = header.clone();
    nameless.as_object_mut().unwrap().remove("kid");
    assert_eq!(check(&forge(&key, &nameless, &claims)), Err(Error::Key));
    // Each claim missing, of the wrong form, and one too many.
    for name in claims.as_object().unwrap().keys() {
        let optional = T::TYP == ServiceCall::TYP && matches!(name.as_str(), "blob" | "part" | "digest");
        if !optional {
            let mut fewer = claims.clone();
            fewer.as_object_mut().unwrap().remove(name);
            assert_eq!(check(&forge(&key, &header, &fewer)), Err(Error::Claims), "without {name}");
        }
        let mut odd = claims.clone();
        odd[name] = json!({ "odd": true });
        assert_eq!(check(&forge(&key, &header, &odd)), Err(Error::Claims), "odd {name}");
    }
    let mut more = claims.clone();
    more["admin"] = json!(true);
    assert_eq!(check(&forge(&key, &header, &more)), Err(Error::Claims));
    // Somebody else's, or for somebody else.
    let anyone = |issuer: &str, audience: &str| verify::<T>(&compact, &keys, issuer, Audience::Is(audience), NOW);
    assert_eq!(anyone("other.example", &addressee), Err(Error::Issuer));
    assert_eq!(anyone(&issuer, "other.example"), Err(Error::Audience));
    assert_eq!(verify::<T>(&compact, &keys, &issuer, Audience::Any, NOW).unwrap(), *good);
    // Time: the leeway to the second, on both sides.
    let at = |now: Time| verify::<T>(&compact, &keys, &issuer, Audience::Any, now);
    let second = Duration::from_secs(1);
    assert!(at(good.issued_at().minus(LEEWAY)).is_ok());
    assert_eq!(at(good.issued_at().minus(LEEWAY + second)), Err(Error::Early));
    if let Some(end) = good.expires_at() {
        assert!(at(end.plus(LEEWAY)).is_ok());
        assert_eq!(at(end.plus(LEEWAY + second)), Err(Error::Expired));
        let mut longer = claims.clone();
        longer["exp"] = json!(end.seconds() + 1);
        assert_eq!(check(&forge(&key, &header, &longer)), Err(Error::Life));
        let mut backwards = claims.clone();
        backwards["exp"] = json!(good.issued_at().seconds() - 1);
        assert_eq!(check(&forge(&key, &header, &backwards)), Err(Error::Life));
    } else {
        assert!(at(NOW.plus(Duration::from_hours(100 * 365 * 24))).is_ok(), "valid for ever");
    }
    // Any character changed, anything added or cut off.
    for at in 0..compact.len() {
        let mut bytes = compact.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        assert!(check(&String::from_utf8(bytes).unwrap()).is_err(), "character {at} changed");
    }
    for wrong in ["", ".", "..", "...", "a.b.c", "\u{e9}.b.c"] {
        assert!(check(wrong).is_err());
    }
    assert!(check(&compact[..compact.len() - 1]).is_err());
    assert!(check(&format!("{compact}=")).is_err());
    assert!(check(&format!("{compact}.")).is_err());
    assert!(check(&format!(" {compact}")).is_err());
    assert_eq!(check(&format!("{compact}{}", "A".repeat(LONGEST))), Err(Error::Malformed));
}

#[test]
fn tickets_are_refused_unless_perfect() {
    let ticket = Ticket::new(SERVICE, vec![mirror(), MirrorId(Uuid::from_u128(5))], blob(), NOW);
    refuses_all_but_itself(&ticket, ServiceCall::TYP);
}

#[test]
fn service_calls_are_refused_unless_perfect() {
    let call = ServiceCall {
        iss: SERVICE.into(),
        aud: mirror(),
        iat: NOW,
        exp: NOW.plus(CALL_LIFE),
        jti: crate::ids::uuid_v4(&entropy()),
        method: Method::PutPart,
        blob: Some(blob()),
        part: Some(3),
        digest: Some(root()),
    };
    refuses_all_but_itself(&call, Ticket::TYP);
}

#[test]
fn mirror_calls_are_refused_unless_perfect() {
    let jti = crate::ids::uuid_v4(&entropy());
    let call = MirrorCall { iss: mirror(), aud: SERVICE.into(), iat: NOW, exp: NOW.plus(CALL_LIFE), jti };
    refuses_all_but_itself(&call, Stored::TYP);
    let answer = Answer { iss: SERVICE.into(), aud: mirror(), iat: NOW, exp: NOW.plus(CALL_LIFE), jti, digest: root() };
    refuses_all_but_itself(&answer, ServiceCall::TYP);
}

#[test]
fn applications_are_refused_unless_perfect() {
    let application = Application {
        iss: mirror(),
        aud: SERVICE.into(),
        iat: NOW,
        exp: NOW.plus(CALL_LIFE),
        invitation: root(),
        key: [5; 32],
        url: "https://mirror.example".into(),
        host: "Example Hosting".into(),
        jurisdiction: "NZ".into(),
        capacity: 1 << 40,
    };
    refuses_all_but_itself(&application, MirrorCall::TYP);
    let compact = sign(&SigningKey::generate(&entropy()), &application).unwrap();
    assert_eq!(claimed::<Application>(&compact), Ok(application));
    assert_eq!(claimed::<Application>(&format!("{compact}{}", "A".repeat(LONGEST))), Err(Error::Malformed));
}

#[test]
fn stored_statements_are_refused_unless_perfect() {
    let stored = Stored { iss: mirror(), aud: SERVICE.into(), iat: NOW, blob: blob(), root: root(), bytes: 17 };
    refuses_all_but_itself(&stored, Receipt::TYP);
}

#[test]
fn orders_are_refused_unless_perfect() {
    let order = Order {
        iss: SERVICE.into(),
        aud: vec![mirror()],
        iat: NOW,
        jti: OrderId::new(&Clock::manual(NOW), &entropy()),
        action: Action::Delete,
        blob: blob(),
        root: root(),
        ground: Ground::OtherLaw,
    };
    refuses_all_but_itself(&order, Ticket::TYP);
}

#[test]
fn receipts_are_refused_unless_perfect() {
    let receipt = Receipt {
        iss: mirror(),
        aud: SERVICE.into(),
        iat: NOW,
        order: order_digest("a.b.c"),
        blob: blob(),
        root: root(),
        result: Outcome::Deleted,
        bytes: 17,
    };
    refuses_all_but_itself(&receipt, Stored::TYP);
}

#[test]
fn proofs_of_possession_are_refused_unless_perfect() {
    let possession = Possession {
        iss: SERVICE.into(),
        aud: ClaimId(Uuid::from_u128(9)),
        iat: NOW,
        object: ObjectId(Uuid::from_u128(8)),
        root: root(),
        level: Level::Opened,
    };
    refuses_all_but_itself(&possession, Order::TYP);
}

#[test]
fn a_token_without_sub_seconds_comes_back_as_it_went_in() {
    let key = SigningKey::generate(&entropy());
    let ticket = Ticket::new(SERVICE, vec![mirror()], blob(), NOW.plus(Duration::from_micros(999_999)));
    let compact = sign(&key, &ticket).unwrap();
    let read: Ticket = verify(&compact, &[(&key).into()], SERVICE, Audience::Is(&mirror().to_string()), NOW).unwrap();
    assert_eq!(read, ticket);
}

#[test]
fn digests_have_one_spelling() {
    let text = root().to_string();
    assert_eq!(text.parse::<Digest>().unwrap(), root());
    assert!(text.to_uppercase().parse::<Digest>().is_err());
    assert!(text[2..].parse::<Digest>().is_err());
    assert_eq!(serde_json::to_value(root()).unwrap(), json!(text));
}

#[test]
fn the_key_set_is_read_by_the_library() {
    let key = SigningKey::generate(&entropy());
    let set: jsonwebtoken::jwk::JwkSet = serde_json::from_value(key_set(&[(&key).into()])).unwrap();
    let jwk = set.find(&key.kid()).unwrap();
    let ticket = Ticket::new(SERVICE, vec![mirror()], blob(), NOW);
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.set_audience(&[mirror()]);
    let decoding = DecodingKey::from_jwk(jwk).unwrap();
    let read = jsonwebtoken::decode::<Ticket>(sign(&key, &ticket).unwrap(), &decoding, &validation).unwrap();
    assert_eq!(read.claims, ticket);
}

#[test]
fn grounds_are_spelt_alike_everywhere() {
    for ground in [Ground::Copyright, Ground::OtherLaw, Ground::Court, Ground::Owner, Ground::Evacuation] {
        assert_eq!(serde_json::to_value(ground).unwrap(), json!(ground.as_str()));
        assert_eq!(ground.as_str().parse::<Ground>().unwrap(), ground);
    }
    for outcome in [Outcome::Deleted, Outcome::NotHeld] {
        assert_eq!(serde_json::to_value(outcome).unwrap(), json!(outcome.as_str()));
    }
}
