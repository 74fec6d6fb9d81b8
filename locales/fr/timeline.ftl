line-you = Vous
line-rights-holder = Un titulaire de droits
line-notifier = L’auteur d’une notification
line-reviewer = Un réviseur
line-senior = Un réviseur principal
line-administrator = Un administrateur
line-mirror = Un miroir
line-mirror-named = Le miroir { $mirror }
line-service = Le service
line-stored = { $count ->
    [one] : dépôt du fichier sur un miroir
   *[other] : dépôt du fichier sur { $count } miroirs
}
line-deleted = : suppression du fichier
line-taken-back = : suppression annulée
line-undeleted = : suppression annulée ; le fichier revient du séquestre, et les mêmes liens l’ouvriront
line-restored = : fichier rendu, les mêmes liens l’ouvrent de nouveau
line-locked = : verrouillage du fichier ({ $ground })
line-lifted-still-locked = : levée d’un verrou ; un autre subsiste
line-lifted-lost = : levée du verrou ; il ne restait aucune copie à rendre
line-lifted-deleted = : levée du verrou ; son propriétaire avait supprimé le fichier
line-lifted-restoring = : levée du verrou, et restitution du fichier commencée
line-lifted = : levée du verrou
line-custody = : copie scellée mise sous séquestre, au cas où la décision ne serait pas maintenue
line-custody-destroyed = : destruction d’une copie scellée mise sous séquestre, devenue inutile
line-ordered = { $count ->
    [one] : ordre donné à un miroir de supprimer le fichier
   *[other] : ordre donné à { $count } miroirs de supprimer le fichier
}
line-receipt-deleted = : reçu signé, sa copie est supprimée
line-receipt-absent = : reçu signé, il ne détenait aucune copie
line-receipt-other = : reçu signé ({ $result })
line-probe-gone = : fichier demandé au miroir { $mirror }, il n’y est plus
line-probe-other = : fichier demandé au miroir { $mirror } ({ $outcome })
line-link-disabled = : désactivation d’un lien vers le fichier
line-link-enabled = : réactivation d’un lien
line-link-still-locked = : fin d’une restriction d’un lien ; le fichier lui-même reste verrouillé
line-link-still-disabled = : fin d’une restriction d’un lien ; une autre décision le désactive encore
line-link-restoring = : réactivation d’un lien, qui ouvrira le fichier dès que celui-ci sera rendu
line-link-gone = : fin de la restriction d’un lien, qui n’a plus rien à ouvrir
line-notice = : avis donné, et annoncé par courriel
line-message-settled = : message non distribué pris en charge
line-sharee = Une personne qui a un lien
line-complaint-received = : plainte au sujet d’un lien qui ne s’ouvre pas
line-complaint-stands = : réponse à une plainte au sujet d’un lien qui ne s’ouvre pas, la décision est maintenue
line-complaint-again = : réponse à une plainte au sujet d’un lien qui ne s’ouvre pas, la décision est soumise à un réviseur principal
line-complaint-stands-after-all = : décision réexaminée après une plainte, et maintenue
line-complaint-overturned = : décision réexaminée après une plainte, et annulée
line-complaint-moot = : clôture d’une plainte au sujet d’un lien qui ne s’ouvre pas, son objet ayant pris fin
line-purge-ordered = : ordre de détruire tout ce qui restait
line-share-destroyed = : destruction de sa moitié de la clé, rien du fichier ne peut être rétabli
line-unnumbered = C’est écrit ; le registre le numérote dans les instants qui suivent.

ground-copyright = droit d’auteur
ground-court = injonction d’une juridiction ou d’une autorité
ground-other-law = loi autre que le droit d’auteur

