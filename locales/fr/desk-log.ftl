# Le registre tel que le bureau le lit : qui, et ce qu’il a fait, en une phrase. Ce que les parties lisent dans les mêmes termes figure dans timeline.ftl.

line-whoever = La personne visée
desk-line-filed = a déposé la demande
desk-line-entered = a saisi l’injonction
desk-line-effect-by-mail = a confirmé l’effet à l’autorité, par courrier électronique
desk-line-effect-by-letter = a confirmé l’effet à l’autorité, par lettre
desk-line-gag-ended = a mis fin au secret
desk-line-escalated-locked = a transmis le cas à un réviseur principal, et fait aussitôt verrouiller et conserver les fichiers
desk-line-escalated = a transmis le cas à un réviseur principal
desk-line-sent-back = a renvoyé le cas à la file d’attente
desk-line-escalation-ended = a mis fin à la transmission par la décision
desk-line-extended = a ajouté des liens à la demande
desk-line-sources = a indiqué où des liens ont été trouvés
desk-line-amended = a corrigé la demande
desk-line-withdrew = a retiré la demande, en tout ou en partie
desk-line-to-queue = a rendu la demande à la file d’attente
desk-line-reassigned = a confié la demande à un autre réviseur
desk-line-opened-file = a ouvert un fichier de preuve
desk-line-opened = a ouvert les preuves de { $target }
desk-line-erased = a effacé ce qui avait été communiqué de { $target } : son dernier délai était écoulé
desk-line-erased-files = a effacé les fichiers de preuve
desk-line-matching-requested = a demandé que des fichiers soient comparés avec ses références
desk-line-stored = a déposé le fichier
desk-line-undeleted = a annulé la suppression, et le fichier revient du séquestre
desk-line-restored = a rendu le fichier
desk-line-locked = a verrouillé le fichier
desk-line-custody = a mis une copie scellée sous séquestre
desk-line-custody-destroyed = a détruit une copie scellée mise sous séquestre
desk-line-ordered = a ordonné aux miroirs de supprimer le fichier
desk-line-receipt = a signé un reçu : { $result }
desk-line-probed = a recherché le fichier chez un miroir : { $outcome }
desk-line-link-disabled = a désactivé un lien
desk-line-notice = a donné un avis à qui cela concerne
desk-line-purge-windows = a ordonné la destruction, tous les délais étant écoulés
desk-line-purge = a ordonné la destruction, en seconde de deux personnes
desk-line-share-destroyed = a détruit la part de la clé : rien du fichier ne peut être rétabli
desk-line-flagger = a consigné le statut de signaleur de confiance
desk-line-member-role = a changé les droits d’un membre, désormais { $role }
desk-line-key = a créé une clé pour programmes : { $scopes }
desk-line-direct = a accordé l’accès direct, en seconde de deux personnes
desk-line-signed = a signé l’accord
desk-line-mirror-admitted = a admis le miroir
desk-line-mirror-stopped = a cessé de placer quoi que ce soit sur le miroir
desk-line-mirror-removed = a retiré le miroir, en seconde de deux personnes
desk-line-preserved = a fait conserver le fichier
desk-line-released = a libéré le fichier qui était conservé

# Autres mots du registre.
word-ordered = ordonné
word-submitted = déposée
word-in-review = en examen
word-needs-information = informations demandées
word-decided = tranchée
word-deleted = supprimé
word-not-held = non détenu
word-gone = disparu
word-absent = absent
word-held = encore détenu

# Pourquoi un verrou a été levé.
desk-because-appeal-granted = réclamation accueillie
desk-because-counter-notice = contre-notification
desk-because-dispute-won = litige gagné
desk-because-escalation-ended = transmission terminée
desk-because-overturned = suppression annulée
desk-because-withdrawn = demande retirée
