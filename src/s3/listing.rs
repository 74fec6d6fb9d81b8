//! What lies in a bucket: objects, all their versions with the markers of what was deleted, and uploads that were begun in parts
//! and not ended.
//!
//! A listing goes on from page to page, a thousand names at a time, and ends with the page that says so.

use std::collections::BTreeSet;

use reqwest::Method;

use super::sending::Call;
use super::xml::{self, Entry, Marker, Page};
use super::{Bucket, Error};

/// One version of an object, or a marker that it was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The object's key.
    pub key: String,
    /// The version's id; `null` of what was put before versions were kept.
    pub id: String,
}

/// An upload that was begun in parts and neither ended nor aborted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The key of what it would become.
    pub key: String,
    /// Its id.
    pub id: String,
}

/// What is listed.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Objects,
    Versions,
    Uploads,
}

impl Bucket {
    /// The keys of all objects that begin with `prefix`.
    pub async fn objects(&self, prefix: &str) -> Result<Vec<String>, Error> {
        Ok(self.whole(Kind::Objects, prefix, None).await?.entries.into_iter().map(|entry| entry.key).collect())
    }

    /// All versions and delete markers of the objects whose keys begin with `prefix`.
    pub async fn versions(&self, prefix: &str) -> Result<Vec<Version>, Error> {
        let listed = self.whole(Kind::Versions, prefix, None).await?.entries;
        Ok(listed.into_iter().map(|Entry { key, id }| Version { key, id }).collect())
    }

    /// All unfinished uploads of objects whose keys begin with `prefix`.
    pub async fn uploads(&self, prefix: &str) -> Result<Vec<Upload>, Error> {
        let listed = self.whole(Kind::Uploads, prefix, None).await?.entries;
        Ok(listed.into_iter().map(|Entry { key, id }| Upload { key, id }).collect())
    }

    /// The names that begin after `folder`, up to the next slash or the end, each once: those of all that lies there, were it one
    /// version that a deleted object left behind.
    pub async fn names(&self, folder: &str) -> Result<BTreeSet<String>, Error> {
        let kind = self.kept().await?;
        let page = self.whole(kind, folder, Some('/')).await?;
        let names = page.entries.into_iter().map(|entry| entry.key).chain(page.folders);
        Ok(names.filter_map(|name| Some(name.strip_prefix(folder)?.trim_end_matches('/').to_owned())).collect())
    }

    /// What has to be listed to see all that is kept: versions, if the store lists them, else objects.
    pub(super) async fn kept(&self) -> Result<Kind, Error> {
        let lists = self.inner.lists_versions.get_or_try_init(|| async {
            match self.page(Kind::Versions, "", None, None).await {
                Ok(_) => Ok(true),
                Err(Error::Unsupported(_)) => Ok(false),
                Err(error) => Err(error),
            }
        });
        Ok(if *lists.await? { Kind::Versions } else { Kind::Objects })
    }

    /// All pages of a listing in one.
    async fn whole(&self, kind: Kind, prefix: &str, delimiter: Option<char>) -> Result<Page, Error> {
        let mut whole = Page::default();
        loop {
            let page = self.page(kind, prefix, delimiter, whole.next.as_ref()).await?;
            whole.entries.extend(page.entries);
            whole.folders.extend(page.folders);
            if page.next.is_some() && page.next == whole.next {
                return Err(Error::NotS3("its list goes on where it began"));
            }
            whole.next = page.next;
            if whole.next.is_none() {
                return Ok(whole);
            }
        }
    }

    /// The first page of a listing that has anything on it; an empty one where nothing is listed.
    pub(super) async fn first(&self, kind: Kind, prefix: &str) -> Result<Vec<Entry>, Error> {
        let mut next = None;
        loop {
            let page = self.page(kind, prefix, None, next.as_ref()).await?;
            if !page.entries.is_empty() || page.next.is_none() {
                return Ok(page.entries);
            }
            if page.next == next {
                return Err(Error::NotS3("its list goes on where it began"));
            }
            next = page.next;
        }
    }

    /// One page, with keys as the callers of this room know them. What a store lists beside what it was asked for is refused: it
    /// could be deleted by mistake.
    async fn page(
        &self,
        kind: Kind,
        prefix: &str,
        delimiter: Option<char>,
        from: Option<&Marker>,
    ) -> Result<Page, Error> {
        let ours = &self.inner.settings.prefix;
        let asked = format!("{ours}{prefix}");
        let (call, called) = match kind {
            Kind::Objects => (Call::new("list objects", Method::GET).with("list-type", "2"), xml::OBJECTS),
            Kind::Versions => (Call::new("list versions of objects", Method::GET).with("versions", ""), xml::VERSIONS),
            Kind::Uploads => (Call::new("list unfinished uploads", Method::GET).with("uploads", ""), xml::UPLOADS),
        };
        let mut call = call.with("encoding-type", "url").with("prefix", asked.as_str());
        if let Some(delimiter) = delimiter {
            call = call.with("delimiter", delimiter);
        }
        match from {
            None => {}
            Some(Marker::Token(token)) => call = call.with("continuation-token", token),
            Some(Marker::After(key, id)) => {
                call = call.with("key-marker", key);
                if let Some(id) = id {
                    let name = if matches!(kind, Kind::Uploads) { "upload-id-marker" } else { "version-id-marker" };
                    call = call.with(name, id);
                }
            }
        }
        let (_, body) = self.ask(&call).await?;
        let mut page = xml::page(&body, called)?;
        for name in page.entries.iter_mut().map(|entry| &mut entry.key).chain(&mut page.folders) {
            if !name.starts_with(&asked) {
                return Err(Error::NotS3("it lists what was not asked for"));
            }
            name.replace_range(..ours.len(), "");
        }
        Ok(page)
    }
}