# L’historique d’une demande et d’une organisation, tel que leurs parties le lisent.
line-the-uploader = Le déposant
line-the-rights-holder = Le titulaire de droits
line-the-notifier = L’auteur de la notification
line-target = la cible { $position }
line-file = le fichier { $position }
# Ce dont parle une ligne d’une demande, pour le déposant du fichier.
line-this-file = ce fichier
line-an-owner = Un responsable
line-notice-owners = : avis donné aux propriétaires
line-applied = : candidature déposée
line-verified = : organisation vérifiée
line-refused = : candidature refusée
line-domain-dns = : maîtrise du domaine prouvée, dans le DNS
line-domain-file = : maîtrise du domaine prouvée, dans un fichier
line-asked = : précisions demandées
line-answered = : réponse donnée
line-reinstated = : suspension levée
line-suspended = : organisation suspendue
line-ended = : fin de l’organisation
line-contact-changed = : nouvelle personne de contact de l’organisation
line-principal-named = : mandant ajouté
line-principal-confirmed = : mandant confirmé
line-principal-refused = : mandant refusé
line-principal-withdrawn = : mandant retiré
line-flagger-set = : statut de signaleur de confiance consigné ({ $expertise })
line-flagger-removed = : statut de signaleur de confiance retiré
line-member-joined = : membre accueilli ({ $role })
line-member-role = : droits d’un membre changés, désormais { $role }
line-member-removed = : membre retiré
line-key-created = : clé pour programmes créée
line-key-revoked = : clé pour programmes révoquée
line-webhook-added = : webhook ajouté
line-webhook-rotated = : nouveau secret pris pour un webhook
line-webhook-removed = : webhook retiré
line-signed = : version { $version } de l’accord signée en tant que { $role }
line-direct-granted = { $count ->
    [one] : accès direct accordé, { $count } fichier par jour
   *[other] : accès direct accordé, { $count } fichiers par jour
}
line-direct-stripped = : accès direct retiré
line-claimed = { $count ->
    [one] : demande visant { $count } fichier, dont { $opened } ouvert
   *[other] : demande visant { $count } fichiers, dont { $opened } ouverts
}
line-extended = { $count ->
    [one] : ajout de { $count } fichier, dont { $opened } ouvert
   *[other] : ajout de { $count } fichiers, dont { $opened } ouverts
}
line-sources = { $count ->
    [one] : emplacement de { $count } fichier indiqué
   *[other] : emplacement de { $count } fichiers indiqué
}
line-amended = : notification complétée
line-information-asked = : éléments manquants exigés par la loi demandés
line-question-ended = n’a plus attendu de réponse
line-escalated = a transmis la demande à un réviseur principal
line-danger = a dit que quelqu’un est en danger, ce qui confie la demande à un réviseur principal
line-escalation-ended = a clos ce qu’un réviseur principal avait en main
line-reassigned = : affaire confiée à une autre personne
line-claim-withdrawn = { $count ->
    [one] : demande retirée pour { $count } fichier
   *[other] : demande retirée pour { $count } fichiers
}
line-reviewed = : suppression examinée ({ $file }), { $outcome }
line-matching-requested = { $count ->
    [one] : comparaison de { $count } fichier demandée
   *[other] : comparaison de { $count } fichiers demandée
}
line-matching-ended = : fichier comparé, { $outcome }
line-evidence-opened = : preuves ouvertes
line-evidence-added = : fichier de preuve apporté
line-evidence-removed = : fichier de preuve repris
line-evidence-erased = { $count ->
    [one] : { $count } fichier de preuve effacé
   *[other] : { $count } fichiers de preuve effacés
}
line-evidence-erased-of = a effacé ce qui avait été communiqué de { $file }
line-signature-erased = a effacé la trace d’une signature qui n’engageait plus depuis longtemps
line-deleted-directly = : suppression par accès direct ({ $file })
line-decided = : décision ({ $file }), { $finding }, { $outcome }
line-counter-notice = : contre-notification envoyée ({ $file })
line-counter-notice-checked = : contre-notification jugée complète ({ $file })
line-counter-notice-ended = : contre-notification close ({ $file }), { $outcome }
line-dispute-told = : litige annoncé ({ $file }), { $before }
line-dispute-names-action = : annonce de l’action examinée ({ $file }), elle en désigne une
line-dispute-names-none = : annonce de l’action examinée ({ $file }), elle n’en désigne aucune
line-dispute-end-told = : issue de l’action annoncée ({ $file }), { $outcome }
line-dispute-end-checked = : issue de l’action examinée ({ $file }), { $outcome }
line-dispute-ended = : issue d’un litige consignée ({ $file }), { $outcome }
line-misuse-notice = a marqué { $file } de la notification comme manifestement infondé
line-misuse-counter-notice = a marqué la contre-notification sur { $file } comme manifestement infondée
line-misuse-appeal = a marqué une réclamation comme manifestement infondée
line-misuse-appeal-about = a marqué la réclamation sur { $file } comme manifestement infondée
line-misuse-retracted = a retiré la marque d’une réclamation manifestement infondée
line-misuse-retracted-about = a retiré la marque « manifestement infondé » au sujet de { $file }
line-sender-confirmed = a confirmé être l’auteur de la notification
line-sender-erased = a effacé les données personnelles de son auteur
line-order-withdrawn = a constaté que l’injonction a été rapportée
line-reason-changed = a changé un motif type ({ $what })
line-account-created = a créé le compte
line-account-closed = a fermé le compte
line-account-erased = a effacé les données personnelles du compte
line-role-granted = a donné un rôle au compte
line-role-withdrawn = a retiré un rôle au compte
line-passkey-added = a ajouté une clé d’accès
line-passkey-removed = a retiré une clé d’accès
line-account-review = a soumis le compte à un réviseur
line-account-reviewed = a décidé du compte : { $outcome }
line-measure-taken = a décidé une mesure ({ $measure }, { $of })
line-measure-lifted = a levé une mesure ({ $measure }, { $of }) : { $because }
line-measure-appeal = a introduit une réclamation contre une mesure ({ $measure }, { $of })
line-measure-appeal-moot = a clos une réclamation devenue sans objet
line-measure-appeal-withdrawn = a retiré une réclamation
line-measure-appeal-decided = a tranché une réclamation contre une mesure ({ $measure }, { $of }) : { $outcome }
line-appeal-lodged = : réclamation introduite contre la décision ({ $file })
line-looked-at-again = : décision ({ $file }) de nouveau soumise à un réviseur, après un litige
line-looked-at-again-moot = : nouvel examen ({ $file }) clos, sans objet
line-looked-at-again-decided = : nouvelle décision ({ $file }) après un litige, { $outcome }
line-overturned-back = : décision annulée ({ $file }), ce qu’elle restreignait est rendu
line-overturned-more = : décision annulée ({ $file }), davantage est restreint
line-appeal-moot-uploader = : réclamation du déposant close, sans objet ({ $file })
line-appeal-moot-claimant = : réclamation du demandeur close, sans objet ({ $file })
line-appeal-withdrawn = : réclamation retirée ({ $file })
line-appeal-decided-uploader = : réclamation du déposant tranchée ({ $file }), { $outcome }
line-appeal-decided-claimant = : réclamation du demandeur tranchée ({ $file }), { $outcome }

