line-you = Vous
line-rights-holder = Un titulaire de droits
line-notifier = L’auteur d’une notification
line-reviewer = Un réviseur
line-senior = Un réviseur principal
line-administrator = Un administrateur
line-mirror = Un miroir
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
line-ordered = { $count ->
    [one] : ordre donné à un miroir de supprimer le fichier
   *[other] : ordre donné à { $count } miroirs de supprimer le fichier
}
line-receipt-deleted = : reçu signé, sa copie est supprimée
line-receipt-absent = : reçu signé, il ne détenait aucune copie
line-receipt-other = : reçu signé ({ $result })
line-probe-gone = : fichier demandé à un miroir, il n’y est plus
line-probe-other = : fichier demandé à un miroir ({ $outcome })
line-link-disabled = : désactivation d’un lien vers le fichier
line-link-enabled = : réactivation d’un lien
line-notice = : avis donné, et annoncé par courriel
line-message-settled = : message non distribué pris en charge
line-purge-ordered = : ordre de détruire tout ce qui restait
line-share-destroyed = : destruction de sa moitié de la clé, rien du fichier ne peut être rétabli
line-other = : inscription { $kind }

ground-copyright = droit d’auteur
ground-court = injonction d’une juridiction ou d’une autorité
ground-other-law = loi autre que le droit d’auteur
