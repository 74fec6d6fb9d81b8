//! The command by which a mirror joins, filled in from what its host applied with. Where the mirror is reached and where it keeps its bytes
//! was not said: these its host changes.

use crate::config::written_bytes;
use crate::texts::Language;
use crate::vault::applications::Application;

/// What the host types.
pub(super) fn join(application: &Application, language: Language) -> String {
    let name = quoted(&application.host.said_in(language));
    let room = written_bytes(u64::try_from(application.capacity).unwrap_or(0));
    format!(
        "writ mirror join --invitation-file invitation --url https://mirror.example --country {} --host {name} \
         --capacity {room} --data /srv/mirror",
        application.jurisdiction
    )
}

/// As a shell reads it, whatever stands in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::super::sample_application;
    use super::*;
    use crate::http::pages::prelude::Layout;
    use crate::vault::applications::ApplicationState;

    #[test]
    fn a_mirror_joins_by_what_was_applied_with_whatever_its_host_is_called() {
        let layout = Layout::sample();
        let mut application = sample_application(&layout, ApplicationState::Approved);
        let whole = "writ mirror join --invitation-file invitation --url https://mirror.example --country NZ \
                     --host 'Kiwi Hosting' --capacity 8TiB --data /srv/mirror";
        assert_eq!(join(&application, layout.language), whole);
        application.host = "Kiwi's $(Hosting)".into();
        application.capacity = 1_500;
        let command = join(&application, layout.language);
        assert!(command.contains(r"--host 'Kiwi'\''s $(Hosting)' --capacity 1500 --data"), "{command}");
    }
}
