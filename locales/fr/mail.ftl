mail-fact = { $name } : { $value }
mail-link = { $label } :

mail-code = Votre code pour confirmer cette adresse
mail-code-signed-up = Quelqu’un, peut-être vous, s’est inscrit sur { $host } avec cette adresse.
mail-code-enter = Si c’était vous, saisissez ce code dans les 24 heures, avec le mot de passe que vous avez choisi :
mail-code-form = Le formulaire à remplir
mail-code-not-you = Si ce n’était pas vous, il n’y a rien à faire : sans ce code, aucun compte ne sera créé. Ne le donnez à personne.

mail-known = Vous avez déjà un compte
mail-known-asked = Quelqu’un, peut-être vous, a demandé un compte sur { $host } avec cette adresse. Elle a déjà un compte.
mail-known-sign-in = Si c’était vous, connectez-vous
mail-known-not-you = Sinon, rien n’a été modifié et il n’y a rien à faire.

mail-lost = Vos liens privés
mail-lost-asked = Quelqu’un, peut-être vous, a demandé sur { $host } les liens privés des notifications que la personne qui lit cette adresse a confirmées comme les siennes.
mail-lost-whoever = Toute personne qui détient un tel lien peut suivre la notification, répondre à ce qui est décidé, et la retirer. Ne le donnez à personne.
mail-lost-notice = Notification { $number }, reçue le { $day }
mail-lost-older = Un message contient au plus les { $count } plus récentes de vos notifications. Il y en a de plus anciennes : pour les liens de celles-ci, écrivez-nous.
mail-lost-measure = Ce qui a été décidé à votre sujet le { $day }
mail-lost-not-you = Si ce n’était pas vous, il n’y a rien à faire : la personne qui les a demandés n’a pas appris s’il y en avait, les liens que vous avez continuent de fonctionner, et ceux-ci n’ont été envoyés à personne d’autre.

mail-role-given = Vous avez une nouvelle fonction
mail-role-given-text = Deux administrateurs de { $host } ont confirmé votre invitation : votre compte a désormais la fonction « { $role } ». Vous avez été déconnecté partout.
mail-role-given-sign-in = Connectez-vous de nouveau
mail-role-taken = Vous n’êtes plus administrateur
mail-role-taken-text = Deux administrateurs de { $host } ont retiré à votre compte la fonction d’administrateur, pour le motif suivant :

mail-claim-number = Demande
mail-claim-reference = Votre référence
mail-claim-received = Reçue
mail-claim-due = Décision au plus tard
mail-claim-page = Suivez-la ici
mail-claim-receipt = Nous avons reçu votre notification
mail-claim-receipt-text = { $count ->
    [one] Nous avons reçu votre notification concernant un fichier.
   *[other] Nous avons reçu votre notification concernant { $count } fichiers.
}
mail-claim-private-link = Suivez-la par le lien privé qui vous a été montré lors de l’envoi.
mail-claim-receipt-next = C’est une personne qui décide. La décision vous sera communiquée, avec les moyens de la faire réexaminer.
mail-claim-yours = Cette notification est-elle de vous ?
mail-claim-yours-text = Confirmez que vous lisez cette adresse et que vous avez envoyé la notification. Elle est examinée dans tous les cas. Ce que vous confirmez compte comme le vôtre, de sorte que les notifications d’un même auteur puissent être considérées ensemble ; si vous ne l’avez pas envoyée, ne faites rien.
mail-claim-yours-page = Confirmer la notification
mail-claim-yours-lost = Si vous perdez le lien privé d’une notification que vous avez confirmée, faites-vous en envoyer un autre

mail-more = Nous avons reçu un complément à votre notification
mail-more-text = { $count ->
    [one] Nous avons reçu un fichier de plus pour votre notification { $claim }.
   *[other] Nous avons reçu { $count } fichiers de plus pour votre notification { $claim }.
}
mail-more-next = Le délai de ce qu’elle désignait auparavant reste inchangé.

mail-incomplete = Votre notification est incomplète
mail-incomplete-text = Il manque à votre notification { $claim } des éléments que la loi exige :
mail-incomplete-next = Ajoutez-les là où vous suivez votre notification, avant le { $day }. Le délai dans lequel nous décidons est suspendu jusque-là. Aucune clé n’est nécessaire pour qu’une notification soit complète.
mail-unanswered = Nous décidons sur ce que dit votre notification
mail-unanswered-text = Nous vous avons demandé ce qui manque à votre notification { $claim }, et aucune réponse n’est venue. Le délai dans lequel nous décidons reprend maintenant.
mail-unanswered-next = Vous pouvez encore compléter la notification là où vous la suivez, tant qu’elle n’est pas décidée. Une notification à laquelle il manque ce que la loi exige peut rester sans suite.
requirement-signature = une signature
requirement-works = l’œuvre ou les œuvres
requirement-location = l’emplacement du contenu
requirement-name = un nom
requirement-address = une adresse postale
requirement-telephone = un numéro de téléphone
requirement-email = une adresse électronique
requirement-good-faith = la déclaration de bonne foi
requirement-accurate = la déclaration d’exactitude
requirement-authorised = le pouvoir d’agir, déclaré sous peine de parjure
requirement-reasons = les raisons pour lesquelles le contenu est illicite
requirement-law = la loi
requirement-territory = le territoire de cette loi

