//! What an object store answers, read from its XML.
//!
//! Names are asked for percent-encoded (`encoding-type=url`), since a key may hold what XML cannot; they are decoded where the
//! answer says that they are encoded, which not every store does.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Error;

/// The outermost element of a page of objects.
pub(super) const OBJECTS: &str = "ListBucketResult";
/// The same of versions and delete markers.
pub(super) const VERSIONS: &str = "ListVersionsResult";
/// The same of unfinished uploads.
pub(super) const UPLOADS: &str = "ListMultipartUploadsResult";

/// One page of a listing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// What is listed.
    pub(super) entries: Vec<Entry>,
    /// What lies beyond the delimiter, each once, with the delimiter.
    pub(super) folders: Vec<String>,
    /// Where the next page begins; `None` after the last.
    pub(super) next: Option<Marker>,
}

/// One object, version, delete marker or unfinished upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its key.
    pub(super) key: String,
    /// Which of the key's versions or uploads it is; empty in a listing of objects.
    pub(super) id: String,
}

/// Where the next page of a listing begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// Of objects: a token.
    Token(String),
    /// Of versions and uploads: after this key, and of that after this version or upload, if one is named.
    After(String, Option<String>),
}

/// `ListBucketResult`, `ListVersionsResult` and `ListMultipartUploadsResult` in one: none has a member that means something else
/// in another.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listing {
    is_truncated: bool,
    encoding_type: Option<String>,
    #[serde(default)]
    contents: Vec<Listed>,
    #[serde(default)]
    version: Vec<Listed>,
    #[serde(default)]
    delete_marker: Vec<Listed>,
    #[serde(default)]
    upload: Vec<Listed>,
    #[serde(default)]
    common_prefixes: Vec<Folder>,
    next_continuation_token: Option<String>,
    next_key_marker: Option<String>,
    next_version_id_marker: Option<String>,
    next_upload_id_marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    key: String,
    version_id: Option<String>,
    upload_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Folder {
    prefix: String,
}

/// What a refusal says.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Refusal {
    /// The store's word for it.
    pub(super) code: String,
    /// For people.
    pub(super) message: String,
    /// The bucket's region, where that is what is wrong.
    pub(super) region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    status: Option<String>,
    object_lock_enabled: Option<String>,
}

/// Reads a page of objects, versions or uploads, whose outermost element is `called` so.
pub(super) fn page(body: &[u8], called: &str) -> Result<Page, Error> {
    let listing: Listing = read(body, called)?;
    let encoded = listing.encoding_type.as_deref() == Some("url");
    let name = |text: String| if encoded { decoded(&text) } else { Ok(text) };
    let listed = [listing.contents, listing.version, listing.delete_marker, listing.upload];
    let mut page = Page::default();
    for Listed { key, version_id, upload_id } in listed.into_iter().flatten() {
        page.entries.push(Entry { key: name(key)?, id: version_id.or(upload_id).unwrap_or_default() });
    }
    for Folder { prefix } in listing.common_prefixes {
        page.folders.push(name(prefix)?);
    }
    if listing.is_truncated {
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let id = filled(listing.next_version_id_marker).or_else(|| filled(listing.next_upload_id_marker));
        let next = match (filled(listing.next_continuation_token), filled(listing.next_key_marker)) {
            (Some(token), _) => Marker::Token(token),
            (None, Some(key)) => Marker::After(name(key)?, id),
            (None, None) => return Err(Error::NotS3("it does not say where its list goes on")),
        };
        page.next = Some(next);
    }
    Ok(page)
}

/// The status of a `VersioningConfiguration`: `Enabled`, `Suspended`, or none where versions were never kept.
pub(super) fn versioning(body: &[u8]) -> Result<Option<String>, Error> {
    Ok(read::<Configuration>(body, "Versioning")?.status.filter(|status| !status.is_empty()))
}

/// Whether an `ObjectLockConfiguration` says that there is a lock.
pub(super) fn object_lock(body: &[u8]) -> Result<bool, Error> {
    Ok(read::<Configuration>(body, "ObjectLock")?.object_lock_enabled.is_some_and(|enabled| !enabled.is_empty()))
}

/// What a refusal says, where it says it as S3 does.
pub(super) fn refusal(body: &[u8]) -> Option<Refusal> {
    read(body, "Error").ok()
}

/// Reads a document whose outermost element has `called` in its name. What answers with another one is no object store, though its
/// members might do.
fn read<T: DeserializeOwned>(body: &[u8], called: &str) -> Result<T, Error> {
    let text = std::str::from_utf8(body).map_err(|_| Error::NotS3("its answer is not text"))?;
    let outermost = text.split('<').skip(1).find(|tag| !tag.starts_with(['?', '!'])).unwrap_or_default();
    let name = outermost.split(|character: char| character.is_whitespace() || matches!(character, '>' | '/')).next();
    if !name.is_some_and(|name| name.contains(called)) {
        return Err(Error::NotS3("its answer is another one than was asked for"));
    }
    quick_xml::de::from_str(text).map_err(|error| {
        tracing::debug!(%error, "an answer of the object store could not be read");
        Error::NotS3("its answer cannot be read")
    })
}

