//! What was typed into a form, and what is wrong with it: pages show it again with both.

use std::collections::BTreeMap;
use std::fmt;

use axum::extract::{FromRequest, Request};

use super::Error;
use crate::accounts::Auth;
use crate::texts::Text;

/// A form as it was sent, or as it is first shown.
///
/// ```text
/// async fn create(layout: Layout, SignedIn(actor): SignedIn, State(service): State<Service>, mut form: FormState) -> Result<Response, Error> {
///     let title = form.read("title", WorkTitle::parse);
///     let country = form.read("country", Jurisdiction::parse);
///     let (Some(title), Some(country)) = (title, country) else {
///         return Ok(NewWorkPage { layout, form }.again());
///     };
/// ```
#[derive(Clone, Default)]
pub struct FormState {
    values: BTreeMap<String, Vec<String>>,
    errors: Vec<FieldError>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name; empty when it is the form as a whole.
    pub field: String,
    /// What is wrong, and what would be right.
    pub message: Text,
}

impl FormState {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// A form that starts with a value.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.values.insert(field.to_owned(), vec![value.into()]);
        self
    }

    /// A form that starts with several values, also of one field.
    #[must_use]
    pub fn with_all(mut self, values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        for (field, value) in values {
            self.values.entry(field.to_owned()).or_default().push(value);
        }
        self
    }

    /// The same form without some of its fields.
    #[must_use]
    pub fn without(mut self, fields: &[&str]) -> Self {
        for field in fields {
            self.values.remove(*field);
        }
        self
    }

    /// Everything that was typed, field by field.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().flat_map(|(field, values)| values.iter().map(move |value| (field.as_str(), value.as_str())))
    }

    /// Reads `application/x-www-form-urlencoded` text.
    pub fn decode(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            form.values.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        form
    }

    /// What was typed; empty when nothing was.
    pub fn value(&self, field: &str) -> &str {
        self.values.get(field).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Every value of a field that can have several.
    pub fn all(&self, field: &str) -> &[String] {
        self.values.get(field).map_or(&[], Vec::as_slice)
    }

    /// Whether a box with this value was ticked, or this option chosen.
    pub fn chosen(&self, field: &str, value: &str) -> bool {
        self.all(field).iter().any(|chosen| chosen == value)
    }

    /// Reads a field through the parser of its type. When it refuses, what it says stands at the field.
    pub fn read<T, E: Into<Text>>(&mut self, field: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        match parse(self.value(field)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(field, error);
                None
            }
        }
    }

    /// As [`FormState::read`]; an empty field is `Some(None)`.
    pub fn read_optional<T, E: Into<Text>>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        if self.value(field).trim().is_empty() { Some(None) } else { self.read(field, parse).map(Some) }
    }

    /// Reads the password's proof that `ui::confirm` puts into a form. What is wrong with it stands at the password.
    pub fn read_auth(&mut self) -> Option<Auth> {
        match Auth::decode(self.value("auth")) {
            Ok(auth) => Some(auth),
            Err(error) => {
                self.refuse("password", error);
                None
            }
        }
    }

    /// What a verb refused because of a field, put at that field; any other error is given back.
    pub fn refuse_with(&mut self, error: impl Into<Error>) -> Result<(), Error> {
        match error.into() {
            Error::Invalid(refused) => {
                self.errors.extend(refused.errors);
                Ok(())
            }
            Error::TooManyRequests { message, .. } | Error::Conflict(message) => {
                self.refuse("", message);
                Ok(())
            }
            other => Err(other),
        }
    }

    /// Says what is wrong with a field; with an empty name, with the form.
    pub fn refuse(&mut self, field: &str, message: impl Into<Text>) {
        self.errors.push(FieldError { field: field.to_owned(), message: message.into() });
    }

    /// The same, for building one in an expression.
    #[must_use]
    pub fn refused(mut self, field: &str, message: impl Into<Text>) -> Self {
        self.refuse(field, message);
        self
    }

    /// Puts what is wrong with a field at the name by which the form calls it.
    pub fn call(&mut self, field: &str, name: &str) {
        for error in self.errors.iter_mut().filter(|error| error.field == field) {
            error.field = name.into();
        }
    }

    /// Says in the words of its reader what is wrong with each field that was left out.
    pub fn reword_missing(&mut self, words: impl Fn(&str) -> Option<Text>) {
        let missing: Vec<usize> = (0..self.errors.len())
            .filter(|at| self.errors.get(*at).is_some_and(|error| self.value(&error.field).trim().is_empty()))
            .collect();
        for at in missing {
            if let Some(error) = self.errors.get_mut(at)
                && let Some(words) = words(&error.field)
            {
                error.message = words;
            }
        }
    }

    /// Puts what is wrong into the order in which the form has its fields; what is wrong with the form as a whole comes first.
    pub fn in_order(&mut self, fields: &[&str]) {
        self.errors.sort_by_key(|error| fields.iter().position(|field| *field == error.field));
    }

    /// What is wrong with a field, if anything.
    pub fn error(&self, field: &str) -> Option<&Text> {
        self.errors.iter().find(|error| error.field == field).map(|error| &error.message)
    }

    /// How much more is wrong with a field than [`FormState::error`] says.
    pub fn others(&self, field: &str) -> usize {
        self.errors.iter().filter(|error| error.field == field).skip(1).count()
    }

    /// Everything that is wrong, in the order it was found or was put into.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Values never print: a form can carry a key or a password.
impl fmt::Debug for FormState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormState")
            .field("fields", &self.values.keys().collect::<Vec<_>>())
            .field("errors", &self.errors)
            .finish()
    }
}

impl<S: Send + Sync> FromRequest<S> for FormState {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let kind = request.headers().get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(Error::UnsupportedMediaType("application/x-www-form-urlencoded"));
        }
        let body = axum::body::Bytes::from_request(request, state).await.map_err(Error::body)?;
        Ok(Self::decode(&body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_what_was_typed_and_says_what_is_wrong() {
        let mut form = FormState::decode(b"name=A+%26+B&works=1&works=2&count=many&empty=+");
        assert_eq!(form.value("name"), "A & B");
        assert_eq!(form.all("works"), ["1", "2"]);
        assert!(form.chosen("works", "2") && !form.chosen("works", "3"));
        assert_eq!(form.read("count", |text| text.parse::<u32>().map_err(|error| error.to_string())), None);
        assert_eq!(form.read_optional("empty", |_| Err::<u32, _>("never read")), Some(None));
        assert!(form.error("count").is_some() && !form.is_valid());
        form.call("count", "number");
        assert!(form.error("count").is_none() && form.error("number").is_some());
        form.call("number", "count");
        assert_eq!((form.others("count"), form.others("name")), (0, 0));
        assert_eq!(form.value("count"), "many");
        assert!(!format!("{form:?}").contains("many"));
        form.refuse("", "As a whole");
        form.refuse("name", "First");
        form.refuse("name", "Second");
        assert_eq!(form.others("name"), 1);
        form.in_order(&["name", "count"]);
        let fields: Vec<_> = form.errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["", "name", "name", "count"]);
        let carried = form.without(&["name", "count"]);
        assert_eq!(carried.typed().collect::<Vec<_>>(), [("empty", " "), ("works", "1"), ("works", "2")]);
    }
}
