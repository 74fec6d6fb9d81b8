# Ce que le personnel voit des réponses de chaque partie : une réclamation accueillie avant d’être tranchée, et l’examen d’une action.

appeal-confirm-title = Confirmer la décision sur une réclamation
appeal-confirm-lead = Rien n’est encore décidé. Une réclamation est tranchée une seule fois ; la décision prend effet en appuyant encore une fois.
appeal-confirm-list = Réclamations
appeal-confirm-file = Cible { $position } : le fichier est verrouillé et supprimé de tous les miroirs
appeal-confirm-link = Cible { $position } : le lien est désactivé
appeal-confirm-touches = Ce que cela touche
appeal-confirm-only = Un lien est désactivé ; le fichier et ses autres liens restent :
appeal-confirm-decide = Trancher la réclamation

look-title = Examen de ce qui a été annoncé
look-list = Litiges
look-link = L’examiner
look-to-be-done = à examiner
look-reported = annoncé comme terminé
look-open = en cours
look-kind-action = Action en justice, après une contre-notification
look-kind-board = Copyright Claims Board, après une contre-notification
look-kind-body = Règlement extrajudiciaire des litiges
look-kind-lawsuit = Procès
look-claim = Demande
look-target = Cible { $position } de sa demande
look-answers = Elle répond à
look-counter-notice = Une contre-notification
look-told = Annoncée
look-said-ended = L’issue, selon le demandeur
look-for-uploader = en faveur du déposant
look-for-claimant = en faveur du demandeur
look-no-result = sans décision
look-record-end = Consigner l’issue
look-not-ended = Comment vous savez qu’elle n’est pas terminée
look-not-ended-hint = Le demandeur le lit. L’action maintient toujours le contenu retiré.
look-say-not-ended = Elle n’est pas terminée
look-rule = L’annonce d’une action maintient le contenu retiré ; le tribunal seul dit si l’action est fondée. Examinez seulement si ce qui a été annoncé en désigne une : un tribunal ou le Copyright Claims Board, son numéro, ce contenu et ce déposant.
look-question = Une action est-elle désignée ?
look-names-action = Oui
look-names-action-hint = Le contenu reste retiré jusqu’à ce qu’elle soit terminée.
look-names-none = Non
look-names-none-hint = L’annonce est incomplète, ou porte sur autre chose. Elle prend fin, les deux parties apprennent ce qui manque, et le contenu est rétabli le jour prévu, aussitôt si ce jour est passé.
look-because-hint = En des mots destinés aux deux parties.
look-send = Le consigner
look-say-found = Dites si une action est désignée
look-noted = C’est consigné, et les personnes concernées en sont informées.

appeal-after-dispute = Personne ne l’a introduite : un litige s’est achevé en faveur du demandeur, et rien n’est restreint. Ci-dessus figure ce qui l’a montré. S’il y est fait droit, ce que vous choisissez remplace la décision.
appeal-after-dispute-short = après un litige
