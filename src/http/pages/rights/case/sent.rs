//! A notice as it was sent, for whoever sent it.

use super::Shown;
use crate::claims::statement::Statement;

impl Shown {
    /// What the notice says, each with the label of its field. An order is read at the desk alone.
    pub(super) fn sent(&self) -> Vec<(&'static str, &str)> {
        let fields = match &self.case.statement {
            Statement::UsDmca { works, name, address, telephone, email, signature, .. } => vec![
                ("notice-form-works", works.as_str()),
                ("notice-form-name", name.as_str()),
                ("notice-form-address", address.as_str()),
                ("notice-form-telephone", telephone.as_str()),
                ("notice-form-email", email.as_str()),
                ("notice-form-signature", signature.as_str()),
            ],
            Statement::EuDsa { reasons, name, email, .. } => vec![
                ("notice-form-reasons", reasons.as_str()),
                ("notice-form-name", name.as_deref().unwrap_or_default()),
                ("notice-form-email", email.as_deref().unwrap_or_default()),
            ],
            Statement::OtherLaw { law, territory, reasons, name, email, .. } => vec![
                ("notice-form-law", law.as_str()),
                ("notice-form-territory", territory.as_str()),
                ("notice-form-reasons", reasons.as_str()),
                ("notice-form-name", name.as_deref().unwrap_or_default()),
                ("notice-form-email", email.as_deref().unwrap_or_default()),
            ],
            Statement::Court { .. } => Vec::new(),
        };
        fields.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }

    /// What its sender stated, word for word.
    pub(super) fn stated(&self) -> Vec<&str> {
        match &self.case.statement {
            Statement::UsDmca { affirmations, .. }
            | Statement::EuDsa { affirmations, .. }
            | Statement::OtherLaw { affirmations, .. } => affirmations.iter().map(String::as_str).collect(),
            Statement::Court { .. } => Vec::new(),
        }
    }
}
