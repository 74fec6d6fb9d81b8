//! One call: signed, sent, and repeated where it may yet succeed.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use sha2::{Digest as _, Sha256};

use super::signing::{self, Signer, Signing};
use super::{Bucket, Error, Inner};

/// How long a store may take to begin an answer, and to go on with it.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to take an object, over a slow line too.
pub(super) const LONG_PATIENCE: Duration = Duration::from_mins(5);
/// The largest answer that is read, objects excepted: a page of a thousand of the longest keys, encoded.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;
/// The pauses before a call is repeated.
pub(super) const PAUSES: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_millis(400), Duration::from_millis(800), Duration::from_millis(1600)];

/// A call, before it is signed.
pub(super) struct Call {
    /// What it does, as a store would say that it cannot.
    what: &'static str,
    method: Method,
    /// The object, if it is about one.
    key: Option<String>,
    query: Vec<(&'static str, String)>,
    /// Headers that are signed.
    headers: Vec<(&'static str, String)>,
    /// A header that is not.
    plain_header: Option<(HeaderName, String)>,
    body: Option<Bytes>,
    /// The SHA-256 of the body.
    payload: [u8; 32],
    patience: Duration,
}

impl Call {
    /// A call about the bucket itself.
    pub(super) fn new(what: &'static str, method: Method) -> Self {
        Self {
            what,
            method,
            key: None,
            query: Vec::new(),
            headers: Vec::new(),
            plain_header: None,
            body: None,
            payload: Sha256::digest([]).into(),
            patience: PATIENCE,
        }
    }

    /// The same about an object.
    pub(super) fn key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// The same with a parameter.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// The same with a header, in lower case, that is signed.
    pub(super) fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same with a header that is not signed.
    pub(super) fn plain_header(mut self, name: HeaderName, value: String) -> Self {
        self.plain_header = Some((name, value));
        self
    }

    /// The same with a body and its SHA-256.
    pub(super) fn body(mut self, body: Bytes, payload: [u8; 32]) -> Self {
        self.body = Some(body);
        self.payload = payload;
        self
    }

    /// The same with another time to take.
    pub(super) fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}

impl Bucket {
    /// Calls, and reads the answer of a success.
    pub(super) async fn ask(&self, call: &Call) -> Result<(HeaderMap, Bytes), Error> {
        retried(|| async move {
            let once = async {
                let mut response = self.begin(call).await?;
                let headers = std::mem::take(response.headers_mut());
                Ok::<_, Error>((headers, limited(response).await?))
            };
            match tokio::time::timeout(call.patience, once).await {
                Ok(answer) => answer,
                Err(_) => Err(Error::TooSlow),
            }
        })
        .await
    }

    /// Calls once, and hands over the answer of a success as it begins.
    pub(super) async fn begin(&self, call: &Call) -> Result<Response, Error> {
        let Inner { settings, base, client, clock, .. } = &*self.inner;
        let path = match &call.key {
            Some(key) => format!("{}/{}", base.path, signing::path(&format!("{}{key}", settings.prefix))),
            None if base.path.is_empty() => "/".to_owned(),
            None => base.path.clone(),
        };
        let query = signing::query(&call.query);
        let mut url = base.url.clone();
        url.set_path(&path);
        url.set_query((!query.is_empty()).then_some(query.as_str()));
        // An address is tidied up before it is sent: what is not sent as it was signed would be another object.
        if url.path() != path || url.query().unwrap_or_default() != query {
            return Err(Error::Unaddressable);
        }
        let signing = Signing {
            method: call.method.as_str(),
            path: &path,
            query: &query,
            host: &base.host,
            headers: &call.headers,
            payload: call.payload,
        };
        let signer = Signer {
            access_key_id: &settings.access_key_id,
            secret: settings.secret.expose(),
            region: &settings.region,
        };
        let signature = signer.sign(&signing, clock.now());
        let mut authorization = HeaderValue::try_from(signature.authorization)
            .map_err(|_| Error::Settings("the access key's id or the region cannot stand in a header"))?;
        authorization.set_sensitive(true);
        let mut request = client
            .request(call.method.clone(), url)
            .header("x-amz-date", signature.date)
            .header("x-amz-content-sha256", signature.payload)
            .header(AUTHORIZATION, authorization);
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some((name, value)) = &call.plain_header {
            request = request.header(name, value);
        }
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        let response = request.send().await.map_err(Error::unreachable)?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        // A refusal of what has no body has none, either.
        if call.method == Method::HEAD && status == StatusCode::NOT_FOUND {
            return Err(Error::NoSuchKey);
        }
        let region = response.headers().get("x-amz-bucket-region").and_then(|region| region.to_str().ok());
        let region = region.map(str::to_owned);
        let said = limited(response).await?;
        Err(Error::of_answer(call.what, &settings.bucket, status, region.as_deref(), &said))
    }
}

/// What an answer has for a body.
async fn limited(mut response: Response) -> Result<Bytes, Error> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(Error::unreachable)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Error::NotS3("its answer is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Tries, and tries again after each pause, for as long as what goes wrong may pass.
pub(super) async fn retried<T, F>(attempt: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    for pause in PAUSES {
        match attempt().await {
            Err(error) if error.is_passing() => {
                tracing::debug!(error = &error as &dyn std::error::Error, "a call to the object store is repeated");
            }
            done => return done,
        }
        tokio::time::sleep(pause).await;
    }
    attempt().await
}