/// A name as it was before it was percent-encoded. A plus stands for a space: one that is meant is encoded.
fn decoded(text: &str) -> Result<String, Error> {
    const BROKEN: Error = Error::NotS3("it lists a name that cannot be read");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().ok_or(BROKEN)?, rest.next().ok_or(BROKEN)?];
                data_encoding::HEXLOWER_PERMISSIVE
                    .decode(&digits)
                    .map_err(|_| BROKEN)?
                    .first()
                    .copied()
                    .ok_or(BROKEN)?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| BROKEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, id: &str) -> Entry {
        Entry { key: key.to_owned(), id: id.to_owned() }
    }

    #[test]
    fn versions_and_delete_markers_are_read_however_they_are_mixed() {
        let page = page(
            br#"<?xml version="1.0" encoding="UTF-8"?>
            <ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Name>replicas</Name><Prefix>a</Prefix><KeyMarker/><VersionIdMarker/><MaxKeys>5</MaxKeys>
              <EncodingType>url</EncodingType>
              <Version><Key>a+b%2F%C3%A9%2B1</Key><VersionId>1</VersionId><Owner><ID>x</ID></Owner><Size>3</Size></Version>
              <DeleteMarker><Key>a</Key><VersionId>2</VersionId><IsLatest>true</IsLatest></DeleteMarker>
              <IsTruncated>true</IsTruncated>
              <Version><Key>a</Key><VersionId>null</VersionId><ETag>&quot;e&quot;</ETag></Version>
              <CommonPrefixes><Prefix>a%2Fb/</Prefix></CommonPrefixes>
              <DeleteMarker><Key>b</Key><VersionId>4</VersionId></DeleteMarker>
              <NextKeyMarker>a+b</NextKeyMarker><NextVersionIdMarker>4</NextVersionIdMarker>
            </ListVersionsResult>"#,
            VERSIONS,
        )
        .unwrap();
        assert_eq!(page.entries, [entry("a b/é+1", "1"), entry("a", "null"), entry("a", "2"), entry("b", "4")]);
        assert_eq!(page.folders, ["a/b/"]);
        assert_eq!(page.next, Some(Marker::After("a b".to_owned(), Some("4".to_owned()))));
    }

    #[test]
    fn names_are_decoded_only_where_they_are_encoded() {
        let page = page(
            b"<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a+b%2F &amp;</Key></Contents>\
              <NextContinuationToken>a+b%2F</NextContinuationToken></ListBucketResult>",
            OBJECTS,
        )
        .unwrap();
        assert_eq!(page.entries, [entry("a+b%2F &", "")]);
        assert_eq!(page.next, Some(Marker::Token("a+b%2F".to_owned())));
    }

    #[test]
    fn an_empty_list_and_uploads_are_read() {
        let empty = b"<ListBucketResult><Name>x</Name><IsTruncated>false</IsTruncated></ListBucketResult>";
        let empty = page(empty, OBJECTS).unwrap();
        assert_eq!(empty, Page::default());
        let uploads = page(
            b"<ListMultipartUploadsResult><Bucket>x</Bucket><NextKeyMarker>k</NextKeyMarker><IsTruncated>false</IsTruncated>\
              <Upload><Key>k</Key><UploadId>u/1</UploadId></Upload></ListMultipartUploadsResult>",
            UPLOADS,
        )
        .unwrap();
        assert_eq!(uploads, Page { entries: vec![entry("k", "u/1")], ..Page::default() });
    }

    #[test]
    fn what_is_not_an_answer_of_s3_is_not_read_as_one() {
        for body in [
            &b"<html><body>It works!</body></html>"[..],
            b"<Error><Code>NoSuchBucket</Code></Error>",
            b"<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>",
            b"<ListBucketResult></ListBucketResult>",
            b"<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            b"<ListBucketResult><IsTruncated>false</IsTruncated>",
            b"<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>\
              <Contents><Key>%f</Key></Contents></ListBucketResult>",
            b"\xff",
            b"",
        ] {
            assert!(matches!(page(body, OBJECTS), Err(Error::NotS3(_))), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn settings_of_a_bucket_are_read() {
        assert_eq!(versioning(b"<VersioningConfiguration xmlns=\"x\"/>").unwrap(), None);
        let enabled = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        assert_eq!(versioning(enabled).unwrap().as_deref(), Some("Enabled"));
        let locked =
            b"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";
        assert!(object_lock(locked).unwrap());
        assert!(!object_lock(b"<ObjectLockConfiguration/>").unwrap());
        assert!(versioning(b"<html/>").is_err() && object_lock(b"<html/>").is_err());
        let refusal =
            refusal(b"<?xml version=\"1.0\"?>\n<Error><Code>SlowDown</Code><HostId>h</HostId></Error>").unwrap();
        assert_eq!((refusal.code.as_str(), refusal.message.as_str(), refusal.region), ("SlowDown", "", None));
    }
}