mail-decided = Une décision a été prise sur votre notification
mail-decided-text = Une décision a été prise sur votre notification { $claim }.
mail-decided-none = Fichier { $position } : rien n’est restreint.
mail-decided-link = Fichier { $position } : le lien est désactivé.
mail-decided-file = Fichier { $position } : il est verrouillé et en cours de suppression sur chaque miroir.
mail-decided-more = La demande compte { $count } fichiers ; les { $shown } premiers figurent ci-dessus.
mail-decided-no-software = Aucun moyen automatisé n’a été utilisé.
mail-decided-compared = Des personnes ont décidé. Un logiciel avait comparé ce qui a été ouvert avec les références que vous avez enregistrées.
mail-decided-redress = Si vous n’êtes pas d’accord, vous pouvez faire réexaminer la décision, gratuitement, jusqu’à la fin du { $day }, sur la page de votre notification.

mail-custody = Un fichier verrouillé n’a pas pu être mis sous séquestre
mail-custody-text = Un fichier est verrouillé, mais aucune copie scellée n’a pu en être mise sous séquestre : l’ordre à ses miroirs attend donc. Une nouvelle tentative a lieu automatiquement. Deux réviseurs principaux peuvent laisser partir l’ordre sans copie sous séquestre ; le fichier ne pourra alors jamais être rétabli.
mail-custody-page = Le fichier au bureau de traitement

mail-endpoint = Nous n’informons plus l’un de vos serveurs
mail-endpoint-text = Votre serveur { $host } n’a pas accepté ce que nous lui communiquons de vos demandes, ou a fait savoir qu’il ne veut plus rien recevoir. Nous ne lui disons plus rien jusqu’à ce que vous le demandiez.
mail-endpoint-page = Ce qu’il a répondu, et la marche à suivre

mail-organisation-page = À lire ici
mail-verified = Votre organisation est vérifiée
mail-verified-text = L’organisation { $organisation } est vérifiée. Une fois l’accord signé, ses demandes empruntent la voie rapide.
mail-reinstated = La suspension a pris fin
mail-reinstated-text = L’organisation { $organisation } n’est plus suspendue : ses pouvoirs sont rétablis. Le motif figure sur sa page.
mail-suspended = Votre organisation est suspendue
mail-suspended-text = L’organisation { $organisation } est suspendue : rien de nouveau n’est déposé ni supprimé en son nom. Le motif figure sur sa page.
mail-ended = Votre organisation a pris fin
mail-ended-text = Un responsable a mis fin définitivement à l’organisation { $organisation } : plus rien n’est demandé en son nom. Ce qu’elle a demandé reste tel que décidé.
mail-application-refused = Votre candidature est refusée
mail-application-refused-text = La candidature de { $organisation } est refusée. Chacun peut toujours envoyer les notifications prévues par la loi. Le motif figure sur sa page.
mail-inquiry = Votre candidature appelle une réponse
mail-inquiry-text = Un administrateur de { $host } demande des précisions avant de se prononcer sur la candidature de { $organisation }. Lisez la question sur sa page, et répondez-y là.
mail-principal-confirmed = Un mandant est confirmé
mail-principal-confirmed-text = Un administrateur a confirmé un mandant de { $organisation }. Le motif figure sur sa page.
mail-principal-refused = Un mandant est refusé
mail-principal-refused-text = Un administrateur a refusé un mandant de { $organisation }. Le motif figure sur sa page.
mail-authority-ends = Un mandat prend bientôt fin
mail-authority-ends-text = Le mandat de { $organisation } pour l’un de ses mandants prend fin le { $day }. Indiquez le nouveau mandat sur sa page, afin que les demandes puissent se poursuivre.

mail-invited = Vous êtes invité à agir pour un titulaire de droits
mail-invited-by-holder = Le titulaire de droits { $organisation } vous invite à agir pour lui sur { $host } en tant que { $role }.
mail-invited-by-applicant = Une organisation qui a posé sa candidature comme titulaire de droits vous invite à agir pour elle sur { $host } en tant que { $role }.
mail-invited-accept = Pour accepter, connectez-vous avec le compte de cette adresse, ou créez-le d’abord, puis ouvrez l’invitation.
mail-invited-page = L’invitation
mail-invited-until = Elle ne vaut que pour cette adresse et expire le { $until }. Si vous ne connaissez pas l’expéditeur, ne faites rien.
member-owner = responsable
member-agent = agent

role-reviewer = réviseur
role-senior = réviseur principal
role-administrator = administrateur
role-host = hébergeur
