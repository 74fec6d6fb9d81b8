//! One-time links: the first administrator's, and those by which staff are invited.
//!
//! The token stands in the fragment of the link, so that it reaches no log on the way, and is stored as SHA-256.

use std::fmt;
use std::time::Duration;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::appointments::{By, administrators, grant};
use super::two_person::{self, Kind};
use super::{Actor, Error, Role, in_force, require_administrator, roles_of, store};
use crate::service::Service;
use crate::texts::Text;

/// How long an invitation stands.
const LIFETIME: Duration = Duration::from_hours(7 * 24);

/// The secret of an invitation. It does not print.
#[derive(Clone)]
pub struct InvitationToken(Zeroizing<String>);

impl InvitationToken {
    /// Reads what a person brought.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        match BASE64URL_NOPAD.decode(text.as_bytes()) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(Zeroizing::new(text.to_owned()))),
            _ => Err(Error::invalid("token", Text::of("account-no-invitation"))),
        }
    }

    /// The link that carries it.
    pub fn link(&self, service: &Service) -> String {
        format!("{}invitation#{}", service.config.public_url, &*self.0)
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// Where it lies sealed why somebody is invited by it.
    fn place(&self) -> String {
        format!("invitations.reason/{}", HEXLOWER.encode(&self.hash()))
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationToken(…)")
    }
}

/// Invites somebody to a role, with a reason where it takes two people. Whoever opens the link first, signed in, takes it
/// up: with a role that one administrator gives they have it then; with one that two give, a second administrator
/// confirms who it was. The only administrator appoints the second one alone, and needs no reason.
pub async fn invite(service: &Service, actor: Actor, role: Role, reason: &str) -> Result<InvitationToken, Error> {
    let (token, now) = (new_token(service), service.clock.now());
    let mut tx = service.db.begin().await?;
    require_administrator(in_force(&mut tx, &actor).await?)?;
    let alone = administrators(&mut tx).await? == 1;
    let reason = match role.appointment() {
        Some(Kind::AdministratorAppointment) if alone && reason.trim().is_empty() => None,
        Some(Kind::SeniorAppointment) if alone => {
            return Err(Error::Conflict(Text::of("account-second-first")));
        }
        Some(_) => Some(two_person::reason(reason)?),
        None => None,
    };
    let (by, until) = (Some(actor.account), now.plus(LIFETIME));
    let sealed = reason.map(|reason| service.keys.seal(&token.place(), reason.as_bytes()));
    store::insert_invitation(&mut tx, &token.hash(), role.as_str(), sealed.as_deref(), by, now, until).await?;
    tx.commit().await?;
    Ok(token)
}

/// While no account is an administrator: a fresh one-time link that makes one, for the terminal of whoever started the
/// service. Earlier ones stop working.
pub async fn first_administrator_link(service: &Service) -> Result<Option<String>, Error> {
    let (token, now) = (new_token(service), service.clock.now());
    let mut tx = service.db.begin().await?;
    if administrators(&mut tx).await? > 0 {
        return Ok(None);
    }
    store::drop_first_invitations(&mut tx).await?;
    let role = Role::Administrator.as_str();
    store::insert_invitation(&mut tx, &token.hash(), role, None, None, now, now.plus(LIFETIME)).await?;
    tx.commit().await?;
    Ok(Some(token.link(service)))
}

/// What came of taking up an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// The account has the role.
    Granted(Role),
    /// A second administrator has to confirm it.
    Waits(Role),
}

/// Takes up an invitation: marks it used and, in the same transaction, grants its role or proposes it to a second
/// administrator. How many administrators it takes is read now, not when the invitation was made: of two invitations of
/// the only administrator's, the second one taken up waits.
pub async fn accept_invitation(service: &Service, actor: Actor, token: &InvitationToken) -> Result<Accepted, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    store::lock_roles(&mut tx).await?;
    let Some(invitation) = store::use_invitation(&mut tx, &token.hash(), actor.account, now).await? else {
        return Err(Error::Conflict(Text::of("account-invitation-over")));
    };
    let role: Role = invitation.role.parse().map_err(|_| Error::Damaged("the role of an invitation".to_owned()))?;
    let administrators = administrators(&mut tx).await?;
    let Some(by) = invitation.invited_by else {
        if administrators > 0 {
            return Err(Error::Conflict(Text::of("account-has-administrator")));
        }
        grant(&mut tx, service, By::FirstLink, actor.account, role).await?;
        tx.commit().await?;
        return Ok(Accepted::Granted(role));
    };
    // Whoever lost the role since, lost what they promised with it.
    let inviter = super::actor(&mut tx, by).await?.filter(|inviter| inviter.roles.administrator());
    let Some(inviter) = inviter else {
        return Err(Error::Conflict(Text::of("account-inviter-gone")));
    };
    let accepted = match role.appointment() {
        Some(kind) if role != Role::Administrator || administrators > 1 => {
            if roles_of(&mut tx, actor.account).await?.has(role) {
                return Err(Error::Conflict(Text::of("account-has-role")));
            }
            let Some(sealed) = invitation.reason_sealed else {
                return Err(Error::Conflict(Text::of("account-two-already")));
            };
            // Whoever confirms it agrees to what is said there.
            let Ok(Some(reason)) = service.keys.legible(&token.place(), &sealed)? else {
                return Err(Error::Conflict(Text::of("account-invitation-unreadable")));
            };
            let reason = String::from_utf8_lossy(&reason);
            two_person::propose(&mut tx, service, &inviter, kind, actor.account.0, &reason).await?;
            Accepted::Waits(role)
        }
        _ => {
            grant(&mut tx, service, By::One(by), actor.account, role).await?;
            Accepted::Granted(role)
        }
    };
    tx.commit().await?;
    Ok(accepted)
}

fn new_token(service: &Service) -> InvitationToken {
    InvitationToken(Zeroizing::new(BASE64URL_NOPAD.encode(&service.entropy.bytes::<32>())))
}
