//! How a call is signed: AWS Signature Version 4, in the header, over a body whose SHA-256 is known.
//!
//! Source: "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)" of the Amazon S3 API reference.
//! Paths are encoded once, and names and values of the query are in the order of their bytes.

use data_encoding::{HEXLOWER, HEXUPPER};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::clock::Time;

/// What is signed of a call.
pub(super) struct Signing<'a> {
    /// The HTTP method.
    pub(super) method: &'a str,
    /// As it is sent: encoded, from the first slash on.
    pub(super) path: &'a str,
    /// As it is sent, without the question mark: see [`query`].
    pub(super) query: &'a str,
    /// As the `Host` header has it.
    pub(super) host: &'a str,
    /// The other headers that are signed, in lower case: all that begin with `x-amz-` must be.
    pub(super) headers: &'a [(&'static str, String)],
    /// The SHA-256 of the body.
    pub(super) payload: [u8; 32],
}

/// By whom and where a call is signed.
pub(super) struct Signer<'a> {
    /// The access key's id.
    pub(super) access_key_id: &'a str,
    /// Its secret.
    pub(super) secret: &'a str,
    /// The bucket's region.
    pub(super) region: &'a str,
}

/// What the signature adds to a call's headers.
pub(super) struct Signature {
    /// `x-amz-date`.
    pub(super) date: String,
    /// `x-amz-content-sha256`.
    pub(super) payload: String,
    /// `authorization`.
    pub(super) authorization: String,
}

impl Signer<'_> {
    /// Signs a call that is sent `now`.
    pub(super) fn sign(&self, call: &Signing<'_>, now: Time) -> Signature {
        // 2026-11-23T10:00:00Z without its marks.
        let date = now.rfc3339().replace(['-', ':'], "");
        let day = date.split('T').next().unwrap_or_default();
        let payload = HEXLOWER.encode(&call.payload);
        let mut headers =
            vec![("host", call.host), ("x-amz-content-sha256", payload.as_str()), ("x-amz-date", date.as_str())];
        headers.extend(call.headers.iter().map(|(name, value)| (*name, value.as_str())));
        headers.sort_unstable();
        let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let lines = headers.iter().flat_map(|(name, value)| [*name, ":", value.trim(), "\n"]).collect::<String>();
        let Signing { method, path, query, .. } = call;
        let canonical = format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{payload}");
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let hashed = HEXLOWER.encode(&Sha256::digest(canonical));
        let signed = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashed}");
        let signature = HEXLOWER.encode(hmac(self.key(day).as_slice(), &signed).as_slice());
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.access_key_id
        );
        Signature { date, payload, authorization }
    }

    /// The key of a day, a region and S3.
    fn key(&self, day: &str) -> Zeroizing<[u8; 32]> {
        let secret = Zeroizing::new(format!("AWS4{}", self.secret));
        let mut key = hmac(secret.as_bytes(), day);
        for part in [self.region, "s3", "aws4_request"] {
            key = hmac(key.as_slice(), part);
        }
        key
    }
}

fn hmac(key: &[u8], text: &str) -> Zeroizing<[u8; 32]> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
    mac.update(text.as_bytes());
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// A key as it stands in a path: its slashes stay.
pub(super) fn path(key: &str) -> String {
    encoded(key, b"-._~/")
}

