//! The agreement's text in force, for everyone, and every version in its exact bytes.

use std::fmt::Write as _;

use http::header;

use super::Samples;
use super::prelude::*;
use super::rights::InLocale;
use crate::claims::agreements::{self, Agreement, Text};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/agreement", get(show)).route("/agreement/versions/{version}/{locale}", get(exact))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<AgreementPage>();
}

/// The version in force, and those before it.
#[derive(Template)]
#[template(path = "rights/public_agreement.html")]
struct AgreementPage {
    layout: Layout,
    versions: Vec<Agreement>,
    asked: InLocale,
    prose: Prose,
}
page!(AgreementPage);

impl AgreementPage {
    fn new(layout: Layout, versions: Vec<Agreement>, asked: InLocale) -> Self {
        let prose = Prose::of(versions.first().map_or("", |agreement| &asked.of(agreement, layout.language).text));
        Self { layout, versions, asked, prose }
    }

    /// The other texts of a version.
    fn others<'a>(&self, agreement: &'a Agreement) -> Vec<&'a Text> {
        let shown = &self.text(agreement).locale;
        agreement.texts().filter(|text| text.locale != *shown).collect()
    }

    /// The text of a version that is shown.
    fn text<'a>(&self, agreement: &'a Agreement) -> &'a Text {
        self.asked.of(agreement, self.layout.language)
    }
}

async fn show(
    State(service): State<Service>,
    Query(asked): Query<InLocale>,
    layout: Layout,
) -> Result<AgreementPage, Error> {
    Ok(AgreementPage::new(layout, agreements::published(&service).await?, asked))
}

/// The bytes whose SHA-256 signatures name.
async fn exact(
    State(service): State<Service>,
    Path((version, locale)): Path<(i64, String)>,
) -> Result<Response, Error> {
    let versions = agreements::published(&service).await?;
    let found = versions.iter().find(|agreement| agreement.version == version).ok_or(Error::NotFound)?;
    let text = found.text(&locale).ok_or(Error::NotFound)?.clone();
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_LANGUAGE, text.locale)];
    Ok((headers, text.text).into_response())
}

/// A plain text laid out for reading: headings, paragraphs, numbered and plain lists, notes, bold and code. Everything
/// in it is escaped; what is not understood stands as it was written.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose(String);

impl std::fmt::Display for Prose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Prose {
    /// Lays out a text. Its first heading becomes an `h2`: the page has an `h1` of its own.
    pub(super) fn of(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let mut html = String::new();
        for block in text.split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| !block.trim().is_empty()) {
            if let Some(heading) = block.strip_prefix("# ") {
                let _ = write!(html, "<h2>{}</h2>", inline(heading));
            } else if let Some(heading) = block.strip_prefix("## ").or_else(|| block.strip_prefix("### ")) {
                let _ = write!(html, "<h3>{}</h3>", inline(heading));
            } else if block.lines().all(|line| line.starts_with('>')) {
                let lines: Vec<_> = block.lines().map(|line| line.trim_start_matches('>').trim()).collect();
                let _ = write!(html, "<div class=\"callout callout-warn\"><p>{}</p></div>", inline(&lines.join(" ")));
            } else if let Some(items) = items(block) {
                let tag = if items[0].0.is_some() { "ol" } else { "ul" };
                let start =
                    items[0].0.filter(|number| *number != 1).map_or_else(String::new, |n| format!(" start=\"{n}\""));
                let _ = write!(html, "<{tag}{start}>");
                for (_, item) in items {
                    let _ = write!(html, "<li>{}</li>", inline(&item));
                }
                let _ = write!(html, "</{tag}>");
            } else {
                let _ = write!(html, "<p>{}</p>", inline(&block.lines().map(str::trim).collect::<Vec<_>>().join(" ")));
            }
        }
        Self(html)
    }
}

/// The items of a list, each with its number if it has one; `None` when the block is no list.
fn items(block: &str) -> Option<Vec<(Option<u64>, String)>> {
    let mut items: Vec<(Option<u64>, String)> = Vec::new();
    for line in block.lines() {
        if let Some(text) = line.strip_prefix("- ") {
            items.push((None, text.trim().to_owned()));
        } else if let Some((number, text)) = line.split_once(". ").and_then(|(n, text)| Some((n.parse().ok()?, text))) {
            items.push((Some(number), text.trim().to_owned()));
        } else {
            let last = items.last_mut()?;
            last.1.push(' ');
            last.1.push_str(line.trim());
        }
    }
    (!items.is_empty()).then_some(items)
}

/// Bold and code within a line. A mark without its partner stays as it was written.
fn inline(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    marked(&marked(&escaped, "**", "strong"), "`", "code")
}

fn marked(text: &str, mark: &str, tag: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once(mark) {
        let Some((inside, after)) = opened.split_once(mark) else { break };
        let _ = write!(html, "{before}<{tag}>{inside}</{tag}>");
        rest = after;
    }
    html + rest
}

/// A version as the samples of pages show it.
pub(super) fn sample(layout: &Layout, version: i64) -> Agreement {
    let (english, others) = agreements::Proposal::first().texts();
    Agreement {
        id: crate::ids::AgreementId(uuid::Uuid::from_u128(21)),
        version,
        log_case: crate::ids::CaseId(uuid::Uuid::from_u128(22)),
        published_at: Some(layout.now),
        english,
        others,
    }
}

impl Sample for AgreementPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let versions = vec![sample(&layout, 2), sample(&layout, 1)];
        let page = |versions, locale| Self::new(layout.clone(), versions, InLocale { locale });
        let other = versions[0].others.first().map(|text| text.locale.clone());
        vec![page(versions.clone(), None), page(versions, other), page(Vec::new(), None)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_laid_out_and_nothing_in_it_is_html() {
        let prose =
            Prose::of("> **Note.** A\n> b\n\n# T <i>\n\n1. One\n   more\n2. `x`\n\nplain ** text\n- not a list");
        assert_eq!(
            prose.to_string(),
            "<div class=\"callout callout-warn\"><p><strong>Note.</strong> A b</p></div><h2>T &lt;i&gt;</h2>\
             <ol><li>One more</li><li><code>x</code></li></ol><p>plain ** text - not a list</p>"
        );
        let (english, _) = agreements::Proposal::first().texts();
        assert!(Prose::of(&english.text).to_string().contains("<h3>3. No liability"));
    }
}