# Mots du registre, tels qu’une telle ligne les dit.
word-infringing = contrefaisant
word-not-infringing = non contrefaisant
word-other-illegal = illicite à un autre titre
word-incomplete = incomplète
word-no-action = aucune mesure
word-link-disabled = lien désactivé
word-removed = retiré
word-upheld = maintenue
word-overturned = annulée
word-matched = identifié
word-matched-later = identifié par une référence postérieure
word-different = différent
word-unreadable = illisible
word-stopped = interrompu
word-returned = contenu rétabli
word-withdrawn = retirée
word-moot = sans objet désormais
word-restrained = un tribunal a tranché en faveur du demandeur
word-action = action en justice
word-copyright-claims-board = demande devant le Copyright Claims Board
word-out-of-court = règlement extrajudiciaire
word-lawsuit = procès
word-for-uploader = en faveur du déposant
word-for-claimant = en faveur du demandeur
word-no-result = sans décision
word-names-none = elle ne désigne aucune action
word-open = pas terminée
word-granted = accueillie
word-refused = rejetée
word-added = ajouté
word-edited = modifié
word-retired = retiré
word-strikes-void = manquements annulés
word-marks-retracted = marques retirées
word-intellectual-property = propriété intellectuelle
word-owner = responsable
word-agent = agent
word-warning = avertissement
word-suspension = suspension
word-termination = résiliation
word-uploads = envois
word-notices = notifications
word-complaints = réclamations
word-nothing = rien
word-appeal-granted = réclamation accueillie
word-reconsidered = réexaminée
timeline-joint = { "\u00A0" }