/// A query as it is signed and sent.
pub(super) fn query(pairs: &[(&'static str, String)]) -> String {
    let mut pairs: Vec<(&str, String)> = pairs.iter().map(|(name, value)| (*name, encoded(value, b"-._~"))).collect();
    pairs.sort_unstable();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Percent-encodes all but letters, digits and what else is to stay.
fn encoded(text: &str, stays: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || stays.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&HEXUPPER.encode(&[byte]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    fn signed(
        call: (&str, &str, &[(&'static str, String)], &str),
        body: &[u8],
        headers: &[(&'static str, String)],
        region: &str,
        now: &str,
    ) -> String {
        let signer = Signer {
            access_key_id: "GK00112233445566778899aabb",
            secret: "hold/this+Quite-Secret_40-characters-long",
            region,
        };
        let (method, path, pairs, host) = call;
        let query = &query(pairs);
        let call = Signing { method, path, query, host, headers, payload: Sha256::digest(body).into() };
        let signature = signer.sign(&call, Time::parse_rfc3339(now).unwrap());
        assert_eq!(signature.date, now.replace(['-', ':'], ""));
        assert_eq!(signature.payload, HEXLOWER.encode(&Sha256::digest(body)));
        signature.authorization
    }

    /// The expected values were computed by another implementation, in Python.
    #[test]
    fn calls_are_signed_as_another_implementation_signs_them() {
        let text = str::to_owned;
        let versioning = [("versioning", text(""))];
        assert_eq!(
            signed(("GET", "/replicas", &versioning[..], "127.0.0.1:3900"), b"", &[], "garage", "2026-11-23T10:00:00Z"),
            "AWS4-HMAC-SHA256 Credential=GK00112233445566778899aabb/20261123/garage/s3/aws4_request, \
             SignedHeaders=host;x-amz-content-sha256;x-amz-date, \
             Signature=b464f3cacfc72e7638e151c1cd405b2e68b1963be407e22904b59dbcb7449730"
        );

        let key = path("/replicas/paris/a b/é+1/00000000");
        assert_eq!(key, "/replicas/paris/a%20b/%C3%A9%2B1/00000000");
        let checksum = [("x-amz-checksum-sha256", BASE64.encode(&Sha256::digest(b"sealed bytes")))];
        let put = ("PUT", key.as_str(), &[][..], "store.example");
        assert_eq!(
            signed(put, b"sealed bytes", &checksum, "eu-west-3", "2027-01-01T00:00:01Z"),
            "AWS4-HMAC-SHA256 Credential=GK00112233445566778899aabb/20270101/eu-west-3/s3/aws4_request, \
             SignedHeaders=host;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date, \
             Signature=d9bc7427263b00aa7837ae5e117a07b546944bf9576a51fa5e3cf5092381d46b"
        );

        let pairs = [
            ("versions", text("")),
            ("prefix", text("a b/é+&=~")),
            ("encoding-type", text("url")),
            ("key-marker", text("a b/é+&=~/*")),
            ("version-id-marker", text("3/L4k")),
        ];
        let expected = "encoding-type=url&key-marker=a%20b%2F%C3%A9%2B%26%3D~%2F%2A&prefix=a%20b%2F%C3%A9%2B%26%3D~&\
                        version-id-marker=3%2FL4k&versions=";
        assert_eq!(query(&pairs), expected);
        let list = ("GET", "/", &pairs[..], "replicas.store.example:8443");
        assert_eq!(
            signed(list, b"", &[], "us-east-1", "2026-12-31T23:59:59Z"),
            "AWS4-HMAC-SHA256 Credential=GK00112233445566778899aabb/20261231/us-east-1/s3/aws4_request, \
             SignedHeaders=host;x-amz-content-sha256;x-amz-date, \
             Signature=e4a59d46ab06d88f0eb91ced3448155ad615ddccc968ff03848a9ba268dc3809"
        );

        let version = [("versionId", text("null"))];
        assert_eq!(
            signed(
                ("DELETE", "/replicas/x", &version[..], "[::1]:9000"),
                b"",
                &[],
                "us-east-1",
                "2026-11-23T10:00:00Z"
            ),
            "AWS4-HMAC-SHA256 Credential=GK00112233445566778899aabb/20261123/us-east-1/s3/aws4_request, \
             SignedHeaders=host;x-amz-content-sha256;x-amz-date, \
             Signature=b1f78f9f5980e012a47d06bfaa9e2a8aa0701340fe46768d3b08bede059e1a72"
        );
    }
}
