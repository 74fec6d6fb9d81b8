//! Sign-up and its confirmation, sign-in, sign-out, the account's keys, and drive entries.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use data_encoding::BASE64URL_NOPAD;
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_sessions::Session;

use crate::accounts::entries::{self, Entry};
use crate::accounts::{self, Auth, Code, Email, NewAccount, Parameters, Wrapped};
use crate::http::device::{self, Device};
use crate::http::extract::{AskedFor, Caller, ClientAddress, Json, Path, Query, Reader, SignedIn};
use crate::http::{Error, session};
use crate::ids::EntryId;
use crate::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/accounts", post(sign_up))
        .route("/accounts/confirmation", post(confirm))
        .route("/sign-in/parameters", post(parameters))
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/account", get(whoami))
        .route("/account/keys", post(keys))
        .route("/account/password", put(change_password))
        .route("/account/recovery-key", put(replace_recovery_key))
        .route("/entries", get(list_entries))
        .route("/entries/{id}", get(read_entry).put(write_entry).delete(delete_entry))
}

/// Bytes that come as base64url without padding. They do not print.
struct Binary(Vec<u8>);

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
        bytes.map(Self).map_err(|_| serde::de::Error::custom("binary values are base64url without padding"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignUp {
    email: String,
    version: u32,
    salt: Binary,
    rounds: u32,
    auth: Binary,
    wrapped_master: Binary,
    recovery_wrapped_master: Binary,
}

/// 202 whether or not the address has an account. The salt is the one of the address's sign-in parameters. What was
/// mailed is the next step: a code, or that there is an account already.
async fn sign_up(
    State(service): State<Service>,
    ClientAddress(from): ClientAddress,
    AskedFor(language): AskedFor,
    Json(body): Json<SignUp>,
) -> Result<Response, Error> {
    let new = NewAccount {
        email: Email::parse(&body.email)?,
        parameters: Parameters::parse(body.version, &body.salt.0, body.rounds)?,
        auth: Auth::parse(&body.auth.0)?,
        wrapped_master: Wrapped::parse("wrapped_master", &body.wrapped_master.0)?,
        recovery_wrapped_master: Wrapped::parse("recovery_wrapped_master", &body.recovery_wrapped_master.0)?,
        language,
    };
    accounts::sign_up(&service, new, &from).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(json!({}))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignUpConfirmation {
    email: String,
    auth: Binary,
    code: String,
}

/// Makes the account, for its password and the code together, and signs in.
async fn confirm(
    State(service): State<Service>,
    ClientAddress(from): ClientAddress,
    device: Device,
    session: Session,
    Json(body): Json<SignUpConfirmation>,
) -> Result<Response, Error> {
    let (email, auth, code) = (Email::parse(&body.email)?, Auth::parse(&body.auth.0)?, Code::parse(&body.code)?);
    let signed_in = accounts::confirm(&service, &email, &auth, &code, &from).await?;
    enter(&service, &session, &device, &signed_in).await
}

/// Begins the session of somebody who signed in, and hands their browser the token by which it is known again.
async fn enter(
    service: &Service,
    session: &Session,
    Device(came_with): &Device,
    signed_in: &accounts::SignedIn,
) -> Result<Response, Error> {
    let account = signed_in.actor.account;
    session::begin(service, session, signed_in.actor).await?;
    let token = accounts::devices::remember(service, account, came_with.as_ref()).await?;
    // It stands from here on, so that a change of the password finds it; a change before is found here.
    session.save().await.map_err(Error::internal)?;
    if let Err(changed) = accounts::require_unchanged(service, signed_in).await {
        session::end(session).await?;
        return Err(changed.into());
    }
    let wrapped_master = BASE64URL_NOPAD.encode(signed_in.wrapped_master.as_bytes());
    let document = axum::Json(json!({ "account": account, "wrapped_master": wrapped_master }));
    Ok((device::cookie(service, &token)?, document).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    email: String,
}

#[derive(Serialize)]
struct ParametersBody {
    version: u32,
    salt: String,
    rounds: u32,
}

async fn parameters(
    State(service): State<Service>,
    Json(body): Json<Address>,
) -> Result<axum::Json<ParametersBody>, Error> {
    let parameters = accounts::sign_in_parameters(&service, &Email::parse(&body.email)?).await?;
    Ok(axum::Json(ParametersBody {
        version: parameters.version,
        salt: BASE64URL_NOPAD.encode(&parameters.salt),
        rounds: parameters.rounds,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: String,
    auth: Binary,
}

async fn sign_in(
    State(service): State<Service>,
    ClientAddress(from): ClientAddress,
    device: Device,
    session: Session,
    Json(body): Json<SignIn>,
) -> Result<Response, Error> {
    let (email, auth) = (Email::parse(&body.email)?, Auth::parse(&body.auth.0)?);
    let signed_in = accounts::sign_in(&service, &email, &auth, &from, device.0.as_ref()).await?;
    enter(&service, &session, &device, &signed_in).await
}

/// Who this is: `{account, email, roles}`; no email where it was altered in the database.
async fn whoami(State(service): State<Service>, Caller(actor): Caller) -> Result<axum::Json<Value>, Error> {
    let mut tx = service.db.read().await?;
    let email = accounts::address_of(&mut tx, &service, actor.account).await?;
    let roles: Vec<_> = actor.roles.iter().map(accounts::Role::as_str).collect();
    Ok(axum::Json(json!({ "account": actor.account, "email": email, "roles": roles })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    auth: Binary,
}

/// The wrapped master key again, for the current password only.
async fn keys(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Json(body): Json<Confirmation>,
) -> Result<axum::Json<Value>, Error> {
    accounts::verify_auth(&service, actor.account, &Auth::parse(&body.auth.0)?).await?;
    let wrapped_master = accounts::wrapped_master(&service, actor).await?;
    Ok(axum::Json(json!({ "wrapped_master": BASE64URL_NOPAD.encode(wrapped_master.as_bytes()) })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    current: Binary,
    version: u32,
    salt: Binary,
    rounds: u32,
    auth: Binary,
    wrapped_master: Binary,
}

/// A new password, under the salt that the account has. Every other session ends and every other browser is forgotten;
/// this session gets a new id and this browser a new token.
async fn change_password(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Json(body): Json<NewPassword>,
) -> Result<Response, Error> {
    let parameters = Parameters::parse(body.version, &body.salt.0, body.rounds)?;
    let (current, auth) = (Auth::parse(&body.current.0)?, Auth::parse(&body.auth.0)?);
    let wrapped_master = Wrapped::parse("wrapped_master", &body.wrapped_master.0)?;
    accounts::change_password(&service, actor, &current, parameters, &auth, &wrapped_master).await?;
    if let Some(kept) = session::current(&session) {
        accounts::sessions::revoke_others(&service, actor, kept).await?;
    }
    session::begin(&service, &session, actor).await?;
    session::say(&session, language.say("account-password-set").to_string()).await?;
    let token = accounts::devices::remember(&service, actor.account, None).await?;
    Ok((StatusCode::NO_CONTENT, device::cookie(&service, &token)?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRecoveryKey {
    current: Binary,
    recovery_wrapped_master: Binary,
}

async fn replace_recovery_key(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Json(body): Json<NewRecoveryKey>,
) -> Result<StatusCode, Error> {
    let wrapped = Wrapped::parse("recovery_wrapped_master", &body.recovery_wrapped_master.0)?;
    accounts::replace_recovery_key(&service, actor, &Auth::parse(&body.current.0)?, &wrapped).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_out(SignedIn(_): SignedIn, session: Session) -> Result<StatusCode, Error> {
    session::end(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct After {
    after: Option<EntryId>,
}

/// A page of up to 1,000 entries: `{entries: [{id, sealed, updated_at}], next: id|null}`.
async fn list_entries(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(After { after }): Query<After>,
) -> Result<axum::Json<Value>, Error> {
    let limit = service.config.limits.api_page_rows;
    let mut found = entries::list(&service, actor, after, limit + 1).await?;
    let next = if found.len() > limit as usize {
        found.truncate(limit as usize);
        found.last().map(|entry| entry.id)
    } else {
        None
    };
    Ok(axum::Json(json!({ "entries": found.iter().map(document).collect::<Vec<_>>(), "next": next })))
}

fn document(entry: &Entry) -> Value {
    json!({ "id": entry.id, "sealed": BASE64URL_NOPAD.encode(&entry.sealed), "updated_at": entry.updated_at })
}

async fn read_entry(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<EntryId>,
) -> Result<Response, Error> {
    let entry = entries::get(&service, actor, id).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], entry.sealed).into_response())
}

async fn write_entry(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<EntryId>,
    sealed: Bytes,
) -> Result<StatusCode, Error> {
    entries::put(&service, actor, id, &sealed).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_entry(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<EntryId>,
) -> Result<StatusCode, Error> {
    entries::delete(&service, actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
